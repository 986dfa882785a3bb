//! Who can talk to whom, for the sentences about partitions and for the shapes that show them.

use std::collections::BTreeSet;

use crate::catalog::tr;
use crate::compact::sort;
use crate::raft::{NodeId, NodeSet};
use crate::sim::ClusterView;

use super::event::links_text;

/// The groups of nodes that can talk both ways among themselves, directly or by way of others, each in order of id and
/// in order of their first nodes. A whole network is one group. Who is down does not matter: cables outlive processes.
pub fn groups(view: &ClusterView) -> Vec<Vec<NodeId>> {
    groups_with(view, &view.cuts)
}

/// The groups that there would be if these directed links were cut, and no others.
pub fn groups_with(view: &ClusterView, cuts: &BTreeSet<(NodeId, NodeId)>) -> Vec<Vec<NodeId>> {
    groups_among(view.nodes.iter().map(|node| node.id).collect(), cuts)
}

fn groups_among(mut left: NodeSet, cuts: &BTreeSet<(NodeId, NodeId)>) -> Vec<Vec<NodeId>> {
    let mut groups = Vec::new();
    while let Some(first) = left.pop_first() {
        let (mut group, mut at) = (vec![first], 0);
        while let Some(&one) = group.get(at) {
            let reached =
                left.filter(|other| !cuts.contains(&(one, other)) && !cuts.contains(&(other, one)));
            left = left - reached;
            group.extend(reached);
            at += 1;
        }
        sort(&mut group);
        groups.push(group);
    }
    groups
}

/// What is cut among these nodes: the groups that cannot talk, or, where all can by some way, the links.
pub fn cut_text(nodes: &[NodeId], cuts: &BTreeSet<(NodeId, NodeId)>) -> String {
    let groups = groups_among(nodes.iter().copied().collect(), cuts);
    if groups.len() > 1 {
        let words = groups.iter().map(|group| {
            let names: Vec<String> = group.iter().map(NodeId::to_string).collect();
            names.join(" ")
        });
        tr!("cut: {groups}", groups = words.collect::<Vec<_>>().join(" | "))
    } else {
        tr!("cut: {links}", links = directed(cuts))
    }
}

/// Which links are clogged.
pub fn clog_text(clogs: &BTreeSet<(NodeId, NodeId)>) -> String {
    tr!("clogged: {links}", links = directed(clogs))
}

fn directed(links: &BTreeSet<(NodeId, NodeId)>) -> String {
    links_text(&links.iter().copied().collect::<Vec<_>>())
}
