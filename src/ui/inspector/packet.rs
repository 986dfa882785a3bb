//! A packet, in flight or already at its end.

use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::events::Feed;
use crate::explain::words::{
    duration, event_text, packet_fields, packet_name, packet_text, sentence, who,
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
    let button = |line: String, words: String| Issue::of(line, on_command).button(words);
    let fate = if it.doomed { tr!("it will be lost on the way") } else { tr!("it is on its way") };
    let flight = vec![
        fact(tr!("from"), who(it.from)),
        fact(tr!("to"), who(it.to)),
        fact(tr!("sent"), it.sent.to_string()),
        fact(
            tr!("due"),
            tr!("{due}, in {left}", due = it.due, left = duration(it.due.since(view.now))),
        ),
        fact(tr!("fate"), fate),
    ];
    html! {
        <article class="inspected">
            { head(id, &it.kind) }
            { why }
            <div class="inspected-actions" role="group" aria-label={tr!("What to do with {id}", id)}>
                { button(format!("drop {id}"), tr!("drop {id}", id)) }
                { button(format!("duplicate {id}"), tr!("duplicate {id}", id)) }
                { button(format!("delay {id} 50ms"), tr!("delay {id}", id)) }
                { button(format!("deliver {id}"), tr!("deliver {id}", id)) }
            </div>
            <p class="inspected-text">{ packet_text(&it.kind) }</p>
            { facts(tr!("Flight"), "", flight) }
            { facts(tr!("Fields"), "", fields(&it.kind)) }
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
                <p class="empty">{ tr!("{id} is no longer in flight.", id) }</p>
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
                <h3>{ tr!("What became of it") }</h3>
                <ol class="story">
                    { for story.iter().map(|event| html! {
                        <li key={event.seq}>
                            <time class="mono">{ event.at.to_string() }</time>
                            { sentence(&event_text(event)) }
                        </li>
                    }) }
                </ol>
            </section>
            { facts(tr!("Fields"), "", fields(kind)) }
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
