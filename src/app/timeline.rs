//! What the timeline shows.

use crate::raft::{NodeId, Term};
use crate::sim::Time;

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
    /// A node was paused or resumed.
    Paused(NodeId),
    /// Links were cut.
    Cut,
    /// Links were healed.
    Healed,
    /// A client's write was answered.
    Written(String),
}

/// A stretch of time ruled by one term: the highest that any live node had. It ends where the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermSpan {
    /// From when.
    pub from: Time,
    /// The term.
    pub term: Term,
    /// Since when it has a leader, if it ever got one.
    pub led_from: Option<Time>,
}
