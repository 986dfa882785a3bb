//! Whether an element is in the window: of a frame, also whether the frame is in the window around it.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};

/// Calls back whenever an element comes into sight or goes out of it, until it is dropped.
pub struct Sight {
    observer: IntersectionObserver,
    _closure: Closure<dyn FnMut(Array)>,
}

impl Sight {
    /// Watches an element. `None` where a browser cannot tell.
    pub fn watch(element: &Element, mut seen: impl FnMut(bool) + 'static) -> Option<Self> {
        let closure = Closure::new(move |entries: Array| {
            let last = entries.pop().dyn_into::<IntersectionObserverEntry>().ok();
            if let Some(entry) = last {
                seen(entry.is_intersecting());
            }
        });
        let observer = IntersectionObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _closure: closure })
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
