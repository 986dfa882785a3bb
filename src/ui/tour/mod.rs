//! A story as it is told: its words on a strip under the stage, how far it is, and the hands on it.

mod msg;
mod question;
mod quiz;
mod show_me;
mod steps;
mod strip;
mod task;

pub use msg::StoryMsg;
pub use question::awaits;
pub use quiz::{Props as QuizProps, Quiz};
pub use show_me::show_me;
pub use strip::{Props as StripProps, Strip};
pub use task::{Props as TaskProps, Task};
