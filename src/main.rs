//! Mounts the page.

use raftarium::api::Raftarium;
use raftarium::session::SharedPlayer;
use raftarium::ui::browser::{dom, panic};
use raftarium::ui::page::{self, Page, PlayerHandle};
use wasm_bindgen::JsValue;

fn main() {
    panic::install();
    let embedding = page::embedding();
    let opening = embedding.as_ref().map_or_else(page::open, page::open_embedded);
    let page::Opening { session, playback, news, tour } = opening;
    let player = SharedPlayer::new(session, playback);
    export(Raftarium::over(player.clone()));
    let props = page::PageProps { player: PlayerHandle(player), news, tour, embedding };
    match dom::document().and_then(|document| document.get_element_by_id("app")) {
        Some(root) => {
            // What said that the page was coming makes way for it.
            root.set_text_content(None);
            yew::Renderer::<Page>::with_root_and_props(root, props).render();
        }
        None => {
            yew::Renderer::<Page>::with_props(props).render();
        }
    }
}

/// Makes `window.raftarium`.
fn export(api: Raftarium) {
    // Setting a property of the global object is refused only where somebody has frozen it.
    let _ = js_sys::Reflect::set(&js_sys::global(), &JsValue::from_str("raftarium"), &api.into());
}
