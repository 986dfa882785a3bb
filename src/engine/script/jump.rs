//! Jumps of a clock.

use std::fmt::{Display, Formatter, Result as Written};

use super::bounds::MAX_TIME_US;
use super::error::ScriptError;
use super::token::{Cursor, Token};
use super::units::{format_time, parse_time};

/// By how much a clock is set forward or back, at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jump {
    /// Whether it goes forward.
    pub ahead: bool,
    /// Microseconds that it shows more, or less, than before.
    pub by_us: u64,
}

impl Display for Jump {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        write!(f, "{}{}", if self.ahead { '+' } else { '-' }, format_time(self.by_us))
    }
}

/// Whether a piece was meant to be one.
pub(super) fn is_jump(token: &Token<'_>) -> bool {
    token.source.starts_with(['+', '-'])
}

/// Reads one.
pub(super) fn jump(cursor: &mut Cursor<'_>) -> Result<Jump, ScriptError> {
    const EXPECTED: &str = "a jump of 1us to 24h, such as +500ms or -500ms";
    let token = cursor.word(EXPECTED)?;
    let by_us = token.source.get(1..).and_then(|time| parse_time(time).ok());
    match by_us.filter(|us| is_jump(&token) && (1..=MAX_TIME_US).contains(us)) {
        Some(by_us) => Ok(Jump { ahead: token.source.starts_with('+'), by_us }),
        None => Err(cursor.unexpected(&token, EXPECTED)),
    }
}
