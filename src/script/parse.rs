//! Text to commands.
//!
//! A line is bounded, then scanned for control characters, then read piece by piece: an optional moment, one command,
//! an optional `&`, and perhaps a comment. Every refusal names the place, what stands there and what should.

use super::bounds::{
    DEFAULT_LOAD_CLIENTS, MAX_KEY_BYTES, MAX_LINE_BYTES, MAX_LOAD, MAX_LOAD_CLIENTS, MAX_LOAD_RATE,
    MAX_MOMENT_US, MAX_NAME_BYTES, MAX_SCRIPT_BYTES, MAX_TIME_US, MAX_VALUE_BYTES,
};
use super::bug::Bug;
use super::command::{Command, Line, Load, NodeRef, PacketRef};
use super::error::{Problem, ScriptError};
use super::help;
use super::suggest::nearest;
use super::token::{Cursor, Kind, Token};
use super::units::{format_time, parse_time};
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
        return Ok(Some(Line { number, at_us, command: None, background: false }));
    }
    let command = command(&mut cursor)?;
    let background = command.can_run_in_background() && cursor.take_sign("&");
    cursor.end(match &command {
        Command::Client(_) => {
            "the end of the line, or a lone & (a key or value with spaces needs double quotes)"
        }
        Command::Pipe(_) | Command::Load(_) => "the end of the line, or a lone &",
        Command::Expect(_) => "and, or, or the end of the line",
        _ => "the end of the line",
    })?;
    Ok(Some(Line { number, at_us, command: Some(command), background }))
}

/// Reads a whole script, and leaves out lines without a command.
///
/// # Errors
/// The first line that cannot be read.
pub fn parse_script(text: &str) -> Result<Vec<Line>, ScriptError> {
    if text.len() > MAX_SCRIPT_BYTES {
        return Err(too_long("a script", text.len(), MAX_SCRIPT_BYTES, 1));
    }
    text.lines()
        .zip(1..)
        .filter_map(|(line, number)| parse_line(line, number).transpose())
        .collect()
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
    let token = cursor.word("a command; help lists them")?;
    let name = token.source.to_ascii_lowercase();
    let Some(row) = help::row(&name) else {
        return Err(unknown_command(cursor, &token, &name));
    };
    cursor.usage = row.entry.usage;
    walk::command(cursor, row)
}

fn unknown_command(cursor: &Cursor<'_>, token: &Token<'_>, name: &str) -> ScriptError {
    let names = help::commands().map(|entry| entry.name);
    let expected = match help::alias(name).or_else(|| nearest(name, names)) {
        Some(guess) => format!("a command; did you mean {guess}?"),
        None => "a command; help lists them".to_owned(),
    };
    cursor.unexpected(token, &expected)
}

/// The error that whatever comes next is not what was expected.
pub(super) fn stray(cursor: &mut Cursor<'_>, expected: &str) -> ScriptError {
    match cursor.token(expected) {
        Ok(token) => cursor.unexpected(&token, expected),
        Err(error) => error,
    }
}

