//! What each role answers and refuses, and what onlookers see of it.

use std::sync::Arc;

use super::cluster::{Cluster, encode, id};
use super::traps::{append, said};
use crate::raft::{
    Configuration, Index, Input, InstallSnapshot, Message, NodeId, Output, ReadId, ReadMode,
    RequestVoteReply, Role, Settings, Term, TimeoutNow, Timer, TransferOutcome,
};

fn asking() -> Settings {
    Settings { pre_vote: true, ..Settings::default() }
}

/// `n2` stands, or asks whether it should.
fn standing(settings: Settings) -> Cluster {
    let mut cluster = Cluster::with_settings(&[(1, &[1][..]); 3], settings);
    cluster.fire(2, Timer::Election);
    cluster.persist(2);
    cluster.packets.clear();
    cluster.outputs.clear();
    cluster
}

/// A chunk of a snapshot of this many entries of term 1, as a leader of this term sends it.
fn chunk(term: u64, entries: u64, offset: usize, end: usize) -> Message {
    let data = encode(&(1..=entries).map(|index| id(index, 1)).collect::<Vec<_>>());
    Message::InstallSnapshot(InstallSnapshot {
        term: Term(term),
        last: id(entries, 1),
        configuration: Arc::new(Configuration::of([1, 2, 3].map(NodeId))),
        offset: offset as u64,
        data: data[offset..end].into(),
        total: data.len() as u64,
        round: 0,
    })
}

/// Word that a configuration without the receiver is committed at this index.
fn told(at: u64) -> Message {
    let (term, removed_at) = (Term(1), Some(Index(at)));
    let reply = RequestVoteReply { term, granted: false, pre_vote: false, removed_at };
    Message::RequestVoteReply(reply)
}

#[test]
fn whoever_stands_or_asks_refuses_clients_and_gives_up_when_it_is_told_to() {
    for settings in [Settings::default(), asking()] {
        let mut cluster = standing(settings);
        assert!(matches!(cluster.node(2).role(), Role::PreCandidate(_) | Role::Candidate(_)));
        let read = cluster.read(2, ReadMode::Index);
        cluster.propose(2, "x");
        cluster.change(2, &[], &[3]);
        cluster.step(2, Input::Transfer { to: NodeId(1) });
        let outputs: Vec<&Output> = cluster.outputs.iter().map(|(_, output)| output).collect();
        let refused = |output: &&&Output| {
            matches!(output, Output::ReadRefused { read: it, leader: None } if *it == read)
                || matches!(output, Output::NotLeader { leader: None, .. })
                || matches!(output, Output::ChangeRefused { .. })
                || matches!(output, Output::TransferEnded { outcome: TransferOutcome::Refused, .. })
        };
        assert_eq!(outputs.iter().filter(refused).count(), 4, "{outputs:?}");
        cluster.step(2, Input::StepDown);
        assert!(matches!(cluster.node(2).role(), Role::Follower(_)));
    }
}

#[test]
fn whoever_stands_or_asks_follows_a_leader_that_sends_a_snapshot() {
    for settings in [Settings::default(), asking()] {
        let mut cluster = standing(settings);
        let term = cluster.node(2).term().0;
        cluster.receive(1, 2, chunk(term, 3, 0, 2));
        let Role::Follower(follower) = cluster.node(2).role() else { panic!("n1 leads") };
        let receiving = follower.receiving().expect("a part of it has come");
        let data = encode(&[id(1, 1), id(2, 1), id(3, 1)]);
        assert_eq!((receiving.received(), receiving.total()), (2, data.len() as u64));
        assert_eq!(receiving.last(), id(3, 1));
        cluster.receive(1, 2, chunk(term, 3, 2, data.len()));
        let Role::Follower(follower) = cluster.node(2).role() else { panic!("n1 leads") };
        assert!(follower.receiving().is_none(), "all of it has come");
        assert_eq!(follower.leader(), Some(NodeId(1)));
    }
}

#[test]
fn a_candidate_that_learns_of_its_removal_gives_up_and_others_stay_what_they_are() {
    let mut cluster = standing(Settings::default());
    cluster.receive(1, 2, told(5));
    assert!(matches!(cluster.node(2).role(), Role::Follower(_)));
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.receive(3, 2, told(5));
    let Role::Follower(follower) = cluster.node(2).role() else { panic!("it follows") };
    assert_eq!(follower.leader(), Some(NodeId(1)), "it has not been made a follower of nobody");
}

