//! Looking for a run that shows a rule: seeds, knobs and chaos are tried, so many and no more.

use crate::explain::rules::{Arm, Coverage};
use crate::session::Session;
use crate::session::run::Setup;
use crate::sim::Time;

/// A run that shows a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub arm: Arm,
    pub seed: u64,
    /// When it is first at work.
    pub at: Time,
    /// The lines of the run.
    pub script: String,
}

/// How a cluster is set up and troubled, in the order in which it is tried. Each line takes little time to run.
const VARIANTS: [&str; 5] = [
    "chaos on\nload 20/s for 2s clients 2 &\nadvance 3s\n",
    "set prevote on\nset checkquorum on\nset snapshot 8\nset reads index\nchaos on wild\nload 20/s for 2s clients 2 &\nadvance 3s\n",
    "set checkquorum on\nset reads lease\nuntil leader within 5s\nadd n6\nload 20/s for 2s clients 2 &\nchaos on\nadvance 2s\ntransfer n2\nadvance 1s\n",
    "set reads follower\nset snapshot 4\nset batch 10ms\nuntil leader within 5s\nload 20/s for 1s clients 2 &\ncrash leader\nadvance 1s\nremove n2\nadvance 1s\n",
    "set loss 20%\nchaos on all\nload 20/s for 2s clients 2 &\nadvance 3s\n",
];

/// How many seeds are tried, each with every variant.
const SEEDS: u64 = 4;

/// A run that shows the first of these rules that any run shows which is tried; the first of them ends it at once. `None` if
/// none does.
pub fn seek(wanted: &[Arm]) -> Option<Found> {
    let mut best: Option<(usize, Found)> = None;
    for seed in 1..=SEEDS {
        for variant in VARIANTS {
            let script = format!("cluster 5\nseed {seed}\n{variant}");
            let covered = run(&script);
            let place = wanted.iter().position(|arm| covered.of(*arm).is_some());
            let Some((place, shown)) = place.and_then(|it| Some((it, covered.of(wanted[it])?)))
            else {
                continue;
            };
            if best.as_ref().is_none_or(|(before, _)| place < *before) {
                best = Some((place, Found { arm: wanted[place], seed, at: shown.first, script }));
            }
            if place == 0 {
                return best.map(|(_, found)| found);
            }
        }
    }
    best.map(|(_, found)| found)
}

/// What a script shows. One that cannot be carried out to its end shows what it shows.
fn run(script: &str) -> Coverage {
    let mut session = Session::open(Setup::default());
    session.run_script(script);
    super::covered_by(&session)
}
