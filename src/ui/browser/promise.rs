//! Waiting for what the browser promises.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

/// Calls back once, when the promise is kept, with its value, or broken, with the reason.
pub fn when_settled(promise: &Promise, told: impl FnOnce(Result<JsValue, JsValue>) + 'static) {
    let told = Rc::new(Cell::new(Some(told)));
    let tell = |outcome: fn(JsValue) -> Result<JsValue, JsValue>| {
        let told = Rc::clone(&told);
        Closure::once(move |value: JsValue| {
            if let Some(told) = told.take() {
                told(outcome(value));
            }
        })
    };
    let (kept, broken) = (tell(Ok), tell(Err));
    let _ = promise.then2(&kept, &broken);
    // One of the two is called, at a time that nobody here waits for.
    kept.forget();
    broken.forget();
}
