//! The simulation: moves, sessions and fuzzing.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput};
use raftarium::fuzz;
use raftarium::session::{Session, Setup};
use raftarium::sim::{Cluster, Knobs, Time};

/// Moves in one measurement.
const MOVES: u64 = 20_000;

/// Seconds of virtual time in one measurement of a session.
const SECONDS: u64 = 60;

/// Moves of the bare cluster, nobody watching: five nodes, idle but for heartbeats.
pub fn moves(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("moves");
    group.throughput(Throughput::Elements(MOVES));
    group.bench_function("idle", |bencher| {
        bencher.iter_batched(
            || Cluster::new(5, 42, Knobs::default()),
            |mut cluster| {
                for _ in 0..MOVES {
                    cluster.step();
                }
                cluster
            },
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

/// Sessions as the page runs them, with events, checks and timeline: five nodes, idle, and under steady load.
pub fn sessions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("session");
    // A millisecond of virtual time is an element, so that a thousand a second are real time.
    group.throughput(Throughput::Elements(SECONDS * 1_000));
    for (name, script) in [("idle", ""), ("busy", "pipe 1000 &\npipe 1000 &\npipe 1000 &")] {
        let open = || {
            let mut session = Session::open(Setup { nodes: 5, seed: 42 });
            let report = session.run_script(&format!("until leader within 10s\n{script}"));
            assert!(report.error.is_none(), "{:?}", report.error);
            session
        };
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                open,
                |mut session| {
                    session.advance_to(Time(session.now().0 + SECONDS * 1_000_000));
                    session
                },
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

/// Seeds of the fuzzer, on one processor.
pub fn seeds(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("fuzz");
    group.throughput(Throughput::Elements(1));
    let mut seed = 0;
    group.bench_function("seeds", |bencher| {
        bencher.iter(|| {
            seed += 1;
            black_box(fuzz::explore(seed, &[]))
        });
    });
    group.finish();
}
