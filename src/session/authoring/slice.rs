//! The causal slice of a violation: the events that led to it, as far as they decided something.
//!
//! All that could have had a part in it is its causal past: what happened before at a node that the evidence names, and, for
//! what such a node received, what happened before at who had sent it; and what was done to the network. That is soon nearly
//! everything. What tells the story is less: a role, a vote, an entry, a crash, an answer, not the heartbeats in between. So
//! each kind of event has a weight, and what stands in the chain of reasons of the violation ([`why`]), or speaks of the nodes,
//! the term, the entry or the packet that the evidence speaks of, weighs more. The heaviest are kept.
//!
//! Nothing here knows how they are told.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::check::Violation;
use crate::compact::sort_by_key;
use crate::explain::Selected;
use crate::explain::why::{self, Evidence, Question};
use crate::raft::{Index, NodeId, Term};
use crate::sim::{
    Cause, ClientId, Endpoint, Event, EventClass, EventKind, LossReason, PacketId, Role, Time,
};

/// The most moments that are kept before the one of the violation.
const MOST_MOMENTS: usize = 8;

/// The most events of one moment.
const MOST_ALIKE: usize = 3;

/// What an event weighs more for that speaks of the same.
const NAMED: u32 = 12;
/// What it weighs more in a chain of reasons.
const REASON: u32 = 25;
/// What it weighs more that somebody did.
const DONE: u32 = 20;
/// What it weighs more if it is about the very packet that gave it away.
const SAME_PACKET: u32 = 60;
/// What the newest weighs more than the oldest.
const RECENT: u64 = 10;

/// What led to a violation, in order.
#[derive(Debug, Default)]
pub struct Slice {
    /// What decided it before.
    pub before: Vec<Arc<Event>>,
    /// What happened at the moment of the violation.
    pub last: Vec<Arc<Event>>,
}

/// What the evidence of a violation speaks of.
#[derive(Debug, Default, PartialEq, Eq)]
struct Topic {
    places: BTreeSet<Endpoint>,
    packets: BTreeSet<PacketId>,
    terms: BTreeSet<Term>,
    indices: BTreeSet<Index>,
    /// The sort of events that the property is about, if it is one.
    class: Option<EventClass>,
}

/// The slice of a violation, from what is kept of the run up to its moment.
pub fn slice(violation: &Violation, evidence: &Evidence<'_>) -> Slice {
    let topic = Topic::of(violation);
    let past = past(violation.at, &topic, evidence);
    let last = last(violation.at, &topic, &past);
    let reasons = reasons(&last, &topic, &past, evidence);
    let first = past.first().map_or(0, |event| event.seq);
    let span = past.last().map_or(1, |event| event.seq - first).max(1);
    let weigh = |event: &Event| {
        let reason = if reasons.contains(&event.seq) { reason(&event.kind) } else { 0 };
        let given = weight(&event.kind) + reason;
        let recent = u32::try_from((event.seq - first) * RECENT / span).unwrap_or_default();
        (given > 0).then(|| given + topic.weight(event) + done(event) + recent)
    };
    let earlier = past.iter().filter(|event| event.at < violation.at && !is_set_up(event));
    let mut weighed: Vec<(u32, &Arc<Event>)> =
        earlier.filter_map(|event| Some((weigh(event)?, event))).collect();
    sort_by_key(&mut weighed, |(weight, event)| (u32::MAX - weight, event.seq));
    Slice { before: heaviest(weighed.into_iter().map(|(_, event)| event)), last }
}

/// The first of these that fit into so few moments, in order of time.
fn heaviest<'a>(events: impl Iterator<Item = &'a Arc<Event>>) -> Vec<Arc<Event>> {
    let mut kept: Vec<Arc<Event>> = Vec::new();
    let mut moments: BTreeSet<Time> = BTreeSet::new();
    for event in events {
        let alike = kept.iter().filter(|it| it.at == event.at).count();
        if alike == 0 && moments.len() == MOST_MOMENTS {
            break;
        }
        // What happened twice in the same way is told once; and of what came of something, not on which occasion.
        let is_news = kept.iter().all(|it| it.kind != event.kind);
        if alike < MOST_ALIKE && is_news && !(alike > 0 && is_occasion(&event.kind)) {
            moments.insert(event.at);
            kept.push(Arc::clone(event));
        }
    }
    sort_by_key(&mut kept, |event| event.seq);
    kept
}

