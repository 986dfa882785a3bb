//! Time as a line: where on it a moment stands, and which branch is which lane.

pub mod lane;
pub mod scale;

pub use lane::Lane;
pub use scale::Scale;
