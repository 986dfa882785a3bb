//! Every planted bug is caught, and every property catches one: by which, and after how many seeds. Some need more than
//! chance finds in so few seeds, a partition at just the right moment of a change of the membership, of a lease or of a read;
//! each of those has a script that was written by hand.
//!
//! `cargo test --test bugs -- --nocapture` shows the tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{self, AssertUnwindSafe};

use raftarium::check::Checker;
use raftarium::fuzz::{Fault, Outcome, search, shrink};
use raftarium::script::{Bug, Command};
use raftarium::session::Session;
use raftarium::session::exhibits::shown;
use raftarium::sim::chaos::Chaos;
use raftarium::sim::{Cluster, Knobs, Time};

/// Within how many seeds the fuzzer must catch a bug.
const SEEDS: u64 = 2_000;

/// So many seeds are run to their end, from the first that fails on, to see which properties are violated.
const MORE: u64 = 200;

/// For how long there is trouble in each of them.
const TROUBLE_US: u64 = 3_000_000;

/// The bugs that chance does not find in so few seeds: their scripts were written by hand.
const BY_HAND: [Bug; 8] = [
    Bug::DecideByNew,
    Bug::SingleServer,
    Bug::ConfigurationAtApply,
    Bug::ReadUnconfirmed,
    Bug::KeepLease,
    Bug::FreePromise,
    Bug::AnyRound,
    Bug::NewestConfiguration,
];

/// A bug that violates no property of safety, only that of progress: a script cannot wait for ever to see that.
const HARMLESS: Bug = Bug::KeepLeading;

/// The properties that no planted bug violates. Bugs lie to a server about its surroundings, and to these about it: but
/// whatever a leader is told, it takes nothing from its own log. `check::tests` shows that each is caught all the same.
const BEYOND_LIES: [&str; 1] = ["leader-append-only"];

/// A bug that violates a property, and within how many seeds that was seen; 0 if a script shows it.
type Witness = (u64, Bug);

