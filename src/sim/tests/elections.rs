use crate::kv::{Operation, Reply};

use super::super::*;

#[test]
fn five_nodes_elect_a_leader() {
    let mut cluster = Cluster::new(5, 42, Knobs::default());
    cluster.advance_to(Time(1_000_000));
    let leader = cluster.view().leader.expect("a second is enough");
    for node in cluster.view().nodes {
        assert_eq!(node.leader, Some(leader), "{}", node.id);
    }
}

#[test]
fn a_put_is_answered() {
    let mut cluster = Cluster::new(5, 42, Knobs::default());
    cluster.advance_to(Time(1_000_000));
    cluster.drain_events();
    let sequence =
        cluster.invoke(ClientId(1), Operation::Put { key: "k".into(), value: "v".into() });
    assert_eq!(sequence, 1);
    cluster.advance_to(Time(2_000_000));
    let completed = |event: Event| match event.kind {
        EventKind::Completed { reply, .. } => Some(reply),
        _ => None,
    };
    let replies: Vec<_> = cluster.drain_events().into_iter().filter_map(completed).collect();
    assert_eq!(replies, [Some(Reply::Done)]);
    for node in cluster.view().nodes {
        assert_eq!(node.kv.get("k").map(String::as_str), Some("v"));
    }
}
