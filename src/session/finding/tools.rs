//! What searches, which is fetched later than the rest where the program is in parts.

use crate::session::run::Run;

use crate::session::Session;
use crate::session::hindsight::{Asked, Hindsight, Play, Told};

use super::bounds::Bounds;
use super::enabled::Enabled;
use super::search::Search;

/// What begins a search.
pub type Begin = fn(&Run, Bounds) -> Result<Box<dyn Search>, String>;

/// What begins to look back.
pub type LookBack = fn(&Session, Asked) -> Result<Box<dyn Hindsight>, String>;

/// The functions through which the rest of the program searches.
#[derive(Clone, Copy, Debug)]
pub struct Tools {
    /// [`begin`](super::begin)
    pub begin: Begin,
    /// [`enabled`](super::enabled())
    pub enabled: fn(&Run) -> Vec<Enabled>,
    /// [`look_back`](crate::session::hindsight::look_back)
    pub look_back: LookBack,
    /// [`take_in`](crate::session::hindsight::take_in)
    pub take_in: fn(&mut Session, Told),
    /// [`play`](crate::session::hindsight::play)
    pub play: fn(&mut Session, Play) -> Result<(), String>,
}

#[cfg(feature = "split")]
static GIVEN: std::sync::OnceLock<Tools> = std::sync::OnceLock::new();

/// What searches has come.
#[cfg(feature = "split")]
pub fn give(tools: Tools) {
    // What was given first does the same.
    let _ = GIVEN.set(tools);
}

/// What searches.
///
/// # Errors
/// A sentence when it has not come yet.
#[cfg(feature = "split")]
pub fn tools() -> Result<Tools, String> {
    GIVEN.get().copied().ok_or_else(|| {
        crate::catalog::tr!(
            "the part of the page that searches is still on its way: ask again in a moment"
        )
        .to_owned()
    })
}

/// What searches.
///
/// # Errors
/// None: it is here.
#[cfg(not(feature = "split"))]
pub fn tools() -> Result<Tools, String> {
    use crate::session::hindsight::{look_back, play, take_in};
    Ok(Tools { begin: super::begin, enabled: super::enabled, look_back, take_in, play })
}
