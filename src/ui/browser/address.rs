//! The address of the page, and what of a session stands in it.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

/// The fragment of the address, from its `#` on; empty without one.
pub fn fragment() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Replaces the fragment of the address, without going anywhere. An empty one is taken away.
pub fn set_fragment(fragment: &str) {
    let Some(window) = web_sys::window() else { return };
    let location = window.location();
    let (Ok(path), Ok(query)) = (location.pathname(), location.search()) else { return };
    let mark = if fragment.is_empty() { "" } else { "#" };
    let address = format!("{path}{query}{mark}{fragment}");
    if let Ok(history) = window.history() {
        // A browser that refuses this shows an address that is out of date, and nothing is lost.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
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
    let Some(copying) = copying(text) else {
        told(false);
        return;
    };
    let told = std::rc::Rc::new(std::cell::Cell::new(Some(told)));
    let tell = |outcome: bool| {
        let told = std::rc::Rc::clone(&told);
        Closure::once(move |_: JsValue| {
            if let Some(told) = told.take() {
                told(outcome);
            }
        })
    };
    let (done, refused) = (tell(true), tell(false));
    let _ = copying.then2(&done, &refused);
    // One of the two is called, at a time that nobody here waits for.
    done.forget();
    refused.forget();
}

/// There is no clipboard on pages that came by an insecure way.
fn copying(text: &str) -> Option<Promise> {
    let clipboard = web_sys::window()?.navigator().clipboard();
    (!clipboard.is_undefined()).then(|| clipboard.write_text(text))
}
