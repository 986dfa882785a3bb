//! A log entry: what it holds, and who has it.

use yew::prelude::*;

use crate::catalog::tr;
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
                <p class="empty">{ tr!("{node} has no entry {index} any more.", node, index) }</p>
                { why }
            </article>
        };
    };
    let mut what = vec![fact(tr!("contents"), entry_text(it))];
    if let Payload::Command(bytes) = &it.payload
        && let Ok(request) = Request::decode(bytes)
    {
        what.push(fact(tr!("session"), request.session.0.to_string()));
        what.push(fact(tr!("sequence in it"), request.sequence.to_string()));
    }
    let copies = view.nodes.iter().filter(|other| other.log.contains(it.id)).count();
    what.push(fact(
        tr!("copies"),
        tr!(
            "{copies} of {nodes}, and {quorum} are a majority",
            copies,
            nodes = view.nodes.len(),
            quorum = view.quorum
        ),
    ));
    let heads = [tr!("node"), tr!("there"), tr!("on disk"), tr!("committed"), tr!("applied")];
    let rows = view.nodes.iter().map(|other| row(it, other, on_select)).collect();
    html! {
        <article class="inspected">
            <header class="inspected-head">
                <strong>{ tr!("entry {index}", index) }</strong>
                <span class={classes!("tag", term_class(it.id.term))}>{ tr!("term {term}", term = it.id.term) }</span>
                <span class="muted">{ tr!("in the log of {node}", node) }</span>
            </header>
            { why }
            { facts(tr!("Entry"), "", what) }
            { table(tr!("Who has it"), &heads, rows) }
        </article>
    }
}

/// An entry that the log has forgotten: the snapshot that stands for it.
fn in_snapshot(node: NodeId, index: Index, snapshot: &SnapshotView, why: Html) -> Html {
    html! {
        <article class="inspected">
            <header class="inspected-head">
                <strong>{ tr!("snapshot up to {index}", index = snapshot.last.index) }</strong>
                <span class={classes!("tag", term_class(snapshot.last.term))}>
                    { tr!("term {term}", term = snapshot.last.term) }
                </span>
                <span class="muted">{ tr!("of {node}", node) }</span>
            </header>
            <p class="inspected-text">
                { tr!("The log has forgotten entry {index}: what it did is in the state below.", index) }
            </p>
            { why }
            { facts(tr!("Snapshot"), tr!("on its disk"), snapshot_facts(snapshot)) }
            { keys(tr!("State in the snapshot"), &snapshot.kv) }
        </article>
    }
}

fn row(it: &Entry, node: &NodeView, on_select: &Callback<Selected>) -> Html {
    let id = node.id;
    let index = it.id.index;
    let onclick = on_select.reform(move |_: MouseEvent| Selected::Node(id));
    let has = node.log.contains(it.id);
    let there = match node.log.get(index) {
        _ if has => tr!("the same").to_string(),
        Some(other) => tr!("another, of term {term}", term = other.id.term),
        None => tr!("nothing").to_string(),
    };
    let yes = |so: bool| if has && so { tr!("yes") } else { "–" };
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
