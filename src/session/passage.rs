//! What takes long, in parts: who carries it out may do something else in between, or end it. A command lets time pass here,
//! or many other clusters are asked, or something is done beside the session ([`Beside`]).

use std::fmt;

use crate::catalog::tr;
use crate::explain::words::{self, count};
use crate::script::{self, Command, Condition, Travel};
use crate::sim::Time;

use super::finding::Search;
use super::hindsight::Hindsight;
use super::line::LineKind;
use super::question::Pending;
use super::run::Started;
use super::survey::{Asking, Survey};
use super::{Answer, Session, path};

/// A command that takes long, and how far it has come.
#[derive(Debug)]
pub struct Passage {
    /// The line that was typed.
    line: String,
    aim: Aim,
    began: Time,
    limit: Time,
    moves: u64,
    /// The run that it was begun in: whoever goes elsewhere in time, or opens another session, ends it.
    epoch: u64,
}

/// So many states are looked at, at a time.
const PART: u64 = 4_096;

/// What it is for.
#[derive(Debug)]
enum Aim {
    /// Time is to pass.
    Time,
    /// Something is to hold.
    Until(Condition),
    /// The question that is open is to be decided.
    Reveal,
    /// A moment is to be shown that has not been yet.
    Moment(Travel),
    /// These operations are to be answered.
    Answers(Started),
    /// Other clusters are asked; the console tells what they said if `told`.
    Survey { asking: Box<Asking>, told: bool, found: Option<Survey> },
    /// A schedule is looked for.
    Find(Box<dyn Search>),
    /// Somebody looks back.
    LookBack(Box<dyn Hindsight>),
    /// Something is done beside the session; the console tells what came of it if `told`.
    Beside { beside: Box<dyn Beside>, told: bool },
}

/// What is done beside the session that is shown, in parts.
pub trait Beside: fmt::Debug {
    /// Goes on, for about so many moves at most. What the console is to be told, once it is done.
    fn go_on(&mut self, most_moves: u64) -> Option<Vec<String>>;

    /// How far it is, in a few words.
    fn place(&self) -> String;

    /// How much of it is done, in thousandths.
    fn progress(&self) -> u32;

    /// Somebody ends it. What is to be said of that.
    fn stop(&mut self) -> String;
}

/// What came of a line that a person typed, if that is known already.
#[derive(Debug)]
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

    /// How far it is, in a few words.
    pub fn place(&self, now: Time) -> String {
        match &self.aim {
            Aim::Survey { asking, .. } => {
                let (asked, of) = asking.progress();
                tr!("{asked} of {all} clusters", asked, all = of)
            }
            Aim::Find(search) => {
                let searched = search.searched();
                tr!(
                    "{runs} runs, {states} states",
                    runs = searched.runs(),
                    states = searched.states()
                )
            }
            Aim::LookBack(hindsight) => count(hindsight.states(), "state", "states"),
            Aim::Beside { beside, .. } => beside.place(),
            Aim::Time | Aim::Until(_) | Aim::Reveal | Aim::Moment(_) | Aim::Answers(_) => {
                now.to_string()
            }
        }
    }

    /// What other clusters said that were asked beside the console, once all did.
    pub fn found(&self) -> Option<&Survey> {
        match &self.aim {
            Aim::Survey { told: false, found, .. } => found.as_ref(),
            _ => None,
        }
    }

    /// Has its search, if it is one, or looking back carried out by what is made of it.
    pub fn hand_over(
        &mut self,
        search: impl FnOnce(Box<dyn Search>) -> Box<dyn Search>,
        look_back: impl FnOnce(Box<dyn Hindsight>) -> Box<dyn Hindsight>,
    ) {
        self.aim = match std::mem::replace(&mut self.aim, Aim::Time) {
            Aim::Find(here) => Aim::Find(search(here)),
            Aim::LookBack(here) => Aim::LookBack(look_back(here)),
            other => other,
        };
    }

    /// Whether it goes on by itself, so that nothing is gained by going on with it again at once.
    pub fn goes_on_elsewhere(&self) -> bool {
        match &self.aim {
            Aim::Find(search) => search.goes_on_elsewhere(),
            Aim::LookBack(hindsight) => hindsight.goes_on_elsewhere(),
            _ => false,
        }
    }

    /// Whether the console tells of it.
    pub fn is_told(&self) -> bool {
        !matches!(self.aim, Aim::Survey { told: false, .. } | Aim::Beside { told: false, .. })
    }

    /// Whether it lets time pass in the session.
    fn is_timed(&self) -> bool {
        match &self.aim {
            Aim::Time | Aim::Until(_) | Aim::Reveal | Aim::Moment(_) | Aim::Answers(_) => true,
            Aim::Survey { .. } | Aim::Find(_) | Aim::LookBack(_) | Aim::Beside { .. } => false,
        }
    }

    /// How many moves it has taken, or how many states were looked at.
    pub(super) fn moves(&self) -> u64 {
        self.moves
    }

    /// How much of the time it may take has passed, or of the clusters were asked, or of the states were looked at, in
    /// thousandths.
    pub fn progress(&self, now: Time) -> u32 {
        if let Aim::Survey { asking, .. } = &self.aim {
            let (asked, of) = asking.progress();
            return (u64::from(asked) * 1_000 / u64::from(of.max(1))) as u32;
        }
        if let Aim::Find(search) = &self.aim {
            return search.progress();
        }
        if let Aim::LookBack(hindsight) = &self.aim {
            return hindsight.progress();
        }
        if let Aim::Beside { beside, .. } = &self.aim {
            return beside.progress();
        }
        let whole = self.limit.since(self.began).max(1);
        (now.since(self.began).min(whole) as u128 * 1_000 / u128::from(whole)) as u32
    }
}

