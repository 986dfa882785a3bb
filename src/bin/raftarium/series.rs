//! Many runs of scripts: under one seed after another, with one value after another. Each run has a number, so that a
//! series that was stopped can go on where it was, and what is found does not depend on how many work on it.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use raftarium::explain::words::count;
use raftarium::script::{Command, parse_script};
use raftarium::session::runner::{self, Options};
use raftarium::session::{Link, Session, Watch};

use crate::progress::Progress;
use crate::stop::{INTERRUPTED, Stop};
use crate::streams;
use crate::sweep::Sweep;
use crate::usage::Ended;

/// A script of a series.
pub struct Script {
    /// What it is called: its file, or the scenario.
    pub name: String,
    pub text: String,
    /// The value that it is run with, if there is one.
    pub sweep: Option<Sweep>,
}

/// Scripts, and how each is to be run.
pub struct Series {
    pub scripts: Vec<Script>,
    /// Under these seeds; without any, under its own.
    pub seeds: Option<RangeInclusive<u64>>,
    pub options: Options,
    /// How many run at the same time.
    pub jobs: usize,
    /// Whether to go on after a failure.
    pub keep_going: bool,
    /// Whether only a violation counts as a failure.
    pub safety: bool,
    /// The number of the first run, from 1.
    pub from: u64,
    /// Whether progress is told from the first moment on.
    pub progress: bool,
}

/// How many failing runs of a kind are named, and how many kinds.
const SHOWN: usize = 100;
const KINDS_SHOWN: usize = 50;

/// One run of a series.
struct Run<'a> {
    script: &'a Script,
    /// The number of the value, if there is one.
    value: Option<u64>,
    seed: Option<u64>,
}

/// How a run ended.
enum End {
    Passed,
    /// It was safe as long as it went on, and a line did not hold, of which only safety was wanted.
    Unfinished,
    /// Why, and the link to where it ended.
    Failed(String, Option<String>),
    Stopped,
}

/// Which failures are told together: those of a script, by its place, and of one value of it.
type Kind = (usize, Option<u64>);

/// Why a run failed.
struct Reason {
    /// The number of the run.
    number: u64,
    why: String,
    link: Option<String>,
}

/// What came of the runs so far.
#[derive(Default)]
struct Tally {
    passed: u64,
    /// Those of them that did not come to their end.
    unfinished: u64,
    /// The runs that failed.
    failed: Vec<u64>,
    /// Of each kind of failure, the run that came first in the series: why, and its link.
    reasons: BTreeMap<Kind, Reason>,
    /// The first run that was stopped.
    stopped: Option<u64>,
}

impl Series {
    /// Runs them all, as far as is wanted, and tells what came of it.
    ///
    /// # Errors
    /// If there is nothing to run, or what is found cannot be written.
    pub fn run(&self, stop: Stop) -> Ended {
        let total = self.total()?;
        if !(1..=total).contains(&self.from) {
            return Err(format!("found `--from {}`, expected a run from 1 to {total}", self.from));
        }
        let (progress, start) = (Progress::of_many(self.progress), Instant::now());
        // From here on, runs are counted from 0.
        let next = AtomicU64::new(self.from - 1);
        let tally = Mutex::new(Tally::default());
        progress.tell(|| Tally::default().so_far(total, start));
        let work = || {
            loop {
                let ends = |tally: &Tally| !(self.keep_going || tally.failed.is_empty());
                if stop.is_asked() || ends(&tally.lock().expect("nobody panics with it")) {
                    return;
                }
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= total {
                    return;
                }
                let run = self.get(number);
                let end = self.carry_out(&run, stop);
                let mut tally = tally.lock().expect("nobody panics with it");
                self.count(&mut tally, number, end);
                progress.tell(|| tally.so_far(total, start));
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.jobs {
                scope.spawn(work);
            }
            work();
        });
        progress.clear();
        let mut tally = tally.into_inner().expect("nobody panics with it");
        tally.failed.sort_unstable();
        if let Some(first) = tally.failed.first() {
            let Reason { why, link, .. } = &tally.reasons[&self.kind(*first)];
            streams::print(&self.counterexample(*first, why, link.as_deref()))?;
        }
        let next = tally.stopped.unwrap_or(next.into_inner()).min(total);
        self.conclude(&tally, next, total, start, stop)
    }

    /// How many runs there are.
    fn total(&self) -> Result<u64, String> {
        let many = || "found more than 10^18 runs, expected fewer".to_owned();
        let mut total = 0_u64;
        for script in &self.scripts {
            let of_it = self.runs_of(script).ok_or_else(many)?;
            total = total.checked_add(of_it).filter(|it| *it <= 10_u64.pow(18)).ok_or_else(many)?;
        }
        Ok(total)
    }

