//! Clients: what they are told, and what happens once only.

use super::*;

#[test]
fn a_client_is_sent_on_to_the_leader() {
    let mut lab = Lab::led(5, 1);
    let (leader, follower) = (lab.leader(), lab.follower());
    lab.act(Action::Connect { client: YOU, node: follower });
    assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done));
    let redirected =
        EventKind::Redirected { client: YOU, sequence: 1, from: follower, to: Some(leader) };
    assert_eq!(lab.count(|kind| *kind == redirected), 1);
    assert_eq!(lab.view().clients[0].attached, leader, "it stays there");
    assert_eq!(lab.count(|kind| matches!(kind, EventKind::Retried { .. })), 0);
    lab.check();
}

#[test]
fn a_client_that_meets_silence_finds_the_leader_by_itself() {
    let mut lab = Lab::led(5, 2);
    let dead = lab.follower();
    lab.act(Action::Crash(dead));
    lab.act(Action::Connect { client: YOU, node: dead });
    assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done));
    assert_eq!(lab.count(|kind| matches!(kind, EventKind::Retried { .. })), 1);
    lab.check();
}

#[test]
fn a_client_survives_the_crash_of_the_leader_that_served_it() {
    let mut lab = Lab::led(5, 3);
    assert_eq!(lab.ask(put("k", "1")), Some(Reply::Done));
    let leader = lab.leader();
    lab.act(Action::Crash(leader));
    assert_eq!(lab.ask(put("k", "2")), Some(Reply::Done));
    assert_eq!(lab.ask(get("k")), value("2"));
    lab.check();
}

/// Runs until the leader's answer to the client is on its way, and drops it.
fn drop_answer(lab: &mut Lab) {
    lab.until("answer", |view| view.packets.iter().any(|p| p.kind.name() == "answer"));
    let answer = lab.view().packets.into_iter().find(|p| p.kind.name() == "answer");
    lab.act(Action::Drop(answer.expect("it is in flight").id));
}

#[test]
fn a_retry_of_an_executed_request_is_not_executed_again() {
    let mut lab = Lab::led(3, 4);
    let leader = lab.leader();
    lab.act(Action::Connect { client: YOU, node: leader });
    let sequence = lab.invoke(create("k", "v"));
    drop_answer(&mut lab);
    lab.until("completion", |view| view.clients[0].waiting.is_empty());
    // Executed twice, the second would have found the key there.
    assert_eq!(lab.replies()[&sequence], Some(Reply::Done));
    assert!(lab.count(|kind| matches!(kind, EventKind::Retried { .. })) > 0);
    let in_log = |node: &NodeView| {
        let entries = node.log.iter();
        entries.filter(|e| matches!(e.payload, crate::raft::Payload::Command(_))).count()
    };
    assert_eq!(in_log(&lab.node(lab.leader())), 2, "it stands in the log twice");
    lab.check();
}

#[test]
fn a_retry_at_another_leader_is_not_executed_again() {
    let mut lab = Lab::led(5, 5);
    let leader = lab.leader();
    lab.act(Action::Connect { client: YOU, node: leader });
    let sequence = lab.invoke(create("k", "v"));
    drop_answer(&mut lab);
    lab.run_ms(60);
    lab.act(Action::Crash(leader));
    lab.until("completion", |view| view.clients[0].waiting.is_empty());
    assert_eq!(lab.replies()[&sequence], Some(Reply::Done));
    lab.check();
}

#[test]
fn a_leader_that_restarted_has_forgotten_who_asked_and_the_retry_is_answered() {
    let mut lab = Lab::led(3, 6);
    let leader = lab.leader();
    lab.act(Action::Connect { client: YOU, node: leader });
    let sequence = lab.invoke(create("k", "v"));
    let written = |node: &NodeView| node.durable.index.0 == 2 && node.commit.0 < 2;
    lab.until("write", |view| view.node(leader).is_some_and(written));
    lab.act(Action::Crash(leader));
    lab.act(Action::Restart(leader));
    lab.until("completion", |view| view.clients[0].waiting.is_empty());
    assert_eq!(lab.replies()[&sequence], Some(Reply::Done));
    assert!(lab.count(|kind| matches!(kind, EventKind::Retried { .. })) > 0);
    lab.check();
}

