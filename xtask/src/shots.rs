//! `cargo xtask shots`.

use crate::page::Page;
use crate::say::{self, Steps};
use crate::{Failure, browser, cargo, root, tools};

/// Where the page is put for its pictures.
const DIST: &str = "target/shots/dist";

/// Takes pictures of the built page in its sizes and themes.
pub fn shots(readme: bool) -> Result<(), Failure> {
    let mut steps = Steps::of(Page::steps(false) + 3);
    let page = Page::prepare(false, &mut steps)?;
    steps.next(&format!("putting it together in {DIST}"));
    page.bundle(DIST)?;
    steps.next("Chromium and its driver");
    let driver = browser::ensure_driver()?;
    steps.next("taking the pictures");
    let mut shots = cargo();
    shots.args(["run", "--quiet", "--package", "e2e", "--bin", "shots"]);
    if readme {
        shots.args(["--", "--readme"]);
    }
    shots.env("RAFTARIUM_DIST", root().join(DIST)).env("CHROMEDRIVER", driver);
    if !tools::succeeds(&mut shots) {
        return Err("the pictures could not be taken; see above".to_owned());
    }
    say::success("the pictures are in target/shots");
    Ok(())
}
