//! Something that happened.

use yew::prelude::*;

use crate::explain::selection::subject;
use crate::explain::words::cause_text;
use crate::sim::Event;
use crate::ui::Selected;

use super::facts::{fact, facts};

/// All about an event.
pub fn event(seq: u64, it: Option<&Event>, why: Html, on_select: &Callback<Selected>) -> Html {
    let Some(it) = it else {
        return html! { <article class="inspected">{ why }</article> };
    };
    let mut what = vec![
        fact("when", it.at.to_string()),
        fact("what", it.kind.name()),
        fact("how", cause_text(it.cause)),
    ];
    if let Some(about) = subject(&it.kind) {
        let onclick = on_select.reform(move |_: MouseEvent| about);
        what.push(fact(
            "about",
            html! {
                <button type="button" class="link" {onclick}>{ about.to_string() }</button>
            },
        ));
    }
    html! {
        <article class="inspected">
            <header class="inspected-head">
                <strong>{ format!("event {seq}") }</strong>
                <span class="tag">{ it.kind.class().name() }</span>
            </header>
            { why }
            { facts("Event", "", what) }
        </article>
    }
}
