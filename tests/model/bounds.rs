//! What is explored: what can happen, and how much of it.

use std::time::Instant;

use raftarium::raft::{ChangeRequest, NodeId, Role, Settings, Timer};
use raftarium::script::{Bug, ReadChoice};
use raftarium::sim::Bugs;
use raftarium::sim::node::{Process, SimNode};

use crate::search::Search;
use crate::state::{Act, Deed, State};

/// What is explored.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub nodes: u32,
    pub settings: Settings,
    pub bugs: Bugs,
    pub beginning: Beginning,
    /// The last term in which anybody stands.
    pub terms: u64,
    /// Who may stand.
    pub stand: &'static [u32],
    /// Commands of clients, to whoever leads.
    pub commands: u32,
    pub crashes: u32,
    /// Rounds of heartbeats.
    pub heartbeats: u32,
    /// How often a leader finds out whether a quorum has answered.
    pub checks: u32,
    /// Reads of clients, from whoever leads.
    pub reads: u32,
    /// How they are answered.
    pub by: ReadChoice,
    /// Snapshots, of whoever has applied something.
    pub snapshots: u32,
    /// Who joins and who leaves in the one change of the membership, if there is one.
    pub joins: &'static [u32],
    pub leaves: &'static [u32],
}

/// Where the search begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// With nodes that are switched on for the first time.
    Fresh,
    /// With n1 leading term 1, known to all.
    Led,
    /// With n1 leading term 1, in which n2 stood as well: what that asked the others is still in flight. And n1 has answered
    /// a read to a client, with the help of n2 alone: with leases, it has one. Everything else is lost.
    Leased,
    /// With n1 leading term 2, as it led term 1 before it crashed; what it asked n2 for a read in term 1 is still in
    /// flight, and nothing else.
    Again,
    /// As in the paper's figure 8: n1 leads term 1 and n3 leads term 2, and each has an entry that nobody else has. Nothing
    /// is in flight, but what n3 asked n1 before its election.
    Figure8,
    /// With n1 leading term 1, and a snapshot on its way to n3, which lacks what n1 and n2 have committed.
    Behind,
    /// With n1 leading term 1, and in the middle of the change of the membership: the joint configuration has just been
    /// appended, and is in flight.
    Joint,
}

/// Three nodes to which nothing happens but elections.
pub fn three() -> Bounds {
    Bounds {
        nodes: 3,
        settings: Settings { max_in_flight: 1, ..Settings::default() },
        bugs: Bugs::NONE,
        beginning: Beginning::Fresh,
        terms: 2,
        stand: &[1, 2, 3],
        commands: 0,
        crashes: 0,
        heartbeats: 0,
        checks: 0,
        reads: 0,
        by: ReadChoice::Index,
        snapshots: 0,
        joins: &[],
        leaves: &[],
    }
}

impl Bounds {
    /// Whether all of a node counts, and not only terms, votes and logs.
    pub fn is_whole(&self) -> bool {
        let Settings { pre_vote, check_quorum, .. } = self.settings;
        pre_vote || check_quorum || self.reads + self.snapshots > 0 || self.has_change()
    }

    /// Changes of the membership that are asked for after the beginning.
    fn changes(&self) -> u32 {
        u32::from(self.has_change() && self.beginning != Beginning::Joint)
    }

    /// Whether the membership changes, at whatever time.
    pub fn has_change(&self) -> bool {
        !self.joins.is_empty() || !self.leaves.is_empty()
    }

    /// Explores everything within the bounds, and expects that nothing is ever violated.
    pub fn explore(self) {
        let start = Instant::now();
        let found = Search { bounds: self, reduces: true, ends_with_the_first: false }.run();
        let took = start.elapsed().as_secs_f64();
        println!("{} states, {} steps, {took:.1} s", found.states, found.steps);
        if let Some((evidence, steps)) = found.wrong {
            panic!("{evidence}\n{steps:?}");
        }
        assert!(found.last_term_is_led, "the last term is led");
        assert!(found.all_of_it_happens, "all of it happens");
    }

