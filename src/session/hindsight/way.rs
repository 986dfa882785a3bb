//! The way to where a condition holds: since when it does, and stations on the way to go on from.

use crate::script::Condition;
use crate::sim::Time;

use super::replay::{Replay, Track};

/// The most stations; when there are more, every second one is left out.
const MOST_STATIONS: usize = 32;
/// The most moves and commands on the way; when there are more, it begins later.
const MOST_LENGTH: usize = 50_000;

/// How long after the moment since which it holds another future may take to come to it, in microseconds.
const GRACE_US: u64 = 1_000_000;

/// A place on the way.
#[derive(Clone, Debug)]
pub struct Station {
    /// How many moves and commands were made since the way began.
    pub place: usize,
    pub replay: Replay,
}

/// The way.
#[derive(Clone, Debug)]
pub struct Way {
    /// Where it begins.
    pub from: Time,
    /// Since when the condition holds.
    pub reached: Time,
    /// How many moves and commands there are between.
    pub length: usize,
    /// In order; the first is the beginning.
    pub stations: Vec<Station>,
    /// Whether it begins later than was asked for, as it would have been too long.
    pub is_cut: bool,
}

impl Way {
    fn begin(replay: &Replay, from: Time, reached: Time) -> Self {
        let stations = vec![Station { place: 0, replay: replay.clone() }];
        Self { from, reached, length: 0, stations, is_cut: false }
    }

    /// By when another future is to come to it: what is late is not averted.
    pub fn by(&self) -> Time {
        self.reached.plus_us(GRACE_US)
    }

    /// Leaves out about half of it, from the beginning.
    fn cut(&mut self) {
        let half = self.length / 2;
        self.stations.retain(|it| it.place >= half);
        if let Some(first) = self.stations.first() {
            let left_out = first.place;
            (self.from, self.is_cut) = (first.replay.now(), true);
            self.length -= left_out;
            self.stations.iter_mut().for_each(|it| it.place -= left_out);
        }
    }
}

/// Who looks for it.
pub struct Finder {
    track: Track,
    condition: Condition,
    /// The moment that was looked back from.
    now: Time,
    over_us: u64,
    phase: Phase,
}

enum Phase {
    /// Looks for the moment since which it holds; the moment, if it holds where the replay is.
    Since(Replay, Option<Time>),
    /// Goes to where the way begins.
    Towards(Replay, Time),
    /// Goes the way.
    Along {
        replay: Replay,
        way: Way,
        every: usize,
    },
    Done,
}

impl Finder {
    /// From this moment back, at which the condition holds, so many microseconds over.
    pub fn new(track: Track, condition: Condition, now: Time, over_us: u64) -> Self {
        let replay = track.without(&condition, now);
        let since = holds(&replay, &condition).then_some(replay.now());
        Self { track, condition, now, over_us, phase: Phase::Since(replay, since) }
    }

    /// What came to hold.
    pub fn condition(&self) -> &Condition {
        &self.condition
    }

    /// Goes on by one state. The way, once it is known.
    pub fn go_on(&mut self) -> Option<Way> {
        match std::mem::replace(&mut self.phase, Phase::Done) {
            Phase::Since(mut replay, since) => {
                self.phase = if replay.step(self.now) {
                    let since = since.unwrap_or(replay.now());
                    let since = holds(&replay, &self.condition).then_some(since);
                    Phase::Since(replay, since)
                } else {
                    let since = since.unwrap_or(self.now);
                    let from = Time(since.0.saturating_sub(self.over_us));
                    Phase::Towards(self.track.before(from), since)
                };
                None
            }
            Phase::Towards(mut replay, reached) => {
                let from = Time(reached.0.saturating_sub(self.over_us));
                self.phase = if replay.step(from) {
                    Phase::Towards(replay, reached)
                } else {
                    let mut way = Way::begin(&replay, replay.now().max(from), reached);
                    if holds(&replay, &self.condition) {
                        way.stations.clear();
                    }
                    Phase::Along { replay, way, every: 1 }
                };
                None
            }
            Phase::Along { mut replay, mut way, mut every } => {
                let before = Time(way.reached.0.saturating_sub(1));
                if !replay.step(before) {
                    if way.stations.is_empty() {
                        way = Way::begin(&replay, replay.now(), way.reached);
                    }
                    // What is left is the step that it comes to hold at.
                    way.length += 1;
                    return Some(way);
                }
                way.length += 1;
                if holds(&replay, &self.condition) {
                    // It held already, and then no more: the way begins after that.
                    way.stations.clear();
                } else if way.stations.is_empty() {
                    (way, every) = (Way::begin(&replay, replay.now(), way.reached), 1);
                } else if way.length % every == 0 {
                    way.stations.push(Station { place: way.length, replay: replay.clone() });
                    if way.stations.len() > MOST_STATIONS {
                        every *= 2;
                        way.stations.retain(|it| it.place % every == 0);
                    }
                    if way.length > MOST_LENGTH {
                        way.cut();
                    }
                }
                self.phase = Phase::Along { replay, way, every };
                None
            }
            Phase::Done => None,
        }
    }
}

/// Whether the condition holds. Where it names a node that is yet to come, it does not.
pub fn holds(replay: &Replay, condition: &Condition) -> bool {
    replay.trial().holds(condition).unwrap_or(false)
}
