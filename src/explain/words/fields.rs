//! What a packet carries, field by field: the one list that cards, the inspector and exports read.

use crate::catalog::tr;
use crate::raft::{AppendOutcome, Index, LogId};
use crate::sim::PacketKind;

use super::packet::{answer_text, overload_text, refusal_text};
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
        fields.add(tr!("term"), "term", term.to_string());
    }
    match kind {
        PacketKind::VoteRequest { last_log, .. } => fields.last_entry(*last_log),
        PacketKind::PreVoteRequest { last_log, .. } => {
            fields.add(tr!("pre-vote"), "preVote", true);
            fields.last_entry(*last_log);
        }
        PacketKind::SuccessorVoteRequest { last_log, .. } => {
            fields.add(tr!("called by the leader"), "leadershipTransfer", true);
            fields.last_entry(*last_log);
        }
        PacketKind::Vote { granted, removed_at, .. } => fields.vote(*granted, *removed_at),
        PacketKind::PreVote { granted, removed_at, .. } => {
            fields.add(tr!("pre-vote"), "preVote", true);
            fields.vote(*granted, *removed_at);
        }
        PacketKind::Heartbeat { prev_log, leader_commit, .. } => {
            fields.append(*prev_log, tr!("none").to_string(), *leader_commit);
        }
        PacketKind::Entries { prev_log, count, last, leader_commit, configuration, .. } => {
            let place = place(*last);
            let entries = if *configuration {
                tr!("{count}, the last at {place}, with a configuration", count, place)
            } else {
                tr!("{count}, the last at {place}", count, place)
            };
            fields.append(*prev_log, entries, *leader_commit);
        }
        PacketKind::Ack { outcome: AppendOutcome::Accepted { match_index }, .. } => {
            fields.add(tr!("accepted"), "success", true);
            fields.add(tr!("matches up to"), "matchIndex", match_index);
        }
        PacketKind::Ack { outcome: AppendOutcome::Rejected { refused, conflict }, .. } => {
            fields.add(tr!("accepted"), "success", false);
            fields.add(tr!("refused"), "refused", place(*refused));
            let term = conflict.term.map(|term| term.to_string());
            let term = term.unwrap_or_else(|| tr!("none: the log is shorter").to_string());
            fields.add(tr!("conflicting term"), "conflictTerm", term);
            fields.add(tr!("try from"), "conflictIndex", conflict.first_index);
        }
        PacketKind::TimeoutNow { .. } => {}
        PacketKind::Chunk { last, offset, bytes, total, .. } => {
            fields.snapshot(*last);
            fields.add(tr!("begins at byte"), "offset", offset);
            fields.add(tr!("bytes"), "data", tr!("{bytes} of {total}", bytes, total));
        }
        PacketKind::ChunkAck { last, received, .. } => {
            fields.snapshot(*last);
            fields.add(tr!("received"), "received", count(*received, "byte", "bytes"));
        }
        PacketKind::Request { sequence, attempt, operation } => {
            fields.add(tr!("asks"), "operation", operation_text(operation));
            fields.add(tr!("sequence"), "sequence", sequence);
            fields.add(tr!("try"), "try", attempt);
        }
        PacketKind::Answer { sequence, operation, reply, may_be_old } => {
            fields.add(tr!("sequence"), "sequence", sequence);
            fields.add(tr!("done"), "ok", true);
            fields.add(tr!("says"), "text", answer_text(operation, reply, *may_be_old));
        }
        PacketKind::Refusal { sequence, leader } => {
            fields.add(tr!("sequence"), "sequence", sequence);
            fields.add(tr!("done"), "ok", false);
            fields.add(tr!("says"), "text", refusal_text(*leader));
        }
        PacketKind::ReadIndexRequest { .. } => {}
        PacketKind::ReadIndexAnswer { index, .. } => {
            fields.add(tr!("done"), "ok", index.is_some());
            if let Some(index) = index {
                fields.add(tr!("read index"), "index", index);
            }
        }
        PacketKind::Overloaded { sequence } => {
            fields.add(tr!("sequence"), "sequence", sequence);
            fields.add(tr!("done"), "ok", false);
            fields.add(tr!("says"), "text", overload_text());
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
        self.add(tr!("last entry"), "lastLogIndex, lastLogTerm", place(last));
    }

    fn vote(&mut self, granted: bool, removed_at: Option<Index>) {
        self.add(tr!("granted"), "voteGranted", granted);
        if let Some(index) = removed_at {
            self.add(tr!("removed at"), "removedAt", index);
        }
    }

    fn append(&mut self, prev_log: LogId, entries: String, leader_commit: Index) {
        self.add(tr!("after entry"), "prevLogIndex, prevLogTerm", place(prev_log));
        self.add(tr!("entries"), "entries", entries);
        self.add(tr!("leader's commit"), "leaderCommit", leader_commit);
    }

    fn snapshot(&mut self, last: LogId) {
        self.add(tr!("snapshot up to"), "lastIncludedIndex, lastIncludedTerm", place(last));
    }
}

fn place(id: LogId) -> String {
    tr!("index {index}, term {term}", index = id.index, term = id.term)
}
