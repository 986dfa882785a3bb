//! What a property may look at besides what has just changed.

use crate::persistent::OrdSet;
use crate::raft::{LogId, NodeId};
use crate::sim::Time;

use super::clocks::Clocks;
use super::reference::Reference;
use super::sight::{Site, stores};

/// What a property may look at besides what has just changed.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) now: Time,
    /// The cluster after the move.
    pub(super) site: &'a dyn Site,
    /// The disks that prove nothing.
    pub(super) believed: &'a OrdSet<NodeId>,
    /// The clocks, and what is said of them.
    pub(super) clocks: &'a Clocks,
    /// What is committed, and what it makes.
    pub(super) reference: &'a Reference,
}

impl Scene<'_> {
    /// Whether a disk holds this entry, in the log or covered by the snapshot. One that proves nothing, or that cannot be
    /// looked at, is believed to.
    pub(super) fn holds(&self, node: NodeId, id: LogId) -> bool {
        self.believed.contains(&node) || self.site.disk(node).is_none_or(|image| stores(image, id))
    }
}
