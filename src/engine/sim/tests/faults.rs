//! What happens to machines: crashes, restarts and pauses.

use crate::raft::{Timer, TimerRange};

use super::*;

#[test]
fn a_crash_loses_what_is_not_on_disk_and_nothing_else() {
    let knobs = Knobs { disk: TimerRange { min_us: 20_000, max_us: 20_000 }, ..Knobs::default() };
    let mut lab = Lab::with(3, 1, knobs);
    lab.until("leader", |view| view.leader.is_some());
    assert_eq!(lab.ask(put("k", "safe")), Some(Reply::Done));
    lab.run_ms(200);
    let leader = lab.leader();
    lab.act(Action::Connect { client: YOU, node: leader });
    lab.invoke(put("k", "lost"));
    lab.until("entry in memory only", |view| {
        view.node(leader).is_some_and(|node| node.durable < node.log.last())
    });
    let before = lab.node(leader);
    assert_eq!(before.writes_pending, 1);

    lab.act(Action::Crash(leader));
    assert_eq!(
        lab.events.last().map(|event| &event.kind),
        Some(&EventKind::Crashed { node: leader, lost_writes: 1 })
    );
    let down = lab.node(leader);
    assert_eq!(down.liveness, Liveness::Down);
    assert_eq!(down.role, Role::Leader, "what it was");
    assert_eq!((down.term, down.log.last()), (before.term, before.durable));
    assert!(down.kv.is_empty() && down.timers.is_empty() && down.progress.is_empty());
    assert_eq!((down.commit.0, down.applied.0, down.writes_pending), (0, 0, 0));

    lab.act(Action::Restart(leader));
    let up = lab.node(leader);
    assert_eq!(up.role, Role::Follower);
    assert_eq!((up.term, up.voted_for, up.log), (down.term, down.voted_for, down.log));
    lab.check();
}

#[test]
fn the_others_elect_a_new_leader_when_the_leader_crashes() {
    let mut lab = Lab::led(5, 2);
    let (old, term) = (lab.leader(), lab.node(lab.leader()).term);
    lab.act(Action::Crash(old));
    assert_eq!(lab.view().leader, None);
    lab.until("new leader", |view| view.leader.is_some());
    assert_ne!(lab.leader(), old);
    assert!(lab.node(lab.leader()).term > term);
    lab.check();
}

#[test]
fn a_restart_of_the_whole_cluster_loses_nothing() {
    let mut lab = Lab::led(5, 3);
    for n in 0..10 {
        assert_eq!(lab.ask(put(&format!("k{n}"), &n.to_string())), Some(Reply::Done));
    }
    let ids: Vec<NodeId> = lab.view().nodes.iter().map(|node| node.id).collect();
    ids.iter().for_each(|id| lab.act(Action::Crash(*id)));
    lab.run_ms(1_000);
    assert_eq!(lab.view().leader, None);
    ids.iter().for_each(|id| lab.act(Action::Restart(*id)));
    for n in 0..10 {
        assert_eq!(lab.ask(get(&format!("k{n}"))), value(&n.to_string()));
    }
    lab.check();
}

#[test]
fn a_majority_that_is_down_stops_the_cluster_and_a_restart_lets_it_go_on() {
    let mut lab = Lab::led(5, 4);
    let followers: Vec<NodeId> =
        lab.view().nodes.iter().map(|n| n.id).filter(|id| *id != lab.leader()).take(3).collect();
    followers.iter().for_each(|id| lab.act(Action::Crash(*id)));
    let sequence = lab.invoke(put("k", "v"));
    lab.run_ms(2_000);
    assert_eq!(lab.replies().get(&sequence), None);
    lab.act(Action::Restart(followers[0]));
    lab.until("answer", |view| view.clients[0].waiting.is_empty());
    assert_eq!(lab.replies()[&sequence], Some(Reply::Done));
    lab.check();
}

#[test]
fn a_machine_that_is_down_does_nothing_and_loses_what_arrives() {
    let mut lab = Lab::led(3, 5);
    let down = lab.follower();
    lab.act(Action::Crash(down));
    let from = lab.events.len();
    lab.run_ms(1_000);
    let lost = lab.events[from..].iter().filter(|event| {
        matches!(&event.kind, EventKind::Lost { to, reason: LossReason::ReceiverDown, .. }
            if *to == Endpoint::Node(down))
    });
    assert!(lost.count() > 10);
    for event in &lab.events[from..] {
        match &event.kind {
            EventKind::Sent { from, .. } => assert_ne!(*from, Endpoint::Node(down)),
            EventKind::Delivered { to, .. } => assert_ne!(*to, Endpoint::Node(down)),
            EventKind::TimerFired { node, .. } | EventKind::WriteStarted { node, .. } => {
                assert_ne!(*node, down);
            }
            _ => {}
        }
    }
    lab.check();
}

