//! `raftarium fuzz`: many seeds, progress as they go by, and a script for what was found.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use raftarium::fuzz::{Fault, Guidance, Outcome, Progress, Reached, shrink, survey_many};
use raftarium::script::units::parse_time;
use raftarium::script::{Bug, Command, nearest};
use raftarium::sim::{Chaos, FaultProfile};

use crate::shard::{Found, Results, Search, Shard};
use crate::streams;
use crate::usage::{Argument, Arguments, Ended, Task};

/// The task.
pub const TASK: Task = Task {
    name: "fuzz",
    options: &[
        "seeds", "from", "time", "break", "profile", "blind", "shard", "round", "out", "merge",
    ],
    letters: &[],
    help: HELP,
    run,
};

const HELP: &str = "\
raftarium fuzz: tries random clusters, knobs, faults and load, and prints a short script for what is found

usage: raftarium fuzz [OPTION...]
       raftarium fuzz --merge FILE...

  --seeds N       so many of them (10000, or with --time as many as fit in)
  --from S        the first seed (0)
  --time 30s      not for longer than this
  --profile NAME  only seeds of this fault profile: mixed, leader-crashes, late-messages, stale-leaders, membership,
                  leases or slow-disks
  --blind         every seed for itself, instead of varying what has reached something new
  --shard 3/64    only this part of the search, to be done by one of so many machines
  --round N       so many seeds are a search of their own, which a shard does as a whole (4096)
  --out FILE      writes what came of it into a file
  --merge         tells what the files of all shards say together
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

With --shard, --round or --out, the search goes in rounds that know nothing of each other, so that all shards together
find what one alone would (--shard 1/1). docs/batch.md says how a batch system runs them.

Progress goes to standard error, scripts to standard output.

exit status: 0  nothing was found
             1  something was: the script runs with `raftarium run`
             2  the call itself was wrong, or shards are missing
";

/// How many seeds are tried if nobody says how many or how long.
const SEEDS: u64 = 10_000;
/// How many seeds of one kind of failure are named.
const SHOWN: usize = 20;
/// How often progress is told.
const BEAT: Duration = Duration::from_secs(1);

/// How many seeds a round has if nobody says how many.
const ROUND: u64 = 4_096;

/// What a person wants tried.
struct Options {
    first: u64,
    seeds: u64,
    time: Option<Duration>,
    bugs: Vec<Bug>,
    profile: Option<FaultProfile>,
    guidance: Guidance,
    /// In rounds, and which of them.
    rounds: Option<Rounds>,
}

/// A search in rounds.
struct Rounds {
    shard: Shard,
    round: u64,
    out: Option<String>,
}

/// What a person wants done.
enum Wanted {
    Help,
    Search(Options),
    /// These files are to be told of together.
    Merge(Vec<String>),
}

fn run(arguments: &mut Arguments) -> Ended {
    match wanted(arguments)? {
        Wanted::Help => {
            streams::print(arguments.help())?;
            Ok(ExitCode::SUCCESS)
        }
        Wanted::Search(options) => search(&options),
        Wanted::Merge(files) => merge(&files),
    }
}

