//! On whose line of a diagram an event stands.

use crate::sim::{Endpoint, EventKind};

/// The node or client that an event happened at; `None` of what happens on the network, or is done from outside to
/// several at once.
pub fn lane(kind: &EventKind) -> Option<Endpoint> {
    Some(match kind {
        EventKind::Sent { from, .. } => *from,
        EventKind::Delivered { to, .. } => *to,
        EventKind::TimerFired { node, .. }
        | EventKind::RoleChanged { node, .. }
        | EventKind::TermChanged { node, .. }
        | EventKind::Voted { node, .. }
        | EventKind::VoteReceived { node, .. }
        | EventKind::PreVoteReceived { node, .. }
        | EventKind::SteppedDown { node, .. }
        | EventKind::HandoverBegun { node, .. }
        | EventKind::HandoverFailed { node, .. }
        | EventKind::Appended { node, .. }
        | EventKind::Truncated { node, .. }
        | EventKind::Committed { node, .. }
        | EventKind::Applied { node, .. }
        | EventKind::WriteStarted { node, .. }
        | EventKind::WriteFinished { node, .. }
        | EventKind::Crashed { node, .. }
        | EventKind::Restarted { node }
        | EventKind::Paused { node }
        | EventKind::Resumed { node }
        | EventKind::ClockSet { node, .. } => Endpoint::Node(*node),
        EventKind::Invoked { client, .. }
        | EventKind::Retried { client, .. }
        | EventKind::Redirected { client, .. }
        | EventKind::Completed { client, .. } => Endpoint::Client(*client),
        EventKind::Lost { .. }
        | EventKind::Duplicated { .. }
        | EventKind::Delayed { .. }
        | EventKind::Cut { .. }
        | EventKind::Healed { .. }
        | EventKind::Clogged { .. }
        | EventKind::Unclogged { .. }
        | EventKind::WeatherSet { .. }
        | EventKind::Configured { .. }
        | EventKind::Said { .. } => return None,
    })
}
