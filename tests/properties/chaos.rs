//! Trouble by the dozen: random knobs, and random commands for a cluster that is in whatever state it is in.

use rand_core::{RngCore, SeedableRng};
use rand_xoshiro::SplitMix64;

use raftarium::raft::NodeId;
use raftarium::script::{ClientOp, Command, NodeRef, PacketRef, Setting};
use raftarium::sim::Liveness;

use super::drive::Drive;

const MS: u64 = 1_000;
const PERCENT: u32 = 10_000;

/// A source of trouble. It has its own seed, so that the cluster's luck is its own.
pub struct Chaos {
    random: SplitMix64,
    mood: Mood,
}

/// What sort of trouble it is.
#[derive(Clone, Copy)]
enum Mood {
    /// Everything, in any mix.
    Mixed,
    /// No leader lives long: just long enough to leave some of its entries with some of the others. The commit rule
    /// (paper 5.4.2) matters only here, and a mix rarely gets here.
    Regicide,
}

impl Chaos {
    /// The trouble of this seed.
    pub fn new(seed: u64) -> Self {
        let mut chaos = Self { random: SplitMix64::seed_from_u64(seed), mood: Mood::Mixed };
        if chaos.happens(4) {
            chaos.mood = Mood::Regicide;
        }
        chaos
    }

    /// How many nodes: mostly three or five.
    pub fn size(&mut self) -> u32 {
        match self.mood {
            Mood::Mixed => self.one_of(&[1, 2, 3, 3, 3, 3, 4, 5, 5, 5, 6, 7, 9]),
            Mood::Regicide => self.one_of(&[3, 3, 5]),
        }
    }

    /// How the knobs are turned.
    pub fn knobs(&mut self) -> Vec<Command> {
        let settings = match self.mood {
            Mood::Mixed => self.any_knobs(),
            // Elections by the dozen, and entries one by one.
            Mood::Regicide => vec![
                Setting::Election { min_us: 60 * MS, max_us: 90 * MS },
                Setting::Latency { min_us: MS, max_us: 10 * MS },
                Setting::BatchSize(1),
                Setting::InFlight(1),
            ],
        };
        settings.into_iter().map(Command::Set).collect()
    }

    /// How long until the next command: often at once, so that troubles meet.
    pub fn pause_us(&mut self) -> u64 {
        let most = match self.mood {
            Mood::Mixed => self.one_of(&[1, 10, 100, 300]),
            Mood::Regicide => self.one_of(&[5, 20, 60]),
        };
        self.below(most * MS)
    }

    /// A random command that is possible now.
    pub fn command(&mut self, drive: &Drive) -> Command {
        loop {
            let command = match self.mood {
                Mood::Mixed => self.attempt(drive),
                Mood::Regicide => self.attempt_on_the_leader(drive),
            };
            if let Some(command) = command {
                return command;
            }
        }
    }

    /// What brings a cluster back to order: every link, every node, every knob.
    pub fn end(drive: &Drive) -> Vec<Command> {
        let resume = drive.nodes(Liveness::Paused).into_iter().map(by_id).map(Command::Resume);
        let restart = drive.nodes(Liveness::Down).into_iter().map(by_id).map(Command::Restart);
        let paper = Command::Preset(raftarium::script::Preset::Paper);
        [Command::Heal(None), paper].into_iter().chain(resume).chain(restart).collect()
    }

