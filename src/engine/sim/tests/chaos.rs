//! Chaos on a running cluster: real trouble, of the seed's own, and over when it is switched off.

use super::Lab;
use crate::raft::{ChangeRequest, NodeId, NodeSet};
use crate::script::{ChaosLevel, Command, Setting};
use crate::sim::{
    Action, Cause, Chaos, Cluster, Event, EventKind, Knobs, Liveness, Recovery, Time,
};

/// A cluster in chaos, and what happened after so many seconds of it.
fn after(seed: u64, level: ChaosLevel, seconds: u64) -> (Cluster, Vec<Event>) {
    let mut cluster = Cluster::new(5, seed, Knobs::default());
    cluster.perform(&Command::Chaos(Some(level))).expect("chaos is always possible");
    cluster.advance_to(Time(seconds * 1_000_000));
    let events = cluster.drain_events();
    (cluster, events)
}

fn is_trouble(event: &Event) -> bool {
    event.cause == Cause::Chaos
}

#[test]
fn chaos_is_seen_in_events_that_name_it_as_their_cause() {
    let (_, events) = after(1, ChaosLevel::Wild, 20);
    let crashes = |event: &&Event| matches!(event.kind, EventKind::Crashed { .. });
    let cuts = |event: &&Event| matches!(event.kind, EventKind::Cut { .. });
    let troubles: Vec<Event> = events.into_iter().filter(is_trouble).collect();
    assert!(troubles.iter().filter(crashes).count() > 3);
    assert!(troubles.iter().filter(cuts).count() > 3);
}

#[test]
fn all_sorts_of_trouble_are_drawn_and_mended() {
    let mut kinds = std::collections::BTreeSet::new();
    for seed in 0..6 {
        let (mut cluster, events) = after(seed, ChaosLevel::All, 15);
        kinds.extend(events.iter().map(|event| event.kind.name()));
        cluster.perform(&Command::Chaos(None)).expect("it ends at any time");
        assert_eq!(cluster.quirks().nodes_with_own_knobs().count(), 0);
        let limit = cluster.now().plus_us(30_000_000);
        while cluster.view().leader.is_none() {
            assert!(cluster.now() < limit && cluster.step(), "seed {seed}: nobody leads");
        }
    }
    for kind in ["filter-met", "client-cut", "medium-set", "write-failed", "clock-jumped"] {
        assert!(kinds.contains(kind), "no {kind} in {kinds:?}");
    }
}

#[test]
fn the_same_seed_makes_the_same_chaos_and_another_seed_another() {
    let digest = |seed| after(seed, ChaosLevel::Wild, 10).0.digest();
    assert_eq!(digest(1), digest(1));
    assert_ne!(digest(1), digest(2));
}

#[test]
fn chaos_draws_nothing_from_the_luck_of_the_rest() {
    // Until the first trouble, a cluster with chaos on is the one that it is without.
    let mut calm = Cluster::new(5, 3, Knobs::default());
    calm.advance_to(Time(10_000_000));
    let calm: Vec<Event> = calm.drain_events();
    let (_, troubled) = after(3, ChaosLevel::Mild, 10);
    let noted = |event: &&Event| !matches!(event.kind, EventKind::Configured { .. });
    let before: Vec<&Event> =
        troubled.iter().filter(noted).take_while(|event| !is_trouble(event)).collect();
    assert!(before.len() > 20, "{}", before.len());
    for (one, other) in before.into_iter().zip(&calm) {
        assert_eq!((one.at, &one.kind), (other.at, &other.kind));
    }
}

#[test]
fn mild_chaos_always_leaves_a_majority_running() {
    for seed in 0..10 {
        let mut cluster = Cluster::new(5, seed, Knobs::default());
        cluster.perform(&Command::Chaos(Some(ChaosLevel::Mild))).expect("chaos is always possible");
        let mut least = 5;
        while cluster.now() < Time(30_000_000) && cluster.step() {
            let nodes = cluster.world().nodes().iter();
            least = least.min(nodes.filter(|node| node.liveness() == Liveness::Up).count());
        }
        assert!((3..5).contains(&least), "seed {seed}: {least}");
    }
}

