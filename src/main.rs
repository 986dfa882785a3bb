//! Mounts the page.

use raftarium::api::Raftarium;
use raftarium::session::Desk;
use raftarium::ui::browser::{dom, panic};
use raftarium::ui::page::{self, Page, SharedDesk};
use wasm_bindgen::JsValue;

fn main() {
    panic::install();
    let page::Opening { session, playback, news, tour } = page::open();
    let desk = Desk::new(session, playback);
    export(Raftarium::over(desk.clone()));
    let props = page::PageProps { desk: SharedDesk(desk), news, tour };
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
