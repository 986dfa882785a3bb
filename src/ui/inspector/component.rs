//! The inspector's door: what is picked decides what is shown.

use web_sys::Element;
use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::events::Feed;
use crate::explain::why::Question;
use crate::sim::{ClusterView, Liveness, Time};
use crate::ui::{Selected, Shared, term_class};

use super::facts::table;
use super::why::{Answers, why};
use super::{client, entry, event, node, packet};

/// Properties of [`Inspector`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub view: Shared<ClusterView>,
    /// What happened, for packets that have arrived.
    pub feed: Shared<Feed>,
    /// What is picked.
    pub selected: Option<Selected>,
    /// What is known of why it is as it is.
    pub answers: Shared<Answers>,
    /// Something else was picked here.
    pub on_select: Callback<Selected>,
    /// A line was issued.
    pub on_command: Callback<AttrValue>,
    /// A step of an explanation is to be seen.
    pub on_visit: Callback<(Option<Time>, Selected)>,
    /// Back to where the question was asked.
    pub on_return: Callback<()>,
    /// Another question.
    pub on_ask: Callback<Question>,
}

/// The inspector.
#[function_component]
pub fn Inspector(props: &Props) -> Html {
    let scroller = use_node_ref();
    {
        // What is new is read from its beginning.
        let scroller = scroller.clone();
        use_effect_with(props.selected, move |_| {
            if let Some(region) = scroller.cast::<Element>() {
                region.set_scroll_top(0);
            }
        });
    }
    let view = &*props.view;
    let why = props.selected.map_or_else(Html::default, |picked| {
        why(picked, &props.answers, &props.on_visit, &props.on_return, &props.on_ask)
    });
    let shown = match props.selected {
        None => overview(props),
        Some(Selected::Node(id)) => match view.node(id) {
            Some(it) => node::node(it, view, why, &props.on_command, &props.on_select),
            None => html! { <p class="empty">{ tr!("There is no {id}.", id) }</p> },
        },
        Some(Selected::Packet(id)) => packet::packet(id, view, &props.feed, why, &props.on_command),
        Some(Selected::Entry(id, index)) => entry::entry(id, index, view, why, &props.on_select),
        Some(Selected::Client(id)) => client::client(id, view, why),
        Some(Selected::Event(seq)) => {
            event::event(seq, props.answers.event.as_deref(), why, &props.on_select)
        }
    };
    html! {
        <div ref={scroller} class="inspector scroll" tabindex="0" aria-label={tr!("Inspector")} role="region">
            { shown }
        </div>
    }
}

/// Nothing is picked: all nodes, a line each.
fn overview(props: &Props) -> Html {
    let rows = props
        .view
        .nodes
        .iter()
        .map(|it| {
            let id = it.id;
            let onclick = props.on_select.reform(move |_: MouseEvent| Selected::Node(id));
            let role = match it.liveness {
                Liveness::Down => tr!("down"),
                Liveness::Paused => tr!("paused"),
                Liveness::Up => tr(it.role.name()),
            };
            html! {
                <tr key={id.0}>
                    <th scope="row"><button type="button" class="link" {onclick}>{ id.to_string() }</button></th>
                    <td class={term_class(it.term)}><span class="termed">{ role }</span></td>
                    <td>{ it.term.to_string() }</td>
                    <td>{ it.log.last().index.to_string() }</td>
                    <td>{ it.commit.to_string() }</td>
                    <td>{ it.applied.to_string() }</td>
                </tr>
            }
        })
        .collect();
    let heads = [tr!("node"), tr!("role"), tr!("term"), tr!("last"), tr!("commit"), tr!("applied")];
    html! {
        <article class="inspected">
            <p class="inspected-text">
                { tr!("Pick a node, a packet, a client or a log entry to see all about it.") }
            </p>
            { table(tr!("Nodes"), &heads, rows) }
        </article>
    }
}