    fn runs_of(&self, script: &Script) -> Option<u64> {
        let values = script.sweep.as_ref().map_or(1, |sweep| sweep.values);
        values.checked_mul(self.seeds_each()?)
    }

    /// Under how many seeds each is run.
    fn seeds_each(&self) -> Option<u64> {
        self.seeds.as_ref().map_or(Some(1), |seeds| (seeds.end() - seeds.start()).checked_add(1))
    }

    /// Which script a run is of, and its place among those of this script.
    fn place(&self, number: u64) -> (usize, u64) {
        let mut rest = number;
        for (at, script) in self.scripts.iter().enumerate() {
            let of_it = self.runs_of(script).expect("their number was found to be right");
            if rest < of_it {
                return (at, rest);
            }
            rest -= of_it;
        }
        unreachable!("there is no run {number}")
    }

    fn get(&self, number: u64) -> Run<'_> {
        let (at, place) = self.place(number);
        let script = &self.scripts[at];
        let each = self.seeds_each().expect("their number was found to be right");
        Run {
            script,
            value: script.sweep.is_some().then_some(place / each),
            seed: self.seeds.as_ref().map(|seeds| seeds.start() + place % each),
        }
    }

    /// What failures are told together: those of a script, and of one value of it if there are seeds to be told.
    fn kind(&self, number: u64) -> Kind {
        let (at, _) = self.place(number);
        (at, self.get(number).value.filter(|_| self.seeds.is_some()))
    }

    fn carry_out(&self, run: &Run<'_>, stop: Stop) -> End {
        let (text, options) = (run.text(), Options { seed: run.seed, ..self.options });
        if let Err(error) = parse_script(&text) {
            return End::Failed(error.to_string(), None);
        }
        let watch = Watch::new(move |_| !stop.is_asked());
        let done = catch_unwind(AssertUnwindSafe(|| {
            let (session, report) = runner::run_watched(&text, options, watch);
            let link = || Link::to(&session).fragment().ok().map(|link| format!("#{link}"));
            match (unforeseen(&session, &text), report.error) {
                (Some(why), _) => End::Failed(why, link()),
                (None, Some(_)) if self.safety => End::Unfinished,
                (None, Some(why)) => End::Failed(why, link()),
                (None, None) => End::Passed,
            }
        }));
        match done {
            // Whether that was why it ended is not known, and another time it will be.
            _ if stop.is_asked() => End::Stopped,
            Ok(end) => end,
            Err(_) => End::Failed("the engine panicked: its message stands above".to_owned(), None),
        }
    }

    fn count(&self, tally: &mut Tally, number: u64, end: End) {
        match end {
            End::Passed => tally.passed += 1,
            End::Unfinished => {
                tally.passed += 1;
                tally.unfinished += 1;
            }
            End::Stopped => tally.stopped = Some(tally.stopped.map_or(number, |it| it.min(number))),
            End::Failed(why, link) => {
                tally.failed.push(number);
                let first = tally.reasons.get(&self.kind(number)).map_or(u64::MAX, |it| it.number);
                if number < first {
                    tally.reasons.insert(self.kind(number), Reason { number, why, link });
                }
            }
        }
    }

    /// The script of a run that failed, which fails in the same way by itself.
    fn counterexample(&self, number: u64, why: &str, link: Option<&str>) -> String {
        let run = self.get(number);
        let link = link.unwrap_or("none, for the session is too long for an address");
        let title = format!("# {} failed{}: {why}\n# link: {link}\n", run.script.name, run.told());
        title + &seeded(&run.text(), run.seed)
    }

    fn conclude(&self, tally: &Tally, next: u64, total: u64, start: Instant, stop: Stop) -> Ended {
        let mut kinds: BTreeMap<Kind, Vec<u64>> = BTreeMap::new();
        for number in &tally.failed {
            kinds.entry(self.kind(*number)).or_default().push(*number);
        }
        let shown = if self.keep_going { KINDS_SHOWN } else { 0 };
        if let (Some(first), false) = (tally.failed.first(), self.keep_going) {
            let (run, Reason { why, .. }) = (self.get(*first), &tally.reasons[&self.kind(*first)]);
            eprintln!("raftarium: {}{}: {why}", run.script.name, run.told());
        }
        for (kind, numbers) in kinds.iter().take(shown) {
            let Reason { number: first, why, .. } = &tally.reasons[kind];
            let script = self.get(*first).script;
            let name = &script.name;
            let value =
                kind.1.and_then(|it| Some(format!(", {}", script.sweep.as_ref()?.told(it))));
            let points = numbers.iter().take(SHOWN).map(|number| self.get(*number).point());
            let points: Vec<String> = points.collect();
            let more = match numbers.len() - points.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            eprintln!(
                "raftarium: {name}{}: {} failed{}{more}; the first: {why}",
                value.unwrap_or_default(),
                numbers.len(),
                at(&points),
            );
        }
        if self.keep_going && kinds.len() > shown {
            eprintln!("raftarium: and {} more like these", kinds.len() - shown);
        }
        eprintln!("raftarium: {}", tally.so_far(total, start));
        let was_stopped = stop.is_asked() && next < total;
        if next < total {
            let run = self.get(next);
            let why = if was_stopped { "stopped" } else { "ended" };
            eprintln!(
                "raftarium: {why} before {}{}: `--from {}` goes on there",
                run.script.name,
                run.told(),
                next + 1
            );
        }
        Ok(if was_stopped {
            ExitCode::from(INTERRUPTED)
        } else if tally.failed.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

impl Run<'_> {
    fn text(&self) -> String {
        match (&self.script.sweep, self.value) {
            (Some(sweep), Some(value)) => sweep.put(value, &self.script.text),
            _ => self.script.text.clone(),
        }
    }

    /// With which value and under which seed, after the name of the script.
    fn told(&self) -> String {
        let value = self.script.sweep.as_ref().zip(self.value);
        let value = value.map(|(sweep, value)| format!(" with {}", sweep.told(value)));
        let seed = self.seed.map(|seed| format!(" under seed {seed}"));
        [value, seed].into_iter().flatten().collect()
    }

    /// What tells it from the others of its kind.
    fn point(&self) -> String {
        match (self.seed, self.script.sweep.as_ref().zip(self.value)) {
            (Some(seed), _) => seed.to_string(),
            (None, Some((sweep, value))) => sweep.value(value),
            (None, None) => String::new(),
        }
    }
}

impl Tally {
    fn so_far(&self, total: u64, start: Instant) -> String {
        let failed = self.failed.len() as u64;
        let done = self.passed + failed;
        let found = match failed {
            0 if done == 0 => "none is done".to_owned(),
            0 => "all of them passed".to_owned(),
            failed => format!("{} passed, {failed} failed", self.passed),
        };
        let seconds = start.elapsed().as_secs_f64();
        let of = if done == total { String::new() } else { format!(" of {total}") };
        let unfinished = match self.unfinished {
            0 => String::new(),
            some => format!(", {some} without coming to their end"),
        };
        format!("{}{of} in {seconds:.1} s: {found}{unfinished}", count(done, "run", "runs"))
    }
}

fn at(points: &[String]) -> String {
    if points.iter().all(String::is_empty) {
        String::new()
    } else {
        format!(", at {}", points.join(" "))
    }
}

/// The first violation that a script does not reckon with.
fn unforeseen(session: &Session, text: &str) -> Option<String> {
    let mut violations = runner::violations(session, text).into_iter();
    let (violation, _) = violations.find(|(_, foreseen)| !foreseen)?;
    Some(format!("{} was violated at {}: {}", violation.name, violation.at, violation.evidence))
}

/// A script with this seed in place of its own.
fn seeded(text: &str, seed: Option<u64>) -> String {
    let Some(seed) = seed else { return text.to_owned() };
    let lines = parse_script(text).unwrap_or_default();
    let is_seed = |number| {
        lines.iter().any(|it| it.number == number && matches!(it.command, Some(Command::Seed(_))))
    };
    let mut found = false;
    let mut seeded = String::new();
    for (number, line) in (1..).zip(text.lines()) {
        if is_seed(number) {
            found = true;
            seeded += &format!("seed {seed}\n");
        } else {
            seeded += &format!("{line}\n");
        }
    }
    if found { seeded } else { format!("seed {seed}\n{seeded}") }
}

/// Reads a range of seeds such as `1..1000`, both ends included.
///
/// # Errors
/// What was found and what was expected.
pub fn parse_seeds(text: &str) -> Result<RangeInclusive<u64>, String> {
    let wrong = || format!("found `--seeds {text}`, expected a range of seeds such as 1..1000");
    let (first, last) = text.split_once("..").ok_or_else(wrong)?;
    let (first, last) = (first.parse().map_err(|_| wrong())?, last.parse().map_err(|_| wrong())?);
    if first > last {
        return Err(format!("found `--seeds {text}`, expected the lesser seed first"));
    }
    Ok(first..=last)
}
