//! Saving as one goes: the script of the session with all its branches, and the moment that is shown.

use crate::app::Work;
use crate::ui::browser::storage::{self, Key, Refused};

use super::opening::Moment;

/// Milliseconds between two saves while time passes.
const EVERY_MS: f64 = 2_000.0;

/// What was saved last, and when.
#[derive(Debug, Default)]
pub struct Keeper {
    since_ms: f64,
    saved: Option<(u64, Moment)>,
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
    pub fn tick(&mut self, ms: f64, work: &Work) -> Result<(), Refused> {
        self.since_ms += ms;
        if self.since_ms < EVERY_MS { Ok(()) } else { self.save(work) }
    }

    /// Saves at once, unless nothing has changed.
    ///
    /// # Errors
    /// Once, if the browser refuses.
    pub fn save(&mut self, work: &Work) -> Result<(), Refused> {
        self.since_ms = 0.0;
        let (session, playback) = (&work.session, &work.playback);
        let moment = Moment { at: session.now(), playing: playback.playing, speed: playback.speed };
        let state = (session.revision(), moment);
        if self.waiting || self.saved == Some(state) {
            return Ok(());
        }
        self.saved = Some(state);
        let saved = storage::save(Key::Script, &session.script_of_all())
            .and_then(|()| storage::save(Key::Moment, &moment.write()));
        if saved.is_err() && std::mem::replace(&mut self.refused, true) {
            return Ok(());
        }
        saved
    }
}
