//! `raftarium check-history`: whether what clients did could have happened one after another.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::time::Instant;

use raftarium::explain::words::count;
use raftarium::linearizable::history::{self, FailedCas, Format, History};
use raftarium::linearizable::{self, Verdict};

use crate::streams;
use crate::usage::{Argument, Arguments, Ended, Task};
use crate::window_svg;

/// The task.
pub const TASK: Task = Task {
    name: "check-history",
    options: &["format", "jepsen-cas", "svg"],
    letters: &[],
    help: HELP,
    run,
};

const HELP: &str = "\
raftarium check-history: says whether a history is linearizable, and if not, which operations contradict each other

usage: raftarium check-history [OPTION] FILE          (`-`: standard input)

  --format F      how it is written: jsonl, edn or log; otherwise that is told by what is in it
  --jepsen-cas    a `cas` that failed had no effect, and says nothing of the value that it found; always so in edn and
                  log, whose meaning that is
  --svg OUT       if it is not linearizable, draw the shortest window that shows it: a lane for each process, a bar for
                  each operation, and what is impossible marked
  -h, --help      print this

A history is JSON lines, in the order in which things happened:
  {\"process\": 3, \"type\": \"invoke\" | \"ok\" | \"fail\" | \"info\",
   \"op\": \"read\" | \"write\" | \"cas\" | \"append\", \"key\": \"x\", \"value\": ...}
`cas` has [old, new], `append` a string, `read` its value on `ok`; `null` is the value of an absent key. Lines that begin
with `#` are comments.

Or it is what Jepsen writes: maps in EDN, one after the other or in one vector,
  {:process 3, :type :invoke, :f :write, :value 1}
or the lines of its log, after whatever the log puts before them (other lines are skipped, and counted):
  3  :invoke  :write  1
Where a test is of many keys, `:value` is a pair of a key and a value; what the nemesis does is no operation.

What was judged is told in a second line, with the time that it took.

exit status: 0  it is linearizable
             1  it is not
             2  the call itself was wrong, the file could not be read, or the history is malformed or too hard
";

fn run(arguments: &mut Arguments) -> Ended {
    const EXPECTED: &str = "expected that of one history: `raftarium check-history FILE`";
    let (mut found, mut format, mut failed_cas, mut svg) = (None, None, None, None);
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
            Argument::Option("jepsen-cas") => failed_cas = Some(FailedCas::NoEffect),
            Argument::Option("format") => {
                format = Some(named(&arguments.value("format", "jsonl, edn or log")?)?);
            }
            Argument::Option("svg") => {
                svg = Some(arguments.value("svg", "the name of a file to write")?);
            }
            Argument::Option(other) => unreachable!("--{other} is in no list"),
        }
    }
    let file = found.ok_or_else(|| format!("found no file, {EXPECTED}"))?;
    let bytes = streams::read_bytes(&file)?;
    let start = Instant::now();
    let history = history::read(&bytes, format, failed_cas);
    let history = history.map_err(|error| format!("{file}: {error}"))?;
    let verdict = linearizable::check(&history.operations);
    let took = start.elapsed();
    if let Verdict::Undecided { .. } = verdict {
        return Err(format!("{file}: {verdict}"));
    }
    let told = verdict.told(history.moment);
    streams::print(&format!("{told}\n{} in {took:.1?}\n", judged(&history)))?;
    match (verdict, svg) {
        (Verdict::NotLinearizable(conflict), Some(out)) => {
            streams::write(&out, &window_svg::draw(&conflict, history.moment))?;
        }
        (Verdict::Linearizable, Some(out)) => {
            eprintln!("raftarium: {file}: there is nothing to draw, so {out} was not written");
        }
        _ => {}
    }
    Ok(if told == "linearizable" { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn named(name: &str) -> Result<Format, String> {
    let found = Format::ALL.into_iter().find(|format| format.name() == name.to_ascii_lowercase());
    found.ok_or_else(|| {
        let names = Format::ALL.map(Format::name).join(", ");
        format!("found `--format {name}`, expected one of {names}")
    })
}

/// How much there was to judge: who sees a verdict on nothing should know.
fn judged(history: &History) -> String {
    let operations = &history.operations;
    let format = match history.format {
        Format::JsonLines => "",
        Format::Edn => ", from EDN",
        Format::Log => ", from a log",
    };
    let skipped = match history.skipped {
        0 => String::new(),
        skipped => {
            let what = count(skipped as u64, "other line", "other lines");
            format!(", {what} skipped")
        }
    };
    if operations.is_empty() {
        return format!(
            "judged: nothing, for the history holds no operation that says anything{format}{skipped},"
        );
    }
    let processes: BTreeSet<_> = operations.iter().map(|it| it.process).collect();
    let keys: BTreeSet<_> = operations.iter().map(|it| &it.key).collect();
    format!(
        "judged: {} of {} on {}{format}{skipped},",
        count(operations.len() as u64, "operation", "operations"),
        count(processes.len() as u64, "process", "processes"),
        count(keys.len() as u64, "key", "keys")
    )
}
