//! One machine of the cluster: a disk, and on it, while it is up, a process that runs the protocol.
//!
//! What a crash takes is exactly what the process owns; what it leaves is exactly the disk. So a restart cannot
//! remember what it should not.

mod writes;

use crate::kv::{Logged, Stamp, Store};
use crate::raft::{
    ChangeRequest, Configuration, Durable, Index, Input, Message, Node, NodeId, Output, Payload,
    ProposalId, ReadMode, Refusal, Snapshot, Timer, WriteToken,
};
use crate::script::ReadChoice;

use crate::sim::applying::Applying;
use crate::sim::bugs::{Bugs, Story};
use crate::sim::disk::{Disk, ImageError};
use crate::sim::event::{EventKind, Resignation};
use crate::sim::moves::Rules;
use crate::sim::names::{ClientId, Endpoint};
use crate::sim::observe::{self, Before};
use crate::sim::origin::Origin;
use crate::sim::packet::{Body, ClientRequest, Response};
use crate::sim::recorder::{Pending, Port, Recorder};
use crate::sim::server::{Answer, Server};
use crate::sim::time::Time;
use crate::sim::timers::Timers;
use crate::sim::view::{Liveness, Role};

/// A machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SimNode {
    id: NodeId,
    disk: Disk,
    bugs: Bugs,
    process: Option<Box<Process>>,
    /// What it was when it crashed; of no consequence, for onlookers only.
    last_role: Role,
    /// Why it would not run when it was last started, if it would not.
    refusal: Option<ImageError>,
    /// The event since which it is down, if it is.
    stopped: Origin,
}

/// A running process: all that a crash takes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Process {
    node: Node,
    store: Store,
    server: Server,
    timers: Timers,
    paused: bool,
    /// The newest write that was done while it was paused: it will hear of it when it goes on.
    unreported: Option<WriteToken>,
    /// How it behaves, as far as the protocol does not know.
    rules: Rules,
    /// What the newest snapshot that it took or installed holds, and up to where, for onlookers. Shares with the store
    /// what has not changed since.
    kept: (Index, crate::persistent::OrdMap<String, String>),
    /// The newest event of its applying something.
    applied: Origin,
    /// How far its state machine has come.
    applying: Applying,
}

impl SimNode {
    /// A machine that is switched on for the first time.
    pub fn boot(
        id: NodeId,
        configuration: Configuration,
        rules: Rules,
        port: &mut Port<'_>,
    ) -> Self {
        let durable = Durable::bootstrap(configuration);
        let disk = Disk::new(durable.clone());
        let last_role = Role::Follower;
        let bugs = rules.bugs;
        let stopped = Origin::default();
        let mut machine = Self { id, disk, bugs, process: None, last_role, refusal: None, stopped };
        machine.start(durable, rules, port);
        machine
    }

    /// Holds what it has in common with another machine's process together with it.
    pub(super) fn share(&mut self, other: &Process) {
        let theirs = &other.node;
        let image = self.disk.image_mut();
        image.log.share(theirs.log());
        if image.snapshot.as_ref() == theirs.snapshot() {
            image.snapshot = theirs.snapshot().cloned();
        }
        if let Some(process) = self.process.as_deref_mut() {
            process.node.share(theirs);
            if process.store == other.store {
                process.store = other.store.clone();
            }
            if process.kept == other.kept {
                process.kept = other.kept.clone();
            }
        }
    }

    /// Its name.
    pub fn id(&self) -> NodeId {
        self.id
    }

    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// The event since which it is down, if it is.
    pub fn stopped(&self) -> Origin {
        self.stopped
    }

    /// Why it would not run when it was last started, if it would not.
    pub fn refusal(&self) -> Option<ImageError> {
        self.refusal
    }

    /// Its disk, to plan a write, or to do it harm.
    pub fn disk_mut(&mut self) -> &mut Disk {
        &mut self.disk
    }

    /// The process, unless it is down.
    pub fn process(&self) -> Option<&Process> {
        self.process.as_deref()
    }

    /// The process's timers, unless it is down, to plan them.
    pub fn timers_mut(&mut self) -> Option<&mut Timers> {
        self.process.as_mut().map(|process| &mut process.timers)
    }

