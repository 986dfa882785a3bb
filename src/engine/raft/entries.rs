//! Where a log's entries lie: in chunks of consecutive entries, which copies share.
//!
//! Three things are wanted at once. A copy is to cost the same whatever the length; an entry is to be found, and a whole
//! batch added, without a step for each that came before; and equal logs are to be equal piece by piece, however each came to
//! be. So where a chunk begins depends on nothing but the index, a copy counts references to two lists, and whoever
//! changes a chunk that others see first makes one of its own.

use std::mem;
use std::sync::Arc;

use super::types::{Entry, Index, Term};

/// How many entries a whole chunk holds.
const CHUNK: u64 = 64;

/// Consecutive entries. Their places are counted from 0, the forgotten ones included: the entry with index 1 has place 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Entries {
    /// How many there were before the first one kept.
    forgotten: u64,
    /// The chunks that have all that belongs into them, but for what is forgotten of the first.
    whole: Arc<Vec<Arc<Vec<Entry>>>>,
    /// The chunk after them, to which entries are added; it is never whole.
    tail: Arc<Vec<Entry>>,
}

impl Entries {
    /// None yet; the first one will have the index after this one.
    pub(super) fn beginning_after(index: Index) -> Self {
        Self { forgotten: index.0, ..Self::default() }
    }

    /// How many are kept.
    pub(super) fn len(&self) -> usize {
        let whole = self.whole.iter().map(|chunk| chunk.len()).sum::<usize>();
        whole + self.tail.len()
    }

    /// The last one.
    pub(super) fn last(&self) -> Option<&Entry> {
        self.tail.last().or_else(|| self.whole.last()?.last())
    }

