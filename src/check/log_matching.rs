//! Log matching: entries of the same index and term are the same, and so is everything before them.
//!
//! By induction along the logs this says: an index and a term determine the entry and the term of the entry before it.
//! So it is enough to compare each new entry, and its predecessor, with the first one ever seen of that identity.

use imbl::OrdMap;

use super::glimpse::Change;
use super::{Invariant, Property};
use crate::raft::{LogId, NodeId, Payload, Term};

/// Every entry that was ever in a log.
#[derive(Clone, Debug, Default)]
pub(super) struct LogMatching {
    entries: OrdMap<LogId, Known>,
}

/// An entry as it was first seen.
#[derive(Clone, Debug)]
struct Known {
    payload: Payload,
    /// The term of the entry before it; unknown if that was compacted.
    previous: Option<Term>,
    /// In whose log it was.
    node: NodeId,
}

impl LogMatching {
    /// The property.
    pub(super) const PROPERTY: Property = Property {
        name: "log-matching",
        citation: "paper figure 3 and section 5.3",
        says: "If two logs contain an entry with the same index and term, then the logs are identical in all entries \
               up through the given index.",
    };
}

impl Invariant for LogMatching {
    fn property(&self) -> Property {
        Self::PROPERTY
    }

    fn check(&mut self, change: &Change<'_>) -> Result<(), String> {
        let node = change.after.id;
        for entry in change.new_entries() {
            let id = entry.id;
            let previous = change.after.log.term_at(id.index.previous());
            let Some(known) = self.entries.get(&id) else {
                let payload = entry.payload.clone();
                self.entries.insert(id, Known { payload, previous, node });
                continue;
            };
            if known.payload != entry.payload {
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
