//! The rules of Raft by name, and which of them are at work when something happens.
//!
//! Figure 2 of the paper states rules for handlers: what a server does with RequestVote, with AppendEntries, when its timer
//! runs out. Each handler has arms: a vote is given, or refused because the term is old, because the vote was given
//! already, because the log is behind. Each arm that an onlooker can tell from the others has a name here ([`Arm`]), a group,
//! and a citation, and shares with others the sentence that says the rule ([`Rule`]), which is also what `why` answers with.
//!
//! An [`Onlooker`] goes through events in their order and says which arms each of them shows. It remembers of each node no
//! more than what a vote or a commit has to be compared with. A [`Coverage`] counts them: which were at work, how often, and
//! when first.
//!
//! Nothing here asks the protocol what it has decided: an arm is known by the events alone. So a server with a planted bug
//! shows what it does, and not what it should do.

mod arm;
mod coverage;
mod group;
mod onlooker;
pub mod rule;
mod vote;

pub use arm::Arm;
pub use coverage::{Coverage, Shown};
pub use group::Group;
pub use onlooker::Onlooker;
pub use rule::Rule;
