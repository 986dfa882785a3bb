//! Packets in flight, by number.

use std::fmt::{Display, Formatter, Result as Written};

use super::error::ScriptError;
use super::token::Cursor;
use super::word::numbered;

/// A packet in flight: `p17`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PacketRef(pub u64);

impl Display for PacketRef {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        write!(f, "p{}", self.0)
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
