//! Completion: what may stand where the person is typing. First the command, then whatever its arguments can be.

use super::bug::Bug;
use super::command::{Preset, Temper};
use super::help::{self, CONDITIONS, Entry, PROPERTIES};
use super::knobs::{self, KNOBS, Knob};
use super::parse::node_of;
use super::shape::Shape;
use super::token::{Cursor, Kind, Token, quote, quote_always};

/// The most candidates that are worth showing.
const MAX_CANDIDATES: usize = 80;

/// What completion knows of the cluster: names that may stand in a line now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The numbers of the nodes, in order.
    pub nodes: Vec<u32>,
    /// The numbers of the packets in flight, in order.
    pub packets: Vec<u64>,
    /// The keys that some node holds, in order.
    pub keys: Vec<String>,
    /// The names of moments, in order of time.
    pub bookmarks: Vec<String>,
    /// How many branches there are.
    pub branches: usize,
}

/// What may stand at the end of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Where in the line the unfinished word begins, in bytes: everything from here on is to be replaced.
    pub from: usize,
    /// What may replace it, the most likely first.
    pub candidates: Vec<String>,
}

impl Completion {
    /// The longest text that all candidates begin with; empty without candidates. It may replace the unfinished word.
    pub fn common(&self) -> &str {
        let Some((first, others)) = self.candidates.split_first() else { return "" };
        let agree = |length: &usize| {
            others.iter().all(|other| other.get(..*length) == first.get(..*length))
        };
        let lengths = first.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
        lengths.into_iter().find(agree).map_or("", |length| &first[..length])
    }
}

/// What may replace the last, unfinished word of this line. A line that ends with a space has an empty one.
pub fn complete(line: &str, known: &Known) -> Completion {
    let from = unfinished(line);
    let (head, typed) = line.split_at(from);
    let Some(tokens) = tokens(head) else { return Completion { from, candidates: Vec::new() } };
    let fits = |candidate: &String| {
        let start = candidate.get(..typed.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(typed))
    };
    let candidates = candidates(&tokens, known).into_iter().filter(fits).take(MAX_CANDIDATES);
    Completion { from, candidates: candidates.collect() }
}

/// Where the last word or quotation begins.
fn unfinished(line: &str) -> usize {
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => start = at + c.len_utf8(),
            _ => {}
        }
    }
    start
}

/// The finished pieces of a line after its moment, if they are readable.
fn tokens(head: &str) -> Option<Vec<Token<'_>>> {
    let mut cursor = Cursor::new(head, 1).ok()?;
    let mut tokens = Vec::new();
    while !cursor.at_end() {
        tokens.push(cursor.token("").ok()?);
    }
    // In a comment there is nothing to complete.
    if head.trim_end().len() > tokens.last().map_or(0, |last| last.end()) {
        return None;
    }
    if tokens.first().is_some_and(|first| first.source.starts_with('@')) {
        tokens.remove(0);
    }
    Some(tokens)
}

