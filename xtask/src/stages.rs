//! What each stage of `cargo xtask test` runs.

use std::io::{BufRead, BufReader, IsTerminal, pipe, stderr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::page::Page;
use crate::say::Steps;
use crate::tally::{self, Tally};
use crate::tools::{self, Toolbox};
use crate::{Failure, browser, cargo, package, root};

/// The benchmarks: formatted with the rest, and built only when they run, since their peer needs a compiler of its own.
const BENCH: &str = "tests/bench/Cargo.toml";

/// Where the page is put for the end-to-end tests, apart from a page that is being served.
const DIST: &str = "target/e2e/dist";

/// Where the package is put, with the page that shows how to use it.
const PACKAGE: &str = "target/e2e/package";

/// Where the page is put that is built as it is published.
const RELEASE_DIST: &str = "target/e2e/release";

/// What may come before the page's cluster runs, in bytes: every file that a browser loads for that (the first part of the
/// program, what joins it to the browser, the style sheets and the document), each packed by gzip as Chromium does it. It is
/// what it takes, and a hundredth; whoever makes the page lighter lowers it.
const MOST_BYTES: u32 = 770_000;

/// A stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Everything is formatted.
    Format,
    /// Clippy has nothing to say, natively and for the browser.
    Clippy,
    /// The documentation builds without a warning.
    Documentation,
    /// All that needs no browser.
    Native,
    /// The page's parts in a browser.
    Wasm,
    /// The whole page in a browser, as a person uses it.
    EndToEnd,
    /// The JavaScript package: its declarations, the page that shows how to use it, and what others read of exports.
    Package,
    /// The page as it is published: that it opens, and what it weighs.
    Release,
}

impl Stage {
    /// All, in the order in which they say most soonest.
    pub const ALL: [Self; 8] = [
        Self::Format,
        Self::Clippy,
        Self::Documentation,
        Self::Native,
        Self::Wasm,
        Self::EndToEnd,
        Self::Package,
        Self::Release,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "fmt",
            Self::Clippy => "clippy",
            Self::Documentation => "doc",
            Self::Native => "native",
            Self::Wasm => "wasm",
            Self::EndToEnd => "e2e",
            Self::Package => "package",
            Self::Release => "release",
        }
    }

    /// The names of all.
    pub fn names() -> [&'static str; 8] {
        Self::ALL.map(Self::name)
    }

    /// Whether it runs tests, so that none at all would be a failure.
    pub fn has_tests(self) -> bool {
        match self {
            Self::Format | Self::Clippy | Self::Documentation => false,
            Self::Native | Self::Wasm | Self::EndToEnd | Self::Package | Self::Release => true,
        }
    }

    /// Runs it to its end and counts its tests. A failure of one command does not keep the others from running.
    pub fn run(self) -> Result<Tally, Failure> {
        let mut run = Run::default();
        match self {
            Self::Format => {
                run.command(cargo().args(["fmt", "--all", "--check"]));
                run.command(xtask("fmt").arg("--check"));
                run.command(cargo().args(["fmt", "--check", "--manifest-path", BENCH]));
            }
            Self::Clippy => clippy(&mut run)?,
            Self::Documentation => documentation(&mut run)?,
            Self::Native => {
                run.command(xtask("test").args(XTASK_TARGET));
                run.command(cargo().args(["test", "--no-fail-fast", "--no-default-features"]));
            }
            Self::Wasm => wasm(&mut run)?,
            Self::EndToEnd => end_to_end(&mut run)?,
            Self::Package => package(&mut run)?,
            Self::Release => release(&mut run)?,
        }
        run.end()
    }
}

fn clippy(run: &mut Run) -> Result<(), Failure> {
    tools::ensure_target()?;
    let deny = ["--", "--deny", "warnings"];
    run.command(cargo().args(["clippy", "--no-default-features", "--all-targets"]).args(deny));
    run.command(cargo().args(["clippy", "--target", tools::TARGET, "--all-targets"]).args(deny));
    let mut split = cargo();
    split.args([
        "clippy",
        "--target",
        tools::TARGET,
        "--bin",
        "raftarium-page",
        "--features",
        "split",
    ]);
    run.command(split.args(deny));
    run.command(cargo().args(["clippy", "--package", "e2e", "--all-targets"]).args(deny));
    run.command(xtask("clippy").args(XTASK_TARGET).arg("--all-targets").args(deny));
    Ok(())
}

/// Cargo for this program itself, which is a workspace of its own.
fn xtask(task: &str) -> Command {
    let mut command = cargo();
    command.args([task, "--manifest-path", "xtask/Cargo.toml"]);
    command
}

/// Where this program is built, as the alias in `.cargo/config.toml` says.
const XTASK_TARGET: [&str; 2] = ["--target-dir", "target/xtask"];

fn documentation(run: &mut Run) -> Result<(), Failure> {
    tools::ensure_target()?;
    // For the browser, since only there is everything a part of the library.
    run.command(
        cargo()
            .args(["doc", "--no-deps", "--lib", "--target", tools::TARGET])
            .env("RUSTDOCFLAGS", "--deny warnings"),
    );
    Ok(())
}

