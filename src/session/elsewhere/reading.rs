//! How the texts are read: in lines, of words.

use std::str::FromStr;

use crate::script::{self, Command, Condition};

/// Where something is missing.
pub const NONE: &str = "-";

/// A number, if it is one.
pub fn number<N: FromStr>(word: Option<&str>) -> Option<N> {
    word?.parse().ok()
}

/// A number that may be missing; `None` if it is neither.
pub fn optional(word: Option<&str>) -> Option<Option<u64>> {
    if word == Some(NONE) { Some(None) } else { number(word).map(Some) }
}

/// The same, written.
pub fn or_none(number: Option<u64>) -> String {
    number.map_or(NONE.to_owned(), |it| it.to_string())
}

/// A text without its line breaks, which [`unfolded`] brings back.
pub fn folded(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

/// What [`folded`] was made of. `None` if it was made of nothing.
pub fn unfolded(line: &str) -> Option<String> {
    let mut text = String::with_capacity(line.len());
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        text.push(match letter {
            '\\' => match letters.next()? {
                '\\' => '\\',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            other => other,
        });
    }
    Some(text)
}

/// The command of a line.
pub fn command(line: &str) -> Option<Command> {
    script::parse_line(line, 1).ok()??.command
}

/// The condition of a line that expects it.
pub fn condition(line: &str) -> Option<Condition> {
    match command(line)? {
        Command::Expect(condition) => Some(condition),
        _ => None,
    }
}
