//! The events panel: filters above, the list below, of which only the lines in sight are drawn.

use std::rc::Rc;

use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

use crate::app::words::{cause_text, event_text, sentence};
use crate::raft::NodeId;
use crate::sim::{Cause, Event, EventKind};
use crate::ui::browser::dom;
use crate::ui::{Selected, Shared};

use super::feed::Feed;
use super::filter::{Filter, Group, subject};

/// Properties of [`Events`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What happened.
    pub feed: Shared<Feed>,
    /// The nodes that there are, for the filter.
    pub nodes: Shared<Vec<NodeId>>,
    /// An event was clicked.
    pub on_select: Callback<Selected>,
}

/// The lines in sight.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sight {
    first: usize,
    count: usize,
}

/// Lines drawn beyond each edge.
const OVERSCAN: usize = 4;

/// The events panel.
#[function_component]
pub fn Events(props: &Props) -> Html {
    let filter = use_state_eq(Filter::default);
    let sight = use_state_eq(Sight::default);
    let follow = use_mut_ref(|| true);
    let scroller = use_node_ref();
    let ruler = use_node_ref();

    let shown = props.feed.admitted(&filter);
    let total = shown.len();

    let look = {
        let (scroller, ruler, sight) = (scroller.clone(), ruler.clone(), sight.clone());
        Rc::new(move || {
            if let (Some(scroller), Some(ruler)) =
                (scroller.cast::<Element>(), ruler.cast::<Element>())
            {
                sight.set(in_sight(&scroller, &ruler));
            }
        })
    };
    {
        let (scroller, follow, look) = (scroller.clone(), follow.clone(), look.clone());
        use_effect(move || {
            if let Some(scroller) = scroller.cast::<Element>().filter(|_| *follow.borrow()) {
                scroller.set_scroll_top(scroller.scroll_height());
            }
            look();
        });
    }
    {
        let (scroller, look) = (scroller.clone(), look.clone());
        use_effect_with((), move |()| {
            let watch = scroller
                .cast::<Element>()
                .map(|scroller| dom::ResizeWatch::on(&scroller, move || look()));
            move || drop(watch)
        });
    }
    let onscroll = {
        let (scroller, follow) = (scroller.clone(), follow.clone());
        Callback::from(move |_| {
            if let Some(list) = scroller.cast::<Element>() {
                let below = list.scroll_height() - list.scroll_top() - list.client_height();
                *follow.borrow_mut() = below < 24;
            }
            look();
        })
    };

    let first = sight.first.saturating_sub(OVERSCAN).min(total);
    let last = (sight.first + sight.count + OVERSCAN).min(total);
    html! {
        <div class="events">
            { filters(&filter, &props.nodes) }
            <div
                ref={scroller}
                class="events-list scroll"
                role="list"
                aria-label="Events, oldest first"
                tabindex="0"
                {onscroll}
            >
                <i ref={ruler} class="events-ruler" aria-hidden="true"></i>
                if total == 0 {
                    <p class="empty">{ if props.feed.is_empty() {
                        "Nothing has happened yet."
                    } else {
                        "Nothing of this kind has happened lately."
                    } }</p>
                }
                <div class="events-plane" style={format!("--lines: {total}")}>
                    { for shown[first..last].iter().enumerate().map(|(at, event)| {
                        line(first + at, event, &props.on_select)
                    }) }
                </div>
            </div>
        </div>
    }
}

fn in_sight(scroller: &Element, ruler: &Element) -> Sight {
    let line = ruler.get_bounding_client_rect().height().max(1.0);
    let first = (f64::from(scroller.scroll_top()) / line).max(0.0) as usize;
    let count = (f64::from(scroller.client_height()) / line).ceil().max(0.0) as usize + 1;
    Sight { first, count }
}

fn line(at: usize, event: &Event, on_select: &Callback<Selected>) -> Html {
    let text = sentence(&event_text(event));
    let cause = match (&event.kind, event.cause) {
        // The event is its own cause, or the line itself tells it.
        (EventKind::TimerFired { .. } | EventKind::WriteFinished { .. }, _)
        | (EventKind::Delivered { .. }, _)
        | (_, Cause::Command) => String::new(),
        (_, cause) => cause_text(cause),
    };
    let onclick =
        subject(&event.kind).map(|subject| on_select.reform(move |_: MouseEvent| subject));
    html! {
        <div key={event.seq} role="listitem" class="events-line" style={format!("--at: {at}")}>
            <button
                type="button"
                class={classes!("event", Group::of(&event.kind).name())}
                title={format!("{text} {cause}")}
                tabindex="-1"
                disabled={onclick.is_none()}
                {onclick}
            >
                <time class="mono">{ event.at.to_string() }</time>
                <span class="event-text">{ text }<span class="event-cause">{ " " }{ cause }</span></span>
            </button>
        </div>
    }
}

/// Chips for the kinds, and a list for the node.
fn filters(filter: &UseStateHandle<Filter>, nodes: &[NodeId]) -> Html {
    let onchange = {
        let filter = filter.clone();
        Callback::from(move |event: web_sys::Event| {
            let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|list| list.value());
            let node = chosen.and_then(|value| value.parse().ok()).map(NodeId);
            filter.set(Filter { node, ..(*filter).clone() });
        })
    };
    let chip = |group: Group| {
        let on = filter.groups.contains(&group);
        let onclick = {
            let filter = filter.clone();
            Callback::from(move |_: MouseEvent| filter.set(filter.toggled(group)))
        };
        html! {
            <button
                key={group.name()}
                type="button"
                class={classes!("chip", group.name())}
                aria-pressed={on.to_string()}
                {onclick}
            >
                { group.name() }
            </button>
        }
    };
    html! {
        <div class="events-filter" role="group" aria-label="Which events">
            <select aria-label="of which node" {onchange}>
                <option value="" selected={filter.node.is_none()}>{ "all nodes" }</option>
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
