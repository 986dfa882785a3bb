//! The world: machines, network and clients, and the one function by which they change.
//!
//! Nothing here knows what time it is, draws a number or waits. [`World::apply`] makes a move that somebody else has
//! chosen: the clock and the seed of [`Cluster`](super::Cluster), a person's command, or a search through all that
//! could happen. Whoever it is, the same function runs, so what is checked is what is shown.

use std::collections::BTreeMap;

use crate::raft::{Configuration, NodeId, Timer};
use crate::script::Medium;
use crate::script::bounds::{MAX_FILTERS, MAX_NODES};

use super::client::{Client, Surroundings};
use super::error::SimError;
use super::event::{Cause, EventKind};
use super::filter::{Released, Selection, Tamper};
use super::moves::{Membership, Move, Rules};
use super::names::{ClientId, Endpoint, LossReason, PacketId};
use super::network::Network;
use super::node::{Process, SimNode};
use super::origin::Origin;
use super::packet::{Body, Packet};
use super::recorder::{Pending, Port, Recorder};
use super::view::{Liveness, Role};

/// The world.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    nodes: Vec<SimNode>,
    network: Network,
    clients: Vec<Client>,
    rules: Rules,
    /// The rules of nodes that do not go by those of all.
    own_rules: BTreeMap<NodeId, Rules>,
    /// How many nodes there were when the cluster was switched on: the configuration that every disk begins with.
    founders: u32,
}

impl World {
    /// A cluster of so many nodes that is switched on for the first time, and the person at the console.
    pub fn boot(nodes: u32, rules: Rules, recorder: &mut Recorder) -> Self {
        let mut network = Network::default();
        let ids = (1..=nodes).map(NodeId);
        let port = &mut Port { network: &mut network, recorder };
        let founders = nodes;
        let boot = |id| SimNode::boot(id, founding(founders), rules, port);
        let nodes = ids.map(boot).collect();
        let clients = vec![Client::new(ClientId(1), NodeId(1))];
        Self { nodes, network, clients, rules, own_rules: BTreeMap::new(), founders }
    }

    /// Lets machines that hold the same hold it together, so that a copy that is kept costs little. Nothing else
    /// changes.
    pub fn share(&mut self) {
        let running = self.nodes.iter().filter_map(SimNode::process);
        let furthest = running.max_by_key(|process| process.node().log().last().index);
        if let Some(model) = furthest.cloned() {
            self.nodes.iter_mut().for_each(|node| node.share(&model));
        }
    }

