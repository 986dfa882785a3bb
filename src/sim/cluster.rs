//! The timed simulation: a world, and a clock, a seed and a queue that choose its moves.

use std::collections::BTreeMap;

use crate::kv::Operation;
use crate::raft::{NodeId, Timer, TimerRange};
use crate::script::bounds::{MAX_NODES, MAX_TIME_US};

use super::action::Action;
use super::error::SimError;
use super::event::{Cause, ClientId, Endpoint, Event, EventKind, LossReason, PacketId};
use super::knobs::Knobs;
use super::moves::Move;
use super::network::{self, Packet};
use super::node::SimNode;
use super::portrait;
use super::random::Streams;
use super::schedule::{Due, Item, Plan, Schedule};
use super::tape::{Tape, Wish};
use super::time::Time;
use super::view::{ClusterView, Liveness};
use super::world::World;

/// A cluster in virtual time.
///
/// Time goes from move to move, and strictly up: a move happens when it is due, or one microsecond after the move
/// before it, whichever is later. So a moment names a position in the run: letting time reach it makes exactly the
/// moves up to it, however one gets there. What a person does happens between moves, and takes no time.
///
/// Equal sizes, seeds and commands at equal moments make equal runs, on every platform. A clone goes on as the
/// original would; it shares logs and stores with it, so it costs little, however long the run.
#[derive(Clone, Debug)]
pub struct Cluster {
    world: World,
    knobs: Knobs,
    schedule: Schedule,
    streams: Streams,
    tape: Tape,
    now: Time,
    /// When the last packet on each way is due, as long as nothing overtakes it.
    ways: BTreeMap<(Endpoint, Endpoint), Time>,
}

impl Cluster {
    /// Switches a cluster on, of 1 to 51 nodes: a size outside of that counts as the nearest one within.
    pub fn new(nodes: u32, seed: u64, knobs: Knobs) -> Self {
        let nodes = nodes.clamp(1, MAX_NODES);
        let mut tape = Tape::default();
        let world = World::boot(nodes, knobs.rules(), &mut tape);
        let mut cluster = Self {
            world,
            knobs,
            schedule: Schedule::default(),
            streams: Streams::new(seed, nodes),
            tape,
            now: Time::ZERO,
            ways: BTreeMap::new(),
        };
        cluster.settle();
        cluster
    }

    /// Whether a cluster may have so many nodes.
    ///
    /// # Errors
    /// If it may not.
    pub fn check_size(nodes: u32) -> Result<(), SimError> {
        if (1..=MAX_NODES).contains(&nodes) { Ok(()) } else { Err(SimError::ClusterSize(nodes)) }
    }

    /// The moment that it has reached.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The knobs as they are now.
    pub fn knobs(&self) -> &Knobs {
        &self.knobs
    }

    /// The world, for whoever checks it. Nothing outside of this room should show it: that is what
    /// [`Cluster::view`] is for.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// When the next move happens, if nobody interferes.
    pub fn next_due(&self) -> Option<Time> {
        self.schedule.first().map(|item| item.at.max(self.now.plus_us(1)))
    }

    /// Makes the next move, and lets time reach it. False if there is none.
    pub fn step(&mut self) -> bool {
        let Some(item) = self.schedule.pop() else { return false };
        self.now = item.at.max(self.now.plus_us(1));
        let (chosen, cause) = self.choose(item.due);
        self.make(chosen, cause).expect("the schedule knows what is possible");
        self.settle();
        true
    }

    /// Makes every move up to and including this moment, and lets time reach it. Time never goes back.
    pub fn advance_to(&mut self, moment: Time) {
        while self.next_due().is_some_and(|due| due <= moment) {
            self.step();
        }
        self.now = self.now.max(moment);
    }

