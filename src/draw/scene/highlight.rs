//! What has just happened, as light that fades: a function of an event's age and of nothing else.

use std::sync::Arc;

use std::collections::BTreeMap;

use crate::explain::words;
use crate::raft::{NodeId, Term};
use crate::sim::{Endpoint, Event, EventKind, LossReason, Role, Time};

use super::geometry::Point;
use super::layout::Layout;
use super::packet::BREAK;

/// The moment that is shown, and how fast time passes there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The moment.
    pub now: Time,
    /// Microseconds of virtual time that pass in a second of watching.
    pub pace_us: u64,
    /// Whether motion is to be reduced.
    pub calm: bool,
}

/// A ring of light around a node.
#[derive(Clone, Debug, PartialEq)]
pub struct Pulse {
    pub at: Point,
    /// Its radius now.
    pub radius: f32,
    /// How bright, in percent.
    pub strength: u8,
    /// What it is about: the colour.
    pub tone: Tone,
    /// The stroke's width.
    pub width: f32,
}

/// A word that rises from a node.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Where its middle is.
    pub at: Point,
    pub text: String,
    /// How bright, in percent.
    pub strength: u8,
    /// What it is about: the colour.
    pub tone: Tone,
}

/// A cross where a packet was lost.
#[derive(Clone, Debug, PartialEq)]
pub struct Cross {
    pub at: Point,
    /// How bright, in percent.
    pub strength: u8,
}

/// What a highlight is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// A new leader of this term.
    Elected(Term),
    /// Something was committed.
    Committed,
    /// A node came back.
    Good,
    /// A node crashed, or entries were removed.
    Bad,
    /// A timer ran out.
    Waited,
}

/// All highlights of a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Highlights {
    /// Rings of light.
    pub pulses: Vec<Pulse>,
    /// Words.
    pub notes: Vec<Note>,
    /// Where packets were lost.
    pub crosses: Vec<Cross>,
}

impl Clock {
    /// Milliseconds of watching since a moment; `None` if it is still to come.
    pub fn age_ms(self, at: Time) -> Option<u64> {
        let us = self.now.0.checked_sub(at.0)?;
        Some(us.saturating_mul(1_000) / self.pace_us.max(1))
    }

    /// The share of a highlight's life that is over, from 0 to 1; `None` before and after it.
    fn life(self, at: Time, life_ms: u64) -> Option<f32> {
        let age = self.age_ms(at).filter(|&age| age < life_ms)?;
        Some(age as f32 / life_ms as f32)
    }
}

/// The highlights of these events, which are in the order in which they happened.
pub fn highlights(recent: &[Arc<Event>], layout: &Layout, clock: Clock) -> Highlights {
    // The latest of each kind at each node is enough: a busy node shall glow, not flicker.
    let mut pulses: BTreeMap<(NodeId, u8), Pulse> = BTreeMap::new();
    let mut notes: BTreeMap<(NodeId, u8), Note> = BTreeMap::new();
    let mut crosses = Vec::new();
    for event in recent {
        if let EventKind::Lost { from, to, reason, progress_ppm, .. } = &event.kind {
            let along = match reason {
                LossReason::Chance | LossReason::Cut => BREAK,
                LossReason::Dropped => (*progress_ppm as f32 / 1e6).min(0.97),
                LossReason::ReceiverDown => 0.97,
            };
            crosses.extend(cross(*from, *to, along, event.at, layout, clock));
        } else if let Some((node, spark)) = Spark::of(&event.kind) {
            let Some((at, over)) = layout.ring.seat(node).zip(clock.life(event.at, spark.life_ms))
            else {
                continue;
            };
            let fading = if clock.calm { 100 } else { ((1.0 - over) * 100.0) as u8 };
            let radius = layout.ring.radius;
            let (start, end) = spark.reach;
            let grown = if clock.calm { start } else { start + (end - start) * ease(over) };
            pulses.insert(
                (node, spark.rank),
                Pulse {
                    at,
                    radius: radius * grown,
                    strength: fading,
                    tone: spark.tone,
                    width: spark.width * layout.scale(),
                },
            );
            if let Some(text) = spark.note {
                let rise = if clock.calm { 0.0 } else { 0.35 * over };
                let at = at + Point::new(0.0, -radius * (1.38 + rise));
                let note = Note { at, text, strength: fading, tone: spark.tone };
                notes.insert((node, spark.rank), note);
            }
        }
    }
    Highlights {
        pulses: pulses.into_values().collect(),
        notes: notes.into_values().collect(),
        crosses,
    }
}

/// How a kind of event lights up.
struct Spark {
    /// Distinguishes kinds: a later event replaces an earlier one of its rank at the same node.
    rank: u8,
    tone: Tone,
    life_ms: u64,
    /// The ring's radius at its birth and at its end, as multiples of the node's.
    reach: (f32, f32),
    width: f32,
    note: Option<String>,
}

