//! The path through the protocol: chapters in the order of the paper, what somebody has done of them, and what comes next.
//!
//! What is to be done are stories, with their questions, and missions (`chapters`). What was done is kept as a small text of
//! the person's own ([`Progress`]): which stories were seen, which questions were answered rightly at the first try, which
//! missions are solved, and of each rule ([`Arm`](crate::explain::rules::Arm)) whether it was seen at work, foreseen, or used.
//! A [`Keeper`] watches a session, and finds that out from what is recorded. [`next`] says what to do.
//!
//! The same table of rules answers the engineer's question: which of them has this session exercised (`coverage`), and where
//! is one to be seen that it has not (`seeking`).
//!
//! Nothing here knows of a browser: where the text is kept is for the page to decide.

mod chapters;
mod coverage;
mod keeper;
mod lines;
mod next;
mod progress;
mod seeking;
mod shows;
#[cfg(test)]
mod tests;

pub use chapters::{Chapter, Piece};
pub use coverage::covered_by;
pub use keeper::{Deed, Keeper, Kept, take_in};
#[cfg(feature = "split")]
pub use lines::give;
pub(super) use lines::telling;
pub use lines::{Tell, tell};
pub use next::{Next, next};
pub use progress::{Progress, Stage};
pub use seeking::{Found, seek};
pub use shows::shown_by;
