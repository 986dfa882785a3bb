//! The traps around servers that come and go (paper 6; dissertation 4): one test each.

use std::sync::Arc;

use super::cluster::{Cluster, entry, id};
use super::traps::{accepted, append, request, said, vote};
use crate::raft::{
    ChangeRequest, Configuration, Entry, Index, Input, Message, NodeId, NodeSet, Output, Payload,
    ProposalId, Refusal, Role, Settings, Snapshot, Term, TimeoutNow, Timer,
};

fn set(ids: &[u32]) -> NodeSet {
    ids.iter().map(|id| NodeId(*id)).collect()
}

fn joint(voters: &[u32], outgoing: &[u32]) -> Configuration {
    let (voters, outgoing) = (set(voters), set(outgoing));
    Configuration { voters, outgoing, ..Configuration::default() }
}

fn with_learners(voters: &[u32], learners: &[u32]) -> Configuration {
    let (voters, learners) = (set(voters), set(learners));
    Configuration { voters, learners, ..Configuration::default() }
}

fn plain(voters: &[u32]) -> Configuration {
    with_learners(voters, &[])
}

/// Three voters led by `n1`, and so many servers that take no part.
fn led(spares: usize, settings: Settings) -> Cluster {
    let mut cluster = Cluster::with_spares(&[(0, &[][..]); 3], spares, settings);
    cluster.elect(1);
    cluster
}

fn refusals(cluster: &Cluster) -> Vec<(ProposalId, Refusal)> {
    let refused = cluster.outputs.iter().filter_map(|(_, output)| match output {
        Output::ChangeRefused { proposal, refusal } => Some((*proposal, *refusal)),
        _ => None,
    });
    refused.collect()
}

fn completed(cluster: &Cluster) -> Vec<ProposalId> {
    let completed = cluster.outputs.iter().filter_map(|(_, output)| match output {
        Output::Changed { proposal } => Some(*proposal),
        _ => None,
    });
    completed.collect()
}

/// Everything arrives, and the leader says what is committed.
fn calm(cluster: &mut Cluster, leader: u32) {
    cluster.settle();
    if cluster.leads(leader) {
        cluster.fire(leader, Timer::Heartbeat);
        cluster.settle();
    }
}

fn configuration(cluster: &Cluster, id: u32) -> &Configuration {
    cluster.node(id).configuration()
}

fn speaks_to(cluster: &Cluster, leader: u32) -> Vec<u32> {
    match cluster.node(leader).role() {
        Role::Leader(leader) => leader.progress().keys().map(|id| id.0).collect(),
        Role::Follower(_) | Role::PreCandidate(_) | Role::Candidate(_) => Vec::new(),
    }
}

// Single-server change: only when the last configuration is committed and an entry of this term is committed.

#[test]
fn no_voter_changes_before_an_entry_of_the_term_is_committed() {
    // The first publication of single-server changes allowed it: then n1 and n2 could each have added a server of its
    // own to the same four, and each have had a majority.
    let mut cluster = Cluster::with_logs(&[(1, &[1][..]); 3]);
    cluster.fire(1, Timer::Election);
    cluster.persist(1);
    cluster.receive(2, 1, vote(2, true));
    assert!(cluster.leads(1));
    cluster.packets.clear();
    cluster.change(1, &[], &[3]);
    cluster.persist(1);
    cluster.receive(2, 1, accepted(2, 1));
    assert_eq!(configuration(&cluster, 1), &plain(&[1, 2, 3]));
    cluster.receive(2, 1, accepted(2, 2));
    assert_eq!(configuration(&cluster, 1), &joint(&[1, 2], &[1, 2, 3]));
}

#[test]
fn no_voter_changes_before_the_last_configuration_is_committed() {
    let mut cluster = led(1, Settings::default());
    cluster.change(1, &[4], &[]);
    cluster.settle_between(1, 4);
    assert_eq!(configuration(&cluster, 1), &with_learners(&[1, 2, 3], &[4]), "n4 has caught up");
    cluster.settle_between(1, 2);
    assert_eq!(configuration(&cluster, 1), &joint(&[1, 2, 3, 4], &[1, 2, 3]));
    cluster.receive(2, 1, accepted(1, 3));
    cluster.persist(1);
    assert_eq!(configuration(&cluster, 1), &joint(&[1, 2, 3, 4], &[1, 2, 3]), "two of four");
    cluster.receive(3, 1, accepted(1, 3));
    assert_eq!(configuration(&cluster, 1), &plain(&[1, 2, 3, 4]));
    let late = cluster.change(1, &[], &[4]);
    assert_eq!(refusals(&cluster), [(late, Refusal::InProgress)], "it is not committed yet");
}