fn wasm(run: &mut Run) -> Result<(), Failure> {
    let mut steps = Steps::of(Toolbox::WASM_TEST_STEPS + 4);
    let mut toolbox = Toolbox::for_wasm_tests(&mut steps)?;
    steps.next("Chromium and its driver");
    let driver = browser::ensure_driver()?;
    let (firefox, geckodriver) = firefox_and_driver(&mut toolbox, &mut steps)?;
    steps.next("wasm-pack test");
    let mut wasm_pack = toolbox.command("wasm-pack")?;
    wasm_pack.args(["test", "--headless", "--chrome", "--mode", "no-install", "--chromedriver"]);
    run.command(wasm_pack.arg(driver));
    // What the engine does is the same in every browser.
    let mut digests = toolbox.command("wasm-pack")?;
    digests.args(["test", "--headless", "--firefox", "--mode", "no-install", "--geckodriver"]);
    digests.arg(geckodriver).args(["--", "--test", "digest", "--test", "scenarios"]);
    run.command(digests.env("FIREFOX", firefox));
    Ok(())
}

/// Where Firefox and its driver are, in two steps.
fn firefox_and_driver(
    toolbox: &mut Toolbox,
    steps: &mut Steps,
) -> Result<(PathBuf, PathBuf), Failure> {
    steps.next("Firefox");
    let firefox = browser::ensure_firefox()?;
    Ok((firefox, toolbox.ensure_geckodriver(steps)?))
}

fn end_to_end(run: &mut Run) -> Result<(), Failure> {
    let mut steps = Steps::of(Page::steps(false) + 7);
    let driver = page_and_driver(false, DIST, &mut steps)?;
    let (firefox, geckodriver) = firefox_and_driver(&mut Toolbox::default(), &mut steps)?;
    let axe = Toolbox::ensure_axe(&mut steps)?;
    steps.next("the stories");
    run.command(
        cargo()
            .args(["test", "--no-fail-fast", "--package", "e2e", "--lib", "--test", "stories"])
            .env("RAFTARIUM_DIST", root().join(DIST))
            .env("RAFTARIUM_AXE", axe)
            .env("CHROMEDRIVER", driver),
    );
    steps.next("the stories in Firefox");
    let mut stories = cargo();
    stories.args(["test", "--no-fail-fast", "--package", "e2e", "--test", "stories", "--"]);
    // These measure, picture, or take away what only Chromium lets them.
    const ONLY_IN_CHROMIUM: [&str; 6] =
        ["access::", "axe_finds", "keeps_nothing", "offline::", "pictures::", "sizes::"];
    for only_in_chromium in ONLY_IN_CHROMIUM {
        stories.args(["--skip", only_in_chromium]);
    }
    run.command(
        stories
            .env("RAFTARIUM_BROWSER", "firefox")
            .env("RAFTARIUM_DIST", root().join(DIST))
            .env("FIREFOX", firefox)
            .env("GECKODRIVER", geckodriver),
    );
    Ok(())
}

/// The package is made without optimising, since that is what the stories before have compiled already.
fn package(run: &mut Run) -> Result<(), Failure> {
    let mut steps = Steps::of(Toolbox::WASM_TEST_STEPS + 9);
    let mut toolbox = Toolbox::for_wasm_tests(&mut steps)?;
    toolbox.ensure_typescript(&mut steps)?;
    toolbox.ensure_vite(&mut steps)?;
    let mermaid = Toolbox::ensure_mermaid(&mut steps)?;
    steps.next("Chromium and its driver");
    let driver = browser::ensure_driver()?;
    steps.next(&format!("making the package in {PACKAGE}"));
    run.command(package::wasm_pack(&toolbox, &format!("{PACKAGE}/pkg"))?.arg("--dev"));
    for target in ["nodejs", "bundler"] {
        let out = format!("{PACKAGE}/{target}");
        run.command(package::wasm_pack_for(target, &toolbox, &out)?.arg("--dev"));
    }
    package::finish(&root().join(PACKAGE).join("pkg"))?;
    package::set_up(&root().join(PACKAGE))?;
    steps.next("Node.js and a bundler take it");
    let mut node = Command::new("node");
    node.current_dir(root().join(PACKAGE)).args(["--experimental-wasm-modules", "--no-warnings"]);
    run.command(node.arg("node.mjs"));
    run.command(
        toolbox
            .command("vite")?
            .args(["build", "--logLevel", "warn"])
            .arg(format!("{PACKAGE}/vite")),
    );
    steps.next("TypeScript reads its declarations");
    run.command(toolbox.command("tsc")?.args(["--project", PACKAGE]));
    steps.next("the page that shows how to use it");
    run.command(
        cargo()
            .args(["test", "--package", "e2e", "--test", "package"])
            .env("RAFTARIUM_DIST", root().join(PACKAGE))
            .env("CHROMEDRIVER", driver),
    );
    steps.next("Mermaid reads what is exported for it");
    read_by_mermaid(run, &mermaid)
}

