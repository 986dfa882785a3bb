//! What is peculiar to one link or one clock: clogs, weather, rings, and clocks that drift.

use crate::raft::{Timer, TimerRange};
use crate::script::LinkSetting;

use super::*;

/// The packets that went from here to there, in the order of their arrival.
fn arrivals(lab: &Lab, from: NodeId, to: NodeId) -> Vec<PacketId> {
    let ends = (Endpoint::Node(from), Endpoint::Node(to));
    let arrived = lab.events.iter().filter_map(|event| match event.kind {
        EventKind::Delivered { packet, from, to, .. } if (from, to) == ends => Some(packet),
        _ => None,
    });
    arrived.collect()
}

/// Packets in flight from here to there.
fn under_way(lab: &Lab, from: NodeId, to: NodeId) -> Vec<PacketView> {
    let ends = (Endpoint::Node(from), Endpoint::Node(to));
    lab.view().packets.into_iter().filter(|packet| (packet.from, packet.to) == ends).collect()
}

#[test]
fn packets_wait_on_a_clogged_link_and_arrive_in_order_when_it_is_open_again() {
    let mut lab = Lab::led(5, 1);
    let (leader, follower) = (lab.leader(), lab.follower());
    lab.act(Action::Clog(vec![(leader, follower)]));
    let before = arrivals(&lab, leader, follower).len();
    lab.run_ms(120);
    assert_eq!(arrivals(&lab, leader, follower).len(), before);
    let waiting = under_way(&lab, leader, follower);
    assert!(waiting.len() >= 2, "{waiting:?}");
    assert!(waiting[0].waits && !waiting[0].doomed);
    assert_eq!(waiting[0].progress_ppm(lab.cluster.now()), 1_000_000);
    assert_eq!(lab.view().clogs.len(), 1);

    lab.act(Action::Unclog(vec![(leader, follower)]));
    lab.run_ms(30);
    let arrived = &arrivals(&lab, leader, follower)[before..];
    assert!(arrived.starts_with(&waiting.iter().map(|packet| packet.id).collect::<Vec<_>>()));
    assert!(arrived.is_sorted(), "nothing overtook anything: {arrived:?}");
    assert_eq!(lab.count(|kind| matches!(kind, EventKind::Lost { .. })), 0);
    lab.check();
}

#[test]
fn a_clog_is_one_way_and_a_heal_opens_it_too() {
    let mut lab = Lab::led(3, 2);
    let (leader, follower) = (lab.leader(), lab.follower());
    lab.act(Action::Clog(vec![(follower, leader)]));
    lab.act(Action::Clog(vec![(follower, leader)]));
    assert_eq!(lab.count(|kind| matches!(kind, EventKind::Clogged { .. })), 1);
    let before = (arrivals(&lab, leader, follower), arrivals(&lab, follower, leader));
    lab.run_ms(300);
    assert!(arrivals(&lab, leader, follower).len() > before.0.len());
    assert_eq!(arrivals(&lab, follower, leader), before.1);
    lab.act(Action::HealAll);
    lab.act(Action::UnclogAll);
    assert_eq!(lab.count(|kind| matches!(kind, EventKind::Unclogged { .. })), 1);
    lab.run_ms(50);
    assert!(arrivals(&lab, follower, leader).len() > before.1.len());
    lab.check();
}

#[test]
fn what_a_person_asks_of_a_packet_on_a_clogged_link_is_refused_or_done() {
    let mut lab = Lab::led(3, 3);
    let (leader, follower) = (lab.leader(), lab.follower());
    lab.act(Action::Clog(vec![(leader, follower)]));
    lab.until("packets that wait", |view| {
        view.packets.iter().filter(|packet| packet.waits).count() > 2
    });
    let ids: Vec<PacketId> =
        under_way(&lab, leader, follower).iter().map(|packet| packet.id).collect();
    let error = lab.try_do(Action::Deliver(ids[0])).expect_err("nothing passes");
    assert_eq!(
        error.to_string(),
        format!(
            "{} cannot arrive: the link {leader} > {follower} is clogged, so unclog it first",
            ids[0]
        )
    );
    lab.act(Action::Drop(ids[0]));
    lab.act(Action::Delay { packet: ids[1], by_us: 40_000 });
    lab.act(Action::UnclogAll);
    lab.run_ms(100);
    let arrived = arrivals(&lab, leader, follower);
    let place = |id| arrived.iter().position(|other| *other == id);
    assert_eq!(place(ids[0]), None);
    assert!(place(ids[1]) > place(ids[2]), "it was overtaken");
    lab.check();
}

