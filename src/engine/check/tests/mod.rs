//! The checkers checked: each must catch a planted violation, and leave alone what only looks like one.

use std::sync::Arc;

mod outside;
mod stage;

use super::*;
use crate::kv::{Operation, Request, SessionId, Store};
use crate::raft::{Configuration, Durable, Entry, Index, Log, LogId, Payload, Term};
use crate::sim::{Action, ClientId, Cluster, Knobs};

use stage::{Fake, Moment, Stage, crash, holds, log, log_of, nodes, violates, vote, watch};

#[test]
fn an_ordinary_life_violates_nothing() {
    holds(&[
        nodes([Fake::follower(1, 0, &[]), Fake::follower(2, 0, &[]), Fake::follower(3, 0, &[])]),
        (vec![vote(2, 1, 1, true)], vec![Fake::leader(1, 1, &[1])]),
        nodes([Fake::leader(1, 1, &[1, 1, 1]), Fake::follower(2, 1, &[1, 1])]),
        nodes([Fake::leader(1, 1, &[1, 1, 1]).commit(2), Fake::follower(2, 1, &[1, 1])]),
        nodes([Fake::leader(1, 1, &[1, 1, 1]).apply(2), Fake::follower(2, 1, &[1, 1]).apply(2)]),
        // The leader is cut off with an entry that nobody else has, and finds it replaced later.
        (vec![vote(3, 2, 2, true)], vec![Fake::leader(2, 2, &[1, 1]).apply(2)]),
        nodes([Fake::leader(2, 2, &[1, 1, 2]).apply(2), Fake::follower(3, 2, &[1, 1, 2])]),
        nodes([Fake::leader(2, 2, &[1, 1, 2]).apply(3)]),
        nodes([
            Fake::follower(1, 2, &[1, 1, 2]).apply(3),
            Fake::follower(3, 2, &[1, 1, 2]).apply(3),
        ]),
    ]);
}

#[test]
fn two_leaders_in_one_term_are_caught_even_one_after_the_other() {
    violates(
        &[nodes([Fake::leader(1, 4, &[])]), (vec![crash(1)], vec![Fake::leader(3, 4, &[])])],
        "election-safety",
        "n1 was elected in term 4, and so was n3",
    );
    holds(&[nodes([Fake::leader(1, 4, &[]), Fake::leader(3, 5, &[])])]);
}

#[test]
fn a_leader_that_removes_an_entry_is_caught() {
    let removes = nodes([Fake::leader(1, 3, &[1, 3])]);
    violates(
        &[nodes([Fake::leader(1, 3, &[1, 2, 3])]), removes.clone()],
        "leader-append-only",
        "n1 leads term 3 and removed its entries from index 2 on, up to 3@3",
    );
    // A follower may, and so may a leader that has lost its leadership or restarted meanwhile.
    holds(&[nodes([Fake::follower(1, 3, &[1, 2, 3])]), nodes([Fake::follower(1, 3, &[1, 3])])]);
    holds(&[nodes([Fake::leader(1, 2, &[1, 2])]), nodes([Fake::leader(1, 3, &[1, 3])])]);
    holds(&[
        nodes([Fake::leader(1, 3, &[1, 3])]),
        (vec![crash(1)], vec![]),
        nodes([Fake::follower(1, 3, &[1])]),
    ]);
}

#[test]
fn a_leader_that_replaces_its_last_entry_by_one_of_the_same_name_is_caught() {
    let mut other = Fake::leader(1, 3, &[1, 3]);
    other.log = log_of(&[(1, 1), (3, 9)]);
    violates(
        &[nodes([Fake::leader(1, 3, &[1, 3])]), nodes([other])],
        "leader-append-only",
        "n1 leads term 3 and removed its entries from index 2 on, up to 2@3",
    );
}

#[test]
fn one_index_and_term_with_two_contents_is_caught() {
    let mut other = Fake::follower(2, 1, &[]);
    other.log = log_of(&[(1, 1), (1, 9)]);
    violates(
        &[nodes([Fake::follower(1, 1, &[1, 1])]), nodes([other])],
        "log-matching",
        "2@1 is one entry in the log of n1, and another in that of n2",
    );
}

#[test]
fn logs_that_agree_on_an_entry_and_not_on_the_one_before_are_caught() {
    violates(
        &[nodes([Fake::follower(1, 3, &[1, 1, 3])]), nodes([Fake::follower(2, 3, &[1, 2, 3])])],
        "log-matching",
        "3@3 follows an entry of term 1 in the log of n1, and one of term 2 in that of n2",
    );
    // Entries of different terms at one index are the usual conflict, to be repaired.
    holds(&[nodes([Fake::follower(1, 3, &[1, 1, 1]), Fake::follower(2, 3, &[1, 2, 3])])]);
}

