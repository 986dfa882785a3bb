//! Playing a lesson once from its beginning, before anybody sees it.

use std::cell::Cell;

use crate::catalog::tr;
use crate::script::{self, Command, Line};
use crate::session::link::ENGINE;
use crate::session::missions::MissionView;
use crate::session::runner::carry_out_line;
use crate::session::{Link, Session, Setup, Watch};

use super::draft::acts;
use super::flaw::{Flaw, check};

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lesson {
    /// It tells something, in so many steps.
    Story(usize),
    /// It sets a task, with so many goals.
    Mission(usize),
    /// Nothing is said in it, and nothing is to be done.
    Plain,
}

/// What came of playing a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    pub lesson: Lesson,
    /// What is wrong with it, the first first.
    pub flaws: Vec<Flaw>,
    /// What was done in it, each act with its time.
    pub acts: Vec<String>,
}

impl Lesson {
    /// What a text is; plain, if it cannot be read.
    pub fn read(text: &str) -> Self {
        Self::of(&script::parse_script(text).unwrap_or_default())
    }

    fn of(lines: &[Line]) -> Self {
        let count = |is: fn(&Command) -> bool| {
            lines.iter().filter(|line| line.command.as_ref().is_some_and(is)).count()
        };
        match count(|it| matches!(it, Command::Task(_))) {
            0 => match count(|it| matches!(it, Command::Say(_))) {
                0 => Self::Plain,
                steps => Self::Story(steps),
            },
            _ => Self::Mission(count(|it| matches!(it, Command::Goal(_)))),
        }
    }
}

/// Plays a text, and says what is wrong with it: what cannot be read or carried out, conditions that did not come true,
/// questions without just one right answer, goals that hold already, missions that solve themselves.
pub fn try_out(text: &str) -> Trial {
    let lines = script::parse_script(text).unwrap_or_default();
    let lesson = Lesson::of(&lines);
    let mut flaws = check(text);
    if !flaws.is_empty() {
        return Trial { lesson, flaws, acts: Vec::new() };
    }
    let mut session = Session::open(Setup::default());
    session.set_quiet(true);
    session.watched_by(patience());
    play(&mut session, &lines, &mut flaws);
    let done = acts(&session);
    if flaws.is_empty() {
        match lesson {
            Lesson::Plain => {
                let says = tr!(
                    "nothing is said, and nothing is to be done: a sentence makes it a story, a task a mission"
                );
                flaws.push(Flaw::of_line(1, says));
            }
            Lesson::Mission(_) => flaws.extend(solves_itself(&mut session, &lines)),
            Lesson::Story(_) => {}
        }
    }
    Trial { lesson, flaws, acts: done }
}

/// What a person waits for a lesson to be tried.
fn patience() -> Watch {
    /// About so many milliseconds of a fast machine.
    const QUESTIONS: u32 = 3_000;
    let asked = Cell::new(0);
    Watch::new(move |_| asked.replace(asked.get() + 1) < QUESTIONS)
}

/// Plays line by line. After an expectation or a goal that fails, the rest is played all the same.
fn play(session: &mut Session, lines: &[Line], flaws: &mut Vec<Flaw>) {
    let mut is_past_set_up = false;
    for line in lines {
        let Err(error) = carry_out_line(session, line, &mut is_past_set_up, &mut Vec::new()) else {
            continue;
        };
        let place = format!("{}: ", line.place());
        let says = error.strip_prefix(&place).unwrap_or(&error);
        flaws.push(Flaw::of_line(line.number, says));
        if !matches!(line.command, Some(Command::Expect(_) | Command::Goal(_))) {
            break;
        }
    }
}

/// A mission is none that is solved by who does nothing.
fn solves_itself(session: &mut Session, lines: &[Line]) -> Option<Flaw> {
    /// How long nothing is done, in microseconds.
    const IDLE_US: u64 = 10_000_000;
    const MOST_MOVES: u32 = 200_000;
    let task = lines.iter().find(|line| matches!(line.command, Some(Command::Task(_))))?.number;
    let end = session.now().plus_us(IDLE_US);
    session.advance_within(end, MOST_MOVES);
    let MissionView { solved, .. } = session.mission()?;
    let says = |at| tr!("the mission is solved by who does nothing, at {time}", time = at);
    solved.map(|at| Flaw::of_line(task, says(at)))
}

/// A link to a lesson at its beginning: without a moment.
///
/// # Errors
/// A sentence, if it cannot be played, or is too long.
pub fn lesson_link(text: &str) -> Result<String, String> {
    let session = Session::load(text)?;
    let link = Link {
        script: text.to_owned(),
        moment: None,
        engine: Some(ENGINE.to_owned()),
        digest: Some(session.digest()),
    };
    link.fragment().map_err(|error| error.to_string())
}
