//! Who has something done elsewhere, and goes on with it if it is not.

use std::fmt;

use crate::session::Session;
use crate::session::finding::{Board, Bounds, Place, Search, Searched, Verdict};
use crate::session::hindsight::{Asked, Hindsight, Told};

use super::insight::{self, Progress};
use super::{report, task};

/// Somebody who does a [`Task`](super::Task), until this is dropped.
pub trait Helper: fmt::Debug {
    /// What it has said last since this was last asked: the task's [reply](super::Task::reply), or what cannot be read as one
    /// when it cannot do the task.
    fn hear(&mut self) -> Option<String>;
}

/// A search that others go on with.
#[derive(Debug)]
pub struct Searching<H> {
    /// The same, here, which has not gone on yet.
    here: Box<dyn Search>,
    /// Those who are at it. None at all once somebody is known not to answer.
    helpers: Vec<Option<H>>,
    board: Board,
}

/// Has a search from the moment that a session shows carried out by so many helpers, each of which is given its task. If one
/// cannot be had, it is carried out here.
pub fn search<H: Helper + 'static>(
    session: &Session,
    here: Box<dyn Search>,
    of: u32,
    start: impl Fn(&str) -> Option<H>,
) -> Box<dyn Search> {
    let begin = |number| {
        let request = task::find(session, &here.bounds().share(number, of))?;
        start(&request).map(Some)
    };
    match (0..of).map(begin).collect::<Option<Vec<_>>>() {
        Some(helpers) if !helpers.is_empty() => {
            let board = Board::new(helpers.len());
            Box::new(Searching { here, helpers, board })
        }
        _ => here,
    }
}

impl<H: Helper> Search for Searching<H> {
    fn bounds(&self) -> &Bounds {
        self.here.bounds()
    }

    fn searched(&self) -> Searched {
        if self.goes_on_elsewhere() { self.board.searched() } else { self.here.searched() }
    }

    fn goes_on_elsewhere(&self) -> bool {
        !self.helpers.is_empty()
    }

    fn place(&self) -> Place {
        self.here.place()
    }

    fn go_on(&mut self, most_states: u64) -> Option<Result<Verdict, String>> {
        if !self.goes_on_elsewhere() {
            return self.here.go_on(most_states);
        }
        for (number, helper) in self.helpers.iter_mut().enumerate() {
            let Some(said) = helper.as_mut().and_then(Helper::hear) else { continue };
            let Some(report) = report::read(&said) else {
                self.helpers.clear();
                return None;
            };
            if !self.board.hear(number, report) {
                *helper = None;
            }
        }
        self.board.verdict().map(Ok)
    }
}

/// Looking back, with which somebody else goes on.
#[derive(Debug)]
pub struct LookingBack<H> {
    /// The same, here, which has not gone on yet.
    here: Box<dyn Hindsight>,
    /// `None` once it is known not to answer.
    helper: Option<H>,
    heard: Progress,
}

/// Has somebody else look back from the moment that a session shows, who is given the task. If nobody can be had, it is
/// carried out here.
pub fn look_back<H: Helper + 'static>(
    session: &Session,
    here: Box<dyn Hindsight>,
    start: impl Fn(&str) -> Option<H>,
) -> Box<dyn Hindsight> {
    let helper = task::look_back(session, here.asked()).and_then(|request| start(&request));
    match helper {
        None => here,
        helper => Box::new(LookingBack { here, helper, heard: Progress::default() }),
    }
}

impl<H: Helper> Hindsight for LookingBack<H> {
    fn asked(&self) -> &Asked {
        self.here.asked()
    }

    fn go_on(&mut self, most_states: u64) -> Option<Told> {
        let Some(helper) = &mut self.helper else { return self.here.go_on(most_states) };
        let said = helper.hear()?;
        match insight::read(&said, self.here.asked()) {
            Some(progress) => {
                self.heard = progress;
                self.heard.insight.take().map(|it| it.told())
            }
            None => {
                self.helper = None;
                None
            }
        }
    }

    fn goes_on_elsewhere(&self) -> bool {
        self.helper.is_some()
    }

    fn states(&self) -> u64 {
        if self.goes_on_elsewhere() { self.heard.states } else { self.here.states() }
    }

    fn progress(&self) -> u32 {
        if self.goes_on_elsewhere() { self.heard.progress } else { self.here.progress() }
    }
}
