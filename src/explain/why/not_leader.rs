//! Why a node does not lead.

use crate::catalog::tr;
use crate::explain::Selected;
use crate::explain::words::{count, duration, list};
use crate::raft::{NodeId, Timer};
use crate::sim::{Endpoint, EventKind, Liveness, NodeView, PacketKind, Role};

use super::evidence::Evidence;
use super::grounds::{majority, node_now};
use super::{Explanation, Grounds, Question, Step, node, packet, refusal, rule, steps};

/// Explains why a node does not lead now.
pub fn explain(id: NodeId, evidence: &Evidence<'_>) -> Explanation {
    let Some(it) = evidence.view.node(id) else {
        return Explanation::plain(node::no_such(id, evidence.view));
    };
    let ask_about = vec![Question::About(Selected::Node(id))];
    if node::leads(it) {
        let later = evidence.view.leader.filter(|leader| *leader != id);
        let headline = match later {
            Some(leader) => tr!(
                "{node} does lead, in term {term}. But {leader} leads a later term, which {node} has not heard of.",
                node = id,
                term = it.term,
                leader
            ),
            None => tr!("{node} does lead, in term {term}.", node = id, term = it.term),
        };
        return Explanation { questions: ask_about, ..Explanation::plain(headline) };
    }
    let (headline, rule) = main_reason(it, evidence);
    let mut grounds = Vec::new();
    let mut add = |title: &str, steps: Vec<Step>| {
        if !steps.is_empty() {
            grounds.push(Grounds { title: title.into(), steps });
        }
    };
    let since = node::made(it, evidence).filter(|_| it.liveness != Liveness::Up);
    add(tr!("Since when"), since.map(|since| steps::step(since, evidence)).into_iter().collect());
    if it.liveness == Liveness::Up {
        add(tr!("Its own candidacy"), candidacy(it, evidence));
        add(tr!("The last time it stood"), last_candidacy(it, evidence));
        add(tr!("What it waits for"), waits(it, evidence));
        add(tr!("Could it win if it stood now?"), prospects(it, evidence));
    }
    grounds.extend(node::heard(it, evidence));
    Explanation { headline, rule, grounds, questions: ask_about, ..Explanation::default() }
}

/// The one thing that keeps it from leading, and the rule.
fn main_reason(it: &NodeView, evidence: &Evidence<'_>) -> (String, Option<rule::Rule>) {
    let (id, term) = (it.id, it.term);
    match it.liveness {
        Liveness::Down => return (node::state(it), Some(rule::RECOVERY)),
        Liveness::Paused => {
            return (
                tr!(
                    "{node} is paused: nothing that is said reaches it, and no timer of it runs.",
                    node = id
                ),
                None,
            );
        }
        Liveness::Up => {}
    }
    if !it.configuration.is_voter(id) {
        let text = if it.role == Role::Learner {
            tr!("{node} is a learner: it has no vote, and does not stand for election.", node = id)
        } else {
            tr!(
                "{node} is no member of the cluster, as far as it knows, and does not stand for election.",
                node = id
            )
        };
        return (text, Some(rule::LEARNER));
    }
    let leader = it.leader.and_then(|leader| evidence.view.node(leader));
    match (it.role, leader) {
        (Role::Candidate, _) => {
            let text = tr!(
                "{node} stands for election in term {term}, and has not won: it has {votes}, and {quorum} decide.",
                node = id,
                term,
                votes = count(it.votes.len() as u64, "vote", "votes"),
                quorum = majority(&it.configuration)
            );
            (text, Some(rule::MAJORITY))
        }
        (Role::PreCandidate, _) => {
            let text = tr!(
                "{node} asks before it stands: {voters} would vote for it, and {quorum} decide.",
                node = id,
                voters = list(it.votes),
                quorum = majority(&it.configuration)
            );
            (text, Some(rule::PRE_VOTE))
        }
        (_, Some(leader)) if node::leads(leader) && leader.term == term => {
            let text = tr!(
                "{node} follows {leader}, the leader of term {term}.",
                node = id,
                leader = leader.id,
                term
            );
            (text, Some(rule::HEARTBEAT))
        }
        (_, Some(leader)) => {
            let (node, liveness, leader) = (id, leader.liveness, leader.id);
            let text = match liveness {
                Liveness::Up => tr!(
                    "{node} still waits for {leader}, the leader of term {term} that it knows. That one does not lead any \
                     more, and {node} will notice when its election timer runs out.",
                    node,
                    leader,
                    term
                ),
                Liveness::Paused => tr!(
                    "{node} still waits for {leader}, the leader of term {term} that it knows. That one is paused, and {node} \
                     will notice when its election timer runs out.",
                    node,
                    leader,
                    term
                ),
                Liveness::Down => tr!(
                    "{node} still waits for {leader}, the leader of term {term} that it knows. That one is down, and {node} \
                     will notice when its election timer runs out.",
                    node,
                    leader,
                    term
                ),
            };
            (text, Some(rule::ELECTION))
        }
        (_, None) => {
            let text = tr!(
                "{node} follows nobody in term {term}, and has not stood: its election timer has not run out.",
                node = id,
                term
            );
            (text, Some(rule::ELECTION))
        }
    }
}

