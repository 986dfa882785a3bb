//! What commands print: short lines, columns aligned.

use crate::catalog::tr;
use crate::explain::words::event::client_links;
use crate::explain::words::{
    count, duration, entry_text, kind_text, link_count, operation_text, who,
};
use crate::kv::{self, Operation, Reply};
use crate::raft::{LogId, NodeId};
use crate::script::{Medium, ReadChoice};
use crate::sim::{ClusterView, EventKind, LeaseHazard, Liveness, Standing};

use super::line::LineKind;

/// How a client's operation ended, in words.
pub fn completed(
    operation: &Operation,
    reply: Option<&Reply>,
    id: Option<LogId>,
    told: Option<(NodeId, ReadChoice)>,
    took_us: u64,
) -> (LineKind, String) {
    let took = duration(took_us);
    match reply {
        Some(reply) => {
            let kind = if reply.is_success() { LineKind::Ok } else { LineKind::Refused };
            let place = match (id, told) {
                (Some(id), _) => {
                    tr!(" · index {index} · term {term}", index = id.index, term = id.term)
                }
                (None, Some((_, ReadChoice::Index))) => tr!(" · after a round").to_owned(),
                (None, Some((node, ReadChoice::Follower))) => {
                    tr!(" · of {node}, after the leader's round", node)
                }
                (None, Some((_, ReadChoice::Lease))) => tr!(" · by lease").to_owned(),
                (None, Some((node, ReadChoice::Unsafe))) => {
                    tr!(" · unsafe, {node} asked nobody and it may be old", node)
                }
                (None, Some((_, ReadChoice::Log)) | None) => String::new(),
            };
            (kind, format!("{}{place} · {took}", kv::answer(operation, reply)))
        }
        None => {
            let text = tr!(
                "gave up on {operation} {key} after {took}: it may have taken effect or not",
                operation = operation.verb(),
                key = operation.key(),
                took
            );
            (LineKind::Unknown, text)
        }
    }
}

/// What a command did to the cluster, if it is worth a line.
pub fn done(kind: &EventKind) -> Option<String> {
    Some(match kind {
        EventKind::Crashed { node, lost_writes: 0 } => {
            tr!("{node} is down; everything it had written was on its disk", node)
        }
        EventKind::Crashed { node, lost_writes } => {
            let lost = count(u64::from(*lost_writes), "unsynced write is", "unsynced writes are");
            tr!("{node} is down; {lost} gone", node, lost)
        }
        EventKind::Restarted { node } => tr!("{node} is up again, from what its disk holds", node),
        EventKind::Paused { node } => tr!("{node} is paused", node),
        EventKind::Resumed { node } => tr!("{node} goes on", node),
        EventKind::Cut { links } => tr!("cut {links}", links = link_count(links)),
        EventKind::Healed { links } => {
            tr!("healed {links}", links = link_count(links))
        }
        EventKind::Lost { packet, kind, to, .. } => {
            tr!("{packet} ({kind}) will not reach {to}", packet, kind = kind.name(), to = who(to))
        }
        EventKind::Duplicated { packet, copy } => {
            tr!("{copy} is a second copy of {packet}", copy, packet)
        }
        EventKind::Delayed { packet, due } => tr!("{packet} is due at {due}", packet, due),
        EventKind::Configured { command } => tr!("from now on: {command}", command),
        EventKind::SteppedDown { node, term, .. } => {
            tr!("{node} leads term {term} no longer", node, term)
        }
        EventKind::SnapshotTaken { node, last, base, bytes } => {
            let size = count(*bytes, "byte", "bytes");
            let kept = base.index.next();
            tr!(
                "{node} has a snapshot up to {last}, of {size}; its log begins with index {kept}",
                node,
                last,
                size,
                kept
            )
        }
        EventKind::SnapshotUnreadable { node, error, .. } => {
            tr!("{node} stops: {error}", node, error)
        }
        EventKind::Booted { node } => tr!("{node} is switched on, with an empty disk", node),
        EventKind::HandoverBegun { node, to } => {
            tr!(
                "{node} transfers the leadership to {to}, and takes no commands meanwhile",
                node,
                to
            )
        }
        EventKind::Clogged { .. }
        | EventKind::Unclogged { .. }
        | EventKind::Released { .. }
        | EventKind::ClientCut { .. }
        | EventKind::ClientHealed { .. }
        | EventKind::WeatherSet { .. }
        | EventKind::ClockSet { .. }
        | EventKind::ClockJumped { .. }
        | EventKind::Torn { .. }
        | EventKind::TailCut { .. }
        | EventKind::Refused { .. }
        | EventKind::Rotted { .. }
        | EventKind::Wiped { .. }
        | EventKind::DiskReplaced { .. }
        | EventKind::LyingSet { .. }
        | EventKind::DiskSet { .. }
        | EventKind::MediumSet { .. }
        | EventKind::Armed { .. } => kind_text(kind),
        _ => return None,
    })
}

