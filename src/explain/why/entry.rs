//! Why an entry stands where it stands, and whether it is committed.

use crate::catalog::tr;
use crate::explain::words::duration;
use crate::explain::words::entry_text;
use crate::raft::{Index, NodeId};
use crate::sim::{Event, EventKind, Liveness, NodeView};

use super::chain::{self, Chain};
use super::evidence::Evidence;
use super::steps::step;
use super::{Explanation, Grounds, Question, event, grounds, node, rule};

/// Explains the entry at an index of a node's log.
pub fn explain(id: NodeId, index: Index, evidence: &Evidence<'_>) -> Explanation {
    let Some(it) = evidence.view.node(id) else {
        return Explanation::plain(node::no_such(id, evidence.view));
    };
    if index <= it.log.base().index && index > Index::ZERO {
        return forgotten(it, index, evidence);
    }
    let Some(entry) = it.log.get(index) else {
        return missing(it, index, evidence);
    };
    let what = tr!(
        "Entry {index} (`{entry}`, term {term}) of {node}",
        index,
        entry = entry_text(entry),
        term = entry.id.term,
        node = id
    );
    if it.liveness == Liveness::Down {
        return story(
            tr!(
                "{entry} is on its disk; {node} is down, and what is committed it will learn again.",
                entry = what,
                node = id
            ),
            grounds::appended(id, index, u64::MAX, evidence),
            vec![Question::NotCommitted(id, index)],
            evidence,
        );
    }
    if it.commit < index {
        let appended = grounds::appended(id, index, u64::MAX, evidence);
        let question = vec![Question::NotCommitted(id, index)];
        let headline = tr!("{entry} is not committed yet.", entry = what);
        return story(headline, appended, question, evidence);
    }
    let committed = evidence.first(0, |kind| {
        matches!(kind, EventKind::Committed { node, index: to } if *node == id && *to >= index)
    });
    // Restarted, it learned that again; the first time is what counts.
    let headline = if it.applied >= index {
        tr!("{entry} is committed and applied.", entry = what)
    } else {
        tr!(
            "{entry} is committed, and waits to be applied: it must be on {node}'s own disk first.",
            entry = what,
            node = id
        )
    };
    let Some(committed) = committed else {
        return story(headline, None, Vec::new(), evidence);
    };
    // When everything up to the last index was reached: it came with what follows it.
    let reached = match committed.kind {
        EventKind::Committed { index, .. } => index,
        _ => index,
    };
    let reasons = event::reasons(committed, evidence);
    let mut facts = Vec::new();
    if reached > index {
        facts.push(tr!("It was committed together with all up to {reached}.", reached));
    }
    facts.extend(reasons.facts);
    let mut all = Vec::new();
    if let Some(appended) = grounds::appended(id, index, committed.seq, evidence) {
        let took = duration(committed.at.since(appended.at));
        let mut step = step(appended, evidence);
        step.text =
            tr!("{step} It took {took} to be known committed here.", step = step.text, took);
        all.push(Grounds { title: tr!("How it came here").into(), steps: vec![step] });
    }
    all.extend(reasons.grounds);
    Explanation {
        headline,
        facts,
        rule: reasons.rule,
        grounds: all,
        chain: Some(chain::to(committed, true, evidence)),
        questions: Vec::new(),
    }
}

/// An entry, and what led to its being there.
fn story(
    headline: String,
    made: Option<&Event>,
    questions: Vec<Question>,
    evidence: &Evidence<'_>,
) -> Explanation {
    let chain = match made {
        Some(made) => chain::to(made, true, evidence),
        None => Chain {
            origin: tr!("How it came there is no longer kept among the events.").into(),
            steps: Vec::new(),
        },
    };
    let rule = made.and_then(|made| event::reasons(made, evidence).rule);
    Explanation { headline, rule, chain: Some(chain), questions, ..Explanation::default() }
}

/// An entry that a snapshot stands for.
fn forgotten(it: &NodeView, index: Index, evidence: &Evidence<'_>) -> Explanation {
    let id = it.id;
    let made = evidence.last(u64::MAX, |kind| match kind {
        EventKind::SnapshotTaken { node, last, .. }
        | EventKind::SnapshotReceived { node, last } => *node == id && last.index >= index,
        _ => false,
    });
    let headline = tr!(
        "{node} has forgotten entry {index}: it is committed, and what it did is in the snapshot up to {base}.",
        node = id,
        index,
        base = it.log.base().index
    );
    Explanation { rule: Some(rule::SNAPSHOT), ..story(headline, made, Vec::new(), evidence) }
}

/// An entry that is not there.
fn missing(it: &NodeView, index: Index, evidence: &Evidence<'_>) -> Explanation {
    let id = it.id;
    let removed = evidence.last(u64::MAX, |kind| {
        matches!(kind, EventKind::Truncated { node, from, to } if *node == id && *from <= index && index <= *to)
    });
    let headline = no_such(it, index);
    match removed {
        Some(removed) => {
            let reasons = event::reasons(removed, evidence);
            let headline = tr!("{no_entry} It had one, and removed it.", no_entry = headline);
            Explanation {
                facts: reasons.facts,
                ..story(headline, Some(removed), Vec::new(), evidence)
            }
        }
        None => Explanation {
            questions: vec![Question::About(crate::explain::Selected::Node(id))],
            ..Explanation::plain(headline)
        },
    }
}

/// That a node has no such entry.
pub fn no_such(it: &NodeView, index: Index) -> String {
    tr!(
        "{node} has no entry {index}: its log ends at {last}.",
        node = it.id,
        index,
        last = it.log.last().index
    )
}