    /// Makes a move.
    ///
    /// # Errors
    /// If the move is not possible now. Then nothing has changed.
    pub fn apply(&mut self, chosen: Move, recorder: &mut Recorder) -> Result<(), SimError> {
        recorder.begin();
        match chosen {
            Move::Deliver(packet) => self.deliver(packet, recorder)?,
            Move::Lose(packet, reason) => self.lose(packet, reason, recorder)?,
            Move::Duplicate(packet) => {
                let origin = self.check_packet(packet)?.origin;
                let copy = self.network.duplicate(packet, recorder.upcoming());
                let copy = copy.ok_or(self.not_in_flight(packet))?;
                recorder.follow(origin);
                recorder.emit(EventKind::Duplicated { packet, copy });
                recorder.set_going(Pending::Copied(copy));
            }
            Move::Fire(node, timer) => self.fire(node, timer, recorder)?,
            Move::FinishWrite(node) => {
                let (machine, mut port) = self.node_at_port(node, recorder)?;
                machine.disk().current().ok_or(SimError::NotWriting(node))?;
                machine.finish_write(&mut port);
            }
            Move::Apply(node) => {
                let applies = self.check_running(node)?.process().map(Process::applying);
                applies.filter(|it| it.is_under_way()).ok_or(SimError::NothingToApply(node))?;
                let (machine, mut port) = self.node_at_port(node, recorder)?;
                machine.apply_next(&mut port);
            }
            Move::WriteAstray(node, chance) => {
                let (machine, mut port) = self.node_at_port(node, recorder)?;
                machine.disk().current().ok_or(SimError::NotWriting(node))?;
                machine.write_astray(chance, &mut port);
            }
            Move::FailWrite(node) => {
                let (machine, mut port) = self.node_at_port(node, recorder)?;
                machine.disk().current().ok_or(SimError::NotWriting(node))?;
                machine.fail_write(&mut port);
            }
            Move::SetMedium(node, medium) => {
                let (machine, mut port) = self.node_at_port(node, recorder)?;
                if machine.disk().medium() != medium {
                    port.recorder.set_off(EventKind::MediumSet { node, medium });
                    machine.set_medium(medium, &mut port);
                }
            }
            Move::Wake(id) => {
                let (client, around, mut port) = self.client_at_port(id, recorder)?;
                if !client.waits() {
                    return Err(SimError::NotWaiting(id));
                }
                port.recorder.follow(client.origin());
                client.wake(around, &mut port);
            }
            Move::Crash(node) => {
                let (machine, mut port) = self.node_at_port(node, recorder)?;
                if machine.liveness() == Liveness::Down {
                    return Err(SimError::AlreadyDown(node));
                }
                machine.crash(&mut port);
            }
            Move::Restart(node) => {
                let rules = self.rules_of(node);
                let (machine, mut port) = self.node_at_port(node, recorder)?;
                if machine.liveness() != Liveness::Down {
                    return Err(SimError::NotDown(node));
                }
                machine.restart(rules, &mut port);
            }
            Move::RestartEmpty(node) => {
                let (rules, founders) = (self.rules_of(node), founding(self.founders));
                let (machine, mut port) = self.node_at_port(node, recorder)?;
                if machine.liveness() != Liveness::Down {
                    return Err(SimError::NotDown(node));
                }
                machine.replace_disk(founders, &mut port);
                machine.restart(rules, &mut port);
            }
            Move::Pause(node) => {
                let (machine, port) = self.node_at_port(node, recorder)?;
                match machine.liveness() {
                    Liveness::Up => machine.pause(),
                    Liveness::Paused => return Err(SimError::AlreadyPaused(node)),
                    Liveness::Down => return Err(SimError::Down(node)),
                }
                port.recorder.emit(EventKind::Paused { node });
            }
            Move::Resume(node) => {
                let (machine, mut port) = self.node_at_port(node, recorder)?;
                if machine.liveness() != Liveness::Paused {
                    return Err(SimError::NotPaused(node));
                }
                port.recorder.set_off(EventKind::Resumed { node });
                machine.resume(&mut port);
            }
            Move::Cut(links) => {
                self.check_links(&links)?;
                let links = self.network.cut(&links, recorder.upcoming());
                if !links.is_empty() {
                    recorder.emit(EventKind::Cut { links });
                }
            }
            Move::Heal(links) => {
                self.check_links(&links)?;
                let links = self.network.heal(&links);
                if !links.is_empty() {
                    recorder.emit(EventKind::Healed { links });
                }
            }
            Move::Join(node) => {
                self.check_node(node)?;
                let id = self.next_client();
                self.clients.push(Client::new(id, node));
            }
            Move::Connect(client, node) => {
                self.check_node(node)?;
                self.client_at_port(client, recorder)?.0.connect(node);
            }
            Move::Introduce(client, node) => {
                self.check_node(node)?;
                if client == self.next_client() {
                    self.clients.push(Client::new(client, node));
                }
                let (it, _, port) = self.client_at_port(client, recorder)?;
                it.connect(node);
                if client != ClientId::YOU && it.introduce() {
                    port.recorder.emit(EventKind::ClientJoined { client, node });
                }
            }
            Move::CutClient(links) => {
                self.check_client_links(&links)?;
                let links = self.network.cut_client(&links, recorder.upcoming());
                if !links.is_empty() {
                    recorder.emit(EventKind::ClientCut { links });
                }
            }
            Move::HealClient(links) => {
                self.check_client_links(&links)?;
                let links = self.network.heal_client(&links);
                if !links.is_empty() {
                    recorder.emit(EventKind::ClientHealed { links });
                }
            }
            Move::Invoke(client, operation) => {
                let (client, _, mut port) = self.client_at_port(client, recorder)?;
                client.invoke(*operation, &mut port);
            }
            Move::Tear(node, chance) => {
                let (machine, mut port) = self.node_at_port(node, recorder)?;
                machine.disk().current().ok_or(SimError::NotWriting(node))?;
                // It was to be this write, or somebody wants it now.
                port.recorder.follow_unasked(machine.disk().armed());
                machine.tear(chance, &mut port);
            }
            Move::Arm(node, trap) => {
                let (machine, port) = self.node_at_port(node, recorder)?;
                if machine.process().is_none() {
                    return Err(SimError::Down(node));
                }
                machine.disk_mut().arm(trap, port.recorder.upcoming());
                port.recorder.emit(EventKind::Armed { node, trap });
            }
            Move::Rot(node, place, bit) => {
                let (machine, port) = self.node_at_port(node, recorder)?;
                if machine.disk().is_blank() {
                    return Err(SimError::DiskEmpty(node));
                }
                if !machine.disk_mut().rot(place, bit) {
                    let log = &machine.disk().image().log;
                    let (first, last) = (log.first_index(), log.last().index);
                    return Err(SimError::NotOnDisk { node, place, first, last });
                }
                port.recorder.emit(EventKind::Rotted { node, place });
            }
            Move::Wipe(node) => {
                let (machine, mut port) = self.node_at_port(node, recorder)?;
                machine.wipe(&mut port);
            }
            Move::Lie(node, lies) => {
                let (machine, port) = self.node_at_port(node, recorder)?;
                if machine.disk().lies() != lies {
                    machine.disk_mut().set_lying(lies);
                    port.recorder.emit(EventKind::LyingSet { node, lies });
                }
            }
            Move::Clog(links) => {
                self.check_links(&links)?;
                let links = self.network.clog(&links);
                if !links.is_empty() {
                    recorder.emit(EventKind::Clogged { links });
                }
            }
            Move::Unclog(links) => {
                self.check_links(&links)?;
                let links = self.network.unclog(&links);
                if !links.is_empty() {
                    recorder.emit(EventKind::Unclogged { links });
                }
            }
            Move::SetFilter(filter) => {
                self.check_ends(&filter.packets)?;
                if self.network.filters().len() >= MAX_FILTERS {
                    return Err(SimError::TooManyFilters);
                }
                self.network.set_filter(filter, recorder.upcoming());
                recorder.emit(EventKind::FilterSet { filter });
            }
            Move::Release(packets) => {
                if let Some(packets) = packets {
                    self.check_ends(&packets)?;
                }
                let released = self.network.release(packets);
                if released != Released::default() {
                    recorder.emit(EventKind::Released { released });
                } else if let Some(packets) = packets {
                    let standing = self.network.filters().iter().map(|it| it.filter).collect();
                    return Err(SimError::NothingToRelease { packets, standing });
                }
            }
            Move::Configure(rules) => {
                self.rules = *rules;
                let own = &self.own_rules;
                for machine in self.nodes.iter_mut().filter(|it| !own.contains_key(&it.id())) {
                    machine.configure(self.rules, recorder);
                }
            }
            Move::ConfigureNode(node, rules) => {
                self.check_node(node)?;
                match rules {
                    Some(rules) => _ = self.own_rules.insert(node, *rules),
                    None => _ = self.own_rules.remove(&node),
                }
                let rules = self.rules_of(node);
                let (machine, port) = self.node_at_port(node, recorder)?;
                machine.configure(rules, port.recorder);
            }
            Move::Transfer(leader, to) => {
                self.check_successor(leader, to)?;
                let (machine, mut port) = self.node_at_port(leader, recorder)?;
                machine.hand_over(to, &mut port);
            }
            Move::StepDown(node) => {
                match self.check_running(node)?.role() {
                    Role::Leader | Role::Candidate | Role::PreCandidate => {}
                    Role::Follower | Role::Learner => return Err(SimError::HoldsNothing(node)),
                }
                let (machine, mut port) = self.node_at_port(node, recorder)?;
                machine.step_down(&mut port);
            }
            Move::ChangeMembership(membership) => self.change_membership(*membership, recorder)?,
            Move::TakeSnapshot(node) => {
                let process = self.check_running(node)?.process();
                let Some(process) = process.filter(|process| process.lag() > 0) else {
                    return Err(SimError::NothingApplied(node));
                };
                recorder.follow_unasked(process.applied());
                let (machine, mut port) = self.node_at_port(node, recorder)?;
                machine.take_snapshot(&mut port);
            }
        }
        Ok(())
    }

