//! Links between two nodes, and what they are like.

use super::command::{LinkRef, LinkSetting};
use super::error::ScriptError;
use super::parse::{another_node, node};
use super::shape::{chance, range};
use super::token::Cursor;

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
