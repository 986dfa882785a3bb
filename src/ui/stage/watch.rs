//! What the stage asks of the browser: sizes, places, and Escape while a line is drawn.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, KeyboardEvent, MouseEvent};
use yew::Callback;

use crate::draw::scene::{Point, Viewport};
use crate::ui::browser::dom;

/// The size of the stage's field in units of the drawing. A unit is a sixteenth of the page's type size, which the first
/// thing in the field shows: where type is large, so is everything drawn.
pub fn size_of(field: &Element) -> Viewport {
    let rect = field.get_bounding_client_rect();
    let ruler = field.first_element_child().map(|it| it.get_bounding_client_rect().width());
    let unit = ruler.filter(|width| *width > 0.0).unwrap_or(16.0) / 16.0;
    Viewport { width: (rect.width() / unit) as f32, height: (rect.height() / unit) as f32 }
}

/// The size that the field will most likely have, before there is one: by the window, of which the stage takes the whole width
/// where it is narrow, and else its part beside the panels (`page.css`). So what is drawn first need not jump when it is measured.
pub fn likely_size() -> Viewport {
    let page = dom::document().and_then(|document| document.document_element());
    let window = page.map_or(1_440.0, |page| page.client_width() as f32);
    let width = if window <= 760.0 { window } else { window * 0.58 };
    Viewport { width: width.max(1.0), height: 600.0 }
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

/// Where an event took place in the drawing, which is as large as the element.
pub fn place_in(element: &Element, event: &MouseEvent, size: Viewport) -> Point {
    let rect = element.get_bounding_client_rect();
    let unit = (rect.width() as f32 / size.width).max(0.01);
    Point::new(
        (event.client_x() as f32 - rect.left() as f32) / unit,
        (event.client_y() as f32 - rect.top() as f32) / unit,
    )
}
