//! A search: one engine after the other, in parts, and what is said of what they have found and looked at.

use std::fmt;

use crate::catalog::tr;
use crate::explain::words::{count, duration};
use crate::script::Command;
use crate::session::run::Run;
use crate::sim::Time;

use super::act::Act;
use super::bounds::{Bounds, moves};
use super::exhaustive::{Exhausted, Exhaustive, Part};
use super::guided::{Guided, Tried};
use super::shrink::shrink;
use super::trial::Trial;

/// Which engine has found something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The one that goes through every schedule.
    Exhaustive,
    /// The one that tries schedules by chance.
    Guided,
}

impl Engine {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exhaustive => "exhaustive",
            Self::Guided => "guided",
        }
    }
}

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// By the exhaustive engine.
    pub exhausted: Exhausted,
    /// By the one that goes by chance.
    pub tried: Tried,
}

impl Searched {
    /// How many schedules were begun, by either.
    pub fn runs(&self) -> u64 {
        self.exhausted.runs + self.tried.tries
    }

    /// How many states were looked at, by either.
    pub fn states(&self) -> u64 {
        self.exhausted.states + self.tried.states
    }
}

/// A schedule that leads to where the condition holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The moves.
    pub acts: Vec<Act>,
    /// When the condition holds then.
    pub at: Time,
    /// The digest of the cluster then.
    pub digest: u64,
    /// Who has found it.
    pub engine: Engine,
}

/// What came of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is a schedule.
    Found(Witness),
    /// None was found.
    NotFound,
}

/// A search that is under way. Where the program is in parts, all that it does is in the part which has begun it.
pub trait Search: fmt::Debug {
    /// Within which bounds it looks.
    fn bounds(&self) -> &Bounds;

    /// What was looked at so far.
    fn searched(&self) -> Searched;

    /// How much of what it may look at was, in thousandths.
    fn progress(&self) -> u32;

    /// Goes on, for so many states at most. What came of it, once it is at its end.
    ///
    /// # Errors
    /// A sentence when the condition cannot be asked.
    fn go_on(&mut self, most_states: u64) -> Option<Result<Verdict, String>>;

    /// What it has come to, in lines for the console.
    fn lines(&self, verdict: &Verdict) -> Vec<String>;

    /// What was looked at, in a sentence's end.
    fn looked_at(&self) -> String;
}

/// Begins to look within these bounds, from where a run is now.
///
/// # Errors
/// A sentence: that the condition holds already, or names what does not exist.
pub fn begin(run: &Run, bounds: Bounds) -> Result<Box<dyn Search>, String> {
    let root = Trial::of(run);
    if root.holds(&bounds.condition)? {
        let found = run.findings(&bounds.condition);
        let condition = &bounds.condition;
        return Err(if found.is_empty() {
            tr!("`{condition}` holds already: there is nothing to find", condition)
        } else {
            tr!("`{condition}` holds already ({found}): there is nothing to find", condition, found)
        });
    }
    let exhaustive = Exhaustive::new(root.clone(), bounds.clone());
    Ok(Box::new(Engines { bounds, root, exhaustive, guided: None }))
}

/// Both engines, one after the other.
#[derive(Debug)]
struct Engines {
    bounds: Bounds,
    root: Trial,
    exhaustive: Exhaustive,
    guided: Option<Guided>,
}

impl Search for Engines {
    fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    fn searched(&self) -> Searched {
        Searched {
            exhausted: self.exhaustive.done().clone(),
            tried: self.guided.as_ref().map(|it| it.done().clone()).unwrap_or_default(),
        }
    }

    fn progress(&self) -> u32 {
        let Searched { exhausted, tried } = self.searched();
        let (first, second) = self.bounds.states;
        let share = |done: u64, of: u64| (done.min(of) * 500 / of.max(1)) as u32;
        match self.guided {
            None => share(exhausted.states, first),
            Some(_) => 500 + share(tried.states, second),
        }
    }

    fn go_on(&mut self, most_states: u64) -> Option<Result<Verdict, String>> {
        for _ in 0..most_states {
            let (part, engine) = match &mut self.guided {
                None => (self.exhaustive.go_on(), Engine::Exhaustive),
                Some(guided) => (guided.go_on(), Engine::Guided),
            };
            match (part, engine) {
                (Err(error), _) => return Some(Err(error)),
                (Ok(Part::On), _) => {}
                (Ok(Part::Found(acts)), engine) => return Some(self.witness(&acts, engine)),
                (Ok(Part::Over), Engine::Exhaustive) if !self.is_exhausted() => {
                    self.guided = Some(Guided::new(self.root.clone(), self.bounds.clone()));
                }
                (Ok(Part::Over), _) => return Some(Ok(Verdict::NotFound)),
            }
        }
        None
    }

