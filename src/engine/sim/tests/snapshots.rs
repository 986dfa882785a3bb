//! Snapshots in the cluster: taken, cut, sent, installed, and found again after a crash.

use crate::kv::{Request, SessionId, Store};
use crate::raft::{Bytes, Configuration, Durable, Entry, Index, LogId, Payload, Settings};

use super::super::disk::Disk;
use super::super::network::Network;
use super::super::node::SimNode;
use super::super::recorder::{Port, Recorder};
use super::super::view::ProgressMode;
use super::*;

/// A led cluster of three that takes a snapshot every so many entries, keeps none behind, and sends few bytes at once.
fn compacting(seed: u64, every: u32) -> Lab {
    let raft = Settings { snapshot_chunk: 40, snapshot_tail: 0, ..Settings::default() };
    let knobs = Knobs { raft, snapshot_every: Some(every), ..Knobs::default() };
    let mut lab = Lab::with(3, seed, knobs);
    lab.until("leader", |view| view.leader.is_some());
    lab
}

fn fill(lab: &mut Lab, from: u64, to: u64) {
    for n in from..=to {
        assert_eq!(lab.ask(put(&format!("key {n}"), &n.to_string())), Some(Reply::Done));
    }
}

#[track_caller]
fn check_keys(lab: &Lab, id: NodeId, count: u64) {
    let kv = lab.node(id).kv;
    for n in 1..=count {
        assert_eq!(kv.get(&format!("key {n}")), Some(&n.to_string()), "key {n} on {id}");
    }
}

#[test]
fn logs_stay_short_when_snapshots_are_taken_and_stores_lose_nothing() {
    let mut lab = compacting(1, 5);
    fill(&mut lab, 1, 23);
    lab.run_ms(300);
    for node in lab.view().nodes {
        let snapshot = node.snapshot.expect("it has applied 24 entries");
        assert_eq!(snapshot.last, node.log.base(), "no tail is kept");
        assert!(snapshot.last.index >= Index(20) && node.log.len() <= 5, "{}", node.log.len());
        assert_eq!(node.applied, Index(24));
        check_keys(&lab, node.id, 23);
        assert_eq!(snapshot.kv.get("key 19").map(String::as_str), Some("19"));
    }
    assert!(lab.count(|kind| matches!(kind, EventKind::SnapshotTaken { .. })) >= 12);
    lab.check();
}

#[test]
fn a_follower_that_is_far_behind_gets_the_snapshot_in_chunks_and_then_the_rest() {
    for seed in 0..12 {
        let mut lab = compacting(seed, 5);
        let (leader, slow) = (lab.leader(), lab.follower());
        lab.act(Action::Crash(slow));
        fill(&mut lab, 1, 12);
        lab.act(Action::Restart(slow));
        let progress = |view: &ClusterView| Some(view.node(leader)?.progress.get(&slow)?.mode);
        lab.until("transfer that has come half of its way", |view| match progress(view) {
            Some(ProgressMode::Snapshot(it)) => it.received * 2 >= it.total,
            _ => false,
        });
        assert!(lab.node(slow).receiving.is_some_and(|it| it.received > 0));
        lab.until("follower with everything", |view| {
            view.node(slow).is_some_and(|node| node.applied == Index(13))
        });
        check_keys(&lab, slow, 12);
        assert!(lab.node(slow).log.first_index() > Index(1));
        assert!(lab.count(|kind| matches!(kind, EventKind::ChunkTaken { .. })) >= 2);
        let received = lab.count(|kind| matches!(kind, EventKind::SnapshotReceived { .. }));
        let installed = lab.count(|kind| matches!(kind, EventKind::SnapshotInstalled { .. }));
        assert!(received > 0 && received == installed, "seed {seed}: {received} {installed}");
        lab.check();
    }
}

#[test]
fn chunks_that_are_lost_doubled_and_overtaken_make_the_same_snapshot() {
    for seed in 0..12 {
        let mut lab = compacting(seed, 5);
        let slow = lab.follower();
        lab.act(Action::Crash(slow));
        fill(&mut lab, 1, 12);
        let mut knobs = lab.cluster.knobs().clone();
        (knobs.loss_ppm, knobs.duplicate_ppm, knobs.reorder_ppm) = (200_000, 300_000, 300_000);
        lab.act(Action::Configure { knobs: Box::new(knobs), command: "set".into() });
        lab.act(Action::Restart(slow));
        lab.until("follower with everything", |view| {
            view.node(slow).is_some_and(|node| node.applied >= Index(13))
        });
        check_keys(&lab, slow, 12);
        lab.check();
    }
}

#[test]
fn a_cluster_that_restarts_after_compaction_has_everything() {
    let mut lab = compacting(3, 5);
    fill(&mut lab, 1, 12);
    for id in [1, 2, 3].map(NodeId) {
        lab.act(Action::Crash(id));
        let (kept, base) = (lab.node(id).snapshot, lab.node(id).log.base());
        assert!(kept.is_some_and(|it| it.last == base && it.kv.contains_key("key 1")));
    }
    for id in [1, 2, 3].map(NodeId) {
        lab.act(Action::Restart(id));
    }
    lab.until("leader", |view| view.leader.is_some());
    fill(&mut lab, 13, 13);
    lab.run_ms(300);
    for id in [1, 2, 3].map(NodeId) {
        check_keys(&lab, id, 13);
    }
    lab.check();
}

