//! Trouble by chance: commands that are possible now, one after another, for a cluster in whatever state it is in.
//!
//! A [`Chaos`] is given a look at the world and answers with a [`Command`] of the script language, drawn from a stream
//! of its own. So chaos does nothing that a person could not do, and what it did can be written down and done again
//! without it. `chaos on` lets it loose on a cluster; the fuzzer plays with it before the same commands are made a
//! script.
//!
//! What sort of trouble it is says its [`FaultProfile`]: a table of what happens how often. Some mistakes show in no mix of
//! everything, however long one waits, and only where the same trouble comes again and again.

mod churn;
mod decay;
mod knobs;
mod mending;
mod profile;
mod recovery;
pub mod singles;
mod timing;

use std::collections::VecDeque;

use crate::raft::{NodeId, Timer, TimerRange};
use crate::script::{ClientOp, Command, LinkRef, LinkSetting, NodeRef, PacketRef};

use super::cluster_view;
use super::names::PacketId;
use super::node::SimNode;
use super::random::{Stream, chaos_stream};
use super::view::{Liveness, Role};
use super::world::World;

pub use profile::FaultProfile;
use profile::Trouble;
pub use recovery::Recovery;
pub use timing::Timing;

/// How often it looks for something that is possible before it leaves things as they are.
const ATTEMPTS: u32 = 50;

/// A part of a trouble that takes several commands.
#[derive(Clone, Debug)]
struct Step {
    /// How long after the part before it, if that matters.
    after: Option<TimerRange>,
    command: Command,
}

/// A source of trouble.
#[derive(Clone, Debug)]
pub struct Chaos {
    random: Stream,
    profile: FaultProfile,
    /// What belongs to a trouble that has begun and is still to come, in order.
    agenda: VecDeque<Step>,
    /// Whether disks may lose what was written for good. Then nobody joins or leaves.
    spoils: bool,
    /// Whether some clock has run further off than any lease is prepared for.
    wild_clocks: bool,
    /// Whether reads by lease may be switched on at any time, so that clocks are to keep within bounds.
    turns_to_leases: bool,
}

impl Chaos {
    /// Trouble of this sort. The same seed and part make the same trouble for the same world.
    pub fn new(seed: u64, part: u32, profile: FaultProfile) -> Self {
        Self {
            random: chaos_stream(seed, part),
            profile,
            agenda: VecDeque::new(),
            spoils: false,
            wild_clocks: false,
            turns_to_leases: false,
        }
    }

    /// Draws from now on as trouble of another seed would. What has begun goes on.
    pub fn reseed(&mut self, seed: u64, part: u32) {
        self.random = chaos_stream(seed, part);
    }

    /// Trouble for the fuzzer: the seed decides of what sort, too.
    pub fn of_seed(seed: u64) -> Self {
        let mut chaos = Self::new(seed, 0, FaultProfile::Mixed);
        chaos.profile = chaos.one_of(FaultProfile::FOR_FUZZING);
        chaos.spoils = chaos.profile == FaultProfile::Mixed && chaos.happens(2);
        chaos
    }

    /// Of what sort it is.
    pub fn profile(&self) -> FaultProfile {
        self.profile
    }

    /// A size for a cluster.
    pub fn size(&mut self) -> u32 {
        self.one_of(self.profile.sizes())
    }

    /// How long until the next command, in microseconds: sometimes none, so that troubles meet.
    pub fn pause_us(&mut self) -> u64 {
        let planned = self.agenda.front().and_then(|step| step.after);
        let range = planned.unwrap_or_else(|| self.one_of(self.profile.pauses()));
        self.random.within(range)
    }

    /// How long nothing goes wrong at first, in microseconds.
    pub fn calm_us(&self) -> u64 {
        self.profile.calm_us()
    }

    /// Whether some of those who suffer when trouble ends are to suffer for ever.
    pub fn leaves_a_minority(&mut self) -> bool {
        self.happens(4)
    }

