//! A cluster at one moment, and the steps that lead to the next.

use std::collections::BTreeSet;

use raftarium::check::Checker;
use raftarium::kv::Operation;
use raftarium::raft::{ChangeRequest, HardState, Index, LogId, Message, NodeId, Role, Term, Timer};
use raftarium::sim::moves::Membership;
use raftarium::sim::node::{Process, SimNode};
use raftarium::sim::packet::{Body, Packet};
use raftarium::sim::recorder::{Pending, Recorder};
use raftarium::sim::{
    ClientId, Endpoint, Event, EventKind, Knobs, LossReason, Move, PacketId, Rules, Time, World,
};

use crate::bounds::{Beginning, Bounds};
use crate::prints::{Flying, Parts};
use crate::promises::Promises;
use crate::reach::Reach;

/// A cluster at one moment.
#[derive(Clone, Debug)]
pub struct State {
    pub world: World,
    pub checker: Checker,
    pub bounds: Bounds,
    /// What has happened so far of all that is bounded.
    pub done: Done,
    /// Who led which term.
    pub leaders: BTreeSet<(Term, NodeId)>,
    /// The last entry that anybody ever knew to be committed.
    pub committed: LogId,
    /// Which timers are known to run out before which.
    pub promises: Promises,
    /// The reads that are not answered yet.
    pub reads: Vec<Read>,
    /// What was found wrong here, besides what the checker finds.
    pub wrong: Option<&'static str>,
    /// Its fingerprint, and what that is made of (`prints.rs`).
    pub print: u64,
    pub parts: Parts,
}

/// How much of each has happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Done {
    pub commands: u32,
    pub crashes: u32,
    pub heartbeats: u32,
    pub checks: u32,
    pub reads: u32,
    pub answers: u32,
    pub snapshots: u32,
    pub changes: u32,
}

/// A read that waits for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Read {
    client: ClientId,
    at: NodeId,
    /// What it must see: all that anybody knew to be committed when it was asked.
    sees: Index,
}

/// One thing that can happen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    /// It happens, and the write that it asks for is done.
    Do(Deed),
    /// It happens, and its node crashes before the write that it asks for is done.
    Cut(Deed),
    /// A node crashes and restarts.
    Crash(NodeId),
}

/// Something that reaches a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Deed {
    Deliver(PacketId, NodeId),
    Fire(NodeId, Timer),
    /// A client's command reaches this leader.
    Propose(NodeId),
    /// A client's read reaches this leader.
    ClientRequest(NodeId),
    /// A node writes down its state.
    Snapshot(NodeId),
    /// This leader is asked for the change of the membership.
    Change(NodeId),
}

impl Done {
    /// What was added since.
    fn since(&self, before: &Self) -> Self {
        Self {
            commands: self.commands - before.commands,
            crashes: self.crashes - before.crashes,
            heartbeats: self.heartbeats - before.heartbeats,
            checks: self.checks - before.checks,
            reads: self.reads - before.reads,
            answers: self.answers - before.answers,
            snapshots: self.snapshots - before.snapshots,
            changes: self.changes - before.changes,
        }
    }
}

impl Read {
    /// The same, where nodes have other names; clients have none.
    pub fn named(&self, name: impl Fn(NodeId) -> u32) -> (u32, Index) {
        (name(self.at), self.sees)
    }
}

impl State {
    pub fn boot(bounds: Bounds) -> Self {
        let mut recorder = Recorder::default();
        let rules = Rules {
            settings: bounds.settings,
            bugs: bounds.bugs,
            reads: bounds.by,
            ..Knobs::default().rules()
        };
        let world = World::boot(bounds.nodes, rules, &mut recorder);
        let mut state = Self {
            world,
            checker: Checker::default(),
            bounds,
            done: Done::default(),
            leaders: BTreeSet::new(),
            committed: LogId::default(),
            promises: Promises::default(),
            reads: Vec::new(),
            wrong: None,
            print: 0,
            parts: Parts::default(),
        };
        state.promises.take_in(&recorder.take_pending(), &state.world);
        state.take_in(None, recorder);
        state.begin();
        state
    }

