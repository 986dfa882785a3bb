//! Saving as one goes: the script of the session with all its branches, and the moment that is shown.

use crate::session::{Player, Tour};
use crate::ui::browser::storage::{self, Key, Refused};

use super::saved::{Moment, SavedStory};

/// Milliseconds between two saves while time passes.
const EVERY_MS: f64 = 2_000.0;

/// What was saved last, and when.
#[derive(Debug, Default)]
pub struct Autosave {
    since_ms: f64,
    saved: Option<(u64, Moment, Option<SavedStory>)>,
    /// Storage was refused once; nobody needs to hear it again.
    refused: bool,
    /// An older session waits to be opened or given up, and must not be written over.
    pub waiting: bool,
}

impl Autosave {
    /// Some time has passed. Saves now and then.
    ///
    /// # Errors
    /// Once, if the browser refuses.
    pub fn tick(&mut self, ms: f64, player: &Player, tour: Option<&Tour>) -> Result<(), Refused> {
        self.since_ms += ms;
        if self.since_ms < EVERY_MS { Ok(()) } else { self.save(player, tour) }
    }

    /// Saves at once, unless nothing has changed.
    ///
    /// # Errors
    /// Once, if the browser refuses.
    pub fn save(&mut self, player: &Player, tour: Option<&Tour>) -> Result<(), Refused> {
        self.since_ms = 0.0;
        let moment = Moment::of(player);
        let told = tour.map(|tour| SavedStory::of(&tour.narration(player)));
        let state = Some((player.session.revision(), moment, told));
        if self.waiting || self.saved == state {
            return Ok(());
        }
        let saved = storage::save(Key::Script, &player.session.script_of_all())
            .and_then(|()| storage::save(Key::Moment, &moment.write()))
            .and_then(|()| match &state {
                Some((.., Some(told))) => storage::save(Key::Story, &told.write()),
                _ => {
                    storage::forget(Key::Story);
                    Ok(())
                }
            });
        self.saved = state;
        if saved.is_err() && std::mem::replace(&mut self.refused, true) {
            return Ok(());
        }
        saved
    }
}
