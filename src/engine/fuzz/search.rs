//! Many seeds, each for itself, on all processors.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use crate::script::Command;

use super::case::Outcome;
use super::progress::{Counts, Progress};
use super::trial::explore;

/// Tries so many seeds from the first on, each with these commands given first, on all processors. After every seed
/// `go_on` is asked whether to go on. Gives how far it came, and what was wrong: the outcomes in order of their seeds.
pub fn search(
    first: u64,
    seeds: u64,
    opening: &[Command],
    go_on: impl Fn(Progress) -> bool + Sync,
) -> (Progress, Vec<Outcome>) {
    let (next, counts) = (AtomicU64::new(0), Counts::default());
    let (stop, found) = (AtomicBool::new(false), Mutex::new(Vec::new()));
    let work = || {
        while !stop.load(Ordering::Relaxed) {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(seed) = first.checked_add(place).filter(|_| place < seeds) else { break };
            let outcome = explore(seed, opening);
            counts.add(&outcome);
            if outcome.fault.is_some() {
                found.lock().expect("nobody panics with it").push(outcome);
            }
            if !go_on(counts.progress()) {
                stop.store(true, Ordering::Relaxed);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, |count| count.get()) {
            scope.spawn(work);
        }
    });
    let mut found = found.into_inner().expect("nobody panics with it");
    found.sort_by_key(|outcome| outcome.case.seed);
    (counts.progress(), found)
}
