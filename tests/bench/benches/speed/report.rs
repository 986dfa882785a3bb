//! What was found, in one table.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::WINDOWS;
use crate::explorer::Explored;
use crate::history::OPERATIONS;
use crate::search::STATES;
use crate::work::COMMANDS;

/// How many times faster than its peer the core is to be with 1,024 commands under way.
const CORE_TIMES: f64 = 5.0;

/// How many times as many states a second the search is to look at as its peer.
const SEARCH_TIMES: f64 = 1.0;

/// How many times faster than real time five idle nodes are to be. In a browser; natively it should be far more.
const IDLE_TIMES: f64 = 10_000.0;

/// Prints what Criterion has measured and left in this directory, in this run or, if only some was asked for, before; and
/// the search beside its peer.
pub fn print(home: &Path, explored: Option<&Explored>) {
    println!("\n{:<34} {:>12} {:>12} {:>8}", "commands a second", "Raftarium", "peer", "times");
    for window in WINDOWS {
        let group = format!("commands-{window}");
        let rate = |name| nanoseconds(home, &group, name).map(|ns| COMMANDS as f64 * 1e9 / ns);
        let (Some(ours), Some(peer)) = (rate("ours"), rate("peer")) else { continue };
        let times = ours / peer;
        let verdict = (window == 1_024).then(|| against(times, CORE_TIMES)).unwrap_or_default();
        let name = format!("{window} under way");
        println!("{name:<34} {ours:>12.0} {peer:>12.0} {times:>8.2}{verdict}");
    }
    println!();
    let line = |name: &str, ns: Option<f64>, elements: f64, verdict: &dyn Fn(f64) -> String| {
        if let Some(ns) = ns {
            let rate = elements * 1e9 / ns;
            println!("{name:<34} {rate:>12.0}{}", verdict(rate));
        }
    };
    let none = |_| String::new();
    line("moves a second, idle", nanoseconds(home, "moves", "idle"), 20_000.0, &none);
    // Sixty seconds of virtual time, so sixty a second are real time.
    let idle = |times| against(times, IDLE_TIMES);
    line("times real time, session, idle", nanoseconds(home, "session", "idle"), 60.0, &idle);
    line("times real time, session, busy", nanoseconds(home, "session", "busy"), 60.0, &none);
    let searched = nanoseconds(home, "search", "states");
    line("states searched a second", searched, STATES as f64, &|rate| {
        let Some(Explored { states, seconds }) = explored else { return String::new() };
        let peer = states / seconds;
        format!(" {peer:>12.0} {:>8.2}{}", rate / peer, against(rate / peer, SEARCH_TIMES))
    });
    let judged = nanoseconds(home, "history", "linearizable");
    line("operations judged a second", judged, OPERATIONS as f64, &none);
    line("fuzz seeds a second, one processor", nanoseconds(home, "fuzz", "seeds"), 1.0, &none);
}

fn against(found: f64, budget: f64) -> String {
    let verdict = if found >= budget { "within" } else { "BELOW" };
    format!("  {verdict} the budget of {budget} times")
}

/// The mean time of one measurement.
fn nanoseconds(home: &Path, group: &str, name: &str) -> Option<f64> {
    let path = home.join(group).join(name).join("new/estimates.json");
    let text = fs::read_to_string(path).ok()?;
    let estimates: Value = serde_json::from_str(&text).ok()?;
    estimates["mean"]["point_estimate"].as_f64()
}
