//! Loads: random operations at a steady rate.

use std::fmt::{Display, Formatter, Result as Written};

use super::bounds::{DEFAULT_LOAD_CLIENTS, MAX_LOAD, MAX_LOAD_CLIENTS, MAX_LOAD_RATE};
use super::error::ScriptError;
use super::token::Cursor;
use super::units::format_time;
use super::word::{count, digits, time};

/// A steady load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Operations a second.
    pub per_second: u32,
    /// For how many microseconds.
    pub for_us: u64,
    /// How many clients share them.
    pub clients: u32,
}

impl Load {
    /// How many operations it is.
    pub fn operations(self) -> u64 {
        let operations = u128::from(self.per_second) * u128::from(self.for_us) / 1_000_000;
        u64::try_from(operations).unwrap_or(u64::MAX)
    }
}

impl Display for Load {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        let Self { per_second, for_us, clients } = self;
        write!(f, "{per_second}/s for {} clients {clients}", format_time(*for_us))
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
        return Err(cursor.stray("for and a time"));
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
