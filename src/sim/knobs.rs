//! The knobs: everything about a cluster that can be turned while it runs.

use std::fmt;

use crate::raft::{Settings, TimerRange};
use crate::script::bounds::{
    MAX_BATCH_SIZE, MAX_CHUNK_BYTES, MAX_IN_FLIGHT, MAX_SNAPSHOT_EVERY, MAX_TIME_US, MAX_TRIES,
    MIN_TIMEOUT_US,
};
use crate::script::units::{format_time, format_time_range};
use crate::script::{Preset, ReadChoice, Setting};

use super::bugs::Bugs;
use super::moves::Rules;
use super::random::MILLION;

/// All knobs. Times are in microseconds, chances in parts per million.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knobs {
    /// The protocol's own: elections, heartbeats, batches.
    pub raft: Settings,
    /// How long a packet takes, one way, between any two ends.
    pub latency: TimerRange,
    /// The chance that a packet is lost.
    pub loss_ppm: u32,
    /// The chance that a packet arrives twice.
    pub duplicate_ppm: u32,
    /// The chance that a packet is held back, for once or twice the greatest latency, and so overtaken.
    pub reorder_ppm: u32,
    /// How long a write takes until it is durable.
    pub disk: TimerRange,
    /// How long a client waits for an answer.
    pub client_timeout_us: u64,
    /// How often a client tries; at least once.
    pub client_tries: u32,
    /// How long a client waits between two tries.
    pub backoff_us: u64,
    /// After how many applied entries a node takes a snapshot by itself; never if `None`.
    pub snapshot_every: Option<u32>,
    /// How reads are answered.
    pub reads: ReadChoice,
    /// How long a client's session lives without use; for ever if `None`.
    pub expiry_us: Option<u64>,
}

/// Why a knob cannot be turned like that. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnobError {
    /// The range ends before it begins.
    Backwards {
        /// The knob's name.
        knob: &'static str,
        /// As it was given.
        range: TimerRange,
    },
    /// A time is too short or too long.
    Time {
        /// The knob's name.
        knob: &'static str,
        /// As it was given.
        us: u64,
        /// The shortest that is possible.
        least_us: u64,
    },
    /// A number is zero or too large.
    Count {
        /// The knob's name.
        knob: &'static str,
        /// As it was given.
        count: u32,
        /// The largest that is possible.
        most: u32,
    },
    /// More than certain.
    Chance {
        /// The knob's name.
        knob: &'static str,
        /// As it was given.
        ppm: u32,
    },
    /// Followers would not wait long enough to hear a heartbeat.
    HeartbeatTooSlow {
        /// The heartbeat.
        heartbeat_us: u64,
        /// The election time-out.
        election: TimerRange,
    },
}

const fn range(min_us: u64, max_us: u64) -> TimerRange {
    TimerRange { min_us, max_us }
}

impl Default for Knobs {
    /// The paper's suggestions (9.3), on a network and disks of its time: a broadcast takes some ten milliseconds, a
    /// write a few, and nothing is lost.
    fn default() -> Self {
        Self {
            // A small tail and small chunks: so that something is seen of either.
            raft: Settings { snapshot_tail: 4, snapshot_chunk: 1_024, ..Settings::default() },
            latency: range(5_000, 15_000),
            loss_ppm: 0,
            duplicate_ppm: 0,
            reorder_ppm: 0,
            disk: range(1_000, 3_000),
            client_timeout_us: 500_000,
            client_tries: 10,
            backoff_us: 100_000,
            snapshot_every: None,
            reads: ReadChoice::Log,
            expiry_us: None,
        }
    }
}

impl Knobs {
    /// All knobs at once.
    pub fn preset(preset: Preset) -> Self {
        let paper = Self::default();
        match preset {
            Preset::Paper => paper,
            // A Flask demonstration on loopback: a write takes some 20 ms of HTTP, and everything else takes seconds.
            Preset::SystemA => Self {
                raft: Settings {
                    election: range(4_000_000, 6_000_000),
                    heartbeat_us: 3_000_000,
                    ..paper.raft
                },
                latency: range(3_000, 8_000),
                disk: range(1_000, 3_000),
                client_timeout_us: 3_000_000,
                client_tries: 5,
                backoff_us: 1_500_000,
                ..paper
            },
            // An asyncio store on loopback, with JSON files; its client tries five times, half a second apart. It reads by
            // lease, which is safe with check-quorum only.
            Preset::SystemB => Self {
                raft: Settings {
                    election: range(300_000, 600_000),
                    heartbeat_us: 150_000,
                    batch_us: 25_000,
                    check_quorum: true,
                    ..paper.raft
                },
                latency: range(300, 1_000),
                disk: range(500, 1_500),
                client_timeout_us: 500_000,
                client_tries: 5,
                backoff_us: 500_000,
                snapshot_every: Some(1_000),
                reads: ReadChoice::Lease,
                ..paper
            },
        }
    }

