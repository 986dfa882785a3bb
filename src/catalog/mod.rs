//! The catalog of messages: all that the page says, in the language of the one who reads.
//!
//! The English sentence stands where it is said, as `tr!("{node} leads term {term}", node, term)`, and it is also the key
//! under which a catalog of another language has its translation, as gettext has it. So the code reads as it speaks, English
//! is always complete, and a message whose English has changed is missing in the other catalogs rather than wrong. A catalog
//! is a file of JSON under `static/lang`, from English to the other language, which the platforms for translators read; the
//! page fetches it only when somebody reads that language.
//!
//! - A message is a whole sentence, with names in braces for what changes. Other languages order words differently: nothing
//!   is put together of pieces but what is a name or a list.
//! - A count is a message of its own, one for each form: `count(n, "entry", "entries")` in [`crate::explain::words`].
//! - What is typed stays as it is: commands, conditions, knobs, names of nodes.
//! - Words that stand in a table of the engine's are not marked where they stand, for the engine speaks no language but that
//!   of commands. Whoever shows them calls [`tr()`] on them, and `tests/catalog` knows the tables.
//!
//! `tests/catalog` finds what is said outside of the catalog, what a catalog lacks, and what nobody says any more.
//!
//! One language is spoken at a time, and set before anything is said. It is kept for the thread, so that tests can speak
//! several. No result depends on it: what is kept of a session is its commands.

mod language;
mod template;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Display;

use crate::compact::Gather;

pub use language::Language;
#[doc(hidden)]
pub use template::fits;

/// The messages of a language, by their English.
type Messages = BTreeMap<Box<str>, Box<str>>;

thread_local! {
    static SPOKEN: Cell<(Language, Option<&'static Messages>)> =
        const { Cell::new((Language::English, None)) };
}

/// From now on messages are said in this language, as far as they are in this catalog: English and translation. What is not
/// in it is said in English.
///
/// The catalog is kept for as long as the program runs, so that what is said need not be copied.
pub fn speak(language: Language, catalog: impl IntoIterator<Item = (String, String)>) {
    let messages: Messages =
        catalog.into_iter().map(|(key, text)| (key.into(), text.into())).gather();
    let messages = (!messages.is_empty()).then(|| &*Box::leak(Box::new(messages)));
    SPOKEN.set((language, messages));
}

/// The language that is spoken.
pub fn spoken() -> Language {
    SPOKEN.get().0
}

/// A message that needs nothing filled in.
#[inline(never)]
pub fn tr(text: &str) -> &str {
    match SPOKEN.get().1.and_then(|messages| messages.get(text)) {
        Some(translation) => translation,
        None => text,
    }
}

/// A message with these values for its names, in the order in which the English first names them. [`tr!`] is how it is
/// called.
#[doc(hidden)]
#[inline(never)]
pub fn filled(text: &str, values: &[&dyn Display]) -> String {
    template::fill(text, tr(text), values)
}

/// Says a message: a literal, and a value for each name in braces, in the order in which it first names them.
///
/// Without names it is a `&'static str`, with names a `String`. A name that is not given, or not named, does not compile.
///
/// ```
/// use raftarium::catalog::tr;
/// let (node, term) = ("n1", 3);
/// assert_eq!(tr!("{node} leads term {term}", node, term), "n1 leads term 3");
/// assert_eq!(tr!("{node} asks {all}", node, all = "everybody"), "n1 asks everybody");
/// assert_eq!(tr!("no leader"), "no leader");
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! __tr {
    ($text:literal $(,)?) => {
        $crate::catalog::tr(const {
            assert!($crate::catalog::fits($text, &[]), "the message has names, and no values");
            $text
        })
    };
    ($text:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {
        $crate::catalog::filled(
            const {
                let names = [$(stringify!($name)),+];
                assert!(
                    $crate::catalog::fits($text, &names),
                    "the values are not those that the message names, in this order"
                );
                $text
            },
            &[$(&$crate::__tr!(@value $name $(= $value)?) as &dyn ::std::fmt::Display),+],
        )
    };
    (@value $name:ident) => { $name };
    (@value $name:ident = $value:expr) => { $value };
}

#[doc(inline)]
pub use crate::__tr as tr;

#[cfg(test)]
mod tests {
    use super::*;

    fn german() {
        let catalog = [
            ("no leader", "kein Leader"),
            ("{node} leads term {term}", "In Amtszeit {term} führt {node}"),
            ("{n} of {n} answer", "von {n} antworten {n}"),
            ("{node} waits", "{node} wartet {lang}"),
        ];
        speak(Language::German, catalog.map(|(key, text)| (key.to_owned(), text.to_owned())));
    }

    #[test]
    fn english_needs_no_catalog() {
        let (node, term) = ("n1", 2);
        assert_eq!(tr!("no leader"), "no leader");
        assert_eq!(tr!("{node} leads term {term}", node, term), "n1 leads term 2");
        assert_eq!(spoken(), Language::English);
    }

    #[test]
    fn another_language_orders_the_values_as_it_wants() {
        german();
        assert_eq!(tr!("no leader"), "kein Leader");
        assert_eq!(
            tr!("{node} leads term {term}", node = "n1", term = 2),
            "In Amtszeit 2 führt n1"
        );
        assert_eq!(tr!("{n} of {n} answer", n = 3), "von 3 antworten 3");
        assert_eq!(spoken(), Language::German);
    }

    #[test]
    fn what_a_catalog_lacks_is_said_in_english_and_a_name_that_nobody_gave_stands_as_it_is() {
        german();
        assert_eq!(tr!("nobody knows"), "nobody knows");
        assert_eq!(tr!("{node} waits", node = "n1"), "n1 wartet {lang}");
    }

    #[test]
    fn a_thread_that_was_told_nothing_speaks_english() {
        german();
        let said = std::thread::spawn(|| tr!("no leader")).join();
        assert_eq!(said.ok(), Some("no leader"));
    }
}
