//! New servers that are too slow, or do not come (dissertation 4.2.1), and slow disks: one test each.

use super::cluster::{Cluster, entry, id};
use super::traps::{accepted, append, said};
use crate::raft::{
    AppendOutcome, Index, Message, NodeId, Output, ProposalId, Refusal, Settings, Timer, TimerRange,
};

/// n1 leads, and n4 is to join. An election takes 100 to 200 us, and a heartbeat comes every 50.
fn joining() -> (Cluster, ProposalId) {
    joining_after(0)
}

/// The same, when so many commands are in the log already.
fn joining_after(commands: usize) -> (Cluster, ProposalId) {
    let election = TimerRange { min_us: 100, max_us: 200 };
    let settings = Settings { election, heartbeat_us: 50, ..Settings::default() };
    let mut cluster = Cluster::with_spares(&[(0, &[][..]); 3], 1, settings);
    cluster.elect(1);
    for _ in 0..commands {
        cluster.propose(1, "x");
    }
    cluster.settle();
    let change = cluster.change(1, &[4], &[]);
    for server in [2, 3] {
        cluster.settle_between(1, server);
    }
    (cluster, change)
}

fn refusals(cluster: &Cluster) -> Vec<(ProposalId, Refusal)> {
    let refused = cluster.outputs.iter().filter_map(|(_, output)| match output {
        Output::ChangeRefused { proposal, refusal } => Some((*proposal, *refusal)),
        _ => None,
    });
    refused.collect()
}

fn learners(cluster: &Cluster) -> Vec<NodeId> {
    cluster.node(1).configuration().learners.iter().collect()
}

/// Two heartbeats pass before n4 has what there was when they began: that is an election's time. Meanwhile another
/// command comes.
fn slow_round(cluster: &mut Cluster) {
    let end = cluster.node(1).log().last().index;
    cluster.fire(1, Timer::Heartbeat);
    cluster.fire(1, Timer::Heartbeat);
    cluster.propose(1, "x");
    cluster.receive(4, 1, accepted(1, end.0));
}

#[test]
fn a_new_server_that_is_too_slow_in_ten_rounds_is_given_up() {
    let (mut cluster, change) = joining();
    for round in 0..10 {
        assert_eq!(refusals(&cluster), [], "round {round}");
        slow_round(&mut cluster);
    }
    assert_eq!(refusals(&cluster), [(change, Refusal::NotCaughtUp(NodeId(4)))]);
    assert_eq!(learners(&cluster), []);
    let again = cluster.change(1, &[4], &[]);
    assert!(refusals(&cluster).iter().all(|(proposal, _)| *proposal != again));
}

#[test]
fn a_new_server_that_makes_the_last_round_in_good_time_joins() {
    let (mut cluster, _) = joining();
    for _ in 0..9 {
        slow_round(&mut cluster);
    }
    assert!(!cluster.node(1).configuration().is_joint());
    cluster.fire(1, Timer::Heartbeat);
    let end = cluster.node(1).log().last().index;
    cluster.receive(4, 1, accepted(1, end.0));
    assert_eq!(refusals(&cluster), []);
    assert!(cluster.node(1).configuration().is_joint());
}

#[test]
fn a_new_server_that_makes_no_progress_is_given_up_after_ten_election_timeouts() {
    let (mut cluster, change) = joining();
    // 2,000 us are 40 heartbeats.
    for beat in 0..40 {
        assert_eq!(refusals(&cluster), [], "heartbeat {beat}");
        cluster.fire(1, Timer::Heartbeat);
    }
    assert_eq!(refusals(&cluster), [(change, Refusal::NotCaughtUp(NodeId(4)))]);
}

#[test]
fn a_new_server_that_falls_ever_further_behind_is_given_up_before_ten_rounds_are_over() {
    let (mut cluster, change) = joining();
    cluster.fire(1, Timer::Heartbeat);
    cluster.fire(1, Timer::Heartbeat);
    // It makes progress all the while, and the second round ends only with the last of these.
    let behind = cluster.node(1).log().last().index.0;
    for _ in 0..20 {
        cluster.propose(1, "x");
    }
    cluster.receive(4, 1, accepted(1, behind));
    for beat in 0..40 {
        assert_eq!(refusals(&cluster), [], "heartbeat {beat}");
        cluster.fire(1, Timer::Heartbeat);
        cluster.receive(4, 1, accepted(1, behind + beat / 4));
    }
    assert_eq!(refusals(&cluster), [(change, Refusal::NotCaughtUp(NodeId(4)))]);
}

#[test]
fn a_new_server_that_makes_progress_in_its_first_round_is_waited_for() {
    let (mut cluster, _) = joining_after(20);
    for index in 1..=20 {
        for _ in 0..39 {
            cluster.fire(1, Timer::Heartbeat);
        }
        cluster.receive(4, 1, accepted(1, index));
    }
    assert_eq!(refusals(&cluster), []);
    assert_eq!(learners(&cluster), [NodeId(4)]);
}

#[test]
fn a_heartbeat_is_answered_at_once_with_what_is_durable() {
    let mut cluster = Cluster::with_logs(&[(1, &[1]), (1, &[1])]);
    cluster.receive(2, 1, append(1, id(1, 1), &[entry(2, 1)], 0));
    assert_eq!(said(&cluster, 1, 2), [], "the entry is not on disk yet");
    cluster.receive(2, 1, append(1, id(2, 1), &[], 2));
    assert_eq!(said(&cluster, 1, 2), [accepted(1, 1)]);
    assert_eq!(cluster.node(1).commit_index(), Index(2), "it agrees up to entry 2 all the same");
    cluster.persist(1);
    assert_eq!(said(&cluster, 1, 2), [accepted(1, 1), accepted(1, 2)]);
}

#[test]
fn followers_with_slow_disks_do_not_make_a_leader_step_down() {
    let settings = Settings { check_quorum: true, ..Settings::default() };
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    cluster.propose(1, "x");
    for server in [2, 3] {
        cluster.deliver(1, server);
    }
    // Neither disk is done, however long the leader waits.
    for _ in 0..3 {
        cluster.fire(1, Timer::Heartbeat);
        for server in [2, 3] {
            cluster.deliver(1, server);
            cluster.deliver(server, 1);
        }
        cluster.fire(1, Timer::Quorum);
        assert!(cluster.leads(1));
    }
    let accepted = |message: &Message| match message {
        Message::AppendEntriesReply(reply) => reply.outcome.clone(),
        other => panic!("{other:?}"),
    };
    cluster.persist(2);
    let outcome = accepted(&said(&cluster, 2, 1)[0]);
    assert_eq!(outcome, AppendOutcome::Accepted { match_index: Index(2) });
}
