//! The world as onlookers see it at one moment. Cheap: logs and stores are shared, not copied.

use std::collections::{BTreeMap, BTreeSet};

use crate::compact::Gather;
use crate::kv::Store;
use crate::raft::progress::Mode;
use crate::raft::{
    Configuration, Durable, Leader, Node, NodeId, NodeSet, Payload, Progress, Role as RaftRole,
    Snapshot,
};

use super::names::Endpoint;
use super::node::{Process, SimNode};
use super::observe;
use super::packet::Packet;
use super::quirks::Quirks;
use super::time::Time;
use super::timers::Running;
use super::view::{
    ClusterView, Liveness, MachineView, NodeView, PacketView, ProgressMode, ProgressView,
    ReadingView, Role, SnapshotView, TimerView, TransferView,
};
use super::world::World;

/// Looks at the whole cluster.
pub fn of(world: &World, quirks: &Quirks, now: Time) -> ClusterView {
    let nodes: Vec<NodeView> = world.nodes().iter().map(|it| node(it, quirks)).collect();
    let leader = leader(world);
    let tries = world.rules().tries;
    let mut cuts = BTreeSet::new();
    cuts.extend(world.network().cuts().keys());
    ClusterView {
        now,
        packets: world
            .network()
            .packets()
            .map(|(id, packet)| PacketView {
                id,
                from: packet.from,
                to: packet.to,
                kind: packet.body.kind(),
                sent: packet.plan.set,
                due: packet.plan.due,
                leg: packet.leg,
                doomed: is_doomed(world, packet),
                waits: packet.plan.due <= now && (packet.is_held() || is_clogged(world, packet)),
                held: packet.is_held(),
            })
            .collect(),
        cuts,
        client_cuts: world.network().client_cuts().keys().copied().gather(),
        clogs: world.network().clogs().clone(),
        weather: quirks.weather().clone(),
        filters: world.network().filters().to_vec(),
        clients: world.clients().iter().map(|client| client.view(tries)).collect(),
        leader,
        quorum: quorum(&nodes, leader),
        longest_timeout_us: longest_timeout_us(world),
        nodes,
    }
}

fn longest_timeout_us(world: &World) -> u64 {
    let own = world.own_rules().values().map(|rules| rules.settings.election.max_us);
    own.fold(world.rules().settings.election.max_us, u64::max)
}

/// The live leader of the highest term, if any.
pub fn leader(world: &World) -> Option<NodeId> {
    let live = world.nodes().iter().filter_map(|node| Some((node, node.process()?.node().term())));
    let leaders = live.filter(|(node, _)| node.role() == Role::Leader);
    leaders.max_by_key(|(_, term)| *term).map(|(node, _)| node.id())
}

/// Whether a packet will not arrive, as things are: it was decided so, or its link is cut, or its receiver is down.
fn is_doomed(world: &World, packet: &Packet) -> bool {
    let down = |end| match end {
        Endpoint::Node(id) => world.node(id).is_some_and(|n| n.liveness() == Liveness::Down),
        Endpoint::Client(_) => false,
    };
    let cut = !packet.arrived && world.network().is_cut(packet.from, packet.to);
    packet.loss.is_some() || cut || down(packet.to)
}

/// Whether a packet's way ends at a clogged link, as things are.
fn is_clogged(world: &World, packet: &Packet) -> bool {
    !packet.arrived && world.network().clog_between(packet.from, packet.to).is_some()
}

/// How many voters decide, as the leader sees it, or else the first node that knows of any.
fn quorum(nodes: &[NodeView], leader: Option<NodeId>) -> usize {
    // Who knows most to be committed knows best who takes part.
    let newest = nodes.iter().rev().max_by_key(|node| node.commit);
    let judge = nodes.iter().find(|node| Some(node.id) == leader).or(newest);
    judge.map_or(0, |node| node.configuration.voters.len() / 2 + 1)
}

fn node(machine: &SimNode, quirks: &Quirks) -> NodeView {
    NodeView { machine: machine_view(machine, quirks), ..process_view(machine) }
}

fn machine_view(machine: &SimNode, quirks: &Quirks) -> MachineView {
    let (id, disk) = (machine.id(), machine.disk());
    MachineView {
        clock_ppm: quirks.clock_ppm(id),
        slow: quirks.slow_disk(id),
        lies: disk.lies(),
        medium: disk.medium(),
        on_disk: disk.truly_last(),
        torn_bytes: disk.torn_bytes() as u64,
        wiped: disk.is_blank(),
        astray: disk.is_astray(),
        forgot: disk.forgot(),
        trap: disk.trap(),
        refused: machine.refusal(),
        own_knobs: quirks.own_knobs(id).to_vec(),
    }
}

fn process_view(machine: &SimNode) -> NodeView {
    let disk = machine.disk();
    let write_span = disk.current().map(|write| (write.plan.set, write.plan.due));
    let (liveness, role) = (machine.liveness(), machine.role());
    match machine.process() {
        Some(process) => running(process, liveness, role, disk.pending(), write_span),
        None => down(machine, role),
    }
}

