//! Durable before visible: what is on disk, what is on its way there, and what waits for it.
//!
//! One write is under way at a time. What changes meanwhile becomes one further write: so a disk that takes its time
//! gets fewer and larger writes (group commit), and a completion can only mean one thing.
//!
//! Whether something is durable is asked of the *state* here, never of a token: "are this term and this vote on disk?",
//! "is the log on disk up to here?". So the completion of a write whose entries were cut off meanwhile, or whose term
//! has passed, counts for nothing without a rule of its own.
//!
//! A snapshot and the cut of the log that it allows are one write, so the disk never has one without the other.

use std::sync::Arc;

use super::io::{Base, HardState, Write, WriteToken};
use super::log::Log;
use super::membership::Configurations;
use super::message::Message;
use super::snapshot::Snapshot;
use super::types::{Index, NodeId};

/// All of a server's memory that is to be on disk.
#[derive(Clone, Copy)]
pub(super) struct Memory<'a> {
    pub(super) hard_state: HardState,
    pub(super) log: &'a Log,
    pub(super) configurations: &'a Configurations,
    pub(super) snapshot: Option<&'a Snapshot>,
}

/// A server's knowledge of its own disk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Disk {
    /// Term and vote as they are on disk.
    hard_state: HardState,
    /// Up to here the log on disk is the log in memory. Before the log's base, if nothing of it is on disk yet.
    last: Index,
    /// Where the log on disk begins.
    base: Index,
    /// The last entry that the snapshot on disk covers.
    snapshot: Index,
    /// The write under way.
    writing: Option<Writing>,
    /// The disk, once the write under way is done, still holds entries from here on that memory has removed.
    truncate_from: Option<Index>,
    /// The token of the newest write.
    token: WriteToken,
}

/// What the disk will hold when a write is done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Writing {
    token: WriteToken,
    hard_state: HardState,
    last: Index,
    base: Index,
    snapshot: Index,
}

/// A message that waits until what it says is durable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Withheld {
    /// The log must be on disk up to here. Term and vote must be, always.
    pub(super) until: Index,
    /// The receiver.
    pub(super) to: NodeId,
    /// What it says.
    pub(super) message: Message,
}

impl Disk {
    /// A disk on which all of this is durable.
    pub(super) fn holding(memory: Memory<'_>) -> Self {
        Self {
            hard_state: memory.hard_state,
            last: memory.log.last().index,
            base: memory.log.base().index,
            snapshot: memory.snapshot_index(),
            writing: None,
            truncate_from: None,
            token: WriteToken::default(),
        }
    }

    /// Up to here, the log on disk is the log in memory.
    pub(super) fn last(&self) -> Index {
        self.last
    }

    /// The last entry that the snapshot on disk covers.
    pub(super) fn snapshot(&self) -> Index {
        self.snapshot
    }

    /// Whether this term and vote are on disk.
    pub(super) fn holds(&self, hard_state: HardState) -> bool {
        self.hard_state == hard_state
    }

    /// Memory removes every entry from this index on: none of them counts as durable from now on, and those on disk, or
    /// on their way, are to be removed there.
    pub(super) fn truncated(&mut self, from: Index) {
        let keep = from.previous();
        let written = self.writing.as_ref().map_or(self.last, |writing| writing.last);
        if written > keep {
            self.truncate_from = Some(from);
        }
        self.last = self.last.min(keep);
        if let Some(writing) = &mut self.writing {
            writing.last = writing.last.min(keep);
        }
    }

    /// The write that brings the disk up to date, if it is not, and if no other is under way.
    pub(super) fn begin(&mut self, memory: Memory<'_>) -> Option<(WriteToken, Write)> {
        let Memory { hard_state, log, configurations, snapshot } = memory;
        let (last, base, covered) = (log.last().index, log.base().index, memory.snapshot_index());
        let up_to_date = self.holds(hard_state)
            && self.truncate_from.is_none()
            && (self.last, self.base, self.snapshot) == (last, base, covered);
        if up_to_date || self.writing.is_some() {
            return None;
        }
        self.token = WriteToken(self.token.0 + 1);
        self.writing =
            Some(Writing { token: self.token, hard_state, last, base, snapshot: covered });
        let configuration = || Arc::clone(configurations.base());
        let write = Write {
            hard_state: (!self.holds(hard_state)).then_some(hard_state),
            truncate_from: self.truncate_from.take(),
            snapshot: snapshot.filter(|_| covered > self.snapshot).cloned(),
            compact: (base > self.base)
                .then(|| Base { id: log.base(), configuration: configuration() }),
            append: log.range(self.last.next(), last, usize::MAX),
        };
        Some((self.token, write))
    }

    /// The write with this token is done. A completion of any other write (repeated, or from before a restart) is news
    /// of nothing.
    pub(super) fn finished(&mut self, token: WriteToken) {
        if let Some(writing) = self.writing.take_if(|writing| writing.token == token) {
            self.hard_state = writing.hard_state;
            self.last = writing.last;
            self.base = writing.base;
            self.snapshot = writing.snapshot;
        }
    }
}

