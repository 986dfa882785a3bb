//! How far a search is.

use std::ops::Add;
use std::sync::atomic::{AtomicU64, Ordering};

use super::case::Outcome;

/// How far a search is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many seeds were tried.
    pub tried: u64,
    /// With how many of them something was wrong.
    pub failed: u64,
    /// For how many of them it could not be told whether what the clients saw is linearizable.
    pub too_hard: u64,
    /// For how many of them the election range was turned at the end, because the knobs broke the timing requirement.
    pub retimed: u64,
    /// For how many of them progress was not demanded after all, because a server became a voter whose disk is too slow, or
    /// came back with an empty disk.
    pub undemanded: u64,
}

impl Add for Progress {
    type Output = Self;

    /// How far two searches are together.
    fn add(self, other: Self) -> Self {
        Self {
            tried: self.tried + other.tried,
            failed: self.failed + other.failed,
            too_hard: self.too_hard + other.too_hard,
            retimed: self.retimed + other.retimed,
            undemanded: self.undemanded + other.undemanded,
        }
    }
}

/// How far a search is, for all its threads.
#[derive(Debug, Default)]
pub(super) struct Counts {
    tried: AtomicU64,
    failed: AtomicU64,
    too_hard: AtomicU64,
    retimed: AtomicU64,
    undemanded: AtomicU64,
}

impl Counts {
    /// Another try is over.
    pub(super) fn add(&self, outcome: &Outcome) {
        let count = |which: &AtomicU64, counts: bool| {
            which.fetch_add(u64::from(counts), Ordering::Relaxed);
        };
        count(&self.failed, outcome.fault.is_some());
        count(&self.too_hard, outcome.too_hard);
        count(&self.retimed, outcome.retimed);
        count(&self.undemanded, outcome.undemanded);
        count(&self.tried, true);
    }

    /// How far it is.
    pub(super) fn progress(&self) -> Progress {
        let read = |which: &AtomicU64| which.load(Ordering::Relaxed);
        Progress {
            tried: read(&self.tried),
            failed: read(&self.failed),
            too_hard: read(&self.too_hard),
            retimed: read(&self.retimed),
            undemanded: read(&self.undemanded),
        }
    }
}
