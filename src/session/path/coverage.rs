//! Which rules a session has exercised, from its beginning to the moment that is shown.

use std::fmt;

use crate::explain::rules::Coverage;
use crate::session::Session;
use crate::session::cursor::Cursor;
use crate::session::record::Recorded;
use crate::sim::Time;

/// The rules that were at work in the branch that is shown, up to this moment.
pub fn covered_by(session: &Session) -> Coverage {
    let mut covering = Covering::of(session);
    while !covering.go_on(u64::MAX) {}
    covering.coverage
}

/// The rules that were at work up to a moment, as they are found out. Where the first events are kept no longer, the branch
/// is run again: that takes as long as it took to come there.
pub struct Covering {
    coverage: Coverage,
    again: Option<(Cursor, Vec<Recorded>)>,
    until: Time,
}

impl Covering {
    /// Those of a session.
    pub fn of(session: &Session) -> Self {
        let mut coverage = Coverage::default();
        let (log, until) = (session.events(), session.now());
        if log.first() == 0 {
            coverage.follow(log);
            return Self { coverage, again: None, until };
        }
        let tape = session.branch().tape[..session.here.played].to_vec();
        let cursor = Cursor::start(session.setup);
        coverage.follow(&cursor.run.events);
        Self { coverage, again: Some((cursor, tape)), until }
    }

    /// Goes on, for so many moves at most. Whether all is found out.
    pub fn go_on(&mut self, most_moves: u64) -> bool {
        let Some((cursor, tape)) = &mut self.again else { return true };
        for _ in 0..most_moves {
            if !cursor.advance_one(tape, self.until) {
                return true;
            }
            self.coverage.follow(&cursor.run.events);
        }
        false
    }

    /// The moment up to which it is found out.
    pub fn now(&self) -> Time {
        self.again.as_ref().map_or(self.until, |(cursor, _)| cursor.run.now())
    }

    /// How much is found out, in thousandths.
    pub fn progress(&self) -> u32 {
        (u128::from(self.now().0) * 1_000 / u128::from(self.until.0.max(1))) as u32
    }

    /// What is found out.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }
}

impl fmt::Debug for Covering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Covering").field("now", &self.now()).finish_non_exhaustive()
    }
}
