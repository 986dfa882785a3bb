//! What happens on the way: cuts, partitions, and packets that a person picks.

use std::collections::BTreeMap;

use super::*;

fn both_ways(a: NodeId, b: NodeId) -> Vec<Link> {
    vec![(a, b), (b, a)]
}

/// Splits the leader and one more from the rest.
fn minority_with_leader(lab: &Lab) -> Vec<NodeId> {
    vec![lab.leader(), lab.follower()]
}

#[test]
fn the_majority_side_of_a_partition_elects_and_the_minority_commits_nothing() {
    let mut lab = Lab::led(5, 1);
    assert_eq!(lab.ask(put("k", "old")), Some(Reply::Done));
    let (old, minority) = (lab.leader(), minority_with_leader(&lab));
    lab.act(Action::Partition(vec![minority.clone()]));
    lab.act(Action::Connect { client: YOU, node: old });
    let committed = lab.node(old).commit;
    let sequence = lab.invoke(put("k", "new"));
    lab.until("answer", |view| view.clients[0].waiting.is_empty());
    assert_eq!(lab.replies()[&sequence], Some(Reply::Done), "the client found the other side");
    assert!(!minority.contains(&lab.leader()));
    assert_eq!(lab.node(old).role, Role::Leader, "nobody could tell it");
    assert_eq!(lab.node(old).commit, committed);

    lab.act(Action::HealAll);
    let new = lab.leader();
    lab.until("agreement", |view| {
        view.nodes
            .iter()
            .all(|node| node.leader == Some(new) && node.kv.get("k").is_some_and(|v| v == "new"))
    });
    assert!(
        lab.count(|kind| matches!(kind, EventKind::Truncated { node, .. } if *node == old)) > 0
    );
    lab.check();
}

#[test]
fn a_cut_is_one_way() {
    let mut lab = Lab::led(3, 2);
    let (leader, follower) = (lab.leader(), lab.follower());
    lab.act(Action::Cut(vec![(follower, leader)]));
    let from = lab.events.len();
    lab.run_ms(500);
    let arrived = |from_end: NodeId, to_end: NodeId| {
        let (from_end, to_end) = (Endpoint::Node(from_end), Endpoint::Node(to_end));
        lab.events[from..].iter().any(|event| {
            matches!(&event.kind, EventKind::Delivered { from, to, .. }
                if (*from, *to) == (from_end, to_end))
        })
    };
    assert!(arrived(leader, follower));
    assert!(!arrived(follower, leader));
    lab.check();
}

#[test]
fn a_packet_in_flight_is_lost_if_its_link_is_cut_when_it_would_arrive() {
    let mut lab = Lab::led(3, 3);
    lab.until("packet", |view| view.packets.iter().any(|p| p.kind.name() == "heartbeat"));
    let packet = lab.view().packets.into_iter().find(|p| p.kind.name() == "heartbeat");
    let packet = packet.expect("there is one");
    let (Endpoint::Node(from), Endpoint::Node(to)) = (packet.from, packet.to) else {
        panic!("clients send no heartbeats")
    };
    let mut healed = lab.clone();
    lab.act(Action::Cut(vec![(from, to)]));
    let shown = lab.view().packets.into_iter().find(|p| p.id == packet.id);
    assert!(shown.is_some_and(|packet| packet.doomed), "an onlooker can see it coming");
    lab.run_ms(20);
    assert_eq!(lab.count(|kind| {
        matches!(kind, EventKind::Lost { packet: id, reason: LossReason::Cut, .. } if *id == packet.id)
    }), 1);

    healed.act(Action::Cut(vec![(from, to)]));
    healed.act(Action::Heal(vec![(from, to)]));
    healed.run_ms(20);
    assert_eq!(
        healed.count(|kind| {
            matches!(kind, EventKind::Delivered { packet: id, .. } if *id == packet.id)
        }),
        1
    );
}

#[test]
fn a_packet_sent_over_a_cut_link_vanishes_midway() {
    let mut lab = Lab::led(3, 4);
    let (leader, follower) = (lab.leader(), lab.follower());
    lab.run_ms(30);
    lab.act(Action::Cut(vec![(leader, follower)]));
    let on_link = |packet: &PacketView| {
        (packet.from, packet.to) == (Endpoint::Node(leader), Endpoint::Node(follower))
    };
    lab.until("packet", |view| view.packets.iter().any(on_link));
    let packet = lab.view().packets.into_iter().find(on_link).expect("there is one");
    assert!(packet.doomed);
    let halfway = (packet.sent.0 + packet.due.0) / 2;
    lab.until("loss", |view| !view.packets.iter().any(|p| p.id == packet.id));
    assert!(
        lab.cluster.now().0.abs_diff(halfway) <= 5,
        "at {}, not {halfway}",
        lab.cluster.now().0
    );
    lab.check();
}

#[test]
fn cutting_twice_and_healing_twice_change_nothing_more() {
    let mut lab = Lab::led(3, 5);
    let links = both_ways(NodeId(1), NodeId(2));
    lab.act(Action::Cut(links.clone()));
    let cut = lab.view().cuts;
    lab.act(Action::Cut(links.clone()));
    assert_eq!(lab.view().cuts, cut);
    assert_eq!(lab.count(|kind| matches!(kind, EventKind::Cut { .. })), 1);
    lab.act(Action::Heal(links.clone()));
    lab.act(Action::Heal(links));
    lab.act(Action::HealAll);
    assert!(lab.view().cuts.is_empty());
    assert_eq!(lab.count(|kind| matches!(kind, EventKind::Healed { .. })), 1);
}