    /// Does what a person or a script asks for, now.
    ///
    /// # Errors
    /// If it is not possible; the error says why, and what to do. Nothing has changed then.
    pub fn command(&mut self, action: Action) -> Result<(), SimError> {
        match action {
            Action::Crash(node) => {
                self.make(Move::Crash(node), Cause::Command)?;
                // What waited for the paused process now meets a machine that is down.
                self.schedule.release(node);
            }
            Action::Restart(node) => self.make(Move::Restart(node), Cause::Command)?,
            Action::Pause(node) => self.make(Move::Pause(node), Cause::Command)?,
            Action::Resume(node) => {
                self.make(Move::Resume(node), Cause::Command)?;
                self.schedule.release(node);
            }
            Action::Timeout(node) => {
                self.make(Move::Fire(node, Timer::Election), Cause::Command)?;
            }
            Action::Partition(groups) => self.partition(&groups)?,
            Action::Cut(links) => self.make(Move::Cut(links.into()), Cause::Command)?,
            Action::Heal(links) => self.make(Move::Heal(links.into()), Cause::Command)?,
            Action::HealAll => {
                let links = self.world.network().cuts().iter().copied().collect();
                self.make(Move::Heal(links), Cause::Command)?;
            }
            Action::Drop(packet) => {
                self.make(Move::Lose(packet, LossReason::Dropped), Cause::Command)?;
            }
            Action::Duplicate(packet) => self.make(Move::Duplicate(packet), Cause::Command)?,
            Action::Delay { packet, by_us } => self.delay(packet, by_us)?,
            Action::Deliver(packet) => {
                self.check_deliverable(packet)?;
                self.make(Move::Deliver(packet), Cause::Command)?;
            }
            Action::Connect { client, node } => {
                self.make(Move::Connect(client, node), Cause::Command)?;
            }
            Action::Configure { knobs, command } => {
                knobs.check().map_err(SimError::Knobs)?;
                self.make(Move::Configure(Box::new(knobs.rules())), Cause::Command)?;
                self.knobs = *knobs;
                self.tape.emit(EventKind::Configured { command });
            }
            Action::Say(text) => {
                self.note(Cause::Command);
                self.tape.emit(EventKind::Said { text });
            }
        }
        self.settle();
        Ok(())
    }

    /// A client asks for something, now: the operation's number within the client; 0 if there is no such client.
    pub fn invoke(&mut self, client: ClientId, operation: Operation) -> u64 {
        if self.make(Move::Invoke(client, Box::new(operation)), Cause::Command).is_err() {
            return 0;
        }
        self.settle();
        self.world.client(client).map_or(0, |client| client.invoked())
    }

    /// A new client, which turns to one of the nodes by chance.
    pub fn add_client(&mut self) -> ClientId {
        let node = NodeId(self.streams.clients.one_of(self.world.size()) + 1);
        self.make(Move::Join(node), Cause::Command)
            .expect("the node was chosen among those that exist");
        ClientId(u32::try_from(self.world.clients().len()).unwrap_or(u32::MAX))
    }

    /// What an onlooker sees now.
    pub fn view(&self) -> ClusterView {
        portrait::of(&self.world, self.now)
    }

    /// The events since the last time, in order. Whoever lets much time pass should ask often: they are kept until
    /// then.
    pub fn drain_events(&mut self) -> Vec<Event> {
        self.tape.drain()
    }

    /// As [`Cluster::drain_events`], into a vector of the caller's.
    pub fn drain_events_into(&mut self, to: &mut Vec<Event>) {
        self.tape.drain_into(to);
    }

    /// A number that stands for all that has happened: the same for the same run on every platform, and in all
    /// likelihood another for another run. It does not depend on when events are drained.
    pub fn digest(&self) -> u64 {
        self.tape.digest()
    }

    fn partition(&mut self, groups: &[Vec<NodeId>]) -> Result<(), SimError> {
        if groups.iter().all(Vec::is_empty) {
            return Err(SimError::NoGroups);
        }
        for node in groups.iter().flatten() {
            self.world.check_node(*node)?;
        }
        let nodes: Vec<NodeId> = self.world.nodes().iter().map(|node| node.id()).collect();
        let links = network::partition(&nodes, groups);
        self.make(Move::Cut(links.into()), Cause::Command)
    }

    fn delay(&mut self, id: PacketId, by_us: u64) -> Result<(), SimError> {
        let packet = self.world.check_packet(id)?;
        if packet.arrived {
            return Err(SimError::Arrived(id));
        }
        if by_us > MAX_TIME_US {
            return Err(SimError::DelayTooLong(by_us));
        }
        let (plan, doom) = (packet.plan, packet.doom);
        let due = plan.due.plus_us(by_us);
        let doom = doom.map(|(reason, at)| (reason, at.plus_us(by_us)));
        let ticket = self.schedule.at(doom.map_or(due, |(_, at)| at), Due::Packet(id));
        if let Some(packet) = self.world.network_mut().get_mut(id) {
            packet.plan = Plan { due, ticket, ..plan };
            packet.doom = doom;
        }
        self.note(Cause::Command);
        self.tape.emit(EventKind::Delayed { packet: id, due });
        Ok(())
    }

    /// A person cannot let a packet arrive where nothing can arrive now.
    fn check_deliverable(&self, id: PacketId) -> Result<(), SimError> {
        let packet = self.world.check_packet(id)?;
        if let Endpoint::Node(node) = packet.to {
            match self.world.check_node(node)?.liveness() {
                Liveness::Up => {}
                Liveness::Paused => return Err(SimError::Paused(node)),
                Liveness::Down => return Err(SimError::Down(node)),
            }
        }
        match (packet.from, packet.to) {
            (Endpoint::Node(from), Endpoint::Node(to))
                if self.world.network().is_cut(packet.from, packet.to) =>
            {
                Err(SimError::LinkCut { packet: id, from, to })
            }
            _ => Ok(()),
        }
    }