impl Spark {
    /// The node that lights up, and how; `None` for events that have other signs.
    fn of(kind: &EventKind) -> Option<(NodeId, Self)> {
        let spark = |rank, tone, life_ms, reach, width| Self {
            rank,
            tone,
            life_ms,
            reach,
            width,
            note: None,
        };
        Some(match kind {
            EventKind::RoleChanged { node, to: Role::Leader, term, .. } => {
                (*node, spark(0, Tone::Elected(*term), 1_100, (1.0, 2.1), 6.0))
            }
            EventKind::Committed { node, .. } => {
                (*node, spark(1, Tone::Committed, 600, (1.0, 1.12), 5.0))
            }
            EventKind::Crashed { node, lost_writes } => {
                let lost = words::count(u64::from(*lost_writes), "write lost", "writes lost");
                let note = (*lost_writes > 0).then_some(lost);
                (*node, Self { note, ..spark(2, Tone::Bad, 1_000, (1.0, 1.7), 6.0) })
            }
            EventKind::Restarted { node } | EventKind::Resumed { node } => {
                (*node, spark(3, Tone::Good, 800, (1.0, 1.4), 5.0))
            }
            EventKind::TimerFired { node, timer: crate::raft::Timer::Election } => {
                (*node, spark(4, Tone::Waited, 500, (1.14, 1.45), 5.0))
            }
            EventKind::Truncated { node, from, to } => {
                let gone = to.0.saturating_sub(from.0) + 1;
                let note = Some(format!("−{}", words::count(gone, "entry", "entries")));
                (*node, Self { note, ..spark(5, Tone::Bad, 1_200, (1.0, 1.12), 5.0) })
            }
            _ => return None,
        })
    }
}

/// The cross where a packet was lost: so far along its way.
fn cross(
    from: Endpoint,
    to: Endpoint,
    along: f32,
    at: Time,
    layout: &Layout,
    clock: Clock,
) -> Option<Cross> {
    let over = clock.life(at, 500)?;
    let (start, end) = layout.track(from, to)?;
    let strength = if clock.calm { 100 } else { ((1.0 - over) * 100.0) as u8 };
    Some(Cross { at: start.toward(end, along), strength })
}

/// Fast at first, slow at the end.
fn ease(over: f32) -> f32 {
    let left = 1.0 - over;
    1.0 - left * left * left
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{cluster, event, heartbeat, n};
    use super::super::ring::Viewport;
    use super::*;
    use crate::raft::Index;
    use crate::sim::PacketId;

    /// The highlights a number of milliseconds of watching, at a tenth of real speed, after an event at 1 s.
    fn after(ms: u64, calm: bool, kinds: &[EventKind]) -> Highlights {
        let layout = Layout::of(&cluster(5), Viewport { width: 835.0, height: 620.0 }, false);
        let recent: Vec<Arc<Event>> =
            kinds.iter().map(|kind| event(1_000_000, kind.clone())).collect();
        let clock = Clock { now: Time(1_000_000 + ms * 100), pace_us: 100_000, calm };
        highlights(&recent, &layout, clock)
    }

    fn elected(id: u32) -> EventKind {
        EventKind::RoleChanged {
            node: n(id),
            from: Role::Candidate,
            to: Role::Leader,
            term: Term(4),
        }
    }

    #[test]
    fn an_election_pulses_outward_and_fades() {
        let [young, old] = [100, 900].map(|ms| after(ms, false, &[elected(2)]).pulses.remove(0));
        assert!(young.radius < old.radius && young.strength > old.strength);
        assert_eq!(young.tone, Tone::Elected(Term(4)));
        assert_eq!(after(1_100, false, &[elected(2)]), Highlights::default());
    }

    #[test]
    fn the_future_does_not_shine() {
        let layout = Layout::of(&cluster(5), Viewport { width: 835.0, height: 620.0 }, false);
        let clock = Clock { now: Time(0), pace_us: 100_000, calm: false };
        assert_eq!(highlights(&[event(1, elected(2))], &layout, clock), Highlights::default());
        let stopped = Clock { pace_us: 0, now: Time(1), calm: false };
        assert_eq!(highlights(&[event(1, elected(2))], &layout, stopped).pulses.len(), 1);
    }

    #[test]
    fn reduced_motion_keeps_the_light_still() {
        assert_eq!(after(100, true, &[elected(2)]), after(900, true, &[elected(2)]));
    }

    #[test]
    fn a_node_shows_each_kind_of_highlight_once() {
        let committed = |id, index| EventKind::Committed { node: n(id), index: Index(index) };
        let kinds = [committed(1, 4), committed(1, 5), committed(2, 4), elected(1)];
        assert_eq!(after(10, false, &kinds).pulses.len(), 3);
    }

    #[test]
    fn removed_entries_are_counted() {
        let kinds = [EventKind::Truncated { node: n(3), from: Index(7), to: Index(8) }];
        assert_eq!(after(10, false, &kinds).notes[0].text, "−2 entries");
    }

    #[test]
    fn a_lost_packet_leaves_a_cross_and_one_for_the_dead_leaves_it_at_the_door() {
        let lost = |reason| EventKind::Lost {
            packet: PacketId(1),
            from: Endpoint::Node(n(1)),
            to: Endpoint::Node(n(2)),
            kind: heartbeat(),
            reason,
            progress_ppm: 250_000,
        };
        let [dropped, cut, dead] = [LossReason::Dropped, LossReason::Cut, LossReason::ReceiverDown]
            .map(|reason| after(10, false, &[lost(reason)]).crosses.remove(0).at);
        let layout = Layout::of(&cluster(5), Viewport { width: 835.0, height: 620.0 }, false);
        let goal = layout.ring.seat(n(2)).unwrap();
        assert!(dead.distance(goal) < cut.distance(goal));
        assert!(cut.distance(goal) < dropped.distance(goal), "it vanished before the middle");
    }
}
