//! Single words of the language: numbers, times, keys, values and names.

use super::bounds::{MAX_KEY_BYTES, MAX_NAME_BYTES, MAX_TIME_US, MAX_VALUE_BYTES};
use super::error::ScriptError;
use super::token::{Cursor, Kind, Token};
use super::units::{format_time, parse_time};

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

/// Reads a text that has to stand in double quotes, of so many bytes at most, without line breaks.
pub(super) fn words_in_quotes<'a>(
    cursor: &mut Cursor<'a>,
    expected: &str,
    most: usize,
) -> Result<(String, Token<'a>), ScriptError> {
    let token = cursor.token(expected)?;
    let Kind::Quoted(text) = &token.kind else {
        return Err(cursor.unexpected(&token, expected));
    };
    if text.trim().is_empty() || text.len() > most || text.contains(char::is_control) {
        let expected = format!("{expected}, of 1 to {most} bytes on one line");
        return Err(cursor.unexpected(&token, &expected));
    }
    Ok((text.clone(), token))
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
