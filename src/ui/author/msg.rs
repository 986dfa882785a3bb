//! What an author asks of the page.

use yew::AttrValue;

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum AuthorMsg {
    /// The sheet.
    Write,
    /// No more of the sheet. The draft is kept.
    Close,
    /// The sheet, with how this property came to be violated as a story.
    Retell(AttrValue),
    /// This lesson, which can be played, as others will meet it.
    Try(AttrValue),
    /// To share the link to a lesson with this fragment.
    Share(AttrValue),
    /// The session that the lesson took the place of.
    Back,
}
