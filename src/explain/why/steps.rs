//! An event as a step of an explanation.

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
    let text = sentence(&kind_text(&event.kind)) + &note(event, evidence) + ".";
    Step { at: Some(event.at), text, about: Selected::Event(event.seq) }
}

/// What is to be known beside what happened.
fn note(event: &Event, evidence: &Evidence<'_>) -> String {
    match &event.kind {
        EventKind::Delivered { packet, kind, to, .. } => {
            let way = evidence.parent(event).map_or_else(String::new, |sent| {
                format!(", {} on its way", duration(event.at.since(sent.at)))
            });
            // An old leader's word is not obeyed, and that should be said where it arrives.
            let term = node_of(*to).and_then(|node| evidence.term_before(node, event.seq));
            let stale = match (leaders_term(kind), term) {
                (Some(of), Some(term)) if of < term => {
                    format!(", which is in term {term} already")
                }
                _ => String::new(),
            };
            format!(" ({packet}{way}){stale}")
        }
        EventKind::Sent { packet, .. } | EventKind::Lost { packet, .. } => format!(" ({packet})"),
        EventKind::TimerFired { node, timer: Timer::Election } => {
            if matches!(event.cause, Cause::Command(_)) {
                return ", because somebody wants it to".into();
            }
            silence::patience(event, *node, evidence).note(event)
        }
        EventKind::VoteReceived { node, .. } => {
            let rules = evidence.configuration_before(*node, event.seq);
            rules.map_or_else(String::new, |rules| format!(", and {} decide", quorum(rules)))
        }
        _ => String::new(),
    }
}
