//! The address of the page, and what of a session stands in it.

use js_sys::Promise;
use wasm_bindgen::JsValue;

use super::promise::when_settled;

/// The fragment of the address, from its `#` on; empty without one.
pub fn fragment() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// The query of the address, from its `?` on; empty without one.
pub fn query() -> String {
    web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default()
}

/// The address of the page alone, without query and fragment.
pub fn of_page() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    href.unwrap_or_default().split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// What stands beside an address in the browser's history that the page has made itself.
const OWN: &str = "own";

/// Whether the page itself has put the fragment into the address, to say what it shows, before this visit to it.
pub fn is_own() -> bool {
    let state = web_sys::window().and_then(|window| window.history().ok()?.state().ok());
    state.and_then(|state| state.as_string()).as_deref() == Some(OWN)
}

/// Replaces the fragment of the address, without going anywhere. An empty one is taken away.
pub fn set_fragment(fragment: &str) {
    write(fragment, &JsValue::NULL, false);
}

/// Says in the address what the page shows: over what stands there, or as a place that the browser's Back leaves.
pub fn show(fragment: &str, as_place: bool) {
    write(fragment, &OWN.into(), as_place);
}

fn write(fragment: &str, state: &JsValue, as_place: bool) {
    let Some(window) = web_sys::window() else { return };
    let location = window.location();
    let (Ok(path), Ok(query)) = (location.pathname(), location.search()) else { return };
    let mark = if fragment.is_empty() { "" } else { "#" };
    let address = format!("{path}{query}{mark}{fragment}");
    if let Ok(history) = window.history() {
        // A browser that refuses this shows an address that is out of date, and nothing is lost.
        let _ = if as_place {
            history.push_state_with_url(state, "", Some(&address))
        } else {
            history.replace_state_with_url(state, "", Some(&address))
        };
    }
}

/// Loads the page again, with this language in the query of its address, or with none.
pub fn reload_speaking(language: Option<&str>) {
    let Some(window) = web_sys::window() else { return };
    let (location, query) = (window.location(), query());
    let others = query.trim_start_matches('?').split('&');
    let mut pieces: Vec<String> = others
        .filter(|piece| !piece.is_empty() && !piece.starts_with("lang="))
        .map(str::to_owned)
        .collect();
    pieces.extend(language.map(|language| format!("lang={language}")));
    let mark = if pieces.is_empty() { "" } else { "?" };
    if let (Ok(path), Ok(history)) = (location.pathname(), window.history()) {
        let address = format!("{path}{mark}{}{}", pieces.join("&"), fragment());
        let state = history.state().unwrap_or_default();
        // Where the browser refuses, the page is loaded again as its address is.
        let _ = history.replace_state_with_url(&state, "", Some(&address));
    }
    let _ = location.reload();
}

/// The whole address with this fragment.
pub fn with_fragment(fragment: &str) -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    let href = href.unwrap_or_default();
    let page = href.split('#').next().unwrap_or_default();
    format!("{page}#{fragment}")
}

/// Copies a text for pasting elsewhere, and tells whether the browser let the page do it.
pub fn copy(text: &str, told: impl FnOnce(bool) + 'static) {
    match copying(text) {
        Some(copying) => when_settled(&copying, |outcome| told(outcome.is_ok())),
        None => told(false),
    }
}

/// There is no clipboard on pages that came by an insecure way.
fn copying(text: &str) -> Option<Promise> {
    let clipboard = web_sys::window()?.navigator().clipboard();
    (!clipboard.is_undefined()).then(|| clipboard.write_text(text))
}
