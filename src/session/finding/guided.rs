//! Schedules by chance, guided by what they reach.

use crate::fuzz::shape;
use crate::raft::TimerRange;
use crate::sim::random::{Stream, finding_stream};

use super::act::Act;
use super::bounds::Bounds;
use super::exhaustive::Part;
use super::moves::{of_sort, sent, writes};
use super::trial::Trial;

/// How many beginnings are kept.
const CORPUS: usize = 200;
/// How many shapes can be told apart: two may pass for one, which costs a little sight and no truth.
const SHAPES: usize = 1 << 16;
/// A move is made at one of so many events, in the mean: in each try, one of these is taken.
const PACES: [u32; 5] = [2, 5, 12, 30, 80];
/// After so many states, another try begins: one that is kept to the end of a day would be the only one.
const MOST_STATES_OF_A_TRY: u64 = 5_000;
/// One try of so many begins at the beginning, however many beginnings are kept.
const ANEW: u32 = 4;

/// What was tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// How many schedules.
    pub tries: u64,
    /// How many states were looked at.
    pub states: u64,
    /// How many shapes of the cluster were reached.
    pub shapes: u64,
}

/// The engine.
#[derive(Clone, Debug)]
pub struct Guided {
    bounds: Bounds,
    root: Try,
    /// Beginnings that were the first to reach a shape.
    corpus: Vec<Try>,
    shapes: Vec<u64>,
    stream: Stream,
    under_way: Option<(Try, u32)>,
    /// How many states the try under way has come to.
    states: u64,
    done: Tried,
}

/// A schedule as far as it has come.
#[derive(Clone, Debug)]
struct Try {
    trial: Trial,
    acts: Vec<Act>,
    /// How many packets had been sent before the last event.
    sent: u64,
    write: u32,
}

impl Guided {
    /// Schedules from here on, within these bounds. The seed is the cluster's own.
    pub fn new(root: Trial, bounds: Bounds) -> Self {
        let stream = finding_stream(root.cluster().seed(), bounds.share.number);
        let root = Try { trial: root, acts: Vec::new(), sent: 0, write: 0 };
        let shapes = vec![0; SHAPES / 64];
        let (corpus, under_way, done) = (Vec::new(), None, Tried::default());
        Self { bounds, root, corpus, shapes, stream, under_way, states: 0, done }
    }

    /// What was tried.
    pub fn done(&self) -> &Tried {
        &self.done
    }

    /// Goes on by one state.
    ///
    /// # Errors
    /// A sentence when the condition cannot be asked.
    pub fn go_on(&mut self) -> Result<Part, String> {
        if self.done.states >= self.bounds.states.1
            || self.bounds.most == 0
            || self.bounds.using.is_empty()
        {
            return Ok(Part::Over);
        }
        let Some((mut it, pace)) = self.under_way.take() else {
            self.begin();
            return Ok(Part::On);
        };
        if self.states >= MOST_STATES_OF_A_TRY {
            return Ok(Part::On);
        }
        self.done.states += 1;
        self.states += 1;
        let acts = (it.acts.len() as u32) < self.bounds.most && self.stream.one_of(pace) == 0;
        if !(acts && self.act(&mut it)) {
            it.sent = sent(it.trial.cluster());
            if !it.trial.step_by(self.bounds.to) {
                return Ok(Part::On);
            }
        }
        if it.trial.holds(&self.bounds.condition)? {
            return Ok(Part::Found(it.acts));
        }
        self.learn(&it);
        self.under_way = Some((it, pace));
        Ok(Part::On)
    }

    /// Chooses where the next try begins, and at what pace it goes.
    fn begin(&mut self) {
        self.done.tries += 1;
        self.states = 0;
        let kept = u32::try_from(self.corpus.len()).unwrap_or(u32::MAX);
        let from = match self.stream.one_of(ANEW) {
            0 => &self.root,
            _ if kept == 0 => &self.root,
            _ => &self.corpus[self.stream.one_of(kept) as usize],
        };
        let pace = PACES[self.stream.one_of(PACES.len() as u32) as usize];
        self.under_way = Some((from.clone(), pace));
    }

    /// Makes a move: first the sort is drawn, and then one of that sort, for packets are many. Returns whether one could be
    /// made.
    fn act(&mut self, it: &mut Try) -> bool {
        let sorts = &self.bounds.using;
        let sort = sorts[self.stream.one_of(sorts.len() as u32) as usize];
        let offers = of_sort(it.trial.cluster(), sort, it.sent, it.write);
        let Ok(many @ 1..) = u32::try_from(offers.len()) else { return false };
        let command = offers[self.stream.one_of(many) as usize].clone();
        let at = it.trial.now();
        if !it.trial.perform(&command) {
            return false;
        }
        it.write += u32::from(writes(&command));
        it.acts.push(Act { at, command });
        true
    }

    /// Keeps a beginning that has reached a new shape and has moves left, in the place of another if there are many.
    fn learn(&mut self, it: &Try) {
        let Some(shape) = shape(it.trial.cluster().world()) else { return };
        let place = shape as usize % SHAPES;
        let (word, bit) = (&mut self.shapes[place / 64], 1_u64 << (place % 64));
        if *word & bit != 0 {
            return;
        }
        *word |= bit;
        self.done.shapes += 1;
        if it.acts.len() as u32 >= self.bounds.most {
            return;
        }
        if self.corpus.len() < CORPUS {
            self.corpus.push(it.clone());
        } else {
            let last = CORPUS as u64 - 1;
            let place = self.stream.within(TimerRange { min_us: 0, max_us: last });
            self.corpus[place as usize] = it.clone();
        }
    }
}
