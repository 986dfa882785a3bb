//! What the window is like: narrow or wide.

use web_sys::MediaQueryList;
use yew::Callback;

use super::dom::Listener;

/// A question to the browser about the window, and everyone who waits for another answer, until it is dropped.
pub struct Media {
    _listener: Listener,
}

impl Media {
    /// Asks a media query, and calls back whenever the answer changes. Returns the first answer; where nobody answers,
    /// it is no.
    pub fn watch(query: &str, changed: Callback<bool>) -> (Option<Self>, bool) {
        let asked = web_sys::window().and_then(|window| window.match_media(query).ok().flatten());
        let Some(list) = asked else { return (None, false) };
        let matches = list.matches();
        let listener = {
            let list: MediaQueryList = list.clone();
            Listener::on(&list.clone(), "change", move |_| changed.emit(list.matches()))
        };
        (Some(Self { _listener: listener }), matches)
    }
}
