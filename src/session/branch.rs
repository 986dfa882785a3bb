//! A branch: one past, and the future that followed from what was done in it.

use super::run::Setup;
use super::timeline::Timeline;
use crate::sim::Time;

use super::checkpoints::Checkpoints;
use super::cursor::Cursor;
use super::record::Recorded;

/// Where a branch left another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The number of the branch that it left.
    pub from: usize,
    pub at: Time,
}

/// A moment of a branch that somebody gave a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    pub at: Time,
    /// What it is called.
    pub name: String,
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
    /// A run of it at this moment, with the events of some time before it.
    pub fn cursor_at(&self, setup: Setup, moment: Time) -> Cursor {
        let mut cursor = Cursor::start(setup);
        if let Some(kept) = self.checkpoints.towards(moment) {
            cursor.go_to(kept);
        }
        while cursor.advance_one(&self.tape, moment) {}
        cursor.run.advance_to(moment);
        cursor
    }

    /// A run of it just before this moment.
    pub fn cursor_before(&self, setup: Setup, moment: Time) -> Cursor {
        match moment.0.checked_sub(1) {
            Some(us) => self.cursor_at(setup, Time(us)),
            None => Cursor::start(setup),
        }
    }

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
