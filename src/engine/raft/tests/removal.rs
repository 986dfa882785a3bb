//! How a removed server learns of it, and why it harms nobody until then: one test each.

use std::sync::Arc;

use super::cluster::{Cluster, id};
use super::traps::{accepted, append, said};
use crate::raft::{
    Campaign, Configuration, Entry, Index, Message, NodeId, Payload, RequestVote, RequestVoteReply,
    Settings, Term, Timer,
};

/// n3 has been removed, which n1 and n2 know to be committed, and knows nothing of it.
fn parted(settings: Settings) -> Cluster {
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    cluster.partition(&[&[1, 2], &[3]]);
    cluster.change(1, &[], &[3]);
    cluster.settle();
    for _ in 0..12 {
        cluster.fire(1, Timer::Heartbeat);
        cluster.settle();
    }
    cluster.cuts.clear();
    cluster
}

/// Makes n3 want to be elected, whatever it owes whom.
fn stand(cluster: &mut Cluster) {
    if cluster.waits_for(3, Timer::Stickiness) {
        cluster.fire(3, Timer::Stickiness);
    }
    cluster.fire(3, Timer::Election);
    cluster.persist(3);
}

fn told(term: u64, at: u64) -> Message {
    Message::RequestVoteReply(RequestVoteReply {
        term: Term(term),
        granted: false,
        pre_vote: false,
        removed_at: Some(Index(at)),
    })
}

fn request(term: u64, stands_by: u64) -> Message {
    let stands_by = Index(stands_by);
    let campaign = Campaign::Election;
    Message::RequestVote(RequestVote { term: Term(term), last_log: id(9, 1), campaign, stands_by })
}

#[test]
fn whoever_knows_that_a_candidate_has_been_removed_tells_it_and_takes_nothing_from_it() {
    let mut cluster = parted(Settings::default());
    let before = [cluster.node(1).clone(), cluster.node(2).clone()];
    stand(&mut cluster);
    assert_eq!(cluster.node(3).term(), Term(2));
    for server in [1, 2] {
        cluster.deliver(3, server);
        assert_eq!(said(&cluster, server, 3), [told(1, 3)]);
    }
    assert_eq!([cluster.node(1).clone(), cluster.node(2).clone()], before);
    cluster.settle();
    for _ in 0..3 {
        stand(&mut cluster);
        assert!(cluster.packets.is_empty(), "it has been told, and stands no more");
    }
}

#[test]
fn a_lost_answer_is_told_again_with_the_next_request() {
    for settings in [
        Settings::default(),
        Settings { check_quorum: true, ..Settings::default() },
        Settings { pre_vote: true, ..Settings::default() },
    ] {
        let mut cluster = parted(settings);
        for _ in 0..3 {
            stand(&mut cluster);
            cluster.deliver(3, 1);
            cluster.deliver(3, 2);
            assert_eq!(cluster.packets.len(), 2, "{settings:?}");
            cluster.packets.clear();
        }
        stand(&mut cluster);
        cluster.settle();
        stand(&mut cluster);
        assert!(cluster.packets.is_empty(), "{settings:?}");
        assert!(cluster.leads(1) && cluster.node(2).term() == Term(1), "{settings:?}");
    }
}

#[test]
fn the_answer_survives_compaction_and_a_change_of_the_leader() {
    let mut cluster = parted(Settings { snapshot_tail: 0, ..Settings::default() });
    for server in [1, 2] {
        cluster.take_snapshot(server);
        while cluster.persist(server) {}
        assert!(cluster.node(server).log().is_empty());
    }
    cluster.crash(1);
    cluster.restart(1);
    cluster.elect(2);
    stand(&mut cluster);
    cluster.settle();
    assert!(cluster.leads(2) && cluster.node(2).term() == Term(2));
    stand(&mut cluster);
    assert!(cluster.packets.is_empty());
}

#[test]
fn an_answer_of_a_server_that_takes_no_part_deposes_no_leader() {
    let mut cluster = parted(Settings::default());
    cluster.receive(3, 1, accepted(7, 1));
    assert!(cluster.leads(1));
    assert_eq!(cluster.node(1).term(), Term(1));
    cluster.receive(2, 1, accepted(7, 1));
    assert_eq!(cluster.node(1).term(), Term(7), "a member's is heard");
}

#[test]
fn who_stands_by_a_later_configuration_is_heard() {
    // n2 knows of nothing after entry 3. Whoever votes since entry 5 may have been added again.
    let mut cluster = parted(Settings::default());
    cluster.receive(3, 2, request(2, 5));
    assert_eq!(cluster.node(2).term(), Term(2));
}

#[test]
fn who_is_added_again_stands_again() {
    let mut cluster = parted(Settings::default());
    cluster.receive(2, 3, told(1, 3));
    stand(&mut cluster);
    assert!(cluster.packets.is_empty());
    let all = Payload::Configuration(Arc::new(Configuration::of([1, 2, 3].map(NodeId))));
    let noop = |index| Entry { id: id(index, 1), payload: Payload::Noop };
    let entries = [noop(2), noop(3), noop(4), Entry { id: id(5, 1), payload: all }];
    cluster.receive(1, 3, append(1, id(1, 1), &entries, 5));
    cluster.persist(3);
    cluster.packets.clear();
    stand(&mut cluster);
    assert_eq!(cluster.packets.len(), 2);
}

#[test]
fn a_server_that_comes_back_before_it_has_heard_that_it_left_is_a_member_like_others() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.partition(&[&[1, 2], &[3]]);
    cluster.change(1, &[], &[3]);
    cluster.settle();
    cluster.change(1, &[3], &[]);
    cluster.cuts.clear();
    for _ in 0..12 {
        cluster.fire(1, Timer::Heartbeat);
        cluster.settle();
    }
    assert!(cluster.node(1).configuration().is_voter(NodeId(3)));
    cluster.propose(1, "x");
    cluster.settle();
    assert_eq!(cluster.terms(3), cluster.terms(1), "it gets what the others get");
}
