//! Searching and looking back in workers, so that the page is drawn as if nobody did.
//!
//! What has begun in the page waits there. If there are no workers, or one cannot do what is asked, or fails in the midst of it,
//! the page goes on with that itself, and nobody is told ([`elsewhere`]). A search goes on in several workers where there are
//! processors and memory for them.

use crate::session::elsewhere::{self, Helper, Task};
use crate::session::{Passage, Session};

use super::browser::worker::{self, Worker};

/// The most workers: each has a memory of its own.
const MOST_WORKERS: u32 = 4;

/// Has what was begun carried out by workers if it is a search, or by one if it looks back. Returns whether it is on its way
/// there.
pub fn hand_over(session: &Session, passage: &mut Passage) -> bool {
    passage.hand_over(
        |here| elsewhere::search(session, here, workers(), Worker::start),
        |here| elsewhere::look_back(session, here, Worker::start),
    );
    passage.goes_on_elsewhere()
}

/// How many workers share a search: the page has a processor to itself, and where the browser says how much memory there is, each
/// worker has a gigabyte.
fn workers() -> u32 {
    let machine = worker::machine();
    let by_memory = machine.memory_gb.map_or(MOST_WORKERS, |gb| gb as u32);
    machine.processors.saturating_sub(1).min(by_memory).clamp(1, MOST_WORKERS)
}

impl Helper for Worker {
    fn hear(&mut self) -> Option<String> {
        Worker::hear(self)
    }
}

/// Does the task of the worker that this is, to its end. Returns whether it could.
pub fn serve() -> bool {
    /// So many states at a time.
    const PART: u64 = 100;
    /// How often the page is told how far it has come.
    const TOLD_EVERY_MS: f64 = 50.0;
    let Some(mut task) = worker::task().and_then(|text| Task::begin(&text)) else {
        return false;
    };
    loop {
        let began = js_sys::Date::now();
        let ended = loop {
            match task.go_on(PART) {
                None => return false,
                Some(true) => break true,
                Some(false) if js_sys::Date::now() - began > TOLD_EVERY_MS => break false,
                Some(false) => {}
            }
        };
        worker::say(&task.reply());
        if ended {
            return true;
        }
    }
}
