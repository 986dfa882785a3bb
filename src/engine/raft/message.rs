//! What servers say to each other. The envelope (from whom, to whom) is the network's; the paper's figures 2 and 13
//! give the fields, and what goes beyond them is named where it stands.

use std::sync::Arc;

use super::types::{Bytes, Configuration, Entry, Index, LogId, ReadId, Term};

/// One message. Every message carries its sender's term (paper 5.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// A candidate asks for a vote.
    RequestVote(RequestVote),
    /// The answer to it.
    RequestVoteReply(RequestVoteReply),
    /// A leader replicates entries; without entries it is a heartbeat.
    AppendEntries(AppendEntries),
    /// The answer to it.
    AppendEntriesReply(AppendEntriesReply),
    /// A leader sends a piece of its snapshot to a follower that needs entries which the leader's log has no more.
    InstallSnapshot(InstallSnapshot),
    /// The answer to it.
    InstallSnapshotReply(InstallSnapshotReply),
    /// A leader asks its successor to stand for election at once (dissertation 3.10).
    TimeoutNow(TimeoutNow),
    /// A server that does not lead asks the leader what a read must see (dissertation 6.4).
    ReadIndex(ReadIndex),
    /// The answer to it.
    ReadIndexReply(ReadIndexReply),
}

/// RequestVote (paper figure 2).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestVote {
    /// The candidate's term.
    pub term: Term,
    /// The candidate's last log entry, for the voter's up-to-date check (paper 5.4.1).
    pub last_log: LogId,
    /// What the vote is for.
    pub campaign: Campaign,
    /// Where the newest configuration stands in which the candidate votes, as far as it knows: the configuration by
    /// which it stands. A voter that knows a later one to be committed, without the candidate, can tell it so. (The paper
    /// has no such field; see `reconfiguration.rs`.)
    pub stands_by: Index,
}

/// What a vote is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Campaign {
    /// To find out whether an election could be won, before the term is raised for it (dissertation 9.6). The question
    /// is asked in the term that the sender is in, and is about the next one; an answer promises nothing.
    PreVote,
    /// To lead this term.
    Election,
    /// The same, because the leader wants it so (dissertation 3.10): whoever hears that leader may help, too.
    Transfer,
}

/// The answer to [`RequestVote`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestVoteReply {
    /// The voter's term, for the candidate to update itself.
    pub term: Term,
    /// Whether the candidate has the vote.
    pub granted: bool,
    /// Whether it is an answer to [`Campaign::PreVote`].
    pub pre_vote: bool,
    /// A configuration is committed here, not earlier than the one by which the candidate stands, in which it has no
    /// vote: it has been removed. That is true for ever, whatever the terms are.
    pub removed_at: Option<Index>,
}

/// AppendEntries (paper figure 2).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AppendEntries {
    /// The leader's term.
    pub term: Term,
    /// The entry just before the first of `entries`.
    pub prev_log: LogId,
    /// Consecutive entries; none in a heartbeat.
    pub entries: Vec<Entry>,
    /// The leader's commit index.
    pub leader_commit: Index,
    /// The newest round of this term in which the leader makes sure that it leads (dissertation 6.4); 0 before the first.
    pub round: u64,
}

/// The answer to [`AppendEntries`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AppendEntriesReply {
    /// The follower's term, for the leader to update itself.
    pub term: Term,
    /// What became of the entries.
    pub outcome: AppendOutcome,
    /// The round of the message that this answers. Whatever became of the entries, it is obeyed in its term. A refusal of
    /// a message of an earlier term answers no round: it is 0.
    pub round: u64,
    /// The follower's priority, for a leader that may have to hand over to it. (The paper has no such field.)
    pub priority: u32,
}

/// What a follower did with an [`AppendEntries`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AppendOutcome {
    /// The follower's durable log agrees with the leader's up to here: never past `prev_log` plus the entries sent, but
    /// for what a snapshot covers, which is committed.
    Accepted {
        /// The last index that is known to agree.
        match_index: Index,
    },
    /// `prev_log` did not match.
    Rejected {
        /// The `prev_log` that is refused, so that the leader can tell a stale refusal from a fresh one.
        refused: LogId,
        /// Where the leader should try next.
        conflict: Conflict,
    },
}

/// A follower's hint, so that the leader skips a whole term at a time (paper 5.3, end).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Conflict {
    /// The term of the follower's entry at the refused index; `None` if its log is shorter.
    pub term: Option<Term>,
    /// The first index of that term in the follower's log; or, if its log is shorter, the index after its end.
    pub first_index: Index,
}

/// InstallSnapshot (paper figure 13): one chunk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InstallSnapshot {
    /// The leader's term.
    pub term: Term,
    /// The last entry that the snapshot covers.
    pub last: LogId,
    /// The configuration that ruled there.
    pub configuration: Arc<Configuration>,
    /// Where the chunk begins, in bytes.
    pub offset: u64,
    /// The chunk.
    pub data: Bytes,
    /// The whole snapshot's size in bytes; a chunk that ends there is the last.
    pub total: u64,
    /// As in [`AppendEntries`].
    pub round: u64,
}

/// The answer to any [`InstallSnapshot`] but the last, which is answered with an [`AppendEntriesReply`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InstallSnapshotReply {
    /// The follower's term, for the leader to update itself.
    pub term: Term,
    /// Which snapshot.
    pub last: LogId,
    /// How many bytes have come without a gap: where the leader should go on.
    pub received: u64,
    /// As in [`AppendEntriesReply`].
    pub round: u64,
}

/// TimeoutNow (dissertation 3.10).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TimeoutNow {
    /// The leader's term.
    pub term: Term,
}

/// A read that is forwarded: not the read itself, but the question what it must see (dissertation 6.4).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReadIndex {
    /// The sender's term.
    pub term: Term,
    /// Its name for the read.
    pub read: ReadId,
}

/// The answer to [`ReadIndex`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReadIndexReply {
    /// The sender's term.
    pub term: Term,
    /// Which read.
    pub read: ReadId,
    /// What it must see, and so must every read that the same server asked for before: its leader's commit index at a
    /// moment after the question had come, in which it led for certain. `None` if the one that was asked does not lead.
    pub index: Option<Index>,
}

impl Message {
    /// The sender's term.
    pub fn term(&self) -> Term {
        match self {
            Self::RequestVote(m) => m.term,
            Self::RequestVoteReply(m) => m.term,
            Self::AppendEntries(m) => m.term,
            Self::AppendEntriesReply(m) => m.term,
            Self::InstallSnapshot(m) => m.term,
            Self::InstallSnapshotReply(m) => m.term,
            Self::TimeoutNow(m) => m.term,
            Self::ReadIndex(m) => m.term,
            Self::ReadIndexReply(m) => m.term,
        }
    }
}
