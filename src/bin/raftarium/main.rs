//! The headless runner: `raftarium run FILE` executes a script and prints what the console would show; `raftarium fuzz`
//! looks for a script that should not be; `raftarium find FILE CONDITION` looks for what may come after a script, and
//! `raftarium explore FILE` for what may go wrong there; `raftarium lesson FILE` tells how a script came to violate a property;
//! `raftarium check-history FILE` says whether a history is linearizable; `raftarium scenarios` lists the stories that the
//! page can tell, `raftarium bugs` the wrong rules that can be planted.

mod bugs;
mod check_history;
mod explore;
mod find;
mod fuzz;
mod grade;
mod lesson;
mod look;
mod markup;
mod mission;
mod progress;
mod report;
mod rules;
mod run;
mod scenarios;
mod series;
mod shard;
mod stop;
mod streams;
mod sweep;
mod together;
mod usage;
mod window_svg;

use std::process::ExitCode;

use lexopt::prelude::{Long, Short, Value};

use usage::{Arguments, Ended, Task};

const HELP: &str = "\
raftarium: Raft clusters from scripts, without a browser

usage: raftarium run FILE             execute a script, and print its transcript, its events, its digest; or many
                                      times, under one seed after another
       raftarium scenarios [NAME]     list the scenarios, or print one
       raftarium mission [NAME]       list the missions, print one, or say whether a script solves it
       raftarium grade ASSIGNMENT SUBMISSION...
                                      give points for what learners handed in
       raftarium fuzz                 try random clusters, knobs, faults and load, and print a short script for
                                      what is found
       raftarium find FILE CONDITION  look for a schedule that leads from a script's end to where a condition holds
       raftarium explore FILE...      look whether anything can still go wrong from scripts' ends on
       raftarium lesson FILE          make a story of how a script came to violate a property
       raftarium bugs [NAME]          list the wrong rules that can be planted, and the real faults that they show
       raftarium rules [FILE|DIR...]  list the rules of the protocol, and which of them scripts exercise
       raftarium check-history FILE   say whether a history is linearizable
       raftarium help [TASK]          this text, or a task's own; `raftarium TASK --help` is the same
       raftarium version              which version this is

exit status: 0 if all went well, 1 if something was found that should not be, 2 if the call itself was wrong or a file
could not be read or written
";

const TASKS: [&Task; 11] = [
    &run::TASK,
    &scenarios::TASK,
    &mission::TASK,
    &grade::TASK,
    &fuzz::TASK,
    &find::TASK,
    &explore::TASK,
    &lesson::TASK,
    &bugs::TASK,
    &rules::TASK,
    &check_history::TASK,
];

/// What else may be asked for.
const OTHERS: [&str; 2] = ["help", "version"];

fn main() -> ExitCode {
    match call() {
        Ok(code) => code,
        Err(message) => {
            eprintln!("raftarium: {message}");
            ExitCode::from(2)
        }
    }
}

fn call() -> Ended {
    let mut parser = lexopt::Parser::from_env();
    let word = match parser.next().map_err(|error| error.to_string())? {
        None => {
            return Err(
                "found nothing to do, expected a task: try `raftarium run FILE` or `raftarium help`"
                    .to_owned(),
            );
        }
        Some(Short('h') | Long("help")) => "help".to_owned(),
        Some(Short('V') | Long("version")) => "version".to_owned(),
        Some(Value(word)) => word.to_string_lossy().into_owned(),
        Some(Long(name)) => {
            return Err(format!("found `--{name}`, expected a task first (see `raftarium help`)"));
        }
        Some(Short(name)) => {
            return Err(format!("found `-{name}`, expected a task first (see `raftarium help`)"));
        }
    };
    match word.as_str() {
        "help" => {
            let text = match parser.next().map_err(|error| error.to_string())? {
                Some(Value(topic)) => task(&topic.to_string_lossy())?.help,
                _ => HELP,
            };
            streams::print(text)?;
            Ok(ExitCode::SUCCESS)
        }
        "version" => {
            streams::print(concat!("raftarium ", env!("CARGO_PKG_VERSION"), "\n"))?;
            Ok(ExitCode::SUCCESS)
        }
        word => {
            let task = task(word)?;
            (task.run)(&mut Arguments::of(task, parser))
        }
    }
}

fn task(word: &str) -> Result<&'static Task, String> {
    let names = TASKS.iter().map(|task| task.name).chain(OTHERS);
    let found = TASKS.iter().copied().find(|task| task.name == word);
    found.ok_or_else(|| usage::no_such_task(word, names))
}
