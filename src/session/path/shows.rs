//! What shows each rule: a story in which it is at work, or a mission.

use crate::explain::rules::Arm;

use super::chapters::Piece;

/// What shows a rule; `None` of one that no story and no mission shows, but a script of one's own.
pub fn shown_by(arm: Arm) -> Option<Piece> {
    use Piece::{Mission, Story};
    Some(match arm {
        Arm::CandidacyDurable
        | Arm::VoteDurable
        | Arm::EntriesDurable
        | Arm::VoteGranted
        | Arm::VoteTaken
        | Arm::AppendAccepted
        | Arm::EntriesAppended
        | Arm::LeaderCommit
        | Arm::TermTakenOver
        | Arm::Applied
        | Arm::HeartbeatHeard
        | Arm::ElectionTimeout
        | Arm::OwnVote
        | Arm::VotesAsked
        | Arm::VoteCounted
        | Arm::Elected
        | Arm::LeaderFound
        | Arm::HeartbeatSent
        | Arm::FirstEntry
        | Arm::EntriesSent
        | Arm::CommitOwnTerm => Story("first-election"),
        Arm::LostUnsynced => Story("power-cut"),
        Arm::Restored | Arm::RequestAppended | Arm::Answered => Story("leader-crash"),
        Arm::TornRecord => Story("torn-write"),
        Arm::CannotWrite => Story("full-disk"),
        Arm::VoteLogBehind => Story("even-split"),
        Arm::AppendOldTerm | Arm::SuffixTruncated => Story("minority"),
        Arm::AppendMissing
        | Arm::LeaderDeposed
        | Arm::NextLowered
        | Arm::Redirected
        | Arm::Retried
        | Arm::HandoverBegun
        | Arm::SuccessorCalled
        | Arm::SuccessorStands
        | Arm::HandoverDone
        | Arm::HandoverFailed => Story("transfer"),
        Arm::AppendDiffers | Arm::Unknown => Story("log-repair"),
        Arm::CandidateOutrun | Arm::VotesSplit => Story("split-vote"),
        Arm::CommitEarlier => Story("priority"),
        Arm::JointRules
        | Arm::NewRules
        | Arm::ChangeComplete
        | Arm::LearnerFirst
        | Arm::Promoted => Story("add-nodes"),
        Arm::LeaderLeaves => Story("leader-leaves"),
        Arm::RemovedTold => Story("farewell"),
        Arm::SnapshotTaken
        | Arm::SnapshotSent
        | Arm::ChunkTaken
        | Arm::SnapshotReceived
        | Arm::SnapshotInstalled => Story("snapshot"),
        Arm::Overloaded => Story("overload"),
        Arm::RoundBegun | Arm::RoundAnswered | Arm::ReadIndex => Story("read-index"),
        Arm::ReadFollower => Story("follower-reads"),
        Arm::LeaseBegun | Arm::ReadLease | Arm::LeaseEnded => Story("lease"),
        Arm::SteppedDown => Story("redirect"),
        Arm::PreVoteAsked | Arm::PreVoteGranted | Arm::PreVotePassed => Story("slow-disks"),
        Arm::PreVoteOldTerm | Arm::NoQuorum => Story("check-quorum"),
        Arm::PreVoteGivenUp => Story("pre-vote"),
        Arm::FollowerSticks => Story("promise"),
        Arm::RolledBack | Arm::ChangeLost => Story("two-majorities"),
        Arm::LostDisk => Mission("wiped"),
        Arm::Batched
        | Arm::UnsoundDisk
        | Arm::WriteAstray
        | Arm::VoteOldTerm
        | Arm::NotCaughtUp
        | Arm::LeaderDemoted
        | Arm::PreVoteLogBehind
        | Arm::PreVoteHeard
        | Arm::LeaderSticks => return None,
    })
}
