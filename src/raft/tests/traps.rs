//! One test for each trap that known implementations have fallen into, as far as the protocol has the feature.

use super::cluster::{Cluster, id};
use crate::raft::{Index, NodeId, Timer};

#[test]
fn a_single_voter_commits_nothing_before_it_is_durable() {
    let mut cluster = Cluster::of(1);
    cluster.fire(1, Timer::Election);
    assert_eq!(cluster.node(1).leader(), None, "its own vote is not on disk");
    cluster.persist(1);
    assert_eq!(cluster.node(1).commit_index(), Index(0));
    cluster.persist(1);
    assert_eq!(cluster.node(1).commit_index(), Index(1));
    cluster.propose(1, "x");
    assert_eq!(cluster.node(1).commit_index(), Index(1));
    cluster.persist(1);
    assert_eq!(cluster.node(1).commit_index(), Index(2));
    assert_eq!(cluster.applied(1).len(), 2);
}

#[test]
fn a_vote_survives_a_crash_and_is_not_given_twice() {
    let mut cluster = Cluster::of(3);
    cluster.fire(1, Timer::Election);
    cluster.persist(1);
    cluster.deliver(1, 2);
    cluster.persist(2);
    cluster.take(2, 1).expect("n2's vote");
    cluster.crash(2);
    cluster.restart(2);

    cluster.fire(3, Timer::Election);
    cluster.persist(3);
    cluster.deliver(3, 2);
    cluster.persist(2);
    cluster.deliver(2, 3);
    assert_eq!(cluster.disk(2).hard_state.voted_for, Some(NodeId(1)));
    assert_eq!(cluster.node(3).leader(), None);
}

#[test]
fn a_deposed_leader_waits_for_a_leader_again_and_its_lost_entries_are_replaced() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.partition(&[&[1], &[2, 3]]);
    cluster.propose(1, "lost");
    cluster.settle();
    cluster.fire(2, Timer::Election);
    cluster.settle();
    cluster.cuts.clear();
    cluster.fire(2, Timer::Heartbeat);
    cluster.settle();
    assert_eq!(cluster.node(1).leader(), Some(NodeId(2)));
    assert!(cluster.waits_for(1, Timer::Election));
    assert!(!cluster.waits_for(1, Timer::Heartbeat));
    assert_eq!(cluster.terms(1), [1, 2]);
    assert_eq!(cluster.disk(1).log, *cluster.node(2).log());
    assert_eq!(cluster.node(1).durable_last(), id(2, 2));
}
