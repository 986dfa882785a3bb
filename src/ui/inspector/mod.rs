//! The inspector: everything about what is picked, each field with its name from the paper, and the lines one can
//! issue about it.

mod client;
mod component;
mod entry;
mod event;
mod facts;
mod node;
mod packet;

pub use component::Inspector;
