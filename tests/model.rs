//! Model checking: every order in which a small cluster's moves can happen, within bounds.
//!
//! The moves are the simulation's own (`World::apply`), chosen by a search instead of a clock: whichever packet arrives,
//! whichever timer fires, whichever disk is done, whoever crashes next. A packet that is lost is one that never arrives,
//! two equal packets in flight are one, and while its disk writes, a node does nothing but crash. What is checked after every move is what is always checked. The names of
//! packets are no part of a state; who led and who voted is, because the checks judge by it.

#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use raftarium::check::Checker;
use raftarium::kv::Operation;
use raftarium::raft::{NodeId, Settings, Term, Timer};
use raftarium::script::Bug;
use raftarium::sim::node::SimNode;
use raftarium::sim::tape::Tape;
use raftarium::sim::{
    Bugs, ClientId, Endpoint, EventKind, Knobs, Liveness, LossReason, Move, PacketId, PacketKind,
    Role, Rules, Time, World,
};
use stateright::{Checker as _, HasDiscoveries, Model, Property};

/// What is explored.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    nodes: u32,
    terms: u64,
    commands: u32,
    crashes: u32,
    bugs: Bugs,
    /// Whether the search begins with n1 leading term 1, known to all.
    led: bool,
}

/// A cluster at one moment.
#[derive(Clone, Debug)]
struct State {
    world: World,
    checker: Checker,
    commands: u32,
    crashes: u32,
    /// Who led which term.
    leaders: BTreeSet<(Term, NodeId)>,
    /// Who voted for whom.
    votes: BTreeSet<(Term, NodeId, NodeId)>,
}