/// The causal past of a violation, oldest first.
fn past(at: Time, topic: &Topic, evidence: &Evidence<'_>) -> Vec<Arc<Event>> {
    let mut places = topic.places.clone();
    let mut parents = BTreeSet::new();
    let mut past: Vec<Arc<Event>> = Vec::new();
    // Where the evidence names nobody, it is what happened at that moment, or what all clients were told.
    let speaks_for_itself = |event: &Event| {
        let of_client = matches!(event.kind.place(), Some(Endpoint::Client(_)));
        event.at == at || (of_client && topic.class == Some(EventClass::Clients))
    };
    for event in evidence.events.shared().rev().skip_while(|event| event.at > at) {
        let place = event.kind.place();
        let is_in = parents.remove(&event.seq)
            || place.is_none_or(|place| places.contains(&place))
            || (topic.places.is_empty() && speaks_for_itself(event));
        if is_in {
            places.extend(place);
            parents.extend(event.parent);
            past.push(Arc::clone(event));
        }
    }
    past.reverse();
    past
}

/// What happened at the moment of the violation, as far as it speaks of the same.
fn last(at: Time, topic: &Topic, past: &[Arc<Event>]) -> Vec<Arc<Event>> {
    const MOST: usize = 2;
    let of_moment = || past.iter().filter(|event| event.at == at);
    let named = |event: &&Arc<Event>| {
        topic.names_packet(&event.kind)
            || event.kind.place().is_some_and(|place| topic.places.contains(&place))
    };
    let mut last: Vec<&Arc<Event>> = of_moment().filter(named).collect();
    if last.is_empty() {
        last = of_moment().collect();
    }
    sort_by_key(&mut last, |event| {
        (u32::MAX - weight(&event.kind) - topic.weight(event), u64::MAX - event.seq)
    });
    let mut last: Vec<Arc<Event>> = last.into_iter().take(MOST).cloned().collect();
    sort_by_key(&mut last, |event| event.seq);
    last
}

/// The numbers of the events that are reasons: of what happened last, and of what made the others what they are that the
/// evidence names.
fn reasons(
    last: &[Arc<Event>],
    topic: &Topic,
    past: &[Arc<Event>],
    evidence: &Evidence<'_>,
) -> BTreeSet<u64> {
    /// What makes somebody what he is.
    const DECISIVE: u32 = 25;
    let made = topic.places.iter().filter_map(|place| {
        past.iter()
            .rev()
            .find(|event| event.kind.place() == Some(*place) && weight(&event.kind) >= DECISIVE)
    });
    let mut reasons = BTreeSet::new();
    for event in last.iter().chain(made) {
        reasons.insert(event.seq);
        let asked = Question::About(Selected::Event(event.seq));
        let chain = why::answer(asked, evidence).chain;
        let steps = chain.into_iter().flat_map(|chain| chain.steps);
        reasons.extend(steps.filter_map(|step| match step.about {
            Selected::Event(seq) => Some(seq),
            _ => None,
        }));
    }
    reasons
}

impl Topic {
    fn of(violation: &Violation) -> Self {
        let mut topic = Self { class: class(violation.name), ..Self::default() };
        let is_part = |sign: char| sign.is_ascii_alphanumeric() || sign == '@';
        let words: Vec<&str> =
            violation.evidence.split(|sign| !is_part(sign)).filter(|it| !it.is_empty()).collect();
        for (place, word) in words.iter().enumerate() {
            let numbered = |letter| word.strip_prefix(letter).and_then(|it| it.parse().ok());
            topic.places.extend(numbered('n').map(|id| Endpoint::Node(NodeId(id))));
            topic.places.extend(numbered('c').map(|id| Endpoint::Client(ClientId(id))));
            let packet = word.strip_prefix('p').and_then(|it| it.parse().ok());
            topic.packets.extend(packet.map(PacketId));
            if *word == "you" {
                topic.places.insert(Endpoint::Client(ClientId::YOU));
            }
            let number = words.get(place + 1).and_then(|next| next.parse().ok());
            match *word {
                "index" => topic.indices.extend(number.map(Index)),
                "term" => topic.terms.extend(number.map(Term)),
                _ => {}
            }
            if let Some((index, term)) = word.split_once('@')
                && let (Ok(index), Ok(term)) = (index.parse(), term.parse())
            {
                topic.indices.insert(Index(index));
                topic.terms.insert(Term(term));
            }
        }
        topic
    }