    /// What waits for its state machine, unless it is down, to plan it.
    pub fn applying_mut(&mut self) -> Option<&mut Applying> {
        self.process.as_mut().map(|process| &mut process.applying)
    }

    /// Whether it runs.
    pub fn liveness(&self) -> Liveness {
        match &self.process {
            None => Liveness::Down,
            Some(process) if process.paused => Liveness::Paused,
            Some(_) => Liveness::Up,
        }
    }

    /// Its role; for a machine that is down, what it was.
    pub fn role(&self) -> Role {
        self.process.as_ref().map_or(self.last_role, |process| observe::role(&process.node))
    }

    /// Starts the process from what is on disk. From a disk that is not what was written it does not start: it may have
    /// promised what it would not know any more.
    pub fn restart(&mut self, rules: Rules, port: &mut Port<'_>) {
        let node = self.id;
        match self.disk.read() {
            Ok((mut durable, torn)) => {
                if !self.bugs.is_empty() {
                    self.bugs.corrupt(self.disk.image_mut());
                    durable = self.disk.image().clone();
                }
                self.refusal = None;
                port.recorder.set_off(EventKind::Restarted { node });
                if torn > 0 {
                    port.recorder.emit(EventKind::TailCut { node, bytes: torn as u64 });
                }
                self.start(durable, rules, port);
            }
            Err(error) => {
                self.refusal = Some(error);
                self.stopped = port.recorder.emit(EventKind::Refused { node, error });
            }
        }
    }

    fn start(&mut self, durable: Durable, rules: Rules, port: &mut Port<'_>) {
        let mut outputs = port.recorder.take_outputs();
        let settings = rules.bugs.settings(rules.settings);
        let node = Node::start(self.id, settings, durable, &mut outputs);
        self.process = Some(Box::new(Process {
            node,
            store: Store::default(),
            server: Server::default(),
            timers: Timers::default(),
            paused: false,
            unreported: None,
            rules,
            kept: Default::default(),
            applied: Origin::default(),
            applying: Applying::default(),
        }));
        self.carry_out(outputs, port);
    }

    /// The process is gone, and with it every write that is not done.
    pub fn crash(&mut self, port: &mut Port<'_>) {
        self.last_role = self.role();
        self.process = None;
        let lost_writes = u32::try_from(self.disk.crash()).unwrap_or(u32::MAX);
        self.stopped = port.recorder.emit(EventKind::Crashed { node: self.id, lost_writes });
    }

    /// The process stops where it is.
    pub fn pause(&mut self) {
        if let Some(process) = &mut self.process {
            process.paused = true;
        }
    }

    /// The process goes on, and hears what its disk has done meanwhile.
    pub fn resume(&mut self, port: &mut Port<'_>) {
        let Some(process) = &mut self.process else { return };
        process.paused = false;
        if let Some(token) = process.unreported.take() {
            self.step(Input::Persisted(token), port);
        }
        if self.disk.has_failed() {
            self.step(Input::StepDown, port);
        }
    }

    /// Behaves differently from now on.
    pub fn configure(&mut self, rules: Rules, recorder: &mut Recorder) {
        self.bugs = rules.bugs;
        if let Some(process) = &mut self.process {
            process.node.set_settings(rules.bugs.settings(rules.settings));
            process.rules = rules;
            if process.wants_snapshot() {
                recorder.set_going(Pending::Snapshot(self.id));
            }
        }
    }

    /// Whether it has applied enough for a snapshot.
    pub fn wants_snapshot(&self) -> bool {
        self.process.as_ref().is_some_and(|process| process.wants_snapshot())
    }

    /// It writes down its state, for its log to be cut.
    pub fn take_snapshot(&mut self, port: &mut Port<'_>) {
        let Some(process) = &mut self.process else { return };
        let (index, data) = (process.applying.applied(), self.bugs.snapshot(&process.store));
        process.kept = (index, process.store.entries().clone());
        self.step(Input::SnapshotTaken { index, data }, port);
    }

