//! Several chunks of a snapshot under way at once: the window, early chunks, losses, restarts, and the throttle.

use super::cluster::{Cluster, id};
use super::traps::said;
use crate::raft::{Message, Settings, SnapshotTransfer, Timer};

/// Eight chunks of one byte, of which so many may be under way.
fn leader(window: usize, most: Option<u64>) -> Cluster {
    let settings = Settings {
        snapshot_chunk: 1,
        snapshot_window: window,
        max_snapshot_bytes: most,
        snapshot_tail: 0,
        ..Settings::default()
    };
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    cluster.partition(&[&[1, 3], &[2]]);
    for command in ["a", "b", "c", "d", "e", "f", "g"] {
        cluster.propose(1, command);
    }
    cluster.settle();
    cluster.take_snapshot(1);
    cluster.settle();
    cluster.cuts.clear();
    cluster.packets.clear();
    cluster.fire(1, Timer::Heartbeat);
    cluster.deliver(1, 2);
    cluster.deliver(2, 1);
    cluster.settle_between(1, 3);
    cluster
}

/// Where the chunks begin that are under way to `n2`.
fn under_way(cluster: &Cluster) -> Vec<u64> {
    let offset = |message: &Message| match message {
        Message::InstallSnapshot(chunk) => Some(chunk.offset),
        _ => None,
    };
    said(cluster, 1, 2).iter().filter_map(offset).collect()
}

fn transfer(cluster: &Cluster) -> &SnapshotTransfer {
    cluster.progress(1, 2).snapshot_transfer().expect("it is behind")
}

fn assert_arrived(mut cluster: Cluster) {
    cluster.settle();
    for _ in 0..8 {
        cluster.fire(1, Timer::Heartbeat);
        cluster.settle();
    }
    assert_eq!(cluster.history(2).last(), Some(&id(8, 1)));
    assert_eq!(cluster.progress(1, 2).snapshot_transfer(), None);
}

#[test]
fn a_window_of_chunks_goes_at_once_and_slides_on_with_each_answer() {
    let mut cluster = leader(3, None);
    assert_eq!(under_way(&cluster), [0, 1, 2]);
    cluster.deliver(1, 2);
    assert_eq!(transfer(&cluster).under_way(), 3);
    cluster.deliver(2, 1);
    assert_eq!(under_way(&cluster), [1, 2, 3]);
    assert_arrived(cluster);
}

#[test]
fn chunks_that_come_too_early_are_kept_until_the_gap_is_closed() {
    let mut cluster = leader(3, None);
    for nth in [3, 2, 1] {
        let chunk = cluster.take_nth(1, 2, nth);
        cluster.arrive(chunk);
    }
    let answers: Vec<_> = said(&cluster, 2, 1)
        .iter()
        .map(|message| match message {
            Message::InstallSnapshotReply(reply) => reply.received,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(answers, [0, 0, 3]);
    for _ in 0..3 {
        cluster.deliver(2, 1);
    }
    assert_eq!(under_way(&cluster), [3, 4, 5]);
    assert_arrived(cluster);
}

#[test]
fn a_chunk_that_was_lost_is_sent_again_when_a_heartbeat_finds_that_nothing_arrived() {
    let mut cluster = leader(3, None);
    let lost = cluster.take(1, 2);
    drop(lost);
    for _ in 0..2 {
        cluster.deliver(1, 2);
        cluster.deliver(2, 1);
    }
    assert!(under_way(&cluster).is_empty(), "the window is full");
    cluster.fire(1, Timer::Heartbeat);
    assert_eq!(under_way(&cluster), [0], "the others may have come");
    cluster.deliver(1, 2);
    cluster.deliver(2, 1);
    assert_eq!(under_way(&cluster), [3, 4, 5], "and they have");
    assert_arrived(cluster);
}

#[test]
fn a_heartbeat_in_the_midst_of_a_transfer_sends_nothing_again_but_what_keeps_a_follower() {
    let mut cluster = leader(3, None);
    cluster.deliver(1, 2);
    cluster.deliver(2, 1);
    cluster.fire(1, Timer::Heartbeat);
    assert_eq!(under_way(&cluster), [1, 2, 3, 1], "one chunk, as a sign of life");
    assert_arrived(cluster);
}

#[test]
fn an_answer_that_was_overtaken_brings_out_nothing() {
    let mut cluster = leader(3, None);
    for _ in 0..3 {
        cluster.deliver(1, 2);
    }
    let newest = cluster.take_nth(2, 1, 3);
    cluster.arrive(newest);
    assert_eq!(under_way(&cluster), [3, 4, 5]);
    cluster.deliver(2, 1);
    cluster.deliver(2, 1);
    assert_eq!(under_way(&cluster), [3, 4, 5]);
    assert_eq!(transfer(&cluster).received(), 3);
}

#[test]
fn a_follower_that_has_forgotten_its_chunks_gets_them_again_from_the_first() {
    let mut cluster = leader(3, None);
    for _ in 0..3 {
        cluster.deliver(1, 2);
        cluster.deliver(2, 1);
    }
    cluster.crash(2);
    cluster.restart(2);
    cluster.packets.clear();
    // The first finds out that nothing has arrived, the second what the follower has.
    for _ in 0..2 {
        cluster.fire(1, Timer::Heartbeat);
        cluster.deliver(1, 2);
        cluster.deliver(2, 1);
    }
    assert_eq!(transfer(&cluster).received(), 1, "the first has come again");
    assert_arrived(cluster);
}

#[test]
fn between_two_heartbeats_no_more_than_so_many_bytes_go() {
    let mut cluster = leader(8, Some(2));
    assert_eq!(under_way(&cluster), [0, 1]);
    for _ in 0..2 {
        cluster.deliver(1, 2);
        cluster.deliver(2, 1);
    }
    assert!(under_way(&cluster).is_empty(), "there is room, and no more may go");
    cluster.fire(1, Timer::Heartbeat);
    assert_eq!(under_way(&cluster), [2, 3]);
    assert_arrived(cluster);
}

#[test]
fn a_limit_below_a_chunk_still_lets_one_go() {
    let mut cluster = leader(1, Some(0));
    assert_eq!(under_way(&cluster), [0]);
    cluster.deliver(1, 2);
    cluster.deliver(2, 1);
    assert!(under_way(&cluster).is_empty());
    cluster.fire(1, Timer::Heartbeat);
    assert_eq!(under_way(&cluster), [1]);
    assert_arrived(cluster);
}
