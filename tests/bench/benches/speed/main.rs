//! How fast Raftarium is: its core beside its peer on the same work, its simulation, its checks. At the end it prints
//! the figures, the ratios, and the budgets of DESIGN.md, section 9.
//!
//! Criterion measures; what it found lies in `target/criterion`, and the next run is compared with it. Both cores do
//! the same: they elect the first of three servers, and get 20,000 commands of 64 bytes written, replicated and applied
//! on all three, with 1, 64 and 1,024 of them under way at once. Disks and links take no time, and nothing is encoded:
//! what is measured is the protocol. The search is measured
//! beside a model checker's.

mod explorer;
mod history;
mod ours;
mod peer;
mod report;
mod search;
mod simulation;
mod work;

use std::path::Path;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput};

use ours::Ours;
use peer::Peer;
use work::{COMMANDS, Cluster, commands};

/// How many commands are under way at once.
const WINDOWS: [u64; 3] = [1, 64, 1_024];

fn main() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/criterion");
    let mut criterion = Criterion::default()
        .output_directory(&home)
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4))
        .configure_from_args();
    for window in WINDOWS {
        core::<Ours>(&mut criterion, "ours", window);
        core::<Peer>(&mut criterion, "peer", window);
    }
    simulation::moves(&mut criterion);
    simulation::sessions(&mut criterion);
    simulation::seeds(&mut criterion);
    history::judge(&mut criterion);
    search::states(&mut criterion);
    criterion.final_summary();
    // A word on the command line is a part of the names of what is measured.
    let words: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let searches = words.iter().all(|word| "search/states".contains(word.as_str()));
    let explored = if searches { explorer::explore() } else { None };
    report::print(&home, explored.as_ref());
    if searches {
        search::table();
    }
}

fn core<C: Cluster>(criterion: &mut Criterion, name: &str, window: u64) {
    let mut group = criterion.benchmark_group(format!("commands-{window}"));
    group.throughput(Throughput::Elements(COMMANDS));
    group.bench_function(name, |bencher| {
        let work = |cluster| commands::<C>(cluster, window);
        bencher.iter_batched(C::elected, work, BatchSize::LargeInput);
    });
    group.finish();
}
