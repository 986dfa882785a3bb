//! The search: every state that can be reached, each looked at once, by as few steps as that takes.
//!
//! Steps at different nodes mostly come to the same in either order: then one order is enough. What that leaves out is kept
//! in *sleep sets* (Godefroid: Partial-Order Methods for the Verification of Concurrent Systems, 1996, chapter 5): once a
//! step was made from a state, it sleeps in the states which are reached by those after it, until something happens on which
//! it depends. Every state is reached all the same, which the tests show by counting; what becomes less are the steps. When a
//! state is reached again and fewer steps sleep there than before, those that have woken are made from it.
//!
//! A step which changes nothing is made once: it changes nothing either after steps on which it does not depend.
//!
//! States that differ in the names of nodes are one state. So what sleeps there is noted by the names that its fingerprint
//! was taken with.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use crate::bounds::Bounds;
use crate::reach::Reach;
use crate::state::{Act, Deed, State};

/// So many look at once.
const THREADS: usize = 2;

/// How to search.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    pub bounds: Bounds,
    /// Whether one order is enough of steps that come to the same in either.
    pub reduces: bool,
    /// Whether to end when something wrong was found; then the states are taken by how many steps lead to them, so that what is
    /// found takes few.
    pub ends_with_the_first: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Different states.
    pub states: usize,
    /// How many steps were made, all that lead to a known state among them.
    pub steps: u64,
    /// Whether the last term is led in any of them.
    pub last_term_is_led: bool,
    /// Whether in any of them all has happened of which there is to be so much.
    pub all_of_it_happens: bool,
    /// The first state with something wrong in it, and the steps to it.
    pub wrong: Option<(String, Vec<Act>)>,
}

/// A state that is to be gone on from.
struct Item {
    state: State,
    way: Option<Arc<Step>>,
    /// What was made in another order, or changes nothing.
    sleeping: Vec<Sleeper>,
    /// If it was gone on from before: the steps that slept then and have woken.
    woken: Option<Vec<u64>>,
}

/// A step, and those before it.
struct Step {
    act: Act,
    before: Option<Arc<Step>>,
}

/// A step that sleeps.
#[derive(Clone, Copy, Debug)]
struct Sleeper {
    act: Act,
    reach: Reach,
    /// Whether it changes nothing. Then nobody need make it who comes another way.
    is_idle: bool,
}

/// What is shared by all that look.
#[derive(Default)]
struct Shared {
    pending: VecDeque<Item>,
    /// For each state, by its fingerprint, the steps that were not made from it.
    seen: HashMap<u64, Box<[u64]>, BuildHasherDefault<AsItIs>>,
    /// How many are at work.
    busy: usize,
    found: Found,
    is_over: bool,
}

/// A hasher of what is a hash already.
#[derive(Clone, Copy, Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("fingerprints are numbers");
    }

    fn write_u64(&mut self, print: u64) {
        self.0 = print;
    }
}

/// Ends the search for all when one of those who look fails, so that nobody waits for it.
struct EndOfAll<'a> {
    shared: &'a Mutex<Shared>,
    news: &'a Condvar,
}

impl Drop for EndOfAll<'_> {
    fn drop(&mut self) {
        let mut all = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        all.is_over |= thread::panicking();
        drop(all);
        self.news.notify_all();
    }
}

/// What was reached by the steps from a state, and how many steps these were.
#[derive(Default)]
struct Reached {
    arrivals: Vec<Item>,
    steps: u64,
}