#[test]
fn a_paused_node_takes_in_what_arrived_meanwhile_in_its_order_when_it_goes_on() {
    let mut lab = Lab::led(3, 6);
    let paused = lab.follower();
    lab.act(Action::Pause(paused));
    assert_eq!(lab.node(paused).liveness, Liveness::Paused);
    let (from, before) = (lab.events.len(), lab.node(paused));
    lab.run_ms(1_000);
    let asleep = lab.node(paused);
    assert_eq!(
        (asleep.term, &asleep.log, asleep.commit),
        (before.term, &before.log, before.commit)
    );
    let waiting: Vec<(Time, PacketId)> = {
        let here = |packet: &PacketView| packet.to == Endpoint::Node(paused);
        let arrived = |packet: &PacketView| here(packet) && packet.due <= lab.cluster.now();
        let packets = lab.view().packets.into_iter().filter(arrived);
        let mut waiting: Vec<_> = packets.map(|packet| (packet.due, packet.id)).collect();
        waiting.sort();
        waiting
    };
    assert!(waiting.len() >= 15, "a second of heartbeats waits");
    let delivered = |lab: &Lab, from: usize| -> Vec<PacketId> {
        let at = Endpoint::Node(paused);
        let kinds = lab.events[from..].iter().map(|event| &event.kind);
        let packets = kinds.filter_map(|kind| match kind {
            EventKind::Delivered { packet, to, .. } if *to == at => Some(*packet),
            _ => None,
        });
        packets.collect()
    };
    assert_eq!(delivered(&lab, from), [], "nothing was taken in");

    let from = lab.events.len();
    lab.act(Action::Resume(paused));
    for _ in 0..waiting.len() + 10 {
        lab.step();
    }
    let order: Vec<PacketId> = waiting.into_iter().map(|(_, id)| id).collect();
    assert_eq!(delivered(&lab, from)[..order.len()], order);
    lab.check();
}

#[test]
fn a_timer_that_was_due_while_its_node_was_paused_fires_when_it_goes_on() {
    let mut lab = Lab::led(3, 7);
    let leader = lab.leader();
    lab.act(Action::Pause(leader));
    assert_eq!(lab.view().leader, Some(leader), "a paused node is up");
    lab.run_ms(1_000);
    assert_ne!(lab.leader(), leader, "the others did not wait");
    let from = lab.events.len();
    lab.act(Action::Resume(leader));
    lab.run_ms(50);
    let fired = EventKind::TimerFired { node: leader, timer: Timer::Heartbeat };
    assert!(lab.events[from..].iter().any(|event| event.kind == fired));
    lab.until("step-down", |view| view.node(leader).is_some_and(|n| n.role == Role::Follower));
    lab.check();
}

#[test]
fn a_write_that_was_done_while_its_node_was_paused_is_on_disk_and_is_heard_of_later() {
    let mut lab = Lab::led(3, 8);
    let leader = lab.leader();
    lab.act(Action::Connect { client: YOU, node: leader });
    lab.invoke(put("k", "v"));
    lab.until("write", |view| view.node(leader).is_some_and(|node| node.writes_pending > 0));
    lab.act(Action::Pause(leader));
    let (written, known) = (lab.node(leader).log.last(), lab.node(leader).durable);
    lab.run_ms(20);
    assert_eq!(lab.node(leader).writes_pending, 0, "a disk does not stop");
    assert_eq!(lab.node(leader).durable, known, "but the process has not heard of it");

    let mut crashed = lab.clone();
    crashed.act(Action::Crash(leader));
    assert_eq!(crashed.node(leader).log.last(), written);

    lab.act(Action::Resume(leader));
    assert_eq!(lab.node(leader).durable, written);
    lab.check();
}

#[test]
fn what_waited_for_a_paused_node_is_lost_when_it_crashes() {
    let mut lab = Lab::led(3, 9);
    let node = lab.follower();
    lab.act(Action::Pause(node));
    lab.run_ms(500);
    let waiting = |lab: &Lab| {
        let now = lab.cluster.now();
        let here = |packet: &PacketView| packet.to == Endpoint::Node(node) && packet.due <= now;
        lab.view().packets.into_iter().filter(here).count()
    };
    assert!(waiting(&lab) > 5);
    lab.act(Action::Crash(node));
    lab.run_ms(1);
    assert_eq!(waiting(&lab), 0);
    lab.check();
}
