//! The knobs: everything about a cluster that can be turned while it runs. Which values they may have stands in the
//! language's table of them, and every way to turn one is judged by it.

use std::fmt;

use crate::raft::{Settings, TimerRange};
use crate::script::units::{format_time, format_time_range};
use crate::script::{KNOBS, Preset, ReadChoice, Setting, Span};

use super::bugs::Bugs;
use super::moves::Rules;

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
    /// How long a state machine takes for an entry; nothing if 0, and then it is applied as soon as it may be.
    pub apply_us: u64,
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
    /// How many keys a load writes and reads.
    pub load_keys: u32,
}

/// Why a knob cannot be turned like that. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnobError {
    /// The value is none that the knob may have.
    OutOfBounds(Setting),
    /// Followers would not wait long enough to hear a heartbeat.
    HeartbeatTooSlow {
        heartbeat_us: u64,
        /// The election timeout.
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
            apply_us: 0,
            client_timeout_us: 500_000,
            client_tries: 10,
            backoff_us: 100_000,
            snapshot_every: None,
            reads: ReadChoice::Log,
            expiry_us: None,
            load_keys: 10,
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
        knobs.put(setting);
        knobs.check()?;
        *self = knobs;
        Ok(())
    }

    /// These, with some turned otherwise.
    ///
    /// # Errors
    /// If they do not go together then.
    pub fn with(&self, settings: &[Setting]) -> Result<Self, KnobError> {
        let mut knobs = self.clone();
        settings.iter().for_each(|setting| knobs.put(*setting));
        knobs.check()?;
        Ok(knobs)
    }

    /// Whether all knobs are possible, and go together.
    ///
    /// # Errors
    /// The first that is not, or does not.
    pub fn check(&self) -> Result<(), KnobError> {
        self.settings().into_iter().try_for_each(check)?;
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
            applies_apart: self.apply_us > 0,
            bugs: Bugs::NONE,
            reads: self.reads,
        }
    }
}

/// Whether a knob may have this value.
///
/// # Errors
/// If it may not.
pub fn check(setting: Setting) -> Result<(), KnobError> {
    if setting.fault().is_some() { Err(KnobError::OutOfBounds(setting)) } else { Ok(()) }
}

/// What the language says of a knob, and what is kept of it.
trait Kept<Field>: Sized {
    fn keep(self) -> Field;
    fn told(field: Field) -> Self;
}

impl<T> Kept<T> for T {
    fn keep(self) -> T {
        self
    }

    fn told(field: T) -> T {
        field
    }
}

impl Kept<usize> for u32 {
    fn keep(self) -> usize {
        usize::try_from(self).unwrap_or(usize::MAX)
    }

    fn told(field: usize) -> Self {
        Self::try_from(field).unwrap_or(Self::MAX)
    }
}

impl Kept<u64> for u32 {
    fn keep(self) -> u64 {
        self.into()
    }

    fn told(field: u64) -> Self {
        Self::try_from(field).unwrap_or(Self::MAX)
    }
}

impl Kept<Option<u64>> for Option<u32> {
    fn keep(self) -> Option<u64> {
        self.map(u64::from)
    }

    fn told(field: Option<u64>) -> Self {
        field.map(Kept::told)
    }
}

impl Kept<TimerRange> for Span {
    fn keep(self) -> TimerRange {
        range(self.min_us, self.max_us)
    }

    fn told(field: TimerRange) -> Self {
        Self { min_us: field.min_us, max_us: field.max_us }
    }
}

/// Where each knob is kept: makes of it how one is turned, and how all of them are read.
macro_rules! places {
    ($($knob:ident => $($field:ident).+;)*) => {
        impl Knobs {
            fn put(&mut self, setting: Setting) {
                match setting {
                    $(Setting::$knob(value) => self.$($field).+ = value.keep(),)*
                }
            }

            /// Every knob with the value that it has, in the order of the language's table.
            pub fn settings(&self) -> [Setting; KNOBS.len()] {
                [$(Setting::$knob(Kept::told(self.$($field).+)),)*]
            }
        }
    };
}

