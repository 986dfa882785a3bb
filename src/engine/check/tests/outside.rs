//! The promises that are stated from outside: of votes, leases, reads, disks, snapshots and state machines.

use super::stage::{arrives, ballot, leaves};
use super::*;
use crate::raft::{AppendOutcome, Settings, Snapshot};
use crate::script::ReadChoice;
use crate::sim::{PacketId, PacketKind, Role};

const NAMES: [NodeId; 3] = [NodeId(1), NodeId(2), NodeId(3)];

fn id(index: u64, term: u64) -> LogId {
    LogId { term: Term(term), index: Index(index) }
}

fn heartbeat(term: u64) -> PacketKind {
    let (term, leader_commit) = (Term(term), Index::ZERO);
    PacketKind::Heartbeat { term, prev_log: LogId::default(), leader_commit }
}

fn request_vote(term: u64) -> PacketKind {
    PacketKind::VoteRequest { term: Term(term), last_log: LogId::default() }
}

/// A stage with check-quorum, at one second, on which n3 has just heard n1, the leader of term 2.
fn promised() -> Stage {
    let settings = Settings { check_quorum: true, ..Settings::default() };
    let mut stage = Stage { now: Time(1_000_000), settings, ..Stage::default() };
    stage.show(Fake::follower(3, 2, &[]));
    stage.happen(arrives(1, 3, heartbeat(2)));
    stage
}

fn wait(stage: &mut Stage, us: u64) {
    stage.now = stage.now.plus_us(us);
}

fn knob_turned() -> EventKind {
    EventKind::Configured { command: "set".into() }
}

fn clock(node: u32, rate_ppm: u32) -> EventKind {
    EventKind::ClockSet { node: NodeId(node), rate_ppm }
}

#[test]
fn a_vote_too_soon_after_a_leader_was_heard_is_caught_even_after_a_restart() {
    let mut stage = promised();
    wait(&mut stage, 149_999);
    stage.happen(crash(3).kind);
    stage.happen(EventKind::Restarted { node: NodeId(3) });
    stage.happen(leaves(3, 2, ballot(3)));
    assert_eq!(
        stage.found("vote-promise"),
        Some(
            "n3 voted for n2 in term 3 149999 us after it had heard the leader of term 2, and 150000 us are promised"
        )
    );
    let mut stage = promised();
    stage.happen(leaves(3, 2, request_vote(3)));
    assert_eq!(
        stage.found("vote-promise"),
        Some(
            "n3 stood in term 3 0 us after it had heard the leader of term 2, and 150000 us are promised"
        )
    );
}

#[test]
fn a_vote_that_no_promise_forbids_is_none_that_breaks_it() {
    let check = |prepare: &dyn Fn(&mut Stage)| {
        let mut stage = promised();
        prepare(&mut stage);
        stage.happen(leaves(3, 2, ballot(3)));
        assert_eq!(stage.found("vote-promise"), None);
    };
    // The time is over, by this server's own clock.
    check(&|stage| wait(stage, 150_000));
    check(&|stage| {
        stage.happen(clock(3, 1_500_000));
        wait(stage, 100_000);
    });
    // The knob was turned: less is promised, or nothing.
    check(&|stage| {
        stage.settings.election.min_us = 60_000;
        stage.happen(knob_turned());
        stage.settings.election.min_us = 150_000;
        stage.happen(knob_turned());
        wait(stage, 60_000);
    });
    check(&|stage| {
        stage.settings.check_quorum = false;
        stage.happen(knob_turned());
        stage.settings.check_quorum = true;
        stage.happen(knob_turned());
    });
    // The leader itself has called n2, or somebody.
    let call = PacketKind::TimeoutNow { term: Term(2) };
    check(&|stage| stage.happen(arrives(1, 2, call.clone())));
    check(&|stage| stage.happen(leaves(1, 2, call.clone())));
    // A vote in the term of the leader that was heard harms nobody, and a message of an old leader promises nothing.
    let mut stage = promised();
    stage.happen(leaves(3, 2, ballot(2)));
    wait(&mut stage, 100_000);
    stage.happen(arrives(2, 3, heartbeat(1)));
    wait(&mut stage, 50_000);
    stage.happen(leaves(3, 2, ballot(3)));
    assert_eq!(stage.found("vote-promise"), None);
}

