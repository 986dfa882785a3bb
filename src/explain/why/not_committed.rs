//! Why an entry is not committed.

use crate::explain::Selected;
use crate::explain::words::{count, duration, list};
use crate::raft::{Entry, Index, NodeId, NodeSet, Term};
use crate::script::Medium;
use crate::sim::{EventKind, Liveness, NodeView, ProgressMode, ProgressView};

use super::evidence::Evidence;
use super::grounds::{majority, node_now, sentence, tally};
use super::not_leader::unheard;
use super::{Explanation, Grounds, Question, Step, node, rule, steps};

/// Explains why the entry at an index of a node's log is not committed now.
pub fn explain(id: NodeId, index: Index, evidence: &Evidence<'_>) -> Explanation {
    let Some(it) = evidence.view.node(id) else {
        return Explanation::plain(node::no_such(id, evidence.view));
    };
    let about = vec![Question::About(Selected::Entry(id, index))];
    let plain =
        |headline: String| Explanation { questions: about.clone(), ..Explanation::plain(headline) };
    if index <= it.log.base().index && index > Index::ZERO {
        return plain(format!("Entry {index} is committed: it is part of a snapshot of {id}."));
    }
    let Some(entry) = it.log.get(index) else {
        return plain(format!(
            "{id} has no entry {index}: its log ends at {}.",
            it.log.last().index
        ));
    };
    if it.commit >= index && it.liveness != Liveness::Down {
        return plain(format!("Entry {index} is committed, and {id} knows it."));
    }
    let known = known_elsewhere(it, entry, evidence);
    let answer = known
        .or_else(|| decided_otherwise(entry, evidence))
        .unwrap_or_else(|| undecided(entry, evidence));
    Explanation { questions: about, ..answer }
}

/// It is committed, and this node has not been told.
fn known_elsewhere(it: &NodeView, entry: &Entry, evidence: &Evidence<'_>) -> Option<Explanation> {
    let (id, index) = (it.id, entry.id.index);
    let knows = |other: &&NodeView| {
        other.liveness != Liveness::Down && other.commit >= index && other.log.contains(entry.id)
    };
    let knower = evidence.view.nodes.iter().find(knows)?;
    let mut steps =
        vec![node_now(knower.id, format!("{} knows entry {index} committed.", knower.id))];
    steps.extend(evidence.first(0, |kind| {
        matches!(kind, EventKind::Committed { node, index: to } if *node == knower.id && *to >= index)
    }).map(|event| steps::step(event, evidence)));
    if it.liveness == Liveness::Down {
        let text = format!(
            "{id} is down. It will learn how far is committed when a leader reaches it again."
        );
        steps.push(node_now(id, text));
    } else if let Some(leader) = evidence.view.leader {
        steps.extend(unheard(leader, id, "has not been told yet", evidence));
    } else {
        steps.push(node_now(id, "Nobody leads now, and only a leader tells.".into()));
    }
    Some(Explanation {
        headline: format!("Entry {index} is committed, but {id} does not know it yet."),
        rule: Some(rule::LEADER_COMMIT),
        grounds: vec![Grounds { title: "What is known".into(), steps }],
        ..Explanation::default()
    })
}

/// Another entry is committed in its place.
fn decided_otherwise(entry: &Entry, evidence: &Evidence<'_>) -> Option<Explanation> {
    let index = entry.id.index;
    let other = |it: &&NodeView| {
        it.liveness != Liveness::Down
            && it.commit >= index
            && it.log.term_at(index).is_some_and(|term| term != entry.id.term)
    };
    let knower = evidence.view.nodes.iter().find(other)?;
    let term = knower.log.term_at(index)?;
    Some(Explanation {
        headline: format!(
            "It will never be: at index {index} an entry of term {term} is committed, and this one, of term {}, will be \
             removed when the leader's entries come.",
            entry.id.term
        ),
        rule: rule::rule(&EventKind::Truncated { node: knower.id, from: index, to: index }),
        grounds: vec![Grounds {
            title: "What is known".into(),
            steps: vec![node_now(
                knower.id,
                format!("{} knows the entry of term {term} committed.", knower.id),
            )],
        }],
        ..Explanation::default()
    })
}

/// Nobody knows it committed, nor another in its place.
fn undecided(entry: &Entry, evidence: &Evidence<'_>) -> Explanation {
    let index = entry.id.index;
    let Some(leader) = evidence.view.leader.and_then(|id| evidence.view.node(id)) else {
        return Explanation {
            headline: format!("Nobody leads now, and only a leader can commit entry {index}."),
            facts: vec![copies(entry, evidence)],
            rule: Some(rule::COMMIT),
            ..Explanation::default()
        };
    };
    if !leader.log.contains(entry.id) {
        let instead = leader.log.term_at(index);
        let instead = instead.map_or("nothing there yet".to_string(), |term| {
            format!("an entry of term {term} there")
        });
        return Explanation {
            headline: format!(
                "{} leads term {}, and has {instead}. This entry, of term {}, will be removed when the leader's entries come \
                 to where it stands; it can only survive if a node that has it is elected before.",
                leader.id, leader.term, entry.id.term
            ),
            facts: vec![copies(entry, evidence)],
            rule: rule::rule(&EventKind::Truncated { node: leader.id, from: index, to: index }),
            ..Explanation::default()
        };
    }
    by_leader(entry, leader, evidence)
}