// Configuration in effect at append, rolled back on truncation; joint configurations must be left again after a leader
// change.

#[test]
fn a_joint_configuration_is_rolled_back_with_its_entry() {
    let mut cluster = led(1, Settings::default());
    cluster.change(1, &[4], &[]);
    cluster.settle_between(1, 4);
    cluster.settle_between(1, 3);
    assert!(configuration(&cluster, 3).is_joint());
    cluster.packets.clear();
    cluster.receive(2, 3, append(2, id(2, 1), &[entry(3, 2)], 0));
    assert_eq!(configuration(&cluster, 3), &with_learners(&[1, 2, 3], &[4]));
    cluster.receive(2, 3, append(3, id(1, 1), &[entry(2, 3)], 0));
    assert_eq!(configuration(&cluster, 3), &plain(&[1, 2, 3]));
}

#[test]
fn a_leader_that_inherits_a_joint_configuration_leaves_it() {
    let mut cluster = Cluster::with_logs(&[(1, &[1][..]); 4]);
    let change = joint(&[1, 2, 4], &[1, 2, 3]);
    let change = Entry { id: id(2, 1), payload: Payload::Configuration(Arc::new(change)) };
    for server in 1..=4 {
        cluster.receive(9, server, append(1, id(1, 1), std::slice::from_ref(&change), 2));
        cluster.persist(server);
    }
    cluster.packets.clear();
    cluster.fire(2, Timer::Election);
    cluster.persist(2);
    for server in [1, 3] {
        cluster.receive(server, 2, vote(2, true));
    }
    cluster.persist(2);
    assert!(configuration(&cluster, 2).is_joint(), "it is committed, but nothing of this term is");
    let refused = cluster.change(2, &[5], &[]);
    assert_eq!(refusals(&cluster), [(refused, Refusal::InProgress)]);
    calm(&mut cluster, 2);
    assert_eq!(configuration(&cluster, 2), &plain(&[1, 2, 4]));
    assert_eq!(cluster.node(3).commit_index(), Index(4), "n3 has left, and was told");
    assert_eq!(speaks_to(&cluster, 2), [1, 4]);
}

#[test]
fn a_joint_decision_needs_both_majorities() {
    let mut cluster = led(2, Settings::default());
    cluster.change(1, &[4, 5], &[1, 2]);
    for server in [4, 5, 2] {
        cluster.settle_between(1, server);
    }
    assert_eq!(configuration(&cluster, 1), &joint(&[3, 4, 5], &[1, 2, 3]));
    assert_eq!(cluster.node(1).commit_index(), Index(2), "n1 and n2 are no majority of n3 n4 n5");
    cluster.settle_between(1, 4);
    assert_eq!(cluster.node(1).commit_index(), Index(2), "nor is n4 alone");
    cluster.settle_between(1, 5);
    assert_eq!(cluster.node(1).commit_index(), Index(3), "most of both have it");
    cluster.settle_between(1, 4);
    assert_eq!(cluster.node(1).commit_index(), Index(4), "n4 and n5 decide for themselves");
    assert!(!cluster.leads(1));
}

// A leader that is removed.

