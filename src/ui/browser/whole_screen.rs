//! The whole screen, for presenter mode. Browsers give it only to a person's own key or click, and some never; then the page
//! is as large as its window.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::dom::document;
use super::promise::when_settled;

/// Asks for the whole screen, or gives it back.
pub fn ask(wanted: bool) {
    let Some(document) = document() else { return };
    match document.document_element() {
        // Where nobody has touched the page, such as when the lecturer's window presses the key, browsers complain.
        Some(root) if wanted && is_touched() => call(&root, "requestFullscreen"),
        _ if document.fullscreen_element().is_some() => call(&document, "exitFullscreen"),
        _ => {}
    }
}

/// Whether a person has just pressed a key or a button; also where the browser does not tell.
fn is_touched() -> bool {
    let told = web_sys::window().and_then(|window| {
        let activation = Reflect::get(&window.navigator(), &"userActivation".into()).ok()?;
        Reflect::get(&activation, &"isActive".into()).ok()?.as_bool()
    });
    told.unwrap_or(true)
}

/// Calls a method that promises something, and does without it if the browser refuses.
fn call(target: &JsValue, method: &str) {
    let function =
        Reflect::get(target, &method.into()).ok().and_then(|it| it.dyn_into::<Function>().ok());
    let promise = function.and_then(|function| function.call0(target).ok());
    if let Some(promise) = promise.and_then(|it| it.dyn_into::<Promise>().ok()) {
        when_settled(&promise, |_| ());
    }
}
