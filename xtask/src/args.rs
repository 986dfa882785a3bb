//! The command line.

use std::time::Duration;

use crate::stages::Stage;
use crate::{Failure, mutants};

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    /// Explain.
    Help,
    /// Serve the page.
    Serve(ServeOptions),
    /// Build the page.
    Build {
        /// Small and fast.
        release: bool,
    },
    /// Make the JavaScript package.
    Package,
    /// Run these stages.
    Test {
        /// In this order.
        stages: Vec<Stage>,
    },
    /// Measure how fast it is.
    Bench {
        /// Only what has this in its name.
        word: Option<String>,
    },
    /// Measure how smoothly the page goes.
    BenchBrowser {
        /// RaftScope's figures on this machine, to stand beside: frames a second and milliseconds a frame.
        raftscope: Option<String>,
    },
    /// Put mistakes into the core.
    Mutants(MutantOptions),
    /// What Trunk leaves to be done when the page is put together.
    Finish,
    /// Take pictures.
    Shots {
        /// And renew the one in the README.
        readme: bool,
    },
}

/// How to serve the page.
#[derive(Debug, PartialEq, Eq)]
pub struct ServeOptions {
    /// On this port of 127.0.0.1.
    pub port: u16,
    /// Open a browser.
    pub open: bool,
    /// Small and fast.
    pub release: bool,
}

/// Which mutants to try, and how.
#[derive(Debug, PartialEq, Eq)]
pub struct MutantOptions {
    /// For so long at most.
    pub time: Option<Duration>,
    /// With so many seeds of the fuzzer each.
    pub seeds: u64,
    /// In the order of this number.
    pub seed: u64,
    /// Which part, counted from 1, of how many.
    pub shard: (usize, usize),
    /// Print them, and nothing else.
    pub list: bool,
    /// Only those with this in their name.
    pub word: Option<String>,
}

impl Default for MutantOptions {
    fn default() -> Self {
        let (seeds, shard) = (mutants::SEEDS, (1, 1));
        Self { time: None, seeds, seed: 0, shard, list: false, word: None }
    }
}

/// Reads the command line, without the program's name.
pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Task, Failure> {
    let mut rest = Arguments(arguments.collect::<Vec<_>>().into_iter());
    let Some(task) = rest.next() else {
        return Ok(Task::Help);
    };
    match task.as_str() {
        "help" | "--help" | "-h" => Ok(Task::Help),
        "serve" => serve(rest),
        "build" => build(rest),
        "shots" => flag(rest, "shots", "--readme").map(|readme| Task::Shots { readme }),
        "finish" => Ok(Task::Finish),
        "test" => stages(rest),
        "bench" => bench(rest),
        "mutants" => mutants(rest),
        other => Err(format!(
            "there is no task {other:?}; expected serve, build, test, bench, mutants, shots or help\n\
             `cargo xtask help` explains them."
        )),
    }
}

/// The words that are left; `--name=value` counts as two.
struct Arguments(std::vec::IntoIter<String>);

impl Arguments {
    fn next(&mut self) -> Option<String> {
        let word = self.0.next()?;
        match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => {
                let rest: Vec<String> =
                    std::iter::once(value.to_owned()).chain(&mut self.0).collect();
                self.0 = rest.into_iter();
                Some(name.to_owned())
            }
            _ => Some(word),
        }
    }
}

fn serve(mut rest: Arguments) -> Result<Task, Failure> {
    let mut options = ServeOptions { port: 8080, open: false, release: false };
    while let Some(word) = rest.next() {
        match word.as_str() {
            "--open" => options.open = true,
            "--release" => options.release = true,
            "--port" | "-p" => {
                let number = rest.next().ok_or("--port needs a number, as in `--port 8081`")?;
                options.port = number.parse().ok().filter(|port| *port > 0).ok_or_else(|| {
                    format!("{number:?} is no port; expected a number from 1 to 65535")
                })?;
            }
            "--help" | "-h" => return Ok(Task::Help),
            other => return Err(unknown("serve", other, "--port N, --open or --release")),
        }
    }
    Ok(Task::Serve(options))
}

