//! A search that is guided by what its tries reach.
//!
//! Blind, every try is a case of its own ([`explore`](super::explore)). Guided, the cases that reached something new (see
//! [`coverage`](super::coverage)) are kept, and variations of those are tried as well: they begin where few cases come.
//! How many follows from what they have brought of late. At first nearly every new seed reaches something, and variations
//! are few; when new seeds bring less and less, variations take their place.
//!
//! The search goes in generations of a fixed size. What a generation tries follows from the number of the try and from
//! the generations before it, never from which of several threads was quicker: so equal first seeds and counts make equal
//! searches, on any number of processors, unless they are stopped by the clock. A single try cannot be named by its number
//! alone, for a variation depends on the whole search before it. It is reproduced by its script.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::script::Command;

use super::case::{Case, Outcome};
use super::coverage::{Coverage, Reached};
use super::progress::{Counts, Progress};
use super::tolerance::promises;
use super::trial::{survey, survey_again};
use super::vary::{
    Dice, LEARNERS, LIMITS, RARE_FAULTS, SINGLE_FAULTS, WINDOWS, add_learners, add_limits,
    add_rare_faults, add_single_faults, add_windows, vary,
};

/// How many tries know nothing of each other.
const GENERATION: u64 = 64;
/// How many cases are kept at most.
const CORPUS: usize = 512;
/// How many cases there are before any is varied.
const ENOUGH: usize = 32;
/// Of so many tries one is of the sort that has brought less of late, for that may change.
const DOUBT: usize = 8;

/// How a search chooses what to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guidance {
    /// Every try is a seed's own case.
    Blind,
    /// Cases that have reached something new are varied, as far as that brings more than new seeds.
    Guided,
}

/// What a search has come to.
#[derive(Clone, Debug)]
pub struct Survey {
    /// How far it came.
    pub progress: Progress,
    /// What was reached.
    pub reached: Reached,
    /// Which arms and shapes these are.
    pub coverage: Coverage,
    /// How many cases are kept because of that.
    pub corpus: usize,
    /// What was wrong: the outcomes in the order of the tries, each with the number of its try.
    pub found: Vec<(u64, Outcome)>,
}

impl Survey {
    /// How much this search has reached that the other has not.
    pub fn reached_beyond(&self, other: &Self) -> Reached {
        let mut both = other.coverage.clone();
        both.merge(&self.coverage)
    }
}

/// A try, before and after.
enum Try {
    Seed(u64),
    Variation(Box<Case>),
}

/// Makes so many tries, beginning with this seed, each with these commands given first, on all processors. After every
/// try `go_on` is asked whether to go on. What is wrong is shown as soon as its generation is over, in the order of the
/// tries.
pub fn survey_many(
    first: u64,
    tries: u64,
    opening: &[Command],
    guidance: Guidance,
    wanted: impl Fn(u64) -> bool + Sync,
    go_on: impl Fn(Progress) -> bool + Sync,
    mut show: impl FnMut(u64, &Outcome),
) -> Survey {
    let mut search = Search::default();
    let counts = Counts::default();
    let (mut next, stop) = (0, AtomicBool::new(false));
    while next < tries && !stop.load(Ordering::Relaxed) {
        let end = tries.min(next + GENERATION);
        let Some(last) = first.checked_add(end - 1) else { break };
        let seeds = (first + next..=last).filter(|seed| wanted(*seed));
        let chosen: Vec<(u64, Try)> =
            seeds.map(|seed| (seed, search.choose(seed, guidance))).collect();
        let outcomes = run(&chosen, opening, &counts, &stop, &go_on);
        let variation = |(number, it): &(u64, Try)| match it {
            Try::Variation(_) => Some(*number),
            Try::Seed(_) => None,
        };
        let variations: BTreeSet<u64> = chosen.iter().filter_map(variation).collect();
        search.seeds.fade();
        search.variations.fade();
        for (number, outcome, reached) in outcomes {
            let varied = variations.contains(&number);
            if outcome.fault.is_some() {
                show(number, &outcome);
            }
            search.learn(number, outcome, &reached, (first, guidance, varied));
        }
        next = end;
    }
    Survey {
        progress: counts.progress(),
        reached: search.reached.reached(),
        coverage: search.reached,
        corpus: search.corpus.len(),
        found: search.found,
    }
}

