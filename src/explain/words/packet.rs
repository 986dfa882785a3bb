//! Packets in words.

use crate::catalog::tr;
use crate::kv::{self, Operation, Reply};
use crate::raft::{AppendOutcome, NodeId};
use crate::sim::{LossReason, PacketKind};

use super::{and_then, count, operation_text, short};

/// What a packet is, without an article: `heartbeat`, `vote for term 4`.
pub fn packet_name(kind: &PacketKind) -> String {
    match kind {
        PacketKind::VoteRequest { term, .. } => tr!("vote request for term {term}", term),
        PacketKind::Vote { term, granted: true, .. } => tr!("vote for term {term}", term),
        PacketKind::Vote { removed_at: Some(_), .. }
        | PacketKind::PreVote { removed_at: Some(_), .. } => {
            tr!("word that it has been removed").to_string()
        }
        PacketKind::Vote { term, granted: false, .. } => {
            tr!("refusal of a vote, term {term}", term)
        }
        PacketKind::Heartbeat { .. } => tr!("heartbeat").to_string(),
        PacketKind::Entries { count: n, last, configuration, .. } => {
            let (entries, index) = (entries(*n), last.index);
            if *configuration {
                tr!("configuration in {entries} up to {index}", entries, index)
            } else {
                tr!("{entries} up to {index}", entries, index)
            }
        }
        PacketKind::Ack { outcome: AppendOutcome::Accepted { match_index }, .. } => {
            tr!("ack up to {index}", index = match_index)
        }
        PacketKind::Ack { outcome: AppendOutcome::Rejected { refused, .. }, .. } => {
            tr!("rejection of {index}", index = refused.index)
        }
        PacketKind::Chunk { last, offset, bytes, total, .. } => tr!(
            "snapshot up to {index}, {sent} of {total} bytes",
            index = last.index,
            sent = offset + bytes,
            total
        ),
        PacketKind::TimeoutNow { .. } => tr!("call to take over").to_string(),
        PacketKind::PreVoteRequest { term, .. } => {
            tr!("pre-vote request after term {term}", term)
        }
        PacketKind::PreVote { granted: true, .. } => tr!("pre-vote").to_string(),
        PacketKind::PreVote { granted: false, .. } => tr!("refusal of a pre-vote").to_string(),
        PacketKind::SuccessorVoteRequest { term, .. } => {
            tr!("successor's vote request for term {term}", term)
        }
        PacketKind::ChunkAck { received, .. } => tr!("ack of {received} bytes", received),
        PacketKind::Request { operation, attempt: 1, .. } => operation_text(operation),
        PacketKind::Request { operation, attempt, .. } => {
            tr!("{operation} (try {attempt})", operation = operation_text(operation), attempt)
        }
        PacketKind::Answer { operation, reply, may_be_old, .. } => {
            let answer = short(&answer_text(operation, reply, *may_be_old));
            tr!("answer {answer}", answer)
        }
        PacketKind::Refusal { leader, .. } => {
            tr!("refusal {refusal}", refusal = short(&refusal_text(*leader)))
        }
        PacketKind::ReadIndexRequest { term } => tr!("read index?, term {term}", term),
        PacketKind::ReadIndexAnswer { term, index: Some(index) } => {
            tr!("read index {index}, term {term}", index, term)
        }
        PacketKind::ReadIndexAnswer { term, index: None } => {
            tr!("refusal of a read index, term {term}", term)
        }
        PacketKind::Overloaded { .. } => tr!("refusal: overloaded").to_string(),
    }
}

fn entries(n: u32) -> String {
    count(n.into(), "entry", "entries")
}

/// What a client is told of its operation.
pub fn answer_text(operation: &Operation, reply: &Reply, may_be_old: bool) -> String {
    let answer = kv::answer(operation, reply);
    if may_be_old { tr!("{answer} (unsafe: it may be old)", answer) } else { answer }
}
/// The same, in the language that is spoken.
pub fn overload_text() -> &'static str {
    tr!("overloaded: too much is not committed yet. Ask again later")
}

/// What a client is told by a node that does not lead.
pub fn refusal_text(leader: Option<NodeId>) -> String {
    match leader {
        Some(leader) => tr!("Not leader. Try contacting {leader}", leader),
        None => tr!("Not leader, and it knows of none").into(),
    }
}

