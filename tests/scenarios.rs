//! The scenarios: each runs to its end with every expectation held, leads to the same digest natively and in a browser,
//! and can be gone through step by step, back and forth, as the page does.
//!
//! `RAFTARIUM_UPDATE=1 cargo test --no-default-features --test scenarios` writes the figures anew after a change that is
//! meant to change what happens.

use std::collections::BTreeMap;

#[cfg(not(target_arch = "wasm32"))]
use raftarium::session::runner::{self, Options};
use raftarium::session::{LineKind, Scenario, Session, scenarios};
use raftarium::sim::Time;

const DIGESTS: &str = include_str!("scenarios/digests");

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn load(scenario: &Scenario) -> Session {
    Session::load(scenario.text).unwrap_or_else(|error| panic!("{}: {error}", scenario.id))
}

/// The moments at which something is said.
fn steps(session: &Session) -> Vec<Time> {
    let said = session.transcript().iter().filter(|line| line.kind == LineKind::Say);
    said.map(|line| line.at).collect()
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn every_scenario_has_the_same_digest_natively_and_in_a_browser() {
    let found: BTreeMap<&str, String> =
        scenarios::all().map(|scenario| (scenario.id, load(&scenario).digest())).collect();
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("RAFTARIUM_UPDATE").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/digests");
        let text: String = found.iter().map(|(id, digest)| format!("{id} {digest}\n")).collect();
        std::fs::write(file, text).expect("the figures can be written");
        return;
    }
    let expected: BTreeMap<&str, String> = DIGESTS
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(id, digest)| (id, digest.to_owned()))
        .collect();
    assert_eq!(found, expected);
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn a_story_that_says_so_is_true_and_each_question_has_one_right_answer_under_sixty_seeds() {
    let robust: Vec<Scenario> =
        scenarios::all().filter(|it| it.text.contains("\n# True under 60 seeds.\n")).collect();
    assert!(robust.len() >= 12, "{}", robust.len());
    for scenario in robust {
        for seed in 1..=60 {
            let options = Options { seed: Some(seed), until: None };
            let (session, report) = runner::run(scenario.text, options);
            assert_eq!(report.error, None, "{}, seed {seed}", scenario.id);
            let count =
                |kind: LineKind| session.transcript().iter().filter(|it| it.kind == kind).count();
            let (asked, told) = (count(LineKind::Asked), count(LineKind::Revealed));
            assert!(asked == told && asked > 0, "{}, seed {seed}", scenario.id);
        }
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn going_back_to_each_step_and_forward_again_changes_nothing() {
    for scenario in scenarios::all() {
        let mut session = load(&scenario);
        let (end, digest) = (session.horizon(), session.digest());
        let moments = steps(&session);
        let mut on_the_way = Vec::new();
        for moment in moments.iter().rev() {
            session.seek(*moment);
            assert_eq!(session.now(), *moment);
            on_the_way.push(session.digest());
        }
        for (moment, seen) in moments.iter().zip(on_the_way.iter().rev()) {
            session.seek(*moment);
            assert_eq!(session.digest(), *seen, "{} at {moment}", scenario.id);
        }
        session.seek(end);
        assert_eq!(session.digest(), digest, "{}", scenario.id);
        assert_eq!(session.branches().count(), 1, "{}: looking is no acting", scenario.id);
    }
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn every_step_takes_some_time_and_no_scenario_takes_too_long() {
    for scenario in scenarios::all() {
        let session = load(&scenario);
        let moments = steps(&session);
        assert_eq!(moments.first(), Some(&Time::ZERO), "{} begins with words", scenario.id);
        for pair in moments.windows(2) {
            assert!(pair[0] < pair[1], "{}: two steps at {}", scenario.id, pair[0]);
        }
        let seconds = session.horizon().0 / 1_000_000;
        assert!((1..=40).contains(&seconds), "{} takes {seconds} s", scenario.id);
    }
}