/// What each voter has said to a candidate, or why it has said nothing.
fn candidacy(it: &NodeView, evidence: &Evidence<'_>) -> Vec<Step> {
    if !matches!(it.role, Role::Candidate | Role::PreCandidate) {
        return Vec::new();
    }
    let voters = it.configuration.voters | it.configuration.outgoing;
    let mut steps = Vec::new();
    for voter in voters {
        if it.votes.contains(voter) {
            let says = if voter == it.id {
                tr!("{voter} votes for itself.", voter)
            } else if it.role == Role::Candidate {
                tr!("{voter} has voted for it.", voter)
            } else {
                tr!("{voter} would vote for it.", voter)
            };
            steps.push(node_now(voter, says));
        } else if it.refusals.contains(voter) {
            steps.push(node_now(voter, tr!("{voter} has refused.", voter)));
            steps.extend(refusals_of(it, voter, evidence));
        } else if voter == it.id {
            let says =
                tr!("{voter}'s own vote is not on its disk yet, and does not count before.", voter);
            steps.push(node_now(voter, says));
        } else {
            let so_far = tr!("{voter} has not answered", voter);
            steps.extend(unheard(it.id, voter, &so_far, evidence));
        }
    }
    steps
}

/// Why a voter refused this node in its present term.
fn refusals_of(it: &NodeView, voter: NodeId, evidence: &Evidence<'_>) -> Vec<Step> {
    let said = evidence.last(u64::MAX, |kind| {
        matches!(kind, EventKind::Sent {
            from: Endpoint::Node(from),
            to: Endpoint::Node(to),
            kind: PacketKind::Vote { granted: false, term, .. } | PacketKind::PreVote { granted: false, term, .. },
            ..
        } if (*from, *to) == (voter, it.id) && *term >= it.term)
    });
    said.map(|said| refusal::reasons(said, voter, it.id, evidence)).unwrap_or_default()
}

/// Why somebody has not been heard, who has come so far: what has become of it, of the link, and of the packets.
pub fn unheard(from: NodeId, other: NodeId, so_far: &str, evidence: &Evidence<'_>) -> Vec<Step> {
    let Some(it) = evidence.view.node(other) else { return Vec::new() };
    let cuts = &evidence.view.cuts;
    let trouble = match it.liveness {
        Liveness::Down => Some(tr!("it is down").to_string()),
        Liveness::Paused => Some(tr!("it is paused").to_string()),
        Liveness::Up => match (cuts.contains(&(from, other)), cuts.contains(&(other, from))) {
            (true, true) => Some(tr!("the link between {from} and {to} is cut", from, to = other)),
            (true, false) => Some(tr!("the link from {from} to {to} is cut", from, to = other)),
            (false, true) => {
                Some(tr!("the link from {from} to {to} is cut", from = other, to = from))
            }
            (false, false) => None,
        },
    };
    let text = match trouble {
        Some(trouble) => tr!("{so_far}: {trouble}.", so_far, trouble),
        None => tr!("{what}.", what = so_far),
    };
    let mut steps = vec![node_now(other, text)];
    let flying = packet::between(from, other, evidence);
    steps.extend(flying.into_iter().take(4).map(|(id, text)| Step {
        at: None,
        text,
        about: Selected::Packet(id),
    }));
    steps
}