#[test]
fn a_log_is_looked_at_again_after_a_restart() {
    violates(
        &[
            nodes([Fake::follower(1, 3, &[1, 1, 3]), Fake::follower(2, 3, &[1])]),
            (vec![crash(2)], vec![]),
            nodes([Fake::follower(2, 3, &[1, 2, 3])]),
        ],
        "log-matching",
        "3@3 follows an entry of term 1 in the log of n1, and one of term 2 in that of n2",
    );
}

#[test]
fn a_leader_that_lacks_a_committed_entry_is_caught() {
    violates(
        &[nodes([Fake::leader(1, 2, &[1, 2]).commit(2)]), nodes([Fake::leader(2, 3, &[1])])],
        "leader-completeness",
        "2@2 was committed in term 2 by n1, and n2 leads term 3 with a log that ends with 1@1 and does not hold it",
    );
    // What is not committed may be lacking, and a leader of an earlier term may be late.
    holds(&[nodes([Fake::leader(1, 2, &[1, 2]).commit(1)]), nodes([Fake::leader(2, 3, &[1])])]);
    holds(&[nodes([Fake::leader(1, 4, &[1, 4]).commit(2)]), nodes([Fake::leader(2, 3, &[1])])]);
}

#[test]
fn a_commit_that_a_later_leader_lacks_is_caught_when_it_is_learnt() {
    violates(
        &[
            nodes([Fake::leader(1, 2, &[1, 2]), Fake::leader(2, 3, &[1])]),
            nodes([Fake::leader(2, 3, &[1, 3])]),
            nodes([Fake::leader(1, 2, &[1, 2]).commit(2)]),
        ],
        "leader-completeness",
        "2@2 was committed in term 2 by n1, and n2 leads term 3 with a log that ends with 1@1 and does not hold it",
    );
}

#[test]
fn two_entries_applied_at_one_index_are_caught() {
    violates(
        &[
            nodes([Fake::follower(1, 3, &[1, 2]).apply(2)]),
            nodes([Fake::follower(2, 3, &[1, 3]).apply(1)]),
            nodes([Fake::follower(2, 3, &[1, 3]).apply(2)]),
        ],
        "state-machine-safety",
        "n1 applied 2@2 at index 2, and n2 applied 2@3",
    );
}

#[test]
fn a_node_that_applies_something_else_after_a_restart_is_caught() {
    violates(
        &[
            nodes([Fake::follower(1, 3, &[1, 2]).apply(2)]),
            (vec![crash(1)], vec![]),
            nodes([Fake::follower(1, 3, &[1])]),
            nodes([Fake::follower(1, 3, &[1, 3]).apply(2)]),
        ],
        "state-machine-safety",
        "n1 applied 2@2 at index 2, and n1 applied 2@3",
    );
}

#[test]
fn an_index_that_falls_is_caught() {
    let high = || Fake::follower(1, 3, &[1, 2, 3]).apply(2);
    for (fallen, evidence) in [
        (Fake { term: 2, ..high() }, "the term of n1 fell from 3 to 2"),
        (Fake { commit: 1, applied: 1, ..high() }, "the commit index of n1 fell from 2 to 1"),
        (Fake { applied: 1, ..high() }, "the last applied index of n1 fell from 2 to 1"),
    ] {
        let name = "monotonic";
        violates(&[nodes([high()]), nodes([fallen.clone()])], name, evidence);
        // A restart forgets them.
        holds(&[nodes([high()]), (vec![crash(1)], vec![]), nodes([fallen])]);
    }
}

#[test]
fn an_index_that_overtakes_another_is_caught() {
    violates(
        &[nodes([Fake { applied: 2, ..Fake::follower(1, 1, &[1, 1]).commit(1) }])],
        "monotonic",
        "n1 has applied 2, knows 1 to be committed, and its log ends at 2",
    );
    violates(
        &[nodes([Fake::follower(1, 1, &[1]).commit(2)])],
        "monotonic",
        "n1 has applied 0, knows 2 to be committed, and its log ends at 1",
    );
}

#[test]
fn a_second_vote_in_a_term_is_caught_even_after_a_crash() {
    violates(
        &[(vec![vote(3, 1, 5, true)], vec![]), (vec![crash(3), vote(3, 2, 5, true)], vec![])],
        "one-vote",
        "n3 voted for n1 in term 5, and also for n2",
    );
    holds(&[(
        vec![vote(3, 1, 5, true), vote(3, 1, 5, true), vote(3, 2, 5, false), vote(3, 2, 6, true)],
        vec![],
    )]);
}