    /// A random command for the world as it is, if one is found that should be possible. Where the world refuses it all
    /// the same, nothing has changed, and another may be asked for.
    pub fn command(&mut self, world: &World) -> Option<Command> {
        // What has begun goes on, with other things in between.
        let hurry = self.agenda.front().is_some_and(|step| step.after.is_some());
        if !self.agenda.is_empty() && !self.happens(if hurry { 20 } else { 3 }) {
            return self.next_step();
        }
        (0..ATTEMPTS).find_map(|_| {
            let trouble = self.trouble();
            self.attempt(trouble, world)
        })
    }

    fn next_step(&mut self) -> Option<Command> {
        self.agenda.pop_front().map(|step| step.command)
    }

    /// Something for later.
    fn plan(&mut self, command: Command) {
        self.agenda.push_back(Step { after: None, command });
    }

    fn trouble(&mut self) -> Trouble {
        let table = self.profile.troubles();
        let mut place = self.below(table.iter().map(|(weight, _)| weight).sum());
        for (weight, trouble) in table {
            match place.checked_sub(*weight) {
                Some(rest) => place = rest,
                None => return *trouble,
            }
        }
        unreachable!("the place is below the sum of the weights")
    }

    fn attempt(&mut self, trouble: Trouble, world: &World) -> Option<Command> {
        Some(match trouble {
            Trouble::Crash => Command::Crash(self.victim(&nodes(world, Liveness::Up), world)?),
            Trouble::CrashLeader => Command::Crash(self.node(&leaders(world))?),
            Trouble::Restart => Command::Restart(self.node(&decay::restartable(world))?),
            Trouble::Pause => Command::Pause(self.victim(&nodes(world, Liveness::Up), world)?),
            Trouble::Resume => Command::Resume(self.node(&nodes(world, Liveness::Paused))?),
            Trouble::Timeout => Command::Timeout(self.node(&waiting(world))?),
            Trouble::Transfer => Command::Transfer(self.any_node(world)),
            Trouble::StepDown => Command::StepDown(Some(self.node(&standing(world))?)),
            Trouble::Snapshot => Command::Snapshot(Some(self.any_node(world))),
            Trouble::Partition => Command::Partition(self.groups(world.size())?),
            Trouble::Cut => Command::Cut(self.link(world)?),
            Trouble::IsolateLeader => {
                let leader = self.node(&leaders(world))?;
                (world.size() > 1).then_some(Command::Partition(vec![vec![leader]]))?
            }
            Trouble::Heal if world.network().cuts().is_empty() => return None,
            Trouble::Heal => Command::Heal(None),
            Trouble::Ring => Command::PartitionRing,
            Trouble::Clog => Command::Clog(self.link(world)?),
            Trouble::Unclog if world.network().clogs().is_empty() => return None,
            Trouble::Unclog => Command::Unclog(None),
            Trouble::Weather => Command::Link { link: self.link(world)?, setting: self.weather() },
            Trouble::CrashAfterWrite => {
                Command::CrashAfterWrite(self.victim(&nodes(world, Liveness::Up), world)?)
            }
            Trouble::Tear => Command::Tear(self.victim(&nodes(world, Liveness::Up), world)?),
            Trouble::Slow => {
                let span_us =
                    self.one_of(&[None, Some((20_000, 60_000)), Some((100_000, 400_000))]);
                Command::Slow { node: self.any_node(world), span_us }
            }
            Trouble::Clock => self.clock(world),
            Trouble::Rot => self.rot(world)?,
            Trouble::Wipe => self.wipe(world)?,
            Trouble::Lie => self.lie(world)?,
            Trouble::Change => self.change(world)?,
            Trouble::Swizzle => self.swizzle(world)?,
            Trouble::ClockJump => self.clock_jump(world)?,
            Trouble::Knob => self.turn(world)?,
            Trouble::Filter => self.filter(world),
            Trouble::CutClient => self.cut_client(world),
            Trouble::OwnKnob => self.own_knob(world),
            Trouble::Medium => self.medium(world),
            Trouble::Jump => self.jump(world)?,
            Trouble::LateTerm => self.late_term(world)?,
            Trouble::ConnectLeader => Command::Connect(self.node(&leaders(world))?),
            Trouble::Drop => Command::Drop(self.packet(world)?),
            Trouble::Duplicate => Command::Duplicate(self.packet(world)?),
            Trouble::Delay => self.delay(world)?,
            Trouble::Connect => Command::Connect(self.any_node(world)),
            Trouble::Look => {
                let key = self.one_of(&["a", "b", "c"]).to_owned();
                Command::Client(ClientOp::Get(key))
            }
            Trouble::Pipe => Command::Pipe(self.one_of(&[1, 3, 10, 30])),
            Trouble::Operation => Command::Client(self.operation()),
        })
    }

