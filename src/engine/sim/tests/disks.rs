//! What happens to disks: torn writes, rot, loss, slowness and lies.

use crate::raft::{Index, Term, TimerRange};
use crate::script::Medium;

use super::*;

/// A cluster of three with slow disks, led by n1, that has committed so many entries everywhere.
fn slow(seed: u64, entries: u64) -> Lab {
    let disk = TimerRange { min_us: 20_000, max_us: 20_000 };
    let mut lab = Lab::with(3, seed, Knobs { disk, ..Knobs::default() });
    lab.act(Action::Timeout(NodeId(1)));
    lab.until("leader", |view| view.leader == Some(NodeId(1)));
    for n in 0..entries {
        assert_eq!(lab.ask(put("k", &n.to_string())), Some(Reply::Done));
    }
    lab.run_ms(200);
    lab
}

#[test]
fn a_torn_write_leaves_a_part_that_is_cut_off_or_kept_and_nothing_that_was_promised_is_lost() {
    let mut kept = std::collections::BTreeSet::new();
    for seed in 0..12 {
        let mut lab = slow(seed, 3);
        let before = lab.node(NodeId(2)).durable;
        lab.act(Action::Connect { client: YOU, node: NodeId(1) });
        let clients: Vec<ClientId> = (0..6).map(|_| lab.cluster.add_client()).collect();
        for (n, client) in clients.into_iter().enumerate() {
            lab.cluster.invoke(client, put("k", &n.to_string()));
        }
        let writing = |lab: &Lab| {
            let disk = lab.cluster.world().node(NodeId(2)).expect("it exists").disk();
            disk.current().map_or(0, |pending| pending.write.append.len())
        };
        while writing(&lab) < 3 {
            assert!(lab.step(), "several entries go to disk at once");
        }
        let before = lab.node(NodeId(2)).durable.max(before);
        lab.act(Action::Tear(NodeId(2)));
        let down = lab.node(NodeId(2));
        assert_eq!(down.liveness, Liveness::Down);
        assert!(down.machine.torn_bytes > 0);
        assert_eq!(down.log.last(), before, "no more than what was durable is sure");
        lab.act(Action::Restart(NodeId(2)));
        let up = lab.node(NodeId(2));
        assert_eq!((up.liveness, up.machine.torn_bytes), (Liveness::Up, 0));
        assert!(up.log.contains(before));
        kept.insert(up.log.last().index.0 - before.index.0);
        lab.until("agreement", |view| {
            view.clients.iter().all(|client| client.waiting.is_empty())
                && view.nodes.iter().all(|node| node.applied == view.nodes[0].log.last().index)
        });
        lab.check();
    }
    assert!(kept.contains(&0) && kept.len() > 1, "{kept:?}");
}

#[test]
fn a_node_that_writes_nothing_is_torn_in_the_middle_of_its_next_write() {
    let mut lab = slow(1, 1);
    lab.act(Action::Tear(NodeId(3)));
    assert_eq!(lab.node(NodeId(3)).machine.trap, Some(Trap::Tear));
    let began = lab.events.len();
    assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done));
    lab.run_ms(100);
    assert_eq!(lab.node(NodeId(3)).liveness, Liveness::Down);
    let times: Vec<Time> = lab.events[began..]
        .iter()
        .filter(|event| {
            matches!(event.kind,
                EventKind::WriteStarted { node, .. } | EventKind::Torn { node, .. } if node == NodeId(3))
        })
        .map(|event| event.at)
        .collect();
    assert_eq!(times[1].since(times[0]), 10_000, "half the time of the write");
    lab.check();
}

