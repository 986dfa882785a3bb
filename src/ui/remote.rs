//! A search that goes on in a worker, so that the page is drawn as if there were none.
//!
//! The search that has begun in the page waits. If there are no workers, or one cannot do what is asked, or fails in the midst
//! of it, that search goes on instead, and nobody is told: it comes to the same.

use crate::session::finding::elsewhere::{self, Reply};
use crate::session::finding::{Bounds, Search, Searched, Verdict};
use crate::session::{Passage, Session};

use super::browser::worker::{self, Worker};

/// A search in a worker.
#[derive(Debug)]
struct Remote {
    /// The same, here, which has not gone on yet.
    here: Box<dyn Search>,
    /// `None` once it is known not to answer.
    worker: Option<Worker>,
    searched: Searched,
}

/// Has what was begun carried out by a worker if it is a search. Returns whether it is on its way there.
pub fn hand_over(session: &Session, passage: &mut Passage) -> bool {
    passage.hand_over(|here| {
        let request = elsewhere::request(session, here.bounds());
        match request.and_then(|request| Worker::start(&request)) {
            None => here,
            worker => Box::new(Remote { here, worker, searched: Searched::default() }),
        }
    });
    passage.goes_on_elsewhere()
}

impl Search for Remote {
    fn bounds(&self) -> &Bounds {
        self.here.bounds()
    }

    fn searched(&self) -> Searched {
        match &self.worker {
            Some(_) => self.searched.clone(),
            None => self.here.searched(),
        }
    }

    fn goes_on_elsewhere(&self) -> bool {
        self.worker.is_some()
    }

    fn go_on(&mut self, most_states: u64) -> Option<Result<Verdict, String>> {
        let Some(worker) = &self.worker else { return self.here.go_on(most_states) };
        match Reply::read(&worker.hear()?) {
            Some(Reply { searched, verdict }) => {
                self.searched = searched;
                verdict.map(Ok)
            }
            None => {
                self.worker = None;
                None
            }
        }
    }
}

/// Does the task of the worker that this is, to its end. Returns whether it could.
pub fn serve() -> bool {
    /// So many states at a time.
    const PART: u64 = 100;
    /// How often the page is told how far it has come.
    const TOLD_EVERY_MS: f64 = 50.0;
    let Some(mut search) = worker::task().and_then(|task| elsewhere::begin(&task)) else {
        return false;
    };
    loop {
        let began = js_sys::Date::now();
        let verdict = loop {
            let verdict = search.go_on(PART);
            if verdict.is_some() || js_sys::Date::now() - began > TOLD_EVERY_MS {
                break verdict;
            }
        };
        let Ok(verdict) = verdict.transpose() else { return false };
        let ended = verdict.is_some();
        worker::say(&Reply { searched: search.searched(), verdict }.to_string());
        if ended {
            return true;
        }
    }
}