    /// The move that is due, and the cause of what it brings about.
    fn choose(&self, due: Due) -> (Move, Cause) {
        match due {
            Due::Packet(id) => {
                let doom = self.world.network().get(id).and_then(|packet| packet.doom);
                let chosen = match doom {
                    Some((reason, _)) => Move::Lose(id, reason),
                    None => Move::Deliver(id),
                };
                (chosen, Cause::Packet(id))
            }
            Due::Copy(id) => (Move::Duplicate(id), Cause::Packet(id)),
            Due::Timer(node, timer) => (Move::Fire(node, timer), Cause::Timer(node, timer)),
            Due::Disk(node) => {
                let write = self.world.node(node).and_then(|node| node.disk().current());
                let token = write.map(|write| write.token).unwrap_or_default();
                (Move::FinishWrite(node), Cause::Write(node, token))
            }
            Due::Client(client) => (Move::Wake(client), Cause::Client(client)),
        }
    }

    fn make(&mut self, chosen: Move, cause: Cause) -> Result<(), SimError> {
        self.note(cause);
        self.world.apply(chosen, &mut self.tape)
    }

    fn note(&mut self, cause: Cause) {
        self.tape.now = self.now;
        self.tape.cause = cause;
    }

    /// Gives a moment to everything that is newly under way, and clears the head of the queue, so that what stands
    /// there is what happens next.
    fn settle(&mut self) {
        let wishes = self.tape.take_wishes();
        for wish in &wishes {
            self.grant(*wish);
        }
        self.tape.recycle_wishes(wishes);
        while let Some(item) = self.schedule.first() {
            match self.standing(item) {
                Standing::Current => break,
                Standing::Stale => {
                    self.schedule.pop();
                }
                Standing::Postponed(due) => self.schedule.postpone_first(due),
                Standing::Held(node) => {
                    self.schedule.pop();
                    self.schedule.hold(node, item);
                }
            }
        }
    }

    fn grant(&mut self, wish: Wish) {
        let now = self.now;
        match wish {
            Wish::Sent(id) => self.plan_packet(id),
            Wish::Copied(id) => {
                let due = now.plus_us(self.streams.duplication.within(self.knobs.latency));
                let ticket = self.schedule.at(due, Due::Packet(id));
                if let Some(packet) = self.world.network_mut().get_mut(id) {
                    packet.plan = Plan { due, ticket, ..packet.plan };
                }
            }
            Wish::Timer(node, timer) => {
                let stream = &mut self.streams.node(node).timers;
                let running = self.world.node_mut(node).and_then(|node| node.timers_mut());
                if let Some(running) = running.and_then(|timers| timers.get_mut(timer)) {
                    let due = now.plus_us(delay(running.delay, stream));
                    let ticket = if running.plan.ticket.is_issued() && running.queued <= due {
                        // The item that is queued comes first: it will find that it is postponed, and wait on.
                        running.plan.ticket
                    } else {
                        running.queued = due;
                        self.schedule.at(due, Due::Timer(node, timer))
                    };
                    running.plan = Plan { set: now, due, ticket };
                }
            }
            Wish::Write(id) => {
                let due = now.plus_us(self.streams.node(id).disk.within(self.knobs.disk));
                let disk = self.world.node_mut(id).map(|node| node.disk_mut());
                if let Some(plan) = disk.and_then(|disk| disk.current_plan()) {
                    *plan = Plan { set: now, due, ticket: self.schedule.at(due, Due::Disk(id)) };
                }
            }
            Wish::Answer(id) => self.plan_client(id, self.knobs.client_timeout_us),
            Wish::Backoff(id) => self.plan_client(id, self.knobs.backoff_us),
        }
    }