#[test]
fn switching_chaos_off_heals_what_it_did_and_ends_it() {
    for seed in 0..10 {
        let (mut cluster, _) = after(seed, ChaosLevel::Wild, 10);
        assert_eq!(cluster.chaos(), Some(ChaosLevel::Wild));
        cluster.perform(&Command::Chaos(None)).expect("chaos can be switched off");
        assert_eq!(cluster.chaos(), None);
        assert!(cluster.view().cuts.is_empty(), "seed {seed}");
        cluster.drain_events();
        cluster.advance_to(Time(20_000_000));
        assert!(!cluster.drain_events().iter().any(is_trouble), "seed {seed}");
        let view = cluster.view();
        let leader = view.leader.and_then(|id| view.node(id)).expect("somebody leads");
        for member in leader.configuration.members() {
            let runs = view.node(member).is_some_and(|node| node.liveness == Liveness::Up);
            assert!(runs, "seed {seed}: {member}");
        }
    }
}

#[test]
fn chaos_that_is_switched_on_again_is_not_the_same_again() {
    let (mut cluster, _) = after(5, ChaosLevel::Wild, 10);
    cluster.perform(&Command::Chaos(Some(ChaosLevel::Mild))).expect("chaos is always possible");
    assert_eq!(cluster.chaos(), Some(ChaosLevel::Mild));
    cluster.drain_events();
    cluster.advance_to(Time(20_000_000));
    let troubles = cluster.drain_events().iter().filter(|event| is_trouble(event)).count();
    assert!((1..100).contains(&troubles), "of one chaos, and not of two: {troubles}");
}

#[test]
fn nodes_join_and_leave_in_chaos_and_healing_leaves_a_sound_membership() {
    let mut changed = 0;
    for seed in 0..10 {
        let mut cluster = Cluster::new(5, seed, Knobs::default());
        // Without check-quorum, one that has left and does not know stands for ever (dissertation 4.2.3).
        cluster.perform(&Command::Set(Setting::CheckQuorum(true))).expect("it is a knob");
        cluster.perform(&Command::Chaos(Some(ChaosLevel::Wild))).expect("chaos is always possible");
        cluster.advance_to(Time(20_000_000));
        let events = cluster.drain_events();
        let changes =
            events.iter().filter(|event| matches!(event.kind, EventKind::MembershipChanged { .. }));
        changed += changes.count();
        cluster.perform(&Command::Chaos(None)).expect("chaos can be switched off");
        cluster.advance_to(Time(50_000_000));
        let view = cluster.view();
        let leader = view.leader.and_then(|id| view.node(id)).expect("somebody leads");
        assert!(!leader.configuration.is_joint(), "seed {seed}: {:?}", leader.configuration);
        assert!(leader.configuration.is_voter(leader.id), "seed {seed}");
        for member in leader.configuration.members() {
            let member = view.node(member).expect("every member is a machine");
            assert_eq!((member.term, member.commit), (leader.term, leader.commit), "seed {seed}");
        }
    }
    assert!(changed > 0, "no change has come to its end");
}

#[test]
fn nobody_falls_ill_for_ever_while_a_leader_is_asked_for_another_membership() {
    for seed in 0..8 {
        let mut lab = Lab::led(3, seed);
        let leader = lab.leader();
        let recovery = |lab: &Lab| Recovery::of_a_majority(&lab.cluster, &mut Chaos::of_seed(seed));
        assert!(recovery(&lab).is_some(), "{seed}");
        let remove = NodeSet::from([1, 2, 3].map(NodeId)) - NodeSet::from([leader]);
        let request = ChangeRequest::of(NodeSet::EMPTY, remove);
        lab.act(Action::ChangeMembership { leader, request });
        assert_eq!(recovery(&lab), None, "{seed}");
    }
}
