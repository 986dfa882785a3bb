//! Events tell the whole story: who knows the events knows the state.

use crate::raft::{Index, LogId, Settings};

use super::*;

/// What an onlooker who hears events alone believes of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Belief {
    role: Role,
    term: Term,
    voted_for: Option<NodeId>,
    votes: usize,
    last: LogId,
    commit: Index,
    applied: Index,
}

impl Belief {
    /// What is true of a node.
    fn of(node: &NodeView) -> Self {
        Self {
            role: node.role,
            term: node.term,
            voted_for: node.voted_for,
            votes: if node.role == Role::Candidate { node.votes.len() } else { 0 },
            last: node.log.last(),
            commit: node.commit,
            applied: node.applied,
        }
    }

    /// Hears an event about this node, which must fit what was believed before.
    fn hear(&mut self, kind: &EventKind) {
        match kind {
            EventKind::RoleChanged { from, to, term, .. } => {
                assert_eq!(self.role, *from);
                assert_ne!(from, to);
                self.enter(*term);
                (self.role, self.votes) = (*to, 0);
            }
            EventKind::TermChanged { term, .. } => {
                assert!(*term > self.term);
                self.enter(*term);
            }
            EventKind::Voted { term, candidate, .. } => {
                assert_eq!((self.term, self.voted_for), (*term, None), "one vote a term");
                self.voted_for = Some(*candidate);
            }
            EventKind::VoteReceived { votes, .. } => {
                assert_eq!((self.role, self.votes + 1), (Role::Candidate, *votes as usize));
                self.votes += 1;
            }
            EventKind::Truncated { from, to, .. } => {
                assert_eq!(self.last.index, *to);
                assert!(*from > self.commit && from <= to, "what is committed stays");
                // Its term is not told; whatever is appended next tells it.
                self.last.index = from.previous();
            }
            EventKind::Appended { first, last, .. } => {
                assert_eq!(first.index, self.last.index.next());
                assert!(first <= last);
                self.last = *last;
            }
            EventKind::Committed { index, .. } => {
                assert!(*index > self.commit && *index <= self.last.index);
                self.commit = *index;
            }
            EventKind::Applied { index, .. } => {
                assert!(*index > self.applied && *index <= self.commit);
                self.applied = *index;
            }
            EventKind::SnapshotReceived { last, .. } => {
                assert!(last.index > self.commit && last.index > self.applied);
                self.last = *last;
            }
            EventKind::SnapshotInstalled { last, .. } => {
                assert!(last.index > self.applied);
                self.applied = last.index;
            }
            other => panic!("{other:?} is not about a node's state"),
        }
    }

    fn enter(&mut self, term: Term) {
        if term != self.term {
            assert!(term > self.term);
            (self.term, self.voted_for, self.votes) = (term, None, 0);
        }
    }
}

/// The node whose state an event is about.
fn subject(kind: &EventKind) -> Option<NodeId> {
    match kind {
        EventKind::RoleChanged { node, .. }
        | EventKind::TermChanged { node, .. }
        | EventKind::Voted { node, .. }
        | EventKind::VoteReceived { node, .. }
        | EventKind::Truncated { node, .. }
        | EventKind::Appended { node, .. }
        | EventKind::Committed { node, .. }
        | EventKind::Applied { node, .. }
        | EventKind::SnapshotReceived { node, .. }
        | EventKind::SnapshotInstalled { node, .. } => Some(*node),
        _ => None,
    }
}

