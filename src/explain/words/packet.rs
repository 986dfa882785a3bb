//! Packets in words.

use crate::kv::{self, Operation, Reply};
use crate::raft::{AppendOutcome, NodeId};
use crate::sim::{LossReason, PacketKind};

use super::{count, operation_text, short};

/// What a packet is, without an article: `heartbeat`, `vote for term 4`.
pub fn packet_name(kind: &PacketKind) -> String {
    match kind {
        PacketKind::VoteRequest { term, .. } => format!("vote request for term {term}"),
        PacketKind::Vote { term, granted: true, .. } => format!("vote for term {term}"),
        PacketKind::Vote { removed_at: Some(_), .. }
        | PacketKind::PreVote { removed_at: Some(_), .. } => {
            "word that it has been removed".to_string()
        }
        PacketKind::Vote { term, granted: false, .. } => format!("refusal of a vote, term {term}"),
        PacketKind::Heartbeat { .. } => "heartbeat".to_string(),
        PacketKind::Entries { count: n, last, configuration, .. } => {
            let what = if *configuration { "configuration in " } else { "" };
            format!("{what}{} up to {}", count(u64::from(*n), "entry", "entries"), last.index)
        }
        PacketKind::Ack { outcome: AppendOutcome::Accepted { match_index }, .. } => {
            format!("ack up to {match_index}")
        }
        PacketKind::Ack { outcome: AppendOutcome::Rejected { refused, .. }, .. } => {
            format!("rejection of {}", refused.index)
        }
        PacketKind::Chunk { last, offset, bytes, total, .. } => {
            format!("snapshot up to {}, {} of {total} bytes", last.index, offset + bytes)
        }
        PacketKind::TimeoutNow { .. } => "call to take over".to_string(),
        PacketKind::PreVoteRequest { term, .. } => format!("pre-vote request after term {term}"),
        PacketKind::PreVote { granted: true, .. } => "pre-vote".to_string(),
        PacketKind::PreVote { granted: false, .. } => "refusal of a pre-vote".to_string(),
        PacketKind::SuccessorVoteRequest { term, .. } => {
            format!("successor's vote request for term {term}")
        }
        PacketKind::ChunkAck { received, .. } => format!("ack of {received} bytes"),
        PacketKind::Request { operation, attempt: 1, .. } => operation_text(operation),
        PacketKind::Request { operation, attempt, .. } => {
            format!("{} (try {attempt})", operation_text(operation))
        }
        PacketKind::Answer { operation, reply, may_be_old, .. } => {
            format!("answer {}", short(&answer_text(operation, reply, *may_be_old)))
        }
        PacketKind::Refusal { leader, .. } => format!("refusal {}", short(&refusal_text(*leader))),
        PacketKind::ReadIndexRequest { term } => format!("read index?, term {term}"),
        PacketKind::ReadIndexAnswer { term, index: Some(index) } => {
            format!("read index {index}, term {term}")
        }
        PacketKind::ReadIndexAnswer { term, index: None } => {
            format!("refusal of a read index, term {term}")
        }
        PacketKind::Overloaded { .. } => "refusal: overloaded".to_string(),
    }
}

/// What a client is told of its operation.
pub fn answer_text(operation: &Operation, reply: &Reply, may_be_old: bool) -> String {
    let doubt = if may_be_old { " (unsafe: it may be old)" } else { "" };
    kv::answer(operation, reply) + doubt
}

/// What an overloaded leader says to a client.
pub const OVERLOAD: &str = "overloaded: too much is not committed yet. Ask again later";

/// What a client is told by a node that does not lead.
pub fn refusal_text(leader: Option<NodeId>) -> String {
    match leader {
        Some(leader) => format!("Not leader. Try contacting {leader}"),
        None => "Not leader, and it knows of none".into(),
    }
}

/// Why a message was lost, in a word.
pub fn loss_word(reason: LossReason) -> &'static str {
    match reason {
        LossReason::Chance => "lost",
        LossReason::Cut => "cut",
        LossReason::ReceiverDown => "down",
        LossReason::Dropped => "dropped",
    }
}