    /// Goes to where the search begins.
    fn begin(&mut self) {
        let [n1, n2, n3] = [1, 2, 3].map(NodeId);
        match self.bounds.beginning {
            Beginning::Fresh => {}
            Beginning::Led => self.elect(n1, &[]),
            Beginning::Leased => {
                self.elect(n1, &[n2]);
                self.act(Act::Do(Deed::ClientRequest(n1)));
                self.settle(&[n1, n2]);
                assert_eq!(self.done.answers, 1, "n1 leads, and n2 helps it");
                self.lose_unless(is_vote_request);
            }
            Beginning::Again => {
                self.elect(n1, &[]);
                self.lose_unless(|_| false);
                self.act(Act::Do(Deed::ClientRequest(n1)));
                self.lose_unless(|packet| packet.to == Endpoint::Node(n2));
                self.act(Act::Crash(n1));
                self.act(Act::Do(Deed::Fire(n1, Timer::Election)));
                self.settle(&[n1, n3]);
                self.lose_unless(
                    |packet| matches!(&packet.body, Body::Raft(it) if it.term() == Term(1)),
                );
            }
            Beginning::Figure8 => {
                self.elect(n1, &[]);
                self.act(Act::Do(Deed::Propose(n1)));
                self.lose_unless(|_| false);
                self.act(Act::Do(Deed::Fire(n3, Timer::Election)));
                while !self.leads(n3) {
                    self.deliver_once(&[n2, n3]);
                }
                let to_first = |it: &Packet| it.to == Endpoint::Node(n1) && is_vote_request(it);
                self.lose_unless(to_first);
            }
            Beginning::Joint => {
                self.elect(n1, &[]);
                self.act(Act::Do(Deed::Change(n1)));
                while !self.processes().any(|it| it.node().configuration().is_joint()) {
                    self.deliver_once(&[n1, n2, NodeId(4)]);
                }
            }
            Beginning::Behind => {
                self.elect(n1, &[]);
                self.act(Act::Do(Deed::Propose(n1)));
                self.settle(&[n1, n2]);
                self.lose_unless(|_| false);
                self.act(Act::Do(Deed::Snapshot(n1)));
                self.act(Act::Do(Deed::Fire(n1, Timer::Heartbeat)));
                self.lose_unless(|packet| packet.to == Endpoint::Node(n3));
            }
        }
        // What is bounded is counted from here on.
        self.done = Done { commands: self.done.commands, ..Done::default() };
        self.tidy(&mut Recorder::default());
        self.take_print(None);
    }

    /// Elects this node, though these stand as well: all is known to everybody in the end, but what the others have asked
    /// stays in flight.
    fn elect(&mut self, leader: NodeId, rivals: &[NodeId]) {
        // What a node might have promised before it was switched on is over.
        for node in (1..=self.bounds.nodes).map(NodeId) {
            if self.processes().any(|it| it.node().id() == node && it.node().is_sticky()) {
                self.act(Act::Do(Deed::Fire(node, Timer::Stickiness)));
            }
        }
        for node in std::iter::once(&leader).chain(rivals) {
            self.act(Act::Do(Deed::Fire(*node, Timer::Election)));
        }
        let all: Vec<NodeId> = (1..=self.bounds.nodes).map(NodeId).collect();
        self.settle(&all);
        assert!(self.leads(leader), "it was elected");
    }

    /// Lets everything arrive at these nodes, but for what rivals of n1 ask, until nothing new comes of it. Nothing does of
    /// a packet that is repeated, so this ends.
    fn settle(&mut self, at: &[NodeId]) {
        loop {
            let before = self.print;
            self.deliver_once(at);
            if self.print == before {
                break;
            }
        }
    }