#[test]
fn a_leader_that_leaves_does_not_count_itself_and_when_that_is_committed_another_takes_over() {
    let mut cluster = led(0, Settings::default());
    let change = cluster.change(1, &[], &[1]);
    cluster.persist(1);
    cluster.receive(2, 1, accepted(1, 2));
    assert_eq!(configuration(&cluster, 1), &joint(&[2, 3], &[1, 2, 3]));
    cluster.receive(3, 1, accepted(1, 2));
    assert_eq!(configuration(&cluster, 1), &plain(&[2, 3]));
    cluster.persist(1);
    cluster.receive(2, 1, accepted(1, 3));
    assert_eq!(cluster.node(1).commit_index(), Index(2), "its own copy is not one of theirs");
    cluster.propose(1, "still served");
    assert!(cluster.leads(1));
    cluster.packets.clear();
    cluster.receive(3, 1, accepted(1, 3));
    assert_eq!(completed(&cluster), [change]);
    assert!(said(&cluster, 1, 2).iter().any(|message| {
        matches!(message, Message::AppendEntries(append) if append.leader_commit == Index(3))
    }));
    // The successor lacks an entry, and is called when it has it. Then nobody needs this leader any more.
    assert!(cluster.leads(1));
    cluster.packets.clear();
    cluster.receive(2, 1, accepted(1, 4));
    assert_eq!(
        said(&cluster, 1, 2).last(),
        Some(&Message::TimeoutNow(TimeoutNow { term: Term(1) }))
    );
    assert!(!cluster.leads(1));
    cluster.fire(1, Timer::Election);
    assert_eq!(cluster.node(1).term(), Term(1), "it never stands again");
}

#[test]
fn a_leader_that_leaves_and_whose_successor_does_not_come_goes_all_the_same() {
    let mut cluster = led(0, Settings::default());
    cluster.change(1, &[], &[1]);
    cluster.persist(1);
    for server in [2, 3] {
        cluster.receive(server, 1, accepted(1, 2));
    }
    cluster.propose(1, "not there yet");
    for server in [2, 3] {
        cluster.receive(server, 1, accepted(1, 3));
    }
    assert!(cluster.leads(1));
    cluster.fire(1, Timer::Transfer);
    assert!(!cluster.leads(1));
}

#[test]
fn a_server_that_is_to_leave_stands_if_the_others_may_need_its_log() {
    // Without that nobody could be elected: n1 and n3 need n2's vote by their joint configuration, and their logs are
    // shorter than its log.
    let mut cluster = Cluster::with_spares(&[(0, &[][..]); 2], 1, Settings::default());
    cluster.elect(2);
    cluster.change(2, &[3], &[2]);
    for server in [1, 3] {
        cluster.settle_between(2, server);
    }
    cluster.deliver(2, 1);
    cluster.persist(1);
    cluster.deliver(1, 2);
    cluster.persist(2);
    assert_eq!(configuration(&cluster, 2), &plain(&[1, 3]));
    cluster.crash(2);
    cluster.restart(2);
    cluster.packets.clear();
    cluster.fire(1, Timer::Election);
    cluster.settle();
    assert!(!cluster.leads(1));
    cluster.fire(2, Timer::Election);
    cluster.settle();
    assert!(!cluster.leads(2), "it was elected, and has left");
    assert_eq!(cluster.node(2).commit_index(), cluster.node(2).log().last().index);
    assert!(cluster.leads(1), "it was called");
    assert_eq!(configuration(&cluster, 1), &plain(&[1, 3]));
    cluster.fire(2, Timer::Election);
    assert_eq!(cluster.node(2).leader(), None, "nobody speaks to it any more");
    assert!(cluster.packets.is_empty(), "and it does not stand");
}

#[test]
fn a_leader_that_was_elected_to_leave_begins_no_other_change() {
    let mut cluster = Cluster::with_logs(&[(1, &[1][..]); 3]);
    let without = Entry { id: id(2, 1), payload: Payload::Configuration(Arc::new(plain(&[2, 3]))) };
    cluster.receive(2, 1, append(1, id(1, 1), &[without], 0));
    cluster.settle_between(1, 1);
    cluster.fire(1, Timer::Election);
    cluster.persist(1);
    for server in [2, 3] {
        cluster.receive(server, 1, vote(2, true));
    }
    assert!(cluster.leads(1));
    let back = cluster.change(1, &[1], &[]);
    assert_eq!(refusals(&cluster), [(back, Refusal::InProgress)]);
    cluster.settle();
    assert!(!cluster.leads(1));
    assert_eq!(configuration(&cluster, 2), &plain(&[2, 3]));
}

#[test]
fn a_single_voter_hands_the_cluster_to_another_and_is_alone_again() {
    let mut cluster = Cluster::with_spares(&[(0, &[])], 1, Settings::default());
    cluster.elect(1);
    let (grow, shrink) = (cluster.change(1, &[2], &[]), ProposalId(2));
    calm(&mut cluster, 1);
    assert_eq!(configuration(&cluster, 2), &plain(&[1, 2]));
    assert_eq!(cluster.change(1, &[], &[1]), shrink);
    calm(&mut cluster, 1);
    assert_eq!(completed(&cluster), [grow, shrink]);
    assert_eq!((cluster.leads(1), cluster.leads(2)), (false, true));
    assert_eq!(configuration(&cluster, 2), &plain(&[2]));
}

