//! One test for each trap that known implementations have fallen into.
//!
//! Here are those around votes, storage, single voters, appends, and the commit rule. Those around pre-votes and partial
//! partitions are in `elections.rs`; around handing over in `transfers.rs`; snapshots in `snapshots.rs`; reads and leases
//! in `reads.rs`; single-server changes, and configurations that take effect at append, are rolled back, and are left again
//! after a leader change, in `membership.rs`. Sessions are the state machine's.

use std::sync::Arc;

use super::cluster::{Cluster, entry, id};
use crate::raft::{
    AppendEntries, AppendEntriesReply, AppendOutcome, Campaign, Configuration, Conflict, Entry,
    HardState, Index, Input, LogId, Message, NodeId, Output, Payload, Progress, RequestVote,
    RequestVoteReply, Term, Timer,
};

pub(super) fn append(term: u64, prev_log: LogId, entries: &[Entry], commit: u64) -> Message {
    Message::AppendEntries(AppendEntries {
        term: Term(term),
        prev_log,
        entries: entries.to_vec(),
        leader_commit: Index(commit),
        round: 0,
    })
}

pub(super) fn accepted(term: u64, index: u64) -> Message {
    answered(term, index, 0)
}

pub(super) fn answered(term: u64, index: u64, round: u64) -> Message {
    let outcome = AppendOutcome::Accepted { match_index: Index(index) };
    Message::AppendEntriesReply(AppendEntriesReply {
        term: Term(term),
        outcome,
        round,
        priority: 0,
    })
}

pub(super) fn vote(term: u64, granted: bool) -> Message {
    Message::RequestVoteReply(RequestVoteReply {
        term: Term(term),
        granted,
        pre_vote: false,
        removed_at: None,
    })
}

pub(super) fn request(term: u64, last_log: LogId) -> Message {
    let campaign = Campaign::Election;
    let stands_by = last_log.index;
    Message::RequestVote(RequestVote { term: Term(term), last_log, campaign, stands_by })
}

/// What is under way from one server to another.
pub(super) fn said(cluster: &Cluster, from: u32, to: u32) -> Vec<Message> {
    let on_link = cluster.packets.iter().filter(|p| (p.from.0, p.to.0) == (from, to));
    on_link.map(|packet| packet.message.clone()).collect()
}

// Vote: term and vote persist together; a step-down in the same term keeps the vote.

#[test]
fn a_new_term_and_the_vote_in_it_are_one_write() {
    let mut cluster = Cluster::of(3);
    cluster.receive(1, 2, request(7, LogId::default()));
    let hard_states: Vec<_> = cluster
        .outputs
        .iter()
        .filter_map(|(_, output)| match output {
            Output::Write { write, .. } => Some(write.hard_state),
            _ => None,
        })
        .collect();
    assert_eq!(hard_states, [Some(HardState { term: Term(7), voted_for: Some(NodeId(1)) })]);
}

#[test]
fn a_candidate_that_steps_down_in_its_own_term_keeps_its_vote() {
    let mut cluster = Cluster::of(5);
    cluster.fire(1, Timer::Election);
    cluster.persist(1);
    cluster.receive(2, 1, append(1, LogId::default(), &[], 0));
    assert_eq!(cluster.node(1).leader(), Some(NodeId(2)));
    assert_eq!(cluster.node(1).voted_for(), Some(NodeId(1)));

    cluster.receive(3, 1, request(1, id(9, 1)));
    assert_eq!(said(&cluster, 1, 3).last(), Some(&vote(1, false)));
}

#[test]
fn a_vote_survives_a_crash_and_is_not_given_twice() {
    let mut cluster = Cluster::of(3);
    cluster.receive(1, 2, request(1, LogId::default()));
    cluster.persist(2);
    assert_eq!(said(&cluster, 2, 1), [vote(1, true)]);
    cluster.crash(2);
    cluster.restart(2);
    cluster.receive(3, 2, request(1, id(9, 1)));
    assert_eq!(said(&cluster, 2, 3), [vote(1, false)]);
    cluster.receive(1, 2, request(1, LogId::default()));
    assert_eq!(said(&cluster, 2, 1), [vote(1, true), vote(1, true)], "the same vote, again");
}

