//! One question asked of many clusters, each with another seed: how long nobody leads when the leader crashes.
//!
//! It is the measurement of the paper's figure 16: short election timeouts that differ little lead to split votes, long ones to
//! long silences, and only many runs show which.

use crate::catalog::tr;
use crate::explain::words::{count, duration};
use crate::script::{Command, NodeRef};
use crate::sim::{Cluster, Event, EventKind, Knobs, Role, Time};

use super::spread::Spread;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// How many nodes each cluster had.
    pub nodes: u32,
    /// How many clusters there were, with the seeds from 1 on.
    pub seeds: u32,
    /// From the leader's crash until another led, in microseconds.
    pub took: Spread,
    /// In how many it took more than one term to find the new leader: votes were split, or lost on their way.
    pub again: u32,
    /// In how many nobody led, or nobody led again, within [`Survey::PATIENCE_US`].
    pub leaderless: u32,
}

impl Survey {
    /// The most clusters that may be asked.
    pub const MOST_SEEDS: u32 = 10_000;
    /// For how long a leader is waited for, in microseconds of virtual time: a minute.
    pub const PATIENCE_US: u64 = 60_000_000;

    /// Asks so many clusters of this size and with these knobs.
    pub fn of(nodes: u32, knobs: &Knobs, seeds: u32) -> Self {
        let mut asking = Asking::of(nodes, knobs, seeds);
        loop {
            if let Some(survey) = asking.go_on(u64::MAX) {
                return survey;
            }
        }
    }

    /// What was found, as the console tells it.
    pub fn lines(&self) -> Vec<String> {
        let Self { seeds, took, again, leaderless, .. } = self;
        let mut lines = Vec::new();
        if !took.is_empty() {
            lines.push(tr!(
                "{leaders} crashed leaders: another after {median} in the median, p99 {p99}, at least {least}, at most {most}",
                leaders = took.len(),
                median = duration(took.rank(50)),
                p99 = duration(took.rank(99)),
                least = duration(took.least()),
                most = duration(took.most())
            ));
            let runs = count((*again).into(), "run", "runs");
            lines.push(tr!("{runs} needed more than one term", runs));
        }
        if *leaderless > 0 {
            let patience = duration(Self::PATIENCE_US);
            lines.push(tr!(
                "{leaderless} of {seeds} runs had no leader within {patience}",
                leaderless,
                seeds,
                patience
            ));
        }
        lines
    }
}

/// A survey that is being made, in parts.
#[derive(Clone, Debug)]
pub struct Asking {
    nodes: u32,
    knobs: Knobs,
    seeds: u32,
    /// How many clusters were asked.
    asked: u32,
    under_way: Option<Trial>,
    took: Vec<u64>,
    again: u32,
    leaderless: u32,
}

impl Asking {
    /// So many clusters of this size and with these knobs are to be asked.
    pub fn of(nodes: u32, knobs: &Knobs, seeds: u32) -> Self {
        let (knobs, took) = (knobs.clone(), Vec::new());
        Self { nodes, knobs, seeds, asked: 0, under_way: None, took, again: 0, leaderless: 0 }
    }

    /// How many clusters were asked, and how many there are.
    pub fn progress(&self) -> (u32, u32) {
        (self.asked, self.seeds)
    }

    /// Goes on, for so many moves at most. What was found, once all were asked.
    pub fn go_on(&mut self, most_moves: u64) -> Option<Survey> {
        let mut moves = 0;
        while self.asked < self.seeds {
            let (nodes, knobs, seed) = (self.nodes, &self.knobs, u64::from(self.asked) + 1);
            let trial = self.under_way.get_or_insert_with(|| Trial::new(nodes, seed, knobs));
            match trial.step() {
                None => {}
                Some(Fate::Led { after_us, terms }) => {
                    self.took.push(after_us);
                    self.again += u32::from(terms > 1);
                    self.next();
                }
                Some(Fate::Leaderless) => {
                    self.leaderless += 1;
                    self.next();
                }
            }
            moves += 1;
            if moves >= most_moves {
                return None;
            }
        }
        Some(Survey {
            nodes: self.nodes,
            seeds: self.seeds,
            took: Spread::of(std::mem::take(&mut self.took)),
            again: self.again,
            leaderless: self.leaderless,
        })
    }

    fn next(&mut self) {
        (self.under_way, self.asked) = (None, self.asked + 1);
    }
}

/// How one cluster fared.
enum Fate {
    /// Another led after so many microseconds and so many terms.
    Led { after_us: u64, terms: u64 },
    /// Nobody did.
    Leaderless,
}

/// A cluster that is being asked.
#[derive(Clone, Debug)]
struct Trial {
    cluster: Cluster,
    phase: Phase,
    news: Vec<Event>,
}

