//! A moment that a session shows, and how one is led there again.

use crate::session::Session;
use crate::session::checkpoints::Checkpoints;
use crate::session::cursor::Cursor;
use crate::session::finding::Act;
use crate::session::record::{Item, Recorded};
use crate::session::run::{Run, Setup};
use crate::sim::Time;

use super::reading::number;

/// A session of more moves takes longer to be led there again than what is wanted may take.
const MOST_MOVES: u64 = 300_000;

/// How a session began, all that is done in it, and the moment that it shows.
#[derive(Clone, Debug)]
pub struct Moment {
    pub setup: Setup,
    pub now: Time,
    /// How many of the commands were given by then: of those that share a moment, not all may be.
    given: usize,
    digest: u64,
    /// The commands.
    pub tape: Vec<Recorded>,
}

/// Who was led to a moment.
pub struct Led {
    pub run: Run,
    /// Moments of the way there.
    pub kept: Checkpoints,
}

impl Moment {
    /// The moment that a session shows, in lines. `None` if so much has happened that doing it again would take too long.
    pub fn lines(session: &Session) -> Option<Vec<String>> {
        let run = &session.here.run;
        if run.moves > MOST_MOVES {
            return None;
        }
        let Setup { nodes, seed } = session.setup;
        let (now, digest) = (run.now().0, run.cluster.digest());
        let tape = &session.branch().tape;
        let given = tape[..session.here.played].iter().filter(|it| it.is_command()).count();
        let mut lines = vec![format!("{nodes} {seed} {now} {given} {digest}")];
        lines.extend(tape.iter().filter_map(|Recorded { at, what }| match what {
            Item::Command(command) => Some(Act { at: *at, command: command.clone() }.to_string()),
            Item::Remark(..) => None,
        }));
        Some(lines)
    }

    /// Reads the same: what is left of some lines. `None` if they say nothing of the kind.
    pub fn read<'a>(mut lines: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut words = lines.next()?.split(' ');
        let setup = Setup { nodes: number(words.next())?, seed: number(words.next())? };
        let now = Time(number(words.next())?);
        let (given, digest) = (number(words.next())?, number(words.next())?);
        let recorded = |line| {
            let Act { at, command } = Act::read(line)?;
            Some(Recorded { at, what: Item::Command(command) })
        };
        let tape = lines.map(recorded).collect::<Option<Vec<_>>>()?;
        (given <= tape.len()).then_some(Self { setup, now, given, digest, tape })
    }

    /// Does it all again up to the moment. Keeps moments of the way if `keep`, which takes memory. `None` if that leads to another
    /// state.
    pub fn lead(&self, keep: bool) -> Option<Led> {
        let mut cursor = Cursor::start(self.setup);
        let mut kept = Checkpoints::default();
        // What could not be done again leads to another state, which is noticed.
        while cursor.advance_one(&self.tape[..self.given], self.now) {
            if keep {
                kept.pass(&mut cursor);
            }
        }
        let Cursor { mut run, played } = cursor;
        run.advance_to(self.now);
        let same = played == self.given && run.cluster.digest() == self.digest;
        same.then_some(Led { run, kept })
    }
}