    fn lines(&self, verdict: &Verdict) -> Vec<String> {
        match verdict {
            Verdict::Found(witness) => self.found(witness),
            Verdict::NotFound => {
                let looked_at = self.looked_at();
                let mut lines = vec![tr!("none found within these bounds: {looked_at}", looked_at)];
                lines.extend(self.left());
                lines
            }
        }
    }

    fn looked_at(&self) -> String {
        let Searched { exhausted, tried } = self.searched();
        let time = self.bounds.time();
        let mut parts = Vec::new();
        parts.push(match exhausted.moves {
            None => tr!("a part of the schedule without a move within {time}", time),
            Some(0) => tr!("the schedule without a move within {time} (exhaustive)", time),
            Some(most) => tr!(
                "every schedule of at most {moves}, made right after events, within {time} (exhaustive)",
                moves = moves(most),
                time
            ),
        });
        if exhausted.moves.is_some_and(|it| it < self.bounds.most) && exhausted.beyond.is_none() {
            let next = exhausted.moves.map_or(0, |it| it + 1);
            parts.push(tr!("a part of those of {moves}", moves = moves(next)));
        }
        if self.guided.is_some() && self.bounds.most > 0 {
            parts.push(tr!(
                "{tries} of at most {moves} (guided)",
                tries = count(tried.tries, "try", "tries"),
                moves = moves(self.bounds.most)
            ));
        }
        format!("{}; {}", parts.join(", "), self.numbers())
    }
}

impl Engines {
    /// Whether every schedule within the bounds was gone through.
    fn is_exhausted(&self) -> bool {
        self.exhaustive.done().moves == Some(self.bounds.most)
    }

    /// What was found, made shorter and led there once more.
    fn witness(&self, acts: &[Act], engine: Engine) -> Result<Verdict, String> {
        let led = shrink(&self.root, acts, &self.bounds);
        let led = led.ok_or(tr!(
            "what was found does not lead there when it is done again: please report it"
        ))?;
        let (acts, at, digest) = (led.acts, led.at, led.digest);
        Ok(Verdict::Found(Witness { acts, at, digest, engine }))
    }

    fn found(&self, witness: &Witness) -> Vec<String> {
        let Bounds { condition, from, .. } = &self.bounds;
        let took = duration(witness.at.since(*from));
        let mut lines = vec![match witness.acts.len() {
            0 => tr!("found: {condition}, {took} from here, without a move:", condition, took),
            made => tr!(
                "found: {condition}, {took} from here, after {moves}:",
                condition,
                took,
                moves = moves(made as u32)
            ),
        }];
        lines.extend(witness.acts.iter().map(ToString::to_string));
        lines.push(Act { at: witness.at, command: Command::Expect(condition.clone()) }.to_string());
        lines.push(match witness.engine {
            Engine::Exhaustive => {
                let numbers = self.numbers();
                match self.exhaustive.done().moves {
                    None => tr!("exhaustive: {numbers}", numbers),
                    Some(0) => tr!(
                        "exhaustive: the schedule without a move does not lead there; {numbers}",
                        numbers
                    ),
                    Some(most) => tr!(
                        "exhaustive: no schedule of at most {moves} leads there; {numbers}",
                        moves = moves(most),
                        numbers
                    ),
                }
            }
            Engine::Guided => {
                let looked_at = self.looked_at();
                tr!("guided, by chance and then shortened: {looked_at}", looked_at)
            }
        });
        lines
    }

    fn numbers(&self) -> String {
        let searched = self.searched();
        tr!(
            "{runs} and {states} looked at",
            runs = count(searched.runs(), "run", "runs"),
            states = count(searched.states(), "state", "states")
        )
    }

    /// What was not gone through, and what to do about it.
    fn left(&self) -> Option<String> {
        let Exhausted { moves: exhausted, beyond, .. } = self.exhaustive.done();
        if self.is_exhausted() {
            return None;
        }
        let Some(exhausted) = exhausted else {
            return Some(
                tr!("the schedule without a move alone is more than there is room for: less time (within) can be gone through")
                    .to_owned(),
            );
        };
        let next = moves(exhausted + 1);
        Some(match beyond {
            Some(states) => tr!(
                "schedules of {moves} are about {states} states, more than there is room for: less time (within), fewer sorts of moves (using) or fewer moves (most) can be gone through",
                moves = next,
                states
            ),
            None => tr!(
                "schedules of {moves} are more than there is room for: less time (within), fewer sorts of moves (using) or fewer moves (most) can be gone through",
                moves = next
            ),
        })
    }
}
