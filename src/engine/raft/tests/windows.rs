//! What a leader keeps in flight at a follower, and what it makes of late answers while a snapshot is on its way.

use super::cluster::{Cluster, id};
use super::traps::said;
use crate::raft::progress::{Mode, Progress};
use crate::raft::{
    Configuration, Index, InstallSnapshotReply, Message, NodeId, Output, ReadMode, Role, Settings,
    Snapshot, Term, Timer,
};

fn snapshot(last: u64) -> Snapshot {
    let configuration = Configuration::of([1, 2, 3].map(NodeId)).into();
    Snapshot { last: id(last, 1), configuration, data: [1, 2, 3].into() }
}

/// A follower that needs a snapshot of so many entries.
fn behind(last: u64) -> Progress {
    let mut progress = Progress::probing(Index(2));
    progress.begin_snapshot_transfer(snapshot(last));
    progress
}

fn replicating(matched: u64) -> Progress {
    let mut progress = Progress::probing(Index(matched + 1));
    progress.accepted(Index(matched));
    progress
}

#[test]
fn a_window_of_one_has_room_for_one_message() {
    let mut progress = replicating(3);
    assert!(progress.may_send(1, None));
    progress.sent(Index(4), 1);
    assert!(!progress.may_send(1, None));
}

#[test]
fn a_refusal_of_what_was_not_sent_yet_is_stale() {
    let mut progress = replicating(3);
    progress.sent(Index(6), 1);
    assert!(!progress.rejected(Index(7), Index(1)), "entry 7 comes next");
    assert_eq!(progress.mode(), &Mode::Replicate);
    assert!(progress.rejected(Index(6), Index(1)));
}

#[test]
fn late_answers_about_entries_do_not_end_a_transfer_before_its_end() {
    let mut progress = behind(9);
    let before = progress.clone();
    assert!(!progress.rejected(Index(8), Index(1)));
    assert_eq!(progress, before);
    progress.accepted(Index(8));
    assert!(progress.snapshot_transfer().is_some(), "entry 9 is in the snapshot");
    progress.accepted(Index(9));
    assert_eq!((progress.mode(), progress.next()), (&Mode::Replicate, Index(10)));
}

#[test]
fn a_batch_of_none_is_a_batch_of_one() {
    let settings = Settings { max_batch: 0, ..Settings::default() };
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    cluster.propose(1, "x");
    cluster.settle();
    assert_eq!(cluster.terms(2), [1, 1]);
}

/// `n1` leads, and `n2` needs its snapshot, of which nothing has arrived.
fn without_a_beginning(settings: Settings) -> Cluster {
    let settings = Settings { snapshot_chunk: 1, snapshot_tail: 0, ..settings };
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    cluster.partition(&[&[1, 3], &[2]]);
    cluster.propose(1, "x");
    cluster.settle();
    cluster.take_snapshot(1);
    cluster.settle();
    cluster.cuts.clear();
    cluster.fire(1, Timer::Heartbeat);
    cluster.deliver(1, 2);
    cluster.deliver(2, 1);
    cluster.settle_between(1, 3);
    assert!(cluster.progress(1, 2).snapshot_transfer().is_some());
    cluster.packets.clear();
    cluster
}

#[test]
fn a_newer_snapshot_does_not_begin_the_transfer_anew() {
    let mut cluster = without_a_beginning(Settings::default());
    let of = |cluster: &Cluster| {
        let transfer = cluster.progress(1, 2).snapshot_transfer();
        transfer.map(|transfer| transfer.last())
    };
    assert_eq!(of(&cluster), Some(id(2, 1)));
    cluster.propose(1, "y");
    cluster.settle_between(1, 3);
    cluster.take_snapshot(1);
    cluster.settle_between(1, 3);
    assert_eq!(cluster.node(1).log().base(), id(3, 1));
    cluster.propose(1, "z");
    cluster.fire(1, Timer::Heartbeat);
    assert_eq!(of(&cluster), Some(id(2, 1)), "it would never arrive under a steady load");
}

#[test]
fn a_follower_that_gets_a_snapshot_is_asked_with_its_chunks_and_that_keeps_the_leader() {
    let settings = Settings { check_quorum: true, ..Settings::default() };
    let mut cluster = without_a_beginning(settings);
    cluster.read(1, ReadMode::Index);
    assert_eq!(said(&cluster, 1, 2), [], "its log has nothing to be asked about");
    // n3 falls silent, and n2 answers nothing but chunks.
    cluster.fire(1, Timer::Quorum);
    for received in [1, 2] {
        let reply = InstallSnapshotReply { term: Term(1), last: id(2, 1), received, round: 0 };
        cluster.receive(2, 1, Message::InstallSnapshotReply(reply));
        cluster.fire(1, Timer::Quorum);
        assert!(cluster.leads(1), "n2 answers");
    }
    cluster.fire(1, Timer::Quorum);
    assert!(!cluster.leads(1), "nobody does");
}

