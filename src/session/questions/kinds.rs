//! What can be asked about what comes next, and how it turns out.

use crate::catalog::tr;
use crate::compact::sort_by_key;
use crate::explain::why::Question;
use crate::explain::words;
use crate::kv::{self, Operation};
use crate::raft::{Index, NodeId, Term};
use crate::sim::{
    ClientId, ClusterView, Endpoint, EventKind, Liveness, PacketClass, PacketId, PacketKind, Role,
    Time,
};

use super::fork::Fork;

/// How far ahead is looked, in microseconds.
pub const AHEAD_US: u64 = 2_000_000;

/// A question about what comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Who leads next, where nobody does?
    NextLeader,
    /// Will this entry of the leader's log be committed?
    Committed { leader: NodeId, index: Index, term: Term },
    /// What does a client hear?
    Answered { client: ClientId, sequence: u64, operation: Operation },
    /// Does this request bring a vote?
    Vote { packet: PacketId, candidate: NodeId, voter: NodeId },
    /// What is a follower's commit index when this message has arrived?
    CommitAfter { packet: PacketId, node: NodeId },
}

/// How it turned out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// In words, short enough for an answer.
    pub text: String,
    /// When that was.
    pub at: Time,
    /// The event that decided it; none if nothing has come.
    pub event: Option<u64>,
}

impl Kind {
    /// All that can be asked of this moment.
    pub fn all(view: &ClusterView) -> Vec<Self> {
        let mut kinds = Vec::new();
        let leader = view.leader.and_then(|id| view.node(id));
        match leader {
            None => kinds.push(Self::NextLeader),
            Some(leader) => {
                let last = leader.log.last();
                if last.index > leader.commit {
                    let (index, term) = (last.index, last.term);
                    kinds.push(Self::Committed { leader: leader.id, index, term });
                }
            }
        }
        for client in &view.clients {
            if let Some(waiting) = client.waiting.first().filter(|it| it.attempt > 0) {
                let operation = waiting.operation.clone();
                let sequence = waiting.sequence;
                kinds.push(Self::Answered { client: client.id, sequence, operation });
            }
        }
        for packet in &view.packets {
            let (Endpoint::Node(from), Endpoint::Node(to)) = (packet.from, packet.to) else {
                continue;
            };
            let Some(node) = view.node(to).filter(|node| node.liveness == Liveness::Up) else {
                continue;
            };
            match &packet.kind {
                PacketKind::VoteRequest { .. } => {
                    kinds.push(Self::Vote { packet: packet.id, candidate: from, voter: to });
                }
                PacketKind::Heartbeat { leader_commit, .. }
                | PacketKind::Entries { leader_commit, .. }
                    if *leader_commit > node.commit =>
                {
                    kinds.push(Self::CommitAfter { packet: packet.id, node: to });
                }
                _ => {}
            }
        }
        kinds
    }

    /// The question in words; within so many microseconds, where it is asked whether something comes in time.
    pub fn words(&self, view: &ClusterView, within_us: Option<u64>) -> String {
        let time = within_us.map(words::duration);
        match self {
            Self::NextLeader => tr!("Nobody leads. Which node is the next leader?").to_owned(),
            Self::Committed { leader, index, .. } => {
                let log = view.node(*leader).map(|node| &node.log);
                let entry = log.and_then(|log| log.get(*index)).map(words::entry_text);
                match (entry, time) {
                    (None, None) => {
                        tr!("Will entry {index} of {leader}'s log be committed?", index, leader)
                    }
                    (Some(entry), None) => tr!(
                        "Will entry {index} of {leader}'s log ({entry}) be committed?",
                        index,
                        leader,
                        entry
                    ),
                    (None, Some(time)) => tr!(
                        "Will entry {index} of {leader}'s log be committed within {time}?",
                        index,
                        leader,
                        time
                    ),
                    (Some(entry), Some(time)) => tr!(
                        "Will entry {index} of {leader}'s log ({entry}) be committed within {time}?",
                        index,
                        leader,
                        entry,
                        time
                    ),
                }
            }
            Self::Answered { client, operation, .. } => {
                let asked = words::operation_text(operation);
                match (*client == ClientId::YOU, time) {
                    (true, Some(time)) => tr!(
                        "Will the answer to `{operation}` of you come within {time}?",
                        operation = asked,
                        time
                    ),
                    (true, None) => {
                        tr!("What is the answer to `{operation}` of you?", operation = asked)
                    }
                    (false, Some(time)) => tr!(
                        "Will the answer to `{operation}` of {client} come within {time}?",
                        operation = asked,
                        client,
                        time
                    ),
                    (false, None) => tr!(
                        "What is the answer to `{operation}` of {client}?",
                        operation = asked,
                        client
                    ),
                }
            }
            Self::Vote { packet, candidate, voter } => {
                tr!(
                    "{candidate} asks {voter} for its vote ({packet}). Does {voter} vote for it?",
                    candidate,
                    voter,
                    packet
                )
            }
            Self::CommitAfter { packet, node } => {
                tr!("What is {node}'s commit index when {packet} has arrived?", node, packet)
            }
        }
    }

    /// Whether it is about whether something comes in time, if all forks come to the same otherwise.
    pub fn is_about_time(&self) -> bool {
        matches!(self, Self::Committed { .. } | Self::Answered { .. })
    }

