//! How far something has come, on standard error, while it goes on.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Tells how far something has come: on a terminal in one line that is written again and again, elsewhere in a line now
/// and then.
pub struct Progress(Option<Mutex<Told>>);

struct Told {
    /// When it is time again.
    next: Instant,
    every: Duration,
    /// Whether the line is written again.
    in_place: bool,
    /// Whether there is such a line.
    stands: bool,
}

impl Progress {
    /// Short things need no progress.
    const PATIENCE: Duration = Duration::from_secs(1);
    /// How often a terminal is written to, and how often a log.
    const ON_TERMINAL: Duration = Duration::from_millis(250);
    const IN_LOG: Duration = Duration::from_secs(10);

    /// For what may be short: told on a terminal, and elsewhere where somebody has asked for it, then from the first
    /// moment on.
    pub fn of_one(asked: bool) -> Self {
        match (stderr().is_terminal(), asked) {
            (true, _) => Self::every(Self::PATIENCE, Self::ON_TERMINAL, true),
            (false, true) => Self::every(Duration::ZERO, Self::PATIENCE, false),
            (false, false) => Self(None),
        }
    }

    /// For what is long: told elsewhere as well, and more often where somebody has asked for it.
    pub fn of_many(asked: bool) -> Self {
        match (stderr().is_terminal(), asked) {
            (false, false) => Self::every(Self::IN_LOG, Self::IN_LOG, false),
            _ => Self::of_one(asked),
        }
    }

    fn every(first: Duration, every: Duration, in_place: bool) -> Self {
        let next = Instant::now() + first;
        Self(Some(Mutex::new(Told { next, every, in_place, stands: false })))
    }

    /// Tells it, if it is time to.
    pub fn tell(&self, how_far: impl FnOnce() -> String) {
        let Some(told) = &self.0 else { return };
        let mut told = told.lock().expect("nobody panics with it");
        let now = Instant::now();
        if now < told.next {
            return;
        }
        told.next = now + told.every;
        let text = how_far();
        if told.in_place {
            told.stands = true;
            eprint!("\r\x1b[2Kraftarium: {text}");
            // A terminal that takes nothing is no reason to end.
            let _ = stderr().flush();
        } else {
            eprintln!("raftarium: {text}");
        }
    }

    /// Takes the line away, so that something else can be said.
    pub fn clear(&self) {
        let Some(told) = &self.0 else { return };
        let mut told = told.lock().expect("nobody panics with it");
        if std::mem::take(&mut told.stands) {
            eprint!("\r\x1b[2K");
        }
    }
}
