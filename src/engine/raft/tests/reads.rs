//! The traps around reads that write nothing (dissertation 6.4) and leases (6.4.1): one test each.

use super::cluster::{Cluster, entry, id};
use super::traps::{accepted, answered, append, request, said};
use crate::raft::{
    Campaign, Configuration, Entry, Index, Input, Lease, Message, Node, NodeId, Output, Payload,
    ReadId, ReadIndex, ReadIndexReply, ReadMode, RequestVote, Role, Settings, Term, Timer,
};

fn checking() -> Settings {
    Settings { check_quorum: true, ..Settings::default() }
}

/// Servers that check quorums, `n1` leading them.
fn led(count: usize) -> Cluster {
    let mut cluster = Cluster::with_settings(&vec![(0, &[][..]); count], checking());
    cluster.elect(1);
    cluster
}

/// The reads that a server has answered, with the index of each.
fn answers(cluster: &Cluster) -> Vec<(ReadId, Index)> {
    let ready = cluster.outputs.iter().filter_map(|(_, output)| match output {
        Output::ReadReady { read, index } => Some((*read, *index)),
        _ => None,
    });
    ready.collect()
}

fn refused(cluster: &Cluster) -> Vec<ReadId> {
    let refused = cluster.outputs.iter().filter_map(|(_, output)| match output {
        Output::ReadRefused { read, .. } => Some(*read),
        _ => None,
    });
    refused.collect()
}

fn lease(cluster: &Cluster, id: u32) -> Option<&Lease> {
    match cluster.node(id).role() {
        Role::Leader(leader) => Some(leader.lease()),
        Role::Follower(_) | Role::PreCandidate(_) | Role::Candidate(_) => None,
    }
}

fn holds_lease(cluster: &Cluster, id: u32) -> bool {
    lease(cluster, id).is_some_and(|lease| lease.held().is_some())
}

/// Reads by lease once, and so holds one.
fn take_lease(cluster: &mut Cluster) {
    cluster.read(1, ReadMode::Lease);
    cluster.settle();
    assert!(holds_lease(cluster, 1));
    cluster.outputs.clear();
}

// ReadIndex needs a commit in the current term; queue early reads, do not drop them; a retried read context must not be
// answered from an older round.

#[test]
fn a_read_before_the_first_commit_of_the_term_waits_and_then_sees_what_was_inherited() {
    let mut cluster = Cluster::with_logs(&[(1, &[1, 1][..]), (1, &[1, 1]), (1, &[1, 1])]);
    cluster.fire(1, Timer::Election);
    cluster.persist(1);
    cluster.deliver(1, 2);
    cluster.persist(2);
    cluster.deliver(2, 1);
    assert!(cluster.leads(1));
    let read = cluster.read(1, ReadMode::Index);
    cluster.fire(1, Timer::Heartbeat);
    cluster.receive(2, 1, accepted(2, 2));
    assert_eq!(answers(&cluster), [], "the entries of term 1 may have been committed before");
    cluster.settle();
    assert_eq!(answers(&cluster), [(read, Index(3))]);
}

#[test]
fn a_read_is_not_answered_by_a_round_that_began_before_it() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    let first = cluster.read(1, ReadMode::Index);
    let second = cluster.read(1, ReadMode::Index);
    cluster.receive(2, 1, answered(1, 1, 1));
    assert_eq!(answers(&cluster), [(first, Index(1))]);
    cluster.receive(3, 1, answered(1, 1, 1));
    cluster.receive(2, 1, answered(1, 1, 1));
    assert_eq!(answers(&cluster).len(), 1, "late and repeated answers to the first round");
    cluster.receive(3, 1, answered(1, 1, 2));
    assert_eq!(answers(&cluster), [(first, Index(1)), (second, Index(1))]);
}

#[test]
fn a_deposed_leader_answers_no_read_however_often_it_is_asked() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.partition(&[&[1], &[2, 3]]);
    cluster.fire(2, Timer::Election);
    cluster.settle();
    cluster.propose(2, "news");
    cluster.settle();
    let reads = [0; 2].map(|_| cluster.read(1, ReadMode::Index));
    for _ in 0..2 {
        cluster.fire(1, Timer::Heartbeat);
        cluster.settle();
    }
    assert_eq!(answers(&cluster), []);
    cluster.cuts.clear();
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    assert_eq!((answers(&cluster), refused(&cluster)), (vec![], reads.to_vec()));
}

