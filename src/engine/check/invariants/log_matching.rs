//! Log matching: entries of the same index and term are the same, and so is everything before them.
//!
//! By induction along the logs this says: an index and a term determine the entry and the term of the entry before it.
//! So it is enough to compare each new entry, and its predecessor, with the first one ever seen of that identity.

use std::sync::Arc;

use crate::persistent::{OrdMap, Vector};

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::check::sight::Change;
use crate::raft::{Entry, LogId, NodeId, Term};

/// Every entry that was ever in a log. Nearly all indices only ever have one.
#[derive(Clone, Debug, Default)]
pub(super) struct LogMatching {
    /// The first that was seen at each index; index 1 comes first.
    first: Vector<Arc<Known>>,
    others: OrdMap<LogId, Arc<Known>>,
}

/// An entry as it was first seen.
#[derive(Clone, Debug)]
struct Known {
    entry: Entry,
    /// The term of the entry before it; unknown if that was compacted.
    previous: Option<Term>,
    /// In whose log it was.
    node: NodeId,
}

impl LogMatching {
    fn known(&self, id: LogId) -> Option<&Known> {
        let first = self.first.get(place(id)).filter(|first| first.entry.id == id);
        first.or_else(|| self.others.get(&id)).map(Arc::as_ref)
    }

    fn learn(&mut self, known: Known) {
        let id = known.entry.id;
        let known = Arc::new(known);
        if place(id) == self.first.len() {
            self.first.push_back(known);
        } else {
            self.others.insert(id, known);
        }
    }
}

/// Where the first entry of this index stands.
fn place(id: LogId) -> usize {
    usize::try_from(id.index.0 - 1).unwrap_or(usize::MAX)
}

impl Invariant for LogMatching {
    const PROPERTY: Property = Property {
        name: "log-matching",
        citation: "paper figure 3 and section 5.3",
        says: "If two logs contain an entry with the same index and term, then the logs are identical in all entries \
               up through the given index.",
    };

    fn look(&mut self, change: &Change<'_>, _scene: &Scene<'_>) -> Finding {
        let node = change.after.id;
        for entry in change.new_entries() {
            let id = entry.id;
            let previous = change.after.log.term_at(id.index.previous());
            let Some(known) = self.known(id) else {
                self.learn(Known { entry: entry.clone(), previous, node });
                continue;
            };
            if known.entry.payload != entry.payload {
                return Err(format!(
                    "{id} is one entry in the log of {}, and another in that of {node}",
                    known.node
                ));
            }
            if let (Some(one), Some(other)) = (known.previous, previous)
                && one != other
            {
                return Err(format!(
                    "{id} follows an entry of term {one} in the log of {}, and one of term {other} in that of {node}",
                    known.node,
                ));
            }
        }
        Ok(())
    }
}
