//! A fork of a run: what would come next, without a trace in the session.

use crate::script;
use crate::session::cursor::Cursor;
use crate::session::record::Recorded;
use crate::session::run::Run;
use crate::sim::{Event, Time};

/// The most moves that a fork makes.
const MOST_MOVES: u32 = 4_000;

/// A run that goes on by itself.
pub struct Fork<'a> {
    cursor: Cursor,
    /// What the session has recorded of its future.
    tape: &'a [Recorded],
    /// The number of the first event that has not been looked at.
    next: u64,
    moves: u32,
}

impl<'a> Fork<'a> {
    /// A fork of this run, of whose tape so much has been played.
    pub fn of(run: &Run, tape: &'a [Recorded], played: usize) -> Self {
        let next = run.events.next();
        Self { cursor: Cursor { run: run.clone(), played }, tape, next, moves: 0 }
    }

    /// Carries out a line, as somebody might have. What was recorded of the future is no longer what follows. Returns whether
    /// it could be done.
    pub fn act(&mut self, line: &str) -> bool {
        self.tape = &[];
        self.cursor.played = 0;
        match script::parse_line(line, 1) {
            Ok(Some(script::Line { command: Some(command), .. })) => {
                self.cursor.run.perform(&command).is_ok()
            }
            _ => false,
        }
    }

    /// The run, as far as it has come.
    pub fn run(&self) -> &Run {
        &self.cursor.run
    }

    /// What has happened since the last time: what a line has led to at once, and then move by move. `None` when nothing
    /// more is done by this moment.
    pub fn news(&mut self, limit: Time) -> Option<Vec<Event>> {
        loop {
            let log = &self.cursor.run.events;
            if log.next() > self.next {
                let news = log.since(self.next).cloned().collect();
                self.next = log.next();
                return Some(news);
            }
            self.moves += 1;
            if self.moves > MOST_MOVES || !self.cursor.advance_one(self.tape, limit) {
                return None;
            }
        }
    }
}