#[test]
fn a_slow_clock_makes_a_promise_longer_and_one_that_is_turned_later_does_not() {
    let slow = |before: bool| {
        let mut stage = promised();
        let us = 1_000_000;
        if before {
            stage.happen(clock(3, 500_000));
            stage.happen(arrives(1, 3, heartbeat(2)));
        } else {
            stage.happen(clock(3, 500_000));
        }
        wait(&mut stage, 200_000);
        stage.happen(leaves(3, 2, ballot(3)));
        assert!(stage.now.0 > us);
        stage.found("vote-promise").is_some()
    };
    assert!(slow(true) && !slow(false));
}

/// A stage on which n1, the leader of term 2, has a lease that lasts until the given moment.
fn leased(until_us: u64) -> Stage {
    let mut stage = promised();
    stage.show(Fake::leader(1, 2, &[]));
    stage.leases.insert(NodeId(1), Time(until_us));
    stage.happen(EventKind::LeaseBegun { node: NodeId(1) });
    stage
}

fn elected(node: u32, term: u64) -> EventKind {
    let (from, to) = (Role::Candidate, Role::Leader);
    EventKind::RoleChanged { node: NodeId(node), from, to, term: Term(term) }
}

#[test]
fn a_second_lease_and_a_later_leader_are_caught_while_a_lease_is_in_force() {
    let mut stage = leased(1_100_000);
    stage.happen(elected(2, 3));
    assert_eq!(
        stage.found("lease-exclusivity"),
        Some("n2 was elected in term 3 while n1 had a lease of an earlier one")
    );
    // A leader that wakes may take in what brings it a lease when that is over already.
    for (until_us, expected) in
        [(1_100_000, Some("n2 has a lease, and so has n1")), (900_000, None)]
    {
        let mut stage = leased(1_100_000);
        stage.leases.insert(NodeId(2), Time(until_us));
        stage.happen(EventKind::LeaseBegun { node: NodeId(2) });
        assert_eq!(stage.found("lease-exclusivity"), expected);
    }
}

#[test]
fn a_lease_that_is_over_or_was_measured_by_bad_clocks_forbids_nothing() {
    let check = |prepare: &dyn Fn(&mut Stage)| {
        let mut stage = leased(1_100_000);
        prepare(&mut stage);
        stage.happen(elected(2, 3));
        assert_eq!(stage.found("lease-exclusivity"), None);
    };
    check(&|stage| wait(stage, 100_000));
    check(&|stage| stage.happen(EventKind::LeaseEnded { node: NodeId(1) }));
    check(&|stage| stage.happen(crash(1).kind));
    check(&|stage| stage.happen(clock(2, 1_100_000)));
    // A late leader of an earlier term harms nobody.
    let mut stage = leased(1_100_000);
    stage.happen(elected(2, 1));
    assert_eq!(stage.found("lease-exclusivity"), None);
    // Clocks within the drift are no excuse, once all that was measured before is over.
    let mut stage = leased(1_900_000);
    stage.happen(clock(2, 1_010_000));
    wait(&mut stage, 150_000);
    stage.happen(elected(2, 3));
    assert!(stage.found("lease-exclusivity").is_some());
}