#[test]
fn every_planted_bug_is_caught_and_every_property_catches_one() {
    println!("{:20} {:24} {:>6}  violated besides", "bug", "caught by", "seeds");
    let (mut missed, mut witnesses) = (Vec::new(), BTreeMap::<&str, Vec<Witness>>::new());
    for bug in Bug::ALL {
        let caught = match shown(bug) {
            Some(script) if BY_HAND.contains(&bug) => Some(by_script(bug, script)),
            _ => by_seeds(bug),
        };
        let Some(Caught { by, seeds, violated }) = caught else {
            println!("{:20} {:24} {:>6}", bug.name(), "-", SEEDS);
            missed.push(bug.name());
            continue;
        };
        let told = if seeds == 0 { "script".to_owned() } else { seeds.to_string() };
        let besides: Vec<&str> = violated.keys().copied().filter(|name| *name != by).collect();
        println!("{:20} {by:24} {told:>6}  {}", bug.name(), besides.join(", "));
        for (name, seeds) in violated {
            witnesses.entry(name).or_default().push((seeds, bug));
        }
    }
    assert!(missed.is_empty(), "not caught within {SEEDS} seeds: {}", missed.join(", "));

    println!("\n{:24} {:20} {:>6}  {:>4}", "property", "planted bug", "seeds", "bugs");
    let mut blind = BTreeSet::new();
    for property in Checker::PROPERTIES {
        let mut bugs = witnesses.remove(property.name).unwrap_or_default();
        bugs.sort_unstable_by_key(|(seeds, bug)| (*seeds == 0, *seeds, *bug));
        let Some((seeds, bug)) = bugs.first() else {
            println!("{:24} -", property.name);
            blind.insert(property.name);
            continue;
        };
        let told = if *seeds == 0 { "script".to_owned() } else { seeds.to_string() };
        println!("{:24} {:20} {told:>6}  {:>4}", property.name, bug.name(), bugs.len());
    }
    assert_eq!(blind, BEYOND_LIES.into(), "what is to be caught is planted, and only that");
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

/// With `RAFTARIUM_UPDATE=1` a script is looked for and written for each bug that has none.
#[test]
fn every_planted_bug_is_shown_by_a_short_script_that_finds_nothing_without_it() {
    let mut missing = Vec::new();
    for bug in Bug::ALL {
        match shown(bug) {
            Some(script) => {
                if bug == HARMLESS {
                    let sound = script.replace(&format!("break {}\n", bug.name()), "");
                    assert!(Session::load(script).is_ok() && Session::load(&sound).is_err());
                } else {
                    by_script(bug, script);
                }
                assert!(script.lines().count() <= 60, "{} is shown at length", bug.name());
            }
            None => missing.push(bug),
        }
    }
    if std::env::var_os("RAFTARIUM_UPDATE").is_some() {
        for bug in &missing {
            match shortest(*bug) {
                Some(script) => {
                    let path =
                        format!("{}/static/bugs/{}.raft", env!("CARGO_MANIFEST_DIR"), bug.name());
                    fs::write(path, script).expect("the script can be written");
                }
                None => println!("{}: no script found", bug.name()),
            }
        }
    }
    let missing: Vec<&str> = missing.iter().map(|bug| bug.name()).collect();
    assert!(missing.is_empty(), "not shown: {}", missing.join(", "));
}

/// The shortest script among those that the first failing seeds are shrunk to.
fn shortest(bug: Bug) -> Option<String> {
    const FOUND: u64 = 4;
    let broken = [Command::Break(bug)];
    let (_, found) = search(0, SEEDS, &broken, |progress| progress.failed < FOUND);
    let scripts = found.iter().filter_map(|outcome| {
        let shrunk = shrink(outcome);
        let Some(Fault::Violated(violation)) = &shrunk.fault else { return None };
        let script = shrunk.script();
        let lines = script.lines().filter(|line| !line.starts_with('#'));
        let whole: String =
            lines.map(|line| format!("{}\n", line.strip_prefix("@0ms ").unwrap_or(line))).collect();
        // What else is violated at that moment is named as well, or a run would end with it.
        let named = |session: &Session| {
            let names = session.violations().iter().map(|it| format!("violated {}", it.name));
            names.collect::<Vec<_>>().join(" and ")
        };
        let alone = whole.replace("expect safe", &format!("expect violated {}", violation.name));
        let all = named(&Session::load(&alone).ok()?);
        let whole = whole.replace("expect safe", &format!("expect {all}"));
        let sound = whole.replace(&format!("break {}\n", bug.name()), "");
        let nothing = |error: String| error.ends_with("but no property is violated");
        let shows =
            Session::load(&whole).is_ok() && Session::load(&sound).err().is_some_and(nothing);
        shows.then(|| format!("# {}\n{whole}", bug.does()))
    });
    scripts.min_by_key(|script| script.lines().count())
}

/// How a bug is caught.
struct Caught {
    /// What was found first.
    by: String,
    /// Within how many seeds; 0 if by a script.
    seeds: u64,
    /// The properties that it violates, and within how many seeds that was seen.
    violated: BTreeMap<&'static str, u64>,
}

/// What a script finds violated: with the bug, and not without.
fn by_script(bug: Bug, script: &str) -> Caught {
    let broken = Session::load(script).unwrap_or_else(|error| panic!("{}: {error}", bug.name()));
    let whole = script.replace(&format!("break {}\n", bug.name()), "");
    assert_ne!(whole, script);
    let end = script.lines().last().expect("it has a last line");
    let (_, property) = end.split_once("expect violated ").unwrap_or_else(|| panic!("{end}"));
    let error = Session::load(&whole).err().expect("with the right rule nothing is violated");
    let last = whole.lines().count();
    assert!(error.starts_with(&format!("line {last}: expected violated")), "{error}");
    assert!(error.ends_with("but no property is violated"), "{error}");
    let names: Vec<&str> = broken.violations().iter().map(|violation| violation.name).collect();
    let mut expected = property.split(" and violated ");
    assert!(expected.all(|name| names.contains(&name)), "{end}: {names:?}");
    let violated = names.iter().map(|name| (*name, 0)).collect();
    Caught { by: names[0].to_owned(), seeds: 0, violated }
}

/// What the fuzzer finds first, and what else is violated when these seeds and some more go on to their end.
fn by_seeds(bug: Bug) -> Option<Caught> {
    let (outcome, by) = first_failure(bug)?;
    let first = outcome.case.seed;
    let mut violated = BTreeMap::new();
    for seed in first..first + MORE {
        for name in all_violated(bug, seed) {
            violated.entry(name).or_insert(seed + 1);
        }
    }
    Some(Caught { by, seeds: first + 1, violated })
}

/// The outcome of the first seed with which something goes wrong, and what.
fn first_failure(bug: Bug) -> Option<(Outcome, String)> {
    let (_, found) = search(0, SEEDS, &[Command::Break(bug)], |progress| progress.failed == 0);
    let outcome = found.into_iter().next()?;
    let name = outcome.fault.as_ref().map(|fault| fault.name().to_owned())?;
    Some((outcome, name))
}

/// All that is violated in the trouble of a seed: it goes on, whatever is found, until it is over or the program gives up.
fn all_violated(bug: Bug, seed: u64) -> Vec<&'static str> {
    let mut chaos = Chaos::of_seed(seed);
    let mut cluster = Cluster::new(chaos.size(), seed, Knobs::default());
    let mut checker = Checker::default();
    let mut look = |cluster: &mut Cluster| {
        let events = cluster.drain_events();
        checker.observe(cluster.now(), &events, cluster.world());
    };
    let trouble = || {
        look(&mut cluster);
        for command in [Command::Break(bug)].into_iter().chain(chaos.knobs()) {
            // What is not possible is left out.
            let _ = cluster.perform(&command);
            look(&mut cluster);
        }
        while cluster.now() < Time(TROUBLE_US) {
            if let Some(command) = chaos.command(cluster.world()) {
                let _ = cluster.perform(&command);
                look(&mut cluster);
            }
            let until = cluster.now().plus_us(chaos.pause_us());
            while cluster.next_due().is_some_and(|due| due <= until) && cluster.step() {
                look(&mut cluster);
            }
            cluster.advance_to(until);
        }
    };
    // A server that was lied to may find what cannot be, and stop.
    let _ = panic::catch_unwind(AssertUnwindSafe(trouble));
    checker.violations().iter().map(|violation| violation.name).collect()
}
