//! `cargo xtask mutants`: whether the tests and the fuzzer would notice a mistake in the core.
//!
//! A mutant is the core (`src/engine/raft`) with one mistake in it. A mistake that nothing notices shows what the tests do not
//! look at. Each mutant is tried in two stages: by the core's own tests, which take seconds; and if it survives them, by
//! the project's fuzzer.
//!
//! The mistakes are this program's own list, for two reasons. cargo-mutants builds once for every mutant, which costs
//! seconds for the core alone and a minute and more for the fuzzer: hours in all. Here all mutants are woven into one core
//! that is built twice, and a number in the environment says which one lives, so that a mutant costs as much as its run;
//! most are caught in a tenth of a second. And a protocol has mistakes of its own: a statement that was forgotten, an index
//! that is one off, a quorum of any for a quorum of all, a rule that was understood wrongly. Those that no change of a
//! sign makes stand in `tests/mutants/rules.txt`.
//!
//! A mutant may do the same as the core, or something else that is as good. Those were looked at by a person and stand in
//! `tests/mutants/judged.txt`, each with the reason; they are neither caught nor missed. A line there whose mutant is gone
//! or is caught after all is a mistake as well.
//!
//! - `source.rs` and `operators.rs`: reading the core as text, and what is changed in it.
//! - `list.rs` and `rules.rs`: the mutants with their names, the two files of text.
//! - `weave.rs` and `scratch.rs`: the core with all mutants in it, and the crates where it is built.
//! - `trial.rs`: a run with one of them. `fates.rs`: what came of each, so that a run that was stopped can go on.

mod fates;
mod list;
mod operators;
mod rules;
mod scratch;
mod source;
mod trial;
mod weave;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::args::MutantOptions;
use crate::{Failure, root, say};

use fates::{Fate, Fates};
use list::Mutant;
use scratch::Scratch;
use source::Source;
use trial::{End, Limit, Program};

/// How much of a hundred is to be caught.
const AIM: f64 = 95.0;

/// How many seeds a mutant is fuzzed with when nobody says it.
pub const SEEDS: u64 = 5_000;

/// Tries as many mutants as there is time for, and says which survive.
pub fn mutants(options: &MutantOptions) -> Result<(), Failure> {
    let deadline = options.time.map(|time| Instant::now() + time);
    let sources = list::sources(&root().join(scratch::CORE))?;
    let rules = rules::rules(&text("rules.txt")?)?;
    let judged = rules::judgements(&text("judged.txt")?)?;
    let (mutants, left_out) = list::mutants(&sources, &rules)?;
    if options.list {
        mutants
            .iter()
            .for_each(|it| println!("{}:{}: {}", sources[it.file].name, it.line, it.name));
        return Ok(());
    }
    say::note(&format!(
        "{} mutants; {left_out} places are left out, in functions that return a type without a name",
        mutants.len()
    ));
    let fates = Fates::open(&root().join("target/mutants/fates.txt"), &root().join(scratch::CORE))?;
    let mut run = Run { options, deadline, sources, mutants, judged, fates };
    let refused = run.by_tests()?;
    run.by_fuzzer(&refused)?;
    run.report(&refused)
}

struct Run<'a> {
    options: &'a MutantOptions,
    deadline: Option<Instant>,
    sources: Vec<Source>,
    mutants: Vec<Mutant>,
    judged: BTreeMap<String, String>,
    fates: Fates,
}

