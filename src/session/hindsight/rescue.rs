//! Which single change would have averted it: each is made at its moment in a clone, which goes on to the end.

use crate::catalog::tr;
use crate::compact::sort_by_key;
use crate::explain::words::packet::packet_name;
use crate::explain::words::{duration, who};
use crate::raft::NodeId;
use crate::script::{Command, Condition, NodeRef, PacketRef};
use crate::session::finding::Act;
use crate::sim::{Cluster, PacketId, Time};

use super::replay::Replay;
use super::way::{Finder, Way, holds};

/// A message comes so much sooner, or later.
const SHIFT_US: u64 = 5_000;
/// So many states are looked at, at most.
const MOST_STATES: u64 = 2_000_000;
/// So many changes are kept, at most: of each sort, the latest.
const MOST_KEPT: usize = 200;

/// What kind of change: the smaller, the less it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// A message comes a little sooner or later.
    Shifted,
    /// A write is done sooner.
    Written,
    /// A message arrives that was lost.
    Arrived,
    /// A message is lost that arrived.
    Lost,
    /// A command is not given.
    LeftOut,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub size: Size,
    /// Since when the run is another.
    pub at: Time,
    /// How many of the commands that were given, and that a cluster carries out, were given before.
    pub given: usize,
    /// What is done; or what is not done.
    pub act: Act,
    /// The same in words.
    pub says: String,
}

/// What averts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rescues {
    pub condition: Condition,
    /// Since when the condition holds.
    pub reached: Time,
    /// By when it was to hold.
    pub by: Time,
    /// Back to when every change was tried.
    pub from: Time,
    /// Whether that is all that was asked for.
    pub is_all: bool,
    /// How many changes were tried.
    pub tried: u64,
    /// How many of them avert it.
    pub averted: u64,
    /// Those, the smallest first; of the same size, the latest first.
    pub changes: Vec<Change>,
    /// The moment of the latest of all: after it, none of these changes helps.
    pub latest: Option<Time>,
    /// How many states were looked at, from where the way begins.
    pub states: u64,
}

/// Who finds that out.
pub struct Trying {
    finder: Finder,
    way: Option<Way>,
    /// The part of the way whose moves are gone through: from this station to the one behind it.
    part: usize,
    walker: Option<Walker>,
    found: Vec<Change>,
    tried: u64,
    averted: u64,
    latest: Option<Time>,
    /// Back to when every change was tried.
    back_to: Time,
    /// How many states were looked at to come to where the way begins: more or fewer, by which moments were kept.
    before: u64,
    states: u64,
}

/// Who goes through a part of the way, and what is to be tried where it is.
struct Walker {
    replay: Replay,
    /// How many moves are left.
    left: usize,
    /// What is to be tried here.
    changes: Vec<(Size, Act)>,
    /// What is tried now, and whether it has been made.
    trying: Option<(Size, Act, Replay)>,
    /// How many packets had been sent, before the last move.
    sent: u64,
}

impl Trying {
    /// About what this one looks for the way to.
    pub fn new(finder: Finder) -> Self {
        Self {
            finder,
            way: None,
            part: 0,
            walker: None,
            found: Vec::new(),
            tried: 0,
            averted: 0,
            latest: None,
            back_to: Time::ZERO,
            before: 0,
            states: 0,
        }
    }

    /// How many states were looked at.
    pub fn states(&self) -> u64 {
        self.before + self.states
    }

    /// How much of it is done, in thousandths.
    pub fn progress(&self) -> u32 {
        let Some(way) = &self.way else { return 0 };
        let parts = way.stations.len().max(1);
        let by_parts = (parts - self.part.min(parts)) as u64 * 1_000 / parts as u64;
        let by_states = self.states * 1_000 / MOST_STATES;
        by_parts.max(by_states).min(1_000) as u32
    }

    /// Goes on by one state.
    pub fn go_on(&mut self) -> Option<Rescues> {
        let Some(way) = &self.way else {
            self.before += 1;
            if let Some(way) = self.finder.go_on() {
                self.states = way.length as u64;
                self.before = self.before.saturating_sub(self.states);
                self.part = way.stations.len();
                self.back_to = way.reached;
                self.way = Some(way);
            }
            return None;
        };
        self.states += 1;
        let by = way.by();
        let Some(walker) = &mut self.walker else {
            if self.part == 0 || self.states > MOST_STATES {
                return Some(self.rescues());
            }
            self.part -= 1;
            let station = &way.stations[self.part];
            let end = way.stations.get(self.part + 1).map_or(way.length, |it| it.place);
            self.walker = Some(Walker::new(&station.replay, end - station.place));
            return None;
        };
        if let Some((size, act, mut replay)) = walker.trying.take() {
            if holds(&replay, self.finder.condition()) {
                return None;
            }
            if replay.step(by) {
                walker.trying = Some((size, act, replay));
                return None;
            }
            self.averted += 1;
            self.latest = self.latest.max(Some(walker.replay.now().max(act.at)));
            let (at, given) = (walker.replay.now(), walker.replay.given());
            let says = says(walker.replay.trial().cluster(), size, &act);
            self.found.push(Change { size, at, given, act, says });
            self.tidy();
            return None;
        }
        if walker.try_next() {
            self.tried += u64::from(walker.trying.is_some());
            return None;
        }
        if walker.left > 0 {
            walker.step();
            return None;
        }
        self.back_to = way.stations[self.part].replay.now();
        self.walker = None;
        None
    }

