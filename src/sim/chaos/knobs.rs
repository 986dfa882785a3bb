//! Random turns of the knobs, for the fuzzer.

use crate::script::{Command, ReadChoice, Setting};

use super::Chaos;
use super::mood::Mood;

const MS: u64 = 1_000;
const PERCENT: u32 = 10_000;

impl Chaos {
    /// How the knobs are turned at the beginning.
    pub fn knobs(&mut self) -> Vec<Command> {
        let settings = match self.mood {
            Mood::Mild | Mood::Wild => Vec::new(),
            Mood::Mixed => self.any_knobs(),
            // Elections by the dozen, and entries one by one.
            Mood::Regicide => vec![
                Setting::Election { min_us: 60 * MS, max_us: 90 * MS },
                Setting::Latency { min_us: MS, max_us: 10 * MS },
                Setting::BatchSize(1),
                Setting::InFlight(1),
                Setting::Loss(self.one_of(&[0, 10, 30]) * PERCENT),
            ],
            Mood::Doubts => {
                let certain = [
                    Setting::Drift(300_000),
                    Setting::Reads(self.one_of(&[ReadChoice::Index, ReadChoice::Lease])),
                    Setting::ClientTimeout(self.one_of(&[50, 200]) * MS),
                    Setting::Election { min_us: 80 * MS, max_us: 160 * MS },
                ];
                let others = [
                    Setting::PreVote(true),
                    Setting::CheckQuorum(true),
                    Setting::Reorder(30 * PERCENT),
                    Setting::DuplicateChance(30 * PERCENT),
                ];
                let others = others.into_iter().filter(|_| self.happens(2));
                certain.into_iter().chain(others).collect()
            }
            Mood::Churn => {
                let certain = [
                    Setting::Election { min_us: 60 * MS, max_us: 120 * MS },
                    Setting::Latency { min_us: MS, max_us: self.one_of(&[5, 30]) * MS },
                ];
                let others = [
                    Setting::PreVote(true),
                    Setting::CheckQuorum(true),
                    Setting::BatchSize(1),
                    Setting::Loss(10 * PERCENT),
                    Setting::Reorder(30 * PERCENT),
                    Setting::SnapshotEvery(Some(self.one_of(&[2, 10]))),
                    Setting::Reads(self.one_of(&[ReadChoice::Index, ReadChoice::Lease])),
                ];
                let others = others.into_iter().filter(|_| self.happens(2));
                certain.into_iter().chain(others).collect()
            }
            Mood::Ghosts => vec![
                Setting::Election { min_us: 60 * MS, max_us: 120 * MS },
                Setting::Latency { min_us: MS, max_us: self.one_of(&[5, 30]) * MS },
                Setting::Reorder(50 * PERCENT),
                Setting::DuplicateChance(30 * PERCENT),
                Setting::BatchSize(self.one_of(&[1, 64])),
                Setting::SnapshotEvery(self.one_of(&[None, Some(2)])),
                Setting::Tail(0),
            ],
        };
        settings.into_iter().map(Command::Set).collect()
    }

    /// A random turn of the knobs. Each is at its default about half the time.
    fn any_knobs(&mut self) -> Vec<Setting> {
        let range = |min_us, max_us| (min_us * MS, max_us * MS);
        let latencies = [range(0, 0), range(1, 10), range(5, 60), range(1, 200)];
        let (min_us, max_us) = self.one_of(&latencies);
        let latency = Setting::Latency { min_us, max_us };
        let (min_us, max_us) = self.one_of(&[range(0, 0), range(0, 20), range(5, 100)]);
        let disk = Setting::Disk { min_us, max_us };
        let (min_us, max_us) = self.one_of(&[range(60, 90), range(150, 160), range(300, 900)]);
        let election = Setting::Election { min_us, max_us };
        let settings = [
            latency,
            disk,
            election,
            Setting::Loss(self.one_of(&[1, 5, 20, 40]) * PERCENT),
            Setting::DuplicateChance(self.one_of(&[1, 10, 50]) * PERCENT),
            Setting::Reorder(self.one_of(&[1, 10, 50]) * PERCENT),
            Setting::Batch(self.one_of(&[1, 10, 100]) * MS),
            Setting::BatchSize(self.one_of(&[1, 2, 5])),
            Setting::InFlight(self.one_of(&[1, 2, 3])),
            Setting::PreVote(true),
            Setting::CheckQuorum(true),
            Setting::Reads(self.one_of(&[ReadChoice::Index, ReadChoice::Lease])),
            Setting::SnapshotEvery(Some(self.one_of(&[1, 3, 10]))),
            Setting::Chunk(self.one_of(&[7, 30, 100])),
            Setting::Tail(self.one_of(&[0, 1, 8])),
            Setting::ClientTimeout(self.one_of(&[20, 100, 1_000]) * MS),
        ];
        settings.into_iter().filter(|_| self.happens(2)).collect()
    }
}
