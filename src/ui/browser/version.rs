//! Another version of the page, which the service worker has fetched and which waits to be asked for (`static/start.js`).

use super::dom::{self, Listener};

/// Whether one waits.
pub fn waits() -> bool {
    dom::root_attribute("data-version").as_deref() == Some("waiting")
}

/// Calls back when one has come.
pub fn on_come(mut come: impl FnMut() + 'static) -> Option<Listener> {
    let window = web_sys::window()?;
    Some(Listener::on(&window, "newversion", move |_| come()))
}

/// Asks for it: the page is loaded again with it.
pub fn load() {
    // Nobody hears it where there is none.
    dom::tell_all("loadnewversion");
}
