//! Virtual time.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A moment of virtual time: whole microseconds since the cluster was switched on.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Time(pub u64);

impl Time {
    /// When the cluster was switched on.
    pub const ZERO: Self = Self(0);

    /// The moment so many microseconds later; the end of time if that is out of range.
    pub fn plus_us(self, us: u64) -> Self {
        Self(self.0.saturating_add(us))
    }

    /// The moment so many microseconds earlier; when the cluster was switched on if that is out of range.
    pub fn minus_us(self, us: u64) -> Self {
        Self(self.0.saturating_sub(us))
    }

    /// Microseconds from `earlier` to this moment; 0 if `earlier` is not earlier.
    pub fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Time {
    /// Minutes, seconds and milliseconds: `00:03.842`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ms, s) = (self.0 / 1_000, self.0 / 1_000_000);
        write!(f, "{:02}:{:02}.{:03}", s / 60, s % 60, ms % 1_000)
    }
}
