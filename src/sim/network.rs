//! The network: packets in flight, and links that are cut.
//!
//! It promises nothing: a packet may be late, lost, doubled or overtaken by a later one. Links join every two nodes,
//! each way for itself, and every client with every node. Cuts and partitions concern the links between nodes only: a
//! client stands outside and reaches every node, so that both sides of a split can be asked what they think.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::kv::{self, Reply, Request};
use crate::raft::{Campaign, LogId, Message, NodeId};
use crate::script::ReadChoice;

use super::event::{ClientId, Endpoint, LossReason, PacketId};
use super::lineage::Origin;
use super::packets::Packets;
use super::random::MILLION;
use super::schedule::Plan;
use super::time::Time;
use super::view::PacketKind;

/// A directed link between two nodes: sending end, receiving end.
pub type Link = (NodeId, NodeId);

/// The network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Network {
    packets: Packets,
    /// Each with the event since which it is cut.
    cuts: BTreeMap<Link, Origin>,
    clogs: BTreeSet<Link>,
}

/// A packet in flight.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Packet {
    /// From where.
    pub from: Endpoint,
    /// To where.
    pub to: Endpoint,
    /// What it carries.
    pub body: Body,
    /// When it was sent and when it is due.
    pub plan: Plan,
    /// The last part of its way that it does at one speed.
    pub leg: Leg,
    /// What the timed simulation decided when it was sent: that it will be lost, why, and when.
    pub doom: Option<(LossReason, Time)>,
    /// Whether it has come to the end of its way, at a node that is paused and will take it in later.
    pub arrived: bool,
    /// The event of its sending, or of its copying.
    pub origin: Origin,
    /// The event that will have lost it, if another is to blame than chance or a person.
    pub bane: Origin,
}

/// The last part of a packet's way that it does at one speed: from where it was when it was sent, or last held up, to
/// its end, where it is when it is due. For onlookers only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Leg {
    /// When it began.
    pub since: Time,
    /// How far the packet had come by then, in parts per million of its way.
    pub done_ppm: u32,
}

/// What a packet carries.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    /// What servers say to each other.
    Raft(Message),
    /// A client's request.
    Ask(Ask),
    /// A server's answer to it.
    Answer(Ask, Verdict),
}

/// One try of a client's operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ask {
    /// Whose.
    pub client: ClientId,
    /// The operation's number within the client.
    pub number: u64,
    /// Which try, from 1.
    pub attempt: u32,
    /// When the first try was sent: the same at every try.
    pub asked: Time,
    /// What the store is to execute: the same at every try.
    pub request: Arc<Request>,
}

/// What a server answers to a client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The request stands in the log, is committed and was executed.
    Executed {
        /// The store's answer.
        reply: Reply,
        /// Where it stands in the log.
        id: LogId,
    },
    /// The request is a read, and was answered without the log.
    Told {
        /// The store's answer.
        reply: Reply,
        /// How the server made sure that the answer is not old, if it did.
        by: ReadChoice,
    },
    /// This server does not lead, or not any more: try elsewhere.
    NotLeader {
        /// Who leads, as far as this server knows.
        leader: Option<NodeId>,
    },
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

    /// Sends a second copy of a packet in flight, which then has a fate of its own.
    pub fn duplicate(&mut self, id: PacketId, origin: Origin) -> Option<PacketId> {
        let original = self.packets.get(id)?;
        // It was sent when the original was: until their ways part, the two are one.
        let bane = Origin::default();
        let copy = Packet { doom: None, arrived: false, origin, bane, ..original.clone() };
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
            (Endpoint::Client(_), _) | (_, Endpoint::Client(_)) => false,
        }
    }

    /// The event since which nothing can pass from here to there, if that is so.
    pub fn cut_since(&self, from: Endpoint, to: Endpoint) -> Origin {
        match (from, to) {
            (Endpoint::Node(from), Endpoint::Node(to)) => {
                self.cuts.get(&(from, to)).copied().unwrap_or_default()
            }
            (Endpoint::Client(_), _) | (_, Endpoint::Client(_)) => Origin::default(),
        }
    }
}

impl Packet {
    /// A packet that nothing is decided about.
    pub fn new(from: Endpoint, to: Endpoint, body: Body) -> Self {
        let (plan, leg) = (Plan::default(), Leg::default());
        let (origin, bane) = (Origin::default(), Origin::default());
        Self { from, to, body, plan, leg, doom: None, arrived: false, origin, bane }
    }

    /// How far it has come, in parts per million of its way.
    pub fn progress_ppm(&self, now: Time) -> u32 {
        self.leg.progress_ppm(self.plan.due, now)
    }
}

