//! Clocks that drift and leap, and disks that lose what was written: no further than Raft can bear.

use crate::raft::NodeId;
use crate::script::{Command, ReadChoice};
use crate::sim::node::SimNode;
use crate::sim::random::MILLION;
use crate::sim::view::Liveness;
use crate::sim::world::World;

use super::{Chaos, by_id};

impl Chaos {
    /// A clock that drifts. Raft needs no clock to be right, but a lease does: where reads count on one, no two clocks
    /// part by more than `set drift` allows for.
    pub(super) fn clock(&mut self, world: &World) -> Command {
        let rate_ppm = if self.reads_by_lease(world) {
            // A third each way: of two clocks, one may be slow and the other fast.
            let drift_ppm = u32::try_from(world.rules().settings.drift_ppm).unwrap_or(MILLION);
            let off = drift_ppm.min(MILLION) / 3;
            self.one_of(&[MILLION - off, MILLION, MILLION + off])
        } else {
            self.one_of(&[500_000, 900_000, MILLION, 1_100_000, 2_000_000])
        };
        self.wild_clocks |= !self.reads_by_lease(world) && rate_ppm != MILLION;
        Command::Clock { node: self.any_node(world), rate_ppm }
    }

    /// A clock that leaps ahead or falls behind. No lease can be prepared for that, so it happens only where nobody
    /// counts on one.
    pub(super) fn clock_jump(&mut self, world: &World) -> Option<Command> {
        if self.reads_by_lease(world) {
            return None;
        }
        self.wild_clocks = true;
        let node = self.any_node(world);
        self.plan(Command::Clock { node, rate_ppm: MILLION });
        Some(Command::Clock { node, rate_ppm: self.one_of(&[100_000, 10 * MILLION]) })
    }

    /// Whether somebody counts on a lease, or may be asked to.
    pub(super) fn reads_by_lease(&self, world: &World) -> bool {
        world.rules().reads == ReadChoice::Lease || self.turns_to_leases
    }

    /// Whether reads by lease may be switched on: all clocks have been within what leases are prepared for, always. From
    /// now on they will be.
    pub(super) fn leases_are_sound(&mut self, world: &World) -> bool {
        let sound = !self.wild_clocks || world.rules().reads == ReadChoice::Lease;
        self.turns_to_leases |= sound;
        sound
    }

    /// A bit that rots, as long as the disks that stay sound are a majority's.
    pub(super) fn rot(&mut self, world: &World) -> Option<Command> {
        Some(Command::Corrupt { node: self.expendable(world)?, index: None })
    }

    /// A disk that is lost. Its machine will not run again.
    pub(super) fn wipe(&mut self, world: &World) -> Option<Command> {
        Some(Command::Wipe(self.expendable(world)?))
    }

    /// A disk that says that writes are done before they are. A crash takes what others have been told, so whoever
    /// crashes with such a disk does not come back.
    pub(super) fn lie(&mut self, world: &World) -> Option<Command> {
        Some(Command::Lie { node: self.expendable(world)?, lies: true })
    }

    /// Somebody whose disk is as good as the next one's, if the disks that stay sound without it are a majority's. Who
    /// takes part must not change meanwhile, or the majority would be another.
    fn expendable(&mut self, world: &World) -> Option<super::NodeRef> {
        if !self.spoils {
            return None;
        }
        let sound = |node: &&SimNode| keeps_its_word(node);
        let ids: Vec<NodeId> = world.nodes().iter().filter(sound).map(SimNode::id).collect();
        (ids.len() > world.nodes().len() / 2 + 1).then(|| by_id(self.one_of(&ids)))
    }
}

/// Whether a machine still has all that it has told others.
pub(super) fn keeps_its_word(node: &SimNode) -> bool {
    !node.disk().is_spoilt() && !node.disk().lies() && !node.disk().forgot()
}

/// The nodes that are down and may run again.
pub(super) fn restartable(world: &World) -> Vec<NodeId> {
    let down = world.nodes().iter().filter(|node| node.liveness() == Liveness::Down);
    down.filter(|node| !node.disk().forgets()).map(SimNode::id).collect()
}