#[test]
fn a_read_that_sees_less_than_was_committed_when_it_came_is_caught() {
    let answer = |choice: ReadChoice, by: ReadChoice, applied: u64| {
        let mut stage = Stage { reads: Some(choice), ..promised() };
        wait(&mut stage, 150_000);
        stage.show(Fake::leader(1, 2, &[2, 2, 2]).commit(3));
        stage.happen(EventKind::Delivered {
            packet: PacketId(1),
            from: Endpoint::Client(ClientId(2)),
            to: Endpoint::Node(NodeId(2)),
            kind: PacketKind::Request {
                sequence: 4,
                attempt: 1,
                operation: Operation::Get { key: "k".into() },
            },
        });
        stage.show(Fake::leader(1, 2, &[2, 2, 2, 2]).commit(4));
        stage.show(Fake::leader(2, 1, &[2, 2, 2]).apply(applied));
        stage.happen(EventKind::ReadAnswered {
            node: NodeId(2),
            client: ClientId(2),
            sequence: 4,
            by,
            index: Index(applied),
        });
        stage.found("read-index").map(str::to_owned)
    };
    let evidence = "n2 answered a read of c2 when it had applied 2, and 3 was committed when the read had reached it";
    for choice in [ReadChoice::Index, ReadChoice::Lease] {
        assert_eq!(answer(choice, choice, 2).as_deref(), Some(evidence));
        assert_eq!(answer(choice, choice, 3), None);
    }
    assert_eq!(answer(ReadChoice::Unsafe, ReadChoice::Unsafe, 2), None);
}

#[test]
fn a_read_that_its_client_has_given_up_promises_nothing_to_a_request_that_comes_late() {
    let (client, node, sequence) = (ClientId(2), NodeId(2), 4);
    let operation = Operation::Get { key: "k".into() };
    let arrive = |stage: &mut Stage, attempt| {
        let kind = PacketKind::Request { sequence, attempt, operation: operation.clone() };
        let (packet, from, to) =
            (PacketId(attempt.into()), Endpoint::Client(client), Endpoint::Node(node));
        stage.happen(EventKind::Delivered { packet, from, to, kind });
    };
    let mut stage = Stage::default();
    stage.show(Fake::leader(2, 1, &[2, 2, 2]).commit(2).apply(2));
    arrive(&mut stage, 1);
    stage.happen(EventKind::Completed { client, sequence, reply: None, id: None, took_us: 9 });
    stage.show(Fake::leader(2, 1, &[2, 2, 2]).commit(3).apply(2));
    arrive(&mut stage, 2);
    let (by, index) = (ReadChoice::Index, Index(2));
    stage.happen(EventKind::ReadAnswered { node, client, sequence, by, index });
    assert_eq!(stage.found("read-index"), None);
}

fn disk(term: u64, terms: &[u64]) -> Durable {
    let mut image = Durable::bootstrap(Configuration::of(NAMES));
    image.hard_state.term = Term(term);
    image.log = log(terms);
    image
}

fn written(stage: &mut Stage, node: u32, image: Durable) {
    stage.disks.insert(NodeId(node), image);
    let token = crate::raft::WriteToken(1);
    stage.happen(EventKind::WriteFinished { node: NodeId(node), token });
}

/// A stage on which n1 leads term 2 and has heard that n2 has stored two entries.
fn matched(stored: Durable) -> Stage {
    let mut stage = Stage::default();
    stage.show(Fake::leader(1, 2, &[1, 2, 2]));
    written(&mut stage, 2, stored);
    acknowledged(&mut stage, 2);
    stage
}

fn acknowledged(stage: &mut Stage, index: u64) {
    stage.matched.insert((NodeId(1), NodeId(2)), Index(index));
    let outcome = AppendOutcome::Accepted { match_index: Index(index) };
    stage.happen(arrives(2, 1, PacketKind::Ack { term: Term(2), outcome }));
}

