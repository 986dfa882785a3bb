//! The same script leads to the same digest everywhere: this test runs natively and in a browser, against one figure.
//!
//! `RAFTARIUM_UPDATE=1 cargo test --no-default-features --test digest` writes the figure anew after a change that is
//! meant to change what happens.

use raftarium::script::{self, Command, Line};
use raftarium::session::finding::{Bounds, Verdict};
use raftarium::session::{Session, Setup};

const FOUND: &str = include_str!("digest/found.txt");
const SCRIPT: &str = include_str!("digest/long.raft");
const DIGEST: &str = include_str!("digest/long.digest");

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn run() -> Session {
    let mut session = Session::open(Setup::default());
    let report = session.run_script(SCRIPT);
    assert_eq!(report.error, None, "{}", report.transcript());
    session
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn a_long_script_has_the_same_digest_natively_and_in_a_browser() {
    let session = run();
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("RAFTARIUM_UPDATE").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/digest/long.digest");
        std::fs::write(file, session.digest() + "\n").expect("the figure can be written");
        return;
    }
    assert_eq!(session.digest(), DIGEST.trim());
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn another_seed_has_another_digest() {
    let mut session = Session::open(Setup::default());
    let report = session.run_script(&SCRIPT.replace("seed 20261121", "seed 20261122"));
    assert_eq!(report.error, None, "{}", report.transcript());
    assert_ne!(session.digest(), DIGEST.trim());
}

/// The broken rules whose harm is looked for.
const BROKEN: [&str; 6] = [
    "vote-twice",
    "vote-before-fsync",
    "forget-term",
    "skip-up-to-date",
    "commit-alone",
    "never-truncate",
];

/// The moves that violate a property where a rule is broken, and the digest that they lead to.
fn found(rule: &str) -> String {
    let mut session = Session::open(Setup { nodes: 3, seed: 1 });
    session.exec(&format!("break {rule}"));
    let line = script::parse_line("find violated within 2s most 3 moves", 1);
    let Ok(Some(Line { command: Some(Command::Find(find)), .. })) = line else {
        panic!("{line:?}")
    };
    let bounds = Bounds::of(&find, session.now());
    let mut search = session.search_within(bounds).unwrap_or_else(|error| panic!("{error}"));
    let verdict = search.go_on(u64::MAX).expect("it comes to an end");
    let verdict = verdict.unwrap_or_else(|error| panic!("{error}"));
    let Verdict::Found(witness) = &verdict else { panic!("{rule}: {}", search.looked_at()) };
    session.conclude(&*search, &verdict).unwrap_or_else(|error| panic!("{error}"));
    // What was found stands in the script, and plays back to the same.
    let again = Session::load(&session.script()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(again.digest(), session.digest(), "{rule}");
    assert!(!again.violations().is_empty(), "{rule}");
    let moves: Vec<String> = witness.acts.iter().map(ToString::to_string).collect();
    format!("{rule}: {}: {}\n", moves.join(", "), session.digest())
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn what_a_search_finds_has_the_same_moves_and_the_same_digest_natively_and_in_a_browser() {
    let lines: String = BROKEN.iter().map(|rule| found(rule)).collect();
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("RAFTARIUM_UPDATE").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/digest/found.txt");
        std::fs::write(file, lines).expect("the lines can be written");
        return;
    }
    assert_eq!(lines, FOUND);
}
