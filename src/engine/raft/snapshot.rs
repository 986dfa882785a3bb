//! Snapshots (paper 7, dissertation 5): the state machine's state in place of the log's beginning, and how a follower
//! gets one in chunks.
//!
//! What a snapshot covers is committed. So it never contradicts a log that agrees with the leader's, and a server that
//! has all its entries needs nothing of it.

use std::sync::Arc;

use super::types::{Bytes, Configuration, LogId};

/// The state after an entry, in place of all entries up to it. Cloning shares the bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Snapshot {
    /// The last entry that it covers.
    pub last: LogId,
    /// The configuration that ruled there.
    pub configuration: Arc<Configuration>,
    /// The state machine's state, as it wrote it. The protocol never looks inside.
    pub data: Bytes,
}

/// A snapshot on its way to a follower, as the leader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SnapshotTransfer {
    snapshot: Snapshot,
    offset: u64,
}

/// A snapshot on its way from a leader, as the follower sees it: what has come without a gap.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Receiving {
    last: LogId,
    chunks: Vec<Bytes>,
    received: u64,
    total: u64,
}

impl SnapshotTransfer {
    /// The beginning of one.
    pub(super) fn of(snapshot: Snapshot) -> Self {
        Self { snapshot, offset: 0 }
    }

    /// The last entry that the snapshot covers.
    pub fn last(&self) -> LogId {
        self.snapshot.last
    }

    /// How many bytes are known to have arrived.
    pub fn received(&self) -> u64 {
        self.offset
    }

    /// How many bytes there are.
    pub fn total(&self) -> u64 {
        self.snapshot.data.len() as u64
    }

    /// The follower has so many bytes of this snapshot: more than was known, or fewer, if it has restarted. Returns
    /// whether this is news; an answer that says again what is known already must not bring out the same chunk again,
    /// or every message that the network repeats would do so for ever.
    pub(super) fn arrived(&mut self, last: LogId, received: u64) -> bool {
        let news = last == self.last() && received != self.offset && received < self.total();
        if news {
            self.offset = received;
        }
        news
    }

    /// The next bytes, at most so many, with where they begin.
    pub(super) fn chunk(&self, most: usize) -> (u64, Bytes) {
        let start = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let rest = self.snapshot.data.get(start..).unwrap_or_default();
        (self.offset, rest[..rest.len().min(most.max(1))].into())
    }

    /// The configuration that ruled at its last entry.
    pub(super) fn configuration(&self) -> &Arc<Configuration> {
        &self.snapshot.configuration
    }
}

impl Receiving {
    pub(super) fn of(last: LogId, total: u64) -> Self {
        Self { last, chunks: Vec::new(), received: 0, total }
    }

    /// The last entry that the snapshot covers.
    pub fn last(&self) -> LogId {
        self.last
    }

    /// How many bytes have arrived.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// How many bytes there are.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Takes a chunk if it is the next one; others are repeated, or too early.
    pub(super) fn take(&mut self, offset: u64, data: Bytes) {
        if offset == self.received {
            self.received += data.len() as u64;
            self.chunks.push(data);
        }
    }

    /// All bytes, once they are there.
    pub(super) fn complete(&self) -> Option<Bytes> {
        (self.received >= self.total).then(|| self.chunks.concat().into())
    }
}
