//! What stands on a lane for something that happened there.

use crate::raft::Timer;
use crate::sim::EventKind;

/// A sign: each has an outline of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// Something small.
    Dot,
    /// Something was written, or begun to be.
    Disk,
    /// Entries were applied.
    Applied,
    /// Entries were appended.
    Appended,
    /// A vote was counted.
    Counted,
    /// A client asked.
    Asked,
    /// A client was answered.
    Answered,
    /// The commit index advanced.
    Committed,
    /// Somebody voted.
    Voted,
    /// A client tried again, or was sent on.
    Retried,
    /// A client's operation failed, or nobody knows.
    Unanswered,
    /// A snapshot was taken, received or installed.
    Snapshot,
    /// A timer ran out.
    Timer,
    /// A leader, or who would be one, follows again.
    Follows,
    /// Entries were removed.
    Truncated,
    /// Who takes part has changed.
    Members,
    /// A process was stopped.
    Paused,
    /// A process goes on.
    Resumed,
    /// Something was made worse on purpose, or found to be.
    Trouble,
    /// A node stands for election.
    Stands,
    /// A node runs again, or for the first time.
    Restarted,
    /// A node leads.
    Leads,
    /// A node crashed.
    Crashed,
}

impl Sign {
    /// All of them, in order of weight.
    pub const ALL: [Self; 23] = [
        Self::Dot,
        Self::Disk,
        Self::Applied,
        Self::Appended,
        Self::Counted,
        Self::Asked,
        Self::Answered,
        Self::Committed,
        Self::Voted,
        Self::Retried,
        Self::Unanswered,
        Self::Snapshot,
        Self::Timer,
        Self::Follows,
        Self::Truncated,
        Self::Members,
        Self::Paused,
        Self::Resumed,
        Self::Trouble,
        Self::Stands,
        Self::Restarted,
        Self::Leads,
        Self::Crashed,
    ];

    /// The sign for an event; `None` for messages, which are arrows, and for what happens at no lane.
    pub fn of(kind: &EventKind) -> Option<Self> {
        use crate::sim::Role;
        kind.place()?;
        Some(match kind {
            EventKind::Sent { .. } | EventKind::Delivered { .. } | EventKind::Lost { .. } => {
                return None;
            }
            EventKind::TimerFired { timer: Timer::Heartbeat, .. } => Self::Dot,
            EventKind::TimerFired { .. } => Self::Timer,
            EventKind::RoleChanged { to: Role::Leader, .. } => Self::Leads,
            EventKind::RoleChanged { to: Role::Candidate | Role::PreCandidate, .. } => Self::Stands,
            EventKind::RoleChanged { .. } | EventKind::SteppedDown { .. } => Self::Follows,
            EventKind::Voted { .. } => Self::Voted,
            EventKind::VoteReceived { .. } | EventKind::PreVoteReceived { .. } => Self::Counted,
            EventKind::Appended { .. } => Self::Appended,
            EventKind::Truncated { .. } => Self::Truncated,
            EventKind::Committed { .. } => Self::Committed,
            EventKind::Applied { .. } => Self::Applied,
            EventKind::WriteStarted { .. } | EventKind::WriteFinished { .. } => Self::Disk,
            EventKind::SnapshotTaken { .. }
            | EventKind::SnapshotReceived { .. }
            | EventKind::SnapshotInstalled { .. } => Self::Snapshot,
            EventKind::Crashed { .. } => Self::Crashed,
            EventKind::Restarted { .. } | EventKind::Booted { .. } => Self::Restarted,
            EventKind::Paused { .. } => Self::Paused,
            EventKind::Resumed { .. } => Self::Resumed,
            EventKind::Invoked { .. } => Self::Asked,
            EventKind::Retried { .. } | EventKind::Redirected { .. } => Self::Retried,
            EventKind::Completed { reply: Some(_), .. } => Self::Answered,
            EventKind::Completed { reply: None, .. } => Self::Unanswered,
            EventKind::ConfigurationChanged { .. } | EventKind::MembershipChanged { .. } => {
                Self::Members
            }
            EventKind::ChangeRefused { .. }
            | EventKind::TransferEnded { .. }
            | EventKind::SnapshotUnreadable { .. }
            | EventKind::Torn { .. }
            | EventKind::TailCut { .. }
            | EventKind::Refused { .. }
            | EventKind::Rotted { .. }
            | EventKind::Wiped { .. }
            | EventKind::LyingSet { .. }
            | EventKind::DiskSet { .. }
            | EventKind::ClockSet { .. }
            | EventKind::Armed { .. } => Self::Trouble,
            _ => Self::Dot,
        })
    }

