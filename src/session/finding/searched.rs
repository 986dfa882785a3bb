//! What was looked at.

use super::exhaustive::Exhausted;
use super::guided::Tried;

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// By the exhaustive engine.
    pub exhausted: Exhausted,
    /// By the one that goes by chance, if it has begun.
    pub tried: Option<Tried>,
}

impl Searched {
    /// How many schedules were begun, by either.
    pub fn runs(&self) -> u64 {
        self.exhausted.runs + self.tries()
    }

    /// How many of them by chance.
    pub fn tries(&self) -> u64 {
        self.tried.as_ref().map_or(0, |it| it.tries)
    }

    /// How many states were looked at, by either.
    pub fn states(&self) -> u64 {
        self.exhausted.states + self.tried.as_ref().map_or(0, |it| it.states)
    }
}