#[test]
fn every_change_of_role_refuses_all_reads_wherever_they_are() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.propose(1, "x");
    cluster.receive(2, 1, accepted(1, 2));
    cluster.receive(3, 1, accepted(1, 2));
    let confirmed = cluster.read(1, ReadMode::Index);
    cluster.receive(2, 1, answered(1, 2, 1));
    let (asked, waiting) = (cluster.read(1, ReadMode::Index), cluster.read(1, ReadMode::Index));
    assert_eq!(answers(&cluster), [], "entry 2 is committed, and not applied before it is durable");
    cluster.step(1, Input::StepDown);
    assert_eq!(refused(&cluster), [confirmed, asked, waiting]);
    cluster.persist(1);
    assert_eq!(answers(&cluster), []);
}

#[test]
fn a_read_waits_until_what_it_must_see_is_applied() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.propose(1, "x");
    cluster.receive(2, 1, accepted(1, 2));
    cluster.receive(3, 1, accepted(1, 2));
    let read = cluster.read(1, ReadMode::Index);
    cluster.receive(2, 1, answered(1, 2, 1));
    assert_eq!(answers(&cluster), []);
    cluster.persist(1);
    assert_eq!(answers(&cluster), [(read, Index(2))]);
    let last_two = &cluster.outputs[cluster.outputs.len() - 2..];
    assert!(matches!(last_two[0].1, Output::Apply { .. }), "first the entry, then the answer");
}

#[test]
fn a_refusal_of_entries_obeys_the_leader_all_the_same() {
    let mut cluster = Cluster::with_logs(&[(1, &[1, 1][..]), (1, &[]), (1, &[])]);
    cluster.elect(1);
    cluster.crash(3);
    cluster.propose(1, "x");
    cluster.packets.clear();
    let read = cluster.read(1, ReadMode::Index);
    cluster.packets.clear();
    // A stranger to all of it: an answer without agreement.
    let Message::AppendEntriesReply(mut reply) = answered(1, 0, 1) else { panic!("an answer") };
    reply.term = cluster.node(1).term();
    reply.outcome = crate::raft::AppendOutcome::Rejected {
        refused: id(9, 9),
        conflict: crate::raft::Conflict { term: None, first_index: Index(1) },
    };
    cluster.receive(2, 1, Message::AppendEntriesReply(reply));
    assert_eq!(answers(&cluster), [(read, Index(3))]);
}

#[test]
fn a_round_whose_messages_are_lost_goes_on_with_the_next_heartbeat() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    let read = cluster.read(1, ReadMode::Index);
    cluster.packets.clear();
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    assert_eq!(answers(&cluster), [(read, Index(1))]);
}

#[test]
fn a_round_needs_both_halves_of_a_joint_configuration() {
    let mut cluster = Cluster::with_logs(&[(1, &[1][..]); 5]);
    let joint = Configuration {
        voters: [1, 4, 5].map(NodeId).into(),
        outgoing: [1, 2, 3].map(NodeId).into(),
        ..Configuration::default()
    };
    let change = Entry { id: id(2, 1), payload: Payload::Configuration(joint.into()) };
    for server in 1..=5 {
        cluster.receive(9, server, append(1, id(1, 1), std::slice::from_ref(&change), 0));
        cluster.persist(server);
    }
    cluster.packets.clear();
    cluster.elect(1);
    let read = cluster.read(1, ReadMode::Index);
    let last = cluster.node(1).log().last().index.0;
    for server in [2, 3] {
        cluster.receive(server, 1, answered(2, last, 1));
    }
    assert_eq!(answers(&cluster), [], "none of the new voters has answered but the leader");
    cluster.receive(4, 1, answered(2, last, 1));
    assert_eq!(answers(&cluster), [(read, Index(last))]);
}

#[test]
fn a_server_that_decides_alone_reads_at_once() {
    for mode in [ReadMode::Index, ReadMode::Lease] {
        let mut cluster = led(1);
        let read = cluster.read(1, mode);
        assert_eq!(answers(&cluster), [(read, Index(1))]);
    }
}

