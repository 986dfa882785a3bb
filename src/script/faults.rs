//! The arguments of faults: links and their weather, clocks, disks.

use super::bounds::{MAX_CLOCK_PPM, MIN_CLOCK_PPM};
use super::command::{Command, LinkRef, LinkSetting};
use super::error::ScriptError;
use super::parse::{another_node, node, number, stray};
use super::shape::{chance, range};
use super::token::Cursor;
use super::units::{format_chance, parse_percentage};

/// Reads a link, one way (`n1 > n2`) or both ways (`n1 n2`).
pub(super) fn link(cursor: &mut Cursor<'_>) -> Result<LinkRef, ScriptError> {
    let from = node(cursor)?;
    let both_ways = !cursor.take_sign(">");
    Ok(LinkRef { from, to: another_node(cursor, from)?, both_ways })
}

/// Reads what a link is like.
pub(super) fn weather(cursor: &mut Cursor<'_>) -> Result<LinkSetting, ScriptError> {
    const EXPECTED: &str = "latency, loss, duplicate, reorder or clear";
    let token = cursor.word(EXPECTED)?;
    Ok(match token.source.to_ascii_lowercase().as_str() {
        "latency" => {
            let (min_us, max_us) = range(cursor, 0)?;
            LinkSetting::Latency { min_us, max_us }
        }
        "loss" => LinkSetting::Loss(chance(cursor)?),
        "duplicate" => LinkSetting::Duplicate(chance(cursor)?),
        "reorder" => LinkSetting::Reorder(chance(cursor)?),
        "clear" => LinkSetting::Clear,
        _ => return Err(cursor.unexpected(&token, EXPECTED)),
    })
}

/// Reads which node crashes, and whether it does at once.
pub(super) fn crash(cursor: &mut Cursor<'_>) -> Result<Command, ScriptError> {
    let node = node(cursor)?;
    if !cursor.take_word("after") {
        return Ok(Command::Crash(node));
    }
    if !cursor.take_word("write") {
        return Err(stray(cursor, "write"));
    }
    Ok(Command::CrashAfterWrite(node))
}

/// Reads which entry, if that is said.
pub(super) fn entry(cursor: &mut Cursor<'_>) -> Result<Option<u64>, ScriptError> {
    if cursor.at_end() {
        return Ok(None);
    }
    number(cursor, "the index of an entry", 1, u64::MAX).map(Some)
}

/// Reads how long a write takes, or `off`.
pub(super) fn span(cursor: &mut Cursor<'_>) -> Result<Option<(u64, u64)>, ScriptError> {
    if cursor.take_word("off") { Ok(None) } else { range(cursor, 0).map(Some) }
}

/// Reads `on` or `off`.
pub(super) fn on_or_off(cursor: &mut Cursor<'_>) -> Result<bool, ScriptError> {
    if cursor.take_word("on") {
        Ok(true)
    } else if cursor.take_word("off") {
        Ok(false)
    } else {
        Err(stray(cursor, "on or off"))
    }
}

/// Reads how fast a clock runs, in parts per million of the true rate.
pub(super) fn rate(cursor: &mut Cursor<'_>) -> Result<u32, ScriptError> {
    let expected = format!(
        "a rate from {} to {}, such as 105%; 100% is true",
        format_chance(MIN_CLOCK_PPM),
        format_chance(MAX_CLOCK_PPM)
    );
    let token = cursor.word(&expected)?;
    match parse_percentage(token.source) {
        Some(ppm) if (MIN_CLOCK_PPM..=MAX_CLOCK_PPM).contains(&ppm) => Ok(ppm),
        _ => Err(cursor.unexpected(&token, &expected)),
    }
}
