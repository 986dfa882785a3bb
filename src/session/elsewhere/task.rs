//! What is to be done elsewhere, and who does it there.

use crate::script::{Command, FindMove};
use crate::session::Session;
use crate::session::finding::{self, Bounds, Report, Search, Share, Verdict};
use crate::session::hindsight::{self, Asked, Hindsight, Inquiry, Track};
use crate::sim::Time;

use super::insight::{self, Progress};
use super::moment::{Led, Moment};
use super::reading::{command, condition, number};
use super::report;

/// The first word of what asks for a search.
const FIND: &str = "find";

/// What was begun elsewhere. What it [says](Task::reply), the one who has asked for it can read.
#[derive(Debug)]
pub struct Task(Does);

#[derive(Debug)]
enum Does {
    Search(Box<dyn Search>, Option<Verdict>),
    LookBack(Box<dyn Hindsight>, Progress),
}

/// Asks for a search within these bounds, from the moment that a session shows. `None` if so much has happened that doing it
/// again would take too long.
pub fn find(session: &Session, bounds: &Bounds) -> Option<String> {
    let Bounds { condition, from: _, to, using, most, states: (first, second), share } = bounds;
    let Share { number, of } = share;
    let using: Vec<&str> = using.iter().map(|it| it.name()).collect();
    let mut lines = vec![
        format!("{FIND} {} {most} {first} {second} {number} {of}", to.0),
        using.join(" "),
        Command::Expect(condition.clone()).to_string(),
    ];
    lines.extend(Moment::lines(session)?);
    Some(lines.join("\n"))
}

/// Asks to look back from the moment that a session shows. `None` for the same reason.
pub fn look_back(session: &Session, asked: &Asked) -> Option<String> {
    let mut lines = vec![asked.command().to_string()];
    lines.extend(Moment::lines(session)?);
    Some(lines.join("\n"))
}

impl Task {
    /// Begins what was asked for. `None` if it cannot be read, or leads to another state here, or cannot be done.
    pub fn begin(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let first = lines.next()?;
        let does = match first.strip_prefix(FIND).and_then(|it| it.strip_prefix(' ')) {
            Some(numbers) => Does::Search(begin_search(numbers, lines)?, None),
            None => {
                let asked = Asked::of(&command(first)?)?;
                Does::LookBack(begin_to_look_back(asked, lines)?, Progress::default())
            }
        };
        Some(Self(does))
    }

    /// Goes on, for so many states at most. Returns whether it is at its end, or `None` if it cannot go on.
    pub fn go_on(&mut self, most_states: u64) -> Option<bool> {
        match &mut self.0 {
            Does::Search(search, verdict) => {
                *verdict = search.go_on(most_states).transpose().ok()?;
                Some(verdict.is_some())
            }
            Does::LookBack(hindsight, progress) => {
                let told = hindsight.go_on(most_states);
                *progress = Progress::of(&**hindsight, told.map(|it| it.insight));
                Some(progress.insight.is_some())
            }
        }
    }

    /// How far it has come, and what it has come to if it is at its end.
    pub fn reply(&self) -> String {
        match &self.0 {
            Does::Search(search, verdict) => {
                report::written(&Report::of(&**search, verdict.clone()))
            }
            Does::LookBack(_, progress) => insight::written(progress),
        }
    }
}

fn begin_search<'a>(
    numbers: &str,
    mut lines: impl Iterator<Item = &'a str>,
) -> Option<Box<dyn Search>> {
    let mut numbers = numbers.split(' ');
    let to = Time(number(numbers.next())?);
    let most = number(numbers.next())?;
    let states = (number(numbers.next())?, number(numbers.next())?);
    let share = Share { number: number(numbers.next())?, of: number(numbers.next())? };
    let named = |name| FindMove::ALL.into_iter().find(|it| it.name() == name);
    let using = lines.next()?.split_whitespace().map(named).collect::<Option<_>>()?;
    let condition = condition(lines.next()?)?;
    let moment = Moment::read(lines)?;
    let Led { run, .. } = moment.lead(false)?;
    let bounds = Bounds { condition, from: moment.now, to, using, most, states, share };
    finding::begin(&run, bounds).ok()
}

fn begin_to_look_back<'a>(
    asked: Asked,
    lines: impl Iterator<Item = &'a str>,
) -> Option<Box<dyn Hindsight>> {
    let moment = Moment::read(lines)?;
    let Led { run, kept } = moment.lead(true)?;
    if !run.holds(&asked.condition).ok()? {
        return None;
    }
    let track = Track::new(moment.setup, kept, &moment.tape);
    Some(hindsight::begin(Inquiry { asked, track, now: moment.now }))
}
