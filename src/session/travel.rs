//! How the session goes through its time: on, back, and to any moment.

use std::sync::Arc;

use crate::catalog::tr;
use crate::explain::facts::Observed;
use crate::sim::{Event, Time};

use super::Session;
use super::cursor::Cursor;

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
        let last = self.here.run.last_change;
        if last == Time::ZERO {
            return false;
        }
        self.seek(Time(last.0 - 1));
        true
    }

    /// The events of the last move or command up to now, in order.
    pub fn last_move(&self) -> Vec<Arc<Event>> {
        let newest_first = self.here.run.events.shared().rev();
        let last = self.here.run.last_change;
        let of_it = newest_first.skip_while(|event| event.at > last);
        let mut events: Vec<Arc<Event>> =
            of_it.take_while(|event| event.at == last).cloned().collect();
        events.reverse();
        events
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

    /// Ends the session at a moment of this branch: goes there, and forgets what came later, and the other branches.
    pub fn end_at(&mut self, moment: Time) {
        self.seek(moment);
        let mut branch = self.branches.swap_remove(self.current);
        branch.fork = None;
        branch.tape.truncate(self.here.played);
        branch.bookmarks.retain(|bookmark| bookmark.at <= moment);
        branch.horizon = moment;
        branch.checkpoints.forget_after(self.here.run.moves);
        self.branches = vec![branch];
        self.current = 0;
    }

    /// Shows every event of this branch, from its beginning to its end, also those that are kept no more, each with the
    /// state of the node that it has changed, for as long as the answer is that this should go on.
    pub fn every_event(&self, mut show: impl FnMut(&Event, Option<&Observed>) -> bool) {
        let (branch, mut next) = (self.branch(), 0);
        let mut cursor = Cursor::start(self.setup);
        loop {
            let events = &cursor.run.events;
            for event in events.since(next) {
                if !show(event, events.observed(event.seq).map(Arc::as_ref)) {
                    return;
                }
            }
            next = events.next();
            if !cursor.advance_one(&branch.tape, branch.horizon) {
                return;
            }
        }
    }

    /// Goes to the last kept moment before this one, or to the beginning.
    pub(super) fn rewind_to(&mut self, target: Time) {
        self.epoch += 1;
        match self.branches[self.current].checkpoints.towards(target) {
            Some(kept) => self.here.go_to(kept),
            None => self.here = Cursor::start(self.setup),
        }
    }

    /// Goes to the last kept moment before this one, if that is nearer than the present.
    fn leap_towards(&mut self, target: Time) {
        if let Some(kept) = self.branches[self.current].checkpoints.towards(target)
            && kept.run.moves > self.here.run.moves
        {
            self.epoch += 1;
            self.here.go_to(kept);
        }
    }

    /// What has happened up to the horizon is about to be out of sight, but the timeline goes on showing it.
    pub(super) fn remember_timeline(&mut self) {
        if self.is_at_end() {
            self.branch_mut().timeline = self.here.run.timeline.clone();
        }
    }

    /// One move, or one item of the tape; none is made after `limit`.
    pub(super) fn advance_one(&mut self, limit: Time) -> bool {
        let branch = &mut self.branches[self.current];
        let advanced = self.here.advance_one(&branch.tape, limit);
        if advanced {
            branch.checkpoints.pass(&mut self.here);
        }
        advanced
    }

    pub(super) fn arrive(&mut self, target: Time) {
        self.here.run.advance_to(target);
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

    /// What is said of a command that somebody has ended.
    pub(super) fn stopped_here(&self) -> String {
        tr!("stopped at {moment}, before it was done", moment = self.now())
    }

    /// Whether a command may go on that has taken so many moves.
    pub(super) fn check_budget(&self, moves: u64) -> Result<(), String> {
        if moves >= Self::MOVES_PER_LINE {
            return Err(tr!(
                "this takes more than {most} moves: ask for less time at once",
                most = Self::MOVES_PER_LINE
            ));
        }
        match &self.watch {
            Some(watch) if !watch.goes_on(moves, self.now()) => Err(self.stopped_here()),
            _ => Ok(()),
        }
    }
}
