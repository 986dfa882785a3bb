//! `raftarium run`: a script from its first line to its last, and what is wanted of it; or many runs (`series`).

use std::ops::RangeInclusive;
use std::process::ExitCode;
use std::rc::Rc;

use raftarium::draw::export::Format;
use raftarium::explain::facts;
use raftarium::script::bounds::MAX_MOMENT_US;
use raftarium::script::units::parse_time;
use raftarium::session::runner::{self, Options};
use raftarium::session::{Link, RunReport, Session, Watch};
use raftarium::sim::Time;
use serde_json::Value;

use crate::progress::Progress;
use crate::report::Told;
use crate::scenarios;
use crate::series::{Script, Series, parse_seeds};
use crate::stop::{INTERRUPTED, Stop};
use crate::streams::{self, Output};
use crate::sweep::Sweep;
use crate::usage::{Argument, Arguments, Ended, Task};

/// The task.
pub const TASK: Task = Task {
    name: "run",
    options: &[
        "scenario",
        "until",
        "seed",
        "json",
        "quiet",
        "script",
        "link",
        "digest",
        "history",
        "report",
        "export",
        "progress",
        "seeds",
        "sweep",
        "jobs",
        "keep-going",
        "safety",
        "from",
    ],
    letters: &[('q', "quiet")],
    help: HELP,
    run,
};

const HELP: &str = "\
raftarium run: executes a script and prints what the console would show

