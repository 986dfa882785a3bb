//! The few things that are done to the document itself.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Element, EventTarget, HtmlElement};

/// The document.
pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Sets an attribute of the root element, or removes it.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().and_then(|document| document.document_element()) else { return };
    // An attribute with a plain name is never refused.
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// What an attribute of the root element says, if it is there.
pub fn root_attribute(name: &str) -> Option<String> {
    document()?.document_element()?.get_attribute(name)
}

/// Tells all scripts of the page that something has come about.
pub fn tell_all(name: &str) {
    let event = web_sys::Event::new(name).ok();
    if let Some((window, event)) = web_sys::window().zip(event) {
        // Nobody hears it where nobody waits.
        let _ = window.dispatch_event(&event);
    }
}

/// Whether nothing has the focus, as when what had it is gone.
pub fn focus_is_lost() -> bool {
    document().is_some_and(|document| {
        document.active_element().is_none_or(|it| it.tag_name().eq_ignore_ascii_case("body"))
    })
}

/// Puts the focus on an element.
pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Puts the focus on the first element that a selector finds, if it finds any.
pub fn focus_first(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found {
        focus(&element);
    }
}

/// Takes the focus from whatever has it, so that keys go to the page.
pub fn blur() {
    let active = document().and_then(|document| document.active_element());
    if let Some(element) = active.as_ref().and_then(|it| it.dyn_ref::<HtmlElement>()) {
        let _ = element.blur();
    }
}

/// A listener that is removed when it is dropped.
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut(web_sys::Event)>,
}

impl Listener {
    /// Listens to an event of the target.
    pub fn on(
        target: &EventTarget,
        event: &'static str,
        listener: impl FnMut(web_sys::Event) + 'static,
    ) -> Self {
        let closure = Closure::new(listener);
        let function = closure.as_ref().unchecked_ref();
        // Refused only for a target that is no target.
        let _ = target.add_event_listener_with_callback(event, function);
        Self { target: target.clone(), event, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, function);
    }
}

/// Calls back whenever an element's size has changed, until it is dropped.
pub struct ResizeWatch {
    observer: Option<web_sys::ResizeObserver>,
    _closure: Closure<dyn FnMut()>,
}

impl ResizeWatch {
    /// Watches an element.
    pub fn on(element: &Element, resized: impl FnMut() + 'static) -> Self {
        let closure = Closure::new(resized);
        let observer = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self { observer, _closure: closure }
    }
}

impl Drop for ResizeWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
