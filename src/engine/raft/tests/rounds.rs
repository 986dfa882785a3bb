//! The traps around the numbers of read rounds (dissertation 6.4): a round belongs to the term in which it was begun.

use super::cluster::Cluster;
use crate::raft::{AppendOutcome, Index, LogId, Message, Output, ReadMode, Settings, Term, Timer};

/// What the message on its way between two servers says of a round.
fn round_said(cluster: &Cluster, from: u32, to: u32) -> Vec<u64> {
    let on_link = cluster.packets.iter().filter(|it| (it.from.0, it.to.0) == (from, to));
    let round = |message: &Message| match message {
        Message::AppendEntriesReply(reply) => Some(reply.round),
        Message::InstallSnapshotReply(reply) => Some(reply.round),
        _ => None,
    };
    on_link.filter_map(|it| round(&it.message)).collect()
}

// A leader that leads again counts its rounds anew. A server that has gone on to the later term refuses what is left of the
// earlier term, and that refusal may come so late that its sender follows somebody else by then.

#[test]
fn a_late_refusal_of_an_earlier_term_is_no_answer_to_a_round_of_the_same_number() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.read(1, ReadMode::Index);
    let asked = cluster.take(1, 2);
    cluster.settle();
    // n1 fails, comes back, and leads once more.
    cluster.crash(1);
    cluster.restart(1);
    cluster.elect(1);
    assert_eq!(cluster.node(1).term(), Term(2));
    // The question of its first term arrives at last, and the answer to that is late as well.
    cluster.arrive(asked);
    let refusal = cluster.take(2, 1);
    // Meanwhile the others elect somebody, and go on.
    cluster.partition(&[&[1], &[2, 3]]);
    cluster.elect(3);
    cluster.propose(3, "news");
    cluster.settle();
    // The former leader does not know that, and must not be told by this that it still leads.
    assert!(cluster.leads(1));
    cluster.read(1, ReadMode::Index);
    cluster.arrive(refusal);
    let answered = |(_, output): &(_, Output)| matches!(output, Output::ReadReady { .. });
    assert!(!cluster.outputs.iter().any(answered), "a stale read");
}

#[test]
fn a_refusal_of_an_earlier_term_speaks_of_no_round() {
    let settings = Settings { snapshot_tail: 0, ..Settings::default() };
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    let last = LogId { term: Term(1), index: Index(1) };
    cluster.read(1, ReadMode::Index);
    let entries = cluster.take(1, 2);
    cluster.take_snapshot(1);
    cluster.settle();
    cluster.partition(&[&[1], &[2, 3]]);
    cluster.elect(3);
    cluster.cuts.clear();
    cluster.arrive(entries);
    assert_eq!(round_said(&cluster, 2, 1), [0]);
    let refused = |message: &Message| match message {
        Message::AppendEntriesReply(reply) => {
            matches!(reply.outcome, AppendOutcome::Rejected { refused, .. } if refused == last)
        }
        _ => false,
    };
    assert!(cluster.packets.iter().any(|it| refused(&it.message)));
    cluster.packets.clear();
    // The same for a chunk of a snapshot.
    cluster.fire(1, Timer::Heartbeat);
    let mut chunk = cluster.take(1, 2);
    let Message::AppendEntries(append) = chunk.message.clone() else { panic!("n2 lacks nothing") };
    chunk.message = Message::InstallSnapshot(crate::raft::InstallSnapshot {
        term: append.term,
        last,
        configuration: cluster.node(1).configuration().clone().into(),
        offset: 0,
        data: [7].into(),
        total: 2,
        round: append.round,
    });
    assert_eq!(append.round, 1);
    cluster.packets.clear();
    cluster.arrive(chunk);
    assert_eq!(round_said(&cluster, 2, 1), [0]);
}