    /// All that are kept, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.whole.iter().chain([&self.tail]).flat_map(|chunk| chunk.iter())
    }

    /// Those from this index on that lie in one chunk: at least one, if the index is kept.
    pub(super) fn stretch(&self, index: Index) -> &[Entry] {
        let stretch = || {
            let place = index.0.checked_sub(1)?;
            let begin = self.forgotten.max(place - place % CHUNK);
            let offset = usize::try_from(place.checked_sub(begin)?).ok()?;
            self.chunk(place / CHUNK - self.forgotten / CHUNK)?.get(offset..)
        };
        stretch().unwrap_or_default()
    }

    /// The first one whose term is this one or a later one. Terms never fall along a log, so this is a binary search.
    pub(super) fn first_of_term(&self, term: Term) -> Option<&Entry> {
        let earlier = |entry: &Entry| entry.id.term < term;
        let chunk = self.whole.partition_point(|chunk| chunk.last().is_some_and(earlier));
        let chunk = self.whole.get(chunk).unwrap_or(&self.tail);
        chunk.get(chunk.partition_point(earlier))
    }

    /// Adds one at the end.
    pub(super) fn push(&mut self, entry: Entry) {
        let whole = (entry.id.index.0).is_multiple_of(CHUNK);
        Arc::make_mut(&mut self.tail).push(entry);
        if whole {
            self.begin_chunk();
        }
    }

    /// Adds these at the end, a chunk at a time.
    pub(super) fn extend(&mut self, entries: Vec<Entry>) {
        let mut entries = entries.into_iter();
        while let Some(first) = entries.as_slice().first() {
            let room = CHUNK - (first.id.index.0 - 1) % CHUNK;
            let room = usize::try_from(room).expect("a chunk is small");
            let whole = entries.len() >= room;
            Arc::make_mut(&mut self.tail).extend(entries.by_ref().take(room));
            if whole {
                self.begin_chunk();
            }
        }
    }

    /// Removes every one from this index on.
    pub(super) fn truncate_from(&mut self, index: Index) {
        let keep = index.0.saturating_sub(1).max(self.forgotten);
        let chunks = keep / CHUNK - self.forgotten / CHUNK;
        if let Some(chunk) = self.whole_chunk(chunks) {
            self.tail = Arc::clone(chunk);
            Arc::make_mut(&mut self.whole).truncate(usize::try_from(chunks).expect("it is there"));
        }
        if self.tail.last().is_some_and(|last| last.id.index >= index) {
            let keep = self.tail.partition_point(|entry| entry.id.index < index);
            Arc::make_mut(&mut self.tail).truncate(keep);
        }
    }

    /// Forgets every one up to this index, which is kept.
    pub(super) fn forget_until(&mut self, index: Index) {
        let chunks = index.0 / CHUNK - self.forgotten / CHUNK;
        self.forgotten = index.0;
        let whole = Arc::make_mut(&mut self.whole);
        whole.drain(..usize::try_from(chunks).expect("so many are kept"));
        let chunk = Arc::make_mut(whole.first_mut().unwrap_or(&mut self.tail));
        chunk.drain(..chunk.partition_point(|entry| entry.id.index <= index));
    }

    /// Holds the chunks that another list has as well together with it, so that both take the room of one.
    pub(super) fn share(&mut self, other: &Self) {
        if self.forgotten == other.forgotten && self.whole == other.whole {
            self.whole = Arc::clone(&other.whole);
        }
        for at in 0..self.whole.len() {
            let number = (self.forgotten / CHUNK + at as u64).checked_sub(other.forgotten / CHUNK);
            let theirs = number.and_then(|number| other.whole_chunk(number));
            let apart = |theirs: &&Arc<_>| !Arc::ptr_eq(theirs, &self.whole[at]);
            if let Some(theirs) = theirs.filter(apart).filter(|it| **it == self.whole[at]) {
                Arc::make_mut(&mut self.whole)[at] = Arc::clone(theirs);
            }
        }
        if self.tail == other.tail {
            self.tail = Arc::clone(&other.tail);
        }
    }

    /// The last chunk has all that belongs into it: the next begins.
    fn begin_chunk(&mut self) {
        let chunk = Arc::new(Vec::with_capacity(CHUNK as usize));
        let chunk = mem::replace(&mut self.tail, chunk);
        Arc::make_mut(&mut self.whole).push(chunk);
    }

    /// A chunk, counted from the first one that is kept.
    fn chunk(&self, number: u64) -> Option<&Arc<Vec<Entry>>> {
        let is_tail = number == self.whole.len() as u64;
        self.whole_chunk(number).or(is_tail.then_some(&self.tail))
    }

    fn whole_chunk(&self, number: u64) -> Option<&Arc<Vec<Entry>>> {
        self.whole.get(usize::try_from(number).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::raft::types::{LogId, Payload};

    /// What may be done to a log's entries.
    #[derive(Clone, Debug)]
    enum Change {
        Push,
        Extend(u64),
        /// Removes so many from the end.
        Truncate(u64),
        /// Forgets so many of the first.
        Forget(u64),
    }

    fn change() -> impl Strategy<Value = Change> {
        prop_oneof![
            Just(Change::Push),
            (0..3 * CHUNK).prop_map(Change::Extend),
            (0..2 * CHUNK).prop_map(Change::Truncate),
            (0..2 * CHUNK).prop_map(Change::Forget),
        ]
    }

    fn entry(index: u64) -> Entry {
        let id = LogId { term: Term(1 + index / 40), index: Index(index) };
        Entry { id, payload: Payload::Noop }
    }

    proptest! {
        #[test]
        fn they_are_a_list_and_equal_however_they_came_to_be(changes in vec(change(), 0..40)) {
            let (mut begin, mut end) = (0, 0);
            let mut entries = Entries::default();
            for change in changes {
                let before = entries.clone();
                let (was_begin, was_end) = (begin, end);
                match change {
                    Change::Push => {
                        end += 1;
                        entries.push(entry(end));
                    }
                    Change::Extend(by) => {
                        entries.extend((end + 1..=end + by).map(entry).collect());
                        end += by;
                    }
                    Change::Truncate(by) => {
                        end = end.saturating_sub(by).max(begin);
                        entries.truncate_from(Index(end + 1));
                    }
                    Change::Forget(by) => {
                        begin = (begin + by).min(end);
                        if begin > was_begin {
                            entries.forget_until(Index(begin));
                        }
                    }
                }
                check(&entries, begin, end)?;
                check(&before, was_begin, was_end)?;
            }
        }
    }

    #[test]
    fn what_two_lists_have_in_common_they_hold_together_and_nothing_else_changes() {
        let list = |begin, end| {
            let mut list = Entries::beginning_after(Index(begin));
            list.extend((begin + 1..=end).map(entry).collect());
            list
        };
        let one = list(0, 4 * CHUNK + 9);
        let shared_with_one = |mut other: Entries| {
            let before = other.clone();
            other.share(&one);
            assert_eq!(other, before);
            let chunks = other.whole.iter().chain([&other.tail]);
            let ones: Vec<_> = one.whole.iter().chain([&one.tail]).map(Arc::as_ptr).collect();
            chunks.filter(|chunk| ones.contains(&Arc::as_ptr(chunk))).count()
        };
        assert_eq!(shared_with_one(list(0, 4 * CHUNK + 9)), 5);
        assert_eq!(shared_with_one(list(0, 4 * CHUNK + 10)), 4);
        assert_eq!(shared_with_one(list(0, 2 * CHUNK + 5)), 2);
        assert_eq!(shared_with_one(list(CHUNK + 3, 4 * CHUNK + 9)), 3);
        assert_eq!(shared_with_one(list(9 * CHUNK, 9 * CHUNK)), 0);
        let mut other = list(0, 2 * CHUNK);
        other.truncate_from(Index(CHUNK + 1));
        let elsewhere = LogId { term: Term(99), index: Index(CHUNK + 1) };
        other.push(Entry { id: elsewhere, payload: Payload::Noop });
        assert_eq!(shared_with_one(other), 1);
    }

    /// These entries are the ones after `begin`, up to `end`.
    fn check(entries: &Entries, begin: u64, end: u64) -> Result<(), TestCaseError> {
        let expect: Vec<Entry> = (begin + 1..=end).map(entry).collect();
        prop_assert!(entries.iter().eq(&expect));
        prop_assert_eq!((entries.len(), entries.last()), (expect.len(), expect.last()));
        for index in [0, begin, begin + 1, end, end + 1, u64::MAX] {
            let is_kept = index > begin && index <= end;
            let found = entries.stretch(Index(index)).first();
            prop_assert_eq!(found.cloned(), is_kept.then(|| entry(index)));
        }
        for term in 0..=entry(end + 1).id.term.0 {
            let first = expect.iter().find(|entry| entry.id.term.0 >= term);
            prop_assert_eq!(entries.first_of_term(Term(term)), first);
        }
        let mut anew = Entries::beginning_after(Index(begin));
        expect.into_iter().for_each(|entry| anew.push(entry));
        prop_assert_eq!(entries, &anew);
        Ok(())
    }
}
