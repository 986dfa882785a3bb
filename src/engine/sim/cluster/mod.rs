//! The timed simulation: a world, and a clock, a seed and a queue that choose its moves.

mod chaos;
mod chaos_state;
mod disks;
mod driven;
mod load;
mod own_knobs;
mod pipe;
mod planning;
mod surroundings;

use std::collections::BTreeMap;

use crate::kv::Operation;
use crate::raft::{NodeId, Timer};
use crate::script::LinkSetting;
use crate::script::bounds::{MAX_NODES, MAX_TIME_US};
use crate::sim::action::Action;
use crate::sim::cluster_view;
use crate::sim::disk::Trap;
use crate::sim::error::SimError;
use crate::sim::event::{Cause, CommandId, Event, EventKind};
use crate::sim::knobs::Knobs;
use crate::sim::moves::{Membership, Move};
use crate::sim::names::{ClientId, Endpoint, LossReason, PacketId};
use crate::sim::network;
use crate::sim::node::SimNode;
use crate::sim::origin::Origin;
use crate::sim::quirks::Quirks;
use crate::sim::random::Streams;
use crate::sim::recorder::Recorder;
use crate::sim::schedule::Leg;
use crate::sim::schedule::{Due, Hold, Plan, Schedule};
use crate::sim::time::Time;
use crate::sim::view::{ClusterView, Liveness};
use crate::sim::world::World;

use chaos_state::ChaosState;
use driven::Driven;

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
    seed: u64,
    knobs: Knobs,
    schedule: Schedule,
    streams: Streams,
    recorder: Recorder,
    now: Time,
    /// What is peculiar to one link or one clock.
    quirks: Quirks,
    /// When the last packet on each way is due, as long as nothing overtakes it.
    ways: BTreeMap<(Endpoint, Endpoint), Time>,
    chaos: ChaosState,
    load: Option<Driven>,
    /// How many commands were given and carried out.
    commands: u64,
}

