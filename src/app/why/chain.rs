//! What led to an event: from move to move, back to where it began.

use crate::app::Selected;
use crate::app::words::{duration, kind_text, list, sentence};
use crate::raft::{AppendOutcome, Index, NodeId, Term, Timer};
use crate::sim::{Cause, ClientId, Endpoint, Event, EventKind, LossReason, PacketKind, Role};

use super::evidence::{Evidence, leaders_term, node_of};
use super::silence::{self, Patience};
use super::{Step, command, grounds};

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
            Before::Event(earlier) if earlier.seq >= at.seq => break forgotten(at),
            Before::Event(_) if steps.len() == MOST => {
                break format!("There is more before that: ask why about event {}.", at.seq);
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
    format!("What came before {} is no longer kept among the events.", event.at)
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

/// What the walk is about: a write of a disk holds many things, and a heartbeat says several.
#[derive(Clone, Copy, Default)]
struct Topic {
    /// An entry.
    index: Option<Index>,
    /// A vote or a candidacy of this term.
    vote: Option<Term>,
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
            EventKind::Sent { kind, .. } => match kind {
                PacketKind::Ack { outcome: AppendOutcome::Accepted { match_index }, .. } => {
                    self.topic.index.get_or_insert(*match_index);
                }
                PacketKind::Vote { term, granted: true, .. }
                | PacketKind::VoteRequest { term, .. }
                | PacketKind::SuccessorVoteRequest { term, .. } => {
                    self.topic = Topic { vote: Some(*term), ..self.topic };
                }
                _ => {}
            },
            EventKind::VoteReceived { node, .. } => {
                self.topic.vote = self.evidence.term_before(*node, event.seq);
            }
            EventKind::TermChanged { term, .. }
            | EventKind::RoleChanged { to: Role::Follower, term, .. } => {
                self.topic = Topic { term: Some(*term), ..Topic::default() };
            }
            // From here on it is another story.
            EventKind::TimerFired { .. } => self.topic = Topic::default(),
            _ => {}
        }
    }

    fn before(&self, event: &'a Event) -> Before<'a> {
        let at = event.seq;
        match &event.kind {
            EventKind::Delivered { packet, .. } | EventKind::Delayed { packet, .. } => {
                found(self.evidence.origin(*packet, at))
            }
            EventKind::Duplicated { packet, .. } => found(self.evidence.origin(*packet, at)),
            EventKind::Lost { packet, from, to, reason, .. } => {
                let reason = self.reason_of_loss(event, *from, *to, *reason);
                found(reason.or_else(|| self.evidence.origin(*packet, at)))
            }
            EventKind::TimerFired { node, timer } => self.before_timer(event, *node, *timer),
            EventKind::WriteFinished { node, token } => {
                let begun = EventKind::WriteStarted { node: *node, token: *token };
                found(self.last(at, |kind| *kind == begun))
            }
            EventKind::WriteStarted { node, .. } => self.before_write(event, *node),
            EventKind::Sent { from, kind, .. } => self.before_sent(event, *from, kind),
            EventKind::Retried { client, sequence, .. }
            | EventKind::Completed { client, sequence, reply: None, .. }
                if event.cause == Cause::Client(*client) =>
            {
                self.last_try(at, *client, *sequence)
            }
            EventKind::Invoked { .. } if event.cause == Cause::Load => {
                found(self.last(at, |kind| matches!(kind, EventKind::LoadBegun { .. })))
            }
            EventKind::Invoked { .. } => self.trigger(event),
            EventKind::Torn { node, .. } | EventKind::Crashed { node, .. }
                if matches!(event.cause, Cause::Write(..)) =>
            {
                let armed = |kind: &EventKind| matches!(kind, EventKind::Armed { node: it, .. } if it == node);
                found(self.last(at, armed))
            }
            kind => match self.reason_in_move(event, kind) {
                Some(reason) => Before::Event(reason),
                None => self.trigger(event),
            },
        }
    }

    /// The event of the same move that this one follows from, if it is another than what set off the move.
    fn reason_in_move(&self, event: &Event, kind: &EventKind) -> Option<&'a Event> {
        let mut earlier = self.evidence.earlier_in_move(event);
        match kind {
            EventKind::RoleChanged { node, to: Role::Leader, .. } => earlier.find(
                |it| matches!(it.kind, EventKind::VoteReceived { node: of, .. } if of == *node),
            ),
            EventKind::RoleChanged { node, to: Role::Candidate, .. } => earlier.find(
                |it| matches!(it.kind, EventKind::PreVoteReceived { node: of, .. } if of == *node),
            ),
            EventKind::Voted { node, candidate, .. } if node == candidate => earlier.find(
                |it| matches!(it.kind, EventKind::RoleChanged { node: of, .. } if of == *node),
            ),
            EventKind::SteppedDown { .. } | EventKind::LeaseEnded { .. } => None,
            EventKind::Applied { node, .. } | EventKind::MembershipChanged { node, .. } => earlier
                .find(|it| matches!(it.kind, EventKind::Committed { node: of, .. } if of == *node)),
            EventKind::ConfigurationChanged { node, .. } => earlier.find(|it| match it.kind {
                EventKind::Appended { node: of, .. } | EventKind::Truncated { node: of, .. } => {
                    of == *node
                }
                _ => false,
            }),
            EventKind::Appended { node, .. } => earlier.find(|it| {
                // A leader's first entry belongs to its taking office.
                matches!(it.kind, EventKind::RoleChanged { node: of, to: Role::Leader, .. } if of == *node)
            }),
            EventKind::Redirected { .. } | EventKind::Completed { .. } => None,
            _ => None,
        }
    }

    /// What set off the move of an event that did not set it off itself.
    fn trigger(&self, event: &Event) -> Before<'a> {
        let mut earlier = self.evidence.earlier_in_move(event);
        let set_off = |fits: &dyn Fn(&EventKind) -> bool| {
            let mut earlier = self.evidence.earlier_in_move(event);
            found(earlier.find(|it| fits(&it.kind)))
        };
        match event.cause {
            Cause::Boot => Before::Origin("It began when the cluster was switched on.".into()),
            Cause::Packet(packet) => set_off(
                &|kind| matches!(kind, EventKind::Delivered { packet: it, .. } if *it == packet),
            ),
            Cause::Timer(node, timer) => {
                set_off(&|kind| *kind == EventKind::TimerFired { node, timer })
            }
            Cause::Write(node, token) => {
                set_off(&|kind| *kind == EventKind::WriteFinished { node, token })
            }
            Cause::Client(_) => match earlier.find(|it| it.cause == event.cause) {
                Some(earlier) => Before::Event(earlier),
                None => Before::Forgotten,
            },
            Cause::Command => Before::Origin(self.command(event)),
            Cause::Chaos => Before::Origin(
                "It began with chaos: it does by chance what a person might do.".into(),
            ),
            Cause::Snapshot(node) => found(self.last(
                event.seq,
                |kind| matches!(kind, EventKind::Applied { node: it, .. } if *it == node),
            )),
            Cause::Load => {
                found(self.last(event.seq, |kind| matches!(kind, EventKind::LoadBegun { .. })))
            }
        }
    }

    /// The command behind an event, as it was given.
    fn command(&self, event: &Event) -> String {
        if let EventKind::Configured { command } = &event.kind {
            return format!("It began with the command `{command}`.");
        }
        let given = self.evidence.commands_at(event.at);
        let likely: Vec<&str> =
            given.iter().copied().filter(|line| command::explains(line, event)).collect();
        match (given.as_slice(), likely.as_slice()) {
            ([], _) => "It began with a command, which the console no longer shows.".into(),
            ([one], _) | (_, [one]) => format!("It began with the command `{one}`."),
            (more, _) => {
                let more = more.iter().map(|line| format!("`{line}`"));
                format!("It began with a command; at that moment there were {}.", list(more))
            }
        }
    }

    /// Why a packet did not arrive, where an event tells.
    fn reason_of_loss(
        &self,
        event: &Event,
        from: Endpoint,
        to: Endpoint,
        reason: LossReason,
    ) -> Option<&'a Event> {
        let (from, to) = (node_of(from), node_of(to));
        match reason {
            LossReason::Cut => {
                let link = (from?, to?);
                self.last(
                    event.seq,
                    |kind| matches!(kind, EventKind::Cut { links } if links.contains(&link)),
                )
            }
            LossReason::ReceiverDown => {
                let receiver = to?;
                self.last(event.seq, |kind| match kind {
                    EventKind::Crashed { node, .. }
                    | EventKind::Refused { node, .. }
                    | EventKind::Wiped { node } => *node == receiver,
                    _ => false,
                })
            }
            LossReason::Chance | LossReason::Dropped => None,
        }
    }

    fn before_timer(&self, event: &'a Event, node: NodeId, timer: Timer) -> Before<'a> {
        if event.cause == Cause::Command || event.cause == Cause::Chaos {
            return self.trigger(event);
        }
        let at = event.seq;
        let own = |fits: &dyn Fn(&EventKind) -> bool| found(self.last(at, fits));
        match timer {
            Timer::Election => match silence::patience(event, node, &self.evidence) {
                Patience::Heard { silenced: Some(why), .. } => Before::Event(why),
                Patience::Heard { heard, .. } => Before::Event(heard),
                Patience::Stood(since) | Patience::Waited(since) | Patience::Started(since) => {
                    Before::Event(since)
                }
                Patience::Never => Before::Origin(
                    "It began when the cluster was switched on: until then there was no leader to hear of.".into(),
                ),
                Patience::Unknown => Before::Forgotten,
            },
            Timer::Heartbeat => own(&|kind| leads(kind, node)),
            Timer::Quorum => match silence::deserted(event, node, &self.evidence) {
                Some(why) => Before::Event(why),
                None => own(&|kind| leads(kind, node)),
            },
            Timer::Batch => own(&|kind| {
                matches!(kind, EventKind::Appended { node: it, .. } if *it == node)
            }),
            // Whoever restarts may have heard a leader just before.
            Timer::Stickiness => {
                let started = self.last(at, |kind| match kind {
                    EventKind::Restarted { node: it } | EventKind::Booted { node: it } => {
                        *it == node
                    }
                    _ => false,
                });
                let heard = silence::heard(event, node, &self.evidence);
                found(heard.into_iter().chain(started).max_by_key(|it| it.seq))
            }
            Timer::Transfer => own(&|kind| {
                matches!(kind, EventKind::HandoverBegun { node: it, .. } if *it == node)
            }),
            Timer::Lease | Timer::Renewal => own(&|kind| {
                matches!(kind, EventKind::RoundAnswered { node: it, .. } if *it == node)
            }),
        }
    }

    /// What a write is for. Where the walk is about an entry or a vote, it is that.
    fn before_write(&self, event: &'a Event, node: NodeId) -> Before<'a> {
        let at = event.seq;
        if let Some(term) = self.topic.vote {
            let vote = |kind: &EventKind| matches!(kind, EventKind::Voted { node: it, term: of, .. } if *it == node && *of == term);
            if let Some(vote) = self.last(at, vote) {
                return Before::Event(vote);
            }
        }
        if let Some(index) = self.topic.index
            && let Some(appended) = grounds::appended(node, index, at, &self.evidence)
        {
            return Before::Event(appended);
        }
        let holds = |it: &&Event| match &it.kind {
            EventKind::Appended { node: of, .. }
            | EventKind::Truncated { node: of, .. }
            | EventKind::Voted { node: of, .. }
            | EventKind::RoleChanged { node: of, .. }
            | EventKind::TermChanged { node: of, .. }
            | EventKind::SnapshotTaken { node: of, .. }
            | EventKind::SnapshotReceived { node: of, .. } => *of == node,
            _ => false,
        };
        match self.evidence.earlier_in_move(event).find(holds) {
            Some(content) => Before::Event(content),
            None => self.trigger(event),
        }
    }

    fn before_sent(&self, event: &'a Event, from: Endpoint, kind: &PacketKind) -> Before<'a> {
        let at = event.seq;
        // Who is told of a later term wants to know how it became that term.
        if let (Endpoint::Node(sender), Some(term)) = (from, self.topic.term)
            && kind.term() == Some(term)
            && let Some(began) = self.began(sender, term, at)
        {
            return Before::Event(began);
        }
        match (from, kind) {
            (Endpoint::Client(client), PacketKind::Request { sequence, .. }) => {
                let mine = |it: &&Event| match &it.kind {
                    EventKind::Retried { client: of, sequence: number, .. }
                    | EventKind::Redirected { client: of, sequence: number, .. } => {
                        (of, number) == (&client, sequence)
                    }
                    _ => false,
                };
                if let Some(again) = self.evidence.earlier_in_move(event).find(mine) {
                    return Before::Event(again);
                }
                found(self.last(at, |it| invoked(it, client, *sequence)))
            }
            (Endpoint::Node(leader), PacketKind::Heartbeat { leader_commit, .. }) => {
                match self.topic.index.filter(|index| index <= leader_commit) {
                    Some(index) => self.commit_or_trigger(event, leader, index),
                    None => self.trigger(event),
                }
            }
            (Endpoint::Node(leader), PacketKind::Entries { prev_log, last, leader_commit, .. }) => {
                match self.topic.index {
                    Some(index) if prev_log.index < index && index <= last.index => {
                        let appended = grounds::appended(leader, index, at, &self.evidence);
                        appended.map_or_else(|| self.trigger(event), Before::Event)
                    }
                    Some(index) if index <= *leader_commit => {
                        self.commit_or_trigger(event, leader, index)
                    }
                    _ => self.trigger(event),
                }
            }
            (Endpoint::Node(leader), PacketKind::TimeoutNow { .. }) => {
                let begun = |kind: &EventKind| matches!(kind, EventKind::HandoverBegun { node, .. } if *node == leader);
                found(self.last(at, begun))
            }
            (Endpoint::Node(node), PacketKind::Answer { .. }) => {
                let done = |it: &&Event| match it.kind {
                    EventKind::Applied { node: of, .. }
                    | EventKind::ReadAnswered { node: of, .. } => of == node,
                    _ => false,
                };
                let done = self.evidence.earlier_in_move(event).find(done);
                done.map_or_else(|| self.trigger(event), Before::Event)
            }
            _ => self.trigger(event),
        }
    }

    /// How a node came into a term.
    fn began(&self, node: NodeId, term: Term, before: u64) -> Option<&'a Event> {
        let began = self.evidence.first(0, |kind| match kind {
            EventKind::RoleChanged { node: it, term: to, .. }
            | EventKind::TermChanged { node: it, term: to } => (*it, *to) == (node, term),
            _ => false,
        });
        began.filter(|began| began.seq < before)
    }

    /// How a leader came to say that something is committed.
    fn commit_or_trigger(&self, event: &'a Event, leader: NodeId, index: Index) -> Before<'a> {
        // The first that reached it; a leader that was elected later has learned it as a follower.
        let committed = self.evidence.first(0, |kind| {
            matches!(kind, EventKind::Committed { node, index: to } if *node == leader && *to >= index)
        });
        let earlier = committed.filter(|committed| committed.seq < event.seq);
        earlier.map_or_else(|| self.trigger(event), Before::Event)
    }

    /// The try that has failed before a client tries again, or gives up.
    fn last_try(&self, at: u64, client: ClientId, sequence: u64) -> Before<'a> {
        let asked = self.last(at, |kind| match kind {
            EventKind::Sent {
                from: Endpoint::Client(of),
                kind: PacketKind::Request { sequence: it, .. },
                ..
            } => *of == client && *it == sequence,
            EventKind::Redirected { client: of, sequence: it, to: None, .. } => {
                *of == client && *it == sequence
            }
            _ => false,
        });
        let Some(asked) = asked else { return Before::Forgotten };
        let EventKind::Sent { packet, .. } = asked.kind else { return Before::Event(asked) };
        let fate = self.evidence.fate(packet, asked.seq).filter(|fate| fate.seq < at);
        Before::Event(fate.unwrap_or(asked))
    }

    fn last(&self, before: u64, fits: impl Fn(&EventKind) -> bool) -> Option<&'a Event> {
        self.evidence.last(before, fits)
    }
}

