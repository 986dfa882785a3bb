//! `raftarium check-history`: whether what clients did could have happened one after another.

use std::process::ExitCode;

use raftarium::linearizable::Verdict;
use raftarium::linearizable::history;

use crate::streams;
use crate::usage::{Argument, Arguments, Ended, Task};

/// The task.
pub const TASK: Task = Task { name: "check-history", options: &[], letters: &[], help: HELP, run };

const HELP: &str = "\
raftarium check-history: says whether a history is linearizable, and if not, which operations contradict each other

usage: raftarium check-history FILE          (`-`: standard input)

A history is JSON lines, in the order in which things happened:
  {\"process\": 3, \"type\": \"invoke\" | \"ok\" | \"fail\" | \"info\",
   \"op\": \"read\" | \"write\" | \"cas\" | \"append\", \"key\": \"x\", \"value\": ...}
`cas` has [old, new], `append` a string, `read` its value on `ok`; `null` is the value of an absent key.

exit status: 0  it is linearizable
             1  it is not
             2  the call itself was wrong, the file could not be read, or the history is malformed or too hard
";

fn run(arguments: &mut Arguments) -> Ended {
    const EXPECTED: &str = "expected that of one history: `raftarium check-history FILE`";
    let mut found = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Help => {
                streams::print(arguments.help())?;
                return Ok(ExitCode::SUCCESS);
            }
            Argument::Word(word) => match &found {
                None => found = Some(word),
                Some(file) => return Err(format!("found the files {file} and {word}, {EXPECTED}")),
            },
            Argument::Option(other) => unreachable!("--{other} is in no list"),
        }
    }
    let file = found.ok_or_else(|| format!("found no file, {EXPECTED}"))?;
    let bytes = streams::read_bytes(&file)?;
    let verdict = history::check_bytes(&bytes).map_err(|error| format!("{file}: {error}"))?;
    match verdict {
        Verdict::Linearizable => streams::print("linearizable\n")?,
        Verdict::NotLinearizable(_) => streams::print(&format!("{verdict}\n"))?,
        Verdict::Undecided { .. } => return Err(format!("{file}: {verdict}")),
    }
    Ok(if verdict.is_linearizable() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
