//! What may be done at a moment: lines of the script language.

use crate::raft::{NodeId, Timer};
use crate::script::{ClientOp, Command, FindMove, LinkRef, NodeRef, PacketRef};
use crate::sim::client::Client;
use crate::sim::node::{Process, SimNode};
use crate::sim::{ClientId, Cluster, Endpoint, Liveness, PacketId, Role};

/// The key that clients write and read.
const KEY: &str = "x";
/// Up to how many nodes a cluster grows.
const MOST_NODES: u32 = 7;

/// Every move of these sorts that can be made now, sort by sort, in the order of nodes and packets. Of the packets, only those
/// that were sent after so many others; what is written is told apart by its number among the writes.
pub fn offered(cluster: &Cluster, using: &[FindMove], sent: u64, write: u32) -> Vec<Command> {
    using.iter().flat_map(|sort| of_sort(cluster, *sort, sent, write)).collect()
}

/// How many packets were sent so far.
pub fn sent(cluster: &Cluster) -> u64 {
    cluster.world().network().sent()
}

/// Whether a move writes.
pub fn writes(command: &Command) -> bool {
    matches!(command, Command::Client(ClientOp::Put(..)))
}

/// Every move of a sort.
pub fn of_sort(cluster: &Cluster, sort: FindMove, sent: u64, write: u32) -> Vec<Command> {
    let world = cluster.world();
    let nodes = || world.nodes().iter();
    let each = |may: &dyn Fn(&SimNode) -> bool, make: fn(NodeRef) -> Command| {
        nodes().filter(|node| may(node)).map(|node| make(named(node.id()))).collect()
    };
    let is = |liveness| move |node: &SimNode| node.liveness() == liveness;
    match sort {
        FindMove::Crash => each(&|node| node.liveness() != Liveness::Down, Command::Crash),
        FindMove::Restart => each(&is(Liveness::Down), Command::Restart),
        FindMove::Pause => each(&is(Liveness::Up), Command::Pause),
        FindMove::Resume => each(&is(Liveness::Paused), Command::Resume),
        FindMove::Timeout => each(&waits_for_a_leader, Command::Timeout),
        FindMove::Transfer => each(&|node| Some(node.id()) != leader(cluster), Command::Transfer)
            .into_iter()
            .filter(|_| leader(cluster).is_some())
            .collect(),
        FindMove::StepDown => {
            leader(cluster).map(|it| Command::StepDown(Some(named(it)))).into_iter().collect()
        }
        FindMove::Snapshot => {
            let lags = |node: &SimNode| {
                let lag = node.process().map_or(0, |process| process.lag());
                node.liveness() == Liveness::Up && lag > 0
            };
            each(&lags, |node| Command::Snapshot(Some(node)))
        }
        FindMove::Cut => links(cluster)
            .filter(|(from, to)| !is_cut(cluster, *from, *to))
            .map(|(from, to)| {
                Command::Cut(LinkRef { from: named(from), to: named(to), both_ways: false })
            })
            .collect(),
        FindMove::Heal => {
            let any = !world.network().cuts().is_empty();
            any.then_some(Command::Heal(None)).into_iter().collect()
        }
        FindMove::Partition => {
            let reached = |node: NodeId| {
                links(cluster)
                    .any(|(from, to)| (from == node || to == node) && !is_cut(cluster, from, to))
            };
            each(&|node| reached(node.id()), |node| Command::Partition(vec![vec![node]]))
        }
        FindMove::Drop => packets(cluster, sent, Command::Drop),
        FindMove::Duplicate => packets(cluster, sent, Command::Duplicate),
        FindMove::Delay => {
            let by_us = cluster.knobs().raft.election.min_us;
            let delay = |command| match command {
                Command::Drop(packet) => Command::Delay { packet, by_us },
                other => other,
            };
            packets(cluster, sent, Command::Drop).into_iter().map(delay).collect()
        }
        FindMove::Put => {
            let value = (u64::from(write) + 1).to_string();
            vec![Command::Client(ClientOp::Put(KEY.to_owned(), value))]
        }
        FindMove::Get => vec![Command::Client(ClientOp::Get(KEY.to_owned()))],
        FindMove::Delete => vec![Command::Client(ClientOp::Delete(KEY.to_owned()))],
        FindMove::Connect => {
            let you = world.client(ClientId::YOU).map(Client::attached);
            each(&|node| Some(node.id()) != you, Command::Connect)
        }
        FindMove::Add if world.size() < MOST_NODES => {
            let new = NodeRef::Id(world.size() + 1);
            leader(cluster).map(|_| Command::Add(vec![new])).into_iter().collect()
        }
        FindMove::Add => Vec::new(),
        FindMove::Remove if leader(cluster).is_some() => {
            each(&|_| true, |node| Command::Remove(vec![node]))
        }
        FindMove::Remove => Vec::new(),
    }
}

fn named(node: NodeId) -> NodeRef {
    NodeRef::Id(node.0)
}

fn leader(cluster: &Cluster) -> Option<NodeId> {
    cluster.resolve(NodeRef::Leader).ok()
}

/// Whether a node's election timer runs.
fn waits_for_a_leader(node: &SimNode) -> bool {
    let running = |process: &Process| process.timers().get(Timer::Election).is_some();
    node.liveness() == Liveness::Up
        && node.role() != Role::Leader
        && node.process().is_some_and(running)
}

/// Every two nodes, in both orders.
fn links(cluster: &Cluster) -> impl Iterator<Item = (NodeId, NodeId)> {
    let size = cluster.world().size();
    let from = move |from| (1..=size).filter(move |to| *to != from).map(move |to| (from, to));
    (1..=size).flat_map(from).map(|(from, to)| (NodeId(from), NodeId(to)))
}

fn is_cut(cluster: &Cluster, from: NodeId, to: NodeId) -> bool {
    cluster.world().network().is_cut(Endpoint::Node(from), Endpoint::Node(to))
}

/// Every packet in flight that was sent after so many others, and is not lost anyway.
fn packets(cluster: &Cluster, sent: u64, make: fn(PacketRef) -> Command) -> Vec<Command> {
    let all = cluster.world().network().packets();
    let new = all.filter(|(PacketId(id), packet)| *id > sent && packet.loss.is_none());
    new.map(|(PacketId(id), _)| make(PacketRef(id))).collect()
}
