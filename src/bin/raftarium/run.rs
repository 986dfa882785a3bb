//! `raftarium run`: a script from its first line to its last, and what is wanted of it.

use std::process::ExitCode;

use raftarium::draw::export::json_lines;
use raftarium::script::bounds::MAX_MOMENT_US;
use raftarium::script::units::parse_time;
use raftarium::session::runner::{self, Options};
use raftarium::session::{Link, RunReport, Session};
use raftarium::sim::Time;
use serde_json::Value;

use crate::scenarios;
use crate::streams::{self, Output};
use crate::usage::{Argument, Arguments, Ended, Task};

/// The task.
pub const TASK: Task = Task {
    name: "run",
    options: &["scenario", "json", "until", "seed", "quiet", "history", "script", "link", "digest"],
    letters: &[('q', "quiet")],
    help: HELP,
    run,
};

const HELP: &str = "\
raftarium run: executes a script and prints what the console would show

usage: raftarium run [OPTION...] FILE        (`-`: standard input)
       raftarium run [OPTION...] --scenario NAME

  --scenario NAME a scenario in place of a file; `raftarium scenarios` lists them
  --until TIME    end at this moment of virtual time (12s, 800ms, 2min): what the script does later is left out, and
                  if it ends before, time goes on
  --seed N        with this seed in place of the script's
  --json          print events instead, as JSON lines: {\"seq\", \"at_us\", \"kind\", \"at\", \"cause\",
                  \"parent\", \"command\", \"text\"}
  -q, --quiet     print nothing but what is asked for with these:
  --script        and then the session as a script that leads to the same end
  --link          and then the fragment of an address that opens it in the page
  --digest        and then sixteen digits that stand for all that has happened: equal runs have equal digests
  --history OUT   write what the clients asked and were told into a file, for `raftarium check-history`
  -h, --help      print this

With --json, what is printed after the events is JSON as well: {\"script\": ...}, {\"link\": ...}, {\"digest\": ...}.
What went wrong is told on standard error.

The script language is the page's: one command a line, `#` begins a comment; the command `help` lists them.

exit status: 0  every line was carried out, every expectation held, and no safety property was violated but those of
                which a condition of the script says that they are (`violated NAME`, or `violated` for any)
             1  a line could not be read or carried out, an expectation failed, or a safety property was violated
             2  the call itself was wrong, or a file could not be read or written
";

/// What is wanted.
#[derive(Default)]
struct Order {
    file: Option<String>,
    scenario: Option<String>,
    options: Options,
    json: bool,
    quiet: bool,
    script: bool,
    link: bool,
    digest: bool,
    history: Option<String>,
    help: bool,
}

fn run(arguments: &mut Arguments) -> Ended {
    let order = order(arguments)?;
    if order.help {
        streams::print(arguments.help())?;
        return Ok(ExitCode::SUCCESS);
    }
    let (name, text) = match (&order.file, &order.scenario) {
        (Some(file), None) => (file, streams::read(file)?),
        (None, Some(name)) => (name, scenarios::find(name)?.text.to_owned()),
        (Some(file), Some(name)) => {
            return Err(format!("found the file {file} and the scenario {name}, expected one"));
        }
        (None, None) => {
            return Err("found no file, expected that of a script: `raftarium run FILE`".to_owned());
        }
    };
    let (session, report) = runner::run(&text, order.options);
    print(&order, &session, &report)?;
    if let Some(out) = &order.history {
        streams::write(out, &session.history())?;
    }
    let mut status = ExitCode::SUCCESS;
    if let Some(error) = &report.error {
        eprintln!("raftarium: {name}: {error}");
        status = ExitCode::FAILURE;
    }
    for (violation, foreseen) in runner::violations(&session, &text) {
        let (property, at, evidence) = (violation.name, violation.at, &violation.evidence);
        if !foreseen {
            eprintln!("raftarium: {name}: {property} was violated at {at}: {evidence}");
            status = ExitCode::FAILURE;
        } else if !order.quiet {
            eprintln!("raftarium: {name}: {property} was violated at {at}, as the script expects");
        }
    }
    Ok(status)
}

fn order(arguments: &mut Arguments) -> Result<Order, String> {
    let mut order = Order::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Help => return Ok(Order { help: true, ..order }),
            Argument::Word(word) => match &order.file {
                None => order.file = Some(word),
                Some(file) => {
                    return Err(format!(
                        "found the files {file} and {word}, expected one script: `raftarium run FILE`"
                    ));
                }
            },
            Argument::Option("scenario") => {
                order.scenario = Some(arguments.value("scenario", "its name")?);
            }
            Argument::Option("json") => order.json = true,
            Argument::Option("quiet") => order.quiet = true,
            Argument::Option("script") => order.script = true,
            Argument::Option("link") => order.link = true,
            Argument::Option("digest") => order.digest = true,
            Argument::Option("until") => order.options.until = Some(moment(arguments)?),
            Argument::Option("seed") => order.options.seed = Some(arguments.number("seed")?),
            Argument::Option("history") => {
                order.history = Some(arguments.value("history", "the name of a file to write")?);
            }
            Argument::Option(other) => unreachable!("--{other} is in no list"),
        }
    }
    Ok(order)
}

fn moment(arguments: &mut Arguments) -> Result<Time, String> {
    let text = arguments.value("until", "a time such as 12s")?;
    let wrong = |expected: &str| format!("found `--until {text}`, expected {expected}");
    match parse_time(&text).map_err(wrong)? {
        us if us <= MAX_MOMENT_US => Ok(Time(us)),
        _ => Err(wrong("a moment within the first year")),
    }
}

fn print(order: &Order, session: &Session, report: &RunReport) -> Result<(), String> {
    let mut output = Output::open();
    if order.json && !order.quiet {
        let mut printed = Ok(());
        session.every_event(|event| {
            if printed.is_ok() {
                printed = output.print(&json_lines([event]));
            }
        });
        printed?;
    } else if !order.quiet {
        output.print(&report.transcript())?;
    }
    let link = || Link::to(session).fragment().map(|link| format!("#{link}"));
    let more = [
        ("script", order.script.then(|| session.script())),
        ("link", order.link.then(link).transpose().map_err(|error| error.to_string())?),
        ("digest", order.digest.then(|| session.digest())),
    ];
    for (name, text) in more {
        match text {
            Some(text) if order.json => {
                output.line(&format!("{{\"{name}\":{}}}", Value::from(text)))?;
            }
            Some(text) => output.line(text.trim_end())?,
            None => {}
        }
    }
    output.close()
}
