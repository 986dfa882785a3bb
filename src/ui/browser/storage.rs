//! What the page keeps in the browser between two visits.
//!
//! A browser may refuse storage altogether (private windows, blocked cookies) or be full. The page goes on without it;
//! who writes learns of it and may say so, once.

use std::cell::Cell;
use std::fmt;

use web_sys::Storage;

use crate::catalog::tr;

/// Everything the page keeps, each under its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The session, as a script.
    Script,
    /// The moment that was shown, whether time passed, and how fast.
    Moment,
    /// The console's history.
    History,
    /// The theme, if one was chosen.
    Theme,
    /// The language, if one was chosen; `static/lang/catalog.js` reads it.
    Language,
    /// That single keys are no shortcuts, if that was chosen.
    Shortcuts,
    /// The story that is told, and where in it the person stands.
    Story,
    /// The scenarios that were seen to the end.
    Finished,
    /// What was done on the path.
    Path,
    /// How many hints were taken in each mission.
    Hints,
    /// How fast stories are told, and whether they go on by themselves.
    Pace,
    /// The person's own session while a story has its place, as a script.
    Mine,
    /// The moment that it showed.
    MyMoment,
    /// The lesson that is written.
    Draft,
    /// Set while a session is known to have stopped the page.
    Crash,
}

/// Storage was refused, or is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

impl Key {
    fn name(self) -> &'static str {
        match self {
            Self::Script => "raftarium.script",
            Self::Moment => "raftarium.moment",
            Self::History => "raftarium.history",
            Self::Theme => "raftarium.theme",
            Self::Language => "raftarium.language",
            Self::Shortcuts => "raftarium.shortcuts",
            Self::Story => "raftarium.story",
            Self::Finished => "raftarium.finished",
            Self::Path => "raftarium.path",
            Self::Hints => "raftarium.hints",
            Self::Pace => "raftarium.pace",
            Self::Mine => "raftarium.mine",
            Self::MyMoment => "raftarium.my-moment",
            Self::Draft => "raftarium.draft",
            Self::Crash => "raftarium.crash",
        }
    }
}

thread_local! {
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

/// From now on nothing is read and nothing is kept, as if it were: a page that is embedded leaves the person's own sessions
/// alone.
pub fn leave_alone() {
    ALONE.set(true);
}

fn storage() -> Option<Storage> {
    if ALONE.get() {
        return None;
    }
    web_sys::window()?.local_storage().ok().flatten()
}

/// What was kept, if anything was and it can be had.
pub fn load(key: Key) -> Option<String> {
    storage()?.get_item(key.name()).ok().flatten()
}

/// Keeps a text.
///
/// # Errors
/// When storage is refused or full.
pub fn save(key: Key, text: &str) -> Result<(), Refused> {
    if ALONE.get() {
        return Ok(());
    }
    storage().and_then(|storage| storage.set_item(key.name(), text).ok()).ok_or(Refused)
}

/// Keeps nothing under this key any more.
pub fn forget(key: Key) {
    if let Some(storage) = storage() {
        // Removing what cannot be removed leaves nothing worse than before.
        let _ = storage.remove_item(key.name());
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(tr!(
            "The browser does not let the page keep anything, so this session will be gone after a reload."
        ))
    }
}
