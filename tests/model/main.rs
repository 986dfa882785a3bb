//! Model checking: every order in which a small cluster's moves can happen, within bounds: three nodes, two terms, two
//! commands, and crashes.
//!
//! The moves are the simulation's own (`World::apply`), chosen by a search instead of a clock, and what is checked
//! after every move is what is always checked. Nobody listens to the answers of clients, so linearizability is not.
//!
//! What can happen:
//!
//! - A packet that arrives stays in flight: every packet may be lost, late, overtaken and repeated, any number of
//!   times.
//! - A node's election time-out fires at any time, on every node, as long as that node is in a term before the last.
//! - A client's command reaches whoever leads, or thinks so, at any time. Leaders send so many rounds of heartbeats,
//!   and have one message with entries unanswered at each follower.
//! - A crash and the restart are one step: a node that stays down for a while is a node that nothing reaches.
//! - A move and the write that it asks for are one step: nothing else reaches a node while its disk writes. A crash
//!   before that write is done, with all that was sent at once already in flight, is a step of its own. A crash after
//!   the write and before the answer is the answer that never arrives, and a crash after that.
//!
//! What cannot: pre-votes, check-quorum, reads, snapshots, batches, changes of the membership, and a third term, which
//! bugs like committing an old term by counting need. These are the fuzzer's.
//!
//! Two equal packets are one, and some are dropped: answers that say nothing new to whoever they are for; entries that
//! their receiver has, when their sender knows that and the receiver knows as well what is committed (after a crash, it
//! takes another message to tell it again); requests for votes from nodes that stand no longer to nodes that have
//! voted; and whatever is of an earlier term than its receiver's. The refusal of such a packet would tell its sender of
//! the later term, which the sender also hears from that term's candidate.
//!
//! Two states are the same that differ only in names (of packets, writes, proposals, clients), in what clients are told
//! (whom a follower takes for its leader, who waits for what), in refusals that a candidate has heard, or in which node
//! is which: of all ways to number the nodes, the one with the least fingerprint, of 64 bits, stands for all. Who led
//! which term and what was committed are part of a state, because the checks judge by it. Who voted for whom is on the
//! disks; that a disk never takes back a term or a vote is checked at every step besides.

#![cfg(not(target_arch = "wasm32"))]

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Instant;

use raftarium::check::Checker;
use raftarium::kv::Operation;
use raftarium::raft::progress::Mode;
use raftarium::raft::{
    AppendOutcome, Durable, Entry, HardState, LogId, Message, NodeId, Role, Settings, Term, Timer,
};
use raftarium::script::Bug;
use raftarium::sim::network::{Body, Packet};
use raftarium::sim::node::{Process, SimNode};
use raftarium::sim::tape::Tape;
use raftarium::sim::{
    Bugs, ClientId, Endpoint, Knobs, LossReason, Move, PacketId, Rules, Time, World,
};
use stateright::{Checker as _, HasDiscoveries, Model, Property};

/// What is explored.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    nodes: u32,
    /// The last term in which anybody stands.
    terms: u64,
    /// Commands of clients, to whoever leads.
    commands: u32,
    crashes: u32,
    bugs: Bugs,
    /// Whether the search begins with n1 leading term 1, known to all.
    led: bool,
    /// Rounds of heartbeats.
    heartbeats: u32,
}

/// A cluster at one moment.
#[derive(Clone, Debug)]
struct State {
    world: World,
    checker: Checker,
    commands: u32,
    crashes: u32,
    heartbeats: u32,
    /// Who led which term.
    leaders: BTreeSet<(Term, NodeId)>,
    /// The last entry that anybody ever knew to be committed.
    committed: LogId,
    /// Whether a disk took back a term or a vote.
    forgotten: bool,
    fingerprint: u64,
}

/// One thing that can happen.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Act {
    /// It happens, and the write that it asks for is done.
    Do(Deed),
    /// It happens, and its node crashes before the write that it asks for is done.
    Cut(Deed),
    /// A node crashes and restarts.
    Crash(NodeId),
}

/// Something that reaches a node.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Deed {
    Deliver(PacketId, NodeId),
    Fire(NodeId, Timer),
    /// A client's command reaches this leader.
    Propose(NodeId),
}

