//! The end of all trouble, for whoever demands progress: what is mended, what stays as bad as it is, and how long it may
//! take until the cluster is in order.
//!
//! A case recovers under its own knobs. What stays: pre-votes, check-quorum, reads, batches, snapshots, latencies, slow
//! disks as far as elections can be held with them, and servers that have left the cluster, which go on running. What
//! ends: state machines that take their time, lost packets, cuts, clogs, filters, disks that are full or hang, knobs of single nodes, the weather of single links, clocks that are off, pauses, crashes. And clients get as
//! much patience as an answer may need, or they would give up before they are served; that is no matter of Raft's.
//!
//! Only where knobs break the timing requirement is the election range turned, to the least that keeps it.
//!
//! In a [`Recovery::of_a_majority`] the minority never recovers: each of its servers stays crashed, paused, cut off,
//! deaf, mute, slow or unreliable for ever, as far as the protocol bears it (dissertation 4.2.3, 6.2, 9.6):
//!
//! * whoever is down, stopped, cut off both ways or heard by nobody disturbs nobody, with any knobs;
//! * whoever is slow at its disk answers late, and disturbs nobody either;
//! * whoever *hears* nobody stands again and again. Check-quorum keeps the others from hearing it; and a leader that goes
//!   deaf steps down only with check-quorum;
//! * whoever hears now and then, or late, takes later terms into its answers. Only pre-votes keep it from those.

use crate::raft::{Durable, NodeId, NodeSet, Payload};
use crate::script::{ClientOp, Command, LinkRef, LinkSetting, Load, Medium, Setting, Span};
use crate::sim::cluster::Cluster;
use crate::sim::node::SimNode;
use crate::sim::random::MILLION;
use crate::sim::view::Liveness;
use crate::sim::world::World;
use crate::sim::{cluster_view, observe};

use super::mending::{Membership, membership, revival};
use super::timing::Timing;
use super::{Chaos, by_id};

const MS: u64 = 1_000;

/// How many elections may fail, one after another, for want of luck.
const ELECTIONS: u64 = 50;

/// The end of trouble, and what may be demanded after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// What is done, now.
    pub commands: Vec<Command>,
    /// Who is well from now on; nobody else may ever be.
    pub core: NodeSet,
    /// Whether everybody is.
    pub whole: bool,
    /// How soon the cluster is to be in order, in microseconds.
    pub within_us: u64,
    /// How soon a change of the membership that waits for new servers is to be answered, in microseconds, if there is one.
    pub change_within_us: Option<u64>,
    /// For how long after that it is to stay in order; nothing if nobody is left who could disturb it.
    pub watch_us: u64,
    /// Whether knobs broke the timing requirement, and were turned.
    pub retimed: bool,
}

/// What is wrong with a server for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ailment {
    Down,
    Paused,
    Isolated,
    Mute,
    Deaf,
    SlowDisk,
    HardOfHearing,
    SlowLinks,
    Lossy,
}

impl Recovery {
    /// Everybody recovers whose disk allows it.
    pub fn of_all(cluster: &Cluster) -> Self {
        Self::begin(cluster, NodeSet::EMPTY)
    }

    /// A majority recovers, and each of the others is left with something that it has for ever. Nothing if that cannot be
    /// told: who takes part is about to change, or some disk has lost what was on it.
    pub fn of_a_majority(cluster: &Cluster, random: &mut Chaos) -> Option<Self> {
        let world = cluster.world();
        let Membership { gone, settled } = membership(world)?;
        let sound = world.nodes().iter().all(super::decay::keeps_its_word);
        if !gone.is_empty() || !sound {
            return None;
        }
        let mut well: Vec<NodeId> = settled?.iter().collect();
        let majority = well.len() / 2 + 1;
        let mut ill = NodeSet::EMPTY;
        while well.len() > majority && (ill.is_empty() || random.happens(2)) {
            ill.insert(well.remove(random.below(well.len() as u32) as usize));
        }
        if ill.is_empty() {
            return None;
        }
        let mut recovery = Self::begin(cluster, ill);
        let slow = |id: NodeId| cluster.quirks().slow_disk(id).is_some();
        let mut calm = cluster.knobs().raft.pre_vote || !recovery.core.iter().any(slow);
        for id in ill {
            let ailment = random.inject(cluster, id, &mut recovery.commands);
            // Whoever cannot write its vote down in time goes on from term to term, and without pre-votes it makes the
            // others follow it there now and then.
            calm &= ailment != Ailment::SlowDisk || cluster.knobs().raft.pre_vote;
        }
        // One of them may lead, and all that it does takes its time.
        recovery.within_us = 2 * recovery.within_us + (60 + 5 * queue(world)) * 1_000 * MS;
        let watch_us = 16 * Timing::of(cluster.knobs()).election_us();
        recovery.watch_us = if calm { watch_us } else { 0 };
        Some(recovery)
    }

