//! An event as a step of an explanation.

use crate::catalog::tr;
use crate::explain::Selected;
use crate::explain::words::{duration, kind_text, quorum, sentence};
use crate::raft::{NodeId, Timer};
use crate::sim::{Cause, Event, EventKind, Role};

use super::evidence::{Evidence, leaders_term, node_of};
use super::{Step, silence};

/// Whether a node becomes leader with this.
pub fn leads(kind: &EventKind, node: NodeId) -> bool {
    matches!(kind, EventKind::RoleChanged { node: it, to: Role::Leader, .. } if *it == node)
}

/// An event as a step, with what makes it understood.
pub fn step(event: &Event, evidence: &Evidence<'_>) -> Step {
    let text = told(&sentence(&kind_text(&event.kind)), event, evidence);
    Step { at: Some(event.at), text, about: Selected::Event(event.seq) }
}

/// A sentence of what happened, which is given without its end, and what is to be known beside it.
fn told(what: &str, event: &Event, evidence: &Evidence<'_>) -> String {
    match &event.kind {
        EventKind::Delivered { packet, kind, to, .. } => {
            let packet = match evidence.parent(event) {
                Some(sent) => {
                    let time = duration(event.at.since(sent.at));
                    tr!("{packet}, {time} on its way", packet, time)
                }
                None => packet.to_string(),
            };
            // An old leader's word is not obeyed, and that should be said where it arrives.
            let term = node_of(*to).and_then(|node| evidence.term_before(node, event.seq));
            match (leaders_term(kind), term) {
                (Some(of), Some(term)) if of < term => {
                    tr!("{what} ({packet}), which is in term {term} already.", what, packet, term)
                }
                _ => tr!("{what} ({packet}).", what, packet),
            }
        }
        EventKind::Sent { packet, .. } | EventKind::Lost { packet, .. } => {
            tr!("{what} ({packet}).", what, packet)
        }
        EventKind::TimerFired { node, timer: Timer::Election } => {
            if matches!(event.cause, Cause::Command(_)) {
                return tr!("{what}, because somebody wants it to.", what);
            }
            silence::patience(event, *node, evidence).told(what, event)
        }
        EventKind::VoteReceived { node, .. } => {
            let rules = evidence.configuration_before(*node, event.seq);
            match rules {
                Some(rules) => {
                    tr!("{what}, and {quorum} decide.", what, quorum = quorum(rules))
                }
                None => tr!("{what}.", what),
            }
        }
        _ => tr!("{what}.", what),
    }
}