impl Leg {
    /// How far a packet on this leg has come, in parts per million of its whole way, if it is due then.
    pub fn progress_ppm(self, due: Time, now: Time) -> u32 {
        let whole = due.since(self.since);
        if whole == 0 {
            return MILLION;
        }
        let left = u64::from(MILLION.saturating_sub(self.done_ppm));
        // Of a leg of days, only the milliseconds count, so that the product stays within its bounds.
        let scale = 1 + whole / 1_000_000_000_000;
        let done = left * (now.since(self.since).min(whole) / scale) / (whole / scale);
        MILLION.min(self.done_ppm + u32::try_from(done).unwrap_or(MILLION))
    }
}

impl Body {
    /// What an onlooker sees of it.
    pub fn kind(&self) -> PacketKind {
        match self {
            Self::Raft(message) => message_kind(message),
            Self::Ask(ask) => PacketKind::Request {
                sequence: ask.number,
                attempt: ask.attempt,
                operation: ask.request.operation.clone(),
            },
            Self::Answer(ask, verdict) => PacketKind::Answer {
                sequence: ask.number,
                text: verdict.text(&ask.request),
                ok: matches!(verdict, Verdict::Executed { .. } | Verdict::Told { .. }),
            },
        }
    }
}

impl Verdict {
    /// The answer as a person reads it.
    fn text(&self, request: &Request) -> String {
        match self {
            Self::Told { reply, by: ReadChoice::Unsafe } => {
                format!("{} (unsafe: it may be old)", kv::answer(&request.operation, reply))
            }
            Self::Executed { reply, .. } | Self::Told { reply, .. } => {
                kv::answer(&request.operation, reply)
            }
            Self::NotLeader { leader: Some(leader) } => {
                format!("Not leader. Try contacting {leader}")
            }
            Self::NotLeader { leader: None } => "Not leader, and no leader is known".into(),
        }
    }
}

fn message_kind(message: &Message) -> PacketKind {
    match message {
        Message::RequestVote(m) => {
            let (term, last_log) = (m.term, m.last_log);
            match m.campaign {
                Campaign::PreVote => PacketKind::PreVoteRequest { term, last_log },
                Campaign::Election => PacketKind::VoteRequest { term, last_log },
                Campaign::Transfer => PacketKind::SuccessorVoteRequest { term, last_log },
            }
        }
        Message::RequestVoteReply(m) if m.pre_vote => {
            PacketKind::PreVote { term: m.term, granted: m.granted, removed_at: m.removed_at }
        }
        Message::RequestVoteReply(m) => {
            PacketKind::Vote { term: m.term, granted: m.granted, removed_at: m.removed_at }
        }
        Message::AppendEntries(m) => match m.entries.last() {
            None => PacketKind::Heartbeat {
                term: m.term,
                prev_log: m.prev_log,
                leader_commit: m.leader_commit,
            },
            Some(last) => PacketKind::Entries {
                term: m.term,
                prev_log: m.prev_log,
                count: u32::try_from(m.entries.len()).unwrap_or(u32::MAX),
                last: last.id,
                leader_commit: m.leader_commit,
            },
        },
        Message::AppendEntriesReply(m) => {
            PacketKind::Ack { term: m.term, outcome: m.outcome.clone() }
        }
        Message::TimeoutNow(m) => PacketKind::TimeoutNow { term: m.term },
        Message::InstallSnapshot(m) => PacketKind::Chunk {
            term: m.term,
            last: m.last,
            offset: m.offset,
            bytes: m.data.len() as u64,
            total: m.total,
        },
        Message::InstallSnapshotReply(m) => {
            PacketKind::ChunkAck { term: m.term, last: m.last, received: m.received }
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

    #[test]
    fn in_a_ring_each_node_keeps_its_two_neighbours() {
        let (n1, n2, n3, n4) = (NodeId(1), NodeId(2), NodeId(3), NodeId(4));
        assert_eq!(ring(&ids(&[1, 2, 3, 4])), [(n1, n3), (n2, n4), (n3, n1), (n4, n2)]);
        assert_eq!(ring(&ids(&[1, 2, 3])), []);
        let links = ring(&ids(&[1, 2, 3, 4, 5]));
        assert_eq!(links.len(), 10);
        assert!(!links.contains(&(NodeId(5), n1)) && links.contains(&(NodeId(5), n2)));
    }

    #[test]
    fn a_packet_that_is_held_up_goes_on_from_where_it_was() {
        let leg = Leg { since: Time(100), done_ppm: 0 };
        assert_eq!(leg.progress_ppm(Time(200), Time(150)), 500_000);
        let later = Leg { since: Time(150), done_ppm: 500_000 };
        assert_eq!(later.progress_ppm(Time(350), Time(150)), 500_000);
        assert_eq!(later.progress_ppm(Time(350), Time(250)), 750_000);
        assert_eq!(later.progress_ppm(Time(350), Time(999)), MILLION);
        assert_eq!(later.progress_ppm(Time(150), Time(150)), MILLION);
        let year = Time(31_536_000_000_000);
        assert_eq!(Leg::default().progress_ppm(year, Time(year.0 / 4)), 250_000);
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
