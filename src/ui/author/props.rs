//! What the author's sheet is given.

use yew::prelude::*;

use crate::session::SharedPlayer;
use crate::ui::Shared;

use super::AuthorMsg;

/// The player beside the sheet, as a property: there is one to a page, for as long as the page lives.
#[derive(Clone)]
pub struct Playing(pub SharedPlayer);

impl PartialEq for Playing {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// What takes the draft's place.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// A text to be mended.
    Text(String),
    /// How this property came to be violated, as a story.
    Violation(AttrValue),
}

/// Properties of [`super::Author`].
#[derive(Clone, PartialEq, Properties)]
pub struct AuthorProps {
    /// What is played beside it.
    pub playing: Playing,
    /// The scenario of the table that is told, if one is.
    pub scenario: Option<AttrValue>,
    /// Whether that, or a mission, is open.
    pub open: bool,
    /// Whether a session waits whose place a lesson has taken.
    pub waits: bool,
    /// Whether a property is violated.
    pub violated: bool,
    /// What takes the draft's place.
    pub given: Option<Shared<Given>>,
    /// The author asks for something.
    pub on_ask: Callback<AuthorMsg>,
}
