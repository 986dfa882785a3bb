//! What a mission allows, read: that goes by the table of commands.

use super::bounds::{MAX_ANSWER_BYTES, MAX_USES};
use super::commands::{row, row_of};
use super::error::ScriptError;
use super::goal::Uses;
use super::token::{Cursor, Kind};

/// Reads what stands after `allow`.
pub(super) fn uses(cursor: &mut Cursor<'_>) -> Result<Uses, ScriptError> {
    const EXPECTED: &str = "the name of a command, or the beginning of one in double quotes";
    let mut uses = Vec::new();
    while uses.is_empty() || !cursor.at_end() {
        let mut ahead = cursor.clone();
        let token = cursor.token(EXPECTED)?;
        let begin = if let Kind::Quoted(text) = &token.kind {
            let name = text.split(' ').next().unwrap_or_default();
            let spaced = text.split(' ').all(|word| !word.is_empty());
            let known = row(name).is_some();
            let plain = !text.contains(char::is_control);
            if !(known && spaced && plain && text.len() <= MAX_ANSWER_BYTES) {
                return Err(cursor.unexpected(&token, EXPECTED));
            }
            text.clone()
        } else {
            row_of(&mut ahead, EXPECTED)?.entry.name.to_owned()
        };
        if uses.contains(&begin) {
            return Err(cursor.unexpected(&token, "each command once"));
        }
        if uses.len() == MAX_USES {
            let expected = format!("{MAX_USES} commands at most");
            return Err(cursor.unexpected(&token, &expected));
        }
        uses.push(begin);
    }
    Ok(Uses(uses))
}
