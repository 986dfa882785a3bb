//! The console: the script language, typed. What comes back appears when virtual time has brought it.

pub mod history;
pub mod typing;

#[cfg(feature = "page")]
mod component;
#[cfg(feature = "page")]
mod output;

#[cfg(feature = "page")]
pub use component::{Console, Props as ConsoleProps};
pub use history::History;
#[cfg(feature = "page")]
pub use output::MOST as MOST_LINES;