#[test]
fn a_log_that_lacks_something_gets_no_vote_from_one_that_has_it() {
    let mut cluster = Cluster::with_logs(&[(5, &[1, 1, 4]), (5, &[])]);
    for (last_log, granted) in [
        (id(2, 4), false), // as late a term, and shorter
        (id(9, 3), false), // longer, and of an earlier term
        (id(3, 4), true),  // the same
    ] {
        cluster.receive(2, 1, request(6, last_log));
        cluster.persist(1);
        assert_eq!(said(&cluster, 1, 2).last(), Some(&vote(6, granted)), "{last_log}");
    }
    cluster.receive(2, 1, request(7, id(1, 5)));
    cluster.persist(1);
    assert_eq!(said(&cluster, 1, 2).last(), Some(&vote(7, true)), "shorter, of a later term");
}

#[test]
fn a_repeated_vote_counts_once_and_a_vote_of_an_earlier_term_never() {
    let mut cluster = Cluster::of(5);
    cluster.fire(1, Timer::Election);
    cluster.persist(1);
    cluster.fire(1, Timer::Election);
    cluster.persist(1);
    cluster.receive(2, 1, vote(2, true));
    cluster.receive(2, 1, vote(2, true));
    cluster.receive(3, 1, vote(1, true));
    cluster.receive(4, 1, vote(2, false));
    assert!(!cluster.leads(1));
    cluster.receive(5, 1, vote(2, true));
    assert!(cluster.leads(1));
}

// Storage: an acknowledgement or vote leaves the node only after the write it depends on is durable; a completion of a
// write from an older term or a truncated suffix counts for nothing.

#[test]
fn a_candidate_asks_for_votes_and_counts_its_own_only_once_its_vote_is_durable() {
    let mut cluster = Cluster::of(2);
    cluster.fire(1, Timer::Election);
    assert_eq!(said(&cluster, 1, 2), []);
    cluster.receive(2, 1, vote(1, true));
    assert!(!cluster.leads(1), "one durable vote of two");
    cluster.persist(1);
    assert!(cluster.leads(1));
}

#[test]
fn a_vote_that_a_crash_has_lost_was_never_given() {
    let mut cluster = Cluster::of(3);
    cluster.receive(1, 2, request(1, LogId::default()));
    assert_eq!(said(&cluster, 2, 1), []);
    cluster.crash(2);
    cluster.restart(2);
    cluster.receive(3, 2, request(1, LogId::default()));
    cluster.persist(2);
    assert_eq!(said(&cluster, 2, 1), []);
    assert_eq!(said(&cluster, 2, 3), [vote(1, true)]);
}

#[test]
fn a_vote_in_an_earlier_term_is_not_sent_when_its_write_completes_after_that_term() {
    let mut cluster = Cluster::of(3);
    cluster.receive(1, 2, request(1, LogId::default()));
    cluster.receive(3, 2, request(2, LogId::default()));
    cluster.persist(2);
    assert_eq!((said(&cluster, 2, 1), said(&cluster, 2, 3)), (vec![], vec![]));
    cluster.persist(2);
    assert_eq!((said(&cluster, 2, 1), said(&cluster, 2, 3)), (vec![], vec![vote(2, true)]));
}

#[test]
fn an_acknowledgement_waits_for_the_disk_and_dies_with_the_node() {
    let mut cluster = Cluster::with_logs(&[(1, &[1]), (1, &[1])]);
    cluster.receive(2, 1, append(1, id(1, 1), &[entry(2, 1)], 0));
    assert_eq!(said(&cluster, 1, 2), []);
    // Repeated, it is still not durable.
    cluster.receive(2, 1, append(1, id(1, 1), &[entry(2, 1)], 0));
    assert_eq!(said(&cluster, 1, 2), []);
    cluster.crash(1);
    cluster.restart(1);
    assert_eq!(cluster.terms(1), [1]);
    cluster.receive(2, 1, append(1, id(1, 1), &[entry(2, 1)], 0));
    cluster.persist(1);
    assert_eq!(said(&cluster, 1, 2), [accepted(1, 2)]);
}

