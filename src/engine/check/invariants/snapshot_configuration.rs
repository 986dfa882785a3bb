//! Snapshot configuration: the configuration in a snapshot is the one that ruled at its last entry.
//!
//! A later one may stand in the log already when a snapshot is taken, and may yet be undone. So it is compared with what is
//! committed: the newest configuration that stands at or before the snapshot's last entry. Snapshots are looked at where they
//! are taken, where they are sent, and on the disks.

use super::{Finding, Invariant, Property};
use crate::check::invariants::configuration_safety::tell;
use crate::check::scene::Scene;
use crate::check::sight::{DiskChange, PacketSeen};
use crate::raft::{Configuration, LogId};
use crate::sim::{Event, EventKind, PacketKind};

/// Nothing needs to be remembered beyond what is committed.
#[derive(Clone, Debug, Default)]
pub(super) struct SnapshotConfiguration;

impl Invariant for SnapshotConfiguration {
    const PROPERTY: Property = Property {
        name: "snapshot-configuration",
        citation: "paper section 7, dissertation section 5.1",
        says: "A snapshot holds the latest configuration in the log as of its last included index.",
    };

    fn hear(&mut self, event: &Event, scene: &Scene<'_>) -> Finding {
        match &event.kind {
            EventKind::SnapshotTaken { node, .. } | EventKind::SnapshotReceived { node, .. } => {
                let Some(snapshot) = scene.site.snapshot(*node) else { return Ok(()) };
                judge(snapshot.last, &snapshot.configuration, scene)
                    .map_err(|lack| format!("{node} has in memory {lack}"))
            }
            _ => Ok(()),
        }
    }

    fn sent(&mut self, packet: &PacketSeen<'_>, scene: &Scene<'_>) -> Finding {
        let PacketSeen { packet, kind: PacketKind::Chunk { .. }, .. } = *packet else {
            return Ok(());
        };
        let Some((last, configuration)) = scene.site.chunk(packet) else { return Ok(()) };
        judge(last, configuration, scene)
            .map_err(|lack| format!("{packet} carries a part of {lack}"))
    }

    fn disk(&mut self, change: &DiskChange<'_>, scene: &Scene<'_>) -> Finding {
        let Some(snapshot) = change.new_snapshot() else { return Ok(()) };
        judge(snapshot.last, &snapshot.configuration, scene)
            .map_err(|lack| format!("{} has on its disk {lack}", change.node))
    }
}

fn judge(last: LogId, found: &Configuration, scene: &Scene<'_>) -> Finding {
    match scene.reference.configuration_at(last.index) {
        Some((at, ruling)) if **ruling != *found => Err(format!(
            "a snapshot up to {last} with the configuration {}, where {} of index {at} ruled",
            tell(found),
            tell(ruling)
        )),
        _ => Ok(()),
    }
}
