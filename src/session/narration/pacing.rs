//! How fast a step is played: slowly enough to follow what happens, and quickly where nothing does.

use crate::session::activity::Activity;
use crate::session::playback::Speed;
use crate::sim::Time;

/// How fast the one who watches wants a story to be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// Half the usual speed.
    Slow,
    /// A tenth of real time, where something happens.
    #[default]
    Normal,
    /// Twice the usual speed.
    Fast,
}

/// The usual speed: seconds of virtual time in a second of watching.
const USUAL: f64 = 0.1;

impl Pace {
    /// All of them, the slowest first.
    pub const ALL: [Self; 3] = [Self::Slow, Self::Normal, Self::Fast];

    /// The speed of the page that it means.
    pub fn speed(self) -> Speed {
        Speed::of(match self {
            Self::Slow => USUAL / 2.0,
            Self::Normal => USUAL,
            Self::Fast => USUAL * 2.0,
        })
    }

    /// The pace that a speed of the page means, if it means one.
    pub fn of(speed: Speed) -> Option<Self> {
        Self::ALL.into_iter().find(|pace| pace.speed() == speed)
    }

    /// Its name: `slow`, `normal`, `fast`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Slow => "slow",
            Self::Normal => "normal",
            Self::Fast => "fast",
        }
    }

    /// The pace of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pace| pace.name() == name)
    }

    /// The next one; after the fastest the slowest.
    pub fn next(self) -> Self {
        match self {
            Self::Slow => Self::Normal,
            Self::Normal => Self::Fast,
            Self::Fast => Self::Slow,
        }
    }
}

/// How long words take to be read, in milliseconds: a second to look up, and three words a second. Two Chinese characters
/// are about a word.
pub fn reading_usually_ms(text: &str) -> f64 {
    let characters = text.chars().filter(|sign| ('\u{3400}'..'\u{a000}').contains(sign)).count();
    1_000.0 + (text.split_whitespace().count() as f64 + characters as f64 / 2.0) * 333.0
}

/// How long words are given to be read at a speed, in milliseconds.
pub fn reading_ms(text: &str, speed: Speed) -> f64 {
    reading_usually_ms(text) / (speed.factor() / USUAL).clamp(0.5, 2.0)
}

/// How fast time passes at a moment of a step, and up to when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tempo {
    /// How many times the speed of the page.
    pub hurry: f64,
    /// Up to when: there the step becomes busy, or quiet, or ends.
    pub until: Time,
}

/// So much before and after something happens belongs to it, in microseconds: an arc running out, an answer on its way.
const BEFORE_US: u64 = 60_000;
const AFTER_US: u64 = 60_000;

/// What happens in a step takes so many seconds to watch, at the usual speed.
const SHORTEST_S: f64 = 2.5;
const LONGEST_S: f64 = 9.0;
/// However little time it takes: nothing is slowed down more than so many times.
const SLOWEST: f64 = 8.0;

/// What lies between takes so many seconds at most, and so many where there is nothing else to watch.
const QUIET_S: f64 = 2.0;
const ALL_QUIET_S: f64 = 6.0;

/// How fast to play at a moment between these two.
pub fn tempo(activity: &Activity, from: Time, until: Time, now: Time) -> Tempo {
    let mut busy_us = 0;
    let mut end = from;
    let mut here = Tempo { hurry: 1.0, until };
    let mut in_busy = false;
    for stretch in activity.since(Time(from.0.saturating_sub(AFTER_US))) {
        let begin = Time(stretch.from.0.saturating_sub(BEFORE_US)).max(end);
        if begin >= until {
            break;
        }
        let stop = stretch.to.plus_us(AFTER_US).min(until);
        if stop <= begin {
            continue;
        }
        if end <= now && now < begin {
            here.until = begin;
        } else if begin <= now && now < stop {
            (here.until, in_busy) = (stop, true);
        }
        busy_us += stop.since(begin);
        end = stop;
    }
    let seconds = |us: u64| us as f64 / 1e6 / USUAL;
    let busy_s = seconds(busy_us);
    let quiet_s = seconds(until.since(from) - busy_us);
    let watched_s = if in_busy {
        busy_s.clamp(SHORTEST_S.min(busy_s * SLOWEST), LONGEST_S)
    } else {
        quiet_s.min(if busy_us == 0 { ALL_QUIET_S } else { QUIET_S })
    };
    let taken_s = if in_busy { busy_s } else { quiet_s };
    if watched_s > 0.0 {
        here.hurry = taken_s / watched_s;
    }
    here
}
