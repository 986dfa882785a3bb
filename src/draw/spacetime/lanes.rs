//! Which lanes there are, and where: clients to the left, then the nodes, each in order of number.

use std::collections::BTreeSet;

use crate::raft::NodeId;
use crate::sim::{ClientId, Endpoint};

/// A lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    Client(ClientId),
    /// Of all clients but the person at the console, where there are many.
    Clients,
    Node(NodeId),
}

impl Lane {
    /// Whether it is of a node.
    pub fn is_node(self) -> bool {
        matches!(self, Self::Node(_))
    }

    /// How its room compares with others': much more happens at a node than at one of many clients.
    fn share(self) -> i32 {
        match self {
            Self::Node(_) | Self::Client(ClientId::YOU) => 2,
            Self::Client(_) | Self::Clients => 1,
        }
    }
}

/// All lanes, side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lanes {
    lanes: Vec<Lane>,
    /// Where each one's room begins, and after them the right edge, in pixels.
    edges: Vec<i32>,
}

impl Lanes {
    /// The least room of a lane, in pixels. Where even that is too much, the picture grows wider than was asked for.
    pub const NARROWEST: i32 = 26;

    /// The most room that a lane is given, in pixels.
    pub const WIDEST: i32 = 180;

    /// The lanes of these nodes and clients in the room from `left` to `right`.
    pub fn of(
        nodes: impl IntoIterator<Item = NodeId>,
        clients: &BTreeSet<ClientId>,
        (left, right): (i32, i32),
    ) -> Self {
        let nodes: Vec<Lane> = nodes.into_iter().map(Lane::Node).collect();
        let room = (right - left).max(0);
        let fit = usize::try_from(room / (Self::NARROWEST * 3 / 2)).unwrap_or(0);
        let mut lanes: Vec<Lane> = if nodes.len() + clients.len() <= fit.max(nodes.len() + 2) {
            clients.iter().copied().map(Lane::Client).collect()
        } else {
            vec![Lane::Client(ClientId::YOU), Lane::Clients]
        };
        lanes.extend(nodes);
        let whole: i32 = lanes.iter().map(|lane| lane.share()).sum();
        let mut edges = vec![left];
        let mut edge = left;
        for lane in &lanes {
            let wide = room.saturating_mul(lane.share()) / whole.max(1);
            edge = edge.saturating_add(wide.clamp(Self::NARROWEST, Self::WIDEST));
            edges.push(edge);
        }
        Self { lanes, edges }
    }

    /// All of them, from left to right, each with its middle.
    pub fn iter(&self) -> impl Iterator<Item = (Lane, i32)> {
        (0..self.lanes.len()).map(|at| (self.lanes[at], self.middle(at)))
    }

    /// The room of one of them, in pixels.
    pub fn room(&self, lane: Lane) -> i32 {
        self.lanes.binary_search(&lane).map_or(0, |at| self.edges[at + 1] - self.edges[at])
    }

    /// Where the last one's room ends, in pixels.
    pub fn right(&self) -> i32 {
        self.edges.last().copied().unwrap_or(0)
    }

    /// The middle of the lane of a node or a client.
    pub fn x(&self, end: Endpoint) -> Option<i32> {
        let find = |lane| self.lanes.binary_search(&lane).ok();
        let at = match end {
            Endpoint::Node(id) => find(Lane::Node(id)),
            Endpoint::Client(id) => find(Lane::Client(id)).or_else(|| find(Lane::Clients)),
        };
        at.map(|at| self.middle(at))
    }

    fn middle(&self, at: usize) -> i32 {
        (self.edges[at] + self.edges[at + 1]) / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(count: u32) -> Vec<NodeId> {
        (1..=count).map(NodeId).collect()
    }

    fn clients(count: u32) -> BTreeSet<ClientId> {
        (1..=count).map(ClientId).collect()
    }

    #[test]
    fn clients_come_first_and_everybody_has_a_place_of_their_own() {
        let lanes = Lanes::of(nodes(3), &clients(2), (50, 450));
        let order: Vec<Lane> = lanes.iter().map(|(lane, _)| lane).collect();
        let node = |id| Lane::Node(NodeId(id));
        let client = |id| Lane::Client(ClientId(id));
        assert_eq!(order, [client(1), client(2), node(1), node(2), node(3)]);
        let places: Vec<i32> = lanes.iter().map(|(_, x)| x).collect();
        assert_eq!(places, [94, 160, 226, 314, 402]);
        assert_eq!(lanes.x(Endpoint::Node(NodeId(2))), Some(314));
        assert_eq!(lanes.x(Endpoint::Node(NodeId(4))), None);
    }

    #[test]
    fn many_clients_share_a_lane_where_there_is_no_room() {
        let lanes = Lanes::of(nodes(5), &clients(11), (60, 390));
        assert_eq!(lanes.iter().count(), 7);
        let x = |id| lanes.x(Endpoint::Client(ClientId(id)));
        assert_eq!(x(4), x(11));
        assert_ne!(x(1), x(2));
        assert_eq!(Lanes::of(nodes(5), &clients(11), (60, 900)).iter().count(), 16);
    }

    #[test]
    fn a_big_cluster_makes_the_picture_wider() {
        let lanes = Lanes::of(nodes(51), &clients(1), (60, 390));
        assert_eq!(lanes.right(), 60 + 52 * Lanes::NARROWEST);
    }
}
