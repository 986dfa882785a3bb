//! Questions to whoever watches: what a script asks, what is predicted, what turns out to be right, and why.
//!
//! `ask` and `reveal` stand on the tape like words that are said, and what is right follows from the run alone: after every
//! move it is looked which answers' conditions hold (`pending`), and at the reveal just one has to. What somebody predicts is
//! no act upon the cluster. It is remembered beside the tape, so it changes neither what happens, nor the digest, nor a link.

mod asking;
mod deciding;
mod pending;
mod prediction;
#[cfg(test)]
mod tests;

pub use asking::{AnswerView, QuestionView};
pub(super) use pending::{Pending, Since};
pub use prediction::Prediction;
