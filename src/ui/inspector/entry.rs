//! A log entry: what it holds, and who has it.

use yew::prelude::*;

use crate::draw::ledger::model::entry_text;
use crate::kv::Request;
use crate::raft::{Entry, Index, NodeId, Payload};
use crate::sim::{ClusterView, Liveness, NodeView, SnapshotView};
use crate::ui::{Selected, term_class};

use super::facts::{fact, facts, table};
use super::node::{keys, snapshot_facts};

/// All about the entry at an index of a node's log.
pub fn entry(
    node: NodeId,
    index: Index,
    view: &ClusterView,
    why: Html,
    on_select: &Callback<Selected>,
) -> Html {
    let at = view.node(node);
    if let Some(snapshot) =
        at.filter(|at| index <= at.log.base().index).and_then(|at| at.snapshot.as_ref())
    {
        return in_snapshot(node, index, snapshot, why);
    }
    let Some(it) = at.and_then(|node| node.log.get(index)) else {
        return html! {
            <article class="inspected">
                <p class="empty">{ format!("{node} has no entry {index} any more.") }</p>
                { why }
            </article>
        };
    };
    let mut what = vec![fact("holds", entry_text(it))];
    if let Payload::Command(bytes) = &it.payload
        && let Ok(request) = Request::decode(bytes)
    {
        what.push(fact("session", request.session.0.to_string()));
        what.push(fact("sequence in it", request.sequence.to_string()));
    }
    let copies = view.nodes.iter().filter(|other| other.log.contains(it.id)).count();
    what.push(fact(
        "copies",
        format!("{copies} of {}, and {} are a majority", view.nodes.len(), view.quorum),
    ));
    let rows = view.nodes.iter().map(|other| row(it, other, on_select)).collect();
    html! {
        <article class="inspected">
            <header class="inspected-head">
                <strong>{ format!("entry {index}") }</strong>
                <span class={classes!("tag", term_class(it.id.term))}>{ format!("term {}", it.id.term) }</span>
                <span class="muted">{ format!("in the log of {node}") }</span>
            </header>
            { why }
            { facts("Entry", "", what) }
            { table("Who has it", &["node", "there", "on disk", "committed", "applied"], rows) }
        </article>
    }
}

/// An entry that the log has forgotten: the snapshot that stands for it.
fn in_snapshot(node: NodeId, index: Index, snapshot: &SnapshotView, why: Html) -> Html {
    html! {
        <article class="inspected">
            <header class="inspected-head">
                <strong>{ format!("snapshot up to {}", snapshot.last.index) }</strong>
                <span class={classes!("tag", term_class(snapshot.last.term))}>
                    { format!("term {}", snapshot.last.term) }
                </span>
                <span class="muted">{ format!("of {node}") }</span>
            </header>
            <p class="inspected-text">
                { format!("The log has forgotten entry {index}: what it did is in the state below.") }
            </p>
            { why }
            { facts("Snapshot", "on its disk", snapshot_facts(snapshot)) }
            { keys("State in the snapshot", &snapshot.kv) }
        </article>
    }
}

fn row(it: &Entry, node: &NodeView, on_select: &Callback<Selected>) -> Html {
    let id = node.id;
    let index = it.id.index;
    let onclick = on_select.reform(move |_: MouseEvent| Selected::Node(id));
    let has = node.log.contains(it.id);
    let there = match node.log.get(index) {
        _ if has => "the same".to_string(),
        Some(other) => format!("another, of term {}", other.id.term),
        None => "nothing".to_string(),
    };
    let yes = |so: bool| if has && so { "yes" } else { "–" };
    let up = node.liveness != Liveness::Down;
    html! {
        <tr key={id.0}>
            <th scope="row"><button type="button" class="link" {onclick}>{ id.to_string() }</button></th>
            <td>{ there }</td>
            <td>{ yes(node.durable.index >= index) }</td>
            <td>{ yes(up && node.commit >= index) }</td>
            <td>{ yes(up && node.applied >= index) }</td>
        </tr>
    }
}