#[test]
fn a_server_that_does_not_lead_refuses_to_read_and_says_who_does() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    let read = cluster.read(2, ReadMode::Index);
    let leader = Some(NodeId(1));
    assert_eq!(cluster.outputs, [(NodeId(2), Output::ReadRefused { read, leader })]);
    cluster.outputs.clear();
    cluster.fire(2, Timer::Election);
    let read = cluster.read(2, ReadMode::Lease);
    let refusal = (NodeId(2), Output::ReadRefused { read, leader: None });
    assert_eq!(cluster.outputs.last(), Some(&refusal));
}

#[test]
fn a_round_asks_about_what_is_known_and_so_waits_for_no_disk() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.propose(1, "x");
    cluster.deliver(1, 2);
    let read = cluster.read(1, ReadMode::Index);
    cluster.deliver(1, 2);
    cluster.deliver(2, 1);
    assert_eq!(answers(&cluster), [(read, Index(1))], "entry 2 is still on its way to the disk");
}

// Leases: transfer stops them, and they end before anybody may vote.

#[test]
fn a_lease_ends_with_its_timer_and_not_with_the_timer_of_the_one_before() {
    let mut cluster = led(3);
    take_lease(&mut cluster);
    cluster.fire(1, Timer::Heartbeat);
    assert!(cluster.waits_for(1, Timer::Lease) && cluster.waits_for(1, Timer::Renewal));
    cluster.settle();
    assert!(!cluster.waits_for(1, Timer::Lease), "the renewal has taken its place");
    assert!(holds_lease(&cluster, 1));
    cluster.fire(1, Timer::Renewal);
    assert!(!holds_lease(&cluster, 1));
    let read = cluster.read(1, ReadMode::Lease);
    assert_eq!(answers(&cluster), [], "it takes a round again");
    cluster.settle();
    assert_eq!(answers(&cluster), [(read, Index(1))]);
}

#[test]
fn a_round_that_is_answered_too_late_gives_no_lease() {
    let mut cluster = led(3);
    let read = cluster.read(1, ReadMode::Lease);
    cluster.fire(1, Timer::Lease);
    cluster.settle();
    assert_eq!(answers(&cluster), [(read, Index(1))], "but it is a round");
    assert!(!holds_lease(&cluster, 1));
}

#[test]
fn while_the_lease_is_renewed_the_old_one_holds() {
    let mut cluster = led(3);
    take_lease(&mut cluster);
    cluster.fire(1, Timer::Heartbeat);
    let read = cluster.read(1, ReadMode::Lease);
    assert_eq!(answers(&cluster), [(read, Index(1))]);
}

#[test]
fn without_check_quorum_a_read_by_lease_takes_a_round() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    for _ in 0..2 {
        let read = cluster.read(1, ReadMode::Lease);
        assert!(!answers(&cluster).contains(&(read, Index(1))));
        cluster.settle();
        assert!(answers(&cluster).contains(&(read, Index(1))));
    }
    assert!(!cluster.waits_for(1, Timer::Lease));
}

#[test]
fn a_handover_stops_reads_by_lease_and_its_end_allows_them_unless_the_successor_was_called() {
    let mut cluster = led(3);
    take_lease(&mut cluster);
    cluster.crash(2);
    cluster.propose(1, "x");
    cluster.step(1, Input::Transfer { to: NodeId(2) });
    cluster.read(1, ReadMode::Lease);
    assert_eq!(answers(&cluster), []);
    cluster.fire(1, Timer::Transfer);
    cluster.read(1, ReadMode::Lease);
    assert!(!answers(&cluster).is_empty(), "nobody was called");

    cluster.settle();
    cluster.step(1, Input::Transfer { to: NodeId(3) });
    assert!(!holds_lease(&cluster, 1));
    cluster.fire(1, Timer::Transfer);
    cluster.packets.clear();
    for _ in 0..2 {
        cluster.outputs.clear();
        cluster.read(1, ReadMode::Lease);
        assert_eq!(answers(&cluster), [], "the call may still arrive");
        cluster.settle();
        assert_eq!(answers(&cluster).len(), 1);
    }
}

