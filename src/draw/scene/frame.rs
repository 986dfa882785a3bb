//! Everything that may change from one frame to the next.

use crate::explain::Selected;
use crate::sim::{ClusterView, Event, NodeView};

use super::client::{ClientMark, clients};
use super::highlight::{Clock, Highlights, highlights};
use super::layout::Layout;
use super::node::{Arc, Disk, NodeMark, arcs, disks};
use super::packet::{PacketMark, packets};

/// The marks of one moment, over the [`Ground`](super::Ground).
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The nodes' bodies, in order of id.
    pub nodes: Vec<NodeMark>,
    /// Their timers.
    pub arcs: Vec<Arc>,
    /// Their disks.
    pub disks: Vec<Disk>,
    /// What is on its way.
    pub packets: Vec<PacketMark>,
    pub clients: Vec<ClientMark>,
    /// What has just happened.
    pub highlights: Highlights,
}

impl Frame {
    /// The marks of a view at a moment; `recent` are the events of the last second or so of watching, oldest first.
    pub fn of(
        view: &ClusterView,
        layout: &Layout,
        recent: &[std::sync::Arc<Event>],
        clock: Clock,
        selection: Option<Selected>,
    ) -> Self {
        let picked_node = match selection {
            Some(Selected::Node(id) | Selected::Entry(id, _)) => Some(id),
            _ => None,
        };
        let picked_client = match selection {
            Some(Selected::Client(id)) => Some(id),
            _ => None,
        };
        let node = |node: &NodeView| {
            let picked = picked_node == Some(node.id);
            NodeMark::of(node, view, &layout.ring, picked)
        };
        Self {
            nodes: view.nodes.iter().filter_map(node).collect(),
            arcs: arcs(view, clock.now, &layout.ring),
            disks: disks(view, clock.now, &layout.ring),
            packets: packets(view, clock.now, layout, clock.calm),
            clients: clients(view, layout, recent, clock, picked_client),
            highlights: highlights(recent, layout, clock),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Change, cluster, event, heartbeat, n};
    use super::super::ring::Viewport;
    use super::*;
    use crate::sim::{ClientId, EventKind, Time};

    const CLOCK: Clock = Clock { now: Time(1_000_000), pace_us: 100_000, calm: false };

    #[test]
    fn a_frame_holds_a_mark_for_each_thing() {
        let view = cluster(5).packet(1, 2, heartbeat()).packet(1, 3, heartbeat());
        let layout = Layout::of(&view, Viewport { width: 835.0, height: 620.0 }, false);
        let recent = [event(999_000, EventKind::Restarted { node: n(4) })];
        let frame = Frame::of(&view, &layout, &recent, CLOCK, Some(Selected::Node(n(2))));
        assert_eq!((frame.nodes.len(), frame.packets.len(), frame.clients.len()), (5, 2, 1));
        assert_eq!((frame.arcs.len(), frame.disks.len()), (4, 5), "the leader waits for nobody");
        assert_eq!(frame.highlights.pulses.len(), 1);
        let picked: Vec<bool> = frame.nodes.iter().map(|node| node.picked).collect();
        assert_eq!(picked, [false, true, false, false, false]);
        let frame = Frame::of(&view, &layout, &[], CLOCK, Some(Selected::Client(ClientId(1))));
        assert!(frame.clients[0].picked && frame.nodes.iter().all(|node| !node.picked));
    }

    #[test]
    fn a_frame_of_an_old_layout_leaves_out_who_has_no_place() {
        let layout = Layout::of(&cluster(3), Viewport { width: 835.0, height: 620.0 }, false);
        let view = cluster(5).packet(1, 5, heartbeat()).packet(1, 2, heartbeat());
        let frame = Frame::of(&view, &layout, &[], CLOCK, None);
        assert_eq!((frame.nodes.len(), frame.packets.len()), (3, 1));
    }
}
