//! `cargo xtask bench`.

use std::process::Command;

use crate::page::Page;
use crate::say::Steps;
use crate::{Failure, browser, cargo, root, say, tools};

const HOW_TO: &str = "\
the peer that the core is measured beside needs protoc, the compiler of protocol buffers, to be built.
Debian:  apt-get install protobuf-compiler
Fedora:  dnf install protobuf-compiler
macOS:   brew install protobuf
A protoc in another place is named by the variable PROTOC.";

/// What is measured: a program, and what it measures, as Criterion names it. `seek` measures one thing and has no name
/// for it.
const MEASUREMENTS: [(&str, &[&str]); 2] = [
    (
        "speed",
        &[
            "commands-1/ours",
            "commands-1/peer",
            "commands-64/ours",
            "commands-64/peer",
            "commands-1024/ours",
            "commands-1024/peer",
            "moves/idle",
            "session/idle",
            "session/busy",
            "fuzz/seeds",
            "history/linearizable",
            "search/states",
        ],
    ),
    ("seek", &["seek"]),
];

/// Measures everything, or what has this word in its name, and prints figures, ratios and budgets.
pub fn bench(word: Option<&str>) -> Result<(), Failure> {
    let programs = programs(word)?;
    ensure_protoc()?;
    say::note(
        "building it takes minutes the first time; measuring takes two more. Leave the machine alone meanwhile",
    );
    for name in programs {
        let mut bench: Command = cargo();
        bench.args(["bench", "--manifest-path", "tests/bench/Cargo.toml", "--target-dir"]);
        bench.arg(root().join("target/bench")).args(["--bench", name, "--"]).args(word);
        if !tools::succeeds(&mut bench) {
            return Err("the measurements did not come to their end; see above".to_owned());
        }
    }
    Ok(())
}

/// Measures how smoothly the page goes as it is published.
pub fn browser(raftscope: Option<&str>) -> Result<(), Failure> {
    const DIST: &str = "target/e2e/release";
    let mut steps = Steps::of(Page::steps_to_publish() + 3);
    let page = Page::prepare_to_publish(&mut steps)?;
    steps.next(&format!("putting it together in {DIST}"));
    page.bundle(DIST)?;
    steps.next("Chromium and its driver");
    let driver = browser::ensure_driver()?;
    steps.next("measuring takes a minute; leave the machine alone meanwhile");
    let mut frames = cargo();
    frames.args(["run", "--quiet", "--package", "e2e", "--bin", "frames", "--"]);
    if let Some(figures) = raftscope {
        frames.args(["--raftscope", figures]);
    }
    frames.env("RAFTARIUM_DIST", root().join(DIST)).env("CHROMEDRIVER", driver);
    if tools::succeeds(&mut frames) {
        return Ok(());
    }
    Err("the page is not as smooth as it should be, or could not be measured; see above".to_owned())
}

/// The programs that measure something with this word in its name. A word that is in no name would print an empty table,
/// which looks like a success.
fn programs(word: Option<&str>) -> Result<Vec<&'static str>, Failure> {
    let word = word.unwrap_or_default();
    let measures = |(_, names): &&(&str, &[&str])| names.iter().any(|name| name.contains(word));
    let programs: Vec<_> =
        MEASUREMENTS.iter().filter(measures).map(|(program, _)| *program).collect();
    if programs.is_empty() {
        let names: Vec<_> =
            MEASUREMENTS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        return Err(format!(
            "nothing that is measured has {word:?} in its name; expected a part of one of these: {}",
            names.join(", ")
        ));
    }
    Ok(programs)
}

fn ensure_protoc() -> Result<(), Failure> {
    if std::env::var_os("PROTOC").is_some() || tools::find_on_path("protoc").is_some() {
        return Ok(());
    }
    browser::install(&["protobuf-compiler"], "the compiler of protocol buffers", HOW_TO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_asks_for_the_programs_that_measure_something_of_that_name() {
        assert_eq!(programs(None), Ok(vec!["speed", "seek"]));
        assert_eq!(programs(Some("commands-64")), Ok(vec!["speed"]));
        assert_eq!(programs(Some("seek")), Ok(vec!["seek"]));
        assert_eq!(programs(Some("se")), Ok(vec!["speed", "seek"]), "a session, and seeking");
    }

    #[test]
    fn a_word_that_is_in_no_name_is_refused_with_the_names_that_there_are() {
        let failure = programs(Some("nothing-of-the-kind")).unwrap_err();
        for (_, names) in MEASUREMENTS {
            for name in names {
                assert!(failure.contains(name), "{name}: {failure}");
            }
        }
    }

    /// Whoever adds a measurement adds its name here: otherwise nobody could ask for it.
    #[test]
    fn every_group_that_criterion_is_given_has_a_name_here() {
        let folder = root().join("tests/bench/benches/speed");
        let mut groups = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for after in text.split("benchmark_group(").skip(1) {
                let name = after.split('"').nth(1).unwrap();
                // A name with a number in it is known by what comes before.
                let group = name.split('{').next().unwrap();
                assert!(MEASUREMENTS[0].1.iter().any(|it| it.starts_with(group)), "{group}");
                groups += 1;
            }
        }
        assert!(groups >= 5, "{groups}");
    }
}
