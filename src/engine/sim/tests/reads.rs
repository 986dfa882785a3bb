//! Reads without the log: what they see, and what it takes to be sure that it is not old.

use crate::raft::{Settings, TimerRange};
use crate::script::ReadChoice;

use super::*;

/// A led cluster of five that reads like this, on a quick network.
fn reading(reads: ReadChoice, seed: u64) -> Lab {
    let raft = Settings {
        heartbeat_us: 20_000,
        check_quorum: true,
        drift_ppm: 100_000,
        ..Settings::default()
    };
    let range = |min_us, max_us| TimerRange { min_us, max_us };
    let (latency, disk) = (range(500, 1_500), range(0, 500));
    let mut lab = Lab::with(5, seed, Knobs { raft, reads, latency, disk, ..Knobs::default() });
    lab.until("leader", |view| view.leader.is_some());
    let node = lab.leader();
    lab.act(Action::Connect { client: YOU, node });
    assert_eq!(lab.ask(put("k", "old")), Some(Reply::Done));
    lab
}

/// What the isolated first leader tells about a key, right after another leader has changed it.
fn asked_after_the_change(lab: &mut Lab) -> Option<Reply> {
    let first = lab.leader();
    // The first leader has a lease now, if it can have one.
    lab.ask(get("k"));
    lab.run_ms(60);
    lab.act(Action::Partition(vec![vec![first]]));
    let other = lab.cluster.add_client();
    lab.until("another leader", |view| view.leader.is_some_and(|leader| leader != first));
    let node = lab.leader();
    lab.act(Action::Connect { client: other, node });
    lab.cluster.invoke(other, put("k", "new"));
    lab.until("change", |view| view.clients[1].waiting.is_empty());
    lab.act(Action::Connect { client: YOU, node: first });
    lab.ask(get("k"))
}

fn answered(lab: &Lab, by: ReadChoice) -> usize {
    lab.count(|kind| matches!(kind, EventKind::ReadAnswered { by: found, .. } if *found == by))
}

#[test]
fn reads_by_a_round_by_lease_and_unsafe_leave_the_log_as_it_is() {
    for (reads, rounds) in
        [(ReadChoice::Index, true), (ReadChoice::Lease, true), (ReadChoice::Unsafe, false)]
    {
        let mut lab = reading(reads, 1);
        let last = lab.node(lab.leader()).log.last();
        // With the first read by lease comes the lease.
        let first = usize::from(reads == ReadChoice::Lease);
        (0..first).for_each(|_| drop(lab.ask(get("k"))));
        assert_eq!(lab.ask(get("k")), value("old"));
        assert_eq!(lab.ask(get("absent")), Some(Reply::Absent));
        assert_eq!(lab.node(lab.leader()).log.last(), last, "{reads:?}");
        assert_eq!(answered(&lab, reads), 2);
        assert_eq!(lab.count(|kind| matches!(kind, EventKind::RoundAnswered { .. })) > 0, rounds);
        // Reads between writes leave the client's session as it is.
        assert_eq!(lab.ask(put("k", "1")), Some(Reply::Done));
        assert_eq!(lab.ask(get("k")), value("1"));
        assert_eq!(lab.ask(create("k", "2")), Some(Reply::Exists));
        lab.check();
    }
}

#[test]
fn a_client_may_begin_with_a_read_and_write_afterwards() {
    for reads in ReadChoice::ALL {
        let mut lab = Lab::with(3, 2, Knobs { reads, ..Knobs::default() });
        lab.until("leader", |view| view.leader.is_some());
        assert_eq!(lab.ask(get("k")), Some(Reply::Absent), "{reads:?}");
        assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done), "{reads:?}");
        assert_eq!(lab.ask(get("k")), value("v"), "{reads:?}");
    }
}

#[test]
fn an_isolated_leader_tells_what_is_old_only_where_nobody_makes_sure() {
    for seed in 0..20 {
        for (reads, expected) in [
            (ReadChoice::Unsafe, "old"),
            (ReadChoice::Index, "new"),
            (ReadChoice::Lease, "new"),
            (ReadChoice::Log, "new"),
        ] {
            let mut lab = reading(reads, seed);
            assert_eq!(asked_after_the_change(&mut lab), value(expected), "{reads:?}, seed {seed}");
        }
    }
}

#[test]
fn a_lease_is_safe_as_long_as_clocks_differ_by_no_more_than_it_is_prepared_for() {
    let stale = |slow: u32, fast: u32, seed: u64| {
        let mut lab = reading(ReadChoice::Lease, seed);
        let leader = lab.leader();
        for node in (1..=5).map(NodeId) {
            let rate_ppm = if node == leader { slow } else { fast };
            lab.act(Action::Clock { node, rate_ppm });
        }
        lab.run_ms(500);
        lab.until("leader", |view| view.leader.is_some());
        asked_after_the_change(&mut lab) == value("old")
    };
    assert_eq!((0..40).filter(|seed| stale(950_000, 1_045_000, *seed)).count(), 0);
    let missed = (0..40).filter(|seed| stale(500_000, 1_500_000, *seed)).count();
    assert!(
        missed > 5,
        "only {missed} of 40 leases outlived an election by a clock three times as fast"
    );
}

#[test]
fn a_lease_that_ran_out_while_the_leader_was_paused_serves_nobody() {
    for seed in 0..20 {
        let mut lab = reading(ReadChoice::Lease, seed);
        let first = lab.leader();
        lab.ask(get("k"));
        lab.act(Action::Pause(first));
        let other = lab.cluster.add_client();
        let node = lab.follower();
        lab.act(Action::Connect { client: other, node });
        lab.cluster.invoke(other, put("k", "new"));
        lab.until("change", |view| view.clients[1].waiting.is_empty());
        lab.invoke(get("k"));
        lab.run_ms(10);
        lab.act(Action::Resume(first));
        lab.until("answer", |view| view.clients[0].waiting.is_empty());
        let (_, reply) = lab.replies().pop_last().expect("it was answered");
        assert_eq!(reply, value("new"), "seed {seed}");
    }
}
