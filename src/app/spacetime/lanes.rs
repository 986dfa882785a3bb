//! Which lanes there are, and where: clients to the left, then the nodes, each in order of number.

use std::collections::BTreeSet;

use crate::raft::NodeId;
use crate::sim::{ClientId, Endpoint};

/// A lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// Of a client.
    Client(ClientId),
    /// Of all clients but the person at the console, where there are many.
    Clients,
    /// Of a node.
    Node(NodeId),
}

/// All lanes, side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lanes {
    lanes: Vec<Lane>,
    /// Where the first one's room begins, in pixels.
    left: i32,
    /// How much room each has, in pixels.
    pitch: i32,
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
        let count = i32::try_from(lanes.len().max(1)).unwrap_or(i32::MAX);
        let pitch = (room / count).clamp(Self::NARROWEST, Self::WIDEST);
        Self { lanes, left, pitch }
    }

    /// All of them, from left to right, each with its middle.
    pub fn iter(&self) -> impl Iterator<Item = (Lane, i32)> {
        self.lanes.iter().zip(0..).map(|(lane, at)| (*lane, self.middle(at)))
    }

    /// The room that each has, in pixels.
    pub fn pitch(&self) -> i32 {
        self.pitch
    }

    /// Where the last one's room ends, in pixels.
    pub fn right(&self) -> i32 {
        self.left + self.pitch * i32::try_from(self.lanes.len()).unwrap_or(i32::MAX)
    }

    /// The middle of the lane of a node or a client.
    pub fn x(&self, end: Endpoint) -> Option<i32> {
        let lane = match end {
            Endpoint::Node(id) => Lane::Node(id),
            Endpoint::Client(id) => Lane::Client(id),
        };
        let find = |lane| self.lanes.binary_search(&lane).ok();
        let at = find(lane).or_else(|| match end {
            Endpoint::Client(_) => find(Lane::Clients),
            Endpoint::Node(_) => None,
        })?;
        Some(self.middle(i32::try_from(at).ok()?))
    }

    /// The lane that a place is in.
    pub fn at(&self, x: i32) -> Option<Lane> {
        let at = x.checked_sub(self.left)?.checked_div(self.pitch)?;
        self.lanes.get(usize::try_from(at).ok()?).copied().filter(|_| x >= self.left)
    }

    fn middle(&self, at: i32) -> i32 {
        self.left + self.pitch * at + self.pitch / 2
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
        assert_eq!(places, [90, 170, 250, 330, 410]);
        assert_eq!(lanes.at(250), Some(node(1)));
        assert_eq!(lanes.at(10), None);
        assert_eq!(lanes.at(451), None);
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
