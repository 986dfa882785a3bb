//! The page.
//!
//! It only reads plain data (views, events, lines) and only speaks in script lines: nothing here touches a
//! `raft::Node`, and no button does what a typed line could not.

pub mod color;
pub mod scene;
pub mod selection;
pub mod shared;
#[cfg(feature = "page")]
pub mod stage;

pub use color::term_class;
pub use selection::Selected;
pub use shared::Shared;
