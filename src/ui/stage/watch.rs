//! What the stage asks of the browser: its own size, keys while a line is drawn, and whether motion is unwelcome.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, KeyboardEvent, MouseEvent, ResizeObserver};
use yew::Callback;

use crate::ui::scene::{Point, Viewport};

/// Tells the size of an element, now and whenever it changes, until it is dropped.
pub struct SizeWatch {
    observer: ResizeObserver,
    _told: Closure<dyn FnMut()>,
}

impl SizeWatch {
    /// Watches an element; `None` if the browser cannot.
    pub fn new(element: Element, tell: Callback<Viewport>) -> Option<Self> {
        tell.emit(size_of(&element));
        let watched = element.clone();
        let told = Closure::<dyn FnMut()>::new(move || tell.emit(size_of(&watched)));
        let observer = ResizeObserver::new(told.as_ref().unchecked_ref()).ok()?;
        observer.observe(&element);
        Some(Self { observer, _told: told })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// An element's size.
fn size_of(element: &Element) -> Viewport {
    let rect = element.get_bounding_client_rect();
    Viewport { width: rect.width() as f32, height: rect.height() as f32 }
}

/// Hears Escape anywhere on the page while a line is drawn, and keeps it from everyone else; until it is dropped.
pub struct EscapeWatch {
    heard: Closure<dyn FnMut(Event)>,
}

impl EscapeWatch {
    /// Begins to listen: `drawing` says whether a line is drawn, `tell` hears that it is given up.
    pub fn new(drawing: Rc<Cell<bool>>, tell: Callback<()>) -> Option<Self> {
        let heard = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
            if drawing.get() && key.as_deref() == Some("Escape") {
                event.stop_propagation();
                event.prevent_default();
                tell.emit(());
            }
        });
        let listener = heard.as_ref().unchecked_ref();
        let window = web_sys::window()?;
        window.add_event_listener_with_callback_and_bool("keydown", listener, true).ok()?;
        Some(Self { heard })
    }
}

impl Drop for EscapeWatch {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let listener = self.heard.as_ref().unchecked_ref();
            // It can only fail when there is nothing to remove.
            let _ = window.remove_event_listener_with_callback_and_bool("keydown", listener, true);
        }
    }
}

/// Whether the person has asked for less motion.
pub fn calm() -> bool {
    let query = web_sys::window()
        .and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
    query.is_some_and(|query| query.matches())
}

/// Where an event took place, as seen from an element's upper left corner.
pub fn place_in(element: &Element, event: &MouseEvent) -> Point {
    let rect = element.get_bounding_client_rect();
    Point::new(
        event.client_x() as f32 - rect.left() as f32,
        event.client_y() as f32 - rect.top() as f32,
    )
}
