//! Random turns of the knobs, for the fuzzer.

use crate::script::{Command, ReadChoice, Setting, Span};
use crate::sim::knobs::Knobs;
use crate::sim::world::World;

use super::Chaos;
use super::profile::FaultProfile;
use super::timing::Timing;

const MS: u64 = 1_000;
const PERCENT: u32 = 10_000;

impl Chaos {
    /// How the knobs are turned at the beginning.
    pub fn knobs(&mut self) -> Vec<Command> {
        let settings = match self.profile {
            FaultProfile::Mild | FaultProfile::Wild | FaultProfile::All => Vec::new(),
            FaultProfile::Mixed => self.any_knobs(),
            // Elections by the dozen, and entries one by one.
            FaultProfile::LeaderCrashes => vec![
                Setting::Election(Span { min_us: 60 * MS, max_us: 100 * MS }),
                Setting::Heartbeat(25 * MS),
                Setting::Latency(Span { min_us: MS, max_us: 10 * MS }),
                Setting::BatchSize(1),
                Setting::InFlight(1),
                Setting::Loss(self.one_of(&[0, 10, 30]) * PERCENT),
            ],
            FaultProfile::StaleLeaders => {
                let certain = [
                    Setting::Drift(300_000),
                    Setting::Reads(self.one_of(&[ReadChoice::Index, ReadChoice::Lease])),
                    Setting::ClientTimeout(self.one_of(&[50, 200]) * MS),
                    Setting::Election(Span { min_us: 80 * MS, max_us: 160 * MS }),
                    Setting::Heartbeat(30 * MS),
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
            FaultProfile::Membership => {
                let certain = [
                    Setting::Election(Span { min_us: 60 * MS, max_us: 120 * MS }),
                    Setting::Heartbeat(30 * MS),
                    Setting::Latency(Span { min_us: MS, max_us: self.one_of(&[5, 30]) * MS }),
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
            FaultProfile::LateMessages => vec![
                Setting::Election(Span { min_us: 60 * MS, max_us: 120 * MS }),
                Setting::Heartbeat(25 * MS),
                Setting::Latency(Span { min_us: MS, max_us: self.one_of(&[5, 20]) * MS }),
                Setting::Reorder(50 * PERCENT),
                Setting::DuplicateChance(30 * PERCENT),
                Setting::BatchSize(self.one_of(&[1, 64])),
                Setting::SnapshotEvery(self.one_of(&[None, Some(2)])),
                Setting::Tail(0),
            ],
            FaultProfile::Leases => {
                let certain = [
                    Setting::CheckQuorum(true),
                    Setting::Reads(ReadChoice::Lease),
                    Setting::Latency(Span { min_us: MS, max_us: self.one_of(&[2, 10]) * MS }),
                    Setting::Disk(Span { min_us: 0, max_us: self.one_of(&[1, 3]) * MS }),
                    Setting::ClientTimeout(self.one_of(&[50, 200]) * MS),
                    Setting::Election(Span {
                        min_us: 150 * MS,
                        max_us: self.one_of(&[300, 600]) * MS,
                    }),
                ];
                let others = [Setting::PreVote(true), Setting::Drift(300_000), self.expiry()];
                let others = others.into_iter().filter(|_| self.happens(3));
                certain.into_iter().chain(others).collect()
            }
            FaultProfile::SlowDisks => {
                let others = [
                    Setting::CheckQuorum(true),
                    Setting::PreVote(true),
                    Setting::Latency(Span { min_us: MS, max_us: self.one_of(&[5, 20]) * MS }),
                    Setting::SnapshotEvery(Some(self.one_of(&[3, 10]))),
                    Setting::InFlight(self.one_of(&[1, 2])),
                    Setting::Batch(self.one_of(&[10, 100]) * MS),
                    Setting::Reads(self.one_of(&[ReadChoice::Index, ReadChoice::Lease])),
                ];
                others.into_iter().filter(|_| self.happens(2)).collect()
            }
        };
        self.fit(settings).into_iter().map(Command::Set).collect()
    }

    /// These knobs with an election range that goes with the rest. Knobs that break the timing requirement are worth a try
    /// now and then, for safety must hold with any; what can be said about progress with them is little.
    fn fit(&mut self, mut settings: Vec<Setting>) -> Vec<Setting> {
        let mut knobs = Knobs::default();
        for setting in &settings {
            knobs.set(*setting).expect("they go together, in this order");
        }
        if let Some(fit) = Timing::of(&knobs).mended()
            && !settings.is_empty()
            && !self.happens(12)
        {
            settings.push(fit);
        }
        settings
    }

    /// A random turn of the knobs. Each is at its default about half the time.
    fn any_knobs(&mut self) -> Vec<Setting> {
        let range = |min_us, max_us| (min_us * MS, max_us * MS);
        let latencies = [range(0, 0), range(1, 10), range(5, 60), range(1, 200)];
        let (min_us, max_us) = self.one_of(&latencies);
        let latency = Setting::Latency(Span { min_us, max_us });
        let (min_us, max_us) = self.one_of(&[range(0, 0), range(0, 20), range(5, 100)]);
        let disk = Setting::Disk(Span { min_us, max_us });
        let (min_us, max_us) = self.one_of(&[range(60, 90), range(150, 160), range(300, 900)]);
        let election = Setting::Election(Span { min_us, max_us });
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
        let mut settings: Vec<_> = settings.into_iter().filter(|_| self.happens(2)).collect();
        if self.happens(4) {
            settings.push(self.expiry());
        }
        settings
    }

    /// Sessions that end soon.
    fn expiry(&mut self) -> Setting {
        Setting::Expiry(Some(self.one_of(&[100, 500, 2_000]) * MS))
    }

    /// A turn of a knob in mid-run, if one is found that breaks no promise that clients rely on.
    pub(super) fn turn(&mut self, world: &World) -> Option<Command> {
        let setting = match self.below(10) {
            0 | 1 => {
                let (min, max) = self.one_of(&[(100, 250), (150, 300), (200, 600), (300, 900)]);
                Setting::Election(Span { min_us: min * MS, max_us: max * MS })
            }
            2 => Setting::CheckQuorum(self.happens(2)),
            3 => Setting::PreVote(self.happens(2)),
            4 if self.leases_are_sound(world) => Setting::Reads(self.one_of(&[
                ReadChoice::Index,
                ReadChoice::Lease,
                ReadChoice::Log,
            ])),
            // Clocks were chosen for the drift as it was: more of it is no harm, and less of it would be.
            5 => {
                let drift_ppm = world.rules().settings.drift_ppm;
                let more = [100_000, 300_000, 500_000];
                let more: Vec<u32> =
                    more.into_iter().filter(|ppm| u64::from(*ppm) >= drift_ppm).collect();
                Setting::Drift(*more.get(self.below(more.len() as u32) as usize)?)
            }
            6 => Setting::SnapshotEvery(self.one_of(&[None, Some(1), Some(5)])),
            7 => Setting::Tail(self.one_of(&[0, 1, 8])),
            8 => Setting::Chunk(self.one_of(&[7, 100, 1_024])),
            _ => match self.below(3) {
                0 => self.expiry(),
                1 => Setting::BatchSize(self.one_of(&[1, 64])),
                _ => Setting::InFlight(self.one_of(&[1, 8])),
            },
        };
        Some(Command::Set(setting))
    }
}
