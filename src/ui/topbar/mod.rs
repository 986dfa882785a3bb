//! The top bar: the cluster as a whole, what can go wrong with it, and the page itself.

pub mod knobs;

#[cfg(feature = "page")]
mod cluster;
#[cfg(feature = "page")]
mod component;
#[cfg(feature = "page")]
mod faults;
#[cfg(feature = "page")]
mod files;
#[cfg(feature = "page")]
mod menu;
#[cfg(feature = "page")]
mod partition;
#[cfg(feature = "page")]
mod props;
#[cfg(feature = "page")]
mod scenarios;
#[cfg(feature = "page")]
mod slider;

#[cfg(feature = "page")]
pub use component::TopBar;
pub use knobs::Knob;
#[cfg(feature = "page")]
pub use menu::{MenuId, menu};
