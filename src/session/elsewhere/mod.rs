//! What goes on elsewhere: searching and looking back by other copies of the program, which share nothing with this one.
//!
//! What is to be done goes there as text: what is wanted, how the session began, what was done in it, and which moment is
//! shown (`moment`). There it is done again, and the [`Task`] begins only if that has led to the very same state. How far it
//! has come, and what was found, comes back as text (`report`, `insight`): the acts of a schedule are lines of a script. So
//! whoever has asked tells and places what was found as if it had found it itself.
//!
//! Who wants it done keeps what it has begun itself, which waits ([`Searching`], [`LookingBack`]). If nobody helps, or one who
//! does is led elsewhere or fails in the midst of it, that goes on instead, and nobody is told: it comes to the same. A search
//! may have several helpers, each of which goes through a share of it; what counts is what the
//! [`Board`](super::finding::Board) says.
//!
//! Nothing here knows of workers or browsers: how the texts get there and back is for a [`Helper`] to decide. They are for the
//! same version of the program, and nobody keeps them. Words that were made elsewhere, of what happened, are in the language that
//! is spoken there: a helper has to speak the same.
//!
//! What is deliberately missing: several who look back together. Where the odds are asked next depends on what came of all futures
//! before.

mod helper;
mod insight;
mod moment;
mod reading;
mod report;
mod task;
#[cfg(test)]
mod tests;

pub use helper::{Helper, LookingBack, Searching, look_back, search};
pub use task::Task;