// Learners.

#[test]
fn a_learner_does_not_count_and_does_not_stand_and_leadership_is_not_handed_to_it() {
    let mut cluster = led(1, Settings::default());
    cluster.crash(3);
    cluster.change(1, &[4], &[]);
    cluster.persist(1);
    cluster.receive(4, 1, accepted(1, 2));
    assert_eq!(cluster.node(1).commit_index(), Index(1), "n1 and n4 are no majority");
    cluster.settle_between(1, 4);
    cluster.fire(4, Timer::Election);
    assert_eq!(cluster.node(4).term(), Term(1));
    let before = cluster.node(1).clone();
    cluster.step(1, Input::Transfer { to: NodeId(4) });
    assert_eq!(cluster.node(1), &before);
}

#[test]
fn a_learner_that_is_asked_for_its_vote_gives_it() {
    // Whoever asks goes by a later configuration, in which n4 votes already (dissertation 4.1).
    let mut cluster = led(1, Settings::default());
    cluster.change(1, &[4], &[]);
    cluster.settle_between(1, 4);
    assert_eq!(configuration(&cluster, 4), &with_learners(&[1, 2, 3], &[4]));
    cluster.receive(2, 4, request(2, id(3, 1)));
    cluster.persist(4);
    assert_eq!(said(&cluster, 4, 2), [vote(2, true)]);
}

#[test]
fn a_learner_that_takes_too_long_has_to_try_again() {
    let mut cluster = led(1, Settings::default());
    cluster.change(1, &[4], &[]);
    cluster.settle_between(1, 2);
    // Three heartbeats are as long as the least election timeout.
    for _ in 0..3 {
        cluster.fire(1, Timer::Heartbeat);
    }
    cluster.propose(1, "x");
    cluster.receive(4, 1, accepted(1, 2));
    assert!(!configuration(&cluster, 1).is_joint(), "it took too long, and the log has grown");
    cluster.receive(4, 1, accepted(1, 3));
    assert!(configuration(&cluster, 1).is_joint());
}

#[test]
fn a_learner_far_behind_gets_a_snapshot_and_the_configuration_with_it() {
    let settings = Settings { snapshot_tail: 0, snapshot_chunk: 1, ..Settings::default() };
    let mut cluster = led(1, settings);
    cluster.change(1, &[], &[3]);
    calm(&mut cluster, 1);
    cluster.take_snapshot(1);
    assert!(cluster.node(1).log().is_empty());
    cluster.change(1, &[4], &[]);
    calm(&mut cluster, 1);
    assert_eq!(configuration(&cluster, 4), &plain(&[1, 2, 4]));
    let configuration =
        cluster.node(4).snapshot().map(|Snapshot { configuration, .. }| &**configuration);
    assert_eq!(configuration, Some(&plain(&[1, 2])), "what ruled where it was taken");
}

// Requests.

#[test]
fn a_later_request_takes_the_place_of_one_that_is_catching_up_and_its_learners_leave() {
    let mut cluster = led(2, Settings::default());
    cluster.crash(4);
    let first = cluster.change(1, &[4], &[2]);
    cluster.settle();
    let second = cluster.change(1, &[], &[4]);
    assert_eq!(refusals(&cluster), [(first, Refusal::Replaced([NodeId(4)].into_iter().collect()))]);
    calm(&mut cluster, 1);
    assert_eq!(completed(&cluster), [second]);
    assert_eq!(configuration(&cluster, 1), &plain(&[1, 2, 3]));
}

#[test]
fn learners_that_a_failed_leader_has_left_behind_stay_until_they_are_promoted_or_removed() {
    let mut cluster = led(2, Settings::default());
    cluster.crash(4);
    let change = cluster.change(1, &[4], &[]);
    cluster.settle();
    cluster.fire(2, Timer::Election);
    cluster.settle();
    assert_eq!(refusals(&cluster), [(change, Refusal::Deposed)]);
    assert_eq!(configuration(&cluster, 2), &with_learners(&[1, 2, 3], &[4]));
    cluster.change(2, &[5], &[]);
    calm(&mut cluster, 2);
    assert_eq!(configuration(&cluster, 2), &with_learners(&[1, 2, 3, 5], &[4]), "n4 is down");
    cluster.change(2, &[], &[4]);
    calm(&mut cluster, 2);
    assert_eq!(configuration(&cluster, 2), &plain(&[1, 2, 3, 5]));
}