#[test]
fn a_deposed_leader_sends_its_clients_to_the_new_one() {
    let mut lab = Lab::led(5, 7);
    let old = lab.leader();
    lab.act(Action::Connect { client: YOU, node: old });
    lab.act(Action::Partition(vec![vec![old]]));
    lab.invoke(put("k", "v"));
    lab.run_ms(30);
    let others = |view: &ClusterView| view.leader.is_some_and(|leader| leader != old);
    lab.until("new leader", others);
    lab.act(Action::HealAll);
    lab.until("completion", |view| view.clients[0].waiting.is_empty());
    let told = |kind: &EventKind| matches!(kind, EventKind::Redirected { client: YOU, sequence: 1, from, .. } if *from == old);
    assert_eq!(lab.count(told), 1);
    assert_eq!(lab.replies()[&1], Some(Reply::Done));
    lab.check();
}

#[test]
fn a_client_gives_up_after_its_tries_and_the_outcome_is_unknown() {
    let mut lab = Lab::led(3, 8);
    let ids: Vec<NodeId> = lab.view().nodes.iter().map(|node| node.id).collect();
    ids.iter().for_each(|id| lab.act(Action::Crash(*id)));
    assert_eq!(lab.ask(put("k", "v")), None);
    let tries = lab.cluster.knobs().client_tries;
    let retried = lab.count(|kind| matches!(kind, EventKind::Retried { .. }));
    assert_eq!(retried, tries as usize - 1);

    ids.iter().for_each(|id| lab.act(Action::Restart(*id)));
    assert_eq!(lab.ask(put("k", "w")), Some(Reply::Done), "it is ready for the next one");
    assert_eq!(lab.ask(get("k")), value("w"));
    lab.check();
}

