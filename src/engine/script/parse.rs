//! Text to commands.
//!
//! A line is bounded, then scanned for control characters, then read piece by piece: an optional moment, one command,
//! an optional `&`, and perhaps a comment. Every refusal names the place, what stands there and what should.

use super::bounds::{MAX_LINE_BYTES, MAX_MOMENT_US, MAX_SCRIPT_BYTES};
use super::command::{Command, Line};
use super::commands::row_of;
use super::end::addressed;
use super::error::{Problem, ScriptError};
use super::read::operation;
use super::repeat::write_out;
use super::token::{Cursor, Kind, Token};
use super::units::parse_time;
use super::walk;

/// Reads one line, which has this number in its text; nothing for a line without a command.
///
/// # Errors
/// If it is no line of the language: where, what was found, and what was expected.
pub fn parse_line(text: &str, number: u32) -> Result<Option<Line>, ScriptError> {
    if text.len() > MAX_LINE_BYTES {
        return Err(too_long("a line", text.len(), MAX_LINE_BYTES, number));
    }
    let mut cursor = Cursor::new(text, number)?;
    if cursor.at_end() {
        return Ok(None);
    }
    let at_us = moment(&mut cursor)?;
    if at_us.is_some() && cursor.at_end() {
        return Ok(Some(Line {
            number,
            rounds: Vec::new(),
            at_us,
            command: None,
            background: false,
        }));
    }
    let command = command(&mut cursor)?;
    let background = command.can_run_in_background() && cursor.take_sign("&");
    cursor.end(match &command {
        Command::Client(_) | Command::ClientAsks { .. } => {
            "the end of the line, or a lone & (a key or value with spaces needs double quotes)"
        }
        Command::Pipe(_) | Command::Load(_) => "the end of the line, or a lone &",
        Command::Expect(_) | Command::Goal(_) => "and, or, or the end of the line",
        Command::Find(_) => {
            "within and a time, using and moves, most and a number of moves, or the end of the line"
        }
        Command::Odds { .. } | Command::Rescue { .. } => {
            "and, or, over and a time, or the end of the line"
        }
        Command::Ask(_) => "and, or, a ; and another answer, or the end of the line",
        Command::Set(_) => "the end of the line, or for and a node",
        _ => "the end of the line",
    })?;
    Ok(Some(Line { number, rounds: Vec::new(), at_us, command: Some(command), background }))
}

/// Reads a whole script, leaves out lines without a command, and writes out what is repeated.
///
/// # Errors
/// The first line that cannot be read.
pub fn parse_script(text: &str) -> Result<Vec<Line>, ScriptError> {
    if text.len() > MAX_SCRIPT_BYTES {
        return Err(too_long("a script", text.len(), MAX_SCRIPT_BYTES, 1));
    }
    // Some editors begin a file with a byte order mark, which nobody sees.
    let lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines().zip(1..);
    let lines = lines.filter_map(|(line, number)| parse_line(line, number).transpose());
    write_out(lines.collect::<Result<_, _>>()?)
}

fn too_long(what: &str, bytes: usize, most: usize, line: u32) -> ScriptError {
    let problem = Problem::Unexpected {
        found: format!("{what} of {bytes} bytes"),
        expected: format!("{most} bytes at most"),
    };
    ScriptError { line, column: 1, problem }
}

/// Reads the moment of a recorded line, such as `@1.5s`, if there is one.
fn moment(cursor: &mut Cursor<'_>) -> Result<Option<u64>, ScriptError> {
    let Some(Token { kind: Kind::Word, source, .. }) = cursor.peek() else {
        return Ok(None);
    };
    let Some(text) = source.strip_prefix('@') else {
        return Ok(None);
    };
    const EXPECTED: &str = "a moment within the first year, such as @1.5s";
    let token = cursor.word(EXPECTED)?;
    match parse_time(text) {
        Ok(us) if us <= MAX_MOMENT_US => Ok(Some(us)),
        _ => Err(cursor.unexpected(&token, EXPECTED)),
    }
}

fn command(cursor: &mut Cursor<'_>) -> Result<Command, ScriptError> {
    if let Some(client) = cursor.peek().and_then(|token| addressed(&token)) {
        cursor.word("a client")?;
        return Ok(Command::ClientAsks { client, operation: operation(cursor)? });
    }
    let row = row_of(cursor, "a command; help lists them")?;
    cursor.usage = row.entry.usage;
    walk::command(cursor, row)
}
