//! The world without a clock: any move that is possible may come next.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use crate::raft::{NodeSet, TimerRange};

use super::super::random::Streams;
use super::super::recorder::Recorder;
use super::*;

/// Makes moves in an order that no clock would choose, with crashes, losses and cuts among them.
fn walk(seed: u64, moves: u32) -> (World, Vec<Event>) {
    let mut recorder = Recorder::default();
    let mut world = World::boot(3, Knobs::default().rules(), &mut recorder);
    let mut chance = Streams::new(seed, 3).latency;
    let mut pick = |count: usize| {
        let max_us = count.saturating_sub(1) as u64;
        usize::try_from(chance.within(TimerRange { min_us: 0, max_us })).expect("it is below count")
    };
    for _ in 0..moves {
        recorder.take_pending();
        let mut possible = world.enabled();
        let node = NodeId(pick(3) as u32 + 1);
        let packets: Vec<PacketId> = world.network().packets().map(|(id, _)| id).collect();
        // Timers are patient most of the time: otherwise nobody would ever win an election.
        if pick(8) > 0 && possible.iter().any(|m| !matches!(m, Move::Fire(..))) {
            possible.retain(|m| !matches!(m, Move::Fire(..)));
        }
        match pick(30) {
            0 => possible = vec![Move::Crash(node)],
            1 | 2 => possible = vec![Move::Restart(node)],
            3 if !packets.is_empty() => {
                possible = vec![Move::Lose(packets[pick(packets.len())], LossReason::Chance)];
            }
            4 if !packets.is_empty() => {
                possible = vec![Move::Duplicate(packets[pick(packets.len())])];
            }
            5 => possible = vec![Move::Invoke(YOU, Box::new(put("k", "v")))],
            _ => {}
        }
        if possible.is_empty() {
            continue;
        }
        let from_world = possible.len() > 1;
        let chosen = possible.swap_remove(pick(possible.len()));
        let outcome = world.apply(chosen.clone(), &mut recorder);
        assert!(outcome.is_ok() || !from_world, "seed {seed}: {chosen:?} was listed: {outcome:?}");
    }
    (world, recorder.drain())
}

#[test]
fn any_order_of_possible_moves_is_safe() {
    let mut elected = 0;
    for seed in 0..300 {
        let (world, events) = walk(seed, 400);
        let mut leaders: BTreeMap<Term, NodeSet> = BTreeMap::new();
        for event in &events {
            if let EventKind::RoleChanged { node, to: Role::Leader, term, .. } = event.kind {
                leaders.entry(term).or_default().insert(node);
            }
        }
        elected += leaders.len();
        assert!(leaders.values().all(|ids| ids.len() == 1), "seed {seed}: {leaders:?}");
        let stores = world.nodes().iter().filter_map(|n| n.process());
        let applied = stores.map(|p| (p.node().last_applied(), p.store().clone()));
        let mut by_index = BTreeMap::new();
        for (index, store) in applied {
            let first = by_index.entry(index).or_insert_with(|| store.clone());
            assert_eq!(*first, store, "seed {seed}: two states at index {index}");
        }
    }
    assert!(elected > 300, "only {elected} elections were won, which proves little");
}

#[test]
fn a_world_without_a_clock_has_no_moments_in_it() {
    // The search compares worlds: those that differ only in when things happened, and in the numbers of events, must be
    // equal.
    let boot = |now, earlier| {
        let mut recorder = Recorder::default();
        recorder.now = now;
        for _ in 0..earlier {
            recorder.emit(EventKind::Said { text: "so".into() });
        }
        let mut world = World::boot(3, Knobs::default().rules(), &mut recorder);
        let fire = Move::Fire(NodeId(1), crate::raft::Timer::Election);
        assert_eq!(world.apply(fire, &mut recorder), Ok(()));
        let last = recorder.drain().pop().expect("something happens");
        assert!(last.parent.is_some_and(|parent| parent >= earlier), "{last:?}");
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(&world);
        (world, hash)
    };
    assert_eq!(boot(Time(0), 0), boot(Time(77), 5));
}

#[test]
fn a_move_that_is_not_possible_is_refused_and_changes_nothing() {
    let mut recorder = Recorder::default();
    let mut world = World::boot(3, Knobs::default().rules(), &mut recorder);
    let before = world.clone();
    let n1 = NodeId(1);
    for impossible in [
        Move::Deliver(PacketId(1)),
        Move::Lose(PacketId(1), LossReason::Chance),
        Move::Duplicate(PacketId(1)),
        Move::Fire(n1, crate::raft::Timer::Heartbeat),
        Move::FinishWrite(n1),
        Move::Wake(YOU),
        Move::Restart(n1),
        Move::Resume(n1),
        Move::Crash(NodeId(4)),
        Move::Join(NodeId(0)),
        Move::Connect(ClientId(2), n1),
        Move::Invoke(ClientId(0), Box::new(get("k"))),
    ] {
        assert!(world.apply(impossible.clone(), &mut recorder).is_err(), "{impossible:?}");
        assert_eq!(world, before, "{impossible:?}");
    }
    assert_eq!(recorder.drain(), []);
}
