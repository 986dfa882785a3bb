//! Why an entry is not committed.

use crate::catalog::tr;
use crate::explain::Selected;
use crate::explain::words::{count, duration, list};
use crate::raft::{Entry, Index, NodeId, NodeSet, Term};
use crate::script::Medium;
use crate::sim::{EventKind, Liveness, NodeView, ProgressMode, ProgressView};

use super::evidence::Evidence;
use super::grounds::{Counted, majority, node_now, tally};
use super::not_leader::unheard;
use super::{Explanation, Grounds, Question, Step, entry, node, rule, steps};

/// Explains why the entry at an index of a node's log is not committed now.
pub fn explain(id: NodeId, index: Index, evidence: &Evidence<'_>) -> Explanation {
    let Some(it) = evidence.view.node(id) else {
        return Explanation::plain(node::no_such(id, evidence.view));
    };
    let about = vec![Question::About(Selected::Entry(id, index))];
    let plain =
        |headline: String| Explanation { questions: about.clone(), ..Explanation::plain(headline) };
    if index <= it.log.base().index && index > Index::ZERO {
        return plain(tr!(
            "Entry {index} is committed: it is part of a snapshot of {node}.",
            index,
            node = id
        ));
    }
    let Some(entry) = it.log.get(index) else {
        return plain(entry::no_such(it, index));
    };
    if it.commit >= index && it.liveness != Liveness::Down {
        return plain(tr!("Entry {index} is committed, and {node} knows it.", index, node = id));
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
    let text = tr!("{node} knows entry {index} committed.", node = knower.id, index);
    let mut steps = vec![node_now(knower.id, text)];
    steps.extend(evidence.first(0, |kind| {
        matches!(kind, EventKind::Committed { node, index: to } if *node == knower.id && *to >= index)
    }).map(|event| steps::step(event, evidence)));
    if it.liveness == Liveness::Down {
        let text = tr!(
            "{node} is down. It will learn how far is committed when a leader reaches it again.",
            node = id
        );
        steps.push(node_now(id, text));
    } else if let Some(leader) = evidence.view.leader {
        let so_far = tr!("{node} has not been told yet", node = id);
        steps.extend(unheard(leader, id, &so_far, evidence));
    } else {
        steps.push(node_now(id, tr!("Nobody leads now, and only a leader tells.").into()));
    }
    Some(Explanation {
        headline: tr!(
            "Entry {index} is committed, but {node} does not know it yet.",
            index,
            node = id
        ),
        rule: Some(rule::LEADER_COMMIT),
        grounds: vec![Grounds { title: tr!("What is known").into(), steps }],
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
        headline: tr!(
            "It will never be: at index {index} an entry of term {term} is committed, and this one, of term {old}, will be \
             removed when the leader's entries come.",
            index,
            term,
            old = entry.id.term
        ),
        rule: rule::rule(&EventKind::Truncated { node: knower.id, from: index, to: index }),
        grounds: vec![Grounds {
            title: tr!("What is known").into(),
            steps: vec![node_now(
                knower.id,
                tr!("{node} knows the entry of term {term} committed.", node = knower.id, term),
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
            headline: tr!("Nobody leads now, and only a leader can commit entry {index}.", index),
            facts: vec![copies(entry, evidence)],
            rule: Some(rule::COMMIT),
            ..Explanation::default()
        };
    };
    if !leader.log.contains(entry.id) {
        let (node, term, old) = (leader.id, leader.term, entry.id.term);
        let headline = match leader.log.term_at(index) {
            Some(new) => tr!(
                "{node} leads term {term}, and has an entry of term {new} there. This entry, of term {old}, will be removed \
                 when the leader's entries come to where it stands; it can only survive if a node that has it is elected \
                 before.",
                node,
                term,
                new,
                old
            ),
            None => tr!(
                "{node} leads term {term}, and has nothing there yet. This entry, of term {old}, will be removed when the \
                 leader's entries come to where it stands; it can only survive if a node that has it is elected before.",
                node,
                term,
                old
            ),
        };
        return Explanation {
            headline,
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
    let mut facts = vec![tr!(
        "As far as {leader} knows, {copies}.",
        leader = leader.id,
        copies = tally(rules, holders, Counted::Copies)
    )];
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
        grounds.push(Grounds { title: tr!("Whose copy is missing").into(), steps: missing });
    }
    let reached: NodeSet =
        voters.iter().copied().filter(|id| evidence.converse(leader.id, *id)).collect();
    if !rules.is_quorum(reached) {
        facts.push(tr!(
            "{leader} can talk with too few: {reached} of {voters}. As long as that is so, it can commit nothing.",
            leader = leader.id,
            reached = reached.len(),
            voters = voters.len()
        ));
    }
    let headline = if enough && old {
        tr!(
            "Entry {index} is on a majority, and yet not committed: it is of term {old}, and {leader} leads term {term}.",
            index,
            old = entry.id.term,
            leader = leader.id,
            term = leader.term
        )
    } else if enough {
        tr!(
            "Entry {index} is on a majority, and {leader} will commit it with its next step.",
            index,
            leader = leader.id
        )
    } else {
        tr!(
            "Entry {index} is on {holders} of {voters} that vote, as far as {leader} knows, and {quorum} decide.",
            index,
            holders = holders.len(),
            voters = voters.len(),
            leader = leader.id,
            quorum = majority(rules)
        )
    };
    Explanation { headline, facts, rule: Some(rule::COMMIT), grounds, ..Explanation::default() }
}

/// An inherited entry waits for one of the leader's own term.
fn own_term(entry: &Entry, leader: &NodeView) -> String {
    let term: Term = leader.term;
    let first = leader.log.first_of_term(term);
    tr!(
        "It is of term {old}, not of the leader's term {term}: its copies alone commit nothing (paper figure 8). It is committed \
         together with the first entry of term {term}, which is entry {first}.",
        old = entry.id.term,
        term,
        first
    )
}

/// Why the leader does not know a voter to hold an entry.
fn lacks(id: NodeId, index: Index, leader: &NodeView, evidence: &Evidence<'_>) -> Vec<Step> {
    let Some(it) = evidence.view.node(id) else { return Vec::new() };
    let writing = |it: &NodeView| {
        let node = it.id;
        match (it.write_span, it.machine.medium) {
            (None, _) => tr!("{node} has it in memory, but not on its disk yet.", node),
            (Some(_), Medium::Full) => tr!(
                "{node} has it in memory, but not on its disk yet: the disk is full, and fails every write.",
                node
            ),
            (Some(_), Medium::Hung) => tr!(
                "{node} has it in memory, but not on its disk yet: the disk hangs, and ends no write.",
                node
            ),
            (Some((_, due)), Medium::Ok) => tr!(
                "{node} has it in memory, but not on its disk yet, and the write under way takes until {due}, {time} from now.",
                node,
                due,
                time = duration(due.since(evidence.now()))
            ),
        }
    };
    if id == leader.id {
        return vec![node_now(id, writing(it))];
    }
    let there =
        leader.log.term_at(index).is_some() && it.log.term_at(index) == leader.log.term_at(index);
    if there && it.durable.index >= index {
        let so_far = tr!("{node} has it on its disk, but the leader has not heard so", node = id);
        return unheard(leader.id, id, &so_far, evidence);
    }
    if there && it.liveness == Liveness::Up {
        return vec![node_now(id, writing(it))];
    }
    let behind = match leader.progress.get(&id) {
        Some(ProgressView { mode: ProgressMode::Snapshot(transfer), .. }) => tr!(
            "{node} does not have it: it is being sent the leader's snapshot, {received} of {total} bytes so far",
            node = id,
            received = transfer.received,
            total = transfer.total
        ),
        Some(ProgressView { next, .. }) if *next <= index => tr!(
            "{node} does not have it: the leader goes on with entry {next} there",
            node = id,
            next
        ),
        _ => tr!("{node} does not have it", node = id),
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
    tr!(
        "It is on the disks of {holders}: {number} of {nodes}.",
        holders = list(&holders),
        number = holders.len(),
        nodes = count(nodes.len() as u64, "node", "nodes")
    )
}
