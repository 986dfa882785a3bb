//! What the timeline shows: moments worth seeing from afar, and which term ruled when. Derived from events alone.

use crate::catalog::tr;
use crate::explain::words::{kind_text, short};
use crate::kv::{Operation, Reply};
use crate::persistent::{OrdMap, Vector};
use crate::raft::{Index, Term};
use crate::sim::{Event, EventKind, Role, Time};

use super::activity::Activity;

/// A moment worth seeing from afar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub at: Time,
    pub kind: MarkKind,
}

/// What happened at a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// An event that weighs something by the table of events.
    Event(EventKind),
    /// A client's write of this key took effect.
    Written(String),
    /// A safety property was found violated.
    Violated(&'static str),
}

impl MarkKind {
    /// How much it matters: where many crowd, the heaviest stands for all.
    pub fn weight(&self) -> u8 {
        match self {
            Self::Event(kind) => kind.weight().unwrap_or(0),
            Self::Written(_) => 0,
            Self::Violated(_) => u8::MAX,
        }
    }

    /// Whether there may be thousands of its kind, of which some stand for all.
    pub fn is_small(&self) -> bool {
        self.weight() < 2
    }
}

/// A stretch of time ruled by one term: the highest that any node had reached. It ends where the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermSpan {
    pub from: Time,
    pub term: Term,
    /// Since when it has a leader, if it ever got one.
    pub led_from: Option<Time>,
}

/// The marks and the terms of a run so far. Clones share them.
#[derive(Clone, Debug)]
pub struct Timeline {
    marks: Vector<Mark>,
    terms: Vector<TermSpan>,
    activity: Activity,
    /// The keys that client operations under way would write.
    writing: OrdMap<(u32, u64), String>,
    /// The highest index that any node knew to be committed.
    committed: Index,
    /// How far small marks stand apart at least, in microseconds.
    apart_us: u64,
    /// Where the last of them is.
    last_small: Option<Time>,
}

impl Default for Timeline {
    fn default() -> Self {
        let first = TermSpan { from: Time::ZERO, term: Term(0), led_from: None };
        Self {
            marks: Vector::new(),
            terms: Vector::unit(first),
            activity: Activity::default(),
            writing: OrdMap::new(),
            committed: Index(0),
            apart_us: 0,
            last_small: None,
        }
    }
}

impl Timeline {
    /// How many marks are kept. Where there would be more, small ones make room, evenly over all the time; when only
    /// others are left, later ones are not marked.
    pub const MOST_MARKS: usize = 4_000;

    /// The marks, in order of time.
    pub fn marks(&self) -> &Vector<Mark> {
        &self.marks
    }

    /// The terms, in order of time; the first is term 0 from the start.
    pub fn terms(&self) -> &Vector<TermSpan> {
        &self.terms
    }

    /// When more than heartbeats happened.
    pub fn activity(&self) -> &Activity {
        &self.activity
    }

    /// Takes in the next event.
    pub fn observe(&mut self, event: &Event) {
        self.activity.observe(event);
        match &event.kind {
            EventKind::RoleChanged { to, term, .. } => {
                self.reach(*term, event.at);
                let span = self.terms.iter().rposition(|span| span.term == *term);
                if let Some(at) = span.filter(|_| *to == Role::Leader) {
                    self.terms[at].led_from.get_or_insert(event.at);
                }
            }
            EventKind::TermChanged { term, .. } => self.reach(*term, event.at),
            // Whoever learns of it later marks nothing.
            EventKind::Committed { index, .. } if *index <= self.committed => return,
            EventKind::Committed { index, .. } => self.committed = *index,
            EventKind::Invoked { client, sequence, operation }
                if !matches!(operation, Operation::Get { .. } | Operation::Read { .. }) =>
            {
                self.writing.insert((client.0, *sequence), operation.key().to_owned());
            }
            EventKind::Completed { client, sequence, reply, .. } => {
                if let Some(key) = self.writing.remove(&(client.0, *sequence))
                    && *reply == Some(Reply::Done)
                {
                    self.mark(event.at, MarkKind::Written(key));
                }
            }
            _ => {}
        }
        if event.kind.weight().is_some() {
            self.mark(event.at, MarkKind::Event(event.kind.clone()));
        }
    }

    fn reach(&mut self, term: Term, at: Time) {
        if self.terms.last().is_none_or(|span| span.term < term) {
            self.terms.push_back(TermSpan { from: at, term, led_from: None });
        }
    }

    /// A safety property was found violated.
    pub fn violated(&mut self, at: Time, name: &'static str) {
        self.mark(at, MarkKind::Violated(name));
    }

    fn mark(&mut self, at: Time, kind: MarkKind) {
        if kind.is_small() && self.crowded(at) {
            return;
        }
        if self.marks.len() >= Self::MOST_MARKS {
            self.make_room(at);
        }
        if self.marks.len() < Self::MOST_MARKS {
            if kind.is_small() {
                self.last_small = Some(at);
            }
            self.marks.push_back(Mark { at, kind });
        }
    }

