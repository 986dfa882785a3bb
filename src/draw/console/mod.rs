//! What is typed: the lines that were given before, and the one that is being completed.

pub mod history;
pub mod typing;

pub use history::History;
