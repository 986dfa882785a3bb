//! The values of one key as small numbers, and only those that can matter.
//!
//! A value matters as long as some operation that has not returned yet says "it was this" or "it was not this", or as
//! long as appending to it can make such a value. Any other two values are alike to the rest of the history: nothing
//! can tell them apart any more. They are one state here, [`LOST_TEXT`] (or [`LOST_OTHER`], to which nothing can be
//! appended). So a thousand writes that nobody reads are one kind of write, and the strings that appends could have
//! made in an order that no read confirms are one string.

use std::collections::BTreeMap;

use crate::compact::sort;

use super::value::Value;

/// A value of the key.
pub(super) type State = u32;

/// The key is absent.
pub(super) const ABSENT: State = 0;
/// A string that no operation still to return can tell from others, nor any that appending makes of it.
pub(super) const LOST_TEXT: State = 1;
/// A number or truth value that no operation still to return can tell from others.
pub(super) const LOST_OTHER: State = 2;

/// A place in the history of the key, counted in invocations and returns.
pub(super) type Moment = u32;

/// The end of time: when an operation returns that never does.
pub(super) const NEVER: Moment = Moment::MAX;

#[derive(Clone, Copy)]
struct Node {
    /// The texts that begin with this one, as a range of the sorted texts.
    from: usize,
    to: usize,
    /// Its length in bytes.
    length: usize,
    /// The return of the last operation that can tell it.
    last: Moment,
    is_text: bool,
}

/// The operations that can tell a state: when each returns, in order, and the first invocation of it and those after
/// it.
type Sightings = Vec<(Moment, Moment)>;

/// A state that more operations than this can tell is taken to be told by some at any time.
const MANY: usize = 500;

/// All states of one key, and how appending leads from one to another.
pub(super) struct States<'a> {
    /// The strings that operations name as found, or as not found, in order.
    texts: Vec<&'a str>,
    /// For each power of two, the latest return among that many neighbours in `texts`.
    latest: Vec<Vec<Moment>>,
    /// Whether anything is ever appended. If not, only a whole string matters, and no part of it.
    grows: bool,
    nodes: Vec<Node>,
    /// For each state, once it was asked about: who can tell it.
    sightings: Vec<Option<Sightings>>,
    /// Who names each of the texts.
    sighted: Vec<Vec<(Moment, Moment)>>,
    /// States by their first text and their length.
    by_span: BTreeMap<(usize, usize), State>,
    others: BTreeMap<&'a Value, State>,
    /// What was appended to what, and the outcome.
    grown: BTreeMap<(State, u32), State>,
}