    /// What to ask, so as to hear why what this is about has not come.
    pub fn missing(&self, view: &ClusterView) -> Question {
        match self {
            Self::NextLeader => {
                let newest = view.nodes.iter().max_by_key(|node| node.term);
                Question::NotLeader(newest.map_or(NodeId(1), |node| node.id))
            }
            Self::Committed { leader, index, .. } => Question::NotCommitted(*leader, *index),
            Self::Answered { client, .. } => Question::NotAnswered(*client),
            Self::Vote { candidate, .. } => Question::NotLeader(*candidate),
            Self::CommitAfter { node, .. } => {
                let next = view.node(*node).map_or(1, |node| node.commit.0 + 1);
                Question::NotCommitted(*node, Index(next))
            }
        }
    }

    /// What might have been different, each a line that somebody could give now.
    pub fn siblings(&self, view: &ClusterView) -> Vec<String> {
        const PACKETS: usize = 5;
        let own = match self {
            Self::Vote { packet, .. } | Self::CommitAfter { packet, .. } => Some(*packet),
            _ => None,
        };
        let mut packets: Vec<_> = view.packets.iter().filter(|packet| !packet.doomed).collect();
        // Heartbeats matter least, and whoever matters first comes first.
        sort_by_key(&mut packets, |packet| {
            (Some(packet.id) != own, packet.kind.class() == PacketClass::Heartbeats, packet.due)
        });
        let mut lines = Vec::new();
        for packet in packets.iter().take(PACKETS) {
            let id = packet.id;
            // That a message says nothing if it does not arrive is plain.
            if Some(id) != own {
                lines.push(format!("drop {id}"));
            }
            lines.push(format!("delay {id} 60ms"));
            lines.push(format!("deliver {id}"));
        }
        if *self == Self::NextLeader {
            let up = view.nodes.iter().filter(|node| node.liveness == Liveness::Up).take(PACKETS);
            lines.extend(up.map(|node| format!("timeout {}", node.id)));
        }
        lines
    }

    /// How it turns out in a fork, looked at up to this moment. `None` if the fork has no answer to it: the message that it
    /// is about was lost.
    pub fn outcome(&self, fork: &mut Fork<'_>, limit: Time) -> Option<Outcome> {
        while let Some(news) = fork.news(limit) {
            for event in &news {
                let found =
                    |text: String| Some(Outcome { text, at: event.at, event: Some(event.seq) });
                match (self, &event.kind) {
                    (Self::NextLeader, EventKind::RoleChanged { node, to: Role::Leader, .. }) => {
                        return found(node.to_string());
                    }
                    (
                        Self::Committed { leader, index, term },
                        EventKind::Committed { node, index: to },
                    ) if node == leader && to >= index => {
                        let view = fork.run().cluster.view();
                        let entry = view.node(*leader)?.log.term_at(*index);
                        return (entry == Some(*term))
                            .then(|| found(tr!("yes").to_owned()))
                            .flatten();
                    }
                    (
                        Self::Answered { client, sequence, operation },
                        EventKind::Completed { client: who, sequence: which, reply, .. },
                    ) if (who, which) == (client, sequence) => {
                        return found(match reply {
                            Some(reply) => kv::answer(operation, reply),
                            None => tr!("none: the client gives up").to_owned(),
                        });
                    }
                    (
                        Self::Vote { packet, candidate, voter },
                        EventKind::Delivered { packet: id, .. },
                    ) if id == packet => {
                        let vote = news.iter().find(|event| {
                            matches!(event.kind, EventKind::Voted { node, candidate: whom, .. }
                                if node == *voter && whom == *candidate)
                        });
                        return match vote {
                            Some(vote) => Some(Outcome {
                                text: tr!("yes").to_owned(),
                                at: vote.at,
                                event: Some(vote.seq),
                            }),
                            None => found(tr!("no").to_owned()),
                        };
                    }
                    (
                        Self::CommitAfter { packet, node },
                        EventKind::Delivered { packet: id, .. },
                    ) if id == packet => {
                        let commit = fork.run().cluster.view().node(*node)?.commit;
                        let told = news.iter().rfind(|event| {
                            matches!(event.kind, EventKind::Committed { node: who, .. } if who == *node)
                        });
                        let seq = told.map_or(event.seq, |told| told.seq);
                        return Some(Outcome {
                            text: commit.to_string(),
                            at: event.at,
                            event: Some(seq),
                        });
                    }
                    (
                        Self::Vote { packet, .. } | Self::CommitAfter { packet, .. },
                        EventKind::Lost { packet: id, .. },
                    ) if id == packet => return None,
                    _ => {}
                }
            }
        }
        match self {
            Self::NextLeader => {
                let text = tr!("none within {time}", time = words::duration(AHEAD_US));
                Some(Outcome { text, at: limit, event: None })
            }
            Self::Committed { .. } => {
                Some(Outcome { text: tr!("no").to_owned(), at: limit, event: None })
            }
            Self::Answered { .. } => {
                let text = tr!("none within {time}", time = words::duration(AHEAD_US));
                Some(Outcome { text, at: limit, event: None })
            }
            Self::Vote { .. } | Self::CommitAfter { .. } => None,
        }
    }
}
