//! How a word of the language is explained.

/// A word of the language, explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The word.
    pub name: &'static str,
    /// How it is used: words in capitals are to be replaced, `[...]` may be left out.
    pub usage: &'static str,
    /// What it does, in a sentence.
    pub does: &'static str,
    /// A line to try.
    pub example: &'static str,
}

pub(super) const fn entry(
    name: &'static str,
    usage: &'static str,
    does: &'static str,
    example: &'static str,
) -> Entry {
    Entry { name, usage, does, example }
}
