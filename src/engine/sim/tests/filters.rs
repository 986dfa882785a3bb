//! Packets by what they are: what filters do to those that are sent.

use super::*;

/// A cluster of three that n1 leads.
fn led() -> Lab {
    let mut lab = Lab::new(3, 7);
    lab.line("timeout n1");
    lab.until("leader", |view| {
        view.leader == Some(NodeId(1)) && view.nodes.iter().all(|node| node.commit.0 == 1)
    });
    lab
}

/// The packets of this kind between two nodes that came to this end, in order.
fn packets(lab: &Lab, what: &str, link: (u32, u32), end: &str) -> Vec<PacketId> {
    let link = (Endpoint::Node(NodeId(link.0)), Endpoint::Node(NodeId(link.1)));
    let found = lab.events.iter().filter_map(|event| match &event.kind {
        EventKind::Sent { packet, from, to, kind }
        | EventKind::Delivered { packet, from, to, kind }
        | EventKind::Lost { packet, from, to, kind, .. }
            if (*from, *to) == link && kind.name() == what && event.kind.name() == end =>
        {
            Some(*packet)
        }
        _ => None,
    });
    found.collect()
}

fn put_some(lab: &mut Lab, count: u32) {
    for number in 0..count {
        lab.ask(put("k", &number.to_string()));
    }
}

#[test]
fn the_next_few_of_a_type_on_a_link_are_lost_and_nothing_else() {
    let mut lab = led();
    lab.line("drop next 2 appends n1 > n2");
    put_some(&mut lab, 5);
    let sent = packets(&lab, "entries", (1, 2), "sent");
    let from = sent.iter().position(|it| packets(&lab, "entries", (1, 2), "lost").contains(it));
    let from = from.expect("some are lost");
    assert_eq!(packets(&lab, "entries", (1, 2), "lost"), sent[from..from + 2]);
    assert_eq!(lab.count(|kind| matches!(kind, EventKind::Lost { .. })), 2);
    assert!(lab.view().filters.is_empty(), "it is used up");
    lab.until("copy", |view| view.nodes[1].kv.get("k").is_some_and(|it| it == "4"));
    lab.check();
}

#[test]
fn what_is_lost_follows_from_the_meeting_and_that_from_the_command() {
    let mut lab = led();
    lab.line("drop next append n1 > n3");
    put_some(&mut lab, 1);
    lab.run_ms(50);
    let lost = lab.events.iter().find(|event| matches!(event.kind, EventKind::Lost { .. }));
    let at =
        |seq: Option<u64>| &lab.events[usize::try_from(seq.expect("a parent")).expect("small")];
    let met = at(lost.expect("one is lost").parent);
    assert!(matches!(met.kind, EventKind::FilterMet { .. }), "{met:?}");
    let set = at(met.parent);
    assert!(matches!(set.kind, EventKind::FilterSet { .. }), "{set:?}");
    assert!(matches!(set.cause, Cause::Command(_)));
}

#[test]
fn a_filter_leaves_the_luck_of_all_others_alone() {
    let mut lab = led();
    let mut filtered = lab.clone();
    // The last thing that happens in either: what is lost would have changed what comes after it.
    filtered.line("drop next ack n2 > n1");
    for lab in [&mut lab, &mut filtered] {
        lab.until("ack", |view| view.packets.iter().any(|packet| packet.kind.name() == "ack"));
    }
    let plans = |lab: &Lab| {
        let packets = lab.view().packets.into_iter();
        packets.map(|packet| (packet.id, packet.sent, packet.due)).collect::<Vec<_>>()
    };
    assert_eq!(plans(&lab), plans(&filtered));
    let doomed = |lab: &Lab| lab.view().packets.iter().filter(|packet| packet.doomed).count();
    assert!(doomed(&filtered) <= 1 && doomed(&lab) == 0);
}

#[test]
fn all_of_a_type_are_held_until_they_are_released_and_arrive_in_order() {
    let mut lab = led();
    lab.line("hold acks n2 > n1");
    lab.line("hold acks n3 > n1");
    lab.invoke(put("k", "v"));
    lab.run_ms(140);
    let view = lab.view();
    let held: Vec<PacketId> =
        view.packets.iter().filter(|packet| packet.held).map(|packet| packet.id).collect();
    assert!(held.len() >= 4, "heartbeats are answered, too: {held:?}");
    assert!(view.nodes[0].commit < view.nodes[0].log.last().index);
    assert_eq!(view.leader, Some(NodeId(1)));
    let met: Vec<u32> = view.filters.iter().map(|standing| standing.met).collect();
    assert_eq!(met.iter().sum::<u32>() as usize, held.len());

    lab.line("release acks n2 > n1");
    assert_eq!(lab.view().filters.len(), 1);
    lab.until("commit", |view| view.nodes[0].commit == view.nodes[0].log.last().index);
    lab.line("release");
    lab.run_ms(1);
    assert!(lab.view().filters.is_empty() && lab.view().packets.iter().all(|it| !it.held));
    for node in [2, 3] {
        let arrived = packets(&lab, "ack", (node, 1), "delivered");
        assert!(arrived.is_sorted(), "{arrived:?}");
        assert!(held.iter().filter(|id| arrived.contains(id)).count() >= 2);
    }
    lab.check();
}