usage: raftarium run [OPTION...] FILE        (`-`: standard input)
       raftarium run [OPTION...] --scenario NAME
       raftarium run --seeds 1..1000 [OPTION...] FILE...

  --scenario NAME a scenario in place of a file; `raftarium scenarios` lists them
  --until TIME    end at this moment of virtual time (12s, 800ms, 2min): what the script does later is left out, and
                  if it ends before, time goes on
  --seed N        with this seed in place of the script's
  --json          print events instead, as JSON lines: {\"seq\", \"at_us\", \"kind\", \"at\", \"cause\",
                  \"parent\", \"command\", \"text\", \"data\", \"state\"}; docs/events.md describes them
  -q, --quiet     print nothing but what is asked for with these:
  --script        and then the session as a script that leads to the same end
  --link          and then the fragment of an address that opens it in the page
  --digest        and then sixteen digits that stand for all that has happened: equal runs have equal digests
  --history OUT   write what the clients asked and were told into a file, for `raftarium check-history`
  --export OUT    write the newest 20,000 events without heartbeats and other routine into a file, by how its name
                  ends: a sequence diagram of Mermaid (.mmd), a log of ShiViz (.log), a drawing (.svg), JSON lines
                  (.jsonl)
  --report OUT    write one page of HTML that tells of the run: verdict, violations, diagram, logs, metrics, transcript
  --progress      tell how far it has come from the first moment on, also where standard error is no terminal
  -h, --help      print this

many runs:
  --seeds A..B    under each of these seeds in place of the script's, both ends included; any number of scripts
  --sweep SWEEP   with one value after another for `$t` in the script: --sweep 't from 10ms to 200ms step 5ms'; the
                  same may stand in its first line, as `sweep t from 10ms to 200ms step 5ms`. Times, shares such as
                  5%, and whole numbers can be swept
  --jobs N        so many at the same time (as many as there are processors)
  --keep-going    go on after a failure, count all, and list those that fail
  --safety        only a violated safety property counts as a failure, and not a line that does not hold: stories are
                  told for one seed, and safety is promised under all
  --from N        begin with the run of this number, from 1, such as the one where a series was stopped

The first failure ends a series. It is printed as a script with its seed and its value, which fails in the same way by
itself, and with the link to its end. What came of the runs is told on standard error.

With --json, what is printed after the events is JSON as well: {\"script\": ...}, {\"link\": ...}, {\"digest\": ...}.
What went wrong is told on standard error.

The script language is the page's: one command a line, `#` begins a comment; the command `help` lists them.

exit status: 0  every line was carried out, every expectation held, and no safety property was violated but those of
                which a condition of the script says that they are (`violated NAME`, or `violated` for any)
             1  a line could not be read or carried out, an expectation failed, or a safety property was violated
             2  the call itself was wrong, or a file could not be read or written
           130  Ctrl-C ended it: what was reached is printed, or how many runs were done and where to go on
";

/// What is wanted.
#[derive(Default)]
struct Order {
    files: Vec<String>,
    scenario: Option<String>,
    options: Options,
    json: bool,
    quiet: bool,
    script: bool,
    link: bool,
    digest: bool,
    history: Option<String>,
    report: Option<String>,
    export: Option<(String, Format)>,
    progress: bool,
    seeds: Option<RangeInclusive<u64>>,
    sweep: Option<Sweep>,
    jobs: Option<usize>,
    keep_going: bool,
    safety: bool,
    from: Option<u64>,
    /// The options that were given which concern one run alone, and those which concern many.
    of_one: Vec<&'static str>,
    of_many: Vec<&'static str>,
    help: bool,
}

const OF_ONE: [&str; 8] =
    ["json", "quiet", "script", "link", "digest", "history", "report", "export"];
const OF_MANY: [&str; 6] = ["seeds", "sweep", "jobs", "keep-going", "safety", "from"];

fn run(arguments: &mut Arguments) -> Ended {
    let order = order(arguments)?;
    if order.help {
        streams::print(arguments.help())?;
        return Ok(ExitCode::SUCCESS);
    }
    let stop = Stop::listen();
    let is_series = order.seeds.is_some() || order.sweep.is_some();
    if let ([first, second, ..], false) = (order.files.as_slice(), is_series) {
        return Err(format!(
            "found the files {first} and {second}, expected one script: `raftarium run FILE`"
        ));
    }
    let mut scripts = scripts(&order)?;
    let Some(script) = scripts.pop() else {
        return Err("found no file, expected that of a script: `raftarium run FILE`".to_owned());
    };
    if is_series || script.sweep.is_some() {
        scripts.push(script);
        return many(order, scripts, stop);
    }
    if let Some(option) = order.of_many.first() {
        return Err(format!("found `--{option}` for one run, expected --seeds or --sweep with it"));
    }
    one(&order, &script, stop)
}

/// The scripts that are meant.
fn scripts(order: &Order) -> Result<Vec<Script>, String> {
    if let (Some(file), Some(name)) = (order.files.first(), &order.scenario) {
        return Err(format!("found the file {file} and the scenario {name}, expected one"));
    }
    let read = |name: &String| Ok((name.clone(), streams::read(name)?));
    let mut named: Vec<(String, String)> =
        order.files.iter().map(read).collect::<Result<_, String>>()?;
    if let Some(name) = &order.scenario {
        named.push((name.clone(), scenarios::find(name)?.text.to_owned()));
    }
    let script = |(name, text): (String, String)| {
        let (own, text) = Sweep::take(&text).map_err(|error| format!("{name}: {error}"))?;
        let sweep = order.sweep.clone().or(own);
        if let Some(sweep) = &sweep {
            sweep.belongs_to(&text).map_err(|error| format!("{name}: {error}"))?;
        }
        Ok(Script { name, text, sweep })
    };
    named.into_iter().map(script).collect()
}

/// Runs scripts under many seeds, with many values, or both.
fn many(order: Order, scripts: Vec<Script>, stop: Stop) -> Ended {
    if let Some(option) = order.of_one.first() {
        return Err(format!("found `--{option}` for many runs, expected it for one run alone"));
    }
    if order.seeds.is_some() && order.options.seed.is_some() {
        return Err("found `--seed` and `--seeds`, expected one".to_owned());
    }
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    let series = Series {
        scripts,
        seeds: order.seeds,
        options: order.options,
        jobs: order.jobs.unwrap_or_else(processors),
        keep_going: order.keep_going,
        safety: order.safety,
        from: order.from.unwrap_or(1),
        progress: order.progress,
    };
    series.run(stop)
}

/// Runs one script, and prints what is wanted of it.
fn one(order: &Order, script: &Script, stop: Stop) -> Ended {
    let Script { name, text, .. } = script;
    let progress = Rc::new(Progress::of_one(order.progress));
    let watch = {
        let (progress, name) = (Rc::clone(&progress), name.clone());
        Watch::new(move |now| {
            progress.tell(|| format!("{name}: {now} reached"));
            !stop.is_asked()
        })
    };
    let (session, report) = runner::run_watched(text, order.options, watch);
    progress.clear();
    let was_stopped = stop.is_asked();
    print(order, &session, &report, stop)?;
    if let Some(out) = &order.history {
        streams::write(out, &session.history())?;
    }
    if let Some((out, format)) = &order.export {
        streams::write(out, &format.write_session(&session))?;
    }
    if let Some(out) = &order.report {
        let told = Told { name, script: text, session: &session, report: &report, was_stopped };
        streams::write(out, &told.page())?;
    }
    let mut status = ExitCode::SUCCESS;
    if let Some(error) = &report.error {
        eprintln!("raftarium: {name}: {error}");
        status = ExitCode::FAILURE;
    }
    for (violation, foreseen) in runner::violations(&session, text) {
        let (property, at, evidence) = (violation.name, violation.at, &violation.evidence);
        if !foreseen {
            eprintln!("raftarium: {name}: {property} was violated at {at}: {evidence}");
            status = ExitCode::FAILURE;
        } else if !order.quiet {
            eprintln!("raftarium: {name}: {property} was violated at {at}, as the script expects");
        }
    }
    Ok(if stop.is_asked() { ExitCode::from(INTERRUPTED) } else { status })
}

fn order(arguments: &mut Arguments) -> Result<Order, String> {
    let mut order = Order::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Help => return Ok(Order { help: true, ..order }),
            Argument::Word(word) => order.files.push(word),
            Argument::Option(name) => option(name, arguments, &mut order)?,
        }
    }
    Ok(order)
}

