//! Clients' sessions that end (dissertation 6.3): on every node at the same entry, and for good.

use crate::kv::Store;

use super::*;

/// A led cluster of three in which sessions end after two seconds, and which takes a snapshot every so many entries.
fn expiring(seed: u64, snapshot_every: Option<u32>) -> Lab {
    let knobs = Knobs { expiry_us: Some(2_000_000), snapshot_every, ..Knobs::default() };
    let mut lab = Lab::with(3, seed, knobs);
    lab.until("leader", |view| view.leader.is_some());
    lab
}

fn set_expiry(lab: &mut Lab, expiry_us: Option<u64>) {
    let knobs = Box::new(Knobs { expiry_us, ..lab.cluster.knobs().clone() });
    lab.act(Action::Configure { knobs, command: "set expiry".into() });
}

fn store(lab: &Lab, id: NodeId) -> Store {
    let node = lab.cluster.world().node(id).expect("it exists");
    node.process().expect("it runs").store().clone()
}

/// All stores, sessions and their times included, are the same, with so many sessions.
#[track_caller]
fn check_stores(lab: &mut Lab, sessions: usize) {
    lab.run_ms(500);
    let first = store(lab, NodeId(1));
    for id in [2, 3] {
        assert_eq!(store(lab, NodeId(id)), first, "n{id}");
    }
    assert_eq!(first.sessions().len(), sessions);
}

#[test]
fn an_idle_client_is_refused_once_and_goes_on_in_another_session() {
    let mut lab = expiring(1, None);
    assert_eq!(lab.ask(put("k", "1")), Some(Reply::Done));
    lab.run_ms(1_500);
    assert_eq!(lab.ask(put("k", "2")), Some(Reply::Done), "it was idle for less than two seconds");
    lab.run_ms(2_500);
    assert_eq!(lab.ask(put("k", "3")), Some(Reply::SessionOver));
    check_stores(&mut lab, 0);
    assert_eq!(lab.ask(get("k")), value("2"), "what is refused is not executed");
    assert_eq!(lab.ask(put("k", "3")), Some(Reply::Done));
    check_stores(&mut lab, 1);
    lab.check();
}

#[test]
fn sessions_end_at_the_same_entry_on_all_nodes_after_a_leader_change() {
    for seed in 0..8 {
        let mut lab = expiring(seed, None);
        lab.ask(put("k", "1"));
        let other = lab.cluster.add_client();
        lab.cluster.invoke(other, put("l", "1"));
        lab.run_ms(400);
        let old = lab.leader();
        lab.act(Action::Crash(old));
        assert_eq!(lab.ask(put("k", "2")), Some(Reply::Done), "seed {seed}");
        lab.act(Action::Restart(old));
        check_stores(&mut lab, 2);
        lab.run_ms(1_000);
        assert_eq!(lab.ask(put("k", "3")), Some(Reply::Done), "seed {seed}");
        check_stores(&mut lab, 1);
        lab.check();
    }
}

#[test]
fn sessions_end_at_the_same_entry_on_all_nodes_after_a_snapshot() {
    for seed in 0..8 {
        let mut lab = expiring(seed, Some(2));
        let slow = lab.follower();
        lab.act(Action::Crash(slow));
        let other = lab.cluster.add_client();
        lab.cluster.invoke(other, put("l", "1"));
        for n in 1..=12 {
            assert_eq!(lab.ask(put("k", &n.to_string())), Some(Reply::Done), "seed {seed}");
        }
        lab.act(Action::Restart(slow));
        check_stores(&mut lab, 2);
        let installed = |kind: &EventKind| matches!(kind, EventKind::SnapshotInstalled { node, .. } if *node == slow);
        assert!(lab.count(installed) > 0, "seed {seed}");
        lab.run_ms(1_000);
        lab.ask(put("k", "13"));
        lab.run_ms(1_200);
        assert_eq!(lab.ask(put("k", "14")), Some(Reply::Done));
        check_stores(&mut lab, 1);
        lab.check();
    }
}

/// Asks for something of which the network holds a second copy back for so long.
fn ask_with_late_copy(lab: &mut Lab, operation: Operation, ms: u64) -> Option<Reply> {
    let leader = lab.leader();
    lab.act(Action::Connect { client: YOU, node: leader });
    let sequence = lab.invoke(operation);
    let requests = |lab: &Lab| {
        let packets = lab.view().packets.into_iter();
        packets.filter(|p| p.kind.name() == "request").map(|p| p.id).collect::<Vec<_>>()
    };
    let original = requests(lab)[0];
    lab.act(Action::Duplicate(original));
    let copy = requests(lab).into_iter().find(|id| *id != original).expect("there are two");
    lab.act(Action::Delay { packet: copy, by_us: ms * 1_000 });
    lab.until("answer", |view| view.clients[0].waiting.is_empty());
    lab.replies()[&sequence].clone()
}

#[test]
fn a_late_copy_of_a_request_whose_session_has_ended_is_not_executed() {
    // The copy is of the request that opened the session, or of a later one; and sessions end still, or no more.
    for (seed, opens, still) in [(1, true, true), (2, false, true), (3, true, false)] {
        let mut lab = expiring(seed, None);
        if !opens {
            lab.ask(put("other", "1"));
        }
        assert_eq!(ask_with_late_copy(&mut lab, create("k", "v"), 6_000), Some(Reply::Done));
        let other = lab.cluster.add_client();
        lab.cluster.invoke(other, Operation::Delete { key: "k".into() });
        lab.run_ms(3_000);
        lab.cluster.invoke(other, put("l", "1"));
        check_stores(&mut lab, 0);
        if !still {
            set_expiry(&mut lab, None);
        }
        let before = lab.node(NodeId(1)).applied;
        lab.run_ms(4_000);
        assert_eq!(lab.node(NodeId(1)).applied, before.next(), "the copy stands in the log");
        assert_eq!(lab.ask(get("k")), Some(Reply::Absent), "seed {seed}");
        assert_eq!(lab.ask(put("k", "2")), Some(Reply::SessionOver));
        assert_eq!(lab.ask(put("k", "3")), Some(Reply::Done), "a new session opens");
        lab.check();
    }
}

#[test]
fn an_operation_that_may_have_been_executed_before_its_session_ended_is_not_called_refused() {
    let mut lab = expiring(4, None);
    let other = lab.cluster.add_client();
    let leader = lab.leader();
    lab.act(Action::Connect { client: YOU, node: leader });
    let sequence = lab.invoke(put("k", "1"));
    // It is executed; and the answers are lost until its session has ended.
    lab.until("execution", |view| view.nodes.iter().any(|node| node.kv.contains_key("k")));
    let answer = lab.view().packets.into_iter().find(|p| p.kind.name() == "answer");
    lab.act(Action::Drop(answer.expect("it is on its way").id));
    set_expiry(&mut lab, Some(1_000));
    lab.cluster.invoke(other, put("l", "1"));
    lab.until("answer", |view| view.clients[0].waiting.is_empty());
    assert_eq!(lab.replies()[&sequence], Some(Reply::SessionExpired));
    assert_eq!(lab.ask(get("k")), value("1"), "and executed it was");
    lab.check();
}