    /// Its state machine applies the next entry that waits for it.
    pub fn apply_next(&mut self, port: &mut Port<'_>) {
        let Some(process) = &mut self.process else { return };
        let Some((index, origin)) = process.applying.current() else { return };
        if process.node.log().get(index).is_none() {
            // A snapshot of the leader's has taken its place, and is installed as soon as it is on disk.
            return;
        }
        port.recorder.follow(origin);
        process.apply(self.id, index, index, self.bugs, port);
        process.tell_what_waited(self.id, port);
        if process.applying.is_under_way() {
            port.recorder.set_going(Pending::Apply(self.id));
        }
    }

    /// A message of another node arrives.
    pub fn receive(&mut self, from: NodeId, message: Message, port: &mut Port<'_>) {
        self.step(Input::Receive { from, message }, port);
    }

    /// A client's request arrives.
    pub fn serve(&mut self, ask: ClientRequest, port: &mut Port<'_>) {
        let Some(process) = &mut self.process else { return };
        let bugs = self.bugs;
        if let Some(reply) = bugs.shortcut(&process.node, &mut process.store, &ask.request) {
            let verdict = Response::Executed { reply, id: process.node.log().last() };
            return send_answer(self.id, (ask, verdict), port);
        }
        if bugs.reads_alone(&process.node, &ask.request) {
            let index = process.applying.applied();
            return process.tell(self.id, ask, ReadChoice::Unsafe, index, port);
        }
        if ask.request.operation.is_read() {
            let mode = match process.rules.reads {
                ReadChoice::Index => Some(ReadMode::Index),
                ReadChoice::Lease => Some(ReadMode::Lease),
                ReadChoice::Follower => Some(ReadMode::Forwarded),
                ReadChoice::Log => None,
                ReadChoice::Unsafe => {
                    let index = process.applying.applied();
                    return process.tell(self.id, ask, ReadChoice::Unsafe, index, port);
                }
            };
            if let Some(mode) = mode {
                // The first read by lease takes a round, which brings the lease.
                let leads_by_lease =
                    observe::leadership(&process.node).is_some_and(observe::has_lease);
                let by = match mode {
                    ReadMode::Lease if leads_by_lease => ReadChoice::Lease,
                    ReadMode::Forwarded if observe::role(&process.node) != Role::Leader => {
                        ReadChoice::Follower
                    }
                    ReadMode::Lease | ReadMode::Index | ReadMode::Forwarded => ReadChoice::Index,
                };
                // What comes late from before a restart must not be taken for an answer about this read.
                let least = match mode {
                    ReadMode::Forwarded => port.recorder.written(),
                    ReadMode::Index | ReadMode::Lease => 0,
                };
                let read = process.server.read(ask, by, least);
                return self.step(Input::Read { read, mode }, port);
            }
        }
        let command = match process.stamp(&ask, port.recorder.now) {
            Some(stamp) => ask.request.encode_stamped(&stamp),
            None => ask.request.encode(),
        };
        let proposal = process.server.propose(ask);
        self.step(Input::Propose { proposal, command }, port);
    }

    /// A timer fires, if it runs.
    pub fn fire(&mut self, timer: Timer, port: &mut Port<'_>) {
        let Some(process) = &mut self.process else { return };
        if process.timers.stop(timer) {
            self.step(Input::Fired(timer), port);
        }
    }

    /// A person asks it to hand its leadership over.
    pub fn hand_over(&mut self, to: NodeId, port: &mut Port<'_>) {
        self.step(Input::Transfer { to }, port);
    }

    /// A person asks it to give up its leadership, or its candidacy.
    pub fn step_down(&mut self, port: &mut Port<'_>) {
        self.step(Input::StepDown, port);
    }

    /// Whether the protocol would take this change of the membership up.
    pub fn check_change(&self, request: ChangeRequest) -> Result<(), Refusal> {
        let Some(process) = &self.process else { return Ok(()) };
        // A clone of the protocol's state costs little, and knows best.
        let (mut node, mut outputs) = (process.node.clone(), Vec::new());
        let proposal = ProposalId(u64::MAX);
        node.step(Input::ChangeMembership { proposal, request }, &mut outputs);
        let refused = outputs.into_iter().find_map(|output| match output {
            Output::ChangeRefused { proposal: refused, refusal } if refused == proposal => {
                Some(refusal)
            }
            _ => None,
        });
        refused.map_or(Ok(()), Err)
    }

