//! What a run has reached: which rules, and which states of the whole cluster.
//!
//! Two things are counted, both from outside, by what an onlooker sees of nodes and events:
//!
//! * An *arm* is a rule at work: what a node was (role, promises, leases, changes under way), what reached it and of which
//!   term, and all kinds of things that came of it.
//! * A *shape* is a state of the cluster with the names and numbers taken off: for every node the rank of its term among
//!   all terms, its role, how its log stands to the most advanced one, whether it knows what is committed, and whether it
//!   runs and votes. How many nodes are in the same state does not count.
//!
//! Both are hashed into a table of fixed size, so that two may pass for one. That costs a little sight and no truth: what
//! is found by this is judged without it.

use crate::raft::{Log, Node, NodeId, Role as RaftRole, Term};
use crate::sim::node::SimNode;
use crate::sim::{Endpoint, Event, EventKind, Liveness, PacketKind, Role, World};

/// How many arms, and how many shapes, can be told apart at most.
const SIZE: usize = 1 << 18;
const WORDS: usize = SIZE / 64;

/// The arms and shapes that were reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    arms: Vec<u64>,
    shapes: Vec<u64>,
}

/// How much of either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// Different arms.
    pub arms: u64,
    /// Different shapes.
    pub shapes: u64,
}

impl Default for Coverage {
    fn default() -> Self {
        Self { arms: vec![0; WORDS], shapes: vec![0; WORDS] }
    }
}

impl Coverage {
    /// Takes in what another has reached: how much of it is new.
    pub fn merge(&mut self, other: &Self) -> Reached {
        Reached {
            arms: merge(&mut self.arms, &other.arms),
            shapes: merge(&mut self.shapes, &other.shapes),
        }
    }

    /// How much it is.
    pub fn reached(&self) -> Reached {
        let count = |words: &[u64]| words.iter().map(|word| u64::from(word.count_ones())).sum();
        Reached { arms: count(&self.arms), shapes: count(&self.shapes) }
    }

    /// Both tables, a bit for each place, for [`Coverage::from_bytes`] of the same version.
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.arms, &self.shapes]
            .into_iter()
            .flatten()
            .flat_map(|word| word.to_le_bytes())
            .collect()
    }

    /// What was written by [`Coverage::to_bytes`]; `None` if it is of another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (words, rest) = bytes.as_chunks::<8>();
        if words.len() != 2 * WORDS || !rest.is_empty() {
            return None;
        }
        let mut words = words.iter().map(|word| u64::from_le_bytes(*word));
        let arms = words.by_ref().take(WORDS).collect();
        Some(Self { arms, shapes: words.collect() })
    }
}

fn merge(into: &mut [u64], from: &[u64]) -> u64 {
    let mut news = 0;
    for (into, from) in into.iter_mut().zip(from) {
        news += u64::from((from & !*into).count_ones());
        *into |= from;
    }
    news
}

fn mark(table: &mut [u64], hash: u64) {
    let place = hash as usize % SIZE;
    table[place / 64] |= 1 << (place % 64);
}

/// Watches a run, and notes what it reaches.
#[derive(Clone, Debug, Default)]
pub(super) struct Surveyor {
    reached: Coverage,
    /// What every node was when it was last seen, in order of their names.
    seen: Vec<Remembered>,
    /// The states of all nodes, kept for its memory.
    states: Vec<u64>,
}

/// As much of a node as arms are told apart by.
#[derive(Clone, Copy, Debug, Default)]
struct Remembered {
    state: u64,
    term: Term,
}

impl Surveyor {
    /// What it has noted.
    pub(super) fn into_reached(self) -> Coverage {
        self.reached
    }

    /// Takes in a move: its events, and the world after it.
    pub(super) fn observe(&mut self, events: &[Event], world: &World) {
        let Some((node, stimulus, term)) = events.iter().find_map(|event| reaches(&event.kind))
        else {
            return;
        };
        let place = node.0 as usize;
        if self.seen.len() <= place {
            self.seen.resize(place + 1, Remembered::default());
        }
        let before = self.seen[place];
        let age = term.map_or(3, |term| term.cmp(&before.term) as i8 as u64 & 3);
        let outcome = events.iter().fold(0, |outcome, event| outcome | consequence(&event.kind));
        let arm = [before.state, stimulus, age, outcome].into_iter().fold(0, mix);
        mark(&mut self.reached.arms, arm);
        if let Some(process) = world.node(node).and_then(SimNode::process) {
            let node = process.node();
            self.seen[place] = Remembered { state: standing(node), term: node.term() };
        }
        if outcome & SHAPES != 0 {
            self.note_shape(world);
        }
    }

    fn note_shape(&mut self, world: &World) {
        if let Some(hash) = shape_in(world, &mut self.states) {
            mark(&mut self.reached.shapes, hash);
        }
    }
}

/// The shape of a cluster, as a number; `None` if no node runs.
pub fn shape(world: &World) -> Option<u64> {
    shape_in(world, &mut Vec::new())
}

/// The same, with memory for the states of all nodes.
fn shape_in(world: &World, states: &mut Vec<u64>) -> Option<u64> {
    let nodes = || world.nodes().iter().filter_map(|it| Some(it.process()?.node()));
    let mut terms: Vec<Term> = nodes().map(Node::term).collect();
    terms.sort_unstable_by(|a, b| b.cmp(a));
    terms.dedup();
    let first = nodes().max_by_key(|node| node.log().last())?;
    let commit = nodes().map(Node::commit_index).max();
    states.clear();
    states.extend(world.nodes().iter().map(|machine| {
        let Some(process) = machine.process() else {
            return 1 + u64::from(machine.disk().is_spoilt());
        };
        let node = process.node();
        let rank = terms.iter().position(|term| *term == node.term()).unwrap_or(0).min(2) as u64;
        let paused = u64::from(machine.liveness() == Liveness::Paused);
        let knows = u64::from(Some(node.commit_index()) == commit);
        let log = relation(node.log(), first.log());
        let role = role(node) * 4 + membership(node);
        8 + (((role * 3 + rank) * 3 + log) * 2 + knows) * 2 + paused
    }));
    states.sort_unstable();
    states.dedup();
    Some(states.iter().copied().fold(0, mix))
}

