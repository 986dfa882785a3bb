//! Choosing the sides of a partition.

use std::collections::BTreeMap;

use yew::prelude::*;

use crate::catalog::tr;
use crate::raft::NodeId;
use crate::ui::Shared;
use crate::ui::command::Issue;

/// How many sides there can be: nine nodes as three times three is the classic.
const SIDES: usize = 3;

/// Their names.
const NAMES: [&str; SIDES] = ["A", "B", "C"];

/// Properties of [`Partition`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub nodes: Shared<Vec<NodeId>>,
    /// A line was issued.
    pub on_command: Callback<AttrValue>,
}

/// A chip for each node, which goes round the sides; and the line that splits them.
#[function_component]
pub fn Partition(props: &Props) -> Html {
    let sides = use_state(BTreeMap::<NodeId, usize>::new);
    let side_of =
        |node: NodeId| sides.get(&node).copied().unwrap_or(first_choice(node, &props.nodes));
    let line = line(&props.nodes, side_of);
    let chip = |node: NodeId| {
        let side = side_of(node);
        let onclick = {
            let sides = sides.clone();
            Callback::from(move |_: MouseEvent| {
                let mut changed = (*sides).clone();
                changed.insert(node, (side + 1) % SIDES);
                sides.set(changed);
            })
        };
        html! {
            <button
                key={node.0}
                type="button"
                class={classes!("side-chip", format!("side-{side}"))}
                title={tr!("{node} is on side {side}: press for the next side", node, side = NAMES[side])}
                aria-label={tr!("{node} {side}: its side", node, side = NAMES[side])}
                {onclick}
            >
                { node.to_string() }{ " " }<b>{ NAMES[side] }</b>
            </button>
        }
    };
    let split = Issue {
        enabled: line.is_some(),
        ..Issue::of(line.clone().unwrap_or_default(), &props.on_command)
    };
    html! {
        <>
            <div class="menu-row" role="group" aria-label={tr!("Sides")}>
                { for props.nodes.iter().map(|node| chip(*node)) }
            </div>
            <div class="menu-row">
                { split.button(tr!("split")) }
                <code class="menu-line">{ line.unwrap_or(tr!("choose two sides at least").into()) }</code>
            </div>
        </>
    }
}

/// Until one chooses: the first nodes, fewer than half of them, against the rest.
fn first_choice(node: NodeId, nodes: &[NodeId]) -> usize {
    let at = nodes.iter().position(|it| *it == node).unwrap_or(0);
    usize::from(at >= nodes.len() / 2)
}

/// The command, if there are two sides at least.
fn line(nodes: &[NodeId], side_of: impl Fn(NodeId) -> usize) -> Option<AttrValue> {
    let group = |side: usize| {
        let names: Vec<String> =
            nodes.iter().filter(|node| side_of(**node) == side).map(NodeId::to_string).collect();
        names.join(" ")
    };
    let groups: Vec<String> = (0..SIDES).map(group).filter(|group| !group.is_empty()).collect();
    (groups.len() > 1).then(|| format!("partition {}", groups.join(" | ")).into())
}
