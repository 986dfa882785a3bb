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

/// A snapshot on its way to a follower, as the leader sees it: a window of chunks is under way, and slides on with the
/// answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SnapshotTransfer {
    snapshot: Snapshot,
    offset: u64,
    /// How many bytes were sent. What lies between `offset` and here is under way, or lost.
    sent: u64,
    /// What the follower said last.
    heard: u64,
    /// `offset` at the last heartbeat, where more than one chunk may be under way.
    noted: u64,
    /// Bytes sent since the last heartbeat, where they are limited.
    burst: u64,
}

/// A snapshot on its way from a leader, as the follower sees it: what has come without a gap, and what came too early.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Receiving {
    last: LogId,
    chunks: Vec<Bytes>,
    received: u64,
    total: u64,
    /// Chunks that lie behind a gap, with where they begin.
    early: Vec<(u64, Bytes)>,
}

/// What a heartbeat does for a snapshot that is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beat {
    /// Nothing has arrived since the last one: what was under way is sent again, one chunk first.
    Again,
    /// Goes on where the window has room.
    GoesOn,
}

/// How a leader sends a snapshot, and what a follower keeps of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ChunkLimits {
    /// The most bytes in a message; at least 1.
    pub(super) chunk: usize,
    /// The most chunks that are not answered; at least 1.
    pub(super) window: usize,
    /// The most bytes between two heartbeats, if they are limited.
    pub(super) most: Option<u64>,
}

impl ChunkLimits {
    /// Whether several chunks may be under way.
    fn is_pipelined(self) -> bool {
        self.window > 1
    }
}

impl SnapshotTransfer {
    /// The beginning of one.
    pub(super) fn of(snapshot: Snapshot) -> Self {
        Self { snapshot, offset: 0, sent: 0, heard: 0, noted: 0, burst: 0 }
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

    /// How many bytes were sent and are not known to have arrived.
    pub fn under_way(&self) -> u64 {
        self.sent - self.offset
    }

    /// The follower has so many bytes of this snapshot: more than was known, or fewer, if it has restarted. Returns
    /// whether this is news; an answer that says again what is known already must not bring out the same chunk again,
    /// or every message that the network repeats would do so for ever. Where several chunks are under way, fewer is most
    /// often an answer that others have overtaken: the next heartbeat finds out.
    pub(super) fn arrived(&mut self, last: LogId, received: u64, limits: ChunkLimits) -> bool {
        if last != self.last() || received >= self.total() {
            return false;
        }
        self.heard = received;
        if !limits.is_pipelined() {
            let news = received != self.offset;
            if news {
                (self.offset, self.sent) = (received, received);
            }
            return news;
        }
        let news = received > self.offset;
        if news {
            self.offset = received;
            self.sent = self.sent.max(received);
        }
        news
    }

    /// A heartbeat is due. One chunk at a time, it sends the chunk under way again, which may be lost; with several it
    /// does so only if none has arrived since the last heartbeat.
    pub(super) fn beat(&mut self, limits: ChunkLimits) -> Beat {
        self.burst = 0;
        let beat = if !limits.is_pipelined() || self.offset == self.noted {
            self.offset = self.offset.min(self.heard);
            self.sent = self.offset;
            Beat::Again
        } else {
            Beat::GoesOn
        };
        if limits.is_pipelined() {
            self.noted = self.offset;
        }
        beat
    }

    /// Whether one more chunk may be sent now.
    pub(super) fn has_room(&self, limits: ChunkLimits) -> bool {
        let chunk = limits.chunk as u64;
        let window = chunk.saturating_mul(limits.window as u64);
        let is_spent = limits.most.is_some_and(|most| self.burst >= most.max(1));
        self.sent < self.total() && self.under_way() < window && !is_spent
    }

    /// The next bytes that were not sent, with where they begin: they are sent now.
    pub(super) fn next_chunk(&mut self, limits: ChunkLimits) -> (u64, Bytes) {
        let (start, data) = self.chunk_at(self.sent, limits);
        self.sent += data.len() as u64;
        if limits.most.is_some() {
            self.burst += data.len() as u64;
        }
        (start, data)
    }

    /// The first bytes that are not known to have arrived, with where they begin.
    pub(super) fn first_chunk(&self, limits: ChunkLimits) -> (u64, Bytes) {
        self.chunk_at(self.offset, limits)
    }

    fn chunk_at(&self, offset: u64, limits: ChunkLimits) -> (u64, Bytes) {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let rest = self.snapshot.data.get(start..).unwrap_or_default();
        (offset, rest[..rest.len().min(limits.chunk)].into())
    }

    /// The configuration that ruled at its last entry.
    pub(super) fn configuration(&self) -> &Arc<Configuration> {
        &self.snapshot.configuration
    }
}

impl Receiving {
    pub(super) fn of(last: LogId, total: u64) -> Self {
        Self { last, chunks: Vec::new(), received: 0, total, early: Vec::new() }
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

    /// Takes a chunk. One that comes too early is kept until the gap before it is closed, where several may be under way,
    /// and as many as may be; otherwise nothing but the next one is of use.
    pub(super) fn take(&mut self, offset: u64, data: Bytes, limits: ChunkLimits) {
        if offset > self.received {
            let is_new = self.early.iter().all(|(at, _)| *at != offset);
            if limits.is_pipelined() && is_new && self.early.len() < limits.window {
                self.early.push((offset, data));
            }
            return;
        }
        self.append(offset, &data);
        while let Some(at) = self.early.iter().position(|(offset, _)| *offset <= self.received) {
            let (offset, data) = self.early.swap_remove(at);
            self.append(offset, &data);
        }
    }

    /// Takes what of these bytes is not there yet; they leave no gap.
    fn append(&mut self, offset: u64, data: &Bytes) {
        let known = usize::try_from(self.received - offset).unwrap_or(usize::MAX);
        let Some(rest) = data.get(known..).filter(|rest| !rest.is_empty()) else { return };
        self.received += rest.len() as u64;
        self.chunks.push(rest.into());
    }

    /// How many bytes lie behind a gap.
    pub fn early(&self) -> u64 {
        self.early.iter().map(|(_, data)| data.len() as u64).sum()
    }

    /// All bytes, once they are there.
    pub(super) fn complete(&self) -> Option<Bytes> {
        (self.received >= self.total).then(|| self.chunks.concat().into())
    }
}
