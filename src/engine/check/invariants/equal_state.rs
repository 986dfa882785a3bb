//! Equal state: servers that have applied the same entries have equal state machines, and their snapshots are equal.
//!
//! They need not have applied them at one time: each is compared with whoever was first seen to have applied so much, and
//! that may be the server itself, a moment ago. All of the state counts, the memory of the clients' sessions too. A number
//! stands for it ([`Fingerprint`]) that costs nothing to ask for, so it is compared whenever it has changed: also when nothing
//! was applied.

use std::hash::Hasher;

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::check::sight::Change;
use crate::kv::{Fingerprint, Store};
use crate::persistent::OrdMap;
use crate::raft::{Index, NodeId};
use crate::sim::digest::Digest;
use crate::sim::{Event, EventKind};

/// What was first seen at each index, and whose it was.
#[derive(Clone, Debug, Default)]
pub(super) struct EqualState {
    /// What stands for the state machine.
    states: OrdMap<Index, (Fingerprint, NodeId)>,
    /// What stands for the bytes of a snapshot that was taken or received.
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
        let print = change.after.print;
        if change.before.is_some_and(|seen| (seen.applied, seen.print) == (applied, print)) {
            return Ok(());
        }
        let by = match self.states.get(&applied) {
            Some((other, _)) if *other == print => return Ok(()),
            Some((_, by)) => *by,
            None => {
                self.states.insert(applied, (print, node));
                return Ok(());
            }
        };
        // The other may have gone on since.
        let site = scene.site;
        let other = site.store(by).filter(|_| by != node && site.applied(by) == Some(applied));
        let lack = other.and_then(|other| difference((node, change.after.store), (by, other)));
        Err(match lack {
            _ if by == node => {
                format!(
                    "{node} has applied the entries up to index {applied}, and its state has changed since"
                )
            }
            Some(lack) => {
                format!(
                    "{by} and {node} have applied the entries up to index {applied}, and {lack}"
                )
            }
            None => format!(
                "{by} and {node} have applied the entries up to index {applied}, and their states differ"
            ),
        })
    }
}

/// In what the stores of two nodes differ.
fn difference((one, first): (NodeId, &Store), (other, second): (NodeId, &Store)) -> Option<String> {
    let tell = |value: Option<&str>| value.map_or("nothing".into(), |it| format!("{it:?}"));
    let mut keys = first.entries().keys().chain(second.entries().keys());
    let key = keys.find(|key| first.get(key) != second.get(key));
    let entry = key.map(|key| {
        let (here, there) = (tell(first.get(key)), tell(second.get(key)));
        format!("{key:?} is {here} on {one} and {there} on {other}")
    });
    let sessions = || "remember different sessions".to_owned();
    entry.or_else(|| (first.sessions() != second.sessions()).then(sessions))
}
