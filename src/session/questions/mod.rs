//! Questions without an author: what comes next, asked at any moment.
//!
//! The truth is found by running on, in a fork of the run (`fork`). What else might be answered are the outcomes of other
//! forks, in which one thing was different: a packet was lost, came later or sooner, or a timer ran out (`kinds`). So each
//! wrong answer can be played, and just one answer is right. Where all forks come to the same, the answer is plain, and the
//! question is not asked.
//!
//! Nothing of this is an act upon the cluster: the session, its script and its digest stay as they are. Who wants to be asked
//! says `quiz`; the session remembers the question (`quiz`), takes an answer, and tells which one was right once that has
//! happened. To play a wrong answer is an act: it begins a branch of its own.

mod asked;
mod fork;
mod kinds;
mod quiz;
#[cfg(test)]
mod tests;

#[cfg(feature = "split")]
pub use asked::give;
pub use asked::{Find, NextQuestion, PossibleAnswer, find};
pub(super) use quiz::Quiz;
pub use quiz::{Other, QuizView, Settling, frame};
