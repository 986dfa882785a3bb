//! A packet, in flight or already at its end.

use yew::prelude::*;

use crate::draw::events::Feed;
use crate::explain::words::{
    duration, event_text, packet_fields, packet_name, packet_text, sentence,
};
use crate::sim::{ClusterView, EventKind, PacketId, PacketKind, PacketView};
use crate::ui::command::Issue;
use crate::ui::term_class;

use super::facts::{fact, facts};

/// All about a packet.
pub fn packet(
    id: PacketId,
    view: &ClusterView,
    feed: &Feed,
    why: Html,
    on_command: &Callback<AttrValue>,
) -> Html {
    match view.packets.iter().find(|packet| packet.id == id) {
        Some(packet) => in_flight(packet, view, why, on_command),
        None => gone(id, feed, why),
    }
}

fn in_flight(
    it: &PacketView,
    view: &ClusterView,
    why: Html,
    on_command: &Callback<AttrValue>,
) -> Html {
    let id = it.id;
    let button = |line: String, word: &'static str| {
        Issue::of(line, on_command).button(format!("{word} {id}"))
    };
    let fate = if it.doomed { "it will be lost on the way" } else { "it is on its way" };
    let flight = vec![
        fact("from", it.from.to_string()),
        fact("to", it.to.to_string()),
        fact("sent", it.sent.to_string()),
        fact("due", format!("{}, in {}", it.due, duration(it.due.since(view.now)))),
        fact("fate", fate),
    ];
    html! {
        <article class="inspected">
            { head(id, &it.kind) }
            { why }
            <div class="inspected-actions" role="group" aria-label={format!("What to do with {id}")}>
                { button(format!("drop {id}"), "drop") }
                { button(format!("duplicate {id}"), "duplicate") }
                { button(format!("delay {id} 50ms"), "delay") }
                { button(format!("deliver {id}"), "deliver") }
            </div>
            <p class="inspected-text">{ packet_text(&it.kind) }</p>
            { facts("Flight", "", flight) }
            { facts("Fields", "", fields(&it.kind)) }
        </article>
    }
}

/// A packet that is no longer in flight: what the events still know of it.
fn gone(id: PacketId, feed: &Feed, why: Html) -> Html {
    let story = feed.of_packet(id);
    let kind = story.iter().find_map(|event| match &event.kind {
        EventKind::Sent { kind, .. }
        | EventKind::Delivered { kind, .. }
        | EventKind::Lost { kind, .. } => Some(kind),
        _ => None,
    });
    let Some(kind) = kind else {
        return html! {
            <article class="inspected">
                <p class="empty">{ format!("{id} is no longer in flight.") }</p>
                { why }
            </article>
        };
    };
    html! {
        <article class="inspected">
            { head(id, kind) }
            <p class="inspected-text">{ packet_text(kind) }</p>
            { why }
            <section class="facts">
                <h3>{ "What became of it" }</h3>
                <ol class="story">
                    { for story.iter().map(|event| html! {
                        <li key={event.seq}>
                            <time class="mono">{ event.at.to_string() }</time>
                            { sentence(&event_text(event)) }
                        </li>
                    }) }
                </ol>
            </section>
            { facts("Fields", "", fields(kind)) }
        </article>
    }
}

fn head(id: PacketId, kind: &PacketKind) -> Html {
    html! {
        <header class="inspected-head">
            <strong>{ id.to_string() }</strong>
            <span class={classes!("tag", kind.term().map(term_class))}>{ packet_name(kind) }</span>
        </header>
    }
}

/// Every field, under the paper's name.
fn fields(kind: &PacketKind) -> Vec<Html> {
    packet_fields(kind).into_iter().map(|field| fact(field.paper, field.value)).collect()
}