places! {
    Election => raft.election;
    Heartbeat => raft.heartbeat_us;
    Latency => latency;
    Loss => loss_ppm;
    DuplicateChance => duplicate_ppm;
    Reorder => reorder_ppm;
    Disk => disk;
    Apply => apply_us;
    Batch => raft.batch_us;
    BatchSize => raft.max_batch;
    InFlight => raft.max_in_flight;
    BatchBytes => raft.max_batch_bytes;
    InFlightBytes => raft.max_in_flight_bytes;
    Uncommitted => raft.max_uncommitted_bytes;
    ClientTimeout => client_timeout_us;
    ClientTries => client_tries;
    Backoff => backoff_us;
    PreVote => raft.pre_vote;
    CheckQuorum => raft.check_quorum;
    SnapshotEvery => snapshot_every;
    Chunk => raft.snapshot_chunk;
    ChunkWindow => raft.snapshot_window;
    ChunkRate => raft.max_snapshot_bytes;
    Tail => raft.snapshot_tail;
    Reads => reads;
    Priority => raft.priority;
    Drift => raft.drift_ppm;
    Expiry => expiry_us;
    Keys => load_keys;
}

impl std::error::Error for KnobError {}

impl fmt::Display for KnobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::OutOfBounds(setting) => f.write_str(&setting.fault().unwrap_or_default()),
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
    use crate::script::units::CERTAIN;
    use crate::script::{Command, parse_line};

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
    fn every_knob_of_the_language_is_kept_and_told_as_set_takes_it() {
        let names = Knobs::default().settings().map(Setting::name);
        assert_eq!(names, KNOBS.map(|knob| knob.entry.name));
        for knobs in [Preset::SystemA, Preset::SystemB].map(Knobs::preset) {
            let mut again = Knobs::default();
            for setting in knobs.settings() {
                let line = format!("set {setting}");
                let command = parse_line(&line, 1).expect(&line).expect(&line).command;
                assert_eq!(command, Some(Command::Set(setting)));
                again.put(setting);
            }
            assert_eq!(again, knobs);
        }
    }

    #[test]
    fn a_range_that_runs_backwards_is_refused() {
        check(
            Setting::Latency(Span { min_us: 15_000, max_us: 5_000 }),
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
            Setting::Election(Span { min_us: 50_000, max_us: 300_000 }),
            Err("heartbeat 50ms is too slow for election 50ms..300ms: \
                 it must be below 50ms, so change the other one first"),
        );
    }

    #[test]
    fn a_timeout_of_nothing_is_refused_and_instant_disks_and_links_are_not() {
        check(
            Setting::Election(Span { min_us: 0, max_us: 0 }),
            Err("election 0ms is out of range: choose 1ms to 86400s"),
        );
        check(
            Setting::ClientTimeout(0),
            Err("clienttimeout 0ms is out of range: choose 1ms to 86400s"),
        );
        check(Setting::Latency(Span { min_us: 0, max_us: 0 }), Ok(()));
        check(Setting::Disk(Span { min_us: 0, max_us: 0 }), Ok(()));
        check(Setting::Backoff(0), Ok(()));
    }

    #[test]
    fn absurd_numbers_are_refused() {
        check(
            Setting::Latency(Span { min_us: 0, max_us: u64::MAX }),
            Err("latency 18446744073709.551615s is out of range: choose 0ms to 86400s"),
        );
        check(
            Setting::Loss(CERTAIN + 10_000),
            Err("loss 101% is more than certain: choose 0% to 100%"),
        );
        check(Setting::ClientTries(0), Err("clienttries 0 is out of range: choose 1 to 100"));
        check(
            Setting::InFlight(u32::MAX),
            Err("inflight 4294967295 is out of range: choose 1 to 1000"),
        );
        check(Setting::BatchSize(0), Err("batchsize 0 is out of range: choose 1 to 10000"));
        check(Setting::Drift(600_000), Err("drift 60% is out of range: choose 0% to 50%"));
        check(Setting::Tail(1_000_001), Err("tail 1000001 is out of range: choose 0 to 1000000"));
    }

    #[test]
    fn certain_loss_is_allowed() {
        check(Setting::Loss(CERTAIN), Ok(()));
    }
}
