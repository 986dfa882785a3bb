//! Why a node is what it is.

use crate::catalog::tr;
use crate::explain::Selected;
use crate::explain::words::{count, duration, image_error_text};
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
            tr!("It has been so since the cluster was switched on.")
        } else {
            tr!("How that came about is no longer kept among the events.")
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
    tr!("There is no {node}: the nodes are n1 to n{last}.", node = id, last = view.nodes.len())
}

/// Whether a node runs and leads.
pub fn leads(it: &NodeView) -> bool {
    it.liveness == Liveness::Up && it.role == Role::Leader
}

/// What a node is, in a sentence.
pub fn state(it: &NodeView) -> String {
    let node = it.id;
    match it.liveness {
        Liveness::Down => match it.machine.refused {
            Some(error) => {
                tr!("{node} refuses to serve: {error}.", node, error = image_error_text(error))
            }
            None => tr!("{node} is down.", node),
        },
        Liveness::Paused => paused(it),
        Liveness::Up => up(it),
    }
}

/// What a node is that runs, in a sentence.
fn up(it: &NodeView) -> String {
    let (node, term) = (it.id, it.term);
    match (it.role, it.leader) {
        (Role::Leader, _) => tr!("{node} leads term {term}.", node, term),
        (Role::Candidate, _) => tr!(
            "{node} stands for election in term {term}, and has {votes}.",
            node,
            term,
            votes = count(it.votes.len() as u64, "vote", "votes")
        ),
        (Role::PreCandidate, _) => {
            tr!("{node} asks whether it could win an election after term {term}.", node, term)
        }
        (Role::Follower, Some(leader)) => {
            tr!("{node} follows {leader} in term {term}.", node, leader, term)
        }
        (Role::Follower, None) => tr!("{node} follows nobody yet in term {term}.", node, term),
        (Role::Learner, _) => tr!("{node} learns without a vote in term {term}.", node, term),
    }
}

/// What a paused node is, in a sentence.
fn paused(it: &NodeView) -> String {
    let (node, term) = (it.id, it.term);
    match (it.role, it.leader) {
        (Role::Leader, _) => {
            tr!("{node} is paused; as far as it knows, it leads term {term}.", node, term)
        }
        (Role::Candidate, _) => tr!(
            "{node} is paused; as far as it knows, it stands for election in term {term}, and has {votes}.",
            node,
            term,
            votes = count(it.votes.len() as u64, "vote", "votes")
        ),
        (Role::PreCandidate, _) => tr!(
            "{node} is paused; as far as it knows, it asks whether it could win an election after term {term}.",
            node,
            term
        ),
        (Role::Follower, Some(leader)) => tr!(
            "{node} is paused; as far as it knows, it follows {leader} in term {term}.",
            node,
            leader,
            term
        ),
        (Role::Follower, None) => tr!(
            "{node} is paused; as far as it knows, it follows nobody yet in term {term}.",
            node,
            term
        ),
        (Role::Learner, _) => tr!(
            "{node} is paused; as far as it knows, it learns without a vote in term {term}.",
            node,
            term
        ),
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
    let text = tr!("{step} That was {ago} ago.", step = step.text, ago);
    let title = tr!("What it heard of its leader last").to_string();
    vec![Grounds { title, steps: vec![Step { text, about: Selected::Event(heard.seq), ..step }] }]
}
