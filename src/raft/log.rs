//! The log: consecutive entries, first index to last. Cloning is cheap, whatever the length: clones share structure,
//! and that is what rewinding and searching stand on.

use super::types::{Entry, Index, LogId, Term};

/// A server's log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Log {
    /// The entry just before the first one kept: `0@0` until a snapshot replaces a prefix.
    base: LogId,
    entries: imbl::Vector<Entry>,
}

impl Log {
    /// The identity of the entry just before the first one kept.
    pub fn base(&self) -> LogId {
        self.base
    }

    /// The first index that is kept; one past the end when there are no entries.
    pub fn first_index(&self) -> Index {
        self.base.index.next()
    }

    /// The identity of the last entry, or the base when there are no entries.
    pub fn last(&self) -> LogId {
        self.entries.last().map_or(self.base, |entry| entry.id)
    }

    /// The entry at this index, if it is kept.
    pub fn get(&self, index: Index) -> Option<&Entry> {
        let offset = index.0.checked_sub(self.first_index().0)?;
        self.entries.get(usize::try_from(offset).ok()?)
    }

    /// The term of the entry at this index, the base included; `None` outside.
    pub fn term_at(&self, index: Index) -> Option<Term> {
        if index == self.base.index {
            Some(self.base.term)
        } else {
            self.get(index).map(|entry| entry.id.term)
        }
    }

    /// Whether this log holds exactly this entry (or ends its compacted prefix with it).
    pub fn contains(&self, id: LogId) -> bool {
        self.term_at(id.index) == Some(id.term)
    }

    /// How many entries are kept.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no entry is kept.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The kept entries, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }
}
