//! How the session goes through its time: on, back, and to any moment.

use crate::app::run::{Begun, Run};
use crate::app::transcript::LineKind;
use crate::sim::Time;

use super::Session;
use super::branch::{Item, Recorded};

impl Session {
    /// Lets time pass up to this moment, replaying the tape where there is one.
    pub fn advance_to(&mut self, target: Time) {
        while self.advance_one(target) {}
        self.arrive(target);
    }

    /// Lets time pass up to this moment, or up to so many moves, whichever comes first.
    pub fn advance_within(&mut self, target: Time, most_moves: u32) {
        for _ in 0..most_moves {
            if !self.advance_one(target) {
                self.arrive(target);
                return;
            }
        }
        self.arrive(self.now());
    }

    /// Makes the next move or plays the next command of the tape, whatever comes first. Returns whether there was one.
    pub fn step(&mut self) -> bool {
        let stepped = self.advance_one(Time(u64::MAX));
        self.arrive(self.now());
        stepped
    }

    /// Goes back to just before the last move or command. Returns whether there was one.
    pub fn step_back(&mut self) -> bool {
        let last = self.run.last_change;
        if last == Time::ZERO {
            return false;
        }
        self.seek(Time(last.0 - 1));
        true
    }

    /// Shows this moment, past or future. The tape stays.
    pub fn seek(&mut self, target: Time) {
        if target < self.now() {
            self.remember_timeline();
            self.rewind_to(target);
        } else {
            self.leap_towards(target);
        }
        self.advance_to(target);
    }

    /// Goes to the last kept moment before this one, or to the beginning.
    pub(super) fn rewind_to(&mut self, target: Time) {
        self.epoch += 1;
        let branch = &self.branches[self.current];
        match branch.checkpoints.towards(target) {
            Some(kept) => {
                self.run.go_to(&kept.run);
                self.played = kept.played;
            }
            None => {
                self.run = Run::new(self.setup);
                self.played = 0;
            }
        }
    }

    /// Goes to the last kept moment before this one, if that is nearer than the present.
    fn leap_towards(&mut self, target: Time) {
        let branch = &self.branches[self.current];
        if let Some(kept) = branch.checkpoints.towards(target)
            && kept.run.moves > self.run.moves
        {
            self.epoch += 1;
            self.run.go_to(&kept.run);
            self.played = kept.played;
        }
    }

    /// What has happened up to the horizon is about to be out of sight, but the timeline goes on showing it.
    pub(super) fn remember_timeline(&mut self) {
        if self.now() == self.horizon() {
            self.branch_mut().timeline = self.run.timeline.clone();
        }
    }

    /// One move, or one item of the tape; none is made after `limit`.
    pub(super) fn advance_one(&mut self, limit: Time) -> bool {
        let next = self.branch().tape.get(self.played).map(|next| next.at);
        let advanced = match next {
            None => self.run.step_by(limit),
            Some(at) if self.run.step_by(at.min(limit)) => true,
            Some(at) if at > limit => false,
            Some(_) => {
                let next = self.branch().tape[self.played].clone();
                self.play(next);
                true
            }
        };
        if advanced {
            let played = self.played;
            self.branches[self.current].checkpoints.pass(&mut self.run, played);
        }
        advanced
    }

    /// Plays the next item of the tape, whose time has come.
    fn play(&mut self, Recorded { at, what }: Recorded) {
        self.run.advance_to(at);
        self.played += 1;
        match what {
            Item::Remark(kind, text) => self.run.say(kind, text),
            Item::Command(command) => {
                if let Err(error) = self.run.perform(&command) {
                    // What was done once is done again in the same way, unless the tape was written by another version.
                    self.run.say(LineKind::Error, error);
                }
            }
        }
    }

    pub(super) fn arrive(&mut self, target: Time) {
        self.run.advance_to(target);
        let now = self.now();
        let horizon = &mut self.branch_mut().horizon;
        *horizon = now.max(*horizon);
    }

    /// Lets time pass for a command, within the budget of one line.
    pub(super) fn pass(&mut self, target: Time) -> Result<(), String> {
        let mut moves = 0;
        while self.advance_one(target) {
            self.check_budget(moves)?;
            moves += 1;
        }
        self.arrive(target);
        Ok(())
    }

    pub(super) fn check_budget(&self, moves: u64) -> Result<(), String> {
        if moves < Self::MOVES_PER_LINE {
            Ok(())
        } else {
            Err(format!(
                "this takes more than {} moves: ask for less time at once",
                Self::MOVES_PER_LINE
            ))
        }
    }

    /// Lets time pass until none of these operations is under way.
    ///
    /// # Errors
    /// A sentence when that takes too long.
    pub(in crate::app) fn await_answers(&mut self, begun: &Begun) -> Result<(), String> {
        let mut moves = 0;
        while !self.run.answered(begun) {
            self.check_budget(moves)?;
            moves += 1;
            if !self.step() {
                return Err("nothing moves any more, and the answer has not come".to_owned());
            }
        }
        Ok(())
    }
}
