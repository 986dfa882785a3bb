//! The command line: what it may hold, how it is explained, and what is said when it holds something else.

use std::process::ExitCode;

use lexopt::prelude::{Long, Short, Value};
use lexopt::{Arg, Parser};
use raftarium::script::nearest;

/// The end of a call that was understood: 0, or 1 when it found what should not be. An error is one line for the
/// person, and ends with 2.
pub type Ended = Result<ExitCode, String>;

/// Something that this program does.
pub struct Task {
    /// The word that asks for it.
    pub name: &'static str,
    /// Its options, without their dashes.
    pub options: &'static [&'static str],
    /// Its options of one letter, each with the long one that it stands for.
    pub letters: &'static [(char, &'static str)],
    /// What `--help` prints.
    pub help: &'static str,
    /// Reads the rest of the command line and does what it says.
    pub run: fn(&mut Arguments) -> Ended,
}

/// The rest of a command line, read by one task.
pub struct Arguments {
    parser: Parser,
    task: &'static Task,
}

/// A word or an option.
pub enum Argument {
    /// A word, such as a file.
    Word(String),
    /// One of the task's options, by its long name.
    Option(&'static str),
    /// `--help`.
    Help,
}

impl Arguments {
    /// What is left of the command line, for this task.
    pub fn of(task: &'static Task, parser: Parser) -> Self {
        Self { parser, task }
    }

    /// What the task's `--help` prints.
    pub fn help(&self) -> &'static str {
        self.task.help
    }

    /// The next argument.
    ///
    /// # Errors
    /// If it is an option that the task does not have.
    pub fn next(&mut self) -> Result<Option<Argument>, String> {
        let task = self.task;
        let Some(argument) = self.parser.next().map_err(|error| error.to_string())? else {
            return Ok(None);
        };
        let known = |name: &str| task.options.iter().copied().find(|option| *option == name);
        let found = match &argument {
            Value(word) => return Ok(Some(Argument::Word(word.to_string_lossy().into_owned()))),
            Short('h') | Long("help") => return Ok(Some(Argument::Help)),
            Long(name) => known(name),
            Short(letter) => {
                let letters = task.letters.iter();
                letters.copied().find_map(|(it, long)| (it == *letter).then_some(long))
            }
        };
        found.map(|name| Some(Argument::Option(name))).ok_or_else(|| unknown(&argument, task))
    }

    /// The value of an option.
    ///
    /// # Errors
    /// If there is none.
    pub fn value(&mut self, option: &str, expected: &str) -> Result<String, String> {
        let value = self.parser.value().map_err(|_| {
            format!("found `--{option}` without a value, expected {expected} after it")
        })?;
        Ok(value.to_string_lossy().into_owned())
    }

    /// The value of an option that is a whole number.
    ///
    /// # Errors
    /// If it is none.
    pub fn number(&mut self, option: &str) -> Result<u64, String> {
        const EXPECTED: &str = "a whole number";
        let value = self.value(option, EXPECTED)?;
        value.parse().map_err(|_| format!("found `--{option} {value}`, expected {EXPECTED}"))
    }
}

fn unknown(argument: &Arg<'_>, task: &'static Task) -> String {
    let name = task.name;
    match argument {
        Long(found) => {
            let expected = match nearest(found, task.options.iter().copied()) {
                Some(guess) => format!("an option of `{name}`; did you mean `--{guess}`?"),
                None if task.options.is_empty() => format!("no option: `{name}` has none"),
                None => format!("one of {}", listed(task.options)),
            };
            format!("found `--{found}`, expected {expected} (see `raftarium {name} --help`)")
        }
        Short(found) => {
            format!(
                "found `-{found}`, expected an option of `{name}` (see `raftarium {name} --help`)"
            )
        }
        Value(_) => unreachable!("a word is no option"),
    }
}

fn listed(options: &[&str]) -> String {
    options.iter().map(|option| format!("--{option}")).collect::<Vec<_>>().join(", ")
}

/// What is said of a word that is none of the tasks.
pub fn no_such_task(found: &str, names: impl Iterator<Item = &'static str> + Clone) -> String {
    match nearest(&found.to_ascii_lowercase(), names.clone()) {
        Some(guess) => format!("found `{found}`, expected a task; did you mean `{guess}`?"),
        None => {
            let names = names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            format!("found `{found}`, expected one of {names}")
        }
    }
}
