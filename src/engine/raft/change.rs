//! What a leader knows of the change of the membership that it was asked for. The rules are in `reconfiguration.rs`.

use std::collections::BTreeMap;

use super::io::ProposalId;
use super::node_id::NodeSet;
use super::types::{Configuration, Index, NodeId};

/// A change of the membership under way, as the leader that was asked for it sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    pub(super) proposal: ProposalId,
    /// Who is to take part in the end, and how.
    pub(super) target: Configuration,
    /// The learners that it has brought, who leave if it is given up.
    pub(super) newcomers: NodeSet,
    pub(super) stage: Stage,
}

/// How far a change has come.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Stage {
    /// The new servers try to reach the end of the log in good time (dissertation 4.2.1).
    CatchingUp(Box<Round>),
    /// They have. The joint configuration is to be appended as soon as that is allowed.
    CaughtUp,
    /// It has been appended; or nobody gets or loses a vote, and what was asked for is appended itself.
    Decided,
}

/// A round of catching up (dissertation 4.2.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Round {
    /// Which one, from 1.
    pub(super) number: u32,
    /// Where the log ended when it began.
    pub(super) until: Index,
    /// How many heartbeats ago that was.
    pub(super) heartbeats: u32,
    /// What the new servers have of log and snapshot, taken together: whether that changes is all that matters.
    pub(super) progress: u64,
    /// How many heartbeats ago it changed.
    pub(super) idle: u32,
}

/// The servers that have left, to which the leader still speaks, and how many heartbeats each has been sent since that
/// was committed.
pub(super) type Leaving = BTreeMap<NodeId, u32>;

impl Change {
    /// The caller's name for it.
    pub fn proposal(&self) -> ProposalId {
        self.proposal
    }

    /// Who is to vote in the end.
    pub fn voters(&self) -> NodeSet {
        self.target.voters
    }

    /// The next configuration on the way there, if one voter at a time comes or goes, and no two sets rule together: see
    /// [`Settings::single_server_unguarded`](super::Settings::single_server_unguarded).
    pub(super) fn single_step_from(&self, present: &Configuration) -> Configuration {
        let mut voters = present.voters;
        if let Some(new) = (self.target.voters - voters).first() {
            voters.insert(new);
        } else if let Some(old) = (voters - self.target.voters).first() {
            voters.remove(old);
        }
        if voters == self.target.voters {
            return self.target.clone();
        }
        let learners = (present.learners | self.target.learners) - voters;
        Configuration { voters, outgoing: NodeSet::EMPTY, learners }
    }

    /// Whether no joint configuration has been appended yet: another request may take its place.
    pub fn is_catching_up(&self) -> bool {
        self.stage != Stage::Decided
    }
}
