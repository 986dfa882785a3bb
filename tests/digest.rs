//! The same script leads to the same digest everywhere: this test runs natively and in a browser, against one figure.
//!
//! `RAFTARIUM_UPDATE=1 cargo test --no-default-features --test digest` writes the figure anew after a change that is
//! meant to change what happens.

use raftarium::session::{Session, Setup};

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
