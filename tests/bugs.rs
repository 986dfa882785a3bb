//! Every planted bug is caught: by which check, and after how many seeds.
//!
//! `cargo test --test bugs -- --nocapture` shows the table.

use raftarium::app::Session;
use raftarium::check::fuzz::{Outcome, search, shrink};
use raftarium::script::{Bug, Command};

/// Within how many seeds the fuzzer must catch a bug.
const SEEDS: u64 = 2_000;

#[test]
fn the_fuzzer_catches_every_planted_bug() {
    println!("{:20} {:24} {:>6}", "bug", "caught by", "seeds");
    let mut missed = Vec::new();
    for bug in Bug::ALL {
        match first_failure(bug) {
            Some((outcome, name)) => {
                println!("{:20} {name:24} {:>6}", bug.name(), outcome.case.seed + 1);
            }
            None => {
                println!("{:20} {:24} {:>6}", bug.name(), "-", SEEDS);
                missed.push(bug.name());
            }
        }
    }
    assert!(missed.is_empty(), "not caught within {SEEDS} seeds: {}", missed.join(", "));
}

#[test]
fn what_catches_a_bug_is_shrunk_to_a_short_script_that_fails_without_chance() {
    for bug in [Bug::VoteTwice, Bug::LoseLastEntry, Bug::DeleteLocally] {
        let (outcome, name) = first_failure(bug).expect("it is caught");
        let shrunk = shrink(&outcome);
        let script = shrunk.script();
        assert!(script.contains(&format!("break {}", bug.name())), "{script}");
        assert!(shrunk.case.acts.len() <= 12, "{} commands:\n{script}", shrunk.case.acts.len());
        assert!(shrunk.case.nodes <= outcome.case.nodes);
        let error = Session::load(&script).err().unwrap_or_else(|| panic!("{name}:\n{script}"));
        let lines = script.lines().count();
        assert!(error.starts_with(&format!("line {lines}: expected ")), "{error}\n{script}");
    }
}

/// The outcome of the first seed with which something goes wrong, and what.
fn first_failure(bug: Bug) -> Option<(Outcome, String)> {
    let (_, found) = search(0, SEEDS, &[Command::Break(bug)], |progress| progress.failed == 0);
    let outcome = found.into_iter().next()?;
    let name = outcome.fault.as_ref().map(|fault| fault.name().to_owned())?;
    Some((outcome, name))
}