    fn begin(cluster: &Cluster, ill: NodeSet) -> Self {
        let (world, quirks) = (cluster.world(), cluster.quirks());
        let ids = || world.nodes().iter().map(SimNode::id);
        let core: NodeSet = ids().filter(|id| !ill.contains(*id)).collect();
        let mut commands = Vec::new();
        links(cluster, &mut commands);
        // Slow disks stay, unless votes would come too late with them. Whoever only learns has no vote.
        let (learners, membership) = (learners(world), membership(world));
        let votes = |id: &NodeId| {
            let sound = world.node(*id).is_some_and(super::decay::keeps_its_word);
            let gone = membership.as_ref().is_some_and(|it| it.gone.contains(*id));
            core.contains(*id) && sound && !gone && !learners.contains(*id)
        };
        // While the membership changes, it may be anybody's vote that decides.
        let settled = membership.as_ref().and_then(|membership| membership.settled);
        let of = settled.map_or(usize::MAX, NodeSet::len);
        let voters: Vec<NodeId> = ids().filter(votes).collect();
        let usual = Timing::of(cluster.knobs());
        let mut timing = Timing::of_cluster(cluster, &voters, of);
        let mended = |timing: Timing| timing.mended();
        // Without pre-votes, whoever cannot write its own vote down in time goes on from term to term for ever, and follows
        // nobody.
        let disk_us = |id: &NodeId| quirks.disk(cluster.knobs(), *id).max_us;
        let late = |id: &NodeId| 2 * disk_us(id) >= timing.election.min_us;
        let runs_away = !timing.pre_vote && voters.iter().any(late);
        let quick = mended(usual).is_none() && (mended(timing).is_some() || runs_away);
        if quick {
            timing = usual;
        }
        for machine in world.nodes() {
            let id = machine.id();
            if machine.disk().medium() != Medium::Ok {
                commands.push(Command::Disk { node: by_id(id), medium: Medium::Ok });
            }
            if quirks.clock_ppm(id) != MILLION {
                commands.push(Command::Clock { node: by_id(id), rate_ppm: MILLION });
            }
            if quick && quirks.slow_disk(id).is_some() && !learners.contains(id) {
                commands.push(Command::Slow { node: by_id(id), span_us: None });
            }
        }
        let retiming = mended(timing);
        if let Some(setting @ Setting::Election(Span { min_us, max_us })) = retiming {
            timing.election = crate::raft::TimerRange { min_us, max_us };
            commands.push(Command::Set(setting));
        }
        let patience = Patience::of(cluster, timing, core);
        commands.extend(patience.commands);
        for machine in world.nodes().iter().filter(|machine| core.contains(machine.id())) {
            // Whoever lies is left alone: a crash would take what it has promised.
            if !machine.disk().forgets() {
                let doomed = machine.disk().trap().is_some();
                commands.extend(revival(machine.id(), machine.liveness(), doomed));
            } else if machine.liveness() == Liveness::Paused {
                commands.push(Command::Resume(by_id(machine.id())));
            }
        }
        let pending = is_catching_up(world);
        let change_within_us = pending.then(|| patience.catch_up_us + 10 * timing.election.max_us);
        if let Some(within_us) = change_within_us {
            // For a server that nobody keeps busy, it is easy to catch up.
            let per_second = patience.per_second.clamp(1, 20) as u32;
            let load = Load { per_second, for_us: within_us + 1_000 * MS, clients: 3 };
            commands.push(Command::Load(load));
        }
        // One thing more is asked for, so that it is seen to be done.
        commands.push(Command::Client(ClientOp::Put("end".into(), "1".into())));
        let slow = !quick && core.iter().any(|id| quirks.slow_disk(id).is_some());
        let left = membership.is_none_or(|membership| !membership.gone.is_empty());
        let unusual = if slow { cluster.knobs().raft.pre_vote } else { left };
        Self {
            commands,
            core,
            whole: ill.is_empty(),
            within_us: patience.within_us + change_within_us.unwrap_or_default(),
            change_within_us,
            watch_us: if unusual { 16 * timing.election_us() } else { 0 },
            retimed: retiming.is_some(),
        }
    }
}

