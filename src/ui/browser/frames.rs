//! The animation-frame loop: one, and it can be cancelled.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// A loop that calls back once a frame, with the milliseconds since the last frame (0 for the first). It runs until it
/// is dropped.
pub struct Frames(Rc<Loop>);

type OnFrame = Closure<dyn FnMut(f64)>;

struct Loop {
    request: Cell<Option<i32>>,
    last_ms: Cell<Option<f64>>,
    closure: RefCell<Option<OnFrame>>,
}

impl Frames {
    /// Starts the loop.
    pub fn start(on_frame: impl Fn(f64) + 'static) -> Self {
        let frames = Rc::new(Loop {
            request: Cell::new(None),
            last_ms: Cell::new(None),
            closure: RefCell::new(None),
        });
        // The closure holds the loop weakly, or neither would ever be freed.
        let weak = Rc::downgrade(&frames);
        let closure = Closure::new(move |now_ms: f64| {
            let Some(frames) = weak.upgrade() else { return };
            let last_ms = frames.last_ms.replace(Some(now_ms)).unwrap_or(now_ms);
            frames.request();
            on_frame((now_ms - last_ms).max(0.0));
        });
        *frames.closure.borrow_mut() = Some(closure);
        frames.request();
        Self(frames)
    }
}

impl Loop {
    fn request(&self) {
        let closure = self.closure.borrow();
        let request = web_sys::window().zip(closure.as_ref()).and_then(|(window, closure)| {
            window.request_animation_frame(closure.as_ref().unchecked_ref()).ok()
        });
        self.request.set(request);
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        if let (Some(window), Some(request)) = (web_sys::window(), self.0.request.take()) {
            // A frame that cannot be cancelled finds the loop gone and does nothing.
            let _ = window.cancel_animation_frame(request);
        }
    }
}
