//! Why a text is no history.

use std::fmt;

/// Why a text is no history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryError {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, where one sign is to blame.
    pub column: Option<usize>,
    /// What is there.
    pub found: String,
    /// What should be.
    pub expected: String,
}

impl fmt::Display for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": found {}, expected {}", self.found, self.expected)
    }
}

impl std::error::Error for HistoryError {}

/// An error whose line is not known yet.
#[derive(Clone, Debug)]
pub(super) struct Flaw {
    pub(super) found: String,
    pub(super) expected: String,
    pub(super) column: Option<usize>,
}

impl Flaw {
    pub(super) fn new(found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { found: found.into(), expected: expected.into(), column: None }
    }

    /// With its column: behind so much of its line.
    pub(super) fn behind(self, before: &str) -> Self {
        Self { column: Some(before.chars().count() + 1), ..self }
    }

    pub(super) fn at(self, line: usize) -> HistoryError {
        let Self { found, expected, column } = self;
        HistoryError { line, column, found, expected }
    }
}
