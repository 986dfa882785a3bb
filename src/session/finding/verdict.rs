//! What came of a search.

use crate::sim::Time;

use super::act::Act;

/// Which engine has found something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The one that goes through every schedule.
    Exhaustive,
    /// The one that tries schedules by chance.
    Guided,
}

impl Engine {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exhaustive => "exhaustive",
            Self::Guided => "guided",
        }
    }
}

/// A schedule that leads to where the condition holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The moves.
    pub acts: Vec<Act>,
    /// When the condition holds then.
    pub at: Time,
    /// The digest of the cluster then.
    pub digest: u64,
    /// Who has found it.
    pub engine: Engine,
}

/// What came of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is a schedule.
    Found(Witness),
    /// None was found.
    NotFound,
}