#[test]
fn a_match_index_that_is_not_true_of_the_disk_is_caught() {
    let evidence = |found: &str| {
        format!(
            "n1, in term 2, takes 2@2 for stored at n2, whose disk does not hold it, but ends with {found}"
        )
    };
    let found = |stage: &Stage| stage.found("match-index").map(str::to_owned);
    assert_eq!(found(&matched(disk(2, &[1, 2]))), None);
    assert_eq!(found(&matched(disk(2, &[1, 2, 2]))), None);
    assert_eq!(found(&matched(disk(2, &[1, 1]))), Some(evidence("2@1")));
    assert_eq!(found(&matched(disk(2, &[1]))), Some(evidence("1@1")));
    // Whoever follows another leader by now may have replaced it; who lies proves nothing.
    assert_eq!(found(&matched(disk(3, &[1]))), None);
    let mut stage = matched(disk(2, &[1, 2]));
    written(&mut stage, 2, disk(3, &[1]));
    assert_eq!(found(&stage), None);
    let mut stage = matched(disk(2, &[1, 2]));
    stage.happen(EventKind::LyingSet { node: NodeId(2), lies: true });
    written(&mut stage, 2, disk(2, &[1]));
    assert_eq!(found(&stage), None);
    // It is lost later.
    let mut stage = matched(disk(2, &[1, 2]));
    written(&mut stage, 2, disk(2, &[1]));
    assert_eq!(found(&stage), Some(evidence("1@1")));
}

#[test]
fn a_match_index_that_falls_is_caught() {
    let mut stage = matched(disk(2, &[1, 2]));
    acknowledged(&mut stage, 1);
    assert_eq!(
        stage.found("match-index"),
        Some("n1, in term 2, took 2 for stored at n2, and now 1 only")
    );
    // A leader of another term begins anew, and so does one that has restarted.
    let mut stage = matched(disk(2, &[1, 2]));
    stage.show(Fake::leader(1, 4, &[1, 2, 2, 4]));
    acknowledged(&mut stage, 1);
    assert_eq!(stage.found("match-index"), None);
    let mut stage = matched(disk(2, &[1, 2]));
    stage.happen(crash(1).kind);
    acknowledged(&mut stage, 1);
    assert_eq!(stage.found("match-index"), None);
}

#[test]
fn a_committed_entry_that_leaves_too_few_disks_is_caught() {
    let stage = || {
        let mut stage = Stage::default();
        written(&mut stage, 1, disk(1, &[1, 1]));
        written(&mut stage, 2, disk(1, &[1, 1]));
        written(&mut stage, 3, disk(1, &[]));
        stage.show(Fake::leader(1, 1, &[1, 1]).commit(2));
        assert_eq!(stage.found("quorum-log"), None);
        stage
    };
    let mut lost = stage();
    written(&mut lost, 2, disk(2, &[1]));
    assert_eq!(
        lost.found("quorum-log"),
        Some("2@1 is committed, as n1 has told, and is on the disk of n1 only")
    );
    let mut harmed = stage();
    harmed.happen(EventKind::Wiped { node: NodeId(2) });
    written(&mut harmed, 2, disk(2, &[1]));
    assert_eq!(harmed.found("quorum-log"), None);
    // What a follower takes for committed counts as well.
    let mut told = stage();
    told.show(Fake::follower(2, 1, &[1, 1, 1]).commit(3));
    assert_eq!(
        told.found("quorum-log"),
        Some("3@1 is committed, as n2 has told, and is on the disk of nobody")
    );
}

#[test]
fn a_committed_entry_that_is_removed_or_changed_is_caught() {
    let before = || nodes([Fake::follower(1, 3, &[1, 2, 3]).apply(2)]);
    let name = "committed-append-only";
    let evidence =
        "n1 knew 2 to be committed, and has removed or changed its entries from index 2 on";
    violates(&[before(), nodes([Fake::follower(1, 4, &[1]).apply(2)])], name, evidence);
    violates(&[before(), nodes([Fake::follower(1, 4, &[1, 4, 4]).apply(2)])], name, evidence);
    assert_eq!(
        watch(&[before(), nodes([Fake::follower(1, 4, &[1, 2, 4]).apply(2)])]).found(name),
        None
    );
    // What it had applied is there when it comes back.
    let restarts =
        |terms: &[u64]| [before(), (vec![crash(1)], vec![]), nodes([Fake::follower(1, 4, terms)])];
    violates(
        &restarts(&[1]),
        name,
        "n1 had applied 2@2 before it crashed, and has come back with a log that does not hold it, but ends with 1@1",
    );
    holds(&restarts(&[1, 2]));
}

