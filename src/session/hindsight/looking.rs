//! What is asked of the past, who looks for it, and what is found.

use std::fmt;

use crate::script::Condition;
use crate::sim::Time;

use super::odds::{Asking, Odds};
use super::replay::Track;
use super::rescue::{Rescues, Trying};
use super::way::Finder;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// How likely it was.
    Odds,
    /// What would have averted it.
    Rescue,
}

/// A question of hindsight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub sort: Sort,
    /// What holds.
    pub condition: Condition,
    /// How far back from where it came to hold, in microseconds.
    pub over_us: u64,
}

/// The same, of a branch.
#[derive(Clone)]
pub struct Inquiry {
    pub asked: Asked,
    /// The branch.
    pub track: Track,
    /// The moment that is looked back from.
    pub now: Time,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Insight {
    Odds(Odds),
    Rescues(Rescues),
}

/// What was found, and the same in lines for the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub insight: Insight,
    pub lines: Vec<String>,
}

/// Somebody looks back.
pub trait Hindsight: fmt::Debug {
    /// Goes on, for so many states at most. What was found, once it is.
    fn go_on(&mut self, most_states: u64) -> Option<Told>;

    /// How many states were looked at.
    fn states(&self) -> u64;

    /// How much of it is done, in thousandths.
    fn progress(&self) -> u32;
}

/// Begins to look back.
pub fn begin(inquiry: Inquiry) -> Box<dyn Hindsight> {
    let Inquiry { asked: Asked { sort, condition, over_us }, track, now } = inquiry;
    let finder = Finder::new(track, condition, now, over_us);
    match sort {
        Sort::Odds => Box::new(Asking::new(finder)),
        Sort::Rescue => Box::new(Trying::new(finder)),
    }
}

macro_rules! hindsight {
    ($type:ty => $insight:ident) => {
        impl Hindsight for $type {
            fn go_on(&mut self, most_states: u64) -> Option<Told> {
                let found = (0..most_states).find_map(|_| self.go_on())?;
                let lines = found.lines();
                Some(Told { insight: Insight::$insight(found), lines })
            }

            fn states(&self) -> u64 {
                self.states()
            }

            fn progress(&self) -> u32 {
                self.progress()
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($insight), " after {} states"), self.states())
            }
        }
    };
}

hindsight!(Asking => Odds);
hindsight!(Trying => Rescues);
