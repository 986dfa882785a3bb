//! Which rule applied: by what happened, and by what was sent.

use crate::raft::{AppendOutcome, Timer};
use crate::script::ReadChoice;
use crate::sim::{EventKind, LossReason, PacketClass, PacketKind, Resignation, Role};

pub use crate::explain::rules::rule::*;

/// The rule by which something happened; `None` where no rule of the protocol is at work, but a person, a script or the
/// machine.
pub fn rule(kind: &EventKind) -> Option<Rule> {
    Some(match kind {
        EventKind::Sent { kind, .. } | EventKind::Delivered { kind, .. } => of_packet(kind),
        EventKind::Lost { reason: LossReason::ReceiverDown, .. } => RECOVERY,
        EventKind::Lost { .. } | EventKind::Duplicated { .. } => NETWORK,
        EventKind::TimerFired { timer, .. } => of_timer(*timer),
        EventKind::RoleChanged { from, to, .. } => match (from, to) {
            (_, Role::Leader) => MAJORITY,
            (_, Role::Candidate) => ELECTION,
            (_, Role::PreCandidate) => PRE_VOTE,
            (_, Role::Learner) => LEARNER,
            (Role::Candidate | Role::PreCandidate, Role::Follower) => CANDIDATE_FOLLOWS,
            (Role::Learner, Role::Follower) => CONFIGURATION,
            (Role::Leader | Role::Follower, Role::Follower) => LATER_TERM,
        },
        EventKind::TermChanged { .. } => LATER_TERM,
        EventKind::Voted { .. } => VOTE,
        EventKind::VoteReceived { .. } => MAJORITY,
        EventKind::PreVoteReceived { .. } => PRE_VOTE,
        EventKind::Appended { .. } => CONSISTENCY,
        EventKind::Truncated { .. } => CONFLICT,
        EventKind::Committed { .. } => COMMIT,
        EventKind::Applied { .. } => APPLY,
        EventKind::WriteStarted { .. } | EventKind::WriteFinished { .. } => DURABLE,
        EventKind::Crashed { .. }
        | EventKind::Restarted { .. }
        | EventKind::Torn { .. }
        | EventKind::TailCut { .. } => RECOVERY,
        EventKind::Refused { .. } | EventKind::SnapshotUnreadable { .. } => UNSOUND_DISK,
        EventKind::Wiped { .. } | EventKind::DiskReplaced { .. } => LOST_DISK,
        EventKind::WriteAstray { .. } => STABLE_STORAGE,
        EventKind::Retried { .. } | EventKind::Completed { reply: None, .. } => RETRY,
        EventKind::Redirected { .. } => REDIRECT,
        EventKind::Overloaded { .. } | EventKind::PutOff { .. } => OVERLOAD,
        EventKind::Completed { reply: Some(_), .. } => ANSWERED,
        EventKind::SteppedDown { reason, .. } => match reason {
            Resignation::Asked => TRANSFER,
            Resignation::NoQuorum => CHECK_QUORUM,
            Resignation::CannotWrite => CANNOT_WRITE,
            Resignation::Demoted => DEMOTED,
            Resignation::Removed => REMOVED_LEADER,
        },
        EventKind::HandoverBegun { .. } | EventKind::TransferEnded { .. } => TRANSFER,
        EventKind::SnapshotTaken { .. }
        | EventKind::ChunkTaken { .. }
        | EventKind::SnapshotReceived { .. }
        | EventKind::SnapshotInstalled { .. } => SNAPSHOT,
        EventKind::ReadAnswered { by, .. } => match by {
            ReadChoice::Index => READ_INDEX,
            ReadChoice::Follower => FOLLOWER_READ,
            ReadChoice::Lease => LEASE,
            ReadChoice::Log => COMMIT,
            ReadChoice::Unsafe => UNSAFE_READ,
        },
        EventKind::RoundBegun { .. } | EventKind::RoundAnswered { .. } => READ_INDEX,
        EventKind::LeaseBegun { .. } | EventKind::LeaseEnded { .. } => LEASE,
        EventKind::ConfigurationChanged { .. } | EventKind::MembershipChanged { .. } => {
            CONFIGURATION
        }
        EventKind::ChangeRefused { .. } => ONE_CHANGE,
        EventKind::Booted { .. } => LEARNER,
        // A person, a script, chaos or the machine does this, and Raft has nothing to say about it.
        _ => return None,
    })
}

/// The rule by which a packet is sent.
pub fn of_packet(kind: &PacketKind) -> Rule {
    match kind {
        PacketKind::Vote { removed_at: Some(_), .. }
        | PacketKind::PreVote { removed_at: Some(_), .. } => REMOVED_SERVER,
        PacketKind::Vote { .. } => VOTE,
        PacketKind::Ack { outcome: AppendOutcome::Accepted { .. }, .. } => ACKNOWLEDGED,
        PacketKind::TimeoutNow { .. } | PacketKind::SuccessorVoteRequest { .. } => TRANSFER,
        PacketKind::PreVoteRequest { .. } | PacketKind::PreVote { .. } => PRE_VOTE,
        PacketKind::Refusal { .. } => REDIRECT,
        PacketKind::Overloaded { .. } => OVERLOAD,
        PacketKind::ReadIndexRequest { .. } | PacketKind::ReadIndexAnswer { .. } => FOLLOWER_READ,
        PacketKind::Answer { .. } => LEADER_ANSWERS,
        kind => match kind.class() {
            PacketClass::Elections => ELECTION,
            PacketClass::Snapshots => SNAPSHOT,
            PacketClass::Entries => APPEND,
            PacketClass::Clients => RETRY,
            PacketClass::Acks => CONSISTENCY,
            PacketClass::Heartbeats => HEARTBEAT,
        },
    }
}

fn of_timer(timer: Timer) -> Rule {
    match timer {
        Timer::Election => ELECTION,
        Timer::Heartbeat => HEARTBEAT,
        Timer::Batch => BATCH,
        Timer::Stickiness => STICKINESS,
        Timer::Quorum => CHECK_QUORUM,
        Timer::Transfer => TRANSFER,
        Timer::Lease | Timer::Renewal => LEASE,
    }
}