impl Session {
    /// Does a line as [`Session::exec`] does; one that lets time pass is only begun, and [`Session::go_on`] goes on with it.
    pub fn begin(&mut self, line: &str) -> Begun {
        let begun = match script::parse_line(line, 1) {
            Ok(Some(parsed)) if parsed.at_us.is_none() => match &parsed.command {
                Some(command) => self.takes_long(command),
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

    /// Begins to ask so many clusters like this one how long nobody leads ([`Session::survey`]), without a word on the
    /// console.
    pub fn begin_survey(&self, seeds: u32) -> Passage {
        Passage { line: Command::Failover(seeds).to_string(), ..self.asking(seeds, false) }
    }

    /// Begins what is done beside this session, without a word on the console. The line says what it is.
    pub fn begin_beside(&self, line: String, beside: Box<dyn Beside>) -> Passage {
        Passage { line, ..self.towards(Aim::Beside { beside, told: false }, self.now()) }
    }

    fn asking(&self, seeds: u32, told: bool) -> Passage {
        let asking = Asking::of(self.size(), self.knobs(), seeds);
        self.towards(Aim::Survey { asking: Box::new(asking), told, found: None }, self.now())
    }

    /// A passage from here on.
    fn towards(&self, aim: Aim, limit: Time) -> Passage {
        let (line, began) = (String::new(), self.now());
        Passage { line, aim, began, limit, moves: 0, epoch: self.epoch }
    }

    /// Goes on with what was begun, for so many moves at most. What came of it, once it is at its end.
    pub fn go_on(&mut self, passage: &mut Passage, most_moves: u64) -> Option<Answer> {
        let ended = self.go_on_with(passage, most_moves)?;
        Some(match ended {
            Ok(()) => Answer::Done,
            Err(error) => self.refuse(&passage.line, error),
        })
    }

    /// Ends what was begun, where it is.
    pub fn stop(&mut self, passage: &mut Passage) -> Answer {
        let error = self.stopped(&mut passage.aim);
        if passage.is_told() { self.refuse(&passage.line, error) } else { Answer::Refused(error) }
    }

    /// What is said of what somebody has ended.
    fn stopped(&mut self, aim: &mut Aim) -> String {
        match aim {
            Aim::Survey { asking, .. } => {
                let (asked, of) = asking.progress();
                tr!("stopped when {asked} of {all} clusters were asked", asked, all = of)
            }
            Aim::Find(search) => {
                let looked_at = search.looked_at();
                tr!("stopped; looked through so far: {looked_at}", looked_at)
            }
            Aim::LookBack(_) => tr!("stopped before it was found out").to_owned(),
            Aim::Beside { beside, .. } => beside.stop(),
            Aim::Time | Aim::Until(_) | Aim::Reveal | Aim::Moment(_) | Aim::Answers(_) => {
                self.arrive(self.now());
                self.stopped_here()
            }
        }
    }

    /// Begins a command that takes long, and shows it on the console; `None` if it is another.
    pub(super) fn takes_long(&mut self, command: &Command) -> Result<Option<Passage>, String> {
        let (aim, us) = match command {
            Command::Advance(us) => (Aim::Time, *us),
            Command::RevealWithin(us) => {
                if self.here.run.question.as_ref().is_none_or(|it| it.right().is_some()) {
                    return Err(tr!("no question is open: ask comes before reveal").to_owned());
                }
                return Ok(Some(self.towards(Aim::Reveal, self.now().plus_us(*us))));
            }
            Command::Until { condition, within_us } => {
                // Whether it can be asked at all.
                self.here.run.holds(condition)?;
                (Aim::Until(condition.clone()), *within_us)
            }
            Command::Travel(travel @ Travel::Go(us)) if Time(*us) > self.horizon() => {
                self.seek(self.horizon());
                return Ok(Some(self.towards(Aim::Moment(travel.clone()), Time(*us))));
            }
            Command::Failover(seeds) => {
                self.echo(command);
                return Ok(Some(self.asking(*seeds, true)));
            }
            Command::Find(find) => (Aim::Find(self.search(find)?), 0),
            Command::Odds { .. } | Command::Rescue { .. } => {
                (Aim::LookBack(self.look_back(command)?), 0)
            }
            Command::Rules | Command::NextRule => {
                match path::telling(self, *command == Command::NextRule) {
                    Some(beside) => (Aim::Beside { beside, told: true }, 0),
                    None => return Ok(None),
                }
            }
            _ => return Ok(None),
        };
        self.echo(command);
        Ok(Some(self.towards(aim, self.now().plus_us(us))))
    }

    /// Lets time pass up to this moment.
    pub(super) fn until_moment(&self, moment: Time) -> Passage {
        self.towards(Aim::Time, moment)
    }

    /// Lets time pass until none of these operations is under way.
    pub(super) fn until_answered(&self, started: Started) -> Passage {
        self.towards(Aim::Answers(started), Time(u64::MAX))
    }

    /// The same, to its end, unless who looks on ends it.
    pub(super) fn carry_through(&mut self, mut passage: Passage) -> Result<(), String> {
        loop {
            if let Some(ended) = self.go_on_with(&mut passage, PART) {
                return ended;
            }
        }
    }

    /// Whether who looks on ends what has been gone on with for a part.
    fn is_stopped(&self, moves: u64) -> bool {
        self.watch.as_ref().is_some_and(|it| !it.goes_on(moves, self.now()))
    }

    /// Goes on with what was begun, for so many moves at most. Whether it could be done, once it is at its end.
    pub(super) fn go_on_with(
        &mut self,
        passage: &mut Passage,
        most: u64,
    ) -> Option<Result<(), String>> {
        if passage.is_timed() {
            return self.go_on_until(passage, most);
        }
        // Who looks on is asked after each part.
        let most = most.min(PART);
        passage.moves += most;
        let gone = passage.epoch != self.epoch;
        match &mut passage.aim {
            Aim::Survey { asking, told, found } => {
                let survey = asking.go_on(most)?;
                if *told {
                    self.tell(survey.lines());
                }
                *found = Some(survey);
                return Some(Ok(()));
            }
            Aim::Beside { beside, .. } => {
                if let Some(lines) = beside.go_on(most) {
                    self.tell(lines);
                    return Some(Ok(()));
                }
            }
            Aim::Find(_) | Aim::LookBack(_) if gone => return Some(Ok(())),
            Aim::Find(search) => {
                if let Some(verdict) = search.go_on(most) {
                    return Some(verdict.and_then(|verdict| self.conclude(&**search, &verdict)));
                }
            }
            Aim::LookBack(hindsight) => {
                if let Some(insight) = hindsight.go_on(most) {
                    self.take_in(insight);
                    return Some(Ok(()));
                }
            }
            Aim::Time | Aim::Until(_) | Aim::Reveal | Aim::Moment(_) | Aim::Answers(_) => {}
        }
        self.is_stopped(passage.moves).then(|| Err(self.stopped(&mut passage.aim)))
    }

    fn tell(&mut self, lines: Vec<String>) {
        for line in lines {
            self.remark(LineKind::Output, line);
        }
    }

    fn go_on_until(&mut self, passage: &mut Passage, most: u64) -> Option<Result<(), String>> {
        if passage.epoch != self.epoch {
            return Some(Ok(()));
        }
        let stop_at = passage.moves.saturating_add(most);
        loop {
            if let Aim::Answers(started) = &passage.aim
                && self.here.run.answered(started)
            {
                self.arrive(self.now());
                return Some(Ok(()));
            }
            if let Aim::Until(condition) = &passage.aim {
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
            if matches!(passage.aim, Aim::Reveal)
                && self.here.run.question.as_ref().is_some_and(Pending::is_decided)
            {
                self.arrive(self.now());
                return Some(self.reveal());
            }
            if let Err(error) = self.check_budget(passage.moves) {
                return Some(Err(error));
            }
            if passage.moves == stop_at {
                return None;
            }
            passage.moves += 1;
            if !self.advance_one(passage.limit) {
                if matches!(passage.aim, Aim::Answers(_)) {
                    let error = tr!("nothing moves any more, and the answer has not come");
                    return Some(Err(error.to_owned()));
                }
                self.arrive(passage.limit);
                return Some(match &passage.aim {
                    Aim::Reveal => self.reveal(),
                    Aim::Moment(travel) => {
                        self.tell_arrival(travel);
                        Ok(())
                    }
                    Aim::Until(condition) => Err(tr!(
                        "waited {time} in vain for: {condition}; {findings}",
                        time = words::duration(passage.limit.since(passage.began)),
                        condition,
                        findings = self.here.run.findings(condition)
                    )),
                    _ => Ok(()),
                });
            }
        }
    }

    fn tell_what_holds(&mut self, passage: &Passage) {
        let Aim::Until(condition) = &passage.aim else { return };
        let took = words::duration(self.now().since(passage.began));
        // The facts of a condition about many nodes are more than one wants to read of a success.
        let facts = self.here.run.findings(condition);
        let told = if (1..=80).contains(&facts.len()) {
            tr!("{facts} after {took}", facts, took)
        } else {
            tr!("it holds after {took}", took)
        };
        self.remark(LineKind::Ok, told);
    }
}
