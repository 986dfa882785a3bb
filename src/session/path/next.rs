//! What to do next.

use crate::explain::rules::Arm;

use super::chapters::{Chapter, Piece};
use super::progress::{Progress, Stage};
use super::shows::shown_by;

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The next story or mission of a chapter.
    Piece(Chapter, Piece),
    /// All stories and missions are done, and this rule was seen and no more: this shows it.
    Rule(Arm, Piece),
    /// All is done.
    Nothing,
}

/// The first story that was not seen or mission that is not solved, chapter by chapter; after them the first rule that was
/// neither foreseen nor used.
pub fn next(progress: &Progress) -> Next {
    let pieces = Chapter::ALL
        .into_iter()
        .flat_map(|chapter| chapter.pieces().map(move |piece| (chapter, piece)));
    for (chapter, piece) in pieces {
        if !progress.has_done(piece) {
            return Next::Piece(chapter, piece);
        }
    }
    let of_rule = |arm: Arm| {
        let known = progress.stage(arm) > Some(Stage::Seen);
        shown_by(arm).filter(|_| !known).map(|piece| Next::Rule(arm, piece))
    };
    Arm::ALL.into_iter().find_map(of_rule).unwrap_or(Next::Nothing)
}
