//! A search on several processors: each goes through a share of it, in a session of its own.

use std::num::NonZero;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use raftarium::session::finding::{self, Bounds, Report, Search, Searched, Verdict};
use raftarium::session::runner::{self, Options};

use crate::stop::Stop;

/// How many states are looked at between two looks at what others have found.
const PART: u64 = 4_096;
/// How often it is told how far they are.
const EVERY: Duration = Duration::from_millis(20);

/// A search that was shared.
#[derive(Debug)]
pub struct Together {
    bounds: Bounds,
    searched: Searched,
}

/// What all of them write on, and read.
struct Board {
    reports: finding::Board,
    error: Option<String>,
}

impl Search for Together {
    fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    fn searched(&self) -> Searched {
        self.searched.clone()
    }

    fn go_on(&mut self, _: u64) -> Option<Result<Verdict, String>> {
        None
    }
}

/// Looks within these bounds from the end of a script on, with so many at the same time, and tells `progress` now and then
/// how far it is. The verdict is `None` if somebody has asked for the end before.
///
/// # Errors
/// A sentence: that the condition holds already, or names what does not exist.
pub fn search(
    script: &str,
    bounds: Bounds,
    jobs: NonZero<u32>,
    stop: Stop,
    progress: impl Fn(&Together),
) -> Result<(Together, Option<Verdict>), String> {
    let of = jobs.get();
    let board = Mutex::new(Board { reports: finding::Board::new(of as usize), error: None });
    let (at_work, ended) = channel::<()>();
    let mut together = Together { bounds, searched: Searched::default() };
    thread::scope(|scope| {
        for number in 0..of {
            let (board, bounds) = (&board, together.bounds.share(number, of));
            let at_work = at_work.clone();
            scope.spawn(move || {
                if let Err(error) = work(script, bounds, board, stop) {
                    look_at(board).error.get_or_insert(error);
                }
                drop(at_work);
            });
        }
        drop(at_work);
        // Until nobody is at work any more, also who has panicked.
        while ended.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
            together.searched = look_at(&board).reports.searched();
            progress(&together);
        }
    });
    let Board { reports, error } = board.into_inner().unwrap_or_else(PoisonError::into_inner);
    together.searched = reports.searched();
    match error {
        Some(error) => Err(error),
        // What was found by then counts also where somebody has asked for the end.
        None => Ok((together, reports.found().cloned().or_else(|| reports.verdict()))),
    }
}

/// Goes through a share, until it is at its end, or past where another one has found something.
fn work(script: &str, bounds: Bounds, board: &Mutex<Board>, stop: Stop) -> Result<(), String> {
    let number = bounds.share.number;
    let (session, _) = runner::run(script, Options::default());
    let mut search = session.search_within(bounds)?;
    loop {
        let verdict = search.go_on(PART).transpose()?;
        let report = Report::of(&*search, verdict);
        let mut board = look_at(board);
        let goes_on = board.reports.hear(number as usize, report);
        if !goes_on || stop.is_asked() || board.error.is_some() {
            return Ok(());
        }
    }
}

fn look_at(board: &Mutex<Board>) -> MutexGuard<'_, Board> {
    // Who has panicked has written what is right as far as it goes, and is told of at the end of its thread.
    board.lock().unwrap_or_else(PoisonError::into_inner)
}
