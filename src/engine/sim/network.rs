//! The network: packets in flight, and links that are cut.
//!
//! It promises nothing: a packet may be late, lost, doubled or overtaken by a later one. Links join every two nodes,
//! each way for itself, and every client with every node. Partitions concern the links between nodes only: a client stands
//! outside and reaches every node, so that both sides of a split can be asked what they think, unless it is cut off itself.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::raft::NodeId;

use super::filter::{self, Filter, Released, Selection, Standing};
use super::names::{Endpoint, Link, PacketId};
use super::origin::Origin;
use super::packet::{Body, Packet};
use super::packet_kind::PacketKind;
use super::packets::Packets;

/// The network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Network {
    packets: Packets,
    /// Each with the event since which it is cut.
    cuts: BTreeMap<Link, Origin>,
    clogs: BTreeSet<Link>,
    /// Between clients and nodes, each with the event since which it is cut.
    client_cuts: BTreeMap<(Endpoint, Endpoint), Origin>,
    /// In the order in which they were set.
    filters: Vec<Standing>,
    /// Whether packets may be held: some were, since all were released.
    holds: bool,
}

impl Network {
    /// Sends a packet.
    pub fn send(
        &mut self,
        from: Endpoint,
        to: Endpoint,
        body: Body,
        origin: Origin,
    ) -> (PacketId, PacketKind) {
        let kind = body.kind();
        (self.packets.send(Packet { origin, ..Packet::new(from, to, body) }), kind)
    }

    /// The filter that meets a packet which was just sent, if one does; what it does with it is written on the packet.
    pub(super) fn meet_filter(&mut self, id: PacketId) -> Option<Standing> {
        if self.filters.is_empty() {
            return None;
        }
        let packet = self.packets.get_mut(id)?;
        let kind = packet.body.kind();
        let standing = filter::meet(&mut self.filters, packet.from, packet.to, &kind)?;
        standing.met += 1;
        packet.tamper = Some(standing.filter.tamper);
        self.holds |= packet.is_held();
        let met = *standing;
        self.filters.retain(|standing| !standing.is_used_up());
        Some(met)
    }

    /// Remembers the event at which a packet met its filter: it is to blame if the packet is lost by it.
    pub(super) fn blame(&mut self, id: PacketId, met: Origin) {
        if let Some(packet) = self.packets.get_mut(id) {
            packet.loss_origin = met;
        }
    }

    /// Lets a filter stand.
    pub(super) fn set_filter(&mut self, filter: Filter, origin: Origin) {
        self.filters.push(Standing::new(filter, origin));
    }

    /// The filters that stand, in the order in which they were set.
    pub fn filters(&self) -> &[Standing] {
        &self.filters
    }

    /// Whether packets are held.
    pub fn holds_any(&self) -> bool {
        self.holds && self.held().next().is_some()
    }

    /// Packets that are held, in the order of sending.
    pub fn held(&self) -> impl Iterator<Item = (PacketId, &Packet)> {
        self.packets().filter(|(_, packet)| packet.is_held())
    }

    /// Ends the filters for just these packets and lets go those of them that are held; or all.
    pub(super) fn release(&mut self, packets: Option<Selection>) -> Released {
        let ends = |standing: &mut Standing| {
            packets.is_none_or(|packets| standing.filter.packets == packets)
        };
        let filters = self.filters.extract_if(.., ends);
        let filters = filters.map(|standing| (standing.filter, standing.met)).collect();
        let fits = |packet: &Packet| {
            packets.is_none_or(|it| it.fits(packet.from, packet.to, &packet.body.kind()))
        };
        let freed = self.held().filter(|(_, packet)| fits(packet)).map(|(id, _)| id);
        let released = Released { filters, packets: freed.collect() };
        self.holds &= packets.is_some();
        for id in &released.packets {
            if let Some(packet) = self.packets.get_mut(*id) {
                packet.tamper = None;
            }
        }
        released
    }

    /// Sends a second copy of a packet in flight, which then has a fate of its own.
    pub fn duplicate(&mut self, id: PacketId, origin: Origin) -> Option<PacketId> {
        let original = self.packets.get(id)?;
        // It was sent when the original was: until their ways part, the two are one.
        let loss_origin = Origin::default();
        let copy = Packet { loss: None, arrived: false, origin, loss_origin, ..original.clone() };
        Some(self.packets.send(copy))
    }

    /// Takes a packet out of the network.
    pub fn take(&mut self, id: PacketId) -> Option<Packet> {
        self.packets.take(id)
    }

