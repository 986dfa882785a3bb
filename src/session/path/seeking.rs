//! Looking for a run that shows a rule: seeds, knobs and chaos are tried, so many and no more.

use std::fmt;

use crate::explain::rules::Arm;
use crate::session::run::Setup;
use crate::session::{Playing, Session};
use crate::sim::Time;

/// A run that shows a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub arm: Arm,
    pub seed: u64,
    /// When it is first at work.
    pub at: Time,
    /// The lines of the run.
    pub script: String,
}

/// How a cluster is set up and troubled, in the order in which it is tried. Each line takes little time to run.
const VARIANTS: [&str; 5] = [
    "chaos on\nload 20/s for 2s clients 2 &\nadvance 3s\n",
    "set prevote on\nset checkquorum on\nset snapshot 8\nset reads index\nchaos on wild\nload 20/s for 2s clients 2 &\nadvance 3s\n",
    "set checkquorum on\nset reads lease\nuntil leader within 5s\nadd n6\nload 20/s for 2s clients 2 &\nchaos on\nadvance 2s\ntransfer n2\nadvance 1s\n",
    "set reads follower\nset snapshot 4\nset batch 10ms\nuntil leader within 5s\nload 20/s for 1s clients 2 &\ncrash leader\nadvance 1s\nremove n2\nadvance 1s\n",
    "set loss 20%\nchaos on all\nload 20/s for 2s clients 2 &\nadvance 3s\n",
];

/// How many seeds are tried, each with every variant.
const SEEDS: u64 = 4;

/// A run that shows the first of these rules that any run shows which is tried; the first of them ends it at once. `None` if
/// none does.
pub fn seek(wanted: &[Arm]) -> Option<Found> {
    let mut seeking = Seeking::of(wanted.to_vec());
    loop {
        if let Some(found) = seeking.go_on(u64::MAX) {
            return found;
        }
    }
}

/// Runs that are tried one after the other.
pub struct Seeking {
    wanted: Vec<Arm>,
    /// How many were tried.
    tried: usize,
    /// The one that is being tried.
    run: Option<(Session, Playing)>,
    /// The best so far, and the place of what it shows among what is wanted.
    best: Option<(usize, Found)>,
}

impl Seeking {
    const ALL: usize = SEEDS as usize * VARIANTS.len();

    /// These rules are wanted.
    pub fn of(wanted: Vec<Arm>) -> Self {
        Self { wanted, tried: 0, run: None, best: None }
    }

    /// How many runs were tried.
    pub fn tried(&self) -> usize {
        self.tried
    }

    /// How many of them were, in thousandths.
    pub fn progress(&self) -> u32 {
        (self.tried * 1_000 / Self::ALL) as u32
    }

    /// Goes on, for so many moves at most. What was found, once enough was tried.
    pub fn go_on(&mut self, most_moves: u64) -> Option<Option<Found>> {
        let Some((seed, script)) = self.script() else {
            return Some(self.best.take().map(|(_, found)| found));
        };
        if self.run.is_none() {
            // They are written here, and can be read.
            let playing = Playing::of(&script).ok()?;
            self.run = Some((Session::open(Setup::default()), playing));
        }
        let (session, playing) = self.run.as_mut()?;
        // One that cannot be carried out to its end shows what it shows.
        let _ = playing.go_on(session, most_moves)?;
        let covered = super::covered_by(session);
        (self.tried, self.run) = (self.tried + 1, None);
        let place = self.wanted.iter().position(|arm| covered.of(*arm).is_some())?;
        let (arm, at) = (self.wanted[place], covered.of(self.wanted[place])?.first);
        if self.best.as_ref().is_none_or(|(before, _)| place < *before) {
            self.best = Some((place, Found { arm, seed, at, script }));
        }
        if place == 0 {
            self.tried = Self::ALL;
        }
        None
    }

    /// The next run: its seed and its lines.
    fn script(&self) -> Option<(u64, String)> {
        let variant = VARIANTS[self.tried % VARIANTS.len()];
        let seed = (self.tried / VARIANTS.len()) as u64 + 1;
        (seed <= SEEDS).then(|| (seed, format!("cluster 5\nseed {seed}\n{variant}")))
    }
}

impl fmt::Debug for Seeking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seeking").field("tried", &self.tried).finish_non_exhaustive()
    }
}