    /// A person asks it, who leads, to let other nodes take part, or in another way.
    pub fn change_membership(&mut self, request: ChangeRequest, port: &mut Port<'_>) {
        let Some(process) = &mut self.process else { return };
        let proposal = process.server.name_proposal();
        self.step(Input::ChangeMembership { proposal, request }, port);
    }

    /// Takes in what happens, or what the bugs make of it.
    fn step(&mut self, input: Input, port: &mut Port<'_>) {
        let Some(process) = &mut self.process else { return };
        if self.bugs.is_empty() {
            return self.take_in(input, port);
        }
        self.bugs.restore(&process.node, &mut process.store, &input);
        let Story { inputs, says } = self.bugs.story(&process.node, input);
        for input in inputs {
            self.take_in(input, port);
        }
        for (to, message) in says {
            port.send(Endpoint::Node(self.id), Endpoint::Node(to), Body::Raft(message));
        }
    }

    fn take_in(&mut self, input: Input, port: &mut Port<'_>) {
        let Some(process) = &mut self.process else { return };
        let mut before = Before::of(&process.node, &input);
        if matches!(input, Input::StepDown) && self.disk.has_failed() {
            before.resigns_for(Resignation::CannotWrite);
        }
        let commit = self.bugs.commit(&process.node);
        let mut outputs = port.recorder.take_outputs();
        process.node.step(input, &mut outputs);
        before.compare(&process.node, port.recorder);
        if !self.bugs.is_empty() {
            self.bugs.distort(commit, &process.node, &mut outputs);
            self.bugs.anticipate(&process.node, &mut process.store, before.end().next());
        }
        let deposed = before.role() == Role::Leader && observe::role(&process.node) != Role::Leader;
        if deposed {
            let leader = process.node.leader();
            for answer in process.server.deposed(leader) {
                send_answer(self.id, answer, port);
            }
        }
        self.carry_out(outputs, port);
    }

    fn carry_out(&mut self, mut outputs: Vec<Output>, port: &mut Port<'_>) {
        let mut announced = None;
        for output in outputs.drain(..) {
            match output {
                Output::Send { to, message } => {
                    let (from, to) = (Endpoint::Node(self.id), Endpoint::Node(to));
                    let reason = match message {
                        // The successor is called when it has caught up, and that is because its leader is going.
                        Message::TimeoutNow(_) => self.handing_over(),
                        _ => Origin::default(),
                    };
                    port.send_for(reason, from, to, Body::Raft(message));
                }
                Output::Write { token, write } => {
                    if self.disk.lies() || self.bugs.trusts(&write) {
                        announced = Some(token);
                    }
                    if self.disk.enqueue(token, write, port.recorder.lineage().of_write()) {
                        self.begin_write(port);
                    }
                }
                Output::Restore(snapshot) => self.restore(&snapshot, port),
                Output::SetTimer { .. }
                | Output::CancelTimer(_)
                | Output::Apply { .. }
                | Output::Accepted { .. }
                | Output::NotLeader { .. }
                | Output::Overloaded { .. }
                | Output::ReadReady { .. }
                | Output::ReadRefused { .. }
                | Output::Changed { .. }
                | Output::ChangeRefused { .. }
                | Output::TransferEnded { .. } => {
                    if let Some(process) = &mut self.process {
                        process.carry_out(self.id, output, self.bugs, port);
                    }
                }
            }
        }
        port.recorder.recycle_outputs(outputs);
        // A disk that lies says at once that it is done; a node that trusts too much does not even ask.
        if let Some(token) = announced {
            self.step(Input::Persisted(token), port);
        }
    }