fn build(mut rest: Arguments) -> Result<Task, Failure> {
    const KNOWN: &str = "--release or --package";
    let task = match rest.next().as_deref() {
        None => Task::Build { release: false },
        Some("--release") => Task::Build { release: true },
        Some("--package") => Task::Package,
        Some(other) => return Err(unknown("build", other, KNOWN)),
    };
    match rest.next() {
        None => Ok(task),
        Some(other) => Err(unknown("build", &other, &format!("{KNOWN}, one of them"))),
    }
}

fn flag(mut rest: Arguments, task: &str, known: &str) -> Result<bool, Failure> {
    let mut given = false;
    while let Some(word) = rest.next() {
        if word != known {
            return Err(unknown(task, &word, known));
        }
        given = true;
    }
    Ok(given)
}

fn bench(mut rest: Arguments) -> Result<Task, Failure> {
    let word = rest.next();
    if word.as_deref() == Some("--browser") {
        let raftscope = match rest.next().as_deref() {
            None => None,
            Some("--raftscope") => Some(rest.next().ok_or(
                "--raftscope needs frames a second and milliseconds a frame, as in `--raftscope 28/12.5`",
            )?),
            Some(other) => return Err(unknown("bench --browser", other, "--raftscope 28/12.5")),
        };
        return match rest.next() {
            None => Ok(Task::BenchBrowser { raftscope }),
            Some(other) => Err(unknown("bench --browser", &other, "--raftscope 28/12.5")),
        };
    }
    match word.iter().find(|word| word.starts_with('-')).cloned().or_else(|| rest.next()) {
        None => Ok(Task::Bench { word }),
        Some(other) => {
            Err(unknown("bench", &other, "a word of what to measure, such as `commands`"))
        }
    }
}

fn mutants(mut rest: Arguments) -> Result<Task, Failure> {
    let mut options = MutantOptions::default();
    while let Some(word) = rest.next() {
        let mut value = |example: &str| {
            let missing = || format!("{word} needs a value, as in `{word} {example}`");
            rest.next().ok_or_else(missing)
        };
        match word.as_str() {
            "--time" => {
                let time = value("30m")?;
                options.time = Some(duration(&time).ok_or_else(|| {
                    format!("{time:?} is no time; expected a number and s, m or h, as in `30m`")
                })?);
            }
            "--seeds" => options.seeds = number(&value("5000")?)?,
            "--seed" => options.seed = number(&value("1")?)?,
            "--shard" => {
                let shard = value("1/4")?;
                options.shard = part(&shard).ok_or_else(|| {
                    format!("{shard:?} is no part; expected which of how many, as in `1/4`")
                })?;
            }
            "--list" => options.list = true,
            "--help" | "-h" => return Ok(Task::Help),
            _ if !word.starts_with('-') && options.word.is_none() => options.word = Some(word),
            _ => {
                let known = "--time 30m, --seeds N, --seed N, --shard K/N, --list or one word";
                return Err(unknown("mutants", &word, known));
            }
        }
    }
    Ok(Task::Mutants(options))
}

fn number(word: &str) -> Result<u64, Failure> {
    word.parse().map_err(|_| format!("found {word:?}, expected a whole number"))
}

/// A time such as `30m`.
fn duration(word: &str) -> Option<Duration> {
    let unit = word.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        _ => return None,
    };
    let number: u64 = word.strip_suffix(unit)?.parse().ok()?;
    number.checked_mul(seconds).map(Duration::from_secs)
}

/// A part such as `1/4`.
fn part(word: &str) -> Option<(usize, usize)> {
    let (part, parts) = word.split_once('/')?;
    let (part, parts) = (part.parse().ok()?, parts.parse().ok()?);
    (1..=parts).contains(&part).then_some((part, parts))
}

