//! How likely it was to come to this, at moments before: from each, the cluster goes on as often with other random numbers.

use crate::explain::words::event::kind_text;
use crate::script::{Command, Condition};
use crate::sim::{EventKind, Time};

use super::replay::Replay;
use super::way::{Finder, Station, Way, holds};

/// So often the cluster goes on from each station.
const RUNS: u32 = 20;
/// So often where the odds rise most.
const RUNS_CLOSE: u32 = 60;
/// A rise of less than so many hundredths is not told from chance.
const LEAST_RISE: u32 = 25;

/// How many of some futures came to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub came: u32,
    pub of: u32,
}

/// The odds at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    pub at: Time,
    pub share: Share,
}

/// Where the odds rise most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Just before.
    pub before: Point,
    /// Just after.
    pub after: Point,
    /// What happened between, in words.
    pub events: Vec<String>,
    /// A future from just before that does not come to it: the seed, and how many commands were given before.
    pub otherwise: Option<(u64, usize)>,
}

/// How likely it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Odds {
    pub condition: Condition,
    /// Where the first point is.
    pub from: Time,
    /// Since when the condition holds.
    pub reached: Time,
    /// By when it was to hold in the futures.
    pub by: Time,
    /// In order; the last is the moment since which it holds.
    pub points: Vec<Point>,
    /// Where they rise most, unless no rise can be told from chance.
    pub turn: Option<Turn>,
    /// From when on every future came to it.
    pub no_return: Time,
    /// How many states were looked at, from where the way begins.
    pub states: u64,
}

impl Share {
    const NONE: Self = Self { came: 0, of: 0 };

    /// In hundredths.
    pub fn percent(self) -> u32 {
        (self.came * 100).checked_div(self.of).unwrap_or_default()
    }

    /// Whether every future came to it.
    pub fn is_all(self) -> bool {
        self.came == self.of
    }
}

/// Who finds that out.
pub struct Asking {
    finder: Finder,
    way: Option<Way>,
    stations: Vec<Asked>,
    /// The future that is gone through: of which station, with which seed.
    under_way: Option<(usize, u64, Replay)>,
    /// The two stations between which the odds rise most, once all were asked.
    between: Option<(usize, usize)>,
    /// How many states were looked at to come to where the way begins: more or fewer, by which moments were kept.
    before: u64,
    states: u64,
}

/// A station, and what came of the futures that begin there.
struct Asked {
    station: Station,
    share: Share,
    wanted: u32,
    /// The first seed with which it did not come to it.
    otherwise: Option<u64>,
}

impl Asked {
    fn new(station: Station, wanted: u32) -> Self {
        Self { station, share: Share::NONE, wanted, otherwise: None }
    }

    fn point(&self) -> Point {
        Point { at: self.station.replay.now(), share: self.share }
    }
}

impl Asking {
    /// About what this one looks for the way to.
    pub fn new(finder: Finder) -> Self {
        let (stations, before) = (Vec::new(), 0);
        Self { finder, way: None, stations, under_way: None, between: None, before, states: 0 }
    }

    /// How many states were looked at.
    pub fn states(&self) -> u64 {
        self.before + self.states
    }

    /// How much of it is done, in thousandths.
    pub fn progress(&self) -> u32 {
        let wanted: u32 = self.stations.iter().map(|it| it.wanted).sum();
        let done: u32 = self.stations.iter().map(|it| it.share.of).sum();
        // To find the rise takes about a third as long again.
        let whole = if self.between.is_some() { 1_000 } else { 750 };
        (done * whole).checked_div(wanted).unwrap_or_default()
    }

