//! The traps around snapshots (paper 7): one test each.

use std::sync::Arc;

use super::cluster::{Cluster, encode, entry, id};
use super::traps::{accepted, append, said};
use crate::raft::progress::Mode;
use crate::raft::{
    Configuration, Index, Input, InstallSnapshot, InstallSnapshotReply, LogId, Message, NodeId,
    Output, Payload, Settings, Snapshot, Term, Timer,
};

/// Chunks of one byte, and no tail.
fn small() -> Settings {
    Settings { snapshot_chunk: 1, snapshot_tail: 0, ..Settings::default() }
}

/// A history whose entries have these terms.
fn history(terms: &[u64]) -> Vec<LogId> {
    (1..).zip(terms).map(|(index, term)| id(index, *term)).collect()
}

/// Some bytes of the snapshot of a history, as a leader of this term sends them.
fn chunk(term: u64, terms: &[u64], offset: usize, end: usize) -> Message {
    let data = encode(&history(terms));
    Message::InstallSnapshot(InstallSnapshot {
        term: Term(term),
        last: *history(terms).last().expect("it covers something"),
        configuration: Arc::new(Configuration::of([1, 2].map(NodeId))),
        offset: offset as u64,
        data: data[offset..end].into(),
        total: data.len() as u64,
        round: 0,
    })
}

fn received(term: u64, last: LogId, received: u64) -> Message {
    Message::InstallSnapshotReply(InstallSnapshotReply {
        term: Term(term),
        last,
        received,
        round: 0,
    })
}

/// A leader `n1` whose log is cut, and `n2`, which has only the first entry, and for which a snapshot is on its way.
fn leader_without_a_beginning(settings: Settings) -> Cluster {
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    cluster.partition(&[&[1, 3], &[2]]);
    for command in ["a", "b", "c"] {
        cluster.propose(1, command);
    }
    cluster.settle();
    cluster.take_snapshot(1);
    cluster.settle();
    cluster.cuts.clear();
    cluster.fire(1, Timer::Heartbeat);
    cluster.deliver(1, 2);
    cluster.deliver(2, 1);
    cluster.packets.clear();
    assert!(cluster.progress(1, 2).snapshot_transfer().is_some());
    cluster
}

// An acknowledgement below the pending snapshot still resumes replication if it allows it.

#[test]
fn an_acknowledgement_below_the_pending_snapshot_resumes_replication_if_the_log_reaches_so_far() {
    let mut cluster = leader_without_a_beginning(Settings { snapshot_tail: 2, ..small() });
    assert_eq!(cluster.node(1).log().base(), id(2, 1));
    cluster.receive(2, 1, accepted(1, 1));
    assert!(
        cluster.progress(1, 2).snapshot_transfer().is_some(),
        "entry 2 is needed next, and is gone"
    );
    cluster.receive(2, 1, accepted(1, 2));
    assert_eq!(cluster.progress(1, 2).mode(), &Mode::Replicate);
    let sent = said(&cluster, 1, 2);
    assert!(matches!(sent.last(), Some(Message::AppendEntries(m)) if m.prev_log == id(2, 1)));
}

// Chunks may be lost, repeated or reordered.

#[test]
fn an_answer_that_is_repeated_brings_out_no_chunk_twice() {
    let mut cluster = leader_without_a_beginning(small());
    for at in [1, 1, 2, 2, 2] {
        cluster.receive(2, 1, received(1, id(4, 1), at));
    }
    assert_eq!(said(&cluster, 1, 2), [chunk_of_leader(&cluster, 1), chunk_of_leader(&cluster, 2)]);
    cluster.receive(2, 1, received(1, id(3, 1), 1));
    assert_eq!(said(&cluster, 1, 2).len(), 2, "that is another snapshot");
}

fn chunk_of_leader(cluster: &Cluster, offset: usize) -> Message {
    let Message::InstallSnapshot(chunk) = chunk(1, &[1, 1, 1, 1], offset, offset + 1) else {
        unreachable!("that is what it makes")
    };
    let configuration = Arc::new(cluster.node(1).configuration().clone());
    Message::InstallSnapshot(InstallSnapshot { configuration, ..chunk })
}

#[test]
fn chunks_in_any_order_and_repeated_make_the_same_snapshot() {
    let mut cluster = Cluster::with_settings(&[(1, &[1]), (1, &[1])], small());
    let last = id(3, 1);
    for (offset, end, answer) in [(1, 2, 0), (0, 1, 1), (2, 3, 1), (0, 1, 1), (1, 2, 2), (1, 2, 2)]
    {
        cluster.receive(2, 1, chunk(1, &[1, 1, 1], offset, end));
        assert_eq!(said(&cluster, 1, 2).last(), Some(&received(1, last, answer)));
    }
    cluster.receive(2, 1, chunk(1, &[1, 1, 1], 2, 3));
    cluster.persist(1);
    assert_eq!(said(&cluster, 1, 2).last(), Some(&accepted(1, 3)));
    assert_eq!(cluster.history(1), history(&[1, 1, 1]));
    // A chunk that is late changes nothing, and is answered with how far this server is.
    cluster.receive(2, 1, chunk(1, &[1, 1, 1], 0, 1));
    assert_eq!(said(&cluster, 1, 2).last(), Some(&accepted(1, 3)));
}

