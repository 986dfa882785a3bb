//! The events panel: filters above, the list below, of which only the lines in sight are drawn.

use std::sync::Arc;

use web_sys::Element;
use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::export::Format;
use crate::explain::words::{cause_text, event_text, sentence};
use crate::raft::NodeId;
use crate::sim::{Cause, Event, EventKind};
use crate::ui::browser::dom;
use crate::ui::{Selected, Shared};

use super::chips::filters;
use crate::draw::events::feed::Feed;
use crate::draw::events::filter::Filter;

/// Properties of [`Events`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What happened.
    pub feed: Shared<Feed>,
    /// The nodes that there are, for the filter.
    pub nodes: Shared<Vec<NodeId>>,
    /// Which of them are shown.
    pub filter: Filter,
    /// Others are to be shown.
    pub on_filter: Callback<Filter>,
    /// What is picked anywhere on the page.
    #[prop_or_default]
    pub selected: Option<Selected>,
    /// An event was picked.
    pub on_select: Callback<Selected>,
    /// What the filter shows is wanted as a file.
    pub on_export: Callback<(Format, Filter)>,
}

/// What was measured of the list, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Measure {
    height: f64,
    line: f64,
}

/// Lines drawn beyond each edge.
const OVERSCAN: usize = 4;

/// The events panel.
#[function_component]
pub fn Events(props: &Props) -> Html {
    let measure = use_state_eq(Measure::default);
    // Apart from the size: whoever scrolls may know an older size than the list has by then.
    let scrolled = use_state_eq(|| 0.0);
    let follow = use_state_eq(|| true);
    // The line that the arrow keys have come to, by its event's number.
    let cursor = use_state_eq(|| None::<u64>);
    let scroller = use_node_ref();
    let ruler = use_node_ref();

    let shown = props.feed.admitted(&props.filter);
    let total = shown.len();
    // Where the newest lines are is known without asking the browser, who would have to lay out the page to answer.
    let tail = (total as f64 * measure.line - measure.height).max(0.0);
    let top = if *follow { tail } else { *scrolled };
    {
        let scroller = scroller.clone();
        use_effect_with((top, *follow, *measure), move |(top, follow, _)| {
            if let Some(scroller) = scroller.cast::<Element>().filter(|_| *follow) {
                scroller.set_scroll_top(top.ceil() as i32);
            }
        });
    }
    {
        let (scroller, ruler, measure) = (scroller.clone(), ruler.clone(), measure.clone());
        use_effect_with((), move |()| {
            let watched = scroller.cast::<Element>();
            let watch = watched.zip(ruler.cast::<Element>()).map(|(scroller, ruler)| {
                let element = scroller.clone();
                dom::ResizeWatch::on(&element, move || measure.set(measured(&scroller, &ruler)))
            });
            move || drop(watch)
        });
    }
    let onscroll = {
        let (scroller, scrolled, follow) = (scroller.clone(), scrolled.clone(), follow.clone());
        Callback::from(move |_| {
            let Some(list) = scroller.cast::<Element>() else { return };
            let top = f64::from(list.scroll_top());
            let at_the_end = top + 24.0 >= tail;
            follow.set(at_the_end);
            if !at_the_end {
                scrolled.set(top);
            }
        })
    };

    let picked = match props.selected {
        Some(Selected::Event(seq)) => Some(seq),
        _ => None,
    };
    let at = cursor.or(picked);
    let onkeydown = {
        let (scrolled, follow, cursor) = (scrolled.clone(), follow.clone(), cursor.clone());
        let (scroller, on_select) = (scroller.clone(), props.on_select.clone());
        let (shown, measure) = (shown.clone(), *measure);
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "Enter" => {
                    if let Some(seq) = at {
                        on_select.emit(Selected::Event(seq));
                    }
                    return;
                }
                key => neighbour(&shown, at, key),
            };
            let Some(to) = to else { return };
            event.prevent_default();
            cursor.set(Some(shown[to].seq));
            follow.set(false);
            let top = in_sight(to, top, measure);
            scrolled.set(top);
            if let Some(list) = scroller.cast::<Element>() {
                list.set_scroll_top(top.ceil() as i32);
            }
        })
    };
    let lines = |pixels: f64| (pixels / measure.line.max(1.0)).max(0.0);
    let first = (lines(top) as usize).saturating_sub(OVERSCAN).min(total);
    let last = (lines(top + measure.height).ceil() as usize + OVERSCAN).min(total);
    html! {
        <div class="events">
            { filters(&props.filter, &props.nodes, &props.on_filter) }
            { exports(&props.filter, &props.on_export) }
            <div
                ref={scroller}
                class="events-list scroll"
                role="list"
                aria-label={tr!("Events, oldest first")}
                tabindex="0"
                aria-activedescendant={at.map(line_id)}
                {onscroll}
                {onkeydown}
            >
                <i ref={ruler} class="events-ruler" aria-hidden="true"></i>
                if total == 0 {
                    <p class="empty">{ if props.feed.is_empty() {
                        tr!("Nothing has happened yet.")
                    } else {
                        tr!("Nothing of this kind has happened lately.")
                    } }</p>
                }
                <div class="events-plane" style={format!("--lines: {total}")}>
                    { for shown[first..last].iter().enumerate().map(|(at, event)| {
                        line(first + at, event, Mark::of(event, picked, *cursor), &props.on_select)
                    }) }
                </div>
            </div>
        </div>
    }
}

