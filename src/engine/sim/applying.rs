//! A state machine on its way: what is committed is handed to it at once, and applied when it comes to that.
//!
//! The protocol counts an entry as applied when it hands it over (paper figure 2, lastApplied). Where applying takes no time,
//! that is the same. Where it takes time (`set apply 20ms`), it is a step of its own: entries wait here, in order, one is
//! applied after another, and whoever waits for their effect waits: clients, reads, and snapshots. All of it is memory. After a
//! crash the protocol hands over anew what no snapshot covers; and a snapshot that comes from a leader stands for all that
//! waits.

use std::collections::VecDeque;

use crate::raft::{Index, ReadId};

use super::origin::Origin;
use super::schedule::Plan;

/// How far a state machine has come, and what waits for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Applying {
    applied: Index,
    /// Up to where entries wait, and the event since which; the oldest first.
    queue: VecDeque<(Index, Origin)>,
    /// When the entry under way was begun, and when it is done.
    plan: Plan,
    /// The reads that may be answered once so much is applied.
    reads: Vec<(Index, ReadId)>,
}

impl Applying {
    /// The last entry that is applied.
    pub fn applied(&self) -> Index {
        self.applied
    }

    /// Whether any entry waits.
    pub fn is_under_way(&self) -> bool {
        !self.queue.is_empty()
    }

    /// When the entry under way is done, if there is one.
    pub fn plan(&self) -> Option<Plan> {
        self.is_under_way().then_some(self.plan)
    }

    /// Gives the entry under way its moment.
    pub fn set_plan(&mut self, plan: Plan) {
        self.plan = plan;
    }

    /// Entries wait from now on, up to this one. True if nothing had waited before.
    pub fn wait(&mut self, last: Index, origin: Origin) -> bool {
        let begins = self.queue.is_empty();
        self.queue.push_back((last, origin));
        begins
    }

    /// The entry under way, and the event since which it waits.
    pub fn current(&self) -> Option<(Index, Origin)> {
        self.queue.front().map(|(_, origin)| (self.applied.next(), *origin))
    }

    /// All up to this entry is applied, or stands in a snapshot that was installed.
    pub fn reach(&mut self, index: Index) {
        self.applied = index;
        self.queue.retain(|(last, _)| *last > index);
    }

    /// A read may be answered once so much is applied.
    pub fn delay(&mut self, index: Index, read: ReadId) {
        self.reads.push((index, read));
    }

    /// A read that may be answered now, in the order in which they came.
    pub fn ready(&mut self) -> Option<(Index, ReadId)> {
        let place = self.reads.iter().position(|(index, _)| *index <= self.applied)?;
        Some(self.reads.remove(place))
    }
}