#[test]
fn a_follower_that_has_forgotten_its_chunks_gets_them_again_from_the_first() {
    let mut cluster = leader_without_a_beginning(small());
    cluster.fire(1, Timer::Heartbeat);
    for _ in 0..2 {
        cluster.deliver(1, 2);
        cluster.deliver(2, 1);
    }
    assert_eq!(
        cluster.progress(1, 2).snapshot_transfer().map(|transfer| transfer.received()),
        Some(2)
    );
    cluster.crash(2);
    cluster.restart(2);
    cluster.settle();
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    assert_eq!(cluster.history(2), history(&[1; 4]));
}

#[test]
fn a_transfer_goes_on_with_its_snapshot_when_there_is_a_newer_one() {
    let mut cluster = leader_without_a_beginning(small());
    cluster.cuts.insert((NodeId(1), NodeId(2)));
    cluster.propose(1, "d");
    cluster.settle();
    cluster.take_snapshot(1);
    cluster.settle();
    cluster.cuts.clear();
    assert_eq!(
        cluster.progress(1, 2).snapshot_transfer().map(|transfer| transfer.last()),
        Some(id(4, 1))
    );
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    assert_eq!(cluster.history(2), history(&[1; 5]), "first the one, then the other");
}

#[test]
fn a_chunk_of_a_newer_snapshot_replaces_what_has_come_of_an_older_one() {
    let mut cluster = Cluster::with_settings(&[(1, &[1]), (1, &[1])], small());
    cluster.receive(2, 1, chunk(1, &[1, 1, 1], 0, 2));
    cluster.receive(2, 1, chunk(1, &[1, 1, 1, 1], 0, 3));
    cluster.receive(2, 1, chunk(1, &[1, 1, 1], 2, 3));
    assert_eq!(said(&cluster, 1, 2).len(), 2, "the older one's last chunk is late");
    cluster.receive(2, 1, chunk(1, &[1, 1, 1, 1], 3, 4));
    cluster.persist(1);
    assert_eq!(cluster.history(1), history(&[1; 4]));
}

#[test]
fn a_new_leaders_snapshot_is_not_mixed_with_an_old_leaders() {
    let mut cluster = Cluster::with_settings(&[(1, &[1]), (1, &[1])], small());
    cluster.receive(2, 1, chunk(1, &[1, 1, 1], 0, 2));
    cluster.receive(3, 1, append(2, id(9, 2), &[], 0));
    cluster.receive(3, 1, chunk(2, &[1, 1, 1], 2, 3));
    cluster.persist(1);
    assert_eq!(said(&cluster, 1, 3).last(), Some(&received(2, id(3, 1), 0)));
}

// A snapshot never rolls state back.

#[test]
fn a_snapshot_of_less_than_is_committed_or_of_entries_that_are_here_removes_nothing() {
    let mut cluster = Cluster::with_settings(&[(1, &[1]), (1, &[1])], small());
    cluster.receive(2, 1, append(1, id(1, 1), &[entry(2, 1), entry(3, 1), entry(4, 1)], 2));
    cluster.persist(1);
    for (terms, commit) in [(&[1, 1][..], 2), (&[1, 1, 1], 3)] {
        cluster.receive(2, 1, chunk(1, terms, 0, terms.len()));
        assert_eq!(said(&cluster, 1, 2).last(), Some(&accepted(1, terms.len() as u64)));
        assert_eq!(cluster.terms(1), [1, 1, 1, 1]);
        assert_eq!(cluster.node(1).commit_index(), Index(commit));
        assert_eq!(cluster.history(1).len() as u64, commit, "applied, not restored");
    }
}

#[test]
fn a_snapshot_replaces_a_log_that_disagrees_and_its_configuration() {
    let mut cluster = Cluster::with_settings(&[(1, &[1, 1, 1, 1]), (1, &[1])], small());
    let larger = Configuration::of([1, 2, 3].map(NodeId));
    let change = Payload::Configuration(Arc::new(larger));
    let change = crate::raft::Entry { id: id(5, 1), payload: change };
    cluster.receive(2, 1, append(1, id(4, 1), &[change], 0));
    cluster.persist(1);
    cluster.receive(2, 1, chunk(2, &[1, 2], 0, 2));
    assert_eq!(cluster.node(1).log().last(), id(2, 2));
    assert_eq!(cluster.node(1).configuration(), &Configuration::of([1, 2].map(NodeId)));
    assert_eq!(cluster.node(1).durable_last(), LogId::default(), "nothing of this log is on disk");
    assert_eq!(cluster.history(1), []);
    cluster.persist(1);
    assert_eq!(cluster.history(1), history(&[1, 2]));
    assert_eq!(cluster.disk(1).log, *cluster.node(1).log());
    assert_eq!(said(&cluster, 1, 2).last(), Some(&accepted(2, 2)));
}