    /// What an event weighs more because the evidence speaks of the same.
    fn weight(&self, event: &Event) -> u32 {
        let kind = &event.kind;
        let is_named = kind.place().is_some_and(|place| self.places.contains(&place));
        let is_about = match kind {
            EventKind::RoleChanged { term, .. }
            | EventKind::TermChanged { term, .. }
            | EventKind::Voted { term, .. } => self.terms.contains(term),
            EventKind::Appended { first, last, .. } => self.has_index(first.index, last.index),
            EventKind::Truncated { from, to, .. } => self.has_index(*from, *to),
            EventKind::Committed { index, .. } | EventKind::Applied { index, .. } => {
                self.has_index(*index, *index)
            }
            _ => false,
        };
        let is_of_class = self.class == Some(kind.class());
        let mut more = 0;
        for speaks in [is_named, is_about, is_of_class] {
            more += if speaks { NAMED } else { 0 };
        }
        // The very vote, entry or office of the very node.
        more += if is_named && is_about { REASON } else { 0 };
        more + if self.names_packet(kind) { SAME_PACKET } else { 0 }
    }

    fn has_index(&self, first: Index, last: Index) -> bool {
        self.indices.range(first..=last.max(first)).next().is_some()
    }

    fn names_packet(&self, kind: &EventKind) -> bool {
        match kind {
            EventKind::Sent { packet, .. }
            | EventKind::Delivered { packet, .. }
            | EventKind::Lost { packet, .. }
            | EventKind::Delayed { packet, .. } => self.packets.contains(packet),
            EventKind::Duplicated { copy, .. } => self.packets.contains(copy),
            _ => false,
        }
    }
}

/// The sort of events that a property is about.
fn class(property: &str) -> Option<EventClass> {
    Some(match property {
        "election-safety" | "one-vote" | "up-to-date-leader" | "vote-promise"
        | "lease-exclusivity" => EventClass::Elections,
        "log-matching"
        | "leader-append-only"
        | "leader-completeness"
        | "state-machine-safety"
        | "quorum-log"
        | "committed-append-only"
        | "configuration-safety"
        | "snapshot-configuration"
        | "equal-state"
        | "match-index" => EventClass::Log,
        "exactly-once" | "read-index" | "linearizability" => EventClass::Clients,
        "durable-before-visible" => EventClass::Disk,
        _ => return None,
    })
}

/// Whether it belongs to how the cluster was set up: knobs that were turned at once, and rules that were broken, of which
/// the command itself tells.
fn is_set_up(event: &Event) -> bool {
    match &event.kind {
        EventKind::Configured { command } => {
            event.at == Time::ZERO || command.starts_with("break ")
        }
        _ => false,
    }
}

/// What an event weighs more if somebody did it to the cluster, or chaos.
fn done(event: &Event) -> u32 {
    let is_fault = event.kind.class() == EventClass::Faults;
    let is_done = matches!(event.cause, Cause::Command(_) | Cause::Chaos);
    if is_fault && is_done { DONE } else { 0 }
}

/// Whether it is no more than the occasion of what happens with it.
fn is_occasion(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::TimerFired { .. }
            | EventKind::Delivered { .. }
            | EventKind::WriteStarted { .. }
            | EventKind::WriteFinished { .. }
    )
}

/// What an event weighs more as a reason. That a message came is mostly told by what followed from it, and that an answer
/// came always is.
fn reason(kind: &EventKind) -> u32 {
    match kind {
        EventKind::Delivered { to: Endpoint::Client(_), .. } => 0,
        EventKind::Delivered { .. } | EventKind::Sent { .. } => REASON / 3,
        _ => REASON,
    }
}