/// Who learns, and votes in nobody's eyes yet.
fn learners(world: &World) -> NodeSet {
    let nodes = || world.nodes().iter().filter_map(|node| Some(node.process()?.node()));
    let learners = nodes().flat_map(|node| node.configuration().learners);
    let images = || world.nodes().iter().map(|machine| machine.disk().image());
    let on_disk = |id: NodeId| images().any(|image| votes_by(image, id));
    let in_memory = |id: NodeId| nodes().any(|node| node.configuration().is_voter(id));
    learners.filter(|id| !in_memory(*id) && !on_disk(*id)).collect()
}

/// Whether any configuration that a machine may start with makes somebody a voter.
fn votes_by(image: &Durable, id: NodeId) -> bool {
    let changes = image.log.iter().filter_map(|entry| match &entry.payload {
        Payload::Configuration(configuration) => Some(configuration),
        Payload::Noop | Payload::Command(_) => None,
    });
    changes.chain([&image.configuration]).any(|configuration| configuration.is_voter(id))
}

/// Whether whoever leads waits for new servers to catch up.
fn is_catching_up(world: &World) -> bool {
    let leader = cluster_view::leader(world).and_then(|id| world.node(id)?.process());
    let leadership = leader.and_then(|process| observe::leadership(process.node()));
    let change = leadership.and_then(|leadership| leadership.change());
    change.is_some_and(|change| change.is_catching_up())
}

/// What brings every link back to order.
fn links(cluster: &Cluster, commands: &mut Vec<Command>) {
    let (network, knobs) = (cluster.world().network(), cluster.knobs());
    if !network.cuts().is_empty() || !network.client_cuts().is_empty() {
        commands.push(Command::Heal(None));
    }
    if !network.clogs().is_empty() {
        commands.push(Command::Unclog(None));
    }
    if !network.filters().is_empty() || network.holds_any() {
        commands.push(Command::Release(None));
    }
    if !cluster.quirks().weather().is_empty() {
        commands.push(Command::ClearLinks);
    }
    // How soon a cluster is in order is told by the knobs of all.
    let own = cluster.quirks().nodes_with_own_knobs();
    commands.extend(own.map(|node| Command::ClearFor(by_id(node))));
    if knobs.loss_ppm > 0 {
        commands.push(Command::Set(Setting::Loss(0)));
    }
    if knobs.apply_us > 0 {
        commands.push(Command::Set(Setting::Apply(0)));
    }
}

/// How many operations the busiest client has before it, when it is asked for one more.
fn queue(world: &World) -> u64 {
    let waiting = world.clients().iter().map(|client| client.unanswered() as u64);
    waiting.max().unwrap_or_default() + 1
}

/// How long everything may take.
struct Patience {
    commands: Vec<Command>,
    within_us: u64,
    /// How long a server may take that has nothing, in ten attempts to have what the leader has.
    catch_up_us: u64,
    /// Half as many operations a second as the slowest server can take in, and three clients can have answered.
    per_second: u64,
}

