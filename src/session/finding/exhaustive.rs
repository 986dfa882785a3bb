//! Every schedule of no move, of one, of two, and so on.

use crate::script::Command;

use super::act::Act;
use super::bounds::Bounds;
use super::moves::{offered, sent, writes};
use super::seen::Seen;
use super::trial::Trial;

/// How far the engine has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exhausted {
    /// So many moves and fewer: every schedule of them was kept to its end; `None` before the first was.
    pub moves: Option<u32>,
    /// How many schedules were begun.
    pub runs: u64,
    /// How many states were looked at.
    pub states: u64,
    /// How many were about to be looked at for one move more, as far as that could be told, when there was no room for that.
    pub beyond: Option<u64>,
}

/// What came of a part of the work.
#[derive(Clone, Debug)]
pub enum Part {
    /// It goes on.
    On,
    /// The condition holds, after these moves.
    Found(Vec<Act>),
    /// All that there is room for was looked at.
    Over,
}

/// The engine.
#[derive(Clone, Debug)]
pub struct Exhaustive {
    root: Trial,
    bounds: Bounds,
    /// How many moves the schedules have that are gone through now.
    level: u32,
    /// How many first moves of such schedules were met.
    first: u64,
    /// The schedule that is gone through: each move with what it led to.
    stack: Vec<Frame>,
    seen: Seen,
    done: Exhausted,
    /// How many states were looked at on each level so far.
    levels: Vec<u64>,
}

/// A schedule from a move on.
#[derive(Clone, Debug)]
struct Frame {
    trial: Trial,
    /// The move; none at the beginning.
    act: Option<Act>,
    /// What may be done now, and how much of that was tried.
    offers: Vec<Command>,
    tried: usize,
    /// How many packets had been sent when that was asked.
    sent: u64,
    /// How many writes were moves.
    write: u32,
}

impl Exhaustive {
    /// Everything from here on, within these bounds.
    pub fn new(root: Trial, bounds: Bounds) -> Self {
        let mut engine = Self {
            root,
            bounds,
            level: 0,
            first: 0,
            stack: Vec::new(),
            seen: Seen::default(),
            done: Exhausted::default(),
            levels: vec![0],
        };
        engine.begin();
        engine
    }

    /// How far it has come.
    pub fn done(&self) -> &Exhausted {
        &self.done
    }

    /// How many moves the schedules have that are gone through now, and the how-manieth of the first moves has begun the present
    /// one.
    pub fn place(&self) -> (u32, u64) {
        (self.level, self.first)
    }

    /// Goes on by one state.
    ///
    /// # Errors
    /// A sentence when the condition cannot be asked.
    pub fn go_on(&mut self) -> Result<Part, String> {
        if self.done.states >= self.bounds.states.0 {
            return Ok(Part::Over);
        }
        let left = self.level - (self.stack.len().max(1) as u32 - 1);
        let begins = self.stack.len() == 1;
        let Some(frame) = self.stack.last_mut() else { return Ok(self.next_level()) };
        if let Some(command) = frame.offers.get(frame.tried).cloned() {
            frame.tried += 1;
            if begins {
                self.first += 1;
                if !self.bounds.share.has(self.first - 1) {
                    return Ok(Part::On);
                }
            }
            let (at, mut trial) = (frame.trial.now(), frame.trial.clone());
            if !trial.perform(&command) {
                return Ok(Part::On);
            }
            let (sent, write) = (frame.sent, frame.write + u32::from(writes(&command)));
            let act = Some(Act { at, command });
            self.done.runs += 1;
            self.stack.push(Frame { trial, act, offers: Vec::new(), tried: 0, sent, write });
            return self.look(left - 1);
        }
        frame.sent = sent(frame.trial.cluster());
        if frame.trial.step_by(self.bounds.to) {
            return self.look(left);
        }
        self.stack.pop();
        Ok(Part::On)
    }

    /// Looks at the state that was just reached, with so many moves left.
    fn look(&mut self, left: u32) -> Result<Part, String> {
        self.done.states += 1;
        *self.levels.last_mut().expect("there is a level") += 1;
        let frame = self.stack.last_mut().expect("a state was reached");
        if !self.seen.note(frame.trial.fingerprint(), left) {
            self.stack.pop();
            return Ok(Part::On);
        }
        // With moves left, it was looked at among the schedules of fewer moves.
        if left == 0 && frame.trial.holds(&self.bounds.condition)? {
            let acts = self.stack.iter().filter_map(|frame| frame.act.clone()).collect();
            return Ok(Part::Found(acts));
        }
        self.offer(left);
        Ok(Part::On)
    }

    /// Asks what may be done at the end of the schedule.
    fn offer(&mut self, left: u32) {
        if left > 0
            && let Some(frame) = self.stack.last_mut()
        {
            let cluster = frame.trial.cluster();
            frame.offers = offered(cluster, &self.bounds.using, frame.sent, frame.write);
            frame.tried = 0;
        }
    }

    fn begin(&mut self) {
        let trial = self.root.clone();
        self.stack.push(Frame {
            trial,
            act: None,
            offers: Vec::new(),
            tried: 0,
            sent: 0,
            write: 0,
        });
        self.done.runs += 1;
        self.offer(self.level);
    }

    /// Every schedule of so many moves was gone through: goes on to those of one more, if there is room.
    fn next_level(&mut self) -> Part {
        self.done.moves = Some(self.level);
        if self.level == self.bounds.most {
            return Part::Over;
        }
        let expected = self.expected();
        if expected > self.bounds.states.0.saturating_sub(self.done.states).saturating_mul(4) {
            self.done.beyond = Some(expected);
            return Part::Over;
        }
        (self.level, self.first) = (self.level + 1, 0);
        self.levels.push(0);
        self.begin();
        Part::On
    }

    /// How many states the next level may have, by how those before have grown. After the same number of moves more, half of the
    /// time is left on average. Who shares the search expects a share, so that all go as far as one alone would; but the schedule
    /// without a move is looked at by each.
    fn expected(&self) -> u64 {
        let of = u64::from(self.bounds.share.of.max(1));
        let grown = |before: u64, last: u64| {
            let growth = last / before.max(1);
            last.saturating_mul(growth.max(1)) / 2
        };
        match self.levels[..] {
            // At a moment, so much may be done about.
            [only] => only.saturating_mul(only).saturating_mul(6) / of,
            [only, last] => grown(only / of, last),
            [.., before, last] => grown(before, last),
            [] => 0,
        }
    }
}
