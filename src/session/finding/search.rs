//! A search: one engine after the other, in parts.

use std::fmt;

use crate::catalog::tr;
use crate::session::run::Run;

use super::act::Act;
use super::bounds::Bounds;
use super::exhaustive::{Exhaustive, Part};
use super::guided::Guided;
use super::searched::{Place, Searched};
use super::shrink::shrink;
use super::telling;
use super::trial::Trial;
use super::verdict::{Engine, Verdict, Witness};

/// A search that is under way. Where the program is in parts, all that it does is in the part which has begun it.
pub trait Search: fmt::Debug {
    /// Within which bounds it looks.
    fn bounds(&self) -> &Bounds;

    /// What was looked at so far.
    fn searched(&self) -> Searched;

    /// Whether it goes on by itself, elsewhere: then nothing is gained by going on with it again at once.
    fn goes_on_elsewhere(&self) -> bool {
        false
    }

    /// Where it is in what it goes through.
    fn place(&self) -> Place {
        Place::default()
    }

    /// How much of what it may look at was, in thousandths.
    fn progress(&self) -> u32 {
        telling::progress(self.bounds(), &self.searched())
    }

    /// Goes on, for so many states at most. What came of it, once it is at its end.
    ///
    /// # Errors
    /// A sentence when the condition cannot be asked.
    fn go_on(&mut self, most_states: u64) -> Option<Result<Verdict, String>>;

    /// What it has come to, in lines for the console.
    fn lines(&self, verdict: &Verdict) -> Vec<String> {
        telling::lines(self.bounds(), &self.searched(), verdict)
    }

    /// What was looked at, in a sentence's end.
    fn looked_at(&self) -> String {
        telling::looked_at(self.bounds(), &self.searched())
    }
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
            tried: self.guided.as_ref().map(|it| it.done().clone()),
        }
    }

    fn place(&self) -> Place {
        match &self.guided {
            None => {
                let (moves, first) = self.exhaustive.place();
                Place { guided: false, far: moves.into(), first }
            }
            Some(guided) => Place { guided: true, far: guided.done().states, first: 0 },
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
}
