//! What the author's sheet holds, and what happens to it.

use std::rc::Rc;

use yew::prelude::*;

use crate::session::authoring::{Flaw, Kind, Suggestion, Trial};
use crate::ui::browser::Frames;

/// The author's sheet.
pub struct Author {
    pub(super) text: String,
    pub(super) field: NodeRef,
    pub(super) numbers: NodeRef,
    /// What is wrong with the text, as far as it is known.
    pub(super) flaws: Vec<Flaw>,
    pub(super) status: AttrValue,
    /// The form that is open, with conditions of the moment at which it was opened.
    pub(super) form: Option<(Kind, Rc<Vec<Suggestion>>)>,
    /// What the text was before something was put into it, or took its place; the last last.
    pub(super) before: Vec<String>,
    /// What was done in the session when that was last written down, and what is done in the lesson that was last tried.
    pub(super) known: [Vec<String>; 2],
    /// A frame is waited for, to do this in it.
    pub(super) due: Due,
    pub(super) frames: Option<Frames>,
    /// The field does not show the text yet; where its cursor is to be then, in units of UTF-16.
    pub(super) unwritten: Option<usize>,
    /// Where the cursor is to be when the field has the focus again: a click elsewhere has some browsers forget it.
    pub(super) wanted: Option<u32>,
}

/// What is to be done in the next frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Due {
    /// The text is to be checked and kept.
    pub(super) check: bool,
    /// The text is to have the focus, at the cursor.
    pub(super) text: bool,
    /// The form is to have it.
    pub(super) form: bool,
    /// The sheet has just come: its tab is to be in sight.
    pub(super) tab: bool,
}

/// From what a draft begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// From what was done in the session.
    Session,
    /// From the story or the mission that is open.
    Table,
    /// From what was violated in the session.
    Violation,
}

/// For what a lesson is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Open,
    Share,
}

/// What happens to the sheet.
pub enum Msg {
    /// The text has changed.
    Typed,
    /// It was scrolled so far, in pixels.
    Scrolled(i32),
    /// A frame.
    Frame,
    Title(String),
    /// A form is wanted; or no longer, if it is open.
    Form(Kind),
    CloseForm,
    /// These lines come from the form.
    Insert(Vec<String>),
    /// What was done since is to be written down.
    Acts,
    /// The last insertion is taken back.
    TakeBack,
    /// The draft is to begin anew.
    Begin(Begin),
    Try,
    Share,
    /// This text was played, to be opened or shared.
    Tried(Purpose, String, Trial),
    Save,
    Open(web_sys::File),
    Read(Result<String, String>),
    /// The cursor is wanted at a line and a column.
    GoTo(u32, u32),
}
