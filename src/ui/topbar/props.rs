//! What the bar shows, and whom it tells.

use yew::prelude::*;

use crate::catalog::Language;
use crate::raft::NodeId;
use crate::ui::Shared;
use crate::ui::browser::Theme;
use crate::ui::late::Late;
use crate::ui::tour::StoryMsg;

use super::menu::MenuId;
use crate::draw::knobs::Knob;

/// The top bar.
#[derive(PartialEq)]
pub struct TopBar {
    /// The menu that is open.
    pub open: Option<MenuId>,
    /// What is in the menus.
    pub contents: Late<fn(MenuId, &TopBar) -> Html>,
    pub nodes: Shared<Vec<NodeId>>,
    /// Those that are down.
    pub down: Shared<Vec<NodeId>>,
    /// Whether some live node leads.
    pub led: bool,
    /// Whether any link is cut.
    pub cut: bool,
    pub seed: u64,
    /// What was made wrong on purpose, if anything is.
    pub tampering: Option<AttrValue>,
    /// The knobs as they are.
    pub knobs: Shared<Vec<Knob>>,
    /// The scenarios that were seen to the end.
    pub finished: Shared<Vec<String>>,
    /// The scenario that is being told.
    pub told: Option<AttrValue>,
    /// Whether a session of the person's own waits to be gone back to.
    pub mine: bool,
    /// The theme that is worn.
    pub theme: Theme,
    /// Whether the page is in presenter mode.
    pub presenting: bool,
    /// A menu's button was pressed.
    pub on_menu: Callback<MenuId>,
    /// A line was issued.
    pub on_command: Callback<AttrValue>,
    /// Another seed is wanted.
    pub on_new_seed: Callback<()>,
    /// The next theme is wanted.
    pub on_theme: Callback<()>,
    /// Another language is wanted.
    pub on_language: Callback<Language>,
    /// Presenter mode is wanted, or no longer.
    pub on_present: Callback<()>,
    /// A file with the session's script is wanted.
    pub on_save: Callback<()>,
    /// A file with all branches of the session is wanted; there is more than one.
    pub on_save_all: Option<Callback<()>>,
    /// A file with what the clients did and were told is wanted.
    pub on_history: Callback<()>,
    /// A file is to be opened.
    pub on_open: Callback<web_sys::File>,
    /// A link is wanted.
    pub on_share: Callback<()>,
    /// A lesson is to be written.
    pub on_write: Callback<()>,
    /// Something is asked of the stories.
    pub on_tour: Callback<StoryMsg>,
    /// The list of keys is wanted.
    pub on_keys: Callback<()>,
}
