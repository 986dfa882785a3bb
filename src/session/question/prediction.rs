//! What somebody answers.

use std::str::FromStr;

use crate::catalog::tr;
use crate::raft::{Index, NodeId};
use crate::sim::PacketId;

/// An answer to a question, whether it is predicted or right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Prediction {
    /// The answer at this place, counted from 0.
    Answer(usize),
    /// This node.
    Node(NodeId),
    /// The entry of this index.
    Entry(Index),
    /// This packet.
    Packet(PacketId),
    /// None: time is to go on without a prediction.
    Skipped,
}

impl FromStr for Prediction {
    type Err = String;

    /// Reads what is pointed at: `n3`, `p12`, or `entry 5`.
    fn from_str(name: &str) -> Result<Self, String> {
        let number = |prefix| name.strip_prefix(prefix).and_then(|it| it.parse::<u64>().ok());
        let node = number("n").and_then(|id| u32::try_from(id).ok());
        (node.map(|id| Self::Node(NodeId(id))))
            .or_else(|| number("p").map(|id| Self::Packet(PacketId(id))))
            .or_else(|| number("entry ").map(|index| Self::Entry(Index(index))))
            .ok_or_else(|| {
                tr!(
                    "found {name}, expected the place of an answer, a node such as n3, an entry such as \"entry 5\" or a packet such as p12",
                    name = format_args!("{name:?}")
                )
            })
    }
}