impl Search {
    /// Looks at everything.
    pub fn run(self) -> Found {
        let root =
            Item { state: State::boot(self.bounds), way: None, sleeping: Vec::new(), woken: None };
        let mut all = Shared::default();
        self.arrive(&mut all, root);
        let (shared, news) = (Mutex::new(all), Condvar::new());
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| self.work(&shared, &news));
            }
        });
        let shared = shared.into_inner().expect("nobody has failed");
        Found { states: shared.seen.len(), ..shared.found }
    }

    /// Goes on from states until there are no more.
    fn work(&self, shared: &Mutex<Shared>, news: &Condvar) {
        let _end = EndOfAll { shared, news };
        let mut all = shared.lock().expect("nobody has failed");
        while !all.is_over {
            let items = self.take(&mut all.pending);
            if items.is_empty() {
                all.is_over = all.busy == 0;
                if !all.is_over {
                    all = news.wait(all).expect("nobody has failed");
                }
                continue;
            }
            all.busy += 1;
            drop(all);
            let reached: Vec<Reached> = items.into_iter().map(|item| self.go_on(item)).collect();
            all = shared.lock().expect("nobody has failed");
            all.busy -= 1;
            for Reached { arrivals, steps } in reached {
                all.found.steps += steps;
                arrivals.into_iter().for_each(|item| self.arrive(&mut all, item));
            }
            news.notify_all();
        }
    }

    /// What one of those who look takes at a time.
    fn take(&self, pending: &mut VecDeque<Item>) -> Vec<Item> {
        /// So many states at most, and a part of those that there are.
        const MOST: usize = 64;
        let many = pending.len().div_ceil(THREADS).min(MOST);
        if self.ends_with_the_first {
            pending.drain(..many).collect()
        } else {
            pending.split_off(pending.len() - many).into()
        }
    }

    /// Takes in a state that was reached: it is gone on from if it is new, or if steps were not made from it that do not
    /// sleep any more.
    fn arrive(&self, all: &mut Shared, mut item: Item) {
        let sleeping = item.sleeping.iter().filter(|it| !it.is_idle);
        let mut asleep: Vec<u64> = sleeping.map(|it| item.state.name_of(it.act)).collect();
        asleep.sort_unstable();
        match all.seen.entry(item.state.print) {
            Entry::Vacant(place) => {
                place.insert(asleep.into());
                all.found.note(&self.bounds, &item);
                all.is_over |= self.ends_with_the_first && all.found.wrong.is_some();
                all.pending.push_back(item);
            }
            Entry::Occupied(mut known) => {
                let (still, woken): (Vec<u64>, Vec<u64>) =
                    known.get().iter().partition(|name| asleep.binary_search(name).is_ok());
                if !woken.is_empty() {
                    let Item { state, sleeping, .. } = &mut item;
                    sleeping.retain(|it| {
                        it.is_idle || still.binary_search(&state.name_of(it.act)).is_ok()
                    });
                    known.insert(still.into());
                    item.woken = Some(woken);
                    all.pending.push_back(item);
                }
            }
        }
    }

    /// Makes the steps from a state that do not sleep.
    fn go_on(&self, item: Item) -> Reached {
        let Item { state, way, mut sleeping, woken } = item;
        let mut acts = self.bounds.steps(&state);
        acts.retain(|act| {
            let is_woken = woken.as_ref().is_none_or(|woken| woken.contains(&state.name_of(*act)));
            is_woken && !sleeping.iter().any(|it| it.act == *act)
        });
        let (mut made, mut reached) = (Vec::new(), Reached::default());
        for act in acts {
            let mut next = state.clone();
            let reach = next.act(act);
            reached.steps += 1;
            let sleeper = |is_idle| Sleeper { act, reach, is_idle };
            if reach.happens && next.print != state.print && self.bounds.include(&next) {
                made.push((sleeper(false), next));
            } else if self.reduces {
                sleeping.push(sleeper(true));
            }
        }
        for (step, next) in made {
            let depends =
                |it: &&Sleeper| it.is_possible(&next) && it.reach.commutes(&step.reach, &state);
            let asleep = sleeping.iter().filter(depends).copied().collect();
            if self.reduces {
                sleeping.push(step);
            }
            let way = Some(Arc::new(Step { act: step.act, before: way.clone() }));
            reached.arrivals.push(Item { state: next, way, sleeping: asleep, woken: None });
        }
        reached
    }
}

impl Sleeper {
    /// Whether it could still be made.
    fn is_possible(&self, state: &State) -> bool {
        match self.act {
            Act::Do(Deed::Deliver(packet, _)) | Act::Cut(Deed::Deliver(packet, _)) => {
                state.world.network().get(packet).is_some()
            }
            _ => true,
        }
    }
}

impl Found {
    /// Takes in a new state.
    fn note(&mut self, bounds: &Bounds, item: &Item) {
        let Item { state, way, .. } = item;
        self.last_term_is_led |= bounds.is_last_term_led(state);
        self.all_of_it_happens |= bounds.all_happened(state);
        if self.wrong.is_none() && state.is_wrong() {
            let before = |step: &Arc<Step>| step.before.clone();
            let mut steps: Vec<Act> =
                std::iter::successors(way.clone(), before).map(|step| step.act).collect();
            steps.reverse();
            self.wrong = Some((state.evidence(), steps));
        }
    }
}