    /// A packet in flight.
    pub fn get(&self, id: PacketId) -> Option<&Packet> {
        self.packets.get(id)
    }

    /// A packet in flight, to plan its arrival.
    pub fn get_mut(&mut self, id: PacketId) -> Option<&mut Packet> {
        self.packets.get_mut(id)
    }

    /// All packets in flight, in the order of sending.
    pub fn packets(&self) -> impl Iterator<Item = (PacketId, &Packet)> {
        self.packets.iter()
    }

    /// How much room the packets in flight take, in packets.
    pub fn size(&self) -> usize {
        self.packets.size()
    }

    /// How many packets were ever sent, copies included.
    pub fn sent(&self) -> u64 {
        self.packets.sent()
    }

    /// Cuts links: those that were not cut already.
    pub fn cut(&mut self, links: &[Link], origin: Origin) -> Vec<Link> {
        let cut = |link: &Link| match self.cuts.entry(*link) {
            Entry::Vacant(whole) => {
                whole.insert(origin);
                true
            }
            Entry::Occupied(_) => false,
        };
        links.iter().copied().filter(cut).collect()
    }

    /// Heals links: those that were cut.
    pub fn heal(&mut self, links: &[Link]) -> Vec<Link> {
        links.iter().copied().filter(|link| self.cuts.remove(link).is_some()).collect()
    }

    /// Cuts links between clients and nodes: those that were not cut already.
    pub(super) fn cut_client(
        &mut self,
        links: &[(Endpoint, Endpoint)],
        origin: Origin,
    ) -> Vec<(Endpoint, Endpoint)> {
        let is_whole = |link: &(Endpoint, Endpoint)| !self.client_cuts.contains_key(link);
        let whole: Vec<_> = links.iter().copied().filter(is_whole).collect();
        self.client_cuts.extend(whole.iter().map(|link| (*link, origin)));
        whole
    }

    /// Heals links between clients and nodes: those that were cut.
    pub(super) fn heal_client(
        &mut self,
        links: &[(Endpoint, Endpoint)],
    ) -> Vec<(Endpoint, Endpoint)> {
        links.iter().copied().filter(|link| self.client_cuts.remove(link).is_some()).collect()
    }

    /// The links between clients and nodes that are cut, each with the event since which it is.
    pub fn client_cuts(&self) -> &BTreeMap<(Endpoint, Endpoint), Origin> {
        &self.client_cuts
    }

    /// The links that are cut, each with the event since which it is.
    pub fn cuts(&self) -> &BTreeMap<Link, Origin> {
        &self.cuts
    }

    /// Clogs links: those that were not clogged already.
    pub fn clog(&mut self, links: &[Link]) -> Vec<Link> {
        links.iter().copied().filter(|link| self.clogs.insert(*link)).collect()
    }

    /// Opens links: those that were clogged.
    pub fn unclog(&mut self, links: &[Link]) -> Vec<Link> {
        links.iter().copied().filter(|link| self.clogs.remove(link)).collect()
    }

    /// The links that are clogged.
    pub fn clogs(&self) -> &BTreeSet<Link> {
        &self.clogs
    }

    /// The clogged link on which packets between these ends wait, if they do.
    pub fn clog_between(&self, from: Endpoint, to: Endpoint) -> Option<Link> {
        match (from, to) {
            (Endpoint::Node(from), Endpoint::Node(to)) if !self.clogs.is_empty() => {
                self.clogs.get(&(from, to)).copied()
            }
            _ => None,
        }
    }

    /// Whether nothing can pass from here to there.
    pub fn is_cut(&self, from: Endpoint, to: Endpoint) -> bool {
        match (from, to) {
            (Endpoint::Node(from), Endpoint::Node(to)) => {
                !self.cuts.is_empty() && self.cuts.contains_key(&(from, to))
            }
            (Endpoint::Client(_), _) | (_, Endpoint::Client(_)) => {
                !self.client_cuts.is_empty() && self.client_cuts.contains_key(&(from, to))
            }
        }
    }

    /// The event since which nothing can pass from here to there, if that is so.
    pub fn cut_since(&self, from: Endpoint, to: Endpoint) -> Origin {
        match (from, to) {
            (Endpoint::Node(from), Endpoint::Node(to)) => {
                self.cuts.get(&(from, to)).copied().unwrap_or_default()
            }
            (Endpoint::Client(_), _) | (_, Endpoint::Client(_)) => {
                self.client_cuts.get(&(from, to)).copied().unwrap_or_default()
            }
        }
    }
}

