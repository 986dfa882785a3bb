//! When things happen: the moments that are drawn for everything under way, and what becomes of them.

use crate::raft::{NodeId, Timer, TimerRange};
use crate::script::Medium;
use crate::sim::disk::Trap;
use crate::sim::filter::Tamper;
use crate::sim::names::Link;
use crate::sim::names::{ClientId, Endpoint, LossReason, PacketId};
use crate::sim::node::SimNode;
use crate::sim::packet::Packet;
use crate::sim::random::Stream;
use crate::sim::recorder::Pending;
use crate::sim::schedule::Leg;
use crate::sim::schedule::{Due, Hold, Item, Plan};
use crate::sim::time::Time;
use crate::sim::view::Liveness;

use super::Cluster;

impl Cluster {
    /// Gives a moment to everything that is newly under way, and clears the head of the queue, so that what stands
    /// there is what happens next.
    pub(super) fn settle(&mut self) {
        let pending = self.recorder.take_pending();
        for wish in &pending {
            self.grant(*wish);
        }
        self.recorder.recycle_pending(pending);
        while let Some(item) = self.schedule.first() {
            match self.standing(item) {
                Standing::Current => break,
                Standing::Stale => {
                    self.schedule.pop();
                }
                Standing::Postponed(due) => self.schedule.postpone_first(due),
                Standing::Held(hold) => {
                    self.schedule.pop();
                    self.schedule.hold(hold, item);
                }
            }
        }
    }

