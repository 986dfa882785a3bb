//! A move of a schedule.

use std::fmt;

use crate::script::{self, Command, Line};
use crate::sim::Time;

/// A line that is given at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub at: Time,
    pub command: Command,
}

impl Act {
    /// Reads such a line. `None` if it is none.
    pub fn read(line: &str) -> Option<Self> {
        let Line { at_us, command, .. } = script::parse_line(line, 1).ok()??;
        Some(Self { at: Time(at_us?), command: command? })
    }
}

impl fmt::Display for Act {
    /// As a line of a script.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Line::unnumbered(Some(self.at.0), Some(self.command.clone())).fmt(f)
    }
}