impl State {
    fn boot(bounds: Bounds) -> Self {
        let mut tape = Tape::default();
        let settings = Settings { max_in_flight: 1, ..Settings::default() };
        let rules = Rules { settings, bugs: bounds.bugs, ..Knobs::default().rules() };
        let world = World::boot(bounds.nodes, rules, &mut tape);
        let mut state = Self {
            world,
            checker: Checker::default(),
            commands: 0,
            crashes: 0,
            heartbeats: 0,
            leaders: BTreeSet::new(),
            committed: LogId::default(),
            forgotten: false,
            fingerprint: 0,
        };
        state.take_in(tape);
        if bounds.led {
            state.act(Act::Do(Deed::Fire(NodeId(1), Timer::Election)));
            // Nothing new comes of a packet that is repeated, so this ends.
            loop {
                let before = state.fingerprint;
                for deed in state.deliveries().collect::<Vec<_>>() {
                    // Unless it was dropped meanwhile.
                    if state.deliveries().any(|other| other == deed) {
                        state.act(Act::Do(deed));
                    }
                }
                if state.fingerprint == before {
                    break;
                }
            }
        }
        state
    }

    /// Every packet that can arrive.
    fn deliveries(&self) -> impl Iterator<Item = Deed> {
        self.world.network().packets().filter_map(|(id, packet)| match packet.to {
            Endpoint::Node(node) => Some(Deed::Deliver(id, node)),
            Endpoint::Client(_) => None,
        })
    }

    /// Makes the step; whether it was one.
    fn act(&mut self, act: Act) -> bool {
        let mut tape = Tape::default();
        let before: Vec<HardState> = self.promises().collect();
        let possible = match act {
            Act::Do(deed) => {
                self.reach(deed, &mut tape);
                true
            }
            Act::Cut(deed) => {
                let node = self.reach_only(deed, &mut tape);
                let writes = self.machine(node).disk().pending() > 0;
                self.crash(node, &mut tape);
                writes
            }
            Act::Crash(node) => {
                self.crash(node, &mut tape);
                true
            }
        };
        if possible {
            let forgotten = before.iter().zip(self.promises()).any(|(old, new)| {
                let revoked = old.voted_for.is_some() && old.voted_for != new.voted_for;
                new.term < old.term || new.term == old.term && revoked
            });
            self.forgotten |= forgotten;
            self.tidy(&mut tape);
            self.take_in(tape);
        }
        possible
    }

    /// Term and vote on every disk.
    fn promises(&self) -> impl Iterator<Item = HardState> {
        self.world.nodes().iter().map(|machine| machine.disk().image().hard_state)
    }

    fn machine(&self, node: NodeId) -> &SimNode {
        self.world.node(node).expect("the node is there")
    }

    fn make(&mut self, chosen: Move, tape: &mut Tape) {
        self.world.apply(chosen, tape).expect("the move is possible");
    }

    fn crash(&mut self, node: NodeId, tape: &mut Tape) {
        self.crashes += 1;
        self.make(Move::Crash(node), tape);
        self.make(Move::Restart(node), tape);
    }

    /// It reaches its node, and what that writes is done.
    fn reach(&mut self, deed: Deed, tape: &mut Tape) {
        let node = self.reach_only(deed, tape);
        while self.machine(node).disk().pending() > 0 {
            self.make(Move::FinishWrite(node), tape);
        }
    }

    fn reach_only(&mut self, deed: Deed, tape: &mut Tape) -> NodeId {
        match deed {
            Deed::Deliver(packet, node) => {
                // It stays in flight: what arrives is its copy.
                let copy = PacketId(self.world.network().sent() + 1);
                self.make(Move::Duplicate(packet), tape);
                self.make(Move::Deliver(copy), tape);
                node
            }
            Deed::Fire(node, timer) => {
                self.heartbeats += u32::from(timer == Timer::Heartbeat);
                self.make(Move::Fire(node, timer), tape);
                node
            }
            Deed::Propose(leader) => {
                self.commands += 1;
                let (client, value) = (self.world.clients().len() + 1, self.commands.to_string());
                let client = ClientId(u32::try_from(client).expect("few clients"));
                let put = Operation::Put { key: "k".into(), value };
                let request = PacketId(self.world.network().sent() + 1);
                self.make(Move::Join(leader), tape);
                self.make(Move::Invoke(client, Box::new(put)), tape);
                self.make(Move::Deliver(request), tape);
                leader
            }
        }
    }

    /// Drops the second of two equal packets, those that bring nothing new, and the answers to clients, who have gone.
    fn tidy(&mut self, tape: &mut Tape) {
        let mut seen = BTreeSet::new();
        let packets = self.world.network().packets();
        let superfluous: Vec<PacketId> = packets
            .filter(|(_, packet)| {
                self.is_void(packet)
                    || !seen.insert(fingerprint(&(packet.from, packet.to, &packet.body)))
            })
            .map(|(id, _)| id)
            .collect();
        for packet in superfluous {
            self.make(Move::Lose(packet, LossReason::Chance), tape);
        }
    }