impl Run<'_> {
    fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// The first stage; gives the mutants that do not compile.
    fn by_tests(&mut self) -> Result<BTreeSet<u32>, Failure> {
        let core = Scratch::core()?;
        say::note("finding out which of them compile");
        let refused = core.refused(&self.sources, &self.mutants, &BTreeSet::new(), |so_far| {
            say::note(&format!("{so_far} do not"));
        })?;
        let viable: Vec<_> =
            self.mutants.iter().filter(|it| !refused.contains(&it.number)).collect();
        core.put(&self.sources, &viable)?;
        say::note("building the core with all of them, and its tests");
        let mut build = core.cargo();
        scratch::build(build.args(["test", "--lib", "--no-run"]))?;
        let program = test_program(core.place())?;
        let line = [program.to_string_lossy().as_ref(), "--test-threads=1"].map(str::to_owned);
        let shows = |line: &str| {
            let test = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
            Some(test.to_owned())
        };
        let program = Program { line: line.to_vec(), place: core.place(), shows };
        let limit = patience(&program, "the core's own tests")?;
        let queue: Vec<u32> = self.queue(&viable);
        drop(viable);
        say::note(&format!("trying {} of them with the core's own tests", queue.len()));
        for (done, number) in queue.iter().enumerate() {
            let name = self.mutants[*number as usize - 1].name.clone();
            if self.fates.of(&name).is_some() {
                continue;
            }
            if self.is_over() {
                say::warning(&format!(
                    "the time is over: {} mutants were not tried",
                    queue.len() - done
                ));
                break;
            }
            let fate = match program.run(*number, limit)? {
                End::Well => Fate::HalfTried,
                End::Caught(by) => Fate::ByTests(by),
                End::TooLong => Fate::ByTests("waiting for ever".to_owned()),
            };
            if fate == Fate::HalfTried && !self.judged.contains_key(&name) {
                say::note(&format!("the tests let pass: {name}"));
            }
            self.fates.add(&name, fate)?;
            if (done + 1) % 200 == 0 {
                say::note(&format!("{} tried", done + 1));
            }
        }
        Ok(refused)
    }

    /// The second stage: what has survived and has not been judged.
    fn by_fuzzer(&mut self, refused: &BTreeSet<u32>) -> Result<(), Failure> {
        let is_left = |it: &&Mutant| {
            let passed = match self.fates.of(&it.name) {
                Some(Fate::HalfTried) => true,
                Some(Fate::Survived(seeds)) => *seeds < self.options.seeds,
                _ => false,
            };
            passed && !self.judged.contains_key(&it.name)
        };
        let left: Vec<u32> = self.mutants.iter().filter(is_left).map(|it| it.number).collect();
        if left.is_empty() || self.options.seeds == 0 || self.is_over() {
            return Ok(());
        }
        let whole = Scratch::whole()?;
        // All that compile, and not only those that are left: so nothing is built again when others are left.
        let refused = whole.refused(&self.sources, &self.mutants, refused, |so_far| {
            say::note(&format!("{so_far} do not compile in the whole project"));
        })?;
        let left: Vec<u32> = left.into_iter().filter(|it| !refused.contains(it)).collect();
        say::note("building the fuzzer with all of them: that takes minutes");
        let mut build = whole.cargo();
        scratch::build(build.args(["build", "--no-default-features", "--bin", "raftarium"]))?;
        let program = whole.place().join("target/debug/raftarium");
        let seeds = self.options.seeds.to_string();
        let line =
            [program.to_string_lossy().as_ref(), "fuzz", "--seeds", &seeds].map(str::to_owned);
        // Progress comes once a second: there is no need to wait for the rest, nor for a short script.
        let shows = |line: &str| {
            line.strip_suffix(" of them failed").is_some().then(|| "the fuzzer".to_owned())
        };
        let program = Program { line: line.to_vec(), place: whole.place(), shows };
        let limit = patience(&program, "the fuzzer")?;
        say::note(&format!("trying {} that are left with {seeds} seeds each", left.len()));
        for (done, number) in left.iter().enumerate() {
            if self.is_over() {
                say::warning(&format!("the time is over: {} were not fuzzed", left.len() - done));
                break;
            }
            let fate = match program.run(*number, limit)? {
                End::Well => Fate::Survived(self.options.seeds),
                End::Caught(by) => Fate::ByFuzzer(by),
                End::TooLong => Fate::ByFuzzer("waiting for ever".to_owned()),
            };
            self.fates.add(&self.mutants[*number as usize - 1].name, fate)?;
            if (done + 1) % 20 == 0 {
                say::note(&format!("{} tried", done + 1));
            }
        }
        Ok(())
    }

    /// Those of this shard with the wanted word, in the order of the seed: so a part that there is time for is a sample.
    fn queue(&self, viable: &[&Mutant]) -> Vec<u32> {
        let MutantOptions { seed, shard: (part, parts), word, .. } = self.options;
        let wanted = |it: &&&Mutant| word.as_ref().is_none_or(|word| it.name.contains(word));
        let place = |it: &&Mutant| (mixed(*seed, &it.name), it.number);
        let mut places: Vec<_> = viable.iter().filter(wanted).map(place).collect();
        places.sort_unstable();
        let own = places.into_iter().enumerate().filter(|(at, _)| at % parts == part - 1);
        own.map(|(_, (_, number))| number).collect()
    }

    fn report(&self, refused: &BTreeSet<u32>) -> Result<(), Failure> {
        let mut lines = String::new();
        let (mut tests, mut fuzzer, mut survived, mut half) = (0, 0, Vec::new(), Vec::new());
        let (mut equivalent, mut harmless) = (0, 0);
        let mut wrong: Vec<String> = Vec::new();
        for mutant in &self.mutants {
            let Some(fate) = self.fates.of(&mutant.name) else { continue };
            let place =
                format!("{}/{}:{}", scratch::CORE, self.sources[mutant.file].name, mutant.line);
            let line = |what: &str| format!("{what:<12} {place}: {}\n", mutant.name);
            match (fate, self.judged.get(&mutant.name)) {
                (Fate::ByTests(by) | Fate::ByFuzzer(by), Some(reason)) => {
                    wrong.push(format!("judged {reason:?}, but caught by {by}: {}", mutant.name));
                }
                (_, Some(reason)) => {
                    let count = if reason.starts_with("equivalent") {
                        &mut equivalent
                    } else {
                        &mut harmless
                    };
                    *count += 1;
                    lines.push_str(&line("judged"));
                }
                (Fate::ByTests(by), None) => {
                    tests += 1;
                    lines.push_str(&line("tests").replace('\n', &format!(" (by {by})\n")));
                }
                (Fate::ByFuzzer(_), None) => {
                    fuzzer += 1;
                    lines.push_str(&line("fuzzer"));
                }
                (Fate::Survived(_), None) => survived.push(line("SURVIVES")),
                (Fate::HalfTried, None) if self.options.seeds == 0 => {
                    survived.push(line("SURVIVES"))
                }
                (Fate::HalfTried, None) => half.push(line("half tried")),
            }
        }
        let names: BTreeSet<&str> = self.mutants.iter().map(|it| it.name.as_str()).collect();
        let stale = self.judged.keys().filter(|name| !names.contains(name.as_str()));
        wrong.extend(stale.map(|name| format!("judged, but there is no such mutant: {name}")));

        let caught = tests + fuzzer;
        let tried = caught + survived.len();
        let score = 100.0 * caught as f64 / tried.max(1) as f64;
        survived.iter().chain(&half).for_each(|line| print!("{line}"));
        let mut sum = String::new();
        let mut row = |what: &str, count: usize| {
            let _ = writeln!(sum, "{what:<52} {count:>6}");
        };
        row("mutants", self.mutants.len());
        row("that do not compile", refused.len());
        row(
            "tried so far",
            self.mutants.iter().filter(|it| self.fates.of(&it.name).is_some()).count(),
        );
        row("caught by the core's own tests", tests);
        row(&format!("caught by the fuzzer with {} seeds", self.options.seeds), fuzzer);
        row("survivors", survived.len());
        row("not fuzzed", half.len());
        row("judged equivalent", equivalent);
        row("judged harmless", harmless);
        let _ = writeln!(sum, "{:<52} {score:>6.1} %", "caught, of those tried to the end");
        println!("\n{sum}");
        let report = root().join("target/mutants/report.txt");
        let all = survived.concat() + &half.concat() + &lines + "\n" + &sum;
        std::fs::write(&report, all).map_err(|error| format!("{}: {error}", report.display()))?;
        say::note(&format!("every mutant and what noticed it: {}", report.display()));
        if !wrong.is_empty() {
            return Err(format!("tests/mutants/judged.txt is wrong:\n{}", wrong.join("\n")));
        }
        if tried > 0 && score < AIM {
            return Err(format!("less than {AIM} % are caught: add tests, or judge what survives"));
        }
        Ok(())
    }
}

