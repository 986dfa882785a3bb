//! Why something happened.

use crate::catalog::tr;
use crate::explain::Selected;
use crate::explain::selection::subject;
use crate::explain::words::kind_text;
use crate::raft::{Index, NodeId, Term, Timer};
use crate::sim::{Cause, Endpoint, Event, EventKind, PacketKind, Resignation, Role};

use super::evidence::{Evidence, node_of};
use super::{Explanation, Grounds, Question, chain, grounds, refusal, rule, steps};

/// Explains the event of this number.
pub fn explain(seq: u64, evidence: &Evidence<'_>) -> Explanation {
    let Some(event) = evidence.events.get(seq) else {
        return Explanation::plain(if seq >= evidence.events.next() {
            tr!(
                "Event {event} has not happened yet at this moment, {time}.",
                event = seq,
                time = evidence.now()
            )
        } else {
            tr!(
                "Event {event} is no longer kept: the oldest that is kept is event {oldest}.",
                event = seq,
                oldest = evidence.events.first()
            )
        });
    };
    Explanation { chain: Some(chain::to(event, false, evidence)), ..reasons(event, evidence) }
}

/// Why an event happened, without what led to it.
pub fn reasons(event: &Event, evidence: &Evidence<'_>) -> Explanation {
    if let EventKind::RoleChanged { node, from: Role::Leader, .. } = event.kind {
        // Why it gave up its leadership is told by another event of the same move, if it did so in its own term.
        let gave_up = evidence
            .later_alike(event)
            .find(|it| matches!(it.kind, EventKind::SteppedDown { node: of, .. } if of == node));
        if let Some(gave_up) = gave_up {
            let headline = grounds::sentence(kind_text(&event.kind));
            return Explanation { headline, ..reasons(gave_up, evidence) };
        }
    }
    let (facts, grounds) = counted(event, evidence);
    let follows = matches!(&event.kind, EventKind::Committed { node, .. } if !leads_at(*node, event.seq, evidence));
    Explanation {
        headline: grounds::sentence(kind_text(&event.kind)),
        facts,
        rule: if follows { Some(rule::LEADER_COMMIT) } else { the_rule(event, evidence) },
        grounds,
        chain: None,
        questions: questions(event, evidence),
    }
}

/// The rule, where the event alone does not decide it.
fn the_rule(event: &Event, evidence: &Evidence<'_>) -> Option<rule::Rule> {
    match &event.kind {
        EventKind::Appended { node, .. } if leads_at(*node, event.seq, evidence) => {
            Some(rule::APPEND)
        }
        // Nobody spoke to it: it stands for election again.
        EventKind::TermChanged { .. } if !matches!(event.cause, Cause::Packet(_)) => {
            Some(rule::ELECTION)
        }
        kind => rule(kind),
    }
}

/// What was counted or compared.
fn counted(event: &Event, evidence: &Evidence<'_>) -> (Vec<String>, Vec<Grounds>) {
    match &event.kind {
        EventKind::RoleChanged { node, to: Role::Leader, .. } => {
            grounds::votes(event, *node, evidence)
        }
        EventKind::Committed { node, index } => committed(event, *node, *index, evidence),
        EventKind::Sent {
            from: Endpoint::Node(voter),
            to: Endpoint::Node(candidate),
            kind:
                PacketKind::Vote { granted: false, .. } | PacketKind::PreVote { granted: false, .. },
            ..
        } => (Vec::new(), refused(event, *voter, *candidate, evidence)),
        EventKind::Delivered {
            from: Endpoint::Node(voter),
            to: Endpoint::Node(candidate),
            kind:
                PacketKind::Vote { granted: false, .. } | PacketKind::PreVote { granted: false, .. },
            ..
        } => {
            let reasons =
                evidence.parent(event).map(|sent| refused(sent, *voter, *candidate, evidence));
            (Vec::new(), reasons.unwrap_or_default())
        }
        EventKind::SteppedDown { node, reason: Resignation::NoQuorum, .. } => {
            let since = evidence.last(event.seq.saturating_sub(1), |kind| {
                steps::leads(kind, *node)
                    || matches!(kind, EventKind::TimerFired { node: it, timer: Timer::Quorum } if it == node)
            });
            // The timer that fired just now is not the beginning of its own time.
            let since = since.map(|since| {
                if since.at == event.at {
                    evidence
                        .last(since.seq, |kind| {
                            steps::leads(kind, *node)
                                || matches!(kind, EventKind::TimerFired { node: it, timer: Timer::Quorum } if it == node)
                        })
                        .unwrap_or(since)
                } else {
                    since
                }
            });
            let answers = since
                .filter(|since| since.at < event.at)
                .map(|since| grounds::answers_since(*node, since.seq, event.seq, evidence));
            (Vec::new(), answers.into_iter().collect())
        }
        EventKind::Truncated { node, from, to } => {
            (truncated(event, *node, *from, *to, evidence), Vec::new())
        }
        _ => (Vec::new(), Vec::new()),
    }
}

