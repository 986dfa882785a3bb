//! From the browser's key events to what they ask of the page.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget, HtmlInputElement, KeyboardEvent, MouseEvent};

use crate::draw::keys::{Action, Place, action, is_character};
use crate::ui::browser::dom::{self, Listener};
use crate::ui::browser::shortcuts;

/// Listens to the keys of the whole page. Keys that something else has used, those with Ctrl, Alt or Meta, and single
/// characters where they are switched off, are left alone.
pub fn listen(on_action: impl Fn(Action) + 'static) -> Option<Listener> {
    let document = dom::document()?;
    Some(Listener::on(&document, "keydown", move |event: Event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        // On some keyboards a bracket is typed with AltGr, which looks like Ctrl and Alt.
        let shortcut = event.ctrl_key() || event.alt_key();
        let modified = event.meta_key() || (shortcut && !event.get_modifier_state("AltGraph"));
        if modified || event.default_prevented() || event.is_composing() {
            return;
        }
        if is_character(&event.key()) && !shortcuts::are_on() {
            return;
        }
        // Where no story is told, they scroll.
        if matches!(event.key().as_str(), "PageDown" | "PageUp") && !is_telling() {
            return;
        }
        let place = event.target().map_or(Place::Page, |target| place_of(&target));
        if let Some(action) = action(&event.key(), place) {
            event.prevent_default();
            if place == Place::Text {
                dom::blur();
            }
            on_action(action);
        }
    }))
}

/// Whether a story is told.
fn is_telling() -> bool {
    dom::document().is_some_and(|it| matches!(it.query_selector(".tour"), Ok(Some(_))))
}

/// Lets go of the focus after a click on a button or a slider, so that the keys go on working after it. Whoever works
/// by keyboard keeps the focus where it is: such clicks count no presses of a pointer.
pub fn release_after_clicks() -> Option<Listener> {
    let document = dom::document()?;
    Some(Listener::on(&document, "click", |event: Event| {
        let pressed = event.dyn_ref::<MouseEvent>().is_some_and(|event| event.detail() > 0);
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let control =
            target.and_then(|it| it.closest("button, input[type=range], [role=slider]").ok());
        if pressed && control.flatten().is_some() {
            dom::blur();
        }
    }))
}

/// Calls back when a pointer goes down outside of any menu.
pub fn outside_menus(on_outside: impl Fn() + 'static) -> Option<Listener> {
    let document = dom::document()?;
    Some(Listener::on(&document, "pointerdown", move |event: Event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let inside = target.is_some_and(|it| matches!(it.closest(".menu"), Ok(Some(_))));
        if !inside {
            on_outside();
        }
    }))
}

fn place_of(target: &EventTarget) -> Place {
    if let Some(field) = target.dyn_ref::<HtmlInputElement>() {
        return match field.type_().as_str() {
            "range" => Place::Arrows,
            "checkbox" | "button" => Place::Button,
            _ => Place::Text,
        };
    }
    let Some(element) = target.dyn_ref::<Element>() else { return Place::Page };
    let role = element.get_attribute("role").unwrap_or_default();
    match (element.tag_name().to_ascii_lowercase().as_str(), role.as_str()) {
        ("textarea" | "select", _) => Place::Text,
        (_, "slider" | "tab" | "gridcell" | "grid") => Place::Arrows,
        ("button" | "a" | "summary", _) | (_, "button") => Place::Button,
        _ => Place::Page,
    }
}
