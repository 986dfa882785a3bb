//! Repetition: what stands between `repeat 5` and its `end` is written out, so that whoever carries out a script, or writes
//! it down as a session, knows of lines only. What comes of it is bounded before it is made.

use super::bounds::{MAX_REPEAT_DEPTH, MAX_WRITTEN_OUT};
use super::command::{Command, Line};
use super::error::{Problem, ScriptError};

/// A `repeat` whose `end` has not come yet.
struct Open {
    /// Its line in the text.
    number: u32,
    times: u32,
    /// What has come since.
    body: Vec<Line>,
}

/// Writes out all that is to be repeated.
///
/// # Errors
/// If a `repeat` has no `end`, or an `end` no `repeat`, or they are too deep, or too much would come of them.
pub(super) fn write_out(lines: Vec<Line>) -> Result<Vec<Line>, ScriptError> {
    let mut done = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for line in lines {
        let number = line.number;
        if let (Some(command @ (Command::Repeat(_) | Command::End)), Some(_)) =
            (&line.command, line.at_us)
        {
            let expected = format!("{} without a moment", command.name());
            return Err(wrong(number, command, &expected));
        }
        match line.command {
            Some(Command::Repeat(_)) if open.len() >= MAX_REPEAT_DEPTH => {
                let expected =
                    format!("a command: repetitions are at most {MAX_REPEAT_DEPTH} deep");
                return Err(wrong(number, &Command::Repeat(0), &expected));
            }
            Some(Command::Repeat(times)) => open.push(Open { number, times, body: Vec::new() }),
            Some(Command::End) => {
                let Some(Open { number: begun, times, body }) = open.pop() else {
                    let expected = "a command: there is no repeat that it could end";
                    return Err(wrong(number, &Command::End, expected));
                };
                let into = open.last_mut().map_or(&mut done, |outer| &mut outer.body);
                if body.len() as u64 * u64::from(times) + into.len() as u64 > MAX_WRITTEN_OUT {
                    let expected = format!("repetitions of at most {MAX_WRITTEN_OUT} lines in all");
                    return Err(wrong(begun, &Command::Repeat(times), &expected));
                }
                for round in 1..=times {
                    into.extend(body.iter().cloned().map(|mut line| {
                        line.rounds.insert(0, round);
                        line
                    }));
                }
            }
            _ => open.last_mut().map_or(&mut done, |outer| &mut outer.body).push(line),
        }
    }
    match open.first() {
        Some(Open { number, times, .. }) => {
            Err(wrong(*number, &Command::Repeat(*times), "an end for it, on a line below"))
        }
        None => Ok(done),
    }
}

fn wrong(line: u32, command: &Command, expected: &str) -> ScriptError {
    let found = match command {
        Command::Repeat(0) => "repeat".to_owned(),
        command => command.to_string(),
    };
    let problem =
        Problem::Unexpected { found: format!("\"{found}\""), expected: expected.to_owned() };
    ScriptError { line, column: 1, problem }
}