    /// Whether it brings nothing new.
    fn is_void(&self, packet: &Packet) -> bool {
        let (Endpoint::Node(from), Endpoint::Node(to)) = (packet.from, packet.to) else {
            return true;
        };
        let Body::Raft(message) = &packet.body else { return true };
        let receiver = self.machine(to).process().expect("every node runs").node();
        match message.term().cmp(&receiver.term()) {
            Ordering::Greater => return false,
            Ordering::Less => return true,
            Ordering::Equal => {}
        }
        match (message, receiver.role()) {
            (Message::RequestVote(request), _) => {
                let candidate = self.machine(from).process().expect("every node runs").node();
                let stands = matches!(candidate.role(), Role::Candidate(_));
                let over = !stands || candidate.term() > request.term;
                receiver.voted_for().is_some() && over
            }
            (Message::RequestVoteReply(reply), Role::Candidate(_)) => !reply.granted,
            (Message::AppendEntries(append), Role::Follower(_)) => {
                let last = append.entries.last().map_or(append.prev_log, |entry| entry.id);
                let known = receiver.commit_index() >= append.leader_commit.min(last.index);
                let told = match self.machine(from).process().map(|process| process.node().role()) {
                    Some(Role::Leader(leader)) => leader.progress()[&to].matched() >= last.index,
                    _ => true,
                };
                receiver.log().contains(last) && known && told
            }
            (Message::AppendEntriesReply(reply), Role::Leader(leader)) => {
                let progress = &leader.progress()[&from];
                match &reply.outcome {
                    AppendOutcome::Accepted { match_index } => {
                        *progress.mode() == Mode::Replicate && *match_index <= progress.matched()
                    }
                    AppendOutcome::Rejected { refused, .. } => refused.index <= progress.matched(),
                }
            }
            (Message::AppendEntries(_), Role::Candidate(_)) => false,
            _ => true,
        }
    }

    fn take_in(&mut self, mut tape: Tape) {
        let events = tape.drain();
        self.checker.observe(Time::ZERO, &events, &self.world);
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
        self.fingerprint = self.canonical();
    }

    /// The least fingerprint of all states that differ from this one in the nodes' names only.
    fn canonical(&self) -> u64 {
        let packets: Vec<(NodeId, NodeId, u64)> = self
            .world
            .network()
            .packets()
            .filter_map(|(_, packet)| match (packet.from, packet.to) {
                (Endpoint::Node(from), Endpoint::Node(to)) => {
                    Some((from, to, fingerprint(&packet.body)))
                }
                _ => None,
            })
            .collect();
        let inner: Vec<u64> = self.world.nodes().iter().map(without_names).collect();
        let orders = permutations(self.world.nodes().len());
        let prints = orders.iter().map(|order| self.named(order, &inner, &packets));
        prints.min().expect("there is an order")
    }

    /// The fingerprint when the nodes are numbered like that.
    fn named(&self, order: &[u32], inner: &[u64], packets: &[(NodeId, NodeId, u64)]) -> u64 {
        let name = |node: NodeId| order[node.0 as usize - 1];
        let mut nodes: Vec<_> = Vec::with_capacity(inner.len());
        for (machine, inner) in self.world.nodes().iter().zip(inner) {
            let vote = machine.disk().image().hard_state.voted_for.map(name);
            let (mut granted, mut progress) = (Vec::new(), Vec::new());
            match machine.process().map(|process| process.node().role()) {
                Some(Role::Candidate(candidate)) => {
                    granted.extend(candidate.granted().iter().map(|voter| name(*voter)));
                }
                Some(Role::Leader(leader)) => {
                    progress.extend(leader.progress().iter().map(|(node, known)| {
                        let probing = matches!(known.mode(), Mode::Probe);
                        (name(*node), probing, known.next(), known.matched(), known.in_flight())
                    }));
                }
                _ => {}
            }
            granted.sort_unstable();
            progress.sort_unstable();
            nodes.push((name(machine.id()), inner, vote, granted, progress));
        }
        nodes.sort_unstable();
        let mut packets: Vec<_> =
            packets.iter().map(|(from, to, body)| (name(*from), name(*to), *body)).collect();
        packets.sort_unstable();
        let leaders: BTreeSet<(Term, u32)> =
            self.leaders.iter().map(|(term, node)| (*term, name(*node))).collect();
        let others = (self.commands, self.crashes, self.heartbeats, self.committed, self.forgotten);
        fingerprint(&(nodes, packets, leaders, others))
    }
}

/// All of a node that names no other.
fn without_names(machine: &SimNode) -> u64 {
    let Durable { hard_state, log, .. } = machine.disk().image();
    let volatile = machine.process().map(|process| {
        let node = process.node();
        let role = match node.role() {
            Role::Follower(_) => 0,
            Role::PreCandidate(_) => 1,
            Role::Candidate(_) => 2,
            Role::Leader(_) => 3,
        };
        let log: Vec<&Entry> = node.log().iter().collect();
        (role, node.term(), node.commit_index(), node.last_applied(), log)
    });
    fingerprint(&(hard_state.term, log.iter().collect::<Vec<_>>(), volatile))
}

