//! A session as the beginning of a lesson.

use crate::script::{Command, Line, Place};
use crate::session::{Session, Setup, missions, scenarios};
use crate::sim::Time;

use super::place::UNTITLED;

/// What was done in a session up to the moment that is shown, as a lesson to be written on: how the cluster is set up, then
/// each act with its time, then the moment itself. Played, it leads to that moment.
pub fn from_session(session: &Session) -> String {
    let done = session.lines_so_far();
    let (mut text, set_up) = beginning(session.setup(), UNTITLED, &done);
    text.push('\n');
    for line in done[set_up..].iter().filter(|line| is_told(line)) {
        text.push_str(&format!("{line}\n"));
    }
    if session.now() > Time::ZERO {
        text.push_str(&format!("{}\n", moment(session)));
    }
    text
}

/// The title of a lesson, and how its cluster is set up; and how many of the lines of what was done do that.
pub(super) fn beginning(setup: Setup, title: &str, done: &[Line]) -> (String, usize) {
    let mut text = format!("# {title}\ncluster {}\nseed {}\n", setup.nodes, setup.seed);
    let sets_up = |line: &&Line| {
        line.at_us == Some(0) && line.command.as_ref().is_some_and(|it| it.place() == Place::SetUp)
    };
    let set_up = done.iter().take_while(sets_up).count();
    for line in &done[..set_up] {
        let line = Line { at_us: None, ..line.clone() };
        text.push_str(&format!("{line}\n"));
    }
    (text, set_up)
}

/// The lines of what was done up to the moment that is shown, each with its time.
pub fn acts(session: &Session) -> Vec<String> {
    let lines = session.lines_so_far();
    lines.iter().filter(|line| is_told(line)).map(Line::to_string).collect()
}

/// What was done since one or the other of these was all, and the moment that is shown; nothing, if nothing was done and no
/// time has passed.
pub fn acts_since(session: &Session, known: &[Vec<String>]) -> Vec<String> {
    let done = acts(session);
    let common = |known: &Vec<String>| {
        known.iter().zip(&done).take_while(|(known, done)| known == done).count()
    };
    let shared = known.iter().map(common).max().unwrap_or_default();
    let mut lines = done[shared..].to_vec();
    if session.now() > Time::ZERO {
        lines.push(moment(session));
    }
    lines
}

/// The text of the scenario, or of the mission of the table, that is open: with its comments, as it was written.
pub fn of_table(session: &Session, scenario: Option<&str>) -> Option<String> {
    if let Some(mission) = session.mission() {
        return missions::of_task(&mission.task).map(|it| it.text.to_owned());
    }
    scenarios::find(scenario?).map(|it| it.text.to_owned())
}

/// The moment that is shown, as a line that waits for it.
fn moment(session: &Session) -> String {
    Line::unnumbered(Some(session.now().0), None).to_string()
}

/// Whether a line belongs in a lesson: looking at something in the console does not.
pub(super) fn is_told(line: &Line) -> bool {
    let looks = |it: &Command| {
        matches!(it, Command::ShowLog(_) | Command::Status | Command::Exit | Command::Quiz)
    };
    !line.command.as_ref().is_some_and(looks)
}