fn found(event: Option<&Event>) -> Before<'_> {
    event.map_or(Before::Forgotten, Before::Event)
}

/// Whether a node takes office with this.
pub fn leads(kind: &EventKind, node: NodeId) -> bool {
    matches!(kind, EventKind::RoleChanged { node: it, to: Role::Leader, .. } if *it == node)
}

/// Whether a client asks for this operation with this.
pub fn invoked(kind: &EventKind, client: ClientId, sequence: u64) -> bool {
    matches!(kind, EventKind::Invoked { client: of, sequence: it, .. } if (*of, *it) == (client, sequence))
}

/// An event as a step, with what makes it understood.
pub fn step(event: &Event, evidence: &Evidence<'_>) -> Step {
    let text = sentence(&kind_text(&event.kind)) + &note(event, evidence) + ".";
    Step { at: Some(event.at), text, about: Selected::Event(event.seq) }
}

/// What is to be known beside what happened.
fn note(event: &Event, evidence: &Evidence<'_>) -> String {
    match &event.kind {
        EventKind::Delivered { packet, kind, to, .. } => {
            let sent = evidence.origin(*packet, event.seq);
            let way = sent.map_or_else(String::new, |sent| {
                format!(", {} on its way", duration(event.at.since(sent.at)))
            });
            // An old leader's word is not obeyed, and that should be said where it arrives.
            let term = node_of(*to).and_then(|node| evidence.term_before(node, event.seq));
            let stale = match (leaders_term(kind), term) {
                (Some(of), Some(term)) if of < term => {
                    format!(", which is in term {term} already")
                }
                _ => String::new(),
            };
            format!(" ({packet}{way}){stale}")
        }
        EventKind::Sent { packet, .. } | EventKind::Lost { packet, .. } => format!(" ({packet})"),
        EventKind::TimerFired { node, timer: Timer::Election } => {
            if event.cause == Cause::Command {
                return ", because somebody wants it to".into();
            }
            silence::patience(event, *node, evidence).note(event)
        }
        EventKind::VoteReceived { node, .. } => {
            let rules = evidence.configuration_before(*node, event.seq);
            rules.map_or_else(String::new, |rules| {
                format!(", and {} decide", grounds::majority(rules))
            })
        }
        _ => String::new(),
    }
}
