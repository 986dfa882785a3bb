//! A run, and how far along a tape it is.

use super::line::LineKind;
use super::run::{Run, Setup};
use crate::sim::Time;

use super::record::{Item, Recorded};

/// A run that follows a tape.
pub struct Cursor {
    pub run: Run,
    /// How much of the tape has been played.
    pub played: usize,
}

/// A run at a moment.
pub struct Checkpoint {
    pub run: Run,
    /// How much of the tape had been played.
    pub played: usize,
}

impl Cursor {
    /// At the beginning.
    pub fn start(setup: Setup) -> Self {
        Self { run: Run::new(setup), played: 0 }
    }

    /// Goes to a kept moment of the same branch.
    pub fn go_to(&mut self, kept: &Checkpoint) {
        self.run.go_to(&kept.run);
        self.played = kept.played;
    }

    /// One move, or one item of the tape; none is made after `limit`.
    pub fn advance_one(&mut self, tape: &[Recorded], limit: Time) -> bool {
        match tape.get(self.played) {
            None => self.run.step_by(limit),
            Some(next) if self.run.step_by(next.at.min(limit)) => true,
            Some(next) if next.at > limit => false,
            Some(next) => {
                self.play(next);
                true
            }
        }
    }

    /// Plays the next item of the tape, whose time has come.
    fn play(&mut self, Recorded { at, what }: &Recorded) {
        self.run.advance_to(*at);
        self.played += 1;
        match what {
            Item::Remark(kind, text) => self.run.say(kind.clone(), text.clone()),
            Item::Command(command) => {
                if let Err(error) = self.run.perform(command) {
                    // What was done once is done again in the same way, unless the tape was written by another version.
                    self.run.say(LineKind::Error, error);
                }
            }
        }
    }
}