    fn grant(&mut self, pending: Pending) {
        let now = self.now;
        match pending {
            Pending::Sent(id) => self.plan_packet(id),
            Pending::Copied(id) => {
                let Some(packet) = self.world.network_mut().get_mut(id) else { return };
                let latency = self.quirks.conditions(&self.knobs, packet.from, packet.to).latency;
                let due = now.plus_us(self.streams.duplication.within(latency));
                let ticket = self.schedule.at(due, Due::Packet(id));
                // It sets out where the original is.
                packet.leg = Leg { since: now, done_ppm: packet.progress_ppm(now) };
                packet.plan = Plan { due, ticket, ..packet.plan };
                self.tamper(id);
            }
            Pending::Timer(node, timer) => {
                let stream = &mut self.streams.node(node).timers;
                let running = self.world.node_mut(node).and_then(|node| node.timers_mut());
                if let Some(running) = running.and_then(|timers| timers.get_mut(timer)) {
                    let delay_us = self.quirks.true_us(node, delay(running.delay, stream));
                    let due = now.plus_us(delay_us);
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
            Pending::Write(id) => {
                let span = self.quirks.disk(&self.knobs, id);
                let mut takes_us = self.streams.node(id).disk.within(span);
                let Some(disk) = self.world.node_mut(id).map(|node| node.disk_mut()) else {
                    return;
                };
                if disk.trap() == Some(Trap::Tear) {
                    takes_us /= 2;
                }
                let due = now.plus_us(takes_us);
                if let Some(write) = disk.current_mut() {
                    write.plan =
                        Plan { set: now, due, ticket: self.schedule.at(due, Due::Disk(id)) };
                }
            }
            Pending::Answer(id) => self.plan_client(id, self.knobs.client_timeout_us),
            Pending::Backoff(id) => self.plan_client(id, self.knobs.backoff_us),
            Pending::Snapshot(id) => {
                self.schedule.at(now, Due::Snapshot(id));
            }
            Pending::Apply(id) => {
                let due = now.plus_us(self.quirks.apply_us(&self.knobs, id));
                if let Some(applying) = self.world.node_mut(id).and_then(|it| it.applying_mut()) {
                    let ticket = self.schedule.at(due, Due::Apply(id));
                    applying.set_plan(Plan { set: now, due, ticket });
                }
            }
        }
    }

    /// No time has passed: what the election range is now, it was from the start. So the timers that the nodes were
    /// switched on with are drawn from it, as they would have been.
    pub(super) fn draw_first_timers(&mut self) {
        let mut streams = self.streams.anew();
        for node in self.node_ids() {
            let election = self.world.rules_of(node).settings.election;
            let running = self.world.node_mut(node).and_then(|node| node.timers_mut());
            let Some(running) = running.and_then(|timers| timers.get_mut(Timer::Election)) else {
                continue;
            };
            running.delay = election;
            self.streams.node(node).timers = streams.node(node).timers.clone();
            self.grant(Pending::Timer(node, Timer::Election));
        }
    }

    /// Decides the fate of a packet that was just sent: when it arrives, whether it is lost on the way, and whether the
    /// network makes a copy of it. Each question has its own stream, and asks it whatever the others answer.
    fn plan_packet(&mut self, id: PacketId) {
        let (now, streams) = (self.now, &mut self.streams);
        let network = self.world.network();
        let Some(&Packet { from, to, .. }) = network.get(id) else { return };
        let (cut, loss_origin) = (network.is_cut(from, to), network.cut_since(from, to));
        let conditions = self.quirks.conditions(&self.knobs, from, to);
        let mut latency = streams.latency.within(conditions.latency);
        if streams.reordering.happens(conditions.reorder_ppm) {
            let most = conditions.latency.max_us;
            latency += streams.reordering.within(TimerRange { min_us: most, max_us: 2 * most });
        } else {
            // Servers and clients talk over connections: what was sent first arrives first.
            let last = self.ways.entry((from, to)).or_default();
            *last = now.plus_us(latency).max(*last);
            latency = last.since(now);
        }
        let due = now.plus_us(latency);
        let mut loss = None;
        if streams.loss.happens(conditions.loss_ppm) {
            let part = TimerRange { min_us: latency / 4, max_us: latency * 3 / 4 };
            loss = Some((LossReason::Chance, now.plus_us(streams.loss.within(part))));
        }
        if cut {
            loss = Some((LossReason::Cut, now.plus_us(latency / 2)));
        }
        if streams.duplication.happens(conditions.duplicate_ppm) {
            let part = streams.duplication.within(TimerRange { min_us: 0, max_us: latency });
            self.schedule.at(now.plus_us(part), Due::Copy(id));
        }
        let ticket = self.schedule.at(loss.map_or(due, |(_, at)| at), Due::Packet(id));
        if let Some(packet) = self.world.network_mut().get_mut(id) {
            packet.plan = Plan { set: now, due, ticket };
            packet.leg = Leg { since: now, done_ppm: 0 };
            packet.loss = loss;
            packet.loss_origin = loss_origin.or(packet.loss_origin);
            if packet.tamper.is_none() {
                return;
            }
        }
        if self.tamper(id) == Some(Tamper::Duplicate) {
            self.schedule.at(now.plus_us(latency / 2), Due::Copy(id));
        }
    }

    /// Does with a packet that was just sent what the filter says that it has met.
    fn tamper(&mut self, id: PacketId) -> Option<Tamper> {
        let packet = self.world.network_mut().get_mut(id)?;
        let tamper = packet.tamper?;
        match tamper {
            Tamper::Drop if packet.loss.is_none() => {
                let at = self.now.plus_us(packet.plan.due.since(self.now) / 2);
                packet.loss = Some((LossReason::Dropped, at));
                packet.plan.ticket = self.schedule.at(at, Due::Packet(id));
            }
            Tamper::Delay(by_us) => {
                packet.plan.due = packet.plan.due.plus_us(by_us);
                let loss = packet.loss.map(|(reason, at)| (reason, at.plus_us(by_us)));
                let at = loss.map_or(packet.plan.due, |(_, at)| at);
                packet.loss = loss;
                packet.plan.ticket = self.schedule.at(at, Due::Packet(id));
            }
            Tamper::Drop | Tamper::Duplicate | Tamper::Hold => {}
        }
        Some(tamper)
    }

    fn plan_client(&mut self, id: ClientId, delay_us: u64) {
        let (set, due) = (self.now, self.now.plus_us(delay_us));
        if let Some(plan) = self.world.client_mut(id).and_then(|client| client.plan_mut()) {
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
                if let Some(link) = self.clogs_packet(packet) {
                    return Standing::Held(Hold::Clogged(link));
                }
                if packet.is_held() && !self.is_lost(packet) {
                    return Standing::Held(Hold::Filter);
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
                let disk = self.world.node(node).map(SimNode::disk);
                let plan = disk.and_then(|disk| disk.current()).map(|write| write.plan);
                return match Standing::by_plan(plan, item) {
                    Standing::Current if disk.is_some_and(|it| it.medium() == Medium::Hung) => {
                        Standing::Held(Hold::Disk(node))
                    }
                    standing => standing,
                };
            }
            Due::Chaos if self.chaos_is_due(item) => return Standing::Current,
            Due::Chaos => return Standing::Stale,
            Due::Load if self.load.is_some() => return Standing::Current,
            Due::Load => return Standing::Stale,
            Due::Snapshot(id) => {
                if !self.world.node(id).is_some_and(SimNode::wants_snapshot) {
                    return Standing::Stale;
                }
                self.paused(id)
            }
            Due::Apply(id) => {
                let process = self.world.node(id).and_then(SimNode::process);
                match Standing::by_plan(process.and_then(|it| it.applying().plan()), item) {
                    Standing::Current => self.paused(id),
                    standing => return standing,
                }
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
        Standing::Held(Hold::Paused(node))
    }

    /// The clogged link on which a packet waits, if it does. What is lost anyway does not.
    fn clogs_packet(&self, packet: &Packet) -> Option<Link> {
        let network = self.world.network();
        let link = network.clog_between(packet.from, packet.to)?;
        (!self.is_lost(packet) && !packet.arrived).then_some(link)
    }

    /// Whether a packet on its way comes to no end.
    fn is_lost(&self, packet: &Packet) -> bool {
        packet.loss.is_some() || self.world.network().is_cut(packet.from, packet.to)
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
            packet.loss.is_some() || (!packet.arrived && network.is_cut(packet.from, packet.to));
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
    /// What it stands for waits as long as this lasts.
    Held(Hold),
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
fn delay(range: TimerRange, stream: &mut Stream) -> u64 {
    if range.min_us == range.max_us { range.min_us } else { stream.within(range) }
}