#[test]
fn a_cut_takes_what_waits_on_a_clogged_link() {
    let mut lab = Lab::led(3, 4);
    let (leader, follower) = (lab.leader(), lab.follower());
    lab.act(Action::Clog(vec![(leader, follower)]));
    lab.run_ms(100);
    let waiting = under_way(&lab, leader, follower);
    lab.act(Action::Cut(vec![(leader, follower)]));
    lab.act(Action::UnclogAll);
    lab.run_ms(1);
    let lost = lab.count(|kind| matches!(kind, EventKind::Lost { reason: LossReason::Cut, .. }));
    assert!(waiting.iter().any(|packet| packet.waits) && lost > 0);
    lab.check();
}

#[test]
fn a_paused_node_takes_in_what_a_clog_releases_once_it_goes_on() {
    let mut lab = Lab::led(3, 5);
    let (leader, follower) = (lab.leader(), lab.follower());
    lab.act(Action::Clog(vec![(leader, follower)]));
    lab.run_ms(60);
    lab.act(Action::Pause(follower));
    lab.act(Action::UnclogAll);
    lab.run_ms(60);
    let before = arrivals(&lab, leader, follower).len();
    lab.act(Action::Resume(follower));
    lab.run_ms(20);
    assert!(arrivals(&lab, leader, follower).len() > before + 1);
    lab.check();
}

#[test]
fn a_link_has_its_own_weather_and_the_others_have_not() {
    let mut lab = Lab::led(3, 6);
    let (leader, follower) = (lab.leader(), lab.follower());
    let link = vec![(leader, follower)];
    let latency = LinkSetting::Latency { min_us: 40_000, max_us: 40_000 };
    lab.act(Action::Weather { links: link.clone(), setting: latency });
    lab.run_ms(60);
    for packet in lab.view().packets.iter().filter(|p| p.sent.plus_us(50_000) > lab.view().now) {
        let slow = (packet.from, packet.to) == (Endpoint::Node(leader), Endpoint::Node(follower));
        assert_eq!(packet.due.since(packet.sent) >= 40_000, slow, "{packet:?}");
    }
    assert_eq!(lab.view().weather[&(leader, follower)].latency.map(|l| l.max_us), Some(40_000));

    let from = lab.events.len();
    lab.act(Action::Weather { links: link, setting: LinkSetting::Loss(1_000_000) });
    lab.run_ms(300);
    let lost: Vec<(Endpoint, Endpoint)> = lab.events[from..]
        .iter()
        .filter_map(|event| match event.kind {
            EventKind::Lost { from, to, reason: LossReason::Chance, .. } => Some((from, to)),
            _ => None,
        })
        .collect();
    assert!(!lost.is_empty());
    assert!(lost.iter().all(|ends| *ends == (Endpoint::Node(leader), Endpoint::Node(follower))));
    lab.act(Action::ClearWeather);
    assert!(lab.view().weather.is_empty());
    let error = lab.try_do(Action::Weather {
        links: vec![(leader, leader)],
        setting: LinkSetting::Duplicate(1),
    });
    assert_eq!(error, Err(SimError::LinkToItself(leader)));
    lab.check();
}

