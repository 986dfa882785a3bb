//! Something that happened.

use yew::prelude::*;

use crate::catalog::tr;
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
        fact(tr!("when"), it.at.to_string()),
        fact(tr!("what"), it.kind.name()),
        fact(tr!("how"), cause_text(it.cause)),
    ];
    if let Some(about) = subject(&it.kind) {
        let onclick = on_select.reform(move |_: MouseEvent| about);
        what.push(fact(
            tr!("about"),
            html! {
                <button type="button" class="link" {onclick}>{ about.to_string() }</button>
            },
        ));
    }
    html! {
        <article class="inspected">
            <header class="inspected-head">
                <strong>{ tr!("event {seq}", seq) }</strong>
                <span class="tag">{ tr(it.kind.class().name()) }</span>
            </header>
            { why }
            { facts(tr!("Event"), "", what) }
        </article>
    }
}