fn search(options: &Options) -> Ended {
    let clock = Clock::start();
    let whole = Rounds { shard: Shard::WHOLE, round: options.seeds, out: None };
    let Rounds { shard, round, out } = options.rounds.as_ref().unwrap_or(&whole);
    let mut results = Results::of(options.search(*round));
    let openings: Vec<Command> = options.bugs.iter().copied().map(Command::Break).collect();
    let (mut shown, mut unheard, stopped) = (BTreeSet::new(), Ok(()), AtomicBool::new(false));
    for (at, tries) in shard.rounds(options.seeds, *round) {
        let before = results.progress();
        let in_time = |elapsed: Duration| options.time.is_none_or(|time| elapsed < time);
        let go_on = |progress| {
            let goes_on = in_time(clock.tell(before + progress));
            stopped.fetch_or(!goes_on, Ordering::Relaxed);
            goes_on
        };
        let Some(first) = options.first.checked_add(at) else { break };
        let mut scripts = BTreeMap::new();
        let survey = survey_many(
            first,
            tries,
            &openings,
            options.guidance,
            |seed| options.profile.is_none_or(|it| Chaos::of_seed(seed).profile() == it),
            go_on,
            |number, outcome: &Outcome| {
                let name = name(outcome).to_owned();
                eprintln!("raftarium: seed {number}: {name}");
                if shown.insert(name) && unheard.is_ok() {
                    let script = shrunk(number, outcome);
                    unheard = streams::print(&script);
                    scripts.insert(number, script);
                }
            },
        );
        let found = survey.found.iter().map(|(number, outcome)| Found {
            at: *number,
            name: name(outcome).to_owned(),
            script: scripts.remove(number),
        });
        results.add(survey.progress, &survey.coverage, survey.corpus, found.collect());
        if stopped.load(Ordering::Relaxed) {
            break;
        }
    }
    unheard?;
    results.close(*shard, !stopped.load(Ordering::Relaxed));
    tell(&results);
    eprintln!("raftarium: {}", clock.sum(results.progress()));
    tell_found(&results);
    if let Some(file) = out {
        let text = serde_json::to_string_pretty(&results).map_err(|error| error.to_string())?;
        streams::write(file, &(text + "\n"))?;
    }
    Ok(if results.found().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Tells what files of shards say together.
fn merge(files: &[String]) -> Ended {
    let mut all: Option<Results> = None;
    for file in files {
        let results: Results = serde_json::from_str(&streams::read(file)?)
            .map_err(|error| format!("{file} is no file of `raftarium fuzz --out`: {error}"))?;
        match &mut all {
            None => all = Some(results),
            Some(all) => all.join(results).map_err(|why| format!("{file} {why}"))?,
        }
    }
    let Some(all) = all else {
        return Err("found `--merge` without files, expected those that --out wrote".to_owned());
    };
    for script in all.found().iter().filter_map(|found| found.script.as_ref()) {
        streams::print(script)?;
    }
    tell(&all);
    let Progress { tried, failed, .. } = all.progress();
    eprintln!("raftarium: {}, {}", counted(tried), outcome_of(failed));
    tell_found(&all);
    if let Some(missing) = all.missing() {
        return Err(missing);
    }
    Ok(if all.found().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(results: &Results) {
    let (Reached { arms, shapes }, corpus) = (results.reached(), results.corpus());
    eprintln!("raftarium: reached {arms} arms and {shapes} shapes; kept {corpus} cases");
    let Progress { too_hard, retimed, undemanded, .. } = results.progress();
    eprintln!(
        "raftarium: {too_hard} too hard to judge; {retimed} with the election range turned at the end; {undemanded} \
         without a demand"
    );
}

fn tell_found(results: &Results) {
    for (name, tries) in results.kinds() {
        let numbers: Vec<String> = tries.iter().take(SHOWN).map(u64::to_string).collect();
        eprintln!("raftarium: {name}: {}, at {}", tries.len(), numbers.join(" "));
    }
}

/// A short script that shows what was found.
fn shrunk(number: u64, outcome: &Outcome) -> String {
    eprintln!(
        "raftarium: seed {number}: shrinking a script of {} commands",
        outcome.case.acts.len()
    );
    format!("# Found by `raftarium fuzz` at seed {number}.\n{}", shrink(outcome).script())
}

/// What is wished.
fn wanted(arguments: &mut Arguments) -> Result<Wanted, String> {
    let (mut first, mut seeds, mut time, mut bugs) = (0, None, None, Vec::new());
    let (mut profile, mut guidance) = (None, Guidance::Guided);
    let (mut shard, mut round, mut out) = (None, None, None);
    let (mut merges, mut files) = (false, Vec::new());
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Help => return Ok(Wanted::Help),
            Argument::Word(word) => files.push(word),
            Argument::Option("seeds") => seeds = Some(arguments.number("seeds")?),
            Argument::Option("from") => first = arguments.number("from")?,
            Argument::Option("break") => {
                bugs.push(bug(&arguments.value("break", "a wrong rule such as vote-twice")?)?);
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
            Argument::Option("shard") => {
                shard = Some(Shard::read(&arguments.value("shard", "a part such as 3/64")?)?);
            }
            Argument::Option("round") => round = Some(arguments.number("round")?),
            Argument::Option("out") => out = Some(arguments.value("out", "a file")?),
            Argument::Option("merge") => merges = true,
            Argument::Option(other) => unreachable!("--{other} is in no list"),
        }
    }
    if merges {
        return Ok(Wanted::Merge(files));
    }
    if let Some(word) = files.first() {
        return Err(format!(
            "found `{word}`, expected --seeds, --from, --time, --break, --profile, --blind, --shard, --round, --out or \
             --merge (see `raftarium fuzz --help`)"
        ));
    }
    for (option, number) in [("seeds", seeds), ("round", round)] {
        if number == Some(0) {
            return Err(format!("found `--{option} 0`, expected one seed at least"));
        }
    }
    let in_rounds = shard.is_some() || round.is_some() || out.is_some();
    let rounds = in_rounds.then(|| Rounds {
        shard: shard.unwrap_or(Shard::WHOLE),
        round: round.unwrap_or(ROUND),
        out,
    });
    // Who gives a time means all seeds that fit in.
    let seeds = seeds.unwrap_or(if time.is_some() { u64::MAX } else { SEEDS });
    Ok(Wanted::Search(Options { first, seeds, time, bugs, profile, guidance, rounds }))
}

impl Options {
    /// What is asked for, as files keep it.
    fn search(&self, round: u64) -> Search {
        Search {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            from: self.first,
            seeds: self.seeds,
            round,
            profile: self.profile.map(|it| it.name().to_owned()),
            rules: self.bugs.iter().map(|bug| bug.name().to_owned()).collect(),
            blind: self.guidance == Guidance::Blind,
        }
    }
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
        format!("{}, {rate:.0} a second, {}", counted(tried), outcome_of(failed))
    }
}

fn counted(tried: u64) -> String {
    format!("{tried} {}", if tried == 1 { "seed" } else { "seeds" })
}

fn outcome_of(failed: u64) -> String {
    match failed {
        0 => "nothing found".to_owned(),
        failed => format!("{failed} of them failed"),
    }
}