fn running(
    process: &Process,
    liveness: Liveness,
    role: Role,
    writes_pending: usize,
    write_span: Option<(Time, Time)>,
) -> NodeView {
    let node = process.node();
    let (votes, refusals) = votes(node);
    let timer = |(timer, running): (_, &Running)| TimerView {
        timer,
        set: running.plan.set,
        due: running.plan.due,
    };
    NodeView {
        id: node.id(),
        liveness,
        role,
        term: node.term(),
        voted_for: node.voted_for(),
        leader: node.leader(),
        votes,
        refusals,
        log: node.log().clone(),
        commit: node.commit_index(),
        applied: process.applying().applied(),
        durable: node.durable_last(),
        writes_pending,
        write_span,
        progress: progress(node),
        handover: observe::handover(node),
        timers: process.timers().running().map(timer).collect(),
        configuration: node.configuration().clone(),
        kv: process.store().entries().clone(),
        snapshot: node
            .snapshot()
            .map(|snapshot| snapshot_view(snapshot, process.kept(snapshot.last.index).cloned())),
        receiving: observe::receiving(node).map(|it| TransferView {
            last: it.last(),
            received: it.received(),
            beyond: it.early(),
            total: it.total(),
        }),
        reading: observe::leadership(node).map(reading),
        forwarded: observe::forwarded(node),
        uncommitted: observe::leadership(node).map_or(0, Leader::uncommitted_bytes),
        overloaded: process.refused_for_overload(),
        machine: MachineView::default(),
    }
}

/// A machine that is down: what its disk says, and nothing that only memory knew.
fn down(machine: &SimNode, role: Role) -> NodeView {
    let image = machine.disk().image();
    let (base, durable) = (image.log.base().index, image.log.last());
    NodeView {
        id: machine.id(),
        liveness: Liveness::Down,
        role,
        term: image.hard_state.term,
        voted_for: image.hard_state.voted_for,
        leader: None,
        votes: NodeSet::EMPTY,
        refusals: NodeSet::EMPTY,
        log: image.log.clone(),
        commit: base,
        applied: base,
        durable,
        writes_pending: 0,
        write_span: None,
        progress: BTreeMap::new(),
        handover: None,
        timers: Vec::new(),
        configuration: configuration(image),
        kv: crate::persistent::OrdMap::new(),
        snapshot: image.snapshot.as_ref().map(|snapshot| snapshot_view(snapshot, None)),
        receiving: None,
        reading: None,
        forwarded: 0,
        uncommitted: 0,
        overloaded: 0,
        machine: MachineView::default(),
    }
}

/// The configuration that would rule a machine if it started now: the newest on its disk.
fn configuration(image: &Durable) -> Configuration {
    let newest = image.log.iter().filter_map(|entry| match &entry.payload {
        Payload::Configuration(configuration) => Some(configuration),
        Payload::Noop | Payload::Command(_) => None,
    });
    newest.last().unwrap_or(&image.configuration).as_ref().clone()
}

/// A snapshot, and what it holds, if that is known without reading it.
fn snapshot_view(
    snapshot: &Snapshot,
    known: Option<crate::persistent::OrdMap<String, String>>,
) -> SnapshotView {
    let read = || Store::decode(&snapshot.data).unwrap_or_default().entries().clone();
    let kv = known.unwrap_or_else(read);
    SnapshotView { last: snapshot.last, bytes: snapshot.data.len() as u64, kv }
}

fn reading(leader: &Leader) -> ReadingView {
    let reads = leader.reads();
    ReadingView {
        waiting: reads.len(),
        round: reads.round(),
        under_way: reads.is_under_way(),
        answered: reads.answered().gather(),
        lease: leader.lease().held().is_some(),
    }
}

fn votes(node: &Node) -> (NodeSet, NodeSet) {
    match node.role() {
        RaftRole::PreCandidate(candidate) | RaftRole::Candidate(candidate) => {
            (candidate.granted(), candidate.refused())
        }
        RaftRole::Follower(_) | RaftRole::Leader(_) => Default::default(),
    }
}

fn progress(node: &Node) -> BTreeMap<NodeId, ProgressView> {
    let RaftRole::Leader(leader) = node.role() else { return BTreeMap::new() };
    let view = |progress: &Progress| ProgressView {
        next: progress.next(),
        matched: progress.matched(),
        in_flight: progress.in_flight(),
        in_flight_bytes: progress.in_flight_bytes(),
        mode: match progress.mode() {
            Mode::Probe => ProgressMode::Probe,
            Mode::Replicate => ProgressMode::Replicate,
            Mode::Snapshot(transfer) => ProgressMode::Snapshot(TransferView {
                last: transfer.last(),
                received: transfer.received(),
                beyond: transfer.under_way(),
                total: transfer.total(),
            }),
        },
    };
    leader.progress().iter().map(|(id, progress)| (*id, view(progress))).gather()
}
