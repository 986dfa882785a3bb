//! The page.
//!
//! It only reads plain data (views, events, lines) and only speaks in script lines: nothing here touches a
//! `raft::Node`, and no button does what a typed line could not.

pub mod ahead;
pub mod author;
pub mod browser;
pub mod checks;
pub mod command;
pub mod console;
pub mod diagram;
pub mod events;
pub mod hindsight;
pub mod icon;
pub mod inspector;
pub mod late;
pub mod ledger;
pub mod memo;
pub mod metrics;
pub mod museum;
pub mod page;
pub mod path;
pub mod program;
pub mod remote;
pub mod share;
pub mod shared;
pub mod stage;
pub mod tabs;
pub mod topbar;
pub mod tour;
pub mod transport;

pub use crate::draw::color::term_class;
pub use crate::explain::Selected;
pub use shared::Shared;