#[test]
fn a_vote_given_to_a_called_successor_ends_the_wish_to_stand() {
    let settings = Settings { check_quorum: true, ..Settings::default() };
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    cluster.fire(2, Timer::Election);
    let Message::RequestVote(mut request) = super::traps::request(2, id(1, 1)) else {
        unreachable!("it is one")
    };
    request.campaign = crate::raft::Campaign::Transfer;
    cluster.receive(3, 2, Message::RequestVote(request));
    assert_eq!(cluster.node(2).voted_for(), Some(NodeId(3)));
    cluster.fire(2, Timer::Stickiness);
    assert_eq!(cluster.node(2).term(), Term(2), "it waits for what comes of its vote");
}

#[test]
fn a_transfer_that_is_asked_for_again_goes_on_and_one_to_another_takes_its_place() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.partition(&[&[1], &[2, 3]]);
    cluster.propose(1, "x");
    for to in [2, 2, 3] {
        cluster.step(1, Input::Transfer { to: NodeId(to) });
    }
    let ended: Vec<_> = cluster
        .outputs
        .iter()
        .filter_map(|(_, output)| match output {
            Output::TransferEnded { to, outcome } => Some((*to, *outcome)),
            _ => None,
        })
        .collect();
    assert_eq!(ended, [(NodeId(2), TransferOutcome::Replaced)]);
}

#[test]
fn reads_are_counted_wherever_they_are() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    let reads = |cluster: &Cluster| match cluster.node(1).role() {
        Role::Leader(leader) => (leader.reads().len(), leader.reads().is_empty()),
        _ => panic!("n1 leads"),
    };
    assert_eq!(reads(&cluster), (0, true));
    for count in 1..=3 {
        assert_eq!(cluster.read(1, ReadMode::Index), ReadId(count));
        assert_eq!(reads(&cluster), (count as usize, false), "one is asked for, others wait");
    }
    cluster.settle();
    assert_eq!(reads(&cluster), (0, true));
}

#[test]
fn a_read_of_a_round_that_lasts_longer_than_a_heartbeat_is_answered_all_the_same() {
    let settings = Settings { check_quorum: true, ..Settings::default() };
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    let read = cluster.read(1, ReadMode::Lease);
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    let answered = |(_, output): &(_, Output)| matches!(output, Output::ReadReady { read: it, .. } if *it == read);
    assert!(cluster.outputs.iter().any(answered), "its lease is not renewed before that");
}

#[test]
fn a_log_with_entries_is_not_empty() {
    let mut cluster = Cluster::of(1);
    assert!(cluster.node(1).log().is_empty());
    cluster.elect(1);
    assert!(!cluster.node(1).log().is_empty());
    cluster.receive(1, 1, append(1, id(1, 1), &[], 1));
    assert_eq!(said(&cluster, 1, 1), [], "a leader follows nobody in its own term");
    assert_eq!(cluster.node(1).commit_index(), Index(1));
}

#[test]
fn a_candidate_that_stands_by_a_later_configuration_is_not_stopped_by_an_earlier_one() {
    let mut cluster = Cluster::of(4);
    cluster.elect(1);
    cluster.change(1, &[], &[4]);
    cluster.settle();
    cluster.fire(1, Timer::Heartbeat);
    cluster.settle();
    cluster.fire(2, Timer::Election);
    cluster.persist(2);
    cluster.receive(3, 2, told(1));
    assert!(matches!(cluster.node(2).role(), Role::Candidate(_)), "it votes in a later one");
}

#[test]
fn a_leader_keeps_no_lease_that_nobody_has_asked_for() {
    let settings = Settings { check_quorum: true, ..Settings::default() };
    let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
    cluster.elect(1);
    cluster.read(1, ReadMode::Index);
    assert!(!cluster.waits_for(1, Timer::Lease));
    cluster.settle();
    cluster.read(1, ReadMode::Lease);
    assert!(cluster.waits_for(1, Timer::Lease));
}

#[test]
fn a_candidate_refuses_its_rival() {
    let mut cluster = standing(Settings::default());
    let term = cluster.node(2).term().0;
    cluster.receive(3, 2, super::traps::request(term, id(9, 1)));
    assert_eq!(said(&cluster, 2, 3), [super::traps::vote(term, false)]);
}

