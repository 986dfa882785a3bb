//! `raftarium scenarios`: the stories that the page can tell.

use std::process::ExitCode;

use raftarium::script::nearest;
use raftarium::session::{Scenario, scenarios};

use crate::streams::{self, Output};
use crate::usage::{Argument, Arguments, Ended, Task};

/// The task.
pub const TASK: Task = Task { name: "scenarios", options: &[], letters: &[], help: HELP, run };

const HELP: &str = "\
raftarium scenarios: lists the scenarios, or prints one

usage: raftarium scenarios           every scenario by topic, with its name and its title
       raftarium scenarios NAME      the script of one

`raftarium run --scenario NAME` executes one.

exit status: 0 if all went well, 2 if there is no such scenario
";

fn run(arguments: &mut Arguments) -> Ended {
    let mut wanted = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Help => {
                streams::print(arguments.help())?;
                return Ok(ExitCode::SUCCESS);
            }
            Argument::Word(word) => match &wanted {
                None => wanted = Some(word),
                Some(name) => {
                    return Err(format!("found {name} and {word}, expected one scenario's name"));
                }
            },
            Argument::Option(other) => unreachable!("--{other} is in no list"),
        }
    }
    match wanted {
        None => list()?,
        Some(name) => streams::print(find(&name)?.text)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn list() -> Result<(), String> {
    let longest = scenarios::all().map(|scenario| scenario.id.len()).max().unwrap_or(0);
    let mut output = Output::open();
    let mut topic = None;
    for scenario in scenarios::all() {
        if topic != Some(scenario.topic) {
            let gap = if topic.is_some() { "\n" } else { "" };
            output.line(&format!("{gap}{}", scenario.topic.name()))?;
            topic = Some(scenario.topic);
        }
        output.line(&format!("  {:longest$}  {}", scenario.id, scenario.title))?;
    }
    output.close()
}

/// The scenario of this name.
///
/// # Errors
/// If there is none.
pub fn find(name: &str) -> Result<Scenario, String> {
    let name = name.to_ascii_lowercase();
    scenarios::find(&name).ok_or_else(|| {
        match nearest(&name, scenarios::all().map(|scenario| scenario.id)) {
            Some(guess) => format!("found `{name}`, expected a scenario; did you mean `{guess}`?"),
            None => {
                format!("found `{name}`, expected a scenario: `raftarium scenarios` lists them")
            }
        }
    })
}
