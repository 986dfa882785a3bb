//! The peer of the search: how many states a second stateright looks at in its own example of Raft, three servers without disks,
//! crashes and checks of ours. It is built from its published sources, as they are, and counts by itself.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// It looks at all states that so many steps lead to: some 800,000.
const STEPS: &str = "10";

/// What it has found: different states, and seconds.
pub struct Explored {
    pub states: f64,
    pub seconds: f64,
}

/// Has it look, on all processors. `None` if it cannot be built or has not come to its end, which is said.
pub fn explore() -> Option<Explored> {
    let found = sources().and_then(|sources| run(&sources));
    if found.is_none() {
        eprintln!("stateright's example cannot be built or run: its figure is missing");
    }
    found
}

/// Where its sources lie.
fn sources() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let mut metadata = cargo();
    metadata.args(["metadata", "--format-version", "1", "--all-features", "--manifest-path"]);
    let metadata: Value = serde_json::from_slice(&metadata.arg(here).output().ok()?.stdout).ok()?;
    let packages = metadata["packages"].as_array()?;
    let package = packages.iter().find(|it| it["name"] == "stateright")?;
    package["manifest_path"].as_str().map(PathBuf::from)
}

fn run(sources: &Path) -> Option<Explored> {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/bench/stateright");
    let mut example = cargo();
    example.args(["run", "--quiet", "--release", "--locked", "--example", "raft"]);
    example.arg("--manifest-path").arg(sources).arg("--target-dir").arg(target);
    let output = example.args(["--", "check", "3", STEPS]).output().ok()?;
    read(&String::from_utf8(output.stdout).ok()?)
}

/// Reads the line that it ends with: `Done. states=7, unique=5, depth=3, sec=1`. It counts whole seconds.
fn read(text: &str) -> Option<Explored> {
    let line = text.lines().find(|line| line.starts_with("Done."))?;
    let number = |name| {
        let value = line.split([' ', ',']).find_map(|word| word.strip_prefix(name))?;
        value.parse::<f64>().ok()
    };
    let (states, seconds) = (number("unique=")?, number("sec=")?);
    (seconds > 0.0).then_some(Explored { states, seconds })
}

fn cargo() -> Command {
    Command::new(option_env!("CARGO").unwrap_or("cargo"))
}
