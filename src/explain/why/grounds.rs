//! What was counted: the votes of an election, the acknowledgements of a commit.

use std::collections::BTreeMap;

use crate::catalog::tr;
use crate::explain::Selected;
use crate::explain::words::{count, list};
use crate::raft::{AppendOutcome, Configuration, Index, NodeId, NodeSet, Term};
use crate::sim::{Endpoint, Event, EventKind, PacketKind};

use super::evidence::Evidence;
use super::steps::{leads, step};
use super::{Grounds, Step};

/// How many decide, named so that nobody has to count: `3 of 5`, or both majorities.
pub fn majority(rules: &Configuration) -> String {
    crate::explain::words::quorum(rules)
}

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub enum Counted {
    /// Who has voted.
    Votes,
    /// Who holds an entry on its disk.
    Copies,
}

/// Who of those that decide is among these, in a sentence that begins with them: `n1, n3 and n4 hold it: 3 of 5, and 3
/// are a majority`. In a joint configuration both majorities are named.
pub fn tally(rules: &Configuration, agree: NodeSet, counted: Counted) -> String {
    let share = |voters: NodeSet| {
        let (have, all) = ((voters & agree).len(), voters.len());
        (have, all, all / 2 + 1)
    };
    let names = agree & (rules.voters | rules.outgoing);
    let who = list(names);
    let agree = match counted {
        Counted::Votes => tr!("{who} voted for it", who),
        Counted::Copies if names.len() <= 1 => tr!("{who} holds it durably", who),
        Counted::Copies => tr!("{who} hold it durably", who),
    };
    let (have, all, need) = share(rules.voters);
    if !rules.outgoing.is_empty() {
        let (old_have, old_all, old_need) = share(rules.outgoing);
        return tr!(
            "{agree}: {have} of the {all} new voters, of whom {need} are a majority, and {old_have} of the {old_all} \
             old ones, of whom {old_need} are; it takes both",
            agree,
            have,
            all,
            need,
            old_have,
            old_all,
            old_need
        );
    }
    if need == 1 {
        tr!("{agree}: {have} of {all}, and {need} is a majority", agree, have, all, need)
    } else {
        tr!("{agree}: {have} of {all}, and {need} are a majority", agree, have, all, need)
    }
}

/// The votes that made a node leader.
pub fn votes(
    elected: &Event,
    node: NodeId,
    evidence: &Evidence<'_>,
) -> (Vec<String>, Vec<Grounds>) {
    let mut steps: Vec<Step> = Vec::new();
    let mut voters = NodeSet::EMPTY;
    for event in evidence.events.until(elected.seq).rev() {
        match &event.kind {
            EventKind::VoteReceived { node: of, from, .. } if *of == node => {
                voters.insert(*from);
                steps.push(step(event, evidence));
            }
            EventKind::RoleChanged { node: of, .. } if *of == node => break,
            _ => {}
        }
    }
    steps.reverse();
    let mut facts = Vec::new();
    if let Some(rules) = evidence.configuration_before(node, elected.seq)
        && rules.is_quorum(voters)
    {
        facts.push(sentence(tally(rules, voters, Counted::Votes)));
    }
    let title = tr!("The votes that it counted").to_string();
    let grounds = if steps.is_empty() { Vec::new() } else { vec![Grounds { title, steps }] };
    (facts, grounds)
}

/// Why a leader's commit index advanced to here: who holds the entry, and how the leader knew.
pub fn copies(
    committed: &Event,
    leader: NodeId,
    index: Index,
    term: Term,
    evidence: &Evidence<'_>,
) -> (Vec<String>, Vec<Grounds>) {
    let holders = acknowledged(committed.seq, leader, index, term, evidence);
    let who: NodeSet = holders.keys().copied().collect();
    let mut facts = Vec::new();
    let rules = evidence.configuration_before(leader, committed.seq + 1);
    if let Some(rules) = rules {
        facts.push(sentence(tally(rules, who, Counted::Copies)));
        if !rules.is_quorum(who) {
            facts.push(if evidence.is_whole() {
                tr!("That is no majority: the leader follows a wrong rule.").into()
            } else {
                tr!("What the others acknowledged is no longer kept among the events.").into()
            });
        }
    }
    match evidence.term_of_committed(leader, index) {
        Some(of) if of == term => facts.push(tr!(
            "Entry {index} is of term {of}, the leader's own, so counting its copies is enough; all before it is committed \
             with it.",
            index,
            of
        )),
        Some(of) => facts.push(tr!(
            "Entry {index} is of term {of}, and the leader's term is {term}: copies of an earlier term's entry must not be \
             counted (paper figure 8), so the leader follows a wrong rule.",
            index,
            of,
            term
        )),
        None => {}
    }
    let steps: Vec<Step> = holders.values().map(|event| own_step(event, evidence)).collect();
    let title = tr!("How the leader knew").to_string();
    let grounds = if steps.is_empty() { Vec::new() } else { vec![Grounds { title, steps }] };
    (facts, grounds)
}