impl Memory<'_> {
    fn snapshot_index(&self) -> Index {
        self.snapshot.map_or(Index::ZERO, |snapshot| snapshot.last.index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::types::{Configuration, Entry, LogId, Payload, Term};

    fn holding(hard_state: HardState, last: u64) -> Disk {
        let (log, configurations) = (log(&vec![1; last as usize]), Configurations::default());
        let configurations = &configurations;
        Disk::holding(Memory { hard_state, log: &log, configurations, snapshot: None })
    }

    fn begin(disk: &mut Disk, hard_state: HardState, log: &Log) -> Option<(WriteToken, Write)> {
        let configurations = &Configurations::default();
        disk.begin(Memory { hard_state, log, configurations, snapshot: None })
    }

    fn entry(index: u64, term: u64) -> Entry {
        let id = LogId { term: Term(term), index: Index(index) };
        Entry { id, payload: Payload::Noop }
    }

    fn log(terms: &[u64]) -> Log {
        let mut log = Log::default();
        for (at, term) in terms.iter().enumerate() {
            log.append(entry(at as u64 + 1, *term));
        }
        log
    }

    fn term(term: u64) -> HardState {
        HardState { term: Term(term), voted_for: None }
    }

    #[test]
    fn one_write_is_under_way_and_the_next_takes_all_that_came_meanwhile() {
        let mut disk = holding(term(1), 0);
        let (first, write) =
            begin(&mut disk, term(1), &log(&[1])).expect("there is something to write");
        assert_eq!(write, Write { append: vec![entry(1, 1)], ..Write::default() });

        assert_eq!(begin(&mut disk, term(1), &log(&[1, 1])), None);
        assert_eq!(begin(&mut disk, term(2), &log(&[1, 1, 1])), None);

        disk.finished(first);
        assert_eq!(disk.last(), Index(1));
        let (second, write) =
            begin(&mut disk, term(2), &log(&[1, 1, 1])).expect("there is something to write");
        assert!(second > first);
        assert_eq!(
            write,
            Write {
                hard_state: Some(term(2)),
                append: vec![entry(2, 1), entry(3, 1)],
                ..Write::default()
            }
        );
    }

    #[test]
    fn a_completion_counts_only_for_what_was_not_cut_off_meanwhile() {
        let mut disk = holding(term(1), 1);
        let (token, _) =
            begin(&mut disk, term(1), &log(&[1, 1, 1])).expect("there is something to write");

        // While entries 2 and 3 are on their way, a new leader replaces entry 3.
        disk.truncated(Index(3));
        disk.finished(token);
        assert_eq!(disk.last(), Index(2));

        let (_, write) =
            begin(&mut disk, term(2), &log(&[1, 1, 2])).expect("there is something to write");
        assert_eq!(
            write,
            Write {
                hard_state: Some(term(2)),
                truncate_from: Some(Index(3)),
                append: vec![entry(3, 2)],
                ..Write::default()
            }
        );
    }

    #[test]
    fn entries_that_never_went_to_disk_are_not_removed_there() {
        let mut disk = holding(term(1), 1);
        let (token, _) =
            begin(&mut disk, term(1), &log(&[1, 1])).expect("there is something to write");
        disk.truncated(Index(3));
        disk.finished(token);
        let (_, write) =
            begin(&mut disk, term(1), &log(&[1, 1, 2])).expect("there is something to write");
        assert_eq!(write, Write { append: vec![entry(3, 2)], ..Write::default() });
    }

    #[test]
    fn a_completion_of_another_write_counts_for_nothing() {
        let mut disk = holding(term(1), 0);
        let (token, _) =
            begin(&mut disk, term(2), &log(&[1])).expect("there is something to write");
        for other in [token.0 - 1, token.0 + 1] {
            disk.finished(WriteToken(other));
            assert_eq!(disk.last(), Index(0));
            assert!(!disk.holds(term(2)));
        }
        disk.finished(token);
        assert_eq!(disk.last(), Index(1));
        assert!(disk.holds(term(2)));
    }

    #[test]
    fn the_earliest_of_several_cuts_is_the_one_that_the_disk_is_told() {
        let mut disk = holding(term(1), 5);
        let (token, _) =
            begin(&mut disk, term(2), &log(&[1; 5])).expect("there is something to write");
        disk.truncated(Index(4));
        disk.truncated(Index(3));
        disk.truncated(Index(5));
        disk.finished(token);
        let (_, write) =
            begin(&mut disk, term(2), &log(&[1, 1, 2])).expect("there is something to write");
        assert_eq!(write.truncate_from, Some(Index(3)));
        assert_eq!(write.append, vec![entry(3, 2)]);
    }

    #[test]
    fn a_snapshot_and_the_cut_of_the_log_are_one_write_and_come_before_later_entries() {
        let mut disk = holding(term(1), 3);
        let id = LogId { term: Term(1), index: Index(2) };
        let configuration = Arc::new(Configuration::default());
        let configurations = &Configurations::default();
        let snapshot =
            Snapshot { last: id, configuration: configuration.clone(), data: [7].into() };
        let mut cut = log(&[1, 1, 1, 1]);
        cut.compact_to(id);
        let memory =
            Memory { hard_state: term(1), log: &cut, configurations, snapshot: Some(&snapshot) };
        let (token, write) = disk.begin(memory).expect("there is something to write");
        assert_eq!(
            write,
            Write {
                snapshot: Some(snapshot.clone()),
                compact: Some(Base { id, configuration }),
                append: vec![entry(4, 1)],
                ..Write::default()
            }
        );
        assert_eq!(disk.snapshot(), Index(0));
        disk.finished(token);
        assert_eq!((disk.snapshot(), disk.last()), (Index(2), Index(4)));
        assert_eq!(disk.begin(memory), None, "nothing is written twice");
    }
}
