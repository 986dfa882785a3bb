//! How long it takes to go to any moment of a long and busy session, and how much memory that costs: the budget of
//! DESIGN.md, section 9.
//!
//! The session is an hour of virtual time: five nodes under a steady load, with snapshots, and every minute something
//! goes wrong and is mended. Then it goes to moments drawn at random, each from the one before. A goal is reached when
//! the page could show it, so its picture is a part of the time. Memory is what is allocated, counted by the allocator
//! itself: the whole session, kept moments, events, console, history and all.

use std::hint::black_box;
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use raftarium::session::{Session, Setup};
use raftarium::sim::Time;
use rand_core::{RngCore, SeedableRng};
use rand_xoshiro::SplitMix64;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The longest that going to a moment may take.
const BUDGET_MS: f64 = 16.0;

/// The most memory that a session may hold.
const BUDGET_MB: f64 = 64.0;

/// How many moments are gone to, and how often all of them. The fastest counts: the work is the same each time, and
/// what others do on the machine only adds to it.
const SEEKS: usize = 500;
const ROUNDS: usize = 4;

/// Operations a second, of five clients.
const RATE: u32 = 20;

/// Minutes of virtual time.
const MINUTES: u64 = 60;

fn main() {
    let before = MEMORY.current_usage();
    let start = Instant::now();
    let mut session = hour();
    let played = start.elapsed();
    let held = (MEMORY.current_usage() - before) as f64 / 1e6;
    let events = session.events().next();
    let mut took = seeks(&mut session);
    took.sort();
    let ms = |part: f64| {
        let at = (part * (took.len() - 1) as f64).round() as usize;
        took[at].as_secs_f64() * 1_000.0
    };
    println!(
        "\nan hour of {RATE} operations a second, {events} events, played in {:.1} s",
        played.as_secs_f64()
    );
    let verdict = |found: f64, budget: f64, unit: &str| {
        let verdict = if found <= budget { "within" } else { "ABOVE" };
        format!("{verdict} the budget of {budget} {unit}")
    };
    println!("{:<34} {:>9.2} ms", format!("median of {SEEKS} seeks"), ms(0.5));
    println!("{:<34} {:>9.2} ms", "99 in a hundred take no longer than", ms(0.99));
    println!("{:<34} {:>9.2} ms  {}", "the longest", ms(1.0), verdict(ms(1.0), BUDGET_MS, "ms"));
    println!(
        "{:<34} {:>9.2} MB  {}",
        "memory of the whole session",
        held,
        verdict(held, BUDGET_MB, "MB")
    );
    println!(
        "{:<34} {:>9.2} MB",
        "after the seeks",
        (MEMORY.current_usage() - before) as f64 / 1e6
    );
}

/// The session, at its end.
fn hour() -> Session {
    let mut session = Session::open(Setup { nodes: 5, seed: 42 });
    let mut script = String::from("set snapshot 200\nuntil leader within 10s\n");
    script.push_str(&format!("load {RATE}/s for {}s clients 5 &\n", MINUTES * 60 - 10));
    for minute in 0..MINUTES {
        let node = minute / 4 % 5 + 1;
        let (harm, cure) = match minute % 4 {
            0 => (format!("crash n{node}"), format!("restart n{node}")),
            1 => (format!("partition n{node} n{}", node % 5 + 1), "heal".to_owned()),
            2 => (format!("pause n{node}"), format!("resume n{node}")),
            _ => (format!("cut n{node} > n{}", node % 5 + 1), "heal".to_owned()),
        };
        script.push_str(&format!("@{}s {harm}\n", minute * 60 + 30));
        script.push_str(&format!("@{}s {cure}\n", minute * 60 + 40));
    }
    script.push_str(&format!("@{}s\n", MINUTES * 60));
    let report = session.run_script(&script);
    assert_eq!(report.error, None);
    session
}

/// How long it takes to go to each of many moments.
fn seeks(session: &mut Session) -> Vec<Duration> {
    let mut random = SplitMix64::seed_from_u64(1);
    let end = session.horizon().0;
    let goals: Vec<Time> = (0..SEEKS).map(|_| Time(random.next_u64() % end)).collect();
    let mut took = vec![Duration::MAX; SEEKS];
    for _ in 0..ROUNDS {
        for (goal, took) in goals.iter().zip(&mut took) {
            let start = Instant::now();
            session.seek(*goal);
            black_box(session.view());
            *took = start.elapsed().min(*took);
        }
    }
    took
}
