//! One question asked of many clusters, each with another seed: how long nobody leads when the leader crashes.
//!
//! It is the measurement of the paper's figure 16: short election timeouts that differ little lead to split votes, long ones to
//! long silences, and only many runs show which.

use crate::explain::words::{count, duration};
use crate::script::{Command, NodeRef};
use crate::sim::{Cluster, Event, EventKind, Knobs, Role, SimError, Time};

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

/// How one cluster fared.
enum Fate {
    /// Another led after so many microseconds and so many terms.
    Led { after_us: u64, terms: u64 },
    /// Nobody did.
    Leaderless,
}

impl Survey {
    /// The most clusters that may be asked.
    pub const MOST_SEEDS: u32 = 10_000;
    /// For how long a leader is waited for, in microseconds of virtual time: a minute.
    pub const PATIENCE_US: u64 = 60_000_000;

    /// Asks so many clusters of this size and with these knobs.
    pub fn of(nodes: u32, knobs: &Knobs, seeds: u32) -> Self {
        let (mut took, mut again, mut leaderless) = (Vec::new(), 0, 0);
        for seed in 1..=seeds {
            match fate(nodes, knobs, seed.into()) {
                Ok(Fate::Led { after_us, terms }) => {
                    took.push(after_us);
                    again += u32::from(terms > 1);
                }
                Ok(Fate::Leaderless) | Err(_) => leaderless += 1,
            }
        }
        Self { nodes, seeds, took: Spread::of(took), again, leaderless }
    }

    /// What was found, as the console tells it.
    pub fn lines(&self) -> Vec<String> {
        let Self { seeds, took, again, leaderless, .. } = self;
        let mut lines = Vec::new();
        if !took.is_empty() {
            lines.push(format!(
                "{} crashed leaders: another after {} in the median, p99 {}, at least {}, at most {}",
                took.len(),
                duration(took.rank(50)),
                duration(took.rank(99)),
                duration(took.least()),
                duration(took.most())
            ));
            lines.push(format!(
                "{} needed more than one term",
                count((*again).into(), "run", "runs")
            ));
        }
        if *leaderless > 0 {
            let patience = duration(Self::PATIENCE_US);
            lines.push(format!("{leaderless} of {seeds} runs had no leader within {patience}"));
        }
        lines
    }
}

fn fate(nodes: u32, knobs: &Knobs, seed: u64) -> Result<Fate, SimError> {
    /// So long after its election the leader crashes: by then all know it.
    const SETTLED_US: u64 = 1_000_000;

    let mut cluster = Cluster::new(nodes, seed, knobs.clone());
    let Some(first) = next_leader(&mut cluster) else { return Ok(Fate::Leaderless) };
    let settled = first.at.plus_us(SETTLED_US);
    while cluster.next_due().is_some_and(|due| due <= settled) && cluster.step() {}
    cluster.advance_to(settled);
    // It may have fallen meanwhile, and then this is a run in which nobody crashed.
    if cluster.perform(&Command::Crash(NodeRef::Leader)).is_err() {
        return Ok(Fate::Leaderless);
    }
    let (began, term) = (cluster.now(), term_of(&cluster));
    cluster.drain_events();
    Ok(match next_leader(&mut cluster) {
        Some(led) => {
            Fate::Led { after_us: led.at.since(began), terms: led.term.saturating_sub(term) }
        }
        None => Fate::Leaderless,
    })
}

/// When somebody became leader, and of which term.
struct Led {
    at: Time,
    term: u64,
}

/// Lets time pass until somebody becomes leader.
fn next_leader(cluster: &mut Cluster) -> Option<Led> {
    let limit = cluster.now().plus_us(Survey::PATIENCE_US);
    let mut news: Vec<Event> = Vec::new();
    while cluster.next_due().is_some_and(|due| due <= limit) && cluster.step() {
        cluster.drain_events_into(&mut news);
        for event in news.drain(..) {
            if let EventKind::RoleChanged { to: Role::Leader, term, .. } = event.kind {
                return Some(Led { at: event.at, term: term.0 });
            }
        }
    }
    None
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
