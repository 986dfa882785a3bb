//! Finding: a schedule, from a moment on, that leads to where a condition holds.
//!
//! A simulation with one seed has one future, if nobody interferes: the schedule without a move. Whoever interferes makes
//! another one, and there are as many as there are lines to give at moments. [`Search`] goes through them with two engines,
//! and each says truthfully what it has looked at:
//!
//! * Exhaustively (`exhaustive`): the schedule without a move, then every schedule of one move, of two, and so on, each
//!   kept to its end. That is scheduling with a bounded number of deviations from a deterministic scheduler (Emmi, Qadeer,
//!   Rakamaric: Delay-bounded scheduling, 2011). What it finds has as few moves as can be. States that were reached before, with
//!   as many moves left, are not gone on from again (`seen`).
//! * By chance (`guided`), where the bounds hold more than can be gone through: random moves at random moments, which begin
//!   where earlier tries came upon a new shape of the cluster.
//!
//! What may be done at a moment stands in `moves`: lines of the script language, as a person gives them, and carried out by the
//! same [`perform`](crate::sim::Cluster::perform). Between two events nothing changes but the time; so a move is offered right after
//! every event, before any time has passed. A packet is dropped, delayed or doubled when it is sent:
//! later on its way, dropping and delaying it would come to the same.
//!
//! When two states are the same is a question of their futures. A future is a matter of everything that has reached nodes
//! and clients so far, for the random numbers that come next count as well; of who runs; and of what is on its way. That is
//! what `trial` makes a fingerprint of: the past but for crashes, losses, cuts and pauses, and what those have left behind. So a
//! crash that comes one event later and makes no difference leads to a state that is known. What is *not* used is symmetry:
//! which node is which matters here, for each draws its timers from a stream of its own. And the same situation at another
//! moment is another state, since its future draws other numbers.
//!
//! What is found is made shorter (`shrink`), and told only if it has led there once more.
//!
//! The cluster that is searched is a clone (`trial`): the cluster itself and the checks, without console, timeline and
//! log of events. Memory is bounded: one clone for each move of a schedule, a table of fixed size for what was seen, and as many
//! beginnings for chance as there is room for.
//!
//! A search may be carried out by other copies of the program ([`elsewhere`](crate::session::elsewhere)), as the page has it done
//! in workers.
//!
//! Several may share one ([`Share`]): each takes some of the first moves of every schedule, and what is found at the first
//! [`Place`] is what one alone would have found ([`Board`]). Only what is tried by chance depends on how many they are.
//!
//! What is deliberately missing: moves later in the time between two events, where the timers that they set (a restart does) would
//! run from a later moment; moves that plant a rule or turn a knob; any claim about what lies beyond the bounds.

mod act;
mod board;
mod bounds;
mod enabled;
mod exhaustive;
mod guided;
mod moves;
mod placing;
mod search;
mod searched;
mod seen;
mod shrink;
mod telling;
#[cfg(test)]
mod tests;
mod tools;
mod trial;
mod verdict;

pub use act::Act;
pub use board::{Board, Report};
pub use bounds::{Bounds, Share};
pub use enabled::{Enabled, enabled};
pub use exhaustive::Exhausted;
pub use guided::Tried;
pub(super) use placing::named;
pub use search::{Search, begin};
pub use searched::{Place, Searched};
pub(super) use tools::tools;
#[cfg(feature = "split")]
pub use tools::{Tools, give};
pub(super) use trial::Trial;
pub use verdict::{Engine, Verdict, Witness};
