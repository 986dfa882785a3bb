//! `raftarium mission`: the missions, and whether a script solves one.

use std::process::ExitCode;

use raftarium::script::nearest;
use raftarium::session::missions::submission::{self, Assignment, Judged};
use raftarium::session::missions::{self, GoalState, GoalView, Mission, MissionView};

use crate::streams::{self, Output};
use crate::usage::{Argument, Arguments, Ended, Task};

/// The task.
pub const TASK: Task = Task { name: "mission", options: &[], letters: &[], help: HELP, run };

const HELP: &str = "\
raftarium mission: lists the missions, prints one, or says whether a script solves it

usage: raftarium mission                    every mission by chapter, with its name and its title
       raftarium mission NAME               the script of one: what is set up, and what is to be done
       raftarium mission NAME SOLUTION.raft carries out what somebody did, and tells how each goal stands

NAME may be a file as well, or a link to the mission. SOLUTION.raft is what is done after the mission's own lines, or a whole session as the page
saves it; `-` is standard input.

exit status: 0 if all went well, and a solution met every goal
             1 if a solution did not, or it could not be carried out, or did what the mission does not allow
             2 if there is no such mission, or a file could not be read
";

fn run(arguments: &mut Arguments) -> Ended {
    let mut words = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Help => {
                streams::print(arguments.help())?;
                return Ok(ExitCode::SUCCESS);
            }
            Argument::Word(word) => words.push(word),
            Argument::Option(other) => unreachable!("--{other} is in no list"),
        }
    }
    match words.as_slice() {
        [] => list()?,
        [name] => streams::print(&text(name)?)?,
        [name, solution] => return solve(name, solution),
        [_, _, more, ..] => {
            return Err(format!("found {more}, expected a mission and one solution"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list() -> Result<(), String> {
    let longest = missions::all().map(|mission| mission.id.len()).max().unwrap_or(0);
    let mut output = Output::open();
    let mut chapter = None;
    for mission in missions::all() {
        if chapter != Some(mission.chapter) {
            let gap = if chapter.is_some() { "\n" } else { "" };
            output.line(&format!("{gap}{}", mission.chapter.name()))?;
            chapter = Some(mission.chapter);
        }
        let Mission { id, title, level, .. } = mission;
        output.line(&format!("  {id:longest$}  {title} ({})", level.name()))?;
    }
    output.close()
}

/// The script of a mission: of the table, in a file, or in a link.
///
/// # Errors
/// If there is none of this name.
pub fn text(name: &str) -> Result<String, String> {
    if submission::is_link(name) {
        return submission::plain(name);
    }
    if let Some(mission) = missions::find(&name.to_ascii_lowercase()) {
        return Ok(mission.text.to_owned());
    }
    if name == "-" || name.contains(['.', '/', '\\']) {
        return streams::read(name);
    }
    Err(match nearest(name, missions::all().map(|mission| mission.id)) {
        Some(guess) => format!("found `{name}`, expected a mission; did you mean `{guess}`?"),
        None => {
            format!("found `{name}`, expected a mission, or a file: `raftarium mission` lists them")
        }
    })
}

fn solve(name: &str, solution: &str) -> Ended {
    let assignment = Assignment::read(&text(name)?).map_err(|error| format!("{name}: {error}"))?;
    match assignment.judge(&streams::read(solution)?, None, None) {
        Ok(judged) => {
            streams::print(&told(&judged))?;
            let solved = judged.mission.solved.is_some();
            Ok(if solved { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Err(refusal) => {
            eprintln!("raftarium: {solution}: {refusal}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// How a mission stands at the end of a submission.
fn told(judged: &Judged) -> String {
    let Judged { mission, error, .. } = judged;
    let mut text = format!("{}\n", mission.task);
    for goal in &mission.goals {
        text += &format!("  {}\n", goal_line(mission, goal));
    }
    text += &used(mission);
    if let Some(error) = error {
        text += &format!("it ended early: {error}\n");
    }
    let (points, most) = (mission.points(), mission.most_points());
    text += &match mission.solved {
        Some(at) => format!("solved at {at}: {points} of {most} points\n"),
        None => format!("not solved: {points} of {most} points\n"),
    };
    text
}

/// A goal, how it stands, and since when.
pub fn goal_line(mission: &MissionView, goal: &GoalView) -> String {
    let state = match goal.state {
        GoalState::Met(at) => format!("met at {at}"),
        GoalState::Lost(at) => format!("lost at {at}"),
        GoalState::Open => "not met".to_owned(),
    };
    let points = if mission.counts(goal) { goal.worth } else { 0 };
    format!("{points}/{}  {}: {state}", goal.worth, goal.words)
}

fn used(mission: &MissionView) -> String {
    let mut text = format!("commands used: {}", mission.used);
    if let Some(limit) = mission.limit {
        text += &format!(" of {limit}");
    }
    if let Some(par) = mission.par {
        text += &format!(" ({par} are enough)");
    }
    text + "\n"
}
