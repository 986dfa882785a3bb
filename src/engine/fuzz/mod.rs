//! The fuzzer: clusters, knobs, faults and load from a seed, until something is wrong.
//!
//! A seed makes a [`Case`]: a script of timed commands, which [`Chaos`](crate::sim::Chaos) thinks up while it looks at
//! the cluster that suffers them ([`explore`]). All the while the [`Checker`](crate::check::Checker) watches every move.
//!
//! Safety says that nothing bad happens, and a cluster that does nothing at all is as safe as can be. So progress is
//! demanded as well (`demand`), under the knobs that the case has, wherever Raft promises it
//! ([`Recovery`](crate::sim::Recovery), [`Timing`](crate::sim::Timing)): when trouble ends, for everybody or for a
//! majority only, there is a leader, few terms pass, and clients and changes of the membership are answered; and a leader
//! that nothing disturbs keeps its leadership all the while.
//!
//! Since a case is a script, what was found can be carried out again without chance ([`replay`]), with fewer commands
//! and fewer nodes as long as it still fails in the same way ([`shrink`]), and written down for `raftarium run` or the
//! page ([`Outcome::script`]). What is made of a case in this way stays within what Raft tolerates (`tolerance`). The one
//! exception are a few variations in which somebody comes back with an empty disk: of those nothing is demanded from then on
//! but that the program does not give up.
//!
//! A search tries many seeds: each for itself ([`search`]), or guided by what its tries have reached ([`survey_many`]),
//! and then about half of the tries are variations of earlier ones. What is reproducible: a seed alone, always; a guided
//! search as a whole, from the same first seed on; and whatever is found, by its script.
//!
//! Nothing here knows what time it is on the wall: whoever searches says after every try whether to go on.

mod case;
mod coverage;
mod demand;
mod guided;
mod progress;
mod search;
mod shrink;
#[cfg(test)]
mod tests;
mod tolerance;
mod trial;
mod vary;

pub use case::{Act, Case, Ending, Fault, Outcome};
pub use coverage::{Coverage, Reached, shape};
pub use guided::{Guidance, Survey, survey_many};
pub use progress::Progress;
pub use search::search;
pub use shrink::shrink;
pub use trial::{explore, replay};
