//! Fingerprints: when two states are the same.
//!
//! Two states are the same that differ only in names (of packets, writes, proposals, clients) or in which node is which:
//! of all ways to number the nodes, the one with the least fingerprint, of 64 bits, stands for all.
//!
//! Where only terms, votes and logs are explored, states are the same as well that differ in what clients are told (whom
//! a follower takes for its leader, who waits for what) and in refusals that a candidate has heard. Everywhere else all of a
//! node counts, its innermost parts too: it is hashed as it prints itself for a debugger, with the names of nodes
//! replaced and those of writes left out.

//!
//! A step happens to one node, so that only this one's print is taken anew; and packets never change.

use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use raftarium::raft::progress::Mode;
use raftarium::raft::{Durable, Entry, NodeId, Role};
use raftarium::sim::digest::Digest;
use raftarium::sim::node::SimNode;
use raftarium::sim::packet::Packet;
use raftarium::sim::{Endpoint, PacketId};

use crate::bounds::Beginning;
use crate::state::{Act, Deed, State};

/// What a state's fingerprint is made of, and what it was taken with.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// What is in flight, by its number.
    pub packets: Vec<Flying>,
    /// Each node but for the names of others, or for each way to number the nodes.
    nodes: Vec<Vec<u64>>,
    /// The way to number the nodes with which the fingerprint was taken: which name each gets.
    names: Vec<u32>,
}

/// A packet between two nodes.
#[derive(Clone, Copy, Debug)]
pub struct Flying {
    pub id: PacketId,
    from: NodeId,
    to: NodeId,
    body: u64,
}

impl Flying {
    /// `None` if a client sends or receives it.
    pub fn of(id: PacketId, packet: &Packet) -> Option<Self> {
        match (packet.from, packet.to) {
            (Endpoint::Node(from), Endpoint::Node(to)) => {
                Some(Self { id, from, to, body: print(&packet.body) })
            }
            _ => None,
        }
    }

    /// Whether they differ in nothing but their numbers.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.from, self.to, self.body) == (other.from, other.to, other.body)
    }

    fn named(&self, names: &[u32]) -> u64 {
        print(&(name(names, self.from), name(names, self.to), self.body))
    }
}

impl State {
    /// Takes the fingerprint after something has happened to this node, or to any: the least one of all states that differ
    /// from this one in the nodes' names only.
    pub fn take_print(&mut self, node: Option<NodeId>) {
        let orders = self.orders();
        let mut nodes = std::mem::take(&mut self.parts.nodes);
        let all = self.world.nodes();
        match node {
            Some(node) if nodes.len() == all.len() => {
                nodes[node.0 as usize - 1] = self.prints_of(self.machine(node), orders);
            }
            _ => nodes = all.iter().map(|machine| self.prints_of(machine, orders)).collect(),
        }
        self.parts.nodes = nodes;
        let prints = orders.iter().enumerate();
        let prints = prints.map(|(at, names)| (self.named(at, names), names));
        let (print, names) = prints.min().expect("there is an order");
        self.print = print;
        self.parts.names.clone_from(names);
    }

    /// What a step is called in all states with this fingerprint, whatever the names of their nodes.
    pub fn name_of(&self, act: Act) -> u64 {
        let names = &self.parts.names;
        let of_deed = |deed| match deed {
            Deed::Deliver(id, _) => {
                let packet = self.parts.packets.iter().find(|it| it.id == id);
                packet.expect("it is in flight").named(names)
            }
            Deed::Fire(node, timer) => print(&(name(names, node), timer)),
            Deed::Propose(node) => print(&(name(names, node), 'p')),
            Deed::ClientRequest(node) => print(&(name(names, node), 'r')),
            Deed::Snapshot(node) => print(&(name(names, node), 's')),
            Deed::Change(node) => print(&(name(names, node), 'c')),
        };
        match act {
            Act::Do(deed) => of_deed(deed),
            Act::Cut(deed) => print(&(of_deed(deed), 'x')),
            Act::Crash(node) => print(&(name(names, node), 'x')),
        }
    }

    /// A node by itself, for each way to number the nodes if it names others.
    fn prints_of(&self, machine: &SimNode, orders: &[Vec<u32>]) -> Vec<u64> {
        if self.bounds.is_whole() {
            whole(machine, orders, self.bounds.checks > 0)
        } else {
            vec![without_names(machine)]
        }
    }