    /// Goes on by one state.
    pub fn go_on(&mut self) -> Option<Odds> {
        let Some(way) = &self.way else {
            self.before += 1;
            if let Some(way) = self.finder.go_on() {
                self.states = way.length as u64;
                self.before = self.before.saturating_sub(self.states);
                self.stations =
                    way.stations.iter().map(|it| Asked::new(it.clone(), RUNS)).collect();
                self.way = Some(way);
            }
            return None;
        };
        self.states += 1;
        let (by, length) = (way.by(), way.length);
        if let Some((station, seed, mut replay)) = self.under_way.take() {
            let came = holds(&replay, self.finder.condition());
            if !came && replay.step(by) {
                self.under_way = Some((station, seed, replay));
                return None;
            }
            let asked = &mut self.stations[station];
            asked.share.came += u32::from(came);
            asked.share.of += 1;
            if !came {
                asked.otherwise.get_or_insert(seed);
            }
            return None;
        }
        if let Some(station) = self.stations.iter().position(|it| it.share.of < it.wanted) {
            let asked = &self.stations[station];
            let seed = u64::from(asked.share.of) + 1;
            let mut replay = asked.station.replay.clone();
            replay.give(&Command::Reseed(seed));
            self.under_way = Some((station, seed, replay));
            return None;
        }
        if self.narrow(length) { None } else { Some(self.odds()) }
    }

    /// Asks between two stations, where the odds rise most. Returns whether there is anything left to ask.
    fn narrow(&mut self, length: usize) -> bool {
        let (low, high) = match self.between {
            None => self.steepest(0, self.stations.len()),
            Some((low, high)) if high - low == 2 => self.steepest(low, high),
            Some(between) => between,
        };
        let mut asks = false;
        for place in [low, high] {
            if let Some(asked) = self.stations.get_mut(place)
                && asked.wanted < RUNS_CLOSE
            {
                (asked.wanted, asks) = (RUNS_CLOSE, true);
            }
        }
        self.between = Some((low, high));
        if asks {
            return true;
        }
        let from = self.stations[low].station.place;
        let to = self.stations.get(high).map_or(length, |it| it.station.place);
        if to - from < 2 {
            return false;
        }
        let mut replay = self.stations[low].station.replay.clone();
        let place = from.midpoint(to);
        for _ in from..place {
            self.states += 1;
            replay.step(Time(u64::MAX));
        }
        self.stations.insert(high, Asked::new(Station { place, replay }, RUNS_CLOSE));
        self.between = Some((low, high + 1));
        true
    }

    /// Of the stations from `first` to `last`, the two neighbours between which the odds rise most; the one behind the last
    /// station is the end, where it is sure.
    fn steepest(&self, first: usize, last: usize) -> (usize, usize) {
        let rise = |low: usize| {
            let before = self.stations[low].share.percent();
            let after = self.stations.get(low + 1).map_or(100, |it| it.share.percent());
            after.saturating_sub(before)
        };
        // Of equal ones, the latest.
        let low = (first..last).max_by_key(|low| rise(*low)).unwrap_or(first);
        (low, low + 1)
    }

    fn odds(&self) -> Odds {
        let way = self.way.as_ref().expect("the way was found");
        let sure = Share { came: RUNS, of: RUNS };
        let end = Point { at: way.reached, share: sure };
        let points = self.stations.iter().map(Asked::point).chain([end]);
        let points: Vec<Point> = points.collect();
        let open = points.iter().rposition(|it| !it.share.is_all());
        let no_return = points[open.map_or(0, |it| it + 1)].at;
        let turn = self.between.and_then(|(low, high)| {
            let asked = &self.stations[low];
            let (before, after) = (points[low], points[high]);
            let rise = after.share.percent().saturating_sub(before.share.percent());
            if rise < LEAST_RISE {
                return None;
            }
            let given = asked.station.replay.given();
            let events = asked.station.replay.news(way.reached);
            let events = events.iter().filter(|it| tells(it)).map(kind_text).collect();
            Some(Turn {
                before,
                after,
                events,
                otherwise: asked.otherwise.map(|seed| (seed, given)),
            })
        });
        Odds {
            condition: self.finder.condition().clone(),
            from: way.from,
            reached: way.reached,
            by: way.by(),
            points,
            turn,
            no_return,
            states: self.states,
        }
    }
}

/// Whether an event says what happened: a message that is sent is how it goes on from there.
fn tells(kind: &EventKind) -> bool {
    !matches!(kind, EventKind::Sent { .. } | EventKind::WriteStarted { .. })
}