// Storage: an acknowledgement leaves only after the write that it depends on is durable.

#[test]
fn a_snapshot_is_neither_acknowledged_nor_restored_before_it_is_durable() {
    let mut cluster = Cluster::with_settings(&[(1, &[1]), (1, &[1])], small());
    // A write of entries is under way, and counts for nothing when it is done.
    cluster.receive(2, 1, append(1, id(1, 1), &[entry(2, 1)], 0));
    cluster.packets.clear();
    cluster.receive(2, 1, chunk(2, &[1, 2, 2], 0, 3));
    cluster.persist(1);
    assert_eq!((said(&cluster, 1, 2), cluster.history(1)), (vec![], &[][..]));
    cluster.crash(1);
    cluster.restart(1);
    assert_eq!(cluster.terms(1), [1, 1]);
    cluster.receive(2, 1, chunk(2, &[1, 2, 2], 0, 3));
    cluster.persist(1);
    assert_eq!(said(&cluster, 1, 2), [received(2, id(3, 2), 3), accepted(2, 3)]);
    assert_eq!(cluster.history(1), history(&[1, 2, 2]));
    assert_eq!(cluster.disk(1).log.base(), id(3, 2));
}

#[test]
fn entries_may_follow_a_snapshot_that_is_still_on_its_way_to_the_disk() {
    let mut cluster = Cluster::with_settings(&[(1, &[1, 1, 1, 1]), (1, &[1])], small());
    cluster.receive(2, 1, append(2, id(9, 2), &[], 0));
    cluster.receive(2, 1, chunk(2, &[1, 2, 2], 0, 3));
    cluster.receive(2, 1, append(2, id(3, 2), &[entry(4, 2)], 4));
    while cluster.persist(1) {}
    assert_eq!(cluster.history(1), history(&[1, 2, 2, 2]));
    assert_eq!(cluster.disk(1).log, *cluster.node(1).log());
    assert_eq!(said(&cluster, 1, 2).last(), Some(&accepted(2, 4)));
}

#[test]
fn what_a_snapshot_still_on_its_way_to_the_disk_has_replaced_is_never_applied() {
    let mut cluster = Cluster::with_settings(&[(1, &[1]), (1, &[1])], small());
    cluster.receive(2, 1, chunk(1, &[1; 3], 0, 3));
    cluster.receive(2, 1, chunk(1, &[1; 5], 0, 5));
    cluster.persist(1);
    assert_eq!(cluster.history(1), [], "of the first there is only the place left");
    assert_eq!(cluster.node(1).last_applied(), Index(0));
    cluster.persist(1);
    assert_eq!(cluster.history(1), history(&[1; 5]));
    assert_eq!(cluster.node(1).last_applied(), Index(5));
}

#[test]
fn a_crash_between_a_durable_snapshot_and_the_cut_of_the_log_harms_nothing() {
    // The snapshot covers entries of the log: nothing is missing. And it replaces a log that disagrees.
    for (terms, kept) in [(&[1, 1, 1][..], &[1, 1, 1][..]), (&[1, 2], &[])] {
        let mut cluster = Cluster::with_settings(&[(2, &[1, 1, 1]), (2, &[1])], small());
        cluster.crash(1);
        let last = *history(terms).last().expect("it covers something");
        let configuration = Arc::new(Configuration::of([1, 2].map(NodeId)));
        let data = encode(&history(terms));
        cluster.disk_mut(1).snapshot = Some(Snapshot { last, configuration, data });
        cluster.restart(1);
        assert_eq!(cluster.history(1), history(terms));
        assert_eq!(cluster.terms(1), kept);
        assert_eq!(cluster.node(1).commit_index(), last.index);
        cluster.receive(2, 1, append(2, last, &[entry(last.index.0 + 1, 2)], last.index.0 + 1));
        cluster.persist(1);
        assert_eq!(cluster.disk(1).log, *cluster.node(1).log());
        assert_eq!(cluster.history(1).len(), terms.len() + 1);
    }
}

// Appends meet what is forgotten.