/// Every directed link between nodes that have no group in common. Nodes in no group form one more.
pub fn partition(nodes: &[NodeId], groups: &[Vec<NodeId>]) -> Vec<Link> {
    let named = |id: &NodeId| groups.iter().any(|group| group.contains(id));
    let rest: Vec<NodeId> = nodes.iter().copied().filter(|id| !named(id)).collect();
    let together = |a: &NodeId, b: &NodeId| {
        let both = |group: &Vec<NodeId>| group.contains(a) && group.contains(b);
        groups.iter().any(both) || both(&rest)
    };
    let pairs = nodes.iter().flat_map(|a| nodes.iter().map(move |b| (*a, *b)));
    pairs.filter(|(a, b)| a != b && !together(a, b)).collect()
}

/// Every directed link between nodes that are not neighbours in the ring of these.
pub fn ring(nodes: &[NodeId]) -> Vec<Link> {
    let count = nodes.len();
    let pairs = (0..count).flat_map(|a| (0..count).map(move |b| (a, b)));
    let apart = |a: usize, b: usize| (a + count - b) % count > 1 && (b + count - a) % count > 1;
    pairs.filter(|(a, b)| apart(*a, *b)).map(|(a, b)| (nodes[a], nodes[b])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::names::ClientId;

    #[test]
    fn in_a_ring_each_node_keeps_its_two_neighbours() {
        let (n1, n2, n3, n4) = (NodeId(1), NodeId(2), NodeId(3), NodeId(4));
        assert_eq!(ring(&ids(&[1, 2, 3, 4])), [(n1, n3), (n2, n4), (n3, n1), (n4, n2)]);
        assert_eq!(ring(&ids(&[1, 2, 3])), []);
        let links = ring(&ids(&[1, 2, 3, 4, 5]));
        assert_eq!(links.len(), 10);
        assert!(!links.contains(&(NodeId(5), n1)) && links.contains(&(NodeId(5), n2)));
    }

    fn ids(ids: &[u32]) -> Vec<NodeId> {
        ids.iter().copied().map(NodeId).collect()
    }

    fn check_partition(groups: &[&[u32]], expected: &[(u32, u32)]) {
        let groups: Vec<_> = groups.iter().map(|group| ids(group)).collect();
        let cut = partition(&ids(&[1, 2, 3, 4]), &groups);
        let both_ways = |(a, b): &(u32, u32)| {
            let (a, b) = (NodeId(*a), NodeId(*b));
            [(a, b), (b, a)]
        };
        let expected: BTreeSet<Link> = expected.iter().flat_map(both_ways).collect();
        assert_eq!(cut.len(), expected.len(), "no link twice");
        assert_eq!(cut.into_iter().collect::<BTreeSet<_>>(), expected);
    }

    #[test]
    fn a_partition_keeps_links_within_groups_only() {
        check_partition(&[&[1, 2], &[3, 4]], &[(1, 3), (1, 4), (2, 3), (2, 4)]);
        check_partition(&[&[1], &[2], &[3, 4]], &[(1, 2), (1, 3), (1, 4), (2, 3), (2, 4)]);
        check_partition(&[&[1, 2, 3, 4]], &[]);
    }

    #[test]
    fn nodes_that_are_not_named_form_one_more_group() {
        check_partition(&[&[1]], &[(1, 2), (1, 3), (1, 4)]);
        check_partition(&[], &[]);
    }

    #[test]
    fn a_node_in_two_groups_is_a_bridge() {
        check_partition(&[&[1, 2], &[2, 3, 4]], &[(1, 3), (1, 4)]);
    }

    #[test]
    fn a_cut_is_one_way_and_never_concerns_clients() {
        let mut network = Network::default();
        let (n1, n2) = (NodeId(1), NodeId(2));
        assert_eq!(network.cut(&[(n1, n2)], Origin::default()), [(n1, n2)]);
        assert_eq!(network.cut(&[(n1, n2)], Origin::default()), []);
        let (one, two) = (Endpoint::Node(n1), Endpoint::Node(n2));
        let you = Endpoint::Client(ClientId(1));
        assert!(network.is_cut(one, two));
        assert!(!network.is_cut(two, one));
        assert!(!network.is_cut(you, two) && !network.is_cut(one, you));
        assert_eq!(network.heal(&[(n1, n2), (n2, n1)]), [(n1, n2)]);
        assert!(!network.is_cut(one, two));
    }
}
