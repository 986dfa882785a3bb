//! The knobs as the menus show them: each with the value it has now, written as `set` takes it.

use crate::catalog::tr;
use crate::sim::Knobs;

/// One knob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knob {
    /// Its name in the language.
    pub name: &'static str,
    pub about: &'static str,
    /// Its value, as `set` takes it.
    pub value: String,
    /// The words among which it is one, if they are few.
    pub choices: &'static [&'static str],
}

/// All knobs, in the order of the language's table.
pub fn all(knobs: &Knobs) -> Vec<Knob> {
    let knob = |setting: crate::script::Setting| {
        let row = setting.knob();
        let (name, about) = (row.entry.name, tr(row.entry.does));
        Knob { name, about, value: setting.written(), choices: row.shape.choices() }
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
        let choices = |name: &str| knobs.iter().find(|knob| knob.name == name).map(|it| it.choices);
        assert_eq!(choices("prevote"), Some(&["on", "off"][..]));
        assert_eq!(choices("heartbeat"), Some(&[][..]));
    }
}