/// A node's log: index, term, command, and how far each entry has come.
pub fn show_log(view: &ClusterView, id: NodeId) -> Vec<String> {
    let Some(node) = view.node(id) else { return Vec::new() };
    let mut lines = Vec::new();
    if let Some(snapshot) = &node.snapshot {
        let (last, base) = (snapshot.last, node.log.base());
        let keys = count(snapshot.kv.len() as u64, "key", "keys");
        lines.push(format!(
            "{id} has a snapshot up to {last}, of {keys}; its log begins after {base}"
        ));
    }
    if node.log.is_empty() {
        lines.push(format!("the log of {id} is empty"));
        return lines;
    }
    let widest = node.log.last().index.to_string().len().max(3);
    for entry in node.log.iter() {
        let LogId { index, term } = entry.id;
        let state = if index <= node.applied && node.liveness != Liveness::Down {
            "applied".to_owned()
        } else if index <= node.commit {
            "committed".to_owned()
        } else {
            let copies = view
                .nodes
                .iter()
                .filter(|other| {
                    let forgotten = other.log.base().index > index;
                    other.durable >= entry.id && (forgotten || other.log.contains(entry.id))
                })
                .count();
            format!("on {copies} of {}", view.nodes.len())
        };
        lines.push(format!(
            "{:>widest$} │ {:>2} │ {:<24} {state}",
            index.0,
            term.0,
            entry_text(entry)
        ));
    }
    lines
}

/// A line a node, and one for each client that was called, for links of clients that are cut, for each filter that stands, and for what is held.
pub fn status(view: &ClusterView) -> Vec<String> {
    let filters = view
        .filters
        .iter()
        .map(|standing| format!("`{}` stands: {}", standing.filter, met(standing)));
    let clients = view.clients.iter().filter(|client| client.introduced);
    let clients = clients.map(|client| {
        let waiting = client.waiting.first();
        let doing = waiting.map_or_else(String::new, |it| {
            format!(", waits for an answer to {}", operation_text(&it.operation))
        });
        format!("{:<3} talks to {}{doing}", client.id.to_string(), client.attached)
    });
    let cuts: Vec<_> = view.client_cuts.iter().copied().collect();
    let cuts = (!cuts.is_empty()).then(|| format!("cut: {}", client_links(&cuts)));
    let held = view.packets.iter().filter(|packet| packet.held).count() as u64;
    let held = (held > 0).then(|| format!("{} held", count(held, "packet is", "packets are")));
    node_lines(view).chain(clients).chain(cuts).chain(filters).chain(held).collect()
}

/// How many packets a filter has met, and how many it is still for.
pub fn met(standing: &Standing) -> String {
    let met = count(standing.met.into(), "packet", "packets");
    match standing.filter.times {
        Some(times) => format!("{met} of {times} so far"),
        None => format!("{met} so far"),
    }
}

/// Where a lease may outlast what another node promises.
pub fn lease_hazard(hazard: &LeaseHazard) -> String {
    let LeaseHazard { holder, lease_us, other, promise_us } = hazard;
    let lease = duration(*lease_us);
    let promise = match promise_us {
        0 => {
            return tr!(
                "reads by lease are not safe: a lease of {holder} may last {lease}, and {other} promises nothing",
                holder,
                lease,
                other
            );
        }
        us => duration(*us),
    };
    tr!(
        "reads by lease are not safe: a lease of {holder} may last {lease}, and {other} promises {promise} only",
        holder,
        lease,
        other,
        promise
    )
}

fn node_lines(view: &ClusterView) -> impl Iterator<Item = String> {
    view.nodes.iter().map(|node| {
        let state = match node.liveness {
            Liveness::Up => node.role.name().to_owned(),
            Liveness::Paused => format!("{}, paused", node.role.name()),
            Liveness::Down if node.machine.refused.is_some() => "refused".to_owned(),
            Liveness::Down => "down".to_owned(),
        };
        let disk = match node.machine.medium {
            Medium::Ok => String::new(),
            medium => format!(" · disk {medium}"),
        };
        let astray = if node.machine.astray { " · lost write" } else { "" };
        let forgot = if node.machine.forgot { " · disk replaced" } else { "" };
        let own: Vec<String> = node.machine.own_knobs.iter().map(ToString::to_string).collect();
        let own = if own.is_empty() { own.concat() } else { format!(" · own {}", own.join(", ")) };
        let why = node.machine.refused.map_or_else(String::new, |error| format!(": {error}"));
        format!(
            "{:<3} {state:<20} term {:<3} last {:<4} commit {:<4} applied {}{disk}{astray}{forgot}{own}{why}",
            node.id.to_string(),
            node.term,
            node.log.last().index,
            node.commit,
            node.applied
        )
    })
}
