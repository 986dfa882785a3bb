//! The command language: one command a line.
//!
//! Everything that can happen in a session is a line of this language: a button, a console line, a recorded session, a
//! golden test, a link. [`parse_line`] turns text into a [`Line`], and `Display` turns it back; the two are inverse, so
//! a session may be written down and played again.
//!
//! Words of the language are read in any case; keys, values and narration keep theirs. Whatever is wrong with a line is
//! told by a [`ScriptError`] with its place. All sizes are bounded ([`bounds`]), so that a pasted megabyte costs
//! nothing and a condition is never deeper than the stack.
//!
//! What there is to say stands in tables, and everything else goes by them: the commands with their forms in
//! [`commands`], the knobs with their values in [`knobs`], the conditions in [`conditions`], the wrong rules in [`bug`].
//! A new command is a variant of [`Command`], a row, and what it does, in `sim::command`; a new knob is a row, a line in
//! `sim::knobs`, and what heeds it.
//!
//! From the bottom up: single words; nodes, packets, links and what else has a grammar of its own; the sorts of
//! argument; the table of commands that are made of them; and what goes by the table: parsing, printing, completion
//! and [`help`].
//!
//! What is deliberately missing: nothing here knows a cluster. Whether there is a node 7 is not a question of language,
//! and neither is what a command does.

mod argument;
mod ask;
pub mod bounds;
pub mod bug;
pub mod command;
pub mod commands;
pub mod complete;
mod condition;
pub mod conditions;
mod end;
mod entry;
pub mod error;
mod filter;
mod find;
mod goal;
pub mod help;
mod inquiry;
mod jump;
pub mod knobs;
mod known;
mod link;
mod load;
mod minute;
mod named;
mod node;
mod offer;
mod packet;
mod packet_type;
pub mod parse;
mod print;
#[cfg(test)]
mod properties;
mod read;
mod repeat;
mod seed;
pub mod shape;
mod suggest;
#[cfg(test)]
mod tests;
mod token;
pub mod travel;
pub mod units;
mod uses;
mod walk;
mod word;

pub use ask::{Answers, Ask, Choice, Pick};
pub use bug::Bug;
pub use command::{ChaosLevel, ClientOp, Command, Line, Medium, Preset};
pub use commands::Place;
pub use complete::{Completion, complete};
pub use condition::{Comparison, Condition, It, Operand, Quantity, RoleName};
pub use end::{ClientLink, ClientRef, ClientWay, EndRef};
pub use entry::Entry;
pub use error::{Problem, ScriptError};
pub use filter::{Coming, PacketsRef, Way};
pub use find::{Find, FindMove};
pub use goal::{Goal, Uses, When};
pub use inquiry::Inquiry;
pub use jump::Jump;
pub use knobs::{KNOBS, Knob, Setting};
pub use known::Known;
pub use link::{LinkRef, LinkSetting};
pub use load::Load;
pub use minute::Minute;
pub use node::NodeRef;
pub use packet::PacketRef;
pub use packet_type::PacketType;
pub use parse::{parse_line, parse_script};
pub use seed::seed_from;
pub use shape::{ReadChoice, Span};
pub use suggest::nearest;
pub use travel::Travel;
