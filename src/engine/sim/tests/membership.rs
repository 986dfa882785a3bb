//! Nodes that join and leave: machines, views and events of it.

use crate::raft::{ChangeRequest, Configuration, Index, NodeSet, Refusal};

use super::super::event::Resignation;
use super::*;

fn ids(ids: &[u32]) -> NodeSet {
    ids.iter().copied().map(NodeId).collect()
}

fn change(lab: &Lab, add: &[u32], remove: &[u32]) -> Action {
    let request = ChangeRequest::of(ids(add), ids(remove));
    Action::ChangeMembership { leader: lab.leader(), request }
}

/// Until the leader goes by just these voters, and everybody of them knows.
#[track_caller]
fn until_members(lab: &mut Lab, members: &[u32]) {
    let expected = Configuration::of(ids(members));
    lab.until("complete change", |view| {
        let knows = |id: &NodeId| view.node(*id).is_some_and(|it| it.configuration == expected);
        view.leader.is_some_and(|leader| expected.is_voter(leader))
            && ids(members).iter().all(|id| knows(&id))
    });
}

#[test]
fn nodes_join_one_after_another_and_several_at_once() {
    for seed in 0..8 {
        let mut lab = Lab::led(3, seed);
        assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done));
        lab.act(change(&lab, &[4], &[]));
        assert_eq!(lab.view().nodes.len(), 4);
        lab.until("learner", |view| view.nodes[3].role == Role::Learner);
        until_members(&mut lab, &[1, 2, 3, 4]);
        assert_eq!(lab.view().quorum, 3, "three of four decide");
        lab.until("end of the first change", |view| {
            let leader = view.leader.and_then(|id| view.node(id));
            leader.is_some_and(|it| it.commit == it.log.last().index)
        });
        lab.act(change(&lab, &[5, 6, 7], &[]));
        until_members(&mut lab, &[1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(lab.view().quorum, 4);
        lab.until("copies", |view| view.nodes.iter().all(|it| it.kv.contains_key("k")));
        lab.run_ms(300);
        let complete = |kind: &EventKind| matches!(kind, EventKind::MembershipChanged { .. });
        assert_eq!(lab.count(complete), 2, "seed {seed}");
        assert_eq!(lab.count(|kind| matches!(kind, EventKind::Booted { .. })), 4);
        lab.check();
    }
}

#[test]
fn a_replacement_goes_through_a_joint_configuration_that_is_seen() {
    let mut lab = Lab::led(3, 2);
    let out = lab.follower().0;
    lab.act(change(&lab, &[4], &[out]));
    lab.until("joint configuration", |view| {
        view.nodes.iter().any(|it| !it.configuration.outgoing.is_empty())
    });
    let stay: Vec<u32> = (1..=4).filter(|id| *id != out).collect();
    until_members(&mut lab, &stay);
    // Whoever has left is still there to be looked at, can be crashed, and may come back.
    lab.run_ms(1_000);
    assert_eq!(lab.node(NodeId(out)).liveness, Liveness::Up);
    lab.act(Action::Crash(NodeId(out)));
    assert!(!lab.node(NodeId(out)).configuration.is_voter(NodeId(out)), "so says its disk");
    lab.act(Action::Restart(NodeId(out)));
    assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done));
    lab.act(change(&lab, &[out], &[]));
    until_members(&mut lab, &[1, 2, 3, 4]);
    lab.check();
}

#[test]
fn a_leader_that_is_removed_finishes_its_work_and_goes() {
    for seed in 0..8 {
        let mut lab = Lab::led(3, seed);
        let node = lab.leader();
        lab.act(change(&lab, &[], &[node.0]));
        let gone = |event: &Event| {
            matches!(event.kind, EventKind::SteppedDown { reason: Resignation::Removed, .. })
        };
        lab.until("another leader", |view| view.leader.is_some_and(|leader| leader != node));
        assert!(lab.events.iter().any(gone), "seed {seed}");
        assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done));
        assert_eq!(lab.view().quorum, 2, "two of two decide");
        lab.check();
    }
}

#[test]
fn impossible_changes_are_refused_in_words_and_switch_nothing_on() {
    let mut lab = Lab::led(3, 3);
    lab.ask(put("k", "v"));
    for (add, remove, expected) in [
        (&[2][..], &[][..], SimError::Change(Refusal::AlreadyMember(NodeId(2)))),
        (&[], &[1, 2, 3], SimError::Change(Refusal::LastVoter)),
        (&[], &[], SimError::Change(Refusal::NothingToChange)),
        (&[4], &[4], SimError::NoSuchNode { node: NodeId(4), count: 3 }),
        (&[], &[9], SimError::NoSuchNode { node: NodeId(9), count: 3 }),
        (&[5], &[], SimError::NotNext { node: NodeId(5), next: NodeId(4) }),
        (&[4, 6], &[], SimError::NotNext { node: NodeId(6), next: NodeId(5) }),
    ] {
        let action = change(&lab, add, remove);
        let before = (lab.view(), lab.cluster.digest());
        assert_eq!(lab.try_do(action), Err(expected));
        assert_eq!((lab.view(), lab.cluster.digest()), before);
    }
    let leader = lab.follower();
    let request = ChangeRequest::of(ids(&[4]), NodeSet::EMPTY);
    let action = Action::ChangeMembership { leader, request };
    let refused = lab.try_do(action).expect_err("it does not lead");
    assert!(matches!(refused, SimError::Change(Refusal::NotLeader { .. })), "{refused}");
    assert_eq!(lab.view().nodes.len(), 3);
}

#[test]
fn a_node_that_waits_to_be_added_disturbs_nobody_and_gets_a_snapshot_if_it_must() {
    let raft = crate::raft::Settings { snapshot_tail: 0, ..Default::default() };
    let mut lab = Lab::with(3, 4, Knobs { raft, snapshot_every: Some(3), ..Knobs::default() });
    lab.until("leader", |view| view.leader.is_some());
    for n in 0..10 {
        assert_eq!(lab.ask(put(&format!("k{n}"), "v")), Some(Reply::Done));
    }
    let term = lab.node(lab.leader()).term;
    lab.act(change(&lab, &[4], &[]));
    lab.act(Action::Crash(NodeId(4)));
    lab.run_ms(2_000);
    assert_eq!(lab.node(lab.leader()).term, term);
    lab.act(Action::Restart(NodeId(4)));
    until_members(&mut lab, &[1, 2, 3, 4]);
    assert!(lab.node(NodeId(4)).log.first_index() > Index(1));
    assert!(lab.node(NodeId(4)).kv.contains_key("k9"));
    lab.check();
}

#[test]
fn a_machine_that_came_later_draws_the_luck_that_it_would_have_had_from_the_beginning() {
    let mut lab = Lab::led(3, 6);
    let copy = lab.cluster.clone();
    lab.act(change(&lab, &[4], &[]));
    let mut again = copy;
    again.command(change(&lab, &[4], &[])).expect("it was possible before");
    again.advance_to(lab.cluster.now().plus_us(2_000_000));
    lab.run_ms(2_000);
    assert_eq!(again.digest(), lab.cluster.digest());
}
