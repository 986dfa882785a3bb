//! What a person may ask in vain, and what it is answered.

use super::*;

/// A cluster of three in which n1 is down, n2 is paused and n3 runs; some packet is in flight.
fn mixed() -> Lab {
    let mut lab = Lab::led(3, 1);
    lab.act(Action::Crash(NodeId(1)));
    lab.act(Action::Pause(NodeId(2)));
    lab.invoke(get("k"));
    lab
}

#[track_caller]
fn check_refused(lab: &mut Lab, action: Action, expected: &str) {
    let (view, digest, due) = (lab.view(), lab.cluster.digest(), lab.cluster.next_due());
    let error = lab.try_do(action.clone()).expect_err("it is not possible");
    assert_eq!(error.to_string(), expected, "{action:?}");
    assert_eq!(lab.view(), view, "{action:?} must change nothing");
    assert_eq!((lab.cluster.digest(), lab.cluster.next_due()), (digest, due), "{action:?}");
}

#[test]
fn nodes_refuse_what_does_not_fit_their_state() {
    let lab = &mut mixed();
    let [down, paused, up] = [NodeId(1), NodeId(2), NodeId(3)];
    check_refused(lab, Action::Crash(down), "n1 is down already: restart it first");
    check_refused(lab, Action::Pause(down), "n1 is down: restart it first");
    check_refused(lab, Action::Resume(down), "n1 is not paused: pause it before resuming it");
    check_refused(lab, Action::Timeout(down), "n1 is down: restart it first");
    check_refused(lab, Action::Pause(paused), "n2 is paused already: resume it first");
    check_refused(lab, Action::Timeout(paused), "n2 is paused: resume it first");
    check_refused(lab, Action::Restart(paused), "n2 is running: crash it before restarting it");
    check_refused(lab, Action::Restart(up), "n3 is running: crash it before restarting it");
    check_refused(lab, Action::Resume(up), "n3 is not paused: pause it before resuming it");
}

#[test]
fn nodes_and_clients_that_do_not_exist_are_named_with_those_that_do() {
    let lab = &mut mixed();
    let (no, yes) = (NodeId(9), NodeId(1));
    let expected = "there is no n9: the nodes are n1 to n3";
    let connect = |client, node| Action::Connect { client, node };
    for action in [
        Action::Crash(no),
        Action::Restart(no),
        Action::Pause(no),
        Action::Resume(no),
        Action::Timeout(no),
        Action::Partition(vec![vec![yes], vec![no]]),
        Action::Cut(vec![(yes, no)]),
        Action::Cut(vec![(NodeId(2), yes), (no, yes)]),
        Action::Heal(vec![(no, yes)]),
        connect(YOU, no),
    ] {
        check_refused(lab, action, expected);
    }
    check_refused(lab, Action::Crash(NodeId(0)), "there is no n0: the nodes are n1 to n3");
    check_refused(
        lab,
        connect(ClientId(7), yes),
        "there is no client c7: `client c2 connect n1` brings the next one",
    );
    let alone = &mut Lab::new(1, 1);
    check_refused(alone, Action::Crash(NodeId(2)), "there is no n2: the only node is n1");
}

#[test]
fn links_and_groups_must_make_sense() {
    let lab = &mut mixed();
    let n1 = NodeId(1);
    let itself = "n1 has no link with itself: name two different nodes";
    check_refused(lab, Action::Cut(vec![(n1, n1)]), itself);
    check_refused(lab, Action::Heal(vec![(n1, n1)]), itself);
    let groups = "a partition needs a group of nodes: partition n1 n2 | n3 n4 n5";
    check_refused(lab, Action::Partition(vec![]), groups);
    check_refused(lab, Action::Partition(vec![vec![]]), groups);
}

#[test]
fn packets_that_are_not_in_flight_are_told_from_those_that_never_were() {
    let lab = &mut mixed();
    let sent = lab.view().packets.last().expect("the client's request is in flight").id.0;
    let never = PacketId(sent + 1);
    let expected = format!("{never} was not sent yet: the newest packet is p{sent}");
    check_refused(lab, Action::Drop(never), &expected);
    check_refused(lab, Action::Duplicate(never), &expected);
    check_refused(lab, Action::Deliver(never), &expected);
    check_refused(lab, Action::Delay { packet: never, by_us: 1 }, &expected);
    let gone = "p1 is not in flight any more: it arrived or was lost";
    check_refused(lab, Action::Drop(PacketId(1)), gone);
    check_refused(lab, Action::Deliver(PacketId(1)), gone);
}

