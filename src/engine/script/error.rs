//! What is wrong with a line: where, what was found, and what was expected.

use std::fmt;

/// Why a line cannot be read. It shows as one line, whatever the text holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// The line's number, from 1.
    pub line: u32,
    /// The character at which the trouble begins, from 1; one past the last when something is missing.
    pub column: u32,
    /// What the trouble is.
    pub problem: Problem,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Something else should stand here.
    Unexpected {
        /// What stands here, such as `"9999"` or `the end of the line`.
        found: String,
        /// What should, such as `a number of nodes from 1 to 51`.
        expected: String,
    },
}

impl ScriptError {
    /// The error for a reader who sees the line anyway: without the line's number.
    pub fn in_line(&self) -> String {
        format!("column {}: {}", self.column, self.problem)
    }
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.problem)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unexpected { found, expected } => write!(f, "found {found}, expected {expected}"),
        }
    }
}

impl std::error::Error for ScriptError {}

/// A piece of a text as an error quotes it: on one line, and cut if it is long.
pub(super) fn excerpt(source: &str) -> String {
    const LONGEST: usize = 40;
    let mut text = String::new();
    for (count, c) in source.chars().enumerate() {
        if count == LONGEST {
            text.push_str("...");
            break;
        }
        if c.is_control() {
            text.extend(c.escape_default());
        } else {
            text.push(c);
        }
    }
    if text.contains('"') { text } else { format!("\"{text}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error() -> ScriptError {
        let problem = Problem::Unexpected {
            found: excerpt("9999"),
            expected: "a number of nodes from 1 to 51".into(),
        };
        ScriptError { line: 3, column: 9, problem }
    }

    #[test]
    fn an_error_says_where_what_was_found_and_what_was_expected() {
        let text = "line 3, column 9: found \"9999\", expected a number of nodes from 1 to 51";
        assert_eq!(error().to_string(), text);
    }

    #[test]
    fn the_line_number_can_be_left_out() {
        assert_eq!(
            error().in_line(),
            "column 9: found \"9999\", expected a number of nodes from 1 to 51"
        );
    }

    #[test]
    fn an_excerpt_is_short_and_on_one_line() {
        assert_eq!(excerpt("a\u{7}b"), "\"a\\u{7}b\"");
        assert_eq!(excerpt(&"x".repeat(10_000)), format!("\"{}...\"", "x".repeat(40)));
        assert_eq!(excerpt("\"open"), "\"open");
    }
}