    /// Decides the fate of a packet that was just sent: when it arrives, whether it is lost on the way, and whether the
    /// network makes a copy of it. Each question has its own stream, and asks it whatever the others answer.
    fn plan_packet(&mut self, id: PacketId) {
        let (now, knobs, streams) = (self.now, &self.knobs, &mut self.streams);
        let network = self.world.network();
        let Some(&Packet { from, to, .. }) = network.get(id) else { return };
        let cut = network.is_cut(from, to);
        let mut latency = streams.latency.within(knobs.latency);
        if streams.reordering.happens(knobs.reorder_ppm) {
            let most = knobs.latency.max_us;
            latency += streams.reordering.within(TimerRange { min_us: most, max_us: 2 * most });
        } else {
            // Servers and clients talk over connections: what was sent first arrives first.
            let last = self.ways.entry((from, to)).or_default();
            *last = now.plus_us(latency).max(*last);
            latency = last.since(now);
        }
        let due = now.plus_us(latency);
        let mut doom = None;
        if streams.loss.happens(knobs.loss_ppm) {
            let part = TimerRange { min_us: latency / 4, max_us: latency * 3 / 4 };
            doom = Some((LossReason::Chance, now.plus_us(streams.loss.within(part))));
        }
        if cut {
            doom = Some((LossReason::Cut, now.plus_us(latency / 2)));
        }
        if streams.duplication.happens(knobs.duplicate_ppm) {
            let part = streams.duplication.within(TimerRange { min_us: 0, max_us: latency });
            self.schedule.at(now.plus_us(part), Due::Copy(id));
        }
        let ticket = self.schedule.at(doom.map_or(due, |(_, at)| at), Due::Packet(id));
        if let Some(packet) = self.world.network_mut().get_mut(id) {
            packet.plan = Plan { set: now, due, ticket };
            packet.doom = doom;
        }
    }

    fn plan_client(&mut self, id: ClientId, delay_us: u64) {
        let (set, due) = (self.now, self.now.plus_us(delay_us));
        if let Some(plan) = self.world.client_planned(id).and_then(|client| client.plan_mut()) {
            *plan = Plan { set, due, ticket: self.schedule.at(due, Due::Client(id)) };
        }
    }

    /// What has become of an item since it was queued.
    fn standing(&mut self, item: Item) -> Standing {
        let paused = match item.due {
            Due::Packet(id) => {
                let Some(packet) = self.world.network().get(id) else { return Standing::Stale };
                if packet.plan.ticket != item.ticket {
                    return Standing::Stale;
                }
                self.holds_packet(packet)
            }
            Due::Copy(id) => {
                let in_flight = self.world.network().get(id).is_some();
                return if in_flight { Standing::Current } else { Standing::Stale };
            }
            Due::Timer(id, timer) => {
                let node = self.world.node_mut(id);
                let running = node.and_then(|node| node.timers_mut()?.get_mut(timer));
                match running.filter(|running| running.plan.ticket == item.ticket) {
                    None => return Standing::Stale,
                    Some(running) if running.plan.due > item.at => {
                        running.queued = running.plan.due;
                        return Standing::Postponed(running.plan.due);
                    }
                    Some(_) => self.paused(id),
                }
            }
            Due::Disk(node) => {
                let write = self.world.node(node).and_then(|node| node.disk().current());
                return Standing::by_plan(write.map(|write| write.plan), item);
            }
            Due::Client(id) => {
                let plan = self.world.client(id).and_then(|client| client.plan());
                return Standing::by_plan(plan, item);
            }
        };
        let Some(node) = paused else { return Standing::Current };
        if let Due::Packet(id) = item.due
            && let Some(packet) = self.world.network_mut().get_mut(id)
        {
            // It has come to the end of its way, and no cut can take it back.
            packet.arrived = true;
        }
        Standing::Held(node)
    }

    /// The node, if it is paused.
    fn paused(&self, id: NodeId) -> Option<NodeId> {
        let paused = |node: &&SimNode| node.liveness() == Liveness::Paused;
        self.world.node(id).filter(paused).map(|node| node.id())
    }

    /// The paused node at which a packet arrives, if it arrives at one.
    fn holds_packet(&self, packet: &Packet) -> Option<NodeId> {
        let Endpoint::Node(to) = packet.to else { return None };
        let network = self.world.network();
        let lost =
            packet.doom.is_some() || (!packet.arrived && network.is_cut(packet.from, packet.to));
        if lost { None } else { self.paused(to) }
    }
}

/// What has become of an item since it was queued.
#[derive(Clone, Copy, Debug)]
enum Standing {
    /// It stands for what happens next.
    Current,
    /// What it stood for is over, or was planned anew.
    Stale,
    /// What it stands for is due later.
    Postponed(Time),
    /// What it stands for waits until this node goes on.
    Held(NodeId),
}

impl Standing {
    fn by_plan(plan: Option<Plan>, item: Item) -> Self {
        if plan.is_some_and(|plan| plan.ticket == item.ticket) {
            Self::Current
        } else {
            Self::Stale
        }
    }
}

/// A delay from this range. Only a choice draws a number: heartbeats leave the election timers' luck alone.
fn delay(range: TimerRange, stream: &mut super::random::Stream) -> u64 {
    if range.min_us == range.max_us { range.min_us } else { stream.within(range) }
}
