//! `raftarium fuzz`: many seeds, progress as they go by, and a script for what was found.

use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use lexopt::prelude::{Long, Value};
use raftarium::check::fuzz::{Outcome, Progress, search, shrink};
use raftarium::script::units::parse_time;
use raftarium::script::{Bug, Command};

use crate::print;

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

/// Reads the rest of the command line and does what it says.
///
/// # Errors
/// What is wrong with the command line.
pub fn run(arguments: &mut lexopt::Parser) -> Result<ExitCode, String> {
    let wish = wish(arguments)?;
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
        print(&format!(
            "# Found by `raftarium fuzz` with seed {seed}.\n{}",
            shrink(outcome).script()
        ));
    }
    Ok(ExitCode::FAILURE)
}

fn wish(arguments: &mut lexopt::Parser) -> Result<Wish, String> {
    let (mut first, mut seeds, mut time, mut bugs) = (0, None, None, Vec::new());
    while let Some(argument) = arguments.next().map_err(|error| error.to_string())? {
        let name = match &argument {
            Long(name @ ("seeds" | "from" | "time" | "break")) => (*name).to_owned(),
            Value(word) => {
                let word = word.to_string_lossy();
                return Err(format!(
                    "found `{word}`: `fuzz` takes --seeds, --from, --time and --break only"
                ));
            }
            _ => return Err(format!("{} (see `raftarium help`)", argument.unexpected())),
        };
        let value = arguments.value().map_err(|error| error.to_string())?;
        let value = value.to_string_lossy();
        let number = || {
            let wrong = format!("found `--{name} {value}`, expected a whole number");
            value.parse::<u64>().map_err(|_| wrong)
        };
        match name.as_str() {
            "seeds" => seeds = Some(number()?),
            "from" => first = number()?,
            "break" => bugs.push(Command::Break(bug(&value)?)),
            _ => {
                let wrong = |expected| format!("found `--time {value}`, expected {expected}");
                time = Some(Duration::from_micros(parse_time(&value).map_err(wrong)?));
            }
        }
    }
    if seeds == Some(0) {
        return Err("found `--seeds 0`, expected one seed at least".to_owned());
    }
    // Who gives a time means all seeds that fit in.
    let seeds = seeds.unwrap_or(if time.is_some() { u64::MAX } else { SEEDS });
    Ok(Wish { first, seeds, time, bugs })
}

fn bug(name: &str) -> Result<Bug, String> {
    Bug::named(&name.to_ascii_lowercase()).ok_or_else(|| {
        let names = Bug::ALL.map(Bug::name).join(", ");
        format!("found `--break {name}`, expected one of {names}")
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