// Standing learners.

fn promote(ids: &[u32]) -> ChangeRequest {
    ChangeRequest { promote: set(ids), ..ChangeRequest::default() }
}

fn demote(ids: &[u32]) -> ChangeRequest {
    ChangeRequest { demote: set(ids), ..ChangeRequest::default() }
}

fn learn(ids: &[u32]) -> ChangeRequest {
    ChangeRequest { add_learners: set(ids), ..ChangeRequest::default() }
}

/// Three voters led by `n1`, `n4` that learns, and so many spares more.
fn with_learner(spares: usize) -> Cluster {
    let mut cluster = led(1 + spares, Settings::default());
    let change = cluster.request(1, learn(&[4]));
    calm(&mut cluster, 1);
    assert_eq!(completed(&cluster), [change]);
    cluster
}

#[test]
fn a_standing_learner_is_appended_in_one_step_and_counts_for_nothing() {
    let mut cluster = with_learner(0);
    for server in 1..=4 {
        assert_eq!(configuration(&cluster, server), &with_learners(&[1, 2, 3], &[4]));
    }
    assert_eq!(cluster.node(4).commit_index(), Index(2));
    cluster.crash(2);
    cluster.crash(3);
    cluster.propose(1, "x");
    cluster.settle_between(1, 4);
    assert_eq!(cluster.node(4).log().last().index, Index(3), "it has the entry");
    assert_eq!(cluster.node(1).commit_index(), Index(2), "and decides nothing");
    cluster.fire(4, Timer::Election);
    assert_eq!(cluster.node(4).term(), Term(1), "nor does it stand");
}

#[test]
fn other_changes_leave_standing_learners_what_they_are() {
    let mut cluster = with_learner(1);
    cluster.change(1, &[5], &[2]);
    calm(&mut cluster, 1);
    assert_eq!(configuration(&cluster, 1), &with_learners(&[1, 3, 5], &[4]));
    cluster.change(1, &[], &[4]);
    calm(&mut cluster, 1);
    assert_eq!(configuration(&cluster, 1), &plain(&[1, 3, 5]));
}

#[test]
fn a_promotion_waits_until_the_learner_has_caught_up_and_goes_through_a_joint_configuration() {
    let mut cluster = with_learner(0);
    cluster.crash(4);
    cluster.propose(1, "x");
    let change = cluster.request(1, promote(&[4]));
    calm(&mut cluster, 1);
    assert_eq!(configuration(&cluster, 1), &with_learners(&[1, 2, 3], &[4]));
    cluster.restart(4);
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle_between(1, 4);
    assert_eq!(configuration(&cluster, 1), &joint(&[1, 2, 3, 4], &[1, 2, 3]));
    calm(&mut cluster, 1);
    assert_eq!(configuration(&cluster, 1), &plain(&[1, 2, 3, 4]));
    assert_eq!(completed(&cluster).last(), Some(&change));
}

#[test]
fn a_learner_that_cannot_catch_up_stays_a_learner() {
    let mut cluster = with_learner(1);
    cluster.crash(4);
    cluster.propose(1, "x");
    let change = cluster.request(1, promote(&[4]));
    for _ in 0..70 {
        calm(&mut cluster, 1);
    }
    assert_eq!(refusals(&cluster), [(change, Refusal::NotCaughtUp(NodeId(4)))]);
    assert_eq!(configuration(&cluster, 1), &with_learners(&[1, 2, 3], &[4]));
    // So it does when another request takes the place of its promotion.
    let change = cluster.request(1, promote(&[4]));
    cluster.change(1, &[5], &[]);
    assert_eq!(refusals(&cluster).last(), Some(&(change, Refusal::Replaced(set(&[4])))));
    calm(&mut cluster, 1);
    assert_eq!(configuration(&cluster, 1), &with_learners(&[1, 2, 3, 5], &[4]));
}