    /// Keeps the list short.
    fn tidy(&mut self) {
        sort_by_key(&mut self.found, |it| (it.size, std::cmp::Reverse(it.at)));
        let sizes = [Size::Shifted, Size::Written, Size::Arrived, Size::Lost, Size::LeftOut];
        for size in sizes {
            let of_size = self.found.iter().filter(|it| it.size == size).count();
            if of_size > MOST_KEPT / sizes.len() {
                // The earliest of them is the last.
                let last = self.found.iter().rposition(|it| it.size == size);
                self.found.remove(last.expect("there are many"));
            }
        }
    }

    fn rescues(&mut self) -> Rescues {
        let way = self.way.as_ref().expect("the way was found");
        Rescues {
            condition: self.finder.condition().clone(),
            reached: way.reached,
            by: way.by(),
            from: self.back_to,
            is_all: self.part == 0 && !way.is_cut,
            tried: self.tried,
            averted: self.averted,
            changes: std::mem::take(&mut self.found),
            latest: self.latest,
            states: self.states,
        }
    }
}

impl Walker {
    /// Begins here, and goes so many moves.
    fn new(replay: &Replay, left: usize) -> Self {
        let replay = replay.clone();
        let sent = replay.trial().cluster().world().network().sent();
        let mut walker = Self { replay, left, changes: Vec::new(), trying: None, sent };
        walker.left_out();
        walker
    }

    /// Makes a move of the way, and gathers what may be changed now.
    fn step(&mut self) {
        self.left -= 1;
        let before = self.writes();
        self.replay.step(Time(u64::MAX));
        let cluster = self.replay.trial().cluster();
        let now = cluster.now();
        let at = |command| Act { at: now, command };
        let mut changes = Vec::new();
        for (PacketId(id), packet) in cluster.world().network().packets() {
            if PacketId(id).0 <= self.sent || packet.arrived {
                continue;
            }
            let named = PacketRef(id);
            if packet.loss.is_some() {
                changes.push((Size::Arrived, at(Command::Deliver(named))));
                continue;
            }
            let sooner = Time(packet.plan.due.0.saturating_sub(SHIFT_US)).max(now);
            let sooner = Act { at: sooner, command: Command::Deliver(named) };
            changes.push((Size::Shifted, sooner));
            let later = Command::Delay { packet: named, by_us: SHIFT_US };
            changes.push((Size::Shifted, at(later)));
            changes.push((Size::Lost, at(Command::Drop(named))));
        }
        self.sent = cluster.world().network().sent();
        let after = self.writes();
        for (node, write) in &after {
            if write.is_some() && !before.contains(&(*node, *write)) {
                changes.push((Size::Written, at(Command::Fsync(NodeRef::Id(node.0)))));
            }
        }
        self.changes = changes;
        self.left_out();
    }

    /// The write under way of each node, by when it began.
    fn writes(&self) -> Vec<(NodeId, Option<Time>)> {
        let nodes = self.replay.trial().cluster().world().nodes().iter();
        nodes.map(|it| (it.id(), it.disk().current().map(|write| write.plan.set))).collect()
    }

    /// What comes next may be a command: it may be left out.
    fn left_out(&mut self) {
        if self.left > 0
            && let Some(act) = self.replay.command_next().filter(|act| act.at > Time::ZERO)
        {
            self.changes.push((Size::LeftOut, act.clone()));
        }
    }

    /// Begins to try the next change here. Returns whether there is one.
    fn try_next(&mut self) -> bool {
        let Some((size, act)) = self.changes.pop() else { return false };
        let mut replay = self.replay.clone();
        let made = match size {
            Size::LeftOut => {
                replay.leave_out();
                true
            }
            _ if act.at > replay.now() => {
                replay.plan(act.clone());
                true
            }
            _ => replay.give(&act.command),
        };
        if made {
            self.trying = Some((size, act, replay));
        }
        true
    }
}

/// A change in words.
fn says(cluster: &Cluster, size: Size, act: &Act) -> String {
    let named = |PacketRef(id): PacketRef| {
        let packet = cluster.world().network().get(PacketId(id));
        packet.map_or_else(String::new, |it| {
            tr!(
                "{packet}, {kind} from {from} to {to},",
                packet = PacketId(id),
                kind = packet_name(&it.body.kind()),
                from = who(it.from),
                to = who(it.to)
            )
        })
    };
    match (&act.command, size) {
        (command, Size::LeftOut) => tr!("`{command}` is not given", command),
        (Command::Deliver(id), Size::Arrived) => {
            tr!("{packet} arrives and is not lost", packet = named(*id))
        }
        (Command::Deliver(id), _) => {
            let due =
                cluster.world().network().get(PacketId(id.0)).map_or(act.at, |it| it.plan.due);
            let by = duration(due.since(act.at));
            tr!("{packet} arrives {by} sooner", packet = named(*id), by)
        }
        (Command::Delay { packet, by_us }, _) => {
            tr!("{packet} arrives {by} later", packet = named(*packet), by = duration(*by_us))
        }
        (Command::Drop(id), _) => tr!("{packet} is lost", packet = named(*id)),
        (Command::Fsync(node), _) => tr!("a write of {node} is done at once", node),
        (command, _) => command.to_string(),
    }
}