#[test]
fn onlookers_see_who_has_refused_a_candidate() {
    let mut cluster = standing(Settings::default());
    let term = cluster.node(2).term().0;
    cluster.receive(3, 2, super::traps::vote(term, false));
    let Role::Candidate(candidate) = cluster.node(2).role() else { panic!("n2 stands") };
    assert_eq!(candidate.refused().iter().collect::<Vec<_>>(), [NodeId(3)]);
}

#[test]
fn a_server_behaves_as_it_was_told() {
    let cluster = Cluster::with_settings(&[(0, &[][..])], asking());
    assert_eq!(cluster.node(1).settings(), asking());
}

#[test]
fn whoever_asks_and_is_called_stands_at_once() {
    let mut cluster = standing(asking());
    let term = cluster.node(2).term();
    let call = crate::raft::TimeoutNow { term };
    cluster.receive(1, 2, Message::TimeoutNow(call));
    assert!(matches!(cluster.node(2).role(), Role::Candidate(_)));
    assert_eq!(cluster.node(2).term(), term.next());
}

#[test]
fn an_earlier_leader_is_refused_by_a_server_that_has_no_entry_yet() {
    let mut cluster = Cluster::with_logs(&[(1, &[1][..]), (2, &[]), (2, &[])]);
    cluster.receive(1, 2, append(1, id(1, 1), &[], 1));
    let answers = said(&cluster, 2, 1);
    let [Message::AppendEntriesReply(reply)] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!(reply.term, Term(2));
}

#[test]
fn whoever_stands_or_asks_takes_snapshots_and_heeds_a_leader_that_calls_it() {
    for settings in [Settings::default(), asking()] {
        let mut cluster = Cluster::with_settings(&[(0, &[][..]); 3], settings);
        cluster.elect(1);
        cluster.propose(1, "x");
        cluster.settle();
        if cluster.waits_for(2, Timer::Stickiness) {
            cluster.fire(2, Timer::Stickiness);
        }
        cluster.fire(2, Timer::Election);
        assert!(matches!(cluster.node(2).role(), Role::PreCandidate(_) | Role::Candidate(_)));
        cluster.take_snapshot(2);
        assert!(cluster.node(2).snapshot().is_some(), "{settings:?}");
        let term = cluster.node(2).term();
        cluster.receive(1, 2, Message::TimeoutNow(TimeoutNow { term }));
        assert_eq!(cluster.node(2).term(), term.next(), "{settings:?}");
    }
}

#[test]
fn a_candidate_counts_its_own_vote_when_that_is_durable_and_not_when_another_write_is() {
    let mut cluster = Cluster::of(3);
    cluster.elect(1);
    cluster.propose(1, "x");
    cluster.deliver(1, 2);
    let term = cluster.node(2).term();
    cluster.receive(1, 2, Message::TimeoutNow(TimeoutNow { term }));
    let vote =
        RequestVoteReply { term: term.next(), granted: true, pre_vote: false, removed_at: None };
    cluster.receive(3, 2, Message::RequestVoteReply(vote));
    assert!(cluster.persist(2), "the entry");
    assert!(!cluster.leads(2));
    assert!(cluster.persist(2), "its term and its vote");
    assert!(cluster.leads(2));
}

#[test]
fn nobody_but_voters_is_asked_for_a_vote() {
    let mut cluster = Cluster::with_spares(&[(0, &[][..]); 3], 1, Settings::default());
    cluster.elect(1);
    cluster.change(1, &[4], &[]);
    for follower in [2, 3] {
        cluster.deliver(1, follower);
        while cluster.persist(follower) {}
    }
    cluster.packets.clear();
    assert!(cluster.node(2).configuration().learners.contains(NodeId(4)));
    cluster.fire(2, Timer::Election);
    while cluster.persist(2) {}
    let asked: Vec<usize> = [1, 3, 4].map(|other| said(&cluster, 2, other).len()).into();
    assert_eq!(asked, [1, 1, 0]);
}

#[test]
fn a_change_tells_onlookers_who_is_to_vote() {
    let mut cluster = Cluster::with_spares(&[(0, &[][..]); 3], 1, Settings::default());
    cluster.elect(1);
    cluster.change(1, &[4], &[2]);
    let Role::Leader(leader) = cluster.node(1).role() else { panic!("n1 leads") };
    assert_eq!(leader.change().map(|change| change.voters()), Some([1, 3, 4].map(NodeId).into()));
}