#[test]
fn the_completion_of_a_write_whose_entries_were_replaced_counts_for_nothing() {
    let mut cluster = Cluster::with_logs(&[(1, &[1]), (1, &[1]), (1, &[1])]);
    cluster.receive(2, 1, append(1, id(1, 1), &[entry(2, 1), entry(3, 1)], 0));
    // Before that write is done, the leader of term 2 replaces entry 2, and commits its own.
    cluster.receive(3, 1, append(2, id(1, 1), &[entry(2, 2)], 2));
    cluster.persist(1);
    assert_eq!(cluster.disk(1).log.last(), id(3, 1), "the old entries did reach the disk");
    assert_eq!(cluster.node(1).durable_last(), id(1, 1));
    assert_eq!((said(&cluster, 1, 2), said(&cluster, 1, 3)), (vec![], vec![]));
    assert_eq!(cluster.applied(1), [entry(1, 1)]);

    cluster.persist(1);
    assert_eq!(cluster.disk(1).log.last(), id(2, 2));
    assert_eq!((said(&cluster, 1, 2), said(&cluster, 1, 3)), (vec![], vec![accepted(2, 2)]));
    assert_eq!(cluster.applied(1), [entry(1, 1), entry(2, 2)]);
}

#[test]
fn a_refusal_does_not_tell_of_a_term_that_a_crash_could_take_back() {
    let mut cluster = Cluster::with_logs(&[(1, &[1, 1]), (1, &[1, 1])]);
    cluster.receive(2, 1, request(5, LogId::default()));
    cluster.receive(2, 1, append(5, id(9, 5), &[], 0));
    assert_eq!(said(&cluster, 1, 2), []);
    cluster.persist(1);
    assert_eq!(said(&cluster, 1, 2).len(), 2);
}

#[test]
fn a_leader_counts_its_own_copy_only_once_it_is_durable() {
    let mut cluster = Cluster::of(2);
    cluster.elect(1);
    cluster.propose(1, "x");
    cluster.settle_between(2, 2);
    cluster.receive(2, 1, accepted(1, 2));
    assert_eq!(cluster.node(1).commit_index(), Index(1));
    cluster.persist(1);
    assert_eq!(cluster.node(1).commit_index(), Index(2));
}

#[test]
fn a_leader_whose_disk_is_behind_commits_by_the_others_and_applies_when_its_own_has_it() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.propose(1, "x");
    cluster.receive(2, 1, accepted(1, 2));
    cluster.receive(3, 1, accepted(1, 2));
    assert_eq!(cluster.node(1).commit_index(), Index(2));
    assert_eq!(cluster.node(1).last_applied(), Index(1));
    cluster.persist(1);
    assert_eq!(cluster.node(1).last_applied(), Index(2));
}

// Single voter: nothing is committed before it is durable.

#[test]
fn a_single_voter_commits_nothing_before_it_is_durable() {
    let mut cluster = Cluster::of(1);
    cluster.fire(1, Timer::Election);
    assert!(!cluster.leads(1), "its own vote is not on disk");
    cluster.persist(1);
    assert!(cluster.leads(1));
    assert_eq!(cluster.node(1).commit_index(), Index(0));
    cluster.persist(1);
    assert_eq!(cluster.node(1).commit_index(), Index(1));
    cluster.propose(1, "x");
    assert_eq!(cluster.node(1).commit_index(), Index(1));
    cluster.persist(1);
    assert_eq!(cluster.node(1).commit_index(), Index(2));
    assert_eq!(cluster.applied(1).len(), 2);
}

// Appends: acknowledge only up to prev + len; survive stale rejections; a follower's commit never passes what it has
// verified against this leader; next stays above match under reordering; truncate only on conflict.

#[test]
fn an_acknowledgement_ends_where_the_message_ends() {
    let mut cluster = Cluster::with_logs(&[(1, &[1, 1, 1]), (1, &[])]);
    cluster.receive(2, 1, append(1, id(1, 1), &[], 0));
    cluster.receive(2, 1, append(1, id(1, 1), &[entry(2, 1)], 0));
    assert_eq!(said(&cluster, 1, 2), [accepted(1, 1), accepted(1, 2)]);
}