impl Patience {
    fn of(cluster: &Cluster, timing: Timing, core: NodeSet) -> Self {
        let (world, knobs) = (cluster.world(), cluster.knobs());
        let disk = |id: NodeId| cluster.quirks().disk(knobs, id).max_us;
        let slowest_us = core.iter().map(disk).max().unwrap_or_default();
        // To the leader, to the others, onto their disks and the leader's, each behind another write, and back.
        let operation_us = 4 * timing.one_way_us + 4 * slowest_us + knobs.raft.batch_us;
        let round_us = 2 * timing.one_way_us + 2 * slowest_us + timing.heartbeat_us;
        // Who asks again before the first try has had its turn makes the queue longer.
        let window = (knobs.raft.max_batch * knobs.raft.max_in_flight).max(1) as u64;
        let running = || world.nodes().iter().filter_map(|node| Some(node.process()?.node()));
        let committed = running().map(|node| node.commit_index().0).max().unwrap_or_default();
        let last = running().map(|node| node.log().last().index.0).max().unwrap_or_default();
        let backlog = last - committed.min(last) + world.clients().len() as u64;
        let turn_us = 2 * backlog * round_us / window;
        let answer_us = 2 * operation_us + timing.heartbeat_us + turn_us;
        let answer_us = knobs.client_timeout_us.max(answer_us);
        let mut commands = Vec::new();
        if answer_us > knobs.client_timeout_us {
            commands.push(Command::Set(Setting::ClientTimeout(answer_us)));
        }
        if knobs.client_tries < 100 {
            commands.push(Command::Set(Setting::ClientTries(100)));
        }
        let queue = queue(world);
        // A client may ask every server before it finds the leader, twice.
        let search_us = 2 * u64::from(world.size()) * (answer_us + knobs.backoff_us);
        let logs = || world.nodes().iter().map(|node| &node.disk().image().log);
        let entries = logs().map(|log| log.last().index.0).max().unwrap_or_default() + queue;
        let snapshots = world.nodes().iter().filter_map(|node| node.process()?.node().snapshot());
        let bytes = snapshots.map(|snapshot| snapshot.data.len() as u64).max().unwrap_or(1_000);
        let messages = entries / (knobs.raft.max_batch as u64).max(1)
            + (bytes + 1_000) / (knobs.raft.snapshot_chunk as u64).max(1);
        let within_us = 5_000 * MS
            + ELECTIONS * timing.election_us()
            + search_us
            + 4 * queue * operation_us
            + 2 * turn_us * queue
            + 2 * messages * round_us;
        let catch_up_us = (2 * messages + 10) * round_us;
        // Three clients wait for one answer each, and the leader's own disk may be the slowest.
        let per_second = (500_000 * window / round_us.max(1)).min(1_500_000 / operation_us.max(1));
        Self { commands, within_us, catch_up_us, per_second }
    }
}

impl Chaos {
    /// Gives a server something that it has for ever: something that it may have with these knobs.
    fn inject(&mut self, cluster: &Cluster, id: NodeId, commands: &mut Vec<Command>) -> Ailment {
        use Ailment::{
            Deaf, Down, HardOfHearing, Isolated, Lossy, Mute, Paused, SlowDisk, SlowLinks,
        };
        let raft = cluster.knobs().raft;
        let mut possible = vec![Down, Paused, Isolated, Mute, SlowDisk];
        if raft.check_quorum {
            possible.extend([Deaf, Deaf]);
        }
        if raft.check_quorum && raft.pre_vote {
            possible.extend([HardOfHearing, SlowLinks, Lossy]);
        }
        let ailment = self.one_of(&possible);
        let machine = &cluster.world().nodes()[id.0 as usize - 1];
        let (liveness, node) = (machine.liveness(), by_id(id));
        match (ailment, liveness) {
            (Down, Liveness::Down) | (Paused, Liveness::Paused) => {}
            (Down, _) => commands.push(Command::Crash(node)),
            (Paused, Liveness::Down) => {
                commands.extend([Command::Restart(node), Command::Pause(node)]);
            }
            (Paused, _) => commands.push(Command::Pause(node)),
            _ => commands.extend(revival(id, liveness, machine.disk().trap().is_some())),
        }
        let cut =
            |from, to| Command::Cut(LinkRef { from: by_id(from), to: by_id(to), both_ways: false });
        // From the others that are ill, too: what one of them says reaches the rest through another.
        let others = cluster.world().nodes().iter().map(SimNode::id).filter(|other| *other != id);
        match ailment {
            Down | Paused => {}
            Isolated => {
                commands.extend(others.flat_map(|other| [cut(id, other), cut(other, id)]));
            }
            Mute => commands.extend(others.map(|other| cut(id, other))),
            Deaf => commands.extend(others.map(|other| cut(other, id))),
            HardOfHearing => {
                let some: Vec<NodeId> = others.filter(|_| self.happens(2)).collect();
                commands.extend(some.into_iter().map(|other| cut(other, id)));
            }
            SlowDisk => {
                let span_us = Some(self.one_of(&[(100 * MS, 400 * MS), (1_000 * MS, 1_000 * MS)]));
                commands.push(Command::Slow { node, span_us });
            }
            SlowLinks | Lossy => {
                let setting = match ailment {
                    Lossy => LinkSetting::Loss(MILLION / 2),
                    _ => LinkSetting::Latency { min_us: 50 * MS, max_us: 200 * MS },
                };
                commands.extend(others.map(|other| Command::Link {
                    link: LinkRef { from: node, to: by_id(other), both_ways: true },
                    setting,
                }));
            }
        }
        ailment
    }
}
