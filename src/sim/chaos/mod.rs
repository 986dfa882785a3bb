//! Trouble by chance: commands that are possible now, one after another, for a cluster in whatever state it is in.
//!
//! A [`Chaos`] is given a look at the world and answers with a [`Command`] of the script language, drawn from a stream
//! of its own. So chaos does nothing that a person could not do, and what it did can be written down and done again
//! without it. `chaos on` lets it loose on a cluster; the fuzzer plays with it before the same commands are made a
//! script.
//!
//! What sort of trouble it is says its [`Mood`]: a table of what happens how often. Some mistakes show in no mix of
//! everything, however long one waits, and only where the same trouble comes again and again.

mod churn;
mod decay;
mod end;
mod knobs;
mod mood;

use crate::raft::{NodeId, Timer};
use crate::script::{ClientOp, Command, LinkRef, LinkSetting, NodeRef, PacketRef};

use super::event::PacketId;
use super::node::SimNode;
use super::random::{Stream, chaos_stream};
use super::view::{Liveness, Role};
use super::world::World;

pub use mood::Mood;
use mood::Trouble;

/// How often it looks for something that is possible before it leaves things as they are.
const ATTEMPTS: u32 = 50;

/// A source of trouble.
#[derive(Clone, Debug)]
pub struct Chaos {
    random: Stream,
    mood: Mood,
}

impl Chaos {
    /// Trouble of this sort. The same seed and part make the same trouble for the same world.
    pub fn new(seed: u64, part: u32, mood: Mood) -> Self {
        Self { random: chaos_stream(seed, part), mood }
    }

    /// Trouble for the fuzzer: the seed decides of what sort, too.
    pub fn of_seed(seed: u64) -> Self {
        let mut chaos = Self::new(seed, 0, Mood::Mixed);
        chaos.mood = chaos.one_of(Mood::FOR_FUZZING);
        chaos
    }

    /// Of what sort it is.
    pub fn mood(&self) -> Mood {
        self.mood
    }

    /// A size for a cluster.
    pub fn size(&mut self) -> u32 {
        self.one_of(self.mood.sizes())
    }

    /// How long until the next command, in microseconds: sometimes none, so that troubles meet.
    pub fn pause_us(&mut self) -> u64 {
        let range = self.one_of(self.mood.pauses());
        self.random.within(range)
    }

    /// A random command for the world as it is, if one is found that should be possible. Where the world refuses it all
    /// the same, nothing has changed, and another may be asked for.
    pub fn command(&mut self, world: &World) -> Option<Command> {
        (0..ATTEMPTS).find_map(|_| {
            let trouble = self.trouble();
            self.attempt(trouble, world)
        })
    }

    fn trouble(&mut self) -> Trouble {
        let table = self.mood.troubles();
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
            Trouble::Restart => Command::Restart(self.node(&nodes(world, Liveness::Down))?),
            Trouble::Pause => Command::Pause(self.victim(&nodes(world, Liveness::Up), world)?),
            Trouble::Resume => Command::Resume(self.node(&nodes(world, Liveness::Paused))?),
            Trouble::Timeout => Command::Timeout(self.node(&waiting(world))?),
            Trouble::Transfer => Command::Transfer(self.any_node(world)),
            Trouble::StepDown => Command::StepDown(Some(self.node(&standing(world))?)),
            Trouble::Snapshot => Command::Snapshot(Some(self.any_node(world))),
            Trouble::Partition => Command::Partition(self.groups(world.size())?),
            Trouble::Cut => {
                let LinkRef { from, to, both_ways } = self.link(world)?;
                Command::Cut { from, to, both_ways }
            }
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
            Trouble::Change => self.change(world)?,
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

    /// One of these, unless it is needed for a majority and the mood spares that.
    fn victim(&mut self, candidates: &[NodeId], world: &World) -> Option<NodeRef> {
        // One that will crash at its next write is as good as down.
        let sound =
            |node: &&SimNode| node.liveness() == Liveness::Up && node.disk().trap().is_none();
        let sound = world.nodes().iter().filter(sound).count();
        let enough = sound > world.nodes().len() / 2 + 1;
        if self.mood.spares_the_majority() && !enough { None } else { self.node(candidates) }
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