#[test]
fn knobs_that_a_lease_rests_on_end_it_and_what_the_round_under_way_would_give() {
    let other = [
        Settings { drift_ppm: 500_000, ..checking() },
        Settings { election: crate::raft::TimerRange::exactly(9), ..checking() },
        Settings::default(),
    ];
    for settings in other {
        let mut cluster = led(3);
        take_lease(&mut cluster);
        cluster.fire(1, Timer::Heartbeat);
        let mut node: Node = cluster.node(1).clone();
        node.set_settings(checking());
        assert_eq!(&node, cluster.node(1), "nothing has changed");
        node.set_settings(settings);
        let mut outputs = Vec::new();
        let from = NodeId(2);
        let round = 2;
        node.step(Input::Receive { from, message: answered(1, 1, round) }, &mut outputs);
        let Role::Leader(leader) = node.role() else { panic!("it leads") };
        assert_eq!(leader.lease().held(), None, "{settings:?}");
    }
}

#[test]
fn a_voter_that_is_made_to_stand_too_early_stands_when_it_owes_its_leader_nothing_any_more() {
    let mut cluster = led(3);
    // n3 hears nobody, and would help n2.
    cluster.partition(&[&[1, 2], &[3]]);
    cluster.fire(3, Timer::Stickiness);
    take_lease(&mut cluster);
    cluster.fire(2, Timer::Election);
    cluster.settle();
    assert!(!cluster.leads(2), "it is one of the two that n1's lease rests on");
    assert_eq!(cluster.node(2).term(), Term(1));
    assert!(cluster.waits_for(2, Timer::Election), "a later term could come before that");
    cluster.fire(2, Timer::Stickiness);
    assert!(!holds_lease(&cluster, 1), "the lease was shorter");
    assert_eq!(cluster.node(2).term(), Term(2));
}

#[test]
fn a_voter_that_hears_its_leader_again_stands_no_longer() {
    let mut cluster = led(3);
    cluster.fire(2, Timer::Election);
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    cluster.fire(2, Timer::Stickiness);
    assert_eq!(cluster.node(2).term(), Term(1));
    assert!(cluster.waits_for(2, Timer::Election));
}

#[test]
fn a_voter_that_has_restarted_helps_nobody_while_its_leader_may_hold_a_lease() {
    let mut cluster = led(3);
    cluster.partition(&[&[1, 2], &[3]]);
    take_lease(&mut cluster);
    cluster.crash(2);
    cluster.restart(2);
    for campaign in [Campaign::PreVote, Campaign::Election] {
        let term = if campaign == Campaign::PreVote { Term(1) } else { Term(2) };
        let request = RequestVote { term, last_log: id(1, 1), campaign, stands_by: Index(1) };
        cluster.receive(3, 2, Message::RequestVote(request));
    }
    cluster.persist(2);
    assert_eq!(cluster.node(2).term(), Term(1));
    assert!(
        said(&cluster, 2, 3).iter().all(|message| {
            matches!(message, Message::RequestVoteReply(reply) if !reply.granted)
        })
    );
    cluster.fire(2, Timer::Stickiness);
    assert!(!holds_lease(&cluster, 1));
    cluster.receive(3, 2, request(2, id(1, 1)));
    assert_eq!(cluster.node(2).voted_for(), Some(NodeId(3)));
}

#[test]
fn a_leader_that_is_deposed_stops_waiting_for_its_lease() {
    let mut cluster = led(3);
    take_lease(&mut cluster);
    cluster.fire(1, Timer::Heartbeat);
    cluster.receive(2, 1, append(2, id(1, 1), &[entry(2, 2)], 0));
    assert!(!cluster.waits_for(1, Timer::Lease) && !cluster.waits_for(1, Timer::Renewal));
}

#[test]
fn whoever_wants_leases_where_there_are_none_begins_no_rounds_but_for_reads() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    let read = cluster.read(1, ReadMode::Lease);
    cluster.settle();
    assert_eq!(answers(&cluster).iter().map(|(it, _)| *it).collect::<Vec<_>>(), [read]);
    cluster.fire(1, Timer::Heartbeat);
    let Role::Leader(leader) = cluster.node(1).role() else { panic!("n1 leads") };
    assert_eq!((leader.reads().round(), leader.reads().is_under_way()), (1, false));
}