    /// Lets everything arrive at these nodes that is in flight now, as far as it stays there, but for what rivals ask.
    fn deliver_once(&mut self, at: &[NodeId]) {
        for deed in self.deliveries().collect::<Vec<_>>() {
            let Deed::Deliver(id, node) = deed else { continue };
            let Some(packet) = self.world.network().get(id) else { continue };
            let of_rival = is_vote_request(packet) && packet.from == Endpoint::Node(NodeId(2));
            if at.contains(&node) && !of_rival {
                self.act(Act::Do(deed));
            }
        }
    }

    fn leads(&self, node: NodeId) -> bool {
        let leads = |it: &Process| matches!(it.node().role(), Role::Leader(_));
        self.processes().any(|it| it.node().id() == node && leads(it))
    }

    /// Loses all that is in flight, but for this.
    fn lose_unless(&mut self, stays: impl Fn(&Packet) -> bool) {
        let mut recorder = Recorder::default();
        let packets = self.world.network().packets();
        let lost: Vec<_> = packets.filter(|(_, it)| !stays(it)).map(|(id, _)| id).collect();
        for packet in lost {
            self.make(Move::Lose(packet, LossReason::Chance), &mut recorder);
        }
    }

    /// What is wrong here, if anything is.
    pub fn evidence(&self) -> String {
        let violation = self.checker.violations().first();
        let evidence = violation.map(|it| format!("{}: {}", it.name, it.evidence));
        evidence.unwrap_or_else(|| self.wrong.unwrap_or_default().to_owned())
    }

    /// Every packet that can arrive.
    pub fn deliveries(&self) -> impl Iterator<Item = Deed> {
        self.world.network().packets().filter_map(|(id, packet)| match packet.to {
            Endpoint::Node(node) => Some(Deed::Deliver(id, node)),
            Endpoint::Client(_) => None,
        })
    }

    /// Makes the step. How far it reaches, and whether it was one.
    pub fn act(&mut self, act: Act) -> Reach {
        let node = self.node_of(act);
        let mut reach = Reach {
            happens: true,
            node,
            concerns_all: false,
            concerns_time: false,
            counts: Done::default(),
        };
        let done = self.done;
        let (waiting, timers) = (self.reads.len(), self.ordered_timers(node));
        let mut recorder = Recorder::default();
        let before = self.vote(node);
        match act {
            Act::Do(deed) => self.reach(deed, &mut recorder),
            Act::Cut(deed) => {
                self.reach_only(deed, &mut recorder);
                reach.happens = self.machine(node).disk().pending() > 0;
                self.crash(node, &mut recorder);
            }
            Act::Crash(_) => self.crash(node, &mut recorder),
        }
        if !reach.happens {
            return reach;
        }
        let after = self.vote(node);
        let revoked = before.voted_for.is_some() && before.voted_for != after.voted_for;
        if after.term < before.term || after.term == before.term && revoked {
            self.wrong = Some("a disk took back a term or a vote");
        }
        self.tidy(&mut recorder);
        let pending = recorder.take_pending();
        let starts = |it: &Pending| matches!(it, Pending::Timer(_, it) if Reach::is_ordered(*it));
        reach.concerns_time = pending.iter().any(starts) || timers != self.ordered_timers(node);
        self.promises.take_in(&pending, &self.world);
        self.take_in(Some(node), recorder);
        reach.counts = self.done.since(&done);
        reach.concerns_all = waiting != self.reads.len()
            || reach.counts.reads + reach.counts.answers + reach.counts.changes > 0;
        reach
    }

    /// The node to which a step happens.
    fn node_of(&self, act: Act) -> NodeId {
        match act {
            Act::Crash(node) => node,
            Act::Do(deed) | Act::Cut(deed) => match deed {
                Deed::Deliver(_, node)
                | Deed::Fire(node, _)
                | Deed::Propose(node)
                | Deed::ClientRequest(node)
                | Deed::Snapshot(node)
                | Deed::Change(node) => node,
            },
        }
    }