#[test]
fn a_packet_cannot_be_made_to_arrive_where_nothing_arrives() {
    let mut lab = Lab::led(3, 2);
    let heartbeat = |packet: &PacketView| packet.kind.name() == "heartbeat";
    lab.until("heartbeat", |view| view.packets.iter().any(heartbeat));
    let packet = lab.view().packets.into_iter().find(heartbeat).expect("one is in flight");
    let (Endpoint::Node(from), Endpoint::Node(to)) = (packet.from, packet.to) else {
        panic!("clients send no heartbeats")
    };
    let deliver = Action::Deliver(packet.id);
    lab.act(Action::Cut(vec![(from, to)]));
    let cut =
        format!("{} cannot arrive: the link {from} > {to} is cut, so heal it first", packet.id);
    check_refused(&mut lab, deliver.clone(), &cut);
    lab.act(Action::HealAll);
    lab.act(Action::Pause(to));
    check_refused(&mut lab, deliver.clone(), &format!("{to} is paused: resume it first"));
    lab.run_ms(20);
    let arrived = format!("{} has arrived already and waits for its node to be resumed", packet.id);
    check_refused(&mut lab, Action::Delay { packet: packet.id, by_us: 5 }, &arrived);
    lab.act(Action::Crash(to));
    check_refused(&mut lab, deliver, &format!("{to} is down: restart it first"));
}

#[test]
fn a_leader_cannot_be_timed_out_and_a_follower_stands_for_election() {
    let mut lab = Lab::led(5, 3);
    let (leader, follower) = (lab.leader(), lab.follower());
    let expected = format!("{leader} leads, so it waits for nobody: time out a follower instead");
    check_refused(&mut lab, Action::Timeout(leader), &expected);
    lab.act(Action::Timeout(follower));
    assert_eq!(lab.node(follower).role, Role::Candidate);
    lab.until("new leader", |view| view.leader == Some(follower));
    lab.check();
}

#[test]
fn knobs_are_set_at_once_or_not_at_all() {
    let mut lab = Lab::led(3, 4);
    let mut knobs = lab.cluster.knobs().clone();
    knobs.loss_ppm = 2_000_000;
    let configure = |knobs: &Knobs| Action::Configure {
        knobs: Box::new(knobs.clone()),
        command: "set loss 200%".into(),
    };
    let expected = "loss 200% is more than certain: choose 0% to 100%";
    check_refused(&mut lab, configure(&knobs), expected);
    assert_eq!(*lab.cluster.knobs(), Knobs::default());

    knobs.loss_ppm = 1_000_000;
    lab.act(configure(&knobs));
    assert_eq!(*lab.cluster.knobs(), knobs);
    assert!(matches!(
        lab.events.last().map(|event| &event.kind),
        Some(EventKind::Configured { command }) if command == "set loss 200%"
    ));
    let (from, term) = (lab.events.len(), lab.node(NodeId(1)).term);
    lab.run_ms(2_000);
    let lost = |kind: &EventKind| matches!(kind, EventKind::Lost { .. });
    assert!(lab.events[from..].iter().filter(|event| lost(&event.kind)).count() > 20);
    assert!(lab.node(NodeId(1)).term > term, "without packets, everybody stands for election");
}

#[test]
fn absurd_delays_are_refused() {
    let mut lab = Lab::led(3, 5);
    lab.until("packet", |view| !view.packets.is_empty());
    let packet = lab.view().packets[0].id;
    let expected = "a delay of 18446744073709.551615s is out of range: choose up to 86400s";
    check_refused(&mut lab, Action::Delay { packet, by_us: u64::MAX }, expected);
}

#[test]
fn the_narrator_is_heard() {
    let mut lab = Lab::new(3, 6);
    lab.act(Action::Say("hello".into()));
    let last = lab.events.last().expect("an event");
    assert_eq!(
        (last.cause, &last.kind),
        (Cause::Command(CommandId(1)), &EventKind::Said { text: "hello".into() })
    );
}

#[test]
fn an_only_partition_mends_the_other_cuts_or_changes_nothing_at_all() {
    use crate::script::{Command, NodeRef};
    let mut lab = Lab::led(3, 1);
    let ids = [NodeId(1), NodeId(2), NodeId(3)];
    lab.act(Action::Cut(vec![(ids[0], ids[1]), (ids[1], ids[2])]));
    let digest = lab.cluster.digest();
    let only = |node| Command::PartitionOnly(vec![vec![NodeRef::Id(node)]]);
    lab.cluster.perform(&only(9)).expect_err("there is no node of that number");
    assert_eq!(lab.cluster.digest(), digest);
    lab.cluster.perform(&only(1)).expect("there is one");
    let cuts: Vec<_> = lab.cluster.world().network().cuts().keys().copied().collect();
    let [one, two, three] = ids;
    assert_eq!(cuts, [(one, two), (one, three), (two, one), (three, one)]);
}
