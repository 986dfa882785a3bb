//! What has happened, in the formats of other tools.
//!
//! Each is a function from events to text. What is exported is what the caller's filter admits; causes and clocks are
//! worked out from all events, admitted or not, so that leaving out the traffic does not tear apart what it connects.
//!
//! Nothing here decides what is worth exporting, and nothing writes a file.

pub mod json_lines;
pub mod lane;
pub mod mermaid;
pub mod shiviz;
#[cfg(test)]
mod tests;

pub use json_lines::json_lines;
pub use lane::lane;
pub use mermaid::mermaid;
pub use shiviz::shiviz;