fn snapshot(last: LogId, voters: &[u32], data: &[u8]) -> Snapshot {
    let voters = voters.iter().copied().map(NodeId);
    Snapshot { last, configuration: Arc::new(Configuration::of(voters)), data: data.into() }
}

#[test]
fn a_log_that_is_compacted_further_than_its_snapshot_goes_or_to_another_entry_is_caught() {
    let check = |base: LogId, covered: u64, evidence: Option<&str>| {
        let mut stage = Stage::default();
        let fake = Fake::follower(1, 3, &[1, 2, 3]).apply(3);
        stage.show(fake.clone());
        stage.snapshots.insert(NodeId(1), snapshot(id(covered, 2), &[1, 2, 3], &[]));
        let mut log = log(&[1, base.term.0, 3]);
        log.compact_to(base);
        stage.show(Fake { log, ..fake });
        assert_eq!(stage.found("committed-append-only"), evidence);
    };
    check(id(2, 2), 2, None);
    check(id(2, 2), 3, None);
    let short = "n1 has compacted its log up to 2@2, and its snapshot covers 1 only";
    check(id(2, 2), 1, Some(short));
    let other = "n1 has compacted its log up to 2@1, where it had an entry of term 2";
    check(id(2, 1), 2, Some(other));
}

#[test]
fn a_snapshot_with_another_configuration_than_ruled_at_its_end_is_caught() {
    // The voters of the snapshot up to the entry at this index. Entry 2 adds n4, and n5 joins at 4, not committed yet.
    let check = |last: u64, voters: &[u32], evidence: Option<&str>| {
        let payloads = [
            Payload::Noop,
            change_to(&[1, 2, 3, 4], &[]),
            Payload::Noop,
            change_to(&[1, 2, 3, 4, 5], &[]),
        ];
        let start = || {
            let mut stage = Stage::default();
            stage.show(Fake::follower(1, 1, &[]));
            stage.show(
                Fake { log: log_with(payloads.clone()), ..Fake::follower(1, 1, &[]) }.commit(3),
            );
            stage
        };
        let taken = snapshot(id(last, 1), voters, &[]);
        let (node, last, base) = (NodeId(1), taken.last, LogId::default());
        let mut stage = start();
        stage.snapshots.insert(node, taken.clone());
        stage.happen(EventKind::SnapshotTaken { node, last, base, bytes: 0 });
        let found = |stage: &Stage| stage.found("snapshot-configuration").map(str::to_owned);
        let expect = |place: &str| evidence.map(|evidence| format!("{place} {evidence}"));
        assert_eq!(found(&stage), expect("n1 has in memory"));

        let mut stage = start();
        stage.chunk = Some((last, Arc::clone(&taken.configuration)));
        let chunk = PacketKind::Chunk { term: Term(1), last, offset: 0, bytes: 0, total: 0 };
        stage.happen(leaves(1, 2, chunk));
        assert_eq!(found(&stage), expect("p1 carries a part of"));

        let mut stage = start();
        let image = Durable { snapshot: Some(taken), ..disk(1, &[]) };
        written(&mut stage, 1, image);
        assert_eq!(found(&stage), expect("n1 has on its disk"));
    };
    check(1, &[1, 2, 3], None);
    check(2, &[1, 2, 3, 4], None);
    check(3, &[1, 2, 3, 4], None);
    check(
        3,
        &[1, 2, 3, 4, 5],
        Some(
            "a snapshot up to 3@1 with the configuration {n1 n2 n3 n4 n5}, where {n1 n2 n3 n4} of index 2 ruled",
        ),
    );
    check(
        1,
        &[1, 2, 3, 4],
        Some(
            "a snapshot up to 1@1 with the configuration {n1 n2 n3 n4}, where {n1 n2 n3} of index 0 ruled",
        ),
    );
}

