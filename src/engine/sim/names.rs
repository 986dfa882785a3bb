//! The names of what is simulated: packets, clients, ends of links; and why a packet is lost.

use std::fmt;

use crate::raft::NodeId;

/// A packet's number, in the order of sending. Shown as `p17`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PacketId(pub u64);

/// A client's number. The person at the console is client 1, shown as `you`; others are `c2`, `c3`, ...
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub u32);

/// An end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// A server.
    Node(NodeId),
    Client(ClientId),
}

/// A directed link between two nodes: sending end, receiving end.
pub type Link = (NodeId, NodeId);

/// Why a packet was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LossReason {
    /// By chance (`set loss`).
    Chance,
    /// The link was cut.
    Cut,
    /// The receiver was down.
    ReceiverDown,
    /// A person dropped it.
    Dropped,
}

impl ClientId {
    /// The person at the console.
    pub const YOU: Self = Self(1);
}

impl fmt::Display for PacketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{}", self.0)
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 1 { f.write_str("you") } else { write!(f, "c{}", self.0) }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(id) => id.fmt(f),
            Self::Client(id) => id.fmt(f),
        }
    }
}