/// What a packet says, in a sentence, for one who sees such a packet for the first time.
pub fn packet_text(kind: &PacketKind) -> String {
    match kind {
        PacketKind::VoteRequest { term, last_log } => format!(
            "A candidate asks for a vote in term {term}. Its log ends at index {}, term {}: a voter whose own log is \
             more up to date refuses.",
            last_log.index, last_log.term
        ),
        PacketKind::Vote { term, granted: true, .. } => {
            format!("The sender gives its one vote of term {term}; it has written that down first.")
        }
        PacketKind::Vote { removed_at: Some(index), .. }
        | PacketKind::PreVote { removed_at: Some(index), .. } => format!(
            "The sender knows that the configuration at index {index} is committed, and the receiver has no vote in it: it \
             has been removed, and need not stand for election any more."
        ),
        PacketKind::Vote { term, granted: false, .. } => format!(
            "The sender refuses its vote in term {term}: it has voted for another, knows a later term, or has a more \
             up-to-date log."
        ),
        PacketKind::Heartbeat { term, prev_log, leader_commit } => format!(
            "The leader of term {term} shows that it lives. It checks that the log agrees at index {}, and says that \
             all up to {leader_commit} is committed.",
            prev_log.index
        ),
        PacketKind::Entries { term, prev_log, count: n, last, leader_commit, configuration, .. } => {
            let more = if *configuration {
                " With them comes a configuration: whoever appends it goes by it from then on, committed or not."
            } else {
                ""
            };
            format!(
                "The leader of term {term} sends {}, up to index {}, to stand after index {} of term {}. All up to \
                 {leader_commit} is committed.{more}",
                count(u64::from(*n), "entry", "entries"),
                last.index,
                prev_log.index,
                prev_log.term
            )
        }
        PacketKind::Ack { outcome: AppendOutcome::Accepted { match_index }, .. } => format!(
            "The follower's log agrees with the leader's up to index {match_index}, and that is on its disk."
        ),
        PacketKind::Ack { outcome: AppendOutcome::Rejected { refused, conflict }, .. } => {
            let instead = match conflict.term {
                Some(term) => format!("it has an entry of term {term} there"),
                None => "its log is shorter".to_string(),
            };
            format!(
                "The follower has no entry {} of term {}: {instead}. The leader should try from index {}.",
                refused.index, refused.term, conflict.first_index
            )
        }
        PacketKind::Chunk { last, offset, bytes, total, .. } => format!(
            "The leader no longer has the entries that the follower needs. It sends its snapshot up to index {} \
             instead: {} from {offset}, of {total}.",
            last.index,
            count(*bytes, "byte", "bytes")
        ),
        PacketKind::TimeoutNow { term } => format!(
            "The leader of term {term} transfers the leadership: the receiver has every entry, and should stand for election at once."
        ),
        PacketKind::PreVoteRequest { term, last_log } => format!(
            "The sender, in term {term}, asks whether it would get a vote if it stood for election. Its log ends at index \
             {}, term {}. Who still hears a leader, or has a log that is more up to date, says no.",
            last_log.index, last_log.term
        ),
        PacketKind::PreVote { granted: true, .. } => {
            "The sender would vote for the receiver. It promises nothing by that.".to_string()
        }
        PacketKind::PreVote { granted: false, .. } => {
            "The sender would not vote for the receiver: it hears a leader, or has a more up-to-date log.".to_string()
        }
        PacketKind::SuccessorVoteRequest { term, last_log } => format!(
            "The node that the leader has called to take over asks for a vote in term {term}. Its log ends at index {}, \
             term {}. Even who hears that leader may vote for it.",
            last_log.index, last_log.term
        ),
        PacketKind::ChunkAck { last, received, .. } => format!(
            "The follower has {} of the snapshot up to index {}.",
            count(*received, "byte", "bytes"),
            last.index
        ),
        PacketKind::Request { operation, attempt, .. } => {
            format!("A client asks: {}. This is try {attempt}.", operation_text(operation))
        }
        PacketKind::Answer { operation, reply, may_be_old, .. } => {
            format!("The answer for the client: {}", answer_text(operation, reply, *may_be_old))
        }
        PacketKind::Refusal { leader, .. } => {
            format!("No, for the client: {}", refusal_text(*leader))
        }
        PacketKind::ReadIndexRequest { .. } => {
            "A read is to be answered here: what must it see?".to_string()
        }
        PacketKind::ReadIndexAnswer { index: Some(index), .. } => {
            format!("The read must see the entries up to {index}.")
        }
        PacketKind::ReadIndexAnswer { index: None, .. } => {
            "No leader is here to tell what the read must see.".to_string()
        }
        PacketKind::Overloaded { .. } => format!("No, for the client: {OVERLOAD}"),
    }
}

/// The name with its article: `a heartbeat`, `an ack up to 8`; none before entries and requests.
pub fn with_article(kind: &PacketKind) -> String {
    let name = packet_name(kind);
    match kind {
        PacketKind::Entries { configuration: false, .. } | PacketKind::Request { .. } => name,
        PacketKind::Ack { outcome: AppendOutcome::Accepted { .. }, .. }
        | PacketKind::ChunkAck { .. }
        | PacketKind::Answer { .. } => format!("an {name}"),
        _ => format!("a {name}"),
    }
}