    /// Its state machine becomes what this snapshot says. Where it says nothing that can be read, the process stops: it
    /// cannot know what it has applied.
    fn restore(&mut self, snapshot: &Snapshot, port: &mut Port<'_>) {
        let Some(process) = &mut self.process else { return };
        let (node, last) = (self.id, snapshot.last);
        match Store::decode(&snapshot.data) {
            Ok(store) => {
                process.kept = (last.index, store.entries().clone());
                process.store = store;
                process.applying.reach(last.index);
                port.recorder.emit(EventKind::SnapshotInstalled { node, last });
                process.tell_what_waited(node, port);
            }
            Err(error) => {
                let error = error.to_string();
                port.recorder.set_off(EventKind::SnapshotUnreadable { node, last, error });
                self.crash(port);
            }
        }
    }

    /// The event with which it began to hand its leadership over.
    fn handing_over(&self) -> Origin {
        let timers = self.process.as_ref().map(|process| &process.timers);
        let watch = timers.and_then(|timers| timers.get(Timer::Transfer));
        watch.map(|watch| watch.origin).unwrap_or_default()
    }
}

impl Process {
    /// The protocol's state.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// The state machine.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// How many requests it has refused because of overload.
    pub fn refused_for_overload(&self) -> u64 {
        self.server.refused_for_overload()
    }

    /// The timers that run.
    pub fn timers(&self) -> &Timers {
        &self.timers
    }

    /// The newest event of its applying something.
    pub fn applied(&self) -> Origin {
        self.applied
    }

    /// How far its state machine has come, and what waits for it.
    pub fn applying(&self) -> &Applying {
        &self.applying
    }

    /// What its snapshot up to this index holds, if it took or installed it.
    pub fn kept(&self, index: Index) -> Option<&crate::persistent::OrdMap<String, String>> {
        let (covered, entries) = &self.kept;
        (*covered == index).then_some(entries)
    }

    /// How many entries it has applied that its snapshot does not cover.
    pub fn lag(&self) -> u64 {
        let covered = self.node.snapshot().map_or(Index::ZERO, |snapshot| snapshot.last.index);
        // A snapshot that has come from a leader is applied when it is durable.
        self.applying.applied().0.saturating_sub(covered.0)
    }

    /// What it writes beside a request, for sessions to end by. Its clock shows the true time: how fast it runs concerns
    /// its timers only. Once there was a stamp in the log every request needs one, though sessions end no more: it shows
    /// that the request is no late copy of one whose session is forgotten.
    fn stamp(&self, ask: &ClientRequest, now: Time) -> Option<Stamp> {
        let expiry_us = self.rules.expiry_us;
        let timed = expiry_us.is_some() || self.store.sessions().clock_us().is_some();
        let stamps = timed && !ask.request.operation.is_read();
        stamps.then_some(Stamp { now_us: now.0, expiry_us, asked_us: ask.asked.0 })
    }

    /// Whether it has applied enough for a snapshot.
    fn wants_snapshot(&self) -> bool {
        self.rules.snapshot_every.is_some_and(|every| self.lag() >= every.into())
    }

