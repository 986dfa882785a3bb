//! Clocks that drift and disks that rot, no further than Raft can bear.

use crate::raft::NodeId;
use crate::script::{Command, ReadChoice};
use crate::sim::node::SimNode;
use crate::sim::random::MILLION;
use crate::sim::world::World;

use super::{Chaos, by_id};

impl Chaos {
    /// A clock that drifts. Raft needs no clock to be right, but a lease does: where reads count on one, no two clocks
    /// part by more than `set drift` allows for.
    pub(super) fn clock(&mut self, world: &World) -> Command {
        let rules = world.rules();
        let rate_ppm = if rules.reads == ReadChoice::Lease {
            // A third each way: of two clocks, one may be slow and the other fast.
            let drift_ppm = u32::try_from(rules.settings.drift_ppm).unwrap_or(MILLION);
            let off = drift_ppm.min(MILLION) / 3;
            self.one_of(&[MILLION - off, MILLION, MILLION + off])
        } else {
            self.one_of(&[500_000, 900_000, MILLION, 1_100_000, 2_000_000])
        };
        Command::Clock { node: self.any_node(world), rate_ppm }
    }

    /// A bit that rots, as long as the disks that stay sound are a majority's.
    pub(super) fn rot(&mut self, world: &World) -> Option<Command> {
        let sound = |node: &&SimNode| !node.disk().is_spoilt();
        let ids: Vec<NodeId> = world.nodes().iter().filter(sound).map(SimNode::id).collect();
        if ids.len() <= world.nodes().len() / 2 + 1 {
            return None;
        }
        Some(Command::Corrupt { node: by_id(self.one_of(&ids)), index: None })
    }
}