#[test]
fn state_machines_that_differ_after_the_same_entries_are_caught_at_once() {
    let put = |value: &str| Operation::Put { key: "k".into(), value: value.into() };
    let payloads = [request(7, 1, put("a")), request(7, 2, put("b"))];
    let store = |values: &[&str]| {
        let mut store = Store::default();
        for (value, sequence) in values.iter().zip(1..) {
            store.apply(&Request { session: SessionId(7), sequence, operation: put(value) });
        }
        store
    };
    let node = |id: u32, applied: usize, values: &[&str]| {
        let log = log_with(payloads[..applied].iter().cloned());
        Fake { log, store: store(values), ..Fake::follower(id, 1, &[]) }.apply(applied as u64)
    };
    let name = "equal-state";
    let both = || nodes([node(1, 2, &["a", "b"]), node(2, 2, &["a", "b"])]);
    let first = || nodes([node(1, 1, &["a"])]);
    holds(&[first(), both(), nodes([node(3, 1, &["a"])])]);
    violates(
        &[nodes([node(1, 2, &["a", "b"])]), nodes([node(2, 2, &["a"])])],
        name,
        "n1 and n2 have applied the entries up to index 2, and \"k\" is \"a\" on n2 and \"b\" on n1",
    );
    // The other may have gone on.
    violates(
        &[first(), both(), nodes([node(3, 1, &[])])],
        name,
        "n1 and n3 have applied the entries up to index 1, and their states differ",
    );
    // Nothing was applied, and it has changed.
    violates(
        &[nodes([node(1, 1, &["a"])]), nodes([node(1, 1, &[])])],
        name,
        "n1 has applied the entries up to index 1, and its state has changed since",
    );
    // Sessions count as well.
    let mut forgetful = node(2, 2, &["b"]);
    forgetful.store.apply(&Request { session: SessionId(8), sequence: 1, operation: put("b") });
    violates(
        &[nodes([node(1, 2, &["a", "b"])]), nodes([forgetful])],
        name,
        "n1 and n2 have applied the entries up to index 2, and remember different sessions",
    );
}

#[test]
fn snapshots_that_differ_at_one_index_are_caught() {
    let mut stage = Stage::default();
    for (node, data, evidence) in [
        (1, [1], None),
        (2, [1], None),
        (3, [2], Some("n1 and n3 have different snapshots up to index 1")),
    ] {
        let (node, last, base) = (NodeId(node), id(1, 1), LogId::default());
        stage.snapshots.insert(node, snapshot(last, &[1, 2, 3], &data));
        stage.happen(EventKind::SnapshotTaken { node, last, base, bytes: 1 });
        assert_eq!(stage.found("equal-state"), evidence);
    }
}

#[test]
fn a_leader_that_was_voted_for_by_too_few_or_by_a_longer_log_is_caught() {
    let check = |voter: &[u64], arrived: bool, evidence: Option<&str>| {
        let mut stage = Stage::default();
        stage.show(Fake::follower(3, 4, voter));
        stage.happen(leaves(3, 1, ballot(4)));
        if arrived {
            stage.happen(arrives(3, 1, ballot(4)));
        }
        stage.show_elected(Fake::leader(1, 4, &[1, 2, 4]));
        assert_eq!(stage.found("up-to-date-leader"), evidence);
    };
    check(&[1, 2], true, None);
    check(&[1, 1, 1, 1], true, None);
    // It was told late, when the new leader had sent its first entry already.
    check(&[1, 2, 4], true, None);
    let longer = |last: &str| {
        format!(
            "n1 leads term 4 with a log that ended with 2@2, and n3, whose log ended with {last}, voted for it"
        )
    };
    check(&[1, 2, 2], true, Some(&longer("3@2")));
    check(&[1, 3], true, Some(&longer("2@3")));
    check(&[1, 2], false, Some("n1 leads term 4 with the votes of n1 only"));
}
