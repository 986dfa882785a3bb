//! Quorum log: everything that is committed is on the disks of a quorum, at all times.
//!
//! It is enough to look for the newest committed entry, for whoever holds it holds all before it (log matching). It is looked
//! for when a commit is learnt, and whenever a disk may have lost something. The quorum is one of the configuration by which
//! it was committed: on the way from a joint configuration to the next, that is the next one already. Disks that lie, or were
//! harmed, count as if they held it: whoever loses more disks than a quorum can spare loses entries.

use std::sync::Arc;

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::check::sight::{Change, DiskChange, tell};
use crate::raft::{Configuration, LogId, NodeId};

/// The newest committed entry, the configuration by which it was committed, and who told first.
#[derive(Clone, Debug, Default)]
pub(super) struct QuorumLog {
    newest: Option<(LogId, Arc<Configuration>, NodeId)>,
}

impl Invariant for QuorumLog {
    const PROPERTY: Property = Property {
        name: "quorum-log",
        citation: "paper sections 5.3 and 5.4, dissertation section 3.5",
        says: "A committed entry is stored on a majority of the servers, and stays there: committed entries are durable.",
    };

    fn disk(&mut self, change: &DiskChange<'_>, scene: &Scene<'_>) -> Finding {
        if change.loses { self.judge(scene) } else { Ok(()) }
    }

    fn look(&mut self, change: &Change<'_>, scene: &Scene<'_>) -> Finding {
        let after = change.after;
        let known = self.newest.as_ref().map_or(LogId::default(), |(id, ..)| *id);
        if after.commit <= known.index {
            return Ok(());
        }
        // What is compacted was looked for when it was committed.
        let Some(term) = after.log.term_at(after.commit) else { return Ok(()) };
        let id = LogId { term, index: after.commit };
        self.newest = Some((id, change.led_by().into_owned(), after.id));
        self.judge(scene)
    }
}

impl QuorumLog {
    fn judge(&self, scene: &Scene<'_>) -> Finding {
        let Some((id, configuration, by)) = &self.newest else { return Ok(()) };
        let holders = configuration.members().filter(|node| scene.holds(node, *id));
        if configuration.is_quorum(holders) {
            return Ok(());
        }
        let only = if holders.is_empty() { "" } else { " only" };
        let holders = tell(holders);
        Err(format!("{id} is committed, as {by} has told, and is on the disk of {holders}{only}"))
    }
}
