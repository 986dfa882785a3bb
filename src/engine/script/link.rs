//! Links between two nodes, and what they are like.

use std::fmt::{Display, Formatter, Result as Written};

use super::error::ScriptError;
use super::node::{NodeRef, another_node, node};
use super::shape::{chance, range};
use super::token::Cursor;
use super::units::{format_chance, format_time_range};

/// A link between two nodes: `n1 > n2` or `n1 n2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkRef {
    /// The sending end.
    pub from: NodeRef,
    /// The receiving end.
    pub to: NodeRef,
    /// Whether the other direction is meant as well.
    pub both_ways: bool,
}

/// What a link is like, where it is not like all others. Times are in microseconds, chances in parts per million.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkSetting {
    /// `latency 5ms..9ms`
    Latency {
        /// Least latency.
        min_us: u64,
        /// Greatest latency.
        max_us: u64,
    },
    /// `loss 10%`
    Loss(u32),
    /// `duplicate 2%`
    Duplicate(u32),
    /// `reorder 2%`
    Reorder(u32),
    /// `clear`: as the knobs say.
    Clear,
}

impl Display for LinkRef {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        let Self { from, to, both_ways } = self;
        if *both_ways { write!(f, "{from} {to}") } else { write!(f, "{from} > {to}") }
    }
}

impl Display for LinkSetting {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        match *self {
            Self::Latency { min_us, max_us } => {
                write!(f, "latency {}", format_time_range(min_us, max_us))
            }
            Self::Loss(ppm) => write!(f, "loss {}", format_chance(ppm)),
            Self::Duplicate(ppm) => write!(f, "duplicate {}", format_chance(ppm)),
            Self::Reorder(ppm) => write!(f, "reorder {}", format_chance(ppm)),
            Self::Clear => f.write_str("clear"),
        }
    }
}

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
