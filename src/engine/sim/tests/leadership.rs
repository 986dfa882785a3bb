//! How leaders come and go by request, and how the cluster keeps those that work and loses those that do not: what the
//! protocol does about it, as events and views show it.

use crate::raft::{Settings, TransferOutcome};

use super::super::event::Resignation;
use super::*;

/// A led cluster of five that asks before elections and checks its quorum.
fn careful(seed: u64) -> Lab {
    let raft = Settings { pre_vote: true, check_quorum: true, ..Settings::default() };
    let mut lab = Lab::with(5, seed, Knobs { raft, ..Knobs::default() });
    lab.until("leader", |view| view.leader.is_some());
    lab.run_ms(200);
    lab
}

fn links_to(node: NodeId) -> Vec<(NodeId, NodeId)> {
    (1..=5).map(NodeId).filter(|other| *other != node).map(|other| (other, node)).collect()
}

#[test]
fn impossible_transfers_are_refused_in_words_and_change_nothing() {
    let mut lab = Lab::led(3, 1);
    let (leader, follower) = (lab.leader(), lab.follower());
    for (action, expected) in [
        (
            Action::Transfer { leader, to: leader },
            format!("{leader} leads already: transfer to another node"),
        ),
        (
            Action::Transfer { leader: follower, to: leader },
            format!(
                "{follower} does not lead, so it has no leadership to transfer: name the leader"
            ),
        ),
        (
            Action::Transfer { leader, to: NodeId(9) },
            "there is no n9: the nodes are n1 to n3".to_owned(),
        ),
        (
            Action::StepDown(follower),
            format!("{follower} neither leads nor stands for election: it has nothing to give up"),
        ),
    ] {
        let before = (lab.view(), lab.cluster.digest());
        let error = lab.try_do(action).expect_err("it is not possible");
        assert_eq!(error.to_string(), expected);
        assert_eq!((lab.view(), lab.cluster.digest()), before);
    }
    lab.act(Action::Pause(leader));
    let error = lab.try_do(Action::StepDown(leader)).expect_err("it is paused");
    assert_eq!(error.to_string(), format!("{leader} is paused: resume it first"));
}

#[test]
fn a_handover_shows_while_it_runs_and_ends_with_the_successor_leading() {
    for seed in 0..20 {
        let mut lab = careful(seed);
        let (leader, to) = (lab.leader(), lab.follower());
        lab.invoke(put("k", "v"));
        let stand =
            |kind: &EventKind| matches!(kind, EventKind::RoleChanged { to: Role::Candidate, .. });
        let stood = lab.count(stand);
        lab.act(Action::Transfer { leader, to });
        assert_eq!(lab.node(leader).handover, Some(to));
        lab.until("successor", |view| view.leader == Some(to));
        assert_eq!(lab.count(stand), stood + 1, "seed {seed}: the successor, and nobody else");
        lab.until("answer", |view| view.clients[0].waiting.is_empty());
        assert_eq!(lab.ask(get("k")), value("v"));
        let outcome = TransferOutcome::Completed;
        let done = EventKind::TransferEnded { node: leader, to, outcome };
        assert_eq!(lab.count(|kind| *kind == done), 1);
        lab.check();
    }
}

#[test]
fn a_handover_to_a_node_that_is_down_ends_and_says_so() {
    let mut lab = careful(4);
    let (node, to) = (lab.leader(), lab.follower());
    lab.act(Action::Crash(to));
    lab.act(Action::Transfer { leader: node, to });
    lab.until("end of the handover", |view| view.nodes.iter().all(|it| it.handover.is_none()));
    let outcome = TransferOutcome::TimedOut;
    assert_eq!(lab.count(|kind| *kind == EventKind::TransferEnded { node, to, outcome }), 1);
    assert_eq!(lab.leader(), node);
    assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done));
}

#[test]
fn a_leader_that_hears_no_quorum_steps_down_and_says_why() {
    let mut lab = careful(5);
    let (node, term) = (lab.leader(), lab.view().nodes[0].term);
    lab.act(Action::Cut(links_to(node)));
    let gone = EventKind::SteppedDown { node, term, reason: Resignation::NoQuorum };
    lab.until("another leader", |view| view.leader.is_some_and(|id| id != node));
    assert_eq!(lab.count(|kind| *kind == gone), 1);

    lab.act(Action::HealAll);
    lab.run_ms(500);
    let node = lab.leader();
    let term = lab.node(node).term;
    lab.act(Action::StepDown(node));
    let asked = EventKind::SteppedDown { node, term, reason: Resignation::Asked };
    assert_eq!(lab.count(|kind| *kind == asked), 1);
    lab.until("a leader again", |view| view.leader.is_some());
    lab.check();
}

#[test]
fn a_leader_that_hears_no_quorum_stays_where_nobody_checks() {
    let mut lab = Lab::led(5, 5);
    let node = lab.leader();
    lab.act(Action::Cut(links_to(node)));
    lab.run_ms(5_000);
    assert_eq!(lab.leader(), node);
}

#[test]
fn a_node_alone_asks_and_asks_and_its_term_stays() {
    let mut lab = careful(6);
    let (alone, leader) = (lab.follower(), lab.leader());
    lab.act(Action::Partition(vec![vec![alone]]));
    let term = lab.node(alone).term;
    lab.run_ms(5_000);
    assert_eq!((lab.node(alone).role, lab.node(alone).term), (Role::PreCandidate, term));
    assert_eq!(lab.node(alone).votes, [alone].into());
    lab.act(Action::HealAll);
    lab.run_ms(1_000);
    assert_eq!((lab.leader(), lab.node(leader).term), (leader, term));
}

#[test]
fn the_answers_to_a_pre_candidate_are_counted_up_to_the_one_that_is_enough() {
    let lab = careful(7);
    let won = lab
        .events
        .iter()
        .position(|event| matches!(event.kind, EventKind::RoleChanged { to: Role::Candidate, .. }));
    let before = &lab.events[..won.expect("somebody stood")];
    let counted: Vec<u32> = before
        .iter()
        .filter_map(|event| match event.kind {
            EventKind::PreVoteReceived { votes, .. } => Some(votes),
            _ => None,
        })
        .collect();
    assert_eq!(counted, [2, 3]);
}
