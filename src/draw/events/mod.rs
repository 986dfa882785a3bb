//! The list of what happened, filtered by node and by kind.

pub mod feed;
pub mod filter;

pub use feed::Feed;
pub use filter::{Filter, Group};
