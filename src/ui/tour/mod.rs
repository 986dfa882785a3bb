//! A story as it is told: its words on a strip under the stage, how far it is, and the hands on it.

pub mod words;

#[cfg(feature = "page")]
mod ask;
#[cfg(feature = "page")]
mod steps;
#[cfg(feature = "page")]
mod strip;

#[cfg(feature = "page")]
pub use ask::Ask;
#[cfg(feature = "page")]
pub use strip::{Props as StripProps, Strip};