/// A leader counts; a follower is told.
fn committed(
    event: &Event,
    node: NodeId,
    index: Index,
    evidence: &Evidence<'_>,
) -> (Vec<String>, Vec<Grounds>) {
    if leads_at(node, event.seq, evidence)
        && let Some(term) = evidence.term_before(node, event.seq + 1)
    {
        return grounds::copies(event, node, index, term, evidence);
    }
    let told = evidence.parent(event).and_then(|it| match &it.kind {
        EventKind::Delivered { packet, from, kind, .. } => {
            Some((*packet, node_of(*from)?, kind, it.parent?))
        }
        _ => None,
    });
    // What the leader had counted is the reason; that it told others is only how they know.
    let (counted, grounds) = told
        .and_then(|(_, leader, _, sent)| {
            let first = evidence.first(0, |kind| {
                matches!(kind, EventKind::Committed { node, index: to } if *node == leader && *to >= index)
            });
            let first = first.filter(|first| first.seq < sent && leads_at(leader, first.seq, evidence))?;
            let EventKind::Committed { index, .. } = first.kind else { return None };
            let term = evidence.term_before(leader, first.seq + 1)?;
            Some(grounds::copies(first, leader, index, term, evidence))
        })
        .unwrap_or_default();
    let fact = match told {
        Some((packet, leader, PacketKind::Heartbeat { leader_commit, .. }, _)) => Some(tr!(
            "{leader} says with its heartbeat {packet} that all up to {commit} is committed, and the log of {node} \
             agrees with the leader's up to {index}.",
            leader,
            packet,
            commit = leader_commit,
            node,
            index
        )),
        Some((packet, leader, PacketKind::Entries { leader_commit, last, .. }, _)) => Some(tr!(
            "{leader} says with its entries {packet} that all up to {commit} is committed, and with them the log of \
             {node} agrees with the leader's up to {index}.",
            leader,
            packet,
            commit = leader_commit,
            node,
            index = last.index
        )),
        _ => None,
    };
    (fact.into_iter().chain(counted).collect(), grounds)
}

/// Whether a node leads when an event happens; what is not recorded before it is taken from what comes after.
fn leads_at(node: NodeId, seq: u64, evidence: &Evidence<'_>) -> bool {
    let role = |event: &Event| match event.kind {
        EventKind::RoleChanged { node: it, from, to, .. } if it == node => Some((from, to)),
        _ => None,
    };
    let before = evidence.events.until(seq).rev().find_map(role);
    if let Some((_, to)) = before {
        return to == Role::Leader;
    }
    let after = evidence.events.since(seq).find_map(role);
    match after {
        Some((from, _)) => from == Role::Leader,
        None => evidence.view.node(node).is_some_and(|it| it.role == Role::Leader),
    }
}

fn refused(
    sent: &Event,
    voter: NodeId,
    candidate: NodeId,
    evidence: &Evidence<'_>,
) -> Vec<Grounds> {
    let steps = refusal::reasons(sent, voter, candidate, evidence);
    if steps.is_empty() {
        return Vec::new();
    }
    vec![Grounds { title: tr!("What spoke against it").into(), steps }]
}

/// Which entries of which terms did not agree.
fn truncated(
    event: &Event,
    node: NodeId,
    from: Index,
    to: Index,
    evidence: &Evidence<'_>,
) -> Vec<String> {
    let had = evidence.last(event.seq, |kind| {
        matches!(kind, EventKind::Appended { node: it, first, last }
            if *it == node && first.index <= from && from <= last.index)
    });
    let old: Option<Term> = had.and_then(|had| match had.kind {
        EventKind::Appended { first, last, .. } if first.term == last.term => Some(first.term),
        _ => None,
    });
    let new = evidence.later_alike(event).find_map(|it| match it.kind {
        EventKind::Appended { node: of, first, .. } if of == node && first.index == from => {
            Some(first.term)
        }
        _ => None,
    });
    match (old, new) {
        (Some(old), Some(new)) => vec![tr!(
            "Where the leader has an entry of term {new}, at index {from}, {node} had one of term {old}: it goes, and so does \
             all up to {to}. None of it was committed.",
            new,
            from,
            node,
            old,
            to
        )],
        _ => Vec::new(),
    }
}

/// What may be asked next.
fn questions(event: &Event, evidence: &Evidence<'_>) -> Vec<Question> {
    let about = subject(&event.kind).filter(|about| match about {
        Selected::Entry(node, index) => {
            evidence.view.node(*node).is_some_and(|it| it.log.last().index >= *index)
        }
        _ => true,
    });
    let mut questions: Vec<Question> = about.into_iter().map(Question::About).collect();
    if let EventKind::Completed { client, reply: None, .. } | EventKind::Retried { client, .. } =
        event.kind
    {
        questions.push(Question::NotAnswered(client));
    }
    questions
}