#[test]
fn a_followers_commit_never_passes_what_this_leader_has_shown_to_agree() {
    // Entries 2 and 3 are leftovers of term 1; the leader of term 2 has others there, and has committed them.
    let mut cluster = Cluster::with_logs(&[(1, &[1, 1, 1]), (1, &[])]);
    cluster.receive(2, 1, append(2, id(1, 1), &[], 3));
    assert_eq!(cluster.node(1).commit_index(), Index(1));
    cluster.receive(2, 1, append(2, id(1, 1), &[entry(2, 2)], 3));
    assert_eq!(cluster.node(1).commit_index(), Index(2));
}

#[test]
fn a_late_or_repeated_append_removes_nothing() {
    let mut cluster = Cluster::with_logs(&[(1, &[1, 1]), (1, &[])]);
    cluster.receive(2, 1, append(1, id(2, 1), &[entry(3, 1), entry(4, 1)], 4));
    cluster.receive(2, 1, append(1, id(0, 0), &[entry(1, 1)], 0));
    cluster.receive(2, 1, append(1, id(2, 1), &[entry(3, 1)], 3));
    assert_eq!(cluster.terms(1), [1, 1, 1, 1]);
    assert_eq!(cluster.node(1).commit_index(), Index(4));
    cluster.receive(2, 1, append(2, id(2, 1), &[entry(3, 2)], 3));
    assert_eq!(cluster.terms(1), [1, 1, 2], "a conflict removes the entry and all after it");
}

#[test]
fn an_entry_after_a_gap_or_another_entry_is_refused_with_a_hint() {
    let mut cluster = Cluster::with_logs(&[(3, &[1, 2, 2]), (3, &[])]);
    for (prev_log, conflict) in [
        (id(5, 3), Conflict { term: None, first_index: Index(4) }),
        (id(3, 3), Conflict { term: Some(Term(2)), first_index: Index(2) }),
        (id(1, 2), Conflict { term: Some(Term(1)), first_index: Index(1) }),
    ] {
        cluster.receive(2, 1, append(3, prev_log, &[entry(prev_log.index.0 + 1, 3)], 5));
        let outcome = AppendOutcome::Rejected { refused: prev_log, conflict };
        let reply = AppendEntriesReply { term: Term(3), outcome, round: 0, priority: 0 };
        assert_eq!(said(&cluster, 1, 2).last(), Some(&Message::AppendEntriesReply(reply)));
    }
    assert_eq!(cluster.terms(1), [1, 2, 2]);
    assert_eq!(cluster.node(1).commit_index(), Index(0));
}

#[test]
fn answers_out_of_order_move_nothing_back() {
    let mut cluster = Cluster::of(2);
    cluster.elect(1);
    for command in ["a", "b", "c"] {
        cluster.propose(1, command);
    }
    let places = |progress: &Progress| (progress.matched(), progress.next());
    cluster.receive(2, 1, accepted(1, 3));
    cluster.receive(2, 1, accepted(1, 2));
    assert_eq!(places(cluster.progress(1, 2)), (Index(3), Index(5)));

    // A refusal from before: by now, the follower is known to have entry 2.
    let conflict = Conflict { term: None, first_index: Index(1) };
    let outcome = AppendOutcome::Rejected { refused: id(2, 1), conflict };
    let stale = AppendEntriesReply { term: Term(1), outcome, round: 0, priority: 0 };
    cluster.receive(2, 1, Message::AppendEntriesReply(stale));
    assert_eq!(places(cluster.progress(1, 2)), (Index(3), Index(5)));

    // A fresh one, whose hint goes too far: not below what is known.
    let outcome = AppendOutcome::Rejected { refused: id(4, 1), conflict };
    let fresh = AppendEntriesReply { term: Term(1), outcome, round: 0, priority: 0 };
    cluster.receive(2, 1, Message::AppendEntriesReply(fresh));
    assert_eq!(places(cluster.progress(1, 2)), (Index(3), Index(4)));
}

#[test]
fn an_answer_from_an_earlier_leadership_says_nothing_about_this_one() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.fire(2, Timer::Election);
    cluster.settle();
    cluster.fire(1, Timer::Election);
    cluster.settle();
    assert!(cluster.leads(1));
    let before = cluster.progress(1, 3).clone();
    cluster.receive(3, 1, accepted(1, 9));
    assert_eq!(cluster.progress(1, 3), &before);
}

