//! Properties over random seeds: whatever goes wrong, nothing unsafe happens; and once nothing goes wrong any more, the
//! cluster gets to work again, with nothing lost.
//!
//! Every seed makes its own cluster, knobs, faults and load. A failure names its seed and prints a script that leads to
//! it: save that, and `raftarium run FILE` or the page shows it. `RAFTARIUM_SEED=7` runs one seed alone,
//! `RAFTARIUM_SEEDS=100000` runs so many instead of the usual number.

mod drive;

use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use raftarium::app::Session;
use raftarium::raft::{LogId, NodeId};
use raftarium::sim::{Chaos, Cluster, Liveness, Role};

use drive::Drive;

/// How many seeds the test run tries.
const SEEDS: u64 = 5_000;
/// For how long a cluster is in trouble, in virtual time.
const TROUBLE_US: u64 = 3_000_000;
/// How soon a cluster must be in order again, in virtual time. Clients that backed off need most of it.
const RECOVERY_US: u64 = 30_000_000;

#[test]
fn no_mix_of_faults_violates_safety_and_every_cluster_recovers() {
    for_every_seed(|seed| {
        let mut chaos = Chaos::of_seed(seed);
        let mut drive = Drive::new(chaos.size(), seed);
        let failure = |drive: &Drive, what: String| format!("{what}\n\n{}", drive.script());

        for command in chaos.knobs() {
            drive.perform(command);
        }
        while drive::elapsed(drive.cluster()) < TROUBLE_US {
            drive.suffer(&mut chaos);
        }
        drive.verdict().map_err(|what| failure(&drive, what))?;

        drive.end_trouble();
        let recovered = drive.until(is_in_order, RECOVERY_US);
        drive.verdict().map_err(|what| failure(&drive, what))?;
        if !recovered {
            return Err(failure(&drive, format!("no progress: {}", state(drive.cluster()))));
        }
        stores_agree(drive.cluster()).map_err(|what| failure(&drive, what))
    });
}

#[test]
fn the_same_seed_makes_the_same_run_and_its_script_leads_there_too() {
    let run = |seed| {
        let mut chaos = Chaos::of_seed(seed);
        let mut drive = Drive::new(chaos.size(), seed);
        for command in chaos.knobs() {
            drive.perform(command);
        }
        for _ in 0..30 {
            drive.suffer(&mut chaos);
        }
        (drive.script(), format!("{:016x}", drive.cluster().digest()))
    };
    for seed in 0..20 {
        let (script, digest) = run(seed);
        assert_eq!(run(seed).1, digest, "seed {seed}");
        let session = Session::load(&script).unwrap_or_else(|error| panic!("{error}\n{script}"));
        assert_eq!(session.digest(), digest, "{script}");
    }
    assert_ne!(run(0).1, run(1).1);
}

/// Whether there is one leader, which everybody follows, and everything asked for is done, everywhere.
fn is_in_order(cluster: &Cluster) -> bool {
    let view = cluster.view();
    let Some(leader) = view.leader.and_then(|id| view.node(id)) else { return false };
    view.clients.iter().all(|client| client.waiting.is_empty())
        && leader.applied == leader.log.last().index
        && view.nodes.iter().all(|node| {
            node.liveness == Liveness::Up
                && node.leader == Some(leader.id)
                && node.term == leader.term
                && node.applied == leader.applied
                && node.log.last() == leader.log.last()
        })
}

/// Whether equal logs have made equal stores.
fn stores_agree(cluster: &Cluster) -> Result<(), String> {
    let nodes = cluster.world().nodes();
    let stores: Vec<_> = nodes.iter().filter_map(|node| Some(node.process()?.store())).collect();
    match stores.iter().find(|store| **store != stores[0]) {
        Some(_) => Err(format!("stores differ: {stores:#?}")),
        None => Ok(()),
    }
}

/// What a cluster that makes no progress looks like.
fn state(cluster: &Cluster) -> String {
    let view = cluster.view();
    let nodes: Vec<(NodeId, Role, u64, LogId, u64)> = view
        .nodes
        .iter()
        .map(|node| (node.id, node.role, node.term.0, node.log.last(), node.applied.0))
        .collect();
    let waiting = view.clients.iter().filter(|client| !client.waiting.is_empty()).count();
    format!("{nodes:?}, {waiting} clients wait")
}

/// Runs a trial for every seed, on all processors. All failures are counted, and the one of the least seed is told.
fn for_every_seed(trial: impl Fn(u64) -> Result<(), String> + Sync) {
    if let Some(seed) = number("RAFTARIUM_SEED") {
        return trial(seed).unwrap_or_else(|what| panic!("seed {seed}: {what}"));
    }
    let seeds = number("RAFTARIUM_SEEDS").unwrap_or(SEEDS);
    let next = AtomicU64::new(0);
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, |count| count.get()) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds {
                        break;
                    }
                    let outcome = panic::catch_unwind(AssertUnwindSafe(|| trial(seed)));
                    let outcome = outcome.unwrap_or_else(|_| Err("a panic, told above".into()));
                    if let Err(what) = outcome {
                        failures.lock().expect("nobody panics with it").push((seed, what));
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().expect("nobody panics with it");
    failures.sort();
    if let Some((seed, what)) = failures.first() {
        panic!("{} of {seeds} seeds failed; seed {seed}: {what}", failures.len());
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable}={text}: expected a whole number")))
}
