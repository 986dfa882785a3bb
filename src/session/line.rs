//! A line of the console.

use crate::sim::Time;

/// One line of the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptLine {
    /// Its number, from 0, without gaps: a stable key.
    pub seq: u64,
    /// When it appeared.
    pub at: Time,
    /// What sort of line it is.
    pub kind: LineKind,
    /// The text, without a prompt; it never holds a line break.
    pub text: String,
}

/// What sort of line it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// A command as it was given; the prompt says to whom.
    Command {
        /// The prompt it was given at, such as `n1`.
        prompt: String,
    },
    /// A client's operation succeeded.
    Ok,
    /// A client's operation is under way: tries, redirects.
    Waiting,
    /// A client's operation was refused.
    Refused,
    /// A client gave up, and cannot know whether its operation took effect.
    Unknown,
    /// Anything that a command prints.
    Output,
    /// What the narrator says.
    Say,
    /// A question to whoever watches, with its answers.
    Asked,
    /// Which answer is right.
    Revealed,
    /// A safety property was found violated: which, and what was seen.
    Violated,
    /// A command that could not be carried out: what was found and what to do.
    Error,
}

impl LineKind {
    /// The word that stands before the text, if any.
    pub fn word(&self) -> Option<&'static str> {
        match self {
            Self::Ok => Some("ok"),
            Self::Waiting => Some("waiting"),
            Self::Refused => Some("refused"),
            Self::Unknown => Some("unknown"),
            Self::Violated => Some("violated"),
            Self::Error => Some("error"),
            Self::Command { .. } | Self::Output | Self::Say | Self::Asked | Self::Revealed => None,
        }
    }
}

impl TranscriptLine {
    /// The line as a terminal shows it.
    pub fn plain(&self) -> String {
        match (&self.kind, self.kind.word()) {
            (LineKind::Command { prompt }, _) => format!("{prompt} › {}", self.text),
            (LineKind::Say, _) => format!("» {}", self.text),
            (LineKind::Asked, _) => format!("? {}", self.text),
            (LineKind::Revealed, _) => format!("= {}", self.text),
            (_, Some(word)) => format!("{word}  {}", self.text),
            (_, None) => self.text.clone(),
        }
    }
}
