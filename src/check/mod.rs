//! The watch over every run: what must never happen, looked for after every move.
//!
//! The paper's figure 3 lists five properties that Raft guarantees at all times; they are one file each here, with
//! others beside them. Each is fed with what an onlooker sees: the state of the running nodes after a move,
//! and the events of the move. None of them asks the protocol for its opinion, and the protocol knows none of them.
//!
//! Watching must be cheap, or it would be switched off. A [`Checker`] looks only at nodes that something reached, and
//! there only at what is new: the entries past the point where the log that it last saw and the present one part. All that it remembers is shared between clones, as the cluster's own state is.
//!
//! What is deliberately missing: nothing here says whether the cluster makes progress. These are safety properties;
//! a cluster that does nothing violates none of them.

pub mod calls;
mod configuration_safety;
mod durable_before_visible;
mod election_safety;
mod exactly_once;
pub mod fuzz;
mod glimpse;
pub mod history;
mod leader_append_only;
mod leader_completeness;
mod linearizability;
pub mod linearizable;
mod log_matching;
mod monotonic;
mod one_vote;
mod state_machine_safety;

use std::collections::BTreeMap;

use crate::raft::{Durable, NodeId};
use crate::sim::node::SimNode;
use crate::sim::{Endpoint, Event, EventKind, Time, World};

use calls::Calls;
use configuration_safety::ConfigurationSafety;
use durable_before_visible::DurableBeforeVisible;
use election_safety::ElectionSafety;
use exactly_once::ExactlyOnce;
use glimpse::{Change, Glimpse, Seen};
use leader_append_only::LeaderAppendOnly;
use leader_completeness::LeaderCompleteness;
pub use linearizability::Linearity;
use linearizability::Linearizability;
use log_matching::LogMatching;
use monotonic::Monotonic;
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
    monotonic: Monotonic,
    one_vote: OneVote,
    durable_before_visible: DurableBeforeVisible,
    configuration_safety: ConfigurationSafety,
    exactly_once: ExactlyOnce,
    linearizability: Linearizability,
}

impl Checker {
    /// Every property that is watched.
    pub const PROPERTIES: [Property; 11] = [
        ElectionSafety::PROPERTY,
        LeaderAppendOnly::PROPERTY,
        LogMatching::PROPERTY,
        LeaderCompleteness::PROPERTY,
        StateMachineSafety::PROPERTY,
        Monotonic::PROPERTY,
        OneVote::PROPERTY,
        DurableBeforeVisible::PROPERTY,
        ConfigurationSafety::PROPERTY,
        ExactlyOnce::PROPERTY,
        Linearizability::PROPERTY,
    ];

    /// Takes in a move: its events, and the world after it. Every move is to be shown, in order.
    ///
    /// A property is reported once, when it is first found violated: what follows from the same harm is no news.
    pub fn observe(&mut self, now: Time, events: &[Event], world: &World) {
        self.hear(now, events);
        for event in events {
            if let Err(evidence) = self.durable_before_visible.hear(&event.kind, world) {
                report(&mut self.violations, now, DurableBeforeVisible::PROPERTY, evidence);
            }
        }
        let disk = |node| world.node(node).map(|machine| machine.disk().image());
        for id in events.iter().filter_map(|event| stepped(&event.kind)) {
            // A node that is down has no state but its disk's, and shows it when it starts.
            if let Some(process) = world.node(id).and_then(SimNode::process) {
                self.look(now, Glimpse::of(process), disk);
            }
        }
    }

    fn hear(&mut self, now: Time, events: &[Event]) {
        for event @ Event { kind, .. } in events {
            // A node that restarts has forgotten what it was, and so must those who compare.
            if let EventKind::Crashed { node, .. } | EventKind::Restarted { node } = kind {
                self.seen.remove(node);
                self.exactly_once.forget(*node);
            }
            if let Err(evidence) = self.one_vote.hear(kind) {
                report(&mut self.violations, now, OneVote::PROPERTY, evidence);
            }
            if let Err(evidence) = self.linearizability.hear(event) {
                report(&mut self.violations, now, Linearizability::PROPERTY, evidence);
            }
        }
    }

    fn look<'a>(
        &mut self,
        now: Time,
        after: Glimpse<'_>,
        disk: impl Fn(NodeId) -> Option<&'a Durable>,
    ) {
        if self.seen.get(&after.id).is_some_and(|seen| seen.is_still(&after)) {
            return;
        }
        let before = self.seen.insert(after.id, Seen::of(&after));
        let change = Change::between(before.as_ref(), after);
        if let Err(evidence) = self.durable_before_visible.check(&change, disk) {
            report(&mut self.violations, now, DurableBeforeVisible::PROPERTY, evidence);
        }
        let invariants: [&mut dyn Invariant; 9] = [
            &mut self.election_safety,
            &mut self.leader_append_only,
            &mut self.log_matching,
            &mut self.leader_completeness,
            &mut self.state_machine_safety,
            &mut self.monotonic,
            &mut self.one_vote,
            &mut self.configuration_safety,
            &mut self.exactly_once,
        ];
        for invariant in invariants {
            if let Err(evidence) = invariant.check(&change) {
                report(&mut self.violations, now, invariant.property(), evidence);
            }
        }
    }

    /// Holds what it remembers of the nodes' logs together with them, where it is the same. Nothing else changes.
    pub fn share(&mut self, world: &World) {
        for (id, seen) in &mut self.seen {
            if let Some(process) = world.node(*id).and_then(SimNode::process) {
                seen.log.share(process.node().log());
            }
        }
    }

    /// The history of what the clients asked and were told.
    pub fn calls(&self) -> &Calls {
        self.linearizability.calls()
    }

    /// Whether that history is linearizable up to now.
    pub fn linearity(&self) -> Linearity {
        let name = Linearizability::PROPERTY.name;
        match self.violations.iter().any(|violation| violation.name == name) {
            true => Linearity::Violated,
            false => self.linearizability.verdict(),
        }
    }

    /// What was found, in order.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

/// Writes a violation down, unless the property is known not to hold.
fn report(violations: &mut Vec<Violation>, at: Time, property: Property, evidence: String) {
    let Property { name, citation, .. } = property;
    if violations.iter().all(|violation| violation.name != name) {
        violations.push(Violation { name, citation, at, evidence });
    }
}

/// The node whose protocol may have taken a step when this happened: something reached it, from the network, a clock,
/// its disk, or a person. Whatever else happens to a node follows from that.
fn stepped(kind: &EventKind) -> Option<NodeId> {
    match kind {
        EventKind::Delivered { to: Endpoint::Node(node), .. }
        | EventKind::TimerFired { node, .. }
        | EventKind::WriteFinished { node, .. }
        | EventKind::Restarted { node }
        | EventKind::Resumed { node } => Some(*node),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
