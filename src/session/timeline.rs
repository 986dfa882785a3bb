//! What the timeline shows: moments worth seeing from afar, and which term ruled when. Derived from events alone.

use crate::explain::words::short;
use crate::kv::{Operation, Reply};
use crate::persistent::Vector;
use crate::raft::{Index, NodeId, Term};
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
    /// A node became leader.
    Elected(NodeId, Term),
    Crashed(NodeId),
    Restarted(NodeId),
    /// A node was paused.
    Paused(NodeId),
    /// Links were cut.
    Cut,
    /// Links were healed.
    Healed,
    /// A client's write of this key took effect.
    Written(String),
    /// Links were clogged.
    Clogged,
    /// A node's disk was lost.
    Wiped(NodeId),
    /// A node was restarted, and refused to serve.
    Refused(NodeId),
    /// Entries up to this one are known to be committed for the first time, by a node.
    Committed(Index),
    /// A node took a snapshot, or received one.
    Snapshot(NodeId),
    /// A change of the membership is complete.
    Membership,
    /// A safety property was found violated.
    Violated(&'static str),
}

impl MarkKind {
    /// Whether there may be thousands of its kind, of which some stand for all.
    pub fn is_small(&self) -> bool {
        matches!(self, Self::Written(_) | Self::Committed(_) | Self::Snapshot(_))
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
    writing: Vec<((u32, u64), String)>,
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
            writing: Vec::new(),
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
            EventKind::RoleChanged { node, to, term, .. } => {
                self.reach(*term, event.at);
                if *to == Role::Leader {
                    let span = self.terms.iter().rposition(|span| span.term == *term);
                    if let Some(at) = span {
                        self.terms[at].led_from.get_or_insert(event.at);
                    }
                    self.mark(event.at, MarkKind::Elected(*node, *term));
                }
            }
            EventKind::TermChanged { term, .. } => self.reach(*term, event.at),
            EventKind::Crashed { node, .. } => self.mark(event.at, MarkKind::Crashed(*node)),
            EventKind::Restarted { node } => self.mark(event.at, MarkKind::Restarted(*node)),
            EventKind::Paused { node } => self.mark(event.at, MarkKind::Paused(*node)),
            EventKind::Cut { .. } => self.mark(event.at, MarkKind::Cut),
            EventKind::Healed { .. } | EventKind::Unclogged { .. } => {
                self.mark(event.at, MarkKind::Healed);
            }
            EventKind::Clogged { .. } => self.mark(event.at, MarkKind::Clogged),
            EventKind::Wiped { node } => self.mark(event.at, MarkKind::Wiped(*node)),
            EventKind::Refused { node, .. } => self.mark(event.at, MarkKind::Refused(*node)),
            EventKind::Committed { index, .. } if *index > self.committed => {
                self.committed = *index;
                self.mark(event.at, MarkKind::Committed(*index));
            }
            EventKind::SnapshotTaken { node, .. } | EventKind::SnapshotInstalled { node, .. } => {
                self.mark(event.at, MarkKind::Snapshot(*node));
            }
            EventKind::MembershipChanged { .. } => self.mark(event.at, MarkKind::Membership),
            EventKind::Invoked { client, sequence, operation } => {
                let reads = matches!(operation, Operation::Get { .. } | Operation::Read { .. });
                let key = operation.key().to_owned();
                self.writing.extend((!reads).then_some(((client.0, *sequence), key)));
            }
            EventKind::Completed { client, sequence, reply, .. } => {
                let operation = (client.0, *sequence);
                if let Some(at) = self.writing.iter().position(|(id, _)| *id == operation) {
                    let (_, key) = self.writing.swap_remove(at);
                    if *reply == Some(Reply::Done) {
                        self.mark(event.at, MarkKind::Written(key));
                    }
                }
            }
            _ => {}
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

/// A mark of the timeline in a few words.
pub fn mark_text(kind: &MarkKind) -> String {
    match kind {
        MarkKind::Elected(node, term) => format!("{node} leads term {term}"),
        MarkKind::Crashed(node) => format!("{node} crashed"),
        MarkKind::Restarted(node) => format!("{node} restarted"),
        MarkKind::Paused(node) => format!("{node} paused or resumed"),
        MarkKind::Cut => "links cut".to_string(),
        MarkKind::Clogged => "links clogged".to_string(),
        MarkKind::Wiped(node) => format!("{node} lost its disk"),
        MarkKind::Refused(node) => format!("{node} refused to serve"),
        MarkKind::Healed => "links healed".to_string(),
        MarkKind::Committed(index) => format!("entry {index} is committed"),
        MarkKind::Snapshot(node) => format!("{node} has a snapshot"),
        MarkKind::Membership => "the membership has changed".to_string(),
        MarkKind::Violated(name) => format!("violated: {name}"),
        MarkKind::Written(text) => format!("answered: {}", short(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_have_words() {
        assert_eq!(mark_text(&MarkKind::Refused(NodeId(2))), "n2 refused to serve");
        assert_eq!(mark_text(&MarkKind::Elected(NodeId(3), Term(4))), "n3 leads term 4");
    }

    #[test]
    fn an_hour_of_writes_leaves_room_for_the_crash_at_its_end() {
        let mut timeline = Timeline::default();
        for index in 0..100_000 {
            let at = Time(index * 36_000);
            timeline.mark(at, MarkKind::Committed(Index(index)));
            if index % 10_000 == 0 {
                timeline.mark(at, MarkKind::Crashed(NodeId(1)));
            }
        }
        let marks = timeline.marks();
        assert!(marks.len() <= Timeline::MOST_MARKS);
        assert!(marks.len() > Timeline::MOST_MARKS / 4, "{}", marks.len());
        let crashes = marks.iter().filter(|mark| mark.kind == MarkKind::Crashed(NodeId(1)));
        assert_eq!(crashes.count(), 10);
        let half = marks.iter().filter(|mark| mark.at < Time(1_800_000_000)).count();
        assert!((marks.len() * 2 / 5..marks.len() * 3 / 5).contains(&half), "{half}");
        assert!(marks.iter().zip(marks.iter().skip(1)).all(|(one, next)| one.at <= next.at));
    }

    #[test]
    fn when_nothing_small_is_left_to_go_the_first_marks_stay() {
        let mut timeline = Timeline::default();
        for at in 0..10_000 {
            timeline.mark(Time(at), MarkKind::Cut);
        }
        assert_eq!(timeline.marks().len(), Timeline::MOST_MARKS);
        assert_eq!(timeline.marks().last().map(|mark| mark.at), Some(Time(3_999)));
    }
}
