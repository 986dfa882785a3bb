//! What a person may point at, wherever it is shown.

use std::fmt;

use crate::catalog::tr;
use crate::raft::{Index, NodeId};
use crate::sim::{ClientId, Endpoint, EventKind, PacketId};

use super::words::who;

/// One thing that is picked: the inspector explains it, the stage and the ledger mark it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Selected {
    Node(NodeId),
    /// A packet, in flight or already at its end.
    Packet(PacketId),
    /// An entry in a node's log.
    Entry(NodeId, Index),
    Client(ClientId),
    /// Something that happened, by its number.
    Event(u64),
}

impl fmt::Display for Selected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(id) => id.fmt(f),
            Self::Packet(id) => id.fmt(f),
            Self::Entry(node, index) => f.write_str(&tr!("entry {index} of {node}", index, node)),
            Self::Client(id) => f.write_str(&who(id)),
            Self::Event(seq) => f.write_str(&tr!("event {seq}", seq)),
        }
    }
}

/// Whom or what an event is about; `None` if it is about the cluster as a whole.
pub fn subject(kind: &EventKind) -> Option<Selected> {
    Some(match kind {
        EventKind::Sent { packet, .. }
        | EventKind::Delivered { packet, .. }
        | EventKind::Lost { packet, .. }
        | EventKind::Delayed { packet, .. } => Selected::Packet(*packet),
        EventKind::Duplicated { copy, .. } => Selected::Packet(*copy),
        EventKind::Appended { node, last, .. } => Selected::Entry(*node, last.index),
        EventKind::Committed { node, index } | EventKind::Applied { node, index } => {
            if *index == Index::ZERO {
                Selected::Node(*node)
            } else {
                Selected::Entry(*node, *index)
            }
        }
        kind => match kind.place()? {
            Endpoint::Node(node) => Selected::Node(node),
            Endpoint::Client(client) => Selected::Client(client),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::Term;
    use crate::sim::PacketKind;

    #[test]
    fn an_event_leads_to_what_it_is_about() {
        let vote = EventKind::Sent {
            packet: PacketId(1),
            from: Endpoint::Node(NodeId(1)),
            to: Endpoint::Node(NodeId(2)),
            kind: PacketKind::Vote { term: Term(1), granted: true, removed_at: None },
        };
        assert_eq!(subject(&vote), Some(Selected::Packet(PacketId(1))));
        let committed = EventKind::Committed { node: NodeId(3), index: Index(7) };
        assert_eq!(subject(&committed), Some(Selected::Entry(NodeId(3), Index(7))));
        assert_eq!(subject(&EventKind::Said { text: "so".into() }), None);
    }
}