// Reads at servers that do not lead.

#[test]
fn a_follower_answers_when_the_leader_has_made_sure_and_it_has_applied_that_much() {
    let mut cluster = led(3);
    cluster.settle();
    cluster.propose(1, "x");
    cluster.settle_between(1, 3);
    assert_eq!(cluster.node(1).commit_index(), Index(2), "n2 has not heard of it");
    let read = cluster.read(2, ReadMode::Forwarded);
    assert_eq!(cluster.node(2).last_applied(), Index(1));
    cluster.settle_between(1, 2);
    assert_eq!(
        answers(&cluster),
        [],
        "n2 has the index, and has not been told that it is committed"
    );
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    assert_eq!(answers(&cluster), [(read, Index(2))]);
    assert_eq!(cluster.node(2).last_applied(), Index(2));
}

#[test]
fn a_follower_of_a_leader_that_nobody_else_obeys_answers_nothing() {
    let mut cluster = Cluster::of(5);
    cluster.elect(1);
    cluster.settle();
    cluster.partition(&[&[1, 2], &[3, 4, 5]]);
    let read = cluster.read(2, ReadMode::Forwarded);
    cluster.settle();
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    assert_eq!((answers(&cluster), refused(&cluster)), (vec![], vec![]));
    cluster.fire(3, Timer::Election);
    cluster.settle();
    assert!(cluster.leads(3));
    cluster.cuts.clear();
    cluster.fire(3, Timer::Heartbeat);
    cluster.settle();
    assert_eq!((answers(&cluster), refused(&cluster)), (vec![], vec![read]));
}

#[test]
fn what_a_follower_is_told_holds_for_all_that_it_has_asked_before_and_for_nothing_later() {
    let mut cluster = led(3);
    cluster.settle();
    let first = cluster.read(2, ReadMode::Forwarded);
    let second = cluster.read(2, ReadMode::Forwarded);
    let third = cluster.read(2, ReadMode::Forwarded);
    let reply = ReadIndexReply { term: Term(1), read: second, index: Some(Index(1)) };
    cluster.receive(1, 2, Message::ReadIndexReply(reply));
    assert_eq!(answers(&cluster), [(first, Index(1)), (second, Index(1))]);
    let reply = ReadIndexReply { term: Term(1), read: third, index: None };
    cluster.receive(1, 2, Message::ReadIndexReply(reply));
    assert_eq!(refused(&cluster), [third]);
}

#[test]
fn an_answer_of_an_earlier_term_counts_for_nothing() {
    let mut cluster = led(3);
    cluster.settle();
    let read = cluster.read(2, ReadMode::Forwarded);
    cluster.receive(3, 2, append(2, id(1, 1), &[], 1));
    assert_eq!(refused(&cluster), [read], "its leader leads no longer");
    let again = cluster.read(2, ReadMode::Forwarded);
    let reply = ReadIndexReply { term: Term(1), read: again, index: Some(Index(1)) };
    cluster.receive(1, 2, Message::ReadIndexReply(reply));
    assert_eq!(answers(&cluster), []);
}

#[test]
fn whoever_does_not_lead_declines_and_whoever_knows_no_leader_asks_nobody() {
    let mut cluster = led(3);
    cluster.settle();
    let question = ReadIndex { term: Term(1), read: ReadId(9) };
    cluster.packets.clear();
    cluster.receive(3, 2, Message::ReadIndex(question));
    let reply = ReadIndexReply { term: Term(1), read: ReadId(9), index: None };
    assert_eq!(said(&cluster, 2, 3), [Message::ReadIndexReply(reply)]);
    let mut cluster = Cluster::of(3);
    let read = cluster.read(2, ReadMode::Forwarded);
    assert_eq!(refused(&cluster), [read]);
}

#[test]
fn a_leader_answers_a_forwarded_read_of_its_own_like_any_other() {
    let mut cluster = led(3);
    cluster.settle();
    let read = cluster.read(1, ReadMode::Forwarded);
    cluster.settle();
    assert_eq!(answers(&cluster), [(read, Index(1))]);
}