/// Why a message was lost, in a word.
pub fn loss_word(reason: LossReason) -> &'static str {
    match reason {
        LossReason::Chance => tr!("lost"),
        LossReason::Cut => tr!("cut"),
        LossReason::ReceiverDown => tr!("down"),
        LossReason::Dropped => tr!("dropped"),
    }
}

/// What a packet says, in a sentence, for one who sees such a packet for the first time.
pub fn packet_text(kind: &PacketKind) -> String {
    match kind {
        PacketKind::VoteRequest { term, last_log } => tr!(
            "A candidate asks for a vote in term {term}. Its log ends at index {index}, term {last}: a voter whose own \
             log is more up to date refuses.",
            term,
            index = last_log.index,
            last = last_log.term
        ),
        PacketKind::Vote { term, granted: true, .. } => tr!(
            "The sender gives its one vote of term {term}; it has written that down first.",
            term
        ),
        PacketKind::Vote { removed_at: Some(index), .. }
        | PacketKind::PreVote { removed_at: Some(index), .. } => tr!(
            "The sender knows that the configuration at index {index} is committed, and the receiver has no vote in it: it \
             has been removed, and need not stand for election any more.",
            index
        ),
        PacketKind::Vote { term, granted: false, .. } => tr!(
            "The sender refuses its vote in term {term}: it has voted for another, knows a later term, or has a more \
             up-to-date log.",
            term
        ),
        PacketKind::Heartbeat { term, prev_log, leader_commit } => tr!(
            "The leader of term {term} shows that it lives. It checks that the log agrees at index {index}, and says that \
             all up to {commit} is committed.",
            term,
            index = prev_log.index,
            commit = leader_commit
        ),
        PacketKind::Entries { term, prev_log, count: n, last, leader_commit, configuration, .. } => {
            let sent = tr!(
                "The leader of term {term} sends {entries}, up to index {last}, to stand after index {index} of term \
                 {before}. All up to {commit} is committed.",
                term,
                entries = entries(*n),
                last = last.index,
                index = prev_log.index,
                before = prev_log.term,
                commit = leader_commit
            );
            if *configuration {
                let more = tr!(
                    "With them comes a configuration: whoever appends it goes by it from then on, committed or not."
                );
                and_then(sent, more)
            } else {
                sent
            }
        }
        PacketKind::Ack { outcome: AppendOutcome::Accepted { match_index }, .. } => tr!(
            "The follower's log agrees with the leader's up to index {index}, and that is on its disk.",
            index = match_index
        ),
        PacketKind::Ack { outcome: AppendOutcome::Rejected { refused, conflict }, .. } => {
            let (index, term, first) = (refused.index, refused.term, conflict.first_index);
            match conflict.term {
                Some(other) => tr!(
                    "The follower has no entry {index} of term {term}: it has an entry of term {other} there. The leader \
                     should try from index {first}.",
                    index,
                    term,
                    other,
                    first
                ),
                None => tr!(
                    "The follower has no entry {index} of term {term}: its log is shorter. The leader should try from \
                     index {first}.",
                    index,
                    term,
                    first
                ),
            }
        }
        PacketKind::Chunk { last, offset, bytes, total, .. } => tr!(
            "The leader no longer has the entries that the follower needs. It sends its snapshot up to index {index} \
             instead: {bytes} from {offset}, of {total}.",
            index = last.index,
            bytes = count(*bytes, "byte", "bytes"),
            offset,
            total
        ),
        PacketKind::TimeoutNow { term } => tr!(
            "The leader of term {term} transfers the leadership: the receiver has every entry, and should stand for election at once.",
            term
        ),
        PacketKind::PreVoteRequest { term, last_log } => tr!(
            "The sender, in term {term}, asks whether it would get a vote if it stood for election. Its log ends at index \
             {index}, term {last}. Who still hears a leader, or has a log that is more up to date, says no.",
            term,
            index = last_log.index,
            last = last_log.term
        ),
        PacketKind::PreVote { granted: true, .. } => {
            tr!("The sender would vote for the receiver. It promises nothing by that.").to_string()
        }
        PacketKind::PreVote { granted: false, .. } => tr!(
            "The sender would not vote for the receiver: it hears a leader, or has a more up-to-date log."
        )
        .to_string(),
        PacketKind::SuccessorVoteRequest { term, last_log } => tr!(
            "The node that the leader has called to take over asks for a vote in term {term}. Its log ends at index \
             {index}, term {last}. Even who hears that leader may vote for it.",
            term,
            index = last_log.index,
            last = last_log.term
        ),
        PacketKind::ChunkAck { last, received, .. } => tr!(
            "The follower has {bytes} of the snapshot up to index {index}.",
            bytes = count(*received, "byte", "bytes"),
            index = last.index
        ),
        PacketKind::Request { operation, attempt, .. } => {
            let operation = operation_text(operation);
            tr!("A client asks: {operation}. This is try {attempt}.", operation, attempt)
        }
        PacketKind::Answer { operation, reply, may_be_old, .. } => {
            let answer = answer_text(operation, reply, *may_be_old);
            tr!("The answer for the client: {answer}", answer)
        }
        PacketKind::Refusal { leader, .. } => {
            tr!("No, for the client: {why}", why = refusal_text(*leader))
        }
        PacketKind::ReadIndexRequest { .. } => {
            tr!("A read is to be answered here: what must it see?").to_string()
        }
        PacketKind::ReadIndexAnswer { index: Some(index), .. } => {
            tr!("The read must see the entries up to {index}.", index)
        }
        PacketKind::ReadIndexAnswer { index: None, .. } => {
            tr!("No leader is here to tell what the read must see.").to_string()
        }
        PacketKind::Overloaded { .. } => {
            tr!("No, for the client: {why}", why = overload_text())
        }
    }
}