    fn operation(&mut self) -> ClientOp {
        let key = self.one_of(&["a", "b", "c"]).to_owned();
        let (old, new) = (self.below(3).to_string(), self.below(3).to_string());
        match self.below(7) {
            0 => ClientOp::Get(key),
            1 => ClientOp::Delete(key),
            2 => ClientOp::Cas(key, old, new),
            3 => ClientOp::Create(key, new),
            4 => ClientOp::Read(key),
            5 => ClientOp::Update(key, new),
            _ => ClientOp::Put(key, new),
        }
    }

    fn groups(&mut self, nodes: u32) -> Option<Vec<Vec<NodeRef>>> {
        let mut groups = vec![Vec::new(); 3];
        for id in 1..=nodes {
            groups[self.one_of(&[0, 0, 1, 1, 2])].push(NodeRef::Id(id));
        }
        groups.retain(|group| !group.is_empty());
        (groups.len() > 1).then_some(groups)
    }

    /// What a leader says to one voter is held back; another voter takes over, and is cut off from the first. When that one
    /// stands, it hears of the old leader, and its answer brings the new term. Then the client writes here and reads there.
    /// Now and then a step is left out.
    fn late_term(&mut self, world: &World) -> Option<Command> {
        let old = by_id(cluster_view::leader(world)?);
        let (new, other) = (self.any_node(world), self.any_node(world));
        if new == other || old == new || old == other || !self.agenda.is_empty() {
            return None;
        }
        let cut = |from, to, both_ways| Command::Cut(LinkRef { from, to, both_ways });
        let held_back = LinkRef { from: old, to: other, both_ways: false };
        let key = || "a".to_owned();
        let steps = [
            (0, 5, Command::Clog(held_back)),
            (0, 100, Command::Transfer(new)),
            (5, 40, Command::Connect(new)),
            (0, 10, Command::Client(ClientOp::Get(key()))),
            (10, 60, cut(new, other, true)),
            // Until then the other one stands.
            (150, 600, Command::Unclog(Some(held_back))),
            (0, 10, cut(old, new, false)),
            (0, 10, Command::Timeout(other)),
            (5, 20, Command::Connect(other)),
            (0, 5, Command::Client(ClientOp::Put(key(), self.below(100).to_string()))),
            (5, 30, Command::Connect(new)),
            (0, 30, Command::Client(ClientOp::Get(key()))),
            (0, 100, Command::Heal(None)),
        ];
        for (min_ms, max_ms, command) in steps {
            if !self.happens(20) {
                let after = TimerRange { min_us: min_ms * 1_000, max_us: max_ms * 1_000 };
                self.agenda.push_back(Step { after: Some(after), command });
            }
        }
        self.next_step()
    }

    /// The first of some cuts, all of them of one way. The others follow, and then each link is healed.
    fn swizzle(&mut self, world: &World) -> Option<Command> {
        let mut links: Vec<LinkRef> =
            (0..self.one_of(&[2, 3, 5])).filter_map(|_| self.link(world)).collect();
        let cut = |link| Command::Cut(LinkRef { both_ways: false, ..link });
        links.iter().copied().for_each(|link| self.plan(cut(link)));
        while !links.is_empty() {
            let place = self.below(links.len() as u32) as usize;
            let LinkRef { from, to, .. } = links.remove(place);
            self.plan(Command::Heal(Some((from, to))));
        }
        self.next_step()
    }

