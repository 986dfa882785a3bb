//! How a script tells its story.
//!
//! Each `say` of a script begins a step: its words are on screen while what follows them happens, up to the next `say`.
//! Which step it is follows from the tape and from where on it the session stands, and from nothing else. So a story is
//! sought through, stepped back, shared and reloaded like any other session, and needs nothing of its own for that.
//!
//! What somebody watching adds is a [`Tour`]: time stands when new words appear, until they are read; then it passes, at
//! a pace (`pacing`) at which every step can be followed and none is waited for, up to the next words. Whoever acts on
//! the way leaves the story, as a branch, and can go back to it.

mod finding;
mod pacing;
#[cfg(test)]
mod tests;
mod tour;

use std::rc::Rc;

use crate::catalog::tr;
use crate::sim::Time;

use super::Session;

pub use finding::{Asked, address_of, asked_for, named, open, told_by};
pub use pacing::{Pace, reading_usually_ms};
pub use tour::{Moved, Tour};

/// A step of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is said.
    pub text: String,
    /// When it is said.
    pub at: Time,
    /// When something else is said, or the story ends.
    pub until: Time,
}

/// A story, and how far it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narration {
    /// What it is called.
    pub title: String,
    /// The scenario of the table that it is, if it is one.
    pub scenario: Option<String>,
    pub steps: Rc<[Step]>,
    /// Which of them is being told, counted from 0; `None` before the first.
    pub current: Option<usize>,
    /// How much of its time has passed, in thousandths.
    pub progress: u32,
    /// Where the one who watches is.
    pub place: Place,
    /// Whether it goes on by itself.
    pub auto: bool,
    /// Whether time was stopped here because a property was found violated.
    pub stopped: bool,
    /// How long, in milliseconds, the words of this step are given to be read before it goes on by itself.
    pub reading_ms: u32,
}

/// Where the one who watches a story is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the beginning of a step: its words have just appeared, and what they speak of is yet to happen.
    Standing,
    /// Within a step, or before the first.
    Within,
    /// At the end of the story.
    Ended,
    /// In another branch, which left the story at this moment.
    Left(Time),
}

/// The steps that a branch of a session is told in, up to this end.
pub fn steps(session: &Session, branch: usize, end: Time) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for saying in session.sayings(branch) {
        if let Some(last) = steps.last_mut() {
            last.until = saying.at;
        }
        steps.push(Step { text: tr(saying.text).to_owned(), at: saying.at, until: end });
    }
    steps
}

/// What a script calls itself: its first comment, if that is its first line.
pub fn title_of(script: &str) -> Option<&str> {
    let title = script.lines().next()?.strip_prefix('#')?.trim();
    (1..=80).contains(&title.len()).then_some(title)
}
