//! The command line.

use crate::Failure;
use crate::stages::Stage;

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
        "test" => stages(rest),
        "bench" => bench(rest),
        other => Err(format!(
            "there is no task {other:?}; expected serve, build, test, bench, shots or help\n\
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
    match word.iter().find(|word| word.starts_with('-')).cloned().or_else(|| rest.next()) {
        None => Ok(Task::Bench { word }),
        Some(other) => {
            Err(unknown("bench", &other, "a word of what to measure, such as `commands`"))
        }
    }
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
        check("bench", Ok(Task::Bench { word: None }));
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
        check("bench fuzz moves", Err("does not know \"moves\""));
        check("test e3e", Err("fmt, clippy, doc, native, wasm, e2e, package, release"));
    }
}
