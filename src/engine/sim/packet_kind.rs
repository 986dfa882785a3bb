//! What a packet is, for onlookers.
//!
//! To add a kind, add its variant, or the row that tells it from its like, here; say what makes it (`sim::packet`), what it
//! is called and says (`explain::words`: `packet`, `fields`; `explain::facts::packet`), and how it looks (`draw::scene::packet`, `ui::stage::packet`).
//! Its line in the diagram, its legend, its rule and what is counted follow from what it is for.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::kv::{Operation, Reply};
use crate::raft::{AppendOutcome, Entry, Index, LogId, NodeId, Term};

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
        /// Whether one of them is a configuration.
        configuration: bool,
        /// Which terms they have.
        terms: EntryTerms,
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
    /// A node that does not lead asks the leader what a read must see (dissertation 6.4).
    ReadIndexRequest {
        /// Sender's term.
        term: Term,
    },
    /// The answer to it.
    ReadIndexAnswer {
        /// Sender's term.
        term: Term,
        /// What the read must see; `None` if the node that was asked does not lead.
        index: Option<Index>,
    },
    /// A leader that has too much uncommitted refuses a client's request.
    Overloaded {
        /// The operation's number within the client.
        sequence: u64,
    },
}

/// The terms of the entries in a message, in their order.
///
/// They are left out of hashes, and with them out of the cluster's digest: the entries themselves are in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryTerms {
    /// How many entries there are, and the term of the last.
    same: (u32, Term),
    /// Their terms where they differ, which is rare.
    each: Option<Arc<[Term]>>,
}

impl EntryTerms {
    /// Of these entries.
    pub fn of(entries: &[Entry]) -> Self {
        let last = entries.last().map_or(Term::default(), |entry| entry.id.term);
        let differ = entries.iter().any(|entry| entry.id.term != last);
        Self {
            same: (u32::try_from(entries.len()).unwrap_or(u32::MAX), last),
            each: differ.then(|| entries.iter().map(|entry| entry.id.term).collect()),
        }
    }

    /// Each, in order.
    pub fn iter(&self) -> impl Iterator<Item = Term> {
        let (count, term) = self.same;
        (0..count as usize).map(move |at| self.each.as_ref().map_or(term, |each| each[at]))
    }
}

impl Hash for EntryTerms {
    fn hash<H: Hasher>(&self, _: &mut H) {}
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
            | Self::SuccessorVoteRequest { term, .. }
            | Self::ReadIndexRequest { term }
            | Self::ReadIndexAnswer { term, .. } => Some(*term),
            Self::Request { .. }
            | Self::Answer { .. }
            | Self::Refusal { .. }
            | Self::Overloaded { .. } => None,
        }
    }

    /// Whether it goes on all the time while nothing happens.
    pub fn is_routine(&self) -> bool {
        matches!(self.class(), PacketClass::Heartbeats | PacketClass::Acks)
    }

    /// Its row's number in the table, from 1.
    pub fn row(&self) -> usize {
        let name = self.name();
        1 + Self::NAMES.iter().take_while(|it| **it != name).count()
    }
}

/// What a packet is for, in order of what matters for the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PacketClass {
    /// To elect somebody.
    Elections,
    /// Parts of snapshots.
    Snapshots,
    Entries,
    /// What clients ask and are told.
    Clients,
    /// What followers have.
    Acks,
    /// To be heard of.
    Heartbeats,
}

impl PacketClass {
    pub fn name(self) -> &'static str {
        match self {
            Self::Elections => "elections",
            Self::Snapshots => "snapshots",
            Self::Entries => "entries",
            Self::Clients => "clients",
            Self::Acks => "acks",
            Self::Heartbeats => "heartbeats",
        }
    }
}

/// A row is a kind, what must hold of it for the row to be the one, its name, and what it is for. The first row that fits
/// counts. Search remembers what it has tried by the number of the row, so new ones go to the end.
macro_rules! table {
    ($($kind:ident $({ $when:ident: $is:pat })? $name:literal $class:ident;)*) => {
        impl PacketKind {
            /// Every name, in the order of the table.
            pub const NAMES: &[&str] = &[$($name),*];

            /// The kind's name, as in `state()`, in the events panel's filter and in the legend.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$kind { $($when: $is,)? .. } => $name,)*
                }
            }

            /// What it is for.
            pub fn class(&self) -> PacketClass {
                match self {
                    $(Self::$kind { $($when: $is,)? .. } => PacketClass::$class,)*
                }
            }
        }
    };
}

table! {
    VoteRequest "vote-request" Elections;
    Vote { granted: false } "vote-refused" Elections;
    Vote { granted: true } "vote" Elections;
    Heartbeat "heartbeat" Heartbeats;
    Entries { configuration: false } "entries" Entries;
    Ack { outcome: AppendOutcome::Rejected { .. } } "reject" Acks;
    Ack { outcome: AppendOutcome::Accepted { .. } } "ack" Acks;
    Request "request" Clients;
    Answer "answer" Clients;
    Chunk "snapshot-chunk" Snapshots;
    ChunkAck "snapshot-ack" Snapshots;
    TimeoutNow "timeout-now" Elections;
    PreVoteRequest "pre-vote-request" Elections;
    PreVote { granted: false } "pre-vote-refused" Elections;
    PreVote { granted: true } "pre-vote" Elections;
    SuccessorVoteRequest "successor-vote-request" Elections;
    Refusal "refusal" Clients;
    Entries { configuration: true } "configuration" Entries;
    ReadIndexRequest "read-index-request" Clients;
    ReadIndexAnswer "read-index-answer" Clients;
    Overloaded "overloaded" Clients;
}
