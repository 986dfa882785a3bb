//! What decided a question: the event that made the condition of the right answer true, or what kept all others from coming
//! true. Both are questions that [`crate::explain::why`] answers.

use crate::explain::EventLog;
use crate::explain::Selected;
use crate::explain::why::Question;
use crate::raft::{Index, NodeId};
use crate::script::{Comparison, Condition, NodeRef, Operand, Quantity};
use crate::sim::{ClientId, ClusterView, Event, EventKind};

use super::pending::Pending;
use super::prediction::Prediction;

/// What to ask, so as to hear why the right answer is right.
pub fn question(pending: &Pending, events: &EventLog, view: &ClusterView) -> Option<Question> {
    let right = pending.right()?;
    match (pending.since(right), pending.condition(right)) {
        // That somebody waits began with his request, but why he waits is what has not come since.
        (Some(_), Some(Condition::Not(inner))) if *inner == Condition::Answered => {
            let waits = view.clients.iter().find(|client| !client.waiting.is_empty())?;
            Some(Question::NotAnswered(waits.id))
        }
        (Some(since), Some(condition)) => {
            let of_move = || events.since(since.first).take_while(|event| event.seq < since.next);
            let made = of_move().filter(|event| makes(&condition, &event.kind));
            let decisive = made.max_by_key(|event| (weight(&event.kind), event.seq));
            let event = decisive.or_else(|| of_move().filter(|event| is_telling(event)).last())?;
            Some(Question::About(Selected::Event(event.seq)))
        }
        _ => missed(pending, view),
    }
}

/// Whether an event may have made this condition true.
fn makes(condition: &Condition, kind: &EventKind) -> bool {
    let is = |node: &NodeRef, id: &NodeId| match node {
        NodeRef::Id(number) => *number == id.0,
        NodeRef::Leader => true,
    };
    match condition {
        Condition::And(one, other) | Condition::Or(one, other) => {
            makes(one, kind) || makes(other, kind)
        }
        Condition::Not(inner) => makes(inner, kind),
        Condition::AnyLeader | Condition::LeaderIn(_) | Condition::NoLeader => {
            matches!(
                kind,
                EventKind::RoleChanged { .. }
                    | EventKind::SteppedDown { .. }
                    | EventKind::Crashed { .. }
            )
        }
        Condition::Role(node, _) => {
            matches!(kind, EventKind::RoleChanged { node: id, .. } if is(node, id))
        }
        Condition::Compare { quantity, node, with, .. } => {
            let other = match with {
                Operand::Of(quantity, node) => Some((*quantity, *node)),
                Operand::Number(_) | Operand::It => None,
            };
            let changes = |quantity: Quantity, node: &NodeRef| match (quantity, kind) {
                (
                    Quantity::Term,
                    EventKind::TermChanged { node: id, .. }
                    | EventKind::RoleChanged { node: id, .. },
                )
                | (Quantity::Commit, EventKind::Committed { node: id, .. })
                | (Quantity::Applied, EventKind::Applied { node: id, .. })
                | (
                    Quantity::Last,
                    EventKind::Appended { node: id, .. } | EventKind::Truncated { node: id, .. },
                ) => is(node, id),
                _ => false,
            };
            changes(*quantity, node)
                || other.is_some_and(|(quantity, node)| changes(quantity, &node))
        }
        Condition::Up(node) => matches!(
            kind,
            EventKind::Crashed { node: id, .. } | EventKind::Restarted { node: id } if is(node, id)
        ),
        Condition::Value { node, .. } => {
            matches!(kind, EventKind::Applied { node: id, .. } if node.as_ref().is_none_or(|node| is(node, id)))
        }
        Condition::AllApplied => matches!(kind, EventKind::Applied { .. }),
        Condition::LogsAgree => {
            matches!(kind, EventKind::Appended { .. } | EventKind::Truncated { .. })
        }
        Condition::Answer { client, .. }
        | Condition::Unknown(client)
        | Condition::Refused(client) => {
            matches!(kind, EventKind::Completed { client: id, .. } if *id == ClientId(client.0))
        }
        Condition::Answered => matches!(kind, EventKind::Completed { .. }),
        Condition::Members { .. } => {
            matches!(kind, EventKind::MembershipChanged { .. } | EventKind::Committed { .. })
        }
        Condition::Safe
        | Condition::Violated(_)
        | Condition::Broken(_)
        | Condition::Linearizable => false,
    }
}

/// How much an event says, where several of a move made a condition true: who is elected says more than what he appends.
fn weight(kind: &EventKind) -> u8 {
    match kind {
        EventKind::RoleChanged { .. } => 3,
        EventKind::Committed { .. } | EventKind::Completed { .. } => 2,
        EventKind::TermChanged { .. } => 0,
        _ => 1,
    }
}

/// Whether an event tells more than that something is on its way.
fn is_telling(event: &Event) -> bool {
    !matches!(
        event.kind,
        EventKind::Sent { .. } | EventKind::WriteStarted { .. } | EventKind::Said { .. }
    )
}

/// What the other answers wait for, and has not come.
fn missed(pending: &Pending, view: &ClusterView) -> Option<Question> {
    let conditions = match &pending.ask.answers {
        crate::script::Answers::Choice(choices) => {
            choices.iter().enumerate().map(|(place, _)| Prediction::Answer(place))
        }
        _ => return None,
    };
    conditions
        .filter_map(|prediction| pending.condition(prediction))
        .find_map(|condition| wanting(&condition, view))
}

/// Why this condition does not hold, where there is a question for that.
fn wanting(condition: &Condition, view: &ClusterView) -> Option<Question> {
    let node = |node: &NodeRef| view.resolve(*node).ok();
    match condition {
        Condition::And(one, other) | Condition::Or(one, other) => {
            wanting(one, view).or_else(|| wanting(other, view))
        }
        Condition::AnyLeader => {
            let stands = view.nodes.iter().max_by_key(|node| node.term)?;
            Some(Question::NotLeader(stands.id))
        }
        Condition::LeaderIn(ids) => {
            let id = NodeId(*ids.first()?);
            (view.leader != Some(id)).then_some(Question::NotLeader(id))
        }
        Condition::Role(it, crate::script::RoleName::Leader) => {
            Some(Question::NotLeader(node(it)?))
        }
        Condition::Compare {
            quantity: Quantity::Commit,
            node: it,
            comparison: Comparison::AtLeast | Comparison::Equal,
            with: Operand::Number(index),
        } => {
            let id = node(it)?;
            let behind = view.node(id)?.commit < Index(*index);
            behind.then_some(Question::NotCommitted(id, Index(*index)))
        }
        Condition::Compare {
            quantity: Quantity::Commit,
            node: it,
            comparison: Comparison::Greater,
            with: Operand::Number(index),
        } => {
            let (id, index) = (node(it)?, Index(index + 1));
            let behind = view.node(id)?.commit < index;
            behind.then_some(Question::NotCommitted(id, index))
        }
        Condition::Answer { client, .. }
        | Condition::Unknown(client)
        | Condition::Refused(client) => {
            let waits = view.clients.iter().find(|it| it.id == ClientId(client.0))?;
            (!waits.waiting.is_empty()).then_some(Question::NotAnswered(waits.id))
        }
        Condition::Answered => {
            let waits = view.clients.iter().find(|client| !client.waiting.is_empty())?;
            Some(Question::NotAnswered(waits.id))
        }
        _ => None,
    }
}
