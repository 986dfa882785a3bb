//! The watch over every run: what must never happen, looked for after every move.
//!
//! The paper's figure 3 lists five properties that Raft guarantees at all times; with others beside them they are one file
//! each in `invariants`, where all that concerns one of them stands together. Each is fed with what an onlooker sees: the
//! events of a move, the state of the running nodes after it, and what is on their disks. None of them asks the protocol for
//! its opinion, and the protocol knows none of them. Where a promise depends on time, it is the time of the clocks that counts,
//! and not what a timer of the protocol's says (`clocks`).
//!
//! Watching must be cheap, or it would be switched off. A [`Checker`] looks only at nodes that something reached, and
//! there only at what is new: the entries past the point where the log that it last saw and the present one part, the keys
//! whose values are others than before. All that it remembers is shared between clones, as the cluster's own state is.
//!
//! What is deliberately missing: nothing here says whether the cluster makes progress. These are safety properties;
//! a cluster that does nothing violates none of them.

pub mod calls;
mod clocks;
mod invariants;
mod reference;
mod scene;
mod sight;

use std::collections::BTreeMap;

use crate::persistent::OrdSet;
use crate::raft::NodeId;
use crate::sim::node::SimNode;
use crate::sim::{Cause, Endpoint, Event, EventKind, Time, World};

use calls::Calls;
use clocks::Clocks;
use invariants::{Invariant, Invariants, Linearizability};
pub use invariants::{Linearity, Property};
use reference::Reference;
use scene::Scene;
use sight::{Change, DiskChange, Mark, Observed, PacketSeen, Remembered, Site};

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

/// All properties, over one run.
#[derive(Clone, Debug, Default)]
pub struct Checker {
    /// The running nodes, as they were last seen.
    seen: BTreeMap<NodeId, Remembered>,
    /// What was last on their disks.
    marks: BTreeMap<NodeId, Mark>,
    /// The disks that prove nothing, whatever is on them: they lie, or were harmed.
    believed: OrdSet<NodeId>,
    clocks: Clocks,
    reference: Reference,
    invariants: Invariants,
    violations: Vec<Violation>,
}

impl Checker {
    /// Every property that is watched.
    pub const PROPERTIES: [Property; Invariants::PROPERTIES.len()] = Invariants::PROPERTIES;

    /// Takes in a move: its events, and the world after it. Every move is to be shown, in order.
    ///
    /// A property is reported once, when it is first found violated: what follows from the same harm is no news.
    pub fn observe(&mut self, now: Time, events: &[Event], world: &World) {
        self.hear(now, events, world);
        for id in events.iter().filter_map(stepped) {
            // A node that is down has no state but its disk's, and shows it when it starts.
            if let Some(process) = world.node(id).and_then(SimNode::process) {
                self.look(now, &Observed::of(process), world);
            }
        }
    }

    fn hear(&mut self, now: Time, events: &[Event], site: &dyn Site) {
        self.clocks.begin(site);
        for event in events {
            match &event.kind {
                EventKind::LyingSet { node, .. }
                | EventKind::WriteAstray { node, .. }
                | EventKind::Wiped { node }
                | EventKind::DiskReplaced { node }
                | EventKind::Rotted { node, .. } => self.believed.insert(*node),
                // A node that restarts has forgotten what it was, and so must those who compare.
                EventKind::Crashed { node, .. } | EventKind::Restarted { node } => {
                    let last = self.seen.remove(node);
                    self.invariants.forget(*node, last.as_ref());
                }
                EventKind::ClockSet { node, rate_ppm } => {
                    self.clocks.set(*node, *rate_ppm, event.at);
                }
                EventKind::ClockJumped { node, ahead, by_us } => {
                    self.clocks.jump(*node, *ahead, *by_us, event.at);
                }
                EventKind::Configured { .. } => self.clocks.configure(site, event.at),
                _ => {}
            }
            let Self { believed, clocks, reference, invariants, violations, .. } = self;
            let scene = Scene { now, site, believed, clocks, reference };
            let mut report = |property, evidence| report(violations, now, property, evidence);
            match &event.kind {
                EventKind::Sent {
                    packet,
                    from: Endpoint::Node(from),
                    to: Endpoint::Node(to),
                    kind,
                } => {
                    let (at, packet, from, to) = (event.at, *packet, *from, *to);
                    let seen = PacketSeen { at, packet, from, to, kind };
                    invariants.sent(&seen, &scene, &mut report);
                }
                EventKind::Delivered {
                    packet,
                    from: Endpoint::Node(from),
                    to: Endpoint::Node(to),
                    kind,
                } => {
                    let (at, packet, from, to) = (event.at, *packet, *from, *to);
                    let seen = PacketSeen { at, packet, from, to, kind };
                    invariants.delivered(&seen, &scene, &mut report);
                }
                _ => invariants.hear(event, &scene, &mut report),
            }
            if let EventKind::WriteFinished { node, .. } | EventKind::Restarted { node } =
                &event.kind
                && let Some(image) = site.disk(*node)
            {
                let before = self.marks.insert(*node, Mark::of(image));
                let change = DiskChange::between(*node, before, image);
                invariants.disk(&change, &scene, &mut report);
            }
        }
    }

    fn look(&mut self, now: Time, after: &Observed<'_>, site: &dyn Site) {
        let before = self.seen.get(&after.id);
        if before.is_some_and(|seen| seen.is_still(after)) {
            return;
        }
        let change = Change::between(before, after);
        self.reference.advance(&change);
        let Self { believed, clocks, reference, invariants, violations, .. } = self;
        let scene = Scene { now, site, believed, clocks, reference };
        invariants.look(&change, &scene, &mut |property, evidence| {
            report(violations, now, property, evidence);
        });
        let seen = Remembered::of(&change);
        self.seen.insert(after.id, seen);
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
        self.invariants.linearizability().calls()
    }

    /// Whether that history is linearizable up to now.
    pub fn linearity(&self) -> Linearity {
        let name = Linearizability::PROPERTY.name;
        match self.violations.iter().any(|violation| violation.name == name) {
            true => Linearity::Violated,
            false => self.invariants.linearizability().verdict(),
        }
    }

    /// What was found, in order.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

/// Writes down what speaks against a property, unless it is known not to hold.
#[cold]
fn report(violations: &mut Vec<Violation>, at: Time, property: Property, evidence: String) {
    let Property { name, citation, .. } = property;
    if violations.iter().all(|violation| violation.name != name) {
        violations.push(Violation { name, citation, at, evidence });
    }
}

/// The node whose protocol may have taken a step when this happened: something reached it, from the network, a clock,
/// its disk, or a person; or its state machine has. Whatever else happens to a node follows from that.
fn stepped(event: &Event) -> Option<NodeId> {
    match &event.kind {
        EventKind::Applied { node, .. } if matches!(event.cause, Cause::Apply(_)) => Some(*node),
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
