//! Mounts the page, or serves one as its worker: in one piece, or with feature `split` in parts (`split`).

#[cfg(feature = "split")]
mod split;

use raftarium::api::{Aside, Raftarium};
use raftarium::session::SharedPlayer;
use raftarium::ui::browser::{dom, language, panic, worker};
use raftarium::ui::page::{self, News, Page, PlayerHandle, ProgramHandle};
use raftarium::ui::program::{Part, Program};
use wasm_bindgen::JsValue;
use yew::Callback;

#[cfg(not(feature = "split"))]
const PARTS: (&Program, Aside) = (&raftarium::ui::program::WHOLE, raftarium::api::ASIDE);
#[cfg(feature = "split")]
const PARTS: (&Program, Aside) = (&split::PROGRAM, split::ASIDE);

fn main() {
    panic::install();
    if worker::task().is_some() {
        return serve();
    }
    #[cfg(feature = "split")]
    split::fetch_first(run);
    #[cfg(not(feature = "split"))]
    run();
}

/// Does a task of the page's whose worker this is, or says that it cannot.
fn serve() {
    let (program, _) = PARTS;
    yew::platform::spawn_local(async move {
        if let Some(load) = program.load {
            load(Part::Search).await;
        }
        // What it says of what happened is shown in the page.
        language::begin();
        if !(program.serve)() {
            worker::say("");
        }
    });
}

fn run() {
    let embedding = page::embedding();
    let language = language::begin().map(News::Language);
    let opening = embedding.as_ref().map_or_else(page::open, page::open_embedded);
    let page::Opening { session, playback, news, tour } = opening;
    let news = news.or(language);
    let player = SharedPlayer::new(session, playback);
    let (program, aside) = PARTS;
    let api = player.clone();
    let on_whole = Callback::from(move |()| export(Raftarium::over(api.clone(), aside)));
    let (player, program) = (PlayerHandle(player), ProgramHandle(program));
    let props = page::PageProps { player, program, news, tour, embedding, on_whole };
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

/// Makes `window.raftarium`, and tells whoever waits for it (`static/start.js`).
fn export(api: Raftarium) {
    // Setting a property of the global object is refused only where somebody has frozen it.
    let _ = js_sys::Reflect::set(&js_sys::global(), &JsValue::from_str("raftarium"), &api.into());
    dom::tell_all("raftariumready");
}
