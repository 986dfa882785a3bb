//! The watch over every run: what must never happen, looked for after every move.
//!
//! The paper's figure 3 lists five properties that Raft guarantees at all times; they are one file each here, with
//! two smaller ones beside them. Each is fed with what an onlooker sees: the state of the running nodes after a move,
//! and the events of the move. None of them asks the protocol for its opinion, and the protocol knows none of them.
//!
//! Watching must be cheap, or it would be switched off. A [`Checker`] remembers what it last saw of each node and
//! looks closer only at the nodes that changed, and there only at what is new: the entries past the point where the
//! old log and the new one part. All that it remembers is shared between clones, as the cluster's own state is.
//!
//! What is deliberately missing: nothing here says whether the cluster makes progress. These are safety properties;
//! a cluster that does nothing violates none of them.

mod election_safety;
mod glimpse;
mod leader_append_only;
mod leader_completeness;
mod log_matching;
mod monotonic_indices;
mod one_vote;
mod state_machine_safety;

use std::collections::BTreeMap;

use crate::raft::NodeId;
use crate::sim::node::SimNode;
use crate::sim::{Event, EventKind, Time, World};

use election_safety::ElectionSafety;
use glimpse::{Change, Glimpse, Seen};
use leader_append_only::LeaderAppendOnly;
use leader_completeness::LeaderCompleteness;
use log_matching::LogMatching;
use monotonic_indices::MonotonicIndices;
use one_vote::OneVote;
use state_machine_safety::StateMachineSafety;

/// A safety property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name, as one word.
    pub name: &'static str,
    /// Where it is stated.
    pub citation: &'static str,
    /// What it says.
    pub says: &'static str,
}

/// A property that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The property's name.
    pub name: &'static str,
    /// Where it is stated.
    pub citation: &'static str,
    /// When it was found not to hold.
    pub at: Time,
    /// What was seen: nodes, terms, indices.
    pub evidence: String,
}

/// One property's own memory, and its judgement of what is new.
trait Invariant {
    /// Which property it is.
    fn property(&self) -> Property;

    /// Judges the change of a running node.
    ///
    /// # Errors
    /// The evidence that the property does not hold.
    fn check(&mut self, change: &Change<'_>) -> Result<(), String>;

    /// Judges an event.
    ///
    /// # Errors
    /// The evidence that the property does not hold.
    fn hear(&mut self, _event: &EventKind) -> Result<(), String> {
        Ok(())
    }
}

/// All properties, over one run.
#[derive(Clone, Debug, Default)]
pub struct Checker {
    seen: BTreeMap<NodeId, Seen>,
    violations: Vec<Violation>,

    election_safety: ElectionSafety,
    leader_append_only: LeaderAppendOnly,
    log_matching: LogMatching,
    leader_completeness: LeaderCompleteness,
    state_machine_safety: StateMachineSafety,
    monotonic_indices: MonotonicIndices,
    one_vote: OneVote,
}

impl Checker {
    /// Every property that is watched.
    pub const PROPERTIES: [Property; 7] = [
        ElectionSafety::PROPERTY,
        LeaderAppendOnly::PROPERTY,
        LogMatching::PROPERTY,
        LeaderCompleteness::PROPERTY,
        StateMachineSafety::PROPERTY,
        MonotonicIndices::PROPERTY,
        OneVote::PROPERTY,
    ];

    /// Takes in a move: its events, and the world after it. Every move is to be shown, in order.
    ///
    /// A property is reported once, when it is first found violated: what follows from the same harm is no news.
    pub fn observe(&mut self, now: Time, events: &[Event], world: &World) {
        let processes = world.nodes().iter().filter_map(SimNode::process);
        self.take_in(now, events, processes.map(|process| Glimpse::of(process.node())));
    }

    fn take_in<'a>(
        &mut self,
        now: Time,
        events: &[Event],
        running: impl IntoIterator<Item = Glimpse<'a>>,
    ) {
        for Event { kind, .. } in events {
            // A node that restarts has forgotten what it was, and so must those who compare.
            if let EventKind::Crashed { node, .. } | EventKind::Restarted { node } = kind {
                self.seen.remove(node);
            }
            self.judge(now, |invariant| invariant.hear(kind));
        }
        for after in running {
            if self.seen.get(&after.id).is_some_and(|seen| seen.is_still(&after)) {
                continue;
            }
            let before = self.seen.insert(after.id, Seen::of(&after));
            let change = Change::between(before.as_ref(), after);
            self.judge(now, |invariant| invariant.check(&change));
        }
    }

    /// What was found, in order.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    fn judge(
        &mut self,
        now: Time,
        mut judgement: impl FnMut(&mut dyn Invariant) -> Result<(), String>,
    ) {
        let invariants: [&mut dyn Invariant; 7] = [
            &mut self.election_safety,
            &mut self.leader_append_only,
            &mut self.log_matching,
            &mut self.leader_completeness,
            &mut self.state_machine_safety,
            &mut self.monotonic_indices,
            &mut self.one_vote,
        ];
        for invariant in invariants {
            let Property { name, citation, .. } = invariant.property();
            if self.violations.iter().any(|violation| violation.name == name) {
                continue;
            }
            if let Err(evidence) = judgement(invariant) {
                self.violations.push(Violation { name, citation, at: now, evidence });
            }
        }
    }
}

#[cfg(test)]
mod tests;