fn stages(mut rest: Arguments) -> Result<Task, Failure> {
    let mut stages = Vec::new();
    while let Some(word) = rest.next() {
        let stage = Stage::ALL.into_iter().find(|stage| stage.name() == word);
        stages.push(stage.ok_or_else(|| unknown("test", &word, &Stage::names().join(", ")))?);
    }
    if stages.is_empty() {
        stages.extend(Stage::ALL);
    }
    Ok(Task::Test { stages })
}

fn unknown(task: &str, found: &str, expected: &str) -> Failure {
    format!("`cargo xtask {task}` does not know {found:?}; expected {expected}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expect: Result<Task, &str>) {
        let found = parse(line.split_whitespace().map(str::to_owned));
        match (found, expect) {
            (Ok(task), Ok(expected)) => assert_eq!(task, expected, "{line}"),
            (Err(failure), Err(part)) => assert!(failure.contains(part), "{line}: {failure}"),
            (found, _) => panic!("{line}: found {found:?}"),
        }
    }

    #[test]
    fn a_task_is_read_with_its_options() {
        let serve = |port, open, release| Ok(Task::Serve(ServeOptions { port, open, release }));
        check("", Ok(Task::Help));
        check("help", Ok(Task::Help));
        check("serve", serve(8080, false, false));
        check("serve --release --port 9000 --open", serve(9000, true, true));
        check("serve --port=81", serve(81, false, false));
        check("build", Ok(Task::Build { release: false }));
        check("build --release", Ok(Task::Build { release: true }));
        check("build --package", Ok(Task::Package));
        check("test", Ok(Task::Test { stages: Stage::ALL.to_vec() }));
        check("test e2e fmt", Ok(Task::Test { stages: vec![Stage::EndToEnd, Stage::Format] }));
        check("shots --readme", Ok(Task::Shots { readme: true }));
        check("mutants", Ok(Task::Mutants(MutantOptions::default())));
        check(
            "mutants --time 30m --seeds=7 --seed 3 --shard 2/4 snapshot.rs",
            Ok(Task::Mutants(MutantOptions {
                time: Some(Duration::from_secs(1_800)),
                seeds: 7,
                seed: 3,
                shard: (2, 4),
                list: false,
                word: Some("snapshot.rs".to_owned()),
            })),
        );
        check("bench", Ok(Task::Bench { word: None }));
        check("bench --browser", Ok(Task::BenchBrowser { raftscope: None }));
        check(
            "bench --browser --raftscope=28/12.5",
            Ok(Task::BenchBrowser { raftscope: Some("28/12.5".to_owned()) }),
        );
        check("bench fuzz", Ok(Task::Bench { word: Some("fuzz".to_owned()) }));
    }

    #[test]
    fn what_cannot_be_read_is_named_together_with_what_was_expected() {
        check("server", Err("expected serve, build"));
        check("serve --port", Err("needs a number"));
        check("serve --port 0", Err("from 1 to 65535"));
        check("serve --port 70000", Err("from 1 to 65535"));
        check("serve now", Err("expected --port N"));
        check("build --fast", Err("expected --release or --package"));
        check("build --release --package", Err("one of them"));
        check("bench --fast", Err("such as `commands`"));
        check("bench --browser now", Err("--raftscope 28/12.5"));
        check("bench --browser --raftscope", Err("milliseconds a frame"));
        check("bench fuzz moves", Err("does not know \"moves\""));
        check("mutants --time 30", Err("s, m or h"));
        check("mutants --shard 5/4", Err("which of how many"));
        check("mutants --seeds many", Err("expected a whole number"));
        check("mutants --time", Err("as in `--time 30m`"));
        check("mutants --fast", Err("--shard K/N"));
        check("test e3e", Err("fmt, clippy, doc, native, wasm, e2e, package, release"));
    }
}
