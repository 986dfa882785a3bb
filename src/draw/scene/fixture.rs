//! Made-up clusters for the tests of this room: a small builder, so that a test says only what matters to it.

use std::sync::Arc;

use std::collections::{BTreeMap, BTreeSet};

use crate::raft::{Configuration, Index, LogId, NodeId, Term, Timer};
use crate::sim::{
    Cause, ClientId, ClientView, ClusterView, CommandId, Endpoint, Event, EventKind, Leg, Liveness,
    NodeView, PacketId, PacketKind, PacketView, Role, Time, TimerView,
};

/// `n3`.
pub fn n(id: u32) -> NodeId {
    NodeId(id)
}

/// A calm cluster at 1 s: followers of n1, which leads term 3; nothing in flight; one idle client.
pub fn cluster(count: u32) -> ClusterView {
    let nodes: Vec<NodeView> = (1..=count).map(|id| node(id, count)).collect();
    let mut view = ClusterView {
        now: Time(1_000_000),
        nodes,
        packets: Vec::new(),
        cuts: BTreeSet::new(),
        client_cuts: BTreeSet::new(),
        clogs: BTreeSet::new(),
        weather: BTreeMap::new(),
        filters: Vec::new(),
        clients: idle_clients(1),
        leader: Some(n(1)),
        quorum: count as usize / 2 + 1,
        longest_timeout_us: 300_000,
    };
    view.nodes[0].role = Role::Leader;
    view.nodes[0].timers.clear();
    view
}

/// So many idle clients, all of them at n1.
pub fn idle_clients(count: u32) -> Vec<ClientView> {
    let client = |id| ClientView {
        id: ClientId(id),
        attached: n(1),
        introduced: false,
        waiting: Vec::new(),
        beyond: 0,
        timer: None,
    };
    (1..=count).map(client).collect()
}

/// A follower of n1 in term 3, its election timer half run out at 1 s.
fn node(id: u32, count: u32) -> NodeView {
    NodeView {
        term: Term(3),
        voted_for: Some(n(1)),
        leader: Some(n(1)),
        timers: vec![TimerView {
            timer: Timer::Election,
            set: Time(900_000),
            due: Time(1_100_000),
        }],
        ..NodeView::blank(n(id), Configuration::of((1..=count).map(n)))
    }
}

/// Changes to a view, one after another.
pub trait Change: Sized {
    /// With this node changed.
    fn with(self, id: u32, change: impl FnOnce(&mut NodeView)) -> Self;
    /// With these nodes down.
    fn down(self, ids: &[u32]) -> Self;
    /// With one more candidate, which has these votes.
    fn candidate(self, id: u32, term: u64, votes: &[u32]) -> Self;
    /// With these directed links cut.
    fn cut(self, links: &[(u32, u32)]) -> Self;
    /// With every link between different groups cut.
    fn split(self, groups: &[&[u32]]) -> Self;
    /// With one more packet, half-way at 1 s; its number is the next one.
    fn packet(self, from: u32, to: u32, kind: PacketKind) -> Self;
}

impl Change for ClusterView {
    fn with(mut self, id: u32, change: impl FnOnce(&mut NodeView)) -> Self {
        let node = self.nodes.iter_mut().find(|node| node.id == n(id)).expect("a node of the view");
        change(node);
        self
    }

    fn down(self, ids: &[u32]) -> Self {
        ids.iter().fold(self, |view, &id| view.with(id, |node| node.liveness = Liveness::Down))
    }

    fn candidate(self, id: u32, term: u64, votes: &[u32]) -> Self {
        self.with(id, |node| {
            node.role = Role::Candidate;
            node.term = Term(term);
            node.votes = votes.iter().copied().map(n).collect();
        })
    }

    fn cut(mut self, links: &[(u32, u32)]) -> Self {
        self.cuts.extend(links.iter().map(|&(from, to)| (n(from), n(to))));
        self
    }

    fn split(mut self, groups: &[&[u32]]) -> Self {
        for (at, one) in groups.iter().enumerate() {
            for other in groups.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, g)| g) {
                for &from in *one {
                    self.cuts.extend(other.iter().map(|&to| (n(from), n(to))));
                }
            }
        }
        self
    }

    fn packet(mut self, from: u32, to: u32, kind: PacketKind) -> Self {
        self.packets.push(PacketView {
            id: PacketId(self.packets.len() as u64 + 1),
            from: Endpoint::Node(n(from)),
            to: Endpoint::Node(n(to)),
            kind,
            sent: Time(995_000),
            due: Time(1_005_000),
            leg: Leg { since: Time(995_000), done_ppm: 0 },
            doomed: false,
            waits: false,
            held: false,
        });
        self
    }
}

/// A heartbeat in term 3.
pub fn heartbeat() -> PacketKind {
    PacketKind::Heartbeat {
        term: Term(3),
        prev_log: LogId { term: Term(2), index: Index(7) },
        leader_commit: Index(7),
    }
}

/// Something that happened at a moment, by command.
pub fn event(at_us: u64, kind: EventKind) -> Arc<Event> {
    let (at, cause) = (Time(at_us), Cause::Command(CommandId(1)));
    Arc::new(Event { seq: 0, at, cause, parent: None, kind })
}
