//! State machine safety: no two servers apply different entries at the same index.

use std::sync::Arc;

use crate::persistent::Vector;

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::check::sight::Change;
use crate::raft::{Entry, Index, NodeId};

/// The entry that was first applied at each index, and by whom. Index 1 comes first.
#[derive(Clone, Debug, Default)]
pub(super) struct StateMachineSafety {
    applied: Vector<Arc<(Entry, NodeId)>>,
}

impl Invariant for StateMachineSafety {
    const PROPERTY: Property = Property {
        name: "state-machine-safety",
        citation: "paper figure 3 and section 5.4.3",
        says: "If a server has applied a log entry at a given index to its state machine, no other server will ever \
               apply a different log entry for the same index.",
    };

    fn look(&mut self, change: &Change<'_>, _scene: &Scene<'_>) -> Finding {
        let node = change.after.id;
        for entry in change.newly_applied() {
            let Index(index) = entry.id.index;
            let place = usize::try_from(index - 1).unwrap_or(usize::MAX);
            match self.applied.get(place).map(Arc::as_ref) {
                Some((first, by)) if first != entry => {
                    return Err(format!(
                        "{by} applied {} at index {index}, and {node} applied {}",
                        tell(first, entry),
                        tell(entry, first),
                    ));
                }
                Some(_) => {}
                None if place == self.applied.len() => {
                    self.applied.push_back(Arc::new((entry.clone(), node)))
                }
                None => {
                    let next = self.applied.len() + 1;
                    return Err(format!(
                        "{node} applied {} when nobody had applied index {next}",
                        entry.id
                    ));
                }
            }
        }
        Ok(())
    }
}

/// An entry in contrast to another.
fn tell(entry: &Entry, other: &Entry) -> String {
    if entry.id == other.id {
        format!("{} with one content", entry.id)
    } else {
        entry.id.to_string()
    }
}
