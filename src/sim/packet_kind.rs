//! What a packet is, for onlookers.

use crate::kv::{Operation, Reply};
use crate::raft::{AppendOutcome, Index, LogId, NodeId, Term};

/// What a packet is, with the fields that matter to an onlooker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PacketKind {
    /// RequestVote.
    VoteRequest {
        /// Sender's term.
        term: Term,
        /// The candidate's last entry.
        last_log: LogId,
    },
    /// RequestVoteReply.
    Vote {
        /// Sender's term.
        term: Term,
        /// Whether the vote is given.
        granted: bool,
        /// A configuration is committed in which the receiver has no vote: where it was appended.
        removed_at: Option<Index>,
    },
    /// AppendEntries without entries.
    Heartbeat {
        /// Sender's term.
        term: Term,
        /// The entry that must match.
        prev_log: LogId,
        leader_commit: Index,
    },
    /// AppendEntries with entries.
    Entries {
        /// Sender's term.
        term: Term,
        /// The entry that must match.
        prev_log: LogId,
        /// How many entries.
        count: u32,
        last: LogId,
        leader_commit: Index,
    },
    /// AppendEntriesReply.
    Ack {
        /// Sender's term.
        term: Term,
        /// What became of the entries.
        outcome: AppendOutcome,
    },
    /// A client's request to a node.
    Request {
        /// The operation's number within the client.
        sequence: u64,
        /// Which try.
        attempt: u32,
        /// What it asks.
        operation: Operation,
    },
    /// A node's answer to a client.
    Answer {
        /// The operation's number within the client.
        sequence: u64,
        /// What it asked.
        operation: Operation,
        /// What the store said to it.
        reply: Reply,
        /// Whether nothing was done to make sure that what was read is not old.
        may_be_old: bool,
    },
    /// A node that does not lead sends a client on.
    Refusal {
        /// The operation's number within the client.
        sequence: u64,
        /// Who leads, as far as the node knows.
        leader: Option<NodeId>,
    },
    /// InstallSnapshot: one chunk.
    Chunk {
        /// Sender's term.
        term: Term,
        /// The last entry that the snapshot covers.
        last: LogId,
        /// Where the chunk begins, in bytes.
        offset: u64,
        /// How many bytes it has.
        bytes: u64,
        /// How many bytes the whole snapshot has.
        total: u64,
    },
    /// InstallSnapshotReply.
    ChunkAck {
        /// Sender's term.
        term: Term,
        /// The last entry that the snapshot covers.
        last: LogId,
        /// How many bytes have come without a gap.
        received: u64,
    },
    /// TimeoutNow.
    TimeoutNow {
        /// Sender's term.
        term: Term,
    },
    /// RequestVote, before an election (dissertation 9.6).
    PreVoteRequest {
        /// Sender's term, which is not the one that it would stand in.
        term: Term,
        /// The asking node's last entry.
        last_log: LogId,
    },
    /// The answer to a question before an election.
    PreVote {
        /// Sender's term.
        term: Term,
        /// Whether the vote would be given.
        granted: bool,
        /// A configuration is committed in which the receiver has no vote: where it was appended.
        removed_at: Option<Index>,
    },
    /// RequestVote of a node that the leader itself has called to take over (dissertation 3.10).
    SuccessorVoteRequest {
        /// Sender's term.
        term: Term,
        /// The candidate's last entry.
        last_log: LogId,
    },
}

impl PacketKind {
    /// The sender's term; `None` for what passes between clients and nodes.
    pub fn term(&self) -> Option<Term> {
        match self {
            Self::VoteRequest { term, .. }
            | Self::Vote { term, .. }
            | Self::Heartbeat { term, .. }
            | Self::Entries { term, .. }
            | Self::Ack { term, .. }
            | Self::Chunk { term, .. }
            | Self::ChunkAck { term, .. }
            | Self::TimeoutNow { term }
            | Self::PreVoteRequest { term, .. }
            | Self::PreVote { term, .. }
            | Self::SuccessorVoteRequest { term, .. } => Some(*term),
            Self::Request { .. } | Self::Answer { .. } | Self::Refusal { .. } => None,
        }
    }
}

/// A row is a kind, what must hold of it for the row to be the one, and its name.
macro_rules! packet_names {
    ($($kind:ident $({ $when:ident: $is:pat })? $name:literal;)*) => {
        impl PacketKind {
            /// Every name, in the order of the table.
            pub const NAMES: &[&str] = &[$($name),*];

            /// The kind's name, as in `state()`, in the events panel's filter and in the legend.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$kind { $($when: $is,)? .. } => $name,)*
                }
            }
        }
    };
}

packet_names! {
    VoteRequest "vote-request";
    Vote { granted: true } "vote";
    Vote { granted: false } "vote-refused";
    Heartbeat "heartbeat";
    Entries "entries";
    Ack { outcome: AppendOutcome::Accepted { .. } } "ack";
    Ack { outcome: AppendOutcome::Rejected { .. } } "reject";
    Chunk "snapshot-chunk";
    ChunkAck "snapshot-ack";
    TimeoutNow "timeout-now";
    PreVoteRequest "pre-vote-request";
    PreVote { granted: true } "pre-vote";
    PreVote { granted: false } "pre-vote-refused";
    SuccessorVoteRequest "successor-vote-request";
    Request "request";
    Answer "answer";
    Refusal "refusal";
}