    /// Which of a node's timers run, of those whose order counts.
    fn ordered_timers(&self, node: NodeId) -> Vec<Timer> {
        let process = self.machine(node).process().expect("every node runs");
        let timers = process.timers().running().map(|(timer, _)| timer);
        timers.filter(|timer| Reach::is_ordered(*timer)).collect()
    }

    /// Whether as much is left of all that is bounded as two steps take, and they get it in either order.
    pub fn has_room_for(&self, one: &Done, other: &Done) -> bool {
        let (done, bounds) = (&self.done, &self.bounds);
        // Commands have values by which they differ.
        let commands = one.commands == 0 || other.commands == 0;
        commands
            && done.crashes + one.crashes + other.crashes <= bounds.crashes
            && done.heartbeats + one.heartbeats + other.heartbeats <= bounds.heartbeats
            && done.checks + one.checks + other.checks <= bounds.checks
            && done.snapshots + one.snapshots + other.snapshots <= bounds.snapshots
    }

    /// Whether something is wrong here.
    pub fn is_wrong(&self) -> bool {
        !self.checker.violations().is_empty() || self.wrong.is_some()
    }

    /// Term and vote on a node's disk.
    fn vote(&self, node: NodeId) -> HardState {
        self.machine(node).disk().image().hard_state
    }

    pub fn machine(&self, node: NodeId) -> &SimNode {
        self.world.node(node).expect("the node is there")
    }

    pub fn processes(&self) -> impl Iterator<Item = &Process> {
        self.world.nodes().iter().filter_map(SimNode::process)
    }

    /// Makes a move; what it leaves behind is judged with that of the moves before it.
    fn make(&mut self, chosen: Move, recorder: &mut Recorder) {
        self.world.apply(chosen, recorder).expect("the move is possible");
    }

    /// Shows the checks what has happened since the last time.
    fn judge(&mut self, recorder: &mut Recorder) {
        let events = recorder.drain();
        self.checker.observe(Time::ZERO, &events, &self.world);
        events.iter().for_each(|event| self.hear(event));
    }

    fn crash(&mut self, node: NodeId, recorder: &mut Recorder) {
        self.done.crashes += 1;
        self.reads.retain(|read| read.at != node);
        self.make(Move::Crash(node), recorder);
        self.make(Move::Restart(node), recorder);
    }

    /// It reaches its node, and what that writes is done.
    fn reach(&mut self, deed: Deed, recorder: &mut Recorder) {
        let node = self.reach_only(deed, recorder);
        while self.machine(node).disk().pending() > 0 {
            // A leader may commit by what it had, and go on by another configuration when its write is done.
            self.judge(recorder);
            self.make(Move::FinishWrite(node), recorder);
        }
    }

    fn reach_only(&mut self, deed: Deed, recorder: &mut Recorder) -> NodeId {
        match deed {
            Deed::Deliver(packet, node) => {
                // It stays in flight: what arrives is its copy.
                let copy = PacketId(self.world.network().sent() + 1);
                self.make(Move::Duplicate(packet), recorder);
                self.make(Move::Deliver(copy), recorder);
                node
            }
            Deed::Fire(node, timer) => {
                self.done.heartbeats += u32::from(timer == Timer::Heartbeat);
                self.done.checks += u32::from(timer == Timer::Quorum);
                self.make(Move::Fire(node, timer), recorder);
                node
            }
            Deed::Propose(leader) => {
                self.done.commands += 1;
                let value = self.done.commands.to_string();
                self.ask(leader, Operation::Put { key: "k".into(), value }, recorder);
                leader
            }
            Deed::ClientRequest(leader) => {
                self.done.reads += 1;
                let sees = self.committed.index;
                let client = self.ask(leader, Operation::Get { key: "k".into() }, recorder);
                self.reads.push(Read { client, at: leader, sees });
                leader
            }
            Deed::Snapshot(node) => {
                self.done.snapshots += 1;
                self.make(Move::TakeSnapshot(node), recorder);
                node
            }
            Deed::Change(leader) => {
                self.done.changes += 1;
                let nodes = |ids: &[u32]| ids.iter().map(|id| NodeId(*id)).collect();
                let (add, remove) = (nodes(self.bounds.joins), nodes(self.bounds.leaves));
                let request = ChangeRequest::of(add, remove);
                let membership = Membership { leader, request };
                self.make(Move::ChangeMembership(Box::new(membership)), recorder);
                leader
            }
        }
    }

