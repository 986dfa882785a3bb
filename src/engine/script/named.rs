//! Things of which there are a few, each with a name: an enumeration, and what follows from its table.

use super::error::ScriptError;
use super::token::Cursor;

/// Makes an enumeration of things with names.
macro_rules! named {
    ($(#[$about:meta])* $kind:ident { $($(#[$is:meta])* $one:ident = $name:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $kind {
            $(#[doc = concat!("`", $name, "`")] $(#[$is])* $one,)*
        }

        impl $kind {
            /// All of them.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$one),*];
            /// Their names, in the same order.
            pub const NAMES: [&'static str; [$($name),*].len()] = [$($name),*];

            /// What it is called in the language.
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
        }

        impl std::fmt::Display for $kind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}
pub(super) use named;

/// Reads one of these words, which an error calls `what`: its place among them.
pub(super) fn one_of(
    cursor: &mut Cursor<'_>,
    what: &str,
    words: &[&str],
) -> Result<usize, ScriptError> {
    let expected = match words {
        [others @ .., last] if others.len() > 1 => {
            format!("one of {what}{} and {last}", others.join(", "))
        }
        few => few.join(" or "),
    };
    let token = cursor.word(&expected)?;
    let place = words.iter().position(|word| token.is_word(word));
    place.ok_or_else(|| cursor.unexpected(&token, &expected))
}
