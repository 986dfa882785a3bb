//! The top bar: the cluster as a whole, what can go wrong with it, and the page itself.

mod cluster;
mod component;
mod content;
mod faults;
mod files;
mod language;
mod menu;
mod partition;
mod props;
mod scenarios;
mod slider;

pub use content::menu_content;
pub use menu::{MenuId, menu};
pub use props::TopBar;
