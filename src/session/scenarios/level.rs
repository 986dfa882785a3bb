//! What scenarios ask of those who watch.

use crate::catalog::tr;

/// How much somebody should know beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing.
    Basic,
    /// How a leader is elected, and how an entry is committed.
    Further,
    /// What the rules are for: these show what would happen without them, or at their edges.
    Expert,
}

impl Level {
    /// Every level, the easiest first.
    pub const ALL: [Self; 3] = [Self::Basic, Self::Further, Self::Expert];

    /// What it is called.
    pub fn name(self) -> &'static str {
        tr(self.written())
    }

    /// The same, as scripts write it.
    pub fn written(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Further => "further",
            Self::Expert => "expert",
        }
    }

    /// The level that scripts write so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.written() == name)
    }
}