    /// Every move that the world itself may make now. What people do (crashes, cuts, and so on) is not among them.
    pub fn enabled(&self) -> Vec<Move> {
        let up = |id: NodeId| self.node(id).is_some_and(|n| n.liveness() == Liveness::Up);
        let waits = |packet: &Packet| {
            packet.is_held()
                || !packet.arrived && self.network.clog_between(packet.from, packet.to).is_some()
        };
        let reaches = |packet: &Packet| match packet.to {
            _ if waits(packet) => false,
            // A paused node takes nothing in; a node that is down lets everything drop.
            Endpoint::Node(id) => self.node(id).is_some_and(|n| n.liveness() != Liveness::Paused),
            Endpoint::Client(_) => true,
        };
        let packets = self.network.packets().filter(|(_, packet)| reaches(packet));
        let timers = self.nodes.iter().filter(|n| up(n.id())).flat_map(|n| {
            let timers = n.process().into_iter().flat_map(|process| process.timers().running());
            timers.map(|(timer, _)| Move::Fire(n.id(), timer))
        });
        let works = |n: &&SimNode| n.disk().medium() == Medium::Ok;
        let writes = self.nodes.iter().filter(|n| n.disk().pending() > 0).filter(works);
        let clients = (1..).zip(&self.clients).filter(|(_, client)| client.waits());
        let applies = |n: &&SimNode| {
            up(n.id()) && n.process().is_some_and(|process| process.applying().is_under_way())
        };
        let applying = self.nodes.iter().filter(applies);
        let wants = |n: &&SimNode| up(n.id()) && n.wants_snapshot();
        let snapshots = self.nodes.iter().filter(wants);
        packets
            .map(|(id, _)| Move::Deliver(id))
            .chain(timers)
            .chain(writes.map(|n| Move::FinishWrite(n.id())))
            .chain(clients.map(|(id, _)| Move::Wake(ClientId(id))))
            .chain(applying.map(|n| Move::Apply(n.id())))
            .chain(snapshots.map(|n| Move::TakeSnapshot(n.id())))
            .collect()
    }

