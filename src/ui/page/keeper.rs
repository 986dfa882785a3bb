//! Saving as one goes: the script of the session with all its branches, and the moment that is shown.

use crate::session::{Tour, Work};
use crate::ui::browser::storage::{self, Key, Refused};

use super::told::{Moment, Told};

/// Milliseconds between two saves while time passes.
const EVERY_MS: f64 = 2_000.0;

/// What was saved last, and when.
#[derive(Debug, Default)]
pub struct Keeper {
    since_ms: f64,
    saved: Option<(u64, Moment, Option<Told>)>,
    /// Storage was refused once; nobody needs to hear it again.
    refused: bool,
    /// An older session waits to be opened or given up, and must not be written over.
    pub waiting: bool,
}

impl Keeper {
    /// Some time has passed. Saves now and then.
    ///
    /// # Errors
    /// Once, if the browser refuses.
    pub fn tick(&mut self, ms: f64, work: &Work, tour: Option<&Tour>) -> Result<(), Refused> {
        self.since_ms += ms;
        if self.since_ms < EVERY_MS { Ok(()) } else { self.save(work, tour) }
    }

    /// Saves at once, unless nothing has changed.
    ///
    /// # Errors
    /// Once, if the browser refuses.
    pub fn save(&mut self, work: &Work, tour: Option<&Tour>) -> Result<(), Refused> {
        self.since_ms = 0.0;
        let moment = Moment::of(work);
        let told = tour.map(|tour| Told::of(&tour.narration(work)));
        let state = Some((work.session.revision(), moment, told));
        if self.waiting || self.saved == state {
            return Ok(());
        }
        let saved = storage::save(Key::Script, &work.session.script_of_all())
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