#[test]
fn a_stranger_has_no_say() {
    let mut cluster = Cluster::of(3);
    cluster.fire(1, Timer::Election);
    cluster.persist(1);
    cluster.receive(8, 1, vote(1, true));
    cluster.receive(9, 1, vote(1, true));
    assert!(!cluster.leads(1));
    cluster.receive(2, 1, vote(1, true));
    assert!(cluster.leads(1));
    cluster.receive(8, 1, accepted(1, 1));
    cluster.receive(9, 1, accepted(1, 1));
    assert_eq!(cluster.node(1).commit_index(), Index(0));
}

// Commit rule (paper 5.4.2): the figures are in golden/figure_8_*.txt.

#[test]
fn an_inherited_entry_is_committed_with_the_first_of_the_term_and_not_before() {
    let mut cluster = Cluster::with_logs(&[(2, &[1, 2]), (2, &[1, 2]), (2, &[1, 2])]);
    cluster.fire(1, Timer::Election);
    cluster.persist(1);
    cluster.deliver(1, 2);
    cluster.persist(2);
    cluster.deliver(2, 1);
    cluster.persist(1);
    cluster.receive(2, 1, accepted(3, 2));
    cluster.receive(3, 1, accepted(3, 2));
    assert_eq!(cluster.node(1).commit_index(), Index(0), "everybody has entry 2, of term 2");
    cluster.receive(2, 1, accepted(3, 3));
    assert_eq!(cluster.node(1).commit_index(), Index(3));
}

// Configuration in effect at append, rolled back on truncation.

#[test]
fn a_configuration_rules_from_its_append_and_is_rolled_back_with_its_entry() {
    let mut cluster = Cluster::with_logs(&[(1, &[1]), (1, &[1])]);
    let larger = Configuration::of([1, 2, 3, 4].map(NodeId));
    let change = Entry { id: id(2, 1), payload: Payload::Configuration(Arc::new(larger.clone())) };
    cluster.receive(2, 1, append(1, id(1, 1), &[change], 0));
    assert_eq!(cluster.node(1).configuration(), &larger, "neither durable nor committed");

    cluster.persist(1);
    cluster.crash(1);
    cluster.restart(1);
    assert_eq!(cluster.node(1).configuration(), &larger);

    cluster.receive(3, 1, append(2, id(1, 1), &[entry(2, 2)], 0));
    assert_eq!(cluster.node(1).configuration(), &Configuration::of([1, 2].map(NodeId)));
}

#[test]
fn a_server_that_does_not_vote_does_not_stand() {
    let mut cluster = Cluster::with_logs(&[(1, &[1]), (1, &[1])]);
    let without = Configuration::of([2, 3].map(NodeId));
    let change = Entry { id: id(2, 1), payload: Payload::Configuration(Arc::new(without)) };
    cluster.receive(2, 1, append(1, id(1, 1), &[change], 2));
    cluster.fire(1, Timer::Election);
    assert_eq!(cluster.node(1).term(), Term(1));
    assert!(cluster.waits_for(1, Timer::Election), "it may vote again one day");
}

// A restart knows what was durable, and nothing else.

#[test]
fn a_restart_forgets_what_was_not_durable_and_applies_again_from_the_beginning() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.propose(1, "kept");
    cluster.settle();
    cluster.propose(1, "lost");
    cluster.crash(1);
    cluster.restart(1);
    assert_eq!(cluster.terms(1), [1, 1]);
    assert_eq!(cluster.node(1).leader(), None);
    assert_eq!(cluster.node(1).commit_index(), Index(0));
    assert_eq!(cluster.applied(1), []);
    cluster.packets.clear();
    cluster.elect(1);
    assert_eq!(cluster.applied(1).len(), 3);
}

#[test]
fn a_timer_that_fires_late_does_nothing() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    let leader = cluster.node(1).clone();
    cluster.step(1, Input::Fired(Timer::Election));
    assert_eq!(cluster.node(1), &leader);
    let follower = cluster.node(2).clone();
    cluster.step(2, Input::Fired(Timer::Heartbeat));
    cluster.step(2, Input::Fired(Timer::Batch));
    assert_eq!(cluster.node(2), &follower);
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
