//! Why a packet was sent, and what became of it.

use crate::catalog::tr;
use crate::explain::words::{duration, packet_name, who};
use crate::raft::NodeId;
use crate::sim::{
    ClientId, Endpoint, Event, EventKind, LossReason, PacketId, PacketKind, PacketView,
};

use super::evidence::Evidence;
use super::{Explanation, chain, event, rule};

/// Explains a packet.
pub fn explain(id: PacketId, evidence: &Evidence<'_>) -> Explanation {
    let flying = evidence.view.packets.iter().find(|packet| packet.id == id);
    let Some(origin) = evidence.origin(id, u64::MAX) else {
        return Explanation::plain(match flying {
            Some(packet) => in_flight(packet, evidence),
            None => tr!(
                "{packet} is not in flight, and no event that is kept tells of it.",
                packet = id
            ),
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
        (None, None) => unknown(id),
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
    let PacketView { id, kind, due, .. } = packet;
    let (name, from, to) = (packet_name(kind), who(packet.from), who(packet.to));
    if packet.waits && packet.held {
        return tr!(
            "{packet}, {name} from {from} to {to}, is held until it is released.",
            packet = id,
            name,
            from,
            to
        );
    }
    if packet.waits {
        return tr!(
            "{packet}, {name} from {from} to {to}, waits where the link is clogged.",
            packet = id,
            name,
            from,
            to
        );
    }
    if packet.doomed {
        return tr!(
            "{packet}, {name} from {from} to {to}: it will be lost on the way.",
            packet = id,
            name,
            from,
            to
        );
    }
    tr!(
        "{packet}, {name} from {from} to {to}: it is on its way, due in {time}.",
        packet = id,
        name,
        from,
        to,
        time = duration(due.since(evidence.now()))
    )
}

fn ended(id: PacketId, end: &Event, evidence: &Evidence<'_>) -> String {
    match &end.kind {
        EventKind::Lost { from, to, kind, reason, .. } => {
            let filter = match evidence.parent(end).map(|event| &event.kind) {
                Some(EventKind::FilterMet { filter, .. }) => Some(filter.to_string()),
                _ => None,
            };
            lost(id, (*from, *to), kind, *reason, filter)
        }
        EventKind::Delivered { from: Endpoint::Client(ClientId::YOU), to, kind, .. } => tr!(
            "You sent {packet}, {name}, to {to}, and it arrived at {time}.",
            packet = id,
            name = packet_name(kind),
            to = who(to),
            time = end.at
        ),
        EventKind::Delivered { from, to, kind, .. } => tr!(
            "{from} sent {packet}, {name}, to {to}, and it arrived at {time}.",
            from = who(from),
            packet = id,
            name = packet_name(kind),
            to = who(to),
            time = end.at
        ),
        _ => unknown(id),
    }
}

/// That a packet was lost, and why: if it was dropped, by which filter, as far as that is known.
fn lost(
    packet: PacketId,
    (from, to): (Endpoint, Endpoint),
    kind: &PacketKind,
    reason: LossReason,
    filter: Option<String>,
) -> String {
    let (name, from, to) = (packet_name(kind), who(from), who(to));
    match (reason, filter) {
        (LossReason::Chance, _) => {
            tr!("{packet}, {name} from {from} to {to}, was lost by chance.", packet, name, from, to)
        }
        (LossReason::Cut, _) => tr!(
            "{packet}, {name} from {from} to {to}, was lost because the link is cut.",
            packet,
            name,
            from,
            to
        ),
        (LossReason::ReceiverDown, _) => tr!(
            "{packet}, {name} from {from} to {to}, was lost because {to} was down.",
            packet,
            name,
            from,
            to
        ),
        (LossReason::Dropped, Some(filter)) => tr!(
            "{packet}, {name} from {from} to {to}, was lost by `{filter}`.",
            packet,
            name,
            from,
            to,
            filter
        ),
        (LossReason::Dropped, None) => tr!(
            "{packet}, {name} from {from} to {to}, was lost because it was dropped.",
            packet,
            name,
            from,
            to
        ),
    }
}

/// That nobody knows what became of a packet.
fn unknown(packet: PacketId) -> String {
    tr!("What became of {packet} is not known.", packet)
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