/// The name with its article: `a heartbeat`, `an ack up to 8`; none before entries and requests.
pub fn with_article(kind: &PacketKind) -> String {
    match kind {
        PacketKind::VoteRequest { term, .. } => tr!("a vote request for term {term}", term),
        PacketKind::Vote { term, granted: true, .. } => tr!("a vote for term {term}", term),
        PacketKind::Vote { removed_at: Some(_), .. }
        | PacketKind::PreVote { removed_at: Some(_), .. } => {
            tr!("a word that it has been removed").to_string()
        }
        PacketKind::Vote { term, granted: false, .. } => {
            tr!("a refusal of a vote, term {term}", term)
        }
        PacketKind::Heartbeat { .. } => tr!("a heartbeat").to_string(),
        PacketKind::Entries { count: n, last, configuration: true, .. } => tr!(
            "a configuration in {entries} up to {index}",
            entries = entries(*n),
            index = last.index
        ),
        PacketKind::Entries { configuration: false, .. } | PacketKind::Request { .. } => {
            packet_name(kind)
        }
        PacketKind::Ack { outcome: AppendOutcome::Accepted { match_index }, .. } => {
            tr!("an ack up to {index}", index = match_index)
        }
        PacketKind::Ack { outcome: AppendOutcome::Rejected { refused, .. }, .. } => {
            tr!("a rejection of {index}", index = refused.index)
        }
        PacketKind::Chunk { last, offset, bytes, total, .. } => tr!(
            "a snapshot up to {index}, {sent} of {total} bytes",
            index = last.index,
            sent = offset + bytes,
            total
        ),
        PacketKind::TimeoutNow { .. } => tr!("a call to take over").to_string(),
        PacketKind::PreVoteRequest { term, .. } => {
            tr!("a pre-vote request after term {term}", term)
        }
        PacketKind::PreVote { granted: true, .. } => tr!("a pre-vote").to_string(),
        PacketKind::PreVote { granted: false, .. } => tr!("a refusal of a pre-vote").to_string(),
        PacketKind::SuccessorVoteRequest { term, .. } => {
            tr!("a successor's vote request for term {term}", term)
        }
        PacketKind::ChunkAck { received, .. } => tr!("an ack of {received} bytes", received),
        PacketKind::Answer { operation, reply, may_be_old, .. } => {
            let answer = short(&answer_text(operation, reply, *may_be_old));
            tr!("an answer {answer}", answer)
        }
        PacketKind::Refusal { leader, .. } => {
            tr!("a refusal {refusal}", refusal = short(&refusal_text(*leader)))
        }
        PacketKind::ReadIndexRequest { term } => tr!("a read index?, term {term}", term),
        PacketKind::ReadIndexAnswer { term, index: Some(index) } => {
            tr!("a read index {index}, term {term}", index, term)
        }
        PacketKind::ReadIndexAnswer { term, index: None } => {
            tr!("a refusal of a read index, term {term}", term)
        }
        PacketKind::Overloaded { .. } => tr!("a refusal: overloaded").to_string(),
    }
}
