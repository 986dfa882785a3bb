//! What lies under the nodes and stays as it is for long: groups and links.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::raft::NodeId;
use crate::sim::{ClusterView, Liveness, Weather};

use super::geometry::Rect;
use super::group::{Group, Hull, groups, hulls};
use super::layout::Layout;
use super::link::{Links, links};

/// The groups and links of a view, and what they were made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    /// The shapes behind the groups.
    pub hulls: Vec<Hull>,
    pub links: Links,
    layout: Rc<Layout>,
    cuts: BTreeSet<(NodeId, NodeId)>,
    clogs: BTreeSet<(NodeId, NodeId)>,
    weather: BTreeMap<(NodeId, NodeId), Weather>,
    liveness: Vec<Liveness>,
    leader: Option<NodeId>,
}

impl Ground {
    /// The ground of this view.
    pub fn of(view: &ClusterView, layout: &Rc<Layout>) -> Self {
        let groups = groups(view);
        Self {
            hulls: group_hulls(&groups, layout),
            links: links(view, &groups, &layout.ring),
            layout: Rc::clone(layout),
            cuts: view.cuts.clone(),
            clogs: view.clogs.clone(),
            weather: view.weather.clone(),
            liveness: view.nodes.iter().map(|node| node.liveness).collect(),
            leader: view.leader,
        }
    }

    /// Whether it still is the ground of this view.
    pub fn fits(&self, view: &ClusterView, layout: &Rc<Layout>) -> bool {
        Rc::ptr_eq(&self.layout, layout)
            && self.leader == view.leader
            && self.liveness.iter().copied().eq(view.nodes.iter().map(|node| node.liveness))
            && self.cuts == view.cuts
            && self.clogs == view.clogs
            && self.weather == view.weather
    }
}

/// The shapes behind these groups, their labels clear of the clients.
pub fn group_hulls(groups: &[Group], layout: &Layout) -> Vec<Hull> {
    let clients: Vec<Rect> = layout.clients.iter().map(|seat| seat.rect).collect();
    hulls(groups, &layout.ring, layout.bounds(), &clients)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Change, cluster, n};
    use super::super::ring::Viewport;
    use super::*;

    #[test]
    fn the_ground_is_kept_until_the_network_or_the_living_change() {
        let view = cluster(5);
        let viewport = Viewport { width: 835.0, height: 620.0 };
        let layout = Rc::new(Layout::of(&view, viewport, false));
        let ground = Ground::of(&view, &layout);
        assert!(ground.fits(&view, &layout));
        let later = view.clone().with(2, |node| node.commit = crate::raft::Index(9));
        assert!(ground.fits(&later, &layout), "what nodes know is not of the ground");
        assert!(!ground.fits(&view.clone().cut(&[(1, 2)]), &layout));
        assert!(!ground.fits(&view.clone().down(&[3]), &layout));
        assert!(!ground.fits(&ClusterView { leader: Some(n(2)), ..view.clone() }, &layout));
        assert!(!ground.fits(&view, &Rc::new((*layout).clone())), "another stage");
    }
}