    /// The ways to number the nodes that are tried: all, but for those that the beginning has made unlike the others, and
    /// for those that join or leave.
    fn orders(&self) -> &'static [Vec<u32>] {
        /// By how many nodes there are, and how many of them are unlike the others.
        static ORDERS: OnceLock<Vec<Vec<Vec<Vec<u32>>>>> = OnceLock::new();
        /// More nodes than any search has.
        const MOST: usize = 5;
        let all = ORDERS.get_or_init(|| {
            let keep = |order: &[u32], unlike| (1..=unlike).all(|id| order[id - 1] as usize == id);
            let of = |nodes: usize, unlike| {
                permutations(nodes).into_iter().filter(|order| keep(order, unlike)).collect()
            };
            (0..=MOST).map(|nodes| (0..=nodes).map(|unlike| of(nodes, unlike)).collect()).collect()
        });
        let unlike = match self.bounds.beginning {
            _ if self.bounds.has_change() => self.world.size() as usize,
            Beginning::Fresh => 0,
            Beginning::Led => 1,
            _ => 2,
        };
        &all[self.world.nodes().len()][unlike]
    }

    /// The fingerprint when the nodes are numbered like that.
    fn named(&self, at: usize, names: &[u32]) -> u64 {
        let sum = |sum: u64, it: u64| sum.wrapping_add(it);
        let mut together = Digest::default();
        let mut nodes = vec![0; names.len()];
        for (machine, inner) in self.world.nodes().iter().zip(&self.parts.nodes) {
            let vote = machine.disk().image().hard_state.voted_for.map(|it| name(names, it));
            let others = match machine.process().map(|process| process.node().role()) {
                Some(Role::Candidate(candidate)) => {
                    let granted = candidate.granted().iter();
                    granted.map(|node| print(&name(names, node))).fold(1, sum)
                }
                Some(Role::Leader(leader)) => {
                    let progress = leader.progress().iter().map(|(node, known)| {
                        let probing = matches!(known.mode(), Mode::Probe);
                        let (next, matched) = (known.next(), known.matched());
                        print(&(name(names, *node), probing, next, matched, known.in_flight()))
                    });
                    progress.fold(2, sum)
                }
                _ => 0,
            };
            let inner = if self.bounds.is_whole() { inner[at] } else { inner[0] };
            nodes[name(names, machine.id()) as usize - 1] = print(&(inner, vote, others));
        }
        nodes.hash(&mut together);
        self.parts.packets.iter().map(|it| it.named(names)).fold(0, sum).hash(&mut together);
        let leaders = self.leaders.iter().map(|(term, node)| print(&(term, name(names, *node))));
        leaders.fold(0, sum).hash(&mut together);
        let promises = self
            .promises
            .all()
            .map(|(node, of, timer)| print(&(name(names, node), name(names, of), timer)));
        promises.fold(0, sum).hash(&mut together);
        let reads = self.reads.iter().map(|read| print(&read.named(|node| name(names, node))));
        reads.fold(0, sum).hash(&mut together);
        (self.done, self.committed, self.wrong).hash(&mut together);
        together.finish()
    }
}

/// What a node is called when all are numbered like that.
fn name(names: &[u32], node: NodeId) -> u32 {
    names[node.0 as usize - 1]
}

/// All of a node that names no other, as far as terms, votes and logs go.
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
    print(&(hard_state.term, log.iter().collect::<Vec<_>>(), volatile))
}

/// All of a node, for each way to number the nodes; but for who has answered its leader lately, if that is not checked.
fn whole(machine: &SimNode, orders: &[Vec<u32>], checks: bool) -> Vec<u64> {
    let mut sink = Sink {
        orders,
        hashers: vec![Digest::default(); orders.len()],
        last: Word::Other,
        skips: false,
        checks,
    };
    let process = machine.process();
    let node = process.map(|process| process.node());
    // What is on disk is what the node knows, but for a disk that is not as it was written.
    let Durable { log, snapshot, .. } = machine.disk().image();
    write!(sink, "{node:?}").expect("hashing does not fail");
    let store = process.map(|process| print(process.store()));
    let beside = print(&(log, snapshot, store));
    sink.hashers.into_iter().map(|hasher| print(&(hasher.finish(), beside))).collect()
}

/// Hashes what is written to it, once for each way to number the nodes.
struct Sink<'a> {
    orders: &'a [Vec<u32>],
    hashers: Vec<Digest>,
    last: Word,
    /// Whether what is written counts for nothing at present.
    skips: bool,
    checks: bool,
}

/// What a name of something is made of, as it is printed: `NodeId`, `(`, `3`, `)`.
#[derive(Clone, Copy, PartialEq)]
enum Word {
    Node,
    NodeOpen,
    Write,
    WriteOpen,
    Other,
}

impl fmt::Write for Sink<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if text.is_empty() {
            return Ok(());
        }
        if !self.checks && (self.skips || text == "recently_active") {
            self.skips = text != "checks_quorum";
            return Ok(());
        }
        let node: Option<usize> = text.parse().ok().filter(|_| self.last == Word::NodeOpen);
        let is_write = self.last == Word::WriteOpen;
        for (hasher, order) in self.hashers.iter_mut().zip(self.orders) {
            match node {
                Some(id) => order.get(id - 1).copied().unwrap_or_default().hash(hasher),
                None if is_write => {}
                None => text.hash(hasher),
            }
        }
        self.last = match (text, self.last) {
            ("NodeId", _) => Word::Node,
            ("WriteToken", _) => Word::Write,
            ("(", Word::Node) => Word::NodeOpen,
            ("(", Word::Write) => Word::WriteOpen,
            _ => Word::Other,
        };
        Ok(())
    }
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

/// The fingerprint of anything.
pub fn print(of: &impl Hash) -> u64 {
    let mut hasher = Digest::default();
    of.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn nodes_are_named_anew_and_writes_have_no_names() {
    use raftarium::raft::{Term, WriteToken};
    let orders = [vec![1, 2], vec![2, 1]];
    let prints = |of: &dyn fmt::Debug| {
        let hashers = vec![Digest::default(); 2];
        let (last, skips, checks) = (Word::Other, false, true);
        let mut sink = Sink { orders: &orders, hashers, last, skips, checks };
        write!(sink, "{of:?}").expect("hashing does not fail");
        sink.hashers.into_iter().map(|hasher| hasher.finish()).collect::<Vec<_>>()
    };
    let (one, two) = (prints(&(NodeId(1), 7)), prints(&(NodeId(2), 7)));
    assert_eq!((one[0], one[1]), (two[1], two[0]));
    assert_ne!(one[0], one[1]);
    assert_eq!(prints(&WriteToken(1)), prints(&WriteToken(2)));
    assert_ne!(prints(&Term(1)), prints(&Term(2)));
}
