//! Servers, disks and messages, and nothing that moves by itself.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::raft::{
    Bytes, ChangeRequest, Configuration, Durable, Entry, HardState, Index, Input, Log, LogId,
    Message, Node, NodeId, Output, Payload, Progress, ProposalId, ReadId, ReadMode, Role, Settings,
    Term, Timer, Write, WriteToken,
};

/// A cluster whose every move is a call.
pub(super) struct Cluster {
    pub(super) settings: Settings,
    servers: BTreeMap<NodeId, Server>,
    /// Messages under way, oldest first.
    pub(super) packets: VecDeque<Packet>,
    /// Directed links that lose everything.
    pub(super) cuts: BTreeSet<(NodeId, NodeId)>,
    /// Everything that servers have asked for, with who asked, until it is taken.
    pub(super) outputs: Vec<(NodeId, Output)>,
    proposals: u64,
    reads: u64,
    /// How many timers were set, ever.
    timers_set: u64,
}

/// A message under way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Packet {
    pub(super) from: NodeId,
    pub(super) to: NodeId,
    pub(super) message: Message,
}

struct Server {
    /// `None` while it is down.
    node: Option<Node>,
    disk: Durable,
    writes: VecDeque<(WriteToken, Write)>,
    /// The timers that run, with when they were set.
    timers: BTreeMap<Timer, u64>,
    /// What has been applied since the start.
    applied: Vec<Entry>,
    /// The state machine: it remembers every entry that it has ever seen, restored or applied.
    history: Vec<LogId>,
}

impl Cluster {
    /// Servers `n1` to `n<count>`, each a voter, all started.
    pub(super) fn of(count: u32) -> Self {
        Self::with_logs(&vec![(0, &[][..]); count as usize])
    }

    /// Servers that start with a term and a log, given as the terms of its entries; no votes.
    pub(super) fn with_logs(disks: &[(u64, &[u64])]) -> Self {
        Self::with_settings(disks, Settings::default())
    }

    /// The same, behaving in this way.
    pub(super) fn with_settings(disks: &[(u64, &[u64])], settings: Settings) -> Self {
        Self::with_spares(disks, 0, settings)
    }

    /// The same, with so many servers more that run and take no part yet.
    pub(super) fn with_spares(disks: &[(u64, &[u64])], spares: usize, settings: Settings) -> Self {
        let ids = (1..).map(NodeId).take(disks.len() + spares);
        let configuration = Configuration::of(ids.clone().take(disks.len()));
        let mut cluster = Self {
            settings,
            servers: BTreeMap::new(),
            packets: VecDeque::new(),
            cuts: BTreeSet::new(),
            outputs: Vec::new(),
            proposals: 0,
            reads: 0,
            timers_set: 0,
        };
        for (id, (term, log)) in ids.zip(disks.iter().chain(std::iter::repeat(&(0, &[][..])))) {
            let mut disk = Durable::bootstrap(configuration.clone());
            disk.hard_state = HardState { term: Term(*term), voted_for: None };
            disk.log = log_of(log);
            let server = Server {
                node: None,
                disk,
                writes: VecDeque::new(),
                timers: BTreeMap::new(),
                applied: Vec::new(),
                history: Vec::new(),
            };
            cluster.servers.insert(id, server);
            cluster.restart(id.0);
        }
        cluster.outputs.clear();
        cluster
    }

    /// A running server.
    pub(super) fn node(&self, id: u32) -> &Node {
        self.servers[&NodeId(id)].node.as_ref().expect("the server runs")
    }

    /// What is on a server's disk.
    pub(super) fn disk(&self, id: u32) -> &Durable {
        &self.servers[&NodeId(id)].disk
    }

    /// What a server has applied since it started.
    pub(super) fn applied(&self, id: u32) -> &[Entry] {
        &self.servers[&NodeId(id)].applied
    }

    fn server(&mut self, id: u32) -> &mut Server {
        self.servers.get_mut(&NodeId(id)).expect("a server of this name")
    }

