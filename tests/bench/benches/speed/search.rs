//! The search for schedules: how many states a second it looks at, and what it finds of the rules that can be broken.

use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion, Throughput};
use raftarium::script::{self, Bug, Command, Find, Line};
use raftarium::session::finding::{Bounds, Verdict};
use raftarium::session::{Session, Setup};

/// States in one measurement.
pub const STATES: u64 = 100_000;

/// A search that found something.
struct Found {
    rule: &'static str,
    engine: &'static str,
    states: u64,
    took: Duration,
    moves: usize,
}

/// The search through every schedule of two moves, with all checks: three nodes, from the beginning.
pub fn states(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("search");
    group.throughput(Throughput::Elements(STATES));
    let session = Session::open(Setup { nodes: 3, seed: 1 });
    let begin = || {
        let find = find("violated within 2s most 2 moves");
        session.search_within(Bounds::of(&find, session.now())).expect("nothing is violated yet")
    };
    group.bench_function("states", |bencher| {
        bencher.iter_batched(
            begin,
            |mut search| {
                assert!(search.go_on(STATES).is_none(), "there are more states than these");
                search
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// Looks for what each broken rule does, from a fresh cluster of three, and prints what was found and how long it took.
pub fn table() {
    let found: Vec<Option<Found>> = Bug::ALL.into_iter().map(look_for).collect();
    let mut lengths: Vec<usize> = found.iter().flatten().map(|it| it.moves).collect();
    lengths.sort_unstable();
    println!(
        "\n{:<24} {:<12} {:>9} {:>9} {:>6}",
        "find violated", "engine", "states", "seconds", "moves"
    );
    for Found { rule, engine, states, took, moves } in found.iter().flatten() {
        println!("{rule:<24} {engine:<12} {states:>9} {:>9.2} {moves:>6}", took.as_secs_f64());
    }
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    let (some, all) = (lengths.len(), Bug::ALL.len());
    println!("found {some} of {all} from a fresh cluster of three, moves in the median: {median}");
}

fn look_for(bug: Bug) -> Option<Found> {
    let mut session = Session::open(Setup { nodes: 3, seed: 1 });
    session.exec(&format!("break {}", bug.name()));
    let find = find("violated within 2s most 6 moves");
    let began = Instant::now();
    let mut search = session.search_within(Bounds::of(&find, session.now())).ok()?;
    match search.go_on(u64::MAX)?.ok()? {
        Verdict::Found(witness) => Some(Found {
            rule: bug.name(),
            engine: witness.engine.name(),
            states: search.searched().states(),
            took: began.elapsed(),
            moves: witness.acts.len(),
        }),
        Verdict::NotFound => None,
    }
}

fn find(line: &str) -> Find {
    match script::parse_line(&format!("find {line}"), 1) {
        Ok(Some(Line { command: Some(Command::Find(find)), .. })) => find,
        other => unreachable!("{line} is read as {other:?}"),
    }
}
