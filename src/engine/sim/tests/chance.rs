//! One seed, split by purpose: what one fault draws is nobody else's business.

use std::collections::BTreeMap;

use crate::raft::{Timer, TimerRange};
use crate::script::{ChaosLevel, Command};

use super::super::random::Streams;
use super::*;

const SEED: u64 = 11;

/// Draws of each kind that there must be, to be worth comparing.
const ENOUGH: usize = 200;

/// What chance has dealt to a cluster under these knobs: the latencies of packets in the order of sending, and each
/// node's election timeouts in the order of setting.
fn dealt(knobs: Knobs) -> (Vec<u64>, BTreeMap<NodeId, Vec<u64>>) {
    let mut cluster = Cluster::new(5, SEED, knobs);
    let mut latencies: BTreeMap<PacketId, u64> = BTreeMap::new();
    let mut timeouts: BTreeMap<NodeId, Vec<(Time, u64)>> = BTreeMap::new();
    let mut copies = Vec::new();
    for _ in 0..2_000 {
        cluster.step();
        for event in cluster.drain_events() {
            if let EventKind::Duplicated { copy, .. } = event.kind {
                copies.push(copy);
            }
        }
        let view = cluster.view();
        for packet in view.packets {
            latencies.entry(packet.id).or_insert(packet.due.since(packet.sent));
        }
        for node in view.nodes {
            let election = node.timers.iter().find(|timer| timer.timer == Timer::Election);
            let seen = timeouts.entry(node.id).or_default();
            if let Some(timer) = election
                && seen.last().is_none_or(|(set, _)| *set != timer.set)
            {
                seen.push((timer.set, timer.due.since(timer.set)));
            }
        }
    }
    latencies.retain(|id, _| !copies.contains(id));
    let lengths = |seen: Vec<(Time, u64)>| seen.into_iter().map(|(_, us)| us).collect();
    let timeouts = timeouts.into_iter().map(|(id, seen)| (id, lengths(seen))).collect();
    (latencies.into_values().collect(), timeouts)
}

/// Every packet takes as long, and every election timer runs as long, as its own stream says, whatever else happens. A
/// packet may take longer, when one is on the way before it that it must not overtake; few do.
#[track_caller]
fn check_unshifted(change: impl FnOnce(&mut Knobs)) {
    let mut knobs = Knobs::default();
    change(&mut knobs);
    let mut streams = Streams::new(SEED, 5);
    let (latencies, timeouts) = dealt(knobs.clone());
    assert!(latencies.len() > ENOUGH, "only {} latencies to compare", latencies.len());
    let mut queued = 0;
    for (place, latency) in latencies.iter().enumerate() {
        let drawn = streams.latency.within(knobs.latency);
        assert!(*latency >= drawn, "packet {place} took {latency} us instead of {drawn} us");
        queued += usize::from(*latency > drawn);
    }
    assert!(queued * 10 < latencies.len(), "{queued} of {} had to queue", latencies.len());
    check_timeouts(&mut streams, &timeouts);
}

/// A timer that is set twice in one step shows its second delay only: so each node's timeouts must come in the order
/// of its stream, and some may be missing.
#[track_caller]
fn check_timeouts(streams: &mut Streams, timeouts: &BTreeMap<NodeId, Vec<u64>>) {
    let compared: usize = timeouts.values().map(Vec::len).sum();
    assert!(compared > ENOUGH, "only {compared} timeouts to compare");
    let election = Knobs::default().raft.election;
    for (id, seen) in timeouts {
        let mut skipped = 0;
        for timeout in seen {
            while streams.node(*id).timers.within(election) != *timeout {
                skipped += 1;
                assert!(skipped < 20, "{id} waited {timeout} us, which is not in its stream");
            }
        }
    }
}

#[test]
fn loss_shifts_neither_latencies_nor_election_timers() {
    check_unshifted(|knobs| knobs.loss_ppm = 100_000);
}

#[test]
fn duplication_shifts_neither_latencies_nor_election_timers() {
    check_unshifted(|knobs| knobs.duplicate_ppm = 200_000);
}

#[test]
fn slower_disks_shift_neither_latencies_nor_election_timers() {
    check_unshifted(|knobs| knobs.disk = TimerRange { min_us: 2_000, max_us: 9_000 });
}

#[test]
fn reordering_holds_some_packets_back_and_leaves_the_others_alone() {
    let knobs = Knobs { reorder_ppm: 100_000, ..Knobs::default() };
    let (plain, held) = (dealt(Knobs::default()), dealt(knobs));
    let pairs: Vec<_> = plain.0.iter().zip(&held.0).collect();
    let same = pairs.iter().filter(|(plain, held)| plain == held).count();
    let late = pairs.iter().filter(|(plain, held)| **plain + 15_000 <= **held).count();
    assert_eq!(same + late, pairs.len(), "a packet is held back for at least the greatest latency");
    assert!(late * 5 < same && late * 20 > same, "{late} late and {same} on time, at 10 %");
    check_timeouts(&mut Streams::new(SEED, 5), &held.1);
}

