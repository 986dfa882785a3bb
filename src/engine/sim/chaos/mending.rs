//! The end of all trouble, as `chaos off` means it: everything is as if nothing had happened, but for the knobs.

use crate::raft::{
    Configuration, Entry, Index, Log, Message, Node, NodeId, NodeSet, Payload, Role,
};
use crate::script::{Command, Medium};
use crate::sim::cluster::Cluster;
use crate::sim::node::{Process, SimNode};
use crate::sim::packet::{Body, Packet};
use crate::sim::random::MILLION;
use crate::sim::view::Liveness;
use crate::sim::world::World;

use super::{Chaos, by_id};

impl Chaos {
    /// What brings a cluster back to order: every link, every clock, every disk that is slow or about to fail, and every
    /// node that takes part. Whoever is known to have left is switched off: it may not know, and without check-quorum it
    /// would stand against every leader of the others (dissertation 4.2.3). Knobs stay as they are.
    pub fn end(cluster: &Cluster) -> Vec<Command> {
        let (network, quirks) = (cluster.world().network(), cluster.quirks());
        let gone = membership(cluster.world()).map(|it| it.gone).unwrap_or_default();
        let mut commands = Vec::new();
        if !network.cuts().is_empty() || !network.client_cuts().is_empty() {
            commands.push(Command::Heal(None));
        }
        if !network.clogs().is_empty() {
            commands.push(Command::Unclog(None));
        }
        if !network.filters().is_empty() || network.holds_any() {
            commands.push(Command::Release(None));
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
            if disk.medium() != Medium::Ok {
                commands.push(Command::Disk { node, medium: Medium::Ok });
            }
            match machine.liveness() {
                Liveness::Down if gone.contains(id) => {}
                _ if gone.contains(id) => commands.push(Command::Crash(node)),
                liveness => commands.extend(revival(id, liveness, disk.trap().is_some())),
            }
        }
        commands
    }
}

/// What it takes to let a node run. One that will crash at its next write crashes at once instead.
pub(super) fn revival(id: NodeId, liveness: Liveness, doomed: bool) -> Vec<Command> {
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

/// Who takes part in a cluster, as far as that is certain.
pub(super) struct Membership {
    /// Whoever has left: neither the last configuration that is known to be committed names it, nor a later one, wherever
    /// that may be in a log or on its way to one.
    pub(super) gone: NodeSet,
    /// Whoever votes, if all agree on that and nobody is asked to change it. Other members only learn.
    pub(super) settled: Option<NodeSet>,
}

/// Who takes part. Nothing while whoever knows most to be committed has a change under way.
pub(super) fn membership(world: &World) -> Option<Membership> {
    let nodes = || world.nodes().iter().filter_map(SimNode::process).map(Process::node);
    let newest = nodes().max_by_key(|node| node.commit_index())?;
    let commit = newest.commit_index();
    if named_after(commit, newest.log()).next().is_some() {
        return None;
    }
    let images = || world.nodes().iter().map(|machine| machine.disk().image());
    let logs = images().map(|image| &image.log).chain(nodes().map(|node| node.log()));
    let mut members = newest.configuration().members();
    let mut named = NodeSet::EMPTY;
    // A node that is down may know of more that is committed, and keep a snapshot in its place.
    let ahead = images().filter(|image| image.log.base().index > commit);
    named.extend(ahead.flat_map(|image| image.configuration.members()));
    named.extend(logs.flat_map(|log| named_after(commit, log)));
    // What a paused node has not taken in yet may name them as well.
    named.extend(world.network().packets().flat_map(|(_, packet)| named_by(packet)));
    let voters = newest.configuration().voters;
    let learners = newest.configuration().learners;
    let plain = Configuration { learners, ..Configuration::of(voters) };
    // A leader that was asked for a change may have appended nothing of it yet.
    let asked =
        |node: &Node| matches!(node.role(), Role::Leader(leader) if leader.change().is_some());
    let agreed = named.is_empty() && newest.configuration() == &plain && !nodes().any(asked);
    let settled = agreed.then_some(voters);
    members.extend(named);
    let gone = world.nodes().iter().map(SimNode::id).filter(|id| !members.contains(*id)).collect();
    Some(Membership { gone, settled })
}

/// Who takes part by any configuration after this index in a log.
fn named_after(index: Index, log: &Log) -> impl Iterator<Item = NodeId> {
    let later = log.iter().filter(move |entry| entry.id.index > index);
    later.flat_map(members_of)
}

/// Who takes part by any configuration in a packet.
fn named_by(packet: &Packet) -> NodeSet {
    match &packet.body {
        Body::Raft(Message::AppendEntries(append)) => {
            append.entries.iter().flat_map(members_of).collect()
        }
        _ => NodeSet::EMPTY,
    }
}

fn members_of(entry: &Entry) -> NodeSet {
    match &entry.payload {
        Payload::Configuration(configuration) => configuration.members(),
        Payload::Noop | Payload::Command(_) => NodeSet::EMPTY,
    }
}