#[test]
fn a_crash_after_a_write_comes_before_anybody_is_told() {
    let mut lab = slow(2, 1);
    lab.act(Action::CrashAfterWrite(NodeId(3)));
    let began = lab.events.len();
    assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done));
    lab.run_ms(100);
    let down = lab.node(NodeId(3));
    assert_eq!(down.liveness, Liveness::Down);
    assert_eq!(down.durable, lab.node(NodeId(1)).log.last(), "the write is whole");
    let mut finished = false;
    for event in &lab.events[began..] {
        match event.kind {
            EventKind::WriteFinished { node: NodeId(3), .. } => finished = true,
            EventKind::Sent { from: Endpoint::Node(NodeId(3)), ref kind, .. } => {
                assert!(!finished, "{kind:?} was sent after the write");
            }
            EventKind::Crashed { node: NodeId(3), .. } => assert!(finished),
            _ => {}
        }
    }
    assert!(finished);
    lab.act(Action::Restart(NodeId(3)));
    lab.until("agreement", |view| view.nodes.iter().all(|node| node.applied == Index(3)));
    lab.check();
}

#[test]
fn a_trap_waits_for_a_paused_node_too_and_one_that_is_down_has_none() {
    let mut lab = slow(3, 1);
    lab.invoke(put("k", "v"));
    lab.until("a write", |view| view.node(NodeId(2)).is_some_and(|n| n.writes_pending > 0));
    lab.act(Action::Pause(NodeId(2)));
    lab.act(Action::CrashAfterWrite(NodeId(2)));
    lab.run_ms(200);
    assert_eq!(lab.node(NodeId(2)).liveness, Liveness::Down);
    assert!(lab.node(NodeId(2)).machine.trap.is_none());
    for refused in [Action::Tear(NodeId(2)), Action::CrashAfterWrite(NodeId(2))] {
        assert_eq!(lab.try_do(refused), Err(SimError::Down(NodeId(2))));
    }
    lab.act(Action::Restart(NodeId(2)));
    lab.until("agreement", |view| view.nodes.iter().all(|node| node.applied == Index(3)));
    lab.check();
}

#[test]
fn a_node_whose_disk_has_rotted_serves_until_it_restarts_and_then_refuses_and_says_why() {
    let mut lab = slow(4, 4);
    lab.act(Action::Corrupt { node: NodeId(2), index: Some(Index(3)) });
    assert_eq!(lab.ask(put("k", "later")), Some(Reply::Done));
    lab.run_ms(100);
    assert_eq!(lab.node(NodeId(2)).durable.index, Index(6), "nothing has been read");
    lab.act(Action::Crash(NodeId(2)));
    lab.act(Action::Restart(NodeId(2)));
    let refused = lab.node(NodeId(2));
    assert_eq!(refused.liveness, Liveness::Down);
    let error = refused.machine.refused.expect("it says why");
    assert_eq!(error.to_string(), "the checksum of entry 3 does not match");
    assert_eq!(lab.count(|kind| matches!(kind, EventKind::Refused { .. })), 1);
    assert_eq!(lab.ask(put("k", "without it")), Some(Reply::Done));
    lab.act(Action::Restart(NodeId(2)));
    assert!(lab.node(NodeId(2)).machine.refused.is_some(), "it does not heal by itself");
    lab.check();
}

#[test]
fn rot_without_an_index_is_somewhere_and_always_found() {
    let mut places = std::collections::BTreeSet::new();
    for seed in 0..20 {
        let mut lab = slow(seed, 2);
        lab.act(Action::Corrupt { node: NodeId(3), index: None });
        let rotted = lab.events.last().map(|event| event.kind.clone());
        let Some(EventKind::Rotted { place, .. }) = rotted else { panic!("{rotted:?}") };
        lab.act(Action::Crash(NodeId(3)));
        lab.act(Action::Restart(NodeId(3)));
        assert_eq!(lab.node(NodeId(3)).machine.refused, Some(ImageError::Checksum(place)));
        places.insert(place);
    }
    assert!(places.contains(&Place::Head) && places.len() > 2, "{places:?}");
}

