//! Why a node is what it is.

use crate::explain::Selected;
use crate::explain::words::duration;
use crate::raft::NodeId;
use crate::sim::{ClusterView, Event, EventKind, Liveness, NodeView, Role};

use super::chain::{self, Chain};
use super::evidence::Evidence;
use super::{Explanation, Grounds, Question, Step, event, rule, silence, steps};

/// Explains a node as it is now.
pub fn explain(id: NodeId, evidence: &Evidence<'_>) -> Explanation {
    let Some(it) = evidence.view.node(id) else {
        return Explanation::plain(no_such(id, evidence.view));
    };
    let questions = if leads(it) { Vec::new() } else { vec![Question::NotLeader(id)] };
    let Some(made) = made(it, evidence) else {
        let origin = if evidence.is_whole() {
            "It has been so since the cluster was switched on."
        } else {
            "How that came about is no longer kept among the events."
        };
        return Explanation {
            headline: state(it),
            rule: rule_of(it),
            grounds: heard(it, evidence),
            chain: Some(Chain { origin: origin.into(), steps: Vec::new() }),
            questions,
            ..Explanation::default()
        };
    };
    let reasons = event::reasons(made, evidence);
    let mut grounds = reasons.grounds;
    grounds.extend(heard(it, evidence));
    Explanation {
        headline: state(it),
        facts: reasons.facts,
        rule: rule_of(it).or(reasons.rule),
        grounds,
        chain: Some(chain::to(made, true, evidence)),
        questions,
    }
}

/// That there is no such node.
pub fn no_such(id: NodeId, view: &ClusterView) -> String {
    format!("There is no {id}: the nodes are n1 to n{}.", view.nodes.len())
}

/// Whether a node runs and leads.
pub fn leads(it: &NodeView) -> bool {
    it.liveness == Liveness::Up && it.role == Role::Leader
}

/// What a node is, in a sentence.
pub fn state(it: &NodeView) -> String {
    let (id, term) = (it.id, it.term);
    let role = match it.role {
        Role::Leader => format!("leads term {term}"),
        Role::Candidate => format!(
            "stands for election in term {term}, and has {}",
            crate::explain::words::count(it.votes.len() as u64, "vote", "votes")
        ),
        Role::PreCandidate => format!("asks whether it could win an election after term {term}"),
        Role::Follower => match it.leader {
            Some(leader) => format!("follows {leader} in term {term}"),
            None => format!("follows nobody yet in term {term}"),
        },
        Role::Learner => format!("learns without a vote in term {term}"),
    };
    match it.liveness {
        Liveness::Down => match it.machine.refused {
            Some(error) => format!("{id} refuses to serve: {error}."),
            None => format!("{id} is down."),
        },
        Liveness::Paused => format!("{id} is paused; as far as it knows, it {role}."),
        Liveness::Up => format!("{id} {role}."),
    }
}

/// The event that made a node what it is.
pub fn made<'a>(it: &NodeView, evidence: &Evidence<'a>) -> Option<&'a Event> {
    let id = it.id;
    evidence.last(u64::MAX, |kind| match (it.liveness, kind) {
        (
            Liveness::Down,
            EventKind::Crashed { node, .. }
            | EventKind::Refused { node, .. }
            | EventKind::SnapshotUnreadable { node, .. }
            | EventKind::Wiped { node },
        )
        | (Liveness::Paused, EventKind::Paused { node })
        | (
            Liveness::Up,
            EventKind::RoleChanged { node, .. }
            | EventKind::TermChanged { node, .. }
            | EventKind::Restarted { node }
            | EventKind::Booted { node },
        ) => *node == id,
        _ => false,
    })
}

fn rule_of(it: &NodeView) -> Option<rule::Rule> {
    (it.liveness == Liveness::Up && it.role == Role::Follower && it.leader.is_some())
        .then_some(rule::HEARTBEAT)
}

/// When a follower heard its leader last, which is why it still follows.
pub fn heard(it: &NodeView, evidence: &Evidence<'_>) -> Vec<Grounds> {
    if it.liveness != Liveness::Up || it.leader.is_none() || it.leader == Some(it.id) {
        return Vec::new();
    }
    let Some(end) = evidence.events.iter().next_back() else { return Vec::new() };
    let after = Event { seq: end.seq + 1, ..end.clone() };
    let Some(heard) = silence::heard(&after, it.id, evidence) else { return Vec::new() };
    let ago = duration(evidence.now().since(heard.at));
    let step = steps::step(heard, evidence);
    let text = format!("{} That was {ago} ago.", step.text);
    let title = "What it heard of its leader last".to_string();
    vec![Grounds { title, steps: vec![Step { text, about: Selected::Event(heard.seq), ..step }] }]
}