    /// A random turn of the knobs. Each is at its default about half the time.
    fn any_knobs(&mut self) -> Vec<Setting> {
        let range = |min_us, max_us| (min_us * MS, max_us * MS);
        let latencies = [range(0, 0), range(1, 10), range(5, 60), range(1, 200)];
        let (min_us, max_us) = self.one_of(&latencies);
        let latency = Setting::Latency { min_us, max_us };
        let (min_us, max_us) = self.one_of(&[range(0, 0), range(0, 20), range(5, 100)]);
        let disk = Setting::Disk { min_us, max_us };
        let (min_us, max_us) = self.one_of(&[range(60, 90), range(150, 160), range(300, 900)]);
        let election = Setting::Election { min_us, max_us };
        let settings = [
            latency,
            disk,
            election,
            Setting::Loss(self.one_of(&[1, 5, 20, 40]) * PERCENT),
            Setting::DuplicateChance(self.one_of(&[1, 10, 50]) * PERCENT),
            Setting::Reorder(self.one_of(&[1, 10, 50]) * PERCENT),
            Setting::Batch(self.one_of(&[1, 10, 100]) * MS),
            Setting::BatchSize(self.one_of(&[1, 2, 5])),
            Setting::InFlight(self.one_of(&[1, 2, 3])),
            Setting::ClientTimeout(self.one_of(&[20, 100, 1_000]) * MS),
        ];
        settings.into_iter().filter(|_| self.happens(2)).collect()
    }

    fn attempt(&mut self, drive: &Drive) -> Option<Command> {
        Some(match self.below(20) {
            0 | 1 => Command::Crash(self.node(&drive.nodes(Liveness::Up))?),
            2..=4 => Command::Restart(self.node(&drive.nodes(Liveness::Down))?),
            5 => Command::Pause(self.node(&drive.nodes(Liveness::Up))?),
            6 | 7 => Command::Resume(self.node(&drive.nodes(Liveness::Paused))?),
            8 => Command::Timeout(self.waiting_node(drive)?),
            9 => Command::Partition(self.groups(drive.size())?),
            10 => {
                let (from, to) = (self.any_node(drive), self.any_node(drive));
                if from == to {
                    return None;
                }
                Command::Cut { from, to, both_ways: false }
            }
            11 => Command::Heal(None),
            12 => Command::Drop(self.packet(drive)?),
            13 => Command::Duplicate(self.packet(drive)?),
            14 => self.delay(drive)?,
            15 | 16 => Command::Pipe(self.one_of(&[1, 3, 10, 30])),
            _ => Command::Client(self.operation()),
        })
    }

    fn attempt_on_the_leader(&mut self, drive: &Drive) -> Option<Command> {
        Some(match self.below(10) {
            0..=2 => Command::Crash(self.node(&drive.leaders())?),
            3..=5 => Command::Restart(self.node(&drive.nodes(Liveness::Down))?),
            6 => Command::Timeout(self.waiting_node(drive)?),
            _ => Command::Client(self.operation()),
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

    fn delay(&mut self, drive: &Drive) -> Option<Command> {
        let id = self.packet(drive)?;
        let packet = drive.cluster().world().network().get(raftarium::sim::PacketId(id.0))?;
        // What waits at a paused node has arrived, and can be delayed no more.
        (!packet.arrived).then(|| Command::Delay { packet: id, by_us: self.below(1_000 * MS) + 1 })
    }

    fn packet(&mut self, drive: &Drive) -> Option<PacketRef> {
        let packets = drive.packets();
        (!packets.is_empty()).then(|| PacketRef(self.one_of(&packets).0))
    }

    fn any_node(&mut self, drive: &Drive) -> NodeRef {
        NodeRef::Id(self.below(drive.size().into()) as u32 + 1)
    }

    fn node(&mut self, nodes: &[NodeId]) -> Option<NodeRef> {
        (!nodes.is_empty()).then(|| by_id(self.one_of(nodes)))
    }

    /// A node whose election timer runs.
    fn waiting_node(&mut self, drive: &Drive) -> Option<NodeRef> {
        let waits = |id: &NodeId| {
            let node = drive.cluster().world().node(*id);
            let timers = node.and_then(|node| node.process()).map(|process| process.timers());
            timers.is_some_and(|timers| timers.get(raftarium::raft::Timer::Election).is_some())
        };
        let nodes: Vec<NodeId> = drive.nodes(Liveness::Up).into_iter().filter(waits).collect();
        self.node(&nodes)
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }

    /// Whether a thing of one in so many happens.
    fn happens(&mut self, one_in: u64) -> bool {
        self.below(one_in) == 0
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.random.next_u64() % bound
    }
}

fn by_id(node: NodeId) -> NodeRef {
    NodeRef::Id(node.0)
}
