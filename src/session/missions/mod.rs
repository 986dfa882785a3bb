//! Missions: something to be done with a cluster, and whether it is.
//!
//! A mission is a script: what is set up, then `task`, what has to hold (`goal`), what may be used (`allow`, `limit`), and what
//! helps (`hint`, `par`). What comes after is the learner's. Whether goals are met follows from the run alone: they are looked
//! at after every move (`standing`), so a mission is judged in the same way on the page, in the runner and by a grader, and
//! who goes back in time goes back to how it stood then. A line that is not allowed is refused when it is given.
//!
//! The missions themselves are files, `static/missions/*.raft` ([`table`]), and a link names one ([`finding`]). A learner's work is what the session has recorded
//! after the mission's own lines, as a script, a link, or lines in a file ([`submission`]).

pub mod finding;
mod playing;
mod standing;
pub mod submission;
pub mod table;
#[cfg(test)]
mod tests;

pub use playing::{GoalView, HINT_COSTS, MissionView};
pub use standing::{GoalState, is_act};
pub(super) use standing::{Standing, is_of_mission};
#[cfg(feature = "split")]
pub use table::give;
pub use table::{Mission, all, are_here, find, of_task, solved_name, texts};