    /// Carries out what stays within the process, or goes to a client.
    fn carry_out(&mut self, id: NodeId, output: Output, bugs: Bugs, port: &mut Port<'_>) {
        match output {
            Output::SetTimer { timer, delay } => {
                self.timers.start(timer, delay, port.recorder.lineage().of_timer(timer));
                port.recorder.set_going(Pending::Timer(id, timer));
            }
            Output::CancelTimer(timer) => {
                self.timers.stop(timer);
            }
            Output::Apply { last, .. }
                if self.rules.applies_apart || self.applying.is_under_way() =>
            {
                let waits = EventKind::Applied { node: id, index: last };
                if self.applying.wait(last, port.recorder.lineage().parent(&waits)) {
                    port.recorder.set_going(Pending::Apply(id));
                }
            }
            Output::Apply { first, last } => self.apply(id, first, last, bugs, port),
            Output::Accepted { proposal, id: entry } => {
                self.server.accepted(proposal, entry);
                if let Some(reply) = bugs.forecast(&self.node, &self.store, entry.index)
                    && let Some(answer) = self.server.applied(entry, Some(reply))
                {
                    send_answer(id, answer, port);
                }
            }
            Output::NotLeader { proposal, leader } => {
                if let Some(answer) = self.server.refused(proposal, leader) {
                    send_answer(id, answer, port);
                }
            }
            Output::Overloaded { proposal } => {
                if let Some(ask) = self.server.overloaded(proposal) {
                    let leader = observe::leadership(&self.node);
                    let uncommitted = leader.map_or(0, |leader| leader.uncommitted_bytes());
                    let (client, sequence) = (ask.client, ask.number);
                    let event = EventKind::Overloaded { node: id, client, sequence, uncommitted };
                    port.recorder.emit(event);
                    send_answer(id, (ask, Response::Overloaded), port);
                }
            }
            Output::Changed { .. } => {
                let configuration = self.node.configuration().clone();
                port.recorder.emit(EventKind::MembershipChanged { node: id, configuration });
            }
            Output::ChangeRefused { refusal, .. } => {
                port.recorder.emit(EventKind::ChangeRefused { node: id, refusal });
            }
            Output::TransferEnded { to, outcome } => {
                port.recorder.emit(EventKind::TransferEnded { node: id, to, outcome });
            }
            Output::ReadReady { read, index } if index > self.applying.applied() => {
                self.applying.delay(index, read);
            }
            Output::ReadReady { read, index } => {
                if let Some((ask, by)) = self.server.end_read(read) {
                    self.tell(id, ask, by, index, port);
                }
            }
            Output::ReadRefused { read, leader } => {
                if let Some((ask, _)) = self.server.end_read(read) {
                    send_answer(id, (ask, Response::NotLeader { leader }), port);
                }
            }
            Output::Send { .. } | Output::Write { .. } | Output::Restore(_) => {
                unreachable!("the machine itself sends, writes and restores")
            }
        }
    }

    /// Answers a read from the state machine as it is.
    fn tell(
        &self,
        node: NodeId,
        ask: ClientRequest,
        by: ReadChoice,
        index: Index,
        port: &mut Port<'_>,
    ) {
        let Some(reply) = self.store.tell(&ask.request.operation) else { return };
        let (client, sequence) = (ask.client, ask.number);
        port.recorder.emit(EventKind::ReadAnswered { node, client, sequence, by, index });
        send_answer(node, (ask, Response::Read { reply, by }), port);
    }

    /// Applies these entries to the state machine, and answers whoever asked for them.
    fn apply(&mut self, id: NodeId, first: Index, last: Index, bugs: Bugs, port: &mut Port<'_>) {
        self.applied = port.recorder.emit(EventKind::Applied { node: id, index: last });
        for index in (first.0..=last.0).map(Index) {
            let entry = self.node.log().get(index).expect("what is to be applied is there");
            let reply = match &entry.payload {
                // Only clients' requests are ever proposed; bytes that are none would change nothing, on every node.
                Payload::Command(bytes) => {
                    Logged::decode(bytes).ok().map(|Logged { request, stamp }| {
                        let request = bugs.request(entry.id.index, request);
                        self.store.apply_stamped(&request, stamp.as_ref())
                    })
                }
                Payload::Noop | Payload::Configuration(_) => None,
            };
            if let Some(answer) = self.server.applied(entry.id, reply) {
                send_answer(id, answer, port);
            }
        }
        self.applying.reach(last);
        // Once, when the limit is passed: the wish stands until it is granted.
        let before = self.lag().saturating_sub(last.0 - first.0 + 1);
        if self.rules.snapshot_every.is_some_and(|every| before < every.into())
            && self.wants_snapshot()
        {
            port.recorder.set_going(Pending::Snapshot(id));
        }
    }

    /// Answers the reads that have waited for what is applied now.
    fn tell_what_waited(&mut self, id: NodeId, port: &mut Port<'_>) {
        while let Some((index, read)) = self.applying.ready() {
            if let Some((ask, by)) = self.server.end_read(read) {
                self.tell(id, ask, by, index, port);
            }
        }
    }
}

fn send_answer(from: NodeId, (ask, verdict): Answer, port: &mut Port<'_>) {
    let client: ClientId = ask.client;
    port.send(Endpoint::Node(from), Endpoint::Client(client), Body::Answer(ask, verdict));
}
