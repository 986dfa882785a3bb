//! Fingerprints: when two states are the same.
//!
//! Two states are the same that differ only in names (of packets, writes, proposals, clients) or in which node is which:
//! of all ways to number the nodes, the one with the least fingerprint, of 64 bits, stands for all.
//!
//! Where only terms, votes and logs are explored, states are the same as well that differ in what clients are told (whom
//! a follower takes for its leader, who waits for what) and in refusals that a candidate has heard. Everywhere else all of a
//! node counts, its innermost parts too: it is hashed as it prints itself for a debugger, with the names of nodes
//! replaced and those of writes left out.

use std::collections::BTreeSet;
use std::fmt::{self, Write};
use std::hash::{DefaultHasher, Hash, Hasher};

use raftarium::raft::progress::Mode;
use raftarium::raft::{Durable, Entry, NodeId, Role, Term};
use raftarium::sim::Endpoint;
use raftarium::sim::node::SimNode;

use crate::bounds::Beginning;
use crate::state::State;

impl State {
    /// The least fingerprint of all states that differ from this one in the nodes' names only.
    pub fn canonical(&self) -> u64 {
        let packets: Vec<(NodeId, NodeId, u64)> = self
            .world
            .network()
            .packets()
            .filter_map(|(_, packet)| match (packet.from, packet.to) {
                (Endpoint::Node(from), Endpoint::Node(to)) => Some((from, to, print(&packet.body))),
                _ => None,
            })
            .collect();
        let orders = self.orders();
        let inner: Vec<Vec<u64>> = if self.bounds.is_whole() {
            let checks = self.bounds.checks > 0;
            self.world.nodes().iter().map(|machine| whole(machine, &orders, checks)).collect()
        } else {
            let inner = |machine| vec![without_names(machine); orders.len()];
            self.world.nodes().iter().map(inner).collect()
        };
        let prints = orders.iter().enumerate();
        let prints = prints.map(|(at, order)| self.named(at, order, &inner, &packets));
        prints.min().expect("there is an order")
    }

    /// The ways to number the nodes that are tried: all, but for those that the beginning has made unlike the others, and
    /// for those that join or leave.
    fn orders(&self) -> Vec<Vec<u32>> {
        let nodes = self.world.size();
        let unlike = match self.bounds.beginning {
            _ if self.bounds.has_change() => nodes,
            Beginning::Fresh => 0,
            Beginning::Led => 1,
            _ => 2,
        };
        let mut orders = permutations(self.world.nodes().len());
        orders.retain(|order| (1..=unlike).all(|id| order[id as usize - 1] == id));
        orders
    }

    /// The fingerprint when the nodes are numbered like that.
    fn named(
        &self,
        at: usize,
        order: &[u32],
        inner: &[Vec<u64>],
        packets: &[(NodeId, NodeId, u64)],
    ) -> u64 {
        let name = |node: NodeId| order[node.0 as usize - 1];
        let mut nodes: Vec<_> = Vec::with_capacity(inner.len());
        for (machine, inner) in self.world.nodes().iter().zip(inner) {
            let vote = machine.disk().image().hard_state.voted_for.map(name);
            let (mut granted, mut progress) = (Vec::new(), Vec::new());
            match machine.process().map(|process| process.node().role()) {
                Some(Role::Candidate(candidate)) => {
                    granted.extend(candidate.granted().iter().map(name));
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
            nodes.push((name(machine.id()), inner[at], vote, granted, progress));
        }
        nodes.sort_unstable();
        let mut packets: Vec<_> =
            packets.iter().map(|(from, to, body)| (name(*from), name(*to), *body)).collect();
        packets.sort_unstable();
        let leaders: BTreeSet<(Term, u32)> =
            self.leaders.iter().map(|(term, node)| (*term, name(*node))).collect();
        let promises: BTreeSet<_> =
            self.promises.all().map(|(node, of, timer)| (name(node), name(of), timer)).collect();
        let mut reads: Vec<_> = self.reads.iter().map(|read| read.named(name)).collect();
        reads.sort_unstable();
        let others = (self.done, self.committed, self.wrong, promises, reads);
        print(&(nodes, packets, leaders, others))
    }
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
        hashers: vec![DefaultHasher::new(); orders.len()],
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
    hashers: Vec<DefaultHasher>,
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
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn nodes_are_named_anew_and_writes_have_no_names() {
    use raftarium::raft::WriteToken;
    let orders = [vec![1, 2], vec![2, 1]];
    let prints = |of: &dyn fmt::Debug| {
        let hashers = vec![DefaultHasher::new(); 2];
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