#[test]
fn a_round_asks_about_the_last_entry_that_is_known_to_be_there() {
    let settings = Settings { snapshot_tail: 0, ..Settings::default() };
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    cluster.take_snapshot(1);
    cluster.persist(1);
    assert_eq!(cluster.node(1).log().base(), id(1, 1));
    // Entry 2 is on its way to n2, and may be lost.
    cluster.propose(1, "x");
    cluster.packets.clear();
    cluster.read(1, ReadMode::Index);
    let asked = said(&cluster, 1, 2);
    let [Message::AppendEntries(append)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((append.prev_log, append.round), (id(1, 1), 1));
}

#[test]
fn an_answer_about_another_snapshot_or_about_all_of_it_does_not_move_the_transfer() {
    let mut progress = behind(9);
    let received = |progress: &Progress| progress.snapshot_transfer().map(|it| it.received());
    let mut arrives = |last, received| {
        let transfer = progress.snapshot_transfer_mut().expect("it is behind");
        transfer.arrived(last, received, Settings::default().chunk_limits())
    };
    assert!(arrives(id(9, 1), 1));
    assert!(!arrives(id(8, 1), 2), "that is another");
    assert!(!arrives(id(9, 1), 3), "all of it is acknowledged like entries");
    assert_eq!(received(&progress), Some(1));
}

#[test]
fn the_last_entry_is_sent_again_as_soon_as_a_heartbeat_finds_that_it_was_lost() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.propose(1, "x");
    cluster.packets.clear();
    cluster.fire(1, Timer::Heartbeat);
    cluster.deliver(1, 2);
    cluster.deliver(2, 1);
    let sent = said(&cluster, 1, 2);
    let Some(Message::AppendEntries(append)) = sent.last() else { panic!("{sent:?}") };
    assert_eq!((append.prev_log, append.entries.len()), (id(1, 1), 1));
}

// Back-pressure.

/// Three servers led by `n1`, which has committed its first entry.
fn led(settings: Settings) -> Cluster {
    let mut cluster = Cluster::with_spares(&[(0, &[][..]); 3], 0, settings);
    cluster.elect(1);
    cluster.settle();
    cluster
}

/// Which proposals were refused because of overload.
fn overloaded(cluster: &Cluster) -> Vec<u64> {
    let refused = cluster.outputs.iter().filter_map(|(_, output)| match output {
        Output::Overloaded { proposal } => Some(proposal.0),
        _ => None,
    });
    refused.collect()
}

/// How many bytes of commands each message with entries had that a server was sent.
fn sizes(cluster: &Cluster, to: u32) -> Vec<u64> {
    let size = |message: &Message| match message {
        Message::AppendEntries(append) if !append.entries.is_empty() => {
            Some(append.entries.iter().map(|entry| entry.payload.bytes()).sum())
        }
        _ => None,
    };
    said(cluster, 1, to).iter().filter_map(size).collect()
}

#[test]
fn a_leader_takes_only_so_much_that_is_not_committed_and_goes_on_when_it_is() {
    let settings = Settings { max_uncommitted_bytes: Some(10), ..Settings::default() };
    let mut cluster = led(settings);
    cluster.propose(1, "12345678");
    cluster.propose(1, "123");
    assert_eq!(overloaded(&cluster), [2]);
    cluster.propose(1, "12");
    cluster.propose(1, "1");
    assert_eq!(overloaded(&cluster), [2, 4], "ten bytes may be, and no more");
    cluster.settle();
    let big = "one command is taken, however big it is";
    cluster.propose(1, big);
    assert_eq!(overloaded(&cluster), [2, 4]);
    let Role::Leader(leader) = cluster.node(1).role() else { panic!("n1 leads") };
    assert_eq!(leader.uncommitted_bytes(), big.len() as u64);
}

#[test]
fn a_new_leader_counts_what_it_has_inherited() {
    let settings = Settings { max_uncommitted_bytes: Some(4), ..Settings::default() };
    let mut cluster = led(settings);
    cluster.propose(1, "1234");
    cluster.settle_between(1, 2);
    cluster.packets.clear();
    cluster.fire(2, Timer::Election);
    cluster.settle_between(2, 3);
    let Role::Leader(leader) = cluster.node(2).role() else { panic!("n2 leads") };
    let committed = cluster.node(2).commit_index() == cluster.node(2).log().last().index;
    assert_eq!(leader.uncommitted_bytes(), if committed { 0 } else { 4 });
}

#[test]
fn the_limit_counts_from_the_moment_when_it_is_set_what_is_there() {
    let mut cluster = led(Settings::default());
    cluster.propose(1, "1234");
    let settings = Settings { max_uncommitted_bytes: Some(4), ..Settings::default() };
    cluster.configure(1, settings);
    cluster.propose(1, "5");
    assert_eq!(overloaded(&cluster), [2]);
}

#[test]
fn a_message_carries_only_so_many_bytes_and_one_command_at_least() {
    let settings = Settings { max_batch_bytes: Some(5), batch_us: 1_000, ..Settings::default() };
    let mut cluster = led(settings);
    cluster.packets.clear();
    for command in ["abc", "def", "gh", "a long one", "i"] {
        cluster.propose(1, command);
    }
    cluster.fire(1, Timer::Batch);
    assert_eq!(sizes(&cluster, 2), [3, 5, 10, 1]);
}

#[test]
fn a_follower_that_has_not_answered_so_many_bytes_is_sent_no_more() {
    let settings = Settings { max_in_flight_bytes: Some(6), ..Settings::default() };
    let mut cluster = led(settings);
    cluster.packets.clear();
    for command in ["abc", "def", "ghi"] {
        cluster.propose(1, command);
    }
    assert_eq!(sizes(&cluster, 2), [3, 3]);
    cluster.settle();
    assert_eq!(cluster.node(2).log().last().index, Index(4));
}
