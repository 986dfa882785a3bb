//! The metrics panel: what clients got, what the network carried, and how long nobody leads when a leader crashes.

mod component;
mod histogram;

pub use component::Metrics;
