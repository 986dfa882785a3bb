//! The path on a sheet: what to do next, the map of rules, and the chapters with what was done of them.
//!
//! It only shows what [`session::path`](crate::session::path) keeps. Who asks for a story or a mission asks as the Scenarios menu
//! does.

mod chapters;
mod map;
mod msg;
mod sheet;

pub use msg::PathMsg;
pub use sheet::{PathSheet, Props as PathProps};
