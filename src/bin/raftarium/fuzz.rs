//! `raftarium fuzz`: many seeds, progress as they go by, and a script for what was found.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use raftarium::fuzz::{Fault, Guidance, Outcome, Progress, Survey, shrink, survey_many};
use raftarium::script::units::parse_time;
use raftarium::script::{Bug, Command, nearest};
use raftarium::sim::{Chaos, FaultProfile};

use crate::streams;
use crate::usage::{Argument, Arguments, Ended, Task};

/// The task.
pub const TASK: Task = Task {
    name: "fuzz",
    options: &["seeds", "from", "time", "break", "profile", "blind"],
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
  --profile NAME  only seeds of this fault profile: mixed, leader-crashes, late-messages, stale-leaders, membership,
                  leases or slow-disks
  --blind         every seed for itself, instead of varying what has reached something new
  --break RULE    with every node following this wrong rule, to see it caught (repeatable)
  -h, --help      print this

About half of the tries are variations of earlier ones that have reached something new: a rule at work (an arm), or a
state of the whole cluster (a shape). Variations have faults that no seed's own case has: filters, clients that are cut
off, knobs of one node, disks that are full, hang, lose or misplace a write, clocks that jump, state machines that take
their time; and now and then a restart from an empty disk, after which nothing is demanded. The same call tries the
same things again, unless the clock ends it. What is found is printed as a script, which needs no search to be seen
again.

Demanded is safety, and progress wherever Raft promises it: when trouble ends, with everybody or with a majority well,
there is a leader, few terms pass, and clients and changes of the membership are answered, under the knobs of the
case. Knobs that break the timing requirement have their election range turned at the end. That is counted, and so are
histories that were too hard to judge.

Progress goes to standard error, scripts to standard output.

exit status: 0  nothing was found
             1  something was: the script runs with `raftarium run`
             2  the call itself was wrong
";

/// How many seeds are tried if nobody says how many or how long.
const SEEDS: u64 = 10_000;
/// How many seeds of one kind of failure are named.
const SHOWN: usize = 20;
/// How often progress is told.
const BEAT: Duration = Duration::from_secs(1);

/// What a person wants tried.
struct Options {
    first: u64,
    seeds: u64,
    time: Option<Duration>,
    bugs: Vec<Command>,
    profile: Option<FaultProfile>,
    guidance: Guidance,
}

fn run(arguments: &mut Arguments) -> Ended {
    let Some(options) = options(arguments)? else {
        streams::print(arguments.help())?;
        return Ok(ExitCode::SUCCESS);
    };
    let clock = Clock::start();
    let in_time = |elapsed: Duration| options.time.is_none_or(|time| elapsed < time);
    let wanted = |seed| options.profile.is_none_or(|it| Chaos::of_seed(seed).profile() == it);
    let go_on = |progress| in_time(clock.tell(progress));
    let (mut shown, mut unheard) = (BTreeSet::new(), Ok(()));
    let show = |number, outcome: &Outcome| {
        let name = name(outcome).to_owned();
        eprintln!("raftarium: seed {number}: {name}");
        if shown.insert(name) && unheard.is_ok() {
            unheard = print_shrunk(number, outcome);
        }
    };
    let Survey { progress, reached, corpus, found, .. } = survey_many(
        options.first,
        options.seeds,
        &options.bugs,
        options.guidance,
        wanted,
        go_on,
        show,
    );
    unheard?;
    eprintln!(
        "raftarium: reached {} arms and {} shapes; kept {corpus} cases",
        reached.arms, reached.shapes
    );
    let Progress { too_hard, retimed, undemanded, .. } = progress;
    eprintln!(
        "raftarium: {too_hard} too hard to judge; {retimed} with the election range turned at the end; {undemanded} \
         without a demand"
    );
    eprintln!("raftarium: {}", clock.sum(progress));
    for name in &shown {
        let alike = found.iter().filter(|(_, outcome)| self::name(outcome) == name);
        let tries: Vec<String> = alike.map(|(number, _)| number.to_string()).collect();
        let (told, all) = (tries.len().min(SHOWN), tries.len());
        eprintln!("raftarium: {name}: {all}, at {}", tries[..told].join(" "));
    }
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints a short script that shows what was found.
fn print_shrunk(number: u64, outcome: &Outcome) -> Result<(), String> {
    eprintln!(
        "raftarium: seed {number}: shrinking a script of {} commands",
        outcome.case.acts.len()
    );
    let script = shrink(outcome).script();
    streams::print(&format!("# Found by `raftarium fuzz` at seed {number}.\n{script}"))
}

/// What is wished; nothing, if only `--help` is.
fn options(arguments: &mut Arguments) -> Result<Option<Options>, String> {
    let (mut first, mut seeds, mut time, mut bugs) = (0, None, None, Vec::new());
    let (mut profile, mut guidance) = (None, Guidance::Guided);
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Help => return Ok(None),
            Argument::Word(word) => {
                return Err(format!(
                    "found `{word}`, expected --seeds, --from, --time, --break, --profile or --blind \
                     (see `raftarium fuzz --help`)"
                ));
            }
            Argument::Option("seeds") => seeds = Some(arguments.number("seeds")?),
            Argument::Option("from") => first = arguments.number("from")?,
            Argument::Option("break") => {
                let name = arguments.value("break", "a wrong rule such as vote-twice")?;
                bugs.push(Command::Break(bug(&name)?));
            }
            Argument::Option("profile") => {
                let name = arguments.value("profile", "a fault profile such as leases")?;
                profile = Some(fault_profile(&name)?);
            }
            Argument::Option("blind") => guidance = Guidance::Blind,
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
    Ok(Some(Options { first, seeds, time, bugs, profile, guidance }))
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

fn fault_profile(name: &str) -> Result<FaultProfile, String> {
    let lower = name.to_ascii_lowercase();
    let known = FaultProfile::ALL_FOR_FUZZING;
    let found = known.into_iter().find(|profile| profile.name() == lower);
    found.ok_or_else(|| {
        let names = known.map(FaultProfile::name).join(", ");
        format!("found `--profile {name}`, expected one of {names}")
    })
}

/// What went wrong, in a word.
fn name(outcome: &Outcome) -> &str {
    outcome.fault.as_ref().map_or("nothing", Fault::name)
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

    fn sum(&self, Progress { tried, failed, .. }: Progress) -> String {
        let rate = tried as f64 / self.start.elapsed().as_secs_f64().max(0.001);
        let seeds = if tried == 1 { "seed" } else { "seeds" };
        let found = match failed {
            0 => "nothing found".to_owned(),
            failed => format!("{failed} of them failed"),
        };
        format!("{tried} {seeds}, {rate:.0} a second, {found}")
    }
}
