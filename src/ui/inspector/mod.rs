//! The inspector: everything about what is picked, each field with its name from the paper, and the lines one can
//! issue about it.

mod client;
mod component;
mod entry;
mod event;
mod facts;
mod node;
mod packet;
mod why;

pub use component::{Inspector, Props as InspectorProps};
pub use why::Answers;
