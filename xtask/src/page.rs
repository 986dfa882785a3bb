//! Building the page.

use std::process::{Command, Stdio};

use crate::say::{self, Steps};
use crate::tools::{self, Toolbox};
use crate::{Failure, cargo};

/// How the page is built.
pub struct Page {
    /// What builds it.
    pub toolbox: Toolbox,
    /// Small and fast.
    release: bool,
    /// Whether a release build can be made smaller still.
    wasm_opt: bool,
}

impl Page {
    /// How many steps [`Self::prepare`] takes.
    pub fn steps(release: bool) -> usize {
        Toolbox::PAGE_STEPS + usize::from(release) + 1
    }

    /// Makes sure of the tools and compiles the page, so that what follows takes a moment.
    pub fn prepare(release: bool, steps: &mut Steps) -> Result<Self, Failure> {
        let mut toolbox = Toolbox::for_page(steps)?;
        let wasm_opt = release && toolbox.ensure_wasm_opt(steps)?;
        steps.next("compiling the page (the first time takes minutes, later seconds)");
        compile(release)?;
        Ok(Self { toolbox, release, wasm_opt })
    }

    /// Trunk, told to do this with the page.
    pub fn trunk(&self, task: &str) -> Result<Command, Failure> {
        let mut trunk = self.toolbox.command("trunk")?;
        trunk.args([task, "--skip-version-check"]);
        trunk.args(match (self.release, self.wasm_opt) {
            (false, _) => [].as_slice(),
            (true, true) => &["--release"],
            // Trunk fails without wasm-opt if asked for a release; this is the same build short of that one step.
            (true, false) => &["--cargo-profile", "release"],
        });
        Ok(trunk)
    }

    /// Writes the page into this directory.
    pub fn bundle(&self, dist: &str) -> Result<(), Failure> {
        let mut trunk = self.trunk("build")?;
        // What is built, and not served while it changes, works offline.
        trunk.env("RAFTARIUM_OFFLINE", "1");
        if tools::succeeds(trunk.args(["--dist", dist])) {
            return Ok(());
        }
        Err("Trunk could not put the page together; it says why above".to_owned())
    }
}

/// `cargo xtask build`.
pub fn build_command(release: bool) -> Result<(), Failure> {
    let mut steps = Steps::of(Page::steps(release) + 1);
    let page = Page::prepare(release, &mut steps)?;
    steps.next("putting it together in dist/");
    page.bundle("dist")?;
    say::success("the page is in dist/; any web server can serve it");
    Ok(())
}

/// Compiles the page exactly as Trunk will, but with cargo's own progress, and so that a failure ends here.
fn compile(release: bool) -> Result<(), Failure> {
    let mut build = cargo();
    build.args(["build", "--target", tools::TARGET, "--bin", "raftarium-page"]);
    if release {
        build.arg("--release");
    }
    if tools::succeeds(&mut build) {
        return Ok(());
    }
    if crates_are_here() {
        return Err("the page does not compile; the compiler's errors are above.\n\
                    Mend them and run the same command again."
            .to_owned());
    }
    Err("the crates that the page is made of could not be fetched; cargo says why above.\n\
         They come from crates.io: connect this machine to the network once (a proxy goes into HTTPS_PROXY), and run \
         the same command again. After that, no network is needed."
        .to_owned())
}

/// Whether all crates of the page have been downloaded.
fn crates_are_here() -> bool {
    let mut tree = cargo();
    tree.args([
        "tree",
        "--offline",
        "--quiet",
        "--package",
        "raftarium",
        "--target",
        tools::TARGET,
    ]);
    tools::succeeds(
        tree.args(["--edges", "normal,build"]).stdout(Stdio::null()).stderr(Stdio::null()),
    )
}
