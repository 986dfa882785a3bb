//! How far a step reaches: which others it may go before or after, and the same comes of it.
//!
//! Two steps at different nodes do not see each other: each changes its own node and adds to what is in flight. What they
//! share is told here, and that nothing else is shared is what `reduction.rs` tries.

use raftarium::raft::{NodeId, Timer};

use crate::state::{Done, State};

/// The timers whose order counts (`promises.rs`).
const ORDERED: [Timer; 3] = [Timer::Stickiness, Timer::Lease, Timer::Renewal];

/// How far a step reaches.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// Whether there is such a step.
    pub happens: bool,
    /// The node to which it happens.
    pub node: NodeId,
    /// Whether it concerns all: somebody reads, or is answered; the membership changes.
    pub concerns_all: bool,
    /// Whether it concerns which timer ends before which.
    pub concerns_time: bool,
    /// What it adds to what is counted.
    pub counts: Done,
}

impl Reach {
    /// Whether this step and another, both possible in a state, come to the same in either order.
    pub fn commutes(&self, other: &Self, state: &State) -> bool {
        let meet = self.node == other.node
            || self.concerns_all
            || other.concerns_all
            || self.concerns_time && other.concerns_time;
        !meet && state.has_room_for(&self.counts, &other.counts)
    }

    /// Whether it counts in which order this timer is started.
    pub fn is_ordered(timer: Timer) -> bool {
        ORDERED.contains(&timer)
    }
}
