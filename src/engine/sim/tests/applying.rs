//! Applying as a step of its own: what is committed and not applied.

use crate::raft::Index;

use super::*;

/// A cluster of three, led by n1, whose state machines take 100 ms for an entry from now on.
fn lazy(seed: u64) -> Lab {
    let mut lab = Lab::led(3, seed);
    lab.until("agreement", |view| view.nodes.iter().all(|node| node.applied == Index(1)));
    lab.line("set apply 100ms");
    lab.line("connect leader");
    lab
}

#[test]
fn what_is_committed_is_applied_one_by_one_and_clients_wait_for_it() {
    let mut lab = lazy(31);
    let leader = lab.leader();
    lab.invoke(put("k", "1"));
    lab.until("commit", |view| view.node(leader).is_some_and(|it| it.commit == Index(2)));
    let since = lab.cluster.now();
    let it = lab.node(leader);
    assert_eq!((it.applied, it.kv.get("k")), (Index(1), None));
    assert_eq!(lab.view().clients[0].waiting.len(), 1, "nobody is told before it is applied");
    lab.until("an answer", |view| view.clients[0].waiting.is_empty());
    assert!(lab.cluster.now().since(since) >= 100_000);
    assert_eq!(lab.node(leader).applied, Index(2));
    let clients: Vec<ClientId> = (0..4).map(|_| lab.cluster.add_client()).collect();
    for client in clients {
        lab.cluster.invoke(client, put("k", "2"));
    }
    let mut steps = std::collections::BTreeSet::new();
    while lab.node(leader).applied < Index(6) {
        assert!(lab.step());
        steps.insert(lab.node(leader).applied.0);
    }
    assert_eq!(steps.into_iter().collect::<Vec<_>>(), [2, 3, 4, 5, 6], "one after another");
    lab.check();
}

#[test]
fn a_crash_forgets_what_was_applied_and_all_of_it_is_applied_again() {
    let mut lab = lazy(32);
    let node = lab.follower();
    for n in 0..3 {
        assert_eq!(lab.ask(put("k", &n.to_string())), Some(Reply::Done));
    }
    lab.until("commit", |view| view.node(node).is_some_and(|it| it.commit == Index(4)));
    lab.line(&format!("crash {node}"));
    lab.line(&format!("restart {node}"));
    assert_eq!(lab.node(node).applied, Index(0));
    lab.until("all", |view| view.node(node).is_some_and(|it| it.applied == Index(4)));
    assert_eq!(lab.node(node).kv.get("k").map(String::as_str), Some("2"));
    lab.check();
}

#[test]
fn a_read_waits_until_what_it_must_see_is_applied() {
    for reads in ["index", "lease"] {
        let mut lab = lazy(33);
        lab.line("set checkquorum on");
        lab.line(&format!("set reads {reads}"));
        let writer = lab.cluster.add_client();
        let leader = lab.leader();
        lab.cluster.invoke(writer, put("k", "new"));
        lab.until("commit", |view| view.node(leader).is_some_and(|it| it.commit == Index(2)));
        assert_eq!(lab.ask(get("k")), value("new"), "{reads}");
        lab.check();
    }
}

#[test]
fn a_snapshot_covers_what_is_applied_and_no_more() {
    let mut lab = lazy(34);
    let leader = lab.leader();
    let clients: Vec<ClientId> = (0..5).map(|_| lab.cluster.add_client()).collect();
    for client in clients {
        lab.cluster.invoke(client, put("k", "v"));
    }
    lab.until("some", |view| view.node(leader).is_some_and(|it| it.applied == Index(3)));
    assert!(lab.node(leader).commit > Index(3));
    lab.line(&format!("snapshot {leader}"));
    let covered = lab.node(leader).snapshot.expect("it has one").last.index;
    assert_eq!(covered, Index(3));
    lab.until("all", |view| view.nodes.iter().all(|node| node.applied == Index(6)));
    lab.check();
}

#[test]
fn a_snapshot_that_is_not_on_disk_yet_stands_for_what_waits_and_is_not_in_the_log_any_more() {
    let mut lab = Lab::led(3, 36);
    lab.until("agreement", |view| view.nodes.iter().all(|node| node.applied == Index(1)));
    let node = lab.follower();
    for line in ["set snapshot 3", "set tail 0", "connect leader"] {
        lab.line(line);
    }
    lab.line(&format!("set apply 2s for {node}"));
    assert_eq!(lab.ask(put("k", "early")), Some(Reply::Done));
    lab.until("commit", |view| view.node(node).is_some_and(|it| it.commit == Index(2)));
    lab.line(&format!("slow {node} 300ms"));
    lab.line(&format!("cut {node} leader"));
    for _ in 0..6 {
        assert_eq!(lab.ask(put("k", "late")), Some(Reply::Done));
    }
    assert_eq!(lab.node(node).applied, Index(1), "it has only just begun");
    lab.line("heal");
    lab.until("the snapshot", |view| {
        view.node(node).is_some_and(|it| it.log.base().index > Index(2))
    });
    lab.until("all", |view| view.nodes.iter().all(|it| it.applied >= Index(8)));
    assert_eq!(lab.node(node).kv.get("k").map(String::as_str), Some("late"));
    lab.check();
}

#[test]
fn one_node_may_be_slow_at_it_and_a_paused_one_applies_nothing() {
    let mut lab = Lab::led(3, 35);
    lab.until("agreement", |view| view.nodes.iter().all(|node| node.applied == Index(1)));
    let node = lab.follower();
    lab.line(&format!("set apply 1s for {node}"));
    assert_eq!(lab.ask(put("k", "1")), Some(Reply::Done), "the others are quick");
    lab.until("commit", |view| view.node(node).is_some_and(|it| it.commit == Index(2)));
    assert_eq!(lab.node(node).applied, Index(1));
    lab.line(&format!("pause {node}"));
    lab.run_ms(3_000);
    assert_eq!(lab.node(node).applied, Index(1));
    lab.line(&format!("resume {node}"));
    lab.run_ms(1);
    assert_eq!(lab.node(node).applied, Index(2), "its time was over");
    // What waits keeps its turn when the knob is turned back.
    lab.line("put k 2");
    lab.until("commit", |view| view.node(node).is_some_and(|it| it.commit == Index(3)));
    lab.line(&format!("set clear for {node}"));
    lab.line("put k 3");
    lab.until("all", |view| view.nodes.iter().all(|it| it.applied == Index(4)));
    assert_eq!(lab.node(node).kv.get("k").map(String::as_str), Some("3"));
    lab.check();
}
