//! What a search is for, and within which bounds: `find violated within 1s using crash drop most 3 moves`.

use std::fmt::{Display, Formatter, Result as Written};

use super::bounds::{DEFAULT_FIND_MOVES, DEFAULT_FIND_US, MAX_FIND_MOVES};
use super::condition::Condition;
use super::conditions::condition;
use super::error::ScriptError;
use super::named::named;
use super::token::{Cursor, Kind};
use super::units::format_time;
use super::word::{number, time};

named! {
    /// What a search may do to a cluster: each has the name of the command that does it.
    FindMove {
        /// Of any node that is not down.
        Crash = "crash",
        /// Of any node that is down.
        Restart = "restart",
        /// Of any node that runs.
        Pause = "pause",
        /// Of any node that is paused.
        Resume = "resume",
        /// Of any link between two nodes, one way.
        Cut = "cut",
        /// Of everything that is cut.
        Heal = "heal",
        /// Of one node from all others.
        Partition = "partition",
        /// Of any packet, when it is sent.
        Drop = "drop",
        /// Of any packet, when it is sent, by the shortest election timeout.
        Delay = "delay",
        /// Of any packet, when it is sent.
        Duplicate = "duplicate",
        /// Of any node whose election timer runs.
        Timeout = "timeout",
        /// From whoever leads to any other node.
        Transfer = "transfer",
        /// Of whoever leads.
        StepDown = "stepdown",
        /// Of any node that runs.
        Snapshot = "snapshot",
        /// Of the key x, each time another value.
        Put = "put",
        /// Of the key x.
        Get = "get",
        /// Of the key x.
        Delete = "delete",
        /// Of you, to any other node.
        Connect = "connect",
        /// Of one node more, up to seven.
        Add = "add",
        /// Of any node.
        Remove = "remove",
    }
}

impl FindMove {
    /// What a search does that is not told what to do: all that happens to a cluster without anybody's asking, and what
    /// clients ask.
    pub const DEFAULT: [Self; 13] = [
        Self::Crash,
        Self::Restart,
        Self::Pause,
        Self::Resume,
        Self::Cut,
        Self::Heal,
        Self::Partition,
        Self::Drop,
        Self::Delay,
        Self::Duplicate,
        Self::Timeout,
        Self::Put,
        Self::Get,
    ];
}

/// What is looked for, and within which bounds. What is not said is by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Find {
    /// What is to hold.
    pub condition: Condition,
    /// By when, from the moment on that it begins at, in microseconds.
    pub within_us: Option<u64>,
    /// By which moves; by those of [`FindMove::DEFAULT`], if none are named.
    pub using: Vec<FindMove>,
    /// By how many of them at most.
    pub most: Option<u32>,
}

impl Find {
    /// By when it is to hold, from the beginning on, in microseconds.
    pub fn time_us(&self) -> u64 {
        self.within_us.unwrap_or(DEFAULT_FIND_US)
    }

    /// By which moves.
    pub fn moves(&self) -> &[FindMove] {
        if self.using.is_empty() { &FindMove::DEFAULT } else { &self.using }
    }

    /// By how many at most.
    pub fn most(&self) -> u32 {
        self.most.unwrap_or(DEFAULT_FIND_MOVES)
    }
}

impl Display for Find {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        self.condition.fmt(f)?;
        if let Some(us) = self.within_us {
            write!(f, " within {}", format_time(us))?;
        }
        if !self.using.is_empty() {
            f.write_str(" using")?;
            self.using.iter().try_for_each(|it| write!(f, " {it}"))?;
        }
        match self.most {
            Some(1) => f.write_str(" most 1 move"),
            Some(most) => write!(f, " most {most} moves"),
            None => Ok(()),
        }
    }
}

/// Reads what stands after `find`.
pub(super) fn find(cursor: &mut Cursor<'_>) -> Result<Find, ScriptError> {
    let condition = condition(cursor)?;
    let within_us = if cursor.take_word("within") { Some(time(cursor, 1)?) } else { None };
    let using = if cursor.take_word("using") { moves(cursor)? } else { Vec::new() };
    let most = if cursor.take_word("most") { Some(most(cursor)?) } else { None };
    Ok(Find { condition, within_us, using, most })
}

/// Reads the moves that may be used, with or without commas.
fn moves(cursor: &mut Cursor<'_>) -> Result<Vec<FindMove>, ScriptError> {
    let expected = format!("moves, of {}", FindMove::NAMES.join(", "));
    let mut moves = Vec::new();
    loop {
        let ends = cursor.peek().is_none_or(|it| it.kind != Kind::Word || it.is_word("most"));
        if ends && !moves.is_empty() {
            return Ok(moves);
        }
        let token = cursor.word(&expected)?;
        let name = token.source.trim_end_matches(',');
        let named = FindMove::ALL.into_iter().find(|it| it.name().eq_ignore_ascii_case(name));
        let found = named.ok_or_else(|| cursor.unexpected(&token, &expected))?;
        if moves.contains(&found) {
            return Err(cursor.unexpected(&token, "each move once"));
        }
        moves.push(found);
    }
}

fn most(cursor: &mut Cursor<'_>) -> Result<u32, ScriptError> {
    let most = number(cursor, "how many moves at most,", 0, MAX_FIND_MOVES.into())?;
    // The word may be left out.
    let _ = cursor.take_word("moves") || cursor.take_word("move");
    Ok(u32::try_from(most).expect("a number within bounds"))
}
