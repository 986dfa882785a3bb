//! The language that the page speaks: `static/lang/catalog.js` has chosen it and fetched its messages before the page began.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::address;
use super::storage::{self, Key};
use crate::catalog::{self, Language, tr};

/// Under what name they are found.
const CATALOG: &str = "raftariumCatalog";

/// Speaks the language that was chosen. What is wrong with the choice, if anything is: it is English then.
pub fn begin() -> Option<String> {
    let chosen = Reflect::get(&js_sys::global(), &JsValue::from_str(CATALOG)).ok()?;
    let text = |name: &str| Reflect::get(&chosen, &JsValue::from_str(name)).ok()?.as_string();
    let language = Language::of(&text("code")?)?;
    let messages = Reflect::get(&chosen, &JsValue::from_str("messages")).ok()?;
    let messages = messages.dyn_ref::<Object>().map(Object::entries)?;
    let pair = |pair: JsValue| {
        let pair = pair.dyn_into::<js_sys::Array>().ok()?;
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    };
    catalog::speak(language, messages.iter().filter_map(pair));
    let asked = text("asked").unwrap_or_default();
    match text("trouble")?.as_str() {
        "unknown" => {
            let languages = Language::ALL.map(|it| format!("{} ({})", it.name(), it.code()));
            let languages = languages.join(", ");
            Some(tr!(
                "The page does not speak the language \"{asked}\" that its address asks for. It speaks {languages}.",
                asked,
                languages
            ))
        }
        "unreachable" => Some(tr!(
            "The messages of the language \"{asked}\" could not be fetched, so the page speaks English. Load it again to try once more.",
            asked
        )),
        _ => None,
    }
}

/// The language that was chosen and its messages, for another copy of the program to [`begin`] with.
pub fn messages() -> JsValue {
    let given = Object::new();
    let chosen = Reflect::get(&js_sys::global(), &JsValue::from_str(CATALOG)).unwrap_or_default();
    for name in ["code", "messages"].map(JsValue::from_str) {
        if let Ok(value) = Reflect::get(&chosen, &name) {
            // Nobody refuses it: the object is new.
            let _ = Reflect::set(&given, &name, &value);
        }
    }
    given.into()
}

/// Chooses a language for this visit and the next ones, and loads the page again, which goes on where it was left.
pub fn choose(language: Language) {
    // Where nothing can be kept, the address says it.
    let kept = storage::save(Key::Language, language.code()).is_ok();
    address::reload_speaking((!kept).then(|| language.code()));
}
