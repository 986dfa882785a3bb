//! The page within another one: what `draw::embed` read from the address, as it looks.

use wasm_bindgen::JsValue;
use web_sys::{Element, MouseEvent};
use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::embed::{Embedding, Panel};
use crate::session::question::{AnswerView, QuestionView};
use crate::session::{Link, SharedPlayer};
use crate::ui::browser::sight::Sight;
use crate::ui::browser::{Theme, address, dom};
use crate::ui::tabs::Tab;

/// The theme that was asked for.
pub fn theme(embedding: &Embedding) -> Theme {
    dom::set_root_attribute("data-embed", Some(""));
    match embedding.dark {
        Some(true) => Theme::Dark,
        Some(false) => Theme::Light,
        None => Theme::System,
    }
}

/// The panel that was asked for, as a tab; without one, a tab that nobody sees.
pub fn tab(embedding: &Embedding) -> Tab {
    match embedding.panel {
        Some(Panel::Ledger) => Tab::Ledger,
        Some(Panel::Diagram) => Tab::Diagram,
        Some(Panel::Console) | None => Tab::Console,
    }
}

/// The classes of an embedded page.
pub fn classes(embedding: &Embedding) -> Classes {
    yew::classes!(
        embedding.panel.is_none().then_some("alone"),
        (!embedding.controls).then_some("bare"),
    )
}

/// Calls back when the frame comes into sight or goes out of it.
pub fn watch_sight(seen: Callback<bool>) -> Option<Sight> {
    let root = dom::document()?.document_element()?;
    Sight::watch(&root, move |it| seen.emit(it))
}

/// Tells whoever listens in this page, which is what talks to the page around it (`static/embed.js`), what was answered, and
/// whether that was right.
pub fn tell_answer(question: &QuestionView, given: &AnswerView, right: bool) {
    let Some(window) = web_sys::window() else { return };
    let Ok(event) = web_sys::Event::new("raftariumanswer") else { return };
    let place = question.answers.iter().position(|answer| answer.given).unwrap_or_default();
    let says: [(&str, JsValue); 5] = [
        ("question", question.question.as_str().into()),
        ("atUs", (question.at.0 as f64).into()),
        ("answer", given.text.as_str().into()),
        ("place", (place as u32).into()),
        ("right", right.into()),
    ];
    for (name, value) in says {
        // An event is an object that takes what it is given.
        let _ = js_sys::Reflect::set(&event, &name.into(), &value);
    }
    let _ = window.dispatch_event(&event);
}

/// The way to the whole page, with all that was done here. Where it leads is found out when it is gone: to write a link costs
/// more than a frame has time for.
pub fn way_to_full(player: &SharedPlayer) -> Html {
    let player = player.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        let fragment = player.read(|player| Link::to(&player.session).fragment());
        // What is too long for a link is at least the same story.
        let fragment =
            fragment.unwrap_or_else(|_| address::fragment().trim_start_matches('#').to_owned());
        if let Some(way) = event.target_dyn_into::<Element>() {
            let _ = way.set_attribute("href", &format!("{}#{fragment}", address::of_page()));
        }
    });
    html! {
        <>
            <h1 class="unseen">{ "Raftarium" }</h1>
            <a class="embed-full" href={address::of_page()} target="_blank" rel="noopener" {onclick}>
                { tr!("open in full") }
            </a>
        </>
    }
}
