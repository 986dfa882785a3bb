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

/// How far a search is, in the order in which one alone would go on: of several that share it, who finds something at the first
/// place has found what one alone would have found, as long as it is exhaustive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Whether it goes by chance.
    pub guided: bool,
    /// How many moves the schedules have; of one that goes by chance, how many states were looked at.
    pub far: u64,
    /// Among those of as many moves.
    pub first: u64,
}

impl Searched {
    /// What several have looked at that share a search.
    pub fn together(shares: &[Self]) -> Self {
        let exhausted = shares.iter().map(|it| &it.exhausted);
        let begun = || shares.iter().filter_map(|it| it.tried.as_ref());
        Self {
            exhausted: Exhausted {
                moves: exhausted.clone().map(|it| it.moves).min().flatten(),
                runs: exhausted.clone().map(|it| it.runs).sum(),
                states: exhausted.clone().map(|it| it.states).sum(),
                beyond: exhausted.filter_map(|it| it.beyond).reduce(|one, other| one + other),
            },
            tried: begun().next().map(|_| Tried {
                tries: begun().map(|it| it.tries).sum(),
                states: begun().map(|it| it.states).sum(),
                shapes: begun().map(|it| it.shapes).sum(),
            }),
        }
    }

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
