//! What is left out where there is more than anybody could tell apart, and how it is said.

use crate::explain::words::count;
use crate::raft::AppendOutcome;
use crate::sim::{PacketClass, PacketKind};

use super::arrow::Arrow;

/// The messages that go first, first.
const GOING: [PacketClass; 6] = [
    PacketClass::Heartbeats,
    PacketClass::Acks,
    PacketClass::Clients,
    PacketClass::Entries,
    PacketClass::Snapshots,
    PacketClass::Elections,
];

/// What a message counts as: an answer to a heartbeat as one, and a rejection as what it is about.
pub fn rank_of(arrow: &Arrow) -> PacketClass {
    match arrow.kind() {
        _ if arrow.beat => PacketClass::Heartbeats,
        PacketKind::Ack { outcome: AppendOutcome::Rejected { .. }, .. } => PacketClass::Entries,
        kind => kind.class(),
    }
}

/// How many of one rank are not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Omission {
    pub rank: PacketClass,
    pub count: usize,
}

impl Omission {
    /// In words: `12 heartbeats and answers to them`.
    pub fn text(self) -> String {
        let number = self.count as u64;
        match self.rank {
            PacketClass::Elections => {
                count(number, "message of an election", "messages of elections")
            }
            PacketClass::Snapshots => count(number, "part of a snapshot", "parts of snapshots"),
            PacketClass::Entries => count(number, "message with entries", "messages with entries"),
            PacketClass::Clients => count(number, "request or answer", "requests and answers"),
            PacketClass::Acks => count(number, "ack", "acks"),
            PacketClass::Heartbeats => {
                count(number, "heartbeat or answer to one", "heartbeats and answers to them")
            }
        }
    }
}

/// Leaves at most so many of these: whole ranks go, those that matter least first, and of the last one that has to give
/// way as many stay as there is room for, evenly spread.
pub fn thin(arrows: Vec<&Arrow>, most: usize) -> (Vec<&Arrow>, Vec<Omission>) {
    let mut omitted = Vec::new();
    let mut left = arrows;
    for rank in GOING {
        let excess = left.len().saturating_sub(most);
        if excess == 0 {
            break;
        }
        let of_rank = left.iter().filter(|arrow| rank_of(arrow) == rank).count();
        if of_rank == 0 {
            continue;
        }
        let kept = of_rank.saturating_sub(excess);
        let mut seen = 0;
        left.retain(|arrow| {
            if rank_of(arrow) != rank {
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