#[test]
fn chance_loses_and_doubles_packets_as_often_as_it_is_told() {
    let knobs = Knobs { loss_ppm: 100_000, duplicate_ppm: 200_000, ..Knobs::default() };
    let mut lab = Lab::with(5, 5, knobs);
    lab.run_ms(60_000);
    let sent = lab.count(|kind| matches!(kind, EventKind::Sent { .. }));
    let lost = lab.count(|kind| matches!(kind, EventKind::Lost { reason: LossReason::Chance, .. }));
    let copies = lab.count(|kind| matches!(kind, EventKind::Duplicated { .. }));
    assert!((9..=11).contains(&(lost * 100 / sent)), "{lost} of {sent} lost");
    // A packet that is lost before the network copies it has no copy.
    assert!((17..=20).contains(&(copies * 100 / sent)), "{copies} of {sent} doubled");
    lab.check();
}

#[test]
fn a_packet_that_chance_loses_vanishes_on_its_way() {
    let knobs = Knobs { loss_ppm: 500_000, ..Knobs::default() };
    let mut lab = Lab::with(5, 5, knobs);
    let mut seen = 0;
    for _ in 0..2_000 {
        let doomed: BTreeMap<PacketId, (Time, Time)> = lab
            .view()
            .packets
            .into_iter()
            .filter(|packet| packet.doomed)
            .map(|packet| (packet.id, (packet.sent, packet.due)))
            .collect();
        let before = lab.events.len();
        lab.step();
        for event in &lab.events[before..] {
            if let EventKind::Lost { packet, reason: LossReason::Chance, .. } = event.kind {
                let (sent, due) = doomed[&packet];
                assert!(sent < event.at && event.at < due, "between its ends");
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "only {seen} packets were lost");
}

/// How long each packet takes and each election timer runs that begins after this moment.
fn drawn_after(cluster: &mut Cluster, moment: Time) -> Vec<u64> {
    let mut drawn = BTreeMap::new();
    cluster.advance_to(moment);
    let view = cluster.view();
    let known: Vec<PacketId> = view.packets.iter().map(|it| it.id).collect();
    for _ in 0..400 {
        cluster.step();
        for packet in cluster.view().packets {
            if !known.contains(&packet.id) {
                drawn.entry(packet.id).or_insert(packet.due.since(packet.sent));
            }
        }
    }
    drawn.into_values().collect()
}

#[test]
fn a_new_seed_changes_what_is_drawn_from_then_on_and_nothing_before() {
    let fresh = || Cluster::new(5, SEED, Knobs::default());
    let moment = Time(700_000);
    let at = |seed: Option<u64>| {
        let mut cluster = fresh();
        cluster.advance_to(moment);
        if let Some(seed) = seed {
            let command = Command::Reseed(seed);
            assert_eq!(cluster.perform(&command), Ok(Vec::new()));
        }
        let before = cluster.view();
        (before.packets, before.nodes.len(), drawn_after(&mut cluster, moment))
    };
    let (as_it_was, one, same, other) = (at(None), at(Some(7)), at(Some(7)), at(Some(8)));
    assert_eq!(as_it_was.0, one.0, "what is on its way arrives when it would have");
    assert_eq!(one.2, same.2);
    assert_ne!(one.2, other.2);
    assert_ne!(as_it_was.2, one.2);
    // From the beginning, it is a cluster of that seed but for the timers that run already.
    let mut reseeded = fresh();
    assert_eq!(reseeded.perform(&Command::Reseed(7)), Ok(Vec::new()));
    let latency = Knobs::default().latency;
    let expected = Streams::new(7, 5).latency.within(latency);
    let first = drawn_after(&mut reseeded, Time(0)).first().copied();
    assert_eq!(first, Some(expected));
}

#[test]
fn chaos_that_is_on_draws_from_the_new_seed_too() {
    let run = |seed: u64| {
        let mut cluster = Cluster::new(5, SEED, Knobs::default());
        let chaos = Command::Chaos(Some(ChaosLevel::Mild));
        assert_eq!(cluster.perform(&chaos), Ok(Vec::new()));
        cluster.advance_to(Time(1_000_000));
        assert_eq!(cluster.perform(&Command::Reseed(seed)), Ok(Vec::new()));
        cluster.drain_events();
        cluster.advance_to(Time(20_000_000));
        let faults = cluster.drain_events().into_iter().filter(|it| it.cause == Cause::Chaos);
        faults.map(|it| (it.at, it.kind)).collect::<Vec<_>>()
    };
    assert!(!run(1).is_empty());
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}