#[test]
fn a_candidate_that_counts_itself_and_votes_for_another_is_caught() {
    let candidate = Fake { counts_itself: true, ..Fake::follower(3, 5, &[]) };
    violates(
        &[nodes([candidate]), (vec![vote(3, 2, 5, true)], vec![])],
        "one-vote",
        "n3 voted for n3 in term 5, and also for n2",
    );
}

#[test]
fn a_property_is_reported_once_and_the_others_are_still_watched() {
    let Stage { checker, .. } = watch(&[
        nodes([Fake::leader(1, 4, &[]), Fake::leader(2, 4, &[])]),
        nodes([Fake::leader(3, 4, &[])]),
        nodes([Fake::follower(5, 4, &[]).commit(1)]),
    ]);
    let names: Vec<&str> = checker.violations().iter().map(|violation| violation.name).collect();
    assert_eq!(names, ["election-safety", "monotonic"]);
    assert_eq!(checker.violations()[0].citation, "paper figure 3 and section 5.2");
}

#[test]
fn every_property_has_its_own_name() {
    let mut names = Checker::PROPERTIES.map(|property| property.name).to_vec();
    assert_eq!(names, crate::script::conditions::PROPERTIES, "the language knows them all");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Checker::PROPERTIES.len());
}

#[test]
fn no_change_of_a_node_escapes_the_checker() {
    let knobs = Knobs { loss_ppm: 50_000, duplicate_ppm: 50_000, ..Knobs::default() };
    let mut cluster = Cluster::new(5, 3, knobs);
    let mut checker = Checker::default();
    for round in 0..20_000_u64 {
        let node = NodeId(u32::try_from(round / 100 % 5).expect("small") + 1);
        // What cannot be done now is left undone.
        let _ = match round % 100 {
            0 => cluster.command(Action::Crash(node)),
            20 => cluster.command(Action::Pause(node)),
            40 => cluster.command(Action::Restart(node)),
            60 => cluster.command(Action::Resume(node)),
            80 => cluster.command(Action::Timeout(node)),
            n if n % 10 == 5 => {
                let put = Operation::Put { key: "k".into(), value: round.to_string() };
                cluster.invoke(ClientId(1), put);
                Ok(())
            }
            _ => {
                cluster.step();
                Ok(())
            }
        };
        let events = cluster.drain_events();
        checker.observe(cluster.now(), &events, cluster.world());
        for process in cluster.world().nodes().iter().filter_map(SimNode::process) {
            let observed = Observed::of(process);
            let seen = checker.seen.get(&observed.id);
            let fresh = observed.log.is_empty() && observed.commit == Index::ZERO;
            assert!(
                seen.map_or(fresh, |seen| seen.is_still(&observed)),
                "round {round}: {observed:?}"
            );
        }
    }
    assert_eq!(checker.violations(), []);
    let lengths = checker.seen.values().map(|seen| seen.log.len());
    assert!(lengths.max() > Some(100), "the cluster must have been busy");
}

/// A log of payloads, all of term 1.
fn log_with(payloads: impl IntoIterator<Item = Payload>) -> Log {
    let mut log = Log::default();
    for (payload, index) in payloads.into_iter().zip(1..) {
        log.append(Entry { id: LogId { term: Term(1), index: Index(index) }, payload });
    }
    log
}

/// A change of the configuration, to these voters from those.
fn change_to(voters: &[u32], outgoing: &[u32]) -> Payload {
    let set = |ids: &[u32]| ids.iter().copied().map(NodeId).collect();
    let configuration =
        Configuration { voters: set(voters), outgoing: set(outgoing), ..Configuration::default() };
    Payload::Configuration(Arc::new(configuration))
}

/// A leader of n1, n2 and n3 that has committed so much before it appends the last payload.
fn changes(payloads: &[Payload], commit: u64) -> [Moment; 2] {
    let leader = |log: Log| Fake { log, ..Fake::leader(1, 1, &[]) }.commit(commit);
    let before = log_with(payloads[..payloads.len() - 1].iter().cloned());
    [nodes([leader(before)]), nodes([leader(log_with(payloads.iter().cloned()))])]
}

