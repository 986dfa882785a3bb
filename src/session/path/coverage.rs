//! Which rules a session has exercised, from its beginning to the moment that is shown.

use crate::explain::rules::Coverage;
use crate::session::Session;
use crate::session::cursor::Cursor;

/// The rules that were at work in the branch that is shown, up to this moment. Where the first events are kept no longer,
/// the branch is run again: that takes as long as it took to come here.
pub fn covered_by(session: &Session) -> Coverage {
    let mut coverage = Coverage::default();
    let log = session.events();
    if log.first() == 0 {
        coverage.follow(log);
        return coverage;
    }
    let tape = &session.branch().tape[..session.here.played];
    let mut cursor = Cursor::start(session.setup);
    coverage.follow(&cursor.run.events);
    while cursor.advance_one(tape, session.now()) {
        coverage.follow(&cursor.run.events);
    }
    coverage
}
