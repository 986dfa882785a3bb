//! What something under way follows from.

use std::hash::{Hash, Hasher};

/// The number of the event that something under way follows from; none, if a command brought it about or the cluster was
/// switched on with it.
///
/// All origins are equal, and hash to nothing. Worlds that differ only in how their events are numbered go on alike, and
/// the search through all that could happen must know them for one. No move depends on an origin.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin(pub Option<u64>);

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

impl Hash for Origin {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Origin {
    /// This one, or another if it is none.
    pub fn or(self, other: Self) -> Self {
        Self(self.0.or(other.0))
    }
}
