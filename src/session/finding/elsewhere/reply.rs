//! What somebody else says.

use std::fmt;

use crate::sim::Time;

use super::super::act::Act;
use super::super::exhaustive::Exhausted;
use super::super::guided::Tried;
use super::super::searched::Searched;
use super::super::verdict::{Engine, Verdict, Witness};
use super::request::number;

/// How far a search elsewhere has come, and what it has come to if it is at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub searched: Searched,
    pub verdict: Option<Verdict>,
}

/// Where a number is missing.
const NONE: &str = "-";

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Exhausted { moves, runs, states, beyond } = &self.searched.exhausted;
        let (moves, beyond) = (moves.map(u64::from), *beyond);
        let or_none = |it: Option<u64>| it.map_or(NONE.to_owned(), |it| it.to_string());
        write!(f, "{} {runs} {states} {}", or_none(moves), or_none(beyond))?;
        if let Some(Tried { tries, states, shapes }) = &self.searched.tried {
            write!(f, " {tries} {states} {shapes}")?;
        }
        match &self.verdict {
            None => Ok(()),
            Some(Verdict::NotFound) => write!(f, "\n{NONE}"),
            Some(Verdict::Found(Witness { acts, at, digest, engine })) => {
                write!(f, "\n{} {} {digest}", engine.name(), at.0)?;
                acts.iter().try_for_each(|act| write!(f, "\n{act}"))
            }
        }
    }
}

impl Reply {
    /// Reads one. `None` if it is none.
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mut words = lines.next()?.split(' ');
        let moves = optional(words.next())?.map(u32::try_from).transpose().ok()?;
        let (runs, states) = (number(words.next())?, number(words.next())?);
        let beyond = optional(words.next())?;
        let exhausted = Exhausted { moves, runs, states, beyond };
        let tried = match words.next() {
            None => None,
            tries => Some(Tried {
                tries: number(tries)?,
                states: number(words.next())?,
                shapes: number(words.next())?,
            }),
        };
        let verdict = match lines.next() {
            None => None,
            Some(NONE) => Some(Verdict::NotFound),
            Some(found) => {
                let mut words = found.split(' ');
                let engine = match words.next()? {
                    name if name == Engine::Exhaustive.name() => Engine::Exhaustive,
                    name if name == Engine::Guided.name() => Engine::Guided,
                    _ => return None,
                };
                let (at, digest) = (Time(number(words.next())?), number(words.next())?);
                let acts = lines.map(Act::read).collect::<Option<_>>()?;
                Some(Verdict::Found(Witness { acts, at, digest, engine }))
            }
        };
        Some(Self { searched: Searched { exhausted, tried }, verdict })
    }
}

/// A number that may be missing; `None` if it is neither.
fn optional(word: Option<&str>) -> Option<Option<u64>> {
    if word == Some(NONE) { Some(None) } else { number(word).map(Some) }
}
