//! Lease exclusivity: as long as a leader has a lease, nobody else has one, and nobody is elected in a later term.
//!
//! A lease is a leader's belief, and nothing outside says that it has one. What is looked at from outside is what the belief
//! is about: who is elected meanwhile, and the moment at which the leader's own clock will end it. A leader that is paused
//! keeps its lease no longer than that.
//!
//! It is as true as the clocks: when a script lets them differ by more than `set drift` says, nothing is claimed.

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::raft::NodeId;
use crate::sim::{Event, EventKind, Role};

/// Who has a lease.
#[derive(Clone, Debug, Default)]
pub(super) struct LeaseExclusivity {
    holders: Vec<NodeId>,
}

impl LeaseExclusivity {
    /// Another node whose lease is in force now.
    fn rival(&self, node: NodeId, scene: &Scene<'_>) -> Option<NodeId> {
        let in_force = |other: &NodeId| {
            let until = scene.site.lease_until(*other);
            *other != node && until.is_some_and(|until| until > scene.now)
        };
        self.holders.iter().copied().find(in_force).filter(|_| scene.clocks.agree(scene.now))
    }
}

impl Invariant for LeaseExclusivity {
    const PROPERTY: Property = Property {
        name: "lease-exclusivity",
        citation: "dissertation section 6.4.1",
        says: "Once the leader's heartbeats were acknowledged by a majority of the cluster, it can assume that no other \
               server will become leader for about an election timeout, up to the bound on clock drift.",
    };

    fn hear(&mut self, event: &Event, scene: &Scene<'_>) -> Finding {
        match &event.kind {
            EventKind::LeaseBegun { node } => {
                // A leader that was paused may take in the answers that bring it a lease when that is over already: the
                // timer that ends it is overdue, and comes before anything that has arrived since.
                let until = scene.site.lease_until(*node);
                let in_force = until.is_some_and(|until| until > scene.now);
                let rival = self.rival(*node, scene).filter(|_| in_force);
                self.holders.push(*node);
                match rival {
                    Some(other) => Err(format!("{node} has a lease, and so has {other}")),
                    None => Ok(()),
                }
            }
            EventKind::LeaseEnded { node } | EventKind::Crashed { node, .. } => {
                self.holders.retain(|holder| holder != node);
                Ok(())
            }
            EventKind::RoleChanged { node, to: Role::Leader, term, .. } => {
                let earlier = |other: &NodeId| scene.site.term(*other).is_some_and(|of| of < *term);
                match self.rival(*node, scene).filter(earlier) {
                    Some(other) => Err(format!(
                        "{node} was elected in term {term} while {other} had a lease of an earlier one"
                    )),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}