fn option(name: &'static str, arguments: &mut Arguments, order: &mut Order) -> Result<(), String> {
    order.of_one.extend(OF_ONE.into_iter().filter(|it| *it == name));
    order.of_many.extend(OF_MANY.into_iter().filter(|it| *it == name));
    match name {
        "scenario" => order.scenario = Some(arguments.value("scenario", "its name")?),
        "json" => order.json = true,
        "quiet" => order.quiet = true,
        "script" => order.script = true,
        "link" => order.link = true,
        "digest" => order.digest = true,
        "progress" => order.progress = true,
        "keep-going" => order.keep_going = true,
        "safety" => order.safety = true,
        "until" => order.options.until = Some(moment(arguments)?),
        "seed" => order.options.seed = Some(arguments.number("seed")?),
        "from" => order.from = Some(arguments.number("from")?),
        "history" => {
            order.history = Some(arguments.value("history", "the name of a file to write")?);
        }
        "export" => {
            let out = arguments.value("export", "the name of a file to write")?;
            let format = format(&out)?;
            order.export = Some((out, format));
        }
        "report" => {
            order.report = Some(arguments.value("report", "the name of a file to write")?);
        }
        "seeds" => {
            let seeds = arguments.value("seeds", "a range of seeds such as 1..1000")?;
            order.seeds = Some(parse_seeds(&seeds)?);
        }
        "sweep" => {
            let sweep =
                arguments.value("sweep", "a sweep such as 't from 10ms to 200ms step 5ms'")?;
            order.sweep = Some(Sweep::parse(&sweep)?);
        }
        "jobs" => {
            const MOST: u64 = 1_024;
            let jobs = arguments.number("jobs")?;
            if !(1..=MOST).contains(&jobs) {
                return Err(format!("found `--jobs {jobs}`, expected a number from 1 to {MOST}"));
            }
            order.jobs = usize::try_from(jobs).ok();
        }
        other => unreachable!("--{other} is in no list"),
    }
    Ok(())
}

/// The format that a file's name ends in.
fn format(out: &str) -> Result<Format, String> {
    let ending = out.rsplit('.').next().unwrap_or_default();
    Format::of_ending(ending).map_err(|_| {
        let endings = Format::ALL.map(|format| format!(".{}", format.ending()));
        format!(
            "found `--export {out}`, expected a name that ends in one of {}",
            endings.join(", ")
        )
    })
}

fn moment(arguments: &mut Arguments) -> Result<Time, String> {
    let text = arguments.value("until", "a time such as 12s")?;
    let wrong = |expected: &str| format!("found `--until {text}`, expected {expected}");
    match parse_time(&text).map_err(wrong)? {
        us if us <= MAX_MOMENT_US => Ok(Time(us)),
        _ => Err(wrong("a moment within the first year")),
    }
}

fn print(order: &Order, session: &Session, report: &RunReport, stop: Stop) -> Result<(), String> {
    let was_stopped = stop.is_asked();
    let mut output = Output::open();
    if order.json && !order.quiet {
        let mut printed = Ok(());
        session.every_event(|event, observed| {
            printed = output.line(&facts::record(event, observed).to_string());
            // Who asks for the end while this is printed is heard; who asked before wants what was reached.
            printed.is_ok() && (was_stopped || !stop.is_asked())
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
