//! What is under the pointer. Asked of the geometry and not of the browser, so that small things that move have
//! generous borders without one more element on the stage.

use crate::raft::NodeId;
use crate::sim::{ClientId, PacketId};

use super::geometry::Point;
use super::layout::Layout;
use super::link::MESH;
use super::packet::{PacketMark, Shape};

/// Something that can be pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    Packet(PacketId),
    Node(NodeId),
    Client(ClientId),
    /// The link between two nodes, lower id first.
    Link(NodeId, NodeId),
}

/// How near a packet's middle is near enough, in pixels: half the size of a fingertip.
const FINGER: f32 = 16.0;

/// The thing at a place: packets before nodes, and links last, since they lie beneath.
pub fn hit(place: Point, layout: &Layout, packets: &[PacketMark]) -> Option<Hit> {
    packet(place, layout, packets)
        .map(Hit::Packet)
        .or_else(|| node(place, layout).map(Hit::Node))
        .or_else(|| client(place, layout).map(Hit::Client))
        .or_else(|| link(place, layout).map(|(a, b)| Hit::Link(a, b)))
}

fn packet(place: Point, layout: &Layout, packets: &[PacketMark]) -> Option<PacketId> {
    let inside_node = node(place, layout).is_some();
    let reach = |packet: &PacketMark| {
        let far = match packet.body.shape {
            // A pill is wide and low.
            Shape::Request(_, half) | Shape::Answer(_, half) | Shape::Refusal(_, half) => {
                let aside = ((place.x - packet.at.x).abs() - half).max(0.0);
                Point::new(aside, place.y - packet.at.y).length()
            }
            _ => place.distance(packet.at),
        };
        // Within a node only a packet that is really under the pointer counts: the node is the larger target.
        let finger = if inside_node { FINGER / 2.0 } else { FINGER };
        (far <= finger).then_some((far, packet.body.id))
    };
    let near = packets.iter().filter_map(reach);
    near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
}

fn node(place: Point, layout: &Layout) -> Option<NodeId> {
    let ring = &layout.ring;
    let at = ring.seats.iter().find(|seat| seat.at.distance(place) <= ring.radius * 1.08);
    at.map(|seat| seat.id)
}

fn client(place: Point, layout: &Layout) -> Option<ClientId> {
    layout.clients.iter().find(|seat| seat.rect.contains(place)).map(|seat| seat.id)
}

fn link(place: Point, layout: &Layout) -> Option<(NodeId, NodeId)> {
    let seats = &layout.ring.seats;
    if seats.len() > MESH {
        return None;
    }
    let links = seats.iter().enumerate().flat_map(|(at, a)| {
        seats[at + 1..]
            .iter()
            .map(move |b| (place.distance_to_segment(a.at, b.at), (a.id.min(b.id), a.id.max(b.id))))
    });
    let near = links.filter(|(far, _)| *far <= FINGER / 2.0);
    near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, pair)| pair)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Change, cluster, heartbeat, n};
    use super::super::packet::packets;
    use super::super::ring::Viewport;
    use super::*;
    use crate::sim::{ClusterView, Time};

    fn scene(view: &ClusterView) -> (Layout, Vec<PacketMark>) {
        let layout = Layout::of(view, Viewport { width: 835.0, height: 620.0 }, false);
        let packets = packets(view, Time(1_000_000), &layout, false);
        (layout, packets)
    }

    #[test]
    fn a_finger_finds_a_packet_that_it_nearly_touches() {
        let (layout, packets) =
            scene(&cluster(5).packet(1, 3, heartbeat()).packet(3, 1, heartbeat()));
        let beside = packets[0].at + Point::new(7.0, 7.0);
        assert_eq!(hit(beside, &layout, &packets), Some(Hit::Packet(PacketId(1))));
        assert_eq!(hit(packets[1].at, &layout, &packets), Some(Hit::Packet(PacketId(2))));
    }

    #[test]
    fn nodes_clients_links_and_nothing_are_told_apart() {
        let (layout, packets) = scene(&cluster(5));
        let (a, b) = (layout.ring.seat(n(1)).unwrap(), layout.ring.seat(n(2)).unwrap());
        assert_eq!(hit(a, &layout, &packets), Some(Hit::Node(n(1))));
        assert_eq!(hit(b.toward(a, 0.4), &layout, &packets), Some(Hit::Link(n(1), n(2))));
        let client = layout.clients[0];
        assert_eq!(hit(client.rect.centre(), &layout, &packets), Some(Hit::Client(client.id)));
        assert_eq!(hit(Point::new(834.0, 300.0), &layout, &packets), None);
    }

    #[test]
    fn links_of_many_nodes_cannot_be_told_apart_and_are_not_hit() {
        let (layout, packets) = scene(&cluster(20));
        assert_eq!(hit(layout.ring.centre, &layout, &packets), None);
    }
}