#[test]
fn a_configuration_changes_one_server_at_a_time_or_jointly() {
    holds(&changes(&[Payload::Noop, change_to(&[1, 2, 3, 4], &[])], 1));
    holds(&changes(&[Payload::Noop, change_to(&[4, 5, 6], &[1, 2, 3])], 1));
    let joint = change_to(&[4, 5, 6], &[1, 2, 3]);
    holds(&changes(&[Payload::Noop, joint, change_to(&[4, 5, 6], &[])], 2));
    violates(
        &changes(&[Payload::Noop, change_to(&[1, 2, 3, 4, 5], &[])], 1),
        "configuration-safety",
        "n1 appended {n1 n2 n3 n4 n5} at index 2 after {n1 n2 n3} at index 0: they can decide apart",
    );
}

#[test]
fn a_configuration_that_follows_one_not_committed_is_caught() {
    let changed = change_to(&[1, 2, 3, 4], &[]);
    violates(
        &changes(&[Payload::Noop, changed, change_to(&[1, 2, 3], &[])], 1),
        "configuration-safety",
        "n1 appended {n1 n2 n3} at index 3 when {n1 n2 n3 n4} at index 2 was not committed (it knew 1 to be)",
    );
}

#[test]
fn a_single_change_before_a_commit_in_the_term_is_caught() {
    let mut log = log(&[1]);
    let leader = |log: &Log| Fake { log: log.clone(), ..Fake::leader(1, 2, &[]) }.commit(1);
    let before = nodes([leader(&log)]);
    let id = LogId { term: Term(2), index: Index(2) };
    log.append(Entry { id, payload: change_to(&[1, 2, 3, 4], &[]) });
    violates(
        &[before, nodes([leader(&log)])],
        "configuration-safety",
        "n1 appended {n1 n2 n3 n4} at index 2 before it had committed anything in its own term 2",
    );
}

#[test]
fn two_configurations_committed_at_one_index_are_caught() {
    let node = |id, voters: &[u32]| {
        Fake { log: log_with([change_to(voters, &[])]), ..Fake::follower(id, 1, &[]) }.commit(1)
    };
    let stage = watch(&[nodes([node(1, &[1, 2]), node(2, &[1, 2, 3, 4])])]);
    assert_eq!(
        stage.found("configuration-safety"),
        Some("n1 committed {n1 n2} at index 1, and n2 committed {n1 n2 n3 n4}")
    );
}

#[test]
fn a_commit_that_is_on_too_few_disks_is_caught() {
    let leader = Fake::leader(1, 1, &[1]).commit(1);
    let mut holds = Durable::bootstrap(Configuration::of([1, 2, 3].map(NodeId)));
    let lacks = holds.clone();
    holds.log = leader.log.clone();
    for (on_disk, evidence) in [
        (vec![1, 2], None),
        (vec![2, 3], None),
        (vec![1], Some("n1 committed 1@1 when it was on the disk of n1 only")),
        (vec![], Some("n1 committed 1@1 when it was on the disk of nobody only")),
    ] {
        let mut stage = Stage::default();
        for id in 1..=3 {
            let image = if on_disk.contains(&id) { &holds } else { &lacks };
            stage.disks.insert(NodeId(id), image.clone());
        }
        stage.show(leader.clone());
        assert_eq!(stage.found("durable-before-visible"), evidence);
    }
}

/// A request as an entry's payload.
fn request(session: u64, sequence: u64, operation: Operation) -> Payload {
    let session = SessionId(session);
    Payload::Command(Request { session, sequence, operation }.encode())
}

#[test]
fn a_request_that_takes_effect_again_is_caught() {
    let put = |value: &str| Operation::Put { key: "k".into(), value: value.into() };
    let payloads = [request(7, 1, put("a")), request(8, 1, put("b")), request(7, 1, put("a"))];
    let node = |applied: usize, value: &str| {
        let log = log_with(payloads[..applied].iter().cloned());
        let mut store = Store::default();
        store.apply(&Request { session: SessionId(1), sequence: 1, operation: put(value) });
        Fake { log, store, ..Fake::follower(1, 1, &[]) }.apply(applied as u64)
    };
    let found = |moments: &[Moment]| watch(moments).found("exactly-once").map(str::to_owned);
    let right = [nodes([node(1, "a")]), nodes([node(2, "b")]), nodes([node(3, "b")])];
    assert_eq!(found(&right), None);
    // The first of them may be refused for other reasons.
    assert_eq!(found(&[nodes([node(1, "a")]), nodes([node(2, "a")])]), None);
    assert_eq!(
        found(&[nodes([node(1, "a")]), nodes([node(2, "b")]), nodes([node(3, "a")])]).as_deref(),
        Some("n1 applied request 1 of session 7 again at index 3, and it changed k to a")
    );
    // A node that restarts applies everything anew.
    let restarts = [nodes([node(3, "b")]), (vec![crash(1)], vec![]), nodes([node(2, "b")])];
    assert_eq!(found(&restarts), None);
}
