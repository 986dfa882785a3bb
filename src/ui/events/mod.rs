//! Events: one timeline of everything that happened, in words, filtered by node and by kind.

pub mod feed;
pub mod filter;

#[cfg(feature = "page")]
pub mod chips;
#[cfg(feature = "page")]
mod component;

#[cfg(feature = "page")]
pub use component::{Events, Props as EventsProps};
pub use feed::Feed;
pub use filter::{Filter, Group};
