//! The moments of a run that are kept, so that going to a moment means to run on from one shortly before it.
//!
//! They are sparse: every so many moves there is one. When they have become many, every second one is dropped and they
//! are kept half as often from then on, so a run of any length has a bounded number of them, evenly spread. A kept
//! moment shares logs, stores and lines with its neighbours and costs what has changed between them, and what it holds
//! alone: packets in flight, and what is due. Where that is much, as under a load that is too high, fewer are
//! kept, for the same bound on the whole.

use std::rc::Rc;

use crate::sim::Time;

use super::cursor::{Checkpoint, Cursor};
use super::run::Run;

/// The kept moments of one run, in order of time. Clones share them.
#[derive(Clone)]
pub struct Checkpoints {
    kept: Vec<Rc<Checkpoint>>,
    every: u64,
}

impl Default for Checkpoints {
    fn default() -> Self {
        Self { kept: Vec::new(), every: Self::CLOSEST }
    }
}

impl Checkpoints {
    /// How many moves are made at least before a moment is shown, so that there is a past to be seen.
    const PAST: u64 = 500;
    /// The fewest moves between two.
    const CLOSEST: u64 = 1_000;
    /// The last one of which this is true.
    pub fn last_of(&self, is: impl Fn(&Run) -> bool) -> Option<&Checkpoint> {
        self.kept.iter().rev().map(Rc::as_ref).find(|kept| is(&kept.run))
    }

    /// How many things all of them together may hold alone: some hundreds of bytes each.
    const MOST_UNSHARED: usize = 1_000_000;
    /// The most that are kept. In a browser each takes about half the room, since places in memory have short names
    /// there, and running on from one takes longer; so there are twice as many.
    const MOST: usize = 2_560 / size_of::<usize>();

    /// The run has come to here: keeps it if it is time to.
    pub fn pass(&mut self, here: &mut Cursor) {
        let Cursor { run, played } = here;
        let last = self.kept.last().map_or(0, |last| last.run.moves);
        if run.moves < last + self.every {
            return;
        }
        self.kept.push(Rc::new(Checkpoint { run: run.keep(), played: *played }));
        while self.kept.len() > Self::MOST
            || (self.kept.len() > 1 && self.unshared() > Self::MOST_UNSHARED)
        {
            self.every *= 2;
            let mut odd = false;
            self.kept.retain(|_| {
                odd = !odd;
                !odd
            });
        }
    }

    /// From where to run on to this moment: the last one that does not lie behind it, or the one before if that lies
    /// close behind. So there are always some events of the time before to be shown.
    pub fn towards(&self, moment: Time) -> Option<&Checkpoint> {
        let passed = self.kept.partition_point(|kept| kept.run.now() <= moment);
        let last = passed.checked_sub(1)?;
        let at = self.kept[last].run.now();
        let before = last.checked_sub(1).map(|before| &self.kept[before]);
        let gap = at.since(before.map_or(Time::ZERO, |before| before.run.now()));
        // Moves are spread about evenly, and so many of them take about this long.
        let close = moment.since(at) < gap * Self::PAST / self.every;
        if close { before } else { self.kept.get(last) }.map(Rc::as_ref)
    }

    /// How many things all of them together hold alone.
    pub fn unshared(&self) -> usize {
        self.kept.iter().map(|kept| kept.run.cluster.unshared()).sum()
    }

    /// Forgets all that lie after so many moves.
    pub fn forget_after(&mut self, moves: u64) {
        let right = self.kept.partition_point(|kept| kept.run.moves <= moves);
        self.kept.truncate(right);
    }
}