    /// Whether a server waits for this timer.
    pub(super) fn waits_for(&self, id: u32, timer: Timer) -> bool {
        self.servers[&NodeId(id)].timers.contains_key(&timer)
    }

    /// Every server's name.
    pub(super) fn ids(&self) -> Vec<u32> {
        self.servers.keys().map(|id| id.0).collect()
    }

    /// Whether a server runs.
    pub(super) fn runs(&self, id: u32) -> bool {
        self.servers[&NodeId(id)].node.is_some()
    }

    /// Gives a server an input, and carries out what it asks for as far as that needs no time.
    pub(super) fn step(&mut self, id: u32, input: Input) {
        let mut outputs = Vec::new();
        self.server(id).node.as_mut().expect("the server runs").step(input, &mut outputs);
        self.carry_out(NodeId(id), outputs);
    }

    fn carry_out(&mut self, id: NodeId, outputs: Vec<Output>) {
        let server = self.servers.get_mut(&id).expect("a server of this name");
        for output in outputs {
            match output.clone() {
                Output::Send { to, message } => {
                    if !self.cuts.contains(&(id, to)) {
                        self.packets.push_back(Packet { from: id, to, message });
                    }
                }
                Output::SetTimer { timer, .. } => {
                    self.timers_set += 1;
                    server.timers.insert(timer, self.timers_set);
                }
                Output::CancelTimer(timer) => _ = server.timers.remove(&timer),
                Output::Write { token, write } => server.writes.push_back((token, write)),
                Output::Apply { first, last } => {
                    let node = server.node.as_ref().expect("the server runs");
                    let entries = node.log().range(first, last, usize::MAX);
                    server.history.extend(entries.iter().map(|entry| entry.id));
                    server.applied.extend(entries);
                }
                Output::Restore(snapshot) => {
                    let history = decode(&snapshot.data);
                    assert_eq!(history.last(), Some(&snapshot.last));
                    assert!(history.len() > server.history.len(), "{id} is rolled back");
                    server.history = history;
                }
                Output::Accepted { .. }
                | Output::NotLeader { .. }
                | Output::Overloaded { .. }
                | Output::Changed { .. }
                | Output::ChangeRefused { .. }
                | Output::TransferEnded { .. }
                | Output::ReadReady { .. }
                | Output::ReadRefused { .. } => {}
            }
            self.outputs.push((id, output));
        }
    }

    /// A timer runs out. A lease ends before the promises that were made since it began.
    pub(super) fn fire(&mut self, id: u32, timer: Timer) {
        let set = self.server(id).timers.remove(&timer);
        let set = set.unwrap_or_else(|| panic!("n{id} does not wait for {timer:?}"));
        if timer == Timer::Stickiness {
            for other in self.ids() {
                for lease in [Timer::Lease, Timer::Renewal] {
                    if self.server(other).timers.get(&lease).is_some_and(|begun| *begun < set) {
                        self.fire(other, lease);
                    }
                }
            }
        }
        self.step(id, Input::Fired(timer));
    }

    /// A server behaves differently from now on.
    pub(super) fn configure(&mut self, id: u32, settings: Settings) {
        let server = self.servers.get_mut(&NodeId(id)).expect("a server of this name");
        server.node.as_mut().expect("the server runs").set_settings(settings);
    }

    /// Somebody wants these servers to join and those to leave. Returns the change's number.
    pub(super) fn change(&mut self, id: u32, add: &[u32], remove: &[u32]) -> ProposalId {
        let set = |ids: &[u32]| ids.iter().map(|id| NodeId(*id)).collect();
        self.request(id, ChangeRequest::of(set(add), set(remove)))
    }

    /// Somebody wants this change of the membership. Returns its number.
    pub(super) fn request(&mut self, id: u32, request: ChangeRequest) -> ProposalId {
        self.proposals += 1;
        let proposal = ProposalId(self.proposals);
        self.step(id, Input::ChangeMembership { proposal, request });
        proposal
    }

