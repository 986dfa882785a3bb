//! Properties over random seeds: whatever goes wrong, nothing unsafe happens; and once nothing goes wrong any more, the
//! cluster gets to work again, with nothing lost.
//!
//! Every seed makes its own cluster, knobs, faults and load. A failure names its seed and prints a short script that
//! leads to it: save that, and `raftarium run FILE` or the page shows it. `RAFTARIUM_SEED=7` runs one seed alone,
//! `RAFTARIUM_SEEDS=100000` runs so many instead of the usual number.

use raftarium::fuzz::{Case, Ending, Outcome, explore, replay, search, shrink};
use raftarium::session::Session;

/// How many seeds the test run tries.
const SEEDS: u64 = 10_000;

#[test]
fn no_mix_of_faults_violates_safety_and_every_cluster_recovers() {
    let (first, seeds) = match number("RAFTARIUM_SEED") {
        Some(seed) => (seed, 1),
        None => (0, number("RAFTARIUM_SEEDS").unwrap_or(SEEDS)),
    };
    let (progress, found) = search(first, seeds, &[], |_| true);
    assert_eq!(progress.tried, seeds);
    if let Some(outcome) = found.first() {
        let (failed, seed) = (progress.failed, outcome.case.seed);
        panic!("{failed} of {seeds} seeds failed; seed {seed}:\n{}", shrink(outcome).script());
    }
}

#[test]
fn the_script_of_a_case_leads_a_session_to_the_same_end() {
    for seed in 0..20 {
        let explored = explore(seed, &[]);
        let load = |outcome: &Outcome| {
            let script = outcome.script();
            Session::load(&script).unwrap_or_else(|error| panic!("{error}\n{script}"))
        };
        assert_eq!(load(&explored).violations(), [], "it recovers there, too");
        let trouble = replay(&Case { ending: Ending::None, ..explored.case });
        assert_eq!(load(&trouble).digest(), format!("{:016x}", trouble.digest), "seed {seed}");
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable}={text}: expected a whole number")))
}
