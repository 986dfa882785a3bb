//! `raftarium find`: a schedule that leads from the end of a script to where a condition holds.

use std::num::NonZero;
use std::process::ExitCode;
use std::thread;

use raftarium::script::{self, Command, Find, Line};
use raftarium::session::Session;
use raftarium::session::finding::{Bounds, Search, Verdict};
use raftarium::session::runner::{self, Options};
use serde_json::json;

use crate::progress::Progress;
use crate::stop::{INTERRUPTED, Stop};
use crate::streams;
use crate::together::{self, Together};
use crate::usage::{Argument, Arguments, Ended, Task};

/// The task.
pub const TASK: Task = Task {
    name: "find",
    options: &["within", "using", "most", "states", "jobs", "json", "progress"],
    letters: &[],
    help: HELP,
    run,
};

const HELP: &str = "\
raftarium find: looks for a schedule that leads from the end of a script to where a condition holds

usage: raftarium find [OPTION...] FILE CONDITION        (`-`: standard input)

  --within TIME   by when it is to hold, from the end of the script on (2s)
  --using MOVES   by which moves, such as crash,restart,put: crash, restart, pause, resume, cut, heal, partition, drop,
                  delay, duplicate, timeout, put and get, if nothing is said; and transfer, stepdown, snapshot, delete,
                  connect, add and remove
  --most N        by how many moves at most (4)
  --states N      look at so many states at most (2000000); each of two engines may take its half
  --jobs N        so many look at the same time (as many as there are processors)
  --json          print one object: {\"found\", \"script\", \"moves\", \"at_us\", \"digest\", \"engine\", ...}
  --progress      tell how far it has come, also where standard error is no terminal
  -h, --help      print this

Two engines look, one after the other. The exhaustive one goes through the schedule without a move, then through every
schedule of one move at every event, then of two, as long as there is room: what it finds has as few moves as can be, and
what it has gone through holds no more. The guided one tries schedules by chance, from where earlier ones came upon
something new. The same call looks at the same schedules again; with another number of jobs, other ones are tried by chance.

What is found is made shorter, done once more, and printed as a whole script that ends by expecting the condition: it runs
with `raftarium run`. What was looked at is told on standard error.

exit status: 0  a schedule was found
             1  none was, within the bounds that are told
             2  the script or the condition could not be read, or does not fit, or the call itself was wrong
           130  Ctrl-C ended it: what was looked at so far is told
";

/// The most jobs.
const MOST_JOBS: u64 = 256;

/// What is wanted.
#[derive(Default)]
struct Order {
    words: Vec<String>,
    within: Option<String>,
    using: Option<String>,
    most: Option<u64>,
    states: Option<u64>,
    jobs: Option<NonZero<u32>>,
    json: bool,
    progress: bool,
}

fn run(arguments: &mut Arguments) -> Ended {
    let Some(order) = order(arguments)? else {
        streams::print(arguments.help())?;
        return Ok(ExitCode::SUCCESS);
    };
    let [file, condition @ ..] = order.words.as_slice() else {
        return Err(
            "found no file, expected that of a script: `raftarium find FILE CONDITION`".to_owned()
        );
    };
    if condition.is_empty() {
        return Err(format!(
            "found {file} and no condition, expected one such as violated: `raftarium find {file} violated`"
        ));
    }
    let find = find(&condition.join(" "), &order)?;
    let text = streams::read(file)?;
    let (mut session, report) = runner::run(&text, Options::default());
    if let Some(error) = report.error {
        return Err(format!("{file}: {error}"));
    }
    let mut bounds = Bounds::of(&find, session.now());
    if let Some(states) = order.states {
        bounds.states = (states.div_ceil(2), states / 2);
    }
    // Whether it can be asked at all.
    session.search_within(bounds.clone())?;
    let processors = || thread::available_parallelism().ok()?.try_into().ok();
    let jobs = order.jobs.or_else(processors).unwrap_or(NonZero::<u32>::MIN);
    let (stop, progress) = (Stop::listen(), Progress::of_one(order.progress));
    let tell = |search: &Together| {
        progress.tell(|| format!("{file}: {}", search.looked_at()));
    };
    let (search, verdict) = together::search(&text, bounds, jobs, stop, tell)?;
    progress.clear();
    let Some(verdict) = verdict else {
        eprintln!("raftarium: stopped; looked through so far: {}", search.looked_at());
        return Ok(ExitCode::from(INTERRUPTED));
    };
    session.conclude(&search, &verdict)?;
    let found = matches!(verdict, Verdict::Found(_));
    if found {
        // The script holds what it has led to.
        session.exec(&Command::Expect(find.condition.clone()).to_string());
    }
    if order.json {
        streams::print(&(object(&search, &verdict, &session) + "\n"))?;
    } else if found {
        let header = format!("# Found by `raftarium find`: {find}\n");
        streams::print(&(header + &session.script()))?;
    }
    for line in search.lines(&verdict) {
        eprintln!("raftarium: {line}");
    }
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What came of it, as one object on a line.
fn object(search: &dyn Search, verdict: &Verdict, session: &Session) -> String {
    let searched = search.searched();
    let looked_at = json!({
        "within_us": search.bounds().to.since(search.bounds().from),
        "most": search.bounds().most,
        "exhausted": searched.exhausted.moves,
        "tries": searched.tries(),
        "runs": searched.runs(),
        "states": searched.states(),
        "text": search.looked_at(),
    });
    let Verdict::Found(witness) = verdict else {
        return json!({ "found": false, "looked_at": looked_at }).to_string();
    };
    let moves = witness.acts.iter().map(ToString::to_string);
    json!({
        "found": true,
        "moves": moves.collect::<Vec<_>>(),
        "at_us": witness.at.0,
        "digest": format!("{:016x}", witness.digest),
        "engine": witness.engine.name(),
        "script": session.script(),
        "looked_at": looked_at,
    })
    .to_string()
}

/// What the language makes of the condition and the bounds.
fn find(condition: &str, order: &Order) -> Result<Find, String> {
    let mut line = format!("find {condition}");
    for (word, value) in [("within", &order.within), ("using", &order.using)] {
        if let Some(value) = value {
            line += &format!(" {word} {}", value.replace(',', " "));
        }
    }
    if let Some(most) = order.most {
        line += &format!(" most {most} moves");
    }
    match script::parse_line(&line, 1) {
        Ok(Some(Line { command: Some(Command::Find(find)), .. })) => Ok(find),
        Ok(_) => Err(format!("found `{condition}`, expected a condition such as violated")),
        Err(error) => Err(format!("`{line}`: {}", error.in_line())),
    }
}

/// What is wished; nothing, if only `--help` is.
fn order(arguments: &mut Arguments) -> Result<Option<Order>, String> {
    let mut order = Order::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Help => return Ok(None),
            Argument::Word(word) => order.words.push(word),
            Argument::Option("within") => {
                order.within = Some(arguments.value("within", "a time such as 2s")?);
            }
            Argument::Option("using") => {
                order.using = Some(arguments.value("using", "moves such as crash,restart")?);
            }
            Argument::Option("most") => order.most = Some(arguments.number("most")?),
            Argument::Option("states") => {
                order.states = Some(arguments.number("states")?);
                if order.states == Some(0) {
                    return Err("found `--states 0`, expected one state at least".to_owned());
                }
            }
            Argument::Option("jobs") => {
                let jobs = arguments.number("jobs")?;
                let within = u32::try_from(jobs).ok().filter(|_| jobs <= MOST_JOBS);
                order.jobs = within.and_then(NonZero::new);
                if order.jobs.is_none() {
                    return Err(format!(
                        "found `--jobs {jobs}`, expected a number from 1 to {MOST_JOBS}"
                    ));
                }
            }
            Argument::Option("json") => order.json = true,
            Argument::Option("progress") => order.progress = true,
            Argument::Option(other) => unreachable!("--{other} is in no list"),
        }
    }
    Ok(Some(order))
}