    /// Expects that the search finds something wrong when every node follows this wrong rule.
    pub fn finds(self, bug: Bug) {
        let bounds = Self { bugs: self.bugs.with(bug), ..self };
        let start = Instant::now();
        let found = Search { bounds, reduces: false, ends_with_the_first: true }.run();
        let took = start.elapsed().as_secs_f64();
        let (evidence, steps) = found.wrong.expect("the search finds the bug");
        let (name, states, steps) = (bug.name(), found.states, steps.len());
        println!("{name}: {states} states, {took:.1} s, {steps} steps, {evidence}");
    }

    /// What can happen in a state; some of it may turn out to be no step.
    pub fn steps(&self, state: &State) -> Vec<Act> {
        // Whatever happens after the last read is explored without reads.
        if self.reads > 0 && state.done.reads == self.reads && state.reads.is_empty() {
            return Vec::new();
        }
        let mut deeds: Vec<Deed> = state.deliveries().collect();
        for machine in state.world.nodes() {
            if let Some(process) = machine.process() {
                self.timers(state, machine.id(), process, &mut deeds);
                self.people(state, machine, process, &mut deeds);
            }
        }
        let mut acts: Vec<Act> = deeds.iter().copied().map(Act::Do).collect();
        if state.done.crashes < self.crashes {
            acts.extend(deeds.into_iter().map(Act::Cut));
            acts.extend(state.world.nodes().iter().map(|machine| Act::Crash(machine.id())));
        }
        acts
    }

    /// Whether a state is explored. A promise that ends may make a node stand that was to stand before, in a term that is
    /// none of the bounds any more.
    pub fn include(&self, state: &State) -> bool {
        state.processes().all(|process| process.node().term().0 <= self.terms)
    }

    /// Whether the last term is led.
    pub fn is_last_term_led(&self, state: &State) -> bool {
        state.leaders.iter().any(|(term, _)| term.0 == self.terms)
    }

    /// Whether all has happened of which there is to be so much, and somebody has applied the last command in the last term.
    pub fn all_happened(&self, state: &State) -> bool {
        let all = self.commands.to_string();
        let applied = |process: &Process| {
            process.node().term().0 == self.terms
                && (self.commands == 0 || process.store().get("k") == Some(&all))
        };
        let done = state.done;
        (done.crashes, done.heartbeats) == (self.crashes, self.heartbeats)
            && (done.snapshots, done.changes) == (self.snapshots, self.changes())
            && done.answers == self.reads
            && state.processes().any(applied)
    }

    /// The timers of a node that may run out now.
    fn timers(&self, state: &State, id: NodeId, process: &Process, deeds: &mut Vec<Deed>) {
        let leads = matches!(process.node().role(), Role::Leader(_));
        for (timer, _) in process.timers().running() {
            let may = match timer {
                Timer::Election => {
                    !leads && process.node().term().0 < self.terms && self.stand.contains(&id.0)
                }
                Timer::Heartbeat => leads && state.done.heartbeats < self.heartbeats,
                Timer::Quorum => state.done.checks < self.checks,
                Timer::Stickiness => state.promises.allow(id),
                Timer::Lease | Timer::Renewal => true,
                // Nothing is gathered, and no leadership is transferred.
                Timer::Batch | Timer::Transfer => false,
            };
            if may {
                deeds.push(Deed::Fire(id, timer));
            }
        }
    }

    /// What clients and people may do at a node now.
    fn people(&self, state: &State, machine: &SimNode, process: &Process, deeds: &mut Vec<Deed>) {
        let (id, done) = (machine.id(), state.done);
        if done.snapshots < self.snapshots && process.lag() > 0 {
            deeds.push(Deed::Snapshot(id));
        }
        if !matches!(process.node().role(), Role::Leader(_)) {
            return;
        }
        if done.commands < self.commands {
            deeds.push(Deed::Propose(id));
        }
        if done.reads < self.reads {
            deeds.push(Deed::ClientRequest(id));
        }
        let nodes = |ids: &[u32]| ids.iter().map(|id| NodeId(*id)).collect();
        if done.changes < self.changes()
            && machine
                .check_change(ChangeRequest::of(nodes(self.joins), nodes(self.leaves)))
                .is_ok()
        {
            deeds.push(Deed::Change(id));
        }
    }
}
