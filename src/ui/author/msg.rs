//! What an author asks of the page.

use std::cell::RefCell;
use std::rc::Rc;

use yew::AttrValue;

use crate::session::Beside;

/// What plays a draft; the first who takes it has it.
#[derive(Clone, Debug)]
pub struct Trying(pub Rc<RefCell<Option<Box<dyn Beside>>>>);

impl PartialEq for Trying {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum AuthorMsg {
    /// The sheet.
    Write,
    /// No more of the sheet. The draft is kept.
    Close,
    /// The sheet, with how this property came to be violated as a story.
    Retell(AttrValue),
    /// To have the draft played, in parts.
    Play(Trying),
    /// This lesson, which can be played, as others will meet it.
    Try(AttrValue),
    /// To share the link to a lesson with this fragment.
    Share(AttrValue),
    /// The session that the lesson took the place of.
    Back,
}