#[test]
fn a_person_takes_a_held_packet_out_of_the_order() {
    let mut lab = led();
    lab.line("hold next 2 acks n2 > n1");
    put_some(&mut lab, 2);
    lab.run_ms(60);
    let held: Vec<PacketView> = lab.view().packets.into_iter().filter(|it| it.held).collect();
    assert_eq!(held.len(), 2);
    assert!(held.iter().all(|packet| packet.waits), "they have come to the end of their way");
    lab.line(&format!("deliver {}", held[1].id));
    lab.line(&format!("drop {}", held[0].id));
    assert!(lab.view().packets.iter().all(|packet| !packet.held));
    let refused = lab.try_line("release acks n2 > n1").expect_err("nothing is left");
    assert_eq!(
        refused.to_string(),
        "nothing was set for just acks n2 > n1, and none of them is held: no filter stands"
    );
    lab.line("release");
    lab.check();
}

#[test]
fn copies_and_delays_are_of_the_packets_that_are_meant() {
    let mut lab = led();
    lab.line("duplicate next append > n2");
    lab.line("delay next append n1 > n3 80ms");
    lab.invoke(put("k", "v"));
    lab.run_ms(35);
    let view = lab.view();
    let copies = lab.count(|kind| matches!(kind, EventKind::Duplicated { .. }));
    assert_eq!(copies, 1);
    let late = view
        .packets
        .iter()
        .find(|it| it.kind.name() == "entries" && it.to == Endpoint::Node(NodeId(3)));
    let late = late.expect("it is on its way for long");
    assert!(late.due.since(late.sent) >= 80_000 + 5_000);
    lab.until("copy", |view| view.nodes.iter().all(|it| it.kv.get("k").is_some_and(|v| v == "v")));
    lab.check();
}

#[test]
fn a_packet_meets_one_filter_and_those_for_the_next_few_come_first() {
    let mut lab = led();
    lab.line("hold appends n1 > n2");
    lab.line("drop next append n1 n2");
    lab.line("delay next append n1 10ms");
    lab.invoke(put("a", "1"));
    lab.run_ms(30);
    lab.invoke(put("b", "2"));
    lab.run_ms(30);
    let met = |name: &str| {
        lab.count(|kind| match kind {
            EventKind::FilterMet { filter, .. } => filter.to_string() == name,
            _ => false,
        })
    };
    assert_eq!(met("drop next append n1 n2"), 1);
    assert_eq!(met("delay next append n1 10ms"), 1);
    let standing: Vec<String> = lab.view().filters.iter().map(|it| it.filter.to_string()).collect();
    assert_eq!(standing, ["hold all appends n1 > n2"]);
}

#[test]
fn requests_and_answers_of_a_client_are_filtered_as_well() {
    let mut lab = led();
    lab.line("drop all answers > you");
    lab.invoke(put("k", "v"));
    lab.run_ms(400);
    assert_eq!(lab.node(NodeId(2)).kv.get("k").map(String::as_str), Some("v"));
    assert!(lab.replies().is_empty(), "it was done, and the client cannot know");
    lab.line("release");
    lab.until("answer", |view| view.clients[0].waiting.is_empty());
    assert_eq!(lab.replies().into_values().collect::<Vec<_>>(), [Some(Reply::Done)]);
}

#[test]
fn a_copy_goes_on_as_the_original_does() {
    let mut lab = led();
    for text in ["hold acks", "drop next 3 heartbeats", "delay next 2 rejects 5ms"] {
        lab.line(text);
    }
    lab.invoke(put("k", "v"));
    lab.run_ms(70);
    let mut copy = lab.clone();
    for lab in [&mut lab, &mut copy] {
        lab.run_ms(700);
        lab.line("release acks");
        lab.run_ms(700);
    }
    assert_eq!((lab.cluster.digest(), lab.view()), (copy.cluster.digest(), copy.view()));
}

#[test]
fn what_cannot_be_filtered_is_refused_and_changes_nothing() {
    let mut lab = led();
    let digest = lab.cluster.digest();
    for (text, expected) in [
        ("drop next ack n9 > n1", "there is no n9: the nodes are n1 to n3"),
        (
            "hold answers n1 > c7",
            "there is no client c7: `client c2 connect n1` brings the next one",
        ),
        ("release acks > n9", "there is no n9: the nodes are n1 to n3"),
        ("drop all acks leader n1", "n1 has no link with itself: name two different nodes"),
    ] {
        assert_eq!(lab.try_line(text).map_err(|it| it.to_string()), Err(expected.into()));
    }
    assert_eq!(lab.cluster.digest(), digest);
    lab.line("release");
    for _ in 0..crate::script::bounds::MAX_FILTERS {
        lab.line("drop next reject");
    }
    let refused = lab.try_line("drop next reject").expect_err("there are many");
    assert_eq!(refused.to_string(), "100 filters stand already: release some of them first");
}

#[test]
fn the_end_of_chaos_releases_what_is_held() {
    let mut lab = led();
    lab.line("hold next 2 heartbeats");
    lab.run_ms(120);
    assert!(lab.view().filters.is_empty() && lab.view().packets.iter().any(|it| it.held));
    lab.line("chaos off");
    assert!(lab.view().packets.iter().all(|it| !it.held));
    lab.line("drop all heartbeats");
    lab.line("heal");
    assert_eq!(lab.view().filters.len(), 1, "healing is for links");
    lab.line("chaos off");
    assert!(lab.view().filters.is_empty());
}
