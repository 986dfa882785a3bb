//! What scenarios are about.

use crate::catalog::tr;

/// A chapter of the course that the scenarios make up. The order is the course's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Who leads, and how that is decided.
    Elections,
    /// How entries come into every log, and when they are committed.
    Replication,
    /// What clients see: redirects, retries, answers that do not come.
    Clients,
    /// Crashes, partitions, cut links, and what is done against them.
    Faults,
    /// How nodes join and leave.
    Membership,
    /// How reads are answered, and when an answer may be old.
    Reads,
    /// Wrong rules, and the harm that they do.
    GoesWrong,
}

impl Topic {
    /// Every topic, in order.
    pub const ALL: [Self; 7] = [
        Self::Elections,
        Self::Replication,
        Self::Clients,
        Self::Faults,
        Self::Membership,
        Self::Reads,
        Self::GoesWrong,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        tr(self.written())
    }

    /// The same, as scripts write it.
    pub fn written(self) -> &'static str {
        match self {
            Self::Elections => "Elections",
            Self::Replication => "Replication",
            Self::Clients => "Clients",
            Self::Faults => "Faults",
            Self::Membership => "Membership",
            Self::Reads => "Reads",
            Self::GoesWrong => "What goes wrong",
        }
    }

    /// The topic that scripts write so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.written() == name)
    }
}