    /// Turns one knob.
    ///
    /// # Errors
    /// If the value is out of range, or does not go together with another knob. Then nothing has changed.
    pub fn set(&mut self, setting: Setting) -> Result<(), KnobError> {
        let mut knobs = self.clone();
        match setting {
            Setting::Election { min_us, max_us } => knobs.raft.election = range(min_us, max_us),
            Setting::Heartbeat(us) => knobs.raft.heartbeat_us = us,
            Setting::Latency { min_us, max_us } => knobs.latency = range(min_us, max_us),
            Setting::Loss(ppm) => knobs.loss_ppm = ppm,
            Setting::DuplicateChance(ppm) => knobs.duplicate_ppm = ppm,
            Setting::Reorder(ppm) => knobs.reorder_ppm = ppm,
            Setting::Disk { min_us, max_us } => knobs.disk = range(min_us, max_us),
            Setting::Batch(us) => knobs.raft.batch_us = us,
            Setting::BatchSize(count) => knobs.raft.max_batch = widen(count),
            Setting::InFlight(count) => knobs.raft.max_in_flight = widen(count),
            Setting::ClientTimeout(us) => knobs.client_timeout_us = us,
            Setting::ClientTries(count) => knobs.client_tries = count,
            Setting::Backoff(us) => knobs.backoff_us = us,
            Setting::PreVote(on) => knobs.raft.pre_vote = on,
            Setting::CheckQuorum(on) => knobs.raft.check_quorum = on,
            Setting::SnapshotEvery(every) => knobs.snapshot_every = every,
            Setting::Chunk(bytes) => knobs.raft.snapshot_chunk = widen(bytes),
            Setting::Reads(choice) => knobs.reads = choice,
            Setting::Drift(ppm) => knobs.raft.drift_ppm = ppm.into(),
            Setting::Tail(count) => knobs.raft.snapshot_tail = count.into(),
            Setting::Expiry(us) => knobs.expiry_us = us,
        }
        knobs.check()?;
        *self = knobs;
        Ok(())
    }

    /// Whether all knobs are possible, and go together.
    ///
    /// # Errors
    /// The first that is not, or does not.
    pub fn check(&self) -> Result<(), KnobError> {
        check_range("election", self.raft.election, MIN_TIMEOUT_US)?;
        check_range("latency", self.latency, 0)?;
        check_range("disk", self.disk, 0)?;
        check_time("heartbeat", self.raft.heartbeat_us, MIN_TIMEOUT_US)?;
        check_time("batch", self.raft.batch_us, 0)?;
        check_time("clienttimeout", self.client_timeout_us, MIN_TIMEOUT_US)?;
        check_time("backoff", self.backoff_us, 0)?;
        check_time("expiry", self.expiry_us.unwrap_or(MAX_TIME_US), MIN_TIMEOUT_US)?;
        check_count("batchsize", narrow(self.raft.max_batch), MAX_BATCH_SIZE)?;
        check_count("inflight", narrow(self.raft.max_in_flight), MAX_IN_FLIGHT)?;
        check_count("clienttries", self.client_tries, MAX_TRIES)?;
        check_count("snapshot", self.snapshot_every.unwrap_or(1), MAX_SNAPSHOT_EVERY)?;
        check_count("chunk", narrow(self.raft.snapshot_chunk), MAX_CHUNK_BYTES)?;
        check_chance("loss", self.loss_ppm)?;
        check_chance("duplicate", self.duplicate_ppm)?;
        check_chance("reorder", self.reorder_ppm)?;
        let (heartbeat_us, election) = (self.raft.heartbeat_us, self.raft.election);
        if heartbeat_us >= election.min_us {
            return Err(KnobError::HeartbeatTooSlow { heartbeat_us, election });
        }
        Ok(())
    }

    /// What of this the world itself must know.
    pub fn rules(&self) -> Rules {
        Rules {
            settings: self.raft,
            tries: self.client_tries,
            snapshot_every: self.snapshot_every,
            expiry_us: self.expiry_us,
            bugs: Bugs::NONE,
            reads: self.reads,
        }
    }
}

