//! What somebody asks for about who takes part. The rules are in `reconfiguration.rs`.

use super::node_id::NodeSet;
use super::types::{Configuration, NodeId};

/// What somebody asks for: all of it is one change. No server is named twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ChangeRequest {
    /// Servers that are to vote and do not yet. They need a disk that was never used by another of the same name, see
    /// [`Durable::bootstrap`](super::Durable::bootstrap).
    pub add: NodeSet,
    /// Servers that take no part yet and are to receive the log without a vote, until they are promoted or removed.
    pub add_learners: NodeSet,
    /// Learners that are to vote.
    pub promote: NodeSet,
    /// Voters that are to be learners.
    pub demote: NodeSet,
    /// Members, voters or learners, that are to leave.
    pub remove: NodeSet,
}

impl ChangeRequest {
    /// These join as voters, and those leave.
    pub fn of(add: NodeSet, remove: NodeSet) -> Self {
        Self { add, remove, ..Self::default() }
    }

    /// Who is to receive the log and does not yet, if this is asked of a cluster in which they take no part.
    pub fn newcomers(&self) -> NodeSet {
        self.add | self.add_learners
    }

    /// A server that is named twice, if there is one.
    pub(super) fn named_twice(&self) -> Option<NodeId> {
        let sets = [self.add, self.add_learners, self.promote, self.demote, self.remove];
        let mut named = NodeSet::EMPTY;
        sets.into_iter().find_map(|set| {
            let twice = (named & set).first();
            named = named | set;
            twice
        })
    }

    /// The configuration to which it leads from this one.
    pub(super) fn applied_to(&self, present: &Configuration) -> Configuration {
        let Self { add, add_learners, promote, demote, remove } = *self;
        Configuration {
            voters: (present.voters - remove - demote) | add | promote,
            outgoing: NodeSet::EMPTY,
            learners: (present.learners - remove - promote - add) | add_learners | demote,
        }
    }
}
