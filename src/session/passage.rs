//! Time that a command lets pass, in parts: who carries it out may do something else in between, or end it.

use crate::explain::words;
use crate::script::{self, Command, Condition};
use crate::sim::Time;

use super::line::LineKind;
use super::{Answer, Session};

/// A command that lets time pass, and how far it has come.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The line that was typed.
    line: String,
    /// What it waits for, if it does.
    until: Option<Condition>,
    began: Time,
    limit: Time,
    moves: u64,
    /// The run that it was begun in: whoever goes elsewhere in time, or opens another session, ends it.
    epoch: u64,
}

/// What came of a line that a person typed, if that is known already.
#[derive(Clone, Debug)]
pub enum Begun {
    Ended(Answer),
    /// Time passes on.
    Going(Passage),
}

impl Passage {
    /// The line.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// How much of the time it may take has passed, in thousandths.
    pub fn progress(&self, now: Time) -> u32 {
        let whole = self.limit.since(self.began).max(1);
        (now.since(self.began).min(whole) as u128 * 1_000 / u128::from(whole)) as u32
    }
}

impl Session {
    /// Does a line as [`Session::exec`] does; one that lets time pass is only begun, and [`Session::go_on`] goes on with it.
    pub fn begin(&mut self, line: &str) -> Begun {
        let begun = match script::parse_line(line, 1) {
            Ok(Some(parsed)) if parsed.at_us.is_none() => match &parsed.command {
                Some(command) => self.passage(command),
                None => Ok(None),
            },
            _ => Ok(None),
        };
        match begun {
            Ok(Some(passage)) => Begun::Going(Passage { line: line.to_owned(), ..passage }),
            Ok(None) => Begun::Ended(self.exec(line)),
            Err(error) => Begun::Ended(self.refuse(line, error)),
        }
    }

    /// Goes on with what was begun, for so many moves at most. What came of it, once it is at its end.
    pub fn go_on(&mut self, passage: &mut Passage, most_moves: u64) -> Option<Answer> {
        let ended = self.go_on_until(passage, most_moves)?;
        Some(match ended {
            Ok(()) => Answer::Done,
            Err(error) => self.refuse(&passage.line, error),
        })
    }

    /// Ends what was begun, where it is.
    pub fn stop(&mut self, passage: &Passage) -> Answer {
        self.arrive(self.now());
        self.refuse(&passage.line, self.stopped_here())
    }

    /// Begins a command that lets time pass; `None` if it is another.
    pub(super) fn passage(&mut self, command: &Command) -> Result<Option<Passage>, String> {
        let (until, us) = match command {
            Command::Advance(us) => (None, *us),
            Command::Until { condition, within_us } => {
                // Whether it can be asked at all.
                self.here.run.holds(condition)?;
                (Some(condition.clone()), *within_us)
            }
            _ => return Ok(None),
        };
        self.echo(command);
        let began = self.now();
        let limit = began.plus_us(us);
        let epoch = self.epoch;
        Ok(Some(Passage { line: String::new(), until, began, limit, moves: 0, epoch }))
    }

    /// The same, to its end.
    pub(super) fn carry_through(&mut self, mut passage: Passage) -> Result<(), String> {
        self.go_on_until(&mut passage, u64::MAX).unwrap_or(Ok(()))
    }

    fn go_on_until(&mut self, passage: &mut Passage, most: u64) -> Option<Result<(), String>> {
        if passage.epoch != self.epoch {
            return Some(Ok(()));
        }
        let stop_at = passage.moves.saturating_add(most);
        loop {
            if let Some(condition) = &passage.until {
                match self.here.run.holds(condition) {
                    Ok(false) => {}
                    Ok(true) => {
                        self.arrive(self.now());
                        self.tell_what_holds(passage);
                        return Some(Ok(()));
                    }
                    Err(error) => return Some(Err(error)),
                }
            }
            if let Err(error) = self.check_budget(passage.moves) {
                return Some(Err(error));
            }
            if passage.moves == stop_at {
                return None;
            }
            passage.moves += 1;
            if !self.advance_one(passage.limit) {
                self.arrive(passage.limit);
                return Some(match &passage.until {
                    None => Ok(()),
                    Some(condition) => Err(format!(
                        "waited {} in vain for: {condition}; {}",
                        words::duration(passage.limit.since(passage.began)),
                        self.here.run.findings(condition)
                    )),
                });
            }
        }
    }

    fn tell_what_holds(&mut self, passage: &Passage) {
        let Some(condition) = &passage.until else { return };
        let took = words::duration(self.now().since(passage.began));
        // The facts of a condition about many nodes are more than one wants to read of a success.
        let facts = self.here.run.findings(condition);
        let told = if (1..=80).contains(&facts.len()) { &facts } else { "it holds" };
        self.remark(LineKind::Ok, format!("{told} after {took}"));
    }
}