/// What it waits for.
#[derive(Clone, Copy, Debug)]
enum Phase {
    /// That somebody leads.
    First { limit: Time },
    /// That all know it.
    Settling { until: Time },
    /// That another leads.
    Next { limit: Time, crashed: Time, term: u64 },
}

impl Trial {
    fn new(nodes: u32, seed: u64, knobs: &Knobs) -> Self {
        let cluster = Cluster::new(nodes, seed, knobs.clone());
        let limit = patience(&cluster);
        Self { cluster, phase: Phase::First { limit }, news: Vec::new() }
    }

    /// One move, or one step from a phase to the next. How it fared, once that is known.
    fn step(&mut self) -> Option<Fate> {
        /// So long after its election the leader crashes: by then all know it.
        const SETTLED_US: u64 = 1_000_000;

        match self.phase {
            Phase::First { limit } => match self.led(limit) {
                Ok(led) => {
                    let until = led?.at.plus_us(SETTLED_US);
                    self.phase = Phase::Settling { until };
                    None
                }
                Err(fate) => Some(fate),
            },
            Phase::Settling { until } => {
                let cluster = &mut self.cluster;
                if cluster.next_due().is_some_and(|due| due <= until) && cluster.step() {
                    return None;
                }
                cluster.advance_to(until);
                // It may have fallen meanwhile, and then this is a run in which nobody crashed.
                if cluster.perform(&Command::Crash(NodeRef::Leader)).is_err() {
                    return Some(Fate::Leaderless);
                }
                let (crashed, term) = (cluster.now(), term_of(cluster));
                cluster.drain_events();
                self.phase = Phase::Next { limit: patience(cluster), crashed, term };
                None
            }
            Phase::Next { limit, crashed, term } => match self.led(limit) {
                Ok(led) => {
                    let led = led?;
                    let terms = led.term.saturating_sub(term);
                    Some(Fate::Led { after_us: led.at.since(crashed), terms })
                }
                Err(fate) => Some(fate),
            },
        }
    }

    /// One move, and who became leader by it. An error when there is none before `limit`.
    fn led(&mut self, limit: Time) -> Result<Option<Led>, Fate> {
        let cluster = &mut self.cluster;
        if !(cluster.next_due().is_some_and(|due| due <= limit) && cluster.step()) {
            return Err(Fate::Leaderless);
        }
        cluster.drain_events_into(&mut self.news);
        let mut news = self.news.drain(..);
        Ok(news.find_map(|event| match event.kind {
            EventKind::RoleChanged { to: Role::Leader, term, .. } => {
                Some(Led { at: event.at, term: term.0 })
            }
            _ => None,
        }))
    }
}

/// Until when a leader is waited for.
fn patience(cluster: &Cluster) -> Time {
    cluster.now().plus_us(Survey::PATIENCE_US)
}

/// When somebody became leader, and of which term.
struct Led {
    at: Time,
    term: u64,
}

/// The highest term that any node has reached.
fn term_of(cluster: &Cluster) -> u64 {
    cluster.view().nodes.iter().map(|node| node.term.0).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::Preset;

    #[test]
    fn failover_takes_about_an_election_timeout_and_the_same_seeds_say_the_same() {
        let paper = Survey::of(5, &Knobs::preset(Preset::Paper), 40);
        assert_eq!((paper.took.len(), paper.leaderless), (40, 0));
        assert!((100_000..400_000).contains(&paper.took.rank(50)), "{:?}", paper.lines());
        assert_eq!(paper, Survey::of(5, &Knobs::preset(Preset::Paper), 40));
        let slow = Survey::of(3, &Knobs::preset(Preset::SystemA), 20);
        assert!(slow.took.least() > 1_000_000, "{:?}", slow.lines());
    }

    #[test]
    fn time_outs_that_hardly_differ_split_the_votes() {
        let mut knobs = Knobs::preset(Preset::Paper);
        // Every message takes a while, so whoever is a little earlier is not early enough.
        (knobs.latency.min_us, knobs.latency.max_us) = (15_000, 15_000);
        let apart = Survey::of(5, &knobs, 40);
        (knobs.raft.election.min_us, knobs.raft.election.max_us) = (150_000, 170_000);
        let split = Survey::of(5, &knobs, 40);
        assert!(split.again > 2 * apart.again, "{} and {}", split.again, apart.again);
        assert!(split.took.rank(99) > apart.took.rank(99));
    }

    #[test]
    fn one_alone_has_nobody_to_take_over() {
        let alone = Survey::of(1, &Knobs::default(), 3);
        assert_eq!(alone.leaderless, 3);
        assert_eq!(alone.lines(), ["3 of 3 runs had no leader within 60.00 s"]);
    }
}