/// Sequence diagrams of a few runs, among them one of texts that mean something to Mermaid, read by its own parser.
fn read_by_mermaid(run: &mut Run, mermaid: &Path) -> Result<(), Failure> {
    const SCRIPTS: [&str; 4] = [
        "tests/package/texts.raft",
        "static/scenarios/busy.raft",
        "static/scenarios/joint.raft",
        "static/scenarios/snapshot.raft",
    ];
    let mut read = Command::new("node");
    read.current_dir(root()).arg("tests/package/mermaid.mjs").arg(mermaid);
    for script in SCRIPTS {
        let name = Path::new(script).file_stem().unwrap_or_default().to_string_lossy();
        let out = format!("{PACKAGE}/{name}.mmd");
        run.command(
            cargo()
                .args(["run", "--quiet", "--no-default-features", "--bin", "raftarium", "--"])
                .args(["run", "--quiet", "--export", &out, script]),
        );
        read.arg(out);
    }
    run.command(&mut read);
    Ok(())
}

/// What only the compiler's optimiser, wasm-opt or cutting the program could break shows when the page opens or where a part
/// is needed that came later, so a few stories are enough.
fn release(run: &mut Run) -> Result<(), Failure> {
    let mut steps = Steps::of(Page::steps_to_publish() + 5);
    let driver = page_and_driver(true, RELEASE_DIST, &mut steps)?;
    let mut judges = Toolbox::default();
    judges.ensure_lighthouse(&mut steps)?;
    steps.next("its first seconds, and its weight");
    let here = |command: &mut Command| {
        command.env("RAFTARIUM_DIST", root().join(RELEASE_DIST)).env("CHROMEDRIVER", &driver);
    };
    let mut stories = cargo();
    stories.args(["test", "--package", "e2e", "--test", "stories", "--"]);
    stories.args(["opening::", "parts::", "diagram::", "offline::", "why::"]);
    here(&mut stories);
    run.command(&mut stories);
    let mut weigh = cargo();
    weigh.args(["run", "--quiet", "--package", "e2e", "--bin", "weigh", "--"]);
    weigh.arg(MOST_BYTES.to_string());
    here(&mut weigh);
    run.command(&mut weigh);
    steps.next("Lighthouse's judgement");
    let mut judge = cargo();
    judge.args(["run", "--quiet", "--package", "e2e", "--bin", "lighthouse"]);
    here(&mut judge);
    run.command(judge.env("PATH", judges.path()?));
    Ok(())
}

/// Builds the page into a directory, and says where the browser's driver is.
fn page_and_driver(release: bool, dist: &str, steps: &mut Steps) -> Result<PathBuf, Failure> {
    let page =
        if release { Page::prepare_to_publish(steps)? } else { Page::prepare(false, steps)? };
    steps.next(&format!("putting it together in {dist}"));
    page.bundle(dist)?;
    steps.next("Chromium and its driver");
    browser::ensure_driver()
}

/// Several commands, of which each may fail.
#[derive(Default)]
struct Run {
    tally: Tally,
    failed: Vec<String>,
}

impl Run {
    /// Runs a command and counts the tests in what it prints, which the person sees as it comes.
    fn command(&mut self, command: &mut Command) {
        let line = shown(command);
        eprintln!("$ {line}");
        if let Err(why) = self.watch(command) {
            self.failed.push(format!("{line}: {why}"));
        }
    }

    fn watch(&mut self, command: &mut Command) -> Result<(), Failure> {
        let (output, writer) = pipe().map_err(|error| format!("there is no pipe: {error}"))?;
        if !stderr().is_terminal() {
            // In one stream, so that a log holds the lines in the order in which they were written. On a terminal cargo
            // is left alone with its progress bar.
            command.stderr(writer.try_clone().map_err(|error| error.to_string())?);
        }
        command.stdin(Stdio::null()).stdout(writer);
        let mut child = command.spawn().map_err(|error| format!("it does not start: {error}"))?;
        // The output ends when nobody is left who could write to it, so this process must not be one of them.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        for line in BufReader::new(output).split(b'\n') {
            let line = line.map_err(|error| format!("its output breaks off: {error}"))?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            self.tally += tally::of_line(&line).unwrap_or_default();
        }
        let status = child.wait().map_err(|error| error.to_string())?;
        if status.success() { Ok(()) } else { Err(status.to_string()) }
    }

    fn end(self) -> Result<Tally, Failure> {
        if self.failed.is_empty() { Ok(self.tally) } else { Err(self.failed.join("\n")) }
    }
}

/// The command as a person would type it.
fn shown(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let name = program.rsplit(['/', '\\']).next().unwrap_or(&program).to_owned();
    let arguments = command.get_args().map(|it| it.to_string_lossy().into_owned());
    std::iter::once(name).chain(arguments).collect::<Vec<_>>().join(" ")
}
