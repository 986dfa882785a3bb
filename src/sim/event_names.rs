//! What the kinds of events are called, and where each happened.

use crate::raft::TransferOutcome;

use super::event::{Endpoint, EventKind};

impl EventKind {
    /// The kind's name, as in `events()` and in exported logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sent { .. } => "sent",
            Self::Delivered { .. } => "delivered",
            Self::Lost { .. } => "lost",
            Self::Duplicated { .. } => "duplicated",
            Self::Delayed { .. } => "delayed",
            Self::TimerFired { .. } => "timer-fired",
            Self::RoleChanged { .. } => "role-changed",
            Self::TermChanged { .. } => "term-changed",
            Self::Voted { .. } => "voted",
            Self::VoteReceived { .. } => "vote-received",
            Self::Appended { .. } => "appended",
            Self::Truncated { .. } => "truncated",
            Self::Committed { .. } => "committed",
            Self::Applied { .. } => "applied",
            Self::WriteStarted { .. } => "write-started",
            Self::WriteFinished { .. } => "write-finished",
            Self::Crashed { .. } => "crashed",
            Self::Restarted { .. } => "restarted",
            Self::Paused { .. } => "paused",
            Self::Resumed { .. } => "resumed",
            Self::Cut { .. } => "cut",
            Self::Healed { .. } => "healed",
            Self::Configured { .. } => "configured",
            Self::Invoked { .. } => "invoked",
            Self::Retried { .. } => "retried",
            Self::Redirected { .. } => "redirected",
            Self::Completed { .. } => "completed",
            Self::Said { .. } => "said",
            Self::PreVoteReceived { .. } => "pre-vote-received",
            Self::SteppedDown { .. } => "stepped-down",
            Self::HandoverBegun { .. } => "handover-begun",
            Self::TransferEnded { outcome: TransferOutcome::Completed, .. } => "handover-done",
            Self::TransferEnded { .. } => "handover-failed",
            Self::Clogged { .. } => "clogged",
            Self::Unclogged { .. } => "unclogged",
            Self::WeatherSet { .. } => "weather-set",
            Self::ClockSet { .. } => "clock-set",
            Self::SnapshotTaken { .. } => "snapshot-taken",
            Self::ChunkTaken { .. } => "chunk-taken",
            Self::SnapshotReceived { .. } => "snapshot-received",
            Self::SnapshotInstalled { .. } => "snapshot-installed",
            Self::SnapshotUnreadable { .. } => "snapshot-unreadable",
            Self::Torn { .. } => "torn",
            Self::TailCut { .. } => "tail-cut",
            Self::Refused { .. } => "refused",
            Self::Rotted { .. } => "rotted",
            Self::Wiped { .. } => "wiped",
            Self::LyingSet { .. } => "lying-set",
            Self::DiskSet { .. } => "disk-set",
            Self::Armed { .. } => "armed",
            Self::ReadAnswered { .. } => "read-answered",
            Self::RoundBegun { .. } => "round-begun",
            Self::RoundAnswered { .. } => "round-answered",
            Self::LeaseBegun { .. } => "lease-begun",
            Self::LeaseEnded { .. } => "lease-ended",
            Self::Booted { .. } => "booted",
            Self::ConfigurationChanged { .. } => "configuration-changed",
            Self::MembershipChanged { .. } => "membership-changed",
            Self::ChangeRefused { .. } => "change-refused",
            Self::LoadBegun { .. } => "load-begun",
        }
    }
}

impl EventKind {
    /// The node or client that it happened at; `None` of what happens on the network, or is done from outside to several
    /// at once.
    pub fn place(&self) -> Option<Endpoint> {
        Some(match self {
            Self::Sent { from, .. } => *from,
            Self::Delivered { to, .. } => *to,
            Self::TimerFired { node, .. }
            | Self::RoleChanged { node, .. }
            | Self::TermChanged { node, .. }
            | Self::Voted { node, .. }
            | Self::VoteReceived { node, .. }
            | Self::PreVoteReceived { node, .. }
            | Self::SteppedDown { node, .. }
            | Self::HandoverBegun { node, .. }
            | Self::TransferEnded { node, .. }
            | Self::Appended { node, .. }
            | Self::Truncated { node, .. }
            | Self::Committed { node, .. }
            | Self::Applied { node, .. }
            | Self::WriteStarted { node, .. }
            | Self::WriteFinished { node, .. }
            | Self::Crashed { node, .. }
            | Self::Restarted { node }
            | Self::Paused { node }
            | Self::Resumed { node }
            | Self::ClockSet { node, .. }
            | Self::Torn { node, .. }
            | Self::TailCut { node, .. }
            | Self::Refused { node, .. }
            | Self::Rotted { node, .. }
            | Self::Wiped { node }
            | Self::LyingSet { node, .. }
            | Self::DiskSet { node, .. }
            | Self::Armed { node, .. }
            | Self::SnapshotTaken { node, .. }
            | Self::ChunkTaken { node, .. }
            | Self::SnapshotReceived { node, .. }
            | Self::SnapshotInstalled { node, .. }
            | Self::SnapshotUnreadable { node, .. }
            | Self::ReadAnswered { node, .. }
            | Self::Booted { node }
            | Self::ConfigurationChanged { node, .. }
            | Self::MembershipChanged { node, .. }
            | Self::ChangeRefused { node, .. }
            | Self::RoundBegun { node, .. }
            | Self::RoundAnswered { node, .. }
            | Self::LeaseBegun { node }
            | Self::LeaseEnded { node } => Endpoint::Node(*node),
            Self::Invoked { client, .. }
            | Self::Retried { client, .. }
            | Self::Redirected { client, .. }
            | Self::Completed { client, .. } => Endpoint::Client(*client),
            Self::Lost { .. }
            | Self::Duplicated { .. }
            | Self::Delayed { .. }
            | Self::Cut { .. }
            | Self::Healed { .. }
            | Self::Clogged { .. }
            | Self::Unclogged { .. }
            | Self::WeatherSet { .. }
            | Self::Configured { .. }
            | Self::LoadBegun { .. }
            | Self::Said { .. } => return None,
        })
    }
}
