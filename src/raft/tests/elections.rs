//! The traps around pre-votes (dissertation 9.6): one test each.

use super::cluster::{Cluster, entry, id};
use super::traps::{append, request, said};
use crate::raft::{
    Campaign, Index, LogId, Message, NodeId, RequestVote, RequestVoteReply, Role, Settings, Term,
    Timer,
};

fn pre_voting() -> Settings {
    Settings { pre_vote: true, ..Settings::default() }
}

fn pre_request(term: u64, last_log: LogId) -> Message {
    Message::RequestVote(RequestVote { term: Term(term), last_log, campaign: Campaign::PreVote })
}

fn pre_vote(term: u64, granted: bool) -> Message {
    Message::RequestVoteReply(RequestVoteReply { term: Term(term), granted, pre_vote: true })
}

fn asks(cluster: &Cluster, id: u32) -> bool {
    matches!(cluster.node(id).role(), Role::PreCandidate(_))
}

// Pre-vote liveness: a node on a lower term with the longest log must not get stuck: adopt the term from a rejection.

#[test]
fn the_longest_log_on_a_lower_term_takes_the_term_from_a_refusal_and_wins() {
    let mut cluster =
        Cluster::with_settings(&[(3, &[1, 3, 3]), (7, &[1, 3]), (7, &[1])], pre_voting());
    // n3 is down: n1 is the only one that can win, and its term is behind.
    cluster.crash(3);
    cluster.fire(2, Timer::Election);
    cluster.packets.clear();
    cluster.fire(1, Timer::Election);
    cluster.settle();
    assert_eq!(cluster.node(1).term(), Term(7), "learnt from the refusal");
    assert!(!cluster.leads(1));
    cluster.fire(1, Timer::Election);
    cluster.settle();
    assert!(cluster.leads(1));
    assert_eq!(cluster.node(1).term(), Term(8));
}

#[test]
fn a_pre_vote_changes_no_vote_and_no_timer_and_is_given_to_many() {
    let mut cluster = Cluster::with_settings(&[(1, &[1]), (1, &[1]), (1, &[1])], pre_voting());
    cluster.receive(2, 1, request(1, id(1, 1)));
    cluster.persist(1);
    cluster.outputs.clear();
    let before = cluster.node(1).clone();
    for asker in [2, 3] {
        cluster.receive(asker, 1, pre_request(1, id(1, 1)));
        assert_eq!(said(&cluster, 1, asker).last(), Some(&pre_vote(1, true)));
    }
    assert_eq!(cluster.node(1), &before);
    assert_eq!(cluster.outputs.len(), 2, "two answers, and nothing else");
}

#[test]
fn a_shorter_log_gets_no_pre_vote() {
    let mut cluster = Cluster::with_settings(&[(2, &[1, 2]), (2, &[1, 1, 1])], pre_voting());
    cluster.receive(2, 1, pre_request(2, id(3, 1)));
    assert_eq!(said(&cluster, 1, 2), [pre_vote(2, false)]);
}

#[test]
fn while_a_leader_is_heard_a_pre_vote_of_a_later_term_is_not_even_listened_to() {
    let mut cluster = Cluster::with_settings(&[(1, &[1][..]); 3], pre_voting());
    cluster.elect(1);
    let (leader, follower) = (cluster.node(1).clone(), cluster.node(2).clone());
    cluster.receive(3, 1, pre_request(9, id(9, 9)));
    cluster.receive(3, 2, pre_request(9, id(9, 9)));
    assert_eq!((cluster.node(1), cluster.node(2)), (&leader, &follower));
    assert!(cluster.packets.is_empty());

    cluster.fire(2, Timer::Quiet);
    cluster.receive(3, 2, pre_request(9, id(9, 9)));
    cluster.persist(2);
    assert_eq!(said(&cluster, 2, 3), [pre_vote(9, true)]);
}

#[test]
fn pre_votes_are_no_votes_and_votes_are_no_pre_votes() {
    let mut cluster = Cluster::with_settings(&[(1, &[1][..]); 5], pre_voting());
    cluster.fire(1, Timer::Election);
    for voter in [2, 3] {
        cluster.receive(voter, 1, super::traps::vote(1, true));
    }
    assert!(asks(&cluster, 1), "these are of a candidacy in term 1 that has ended");
    for voter in [2, 3] {
        cluster.receive(voter, 1, pre_vote(1, true));
    }
    cluster.persist(1);
    for voter in [2, 3, 4, 5] {
        cluster.receive(voter, 1, pre_vote(2, true));
    }
    assert_eq!(cluster.node(1).term(), Term(2));
    assert!(!cluster.leads(1), "nobody has voted in term 2 but n1");
}

#[test]
fn a_pre_candidate_that_votes_for_another_stops_asking() {
    let mut cluster = Cluster::with_settings(&[(1, &[1][..]); 3], pre_voting());
    cluster.fire(1, Timer::Election);
    cluster.receive(2, 1, request(1, id(1, 1)));
    cluster.receive(3, 1, pre_vote(1, true));
    assert_eq!(cluster.node(1).voted_for(), Some(NodeId(2)));
    assert_eq!(cluster.node(1).term(), Term(1), "it would have stood against its own vote");
}

#[test]
fn a_pre_candidate_follows_a_leader_that_speaks() {
    let mut cluster = Cluster::with_settings(&[(1, &[1][..]); 3], pre_voting());
    cluster.fire(1, Timer::Election);
    cluster.propose(1, "x");
    cluster.receive(2, 1, append(1, id(1, 1), &[entry(2, 1)], 0));
    assert_eq!(cluster.node(1).leader(), Some(NodeId(2)));
    assert_eq!(cluster.node(1).log().last().index, Index(2));
}

#[test]
fn a_single_server_asks_nobody() {
    let mut cluster = Cluster::with_settings(&[(0, &[])], pre_voting());
    cluster.fire(1, Timer::Election);
    cluster.settle();
    assert!(cluster.leads(1));
}
