//! What is asked of the past, who looks for it, and what is found.

use std::fmt;

use crate::script::{Command, Condition};
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

impl Insight {
    /// With its lines.
    pub fn told(self) -> Told {
        let lines = match &self {
            Self::Odds(odds) => odds.lines(),
            Self::Rescues(rescues) => rescues.lines(),
        };
        Told { insight: self, lines }
    }
}

impl Asked {
    /// What a line asks; nothing if it does not look back.
    pub fn of(command: &Command) -> Option<Self> {
        let (sort, condition, over_us) = match command {
            Command::Odds { condition, over_us } => (Sort::Odds, condition, *over_us),
            Command::Rescue { condition, over_us } => (Sort::Rescue, condition, *over_us),
            _ => return None,
        };
        Some(Self { sort, condition: condition.clone(), over_us })
    }

    /// The line that asks this.
    pub fn command(&self) -> Command {
        let Self { sort, condition, over_us } = self.clone();
        match sort {
            Sort::Odds => Command::Odds { condition, over_us },
            Sort::Rescue => Command::Rescue { condition, over_us },
        }
    }
}

/// Somebody looks back.
pub trait Hindsight: fmt::Debug {
    /// What is asked.
    fn asked(&self) -> &Asked;

    /// Goes on, for so many states at most. What was found, once it is.
    fn go_on(&mut self, most_states: u64) -> Option<Told>;

    /// Whether it goes on by itself, elsewhere: then nothing is gained by going on with it again at once.
    fn goes_on_elsewhere(&self) -> bool {
        false
    }

    /// How many states were looked at.
    fn states(&self) -> u64;

    /// How much of it is done, in thousandths.
    fn progress(&self) -> u32;
}

/// Begins to look back.
pub fn begin(inquiry: Inquiry) -> Box<dyn Hindsight> {
    let Inquiry { asked, track, now } = inquiry;
    let finder = Finder::new(track, asked.condition.clone(), now, asked.over_us);
    let by = match asked.sort {
        Sort::Odds => By::Odds(Box::new(Asking::new(finder))),
        Sort::Rescue => By::Rescue(Box::new(Trying::new(finder))),
    };
    Box::new(Looking { asked, by })
}

/// Who looks back here.
struct Looking {
    asked: Asked,
    by: By,
}

enum By {
    Odds(Box<Asking>),
    Rescue(Box<Trying>),
}

impl Hindsight for Looking {
    fn asked(&self) -> &Asked {
        &self.asked
    }

    fn go_on(&mut self, most_states: u64) -> Option<Told> {
        let insight = match &mut self.by {
            By::Odds(asking) => (0..most_states).find_map(|_| asking.go_on()).map(Insight::Odds),
            By::Rescue(trying) => {
                (0..most_states).find_map(|_| trying.go_on()).map(Insight::Rescues)
            }
        };
        insight.map(Insight::told)
    }

    fn states(&self) -> u64 {
        match &self.by {
            By::Odds(asking) => asking.states(),
            By::Rescue(trying) => trying.states(),
        }
    }

    fn progress(&self) -> u32 {
        match &self.by {
            By::Odds(asking) => asking.progress(),
            By::Rescue(trying) => trying.progress(),
        }
    }
}

impl fmt::Debug for Looking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} after {} states", self.asked.command(), self.states())
    }
}