#[test]
fn a_client_reaches_every_node_of_a_partitioned_cluster() {
    let mut lab = Lab::led(3, 6);
    let groups = vec![vec![NodeId(1)], vec![NodeId(2)], vec![NodeId(3)]];
    lab.act(Action::Partition(groups));
    lab.invoke(put("k", "v"));
    lab.run_ms(3_000);
    for node in 1..=3 {
        let node = Endpoint::Node(NodeId(node));
        let delivered = |kind: &EventKind| matches!(kind, EventKind::Delivered { from: Endpoint::Client(YOU), to, .. } if *to == node);
        assert!(lab.count(delivered) > 0, "{node}");
    }
    lab.check();
}

/// A packet in flight to a node that runs.
fn some_packet(lab: &mut Lab) -> PacketView {
    lab.until("packet", |view| !view.packets.is_empty());
    lab.view().packets.remove(0)
}

#[test]
fn a_person_can_drop_a_packet() {
    let mut lab = Lab::led(3, 7);
    let id = some_packet(&mut lab).id;
    lab.act(Action::Drop(id));
    assert!(lab.view().packets.iter().all(|packet| packet.id != id));
    let dropped = |kind: &EventKind| matches!(kind, EventKind::Lost { packet, reason: LossReason::Dropped, .. } if *packet == id);
    assert_eq!(lab.count(dropped), 1);
    assert_eq!(lab.events.last().map(|event| event.cause), Some(Cause::Command(CommandId(1))));
}

#[test]
fn a_person_can_let_a_packet_arrive_now_and_its_consequences_name_it() {
    let mut lab = Lab::led(3, 8);
    lab.until("heartbeat", |view| view.packets.iter().any(|p| p.kind.name() == "heartbeat"));
    let heartbeat = lab.view().packets.into_iter().find(|p| p.kind.name() == "heartbeat");
    let (id, now, from) = (heartbeat.expect("one").id, lab.cluster.now(), lab.events.len());
    lab.act(Action::Deliver(id));
    assert_eq!(lab.cluster.now(), now);
    let (arrival, consequences) = lab.events[from..].split_first().expect("it arrives");
    assert!(matches!(arrival.cause, Cause::Command(_)));
    assert!(matches!(arrival.kind, EventKind::Delivered { packet, .. } if packet == id));
    assert!(consequences.iter().all(|event| event.cause == Cause::Packet(id)));
    assert!(consequences.iter().any(|event| matches!(event.kind, EventKind::Sent { .. })));
}

#[test]
fn a_person_can_delay_a_packet() {
    let mut lab = Lab::led(3, 9);
    let packet = some_packet(&mut lab);
    lab.act(Action::Delay { packet: packet.id, by_us: 100_000 });
    let due = packet.due.plus_us(100_000);
    lab.until("arrival", |view| view.packets.iter().all(|p| p.id != packet.id));
    assert_eq!(lab.cluster.now(), due);
    lab.check();
}

#[test]
fn a_person_can_duplicate_a_packet_and_both_arrive() {
    let mut lab = Lab::led(3, 10);
    let packet = some_packet(&mut lab);
    lab.act(Action::Duplicate(packet.id));
    let copy = lab.view().packets.pop().expect("two are in flight");
    assert_eq!((copy.from, copy.to, &copy.kind), (packet.from, packet.to, &packet.kind));
    assert_eq!(copy.sent, packet.sent, "until their ways part, the two are one");
    lab.run_ms(50);
    for id in [packet.id, copy.id] {
        let arrived =
            |kind: &EventKind| matches!(kind, EventKind::Delivered { packet, .. } if *packet == id);
        assert_eq!(lab.count(arrived), 1, "{id}");
    }
    lab.check();
}

#[test]
fn packets_arrive_in_the_order_of_sending_unless_something_makes_them_overtake() {
    let overtakings = |knobs: Knobs| {
        let mut cluster = Cluster::new(5, 11, knobs);
        let mut last = BTreeMap::new();
        let mut overtaken = 0;
        for n in 0..200 {
            cluster.invoke(ClientId(1), put("k", &n.to_string()));
        }
        cluster.advance_to(Time(20_000_000));
        for event in cluster.drain_events() {
            if let EventKind::Delivered { packet, from, to, .. } = event.kind {
                let newest = last.entry((from, to)).or_insert(packet);
                overtaken += usize::from(packet < *newest);
                *newest = packet.max(*newest);
            }
        }
        overtaken
    };
    assert_eq!(overtakings(Knobs::default()), 0);
    assert!(overtakings(Knobs { reorder_ppm: 50_000, ..Knobs::default() }) > 10);
}

#[test]
fn a_latency_that_was_a_slip_of_the_hand_holds_nothing_up_once_it_is_mended() {
    let mut lab = Lab::led(3, 11);
    let set = |us| {
        let latency = crate::raft::TimerRange { min_us: us, max_us: us };
        let knobs = Box::new(Knobs { latency, ..Knobs::default() });
        Action::Configure { knobs, command: "set latency".into() }
    };
    lab.act(set(3_600_000_000));
    lab.run_ms(1_000);
    lab.act(set(10_000));
    assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done));
    lab.check();
}

#[test]
fn packets_that_are_doubled_and_overtaken_do_no_harm() {
    for seed in 0..20 {
        let knobs = Knobs { duplicate_ppm: 300_000, reorder_ppm: 300_000, ..Knobs::default() };
        let mut lab = Lab::with(5, seed, knobs);
        for n in 0..10 {
            assert_eq!(lab.ask(put("k", &n.to_string())), Some(Reply::Done), "seed {seed}");
            assert_eq!(lab.ask(get("k")), value(&n.to_string()), "seed {seed}");
        }
        lab.check();
    }
}
