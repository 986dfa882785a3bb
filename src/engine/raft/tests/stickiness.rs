//! What a server owes its leader (dissertation 4.2.3, 6.4.1), and what frees it: one test each.

use super::cluster::{Cluster, id};
use super::traps::{accepted, append, request, said, vote};
use crate::raft::{
    Campaign, Index, Message, NodeId, RequestVote, Settings, Term, TimeoutNow, Timer,
};

/// Three servers with check-quorum, of which n2 and n3 have just heard n1.
fn led() -> Cluster {
    let settings = Settings { check_quorum: true, ..Settings::default() };
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    cluster.packets.clear();
    cluster
}

/// A request of a server that its leader has called.
fn called(term: u64) -> Message {
    let (last_log, campaign) = (id(1, 1), Campaign::Transfer);
    let request = RequestVote { term: Term(term), last_log, campaign, stands_by: Index::ZERO };
    Message::RequestVote(request)
}

#[track_caller]
fn check_sticks_to_its_leader(cluster: &mut Cluster, server: u32, term: u64) {
    assert!(cluster.node(server).is_sticky() && cluster.waits_for(server, Timer::Stickiness));
    cluster.receive(3, server, request(term + 1, id(9, term)));
    assert_eq!(cluster.node(server).term(), Term(term));
    assert_eq!(cluster.node(server).voted_for(), None);
}

#[test]
fn a_late_answer_of_a_later_term_frees_nobody() {
    for answer in [vote(2, false), vote(2, true), accepted(2, 1)] {
        let mut cluster = led();
        cluster.receive(3, 2, answer);
        assert_eq!(cluster.node(2).term(), Term(2), "the term is taken over all the same");
        check_sticks_to_its_leader(&mut cluster, 2, 2);
        cluster.fire(2, Timer::Stickiness);
        cluster.receive(3, 2, request(3, id(9, 2)));
        while cluster.persist(2) {}
        assert_eq!(said(&cluster, 2, 3), [vote(3, true)], "when its time is over, it is free");
    }
}

#[test]
fn a_server_that_is_made_to_stand_in_a_later_term_waits_until_its_promise_is_over() {
    let mut cluster = led();
    cluster.fire(2, Timer::Election);
    cluster.receive(3, 2, vote(2, false));
    while cluster.persist(2) {}
    cluster.fire(2, Timer::Election);
    assert_eq!(cluster.node(2).term(), Term(2));
    cluster.fire(2, Timer::Stickiness);
    assert_eq!(cluster.node(2).term(), Term(3), "it is overdue, and stands at once");
}

#[test]
fn another_leader_is_owed_the_promise_from_when_it_speaks() {
    let mut cluster = led();
    cluster.receive(3, 2, append(2, id(1, 1), &[], 1));
    assert_eq!(cluster.node(2).leader(), Some(NodeId(3)));
    check_sticks_to_its_leader(&mut cluster, 2, 2);
}

#[test]
fn a_vote_for_a_called_successor_is_given_and_frees_nobody() {
    let mut cluster = led();
    cluster.receive(3, 2, called(2));
    cluster.persist(2);
    assert_eq!(said(&cluster, 2, 3), [vote(2, true)]);
    assert!(cluster.node(2).is_sticky());
    cluster.receive(3, 2, request(3, id(9, 2)));
    assert_eq!(cluster.node(2).term(), Term(2));
}

#[test]
fn after_a_restart_a_late_call_frees_nobody_either() {
    // n3 was called, leads term 2, and has been heard by n2, who crashes. The request that n3 sent when it stood arrives
    // only now: n2 may still give that vote, and n3's lease rests on what n2 has promised.
    let mut cluster = led();
    cluster.receive(3, 2, append(2, id(1, 1), &[], 1));
    cluster.persist(2);
    cluster.crash(2);
    cluster.restart(2);
    cluster.receive(3, 2, called(2));
    assert!(cluster.node(2).is_sticky());
    cluster.receive(1, 2, request(3, id(9, 2)));
    assert_eq!(cluster.node(2).term(), Term(2));
}

#[test]
fn who_is_called_stands_and_owes_nothing_any_more() {
    let mut cluster = led();
    cluster.receive(1, 2, Message::TimeoutNow(TimeoutNow { term: Term(1) }));
    assert_eq!(cluster.node(2).term(), Term(2));
    assert!(!cluster.node(2).is_sticky() && !cluster.waits_for(2, Timer::Stickiness));
}

#[test]
fn whoever_has_voted_does_not_stand_when_its_promise_is_over() {
    for is_overdue in [false, true] {
        let mut cluster = led();
        if is_overdue {
            cluster.fire(2, Timer::Election);
        }
        cluster.receive(3, 2, called(2));
        cluster.persist(2);
        assert_eq!(said(&cluster, 2, 3), [vote(2, true)]);
        cluster.fire(2, Timer::Stickiness);
        assert_eq!(cluster.node(2).term(), Term(2), "it waits for what comes of its vote");
    }
}

#[test]
fn with_pre_votes_alone_a_server_asks_when_its_time_is_over_and_owes_nothing_then() {
    let settings = Settings { pre_vote: true, ..Settings::default() };
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    assert!(cluster.node(2).is_sticky());
    cluster.fire(2, Timer::Election);
    assert!(matches!(cluster.node(2).role(), crate::raft::Role::PreCandidate(_)));
    assert!(!cluster.node(2).is_sticky());
}