    /// Whether the last small mark is too near for another one.
    fn crowded(&self, at: Time) -> bool {
        self.last_small.is_some_and(|last| at.since(last) < self.apart_us)
    }

    /// Lets small marks stand further apart, until half the room is free or none of them can make more.
    fn make_room(&mut self, now: Time) {
        while self.marks.len() > Self::MOST_MARKS / 2 && self.apart_us <= now.0 {
            self.apart_us = (self.apart_us * 2).max(1_000);
            let mut last = None;
            self.marks.retain(|mark| {
                let keeps = !mark.kind.is_small()
                    || last.is_none_or(|last| mark.at.since(last) >= self.apart_us);
                if keeps && mark.kind.is_small() {
                    last = Some(mark.at);
                }
                keeps
            });
            self.last_small = last;
        }
    }
}

/// A mark of the timeline in a few words; an event that has no shorter ones is told as everywhere.
pub fn mark_text(kind: &MarkKind) -> String {
    let event = match kind {
        MarkKind::Event(event) => event,
        MarkKind::Written(key) => return tr!("answered: {key}", key = short(key)),
        MarkKind::Violated(name) => return tr!("violated: {name}", name),
    };
    match event {
        EventKind::Crashed { node, .. } => tr!("{node} crashed", node),
        EventKind::Restarted { node } => tr!("{node} restarted", node),
        EventKind::Cut { .. } => tr!("links cut").to_string(),
        EventKind::Clogged { .. } => tr!("links clogged").to_string(),
        EventKind::Healed { .. } | EventKind::Unclogged { .. } => tr!("links healed").to_string(),
        EventKind::Wiped { node } => tr!("{node} lost its disk", node),
        EventKind::DiskReplaced { node } => tr!("{node} got an empty disk", node),
        EventKind::Refused { node, .. } => tr!("{node} refused to serve", node),
        EventKind::Committed { index, .. } => tr!("entry {index} is committed", index),
        EventKind::SnapshotTaken { node, .. } | EventKind::SnapshotInstalled { node, .. } => {
            tr!("{node} has a snapshot", node)
        }
        EventKind::MembershipChanged { .. } => tr!("the membership has changed").to_string(),
        event => kind_text(event),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::NodeId;

    fn crashed() -> MarkKind {
        MarkKind::Event(EventKind::Crashed { node: NodeId(1), lost_writes: 2 })
    }

    fn committed(index: u64) -> MarkKind {
        MarkKind::Event(EventKind::Committed { node: NodeId(1), index: Index(index) })
    }

    #[test]
    fn marks_have_short_words_or_those_of_their_events() {
        assert_eq!(mark_text(&crashed()), "n1 crashed");
        let (from, to) = (Role::Candidate, Role::Leader);
        let elected = EventKind::RoleChanged { node: NodeId(3), from, to, term: Term(4) };
        assert_eq!(mark_text(&MarkKind::Event(elected)), "n3 leads term 4");
    }

    #[test]
    fn what_weighs_something_is_marked_and_an_entry_once() {
        let mut timeline = Timeline::default();
        let mut happen = |kind| {
            let (cause, parent) = (crate::sim::Cause::Boot, None);
            timeline.observe(&Event { seq: 0, at: Time(1), cause, parent, kind });
        };
        for node in [NodeId(1), NodeId(2)] {
            happen(EventKind::Committed { node, index: Index(1) });
            happen(EventKind::Applied { node, index: Index(1) });
        }
        happen(EventKind::Crashed { node: NodeId(1), lost_writes: 2 });
        let kinds: Vec<MarkKind> = timeline.marks().iter().map(|mark| mark.kind.clone()).collect();
        assert_eq!(kinds, [committed(1), crashed()]);
    }

    #[test]
    fn an_hour_of_writes_leaves_room_for_the_crash_at_its_end() {
        let mut timeline = Timeline::default();
        for index in 0..100_000 {
            let at = Time(index * 36_000);
            timeline.mark(at, committed(index));
            if index % 10_000 == 0 {
                timeline.mark(at, crashed());
            }
        }
        let marks = timeline.marks();
        assert!(marks.len() <= Timeline::MOST_MARKS);
        assert!(marks.len() > Timeline::MOST_MARKS / 4, "{}", marks.len());
        let crashes = marks.iter().filter(|mark| mark.kind == crashed());
        assert_eq!(crashes.count(), 10);
        let half = marks.iter().filter(|mark| mark.at < Time(1_800_000_000)).count();
        assert!((marks.len() * 2 / 5..marks.len() * 3 / 5).contains(&half), "{half}");
        assert!(marks.iter().zip(marks.iter().skip(1)).all(|(one, next)| one.at <= next.at));
    }

    #[test]
    fn when_nothing_small_is_left_to_go_the_first_marks_stay() {
        let mut timeline = Timeline::default();
        for at in 0..10_000 {
            timeline.mark(Time(at), crashed());
        }
        assert_eq!(timeline.marks().len(), Timeline::MOST_MARKS);
        assert_eq!(timeline.marks().last().map(|mark| mark.at), Some(Time(3_999)));
    }
}
