//! The end of all trouble.

use crate::raft::NodeId;
use crate::script::Command;
use crate::sim::cluster::Cluster;
use crate::sim::random::MILLION;
use crate::sim::view::Liveness;

use super::{Chaos, by_id};

impl Chaos {
    /// What brings a cluster back to order: every link, every clock, every disk that is slow or about to fail, and every
    /// node. Knobs stay as they are.
    pub fn end(cluster: &Cluster) -> Vec<Command> {
        let (network, quirks) = (cluster.world().network(), cluster.quirks());
        let mut commands = Vec::new();
        if !network.cuts().is_empty() {
            commands.push(Command::Heal(None));
        }
        if !network.clogs().is_empty() {
            commands.push(Command::Unclog(None));
        }
        if !quirks.weather().is_empty() {
            commands.push(Command::ClearLinks);
        }
        for machine in cluster.world().nodes() {
            let (id, disk) = (machine.id(), machine.disk());
            let node = by_id(id);
            if quirks.clock_ppm(id) != MILLION {
                commands.push(Command::Clock { node, rate_ppm: MILLION });
            }
            if quirks.slow_disk(id).is_some() {
                commands.push(Command::Slow { node, span_us: None });
            }
            if disk.lies() {
                commands.push(Command::Lie { node, lies: false });
            }
            commands.extend(revival(id, machine.liveness(), disk.trap().is_some()));
        }
        commands
    }
}

/// What it takes to let a node run. One that will crash at its next write crashes at once instead.
fn revival(id: NodeId, liveness: Liveness, doomed: bool) -> Vec<Command> {
    let node = by_id(id);
    match liveness {
        Liveness::Up | Liveness::Paused if doomed => {
            vec![Command::Crash(node), Command::Restart(node)]
        }
        Liveness::Up => Vec::new(),
        Liveness::Paused => vec![Command::Resume(node)],
        Liveness::Down => vec![Command::Restart(node)],
    }
}
