//! The traps around pre-votes (dissertation 9.6) and quorums that fall silent (6.2): one test each.

use super::cluster::{Cluster, entry, id};
use super::traps::{append, request, said};
use crate::raft::{
    Campaign, Index, Input, LogId, Message, NodeId, Output, RequestVote, RequestVoteReply, Role,
    Settings, Term, Timer,
};

fn pre_voting() -> Settings {
    Settings { pre_vote: true, ..Settings::default() }
}

fn checking() -> Settings {
    Settings { check_quorum: true, ..Settings::default() }
}

/// A leader's quorum is checked twice: the first check may still have heard somebody.
fn check_twice(cluster: &mut Cluster, leader: u32) {
    for _ in 0..2 {
        if cluster.leads(leader) {
            cluster.fire(leader, Timer::Heartbeat);
            cluster.settle();
            cluster.fire(leader, Timer::Quorum);
        }
    }
}

fn pre_request(term: u64, last_log: LogId) -> Message {
    let campaign = Campaign::PreVote;
    let stands_by = last_log.index;
    Message::RequestVote(RequestVote { term: Term(term), last_log, campaign, stands_by })
}

fn pre_vote(term: u64, granted: bool) -> Message {
    Message::RequestVoteReply(RequestVoteReply {
        term: Term(term),
        granted,
        pre_vote: true,
        removed_at: None,
    })
}

fn asks(cluster: &Cluster, id: u32) -> bool {
    matches!(cluster.node(id).role(), Role::PreCandidate(_))
}

#[test]
fn a_server_whose_term_is_not_durable_yet_begins_no_other() {
    for settings in [Settings::default(), pre_voting()] {
        let mut cluster = Cluster::with_settings(&[(1, &[1]), (1, &[1]), (1, &[1])], settings);
        cluster.receive(2, 1, request(2, id(1, 1)));
        cluster.fire(1, Timer::Election);
        assert!(cluster.waits_for(1, Timer::Election), "it tries again later");
        assert_eq!((cluster.node(1).term(), asks(&cluster, 1)), (Term(2), false));
        while cluster.persist(1) {}
        cluster.fire(1, Timer::Election);
        let asked = Term(if settings.pre_vote { 2 } else { 3 });
        assert_eq!((cluster.node(1).term(), asks(&cluster, 1)), (asked, settings.pre_vote));
    }
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

    cluster.fire(2, Timer::Stickiness);
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

// Partial partition: a leader that cannot reach a quorum steps down, even if a bridge node still hears it.

#[test]
fn a_leader_that_only_a_bridge_can_hear_steps_down_and_the_others_elect_another() {
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 5], checking());
    cluster.elect(1);
    // n2 hears everybody; n1 and the three others do not hear each other.
    cluster.partition(&[&[1], &[3, 4, 5]]);
    check_twice(&mut cluster, 1);
    assert!(!cluster.leads(1));
    assert_eq!(cluster.node(1).term(), Term(1));
    assert_eq!(cluster.node(1).voted_for(), Some(NodeId(1)), "the vote of this term stays");
    assert!(cluster.waits_for(1, Timer::Election) && !cluster.waits_for(1, Timer::Heartbeat));

    cluster.forget_leaders();
    cluster.fire(3, Timer::Election);
    cluster.settle();
    assert!(cluster.leads(3));
}

#[test]
fn a_leader_that_is_heard_and_hears_nobody_steps_down() {
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], checking());
    cluster.elect(1);
    cluster.cuts.extend([(NodeId(2), NodeId(1)), (NodeId(3), NodeId(1))]);
    check_twice(&mut cluster, 1);
    assert!(!cluster.leads(1));
}

#[test]
fn a_leader_that_hears_a_quorum_stays_and_one_answer_does_not_count_twice() {
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], checking());
    cluster.elect(1);
    cluster.crash(3);
    check_twice(&mut cluster, 1);
    assert!(cluster.leads(1), "n2 answers");
    cluster.crash(2);
    cluster.fire(1, Timer::Quorum);
    assert!(!cluster.leads(1), "n2 has not answered since the last check");
}

#[test]
fn check_quorum_begins_with_a_heartbeat_when_it_is_switched_on_and_ends_with_a_check_when_off() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    let mut node = cluster.node(1).clone();
    node.set_settings(checking());
    let mut outputs = Vec::new();
    node.step(Input::Fired(Timer::Heartbeat), &mut outputs);
    node.set_settings(Settings::default());
    node.step(Input::Fired(Timer::Quorum), &mut outputs);
    assert!(matches!(node.role(), Role::Leader(_)), "nobody has answered, and nobody minds");
    let begun = |output: &&Output| matches!(output, Output::SetTimer { timer: Timer::Quorum, .. });
    assert_eq!(outputs.iter().filter(begun).count(), 1);
}

#[test]
fn a_stranger_with_a_later_term_deposes_nobody_while_the_leader_is_heard() {
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], checking());
    cluster.elect(1);
    let (leader, follower) = (cluster.node(1).clone(), cluster.node(2).clone());
    for server in [1, 2] {
        cluster.receive(9, server, request(7, id(9, 7)));
    }
    assert_eq!((cluster.node(1), cluster.node(2)), (&leader, &follower));
    cluster.fire(2, Timer::Stickiness);
    cluster.receive(9, 2, request(7, id(9, 7)));
    assert_eq!(cluster.node(2).term(), Term(7));
}

#[test]
fn a_voter_that_has_just_restarted_is_as_loyal_as_if_it_had_just_heard_its_leader() {
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], checking());
    cluster.elect(1);
    cluster.crash(2);
    cluster.restart(2);
    cluster.receive(3, 2, request(2, id(9, 1)));
    assert_eq!(cluster.node(2).term(), Term(1));
    cluster.fire(2, Timer::Stickiness);
    cluster.receive(3, 2, request(2, id(9, 1)));
    assert_eq!(cluster.node(2).voted_for(), Some(NodeId(3)));
}

#[test]
fn whoever_asks_for_pre_votes_counts_itself_among_the_willing_alone() {
    let mut cluster = Cluster::with_settings(&[(1, &[1][..]); 3], pre_voting());
    cluster.fire(1, Timer::Election);
    let Role::PreCandidate(asked) = cluster.node(1).role() else { panic!("n1 asks") };
    assert_eq!((asked.granted(), asked.refused()), ([NodeId(1)].into(), [].into()));
}
