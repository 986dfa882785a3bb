//! The page.
//!
//! It only reads plain data (views, events, lines) and only speaks in script lines: nothing here touches a
//! `raft::Node`, and no button does what a typed line could not.

#[cfg(feature = "page")]
pub mod browser;
#[cfg(feature = "page")]
pub mod checks;
pub mod color;
#[cfg(feature = "page")]
pub mod command;
pub mod console;
#[cfg(feature = "page")]
pub mod diagram;
pub mod events;
#[cfg(feature = "page")]
pub mod icon;
#[cfg(feature = "page")]
pub mod inspector;
pub mod keys;
pub mod ledger;
#[cfg(feature = "page")]
pub mod metrics;
#[cfg(feature = "page")]
pub mod page;
pub mod scene;
pub mod shared;
#[cfg(feature = "page")]
pub mod stage;
#[cfg(feature = "page")]
pub mod tabs;
pub mod topbar;
pub mod tour;
pub mod transport;

pub use crate::explain::Selected;
pub use color::term_class;
pub use shared::Shared;