/// What a node is, beside its term and log.
fn standing(node: &Node) -> u64 {
    let role = match node.role() {
        RaftRole::Leader(leader) => {
            let lease = u64::from(leader.lease().held().is_some());
            let transfer = u64::from(leader.transfer().is_some());
            let change = u64::from(leader.change().is_some());
            4 + lease + 2 * transfer + 4 * change
        }
        RaftRole::Follower(_) | RaftRole::PreCandidate(_) | RaftRole::Candidate(_) => role(node),
    };
    (role * 4 + membership(node)) * 2 + u64::from(node.is_sticky())
}

/// Whether a node has a leader, or wants to be one, or is.
fn role(node: &Node) -> u64 {
    match node.role() {
        RaftRole::Follower(_) => u64::from(node.leader().is_some()),
        RaftRole::PreCandidate(_) => 2,
        RaftRole::Candidate(_) => 3,
        RaftRole::Leader(_) => 4,
    }
}

/// What it is in its configuration, and whether that is about to change.
fn membership(node: &Node) -> u64 {
    let configuration = node.configuration();
    if configuration.is_joint() {
        3
    } else if !configuration.learners.is_empty() {
        2
    } else {
        u64::from(!configuration.is_voter(node.id()))
    }
}

/// How a log stands to the most advanced one: the same, behind, or gone another way.
fn relation(log: &Log, first: &Log) -> u64 {
    let last = log.last();
    if last == first.last() {
        0
    } else if last.index <= first.base().index || first.contains(last) {
        1
    } else {
        2
    }
}

/// Which node something has reached, what it was, and of which term, if it has one.
fn reaches(kind: &EventKind) -> Option<(NodeId, u64, Option<Term>)> {
    Some(match kind {
        EventKind::Delivered { to: Endpoint::Node(node), kind, .. } => {
            (*node, kind.row() as u64, kind.term())
        }
        EventKind::TimerFired { node, timer } => (*node, 32 + *timer as u64, None),
        EventKind::WriteFinished { node, .. } => (*node, 64, None),
        EventKind::Restarted { node } => (*node, 65, None),
        EventKind::Resumed { node } => (*node, 66, None),
        EventKind::Crashed { node, .. } => (*node, 67, None),
        EventKind::Paused { node } => (*node, 68, None),
        EventKind::HandoverBegun { node, .. } => (*node, 69, None),
        EventKind::SteppedDown { node, .. } => (*node, 70, None),
        EventKind::SnapshotTaken { node, .. } => (*node, 71, None),
        EventKind::ConfigurationChanged { node, .. } => (*node, 72, None),
        _ => return None,
    })
}

// A kind of packet that is sent has a bit of its own among the consequences, from 40 on.
const _: () = assert!(40 + PacketKind::NAMES.len() < 64);

/// What changes the shape of a cluster.
const SHAPES: u64 = 0x3fff;

/// What came of something, as one bit. The first ones change the shape of the cluster.
fn consequence(kind: &EventKind) -> u64 {
    let bit = match kind {
        EventKind::RoleChanged { to: Role::Follower, .. } => 0,
        EventKind::RoleChanged { to: Role::PreCandidate, .. } => 1,
        EventKind::RoleChanged { to: Role::Candidate, .. } => 2,
        EventKind::RoleChanged { to: Role::Leader, .. } => 3,
        EventKind::RoleChanged { to: Role::Learner, .. } => 4,
        EventKind::TermChanged { .. } => 5,
        EventKind::Truncated { .. } => 6,
        EventKind::Crashed { .. } => 7,
        EventKind::Restarted { .. } | EventKind::Resumed { .. } => 8,
        EventKind::Paused { .. } => 9,
        EventKind::LeaseBegun { .. } | EventKind::LeaseEnded { .. } => 10,
        EventKind::ConfigurationChanged { .. } => 11,
        EventKind::SnapshotReceived { .. } => 12,
        EventKind::HandoverBegun { .. } => 13,
        EventKind::Voted { .. } => 14,
        EventKind::VoteReceived { .. } | EventKind::PreVoteReceived { .. } => 15,
        EventKind::Appended { .. } => 16,
        EventKind::Committed { .. } => 17,
        EventKind::Applied { .. } => 18,
        EventKind::WriteStarted { .. } => 19,
        EventKind::SteppedDown { .. } => 20,
        EventKind::SnapshotTaken { .. } => 21,
        EventKind::ChunkTaken { .. } => 22,
        EventKind::SnapshotInstalled { .. } => 23,
        EventKind::ReadAnswered { .. } => 24,
        EventKind::RoundBegun { .. } => 25,
        EventKind::RoundAnswered { .. } => 26,
        EventKind::MembershipChanged { .. } => 27,
        EventKind::ChangeRefused { .. } => 28,
        EventKind::Torn { .. } | EventKind::TailCut { .. } => 29,
        EventKind::Refused { .. } => 30,
        EventKind::Redirected { .. } => 31,
        EventKind::Completed { .. } => 32,
        EventKind::Sent { kind, .. } => 40 + kind.row(),
        _ => return 0,
    };
    1 << bit
}

/// One word out of two, in which every bit of both has its part.
fn mix(hash: u64, word: u64) -> u64 {
    let mixed =
        (hash ^ word).wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 29)
}