/// How much of a story an event is by itself: nothing, a detail, a step, a turn.
fn weight(kind: &EventKind) -> u32 {
    match kind {
        EventKind::RoleChanged { to: Role::Leader, .. }
        | EventKind::Crashed { .. }
        | EventKind::Wiped { .. }
        | EventKind::DiskReplaced { .. }
        | EventKind::Rotted { .. }
        | EventKind::Torn { .. }
        | EventKind::WriteAstray { .. }
        | EventKind::LyingSet { .. }
        | EventKind::ClockJumped { .. } => 60,
        EventKind::Cut { .. }
        | EventKind::Restarted { .. }
        | EventKind::Truncated { .. }
        | EventKind::TailCut { .. }
        | EventKind::ClockSet { .. }
        | EventKind::Refused { .. }
        | EventKind::SnapshotUnreadable { .. } => 50,
        EventKind::Completed { .. } | EventKind::ReadAnswered { .. } => 45,
        EventKind::RoleChanged { from: Role::Leader, .. }
        | EventKind::Healed { .. }
        | EventKind::Paused { .. }
        | EventKind::Resumed { .. }
        | EventKind::Invoked { .. }
        | EventKind::ConfigurationChanged { .. }
        | EventKind::MembershipChanged { .. }
        | EventKind::SnapshotInstalled { .. } => 40,
        EventKind::Voted { node, candidate, .. } if node != candidate => 40,
        EventKind::SteppedDown { .. }
        | EventKind::HandoverBegun { .. }
        | EventKind::SnapshotTaken { .. }
        | EventKind::SnapshotReceived { .. }
        | EventKind::ClientCut { .. }
        | EventKind::ClientHealed { .. }
        | EventKind::MediumSet { .. }
        | EventKind::Clogged { .. }
        | EventKind::Unclogged { .. }
        | EventKind::FilterSet { .. } => 35,
        EventKind::Committed { .. }
        | EventKind::RoleChanged { to: Role::Candidate, .. }
        | EventKind::LoadBegun { .. } => 30,
        EventKind::Configured { .. }
        | EventKind::Appended { .. }
        | EventKind::Applied { .. }
        | EventKind::WeatherSet { .. }
        | EventKind::Released { .. }
        | EventKind::LeaseBegun { .. } => 25,
        EventKind::VoteReceived { .. }
        | EventKind::Voted { .. }
        | EventKind::Retried { .. }
        | EventKind::Booted { .. }
        | EventKind::TransferEnded { .. }
        | EventKind::ChangeRefused { .. }
        | EventKind::LeaseEnded { .. }
        | EventKind::FilterMet { .. }
        | EventKind::Lost { reason: LossReason::Dropped, .. } => 20,
        EventKind::RoundAnswered { .. }
        | EventKind::Duplicated { .. }
        | EventKind::Delayed { .. }
        | EventKind::Armed { .. }
        | EventKind::DiskSet { .. }
        | EventKind::Overloaded { .. }
        | EventKind::PutOff { .. }
        | EventKind::WriteFailed { .. } => 14,
        EventKind::RoleChanged { .. }
        | EventKind::TermChanged { .. }
        | EventKind::PreVoteReceived { .. }
        | EventKind::VoteRequestIgnored { .. }
        | EventKind::RoundBegun { .. }
        | EventKind::ChunkTaken { .. }
        | EventKind::ClientJoined { .. } => 8,
        EventKind::TimerFired { .. }
        | EventKind::WriteStarted { .. }
        | EventKind::WriteFinished { .. }
        | EventKind::Redirected { .. } => 3,
        // Whoever is told something shows it by what it does; only what was lost had no other trace.
        EventKind::Lost { .. } if !kind.is_routine() => 3,
        EventKind::Sent { .. }
        | EventKind::Delivered { .. }
        | EventKind::Lost { .. }
        | EventKind::Said { .. } => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_evidence_says_who_and_what_it_is_about() {
        let topic = |name, evidence: &str| {
            let evidence = evidence.to_owned();
            Topic::of(&Violation { name, citation: "", at: Time::ZERO, evidence })
        };
        let node = |id| Endpoint::Node(NodeId(id));
        let found = topic("quorum-log", "3@1 is committed, as n4 has told, and is on n2, n12 only");
        assert_eq!(found.places, [node(2), node(4), node(12)].into());
        assert_eq!((found.indices, found.terms), ([Index(3)].into(), [Term(1)].into()));
        assert_eq!(found.class, Some(EventClass::Log));
        let found = topic("one-vote", "n2 voted for n3 in term 2, and also for n2");
        assert_eq!((found.terms, found.indices), ([Term(2)].into(), BTreeSet::new()));
        let found = topic("durable-before-visible", "n1 sent p17, ack, when its disk was empty");
        assert_eq!(found.packets, [PacketId(17)].into());
        let found = topic("linearizability", "you found null, but c4 had replaced it");
        let (you, other) = (Endpoint::Client(ClientId::YOU), Endpoint::Client(ClientId(4)));
        assert_eq!(found.places, [you, other].into());
    }
}
