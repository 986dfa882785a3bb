//! Logs that begin anew, and what servers hold together.

use super::cluster::{Cluster, entry, id, log_of};
use crate::raft::{LogId, Settings, Timer};

#[test]
fn a_log_that_has_another_entry_at_its_new_beginning_keeps_nothing_of_what_follows() {
    let mut log = log_of(&[1, 1, 2, 3]);
    log.compact_to(id(3, 9));
    assert_eq!((log.base(), log.last(), log.len()), (id(3, 9), id(3, 9), 0));
    log.append(entry(4, 9));
    assert_eq!(log.last(), id(4, 9));
}

#[test]
fn servers_share_only_what_they_have_in_common() {
    let settings = Settings { snapshot_tail: 0, ..Settings::default() };
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 2], settings);
    cluster.elect(1);
    cluster.take_snapshot(1);
    cluster.persist(1);
    cluster.propose(1, "x");
    cluster.settle();
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    cluster.take_snapshot(2);
    cluster.persist(2);
    let last = |cluster: &Cluster, id| cluster.node(id).snapshot().map(|it| it.last);
    let snapshots: [Option<LogId>; 2] = [last(&cluster, 1), last(&cluster, 2)];
    assert_ne!(snapshots[0], snapshots[1]);
    let (mut one, two) = (cluster.node(1).clone(), cluster.node(2).clone());
    one.share(&two);
    assert_eq!(&one, cluster.node(1), "nothing is changed by it");
    let mut same = two.clone();
    same.share(&two);
    assert_eq!(same, two);
}

#[test]
#[should_panic(expected = "a log has no gaps")]
fn an_entry_that_leaves_a_gap_is_refused() {
    let mut log = log_of(&[1, 1]);
    log.append(entry(4, 1));
}

#[test]
#[should_panic(expected = "a log has no gaps")]
fn entries_that_leave_a_gap_are_refused() {
    let mut log = log_of(&[1, 1]);
    log.extend(vec![entry(3, 1), entry(5, 1)]);
}