#[test]
fn entries_that_a_snapshot_covers_are_taken_as_known() {
    let mut cluster = Cluster::with_settings(&[(1, &[1]), (1, &[1])], small());
    cluster.receive(2, 1, chunk(1, &[1, 1, 1], 0, 3));
    cluster.persist(1);
    cluster.receive(2, 1, append(1, id(0, 0), &[entry(1, 1), entry(2, 1)], 0));
    assert_eq!(said(&cluster, 1, 2).last(), Some(&accepted(1, 3)));
    cluster.receive(2, 1, append(1, id(2, 1), &[entry(3, 1), entry(4, 1)], 0));
    cluster.persist(1);
    assert_eq!(said(&cluster, 1, 2).last(), Some(&accepted(1, 4)));
    assert_eq!(cluster.node(1).log().last(), id(4, 1));
}

#[test]
fn a_snapshot_of_what_is_not_applied_or_not_there_is_refused() {
    let mut cluster = Cluster::with_settings(&[(1, &[1]), (1, &[1])], small());
    let before = cluster.node(1).clone();
    for index in [0, 1, 7] {
        cluster.step(1, Input::SnapshotTaken { index: Index(index), data: [1].into() });
    }
    assert_eq!(cluster.node(1), &before);
}

#[test]
fn an_empty_snapshot_is_one_empty_chunk() {
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 1], small());
    cluster.elect(1);
    cluster.step(1, Input::SnapshotTaken { index: Index(1), data: [].into() });
    let mut transfer =
        crate::raft::SnapshotTransfer::of(cluster.node(1).snapshot().expect("taken").clone());
    assert_eq!(transfer.next_chunk(small().chunk_limits()), (0, [].into()));
    assert!(!transfer.has_room(small().chunk_limits()));
    assert!(!transfer.arrived(id(1, 1), 0, small().chunk_limits()));
    let written = cluster.outputs.iter().filter(|(_, o)| matches!(o, Output::Write { .. })).count();
    assert_eq!(written, 1);
}

#[test]
fn a_chunk_of_an_earlier_leader_is_refused_with_the_present_term() {
    let mut cluster = Cluster::with_settings(&[(5, &[1]), (1, &[1])], small());
    cluster.receive(2, 1, chunk(1, &[1, 1, 1], 0, 3));
    assert_eq!(said(&cluster, 1, 2), [received(5, id(3, 1), 0)]);
    assert_eq!(cluster.terms(1), [1]);
}

#[test]
fn what_is_committed_and_not_applied_yet_is_in_no_snapshot() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.propose(1, "x");
    for follower in [2, 3] {
        cluster.deliver(1, follower);
        while cluster.persist(follower) {}
        while !said(&cluster, follower, 1).is_empty() {
            cluster.deliver(follower, 1);
        }
    }
    assert_eq!(
        cluster.node(1).commit_index(),
        Index(2),
        "without its own copy, which is not durable"
    );
    assert_eq!(cluster.node(1).last_applied(), Index(1));
    let data = encode(&history(&[1, 1]));
    cluster.step(1, Input::SnapshotTaken { index: Index(2), data });
    assert_eq!(cluster.node(1).snapshot(), None);
}

#[test]
fn a_last_chunk_that_comes_again_while_it_is_being_written_is_answered_at_once() {
    let mut cluster = Cluster::of(2);
    cluster.receive(1, 2, chunk(1, &[1, 1], 0, 0));
    while cluster.persist(2) {}
    cluster.packets.clear();
    let whole = || chunk(1, &[1, 1], 0, encode(&history(&[1, 1])).len());
    let Message::InstallSnapshot(InstallSnapshot { total, last, .. }) = whole() else { panic!() };
    for times in [1, 2] {
        cluster.receive(1, 2, whole());
        assert_eq!(said(&cluster, 2, 1), vec![received(1, last, total); times]);
    }
}

#[test]
fn a_chunk_has_a_byte_at_least() {
    let mut cluster = leader_without_a_beginning(Settings { snapshot_chunk: 0, ..small() });
    cluster.fire(1, Timer::Heartbeat);
    let sent = said(&cluster, 1, 2);
    assert!(matches!(sent.last(), Some(Message::InstallSnapshot(chunk)) if chunk.data.len() == 1));
}

#[test]
fn whoever_gets_a_snapshot_answers_rounds_like_everybody() {
    let mut cluster = leader_without_a_beginning(small());
    cluster.partition(&[&[1, 2], &[3]]);
    let read = cluster.read(1, crate::raft::ReadMode::Index);
    let answered = |cluster: &Cluster| {
        cluster
            .outputs
            .iter()
            .any(|(_, output)| matches!(output, Output::ReadReady { read: it, .. } if *it == read))
    };
    cluster.fire(1, Timer::Heartbeat);
    assert!(!answered(&cluster));
    cluster.deliver(1, 2);
    cluster.deliver(2, 1);
    assert!(
        cluster.progress(1, 2).snapshot_transfer().is_some(),
        "it has one chunk more, and no entry"
    );
    assert!(answered(&cluster));
}