/// How its last candidacy ended, if it is over.
fn last_candidacy(it: &NodeView, evidence: &Evidence<'_>) -> Vec<Step> {
    if it.role != Role::Follower {
        return Vec::new();
    }
    let id = it.id;
    let stood = evidence.last(u64::MAX, |kind| {
        matches!(kind, EventKind::RoleChanged { node, to: Role::Candidate | Role::PreCandidate, .. } if *node == id)
    });
    let Some(stood) = stood else { return Vec::new() };
    let ended = evidence.first(
        stood.seq + 1,
        |kind| matches!(kind, EventKind::RoleChanged { node, .. } if *node == id),
    );
    let mut steps = vec![steps::step(stood, evidence)];
    let until = ended.map_or(u64::MAX, |ended| ended.seq);
    for event in evidence.events.since(stood.seq).take_while(|event| event.seq < until) {
        let EventKind::Delivered { from: Endpoint::Node(voter), to, kind, .. } = &event.kind else {
            continue;
        };
        let refused = matches!(
            kind,
            PacketKind::Vote { granted: false, .. } | PacketKind::PreVote { granted: false, .. }
        );
        if refused && *to == Endpoint::Node(id) {
            steps.push(steps::step(event, evidence));
            if let Some(said) = evidence.parent(event) {
                steps.extend(refusal::reasons(said, *voter, id, evidence));
            }
        }
    }
    steps.extend(ended.map(|ended| steps::step(ended, evidence)));
    steps
}

/// When its election timer runs out.
fn waits(it: &NodeView, evidence: &Evidence<'_>) -> Vec<Step> {
    let id = it.id;
    let timer = it.timers.iter().find(|timer| timer.timer == Timer::Election);
    let Some(timer) = timer else { return Vec::new() };
    let left = duration(timer.due.since(evidence.now()));
    let due = timer.due;
    let text = match it.role {
        Role::Candidate | Role::PreCandidate => {
            tr!("If nobody wins, it tries again at {due}, in {left}.", due, left)
        }
        _ if it.leader.is_some() => tr!(
            "Its election timer runs out at {due}, in {left}; every word of the leader sets it anew.",
            due,
            left
        ),
        _ => tr!("Its election timer runs out at {due}, in {left}.", due, left),
    };
    let mut steps = vec![node_now(id, text)];
    let waits = it.role == Role::Follower && it.leader.is_none();
    if let Some(voted) = it.voted_for.filter(|voted| *voted != id && waits) {
        let text = tr!(
            "It has voted for {candidate} in term {term}, and waits for what comes of it.",
            candidate = voted,
            term = it.term
        );
        steps.push(node_now(id, text));
    }
    steps
}

/// Whether it could win an election, as the links and the logs are now.
fn prospects(it: &NodeView, evidence: &Evidence<'_>) -> Vec<Step> {
    let (id, rules) = (it.id, &it.configuration);
    if !rules.is_voter(id) {
        return Vec::new();
    }
    let reached = (rules.voters | rules.outgoing).filter(|voter| evidence.converse(id, voter));
    let mut steps = Vec::new();
    if !rules.is_quorum(reached) {
        let others: Vec<NodeId> = reached.iter().filter(|voter| *voter != id).collect();
        let quorum = majority(rules);
        let text = if others.is_empty() {
            tr!("No: it can talk with nobody, and {quorum} decide.", quorum)
        } else {
            tr!(
                "No: it can talk with only {nodes}, and {quorum} decide.",
                nodes = list(others),
                quorum
            )
        };
        steps.push(node_now(id, text));
        return steps;
    }
    let own = it.log.last();
    let better: Vec<&NodeView> = evidence
        .view
        .nodes
        .iter()
        .filter(|other| reached.contains(other.id) && other.log.last() > own)
        .collect();
    let willing = reached.filter(|voter| better.iter().all(|other| other.id != voter));
    for other in &better {
        let last = other.log.last();
        steps.push(node_now(
            other.id,
            tr!(
                "{voter} would refuse: its log ends at index {index} of term {term}, that of {node} at index {own_index} of term \
                 {own_term}.",
                voter = other.id,
                index = last.index,
                term = last.term,
                node = id,
                own_index = own.index,
                own_term = own.term
            ),
        ));
    }
    if rules.is_quorum(willing) {
        let text = if better.is_empty() {
            tr!("Yes: it can talk with a majority, and nobody there has a more up-to-date log.")
        } else {
            tr!("Even so it could: enough others have no better log.")
        };
        steps.push(node_now(id, text.to_string()));
    } else {
        let text = tr!(
            "No: of those whom it can talk with, too few have a log that is not better; {quorum} decide.",
            quorum = majority(rules)
        );
        steps.insert(0, node_now(id, text));
    }
    steps
}
