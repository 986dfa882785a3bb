//! Text to commands.
//!
//! A line is bounded, then scanned for control characters, then read piece by piece: an optional moment, one command,
//! an optional `&`, and perhaps a comment. Every refusal names the place, what stands there and what should.

use super::bounds::{
    DEFAULT_FAILOVERS, DEFAULT_LOAD_CLIENTS, DEFAULT_PIPE, MAX_FAILOVERS, MAX_KEY_BYTES,
    MAX_LINE_BYTES, MAX_LOAD, MAX_LOAD_CLIENTS, MAX_LOAD_RATE, MAX_MOMENT_US, MAX_NODES, MAX_PIPE,
    MAX_SCRIPT_BYTES, MAX_TIME_US, MAX_VALUE_BYTES,
};
use super::bug::Bug;
use super::command::{ClientOp, Command, Line, LinkRef, Load, NodeRef, PacketRef, Preset, Temper};
use super::condition::condition;
use super::error::{Problem, ScriptError};
use super::faults;
use super::help;
use super::inquiry::inquiry;
use super::knobs::setting;
use super::suggest::nearest;
use super::token::{Cursor, Kind, Token};
use super::travel::travel;
use super::units::{format_time, parse_time};

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
    let Some(entry) = help::command(&name) else {
        return Err(unknown_command(cursor, &token, &name));
    };
    cursor.usage = entry.usage;
    Ok(match entry.name {
        "cluster" => Command::Cluster(count(cursor, "a number of nodes", MAX_NODES)?),
        "seed" => Command::Seed(number(cursor, "a seed", 0, u64::MAX)?),
        "preset" => Command::Preset(preset(cursor)?),
        "set" => Command::Set(setting(cursor)?),

        "crash" => faults::crash(cursor)?,
        "restart" => Command::Restart(node(cursor)?),
        "pause" => Command::Pause(node(cursor)?),
        "resume" => Command::Resume(node(cursor)?),
        "partition" if cursor.take_word("ring") => Command::PartitionRing,
        "partition" => Command::Partition(groups(cursor)?),
        "cut" => {
            let LinkRef { from, to, both_ways } = faults::link(cursor)?;
            Command::Cut { from, to, both_ways }
        }
        "heal" if cursor.at_end() => Command::Heal(None),
        "heal" => {
            let one = node(cursor)?;
            Command::Heal(Some((one, another_node(cursor, one)?)))
        }
        "drop" => Command::Drop(packet(cursor)?),
        "duplicate" => Command::Duplicate(packet(cursor)?),
        "delay" => Command::Delay { packet: packet(cursor)?, by_us: time(cursor, 1)? },
        "deliver" => Command::Deliver(packet(cursor)?),
        "clog" => Command::Clog(faults::link(cursor)?),
        "unclog" if cursor.at_end() => Command::Unclog(None),
        "unclog" => Command::Unclog(Some(faults::link(cursor)?)),
        "link" if cursor.take_word("clear") => Command::ClearLinks,
        "link" => Command::Link { link: faults::link(cursor)?, setting: faults::weather(cursor)? },
        "tear" => Command::Tear(node(cursor)?),
        "corrupt" => Command::Corrupt { node: node(cursor)?, index: faults::entry(cursor)? },
        "wipe" => Command::Wipe(node(cursor)?),
        "slow" => Command::Slow { node: node(cursor)?, span_us: faults::span(cursor)? },
        "lie" => Command::Lie { node: node(cursor)?, lies: faults::on_or_off(cursor)? },
        "clock" => Command::Clock { node: node(cursor)?, rate_ppm: faults::rate(cursor)? },

        "chaos" => Command::Chaos(chaos(cursor)?),

        "break" => Command::Break(bug(cursor)?),
        "mend" if cursor.take_word("all") => Command::Mend(None),
        "mend" => Command::Mend(Some(bug(cursor)?)),

        "failover" if cursor.at_end() => Command::Failover(DEFAULT_FAILOVERS),
        "failover" => Command::Failover(count(cursor, "a number of seeds", MAX_FAILOVERS)?),

        "timeout" => Command::Timeout(node(cursor)?),
        "transfer" => Command::Transfer(node(cursor)?),
        "stepdown" if cursor.at_end() => Command::StepDown(None),
        "stepdown" => Command::StepDown(Some(node(cursor)?)),
        "snapshot" if cursor.at_end() => Command::Snapshot(None),
        "snapshot" => Command::Snapshot(Some(node(cursor)?)),
        "add" => Command::Add(nodes(cursor)?),
        "remove" => Command::Remove(nodes(cursor)?),
        "replace" => {
            let old = nodes(cursor)?;
            if !cursor.take_word("with") {
                return Err(stray(cursor, "a node, or with"));
            }
            Command::Replace { old, new: nodes(cursor)? }
        }

        "get" => Command::Client(ClientOp::Get(key(cursor)?)),
        "put" => Command::Client(ClientOp::Put(key(cursor)?, value(cursor, "a value")?)),
        "delete" => Command::Client(ClientOp::Delete(key(cursor)?)),
        "cas" => Command::Client(ClientOp::Cas(
            key(cursor)?,
            value(cursor, "the old value")?,
            value(cursor, "the new value")?,
        )),
        "create" => Command::Client(ClientOp::Create(key(cursor)?, value(cursor, "a value")?)),
        "read" => Command::Client(ClientOp::Read(key(cursor)?)),
        "update" => Command::Client(ClientOp::Update(key(cursor)?, value(cursor, "a value")?)),
        "pipe" if cursor.at_end() || cursor.peek().is_some_and(|token| token.is_sign("&")) => {
            Command::Pipe(DEFAULT_PIPE)
        }
        "pipe" => Command::Pipe(count(cursor, "a number of operations", MAX_PIPE)?),
        "load" => Command::Load(load(cursor)?),
        "connect" => Command::Connect(node(cursor)?),
        "show_log" if cursor.at_end() => Command::ShowLog(None),
        "show_log" => Command::ShowLog(Some(node(cursor)?)),
        "status" => Command::Status,
        "why" => Command::Why(inquiry(cursor)?),
        "exit" => Command::Exit,
        "help" if cursor.at_end() => Command::Help(None),
        "help" => Command::Help(Some(topic(cursor)?)),

        "advance" => Command::Advance(time(cursor, 1)?),
        "until" => {
            let condition = condition(cursor)?;
            if !cursor.take_word("within") {
                return Err(stray(cursor, "and, or, or within and a time"));
            }
            Command::Until { condition, within_us: time(cursor, 1)? }
        }
        "expect" => Command::Expect(condition(cursor)?),
        "say" => Command::Say(words(cursor)?),
        first @ ("go" | "bookmark" | "unbookmark" | "branches" | "branch" | "rename") => {
            Command::Travel(travel(cursor, first)?)
        }
        name => unreachable!("{name} has a help entry and no meaning"),
    })
}

