//! What is opened, and what came of it.

use crate::session::Session;

/// What is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file of this name.
    File(String),
    /// What stands on the author's sheet.
    Lesson,
}

/// A script that was played, or not.
pub struct Loaded {
    /// What it is.
    pub source: Source,
    /// Its text.
    pub text: String,
    /// The session that it leads to, or why there is none.
    pub session: Result<Session, String>,
    /// Whether the person has ended it before it was played.
    pub stopped: bool,
}
