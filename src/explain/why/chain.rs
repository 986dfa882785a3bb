//! What led to an event: from parent to parent, back to where it began.
//!
//! The parents are on record (`sim::lineage`). The walk leaves them in two places only, where the question is not what set
//! something off. A timer that runs out tells that something has *not* happened, and then the answer is what kept it from
//! happening, if that is known. And a message is sent on some occasion, but says things that are so for other reasons: who
//! asks why an entry was committed wants the reason for that, and not for there having been a heartbeat.

use crate::catalog::tr;
use crate::raft::{AppendOutcome, Index, Term, Timer};
use crate::sim::{Cause, Endpoint, Event, EventKind, PacketKind, Role};

use super::evidence::Evidence;
use super::steps::step;
use super::{Step, grounds, silence};

/// What led to something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Where it began, in a sentence, or why no more is known.
    pub origin: String,
    /// The steps from there, oldest first.
    pub steps: Vec<Step>,
}

/// The most steps that are walked back.
const MOST: usize = 60;

impl Chain {
    /// The steps that are shown at first: some of the oldest and some of the newest, with how many are left out between.
    pub fn folded(&self, most: usize) -> (&[Step], usize, &[Step]) {
        let steps = self.steps.as_slice();
        // One line that says that one step is left out would save nothing.
        if steps.len() <= most + 1 {
            return (steps, 0, &[]);
        }
        let head = most / 2;
        let tail = steps.len() - (most - head);
        (&steps[..head], tail - head, &steps[tail..])
    }
}

/// What led to this event; the event itself is the last step if it is wanted.
pub fn to(event: &Event, with_itself: bool, evidence: &Evidence<'_>) -> Chain {
    let mut walk = Walk { evidence: *evidence, topic: Topic::default() };
    let mut steps = Vec::new();
    if with_itself {
        steps.push(walk.step(event));
    }
    let mut at = event;
    let origin = loop {
        walk.learn(at);
        match walk.before(at) {
            Before::Event(_) if steps.len() == MOST => {
                break tr!(
                    "There is more before that: ask why about event {event}.",
                    event = at.seq
                );
            }
            Before::Event(earlier) => {
                // That a packet was sent is told with its arrival, and that a write began with its end.
                let told = matches!(
                    (&earlier.kind, &at.kind),
                    (EventKind::Sent { .. }, EventKind::Delivered { .. } | EventKind::Lost { .. })
                        | (EventKind::WriteStarted { .. }, EventKind::WriteFinished { .. })
                );
                if !told {
                    steps.push(walk.step(earlier));
                }
                at = earlier;
            }
            Before::Origin(text) => break text,
            Before::Forgotten => break forgotten(at),
        }
    };
    steps.reverse();
    Chain { origin, steps }
}

fn forgotten(event: &Event) -> String {
    tr!("What came before {time} is no longer kept among the events.", time = event.at)
}

/// What comes before an event.
enum Before<'a> {
    /// Another.
    Event(&'a Event),
    /// Nothing: with this, it began.
    Origin(String),
    /// It is not known.
    Forgotten,
}

/// What the walk is about: a message says several things.
#[derive(Clone, Copy, Default)]
struct Topic {
    /// An entry.
    index: Option<Index>,
    /// How it became this term.
    term: Option<Term>,
}

/// A walk back.
struct Walk<'a> {
    evidence: Evidence<'a>,
    topic: Topic,
}

impl<'a> Walk<'a> {
    /// One step, with what makes it understood.
    fn step(&self, event: &Event) -> Step {
        step(event, &self.evidence)
    }

    /// What the walk is about is known from the events that it passes.
    fn learn(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Committed { index, .. } | EventKind::Applied { index, .. } => {
                self.topic.index.get_or_insert(*index);
            }
            EventKind::Appended { last, .. } => {
                self.topic.index.get_or_insert(last.index);
            }
            EventKind::Sent {
                kind: PacketKind::Ack { outcome: AppendOutcome::Accepted { match_index }, .. },
                ..
            } => {
                self.topic.index.get_or_insert(*match_index);
            }
            EventKind::TermChanged { term, .. }
            | EventKind::RoleChanged { to: Role::Follower, term, .. } => {
                self.topic = Topic { term: Some(*term), index: None };
            }
            // From here on it is another story.
            EventKind::TimerFired { .. } => self.topic = Topic::default(),
            _ => {}
        }
    }

    fn before(&self, event: &'a Event) -> Before<'a> {
        if let Some(reason) = self.omission(event).or_else(|| self.content(event)) {
            return Before::Event(reason);
        }
        match (event.parent, event.cause) {
            (Some(_), _) => self.evidence.parent(event).map_or(Before::Forgotten, Before::Event),
            (None, Cause::Command(number)) => {
                let command = self.evidence.command(number);
                Before::Origin(tr!("It began with the command `{command}`.", command))
            }
            (None, Cause::Timer(..)) => Before::Origin(
                tr!("It began when the cluster was switched on: until then there was no leader to hear of.").into(),
            ),
            (None, _) => Before::Origin(tr!("It began when the cluster was switched on.").into()),
        }
    }

    /// What kept something from happening that was waited for in vain until this event.
    fn omission(&self, event: &Event) -> Option<&'a Event> {
        match (&event.kind, event.cause) {
            (EventKind::TimerFired { .. }, Cause::Command(_) | Cause::Chaos) => None,
            (EventKind::TimerFired { node, timer: Timer::Election }, _) => {
                silence::patience(event, *node, &self.evidence).silenced()
            }
            (EventKind::TimerFired { node, timer: Timer::Quorum }, _) => {
                silence::deserted(event, *node, &self.evidence)
            }
            // No answer came: something has become of the request.
            (
                EventKind::Retried { .. } | EventKind::Completed { reply: None, .. },
                Cause::Client(_),
            ) => {
                let asked = self.evidence.parent(event)?;
                let EventKind::Sent { packet, .. } = asked.kind else { return None };
                self.evidence.fate(packet, asked.seq).filter(|fate| fate.seq < event.seq)
            }
            _ => None,
        }
    }

    /// What made that true which the walk is about and which this message says.
    fn content(&self, event: &Event) -> Option<&'a Event> {
        let EventKind::Sent { from: Endpoint::Node(sender), kind, .. } = &event.kind else {
            return None;
        };
        let (sender, at) = (*sender, event.seq);
        // Who is told of a later term wants to know how the sender came into that term.
        if self.topic.term.is_some() && kind.term() == self.topic.term {
            let began = self.evidence.first(0, |it| match it {
                EventKind::RoleChanged { node, term, .. }
                | EventKind::TermChanged { node, term } => {
                    (*node, Some(*term)) == (sender, self.topic.term)
                }
                _ => false,
            });
            if let Some(began) = began.filter(|began| began.seq < at) {
                return Some(began);
            }
        }
        let index = self.topic.index?;
        match kind {
            PacketKind::Entries { prev_log, last, .. }
                if prev_log.index < index && index <= last.index =>
            {
                grounds::appended(sender, index, at, &self.evidence)
            }
            PacketKind::Heartbeat { leader_commit, .. }
            | PacketKind::Entries { leader_commit, .. }
                if index <= *leader_commit =>
            {
                // The first that reached it; a leader that was elected later has learned it as a follower.
                let committed = self.evidence.first(0, |it| {
                    matches!(it, EventKind::Committed { node, index: to } if *node == sender && *to >= index)
                });
                committed.filter(|committed| committed.seq < at)
            }
            _ => None,
        }
    }
}