fn unknown_command(cursor: &Cursor<'_>, token: &Token<'_>, name: &str) -> ScriptError {
    let names = help::commands().map(|entry| entry.name);
    let expected = match help::synonym(name).or_else(|| nearest(name, names)) {
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
fn nodes(cursor: &mut Cursor<'_>) -> Result<Vec<NodeRef>, ScriptError> {
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

fn groups(cursor: &mut Cursor<'_>) -> Result<Vec<Vec<NodeRef>>, ScriptError> {
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
fn load(cursor: &mut Cursor<'_>) -> Result<Load, ScriptError> {
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

fn chaos(cursor: &mut Cursor<'_>) -> Result<Option<Temper>, ScriptError> {
    if cursor.take_word("off") {
        return Ok(None);
    }
    if !cursor.take_word("on") {
        return Err(stray(cursor, "on, on wild, or off"));
    }
    if cursor.at_end() || cursor.take_word(Temper::Mild.name()) {
        return Ok(Some(Temper::Mild));
    }
    if cursor.take_word(Temper::Wild.name()) {
        return Ok(Some(Temper::Wild));
    }
    Err(stray(cursor, "mild or wild"))
}

/// Reads the name of a planted bug.
fn bug(cursor: &mut Cursor<'_>) -> Result<Bug, ScriptError> {
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

fn preset(cursor: &mut Cursor<'_>) -> Result<Preset, ScriptError> {
    const ALL: [Preset; 3] = [Preset::Paper, Preset::SystemA, Preset::SystemB];
    const EXPECTED: &str = "one of the presets paper, system-a and system-b";
    let token = cursor.word(EXPECTED)?;
    ALL.into_iter()
        .find(|preset| token.is_word(preset.name()))
        .ok_or_else(|| cursor.unexpected(&token, EXPECTED))
}

fn key(cursor: &mut Cursor<'_>) -> Result<String, ScriptError> {
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

fn value(cursor: &mut Cursor<'_>, what: &str) -> Result<String, ScriptError> {
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
fn words(cursor: &mut Cursor<'_>) -> Result<String, ScriptError> {
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

/// Reads the name of a command to be explained.
fn topic(cursor: &mut Cursor<'_>) -> Result<String, ScriptError> {
    let token = cursor.word("the name of a command")?;
    let name = token.source.to_ascii_lowercase();
    match help::command(&name) {
        Some(entry) => Ok(entry.name.to_owned()),
        None => Err(unknown_command(cursor, &token, &name)),
    }
}
