//! The traps around handing over the leadership (dissertation 3.10): one test each.

use super::cluster::{Cluster, id};
use super::traps::{append, said, vote};
use crate::raft::{
    Configuration, Entry, Input, LeadershipTransfer, Message, NodeId, Output, Payload, Role,
    Settings, Term, TimeoutNow, Timer, TransferOutcome,
};

fn transfer(to: u32) -> Input {
    Input::Transfer { to: NodeId(to) }
}

fn timeout_now(term: u64) -> Message {
    Message::TimeoutNow(TimeoutNow { term: Term(term) })
}

fn under_way(cluster: &Cluster, id: u32) -> Option<&LeadershipTransfer> {
    match cluster.node(id).role() {
        Role::Leader(leader) => leader.transfer(),
        Role::Follower(_) | Role::PreCandidate(_) | Role::Candidate(_) => None,
    }
}

/// How transfers have ended since this was last asked: who says so, of whom, and what.
fn answers(cluster: &mut Cluster) -> Vec<(u32, u32, TransferOutcome)> {
    let outputs = std::mem::take(&mut cluster.outputs).into_iter();
    let ended = outputs.filter_map(|(id, output)| match output {
        Output::TransferEnded { to, outcome } => Some((id.0, to.0, outcome)),
        _ => None,
    });
    ended.collect()
}

// Transfer: times out, is cleared by every role change, and whoever asked for it is answered.

#[test]
fn a_transfer_ends_when_its_time_is_over_and_the_leader_goes_on() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.crash(2);
    cluster.propose(1, "x");
    cluster.step(1, transfer(2));
    cluster.propose(1, "refused");
    assert_eq!(cluster.node(1).log().len(), 2);
    cluster.fire(1, Timer::Transfer);
    assert_eq!(under_way(&cluster, 1), None);
    assert_eq!(answers(&mut cluster), [(1, 2, TransferOutcome::TimedOut)]);
    cluster.propose(1, "y");
    assert_eq!(cluster.node(1).log().len(), 3);
}

#[test]
fn a_successor_is_told_only_once_it_has_everything_and_only_once() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.propose(1, "x");
    cluster.step(1, transfer(2));
    cluster.step(1, transfer(2));
    let told = |cluster: &Cluster| said(cluster, 1, 2).contains(&timeout_now(1));
    let called = |cluster: &Cluster| under_way(cluster, 1).map(LeadershipTransfer::is_called);
    assert_eq!((told(&cluster), called(&cluster)), (false, Some(false)));
    assert_eq!(answers(&mut cluster), [], "a request that is repeated changes nothing");
    cluster.deliver(1, 2);
    cluster.persist(2);
    cluster.deliver(2, 1);
    assert_eq!((told(&cluster), called(&cluster)), (true, Some(true)));
    cluster.receive(2, 1, super::traps::accepted(1, 2));
    assert_eq!(said(&cluster, 1, 2).iter().filter(|m| **m == timeout_now(1)).count(), 1);
}

#[test]
fn every_change_of_role_ends_a_transfer() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.step(1, transfer(2));
    cluster.receive(3, 1, append(2, id(1, 1), &[], 0));
    assert!(!cluster.waits_for(1, Timer::Transfer));
    cluster.packets.clear();
    while cluster.persist(1) {}
    cluster.elect(1);
    assert_eq!(under_way(&cluster, 1), None);

    cluster.step(1, transfer(2));
    cluster.step(1, Input::StepDown);
    assert!(!cluster.waits_for(1, Timer::Transfer) && !cluster.leads(1));
}

#[test]
fn whoever_asked_hears_that_the_successor_leads_or_that_it_does_not() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.step(1, transfer(2));
    cluster.settle();
    assert!(cluster.leads(2));
    assert_eq!(answers(&mut cluster), [(1, 2, TransferOutcome::Completed)]);

    // n3 has been called, and n1 takes the leadership before it can.
    cluster.step(2, transfer(3));
    cluster.packets.clear();
    cluster.fire(1, Timer::Election);
    cluster.settle();
    assert_eq!(answers(&mut cluster), [(2, 3, TransferOutcome::Deposed)]);

    // n3 lacks an entry, and so has not been called when the leader gives up.
    cluster.crash(3);
    cluster.propose(1, "x");
    cluster.step(1, transfer(3));
    cluster.step(1, Input::StepDown);
    assert_eq!(answers(&mut cluster), [(1, 3, TransferOutcome::Deposed)]);
    let term = cluster.node(1).term().0 + 1;
    cluster.receive(2, 1, append(term, id(0, 0), &[], 0));
    assert_eq!(cluster.node(1).leader(), Some(NodeId(2)));
    assert_eq!(answers(&mut cluster), [], "it has been answered");
}

#[test]
fn a_transfer_to_another_server_takes_the_place_of_the_one_before() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.propose(1, "x");
    cluster.step(1, transfer(2));
    cluster.step(1, transfer(3));
    cluster.deliver(1, 2);
    cluster.persist(2);
    cluster.deliver(2, 1);
    assert_eq!(said(&cluster, 1, 2), []);
    assert_eq!(under_way(&cluster, 1).map(LeadershipTransfer::to), Some(NodeId(3)));
    assert_eq!(answers(&mut cluster), [(1, 2, TransferOutcome::Replaced)]);
}

