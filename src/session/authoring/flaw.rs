//! What is wrong with a text, as far as that is seen without playing it.

use std::fmt;

use crate::catalog::tr;
use crate::compact::sort_by_key;
use crate::script::{self, Command, Line, ScriptError};
use crate::session::missions::{is_act, is_of_mission};

/// Something that is wrong with a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The line, from 1.
    pub line: u32,
    /// The character at which the trouble begins, from 1; `None`, if it is the line as a whole.
    pub column: Option<u32>,
    /// What was found, and what was expected.
    pub says: String,
}

/// The most that are told at once.
const MOST: usize = 20;

impl Flaw {
    /// One of a line as a whole.
    pub(super) fn of_line(line: u32, says: impl Into<String>) -> Self {
        Self { line, column: None, says: says.into() }
    }
}

impl From<ScriptError> for Flaw {
    fn from(error: ScriptError) -> Self {
        Self { line: error.line, column: Some(error.column), says: error.problem.to_string() }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => f.write_str(&tr!(
                "line {line}, column {column}: {says}",
                line = self.line,
                column,
                says = self.says
            )),
            None => f.write_str(&tr!("line {line}: {says}", line = self.line, says = self.says)),
        }
    }
}

/// All that is wrong with a text: every line that cannot be read; or, if all can be, what a lesson lacks, or has in the wrong
/// place.
pub fn check(text: &str) -> Vec<Flaw> {
    let lines = match script::parse_script(text) {
        Ok(lines) => lines,
        Err(first) => {
            let unread = (1..).zip(text.lines()).filter_map(|(number, line)| {
                script::parse_line(line, number).err().map(Flaw::from)
            });
            let mut flaws: Vec<Flaw> = unread.take(MOST).collect();
            // Each line may be right by itself, and the text too long, or a `repeat` without its `end`.
            if flaws.is_empty() {
                flaws.push(first.into());
            }
            return flaws;
        }
    };
    let mut flaws = Vec::new();
    misplaced(&lines, &mut flaws);
    unasked(&lines, &mut flaws);
    sort_by_key(&mut flaws, |flaw| flaw.line);
    flaws.truncate(MOST);
    flaws
}

/// What of a mission is missing, or stands in the wrong place.
fn misplaced(lines: &[Line], flaws: &mut Vec<Flaw>) {
    let mut task = None;
    let mut goals = 0;
    for line in lines {
        match (&line.command, task) {
            (Some(Command::Task(_)), None) => task = Some(line.number),
            (Some(Command::Task(_)), Some(first)) => {
                let says =
                    tr!("a mission has one task, and it stands in line {line}", line = first);
                flaws.push(Flaw::of_line(line.number, says));
            }
            (Some(command), None) if is_of_mission(command) => {
                let says = tr!(
                    "{command} belongs to a mission: task comes first",
                    command = command.name()
                );
                flaws.push(Flaw::of_line(line.number, says));
            }
            (Some(Command::Goal(_)), Some(_)) => goals += 1,
            (Some(command), Some(_)) if acts(command) => {
                let says = tr!(
                    "this happens after task, and what follows task is done by whoever plays: move it before task"
                );
                flaws.push(Flaw::of_line(line.number, says));
            }
            _ => {}
        }
    }
    if let Some(task) = task.filter(|_| goals == 0) {
        let says = tr!("the mission has no goal: goal says what has to hold");
        flaws.push(Flaw::of_line(task, says));
    }
}

/// Whether a command does something to the cluster, or lets time pass.
fn acts(command: &Command) -> bool {
    let passes =
        matches!(command, Command::Advance(_) | Command::Until { .. } | Command::RevealWithin(_));
    passes || is_act(command)
}

/// Questions that are never decided, and answers that nothing was asked for.
fn unasked(lines: &[Line], flaws: &mut Vec<Flaw>) {
    let never = || tr!("no reveal after it tells which answer is right");
    let mut open = None;
    for line in lines {
        match &line.command {
            Some(Command::Ask(_)) => {
                if let Some(asked) = open.replace(line.number) {
                    flaws.push(Flaw::of_line(asked, never()));
                }
            }
            Some(Command::Reveal | Command::RevealWithin(_)) if open.take().is_none() => {
                let says = tr!("no question is open here: each reveal follows an ask");
                flaws.push(Flaw::of_line(line.number, says));
            }
            _ => {}
        }
    }
    flaws.extend(open.map(|asked| Flaw::of_line(asked, never())));
}