#[test]
fn what_is_not_on_a_disk_cannot_rot_there() {
    let mut lab = slow(5, 1);
    let error = lab.try_do(Action::Corrupt { node: NodeId(1), index: Some(Index(99)) });
    assert_eq!(
        error.expect_err("there is none").to_string(),
        "entry 99 is not on the disk of n1, which holds entries 1 to 2"
    );
    lab.act(Action::Wipe(NodeId(1)));
    let error = lab.try_do(Action::Corrupt { node: NodeId(1), index: None });
    assert_eq!(error.expect_err("it is empty").to_string(), "the disk of n1 is empty");
    let fresh = Lab::new(3, 1).try_do(Action::Corrupt { node: NodeId(1), index: Some(Index(1)) });
    assert_eq!(
        fresh.expect_err("there is none").to_string(),
        "entry 1 is not on the disk of n1, which holds no entries"
    );
}

#[test]
fn a_node_with_an_empty_disk_refuses_to_serve_and_the_others_go_on_without_it() {
    let mut lab = slow(6, 3);
    lab.act(Action::Wipe(NodeId(1)));
    let wiped = lab.node(NodeId(1));
    assert_eq!((wiped.liveness, wiped.log.len()), (Liveness::Down, 0));
    assert!(wiped.machine.wiped);
    lab.act(Action::Restart(NodeId(1)));
    assert_eq!(lab.node(NodeId(1)).machine.refused, Some(ImageError::Empty));
    lab.until("new leader", |view| view.leader.is_some());
    assert_eq!(lab.view().quorum, 2, "of three, whatever one has forgotten");
    assert_eq!(lab.ask(get("k")), value("2"), "nothing committed is lost");
    lab.check();
}

#[test]
fn a_slow_disk_is_one_nodes_own() {
    let mut lab = Lab::led(3, 7);
    let span = TimerRange { min_us: 70_000, max_us: 70_000 };
    let (leader, follower) = (lab.leader(), lab.follower());
    lab.act(Action::Slow { node: follower, span: Some(span) });
    assert_eq!(lab.node(follower).machine.slow, Some(span));
    lab.invoke(put("k", "v"));
    for node in [leader, follower] {
        lab.until("a write", |view| view.node(node).is_some_and(|n| n.write_span.is_some()));
        let (set, due) = lab.node(node).write_span.expect("it writes");
        assert_eq!(due.since(set) == 70_000, node == follower);
    }
    lab.act(Action::Slow { node: follower, span: None });
    assert_eq!(lab.node(follower).machine.slow, None);
    let backwards = TimerRange { min_us: 2, max_us: 1 };
    assert!(lab.try_do(Action::Slow { node: follower, span: Some(backwards) }).is_err());
    lab.check();
}

#[test]
fn a_disk_that_lies_lets_its_node_speak_too_soon_and_a_crash_breaks_its_word() {
    let mut lab = slow(8, 1);
    for id in 1..=3 {
        lab.act(Action::Lie { node: NodeId(id), lies: true });
        lab.act(Action::Slow {
            node: NodeId(id),
            span: Some(TimerRange { min_us: 400_000, max_us: 400_000 }),
        });
    }
    assert_eq!(lab.ask(put("k", "promised")), Some(Reply::Done));
    let leader = lab.node(NodeId(1));
    assert_eq!((leader.commit, leader.durable.index), (Index(3), Index(3)), "as it believes");
    assert_eq!(leader.machine.on_disk.index, Index(2), "and as it is");
    for id in 1..=3 {
        lab.act(Action::Crash(NodeId(id)));
    }
    for id in 1..=3 {
        lab.act(Action::Lie { node: NodeId(id), lies: false });
        lab.act(Action::Slow { node: NodeId(id), span: None });
        lab.act(Action::Restart(NodeId(id)));
    }
    assert_eq!(lab.ask(get("k")), value("0"), "a promise was broken");
}

