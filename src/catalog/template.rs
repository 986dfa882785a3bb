//! Messages with names in braces, and values for them.

use std::fmt::Display;
use std::iter;

/// Whether these are the names in braces, in the order in which the text first has each. A brace that is not closed fits
/// nothing.
pub const fn fits(text: &str, names: &[&str]) -> bool {
    let text = text.as_bytes();
    let (mut at, mut known) = (0, 0);
    while at < text.len() {
        if text[at] == b'{' {
            let from = at + 1;
            while at < text.len() && text[at] != b'}' {
                at += 1;
            }
            if at == text.len() {
                return false;
            }
            let mut seen = 0;
            while seen < known && !is(text, from, at, names[seen]) {
                seen += 1;
            }
            if seen == known {
                if known == names.len() || !is(text, from, at, names[known]) {
                    return false;
                }
                known += 1;
            }
        }
        at += 1;
    }
    known == names.len()
}

/// Whether this stretch of a text is a name.
const fn is(text: &[u8], from: usize, to: usize, name: &str) -> bool {
    let name = name.as_bytes();
    if to - from != name.len() {
        return false;
    }
    let mut at = 0;
    while at < name.len() {
        if text[from + at] != name[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The pieces of a message: what stands before a name, and the name; the last has none.
fn pieces(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(text);
    iter::from_fn(move || {
        let text = rest?;
        let named = text.split_once('{').and_then(|(before, after)| {
            let (name, after) = after.split_once('}')?;
            Some((before, name, after))
        });
        match named {
            Some((before, name, after)) => {
                rest = Some(after);
                Some((before, Some(name)))
            }
            None => {
                rest = None;
                Some((text, None))
            }
        }
    })
}

/// The values for the names of a message in `translation`; they come in the order in which `english` first names them. A name
/// that English does not have stands as it is.
pub fn fill(english: &str, translation: &str, values: &[&dyn Display]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in pieces(english).filter_map(|(_, name)| name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut said = String::new();
    for (before, name) in pieces(translation) {
        said.push_str(before);
        let Some(name) = name else { continue };
        let place = names.iter().position(|it| *it == name);
        match place.and_then(|place| values.get(place)) {
            Some(value) => said.push_str(&value.to_string()),
            None => {
                said.push('{');
                said.push_str(name);
                said.push('}');
            }
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_in_the_order_in_which_they_first_stand() {
        let check =
            |text: &str, names: &[&str], fit: bool| assert_eq!(fits(text, names), fit, "{text}");
        check("no names", &[], true);
        check("{a} and {b}, then {a} again", &["a", "b"], true);
        check("{a} and {b}", &["b", "a"], false);
        check("{a}", &[], false);
        check("nothing", &["a"], false);
        check("{ab}", &["a"], false);
        check("not closed {a", &["a"], false);
    }

    #[test]
    fn values_are_filled_in_wherever_their_names_stand() {
        let check = |english: &str, translation: &str, said: &str| {
            assert_eq!(fill(english, translation, &[&"n1", &7]), said);
        };
        check("{a} has {b}", "{a} has {b}", "n1 has 7");
        check("{a} has {b}", "{b} bei {a}, {b}!", "7 bei n1, 7!");
        check("{a} has {b}", "ohne", "ohne");
        check("{a} has {b}", "{c} und {", "{c} und {");
    }
}
