//! A story as it is told: its words on a strip under the stage, how far it is, and the hands on it.

mod msg;
mod steps;
mod strip;

pub use msg::StoryMsg;
pub use strip::{Props as StripProps, Strip};
