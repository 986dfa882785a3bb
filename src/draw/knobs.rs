//! The knobs as the menus show them: each with the value it has now, written as `set` takes it.

use crate::sim::Knobs;

/// One knob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knob {
    /// Its name in the language.
    pub name: &'static str,
    pub about: &'static str,
    /// Its value, as `set` takes it.
    pub value: String,
}

/// All knobs, in the order of the language's table.
pub fn all(knobs: &Knobs) -> Vec<Knob> {
    let knob = |setting: crate::script::Setting| {
        let entry = setting.knob().entry;
        Knob { name: entry.name, about: entry.does, value: setting.written() }
    };
    knobs.settings().map(knob).into()
}

/// The value of the knob of this name; empty if there is none.
pub fn value<'a>(knobs: &'a [Knob], name: &str) -> &'a str {
    knobs.iter().find(|knob| knob.name == name).map_or("", |knob| &knob.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_name() {
        let knobs = all(&Knobs::default());
        assert_eq!(value(&knobs, "heartbeat"), "50ms");
        assert_eq!(value(&knobs, "xyzzy"), "");
    }
}
