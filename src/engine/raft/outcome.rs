//! What came of what somebody asked for: of a change of the membership, and of a leadership transfer.

use std::fmt;

use super::node_id::NodeSet;
use super::types::NodeId;

/// Why a change of the membership was refused, or did not come to its end. But for [`Refusal::Replaced`],
/// [`Refusal::NotCaughtUp`] and [`Refusal::Deposed`], nothing has changed. New ones go to the end: a digest rests on the
/// order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// This server does not lead, or is transferring the leadership.
    NotLeader {
        /// Who leads, as far as this server knows, or will lead if the transfer succeeds.
        leader: Option<NodeId>,
    },
    /// Another change has come so far that it has to be finished first, perhaps by another leader.
    InProgress,
    /// There would be nobody left who votes.
    LastVoter,
    /// This server is to be added, and votes already.
    AlreadyMember(NodeId),
    /// This server is to be removed, and takes no part.
    NotMember(NodeId),
    /// This server is to be both added and removed.
    AddedAndRemoved(NodeId),
    /// No server is to be added or removed.
    NothingToChange,
    /// Another request has taken its place, before these new voters had caught up; those that it has brought do not stay.
    Replaced(NodeSet),
    /// This new voter is too slow for what is being written, or does not answer; those that the request has brought do
    /// not stay.
    NotCaughtUp(NodeId),
    /// This server has ceased to lead. If the joint configuration is in the log that survives, the next leader finishes
    /// the change; if not, new servers may be left as learners, until they are promoted or removed.
    Deposed,
    /// This server is to be a learner, and is one.
    AlreadyLearner(NodeId),
    /// This server is to be promoted, and is no learner.
    NotLearner(NodeId),
    /// This server is named twice.
    NamedTwice(NodeId),
}

/// How a leadership transfer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransferOutcome {
    /// The successor leads.
    Completed,
    /// The successor has not taken over within the least election timeout: this server leads on.
    TimedOut,
    /// Another request has taken its place.
    Replaced,
    /// This server has ceased to lead, and has not heard the successor lead, but another, or nobody before it stood itself.
    Deposed,
    /// It has not begun: this server does not lead, or the successor leads already, or does not vote.
    Refused,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLeader { leader: Some(leader) } => write!(f, "{leader} leads"),
            Self::NotLeader { leader: None } => f.write_str("no leader is known"),
            Self::InProgress => f.write_str("another change is under way: wait for its end"),
            Self::LastVoter => f.write_str("nobody would be left who votes"),
            Self::AlreadyMember(id) => write!(f, "{id} votes already"),
            Self::NotMember(id) => write!(f, "{id} is no member"),
            Self::AddedAndRemoved(id) => write!(f, "{id} cannot be both added and removed"),
            Self::NothingToChange => f.write_str("no server is to be added or removed"),
            Self::Replaced(new) => {
                f.write_str("another change has taken its place")?;
                let mut new = new.iter();
                if let Some(first) = new.next() {
                    write!(f, "; {first}")?;
                    new.try_for_each(|id| write!(f, ", {id}"))?;
                    f.write_str(" stays without a vote: ask again")?;
                }
                Ok(())
            }
            Self::NotCaughtUp(id) => write!(
                f,
                "{id} cannot catch up, being too slow or away: look after it, and ask again"
            ),
            Self::Deposed => {
                f.write_str("the leader has changed: look who is a member, and ask again")
            }
            Self::AlreadyLearner(id) => {
                write!(f, "{id} is a learner already: promote {id} lets it vote")
            }
            Self::NotLearner(id) => write!(f, "{id} is no learner: add {id} lets it join"),
            Self::NamedTwice(id) => {
                write!(f, "{id} is named twice: say what is to become of it once")
            }
        }
    }
}

impl std::error::Error for Refusal {}
