//! A packet in flight, and what it carries.

use std::sync::Arc;

use crate::kv::{Reply, Request};
use crate::raft::{Campaign, LogId, Message, NodeId, Payload};
use crate::script::ReadChoice;

use super::filter::Tamper;
use super::names::{ClientId, Endpoint, LossReason};
use super::origin::Origin;
use super::packet_kind::{EntryTerms, PacketKind};
use super::schedule::{Leg, Plan};
use super::time::Time;

/// A packet in flight.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Packet {
    pub from: Endpoint,
    pub to: Endpoint,
    /// What it carries.
    pub body: Body,
    /// When it was sent and when it is due.
    pub plan: Plan,
    /// The last part of its way that it does at one speed.
    pub leg: Leg,
    /// What the timed simulation decided when it was sent: that it will be lost, why, and when.
    pub loss: Option<(LossReason, Time)>,
    /// Whether it has come to the end of its way, at a node that is paused and will take it in later.
    pub arrived: bool,
    /// What the filter does with it that it met when it was sent, if it met one.
    pub tamper: Option<Tamper>,
    /// The event of its sending, or of its copying.
    pub origin: Origin,
    /// The event that will have lost it, if another is to blame than chance or a person.
    pub loss_origin: Origin,
}

/// What a packet carries.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    /// What servers say to each other.
    Raft(Message),
    Request(ClientRequest),
    /// A server's answer to it.
    Answer(ClientRequest, Response),
}

/// One try of a client's operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientRequest {
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
pub enum Response {
    /// The request stands in the log, is committed and was executed.
    Executed {
        /// The store's answer.
        reply: Reply,
        /// Where it stands in the log.
        id: LogId,
    },
    /// The request is a read, and was answered without the log.
    Read {
        /// The store's answer.
        reply: Reply,
        /// How the server made sure that the answer is not old, if it did.
        by: ReadChoice,
    },
    /// This leader takes no more before something of what it has is committed: try again later.
    Overloaded,
    /// This server does not lead, or not any more: try elsewhere.
    NotLeader {
        /// Who leads, as far as this server knows.
        leader: Option<NodeId>,
    },
}

impl Packet {
    /// A packet that nothing is decided about.
    pub fn new(from: Endpoint, to: Endpoint, body: Body) -> Self {
        let (plan, leg) = (Plan::default(), Leg::default());
        let (origin, loss_origin) = (Origin::default(), Origin::default());
        Self {
            from,
            to,
            body,
            plan,
            leg,
            loss: None,
            arrived: false,
            tamper: None,
            origin,
            loss_origin,
        }
    }

    /// Whether it waits at the end of its way until it is released.
    pub fn is_held(&self) -> bool {
        self.tamper == Some(Tamper::Hold) && !self.arrived
    }

    /// How far it has come, in parts per million of its way.
    pub fn progress_ppm(&self, now: Time) -> u32 {
        self.leg.progress_ppm(self.plan.due, now)
    }
}

impl Body {
    /// What an onlooker sees of it.
    pub fn kind(&self) -> PacketKind {
        match self {
            Self::Raft(message) => message_kind(message),
            Self::Request(ask) => PacketKind::Request {
                sequence: ask.number,
                attempt: ask.attempt,
                operation: ask.request.operation.clone(),
            },
            Self::Answer(ask, Response::Overloaded) => {
                PacketKind::Overloaded { sequence: ask.number }
            }
            Self::Answer(ask, Response::NotLeader { leader }) => {
                PacketKind::Refusal { sequence: ask.number, leader: *leader }
            }
            Self::Answer(ask, Response::Executed { reply, .. }) => answer(ask, reply, false),
            Self::Answer(ask, Response::Read { reply, by }) => {
                answer(ask, reply, *by == ReadChoice::Unsafe)
            }
        }
    }
}

fn answer(ask: &ClientRequest, reply: &Reply, may_be_old: bool) -> PacketKind {
    let operation = ask.request.operation.clone();
    PacketKind::Answer { sequence: ask.number, operation, reply: reply.clone(), may_be_old }
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
                configuration: m
                    .entries
                    .iter()
                    .any(|entry| matches!(entry.payload, Payload::Configuration(_))),
                terms: EntryTerms::of(&m.entries),
            },
        },
        Message::ReadIndex(m) => PacketKind::ReadIndexRequest { term: m.term },
        Message::ReadIndexReply(m) => PacketKind::ReadIndexAnswer { term: m.term, index: m.index },
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

#[cfg(test)]
mod tests {
    use std::hash::{DefaultHasher, Hash, Hasher};

    use super::*;
    use crate::raft::{AppendEntries, Configuration, Entry, Index, Term};

    #[test]
    fn the_terms_of_entries_are_told_and_count_for_nothing_in_a_digest() {
        let terms = |terms: &[u64]| {
            let entries = (1..).zip(terms).map(|(index, term)| {
                let id = LogId { term: Term(*term), index: Index(index) };
                Entry { id, payload: Payload::Noop }
            });
            EntryTerms::of(&entries.collect::<Vec<_>>())
        };
        for each in [&[][..], &[3], &[3, 3, 3], &[1, 1, 2, 5]] {
            assert_eq!(terms(each).iter().map(|term| term.0).collect::<Vec<_>>(), each);
        }
        let digest = |terms: EntryTerms| {
            let mut hasher = DefaultHasher::new();
            terms.hash(&mut hasher);
            hasher.finish()
        };
        assert_eq!(digest(terms(&[1, 2])), digest(terms(&[3])));
    }

    #[test]
    fn entries_with_a_configuration_among_them_are_told_from_others() {
        let configuration = Payload::Configuration(Configuration::of([1, 2].map(NodeId)).into());
        let name = |payloads: &[&Payload]| {
            let entries = (1..).zip(payloads).map(|(index, payload)| {
                let id = LogId { term: Term(1), index: Index(index) };
                Entry { id, payload: (*payload).clone() }
            });
            message_kind(&Message::AppendEntries(AppendEntries {
                term: Term(1),
                prev_log: LogId::default(),
                entries: entries.collect(),
                leader_commit: Index(0),
                round: 0,
            }))
            .name()
        };
        assert_eq!(name(&[]), "heartbeat");
        assert_eq!(name(&[&Payload::Noop]), "entries");
        assert_eq!(name(&[&configuration]), "configuration");
        assert_eq!(name(&[&configuration, &Payload::Noop]), "configuration");
    }
}