    /// The nodes, in order of id.
    pub fn nodes(&self) -> &[SimNode] {
        &self.nodes
    }

    /// How many nodes there are.
    pub fn size(&self) -> u32 {
        // A cluster has at most 51 nodes.
        u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
    }

    /// A node, if it exists.
    pub fn node(&self, id: NodeId) -> Option<&SimNode> {
        self.nodes.get(place(id)?)
    }

    /// A node, if it exists, to plan its timers and writes.
    pub fn node_mut(&mut self, id: NodeId) -> Option<&mut SimNode> {
        self.nodes.get_mut(place(id)?)
    }

    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The network, to plan its packets.
    pub fn network_mut(&mut self) -> &mut Network {
        &mut self.network
    }

    /// The clients, in order of id.
    pub fn clients(&self) -> &[Client] {
        &self.clients
    }

    /// A client, if it exists.
    pub fn client(&self, id: ClientId) -> Option<&Client> {
        self.clients.get(usize::try_from(id.0.checked_sub(1)?).ok()?)
    }

    /// A client, if it exists, to plan its timer.
    pub fn client_mut(&mut self, id: ClientId) -> Option<&mut Client> {
        self.clients.get_mut(usize::try_from(id.0.checked_sub(1)?).ok()?)
    }

    /// How a node behaves.
    pub fn rules_of(&self, node: NodeId) -> Rules {
        self.own_rules.get(&node).copied().unwrap_or(self.rules)
    }

    /// The nodes that do not behave as all others do, each with its rules.
    pub fn own_rules(&self) -> &BTreeMap<NodeId, Rules> {
        &self.own_rules
    }

    /// How nodes and clients behave, but for nodes that have rules of their own.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// Fails unless the node exists.
    ///
    /// # Errors
    /// If it does not.
    pub fn check_node(&self, node: NodeId) -> Result<&SimNode, SimError> {
        self.node(node).ok_or(SimError::NoSuchNode { node, count: self.size() })
    }

    /// Fails unless the client exists.
    ///
    /// # Errors
    /// If it does not.
    pub fn check_client(&self, client: ClientId) -> Result<&Client, SimError> {
        self.client(client).ok_or(self.no_such_client(client))
    }

    /// The number of the client that is the next to appear.
    fn next_client(&self) -> ClientId {
        ClientId(u32::try_from(self.clients.len()).unwrap_or(u32::MAX).saturating_add(1))
    }

    fn no_such_client(&self, client: ClientId) -> SimError {
        SimError::NoSuchClient { client, next: self.next_client() }
    }

    fn check_client_links(&self, links: &[(Endpoint, Endpoint)]) -> Result<(), SimError> {
        let ends = links.iter().flat_map(|(from, to)| [*from, *to]);
        ends.into_iter().try_for_each(|end| self.check_end(end))
    }

    fn check_end(&self, end: Endpoint) -> Result<(), SimError> {
        match end {
            Endpoint::Node(node) => self.check_node(node).map(drop),
            Endpoint::Client(client) => self.check_client(client).map(drop),
        }
    }

