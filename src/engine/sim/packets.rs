//! The packets in flight, by number: the busiest collection of the whole simulation.
//!
//! Packets are sent in the order of their numbers and most of them are gone soon, in nearly the same order. So they lie
//! in a window that slides along: finding one is a subtraction. The few that outlive the window, because somebody
//! delayed them or paused their receiver, move to an ordinary map.

use std::collections::{BTreeMap, VecDeque};

use super::names::PacketId;
use super::packet::Packet;

/// How many numbers the window may span before its oldest packet has to leave it. Every moment that a session keeps has a window of
/// its own, however few packets are in it.
const SPAN: usize = 256;

/// Packets in flight.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Packets {
    /// How many packets were ever sent: the number of the newest.
    sent: u64,
    /// The newest packets, up to the newest of all; `None` is one that is gone. The first, if any, is in flight.
    window: VecDeque<Option<Packet>>,
    /// Packets that are older than the window.
    stragglers: BTreeMap<PacketId, Packet>,
}

impl Packets {
    /// Adds a packet, and numbers it.
    pub fn send(&mut self, packet: Packet) -> PacketId {
        self.sent += 1;
        self.window.push_back(Some(packet));
        if self.window.len() > SPAN {
            let oldest = self.oldest();
            if let Some(packet) = self.window.pop_front().flatten() {
                self.stragglers.insert(PacketId(oldest), packet);
            }
            self.close_up();
        }
        PacketId(self.sent)
    }

    /// Takes a packet out.
    pub fn take(&mut self, id: PacketId) -> Option<Packet> {
        let Some(place) = self.place(id) else { return self.stragglers.remove(&id) };
        let packet = self.window.get_mut(place)?.take();
        if place == 0 {
            self.close_up();
        }
        packet
    }

    pub fn get(&self, id: PacketId) -> Option<&Packet> {
        match self.place(id) {
            Some(place) => self.window.get(place)?.as_ref(),
            None => self.stragglers.get(&id),
        }
    }

    /// A packet, to change it.
    pub fn get_mut(&mut self, id: PacketId) -> Option<&mut Packet> {
        match self.place(id) {
            Some(place) => self.window.get_mut(place)?.as_mut(),
            None => self.stragglers.get_mut(&id),
        }
    }

    /// All packets, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (PacketId, &Packet)> {
        let old = self.stragglers.iter().map(|(id, packet)| (*id, packet));
        let numbered = (self.oldest()..).zip(&self.window);
        old.chain(numbered.filter_map(|(id, packet)| Some((PacketId(id), packet.as_ref()?))))
    }

    /// How much room they take, in packets.
    pub fn size(&self) -> usize {
        self.window.len() + self.stragglers.len()
    }

    /// How many packets were ever sent.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// The number of the first packet in the window.
    fn oldest(&self) -> u64 {
        self.sent + 1 - self.window.len() as u64
    }

    /// Where in the window a packet of this number lies, or would lie; `None` if it is older than the window.
    fn place(&self, id: PacketId) -> Option<usize> {
        usize::try_from(id.0.checked_sub(self.oldest())?).ok()
    }

    /// Lets the window begin with a packet that is in flight.
    fn close_up(&mut self) {
        while let Some(None) = self.window.front() {
            self.window.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::names::{ClientId, Endpoint};
    use super::super::packet::Body;
    use super::*;
    use crate::raft::{Message, NodeId, RequestVoteReply, Term};

    fn packet(term: u64) -> Packet {
        let vote =
            RequestVoteReply { term: Term(term), granted: true, pre_vote: false, removed_at: None };
        let body = Body::Raft(Message::RequestVoteReply(vote));
        Packet::new(Endpoint::Node(NodeId(1)), Endpoint::Client(ClientId(1)), body)
    }

    fn ids(packets: &Packets) -> Vec<u64> {
        packets.iter().map(|(id, _)| id.0).collect()
    }

    #[test]
    fn packets_are_numbered_from_one_and_found_by_number() {
        let mut packets = Packets::default();
        for term in 1..=5 {
            assert_eq!(packets.send(packet(term)), PacketId(term));
        }
        assert_eq!(packets.take(PacketId(3)), Some(packet(3)));
        assert_eq!(packets.take(PacketId(3)), None);
        assert_eq!(packets.take(PacketId(1)), Some(packet(1)));
        assert_eq!(packets.get(PacketId(2)), Some(&packet(2)));
        assert_eq!(packets.get_mut(PacketId(1)), None);
        assert_eq!(ids(&packets), [2, 4, 5]);
        for absent in [0, 6, u64::MAX] {
            assert_eq!(packets.get(PacketId(absent)), None);
            assert_eq!(packets.take(PacketId(absent)), None);
        }
    }

    #[test]
    fn packets_that_outlive_the_window_are_kept_and_found() {
        let mut packets = Packets::default();
        for term in 1..=20_000 {
            packets.send(packet(term));
            if term % 5_000 != 1 {
                packets.take(PacketId(term));
            }
        }
        assert_eq!(ids(&packets), [1, 5_001, 10_001, 15_001]);
        assert!(packets.window.len() <= SPAN);
        for id in [1, 5_001, 10_001, 15_001] {
            assert_eq!(packets.get(PacketId(id)), Some(&packet(id)));
            assert_eq!(packets.take(PacketId(id)), Some(packet(id)));
        }
        assert_eq!((ids(&packets), packets.sent()), (vec![], 20_000));
    }

    #[test]
    fn what_is_in_flight_is_all_that_counts() {
        let sent = |order: [u64; 3]| {
            let mut packets = Packets::default();
            (1..=4).for_each(|term| {
                packets.send(packet(term));
            });
            for id in order {
                packets.take(PacketId(id));
            }
            packets
        };
        assert_eq!(sent([1, 2, 4]), sent([4, 2, 1]));
    }
}