impl<'a> States<'a> {
    /// Collects the values that operations name, each with the invocation and the return of the operation.
    pub(super) fn new(
        named: impl Iterator<Item = (&'a Value, (Moment, Moment))>,
        grows: bool,
    ) -> Self {
        let mut texts: BTreeMap<&str, Vec<(Moment, Moment)>> = BTreeMap::new();
        let mut others: BTreeMap<&Value, Vec<(Moment, Moment)>> = BTreeMap::new();
        for (value, span) in named {
            match value {
                Value::Null => {}
                Value::Text(text) => texts.entry(text).or_default().push(span),
                Value::Bool(_) | Value::Number(_) => others.entry(value).or_default().push(span),
            }
        }
        let last = |spans: &Vec<(Moment, Moment)>| {
            spans.iter().map(|&(_, returned)| returned).max().unwrap_or(0)
        };
        let blank = Node { from: 0, to: 0, length: 0, last: NEVER, is_text: true };
        let mut states = Self {
            latest: latest_of_neighbours(texts.values().map(last).collect()),
            texts: texts.keys().copied().collect(),
            sighted: texts.into_values().collect(),
            grows,
            nodes: vec![blank, blank, Node { is_text: false, ..blank }],
            sightings: vec![None; 3],
            by_span: BTreeMap::new(),
            others: BTreeMap::new(),
            grown: BTreeMap::new(),
        };
        for (value, spans) in others {
            let state = states.add(Node { last: last(&spans), is_text: false, ..blank });
            states.sightings[state as usize] = Some(sightings(spans));
            states.others.insert(value, state);
        }
        states
    }

    /// The state of a key that holds `value`.
    pub(super) fn of(&mut self, value: &Value) -> State {
        match value {
            Value::Null => ABSENT,
            Value::Bool(_) | Value::Number(_) => {
                self.others.get(value).copied().unwrap_or(LOST_OTHER)
            }
            Value::Text(text) if self.grows => self.extend(0, self.texts.len(), 0, text),
            Value::Text(text) => match self.texts.binary_search(&text.as_str()) {
                Ok(place) => self.span(place, place + 1, text.len()),
                Err(_) => LOST_TEXT,
            },
        }
    }

    /// The strings that operations name, and their beginnings without the last bytes, at most `reach`.
    pub(super) fn texts(&mut self, reach: usize) -> Vec<State> {
        let mut states = Vec::new();
        for place in 0..self.texts.len() {
            let text = self.texts[place];
            let shortest = if self.grows { text.len().saturating_sub(reach) } else { text.len() };
            let lengths = (shortest..=text.len()).filter(|&length| text.is_char_boundary(length));
            for length in lengths {
                states.push(match self.grows {
                    true => self.extend(0, self.texts.len(), 0, &text[..length]),
                    false => self.span(place, place + 1, length),
                });
            }
        }
        states
    }

    /// The state after `text`, known by `number`, is appended. The state must be a text.
    pub(super) fn append(&mut self, state: State, text: &str, number: u32) -> State {
        if state == LOST_TEXT {
            return LOST_TEXT;
        }
        if let Some(&grown) = self.grown.get(&(state, number)) {
            return grown;
        }
        let Node { from, to, length, .. } = self.nodes[state as usize];
        let grown = match state {
            ABSENT => self.extend(0, self.texts.len(), 0, text),
            _ => self.extend(from, to, length, text),
        };
        self.grown.insert((state, number), grown);
        grown
    }

    /// The same state, for what is to come from `now` on and was invoked before `until`: lost, if none of that can tell
    /// it.
    pub(super) fn seen(&mut self, state: State, now: Moment, until: Moment) -> State {
        if state <= LOST_OTHER {
            return state;
        }
        let Node { last, is_text, .. } = self.nodes[state as usize];
        let seen = last >= now && (until == NEVER || self.is_seen(state, now, until));
        match (seen, is_text) {
            (true, _) => state,
            (false, true) => LOST_TEXT,
            (false, false) => LOST_OTHER,
        }
    }

    fn is_seen(&mut self, state: State, now: Moment, until: Moment) -> bool {
        let Node { from, to, .. } = self.nodes[state as usize];
        let place = &mut self.sightings[state as usize];
        let sightings = place.get_or_insert_with(|| {
            let spans = self.sighted[from..to].iter().flatten().copied();
            sightings(spans.take(MANY + 1).collect())
        });
        if sightings.len() > MANY {
            return true;
        }
        let next = sightings.partition_point(|&(returned, _)| returned < now);
        sightings.get(next).is_some_and(|&(_, invoked)| invoked < until)
    }

    /// Whether something can be appended.
    pub(super) fn is_text(&self, state: State) -> bool {
        self.nodes[state as usize].is_text
    }

    /// Whether appending to the state can lead to the wanted one.
    pub(super) fn leads_to(&self, state: State, wanted: State) -> bool {
        let (node, wanted) = (&self.nodes[state as usize], &self.nodes[wanted as usize]);
        match state {
            ABSENT => self.grows && wanted.is_text,
            _ => {
                self.grows
                    && node.from <= wanted.from
                    && wanted.to <= node.to
                    && node.length <= wanted.length
            }
        }
    }

    /// Those of `texts[from..to]`, all of which share their first `length` bytes, that go on with `more`.
    fn extend(&mut self, from: usize, to: usize, length: usize, more: &str) -> State {
        fn rest(text: &str, length: usize) -> &[u8] {
            &text.as_bytes()[length..]
        }
        let texts = &self.texts[from..to];
        let skipped = texts.partition_point(|text| rest(text, length) < more.as_bytes());
        let texts = &texts[skipped..];
        let shared = texts.partition_point(|text| rest(text, length).starts_with(more.as_bytes()));
        let from = from + skipped;
        self.span(from, from + shared, length + more.len())
    }

    fn span(&mut self, from: usize, to: usize, length: usize) -> State {
        if from == to {
            return LOST_TEXT;
        }
        if let Some(&state) = self.by_span.get(&(from, length)) {
            return state;
        }
        let level = (to - from).ilog2() as usize;
        let row = &self.latest[level];
        let last = row[from].max(row[to - (1 << level)]);
        let state = self.add(Node { from, to, length, last, is_text: true });
        self.by_span.insert((from, length), state);
        state
    }

    fn add(&mut self, node: Node) -> State {
        self.nodes.push(node);
        self.sightings.push(None);
        (self.nodes.len() - 1) as State
    }
}

fn sightings(spans: Vec<(Moment, Moment)>) -> Sightings {
    let mut sightings: Sightings =
        spans.into_iter().map(|(invoked, returned)| (returned, invoked)).collect();
    sort(&mut sightings);
    let mut first = NEVER;
    for (_, invoked) in sightings.iter_mut().rev() {
        first = first.min(*invoked);
        *invoked = first;
    }
    sightings
}

/// Row `k` holds at `i` the latest of the `2^k` moments from `i` on, so that any range is covered by two entries.
fn latest_of_neighbours(moments: Vec<Moment>) -> Vec<Vec<Moment>> {
    let count = moments.len();
    let mut rows = vec![moments];
    let mut width = 1;
    while 2 * width <= count {
        let row = &rows[rows.len() - 1];
        let wider = (0..=count - 2 * width).map(|i| row[i].max(row[i + width])).collect();
        rows.push(wider);
        width *= 2;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(named: &[(Value, Moment)], grows: bool) -> States<'_> {
        States::new(named.iter().map(|(value, moment)| (value, (0, *moment))), grows)
    }

    #[test]
    fn one_string_is_one_state_however_it_was_put_together() {
        let named = [("abcd".into(), 9), ("abx".into(), 5)];
        let mut states = states(&named, true);
        let ab = states.of(&"ab".into());
        let a = states.append(ABSENT, "a", 0);
        assert_eq!(states.append(a, "b", 1), ab);
        let empty = states.of(&"".into());
        assert_ne!(empty, ABSENT);
        assert_eq!(states.append(empty, "ab", 2), ab);
        assert_eq!(states.append(ab, "y", 3), LOST_TEXT);
        let abcd = states.of(&"abcd".into());
        assert_eq!(states.append(ab, "cd", 4), abcd);
        assert_eq!(states.append(abcd, "e", 5), LOST_TEXT);
    }

    #[test]
    fn a_value_is_lost_after_the_last_operation_that_can_tell_it() {
        let number = Value::Bool(true);
        let named = [("abcd".into(), 9), ("abx".into(), 5), (number.clone(), 4)];
        let mut states = states(&named, true);
        let (ab, abx, number) =
            (states.of(&"ab".into()), states.of(&"abx".into()), states.of(&number));
        assert_eq!(states.seen(abx, 5, NEVER), abx);
        assert_eq!(states.seen(abx, 6, NEVER), LOST_TEXT);
        assert_eq!(states.seen(ab, 9, NEVER), ab);
        assert_eq!(states.seen(ab, 10, NEVER), LOST_TEXT);
        assert_eq!(states.seen(number, 5, NEVER), LOST_OTHER);
        assert_eq!(states.seen(ABSENT, NEVER, NEVER), ABSENT);
    }

    #[test]
    fn where_nothing_is_appended_the_start_of_a_string_matters_to_nobody() {
        let named = [("abcd".into(), 9)];
        let mut states = states(&named, false);
        assert_eq!(states.of(&"ab".into()), LOST_TEXT);
        assert_ne!(states.of(&"abcd".into()), LOST_TEXT);
    }
}
