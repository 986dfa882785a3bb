//! The console: the script language, typed. What comes back appears when virtual time has brought it.

mod component;
mod output;

pub use component::{Console, Props as ConsoleProps};
pub use output::MOST as MOST_LINES;
