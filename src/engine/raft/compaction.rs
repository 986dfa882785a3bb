//! Log compaction (paper 7, dissertation 5): a server's own snapshots, and those that it gets from its leader.

use std::sync::Arc;

use super::io::Output;
use super::membership::Configurations;
use super::message::{AppendOutcome, InstallSnapshot, InstallSnapshotReply, Message};
use super::node::Node;
use super::role::Role;
use super::snapshot::{Receiving, Snapshot};
use super::types::{Bytes, Index, LogId, NodeId};

impl Node {
    /// The state machine has written down its state after the entry at this index: the log may forget the entries up
    /// to there, but for a small tail that spares followers which are a little behind the whole snapshot. What has not
    /// been applied yet, or is older than the present snapshot, is of no use.
    pub(super) fn take_snapshot(&mut self, index: Index, data: Bytes) {
        let present = self.snapshot.as_ref().map_or(Index::ZERO, |snapshot| snapshot.last.index);
        if index <= present || index > self.applied {
            return;
        }
        let Some(term) = self.log.term_at(index) else { return };
        let configuration = Arc::clone(self.configurations.at(index));
        self.snapshot = Some(Snapshot { last: LogId { term, index }, configuration, data });

        let base = Index(index.0.saturating_sub(self.settings.snapshot_tail));
        if let Some(term) = self.log.term_at(base) {
            self.log.compact_to(LogId { term, index: base });
            self.configurations.compacted(base);
        }
    }

    /// Takes the next chunk of the leader's snapshot (paper figure 13), and says how far it has come. The last chunk is
    /// acknowledged like entries, when the snapshot is durable.
    pub(super) fn answer_chunk(
        &mut self,
        from: NodeId,
        chunk: InstallSnapshot,
        outputs: &mut Vec<Output>,
    ) {
        self.follow(from, outputs);
        let InstallSnapshot { last, configuration, offset, data, total, round, .. } = chunk;
        // All that it covers is here: nothing is rolled back, and the entries after it stay (paper figure 13, 6).
        if last.index <= self.commit || self.log.contains(last) {
            self.commit = self.commit.max(last.index);
            self.answer_while_writing(from, last, total, round);
            return self.acknowledge(from, last.index, round);
        }
        let Role::Follower(follower) = &mut self.role else { return };
        let receiving = match &mut follower.receiving {
            // The leader has a newer one on its way: this chunk is late.
            Some(receiving) if receiving.last().index > last.index => return,
            Some(receiving) if receiving.last() == last => receiving,
            other => other.insert(Receiving::of(last, total)),
        };
        receiving.take(offset, data, self.settings.chunk_limits());
        match receiving.complete() {
            Some(data) => {
                follower.receiving = None;
                self.install(Snapshot { last, configuration, data });
                self.answer_while_writing(from, last, total, round);
                self.acknowledge(from, last.index, round);
            }
            None => {
                let received = receiving.received();
                self.answer_with(from, last, received, round);
            }
        }
    }

    /// Refuses a chunk of an earlier leader, which learns the present term. The chunk's round is one of its own term, and is
    /// not answered.
    pub(super) fn refuse_chunk(&mut self, from: NodeId, chunk: &InstallSnapshot) {
        self.answer_with(from, chunk.last, 0, 0);
    }

    /// What has come whole may take its time to become durable. The leader is answered at once all the same: a chunk is a
    /// heartbeat, too, and must not make a slow disk look like a dead server.
    fn answer_while_writing(&mut self, to: NodeId, last: LogId, total: u64, round: u64) {
        if self.disk.last() < last.index {
            self.answer_with(to, last, total, round);
        }
    }

    fn answer_with(&mut self, to: NodeId, last: LogId, received: u64, round: u64) {
        let reply = InstallSnapshotReply { term: self.term(), last, received, round };
        self.say_once_durable(to, Index::ZERO, Message::InstallSnapshotReply(reply));
    }

    /// Says that the log agrees with the leader's up to here, once it is durable up to here.
    fn acknowledge(&mut self, to: NodeId, match_index: Index, round: u64) {
        self.reply_to_append(to, match_index, AppendOutcome::Accepted { match_index }, round);
    }

    /// Takes a snapshot in place of the whole log, which lacks its last entry or has another one there (paper figure
    /// 13, 7). The state machine gets it when it is durable.
    fn install(&mut self, snapshot: Snapshot) {
        self.begin_log_after(&snapshot);
        self.commit = snapshot.last.index;
        self.snapshot = Some(snapshot);
    }

    /// Forgets all entries.
    pub(super) fn begin_log_after(&mut self, snapshot: &Snapshot) {
        self.truncate_from(self.log.first_index());
        self.log.compact_to(snapshot.last);
        self.configurations = Configurations::of(Arc::clone(&snapshot.configuration), &self.log);
    }
}