/// One thing that can happen.
#[derive(Clone, Debug, PartialEq)]
enum Act {
    Move(Move),
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
            leaders: BTreeSet::new(),
            votes: BTreeSet::new(),
        };
        state.take_in(tape);
        if bounds.led {
            state.act(Act::Move(Move::Fire(NodeId(1), Timer::Election)));
            while let Some(next) = state.next_of_itself() {
                state.act(Act::Move(next));
            }
        }
        state
    }

    /// A delivery or a write that is due, if there is any.
    fn next_of_itself(&self) -> Option<Move> {
        let due = |chosen: &Move| matches!(chosen, Move::Deliver(_) | Move::FinishWrite(_));
        self.world.enabled().into_iter().find(due)
    }

    fn act(&mut self, act: Act) {
        let mut tape = Tape::default();
        match act {
            Act::Move(chosen) => {
                self.crashes += u32::from(matches!(chosen, Move::Crash(_)));
                self.world.apply(chosen, &mut tape).expect("the move was possible");
            }
            Act::Propose(leader) => {
                self.commands += 1;
                let (client, value) = (self.world.clients().len() + 1, self.commands.to_string());
                let client = ClientId(u32::try_from(client).expect("few clients"));
                let put = Operation::Put { key: "k".into(), value };
                for chosen in [Move::Join(leader), Move::Invoke(client, Box::new(put))] {
                    self.world.apply(chosen, &mut tape).expect("anybody may ask");
                }
                let from = Endpoint::Client(client);
                let asked = {
                    let mut packets = self.world.network().packets();
                    packets.find(|(_, packet)| packet.from == from).map(|(id, _)| id)
                };
                let asked = asked.expect("the request is on its way");
                self.world.apply(Move::Deliver(asked), &mut tape).expect("the leader is there");
            }
        }
        self.tidy(&mut tape);
        self.take_in(tape);
    }

    /// Drops the second of two equal packets, and the answers to clients, who have gone.
    fn tidy(&mut self, tape: &mut Tape) {
        let mut seen = BTreeSet::new();
        let superfluous: Vec<PacketId> = self
            .world
            .network()
            .packets()
            .filter(|(_, packet)| {
                let to_client = matches!(packet.to, Endpoint::Client(_));
                to_client || !seen.insert(fingerprint(&(packet.from, packet.to, &packet.body)))
            })
            .map(|(id, _)| id)
            .collect();
        for packet in superfluous {
            let lost = Move::Lose(packet, LossReason::Chance);
            self.world.apply(lost, tape).expect("the packet is in flight");
        }
    }

    fn take_in(&mut self, mut tape: Tape) {
        let events = tape.drain();
        for event in &events {
            match &event.kind {
                EventKind::RoleChanged { node, to: Role::Leader, term, .. } => {
                    self.leaders.insert((*term, *node));
                }
                EventKind::Sent {
                    from: Endpoint::Node(voter),
                    to: Endpoint::Node(candidate),
                    kind: PacketKind::Vote { term, granted: true },
                    ..
                } => {
                    self.votes.insert((*term, *voter, *candidate));
                }
                _ => {}
            }
        }
        self.checker.observe(Time::ZERO, &events, &self.world);
    }

    /// The packets in flight, without their names.
    fn packets(&self) -> BTreeSet<u64> {
        let packets = self.world.network().packets();
        packets.map(|(_, packet)| fingerprint(&(packet.from, packet.to, &packet.body))).collect()
    }

    fn terms(&self) -> impl Iterator<Item = u64> {
        let running = self.world.nodes().iter().filter_map(SimNode::process);
        running.map(|process| process.node().term().0)
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.world.nodes().hash(state);
        self.packets().hash(state);
        (self.commands, self.crashes, &self.leaders, &self.votes).hash(state);
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        fingerprint(self) == fingerprint(other)
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
        // Writes of several disks commute, so one order of them is enough.
        let writing = state.world.nodes().iter().find(|machine| machine.disk().pending() > 0);
        if let Some(node) = writing.map(SimNode::id) {
            actions.push(Act::Move(Move::FinishWrite(node)));
            if state.crashes < self.crashes {
                actions.push(Act::Move(Move::Crash(node)));
            }
            return;
        }
        let own = state.world.enabled().into_iter().filter(|chosen| match chosen {
            Move::Deliver(_) => true,
            Move::Fire(_, timer) => *timer == Timer::Election,
            _ => false,
        });
        actions.extend(own.map(Act::Move));
        for machine in state.world.nodes() {
            let node = machine.id();
            match machine.liveness() {
                Liveness::Down => actions.push(Act::Move(Move::Restart(node))),
                Liveness::Up if state.crashes < self.crashes => {
                    actions.push(Act::Move(Move::Crash(node)));
                }
                Liveness::Up | Liveness::Paused => {}
            }
            if machine.role() == Role::Leader
                && machine.liveness() == Liveness::Up
                && state.commands < self.commands
            {
                actions.push(Act::Propose(node));
            }
        }
    }

    fn next_state(&self, last: &State, act: Act) -> Option<State> {
        let mut next = last.clone();
        next.act(act);
        Some(next)
    }

    fn within_boundary(&self, state: &State) -> bool {
        state.terms().all(|term| term <= self.terms)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("nothing is violated", |_, state: &State| {
                state.checker.violations().is_empty()
            }),
            Property::sometimes("the last term is led", |bounds: &Bounds, state: &State| {
                state.leaders.iter().any(|(term, _)| term.0 == bounds.terms)
            }),
            Property::sometimes("every command is applied", |bounds: &Bounds, state: &State| {
                bounds.commands == 0
                    || state.world.nodes().iter().filter_map(SimNode::process).any(|process| {
                        process.store().get("k") == Some(&bounds.commands.to_string())
                    })
            }),
        ]
    }
}

/// Explores everything within the bounds, and expects that nothing is ever violated.
fn explore(bounds: Bounds) {
    let found = bounds.checker().threads(2).spawn_dfs().join();
    println!("{bounds:?}: {} states, {} visits", found.unique_state_count(), found.state_count());
    found.assert_properties();
}

const SMALL: Bounds =
    Bounds { nodes: 3, terms: 1, commands: 0, crashes: 0, bugs: Bugs::NONE, led: false };

#[test]
fn every_order_of_an_election_with_a_crash_is_safe() {
    explore(Bounds { crashes: 1, ..SMALL });
}

#[test]
fn every_order_of_two_commands_and_a_crash_is_safe() {
    explore(Bounds { commands: 2, crashes: 1, led: true, ..SMALL });
}

#[test]
fn wrong_rules_are_found() {
    for (bug, led) in [(Bug::VoteTwice, false), (Bug::AckBeforeFsync, true)] {
        let bounds = Bounds { terms: 2, bugs: Bugs::NONE.with(bug), commands: 1, led, ..SMALL };
        let found = bounds.checker().finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
        let path = found.discovery("nothing is violated").expect("the search finds the bug");
        let violation = path.last_state().checker.violations()[0].clone();
        println!("{bug:?}: {} states, {violation:?}", found.unique_state_count());
    }
}