#[test]
fn operations_of_one_client_run_one_after_another_in_their_order() {
    let mut lab = Lab::led(3, 9);
    for n in 1..=5 {
        assert_eq!(lab.invoke(put("k", &n.to_string())), n);
    }
    let waiting = lab.view().clients[0].waiting.clone();
    assert_eq!(waiting.iter().map(|w| w.sequence).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(waiting.iter().map(|w| w.attempt).collect::<Vec<_>>(), [1, 0, 0, 0, 0]);
    lab.until("all answers", |view| view.clients[0].waiting.is_empty());
    let order: Vec<u64> = lab
        .events
        .iter()
        .filter_map(|event| match event.kind {
            EventKind::Completed { sequence, .. } => Some(sequence),
            _ => None,
        })
        .collect();
    assert_eq!(order, [1, 2, 3, 4, 5]);
    assert_eq!(lab.ask(get("k")), value("5"));
    lab.check();
}

#[test]
fn several_clients_have_operations_under_way_at_once() {
    let mut lab = Lab::led(5, 10);
    let clients: Vec<ClientId> = (0..40).map(|_| lab.cluster.add_client()).collect();
    assert_eq!(clients.first(), Some(&ClientId(2)));
    for client in &clients {
        assert_eq!(lab.cluster.invoke(*client, put(&client.to_string(), "v")), 1);
    }
    assert!(lab.view().packets.len() >= 40, "all of them are on their way");
    lab.until("all answers", |view| view.clients.iter().all(|c| c.waiting.is_empty()));
    let done =
        lab.count(|kind| matches!(kind, EventKind::Completed { reply: Some(Reply::Done), .. }));
    assert_eq!(done, 40);
    let leader = lab.node(lab.leader());
    assert_eq!(leader.kv.len(), 40);
    lab.check();
}

#[test]
fn a_client_that_does_not_exist_asks_for_nothing() {
    let mut lab = Lab::led(3, 11);
    let digest = lab.cluster.digest();
    assert_eq!(lab.cluster.invoke(ClientId(9), get("k")), 0);
    assert_eq!(lab.cluster.invoke(ClientId(0), get("k")), 0);
    assert_eq!(lab.cluster.digest(), digest);
}

#[test]
fn what_is_executed_is_executed_once_whatever_the_network_does() {
    // Each operation demands the value that the one before it left: one of them executed twice, or not at all though it
    // was answered, breaks the chain.
    let cas =
        |n: u64| Operation::Cas { key: "k".into(), old: n.to_string(), new: (n + 1).to_string() };
    for seed in 0..30 {
        let knobs = Knobs {
            loss_ppm: 100_000,
            duplicate_ppm: 200_000,
            reorder_ppm: 200_000,
            client_timeout_us: 60_000,
            client_tries: 100,
            ..Knobs::default()
        };
        let mut lab = Lab::with(3, seed, knobs);
        assert_eq!(lab.ask(put("k", "0")), Some(Reply::Done), "seed {seed}");
        for n in 0..10 {
            assert_eq!(lab.ask(cas(n)), Some(Reply::Done), "seed {seed}, step {n}");
        }
        lab.check();
    }
}

/// The operations of this client that have ended, in order.
fn ended(lab: &Lab, client: u32) -> Vec<Option<Reply>> {
    let ended = lab.events.iter().filter_map(|event| match &event.kind {
        EventKind::Completed { client: id, reply, .. } if id.0 == client => Some(reply.clone()),
        _ => None,
    });
    ended.collect()
}

#[test]
fn called_clients_ask_at_once_and_no_load_makes_use_of_them() {
    let mut lab = Lab::led(3, 11);
    lab.line("client c2 connect n2");
    lab.line("client c3 connect n3");
    let attached: Vec<NodeId> = lab.view().clients.iter().map(|it| it.attached).collect();
    assert_eq!(attached[1..], [NodeId(2), NodeId(3)]);
    lab.line("c2: put k 2");
    lab.line("c3: put k 3");
    lab.line("put k 1");
    let busy = |lab: &Lab| lab.view().clients.iter().filter(|it| !it.waiting.is_empty()).count();
    assert_eq!(busy(&lab), 3);
    lab.until("answers", |view| view.clients.iter().all(|it| it.waiting.is_empty()));
    assert_eq!([ended(&lab, 2), ended(&lab, 3)], [[Some(Reply::Done)], [Some(Reply::Done)]]);

    lab.line("pipe 5");
    lab.line("load 100/s for 1s clients 3");
    lab.run_ms(1_500);
    let view = lab.view();
    let introduced: Vec<bool> = view.clients.iter().map(|it| it.introduced).collect();
    assert_eq!(introduced, [false, true, true, false, false, false, false, false]);
    assert_eq!([ended(&lab, 2).len(), ended(&lab, 3).len()], [1, 1]);
    assert!(ended(&lab, 4).len() > 10);
    lab.line("client c4 connect n1");
    assert!(lab.view().clients[3].introduced, "whoever is there may be called as well");
}

#[test]
fn a_client_that_is_not_there_or_busy_is_told_of_and_nothing_changes() {
    let mut lab = Lab::led(3, 12);
    lab.line("client c2 connect n3");
    lab.line("c2: put k 1");
    let (view, digest) = (lab.view(), lab.cluster.digest());
    let none =
        |id: u32| format!("there is no client c{id}: `client c3 connect n1` brings the next one");
    for (line, expected) in [
        ("c3: get k", none(3)),
        ("client c4 connect n1", none(4)),
        ("cut c9 n1", none(9)),
        ("heal n1 > c9", none(9)),
        ("client c3 connect n9", "there is no n9: the nodes are n1 to n3".into()),
        ("cut c2 > n4", "there is no n4: the nodes are n1 to n3".into()),
        (
            "c2: get k",
            "c2 still waits for an answer, and asks one thing at a time: wait until it is answered, or let \
             another client ask"
                .into(),
        ),
    ] {
        assert_eq!(lab.try_line(line).map_err(|it| it.to_string()), Err(expected), "{line}");
    }
    assert_eq!((lab.view(), lab.cluster.digest()), (view, digest));
    // What you ask waits for its turn: the console shows it.
    lab.line("put k 2");
    lab.line("get k");
}

#[test]
fn a_client_that_is_cut_off_one_way_is_heard_or_hears() {
    let mut lab = Lab::led(3, 13);
    lab.line("set clienttries 1");
    lab.line("client c2 connect leader");
    lab.line("client c3 connect leader");
    let leader = lab.leader();
    lab.line(&format!("cut {leader} > c2"));
    lab.line(&format!("cut c3 > {leader}"));
    assert_eq!(lab.view().client_cuts.len(), 2);
    lab.line("c2: create a 1");
    lab.line("c3: create b 1");
    lab.until("an end", |view| view.clients.iter().all(|it| it.waiting.is_empty()));
    assert_eq!([ended(&lab, 2), ended(&lab, 3)], [[None], [None]], "neither knows");
    let kv = lab.node(leader).kv;
    assert_eq!((kv.get("a").map(String::as_str), kv.get("b")), (Some("1"), None));
    let cut = |kind: &EventKind| {
        matches!(kind, EventKind::Lost { reason: LossReason::Cut, from, to, .. }
            if [*from, *to].iter().any(|end| matches!(end, Endpoint::Client(_))))
    };
    assert_eq!(lab.count(cut), 2);
    // A partition leaves clients alone, and what heals everything heals them.
    lab.line("heal c2 leader");
    assert_eq!(lab.view().client_cuts.len(), 1);
    lab.line("partition only n1 | n2 n3");
    assert_eq!(lab.view().client_cuts.len(), 1);
    lab.line("heal");
    assert!(lab.view().client_cuts.is_empty() && lab.view().cuts.is_empty());
    lab.check();
}
