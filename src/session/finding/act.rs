//! A move of a schedule.

use std::fmt;

use crate::script::{Command, Line};
use crate::sim::Time;

/// A line that is given at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub at: Time,
    pub command: Command,
}

impl fmt::Display for Act {
    /// As a line of a script.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Line::unnumbered(Some(self.at.0), Some(self.command.clone())).fmt(f)
    }
}
