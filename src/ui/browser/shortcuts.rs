//! Whether single keys are shortcuts: a letter, a digit or a sign, pressed anywhere on the page.
//!
//! Whoever dictates, or whose hand is not sure, can switch them off (WCAG 2.1.4). The root element bears the choice, so
//! that whoever hears a key can ask, and the style sheets no longer show keys that do nothing.

use super::{dom, storage};

/// What the root element bears while they are off.
const ATTRIBUTE: &str = "data-shortcuts";

/// Whether they work, as it was chosen on this visit or an earlier one.
pub fn are_on() -> bool {
    dom::root_attribute(ATTRIBUTE).is_none()
}

/// Takes up the choice of an earlier visit.
pub fn load() {
    let off = storage::load(storage::Key::Shortcuts).as_deref() == Some("off");
    dom::set_root_attribute(ATTRIBUTE, off.then_some("off"));
}

/// Switches them on or off, and keeps the choice. Where that is refused it holds for this visit.
pub fn switch(on: bool) {
    dom::set_root_attribute(ATTRIBUTE, (!on).then_some("off"));
    if on {
        storage::forget(storage::Key::Shortcuts);
    } else {
        let _ = storage::save(storage::Key::Shortcuts, "off");
    }
}
