//! The small words of the protocol: who, when (in terms), where (in the log), and what is stored there.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::node_id::NodeSet;

pub use super::node_id::NodeId;

/// A term: Raft's logical clock (paper 5.1). Term 0 is the time before the first election.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Term(pub u64);

/// A place in the log. The first entry has index 1; index 0 means "before the log".
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Index(pub u64);

/// An entry's identity: its term and its index. The order, term first, is the paper's "more up-to-date" (5.4.1), so
/// comparing two logs is comparing the identities of their last entries.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct LogId {
    /// The term in which a leader created the entry.
    pub term: Term,
    /// Where it stands.
    pub index: Index,
}

/// The caller's name for a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReadId(pub u64);

/// What is replicated, as the state machine wrote it. The protocol never looks inside. Cloning shares the bytes.
pub type Bytes = Arc<[u8]>;

/// One slot of the replicated log. Cloning shares the payload.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Term and index.
    pub id: LogId,
    /// What the slot holds.
    pub payload: Payload,
}

/// What a log entry holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Payload {
    /// The entry that a new leader writes first, so that it may commit what it inherited (paper 8, dissertation 6.4).
    Noop,
    /// A command for the state machine.
    Command(Bytes),
    /// A cluster configuration; it rules from the moment it is appended (dissertation 4.1).
    Configuration(Arc<Configuration>),
}

impl Payload {
    /// How many bytes of a command it holds: none, if it is not one.
    pub fn bytes(&self) -> u64 {
        match self {
            Self::Command(command) => command.len() as u64,
            Self::Noop | Self::Configuration(_) => 0,
        }
    }
}

/// Who takes part. With `outgoing` empty it is a plain configuration; otherwise it is a joint one, and every decision
/// needs a majority of both sets (paper 6, dissertation 4.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Configuration {
    /// The voters, or in a joint configuration the new voters (C-new).
    pub voters: NodeSet,
    /// The old voters (C-old) while a joint configuration rules; else empty.
    pub outgoing: NodeSet,
    /// Servers that receive the log and do not vote (dissertation 4.2.1).
    pub learners: NodeSet,
}

impl Configuration {
    /// A plain configuration of these voters, with no learners.
    pub fn of(voters: impl IntoIterator<Item = NodeId>) -> Self {
        Self { voters: voters.into_iter().collect(), ..Self::default() }
    }

    /// Every server that takes part in any way, in order, each once.
    pub fn members(&self) -> NodeSet {
        self.voters | self.outgoing | self.learners
    }

    /// Whether two sets of voters rule together.
    pub fn is_joint(&self) -> bool {
        !self.outgoing.is_empty()
    }

    /// Whether this server's vote counts.
    pub fn is_voter(&self, id: NodeId) -> bool {
        (self.voters | self.outgoing).contains(id)
    }

    /// Whether these servers decide: a majority of the voters, and of the outgoing voters if there are any.
    pub fn is_quorum(&self, who: NodeSet) -> bool {
        let majority = |voters: NodeSet| (voters & who).len() > voters.len() / 2;
        majority(self.voters) && (self.outgoing.is_empty() || majority(self.outgoing))
    }
}

impl Term {
    /// The term after this one.
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl Index {
    /// Before the log.
    pub const ZERO: Self = Self(0);

    /// The index after this one.
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The index before this one; of [`Index::ZERO`], itself.
    pub fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.index, self.term)
    }
}
