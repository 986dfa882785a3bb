//! Packets that are yet to be sent, by what they are: `next 3 appends n1 > n2`, `all acks n2 > n1`. A packet's number is
//! another under another seed; what it is, and where it goes, is not.
//!
//! ```text
//! coming  = "next" [ COUNT ] packets | [ "all" ] packets
//! packets = TYPE [ way ]
//! way     = END | ">" END | END ">" END | END END
//! ```
//!
//! Without `next`, or `all`, the type is to be named in the plural: `hold acks n2 > n1`.

use std::fmt::{Display, Formatter, Result as Written};

use super::bounds::MAX_COMING;
use super::end::{EndRef, end, end_of};
use super::error::ScriptError;
use super::packet_type::{PacketType, packet_type};
use super::token::{Cursor, Kind};
use super::word::count;

/// Between which ends a packet travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Between any two.
    Any,
    /// `n2`: it is sent there.
    From(EndRef),
    /// `> n2`: it is sent there to.
    To(EndRef),
    /// `n1 > n2`, or `n1 n2`
    Between {
        from: EndRef,
        to: EndRef,
        /// Whether the other direction is meant as well.
        both_ways: bool,
    },
}

/// Packets by what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PacketsRef {
    pub what: PacketType,
    pub way: Way,
}

/// Packets that are yet to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    /// The next so many; `None` for all, until there is a `release`.
    pub times: Option<u32>,
    pub packets: PacketsRef,
}

impl Display for Way {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        match self {
            Self::Any => Ok(()),
            Self::From(from) => write!(f, " {from}"),
            Self::To(to) => write!(f, " > {to}"),
            Self::Between { from, to, both_ways: true } => write!(f, " {from} {to}"),
            Self::Between { from, to, both_ways: false } => write!(f, " {from} > {to}"),
        }
    }
}

impl Display for PacketsRef {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        write!(f, "{}{}", self.what.several(), self.way)
    }
}

impl Display for Coming {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        let PacketsRef { what, way } = self.packets;
        match self.times {
            None => write!(f, "all {}", self.packets),
            Some(1) => write!(f, "next {}{way}", what.name()),
            Some(times) => write!(f, "next {times} {}", self.packets),
        }
    }
}

/// Reads packets that are yet to be sent. An error says what else may stand there.
pub(super) fn coming(cursor: &mut Cursor<'_>, otherwise: &str) -> Result<Coming, ScriptError> {
    if cursor.take_word("next") {
        let starts = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        let counts = cursor.peek().is_some_and(|it| it.kind == Kind::Word && starts(it.source));
        let times = if counts { count(cursor, "a number of packets", MAX_COMING)? } else { 1 };
        return Ok(Coming { times: Some(times), packets: packets(cursor)? });
    }
    let is_bare = !cursor.take_word("all");
    if is_bare && cursor.peek().is_none_or(|token| PacketType::of_several(&token).is_none()) {
        return Err(cursor.stray(&format!("{otherwise}next, all, or packets such as acks")));
    }
    Ok(Coming { times: None, packets: packets(cursor)? })
}

/// Reads packets by what they are.
pub(super) fn packets(cursor: &mut Cursor<'_>) -> Result<PacketsRef, ScriptError> {
    let what = packet_type(cursor)?;
    let is_end = |cursor: &Cursor<'_>| cursor.peek().is_some_and(|token| end_of(&token).is_some());
    let way = if cursor.take_sign(">") {
        Way::To(end(cursor, None)?)
    } else if is_end(cursor) {
        let from = end(cursor, None)?;
        if cursor.take_sign(">") {
            Way::Between { from, to: end(cursor, Some(from))?, both_ways: false }
        } else if is_end(cursor) {
            Way::Between { from, to: end(cursor, Some(from))?, both_ways: true }
        } else {
            Way::From(from)
        }
    } else {
        Way::Any
    };
    Ok(PacketsRef { what, way })
}