    /// Its name, as a class of the style sheets and in the legend.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dot => "event",
            Self::Disk => "disk",
            Self::Applied => "applied",
            Self::Appended => "appended",
            Self::Counted => "counted",
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Committed => "committed",
            Self::Voted => "voted",
            Self::Retried => "retried",
            Self::Unanswered => "unanswered",
            Self::Snapshot => "snapshot",
            Self::Timer => "timer",
            Self::Follows => "follows",
            Self::Truncated => "truncated",
            Self::Members => "members",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::Trouble => "trouble",
            Self::Stands => "stands",
            Self::Restarted => "restarted",
            Self::Leads => "leads",
            Self::Crashed => "crashed",
        }
    }

    /// Whether its outline is filled, and its outline around 0 0, some twelve pixels wide.
    pub fn outline(self) -> (bool, &'static str) {
        match self {
            Self::Dot => (true, "M0-2.5a2.5 2.5 0 1 0 .01 0z"),
            Self::Disk => (false, "M-4-2.5H4V2.5H-4z"),
            Self::Applied => (true, "M-3-3H3V3H-3z"),
            Self::Appended => (false, "M-5-5H5V5H-5zM-2.5 0H2.5M0-2.5V2.5"),
            Self::Counted => (true, "M0-4L4 0 0 4-4 0z"),
            Self::Asked => (true, "M0-5a5 5 0 1 0 .01 0z"),
            Self::Answered => (false, "M0-6a6 6 0 1 0 .01 0zM-2.8.2-.8 2.2 3-2"),
            Self::Committed => (true, "M-5-5H5V5H-5z"),
            Self::Voted => (true, "M0-6L6 0 0 6-6 0z"),
            Self::Retried => (false, "M5 0a5 5 0 1 1-1.6-3.7M3.7-6.7v3h-3"),
            Self::Unanswered => (false, "M0-6a6 6 0 1 0 .01 0zM-2.3-2.3 2.3 2.3M2.3-2.3-2.3 2.3"),
            Self::Snapshot => (false, "M-6-5H6V5H-6zM-6-1.5H6M0-5V-1.5"),
            Self::Timer => (false, "M0-6a6 6 0 1 0 .01 0zM0-3.2V0L2.4 1.6"),
            Self::Follows => (false, "M-5-2.5L0 2.5 5-2.5"),
            Self::Truncated => (false, "M-5-5H5V5H-5zM-2.5 0H2.5"),
            Self::Members => (false, "M-6 0H6M0-6V6M-4.2-4.2 4.2 4.2M4.2-4.2-4.2 4.2"),
            Self::Paused => (false, "M-2.6-5V5M2.6-5V5"),
            Self::Resumed => (true, "M-4-5.5L5.5 0-4 5.5z"),
            Self::Trouble => (false, "M0-6L6.5 5H-6.5zM0-2V1.6"),
            Self::Stands => (false, "M0-6L6 0 0 6-6 0z"),
            Self::Restarted => (false, "M5 0a5 5 0 1 1-1.6-3.7M3.7-6.7v3h-3"),
            Self::Leads => (true, "M-6 5-7.2-3-3-.4 0-6 3-.4 7.2-3 6 5z"),
            Self::Crashed => (false, "M-5-5 5 5M5-5-5 5"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_has_a_name_of_its_own_and_its_weight_is_its_place() {
        let names: std::collections::BTreeSet<_> = Sign::ALL.iter().map(|it| it.name()).collect();
        assert_eq!(names.len(), Sign::ALL.len());
        assert!(Sign::ALL.is_sorted());
    }
}