    /// Fails unless the ends exist between which packets are to go.
    fn check_ends(&self, packets: &Selection) -> Result<(), SimError> {
        packets.ends().try_for_each(|end| self.check_end(end))
    }

    /// Fails unless the node exists and its process runs.
    fn check_running(&self, node: NodeId) -> Result<&SimNode, SimError> {
        let machine = self.check_node(node)?;
        match machine.liveness() {
            Liveness::Up => Ok(machine),
            Liveness::Paused => Err(SimError::Paused(node)),
            Liveness::Down => Err(SimError::Down(node)),
        }
    }

    /// Asks a leader to change the membership, and switches on the machines that are to join and are not there.
    fn change_membership(
        &mut self,
        membership: Membership,
        recorder: &mut Recorder,
    ) -> Result<(), SimError> {
        let Membership { leader, request } = membership;
        let machine = self.check_running(leader)?;
        let add = request.newcomers();
        for node in request.promote | request.demote | request.remove {
            self.check_node(node)?;
        }
        let next = self.size() + 1;
        for (expected, node) in (next..).zip(add.iter().filter(|node| node.0 >= next)) {
            if node.0 > MAX_NODES {
                return Err(SimError::ClusterSize(node.0));
            } else if node.0 != expected {
                return Err(SimError::NotNext { node, next: NodeId(expected) });
            }
        }
        machine.check_change(request).map_err(SimError::Change)?;
        let asked = recorder.lineage().trigger();
        let port = &mut Port { network: &mut self.network, recorder };
        for node in add.iter().filter(|node| node.0 >= next) {
            port.recorder.follow(asked);
            port.recorder.set_off(EventKind::Booted { node });
            self.nodes.push(SimNode::boot(node, founding(self.founders), self.rules, port));
        }
        recorder.follow(asked);
        let (machine, mut port) = self.node_at_port(leader, recorder)?;
        machine.change_membership(request, &mut port);
        Ok(())
    }

    /// Fails unless this leader can hand its leadership to that node.
    fn check_successor(&self, leader: NodeId, to: NodeId) -> Result<(), SimError> {
        let machine = self.check_running(leader)?;
        self.check_node(to)?;
        if machine.role() != Role::Leader {
            return Err(SimError::LeadsNot(leader));
        }
        if leader == to {
            return Err(SimError::LeadsAlready(to));
        }
        let votes = |process: &Process| process.node().configuration().is_voter(to);
        if machine.process().is_some_and(votes) { Ok(()) } else { Err(SimError::NoVoter(to)) }
    }

    /// Fails unless the packet is in flight.
    ///
    /// # Errors
    /// If it is not.
    pub fn check_packet(&self, packet: PacketId) -> Result<&Packet, SimError> {
        self.network.get(packet).ok_or(self.not_in_flight(packet))
    }

    fn deliver(&mut self, id: PacketId, recorder: &mut Recorder) -> Result<(), SimError> {
        let packet = self.check_packet(id)?;
        let (from, to) = (packet.from, packet.to);
        let receiver = match to {
            Endpoint::Node(node) => self.check_node(node)?.liveness(),
            Endpoint::Client(_) => Liveness::Up,
        };
        if !packet.arrived && self.network.is_cut(from, to) {
            return self.lose(id, LossReason::Cut, recorder);
        }
        if let Some((from, to)) = self.network.clog_between(from, to).filter(|_| !packet.arrived) {
            return Err(SimError::LinkClogged { packet: id, from, to });
        }
        match (receiver, to) {
            (Liveness::Down, _) => return self.lose(id, LossReason::ReceiverDown, recorder),
            (Liveness::Paused, Endpoint::Node(node)) => return Err(SimError::Paused(node)),
            (Liveness::Paused, Endpoint::Client(_)) | (Liveness::Up, _) => {}
        }
        let Some(packet) = self.network.take(id) else { return Ok(()) };
        let kind = packet.body.kind();
        recorder.follow(packet.origin);
        recorder.set_off(EventKind::Delivered { packet: id, from, to, kind });
        recorder.cause = Cause::Packet(id);
        self.hand_over(packet, recorder)
    }

