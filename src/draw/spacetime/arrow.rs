//! A message: from where and when to where and when.

use std::sync::Arc;

use crate::sim::{Endpoint, Event, EventKind, LossReason, PacketId, PacketKind, Time};

/// A message on its way through space and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// Its number.
    pub packet: PacketId,
    pub from: Endpoint,
    pub to: Endpoint,
    /// Since when it is on its way; where that is not known any more, the first moment of which anything is.
    pub sent: Time,
    /// Whether its beginning is known.
    pub whole: bool,
    /// What became of it.
    pub fate: Fate,
    /// The message that it is a copy of.
    pub copy_of: Option<PacketId>,
    /// Whether it is a heartbeat, or the answer to one.
    pub beat: bool,
    /// The event that tells what it is: its sending, or for want of that its end.
    pub told: Arc<Event>,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It has not come to its end yet.
    UnderWay,
    /// It arrived.
    Delivered {
        at: Time,
        /// The number of that event.
        seq: u64,
    },
    /// It was lost.
    Lost {
        at: Time,
        /// The number of that event.
        seq: u64,
        reason: LossReason,
        /// How far it had come, in parts per million of its way.
        progress_ppm: u32,
    },
}

impl Arrow {
    pub fn kind(&self) -> &PacketKind {
        match &self.told.kind {
            EventKind::Sent { kind, .. }
            | EventKind::Delivered { kind, .. }
            | EventKind::Lost { kind, .. } => kind,
            other => {
                unreachable!("a message is told by its sending or its end, not by {}", other.name())
            }
        }
    }

    /// When it came to its end, if it did.
    pub fn ended(&self) -> Option<Time> {
        match self.fate {
            Fate::UnderWay => None,
            Fate::Delivered { at, .. } | Fate::Lost { at, .. } => Some(at),
        }
    }

    /// The numbers of the events that tell of it: of its sending, if that is known, and of its end.
    pub fn events(&self) -> [Option<u64>; 2] {
        let end = match self.fate {
            Fate::UnderWay => None,
            Fate::Delivered { seq, .. } | Fate::Lost { seq, .. } => Some(seq),
        };
        [self.whole.then_some(self.told.seq), end]
    }
}
