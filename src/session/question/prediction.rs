//! What somebody answers.

use crate::raft::NodeId;

/// An answer to a question, whether it is predicted or right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Prediction {
    /// The answer at this place, counted from 0.
    Answer(usize),
    /// This node.
    Node(NodeId),
    /// None: time is to go on without a prediction.
    Skipped,
}

impl Prediction {
    /// The node of this number.
    pub fn node(id: u32) -> Self {
        Self::Node(NodeId(id))
    }
}
