//! `raftarium bugs`: the wrong rules that can be planted, and the real faults that they show.

use std::process::ExitCode;

use raftarium::script::{Bug, nearest};
use raftarium::session::exhibits;
use raftarium::session::museum::{self, BEYOND};
use serde_json::{Value, json};

use crate::streams::{self, Output};
use crate::usage::{Argument, Arguments, Ended, Task};

/// The task.
pub const TASK: Task = Task { name: "bugs", options: &["json"], letters: &[], help: HELP, run };

const HELP: &str = "\
raftarium bugs: lists the wrong rules that can be planted with `break`, and the faults of real systems that they show

usage: raftarium bugs [--json]   every wrong rule: what a node does, where the right one is stated, and which published faults
                                 of which systems it plants; then the faults that no rule here can express
       raftarium bugs NAME       the script that shows what one does: it runs with `raftarium run`

  --json      one object a line: {\"bug\", \"does\", \"breaks\", \"faults\": [{\"system\", \"year\", \"report\", ...}]}
  -h, --help  print this

exit status: 0, or 2 if there is no such rule
";

fn run(arguments: &mut Arguments) -> Ended {
    let (mut names, mut as_json) = (Vec::new(), false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Help => {
                streams::print(arguments.help())?;
                return Ok(ExitCode::SUCCESS);
            }
            Argument::Word(name) => names.push(name),
            Argument::Option("json") => as_json = true,
            Argument::Option(other) => unreachable!("--{other} is in no list"),
        }
    }
    match names.as_slice() {
        [] if as_json => list_json()?,
        [] => list()?,
        [name] => streams::print(script(name)?)?,
        [_, more, ..] => return Err(format!("found {more}, expected one wrong rule")),
    }
    Ok(ExitCode::SUCCESS)
}

fn script(name: &str) -> Result<&'static str, String> {
    let typed = name.to_ascii_lowercase();
    Bug::named(&typed).and_then(exhibits::shown).ok_or_else(|| {
        match nearest(&typed, Bug::ALL.iter().map(|bug| bug.name())) {
            Some(near) => format!("there is no wrong rule {name:?}: did you mean {near}?"),
            None => format!("there is no wrong rule {name:?}: `raftarium bugs` lists them"),
        }
    })
}

fn list() -> Result<(), String> {
    let mut output = Output::open();
    for bug in Bug::ALL {
        output.line(&format!("{}  {} ({})", bug.name(), bug.does(), bug.breaks()))?;
        for plate in museum::of(bug) {
            let museum::Plate { system, year, report, wrong, fix, .. } = plate;
            output.line(&format!("    {system}, {year}: {wrong} {fix}\n        {report}"))?;
        }
    }
    output.line("\nFaults that no rule here can express:")?;
    for it in BEYOND {
        let museum::Beyond { system, year, report, wrong, missing } = it;
        output.line(&format!("    {system}, {year}: {wrong} {missing}\n        {report}"))?;
    }
    output.close()
}

fn list_json() -> Result<(), String> {
    let mut output = Output::open();
    for bug in Bug::ALL {
        let faults: Vec<Value> = museum::of(bug)
            .map(|it| {
                json!({
                    "system": it.system,
                    "year": it.year,
                    "report": it.report,
                    "wrong": it.wrong,
                    "fix": it.fix,
                    "property": it.property,
                })
            })
            .collect();
        let line = json!({
            "bug": bug.name(),
            "does": bug.does(),
            "breaks": bug.breaks(),
            "faults": faults,
        });
        output.line(&line.to_string())?;
    }
    output.close()
}
