//! When the program fails: say so, and give the person their session.
//!
//! After a panic the program cannot go on: a WebAssembly module has no way to unwind. What it has done so far is kept,
//! as a script, from the last time the page saved it; the hook shows that script, so that it can be copied, and marks
//! it, so that the next visit does not run straight into the same failure.

use std::panic::PanicHookInfo;

use wasm_bindgen::JsValue;
use web_sys::{Document, Element};

use crate::catalog::tr;

use super::{dom, storage};

/// Catches panics from now on.
pub fn install() {
    yew::set_custom_panic_hook(Box::new(|info| {
        report(info);
        explain(info);
    }));
}

/// For those who look at the browser's own console.
fn report(info: &PanicHookInfo<'_>) {
    web_sys::console::error_1(&JsValue::from_str(&info.to_string()));
}

/// For everybody else. Nothing here may fail in its turn, so whatever is missing is left out.
fn explain(info: &PanicHookInfo<'_>) {
    let _ = storage::save(storage::Key::Crash, "1");
    if let Some(document) = dom::document() {
        let _ = show(&document, info);
    }
}

fn show(document: &Document, info: &PanicHookInfo<'_>) -> Result<(), JsValue> {
    let element = |name: &str, class: &str, text: &str| -> Result<Element, JsValue> {
        let element = document.create_element(name)?;
        element.set_class_name(class);
        element.set_text_content(Some(text));
        Ok(element)
    };
    let panel = element("section", "crash", "")?;
    panel.set_attribute("role", "alertdialog")?;
    panel.set_attribute("aria-label", tr!("Raftarium has stopped"))?;
    let script = storage::load(storage::Key::Script).unwrap_or_default();
    let saved = if script.is_empty() {
        tr!("Nothing of the session had been saved yet.")
    } else {
        tr!(
            "Your session is saved as the script below. Reloading starts afresh and offers it again."
        )
    };
    let fault = tr!("This is a fault of the program, not of what you did.");
    let mut parts = vec![
        element("h1", "", tr!("Raftarium has stopped"))?,
        element("p", "", fault)?,
        element("p", "", saved)?,
    ];
    if !script.is_empty() {
        let text = element("textarea", "mono", &script)?;
        text.set_attribute("readonly", "")?;
        text.set_attribute("aria-label", tr!("The session's script"))?;
        parts.push(text);
    }
    parts.push(element("pre", "mono", &info.to_string())?);
    let reload = element("a", "button primary", tr!("Reload"))?;
    reload.set_attribute("href", "")?;
    parts.push(reload);
    for part in &parts {
        panel.append_child(part)?;
    }
    if let Some(body) = document.body() {
        body.append_child(&panel)?;
    }
    Ok(())
}