/// An acknowledgement, or the leader's own write.
fn own_step(event: &Event, evidence: &Evidence<'_>) -> Step {
    let step = step(event, evidence);
    match event.kind {
        EventKind::WriteFinished { node, .. } => Step {
            text: tr!("{step} This is the leader's own copy, on {node}.", step = step.text, node),
            ..step
        },
        _ => step,
    }
}

/// Who had told the leader by then that it holds everything up to an index, and by which event; the leader itself is
/// among them once its own write is done.
pub fn acknowledged<'a>(
    before: u64,
    leader: NodeId,
    index: Index,
    term: Term,
    evidence: &Evidence<'a>,
) -> BTreeMap<NodeId, &'a Event> {
    let mut holders: BTreeMap<NodeId, &'a Event> = BTreeMap::new();
    for event in evidence.events.until(before).rev() {
        match &event.kind {
            EventKind::Delivered {
                from: Endpoint::Node(from),
                to: Endpoint::Node(to),
                kind: PacketKind::Ack { term: of, outcome: AppendOutcome::Accepted { match_index } },
                ..
            } if *to == leader && *of == term && *match_index >= index => {
                // Going back, the last that is found is the first that told.
                holders.insert(*from, event);
            }
            // Nobody acknowledges an entry before it is there, or to a leader before it leads.
            EventKind::Appended { node, first, last }
                if *node == leader && first.index <= index && index <= last.index =>
            {
                break;
            }
            kind if leads(kind, leader) => break,
            _ => {}
        }
    }
    let own = appended(leader, index, before, evidence)
        .and_then(|appended| durable(appended, evidence))
        .filter(|done| done.seq < before);
    if let Some(done) = own {
        holders.insert(leader, done);
    }
    holders
}

/// When what a node appended was on its disk.
fn durable<'a>(appended: &Event, evidence: &Evidence<'a>) -> Option<&'a Event> {
    let begun =
        evidence.consequence(appended, |kind| matches!(kind, EventKind::WriteStarted { .. }))?;
    evidence.consequence(begun, |kind| matches!(kind, EventKind::WriteFinished { .. }))
}

/// How an entry came into a node's log, before this event.
pub fn appended<'a>(
    node: NodeId,
    index: Index,
    before: u64,
    evidence: &Evidence<'a>,
) -> Option<&'a Event> {
    evidence.last(before, |kind| {
        matches!(kind, EventKind::Appended { node: it, first, last }
            if *it == node && first.index <= index && index <= last.index)
    })
}

/// What is known of the followers that answered a leader since an earlier moment.
pub fn answers_since(leader: NodeId, from: u64, until: u64, evidence: &Evidence<'_>) -> Grounds {
    let mut heard: BTreeMap<NodeId, &Event> = BTreeMap::new();
    for event in evidence.events.since(from).take_while(|event| event.seq < until) {
        if let EventKind::Delivered {
            from: Endpoint::Node(follower),
            to: Endpoint::Node(to),
            kind: PacketKind::Ack { .. } | PacketKind::ChunkAck { .. },
            ..
        } = &event.kind
            && *to == leader
        {
            heard.insert(*follower, event);
        }
    }
    let title = match heard.len() {
        0 => tr!("Nobody answered in that time").to_string(),
        n => tr!(
            "Only {followers} answered in that time",
            followers = count(n as u64, "follower", "followers")
        ),
    };
    Grounds { title, steps: heard.values().map(|event| step(event, evidence)).collect() }
}

/// A sentence with its full stop.
pub fn sentence(text: String) -> String {
    tr!("{what}.", what = crate::explain::words::sentence(&text))
}

/// A step that says how a node is now.
pub fn node_now(node: NodeId, text: String) -> Step {
    Step::now(text, Selected::Node(node))
}