    /// A new client asks this leader; who it is.
    fn ask(&mut self, leader: NodeId, operation: Operation, recorder: &mut Recorder) -> ClientId {
        let client = self.world.clients().len() + 1;
        let client = ClientId(u32::try_from(client).expect("few clients"));
        let request = PacketId(self.world.network().sent() + 1);
        self.make(Move::Join(leader), recorder);
        self.make(Move::Invoke(client, Box::new(operation)), recorder);
        self.make(Move::Deliver(request), recorder);
        client
    }

    /// Drops the second of two equal packets, those that bring nothing new, and the answers to clients, who have gone.
    fn tidy(&mut self, recorder: &mut Recorder) {
        let known = std::mem::take(&mut self.parts.packets);
        let mut known = known.into_iter().peekable();
        let mut superfluous = Vec::new();
        for (id, packet) in self.world.network().packets() {
            while known.next_if(|it| it.id < id).is_some() {}
            if self.is_void(packet) {
                superfluous.push(id);
                continue;
            }
            let flying = known.next_if(|it| it.id == id);
            let flying =
                flying.unwrap_or_else(|| Flying::of(id, packet).expect("answers are void"));
            if self.parts.packets.iter().any(|it| it.is_like(&flying)) {
                superfluous.push(id);
            } else {
                self.parts.packets.push(flying);
            }
        }
        for packet in superfluous {
            self.make(Move::Lose(packet, LossReason::Chance), recorder);
        }
    }

    /// Takes in what has happened, to this node or to all.
    fn take_in(&mut self, node: Option<NodeId>, mut recorder: Recorder) {
        self.judge(&mut recorder);
        for process in self.world.nodes().iter().filter_map(SimNode::process) {
            let node = process.node();
            if matches!(node.role(), Role::Leader(_)) {
                self.leaders.insert((node.term(), node.id()));
            }
            let commit = node.commit_index();
            if commit > self.committed.index {
                let term = node.log().term_at(commit).unwrap_or_default();
                self.committed = LogId { term, index: commit };
            }
        }
        if self.stores_differ() {
            self.wrong = Some("stores differ that have applied the same");
        }
        self.take_print(node);
    }

    /// Judges the answers to reads, and forgets those that are over.
    fn hear(&mut self, event: &Event) {
        match event.kind {
            EventKind::ReadAnswered { node, client, .. } => {
                let applied = self.machine(node).process().map(|it| it.node().last_applied());
                let read = self.reads.iter().find(|read| read.client == client);
                if read.is_some_and(|read| applied < Some(read.sees)) {
                    self.wrong = Some("a read does not see what was committed before it");
                }
                self.done.answers += 1;
            }
            EventKind::Sent { to: Endpoint::Client(client), .. } => {
                self.reads.retain(|read| read.client != client);
            }
            _ => {}
        }
    }

    /// Whether two state machines that have applied the same are not the same.
    fn stores_differ(&self) -> bool {
        let differ = |one: &Process, other: &Process| {
            one.node().last_applied() == other.node().last_applied()
                && one.store().entries() != other.store().entries()
        };
        self.processes().any(|one| self.processes().any(|other| differ(one, other)))
    }
}

fn is_vote_request(packet: &Packet) -> bool {
    matches!(packet.body, Body::Raft(Message::RequestVote(_)))
}