#[test]
fn a_voter_that_is_demoted_keeps_its_vote_until_both_majorities_have_agreed() {
    let mut cluster = led(0, Settings::default());
    let change = cluster.request(1, demote(&[2]));
    let joint = Configuration { learners: set(&[2]), ..joint(&[1, 3], &[1, 2, 3]) };
    assert_eq!(configuration(&cluster, 1), &joint);
    assert!(joint.is_voter(NodeId(2)));
    calm(&mut cluster, 1);
    assert_eq!(completed(&cluster), [change]);
    for server in 1..=3 {
        assert_eq!(configuration(&cluster, server), &with_learners(&[1, 3], &[2]));
    }
    assert_eq!(speaks_to(&cluster, 1), [2, 3], "it goes on getting the log");
}

#[test]
fn whoever_inherits_a_demotion_brings_it_to_its_end() {
    let mut cluster = Cluster::with_logs(&[(1, &[1][..]); 3]);
    let change = Configuration { learners: set(&[2]), ..joint(&[1, 3], &[1, 2, 3]) };
    let change = Entry { id: id(2, 1), payload: Payload::Configuration(Arc::new(change)) };
    for server in 1..=3 {
        cluster.receive(9, server, append(1, id(1, 1), std::slice::from_ref(&change), 2));
        cluster.persist(server);
    }
    cluster.packets.clear();
    cluster.fire(3, Timer::Election);
    cluster.persist(3);
    cluster.receive(1, 3, vote(2, true));
    cluster.persist(3);
    calm(&mut cluster, 3);
    assert_eq!(configuration(&cluster, 3), &with_learners(&[1, 3], &[2]));
}

#[test]
fn a_leader_that_is_demoted_leads_until_that_is_committed_and_then_learns() {
    let mut cluster = led(0, Settings::default());
    let change = cluster.request(1, demote(&[1]));
    calm(&mut cluster, 1);
    cluster.settle();
    assert_eq!(completed(&cluster), [change]);
    assert!(!cluster.leads(1));
    let leader = [2, 3].into_iter().find(|server| cluster.leads(*server)).expect("another leads");
    cluster.propose(leader, "x");
    calm(&mut cluster, leader);
    assert_eq!(configuration(&cluster, 1), &with_learners(&[2, 3], &[1]));
    assert_eq!(cluster.node(1).log().last(), cluster.node(leader).log().last());
}

#[test]
fn impossible_promotions_and_demotions_are_refused_and_change_nothing() {
    let mut cluster = with_learner(1);
    let both = ChangeRequest { promote: set(&[4]), ..demote(&[4]) };
    for (request, refusal) in [
        (promote(&[2]), Refusal::AlreadyMember(NodeId(2))),
        (promote(&[5]), Refusal::NotLearner(NodeId(5))),
        (learn(&[3]), Refusal::AlreadyMember(NodeId(3))),
        (learn(&[4]), Refusal::AlreadyLearner(NodeId(4))),
        (demote(&[4]), Refusal::AlreadyLearner(NodeId(4))),
        (demote(&[5]), Refusal::NotMember(NodeId(5))),
        (demote(&[1, 2, 3]), Refusal::LastVoter),
        (both, Refusal::NamedTwice(NodeId(4))),
    ] {
        let before = cluster.node(1).clone();
        let change = cluster.request(1, request);
        assert_eq!(refusals(&cluster).last(), Some(&(change, refusal)));
        assert_eq!(cluster.node(1), &before);
    }
    cluster.request(1, demote(&[2]));
    let change = cluster.request(1, promote(&[4]));
    assert_eq!(refusals(&cluster).last(), Some(&(change, Refusal::InProgress)));
}

#[test]
fn impossible_requests_are_refused_and_change_nothing() {
    let mut cluster = led(1, Settings::default());
    for (add, remove, refusal) in [
        (&[][..], &[][..], Refusal::NothingToChange),
        (&[4], &[4], Refusal::AddedAndRemoved(NodeId(4))),
        (&[3, 4], &[], Refusal::AlreadyMember(NodeId(3))),
        (&[], &[2, 9], Refusal::NotMember(NodeId(9))),
        (&[], &[1, 2, 3], Refusal::LastVoter),
    ] {
        let before = cluster.node(1).clone();
        let change = cluster.change(1, add, remove);
        assert_eq!(refusals(&cluster).last(), Some(&(change, refusal)));
        assert_eq!(cluster.node(1), &before);
    }
    let leader = Some(NodeId(1));
    let change = cluster.change(2, &[4], &[]);
    assert_eq!(refusals(&cluster).last(), Some(&(change, Refusal::NotLeader { leader })));
    cluster.fire(2, Timer::Election);
    let change = cluster.change(2, &[4], &[]);
    let refusal = Refusal::NotLeader { leader: None };
    assert_eq!(refusals(&cluster).last(), Some(&(change, refusal)));
}