fn text(name: &str) -> Result<String, Failure> {
    let path = root().join("tests/mutants").join(name);
    std::fs::read_to_string(&path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// How long a run may take: a few times as long as the core without a mistake, which has to end well.
fn patience(program: &Program<'_>, what: &str) -> Result<Limit, Failure> {
    const LONG: Duration = Duration::from_secs(3_600);
    let start = Instant::now();
    match program.run(0, Limit { work: LONG, wait: LONG })? {
        End::Well => {
            let took = start.elapsed();
            let work = program.work().unwrap_or(took);
            say::note(&format!("{what} take {:.1} s of a processor", work.as_secs_f64()));
            let wait = took * 30 + Duration::from_secs(60);
            Ok(Limit { work: work * 3 + Duration::from_secs(2), wait })
        }
        end => Err(format!("{what} find a mistake without a mutant: {end:?}")),
    }
}

/// The newest test program that was built there.
fn test_program(place: &Path) -> Result<PathBuf, Failure> {
    let folder = place.join("target/debug/deps");
    let entries =
        std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let is_program = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
        name.starts_with("raftarium-") && (extension.is_empty() || extension == "exe")
    };
    let programs = entries.flatten().map(|entry| entry.path()).filter(is_program);
    let built = |path: &PathBuf| path.metadata().and_then(|it| it.modified()).ok();
    programs
        .max_by_key(built)
        .ok_or_else(|| format!("there is no test program in {}", folder.display()))
}

/// Where a number begins that stands for some bytes.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// Goes on with more bytes (FNV-1a).
fn fnv(mut hash: u64, bytes: &[u8]) -> u64 {
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

/// A number that stands for a name and a seed.
fn mixed(seed: u64, name: &str) -> u64 {
    let hash = fnv(FNV_OFFSET ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), name.as_bytes());
    (hash ^ hash >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_has_its_order_and_shards_share_all_of_it() {
        let options = |seed, shard| MutantOptions { seed, shard, ..MutantOptions::default() };
        let run = |options: &MutantOptions| {
            let sources = vec![Source::read("a.rs", "fn f() {\n    a(1, 2, 3);\n}\n".to_owned())];
            let (mutants, _) = list::mutants(&sources, &[]).unwrap();
            let (judged, fates) = (BTreeMap::new(), Fates::default());
            let run = Run { options, deadline: None, sources, mutants, judged, fates };
            run.queue(&run.mutants.iter().collect::<Vec<_>>())
        };
        let all = run(&options(1, (1, 1)));
        assert_eq!(all, run(&options(1, (1, 1))));
        assert_ne!(all, run(&options(2, (1, 1))));
        let mut parts = [run(&options(1, (1, 2))), run(&options(1, (2, 2)))].concat();
        let mut sorted = all.clone();
        sorted.sort_unstable();
        parts.sort_unstable();
        assert_eq!(parts, sorted);
    }
}
