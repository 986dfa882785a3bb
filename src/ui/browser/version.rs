//! Another version of the page, which the service worker has fetched and which waits to be asked for (`static/start.js`).

use web_sys::Event;

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
    let event = Event::new("loadnewversion").ok();
    if let Some((window, event)) = web_sys::window().zip(event) {
        // Nobody hears it where there is none.
        let _ = window.dispatch_event(&event);
    }
}
