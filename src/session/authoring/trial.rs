//! Playing a lesson once from its beginning, before anybody sees it.

use std::cell::Cell;
use std::fmt;

use crate::catalog::tr;
use crate::script::{self, Command, Line};
use crate::session::link::ENGINE;
use crate::session::missions::MissionView;
use crate::session::playing::LineUnderWay;
use crate::session::{Beside, Link, Session, Setup, Watch};
use crate::sim::Time;

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

/// How long nothing is done to see whether a mission solves itself, in microseconds.
const IDLE_US: u64 = 10_000_000;

/// The most moves that are made meanwhile.
const MOST_IDLE_MOVES: u64 = 200_000;

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
    let mut trying = Trying::of(text);
    loop {
        if let Some(trial) = trying.go_on(u64::MAX) {
            return trial;
        }
    }
}

/// The same in parts; the trial is told once it is done.
pub fn trying(text: &str, told: impl FnOnce(Trial) + 'static) -> Box<dyn Beside> {
    Box::new(Told { trying: Trying::of(text), told: Some(Box::new(told)) })
}

/// A text that is being played.
struct Trying {
    session: Session,
    lines: Vec<Line>,
    flaws: Vec<Flaw>,
    /// Whether it can be played at all.
    is_sound: bool,
    /// How many lines were played.
    played: usize,
    is_past_set_up: bool,
    under_way: Option<LineUnderWay>,
    /// What was done, once it was played.
    done: Option<Vec<String>>,
    /// Until when nothing is to be done then, and how many moves were made since.
    idle: (Time, u64),
}

impl Trying {
    fn of(text: &str) -> Self {
        let mut session = Session::open(Setup::default());
        session.set_quiet(true);
        session.watched_by(patience());
        let flaws = check(text);
        Self {
            session,
            lines: script::parse_script(text).unwrap_or_default(),
            is_sound: flaws.is_empty(),
            flaws,
            played: 0,
            is_past_set_up: false,
            under_way: None,
            done: None,
            idle: (Time::ZERO, 0),
        }
    }

    /// Goes on, for so many moves at most. What came of it, once it is done.
    fn go_on(&mut self, most_moves: u64) -> Option<Trial> {
        let lesson = Lesson::of(&self.lines);
        if self.done.is_none() && self.is_sound {
            self.play(most_moves)?;
            self.done = Some(acts(&self.session));
            self.idle.0 = self.session.now().plus_us(IDLE_US);
        }
        if self.flaws.is_empty() {
            match lesson {
                Lesson::Plain => {
                    let says = tr!(
                        "nothing is said, and nothing is to be done: a sentence makes it a story, a task a mission"
                    );
                    self.flaws.push(Flaw::of_line(1, says));
                }
                Lesson::Mission(_) => {
                    self.idle(most_moves)?;
                    self.flaws.extend(self.solves_itself());
                }
                Lesson::Story(_) => {}
            }
        }
        let acts = self.done.take().unwrap_or_default();
        Some(Trial { lesson, flaws: std::mem::take(&mut self.flaws), acts })
    }

    /// Plays line by line. After an expectation or a goal that fails, the rest is played all the same.
    fn play(&mut self, most_moves: u64) -> Option<()> {
        let mut left = most_moves;
        while let Some(line) = self.lines.get(self.played) {
            if left == 0 {
                return None;
            }
            let begun = match self.under_way.take() {
                Some(begun) => Ok(begun),
                None => LineUnderWay::begin(&mut self.session, line, &mut self.is_past_set_up),
            };
            let ended = match begun {
                Err(error) => Err(error),
                Ok(mut begun) => {
                    match begun.go_on(&mut self.session, line, &mut left, &mut Vec::new()) {
                        None => {
                            self.under_way = Some(begun);
                            return None;
                        }
                        Some(ended) => ended,
                    }
                }
            };
            if let Err(error) = ended {
                let place = format!("{}: ", line.place());
                let says = error.strip_prefix(&place).unwrap_or(&error);
                self.flaws.push(Flaw::of_line(line.number, says));
                if !matches!(line.command, Some(Command::Expect(_) | Command::Goal(_))) {
                    break;
                }
            }
            left = left.saturating_sub(1);
            self.played += 1;
        }
        Some(())
    }

    /// Nothing is done for a while.
    fn idle(&mut self, most_moves: u64) -> Option<()> {
        let (end, made) = &mut self.idle;
        let part = most_moves.min(MOST_IDLE_MOVES - *made);
        // They are so few.
        self.session.advance_within(*end, part as u32);
        *made += part;
        (*made == MOST_IDLE_MOVES || self.session.now() >= *end).then_some(())
    }

    /// A mission is none that is solved by who does nothing.
    fn solves_itself(&self) -> Option<Flaw> {
        let is_task = |line: &&Line| matches!(line.command, Some(Command::Task(_)));
        let task = self.lines.iter().find(is_task)?.number;
        let MissionView { solved, .. } = self.session.mission()?;
        let says = |at| tr!("the mission is solved by who does nothing, at {time}", time = at);
        solved.map(|at| Flaw::of_line(task, says(at)))
    }
}

/// A trial, and who is told what came of it.
struct Told {
    trying: Trying,
    told: Option<Box<dyn FnOnce(Trial)>>,
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Told").field("played", &self.trying.played).finish_non_exhaustive()
    }
}

impl Beside for Told {
    fn go_on(&mut self, most_moves: u64) -> Option<Vec<String>> {
        let trial = self.trying.go_on(most_moves)?;
        if let Some(told) = self.told.take() {
            told(trial);
        }
        Some(Vec::new())
    }

    fn place(&self) -> String {
        self.trying.session.now().to_string()
    }

    fn progress(&self) -> u32 {
        (self.trying.played * 1_000 / self.trying.lines.len().max(1)) as u32
    }

    fn stop(&mut self) -> String {
        tr!("Stopped at {at}: nothing was opened.", at = self.place())
    }
}

/// What a person waits for a lesson to be tried.
fn patience() -> Watch {
    /// About so many milliseconds of a fast machine.
    const QUESTIONS: u32 = 3_000;
    let asked = Cell::new(0);
    Watch::new(move |_| asked.replace(asked.get() + 1) < QUESTIONS)
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
