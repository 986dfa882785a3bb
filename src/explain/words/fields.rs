//! What a packet carries, field by field: the one list that cards, the inspector and exports read.

use crate::raft::{AppendOutcome, Index, LogId};
use crate::sim::PacketKind;

use super::packet::{OVERLOAD, answer_text, refusal_text};
use super::{count, operation_text};

/// A field of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacketField {
    /// What it is, in plain words.
    pub plain: &'static str,
    /// What the paper calls it (figures 2 and 13), or what it would.
    pub paper: &'static str,
    /// What it says here.
    pub value: String,
}

/// Every field, the term first.
pub fn packet_fields(kind: &PacketKind) -> Vec<PacketField> {
    let mut fields = Fields(Vec::new());
    if let Some(term) = kind.term() {
        fields.add("term", "term", term.to_string());
    }
    match kind {
        PacketKind::VoteRequest { last_log, .. } => fields.last_entry(*last_log),
        PacketKind::PreVoteRequest { last_log, .. } => {
            fields.add("pre-vote", "preVote", true);
            fields.last_entry(*last_log);
        }
        PacketKind::SuccessorVoteRequest { last_log, .. } => {
            fields.add("called by the leader", "leadershipTransfer", true);
            fields.last_entry(*last_log);
        }
        PacketKind::Vote { granted, removed_at, .. } => fields.vote(*granted, *removed_at),
        PacketKind::PreVote { granted, removed_at, .. } => {
            fields.add("pre-vote", "preVote", true);
            fields.vote(*granted, *removed_at);
        }
        PacketKind::Heartbeat { prev_log, leader_commit, .. } => {
            fields.append(*prev_log, "none".to_string(), *leader_commit);
        }
        PacketKind::Entries { prev_log, count, last, leader_commit, configuration, .. } => {
            let what = if *configuration { ", with a configuration" } else { "" };
            fields.append(
                *prev_log,
                format!("{count}, the last at {}{what}", place(*last)),
                *leader_commit,
            );
        }
        PacketKind::Ack { outcome: AppendOutcome::Accepted { match_index }, .. } => {
            fields.add("accepted", "success", true);
            fields.add("matches up to", "matchIndex", match_index);
        }
        PacketKind::Ack { outcome: AppendOutcome::Rejected { refused, conflict }, .. } => {
            fields.add("accepted", "success", false);
            fields.add("refused", "refused", place(*refused));
            let term = conflict.term.map(|term| term.to_string());
            let term = term.unwrap_or_else(|| "none: the log is shorter".to_string());
            fields.add("conflicting term", "conflictTerm", term);
            fields.add("try from", "conflictIndex", conflict.first_index);
        }
        PacketKind::TimeoutNow { .. } => {}
        PacketKind::Chunk { last, offset, bytes, total, .. } => {
            fields.snapshot(*last);
            fields.add("begins at byte", "offset", offset);
            fields.add("bytes", "data", format!("{bytes} of {total}"));
        }
        PacketKind::ChunkAck { last, received, .. } => {
            fields.snapshot(*last);
            fields.add("received", "received", count(*received, "byte", "bytes"));
        }
        PacketKind::Request { sequence, attempt, operation } => {
            fields.add("asks", "operation", operation_text(operation));
            fields.add("sequence", "sequence", sequence);
            fields.add("try", "try", attempt);
        }
        PacketKind::Answer { sequence, operation, reply, may_be_old } => {
            fields.add("sequence", "sequence", sequence);
            fields.add("done", "ok", true);
            fields.add("says", "text", answer_text(operation, reply, *may_be_old));
        }
        PacketKind::Refusal { sequence, leader } => {
            fields.add("sequence", "sequence", sequence);
            fields.add("done", "ok", false);
            fields.add("says", "text", refusal_text(*leader));
        }
        PacketKind::ReadIndexRequest { .. } => {}
        PacketKind::ReadIndexAnswer { index, .. } => {
            fields.add("done", "ok", index.is_some());
            if let Some(index) = index {
                fields.add("read index", "index", index);
            }
        }
        PacketKind::Overloaded { sequence } => {
            fields.add("sequence", "sequence", sequence);
            fields.add("done", "ok", false);
            fields.add("says", "text", OVERLOAD);
        }
    }
    fields.0
}

struct Fields(Vec<PacketField>);

impl Fields {
    fn add(&mut self, plain: &'static str, paper: &'static str, value: impl ToString) {
        self.0.push(PacketField { plain, paper, value: value.to_string() });
    }

    fn last_entry(&mut self, last: LogId) {
        self.add("last entry", "lastLogIndex, lastLogTerm", place(last));
    }

    fn vote(&mut self, granted: bool, removed_at: Option<Index>) {
        self.add("granted", "voteGranted", granted);
        if let Some(index) = removed_at {
            self.add("removed at", "removedAt", index);
        }
    }

    fn append(&mut self, prev_log: LogId, entries: String, leader_commit: Index) {
        self.add("after entry", "prevLogIndex, prevLogTerm", place(prev_log));
        self.add("entries", "entries", entries);
        self.add("leader's commit", "leaderCommit", leader_commit);
    }

    fn snapshot(&mut self, last: LogId) {
        self.add("snapshot up to", "lastIncludedIndex, lastIncludedTerm", place(last));
    }
}

fn place(id: LogId) -> String {
    format!("index {}, term {}", id.index, id.term)
}
