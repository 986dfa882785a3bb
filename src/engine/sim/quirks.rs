//! What is peculiar to one link, one clock, one disk or one node, where the knobs say how all of them are.
//!
//! It concerns the length and the luck of things, so it is the schedule's business: the world knows none of it. Of the knobs
//! that a node has for itself the world is told what it must know, its rules.

use std::collections::BTreeMap;

use crate::raft::{NodeId, TimerRange};
use crate::script::{LinkSetting, Setting};

use super::knobs::{KnobError, Knobs};
use super::names::Endpoint;
use super::names::Link;
use super::random::MILLION;
use super::time::Time;

/// What is peculiar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quirks {
    weather: BTreeMap<Link, Weather>,
    clocks: BTreeMap<NodeId, u32>,
    /// The last jump of each clock.
    jumps: BTreeMap<NodeId, Jumped>,
    disks: BTreeMap<NodeId, TimerRange>,
    /// The knobs that nodes have for themselves, each once, in the order in which they were turned.
    knobs: BTreeMap<NodeId, Vec<Setting>>,
}

/// What a link is like where it is not as the knobs say. Chances are in parts per million.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Weather {
    /// How long a packet takes.
    pub latency: Option<TimerRange>,
    /// The chance that a packet is lost.
    pub loss_ppm: Option<u32>,
    /// The chance that a packet arrives twice.
    pub duplicate_ppm: Option<u32>,
    /// The chance that a packet is held back, and so overtaken.
    pub reorder_ppm: Option<u32>,
}

/// A jump of a clock, as long as something is under way that was measured across it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jumped {
    /// Whether it went forward.
    pub ahead: bool,
    /// How much earlier, or later, its timers truly fire, in microseconds.
    pub truly_us: u64,
    /// Until then what was measured across it may count.
    pub until: Time,
}

/// What a packet may meet on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// How long it takes.
    pub latency: TimerRange,
    /// The chance that it is lost.
    pub loss_ppm: u32,
    /// The chance that it arrives twice.
    pub duplicate_ppm: u32,
    /// The chance that it is held back.
    pub reorder_ppm: u32,
}

impl Quirks {
    /// What a packet may meet between these ends. Clients have no weather of their own.
    pub fn conditions(&self, knobs: &Knobs, from: Endpoint, to: Endpoint) -> Conditions {
        let weather = match (from, to) {
            (Endpoint::Node(from), Endpoint::Node(to)) if !self.weather.is_empty() => {
                self.weather.get(&(from, to)).copied().unwrap_or_default()
            }
            _ => Weather::default(),
        };
        Conditions {
            latency: weather.latency.unwrap_or(knobs.latency),
            loss_ppm: weather.loss_ppm.unwrap_or(knobs.loss_ppm),
            duplicate_ppm: weather.duplicate_ppm.unwrap_or(knobs.duplicate_ppm),
            reorder_ppm: weather.reorder_ppm.unwrap_or(knobs.reorder_ppm),
        }
    }

    /// Gives a link its own weather.
    pub fn set_weather(&mut self, link: Link, setting: LinkSetting) {
        let weather = self.weather.entry(link).or_default();
        match setting {
            LinkSetting::Latency { min_us, max_us } => {
                weather.latency = Some(TimerRange { min_us, max_us });
            }
            LinkSetting::Loss(ppm) => weather.loss_ppm = Some(ppm),
            LinkSetting::Duplicate(ppm) => weather.duplicate_ppm = Some(ppm),
            LinkSetting::Reorder(ppm) => weather.reorder_ppm = Some(ppm),
            LinkSetting::Clear => *weather = Weather::default(),
        }
        self.weather.retain(|_, weather| *weather != Weather::default());
    }

    /// The links that are not as the knobs say.
    pub fn weather(&self) -> &BTreeMap<Link, Weather> {
        &self.weather
    }

    /// How long a write takes on a node's disk.
    pub fn disk(&self, knobs: &Knobs, node: NodeId) -> TimerRange {
        self.slow_disk(node).unwrap_or(knobs.disk)
    }

    /// How long a write takes on a node's disk, if that is not as the knobs say.
    pub fn slow_disk(&self, node: NodeId) -> Option<TimerRange> {
        self.disks.get(&node).copied()
    }

    /// Lets a disk take its own time for a write, or that of the knobs.
    pub fn set_disk(&mut self, node: NodeId, span: Option<TimerRange>) {
        match span {
            Some(span) => _ = self.disks.insert(node, span),
            None => _ = self.disks.remove(&node),
        }
    }

    /// How long a node's state machine takes for an entry, in microseconds.
    pub fn apply_us(&self, knobs: &Knobs, node: NodeId) -> u64 {
        let own = self.own_knobs(node).iter().find_map(|setting| match setting {
            Setting::Apply(us) => Some(*us),
            _ => None,
        });
        own.unwrap_or(knobs.apply_us)
    }

