//! `raftarium check-history`: whether what clients did could have happened one after another.

use std::collections::BTreeSet;
use std::process::ExitCode;

use raftarium::explain::words::count;
use raftarium::linearizable::history::{self, FailedCas};
use raftarium::linearizable::{self, Operation, Verdict};

use crate::streams;
use crate::usage::{Argument, Arguments, Ended, Task};

/// The task.
pub const TASK: Task =
    Task { name: "check-history", options: &["jepsen-cas"], letters: &[], help: HELP, run };

const HELP: &str = "\
raftarium check-history: says whether a history is linearizable, and if not, which operations contradict each other

usage: raftarium check-history [OPTION] FILE          (`-`: standard input)

  --jepsen-cas    a `cas` that failed had no effect, and says nothing of the value that it found
  -h, --help      print this

A history is JSON lines, in the order in which things happened:
  {\"process\": 3, \"type\": \"invoke\" | \"ok\" | \"fail\" | \"info\",
   \"op\": \"read\" | \"write\" | \"cas\" | \"append\", \"key\": \"x\", \"value\": ...}
`cas` has [old, new], `append` a string, `read` its value on `ok`; `null` is the value of an absent key. Lines that begin
with `#` are comments. What was judged is told in a second line.

exit status: 0  it is linearizable
             1  it is not
             2  the call itself was wrong, the file could not be read, or the history is malformed or too hard
";

fn run(arguments: &mut Arguments) -> Ended {
    const EXPECTED: &str = "expected that of one history: `raftarium check-history FILE`";
    let (mut found, mut failed_cas) = (None, FailedCas::default());
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
            Argument::Option("jepsen-cas") => failed_cas = FailedCas::NoEffect,
            Argument::Option(other) => unreachable!("--{other} is in no list"),
        }
    }
    let file = found.ok_or_else(|| format!("found no file, {EXPECTED}"))?;
    let bytes = streams::read_bytes(&file)?;
    let operations =
        history::parse_bytes(&bytes, failed_cas).map_err(|error| format!("{file}: {error}"))?;
    let verdict = linearizable::check(&operations);
    match verdict {
        Verdict::Linearizable | Verdict::NotLinearizable(_) => {
            streams::print(&format!("{verdict}\n{}\n", judged(&operations)))?;
        }
        Verdict::Undecided { .. } => return Err(format!("{file}: {verdict}")),
    }
    Ok(if verdict.is_linearizable() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How much there was to judge: who sees a verdict on nothing should know.
fn judged(operations: &[Operation]) -> String {
    if operations.is_empty() {
        return "judged: nothing, for the history holds no operation that says anything".to_owned();
    }
    let processes: BTreeSet<_> = operations.iter().map(|it| it.process).collect();
    let keys: BTreeSet<_> = operations.iter().map(|it| &it.key).collect();
    format!(
        "judged: {} of {} on {}",
        count(operations.len() as u64, "operation", "operations"),
        count(processes.len() as u64, "process", "processes"),
        count(keys.len() as u64, "key", "keys")
    )
}