    fn link(&mut self, world: &World) -> Option<LinkRef> {
        let (from, to) = (self.any_node(world), self.any_node(world));
        (from != to).then_some(LinkRef { from, to, both_ways: false })
    }

    fn weather(&mut self) -> LinkSetting {
        match self.below(5) {
            0 => LinkSetting::Latency { min_us: 50_000, max_us: 200_000 },
            1 => LinkSetting::Loss(500_000),
            2 => LinkSetting::Duplicate(500_000),
            3 => LinkSetting::Reorder(500_000),
            _ => LinkSetting::Clear,
        }
    }

    fn delay(&mut self, world: &World) -> Option<Command> {
        let id = self.packet(world)?;
        let packet = world.network().get(PacketId(id.0))?;
        // What waits at a paused node has arrived, and can be delayed no more.
        let by_us = u64::from(self.below(1_000_000)) + 1;
        (!packet.arrived).then_some(Command::Delay { packet: id, by_us })
    }

    fn packet(&mut self, world: &World) -> Option<PacketRef> {
        let count = world.network().packets().count();
        let place = self.below(u32::try_from(count).ok()?);
        world.network().packets().nth(place as usize).map(|(id, _)| PacketRef(id.0))
    }

    /// One of these, unless it is needed for a majority and the profile spares that.
    fn victim(&mut self, candidates: &[NodeId], world: &World) -> Option<NodeRef> {
        // One that will crash at its next write is as good as down.
        let sound =
            |node: &&SimNode| node.liveness() == Liveness::Up && node.disk().trap().is_none();
        let sound = world.nodes().iter().filter(sound).count();
        let enough = sound > world.nodes().len() / 2 + 1;
        if self.profile.spares_the_majority() && !enough { None } else { self.node(candidates) }
    }

    fn any_node(&mut self, world: &World) -> NodeRef {
        NodeRef::Id(self.below(world.size()) + 1)
    }

    fn node(&mut self, nodes: &[NodeId]) -> Option<NodeRef> {
        (!nodes.is_empty()).then(|| by_id(self.one_of(nodes)))
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u32) as usize]
    }

    /// Whether a thing of one in so many happens.
    fn happens(&mut self, one_in: u32) -> bool {
        self.below(one_in) == 0
    }

    fn below(&mut self, bound: u32) -> u32 {
        self.random.one_of(bound)
    }
}

fn by_id(node: NodeId) -> NodeRef {
    NodeRef::Id(node.0)
}

/// The nodes that are in this state.
fn nodes(world: &World, liveness: Liveness) -> Vec<NodeId> {
    let nodes = world.nodes().iter();
    nodes.filter(|node| node.liveness() == liveness).map(SimNode::id).collect()
}

/// The running nodes that lead, perhaps in different terms.
fn leaders(world: &World) -> Vec<NodeId> {
    let leads = |node: &&SimNode| node.liveness() == Liveness::Up && node.role() == Role::Leader;
    world.nodes().iter().filter(leads).map(SimNode::id).collect()
}

/// The running nodes that lead or want to.
fn standing(world: &World) -> Vec<NodeId> {
    let stands = |node: &&SimNode| match node.role() {
        Role::Leader | Role::Candidate | Role::PreCandidate => node.liveness() == Liveness::Up,
        Role::Follower | Role::Learner => false,
    };
    world.nodes().iter().filter(stands).map(SimNode::id).collect()
}

/// The running nodes whose election timer runs.
fn waiting(world: &World) -> Vec<NodeId> {
    let waits = |node: &&SimNode| {
        let timers = node.process().map(|process| process.timers());
        node.liveness() == Liveness::Up
            && timers.is_some_and(|timers| timers.get(Timer::Election).is_some())
    };
    world.nodes().iter().filter(waits).map(SimNode::id).collect()
}
