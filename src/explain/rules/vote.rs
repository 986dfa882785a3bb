//! Which arm of RequestVote refused a vote.

use crate::raft::{LogId, NodeId, Term};

use super::arm::Arm;

/// What a voter was asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The candidate's term.
    pub term: Term,
    /// The candidate's last entry.
    pub last_log: LogId,
}

/// What a voter is known to be like when it answers.
#[derive(Clone, Copy, Debug)]
pub struct Voter {
    /// Whom it has voted for in its term.
    pub voted_for: Option<NodeId>,
    /// The last entry of its log.
    pub last: LogId,
}

/// Why a vote of this term was refused: by the first of the rules that spoke against it, if one is known.
pub fn refused(candidate: NodeId, term: Term, asked: Asked, voter: Voter) -> Option<Arm> {
    if term > asked.term {
        Some(Arm::VoteOldTerm)
    } else if voter.voted_for.is_some_and(|other| other != candidate) {
        Some(Arm::VoteTaken)
    } else {
        (voter.last > asked.last_log).then_some(Arm::VoteLogBehind)
    }
}

/// The same of a question before an election, which asks of no vote that was given. What else speaks against it is a leader
/// that is heard.
pub fn pre_vote_refused(term: Term, asked: Asked, voter: Voter) -> Arm {
    if term > asked.term {
        Arm::PreVoteOldTerm
    } else if voter.last > asked.last_log {
        Arm::PreVoteLogBehind
    } else {
        Arm::PreVoteHeard
    }
}
