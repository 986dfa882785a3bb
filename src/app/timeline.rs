//! What the timeline shows: moments worth seeing from afar, and which term ruled when. Derived from events alone.

use imbl::Vector;

use crate::kv::{Operation, Reply};
use crate::raft::{NodeId, Term};
use crate::sim::{Event, EventKind, Role, Time};

/// A moment worth seeing from afar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Time,
    /// What.
    pub kind: MarkKind,
}

/// What happened at a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// A node became leader.
    Elected(NodeId, Term),
    /// A node crashed.
    Crashed(NodeId),
    /// A node restarted.
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
}

/// A stretch of time ruled by one term: the highest that any node had reached. It ends where the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermSpan {
    /// From when.
    pub from: Time,
    /// The term.
    pub term: Term,
    /// Since when it has a leader, if it ever got one.
    pub led_from: Option<Time>,
}

/// The marks and the terms of a run so far. Clones share them.
#[derive(Clone, Debug)]
pub struct Timeline {
    marks: Vector<Mark>,
    terms: Vector<TermSpan>,
    /// The keys that client operations under way would write.
    writing: Vec<((u32, u64), String)>,
}

impl Default for Timeline {
    fn default() -> Self {
        let first = TermSpan { from: Time::ZERO, term: Term(0), led_from: None };
        Self { marks: Vector::new(), terms: Vector::unit(first), writing: Vec::new() }
    }
}

impl Timeline {
    /// How many marks are kept; later ones are not marked.
    pub const MOST_MARKS: usize = 4_000;

    /// The marks, in order of time.
    pub fn marks(&self) -> &Vector<Mark> {
        &self.marks
    }

    /// The terms, in order of time; the first is term 0 from the start.
    pub fn terms(&self) -> &Vector<TermSpan> {
        &self.terms
    }

    /// Takes in the next event.
    pub fn observe(&mut self, event: &Event) {
        match &event.kind {
            EventKind::RoleChanged { node, to, term, .. } => {
                self.reach(*term, event.at);
                if *to == Role::Leader {
                    if let Some(span) = self.terms.iter_mut().rev().find(|span| span.term == *term)
                    {
                        span.led_from.get_or_insert(event.at);
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

    fn mark(&mut self, at: Time, kind: MarkKind) {
        if self.marks.len() < Self::MOST_MARKS {
            self.marks.push_back(Mark { at, kind });
        }
    }
}
