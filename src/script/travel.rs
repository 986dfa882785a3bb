//! Going about in a session: to moments, by time or by name, and to branches. Nothing here changes what happens in a
//! cluster; it is about what is looked at, and what things are called.

use std::fmt::{Display, Formatter, Result as Written};

use super::bounds::{MAX_MOMENT_US, MAX_NAME_BYTES};
use super::error::ScriptError;
use super::parse::{digits, number};
use super::token::{Cursor, Kind, quote_always};
use super::units::{format_time, parse_time};

/// A way about in the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Travel {
    /// `go 2.5s`: shows this moment of the branch, in microseconds since its start.
    Go(u64),
    /// `go 2.5s after 2`: shows this moment with so many of its commands done, and the rest of them yet to be done.
    Amid(u64, u32),
    /// `go "the crash"`: shows the moment of a bookmark.
    GoTo(String),
    /// `bookmark "the crash"`: gives the present moment a name.
    Bookmark(String),
    /// `unbookmark "the crash"`: takes that name away.
    Unbookmark(String),
    /// `branches`: lists them.
    Branches,
    /// `branch 2`: shows another branch, by its number from 1.
    Branch(u32),
    /// `branch "what if"`: shows another branch, by its name.
    BranchTo(String),
    /// `rename "what if"`: gives the branch that is shown a name.
    Rename(String),
}

impl Travel {
    /// The command's first word.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Go(_) | Self::Amid(..) | Self::GoTo(_) => "go",
            Self::Bookmark(_) => "bookmark",
            Self::Unbookmark(_) => "unbookmark",
            Self::Branches => "branches",
            Self::Branch(_) | Self::BranchTo(_) => "branch",
            Self::Rename(_) => "rename",
        }
    }
}

impl Display for Travel {
    /// What stands after the first word.
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        match self {
            Self::Go(us) => write!(f, " {}", format_time(*us)),
            Self::Amid(us, done) => write!(f, " {} after {done}", format_time(*us)),
            Self::Branch(number) => write!(f, " {number}"),
            Self::Branches => Ok(()),
            Self::GoTo(name)
            | Self::Bookmark(name)
            | Self::Unbookmark(name)
            | Self::BranchTo(name)
            | Self::Rename(name) => write!(f, " {}", quote_always(name)),
        }
    }
}

/// Reads what stands after a first word that is one of these.
pub(super) fn travel(cursor: &mut Cursor<'_>, first: &str) -> Result<Travel, ScriptError> {
    Ok(match first {
        "go" => go(cursor)?,
        "bookmark" => Travel::Bookmark(name(cursor)?),
        "unbookmark" => Travel::Unbookmark(name(cursor)?),
        "branch" => branch(cursor)?,
        "rename" => Travel::Rename(name(cursor)?),
        _ => Travel::Branches,
    })
}

fn go(cursor: &mut Cursor<'_>) -> Result<Travel, ScriptError> {
    let Some(token) = cursor.peek().filter(|it| it.kind == Kind::Word) else {
        return name(cursor).map(Travel::GoTo);
    };
    // What begins like a number is a time, or was meant to be one.
    if !token.source.starts_with(|c: char| c.is_ascii_digit()) {
        return name(cursor).map(Travel::GoTo);
    }
    const EXPECTED: &str =
        "a moment within the first year, such as 2.5s, or a bookmark in double quotes";
    let token = cursor.word(EXPECTED)?;
    let us = match parse_time(token.source) {
        Ok(us) if us <= MAX_MOMENT_US => us,
        _ => return Err(cursor.unexpected(&token, EXPECTED)),
    };
    if !cursor.take_word("after") {
        return Ok(Travel::Go(us));
    }
    let done = number(cursor, "how many of its commands are done", 0, u32::MAX.into())?;
    Ok(Travel::Amid(us, u32::try_from(done).expect("a number within bounds")))
}

fn branch(cursor: &mut Cursor<'_>) -> Result<Travel, ScriptError> {
    let number_next =
        cursor.peek().is_some_and(|it| it.kind == Kind::Word && digits(it.source).is_some());
    if !number_next {
        return name(cursor).map(Travel::BranchTo);
    }
    let branch = number(cursor, "the number of a branch", 1, u32::MAX.into())?;
    Ok(Travel::Branch(u32::try_from(branch).expect("a number within bounds")))
}

/// Reads a name: one word, or anything in double quotes.
fn name(cursor: &mut Cursor<'_>) -> Result<String, ScriptError> {
    let (name, token) = cursor.text("a name")?;
    if (1..=MAX_NAME_BYTES).contains(&name.len()) && name == name.trim() {
        return Ok(name);
    }
    let expected = format!("a name of 1 to {MAX_NAME_BYTES} bytes, without spaces at its ends");
    Err(cursor.unexpected(&token, &expected))
}
