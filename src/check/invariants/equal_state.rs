//! Equal state: servers that have applied the same entries have equal state machines, and their snapshots are equal.
//!
//! They need not have applied them at one time: each is compared with a state machine that executes what is committed, entry
//! by entry. All of the state counts, the memory of the clients' sessions too. A number stands for it
//! ([`Fingerprint`](crate::kv::Fingerprint)) that costs as much as has changed, so it is compared whenever anything has:
//! also when a state machine changes and nothing was applied.

use std::hash::Hasher;

use super::{Finding, Invariant, Property};
use crate::check::sight::{Change, Scene};
use crate::kv::Store;
use crate::persistent::OrdMap;
use crate::raft::{Index, NodeId};
use crate::sim::digest::Digest;
use crate::sim::{Event, EventKind};

/// The snapshots that were taken or received: what stands for their bytes, and whose was the first.
#[derive(Clone, Debug, Default)]
pub(super) struct EqualState {
    snapshots: OrdMap<Index, (u64, NodeId)>,
}

impl Invariant for EqualState {
    const PROPERTY: Property = Property {
        name: "equal-state",
        citation: "paper section 2 and figure 3, dissertation section 3.1",
        says: "State machines that process the same sequence of commands are in the same state, and their snapshots are \
               equal.",
    };

    fn hear(&mut self, event: &Event, scene: &Scene<'_>) -> Finding {
        let (EventKind::SnapshotTaken { node, .. } | EventKind::SnapshotReceived { node, .. }) =
            &event.kind
        else {
            return Ok(());
        };
        let Some(snapshot) = scene.site.snapshot(*node) else { return Ok(()) };
        let mut digest = Digest::default();
        digest.write(&snapshot.data);
        let (index, print) = (snapshot.last.index, digest.finish());
        match self.snapshots.get(&index) {
            Some((other, by)) if *other != print => {
                Err(format!("{by} and {node} have different snapshots up to index {index}"))
            }
            Some(_) => Ok(()),
            None => {
                self.snapshots.insert(index, (print, *node));
                Ok(())
            }
        }
    }

    fn look(&mut self, change: &Change<'_>, scene: &Scene<'_>) -> Finding {
        let (node, applied) = (change.after.id, change.after.applied);
        if scene.reference.print_at(applied).is_none_or(|print| print == change.print) {
            return Ok(());
        }
        let reference = scene.reference.store_at(applied);
        let lack = reference.and_then(|reference| difference(change.after.store, reference));
        let lack = lack.unwrap_or_else(|| "its state is not what they make".to_owned());
        Err(format!("{node} has applied the entries up to index {applied}, and {lack}"))
    }
}

/// In what a store differs from another.
fn difference(store: &Store, reference: &Store) -> Option<String> {
    let mut first = None;
    store.entries().differences(reference.entries(), |key, expected, found| {
        let tell = |value: Option<&String>| value.map_or("nothing".into(), |it| format!("{it:?}"));
        first.get_or_insert_with(|| {
            format!("holds {} for {key:?} in place of {}", tell(found), tell(expected))
        });
    });
    let sessions = || "remembers other sessions than they make".to_owned();
    first.or_else(|| (store.sessions() != reference.sessions()).then(sessions))
}
