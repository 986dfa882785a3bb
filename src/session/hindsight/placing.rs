//! Hindsight in a session: asked where it is shown, what was found kept for the branch, and played on another.

use std::rc::Rc;

use crate::catalog::tr;
use crate::script::{Command, Condition};
use crate::session::Session;
use crate::session::finding::{Act, named, tools};
use crate::session::line::LineKind;
use crate::sim::Time;

use super::looking::{Asked, Hindsight, Inquiry, Insight, Told, begin};
use super::odds::Odds;
use super::replay::Track;
use super::rescue::{Rescues, Size};

/// What was found on a branch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Insights {
    pub odds: Option<Odds>,
    pub rescues: Option<Rescues>,
}

impl Insights {
    /// Whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.odds.is_none() && self.rescues.is_none()
    }
}

/// The same, and of which branch.
#[derive(Clone, Debug, Default)]
pub struct Found {
    insights: Option<Rc<Insights>>,
    /// By its number and how many were forgotten before it was numbered so.
    of: (usize, usize),
}

/// What may be played of it, on a branch of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Play {
    /// A future from just before the odds rise that does not come to it.
    Turn,
    /// The change at this place of the list.
    Change(usize),
}

impl Session {
    /// Begins to look back from the moment that is shown: how likely it was, or what would have averted it.
    ///
    /// # Errors
    /// A sentence: that the condition does not hold now, or names what does not exist, or that a mission does not allow it.
    pub(in crate::session) fn look_back(
        &self,
        command: &Command,
    ) -> Result<Box<dyn Hindsight>, String> {
        self.check_search_allowed(command)?;
        let asked = Asked::of(command).expect("it looks back");
        (tools()?.look_back)(self, asked)
    }

    /// What was done on the branch that is shown.
    fn track(&self) -> Track {
        let branch = self.branch();
        Track::new(self.setup(), branch.checkpoints.clone(), &branch.tape)
    }

    /// Tells what was found, and keeps it.
    pub(in crate::session) fn take_in(&mut self, told: Told) {
        // Who has found it is here.
        if let Ok(tools) = tools() {
            (tools.take_in)(self, told);
        }
    }

    /// What was found on the branch that is shown.
    pub fn insights(&self) -> Option<&Rc<Insights>> {
        let is_here = self.hindsight.of == self.numbered();
        self.hindsight.insights.as_ref().filter(|_| is_here)
    }

    /// The branch that is shown, by its number and how many were forgotten before.
    fn numbered(&self) -> (usize, usize) {
        (self.current_branch(), self.forgotten)
    }

    /// Plays something that was found, on a branch of its own.
    ///
    /// # Errors
    /// A sentence: that it is there no more, or takes too long, or that a mission does not allow it.
    pub fn play(&mut self, play: Play) -> Result<(), String> {
        (tools()?.play)(self, play)
    }

    /// A branch that is another from a moment on, after so many commands: with this act more, or without the next one.
    fn play_otherwise(
        &mut self,
        name: &str,
        at: Time,
        given: usize,
        act: Option<Act>,
        by: Time,
    ) -> Result<(), String> {
        let mut acts: Vec<Act> = self.track().acts().cloned().collect();
        match act {
            None => {
                acts.remove(given);
            }
            Some(act) => {
                let later = acts[given..].iter().take_while(|it| it.at < act.at).count();
                acts.insert(given + later, act);
            }
        }
        // Commands of the moment itself are given anew, in their order.
        let before = Time(at.0.saturating_sub(1));
        self.seek(before);
        self.leave_branch(self.here.run.moves);
        let number = self.current_branch();
        // It is the one that is shown.
        let _ = self.name_branch(number, &named(name));
        let done = acts.iter().take(given).filter(|it| it.at <= before).count();
        for act in acts.drain(..).skip(done) {
            self.pass(act.at.max(self.now()))?;
            // What was possible once may not be in another future.
            let _ = self.record(&act.command);
        }
        self.pass(by)
    }
}

/// Begins to look back from the moment that a session shows.
///
/// # Errors
/// A sentence: that the condition does not hold now, or names what does not exist.
pub fn look_back(session: &Session, asked: Asked) -> Result<Box<dyn Hindsight>, String> {
    let condition = &asked.condition;
    if !session.here.run.holds(condition)? {
        let findings = session.here.run.findings(condition);
        return Err(tr!(
            "`{condition}` does not hold now ({findings}): go to a moment at which it does",
            condition,
            findings
        ));
    }
    Ok(begin(Inquiry { asked, track: session.track(), now: session.now() }))
}

/// Tells what was found on the console of a session, and keeps it.
pub fn take_in(session: &mut Session, Told { insight, lines }: Told) {
    let of = session.numbered();
    let mut insights = session.insights().map(|it| Insights::clone(it)).unwrap_or_default();
    match insight {
        Insight::Odds(odds) => insights.odds = Some(odds),
        Insight::Rescues(rescues) => insights.rescues = Some(rescues),
    }
    session.hindsight = Found { insights: Some(Rc::new(insights)), of };
    for (place, line) in lines.into_iter().enumerate() {
        session.remark(if place == 0 { LineKind::Ok } else { LineKind::Output }, line);
    }
}

/// [`Session::play`], where it is part of a program that comes later.
///
/// # Errors
/// As there.
pub fn play(session: &mut Session, play: Play) -> Result<(), String> {
    let insights = session.insights().cloned().unwrap_or_default();
    let gone = || tr!("this was found on another branch: go back to it first").to_owned();
    match play {
        Play::Change(place) => {
            let rescues = insights.rescues.as_ref().ok_or_else(gone)?;
            let change = rescues.changes.get(place).ok_or_else(gone)?;
            let command = &change.act.command;
            let left_out = change.size == Size::LeftOut;
            let name =
                if left_out { tr!("without {command}", command) } else { command.to_string() };
            let act = (!left_out).then(|| change.act.clone());
            session.play_otherwise(&name, change.at, change.given, act, rescues.by)
        }
        Play::Turn => {
            let odds = insights.odds.as_ref().ok_or_else(gone)?;
            let turn = odds.turn.as_ref().ok_or_else(gone)?;
            let (seed, given) =
                turn.otherwise.ok_or(tr!("every future from there on came to it"))?;
            let at = turn.before.at;
            let name = Condition::Not(Box::new(odds.condition.clone())).to_string();
            let act = Act { at, command: Command::Reseed(seed) };
            session.play_otherwise(&name, at, given, Some(act), odds.by)
        }
    }
}