#[test]
fn who_hears_every_event_knows_every_nodes_state() {
    let (mut truncated, mut elected) = (0, 0);
    for seed in 0..36 {
        let raft = Settings {
            pre_vote: seed % 2 == 1,
            check_quorum: seed % 3 == 1,
            snapshot_chunk: 50,
            snapshot_tail: seed % 4,
            ..Settings::default()
        };
        let snapshot_every = (seed % 4 > 0).then_some(5);
        let knobs = Knobs {
            raft,
            snapshot_every,
            loss_ppm: 50_000,
            duplicate_ppm: 50_000,
            ..Knobs::default()
        };
        let mut lab = Lab::with(5, seed, knobs);
        let mut beliefs: BTreeMap<NodeId, Belief> =
            lab.view().nodes.iter().map(|node| (node.id, Belief::of(node))).collect();
        for round in 0..4_000_u64 {
            let from = lab.events.len();
            let node = NodeId(u32::try_from(round / 100 % 5).expect("small") + 1);
            match round % 400 {
                0 => drop(lab.try_do(Action::Crash(node))),
                100 => drop(lab.try_do(Action::Partition(vec![vec![node, NodeId(1)]]))),
                200 => drop(lab.try_do(Action::HealAll)),
                300 => lab.view().nodes.iter().for_each(|node| {
                    drop(lab.try_do(Action::Restart(node.id)));
                }),
                n if n % 20 == 10 => {
                    lab.invoke(put("k", &round.to_string()));
                }
                _ => drop(lab.step()),
            }
            for event in &lab.events[from..] {
                if let Some(belief) = subject(&event.kind).and_then(|id| beliefs.get_mut(&id)) {
                    belief.hear(&event.kind);
                }
            }
            for node in lab.view().nodes {
                // A crash forgets; what is left is what the disk says.
                let started = EventKind::Restarted { node: node.id };
                let restarted = lab.events[from..].iter().any(|event| event.kind == started);
                if node.liveness == Liveness::Down || restarted {
                    beliefs.insert(node.id, Belief::of(&node));
                }
                assert_eq!(beliefs[&node.id], Belief::of(&node), "seed {seed}, round {round}");
            }
        }
        truncated += lab.count(|kind| matches!(kind, EventKind::Truncated { .. }));
        elected +=
            lab.count(|kind| matches!(kind, EventKind::RoleChanged { to: Role::Leader, .. }));
        lab.check();
    }
    assert!(truncated > 5 && elected > 50, "{truncated} truncations and {elected} elections");
}

#[test]
fn every_packet_has_one_beginning_and_one_end() {
    let knobs = Knobs {
        loss_ppm: 100_000,
        duplicate_ppm: 100_000,
        reorder_ppm: 100_000,
        ..Knobs::default()
    };
    let mut lab = Lab::with(5, 1, knobs);
    for n in 0..20 {
        lab.invoke(put("k", &n.to_string()));
    }
    lab.run_ms(3_000);
    let mut in_flight = std::collections::BTreeSet::new();
    for event in &lab.events {
        match &event.kind {
            EventKind::Sent { packet, .. } => assert!(in_flight.insert(*packet)),
            EventKind::Duplicated { packet, copy } => {
                assert!(in_flight.contains(packet) && in_flight.insert(*copy));
            }
            EventKind::Delivered { packet, .. } | EventKind::Lost { packet, .. } => {
                assert!(in_flight.remove(packet), "{packet} ended twice, or never began");
            }
            _ => {}
        }
    }
    let view: std::collections::BTreeSet<_> = lab.view().packets.iter().map(|p| p.id).collect();
    assert_eq!(in_flight, view);
}

#[test]
fn every_cause_points_back_to_something_that_was_under_way() {
    let mut lab = Lab::led(5, 2);
    assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done));
    lab.run_ms(500);
    let (mut packets, mut writes) = (std::collections::BTreeSet::new(), Vec::new());
    for event in &lab.events {
        match event.cause {
            Cause::Packet(id) => assert!(packets.contains(&id), "{event:?}"),
            Cause::Write(node, token) => assert!(writes.contains(&(node, token)), "{event:?}"),
            Cause::Client(client) => assert_eq!(client, YOU),
            Cause::Timer(..)
            | Cause::Command(_)
            | Cause::Chaos
            | Cause::Load
            | Cause::Boot
            | Cause::Snapshot(_)
            | Cause::Apply(_) => {}
        }
        match event.kind {
            EventKind::Sent { packet, .. } => {
                packets.insert(packet);
            }
            EventKind::WriteStarted { node, token } => writes.push((node, token)),
            _ => {}
        }
    }
    assert!(packets.len() > 50 && writes.len() >= 10);
}
