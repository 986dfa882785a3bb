//! What the person has picked, wherever on the page it is shown.

use crate::raft::{Index, NodeId};
use crate::sim::{ClientId, PacketId};

/// One thing that is picked: the inspector explains it, the stage and the ledger mark it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Selected {
    /// A node.
    Node(NodeId),
    /// A packet in flight.
    Packet(PacketId),
    /// An entry in a node's log.
    Entry(NodeId, Index),
    /// A client.
    Client(ClientId),
}
