//! What a mission demands: `goal "a new leader" leader is n3 within 5s worth 2`.

use std::fmt::{Display, Formatter, Result as Written};

use super::bounds::{MAX_ANSWER_BYTES, MAX_WORTH};
use super::condition::Condition;
use super::conditions::condition;
use super::error::ScriptError;
use super::token::{Cursor, Kind, quote, quote_always};
use super::units::format_time;
use super::word::{count, time, words_in_quotes};

/// A goal of a mission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// In words, for who is to reach it; without any, the condition speaks for itself.
    pub name: Option<String>,
    /// When the condition has to hold.
    pub when: When,
    pub condition: Condition,
    /// What it counts; 1, if nothing is said.
    pub worth: Option<u32>,
}

/// When the condition of a goal has to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Once; within so many microseconds from the beginning of the mission, if so many are named.
    Once(Option<u64>),
    /// At every moment.
    Always,
    /// At no moment.
    Never,
}

impl Goal {
    /// What it counts.
    pub fn points(&self) -> u32 {
        self.worth.unwrap_or(1)
    }

    /// It in words: its name, or what it demands.
    pub fn words(&self) -> String {
        match &self.name {
            Some(name) => name.clone(),
            None => Self { name: None, worth: None, ..self.clone() }.to_string(),
        }
    }
}

impl Display for Goal {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        if let Some(name) = &self.name {
            write!(f, "{} ", quote_always(name))?;
        }
        match self.when {
            When::Once(None) => write!(f, "{}", self.condition)?,
            When::Once(Some(us)) => write!(f, "{} within {}", self.condition, format_time(us))?,
            When::Always => write!(f, "always {}", self.condition)?,
            When::Never => write!(f, "never {}", self.condition)?,
        }
        match self.worth {
            Some(worth) => write!(f, " worth {worth}"),
            None => Ok(()),
        }
    }
}

/// Reads what stands after `goal`.
pub(super) fn goal(cursor: &mut Cursor<'_>) -> Result<Goal, ScriptError> {
    let named = cursor.peek().is_some_and(|token| matches!(token.kind, Kind::Quoted(_)));
    let name =
        if named { Some(words_in_quotes(cursor, "a name", MAX_ANSWER_BYTES)?.0) } else { None };
    let mut when = if cursor.take_word("always") {
        When::Always
    } else if cursor.take_word("never") {
        When::Never
    } else {
        When::Once(None)
    };
    let condition = condition(cursor)?;
    if when == When::Once(None) && cursor.take_word("within") {
        when = When::Once(Some(time(cursor, 1)?));
    }
    let worth = if cursor.take_word("worth") {
        Some(count(cursor, "what the goal counts", MAX_WORTH)?)
    } else {
        None
    };
    Ok(Goal { name, when, condition, worth })
}

/// What a mission allows: the beginnings of lines, each of which begins with the name of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uses(pub Vec<String>);

impl Uses {
    /// Whether a line that is written like this begins with one of them.
    pub fn allow(&self, line: &str) -> bool {
        let begins = |begin: &String| {
            line.strip_prefix(begin.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        self.0.iter().any(begins)
    }
}

impl Display for Uses {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        let words: Vec<String> = self.0.iter().map(|begin| quote(begin)).collect();
        f.write_str(&words.join(" "))
    }
}
