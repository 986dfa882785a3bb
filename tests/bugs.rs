//! Every planted bug is caught: by which check, and after how many seeds. Two are too rare for so few seeds, for they
//! need a partition at just the right moment of a change of the membership, or of a lease; each of them has a script.
//!
//! `cargo test --test bugs -- --nocapture` shows the table.

use raftarium::app::Session;
use raftarium::check::fuzz::{Outcome, search, shrink};
use raftarium::script::{Bug, Command};

/// Within how many seeds the fuzzer must catch a bug.
const SEEDS: u64 = 2_000;

/// The bugs that a script catches, by the property at its end.
const SCRIPTS: [(Bug, &str); 2] = [
    (Bug::DecideByNew, include_str!("scripts/decide-by-new.raft")),
    (Bug::KeepLease, include_str!("scripts/keep-lease.raft")),
];

#[test]
fn the_fuzzer_or_a_script_catches_every_planted_bug() {
    println!("{:20} {:24} {:>6}", "bug", "caught by", "seeds");
    let mut missed = Vec::new();
    for bug in Bug::ALL {
        if let Some((_, script)) = SCRIPTS.iter().find(|(scripted, _)| *scripted == bug) {
            println!("{:20} {:24} {:>6}", bug.name(), caught_by(bug, script), "script");
            continue;
        }
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

/// The property that a script finds violated: with the bug, and not without.
fn caught_by(bug: Bug, script: &str) -> String {
    let broken = Session::load(script).unwrap_or_else(|error| panic!("{}: {error}", bug.name()));
    let whole = script.replace(&format!("break {}\n", bug.name()), "");
    assert_ne!(whole, script);
    let end = script.lines().last().expect("it has a last line");
    assert!(end.starts_with("expect violated "), "{end}");
    let error = Session::load(&whole).err().expect("with the right rule nothing is violated");
    let last = whole.lines().count();
    assert!(error.starts_with(&format!("line {last}: expected violated")), "{error}");
    let names: Vec<&str> = broken.violations().iter().map(|violation| violation.name).collect();
    assert!(names.contains(&&end["expect violated ".len()..]), "{names:?}");
    names[0].to_owned()
}

/// The outcome of the first seed with which something goes wrong, and what.
fn first_failure(bug: Bug) -> Option<(Outcome, String)> {
    let (_, found) = search(0, SEEDS, &[Command::Break(bug)], |progress| progress.failed == 0);
    let outcome = found.into_iter().next()?;
    let name = outcome.fault.as_ref().map(|fault| fault.name().to_owned())?;
    Some((outcome, name))
}
