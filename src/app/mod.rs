//! Everything the page knows that is not pixels.

pub mod timeline;
pub mod transcript;
pub mod words;

pub use timeline::{Mark, MarkKind, TermSpan};
pub use transcript::{LineKind, TranscriptLine};