/// Reads a whole number within bounds.
pub(super) fn number(
    cursor: &mut Cursor<'_>,
    what: &str,
    least: u64,
    most: u64,
) -> Result<u64, ScriptError> {
    let expected = if most == u64::MAX {
        format!("{what}: a whole number below 2^64")
    } else {
        format!("{what} from {least} to {most}")
    };
    let token = cursor.word(&expected)?;
    match digits(token.source) {
        Some(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(cursor.unexpected(&token, &expected)),
    }
}

/// Reads how many, of which there are 1 at least.
pub(super) fn count(cursor: &mut Cursor<'_>, what: &str, most: u32) -> Result<u32, ScriptError> {
    let count = number(cursor, what, 1, most.into())?;
    Ok(u32::try_from(count).expect("a number within bounds"))
}

/// Reads a time of at least so many microseconds, and of a day at most.
pub(super) fn time(cursor: &mut Cursor<'_>, least_us: u64) -> Result<u64, ScriptError> {
    let token = cursor.word("a time such as 150ms, 1.5s or 800us")?;
    match parse_time(token.source) {
        Ok(us) if (least_us..=MAX_TIME_US).contains(&us) => Ok(us),
        Ok(_) => Err(cursor.unexpected(&token, &expected_time(least_us))),
        Err(expected) => Err(cursor.unexpected(&token, expected)),
    }
}

/// The words for a time of at least so many microseconds, and of a day at most.
pub(super) fn expected_time(least_us: u64) -> String {
    format!("a time from {} to 24h", format_time(least_us))
}

/// Reads a node.
pub(super) fn node(cursor: &mut Cursor<'_>) -> Result<NodeRef, ScriptError> {
    const EXPECTED: &str = "a node such as n1, or leader";
    let token = cursor.word(EXPECTED)?;
    node_of(&token).ok_or_else(|| cursor.unexpected(&token, EXPECTED))
}

/// The node that a piece names, if it names one.
pub(super) fn node_of(token: &Token<'_>) -> Option<NodeRef> {
    if token.is_word("leader") {
        return Some(NodeRef::Leader);
    }
    let id = numbered(token, 'n').and_then(|id| u32::try_from(id).ok())?;
    (id > 0).then_some(NodeRef::Id(id))
}

/// Reads nodes, at least one, each once.
pub(super) fn nodes(cursor: &mut Cursor<'_>) -> Result<Vec<NodeRef>, ScriptError> {
    let mut nodes = vec![node(cursor)?];
    while let Some(next) = cursor.peek().and_then(|token| node_of(&token)) {
        let token = cursor.word("a node")?;
        if nodes.contains(&next) {
            return Err(cursor.unexpected(&token, "each node once"));
        }
        nodes.push(next);
    }
    Ok(nodes)
}

/// Reads a node other than this one.
pub(super) fn another_node(cursor: &mut Cursor<'_>, one: NodeRef) -> Result<NodeRef, ScriptError> {
    let token = cursor.token("a second node")?;
    match node_of(&token) {
        Some(other) if other != one => Ok(other),
        _ => Err(cursor.unexpected(&token, &format!("a node other than {one}"))),
    }
}

/// Reads a packet.
pub(super) fn packet(cursor: &mut Cursor<'_>) -> Result<PacketRef, ScriptError> {
    const EXPECTED: &str = "a packet in flight such as p17";
    let token = cursor.word(EXPECTED)?;
    match numbered(&token, 'p') {
        Some(id) => Ok(PacketRef(id)),
        None => Err(cursor.unexpected(&token, EXPECTED)),
    }
}

/// The number in a name such as `n17`.
pub(super) fn numbered(token: &Token<'_>, letter: char) -> Option<u64> {
    let mut chars = token.source.chars();
    let first = chars.next()?;
    (token.kind == Kind::Word && first.eq_ignore_ascii_case(&letter))
        .then(|| digits(chars.as_str()))
        .flatten()
}

/// A number in plain digits: no sign, and no zero in front.
pub(super) fn digits(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

/// Reads nodes in groups, at least one.
pub(super) fn groups(cursor: &mut Cursor<'_>) -> Result<Vec<Vec<NodeRef>>, ScriptError> {
    const EXPECTED: &str = "a node such as n1; a group is not empty";
    let mut groups: Vec<Vec<NodeRef>> = vec![Vec::new()];
    loop {
        let token = cursor.token(EXPECTED)?;
        let node = node_of(&token).ok_or_else(|| cursor.unexpected(&token, EXPECTED))?;
        if groups.iter().flatten().any(|other| *other == node) {
            return Err(cursor.unexpected(&token, "each node once, in one group"));
        }
        groups.last_mut().expect("there is always a group").push(node);
        if cursor.at_end() {
            return Ok(groups);
        }
        if cursor.take_sign("|") {
            groups.push(Vec::new());
        }
    }
}

/// Reads a rate, how long, and how many clients.
pub(super) fn load(cursor: &mut Cursor<'_>) -> Result<Load, ScriptError> {
    let expected = format!("operations a second, from 1/s to {MAX_LOAD_RATE}/s");
    let rate = cursor.word(&expected)?;
    let number = rate.source.strip_suffix("/s").and_then(digits);
    let per_second = number
        .and_then(|number| u32::try_from(number).ok())
        .filter(|number| (1..=MAX_LOAD_RATE).contains(number))
        .ok_or_else(|| cursor.unexpected(&rate, &expected))?;
    if !cursor.take_word("for") {
        return Err(stray(cursor, "for and a time"));
    }
    let for_us = time(cursor, 1)?;
    let clients = if cursor.take_word("clients") {
        count(cursor, "a number of clients", MAX_LOAD_CLIENTS)?
    } else {
        DEFAULT_LOAD_CLIENTS
    };
    let load = Load { per_second, for_us, clients };
    if (1..=MAX_LOAD).contains(&load.operations()) {
        return Ok(load);
    }
    let expected = format!(
        "a load of 1 to {MAX_LOAD} operations in all, and this one has {}",
        load.operations()
    );
    Err(cursor.unexpected(&rate, &expected))
}

/// Reads the name of a planted bug.
pub(super) fn bug(cursor: &mut Cursor<'_>) -> Result<Bug, ScriptError> {
    const EXPECTED: &str = "the name of a wrong rule, such as vote-twice; help break lists them";
    let token = cursor.word(EXPECTED)?;
    let name = token.source.to_ascii_lowercase();
    let names = || Bug::ALL.into_iter().map(Bug::name);
    Bug::named(&name).ok_or_else(|| match nearest(&name, names()) {
        Some(guess) => {
            cursor.unexpected(&token, &format!("the name of a wrong rule; did you mean {guess}?"))
        }
        None => cursor.unexpected(&token, EXPECTED),
    })
}

/// Reads a key.
pub(super) fn key(cursor: &mut Cursor<'_>) -> Result<String, ScriptError> {
    let (text, token) = cursor.text("a key")?;
    check_key(cursor, text, &token)
}

/// Demands that a key has a length that a key may have.
pub(super) fn check_key(
    cursor: &Cursor<'_>,
    text: String,
    token: &Token<'_>,
) -> Result<String, ScriptError> {
    if (1..=MAX_KEY_BYTES).contains(&text.len()) {
        return Ok(text);
    }
    let expected = format!("a key of 1 to {MAX_KEY_BYTES} bytes, not of {}", text.len());
    Err(cursor.unexpected(token, &expected))
}

/// Reads a value, which an error calls `what`.
pub(super) fn value(cursor: &mut Cursor<'_>, what: &str) -> Result<String, ScriptError> {
    let (text, token) = cursor.text(what)?;
    check_value(cursor, text, &token)
}

/// Demands that a value has a length that a value may have.
pub(super) fn check_value(
    cursor: &Cursor<'_>,
    text: String,
    token: &Token<'_>,
) -> Result<String, ScriptError> {
    if text.len() <= MAX_VALUE_BYTES {
        return Ok(text);
    }
    let expected = format!("a value of {MAX_VALUE_BYTES} bytes at most, not of {}", text.len());
    Err(cursor.unexpected(token, &expected))
}

/// Reads what the narrator says: one quotation, or words up to the end of the line.
pub(super) fn words(cursor: &mut Cursor<'_>) -> Result<String, ScriptError> {
    let (mut words, first) = cursor.text("some words")?;
    while first.kind == Kind::Word && !cursor.at_end() {
        let (word, _) = cursor.text("words; what holds signs needs double quotes")?;
        words.push(' ');
        words.push_str(&word);
    }
    if (1..=MAX_VALUE_BYTES).contains(&words.len()) {
        return Ok(words);
    }
    let expected = format!("1 to {MAX_VALUE_BYTES} bytes of words, not {}", words.len());
    Err(cursor.unexpected(&first, &expected))
}

/// Reads a name: one word, or anything in double quotes.
pub(super) fn name(cursor: &mut Cursor<'_>) -> Result<String, ScriptError> {
    let (name, token) = cursor.text("a name")?;
    if (1..=MAX_NAME_BYTES).contains(&name.len()) && name == name.trim() {
        return Ok(name);
    }
    let expected = format!("a name of 1 to {MAX_NAME_BYTES} bytes, without spaces at its ends");
    Err(cursor.unexpected(&token, &expected))
}

/// Reads the name of a command to be explained.
pub(super) fn topic(cursor: &mut Cursor<'_>) -> Result<String, ScriptError> {
    let token = cursor.word("the name of a command")?;
    let name = token.source.to_ascii_lowercase();
    match help::command(&name) {
        Some(entry) => Ok(entry.name.to_owned()),
        None => Err(unknown_command(cursor, &token, &name)),
    }
}
