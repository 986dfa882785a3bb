//! Files: giving them to the person, and taking those that the person picks or drops.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, DragEvent, Event, File, HtmlAnchorElement, HtmlInputElement};

use crate::catalog::tr;
use crate::script::bounds::MAX_SCRIPT_BYTES;

use super::dom::{self, Listener};
use super::promise::when_settled;

/// Lets the browser save a text under this name, wherever it puts such things.
pub fn save(name: &str, text: &str) {
    // Nothing here can fail in a browser that came as far as running this.
    let _ = try_save(name, text);
}

fn try_save(name: &str, text: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/plain;charset=utf-8");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind)?;
    let address = web_sys::Url::create_object_url_with_blob(&blob)?;
    let document = dom::document().ok_or(JsValue::UNDEFINED)?;
    let anchor: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    web_sys::Url::revoke_object_url(&address)
}

/// The file that was picked with a field of type `file`. The field forgets it, so that the same one can be picked again.
pub fn picked(event: &Event) -> Option<File> {
    let field: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = field.files()?.get(0);
    field.set_value("");
    file
}

/// Calls back for every file that is dropped anywhere on the page, until the listeners are dropped.
pub fn on_drop(mut dropped: impl FnMut(File) + 'static) -> Vec<Listener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let holds_file = |event: &Event| {
        let transfer = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
        transfer.filter(|it| it.types().includes(&"Files".into(), 0))
    };
    // A browser leaves the page to show the file, unless it is told both times that the page wants it.
    let over = Listener::on(&window, "dragover", move |event| {
        if holds_file(&event).is_some() {
            event.prevent_default();
        }
    });
    let drop = Listener::on(&window, "drop", move |event| {
        let Some(transfer) = holds_file(&event) else { return };
        event.prevent_default();
        if let Some(file) = transfer.files().and_then(|files| files.get(0)) {
            dropped(file);
        }
    });
    vec![over, drop]
}

/// Reads a file as a script, and tells its text, or what is wrong with it.
pub fn read(file: &File, told: impl FnOnce(Result<String, String>) + 'static) {
    let name = file.name();
    let bytes = file.size() as u64;
    if bytes > MAX_SCRIPT_BYTES as u64 {
        told(Err(tr!(
            "{name} has {bytes} bytes, and a script has {most} at most",
            name,
            bytes,
            most = MAX_SCRIPT_BYTES
        )));
        return;
    }
    when_settled(&file.text(), move |read| {
        told(match read.map(|text| text.as_string()) {
            // What is no UTF-8 has been replaced on the way.
            Ok(Some(text)) if !text.contains(char::REPLACEMENT_CHARACTER) => Ok(text),
            Ok(_) => Err(tr!("{name} is not text", name)),
            Err(_) => Err(tr!("{name} cannot be read", name)),
        });
    });
}
