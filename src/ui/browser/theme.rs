//! Dark or light, by the system's preference or by choice.

use crate::catalog::tr;

use super::{dom, storage};

/// Which colours the page wears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system prefers.
    #[default]
    System,
    Dark,
    Light,
}

impl Theme {
    /// The theme that was chosen on an earlier visit.
    pub fn load() -> Self {
        match storage::load(storage::Key::Theme).as_deref() {
            Some("dark") => Self::Dark,
            Some("light") => Self::Light,
            _ => Self::System,
        }
    }

    /// The next one, as the switch goes round.
    pub fn next(self) -> Self {
        match self {
            Self::System => Self::Dark,
            Self::Dark => Self::Light,
            Self::Light => Self::System,
        }
    }

    /// Its name, as it is kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    /// Its name, as it is shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::System => tr!("Auto"),
            Self::Dark => tr!("Dark"),
            Self::Light => tr!("Light"),
        }
    }

    /// Puts it on.
    pub fn apply(self) {
        let name = (self != Self::System).then(|| self.name());
        dom::set_root_attribute("data-theme", name);
    }

    /// Remembers the choice. Whether that works does not matter: the choice holds for this visit in any case.
    pub fn keep(self) {
        match self {
            Self::System => storage::forget(storage::Key::Theme),
            chosen => {
                let _ = storage::save(storage::Key::Theme, chosen.name());
            }
        }
    }
}