fn measured(scroller: &Element, ruler: &Element) -> Measure {
    Measure {
        height: f64::from(scroller.client_height()),
        line: ruler.get_bounding_client_rect().height(),
    }
}

/// How a line is marked.
#[derive(Clone, Copy)]
struct Mark {
    picked: bool,
    cursor: bool,
}

impl Mark {
    fn of(event: &Event, picked: Option<u64>, cursor: Option<u64>) -> Self {
        Self { picked: picked == Some(event.seq), cursor: cursor == Some(event.seq) }
    }
}

fn line_id(seq: u64) -> String {
    format!("event-{seq}")
}

/// The line that an arrow key leads to from the one with this event: from none, the last.
fn neighbour(shown: &[Arc<Event>], from: Option<u64>, key: &str) -> Option<usize> {
    let last = shown.len().checked_sub(1)?;
    let at = from.map(|seq| shown.partition_point(|event| event.seq < seq).min(last));
    match (key, at) {
        ("Home", _) => Some(0),
        ("End", _) | ("ArrowUp" | "ArrowDown", None) => Some(last),
        ("ArrowUp", Some(at)) => Some(at.saturating_sub(1)),
        ("ArrowDown", Some(at)) => Some((at + 1).min(last)),
        _ => None,
    }
}

/// How far the list is to be scrolled for a line to be in sight.
fn in_sight(at: usize, top: f64, measure: Measure) -> f64 {
    let above = at as f64 * measure.line;
    top.min(above).max(above + measure.line - measure.height)
}

fn line(at: usize, event: &Event, mark: Mark, on_select: &Callback<Selected>) -> Html {
    let text = sentence(&event_text(event));
    let cause = match (&event.kind, event.cause) {
        // The event is its own cause, or the line itself tells it.
        (EventKind::TimerFired { .. } | EventKind::WriteFinished { .. }, _)
        | (EventKind::Delivered { .. }, _)
        | (_, Cause::Command(_)) => String::new(),
        (_, cause) => cause_text(cause),
    };
    let seq = event.seq;
    let onclick = on_select.reform(move |_: MouseEvent| Selected::Event(seq));
    html! {
        <div
            key={seq}
            id={line_id(seq)}
            role="listitem"
            class="events-line"
            aria-current={mark.picked.then_some("true")}
            style={format!("--at: {at}")}
        >
            <button
                type="button"
                class={classes!(
                    "event",
                    event.kind.class().name(),
                    mark.picked.then_some("picked"),
                    mark.cursor.then_some("cursor"),
                )}
                title={format!("{text} {cause}")}
                tabindex="-1"
                {onclick}
            >
                <time class="mono">{ event.at.to_string() }</time>
                <span class="event-text">{ text }<span class="event-cause">{ " " }{ cause }</span></span>
            </button>
        </div>
    }
}

/// What is shown, as a file.
fn exports(filter: &Filter, on_export: &Callback<(Format, Filter)>) -> Html {
    let button = |format: Format| {
        let filter = filter.clone();
        let name = format.name();
        html! {
            <button
                key={name}
                type="button"
                class="button ghost"
                title={tr!("saves what is shown here as {file}", file = format.file_name())}
                onclick={on_export.reform(move |_: MouseEvent| (format, filter.clone()))}
            >
                { name }
            </button>
        }
    };
    html! {
        <div class="events-export" role="group" aria-label={tr!("Export")}>
            <span>{ tr!("export") }</span>
            { for Format::ALL.into_iter().map(button) }
        </div>
    }
}
