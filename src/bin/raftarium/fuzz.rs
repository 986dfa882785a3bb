//! `raftarium fuzz`: many seeds, progress as they go by, and a script for what was found.

use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use raftarium::check::fuzz::{Outcome, Progress, search, shrink};
use raftarium::script::units::parse_time;
use raftarium::script::{Bug, Command, nearest};

use crate::streams;
use crate::usage::{Argument, Arguments, Ended, Task};

/// The task.
pub const TASK: Task = Task {
    name: "fuzz",
    options: &["seeds", "from", "time", "break"],
    letters: &[],
    help: HELP,
    run,
};

const HELP: &str = "\
raftarium fuzz: tries random clusters, knobs, faults and load, and prints a short script for what is found

usage: raftarium fuzz [OPTION...]

  --seeds N       so many of them (10000, or with --time as many as fit in)
  --from S        the first seed (0)
  --time 30s      not for longer than this
  --break RULE    with every node following this wrong rule, to see it caught (repeatable)
  -h, --help      print this

Progress goes to standard error, scripts to standard output.

exit status: 0  nothing was found
             1  something was: the script runs with `raftarium run`
             2  the call itself was wrong
";

/// How many seeds are tried if nobody says how many or how long.
const SEEDS: u64 = 10_000;
/// How often progress is told.
const BEAT: Duration = Duration::from_secs(1);

/// What a person wants tried.
struct Wish {
    first: u64,
    seeds: u64,
    time: Option<Duration>,
    bugs: Vec<Command>,
}

fn run(arguments: &mut Arguments) -> Ended {
    let Some(wish) = wish(arguments)? else {
        streams::print(arguments.help())?;
        return Ok(ExitCode::SUCCESS);
    };
    let clock = Clock::start();
    let in_time = |elapsed: Duration| wish.time.is_none_or(|time| elapsed < time);
    let (progress, found) =
        search(wish.first, wish.seeds, &wish.bugs, |progress| in_time(clock.tell(progress)));
    eprintln!("raftarium: {}", clock.sum(progress));
    if found.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    for outcome in one_of_each(&found) {
        let seed = outcome.case.seed;
        let acts = outcome.case.acts.len();
        eprintln!("raftarium: seed {seed}: shrinking a script of {acts} commands");
        let script = shrink(outcome).script();
        streams::print(&format!("# Found by `raftarium fuzz` with seed {seed}.\n{script}"))?;
    }
    Ok(ExitCode::FAILURE)
}

/// What is wished; nothing, if only `--help` is.
fn wish(arguments: &mut Arguments) -> Result<Option<Wish>, String> {
    let (mut first, mut seeds, mut time, mut bugs) = (0, None, None, Vec::new());
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Help => return Ok(None),
            Argument::Word(word) => {
                return Err(format!(
                    "found `{word}`, expected --seeds, --from, --time or --break (see `raftarium \
                     fuzz --help`)"
                ));
            }
            Argument::Option("seeds") => seeds = Some(arguments.number("seeds")?),
            Argument::Option("from") => first = arguments.number("from")?,
            Argument::Option("break") => {
                let name = arguments.value("break", "a wrong rule such as vote-twice")?;
                bugs.push(Command::Break(bug(&name)?));
            }
            Argument::Option("time") => {
                let value = arguments.value("time", "a time such as 30s")?;
                let wrong = |expected| format!("found `--time {value}`, expected {expected}");
                time = Some(Duration::from_micros(parse_time(&value).map_err(wrong)?));
            }
            Argument::Option(other) => unreachable!("--{other} is in no list"),
        }
    }
    if seeds == Some(0) {
        return Err("found `--seeds 0`, expected one seed at least".to_owned());
    }
    // Who gives a time means all seeds that fit in.
    let seeds = seeds.unwrap_or(if time.is_some() { u64::MAX } else { SEEDS });
    Ok(Some(Wish { first, seeds, time, bugs }))
}

fn bug(name: &str) -> Result<Bug, String> {
    Bug::named(&name.to_ascii_lowercase()).ok_or_else(|| {
        let names = Bug::ALL.map(Bug::name);
        match nearest(&name.to_ascii_lowercase(), names.into_iter()) {
            Some(guess) => {
                format!("found `--break {name}`, expected a wrong rule; did you mean `{guess}`?")
            }
            None => format!("found `--break {name}`, expected one of {}", names.join(", ")),
        }
    })
}

/// The first outcome of each name.
fn one_of_each(found: &[Outcome]) -> Vec<&Outcome> {
    let mut kept: Vec<&Outcome> = Vec::new();
    let name = |outcome: &Outcome| outcome.fault.as_ref().map(|fault| fault.name().to_owned());
    for outcome in found {
        if kept.iter().all(|other| name(other) != name(outcome)) {
            kept.push(outcome);
        }
    }
    kept
}

/// Time on the wall, and when progress was told last.
struct Clock {
    start: Instant,
    told: Mutex<Instant>,
}

impl Clock {
    fn start() -> Self {
        let now = Instant::now();
        Self { start: now, told: Mutex::new(now) }
    }

    /// Tells progress if it is time to: how long it has taken so far.
    fn tell(&self, progress: Progress) -> Duration {
        let now = Instant::now();
        let mut told = self.told.lock().expect("nobody panics with it");
        if now - *told >= BEAT {
            *told = now;
            eprintln!("raftarium: {}", self.sum(progress));
        }
        now - self.start
    }

    fn sum(&self, Progress { tried, failed }: Progress) -> String {
        let rate = tried as f64 / self.start.elapsed().as_secs_f64().max(0.001);
        let seeds = if tried == 1 { "seed" } else { "seeds" };
        let found = match failed {
            0 => "nothing found".to_owned(),
            failed => format!("{failed} of them failed"),
        };
        format!("{tried} {seeds}, {rate:.0} a second, {found}")
    }
}