#[test]
fn a_link_may_reorder_and_double_what_passes_it() {
    let mut lab = Lab::led(3, 7);
    let (leader, follower) = (lab.leader(), lab.follower());
    for setting in [LinkSetting::Reorder(300_000), LinkSetting::Duplicate(300_000)] {
        lab.act(Action::Weather { links: vec![(leader, follower)], setting });
    }
    for n in 0..100 {
        lab.invoke(put("k", &n.to_string()));
    }
    lab.run_ms(5_000);
    assert!(!arrivals(&lab, leader, follower).is_sorted());
    assert!(arrivals(&lab, follower, leader).is_sorted());
    assert!(lab.count(|kind| matches!(kind, EventKind::Duplicated { .. })) > 5);
    lab.check();
}

#[test]
fn in_a_ring_a_cluster_of_five_still_finds_a_leader_that_some_do_not_hear() {
    let mut lab = Lab::led(5, 8);
    lab.act(Action::PartitionRing);
    assert_eq!(lab.view().cuts.len(), 10);
    lab.run_ms(2_000);
    lab.act(Action::HealAll);
    lab.until("agreement", |view| {
        view.leader.is_some() && view.nodes.iter().all(|node| node.leader == view.leader)
    });
    lab.check();
}

/// For how long the election timer of a node that waits has been set, in microseconds.
fn patience(lab: &Lab, node: NodeId) -> u64 {
    let timers = lab.node(node).timers;
    let timer = timers.iter().find(|timer| timer.timer == Timer::Election).expect("it waits");
    timer.due.since(timer.set)
}

#[test]
fn a_clock_that_drifts_changes_the_timers_that_are_set_by_it_and_no_others() {
    let election = TimerRange { min_us: 200_000, max_us: 200_000 };
    let mut knobs = Knobs::default();
    knobs.raft.election = election;
    let mut lab = Lab::with(3, 9, knobs);
    lab.act(Action::Clock { node: NodeId(2), rate_ppm: 2_000_000 });
    assert_eq!(patience(&lab, NodeId(2)), 200_000, "what runs keeps its moment");
    lab.act(Action::Timeout(NodeId(1)));
    lab.until("leader", |view| view.leader == Some(NodeId(1)));
    lab.run_ms(100);
    assert_eq!((patience(&lab, NodeId(2)), patience(&lab, NodeId(3))), (100_000, 200_000));
    assert_eq!(lab.node(NodeId(2)).machine.clock_ppm, 2_000_000);

    lab.act(Action::Clock { node: NodeId(1), rate_ppm: 400_000 });
    lab.until("another leader", |view| view.leader != Some(NodeId(1)) && view.leader.is_some());
    assert_eq!(lab.leader(), NodeId(2), "the heartbeats come too late for the fast clock");
    let refused = lab.try_do(Action::Clock { node: NodeId(1), rate_ppm: 0 });
    assert_eq!(
        refused.expect_err("a clock goes").to_string(),
        "a clock at 0% is out of range: choose 10% to 1000%"
    );
    lab.check();
}

#[test]
fn a_packet_that_is_delayed_or_dropped_is_where_it_was() {
    let mut lab = Lab::led(3, 10);
    lab.until("a packet on its way", |view| {
        view.packets.iter().any(|packet| packet.progress_ppm(view.now) > 300_000)
    });
    let now = lab.cluster.now();
    let packets = lab.view().packets;
    let packet = packets.iter().find(|packet| packet.progress_ppm(now) > 300_000).expect("one");
    let progress_ppm = packet.progress_ppm(now);
    lab.act(Action::Delay { packet: packet.id, by_us: 100_000 });
    let packets = lab.view().packets;
    let delayed = packets.iter().find(|other| other.id == packet.id).expect("it is in flight");
    assert_eq!(delayed.progress_ppm(now), progress_ppm);
    assert_eq!(delayed.progress_ppm(delayed.due), 1_000_000);

    lab.act(Action::Duplicate(packet.id));
    let copy = lab.view().packets.pop().expect("it is the newest");
    assert_eq!(copy.progress_ppm(now), progress_ppm, "it sets out where the original is");
    lab.act(Action::Drop(packet.id));
    let lost = lab.events.last().map(|event| event.kind.clone());
    assert!(
        matches!(lost, Some(EventKind::Lost { progress_ppm: at, .. }) if at == progress_ppm),
        "{lost:?}"
    );
    lab.check();
}
