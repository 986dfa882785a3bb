//! The log: consecutive entries, first index to last. Cloning is cheap, whatever the length: clones share structure,
//! and that is what rewinding and searching stand on.

use super::entries::Entries;
use super::message::Conflict;
use super::types::{Entry, Index, LogId, Term};

/// A server's log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Log {
    /// The entry just before the first one kept: `0@0` until a snapshot replaces a prefix.
    base: LogId,
    entries: Entries,
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
        self.entries.stretch(index).first()
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

    /// The first kept index whose entry's term is this one or a later one; one past the end if there is none. Terms
    /// never fall along a log, so this is a binary search.
    pub fn first_of_term(&self, term: Term) -> Index {
        let found = self.entries.first_of_term(term);
        found.map_or(self.last().index.next(), |entry| entry.id.index)
    }

    /// Why the entry at this index cannot be agreed on: what a follower answers to a leader that asked for another
    /// entry there (paper 5.3, end).
    pub fn conflict_at(&self, index: Index) -> Conflict {
        match self.term_at(index) {
            Some(term) => Conflict { term: Some(term), first_index: self.first_of_term(term) },
            None => Conflict { term: None, first_index: self.last().index.next() },
        }
    }

    /// The first index that is worth sending after a follower refused entries that follow index `refused`: one whole
    /// term further back, in this log or in the follower's, whichever is further (paper 5.3, end).
    ///
    /// Where both logs have entries of the conflicting term, they agree on them (log matching), so the follower has all
    /// up to this log's last one of that term. Otherwise, nothing of that term in the follower's log can match, and
    /// nothing of a later term in this one.
    pub fn retry_after(&self, refused: Index, conflict: Conflict) -> Index {
        let Some(term) = conflict.term else { return conflict.first_index.min(refused) };
        let after_term = self.first_of_term(term.next()).min(refused);
        if self.term_at(after_term.previous()) == Some(term) {
            after_term
        } else {
            after_term.min(conflict.first_index)
        }
    }

    /// The entries from `first` to `last`, both included, as far as they are kept; at most `limit` of them.
    pub fn range(&self, first: Index, last: Index, limit: usize) -> Vec<Entry> {
        let first = first.max(self.first_index());
        let kept = last.min(self.last().index).next().0.saturating_sub(first.0);
        let count = usize::try_from(kept).unwrap_or(limit).min(limit);
        let mut range = Vec::with_capacity(count);
        while range.len() < count {
            let stretch = self.entries.stretch(Index(first.0 + range.len() as u64));
            range.extend_from_slice(&stretch[..stretch.len().min(count - range.len())]);
        }
        range
    }

    /// Adds an entry at the end.
    ///
    /// # Panics
    /// If the entry does not stand directly after the last one: that would no longer be a log.
    pub fn append(&mut self, entry: Entry) {
        assert_eq!(entry.id.index, self.last().index.next(), "a log has no gaps");
        self.entries.push(entry);
    }

    /// Adds entries at the end.
    ///
    /// # Panics
    /// As [`Log::append`].
    pub fn extend(&mut self, entries: Vec<Entry>) {
        let expected = self.last().index.0 + 1..;
        let follows = |(expected, entry): (u64, &Entry)| entry.id.index.0 == expected;
        assert!(expected.zip(&entries).all(follows), "a log has no gaps");
        self.entries.extend(entries);
    }

    /// Holds what it has in common with another log together with it, so that both take the room of one. Nothing else
    /// changes.
    pub fn share(&mut self, other: &Self) {
        self.entries.share(&other.entries);
    }

    /// Removes every entry from this index on.
    pub fn truncate_from(&mut self, index: Index) {
        self.entries.truncate_from(index);
    }

    /// Forgets every entry up to this one. A log that lacks it, because it ends before or has another one there, begins
    /// anew after it (paper figure 13, 6 and 7). What is forgotten already stays so.
    pub fn compact_to(&mut self, base: LogId) {
        if base.index <= self.base.index {
            return;
        }
        if self.contains(base) {
            self.entries.forget_until(base.index);
        } else {
            self.entries = Entries::beginning_after(base.index);
        }
        self.base = base;
    }

    /// How many entries are kept.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no entry is kept.
    pub fn is_empty(&self) -> bool {
        self.entries.last().is_none()
    }

    /// The kept entries, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::types::Payload;

    fn log(terms: &[u64]) -> Log {
        let mut log = Log::default();
        for (index, term) in (1..).zip(terms) {
            let id = LogId { term: Term(*term), index: Index(index) };
            log.append(Entry { id, payload: Payload::Noop });
        }
        log
    }

    #[test]
    fn a_range_holds_what_is_kept_of_it_up_to_the_limit() {
        let (log, long) = (log(&[1, 1, 2, 3]), log(&[1; 200]));
        let indices = |first, last, limit| -> Vec<u64> {
            let range = log.range(Index(first), Index(last), limit);
            range.iter().map(|entry| entry.id.index.0).collect()
        };
        assert_eq!(indices(1, 4, usize::MAX), [1, 2, 3, 4]);
        assert_eq!(indices(2, 3, 9), [2, 3]);
        assert_eq!(indices(2, 4, 2), [2, 3]);
        assert_eq!(indices(0, 1, 9), [1]);
        assert_eq!(indices(3, 9, 9), [3, 4]);
        for (first, last, limit) in [(1, 200, 200), (70, 199, 90), (10, 150, 32), (190, 300, 99)] {
            let range = long.range(Index(first), Index(last), limit);
            let expect: Vec<Entry> = (first..=last.min(200))
                .take(limit)
                .map(|index| long.get(Index(index)).expect("it is kept").clone())
                .collect();
            assert_eq!(range, expect, "{first} to {last}, at most {limit}");
        }
        for (first, last, limit) in [(3, 2, 9), (5, 9, 9), (1, 4, 0), (0, 0, 9)] {
            assert!(indices(first, last, limit).is_empty(), "{first} to {last}, at most {limit}");
        }
    }

    #[test]
    fn the_place_before_the_first_entry_belongs_to_the_log_and_the_one_after_the_last_does_not() {
        let log = log(&[1, 2]);
        assert_eq!(log.term_at(Index(0)), Some(Term(0)));
        assert_eq!(log.term_at(Index(2)), Some(Term(2)));
        assert_eq!(log.term_at(Index(3)), None);
        assert!(log.get(Index(0)).is_none());
        assert_eq!(log.last(), LogId { term: Term(2), index: Index(2) });
        assert_eq!(Log::default().last(), LogId::default());
    }

    #[test]
    fn a_compacted_log_begins_after_an_entry_that_it_had_or_anew() {
        let id = |index, term| LogId { term: Term(term), index: Index(index) };
        let mut compacted = log(&[1, 1, 2, 3]);
        compacted.compact_to(id(2, 1));
        assert_eq!((compacted.base(), compacted.last(), compacted.len()), (id(2, 1), id(4, 3), 2));
        assert_eq!(compacted.term_at(Index(2)), Some(Term(1)));
        assert_eq!(compacted.term_at(Index(1)), None);
        assert_eq!(compacted.first_of_term(Term(1)), Index(3));
        compacted.compact_to(id(1, 1));
        assert_eq!(compacted.base(), id(2, 1), "what is forgotten stays so");
        for base in [id(9, 3), id(4, 2)] {
            let mut anew = compacted.clone();
            anew.compact_to(base);
            assert_eq!((anew.base(), anew.last(), anew.len()), (base, base, 0));
        }
    }

    #[test]
    fn a_term_is_found_by_its_first_entry_or_by_where_it_would_begin() {
        let log = log(&[1, 1, 3, 3, 5]);
        let first = [1, 1, 3, 3, 5, 5, 6].map(Index);
        assert_eq!([0, 1, 2, 3, 4, 5, 6].map(|term| log.first_of_term(Term(term))), first);
    }

    /// The logs of the paper's figure 7, and shorter ones: any two of them are possible in one cluster.
    const LOGS: [&[u64]; 9] = [
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6],
        &[1, 1, 1, 4],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
        &[1, 1, 1, 4, 4, 4, 4],
        &[1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
        &[1],
        &[],
    ];

    #[test]
    fn hints_lead_to_the_last_entry_that_two_logs_share_a_whole_term_at_a_time() {
        for (leader, follower) in LOGS.iter().flat_map(|a| LOGS.iter().map(move |b| (a, b))) {
            let shared = leader.iter().zip(*follower).take_while(|(a, b)| a == b).count() as u64;
            let mut terms = follower[shared as usize..].to_vec();
            terms.dedup();
            let (leader, follower) = (log(leader), log(follower));
            let mut prev = leader.last().index;
            let mut refusals = 0;
            while leader.term_at(prev) != follower.term_at(prev) {
                let retry = leader.retry_after(prev, follower.conflict_at(prev));
                assert!(retry <= prev, "each guess is further back");
                prev = retry.previous();
                refusals += 1;
            }
            assert_eq!(prev, Index(shared), "{leader:?} {follower:?}");
            // One for a log that is too short, and one for each term that has to go.
            assert!(refusals <= 1 + terms.len(), "{refusals} refusals: {leader:?} {follower:?}");
        }
    }
}
