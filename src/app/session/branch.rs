//! A branch: one past, and the future that followed from what was done in it.

use crate::app::timeline::Timeline;
use crate::app::transcript::LineKind;
use crate::script::Command;
use crate::sim::Time;

use super::bookmarks::Bookmark;
use super::checkpoints::Checkpoints;

/// Something on the tape, and when it was put there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// When.
    pub at: Time,
    /// What.
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

/// Where a branch left another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The number of the branch that it left.
    pub from: usize,
    /// When.
    pub at: Time,
}

/// A past and its future.
#[derive(Clone, Default)]
pub struct Branch {
    /// What it is called, if somebody has given it a name.
    pub name: Option<String>,
    /// Where it left another one; `None` of the first.
    pub fork: Option<Fork>,
    /// All that was done in it, from the start of the session.
    pub tape: Vec<Recorded>,
    /// The furthest moment that it has reached.
    pub horizon: Time,
    /// What happened up to the horizon. Meaningful when another moment than the horizon is shown.
    pub timeline: Timeline,
    /// Moments that somebody gave a name, in order of time.
    pub bookmarks: Vec<Bookmark>,
    /// Moments of it to run on from.
    pub checkpoints: Checkpoints,
}

impl Branch {
    /// A branch that leaves this one, whose number is `from`, after so much of its tape.
    pub fn leave(&self, from: usize, at: Time, played: usize, moves: u64) -> Self {
        let mut checkpoints = self.checkpoints.clone();
        checkpoints.forget_after(moves);
        Self {
            name: None,
            fork: Some(Fork { from, at }),
            tape: self.tape[..played].to_vec(),
            horizon: at,
            timeline: Timeline::default(),
            bookmarks: self.bookmarks.iter().filter(|it| it.at <= at).cloned().collect(),
            checkpoints,
        }
    }
}
