//! What is left out where there is more than anybody could tell apart, and how it is said.

use crate::explain::words::count;
use crate::sim::PacketKind;

use super::arrow::Arrow;

/// How much a message matters for the story: the last ones go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    Election,
    /// Parts of snapshots.
    Snapshot,
    /// Entries, and their rejection.
    Entries,
    /// What clients ask and are told.
    Client,
    /// What followers have.
    Ack,
    /// Heartbeats and their answers.
    Beat,
}

impl Rank {
    /// All of them, those that go first first.
    const GOING: [Self; 6] =
        [Self::Beat, Self::Ack, Self::Client, Self::Entries, Self::Snapshot, Self::Election];

    /// A message's rank.
    pub fn of(arrow: &Arrow) -> Self {
        if arrow.beat {
            return Self::Beat;
        }
        match arrow.kind() {
            PacketKind::Heartbeat { .. } => Self::Beat,
            PacketKind::Entries { .. } => Self::Entries,
            PacketKind::Ack { .. } if arrow.kind().name() == "reject" => Self::Entries,
            PacketKind::Ack { .. } => Self::Ack,
            PacketKind::Request { .. } | PacketKind::Answer { .. } | PacketKind::Refusal { .. } => {
                Self::Client
            }
            PacketKind::Chunk { .. } | PacketKind::ChunkAck { .. } => Self::Snapshot,
            PacketKind::VoteRequest { .. }
            | PacketKind::Vote { .. }
            | PacketKind::TimeoutNow { .. }
            | PacketKind::PreVoteRequest { .. }
            | PacketKind::PreVote { .. }
            | PacketKind::SuccessorVoteRequest { .. } => Self::Election,
        }
    }
}

/// How many of one rank are not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Omission {
    pub rank: Rank,
    pub count: usize,
}

impl Omission {
    /// In words: `12 heartbeats and answers to them`.
    pub fn text(self) -> String {
        let (one, many) = match self.rank {
            Rank::Election => ("message of an election", "messages of elections"),
            Rank::Snapshot => ("part of a snapshot", "parts of snapshots"),
            Rank::Entries => ("message with entries", "messages with entries"),
            Rank::Client => ("request or answer", "requests and answers"),
            Rank::Ack => ("ack", "acks"),
            Rank::Beat => ("heartbeat or answer to one", "heartbeats and answers to them"),
        };
        count(self.count as u64, one, many)
    }
}

/// Leaves at most so many of these: whole ranks go, those that matter least first, and of the last one that has to give
/// way as many stay as there is room for, evenly spread.
pub fn thin(arrows: Vec<&Arrow>, most: usize) -> (Vec<&Arrow>, Vec<Omission>) {
    let mut omitted = Vec::new();
    let mut left = arrows;
    for rank in Rank::GOING {
        let excess = left.len().saturating_sub(most);
        if excess == 0 {
            break;
        }
        let of_rank = left.iter().filter(|arrow| Rank::of(arrow) == rank).count();
        if of_rank == 0 {
            continue;
        }
        let kept = of_rank.saturating_sub(excess);
        let mut seen = 0;
        left.retain(|arrow| {
            if Rank::of(arrow) != rank {
                return true;
            }
            // The share that stays grows by a whole one here, and nowhere else.
            let before = seen * kept / of_rank;
            seen += 1;
            seen * kept / of_rank > before
        });
        omitted.push(Omission { rank, count: of_rank - kept });
    }
    (left, omitted)
}
