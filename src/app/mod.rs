//! Everything the page knows that is not pixels: the session, its playback, and what it says in words.
//!
//! The one idea: a session is a script that is written as it is played ([`Session`]). A button press, a typed line and
//! a line of a loaded file are the same [`Command`](crate::script::Command), put on the same tape; what is shown at a
//! moment follows from the setup and the tape alone ([`run`]), so going back in time is running again.
//!
//! Nothing here knows of pixels, frames or browsers, and nothing here changes the cluster but through commands.

pub mod activity;
pub mod condition;
pub mod desk;
pub mod line;
pub mod link;
pub mod metrics;
pub mod narration;
pub mod playback;
pub mod report;
pub mod run;
pub mod runner;
pub mod scenarios;
pub mod session;
pub mod spread;
pub mod state;
pub mod survey;
pub mod tally;
#[cfg(test)]
mod tests;
pub mod timeline;
pub mod transcript;

pub use activity::Activity;
pub use desk::{Desk, Work};
pub use line::{LineKind, TranscriptLine};
pub use link::Link;
pub use narration::{Narration, Tour};
pub use playback::{Playback, Speed};
pub use run::{Setup, YOU};
pub use runner::RunReport;
pub use scenarios::{Scenario, Topic};
pub use session::{Answer, Bookmark, BranchView, Session};
pub use state::State;
pub use timeline::{Mark, MarkKind, TermSpan, Timeline};
pub use transcript::Transcript;
