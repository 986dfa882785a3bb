//! The fuzzer: clusters, knobs, faults and load from a seed, until something is wrong.
//!
//! A seed makes a [`Case`]: a script of timed commands, which [`Chaos`](crate::sim::Chaos) thinks up while it looks at
//! the cluster that suffers them ([`explore`]). All the while the [`Checker`](super::Checker) watches every move. Then
//! all trouble ends, and the cluster has to get to work again and to agree: safety says that nothing bad happens, and
//! a cluster that does nothing at all is as safe as can be.
//!
//! Since a case is a script, what was found can be carried out again without chance ([`replay`]), with fewer commands
//! and fewer nodes as long as it still fails in the same way ([`shrink`]), and written down for `raftarium run` or the
//! page ([`Outcome::script`]).
//!
//! Nothing here knows what time it is on the wall: whoever searches says after every seed whether to go on
//! ([`search`]).

mod case;
mod search;
mod shrink;
#[cfg(test)]
mod tests;
mod trial;

pub use case::{Act, Case, Fault, Outcome};
pub use search::{Progress, search};
pub use shrink::shrink;
pub use trial::{explore, replay};
