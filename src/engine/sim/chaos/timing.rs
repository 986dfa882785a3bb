//! The timing requirement: `broadcastTime << electionTimeout` (paper 5.6), with numbers.
//!
//! Safety needs no clock, and progress does: whoever demands progress has to say when Raft promises it. Two things are
//! told apart here. A leader *keeps* its leadership as long as its heartbeats come in time, and disks have no part in that.
//! One is *elected* if votes, which have to be durable, come back before the candidate's own time is over, and if the
//! others do not stand before they hear of it.

use crate::compact::sort;
use crate::raft::{NodeId, TimerRange};
use crate::script::{Setting, Span};
use crate::sim::cluster::Cluster;
use crate::sim::knobs::Knobs;

/// The times that decide whether a cluster can make progress, all in microseconds: the worst cases, with every message
/// and every write as slow as it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// How long followers wait.
    pub election: TimerRange,
    /// How often a leader speaks.
    pub heartbeat_us: u64,
    /// How long a message takes.
    pub one_way_us: u64,
    /// How long a write takes.
    pub disk_us: u64,
    /// Whether an election has a question before it.
    pub pre_vote: bool,
}

impl Timing {
    /// The times of these knobs, when links and disks have nothing peculiar.
    pub fn of(knobs: &Knobs) -> Self {
        // A packet that is held back takes up to twice the greatest latency more.
        let held_back = if knobs.reorder_ppm > 0 { 3 } else { 1 };
        Self {
            election: knobs.raft.election,
            heartbeat_us: knobs.raft.heartbeat_us,
            one_way_us: knobs.latency.max_us.saturating_mul(held_back),
            disk_us: knobs.disk.max_us,
            pre_vote: knobs.raft.pre_vote,
        }
    }

    /// The times of a cluster in which these voters can be had, of so many: the quickest disks of a majority decide.
    pub fn of_cluster(cluster: &Cluster, voters: &[NodeId], of: usize) -> Self {
        let disk = |node: &NodeId| cluster.quirks().disk(cluster.knobs(), *node).max_us;
        let mut disks: Vec<u64> = voters.iter().map(disk).collect();
        sort(&mut disks);
        let disk_us = disks.get(of / 2).or(disks.last()).copied().unwrap_or_default();
        Self { disk_us, ..Self::of(cluster.knobs()) }
    }

    /// Whether a leader's heartbeats, and the answers to them, come in time.
    pub fn keeps_a_leader(&self) -> bool {
        self.sign_of_life_us() < self.election.min_us
    }

    /// Whether a candidate wins before its time is over, and is as a rule the only one.
    pub fn elects_a_leader(&self) -> bool {
        let spread_us = self.election.max_us.saturating_sub(self.election.min_us);
        self.campaign_us() < self.election.min_us && 2 * self.news_us() <= spread_us
    }

    /// An election range that is no shorter than this one, and with which leaders are elected and keep their leadership; none
    /// if this one is such.
    pub fn mended(&self) -> Option<Setting> {
        if self.keeps_a_leader() && self.elects_a_leader() {
            return None;
        }
        let min_us = self.election.min_us.max(self.sign_of_life_us() + self.heartbeat_us);
        let min_us = min_us.max(self.campaign_us() * 5 / 4);
        let max_us = self.election.max_us.max(min_us + 3 * self.news_us());
        Some(Setting::Election(Span { min_us, max_us }))
    }

    /// How long an election takes at most, from the first timer that runs out to the last vote.
    pub fn election_us(&self) -> u64 {
        self.election.max_us + self.campaign_us()
    }

    /// The longest silence between two heartbeats, or between two answers to them.
    fn sign_of_life_us(&self) -> u64 {
        self.heartbeat_us + 2 * self.one_way_us
    }

    /// From a candidate's decision to the last vote. Each of the two writes may have to wait for the one before it.
    fn campaign_us(&self) -> u64 {
        let rounds = if self.pre_vote { 2 } else { 1 };
        2 * rounds * self.one_way_us + 4 * self.disk_us
    }

    /// From a candidate's decision until the others hear of it, and stand no more.
    fn news_us(&self) -> u64 {
        let ways = if self.pre_vote { 3 } else { 1 };
        ways * self.one_way_us + 2 * self.disk_us
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_papers_own_times_are_fit_and_those_that_are_not_are_mended_by_longer_ones() {
        assert_eq!(Timing::of(&Knobs::default()).mended(), None);
        for (setting, expected) in [
            (Setting::Latency(Span { min_us: 1_000, max_us: 200_000 }), false),
            (Setting::Disk(Span { min_us: 0, max_us: 100_000 }), true),
        ] {
            let mut knobs = Knobs::default();
            knobs.set(setting).expect("a good knob");
            assert_eq!(Timing::of(&knobs).keeps_a_leader(), expected, "{setting:?}");
            assert!(!Timing::of(&knobs).elects_a_leader(), "{setting:?}");
            knobs.set(Timing::of(&knobs).mended().expect("it is unfit")).expect("a good knob");
            assert_eq!(Timing::of(&knobs).mended(), None, "{setting:?}");
        }
    }
}