    /// A client reads. Returns the read's number.
    pub(super) fn read(&mut self, id: u32, mode: ReadMode) -> ReadId {
        self.reads += 1;
        let read = ReadId(self.reads);
        self.step(id, Input::Read { read, mode });
        read
    }

    /// A client proposes.
    pub(super) fn propose(&mut self, id: u32, command: &str) {
        self.proposals += 1;
        let proposal = ProposalId(self.proposals);
        self.step(id, Input::Propose { proposal, command: command.as_bytes().into() });
    }

    /// A server's oldest write reaches its disk. Returns whether there was one.
    pub(super) fn persist(&mut self, id: u32) -> bool {
        match self.write_without_telling(id) {
            Some(token) => {
                self.step(id, Input::Persisted(token));
                true
            }
            None => false,
        }
    }

    /// The same, and the server has not been told yet.
    pub(super) fn write_without_telling(&mut self, id: u32) -> Option<WriteToken> {
        let server = self.server(id);
        let (token, write) = server.writes.pop_front()?;
        server.disk.perform(write);
        Some(token)
    }

    /// A server's state machine writes down what it knows.
    pub(super) fn take_snapshot(&mut self, id: u32) {
        let data = encode(self.history(id));
        let index = Index(self.history(id).len() as u64);
        self.step(id, Input::SnapshotTaken { index, data });
    }

    /// All entries that a server's state machine knows of.
    pub(super) fn history(&self, id: u32) -> &[LogId] {
        &self.servers[&NodeId(id)].history
    }

    /// What is on a server's disk, to be changed behind its back.
    pub(super) fn disk_mut(&mut self, id: u32) -> &mut Durable {
        &mut self.server(id).disk
    }

    /// Takes the oldest message on a link out of the network.
    pub(super) fn take(&mut self, from: u32, to: u32) -> Packet {
        self.take_nth(from, to, 1)
    }

    /// Takes a message on a link out of the network: the oldest is number 1.
    pub(super) fn take_nth(&mut self, from: u32, to: u32, nth: usize) -> Packet {
        let on_link = |p: &Packet| p.from == NodeId(from) && p.to == NodeId(to);
        let mut places =
            self.packets.iter().enumerate().filter(|(_, p)| on_link(p)).map(|(at, _)| at);
        let at =
            places.nth(nth - 1).unwrap_or_else(|| panic!("n{from} to n{to}: no message {nth}"));
        self.packets.remove(at).expect("it was just found")
    }

    /// The oldest message on a link arrives.
    pub(super) fn deliver(&mut self, from: u32, to: u32) {
        let packet = self.take(from, to);
        self.arrive(packet);
    }

    /// A message from elsewhere arrives.
    pub(super) fn receive(&mut self, from: u32, to: u32, message: Message) {
        self.arrive(Packet { from: NodeId(from), to: NodeId(to), message });
    }

    /// A message arrives; lost if its receiver is down.
    pub(super) fn arrive(&mut self, packet: Packet) {
        if self.runs(packet.to.0) {
            let Packet { from, to, message } = packet;
            self.step(to.0, Input::Receive { from, message });
        }
    }

    /// Messages arrive in the order of sending, and writes finish, until nothing is under way.
    pub(super) fn settle(&mut self) {
        loop {
            let wrote = self.ids().into_iter().filter(|id| self.persist(*id)).count();
            match self.packets.pop_front() {
                Some(packet) => self.arrive(packet),
                None if wrote == 0 => return,
                None => {}
            }
        }
    }

    /// The same between two servers alone; everything else stays as it is.
    pub(super) fn settle_between(&mut self, a: u32, b: u32) {
        let among = |p: &Packet| [p.from.0, p.to.0] == [a, b] || [p.from.0, p.to.0] == [b, a];
        loop {
            let wrote = [a, b].into_iter().filter(|id| self.runs(*id) && self.persist(*id)).count();
            match self.packets.iter().position(among).and_then(|at| self.packets.remove(at)) {
                Some(packet) => self.arrive(packet),
                None if wrote == 0 => return,
                None => {}
            }
        }
    }

