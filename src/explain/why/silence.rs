//! Why a node has lost its patience: since when it had heard of no leader, and what had become of that leader.

use crate::catalog::tr;
use crate::explain::words::{count, duration};
use crate::raft::{NodeId, Timer};
use crate::sim::{Endpoint, Event, EventKind, Role};

use super::evidence::{Evidence, leaders_term};

/// What a node had waited for when its election timer ran out.
pub enum Patience<'a> {
    /// For word of a leader that it had heard before.
    Heard {
        /// When it heard that leader last.
        heard: &'a Event,
        /// That leader.
        leader: NodeId,
        /// What silenced it, if that is known.
        silenced: Option<&'a Event>,
        /// How many of the leader's packets to this node were lost since.
        lost: u64,
    },
    /// For the result of its own candidacy, or of its question before one.
    Stood(&'a Event),
    /// For somebody for whom it had voted.
    Waited(&'a Event),
    /// For any leader, since it started, or since it led itself.
    Started(&'a Event),
    /// For any leader, since the cluster was switched on.
    Never,
    /// It is no longer known.
    Unknown,
}

/// What a node had waited for when its election timer ran out at this event: the timer was set at the event's parent.
pub fn patience<'a>(fired: &Event, node: NodeId, evidence: &Evidence<'a>) -> Patience<'a> {
    let Some(since) = evidence.parent(fired) else {
        return if fired.parent.is_none() { Patience::Never } else { Patience::Unknown };
    };
    match &since.kind {
        EventKind::Delivered { from: Endpoint::Node(leader), kind, .. }
            if leaders_term(kind).is_some() =>
        {
            let (silenced, lost) = silenced(since, *leader, node, fired.seq, evidence);
            Patience::Heard { heard: since, leader: *leader, silenced, lost }
        }
        EventKind::Voted { .. } => Patience::Waited(since),
        EventKind::RoleChanged { to: Role::Candidate | Role::PreCandidate, .. }
        | EventKind::TimerFired { timer: Timer::Election, .. } => Patience::Stood(since),
        _ => Patience::Started(since),
    }
}

/// What kept a leader from being answered, as it found when this timer fired: the last that happened to a link of it, or to
/// another node, within the time in which it listened.
pub fn deserted<'a>(fired: &Event, leader: NodeId, evidence: &Evidence<'a>) -> Option<&'a Event> {
    evidence.consequence(fired, |kind| matches!(kind, EventKind::SteppedDown { .. }))?;
    // It may have been answered at the beginning of that time, and listened once more.
    let listened_us = 2 * evidence.settings_of(leader).election.min_us;
    let recent = evidence.events.until(fired.seq).rev();
    recent.take_while(|event| fired.at.since(event.at) <= listened_us).find(|event| {
        match &event.kind {
            EventKind::Crashed { node, .. } | EventKind::Paused { node } => *node != leader,
            EventKind::Cut { links } | EventKind::Clogged { links } => {
                links.iter().any(|(from, to)| [*from, *to].contains(&leader))
            }
            _ => false,
        }
    })
}

/// When a node last heard the leader of its term before this event.
pub fn heard<'a>(before: &Event, node: NodeId, evidence: &Evidence<'a>) -> Option<&'a Event> {
    let term = evidence.term_before(node, before.seq);
    evidence.last(before.seq, |kind| {
        matches!(kind, EventKind::Delivered { to: Endpoint::Node(it), kind, .. }
            if *it == node && leaders_term(kind).is_some_and(|of| Some(of) >= term))
    })
}

/// What kept a leader from being heard after this event: the gravest of what happened to it and to the link.
fn silenced<'a>(
    heard: &Event,
    leader: NodeId,
    node: NodeId,
    until: u64,
    evidence: &Evidence<'a>,
) -> (Option<&'a Event>, u64) {
    // What was on its way may arrive after its sender is gone.
    let from = heard.parent.unwrap_or(heard.seq);
    let link = (leader, node);
    let (mut gravest, mut lost): (Option<(u8, &Event)>, u64) = (None, 0);
    for event in evidence.events.since(from).take_while(|event| event.seq < until) {
        let grave = match &event.kind {
            EventKind::Crashed { node, .. } | EventKind::Wiped { node } if *node == leader => 5,
            EventKind::Paused { node } if *node == leader => 4,
            EventKind::RoleChanged { node, from: Role::Leader, .. } if *node == leader => 3,
            EventKind::Cut { links } if links.contains(&link) => 2,
            EventKind::Clogged { links } if links.contains(&link) => 2,
            EventKind::Lost { from: Endpoint::Node(a), to: Endpoint::Node(b), .. }
                if (*a, *b) == link =>
            {
                lost += 1;
                1
            }
            _ => 0,
        };
        if grave > gravest.map_or(0, |(grave, _)| grave) {
            gravest = Some((grave, event));
        }
    }
    (gravest.map(|(_, event)| event), lost)
}

impl<'a> Patience<'a> {
    /// What silenced the leader that was waited for, if that is known.
    pub fn silenced(&self) -> Option<&'a Event> {
        match self {
            Self::Heard { silenced, .. } => *silenced,
            _ => None,
        }
    }

    /// The sentence that the timer ran out, which is given without its end, and the same in it.
    pub fn told(&self, what: &str, fired: &Event) -> String {
        let ago = |event: &Event| duration(fired.at.since(event.at));
        match self {
            Self::Heard { heard, leader, lost: 0, .. } => tr!(
                "{what}: it has heard nothing of {leader} for {time}.",
                what,
                leader,
                time = ago(heard)
            ),
            Self::Heard { heard, leader, lost, .. } => tr!(
                "{what}: it has heard nothing of {leader} for {time}, and {packets} on the way.",
                what,
                leader,
                time = ago(heard),
                packets = count(*lost, "packet was lost", "packets were lost")
            ),
            Self::Stood(since) => {
                tr!("{what}: nobody has won in the {time} since it asked.", what, time = ago(since))
            }
            Self::Waited(since) => match since.kind {
                EventKind::Voted { candidate, .. } => tr!(
                    "{what}: {candidate}, for which it voted {time} ago, has not been heard as a leader.",
                    what,
                    candidate,
                    time = ago(since)
                ),
                _ => tr!("{what}.", what),
            },
            Self::Started(since) => tr!(
                "{what}: it has heard of no leader in the {time} since then.",
                what,
                time = ago(since)
            ),
            Self::Never => tr!("{what}: it has heard of no leader yet.", what),
            Self::Unknown => tr!("{what}.", what),
        }
    }
}
