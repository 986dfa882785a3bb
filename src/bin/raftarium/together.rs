//! A search on several processors: each goes through a share of it, in a session of its own.

use std::num::NonZero;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use raftarium::session::finding::{Bounds, Place, Search, Searched, Share, Verdict};
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
#[derive(Default)]
struct Board {
    searched: Vec<Searched>,
    found: Option<(Place, u32, Verdict)>,
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
    let searched = vec![Searched::default(); of as usize];
    let board = Mutex::new(Board { searched, ..Board::default() });
    let (at_work, ended) = channel::<()>();
    let mut together = Together { bounds, searched: Searched::default() };
    thread::scope(|scope| {
        for number in 0..of {
            let (board, bounds) = (&board, share(&together.bounds, number, of));
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
            together.searched = Searched::together(&look_at(&board).searched);
            progress(&together);
        }
    });
    let Board { searched, found, error, .. } =
        board.into_inner().unwrap_or_else(PoisonError::into_inner);
    together.searched = Searched::together(&searched);
    match (error, found) {
        (Some(error), _) => Err(error),
        (None, Some((_, _, verdict))) => Ok((together, Some(verdict))),
        (None, None) if stop.is_asked() => Ok((together, None)),
        (None, None) => Ok((together, Some(Verdict::NotFound))),
    }
}

/// The bounds of one of so many.
fn share(bounds: &Bounds, number: u32, of: u32) -> Bounds {
    let part = |states: u64| states.div_ceil(of.into());
    let states = (part(bounds.states.0), part(bounds.states.1));
    Bounds { states, share: Share { number, of }, ..bounds.clone() }
}

/// Goes through a share, until it is at its end, or past where another one has found something.
fn work(script: &str, bounds: Bounds, board: &Mutex<Board>, stop: Stop) -> Result<(), String> {
    let number = bounds.share.number;
    let (session, _) = runner::run(script, Options::default());
    let mut search = session.search_within(bounds)?;
    loop {
        let verdict = search.go_on(PART).transpose()?;
        let place = search.place();
        let mut board = look_at(board);
        board.searched[number as usize] = search.searched();
        let is_first = board.found.as_ref().is_none_or(|it| (place, number) < (it.0, it.1));
        match verdict {
            Some(found @ Verdict::Found(_)) if is_first => {
                board.found = Some((place, number, found));
                return Ok(());
            }
            Some(_) => return Ok(()),
            None if !is_first || stop.is_asked() || board.error.is_some() => return Ok(()),
            None => {}
        }
    }
}

fn look_at(board: &Mutex<Board>) -> MutexGuard<'_, Board> {
    // Who has panicked has written what is right as far as it goes, and is told of at the end of its thread.
    board.lock().unwrap_or_else(PoisonError::into_inner)
}