    /// The knobs that a node has for itself.
    pub fn own_knobs(&self, node: NodeId) -> &[Setting] {
        self.knobs.get(&node).map_or(&[], Vec::as_slice)
    }

    /// The nodes that have knobs for themselves.
    pub fn nodes_with_own_knobs(&self) -> impl Iterator<Item = NodeId> {
        self.knobs.keys().copied()
    }

    /// All knobs as they are at a node, if these are those of all.
    ///
    /// # Errors
    /// If its own do not go together with them.
    pub fn knobs_of(&self, node: NodeId, knobs: &Knobs) -> Result<Knobs, KnobError> {
        knobs.with(self.own_knobs(node))
    }

    /// Lets a node have a knob for itself.
    pub fn set_own_knob(&mut self, node: NodeId, setting: Setting) {
        let own = self.knobs.entry(node).or_default();
        match own.iter_mut().find(|it| it.name() == setting.name()) {
            Some(it) => *it = setting,
            None => own.push(setting),
        }
    }

    /// Lets a node have the knobs of all.
    pub fn clear_own_knobs(&mut self, node: NodeId) {
        self.knobs.remove(&node);
    }

    /// Lets a clock run at this rate, in parts per million of the true one.
    pub fn set_clock(&mut self, node: NodeId, rate_ppm: u32) {
        if rate_ppm == MILLION {
            self.clocks.remove(&node);
        } else {
            self.clocks.insert(node, rate_ppm);
        }
    }

    /// How fast a node's clock runs, in parts per million of the true rate.
    pub fn clock_ppm(&self, node: NodeId) -> u32 {
        self.clocks.get(&node).copied().unwrap_or(MILLION)
    }

    /// A clock has jumped. Jumps of one way add up while they count.
    pub fn note_jump(&mut self, node: NodeId, jump: Jumped, now: Time) {
        let before = self.jump(node, now).filter(|before| before.ahead == jump.ahead);
        let before_us = before.map_or(0, |before| before.truly_us);
        let truly_us = jump.truly_us.saturating_add(before_us);
        self.jumps.insert(node, Jumped { truly_us, ..jump });
    }

    /// The jump of a clock across which something may still be measured.
    pub fn jump(&self, node: NodeId, now: Time) -> Option<Jumped> {
        self.jumps.get(&node).copied().filter(|jump| now < jump.until)
    }

    /// How long it truly takes until so many microseconds have passed on a node's own clock.
    pub fn true_us(&self, node: NodeId, own_us: u64) -> u64 {
        let rate_ppm = match self.clocks.get(&node) {
            Some(rate_ppm) => u128::from(*rate_ppm),
            None => return own_us,
        };
        let us = u128::from(own_us) * u128::from(MILLION) / rate_ppm.max(1);
        u64::try_from(us).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const N1: NodeId = NodeId(1);
    const N2: NodeId = NodeId(2);

    #[test]
    fn a_fast_clock_shortens_what_is_measured_by_it_and_a_slow_one_lengthens_it() {
        let mut quirks = Quirks::default();
        assert_eq!(quirks.true_us(N1, 300), 300);
        quirks.set_clock(N1, 1_500_000);
        assert_eq!((quirks.true_us(N1, 300), quirks.true_us(N2, 300)), (200, 300));
        quirks.set_clock(N1, 500_000);
        assert_eq!(quirks.true_us(N1, 300), 600);
        assert_eq!(quirks.true_us(N1, u64::MAX), u64::MAX);
        quirks.set_clock(N1, MILLION);
        assert_eq!(quirks, Quirks::default());
    }

    #[test]
    fn weather_is_of_one_direction_and_of_nodes_only_and_leaves_the_rest_to_the_knobs() {
        let mut quirks = Quirks::default();
        let knobs = Knobs { loss_ppm: 20_000, ..Knobs::default() };
        quirks.set_weather((N1, N2), LinkSetting::Loss(0));
        quirks.set_weather((N1, N2), LinkSetting::Latency { min_us: 1, max_us: 2 });
        let (one, two) = (Endpoint::Node(N1), Endpoint::Node(N2));
        let there = quirks.conditions(&knobs, one, two);
        assert_eq!((there.loss_ppm, there.latency.max_us, there.reorder_ppm), (0, 2, 0));
        let back = quirks.conditions(&knobs, two, one);
        assert_eq!((back.loss_ppm, back.latency), (20_000, knobs.latency));
        quirks.set_weather((N1, N2), LinkSetting::Clear);
        assert_eq!(quirks, Quirks::default());
    }
}
