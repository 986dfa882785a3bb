//! What happened: every move of the world leaves events, each with its cause, so that "why?" can walk back.
//!
//! The protocol never knows that it is watched: events come from its outputs and from comparing a node's state before
//! and after a step.

use std::hash::{Hash, Hasher};

use crate::raft::{NodeId, Timer, WriteToken};

pub use super::event_kind::{EventKind, Resignation};
use super::names::{ClientId, PacketId};
use super::time::Time;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// Its number, from 0, without gaps.
    pub seq: u64,
    pub at: Time,
    /// The move that brought it about.
    pub cause: Cause,
    /// The number of the earlier event that it follows from ([`lineage`](super::lineage)). What has none came of a
    /// command, or of the cluster being switched on.
    pub parent: Option<u64>,
    pub kind: EventKind,
}

/// The move behind an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The cluster was switched on.
    Boot,
    /// A packet arrived.
    Packet(PacketId),
    /// A node's timer fired.
    Timer(NodeId, Timer),
    /// A node's write reached the disk.
    Write(NodeId, WriteToken),
    /// A client's own timer (timeout, back-off) fired.
    Client(ClientId),
    /// A person or a script gave a command.
    Command(CommandId),
    /// Chaos did what a person might have done.
    Chaos,
    /// A node had applied enough for a snapshot.
    Snapshot(NodeId),
    /// A steady load went on.
    Load,
    /// A node's state machine came to its next entry.
    Apply(NodeId),
}

/// A command's number within a run of the cluster, from 1: as many commands had been given then, refused ones not counted.
///
/// It is left out of hashes, and with them out of the cluster's digest: how a run is named does not change what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommandId(pub u64);

impl Hash for CommandId {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Cause {
    /// The command that it was, if it was one.
    pub fn command(self) -> Option<CommandId> {
        match self {
            Self::Command(number) => Some(number),
            _ => None,
        }
    }
}
