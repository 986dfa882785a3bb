//! Why a packet was sent, and what became of it.

use crate::explain::words::{does, duration, packet_name, sentence};
use crate::raft::NodeId;
use crate::sim::{Event, EventKind, LossReason, PacketId, PacketView};

use super::evidence::Evidence;
use super::{Explanation, chain, event, rule};

/// Explains a packet.
pub fn explain(id: PacketId, evidence: &Evidence<'_>) -> Explanation {
    let flying = evidence.view.packets.iter().find(|packet| packet.id == id);
    let Some(origin) = evidence.origin(id, u64::MAX) else {
        return Explanation::plain(match flying {
            Some(packet) => in_flight(packet, evidence),
            None => format!("{id} is not in flight, and no event that is kept tells of it."),
        });
    };
    let end = match flying {
        Some(_) => None,
        None => evidence.fate(id, origin.seq),
    };
    let last = end.unwrap_or(origin);
    let headline = match (flying, end) {
        (Some(packet), _) => in_flight(packet, evidence),
        (None, Some(end)) => ended(id, end, evidence),
        (None, None) => format!("What became of {id} is not known."),
    };
    let reasons = event::reasons(last, evidence);
    let refused = event::reasons(origin, evidence);
    Explanation {
        headline,
        // A packet's own rule says more than that networks lose packets; but why it was lost is the question then.
        rule: match &last.kind {
            EventKind::Lost { .. } => reasons.rule,
            EventKind::Sent { kind, .. } | EventKind::Delivered { kind, .. } => {
                Some(rule::of_packet(kind))
            }
            _ => reasons.rule,
        },
        facts: reasons.facts,
        grounds: if reasons.grounds.is_empty() { refused.grounds } else { reasons.grounds },
        chain: Some(chain::to(last, true, evidence)),
        questions: Vec::new(),
    }
}

/// What a packet in flight is, and when it will arrive, in a sentence.
pub fn in_flight(packet: &PacketView, evidence: &Evidence<'_>) -> String {
    let PacketView { id, from, to, kind, due, .. } = packet;
    let name = packet_name(kind);
    if packet.waits && packet.held {
        return format!("{id}, {name} from {from} to {to}, is held until it is released.");
    }
    if packet.waits {
        return format!("{id}, {name} from {from} to {to}, waits where the link is clogged.");
    }
    let fate = if packet.doomed { "it will be lost on the way" } else { "it is on its way" };
    let left = duration(due.since(evidence.now()));
    let due = if packet.doomed { String::new() } else { format!(", due in {left}") };
    format!("{id}, {name} from {from} to {to}: {fate}{due}.")
}

fn ended(id: PacketId, end: &Event, evidence: &Evidence<'_>) -> String {
    match &end.kind {
        EventKind::Lost { from, to, kind, reason, .. } => {
            let why = match reason {
                LossReason::Chance => "by chance".to_string(),
                LossReason::Cut => "because the link is cut".to_string(),
                LossReason::ReceiverDown => format!("because {to} was down"),
                LossReason::Dropped => match evidence.parent(end).map(|event| &event.kind) {
                    Some(EventKind::FilterMet { filter, .. }) => format!("by `{filter}`"),
                    _ => "because it was dropped".to_string(),
                },
            };
            format!("{id}, {} from {from} to {to}, was lost {why}.", packet_name(kind))
        }
        EventKind::Delivered { from, to, kind, .. } => {
            let name = packet_name(kind);
            let sent = does(from, "sent", "sent");
            sentence(&format!("{sent} {id}, {name}, to {to}, and it arrived at {}.", end.at))
        }
        _ => format!("What became of {id} is not known."),
    }
}

/// The packets in flight between two nodes, as sentences, in either direction.
pub fn between(one: NodeId, other: NodeId, evidence: &Evidence<'_>) -> Vec<(PacketId, String)> {
    use crate::sim::Endpoint::Node;
    let between = |packet: &&PacketView| {
        (packet.from, packet.to) == (Node(one), Node(other))
            || (packet.from, packet.to) == (Node(other), Node(one))
    };
    let packets = evidence.view.packets.iter().filter(between);
    packets.map(|packet| (packet.id, in_flight(packet, evidence))).collect()
}