fn candidates(tokens: &[Token<'_>], known: &Known) -> Vec<String> {
    let Some((command, arguments)) = tokens.split_first() else { return names(help::commands()) };
    let Some(entry) = help::command(&command.source.to_ascii_lowercase()) else {
        return Vec::new();
    };
    match (entry.name, arguments) {
        (
            "crash" | "restart" | "pause" | "resume" | "timeout" | "connect" | "show_log" | "heal"
            | "cut" | "transfer" | "stepdown" | "snapshot" | "clog" | "unclog" | "clock" | "tear"
            | "corrupt" | "wipe" | "slow" | "lie",
            [],
        ) => nodes(known, &[]),
        ("heal", [_]) => nodes(known, arguments),
        ("link", []) => [nodes(known, &[]), vec!["clear".to_owned()]].concat(),
        ("cut" | "clog" | "unclog" | "link", [from]) if node_of(from).is_some() => {
            [vec![">".to_owned()], nodes(known, arguments)].concat()
        }
        ("cut" | "clog" | "unclog" | "link", [from, sign]) if sign.is_sign(">") => {
            nodes(known, std::slice::from_ref(from))
        }
        ("link", [.., end]) if node_of(end).is_some() => {
            ["latency", "loss", "duplicate", "reorder", "clear"].map(str::to_owned).into()
        }
        ("link", [.., what]) => {
            knobs::named(what.source).map_or_else(Vec::new, |knob| last_word(&knob.entry))
        }
        ("clock", [_]) => last_word(entry),
        ("crash", [_]) => vec!["after".to_owned()],
        ("crash", [_, after]) if after.is_word("after") => vec!["write".to_owned()],
        ("slow", [_]) => [last_word(entry), vec!["off".to_owned()]].concat(),
        ("lie", [_]) => ["on", "off"].map(str::to_owned).into(),
        ("partition", []) => [numbered(known, &[]), vec!["ring".to_owned()]].concat(),
        ("add", _) => vec![format!("n{}", known.nodes.len() + 1 + arguments.len())],
        ("remove", _) => numbered(known, arguments),
        ("replace", _) => match arguments.iter().position(|word| word.is_word("with")) {
            Some(at) => vec![format!("n{}", known.nodes.len() + arguments.len() - at)],
            None if arguments.is_empty() => numbered(known, arguments),
            None => [vec!["with".to_owned()], numbered(known, arguments)].concat(),
        },
        ("partition", _) => {
            let mut words = numbered(known, arguments);
            if arguments.last().is_some_and(|last| !last.is_sign("|")) {
                words.push("|".to_owned());
            }
            words
        }
        ("drop" | "duplicate" | "deliver" | "delay", []) => {
            known.packets.iter().map(|id| format!("p{id}")).collect()
        }
        ("put" | "get" | "delete" | "cas" | "create" | "read" | "update", []) => keys(known),
        ("help", []) => names(help::commands()),
        ("why", []) => {
            let words = ["not", "event", "you"].map(str::to_owned).into();
            let packets = known.packets.iter().map(|id| format!("p{id}")).collect();
            [nodes(known, &[]), words, packets].concat()
        }
        ("why", [not]) if not.is_word("not") => {
            ["leader", "committed", "answered"].map(str::to_owned).into()
        }
        ("why", [not, what]) if not.is_word("not") && what.is_word("answered") => {
            vec!["you".to_owned()]
        }
        ("why", [not, _]) if not.is_word("not") => nodes(known, &[]),
        ("preset", []) => {
            [Preset::Paper, Preset::SystemA, Preset::SystemB].map(|p| p.to_string()).into()
        }
        ("break", []) => Bug::ALL.map(|bug| bug.name().to_owned()).into(),
        ("mend", []) => {
            ["all"].into_iter().chain(Bug::ALL.map(Bug::name)).map(str::to_owned).collect()
        }
        ("chaos", []) => vec!["on".to_owned(), "off".to_owned()],
        ("chaos", [on]) if on.is_word("on") => {
            [Temper::Mild, Temper::Wild].map(|temper| temper.name().to_owned()).into()
        }
        ("set", []) => names(KNOBS.iter().map(|knob| &knob.entry)),
        ("set", [knob]) => knobs::named(knob.source).map_or_else(Vec::new, values),
        ("cluster" | "seed" | "pipe" | "failover" | "advance", []) | ("delay", [_]) => {
            last_word(entry)
        }
        ("go" | "unbookmark", []) => {
            known.bookmarks.iter().map(|name| quote_always(name)).collect()
        }
        ("branch", []) => (1..=known.branches).map(|number| number.to_string()).collect(),
        ("until", _) => condition(arguments, known, &["and", "or", "within"]),
        ("expect", _) => condition(arguments, known, &["and", "or"]),
        _ => Vec::new(),
    }
}

/// What may follow these pieces of a condition; `joints` may follow a finished one.
fn condition(pieces: &[Token<'_>], known: &Known, joints: &[&str]) -> Vec<String> {
    let is = |back: usize, words: &[&str]| {
        let piece = pieces.len().checked_sub(back).map(|at| &pieces[at]);
        piece.is_some_and(|piece| words.iter().any(|word| piece.is_word(word)))
    };
    let is_node = |back: usize| {
        let piece = pieces.len().checked_sub(back).map(|at| &pieces[at]);
        piece.is_some_and(|piece| node_of(piece).is_some())
    };
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let numbers = ["term", "commit", "applied", "first", "last"];

    let Some(last) = pieces.last() else { return names(CONDITIONS) };
    if is(1, &["and", "or", "not"]) || last.is_sign("(") {
        names(CONDITIONS)
    } else if is(1, &["within"]) {
        words(&["1s", "5s"])
    } else if is(2, &["value"]) {
        let mut next = words(&["=", "absent"]);
        if is_node(1) {
            next.extend(keys(known));
        }
        next
    } else if is(3, &["value"]) && is_node(2) {
        words(&["=", "absent"])
    } else if is(2, &["role"]) {
        words(&["="])
    } else if last.kind == Kind::Sign && is(3, &["role"]) {
        words(&["follower", "pre-candidate", "candidate", "leader", "learner"])
    } else if is_node(1) && is(2, &numbers) {
        words(&["=", ">=", "<=", ">", "<", "!="])
    } else if last.kind == Kind::Sign && !last.is_sign(")") {
        // A number or a value, which nobody can guess.
        Vec::new()
    } else if is(1, &["value"]) {
        [nodes(known, &[]), keys(known)].concat()
    } else if is(1, &["leader"]) {
        [words(&["is", "in"]), words(joints)].concat()
    } else if is(1, &["no"]) {
        words(&["leader"])
    } else if is(1, &["logs"]) {
        words(&["agree"])
    } else if is(1, &["is", "in"]) {
        numbered(known, &[])
    } else if is(1, &["applied"]) {
        [words(joints), nodes(known, &[])].concat()
    } else if is(1, &["violated"]) {
        [words(PROPERTIES), words(joints)].concat()
    } else if is(1, &["role", "up"]) || is(1, &numbers) {
        nodes(known, &[])
    } else {
        words(joints)
    }
}

fn names<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<String> {
    entries.into_iter().map(|entry| entry.name.to_owned()).collect()
}

/// The last word of an entry's example: a value to begin with.
fn last_word(entry: &Entry) -> Vec<String> {
    entry.example.split(' ').next_back().map(str::to_owned).into_iter().collect()
}

/// The values that a knob has, or one to begin with.
fn values(knob: &Knob) -> Vec<String> {
    let words = knob.shape.words().iter().map(|word| (*word).to_owned());
    match knob.shape {
        Shape::Switch | Shape::Reads => words.collect(),
        _ => last_word(&knob.entry).into_iter().chain(words).collect(),
    }
}

/// The nodes by number, but for those that are named already.
fn numbered(known: &Known, named: &[Token<'_>]) -> Vec<String> {
    let is_named = |name: &String| named.iter().any(|token| token.is_word(name));
    known.nodes.iter().map(|id| format!("n{id}")).filter(|name| !is_named(name)).collect()
}

/// The same, and the leader.
fn nodes(known: &Known, named: &[Token<'_>]) -> Vec<String> {
    let mut names = numbered(known, named);
    if !named.iter().any(|token| token.is_word("leader")) {
        names.push("leader".to_owned());
    }
    names
}

fn keys(known: &Known) -> Vec<String> {
    known.keys.iter().map(|key| quote(key)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known() -> Known {
        Known {
            nodes: vec![1, 2, 3],
            packets: vec![17, 18],
            keys: vec!["Name".into(), "a key".into(), "x".into()],
            bookmarks: vec!["the crash".into()],
            branches: 2,
        }
    }

    /// Completes the line, and compares the candidates, separated by spaces.
    fn check(line: &str, expected: &str) {
        assert_eq!(complete(line, &known()).candidates.join(" "), expected, "{line:?}");
    }

    #[test]
    fn the_first_word_is_a_command() {
        check("pa", "pause partition");
        check("SHOW", "show_log");
        check("@1.5s cr", "create crash");
        assert_eq!(complete("", &known()).candidates.len(), help::commands().count());
        check("xyzzy", "");
    }

    #[test]
    fn arguments_are_what_the_command_takes() {
        check("crash ", "n1 n2 n3 leader");
        check("crash n", "n1 n2 n3");
        check("crash n1 ", "after");
        check("crash n1 after ", "write");
        check("pause n1 ", "");
        check("slow n1 ", "20ms..40ms off");
        check("lie n1 ", "on off");
        check("drop ", "p17 p18");
        check("delay p17 ", "50ms");
        check("get n", "Name");
        check("preset sys", "system-a system-b");
        check("break vote-t", "vote-twice");
        check(
            "mend a",
            "all ack-before-fsync ack-too-much apply-early apply-twice answer-early any-round",
        );
        check("chaos ", "on off");
        check("chaos on ", "mild wild");
        check("chaos off ", "");
        check("set el", "election");
        check("set election ", "150ms..300ms");
        check("set prevote ", "on off");
        check("set expiry ", "60s off");
        check("transfer ", "n1 n2 n3 leader");
        check("help stat", "status");
        check("why ", "n1 n2 n3 leader not event you p17 p18");
        check("why not ", "leader committed answered");
        check("why not leader ", "n1 n2 n3 leader");
        check("why not answered ", "you");
        check("heal n1 ", "n2 n3 leader");
    }

    #[test]
    fn a_key_that_needs_quotes_comes_with_them() {
        check("get \"", "\"a key\"");
        check("get \"a k", "\"a key\"");
    }

    #[test]
    fn groups_and_directions_are_offered() {
        check("partition ", "n1 n2 n3 ring");
        check("partition n1 | ", "n2 n3");
        check("partition n1 ", "n2 n3 |");
        check("cut n1 ", "> n2 n3 leader");
        check("cut n1 > ", "n2 n3 leader");
        check("clog n1 ", "> n2 n3 leader");
        check("unclog ", "n1 n2 n3 leader");
        check("link n1 > n2 ", "latency loss duplicate reorder clear");
        check("link n1 n2 lo", "loss");
        check("link n1 n2 latency ", "5ms..15ms");
        check("clock n1 ", "105%");
    }

    #[test]
    fn conditions_are_completed_piece_by_piece() {
        check("until le", "leader");
        check("until leader ", "is in and or within");
        check("until leader is ", "n1 n2 n3");
        check("until leader within ", "1s 5s");
        check("expect role n1 ", "=");
        check("expect role n1 = ", "follower pre-candidate candidate leader learner");
        check("expect term n1 ", "= >= <= > < !=");
        check("expect term n1 = ", "");
        check("expect value n1 ", "= absent Name \"a key\" x");
        check("expect value x ", "= absent");
        check("expect value n1 x ", "= absent");
        check("expect up n1 ", "and or");
        check("expect up n1 and not lo", "logs");
        check("expect logs ", "agree");
    }

    #[test]
    fn nothing_is_offered_within_a_comment() {
        check("crash n1 # cr", "");
        check("# cr", "");
    }

    #[test]
    fn the_unfinished_word_is_located_and_candidates_have_a_common_beginning() {
        let completion = complete("preset s", &known());
        assert_eq!(completion.from, 7);
        assert_eq!(completion.common(), "system-");
        assert_eq!(complete("crash x", &known()).common(), "");
    }

    proptest! {
        #[test]
        fn any_line_is_completed_or_left_alone(line in any::<String>()) {
            let completion = complete(&line, &known());
            prop_assert!(line.is_char_boundary(completion.from));
        }
    }
}