    /// Gives a packet to its receiver, who can take it.
    fn hand_over(&mut self, packet: Packet, recorder: &mut Recorder) -> Result<(), SimError> {
        match (packet.from, packet.to, packet.body) {
            (Endpoint::Node(from), Endpoint::Node(to), Body::Raft(message)) => {
                let (machine, mut port) = self.node_at_port(to, recorder)?;
                machine.receive(from, message, &mut port);
            }
            (Endpoint::Client(_), Endpoint::Node(to), Body::Request(ask)) => {
                let (machine, mut port) = self.node_at_port(to, recorder)?;
                machine.serve(ask, &mut port);
            }
            (Endpoint::Node(from), Endpoint::Client(to), Body::Answer(ask, verdict)) => {
                let (client, around, mut port) = self.client_at_port(to, recorder)?;
                client.hear(from, &ask, verdict, around, &mut port);
            }
            (from, to, _) => unreachable!("nobody sends such a message from {from} to {to}"),
        }
        Ok(())
    }

    fn lose(
        &mut self,
        id: PacketId,
        reason: LossReason,
        recorder: &mut Recorder,
    ) -> Result<(), SimError> {
        let packet = self.network.take(id).ok_or(self.not_in_flight(id))?;
        let progress_ppm = packet.progress_ppm(recorder.now);
        let Packet { from, to, body, tamper, origin, loss_origin, .. } = packet;
        let to_blame = match (reason, to) {
            (LossReason::Dropped, _) if tamper == Some(Tamper::Drop) => loss_origin,
            (LossReason::Cut, _) => loss_origin.or(self.network.cut_since(from, to)),
            (LossReason::ReceiverDown, Endpoint::Node(node)) => {
                self.node(node).map(SimNode::stopped).unwrap_or_default()
            }
            _ => Origin::default(),
        };
        recorder.follow(to_blame.or(origin));
        recorder.emit(EventKind::Lost {
            packet: id,
            from,
            to,
            kind: body.kind(),
            reason,
            progress_ppm,
        });
        Ok(())
    }

    fn fire(
        &mut self,
        node: NodeId,
        timer: Timer,
        recorder: &mut Recorder,
    ) -> Result<(), SimError> {
        let (machine, mut port) = self.node_at_port(node, recorder)?;
        match machine.liveness() {
            Liveness::Up => {}
            Liveness::Paused => return Err(SimError::Paused(node)),
            Liveness::Down => return Err(SimError::Down(node)),
        }
        let Some(running) = machine.process().and_then(|process| process.timers().get(timer))
        else {
            let leads = timer == Timer::Election && machine.role() == Role::Leader;
            return Err(if leads { SimError::Leads(node) } else { SimError::TimerStopped(node) });
        };
        port.recorder.follow_unasked(running.origin);
        port.recorder.set_off(EventKind::TimerFired { node, timer });
        port.recorder.cause = Cause::Timer(node, timer);
        machine.fire(timer, &mut port);
        Ok(())
    }

    fn check_links(&self, links: &[(NodeId, NodeId)]) -> Result<(), SimError> {
        links.iter().try_for_each(|(from, to)| {
            self.check_node(*from)?;
            self.check_node(*to)?;
            if from == to { Err(SimError::LinkToItself(*from)) } else { Ok(()) }
        })
    }

    fn not_in_flight(&self, packet: PacketId) -> SimError {
        SimError::NotInFlight { packet, sent: self.network.sent() }
    }

    /// A node, and what it can reach.
    fn node_at_port<'a>(
        &'a mut self,
        node: NodeId,
        recorder: &'a mut Recorder,
    ) -> Result<(&'a mut SimNode, Port<'a>), SimError> {
        let count = self.size();
        let machine = place(node).and_then(|place| self.nodes.get_mut(place));
        let machine = machine.ok_or(SimError::NoSuchNode { node, count })?;
        Ok((machine, Port { network: &mut self.network, recorder }))
    }

    /// A client, what it knows of its surroundings, and what it can reach.
    fn client_at_port<'a>(
        &'a mut self,
        id: ClientId,
        recorder: &'a mut Recorder,
    ) -> Result<(&'a mut Client, Surroundings, Port<'a>), SimError> {
        let around = Surroundings { nodes: self.size(), tries: self.rules.tries };
        let missing = self.no_such_client(id);
        let place = id.0.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        let client = place.and_then(|place| self.clients.get_mut(place));
        let client = client.ok_or(missing)?;
        Ok((client, around, Port { network: &mut self.network, recorder }))
    }
}

/// The configuration of a cluster that is switched on with so many nodes.
fn founding(nodes: u32) -> Configuration {
    Configuration::of((1..=nodes).map(NodeId))
}

/// Where a node stands in the vector: nodes are numbered from 1.
fn place(id: NodeId) -> Option<usize> {
    usize::try_from(id.0.checked_sub(1)?).ok()
}
