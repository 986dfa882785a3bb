//! What a session records.

use super::line::LineKind;
use crate::script::Command;
use crate::sim::Time;

/// Something on the tape, and when it was put there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub at: Time,
    pub what: Item,
}

impl Recorded {
    /// Whether it is a command, which a script contains.
    pub fn is_command(&self) -> bool {
        matches!(self.what, Item::Command(_))
    }
}

/// What is on a tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A command that the cluster, or the console, has carried out.
    Command(Command),
    /// What the console was told that is no part of the run: help, complaints, how long something took. A script does
    /// not contain it.
    Remark(LineKind, String),
}
