//! Who can talk to whom, for the sentences about partitions and for the shapes that show them.

use std::collections::BTreeSet;

use crate::raft::NodeId;
use crate::sim::ClusterView;

/// The groups of nodes that can talk both ways among themselves, directly or by way of others, each in order of id and
/// in order of their first nodes. A whole network is one group. Who is down does not matter: cables outlive processes.
pub fn groups(view: &ClusterView) -> Vec<Vec<NodeId>> {
    groups_with(view, &view.cuts)
}

/// The groups that there would be if these directed links were cut, and no others.
pub fn groups_with(view: &ClusterView, cuts: &BTreeSet<(NodeId, NodeId)>) -> Vec<Vec<NodeId>> {
    let mut left: BTreeSet<NodeId> = view.nodes.iter().map(|node| node.id).collect();
    let mut groups = Vec::new();
    while let Some(first) = left.pop_first() {
        let (mut group, mut at) = (vec![first], 0);
        while let Some(&one) = group.get(at) {
            let reached: Vec<NodeId> = left
                .iter()
                .copied()
                .filter(|&other| !cuts.contains(&(one, other)) && !cuts.contains(&(other, one)))
                .collect();
            for other in reached {
                left.remove(&other);
                group.push(other);
            }
            at += 1;
        }
        group.sort_unstable();
        groups.push(group);
    }
    groups
}