#[test]
fn a_disk_that_lies_does_what_it_says_if_it_is_left_in_peace() {
    let mut lab = slow(9, 1);
    lab.act(Action::Lie { node: NodeId(2), lies: true });
    lab.act(Action::Lie { node: NodeId(2), lies: true });
    assert_eq!(lab.count(|kind| matches!(kind, EventKind::LyingSet { .. })), 1);
    for n in 0..5 {
        lab.invoke(put("k", &n.to_string()));
    }
    lab.run_ms(1_000);
    let node = lab.node(NodeId(2));
    assert_eq!((node.machine.on_disk, node.writes_pending), (node.durable, 0));
    lab.act(Action::Lie { node: NodeId(2), lies: false });
    lab.act(Action::Crash(NodeId(2)));
    lab.act(Action::Restart(NodeId(2)));
    lab.until("agreement", |view| view.nodes.iter().all(|node| node.applied == Index(7)));
    lab.check();
}

#[test]
fn a_leader_whose_disk_is_full_steps_down_and_says_why_and_is_back_when_there_is_room() {
    let mut lab = Lab::led(3, 21);
    assert_eq!(lab.ask(put("k", "1")), Some(Reply::Done));
    let old = lab.leader();
    lab.line(&format!("disk {old} full"));
    lab.line("put k 2");
    lab.until("an answer", |view| view.clients[0].waiting.is_empty());
    assert_eq!(lab.replies().into_values().last(), Some(Some(Reply::Done)));
    assert_ne!(lab.leader(), old);
    let reasons: Vec<Resignation> = lab
        .events
        .iter()
        .filter_map(|event| match event.kind {
            EventKind::SteppedDown { node, reason, .. } if node == old => Some(reason),
            _ => None,
        })
        .collect();
    assert_eq!(reasons, [Resignation::CannotWrite]);
    let failed = lab.count(|kind| matches!(kind, EventKind::WriteFailed { .. }));
    assert_eq!(failed, 1, "it waits for room, and does not try again and again");
    let before = lab.node(old).durable;
    lab.run_ms(3_000);
    assert_eq!(lab.node(old).durable, before, "nothing is written meanwhile");
    assert_eq!(lab.node(old).machine.medium, Medium::Full);
    lab.line(&format!("disk {old} ok"));
    lab.until("copy", |view| view.nodes.iter().all(|it| it.kv.get("k").is_some_and(|v| v == "2")));
    lab.check();
}

#[test]
fn a_disk_that_hangs_ends_what_it_has_begun_when_it_goes_on() {
    let mut lab = Lab::led(3, 22);
    let follower = lab.follower();
    lab.line(&format!("disk {follower} hung"));
    assert_eq!(lab.ask(put("k", "1")), Some(Reply::Done), "the others are a majority");
    lab.run_ms(1_000);
    let it = lab.node(follower);
    assert!(it.durable < it.log.last() && it.writes_pending > 0);
    assert_eq!(it.kv.get("k"), None, "what is not on its own disk is not applied");
    let mut copy = lab.clone();
    for lab in [&mut lab, &mut copy] {
        lab.line(&format!("disk {follower} ok"));
        lab.run_ms(1_000);
    }
    assert_eq!(lab.node(follower).kv.get("k").map(String::as_str), Some("1"));
    assert_eq!(lab.cluster.digest(), copy.cluster.digest());
    lab.check();
}

#[test]
fn a_crash_and_a_pause_meet_a_full_disk_as_any_other() {
    let mut lab = Lab::led(3, 23);
    let old = lab.leader();
    // Whoever is paused hears of the failure when it goes on.
    lab.line(&format!("disk {old} full"));
    lab.line("connect leader");
    lab.line("put k 1");
    lab.until("a write", |view| view.node(old).is_some_and(|it| it.writes_pending > 0));
    lab.line(&format!("pause {old}"));
    lab.run_ms(20);
    assert_eq!(lab.node(old).role, Role::Leader);
    lab.line(&format!("resume {old}"));
    assert_ne!(lab.node(old).role, Role::Leader);
    // What was not written is gone, and the disk is as full as before.
    lab.line(&format!("crash {old}"));
    lab.line(&format!("restart {old}"));
    assert_eq!(lab.node(old).machine.medium, Medium::Full);
    lab.run_ms(2_000);
    let failed = lab.count(|kind| matches!(kind, EventKind::WriteFailed { .. }));
    assert!(failed >= 2, "{failed}");
    lab.line("chaos off");
    assert_eq!(lab.node(old).machine.medium, Medium::Ok);
    lab.until("copy", |view| view.nodes.iter().all(|it| it.kv.get("k").is_some_and(|v| v == "1")));
    lab.check();
}