/// The leader has it, and has not committed it.
fn by_leader(entry: &Entry, leader: &NodeView, evidence: &Evidence<'_>) -> Explanation {
    let (index, rules) = (entry.id.index, &leader.configuration);
    let matched = |id: NodeId| leader.progress.get(&id).map_or(Index::ZERO, |it| it.matched);
    let members = rules.members();
    let voters: Vec<NodeId> = members.into_iter().filter(|id| rules.is_voter(*id)).collect();
    let holds = |id: NodeId| {
        if id == leader.id { leader.durable.index >= index } else { matched(id) >= index }
    };
    let holders: NodeSet = voters.iter().copied().filter(|id| holds(*id)).collect();
    let enough = rules.is_quorum(holders);
    let mut facts = vec![sentence(format!(
        "as far as {} knows, {}",
        leader.id,
        tally(rules, holders, "hold it durably", "holds it durably")
    ))];
    let old = entry.id.term < leader.term;
    if old {
        facts.push(own_term(entry, leader));
    }
    let mut grounds = Vec::new();
    let missing: Vec<Step> = voters
        .iter()
        .filter(|id| !holders.contains(**id))
        .flat_map(|id| lacks(*id, index, leader, evidence))
        .collect();
    if !missing.is_empty() {
        grounds.push(Grounds { title: "Whose copy is missing".into(), steps: missing });
    }
    let reached: NodeSet =
        voters.iter().copied().filter(|id| evidence.converse(leader.id, *id)).collect();
    if !rules.is_quorum(reached) {
        facts.push(format!(
            "{} can talk with too few: {} of {}. As long as that is so, it can commit nothing.",
            leader.id,
            reached.len(),
            voters.len()
        ));
    }
    let headline = if enough && old {
        format!(
            "Entry {index} is on a majority, and yet not committed: it is of term {}, and {} leads term {}.",
            entry.id.term, leader.id, leader.term
        )
    } else if enough {
        format!(
            "Entry {index} is on a majority, and {} will commit it with its next step.",
            leader.id
        )
    } else {
        format!(
            "Entry {index} is on {} of {} that vote, as far as {} knows, and {} decide.",
            holders.len(),
            voters.len(),
            leader.id,
            majority(rules)
        )
    };
    Explanation { headline, facts, rule: Some(rule::COMMIT), grounds, ..Explanation::default() }
}

/// An inherited entry waits for one of the leader's own term.
fn own_term(entry: &Entry, leader: &NodeView) -> String {
    let term: Term = leader.term;
    let first = leader.log.first_of_term(term);
    format!(
        "It is of term {}, not of the leader's term {term}: its copies alone commit nothing (paper figure 8). It is committed \
         together with the first entry of term {term}, which is entry {first}.",
        entry.id.term
    )
}

/// Why the leader does not know a voter to hold an entry.
fn lacks(id: NodeId, index: Index, leader: &NodeView, evidence: &Evidence<'_>) -> Vec<Step> {
    let Some(it) = evidence.view.node(id) else { return Vec::new() };
    let writing = |it: &NodeView| {
        let until = it.write_span.map_or_else(String::new, |(_, due)| match it.machine.medium {
            Medium::Full => ": the disk is full, and fails every write".to_owned(),
            Medium::Hung => ": the disk hangs, and ends no write".to_owned(),
            Medium::Ok => format!(
                ", and the write under way takes until {due}, {} from now",
                duration(due.since(evidence.now()))
            ),
        });
        format!("{} has it in memory, but not on its disk yet{until}.", it.id)
    };
    if id == leader.id {
        return vec![node_now(id, writing(it))];
    }
    let there =
        leader.log.term_at(index).is_some() && it.log.term_at(index) == leader.log.term_at(index);
    if there && it.durable.index >= index {
        return unheard(
            leader.id,
            id,
            "has it on its disk, but the leader has not heard so",
            evidence,
        );
    }
    if there && it.liveness == Liveness::Up {
        return vec![node_now(id, writing(it))];
    }
    let behind = match leader.progress.get(&id) {
        Some(ProgressView { mode: ProgressMode::Snapshot(transfer), .. }) => format!(
            "does not have it: it is being sent the leader's snapshot, {} of {} bytes so far",
            transfer.received, transfer.total
        ),
        Some(ProgressView { next, .. }) if *next <= index => {
            format!("does not have it: the leader goes on with entry {next} there")
        }
        _ => "does not have it".to_string(),
    };
    unheard(leader.id, id, &behind, evidence)
}

/// Who has an entry on disk, in a sentence.
fn copies(entry: &Entry, evidence: &Evidence<'_>) -> String {
    let nodes = &evidence.view.nodes;
    let holders: Vec<NodeId> = nodes
        .iter()
        .filter(|it| it.log.contains(entry.id) && it.durable.index >= entry.id.index)
        .map(|it| it.id)
        .collect();
    let on = count(nodes.len() as u64, "node", "nodes");
    format!("It is on the disks of {}: {} of {on}.", list(&holders), holders.len())
}
