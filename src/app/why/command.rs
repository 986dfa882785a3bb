//! Which of several commands that were given at one moment an event came of.

use crate::sim::{Event, EventKind};

/// Whether a line of the command language is of the sort that brings about such an event.
pub fn explains(line: &str, event: &Event) -> bool {
    let mut words = line.split_whitespace();
    let verb = words.next().unwrap_or_default();
    let names = |node: crate::raft::NodeId| {
        let name = node.to_string();
        line.split_whitespace().any(|word| word == name || word == "leader")
    };
    match &event.kind {
        EventKind::Crashed { node, .. } => ["crash", "wipe"].contains(&verb) && names(*node),
        EventKind::Torn { node, .. } => verb == "tear" && names(*node),
        EventKind::Wiped { node } => verb == "wipe" && names(*node),
        EventKind::Restarted { node }
        | EventKind::TailCut { node, .. }
        | EventKind::Refused { node, .. } => verb == "restart" && names(*node),
        EventKind::Paused { node } => verb == "pause" && names(*node),
        EventKind::Resumed { node } => verb == "resume" && names(*node),
        EventKind::TimerFired { node, .. } => verb == "timeout" && names(*node),
        EventKind::HandoverBegun { to, .. } => verb == "transfer" && names(*to),
        EventKind::SteppedDown { .. } => verb == "stepdown",
        EventKind::Armed { node, .. } => ["crash", "tear"].contains(&verb) && names(*node),
        EventKind::Rotted { node, .. } => verb == "corrupt" && names(*node),
        EventKind::LyingSet { node, .. } => verb == "lie" && names(*node),
        EventKind::DiskSet { node, .. } => verb == "slow" && names(*node),
        EventKind::ClockSet { node, .. } => verb == "clock" && names(*node),
        EventKind::SnapshotTaken { .. } => verb == "snapshot",
        EventKind::Booted { .. } => ["add", "replace"].contains(&verb),
        EventKind::Cut { .. } => ["cut", "partition"].contains(&verb),
        EventKind::Healed { .. } => verb == "heal",
        EventKind::Clogged { .. } => verb == "clog",
        EventKind::Unclogged { .. } => ["unclog", "heal"].contains(&verb),
        EventKind::WeatherSet { .. } => verb == "link",
        EventKind::LoadBegun { .. } => verb == "load",
        EventKind::Lost { packet, .. } => line == format!("drop {packet}"),
        EventKind::Duplicated { packet, .. } => line == format!("duplicate {packet}"),
        EventKind::Delivered { packet, .. } => line == format!("deliver {packet}"),
        EventKind::Delayed { packet, .. } => line.starts_with(&format!("delay {packet} ")),
        EventKind::Invoked { operation, .. } => {
            line == crate::sim::operation::operation_text(operation) || verb == "pipe"
        }
        _ => false,
    }
}
