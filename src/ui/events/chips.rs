//! The filter as it is worked: the same above every panel that shows events.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::catalog::tr;
use crate::raft::NodeId;

use crate::draw::events::filter::{Filter, Group};

/// Chips for the kinds, and a list for the node.
pub fn filters(filter: &Filter, nodes: &[NodeId], on_filter: &Callback<Filter>) -> Html {
    let onchange = {
        let (filter, on_filter) = (filter.clone(), on_filter.clone());
        Callback::from(move |event: web_sys::Event| {
            let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|list| list.value());
            let node = chosen.and_then(|value| value.parse().ok()).map(NodeId);
            on_filter.emit(Filter { node, ..filter.clone() });
        })
    };
    let chip = |group: Group| {
        let on = filter.shows(group);
        let toggled = filter.toggled(group);
        let onclick = on_filter.reform(move |_: MouseEvent| toggled.clone());
        html! {
            <button
                key={group.name()}
                type="button"
                class={classes!("chip", group.name())}
                aria-pressed={on.to_string()}
                {onclick}
            >
                { tr(group.name()) }
            </button>
        }
    };
    html! {
        <div class="events-filter" role="group" aria-label={tr!("Which events")}>
            <select aria-label={tr!("of which node")} {onchange}>
                <option value="" selected={filter.node.is_none()}>{ tr!("all nodes") }</option>
                { for nodes.iter().map(|node| html! {
                    <option
                        key={node.0}
                        value={node.0.to_string()}
                        selected={filter.node == Some(*node)}
                    >
                        { node.to_string() }
                    </option>
                }) }
            </select>
            { for Group::ALL.into_iter().map(chip) }
        </div>
    }
}
