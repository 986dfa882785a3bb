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
    /// Whether it is cut into parts.
    split: bool,
}

impl Page {
    /// How many steps [`Self::prepare`] takes.
    pub fn steps(release: bool) -> usize {
        Toolbox::PAGE_STEPS + usize::from(release) + 1
    }

    /// How many steps [`Self::prepare_to_publish`] takes.
    pub fn steps_to_publish() -> usize {
        Self::steps(true) + 1
    }

    /// Makes sure of the tools and compiles the page, so that what follows takes a moment.
    pub fn prepare(release: bool, steps: &mut Steps) -> Result<Self, Failure> {
        let mut toolbox = Toolbox::for_page(steps)?;
        let wasm_opt = release && toolbox.ensure_wasm_opt(steps)?;
        steps.next("compiling the page (the first time takes minutes, later seconds)");
        compile(release, false)?;
        Ok(Self { toolbox, release, wasm_opt, split: false })
    }

    /// The same for a page that is put on a server: small, fast, and cut into parts.
    pub fn prepare_to_publish(steps: &mut Steps) -> Result<Self, Failure> {
        let mut toolbox = Toolbox::for_page(steps)?;
        let wasm_opt = toolbox.ensure_wasm_opt(steps)?;
        toolbox.ensure_wasm_split(steps)?;
        steps.next("compiling the page (this takes minutes)");
        compile(true, true)?;
        Ok(Self { toolbox, release: true, wasm_opt, split: true })
    }

    /// Trunk, told to do this with the page.
    pub fn trunk(&self, task: &str) -> Result<Command, Failure> {
        let mut trunk = self.toolbox.command("trunk")?;
        trunk.args([task, "--skip-version-check"]);
        trunk.args(match (self.release, self.wasm_opt) {
            (false, _) => [].as_slice(),
            // What Trunk makes of the whole is thrown away: it is not worth optimising.
            _ if self.split => &["--cargo-profile", "release", "--features", "split"],
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
        let says = |it: bool| if it { "1" } else { "0" };
        trunk.env("RAFTARIUM_SPLIT", says(self.split));
        trunk.env("RAFTARIUM_WASM_OPT", says(self.wasm_opt));
        if tools::succeeds(trunk.args(["--dist", dist])) {
            return Ok(());
        }
        Err("Trunk could not put the page together; it says why above".to_owned())
    }
}

/// `cargo xtask build`.
pub fn build_command(release: bool) -> Result<(), Failure> {
    let mut steps =
        Steps::of(if release { Page::steps_to_publish() } else { Page::steps(false) } + 1);
    let page = if release {
        Page::prepare_to_publish(&mut steps)?
    } else {
        Page::prepare(false, &mut steps)?
    };
    steps.next("putting it together in dist/");
    page.bundle("dist")?;
    say::success("the page is in dist/; any web server can serve it");
    Ok(())
}

/// Compiles the page exactly as Trunk will, but with cargo's own progress, and so that a failure ends here.
fn compile(release: bool, split: bool) -> Result<(), Failure> {
    let mut build = cargo();
    build.args(["build", "--target", tools::TARGET, "--bin", "raftarium-page"]);
    if release {
        build.arg("--release");
    }
    if split {
        build.args(["--features", "split"]);
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