#[test]
fn while_leadership_is_handed_over_nothing_is_appended() {
    let mut cluster = led(1, Settings::default());
    cluster.change(1, &[4], &[]);
    cluster.settle_between(1, 4);
    cluster.step(1, Input::Transfer { to: NodeId(2) });
    let change = cluster.change(1, &[4], &[]);
    let leader = Some(NodeId(2));
    assert_eq!(refusals(&cluster), [(change, Refusal::NotLeader { leader })]);
    cluster.receive(3, 1, accepted(1, 2));
    assert_eq!(cluster.node(1).log().last().index, Index(2));
    cluster.fire(1, Timer::Transfer);
    assert!(configuration(&cluster, 1).is_joint());
}

// Removed and unknown servers disturb nobody.

#[test]
fn a_server_that_has_left_is_told_and_then_left_alone() {
    let mut cluster = led(0, Settings::default());
    cluster.change(1, &[], &[3]);
    calm(&mut cluster, 1);
    assert_eq!(configuration(&cluster, 3), &plain(&[1, 2]));
    assert_eq!(cluster.node(3).commit_index(), Index(3));
    assert_eq!(speaks_to(&cluster, 1), [2]);
    cluster.fire(3, Timer::Election);
    assert_eq!((cluster.node(3).term(), cluster.packets.len()), (Term(1), 0));
}

#[test]
fn a_server_that_has_left_while_it_was_away_is_told_for_ten_heartbeats() {
    let mut cluster = led(0, Settings::default());
    cluster.crash(3);
    cluster.change(1, &[], &[3]);
    cluster.settle();
    for _ in 0..10 {
        assert_eq!(speaks_to(&cluster, 1), [2, 3]);
        cluster.fire(1, Timer::Heartbeat);
        cluster.settle();
    }
    cluster.fire(1, Timer::Heartbeat);
    assert_eq!(speaks_to(&cluster, 1), [2]);
}

#[test]
fn a_server_that_has_left_and_does_not_know_it_disturbs_nobody() {
    for settings in [
        Settings { check_quorum: true, ..Settings::default() },
        Settings { pre_vote: true, ..Settings::default() },
    ] {
        let mut cluster = led(0, settings);
        cluster.partition(&[&[1, 2], &[3]]);
        cluster.change(1, &[], &[3]);
        cluster.settle();
        for _ in 0..11 {
            cluster.fire(1, Timer::Heartbeat);
            cluster.settle();
        }
        cluster.cuts.clear();
        assert_eq!(configuration(&cluster, 3), &plain(&[1, 2, 3]));
        cluster.fire(3, Timer::Stickiness);
        for _ in 0..3 {
            cluster.fire(3, Timer::Election);
            cluster.settle();
        }
        assert!(cluster.leads(1));
        assert_eq!(cluster.node(2).term(), Term(1), "{settings:?}");
    }
}

#[test]
fn a_server_that_has_left_gets_no_vote_from_those_who_know_it() {
    let mut cluster = led(0, Settings::default());
    cluster.partition(&[&[1, 2], &[3]]);
    cluster.change(1, &[], &[3]);
    cluster.settle();
    cluster.crash(1);
    cluster.cuts.clear();
    cluster.fire(3, Timer::Election);
    cluster.settle();
    assert!(!cluster.leads(3), "n2 has later entries");
    assert_eq!(cluster.node(2).term(), Term(2), "it takes the term, without check-quorum");
}

#[test]
fn a_candidate_that_a_voters_configuration_does_not_know_gets_its_vote() {
    let mut cluster = led(1, Settings::default());
    cluster.receive(9, 2, request(2, id(7, 1)));
    cluster.persist(2);
    assert_eq!(said(&cluster, 2, 9), [vote(2, true)]);
}