impl Cluster {
    /// Switches a cluster on, of 1 to 51 nodes: a size outside of that counts as the nearest one within.
    ///
    /// # Panics
    /// If the knobs are none that could be set.
    pub fn new(nodes: u32, seed: u64, knobs: Knobs) -> Self {
        assert!(knobs.check().is_ok(), "knobs are what can be set");
        let nodes = nodes.clamp(1, MAX_NODES);
        let mut recorder = Recorder::default();
        let world = World::boot(nodes, knobs.rules(), &mut recorder);
        let mut cluster = Self {
            world,
            seed,
            knobs,
            schedule: Schedule::default(),
            streams: Streams::new(seed, nodes),
            recorder,
            now: Time::ZERO,
            quirks: Quirks::default(),
            ways: BTreeMap::new(),
            chaos: ChaosState::default(),
            load: None,
            commands: 0,
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

    /// The seed of every random choice.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The knobs as they are now.
    pub fn knobs(&self) -> &Knobs {
        &self.knobs
    }

    /// What is peculiar to single links, clocks and disks.
    pub fn quirks(&self) -> &Quirks {
        &self.quirks
    }

    /// The world, for whoever checks it. Nothing outside of this room should show it: that is what
    /// [`Cluster::view`] is for.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Makes itself small, before a copy of it is kept. Nothing else changes.
    pub fn share(&mut self) {
        self.world.share();
    }

    /// How many things it holds of which every copy has its own: packets in flight, and what is due. For whoever keeps
    /// copies, and has to keep fewer where each is large.
    pub fn unshared(&self) -> usize {
        self.world.network().size() + self.schedule.size()
    }

    /// When the next move happens, if nobody interferes.
    pub fn next_due(&self) -> Option<Time> {
        self.schedule.first().map(|item| item.at.max(self.now.plus_us(1)))
    }

    /// Makes the next move, and lets time reach it. False if there is none.
    pub fn step(&mut self) -> bool {
        let Some(item) = self.schedule.pop() else { return false };
        self.now = item.at.max(self.now.plus_us(1));
        match self.choose(item.due) {
            Some((chosen, cause)) => {
                self.make(chosen, cause).expect("the schedule knows what is possible");
                if let Due::Disk(node) = item.due
                    && self.world.node(node).is_some_and(|it| it.liveness() == Liveness::Down)
                {
                    // It was to stop at this write, and what waited for it meets a machine that is down.
                    self.schedule.release(Hold::Paused(node));
                }
            }
            None if item.due == Due::Load => self.drive(),
            None => self.make_trouble(),
        }
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
        self.as_command(|cluster, cause| cluster.act(action, cause))
    }

    /// How many commands were given and carried out: the number of the newest.
    pub fn commands(&self) -> u64 {
        self.commands
    }

    /// Does something as the next command, which is counted unless it is refused.
    pub(super) fn as_command<T>(
        &mut self,
        act: impl FnOnce(&mut Self, Cause) -> Result<T, SimError>,
    ) -> Result<T, SimError> {
        let done = act(self, Cause::Command(CommandId(self.commands + 1)))?;
        self.commands += 1;
        Ok(done)
    }

    /// The same, on behalf of whoever is to be the cause of what it brings about.
    ///
    /// # Errors
    /// As for [`Cluster::command`].
    pub(super) fn act(&mut self, action: Action, cause: Cause) -> Result<(), SimError> {
        match action {
            Action::Crash(node) => {
                self.make(Move::Crash(node), cause)?;
                // What waited for the paused process now meets a machine that is down.
                self.schedule.release(Hold::Paused(node));
            }
            Action::Restart(node) => self.make(Move::Restart(node), cause)?,
            Action::RestartEmpty(node) => self.make(Move::RestartEmpty(node), cause)?,
            Action::Pause(node) => self.make(Move::Pause(node), cause)?,
            Action::Resume(node) => {
                self.make(Move::Resume(node), cause)?;
                self.schedule.release(Hold::Paused(node));
            }
            Action::Timeout(node) => {
                self.make(Move::Fire(node, Timer::Election), cause)?;
            }
            Action::Transfer { leader, to } => {
                self.make(Move::Transfer(leader, to), cause)?;
            }
            Action::StepDown(node) => self.make(Move::StepDown(node), cause)?,
            Action::TakeSnapshot(Some(node)) => self.make(Move::TakeSnapshot(node), cause)?,
            Action::TakeSnapshot(None) => self.take_snapshots(cause)?,
            Action::ChangeMembership { leader, request } => {
                let membership = Membership { leader, request };
                self.make(Move::ChangeMembership(Box::new(membership)), cause)?;
            }
            Action::Partition(groups) => self.partition(&groups, cause)?,
            Action::Cut(links) => self.make(Move::Cut(links.into()), cause)?,
            Action::Heal(links) => {
                self.make(Move::Heal(links.clone().into()), cause)?;
                self.unclog(links, cause)?;
            }
            Action::HealAll => {
                let links = self.world.network().cuts().keys().copied().collect();
                self.make(Move::Heal(links), cause)?;
                let links: Box<[_]> = self.world.network().client_cuts().keys().copied().collect();
                if !links.is_empty() {
                    self.make(Move::HealClient(links), cause)?;
                }
                self.unclog_all(cause)?;
            }
            Action::PartitionRing => {
                let links = network::ring(&self.node_ids());
                self.make(Move::Cut(links.into()), cause)?;
            }
            Action::Clog(links) => self.make(Move::Clog(links.into()), cause)?,
            Action::Unclog(links) => self.unclog(links, cause)?,
            Action::UnclogAll => self.unclog_all(cause)?,
            Action::Weather { links, setting } => self.set_weather(links, setting, cause)?,
            Action::ClearWeather => {
                let links = self.quirks.weather().keys().copied().collect();
                self.set_weather(links, LinkSetting::Clear, cause)?;
            }
            Action::CrashAfterWrite(node) => {
                self.make(Move::Arm(node, Trap::AfterWrite), cause)?;
            }
            Action::SendAstray(node, trap) => self.make(Move::Arm(node, trap), cause)?,
            Action::Tear(node) => self.tear(node, cause)?,
            Action::Corrupt { node, index } => self.corrupt(node, index, cause)?,
            Action::Wipe(node) => {
                self.make(Move::Wipe(node), cause)?;
                self.schedule.release(Hold::Paused(node));
            }
            Action::Slow { node, span } => self.set_disk(node, span, cause)?,
            Action::SetMedium { node, medium } => self.set_medium(node, medium, cause)?,
            Action::Lie { node, lies } => self.make(Move::Lie(node, lies), cause)?,
            Action::Clock { node, rate_ppm } => {
                self.set_clock(node, rate_ppm, cause)?;
            }
            Action::JumpClock { node, ahead, by_us } => {
                self.jump_clock(node, ahead, by_us, cause)?;
            }
            Action::Drop(packet) => {
                self.make(Move::Lose(packet, LossReason::Dropped), cause)?;
            }
            Action::Duplicate(packet) => self.make(Move::Duplicate(packet), cause)?,
            Action::Delay { packet, by_us } => self.delay(packet, by_us, cause)?,
            Action::Deliver(packet) => {
                self.check_deliverable(packet)?;
                self.make(Move::Deliver(packet), cause)?;
            }
            Action::SetFilter(filter) => self.make(Move::SetFilter(filter), cause)?,
            Action::Release(packets) => {
                self.make(Move::Release(packets), cause)?;
                self.schedule.release(Hold::Filter);
            }
            Action::Connect { client, node } => {
                self.make(Move::Connect(client, node), cause)?;
            }
            Action::Introduce { client, node } => {
                self.make(Move::Introduce(client, node), cause)?
            }
            Action::CutClient(links) => self.make(Move::CutClient(links.into()), cause)?,
            Action::HealClient(links) => self.make(Move::HealClient(links.into()), cause)?,
            Action::Configure { knobs, command } => {
                knobs.check().map_err(SimError::Knobs)?;
                self.configure(&knobs, self.bugs(), cause)?;
                if self.knobs.latency != knobs.latency {
                    // A way that was slow must not hold up a quick one: who typed an hour would wait for it.
                    self.ways.clear();
                }
                let is_other_election = self.knobs.raft.election != knobs.raft.election;
                self.knobs = *knobs;
                if is_other_election && self.now == Time::ZERO {
                    self.draw_first_timers();
                }
                self.note(EventKind::Configured { command }, cause);
            }
            Action::ConfigureNode { node, setting, command } => {
                self.configure_node(node, setting, command, cause)?;
            }
            Action::FinishWrite(node) => self.finish_write(node, cause)?,
            Action::Reseed(seed) => self.reseed(seed, cause),
            Action::Break(bug) => self.plant(bug, cause)?,
            Action::BreakOneOf(bugs) => self.plant_one_of(bugs, cause)?,
            Action::Mend(bug) => self.mend(bug, cause)?,
            Action::Chaos(level) => self.set_chaos(level, cause),
            Action::Say(text) => {
                self.note(EventKind::Said { text }, cause);
            }
        }
        self.settle();
        Ok(())
    }

    /// A client asks for something, now: the operation's number within the client; 0 if there is no such client.
    pub fn invoke(&mut self, client: ClientId, operation: Operation) -> u64 {
        self.as_command(|cluster, cause| cluster.ask(client, operation, cause)).unwrap_or(0)
    }

    /// The same, on behalf of whoever is to be the cause of it.
    ///
    /// # Errors
    /// If there is no such client.
    pub(super) fn ask(
        &mut self,
        client: ClientId,
        operation: Operation,
        cause: Cause,
    ) -> Result<u64, SimError> {
        self.make(Move::Invoke(client, Box::new(operation)), cause)?;
        self.settle();
        Ok(self.world.client(client).map_or(0, |client| client.invoked()))
    }

    /// A new client, which turns to one of the nodes by chance.
    pub fn add_client(&mut self) -> ClientId {
        let node = NodeId(self.streams.clients.one_of(self.world.size()) + 1);
        // Nothing happens yet, so there is nothing that the command's number could explain.
        self.make(Move::Join(node), Cause::Command(CommandId(self.commands)))
            .expect("the node was chosen among those that exist");
        ClientId(u32::try_from(self.world.clients().len()).unwrap_or(u32::MAX))
    }

    /// What an onlooker sees now.
    pub fn view(&self) -> ClusterView {
        cluster_view::of(&self.world, &self.quirks, self.now)
    }

    /// The events since the last time, in order. Whoever lets much time pass should ask often: they are kept until
    /// then.
    pub fn drain_events(&mut self) -> Vec<Event> {
        self.recorder.drain()
    }

    /// As [`Cluster::drain_events`], into a vector of the caller's.
    pub fn drain_events_into(&mut self, to: &mut Vec<Event>) {
        self.recorder.drain_into(to);
    }

    /// A number that stands for all that has happened: the same for the same run on every platform, and in all
    /// likelihood another for another run. It does not depend on when events are drained.
    pub fn digest(&self) -> u64 {
        self.recorder.digest()
    }

    /// Every node that can takes a snapshot.
    fn take_snapshots(&mut self, cause: Cause) -> Result<(), SimError> {
        let lags = |node: &&SimNode| {
            let lag = node.process().map_or(0, |process| process.lag());
            node.liveness() == Liveness::Up && lag > 0
        };
        let nodes: Vec<NodeId> = self.world.nodes().iter().filter(lags).map(SimNode::id).collect();
        if nodes.is_empty() {
            return Err(SimError::NothingAppliedAnywhere);
        }
        nodes.into_iter().try_for_each(|node| self.make(Move::TakeSnapshot(node), cause))
    }

    fn partition(&mut self, groups: &[Vec<NodeId>], cause: Cause) -> Result<(), SimError> {
        if groups.iter().all(Vec::is_empty) {
            return Err(SimError::NoGroups);
        }
        for node in groups.iter().flatten() {
            self.world.check_node(*node)?;
        }
        let links = network::partition(&self.node_ids(), groups);
        self.make(Move::Cut(links.into()), cause)
    }

    fn delay(&mut self, id: PacketId, by_us: u64, cause: Cause) -> Result<(), SimError> {
        let packet = self.world.check_packet(id)?;
        if packet.arrived {
            return Err(SimError::Arrived(id));
        }
        if by_us > MAX_TIME_US {
            return Err(SimError::DelayTooLong(by_us));
        }
        let (plan, loss, origin) = (packet.plan, packet.loss, packet.origin);
        let leg = Leg { since: self.now, done_ppm: packet.progress_ppm(self.now) };
        // On a clogged link, it may be overdue.
        let waits = self.world.network().clog_between(packet.from, packet.to).is_some();
        let due = if waits { plan.due.max(self.now) } else { plan.due }.plus_us(by_us);
        let loss = loss.map(|(reason, at)| (reason, at.plus_us(by_us)));
        let ticket = self.schedule.at(loss.map_or(due, |(_, at)| at), Due::Packet(id));
        if let Some(packet) = self.world.network_mut().get_mut(id) {
            packet.plan = Plan { due, ticket, ..plan };
            packet.leg = leg;
            packet.loss = loss;
        }
        self.note_after(origin, EventKind::Delayed { packet: id, due }, cause);
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
            (from, to) => match self.world.network().clog_between(from, to) {
                Some((from, to)) if !packet.arrived => {
                    Err(SimError::LinkClogged { packet: id, from, to })
                }
                _ => Ok(()),
            },
        }
    }

    /// The move that is due, and the cause of what it brings about; nothing if it is chaos or the load, which choose for
    /// themselves.
    fn choose(&mut self, due: Due) -> Option<(Move, Cause)> {
        Some(match due {
            Due::Packet(id) => {
                let loss = self.world.network().get(id).and_then(|packet| packet.loss);
                let chosen = match loss {
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
                (self.end_write(node), Cause::Write(node, token))
            }
            Due::Client(client) => (Move::Wake(client), Cause::Client(client)),
            Due::Snapshot(node) => (Move::TakeSnapshot(node), Cause::Snapshot(node)),
            Due::Apply(node) => (Move::Apply(node), Cause::Apply(node)),
            Due::Chaos | Due::Load => return None,
        })
    }

    fn make(&mut self, chosen: Move, cause: Cause) -> Result<(), SimError> {
        self.make_after(self.origin(cause), chosen, cause)
    }

    /// Makes a move that follows from this, unless the world knows better.
    fn make_after(&mut self, origin: Origin, chosen: Move, cause: Cause) -> Result<(), SimError> {
        (self.recorder.now, self.recorder.cause, self.recorder.origin) = (self.now, cause, origin);
        self.world.apply(chosen, &mut self.recorder)?;
        self.recorder.seal(self.now, cause);
        Ok(())
    }

    /// Writes down what a person did that is no move of the world.
    fn note(&mut self, kind: EventKind, cause: Cause) -> Origin {
        self.note_after(self.origin(cause), kind, cause)
    }

    fn note_after(&mut self, origin: Origin, kind: EventKind, cause: Cause) -> Origin {
        (self.recorder.now, self.recorder.cause, self.recorder.origin) = (self.now, cause, origin);
        self.recorder.begin();
        let event = self.recorder.emit(kind);
        self.recorder.seal(self.now, cause);
        event
    }

    /// What follows from being let loose, if it is chaos.
    fn origin(&self, cause: Cause) -> Origin {
        if cause == Cause::Chaos { self.chaos.origin() } else { Origin::default() }
    }
}
