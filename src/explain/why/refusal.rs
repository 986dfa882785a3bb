//! Why a vote was refused: of what the rules ask, what was not so.

use crate::catalog::tr;
use crate::explain::Selected;
use crate::explain::words::duration;
use crate::raft::{LogId, NodeId, Term};
use crate::sim::{Endpoint, Event, EventKind, PacketKind};

use super::Step;
use super::evidence::{Evidence, leaders_term, node_of};

/// A question for a vote, as a voter received it.
struct Asked<'a> {
    event: &'a Event,
    term: Term,
    last_log: LogId,
    /// Whether a voter that sticks to its leader says no to it, by its sort.
    stickiness: bool,
    pre_vote: bool,
}

/// Why a voter refused a candidate, from the event by which it said so: everything that is known to have spoken against.
pub fn reasons(
    refused: &Event,
    voter: NodeId,
    candidate: NodeId,
    evidence: &Evidence<'_>,
) -> Vec<Step> {
    let EventKind::Sent { kind, .. } = &refused.kind else { return Vec::new() };
    let (pre_vote, term, removed_at) = match kind {
        PacketKind::Vote { granted: false, term, removed_at } => (false, *term, *removed_at),
        PacketKind::PreVote { granted: false, term, removed_at } => (true, *term, *removed_at),
        _ => return Vec::new(),
    };
    let Some(asked) = asked(refused, voter, candidate, pre_vote, evidence) else {
        return Vec::new();
    };
    let about = Selected::Event(asked.event.seq);
    let step =
        |at: &Event, text: String| Step { at: Some(at.at), text, about: Selected::Event(at.seq) };
    let mut reasons = Vec::new();
    if let Some(index) = removed_at {
        let text = tr!(
            "{voter} knows that the configuration at index {index} is committed, and {candidate} has no vote in it.",
            voter,
            index,
            candidate
        );
        return vec![Step { at: Some(asked.event.at), text, about }];
    }
    if term > asked.term {
        let text = tr!(
            "{voter} was in term {term} already, and {candidate} asked in term {asked}.",
            voter,
            term,
            candidate,
            asked = asked.term
        );
        reasons.push(Step { at: Some(asked.event.at), text, about });
        return reasons;
    }
    let other = |kind: &EventKind| {
        matches!(kind, EventKind::Voted { node, term: of, candidate: other }
            if *node == voter && *of == term && *other != candidate)
    };
    if !asked.pre_vote
        && let Some(vote) = evidence.last(refused.seq, other)
        && let EventKind::Voted { candidate: other, .. } = vote.kind
    {
        let text = if other == voter {
            tr!("{voter} had given its one vote of term {term} to itself.", voter, term)
        } else {
            tr!("{voter} had given its one vote of term {term} to {other}.", voter, term, other)
        };
        reasons.push(step(vote, text));
    }
    if let Some(own) = evidence.last_log_before(voter, asked.event.seq + 1)
        && own > asked.last_log
    {
        let text = tr!(
            "The log of {voter} was more up to date: it ended at index {own_index} of term {own_term}, that of {candidate} at \
             index {index} of term {term}.",
            voter,
            own_index = own.index,
            own_term = own.term,
            candidate,
            index = asked.last_log.index,
            term = asked.last_log.term
        );
        reasons.push(Step { at: Some(asked.event.at), text, about });
    }
    if asked.stickiness
        && let Some((heard, leader)) = recently_heard(asked.event, voter, evidence)
    {
        let text = tr!(
            "{voter} had heard the leader {leader} {time} before, and helps nobody to stand against it.",
            voter,
            leader,
            time = duration(asked.event.at.since(heard.at))
        );
        reasons.push(step(heard, text));
    }
    reasons
}

/// The question that was answered.
fn asked<'a>(
    refused: &Event,
    voter: NodeId,
    candidate: NodeId,
    pre_vote: bool,
    evidence: &Evidence<'a>,
) -> Option<Asked<'a>> {
    let settings = evidence.settings_of(voter);
    evidence.events.until(refused.seq).rev().find_map(|event| {
        let EventKind::Delivered {
            from: Endpoint::Node(from), to: Endpoint::Node(to), kind, ..
        } = &event.kind
        else {
            return None;
        };
        if (*from, *to) != (candidate, voter) {
            return None;
        }
        match *kind {
            PacketKind::VoteRequest { term, last_log } if !pre_vote => {
                Some(Asked { event, term, last_log, stickiness: settings.check_quorum, pre_vote })
            }
            PacketKind::SuccessorVoteRequest { term, last_log } if !pre_vote => {
                Some(Asked { event, term, last_log, stickiness: false, pre_vote })
            }
            PacketKind::PreVoteRequest { term, last_log } if pre_vote => {
                let stickiness = settings.pre_vote || settings.check_quorum;
                Some(Asked { event, term, last_log, stickiness, pre_vote })
            }
            _ => None,
        }
    })
}

/// The leader that a voter had heard within the least election timeout.
fn recently_heard<'a>(
    asked: &Event,
    voter: NodeId,
    evidence: &Evidence<'a>,
) -> Option<(&'a Event, NodeId)> {
    let least_us = evidence.settings_of(voter).election.min_us;
    let term = evidence.term_before(voter, asked.seq);
    let recent = evidence.events.until(asked.seq).rev();
    recent.take_while(|event| asked.at.since(event.at) <= least_us).find_map(|event| {
        let EventKind::Delivered { from, to, kind, .. } = &event.kind else { return None };
        let heard =
            *to == Endpoint::Node(voter) && leaders_term(kind).is_some_and(|of| Some(of) == term);
        heard.then(|| Some((event, node_of(*from)?)))?
    })
}
