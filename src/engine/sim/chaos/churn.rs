//! Nodes that join and leave.

use crate::raft::{Configuration, NodeId};
use crate::script::{Command, NodeRef};
use crate::sim::cluster_view;
use crate::sim::node::Process;
use crate::sim::world::World;

use super::{Chaos, FaultProfile, by_id};

/// Up to how many machines there may be, those that have left included: beyond that, only they come back.
const MOST: u32 = 9;

impl Chaos {
    /// A change of the membership, of one or two who join or one or two who leave, or both at once.
    pub(super) fn change(&mut self, world: &World) -> Option<Command> {
        if self.spoils {
            return None;
        }
        let leader = world.node(cluster_view::leader(world)?)?;
        let Configuration { voters, .. } = leader.process().map(Process::node)?.configuration();
        let inside: Vec<NodeId> = voters.iter().collect();
        let machines = (world.size() + 2).min(MOST.max(world.size()));
        let outside = (1..=machines).map(NodeId).filter(|id| !voters.contains(*id)).collect();
        Some(match self.below(3) {
            0 => {
                let new = self.some(outside)?;
                if self.profile == FaultProfile::Membership && self.happens(4) {
                    // One that is slow for good may never catch up.
                    let span_us = Some(self.one_of(&[(160_000, 180_000), (100_000, 400_000)]));
                    self.plan(Command::Slow { node: new[0], span_us });
                }
                Command::Add(new)
            }
            1 => Command::Remove(self.some(inside)?),
            _ => Command::Replace { old: self.some(inside)?, new: self.some(outside)? },
        })
    }

    /// One or two of these, if there is any.
    fn some(&mut self, mut nodes: Vec<NodeId>) -> Option<Vec<NodeRef>> {
        let count = self.one_of(&[1, 1, 2]).min(nodes.len());
        let chosen = (0..count).map(|_| {
            let place = self.below(nodes.len() as u32) as usize;
            by_id(nodes.remove(place))
        });
        let chosen: Vec<NodeRef> = chosen.collect();
        (!chosen.is_empty()).then_some(chosen)
    }
}
