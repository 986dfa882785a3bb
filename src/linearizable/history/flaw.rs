//! Why a text is no history.

use std::fmt;

/// Why a text is no history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryError {
    /// The line, from 1.
    pub line: usize,
    /// What is there.
    pub found: String,
    /// What should be.
    pub expected: String,
}

impl fmt::Display for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: found {}, expected {}", self.line, self.found, self.expected)
    }
}

impl std::error::Error for HistoryError {}

/// An error whose line is not known yet.
#[derive(Debug)]
pub(super) struct Flaw {
    pub(super) found: String,
    pub(super) expected: String,
}

impl Flaw {
    pub(super) fn new(found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { found: found.into(), expected: expected.into() }
    }

    pub(super) fn at(self, line: usize) -> HistoryError {
        HistoryError { line, found: self.found, expected: self.expected }
    }
}