#[test]
fn a_transfer_to_itself_to_a_stranger_or_by_a_follower_is_refused_and_has_no_effect() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    for (server, to) in [(1, 1), (1, 9), (2, 3)] {
        let before = cluster.node(server).clone();
        cluster.step(server, transfer(to));
        assert_eq!(cluster.node(server), &before);
        assert_eq!(answers(&mut cluster), [(server, to, TransferOutcome::Refused)]);
    }
    assert!(cluster.packets.is_empty());
}

#[test]
fn what_was_being_gathered_is_sent_so_that_the_successor_can_catch_up() {
    let settings = Settings { batch_us: 1, ..Settings::default() };
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    cluster.propose(1, "x");
    cluster.step(1, transfer(2));
    assert!(!cluster.waits_for(1, Timer::Batch));
    cluster.settle();
    assert!(cluster.leads(2));
}

#[test]
fn a_call_to_take_over_asks_no_pre_votes_and_is_heard_by_those_that_hear_the_leader() {
    let settings = Settings { pre_vote: true, check_quorum: true, ..Settings::default() };
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    cluster.step(1, transfer(3));
    cluster.settle();
    assert!(cluster.leads(3));
    assert_eq!(cluster.node(1).leader(), Some(NodeId(3)));
    assert_eq!(cluster.node(1).term(), Term(2));
}

#[test]
fn a_call_to_take_over_that_is_late_or_for_one_that_does_not_vote_starts_nothing() {
    let mut cluster = Cluster::with_logs(&[(3, &[1]), (3, &[1])]);
    cluster.receive(2, 1, timeout_now(2));
    assert_eq!(cluster.node(1).term(), Term(3));
    let without = Configuration::of([2, 3].map(NodeId));
    let change = Payload::Configuration(std::sync::Arc::new(without));
    cluster.receive(2, 1, append(3, id(1, 1), &[Entry { id: id(2, 3), payload: change }], 2));
    cluster.receive(2, 1, timeout_now(3));
    assert_eq!(cluster.node(1).term(), Term(3));
}

#[test]
fn whoever_steps_down_keeps_its_term_and_its_vote() {
    let mut cluster = Cluster::of(3);
    cluster.fire(1, Timer::Election);
    cluster.persist(1);
    cluster.step(1, Input::StepDown);
    cluster.receive(2, 1, vote(1, true));
    assert!(!cluster.leads(1), "it does not want to lead any more");
    assert_eq!(cluster.node(1).voted_for(), Some(NodeId(1)));
    assert!(cluster.waits_for(1, Timer::Election));

    cluster.packets.clear();
    cluster.elect(1);
    cluster.step(1, Input::StepDown);
    cluster.propose(1, "x");
    let refused = |(_, output): &(NodeId, Output)| matches!(output, Output::NotLeader { .. });
    assert!(cluster.outputs.iter().any(refused));
    assert!(!cluster.waits_for(1, Timer::Heartbeat));
}

// Priorities.

/// Three voters led by `n1`, of whom `n2` has a higher priority than the others.
fn with_priority() -> Cluster {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.settle();
    cluster.configure(2, Settings { priority: 5, ..Settings::default() });
    cluster
}

#[test]
fn a_leader_hands_over_to_a_voter_of_higher_priority_that_answers() {
    let mut cluster = with_priority();
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    assert!(cluster.leads(1), "nothing was known of it before it answered");
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    assert!(cluster.leads(2));
    for _ in 0..3 {
        cluster.fire(2, Timer::Heartbeat);
        cluster.settle();
    }
    assert!(cluster.leads(2), "and nobody has a higher one");
}

#[test]
fn a_leader_of_the_same_priority_stays() {
    let mut cluster = with_priority();
    cluster.configure(1, Settings { priority: 5, ..Settings::default() });
    for _ in 0..3 {
        cluster.fire(1, Timer::Heartbeat);
        cluster.settle();
    }
    assert!(cluster.leads(1));
}

#[test]
fn a_server_that_does_not_answer_or_lacks_what_is_committed_is_not_handed_the_leadership() {
    let mut cluster = with_priority();
    cluster.crash(2);
    for _ in 0..3 {
        cluster.fire(1, Timer::Heartbeat);
        cluster.settle();
    }
    assert!(!cluster.waits_for(1, Timer::Transfer));
    cluster.propose(1, "x");
    cluster.settle();
    cluster.restart(2);
    cluster.configure(2, Settings { priority: 5, ..Settings::default() });
    cluster.fire(1, Timer::Heartbeat);
    cluster.deliver(1, 2);
    cluster.persist(2);
    cluster.deliver(2, 1);
    cluster.fire(1, Timer::Heartbeat);
    assert!(!cluster.waits_for(1, Timer::Transfer), "it lacks the entry");
    cluster.settle();
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    assert!(cluster.leads(2), "now it has it");
}

#[test]
fn a_leader_whose_successor_did_not_take_over_leads_on_for_a_while() {
    let mut cluster = with_priority();
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    cluster.fire(1, Timer::Heartbeat);
    assert!(cluster.waits_for(1, Timer::Transfer));
    cluster.packets.clear();
    cluster.fire(1, Timer::Transfer);
    for _ in 0..10 {
        cluster.fire(1, Timer::Heartbeat);
        cluster.settle();
        assert!(!cluster.waits_for(1, Timer::Transfer));
    }
    cluster.propose(1, "taken");
    cluster.settle();
    assert_eq!(cluster.node(1).commit_index(), cluster.node(1).log().last().index);
}