/// What a search knows.
#[derive(Default)]
struct Search {
    reached: Coverage,
    corpus: Vec<Case>,
    found: Vec<(u64, Outcome)>,
    /// What cases of seeds have brought of late, and what variations have.
    seeds: Yield,
    variations: Yield,
}

/// What tries of one sort have brought of late.
#[derive(Clone, Copy, Debug, Default)]
struct Yield {
    tries: u64,
    news: u64,
}

impl Yield {
    /// What was a generation ago counts half.
    fn fade(&mut self) {
        *self = Self { tries: self.tries / 2, news: self.news / 2 };
    }

    fn add(&mut self, news: u64) {
        *self = Self { tries: self.tries + 1, news: self.news + news };
    }

    /// Whether a try brings as much as one of these. Of what was not tried of late, the best is thought.
    fn is_as_good_as(self, other: Self) -> bool {
        self.news * other.tries.max(1) >= other.news * self.tries
    }
}

impl Search {
    /// What to try next.
    fn choose(&self, seed: u64, guidance: Guidance) -> Try {
        let mut dice = Dice::new(seed, 0);
        let varies = self.variations.is_as_good_as(self.seeds) != dice.happens(DOUBT);
        if guidance == Guidance::Blind || self.corpus.len() < ENOUGH || !varies {
            return Try::Seed(seed);
        }
        let case = &self.corpus[dice.below(self.corpus.len())];
        let other = &self.corpus[dice.below(self.corpus.len())];
        match vary(case, other, &mut dice) {
            Some(mut case) => {
                add_single_faults(&mut case, &mut Dice::new(seed, SINGLE_FAULTS));
                add_learners(&mut case, &mut Dice::new(seed, LEARNERS));
                add_rare_faults(&mut case, &mut Dice::new(seed, RARE_FAULTS));
                add_limits(&mut case, &mut Dice::new(seed, LIMITS));
                add_windows(&mut case, &mut Dice::new(seed, WINDOWS));
                Try::Variation(Box::new(case))
            }
            None => Try::Seed(seed),
        }
    }

    /// Keeps what reached something new, in the place of another if there are many.
    fn learn(
        &mut self,
        number: u64,
        outcome: Outcome,
        reached: &Coverage,
        (first, guidance, varied): (u64, Guidance, bool),
    ) {
        let news = self.reached.merge(reached);
        let sort = if varied { &mut self.variations } else { &mut self.seeds };
        sort.add(news.arms);
        if outcome.fault.is_some() {
            // Its variations would fail in the same way, again and again.
            return self.found.push((number, outcome));
        }
        // What is made of a case of which nothing is promised would show nothing either.
        if guidance == Guidance::Guided && news.arms > 0 && promises(&outcome.case) {
            if self.corpus.len() < CORPUS {
                self.corpus.push(outcome.case);
            } else {
                let place = Dice::new(first, number).below(CORPUS);
                self.corpus[place] = outcome.case;
            }
        }
    }
}

/// Makes these tries, on all processors: what came of each, in their order, as far as it was not stopped.
fn run(
    chosen: &[(u64, Try)],
    opening: &[Command],
    counts: &Counts,
    stop: &AtomicBool,
    go_on: &(impl Fn(Progress) -> bool + Sync),
) -> Vec<(u64, Outcome, Coverage)> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let work = || {
        while !stop.load(Ordering::Relaxed) {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some((number, it)) = chosen.get(place) else { break };
            let (outcome, reached) = match it {
                Try::Seed(seed) => survey(*seed, opening),
                Try::Variation(case) => survey_again(case),
            };
            counts.add(&outcome);
            done.lock().expect("nobody panics with it").push((*number, outcome, reached));
            if !go_on(counts.progress()) {
                stop.store(true, Ordering::Relaxed);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, |count| count.get()) {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().expect("nobody panics with it");
    done.sort_by_key(|(number, ..)| *number);
    done
}
