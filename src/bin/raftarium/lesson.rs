//! `raftarium lesson`: how a property came to be violated in a script, as a story.

use std::process::ExitCode;

use raftarium::script::conditions::PROPERTIES;
use raftarium::script::nearest;
use raftarium::session::authoring;
use raftarium::session::runner::{self, Options};

use crate::streams;
use crate::usage::{Argument, Arguments, Ended, Task};

/// The task.
pub const TASK: Task =
    Task { name: "lesson", options: &["property"], letters: &[], help: HELP, run };

const HELP: &str = "\
raftarium lesson: makes a story of how a script came to violate a property

usage: raftarium lesson [--property NAME] FILE        (`-`: standard input)

  --property NAME   which one, such as one-vote; the one that was violated first, if nothing is said
  -h, --help        print this

The script is run, also up to an expectation that fails. What is printed is a script with the same cluster, the same seed and
all that was done, at the same times, up to the moment of the violation. What led there stands between, as steps with words
and with what holds then; its last line expects the violation. It runs with `raftarium run`, and is opened on the page as any
story is: the words are there to be edited.

exit status: 0  the story was printed
             1  nothing is violated, or not this
             2  the script could not be read or carried out, or the call itself was wrong
";

fn run(arguments: &mut Arguments) -> Ended {
    let (mut names, mut property) = (Vec::new(), None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Help => {
                streams::print(arguments.help())?;
                return Ok(ExitCode::SUCCESS);
            }
            Argument::Word(name) => names.push(name),
            Argument::Option("property") => {
                property = Some(named(&arguments.value("property", "one such as one-vote")?)?);
            }
            Argument::Option(other) => unreachable!("--{other} is in no list"),
        }
    }
    let file = match names.as_slice() {
        [] => {
            return Err(
                "found no file, expected that of a script: `raftarium lesson FILE`".to_owned()
            );
        }
        [file] => file,
        [_, more, ..] => return Err(format!("found {more}, expected one script")),
    };
    let (session, report) = runner::run(&streams::read(file)?, Options::default());
    match authoring::from_violation(&session, property) {
        Ok(story) => {
            streams::print(&story)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(nothing) => {
            if let Some(error) = report.error {
                return Err(format!("{file}: {error}"));
            }
            eprintln!("raftarium: {file}: {nothing}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// The property of this name.
fn named(typed: &str) -> Result<&'static str, String> {
    let name = typed.to_ascii_lowercase();
    PROPERTIES.iter().copied().find(|property| *property == name).ok_or_else(|| {
        match nearest(&name, PROPERTIES.iter().copied()) {
            Some(near) => format!("there is no property {typed:?}: did you mean {near}?"),
            None => {
                format!("there is no property {typed:?}, expected one of {}", PROPERTIES.join(", "))
            }
        }
    })
}