fn widen(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Whether a disk may take so long for a write.
///
/// # Errors
/// If it may not.
pub fn check_disk(span: TimerRange) -> Result<(), KnobError> {
    check_range("disk", span, 0)
}

fn check_range(knob: &'static str, range: TimerRange, least_us: u64) -> Result<(), KnobError> {
    if range.min_us > range.max_us {
        return Err(KnobError::Backwards { knob, range });
    }
    check_time(knob, range.min_us, least_us)?;
    check_time(knob, range.max_us, least_us)
}

fn check_time(knob: &'static str, us: u64, least_us: u64) -> Result<(), KnobError> {
    if (least_us..=MAX_TIME_US).contains(&us) {
        Ok(())
    } else {
        Err(KnobError::Time { knob, us, least_us })
    }
}

fn check_count(knob: &'static str, count: u32, most: u32) -> Result<(), KnobError> {
    if (1..=most).contains(&count) { Ok(()) } else { Err(KnobError::Count { knob, count, most }) }
}

fn check_chance(knob: &'static str, ppm: u32) -> Result<(), KnobError> {
    if ppm <= MILLION { Ok(()) } else { Err(KnobError::Chance { knob, ppm }) }
}

impl std::error::Error for KnobError {}

impl fmt::Display for KnobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Backwards { knob, range } => {
                let (min, max) = (format_time(range.min_us), format_time(range.max_us));
                write!(f, "{knob} {min}..{max} runs backwards: write {max}..{min}")
            }
            Self::Time { knob, us, least_us } => {
                let (least, most) = (format_time(least_us), format_time(MAX_TIME_US));
                let found = format_time(us);
                write!(f, "{knob} {found} is out of range: choose {least} to {most}")
            }
            Self::Count { knob, count, most } => {
                write!(f, "{knob} {count} is out of range: choose 1 to {most}")
            }
            Self::Chance { knob, ppm } => {
                let whole = ppm / 10_000;
                write!(f, "{knob} {whole}% is more than certain: choose 0% to 100%")
            }
            Self::HeartbeatTooSlow { heartbeat_us, election } => {
                let (heartbeat, least) = (format_time(heartbeat_us), format_time(election.min_us));
                let range = format_time_range(election.min_us, election.max_us);
                write!(
                    f,
                    "heartbeat {heartbeat} is too slow for election {range}: \
                     it must be below {least}, so change the other one first"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(setting: Setting, expected: Result<(), &str>) {
        let mut knobs = Knobs::default();
        let outcome = knobs.set(setting).map_err(|error| error.to_string());
        assert_eq!(outcome.as_ref().map_err(String::as_str).copied(), expected, "{setting:?}");
        assert_eq!(outcome.is_ok(), knobs != Knobs::default(), "an error must change nothing");
    }

    #[test]
    fn every_preset_goes_together() {
        for preset in [Preset::Paper, Preset::SystemA, Preset::SystemB] {
            assert_eq!(Knobs::preset(preset).check(), Ok(()), "{preset:?}");
        }
    }

    #[test]
    fn a_range_that_runs_backwards_is_refused() {
        check(
            Setting::Latency { min_us: 15_000, max_us: 5_000 },
            Err("latency 15ms..5ms runs backwards: write 5ms..15ms"),
        );
    }

    #[test]
    fn a_heartbeat_must_be_quicker_than_any_election_timeout() {
        check(Setting::Heartbeat(149_000), Ok(()));
        check(
            Setting::Heartbeat(150_000),
            Err("heartbeat 150ms is too slow for election 150ms..300ms: \
                 it must be below 150ms, so change the other one first"),
        );
        check(
            Setting::Election { min_us: 50_000, max_us: 300_000 },
            Err("heartbeat 50ms is too slow for election 50ms..300ms: \
                 it must be below 50ms, so change the other one first"),
        );
    }

    #[test]
    fn a_timeout_of_nothing_is_refused_and_instant_disks_and_links_are_not() {
        check(
            Setting::Election { min_us: 0, max_us: 0 },
            Err("election 0ms is out of range: choose 1ms to 86400s"),
        );
        check(
            Setting::ClientTimeout(0),
            Err("clienttimeout 0ms is out of range: choose 1ms to 86400s"),
        );
        check(Setting::Latency { min_us: 0, max_us: 0 }, Ok(()));
        check(Setting::Disk { min_us: 0, max_us: 0 }, Ok(()));
        check(Setting::Backoff(0), Ok(()));
    }

    #[test]
    fn absurd_numbers_are_refused() {
        check(
            Setting::Latency { min_us: 0, max_us: u64::MAX },
            Err("latency 18446744073709.551615s is out of range: choose 0ms to 86400s"),
        );
        check(
            Setting::Loss(MILLION + 10_000),
            Err("loss 101% is more than certain: choose 0% to 100%"),
        );
        check(Setting::ClientTries(0), Err("clienttries 0 is out of range: choose 1 to 100"));
        check(
            Setting::InFlight(u32::MAX),
            Err("inflight 4294967295 is out of range: choose 1 to 1000"),
        );
        check(Setting::BatchSize(0), Err("batchsize 0 is out of range: choose 1 to 10000"));
    }

    #[test]
    fn certain_loss_is_allowed() {
        check(Setting::Loss(MILLION), Ok(()));
    }
}
