//! What each kind of packet says. Those of Raft are its messages; what a kind is by its name, such as the campaign that a
//! vote is asked for, is a field as well.

use crate::kv::{Operation, Reply};
use crate::raft::{AppendOutcome, Index, LogId, NodeId, Term};
use crate::sim::PacketKind;
use crate::sim::packet_kind::EntryTerms;

use super::data::Data;
use super::datum::{Datum, Typed};
use super::table::table;

table! { PacketKind;
    VoteRequest "vote-request" [campaign "election"] { term: Term, last_log: LogId };
    Vote "vote" | "vote-refused" [pre_vote false] { term: Term, granted: bool, removed_at: Option<Index> };
    Heartbeat "heartbeat" { term: Term, prev_log: LogId, leader_commit: Index };
    Entries "entries" | "configuration" {
        term: Term, prev_log: LogId, count: u32, last: LogId, terms as entry_terms: EntryTerms, leader_commit: Index,
        configuration: bool,
    };
    Ack "ack" | "reject" { term: Term, outcome: AppendOutcome };
    Request "request" { sequence: u64, attempt: u32, operation: Operation };
    Answer "answer" { sequence: u64, operation: Operation, reply: Reply, may_be_old: bool };
    Refusal "refusal" { sequence: u64, leader: Option<NodeId> };
    ReadIndexRequest "read-index-request" { term: Term };
    ReadIndexAnswer "read-index-answer" { term: Term, index: Option<Index> };
    Overloaded "overloaded" { sequence: u64 };
    Chunk "snapshot-chunk" { term: Term, last: LogId, offset: u64, bytes: u64, total: u64 };
    ChunkAck "snapshot-ack" { term: Term, last: LogId, received: u64 };
    TimeoutNow "timeout-now" { term: Term };
    PreVoteRequest "pre-vote-request" [campaign "pre-vote"] { term: Term, last_log: LogId };
    PreVote "pre-vote" | "pre-vote-refused" [pre_vote true] { term: Term, granted: bool, removed_at: Option<Index> };
    SuccessorVoteRequest "successor-vote-request" [campaign "transfer"] { term: Term, last_log: LogId };
}

impl Typed for PacketKind {
    const TYPE: &'static str = "Message";
}

impl Datum for PacketKind {
    fn datum(&self) -> Data {
        let mut said = vec![("type", self.name().datum())];
        said.append(&mut fields(self));
        Data::Fields(said)
    }
}