    /// A server stops at once: what is not on its disk is gone.
    pub(super) fn crash(&mut self, id: u32) {
        let server = self.server(id);
        server.node = None;
        server.writes.clear();
        server.timers.clear();
        server.applied.clear();
        server.history.clear();
    }

    /// It starts again, from its disk.
    pub(super) fn restart(&mut self, id: u32) {
        let mut outputs = Vec::new();
        let disk = self.disk(id).clone();
        let node = Node::start(NodeId(id), self.settings, disk, &mut outputs);
        self.server(id).node = Some(node);
        self.carry_out(NodeId(id), outputs);
    }

    /// Both directions of every link between these groups lose everything, and what is under way there is lost.
    pub(super) fn partition(&mut self, groups: &[&[u32]]) {
        for (at, group) in groups.iter().enumerate() {
            for other in groups.iter().enumerate().filter(|(other, _)| *other != at) {
                for from in *group {
                    self.cuts.extend(other.1.iter().map(|to| (NodeId(*from), NodeId(*to))));
                }
            }
        }
        let cuts = &self.cuts;
        self.packets.retain(|packet| !cuts.contains(&(packet.from, packet.to)));
    }

    /// Nobody hears any leader for as long as the least patient waits.
    pub(super) fn forget_leaders(&mut self) {
        for id in self.ids() {
            if self.waits_for(id, Timer::Stickiness) {
                self.fire(id, Timer::Stickiness);
            }
        }
    }

    /// Elects this server with everybody's help, and commits its first entry everywhere.
    pub(super) fn elect(&mut self, id: u32) {
        self.forget_leaders();
        self.fire(id, Timer::Election);
        self.settle();
        self.fire(id, Timer::Heartbeat);
        self.settle();
        assert!(self.leads(id), "n{id} was elected");
        self.outputs.clear();
    }

    /// Whether a server takes itself for the leader.
    pub(super) fn leads(&self, id: u32) -> bool {
        matches!(self.node(id).role(), Role::Leader(_))
    }

    /// What a leader knows of a follower.
    pub(super) fn progress(&self, leader: u32, follower: u32) -> &Progress {
        match self.node(leader).role() {
            Role::Leader(leader) => &leader.progress()[&NodeId(follower)],
            Role::Follower(_) | Role::PreCandidate(_) | Role::Candidate(_) => {
                panic!("n{leader} does not lead")
            }
        }
    }

    /// The terms of a server's entries.
    pub(super) fn terms(&self, id: u32) -> Vec<u64> {
        self.node(id).log().iter().map(|entry| entry.id.term.0).collect()
    }
}

/// The state machine's state as bytes: the terms of all entries, one byte each.
pub(super) fn encode(history: &[LogId]) -> Bytes {
    history.iter().map(|id| u8::try_from(id.term.0).expect("a test has few terms")).collect()
}

fn decode(data: &[u8]) -> Vec<LogId> {
    (1..).zip(data).map(|(index, term)| id(index, (*term).into())).collect()
}

/// A log whose entries have these terms; every entry is a command that names its place and term.
pub(super) fn log_of(terms: &[u64]) -> Log {
    let mut log = Log::default();
    for (index, term) in (1..).zip(terms) {
        log.append(entry(index, *term));
    }
    log
}

/// The entry that every log of a test has at this place in this term.
pub(super) fn entry(index: u64, term: u64) -> Entry {
    let id = LogId { term: Term(term), index: Index(index) };
    Entry { id, payload: Payload::Command(format!("{index}@{term}").into_bytes().into()) }
}

/// An entry's identity.
pub(super) fn id(index: u64, term: u64) -> LogId {
    LogId { term: Term(term), index: Index(index) }
}