#[test]
fn a_retry_is_recognised_by_a_node_that_got_its_state_by_snapshot() {
    let mut lab = compacting(4, 3);
    let (leader, slow) = (lab.leader(), lab.follower());
    lab.act(Action::Crash(slow));
    fill(&mut lab, 1, 8);
    // Executed, and the answer never arrives: the client will ask again.
    lab.act(Action::Connect { client: YOU, node: leader });
    lab.invoke(create("once", "1"));
    lab.until("answer on its way", |view| {
        view.packets.iter().any(|packet| packet.to == Endpoint::Client(YOU))
    });
    let answer = lab.view().packets.iter().find(|p| p.to == Endpoint::Client(YOU)).map(|p| p.id);
    lab.act(Action::Drop(answer.expect("it is on its way")));
    lab.act(Action::TakeSnapshot(Some(leader)));
    lab.act(Action::Restart(slow));
    lab.until("copy", |view| view.node(slow).is_some_and(|node| node.kv.contains_key("once")));
    assert!(lab.node(slow).snapshot.is_some());
    lab.run_ms(50);
    lab.act(Action::Crash(leader));
    lab.until("answer", |view| view.clients[0].waiting.is_empty());
    let (_, reply) = lab.replies().pop_last().expect("it was answered");
    assert_eq!(reply, Some(Reply::Done), "a second execution would say that the key exists");
}

#[test]
fn a_snapshot_by_hand_cuts_the_log_and_a_second_one_is_refused() {
    let mut lab = Lab::led(3, 5);
    assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done));
    let node = lab.leader();
    lab.act(Action::TakeSnapshot(Some(node)));
    assert_eq!(lab.node(node).snapshot.map(|it| it.last.index), Some(Index(2)));
    let error = lab.try_do(Action::TakeSnapshot(Some(node))).expect_err("nothing is new");
    let expected = format!("{node} has applied nothing since its last snapshot: let it apply more");
    assert_eq!(error.to_string(), expected);
    lab.act(Action::Crash(node));
    let error = lab.try_do(Action::TakeSnapshot(Some(node))).expect_err("it is down");
    assert_eq!(error.to_string(), format!("{node} is down: restart it first"));
}

/// A machine alone, with this on its disk.
fn found(image: Durable) -> (SimNode, Recorder) {
    let rules = Knobs::default().rules();
    let (mut network, mut recorder) = (Network::default(), Recorder::default());
    let port = &mut Port { network: &mut network, recorder: &mut recorder };
    let voters = Configuration::of([1, 2, 3].map(NodeId));
    let mut machine = SimNode::boot(NodeId(1), voters, rules, port);
    machine.crash(port);
    *machine.disk_mut() = Disk::new(image);
    machine.restart(rules, port);
    (machine, recorder)
}

/// What is on a disk whose log has these entries and whose snapshot covers the first so many.
fn image(entries: u64, covered: u64) -> (Durable, Store) {
    let mut durable = Durable::bootstrap(Configuration::of([1, 2, 3].map(NodeId)));
    let mut store = Store::default();
    for index in 1..=entries.max(covered) {
        let operation = put("k", &index.to_string());
        let request = Request { session: SessionId(1), sequence: index, operation };
        let id = LogId { term: Term(1), index: Index(index) };
        if index <= entries {
            durable.log.append(Entry { id, payload: Payload::Command(request.encode()) });
        }
        if index <= covered {
            store.apply(&request);
            let configuration = durable.configuration.clone();
            durable.snapshot =
                Some(crate::raft::Snapshot { last: id, configuration, data: store.encode() });
        }
    }
    (durable, store)
}

#[test]
fn a_snapshot_that_is_durable_before_the_log_is_cut_harms_nothing() {
    // Before the cut; with an entry after the snapshot; and a snapshot that came from a leader and goes further.
    for (entries, covered) in [(4, 4), (6, 4), (2, 4), (0, 4)] {
        let (image, store) = image(entries, covered);
        let (machine, _) = found(image);
        let process = machine.process().expect("it runs");
        assert_eq!(process.store(), &store, "{entries} entries, {covered} covered");
        assert_eq!(process.node().last_applied(), Index(covered));
        assert_eq!(process.node().log().last().index, Index(entries.max(covered)));
    }
}

#[test]
fn a_node_that_cannot_read_its_snapshot_stops_and_says_why() {
    let (mut image, _) = image(4, 4);
    let nonsense: Bytes = [7, 7, 7].into();
    if let Some(snapshot) = &mut image.snapshot {
        snapshot.data = nonsense;
    }
    let (machine, mut recorder) = found(image);
    assert_eq!(machine.liveness(), Liveness::Down);
    let unreadable = |event: &Event| match &event.kind {
        EventKind::SnapshotUnreadable { error, .. } => Some(error.clone()),
        _ => None,
    };
    assert_eq!(
        recorder.drain().iter().find_map(unreadable).as_deref(),
        Some("not a snapshot: format 7 was found, and 1 or 2 expected")
    );
}