#[test]
fn a_node_that_comes_back_with_an_empty_disk_knows_nothing_of_what_it_has_promised() {
    let mut lab = slow(24, 2);
    let node = lab.follower();
    let error = lab.try_do(Action::RestartEmpty(node)).expect_err("it runs");
    assert_eq!(error.to_string(), format!("{node} is running: crash it before restarting it"));
    lab.line(&format!("crash {node}"));
    let before = lab.node(node);
    assert!(before.term > Term::default() && !before.log.is_empty());
    lab.line(&format!("restart {node} empty"));
    let after = lab.node(node);
    assert_eq!((after.liveness, after.term, after.log.len()), (Liveness::Up, Term::default(), 0));
    assert_eq!(after.configuration, before.configuration, "it is whom the cluster began with");
    assert!(after.machine.forgot && !after.machine.wiped);
    lab.run_ms(2_000);
    assert!(
        lab.node(node).kv.is_empty(),
        "who leads believes what it was told, and sends it never again"
    );
    lab.line("stepdown leader");
    lab.until("copy", |view| view.nodes.iter().all(|it| it.kv.get("k").is_some_and(|v| v == "1")));
    lab.line(&format!("wipe {node}"));
    lab.line(&format!("restart {node} empty"));
    assert_eq!(lab.node(node).liveness, Liveness::Up, "a disk that was lost may be replaced, too");
}

#[test]
fn a_write_that_goes_astray_is_acknowledged_and_shows_when_its_node_restarts() {
    for (line, refused) in [("misdirect", true), ("stale", false)] {
        let mut lab = slow(25, 2);
        let node = lab.follower();
        lab.line(&format!("disk {node} {line}"));
        assert!(lab.node(node).machine.trap.is_some());
        assert_eq!(lab.ask(put("k", "new")), Some(Reply::Done));
        lab.run_ms(200);
        let it = lab.node(node);
        assert_eq!((it.durable.index, it.machine.on_disk.index), (Index(4), Index(3)), "{line}");
        assert!(it.machine.astray && it.machine.trap.is_none());
        assert_eq!(lab.count(|kind| matches!(kind, EventKind::WriteAstray { .. })), 1);
        lab.line(&format!("crash {node}"));
        lab.line(&format!("restart {node}"));
        let it = lab.node(node);
        assert_eq!(it.machine.refused.is_some(), refused, "{line}");
        assert_eq!(it.liveness == Liveness::Up, !refused);
        lab.check();
    }
}

#[test]
fn a_write_that_is_under_way_can_be_done_now_and_what_waits_for_it_goes_on() {
    let mut lab = slow(1, 1);
    let idle = lab.try_do(Action::FinishWrite(NodeId(2))).expect_err("it writes nothing");
    assert_eq!(idle, SimError::NotWriting(NodeId(2)));
    lab.cluster.invoke(YOU, put("k", "v"));
    let writes = |lab: &Lab, id| {
        let disk = lab.cluster.world().node(NodeId(id)).expect("it exists").disk();
        disk.current().map(|write| write.plan.due)
    };
    while writes(&lab, 2).is_none() {
        assert!(lab.step(), "the entry goes to the disk of n2");
    }
    let due = writes(&lab, 2).expect("it writes");
    lab.act(Action::FinishWrite(NodeId(2)));
    assert!(lab.cluster.now() < due);
    assert_eq!(writes(&lab, 2), None);
    assert_eq!(lab.node(NodeId(2)).durable, lab.node(NodeId(2)).log.last());
    // When the moment comes that it was planned for, nothing ends twice.
    lab.cluster.advance_to(due.plus_us(200_000));
    assert_eq!(lab.ask(put("k", "w")), Some(Reply::Done));
}