/// Every way to number so many nodes.
fn permutations(nodes: usize) -> Vec<Vec<u32>> {
    (1..=u32::try_from(nodes).expect("few nodes")).fold(vec![Vec::new()], |orders, next| {
        let places = |order: Vec<u32>| {
            (0..=order.len()).map(move |place| {
                let mut order = order.clone();
                order.insert(place, next);
                order
            })
        };
        orders.into_iter().flat_map(places).collect()
    })
}

impl Hash for State {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fingerprint.hash(state);
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
    }
}

fn fingerprint(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

impl Model for Bounds {
    type State = State;
    type Action = Act;

    fn init_states(&self) -> Vec<State> {
        vec![State::boot(*self)]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Act>) {
        let mut deeds: Vec<Deed> = state.deliveries().collect();
        for machine in state.world.nodes() {
            let (id, Some(process)) = (machine.id(), machine.process()) else { continue };
            let leads = matches!(process.node().role(), Role::Leader(_));
            if !leads && process.node().term().0 < self.terms {
                deeds.push(Deed::Fire(id, Timer::Election));
            }
            if leads && state.heartbeats < self.heartbeats {
                deeds.push(Deed::Fire(id, Timer::Heartbeat));
            }
            if leads && state.commands < self.commands {
                deeds.push(Deed::Propose(id));
            }
        }
        if state.crashes < self.crashes {
            actions.extend(deeds.iter().copied().map(Act::Cut));
            actions.extend(state.world.nodes().iter().map(|machine| Act::Crash(machine.id())));
        }
        actions.extend(deeds.into_iter().map(Act::Do));
    }

    fn next_state(&self, last: &State, act: Act) -> Option<State> {
        let mut next = last.clone();
        next.act(act).then_some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("nothing is violated", |_, state: &State| {
                state.checker.violations().is_empty()
            }),
            Property::always("no disk takes a promise back", |_, state: &State| !state.forgotten),
            Property::sometimes("the last term is led", |bounds: &Bounds, state: &State| {
                state.leaders.iter().any(|(term, _)| term.0 == bounds.terms)
            }),
            Property::sometimes("all of it happens", |bounds: &Bounds, state: &State| {
                let all = bounds.commands.to_string();
                let applied = |process: &Process| {
                    process.node().term().0 == bounds.terms
                        && (bounds.commands == 0 || process.store().get("k") == Some(&all))
                };
                (state.crashes, state.heartbeats) == (bounds.crashes, bounds.heartbeats)
                    && state.world.nodes().iter().filter_map(SimNode::process).any(applied)
            }),
        ]
    }
}

/// Explores everything within the bounds, and expects that nothing is ever violated.
fn explore(bounds: Bounds) {
    let start = Instant::now();
    let found = bounds.checker().threads(2).spawn_dfs().join();
    let (states, visits) = (found.unique_state_count(), found.state_count());
    let took = start.elapsed().as_secs();
    println!("{states} states, {visits} visits, {took} s, within {bounds:?}");
    found.assert_properties();
}

const TWO: Bounds = Bounds {
    nodes: 3,
    terms: 2,
    commands: 2,
    crashes: 1,
    heartbeats: 0,
    bugs: Bugs::NONE,
    led: false,
};

#[test]
fn every_order_of_two_terms_two_commands_and_two_crashes_is_safe() {
    explore(Bounds { crashes: 2, ..TWO });
}

#[test]
fn every_order_of_two_commands_heartbeats_and_a_crash_under_a_leader_and_its_successor_is_safe() {
    explore(Bounds { heartbeats: 1, led: true, ..TWO });
}

#[test]
fn wrong_rules_are_found_within_the_same_bounds() {
    let bugs = [
        Bug::VoteTwice,
        Bug::VoteBeforeFsync,
        Bug::ForgetVote,
        Bug::ForgetTerm,
        Bug::SkipUpToDate,
        Bug::CommitAlone,
        Bug::NeverTruncate,
        Bug::AckBeforeFsync,
        Bug::LoseLastEntry,
    ];
    let violated = "nothing is violated";
    for bug in bugs {
        let bounds = Bounds { bugs: Bugs::NONE.with(bug), ..TWO };
        let until = HasDiscoveries::AllOf([violated].into());
        let found = bounds.checker().threads(2).finish_when(until).spawn_bfs().join();
        let path = found.discovery(violated).expect("the search finds the bug");
        let violation = &path.last_state().checker.violations()[0];
        let states = found.unique_state_count();
        println!("{bug:?}: {states} states, {}: {}", violation.name, violation.evidence);
    }
}
