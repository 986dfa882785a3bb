//! Events: one timeline of everything that happened, in words, filtered by node and by kind.

pub mod chips;
mod component;

pub use component::{Events, Props as EventsProps};
