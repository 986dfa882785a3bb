//! Commands as text: the canonical spelling, which [`super::parse`] reads back to the same value.

use std::fmt::{Display, Formatter, Result};

use super::argument::spaced;
use super::command::{Command, Condition, Line, LinkRef, LinkSetting, Load, NodeRef, PacketRef};
use super::token::quote;
use super::units::{format_chance, format_time, format_time_range};

impl Display for Line {
    /// The line without its number.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let moment = self.at_us.map(|us| format!("@{}", format_time(us)));
        let command = self.command.as_ref().map(Command::to_string);
        let mark = self.background.then(|| "&".to_owned());
        let words: Vec<String> = [moment, command, mark].into_iter().flatten().collect();
        f.write_str(&words.join(" "))
    }
}

impl Display for Command {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(self.name())?;
        let mut arguments = self.arguments().into_iter();
        arguments.try_for_each(|(argument, given)| write!(f, " {}", argument.write(&given)))
    }
}

impl Display for Load {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Self { per_second, for_us, clients } = self;
        write!(f, "{per_second}/s for {} clients {clients}", format_time(*for_us))
    }
}

impl Display for NodeRef {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Id(id) => write!(f, "n{id}"),
            Self::Leader => f.write_str("leader"),
        }
    }
}

impl Display for LinkRef {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Self { from, to, both_ways } = self;
        if *both_ways { write!(f, "{from} {to}") } else { write!(f, "{from} > {to}") }
    }
}

impl Display for LinkSetting {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
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

impl Display for PacketRef {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "p{}", self.0)
    }
}

impl Display for Condition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            // `and` and `or` group to the left, so only what stands to the right needs more care.
            Self::And(left, right) => {
                write!(f, "{} and {}", Within(left, Tightness::And), Within(right, Tightness::Not))
            }
            Self::Or(left, right) => {
                write!(f, "{} or {}", Within(left, Tightness::Or), Within(right, Tightness::And))
            }
            Self::Not(inner) => write!(f, "not {}", Within(inner, Tightness::Not)),
            Self::AnyLeader => f.write_str("leader"),
            Self::LeaderIn(ids) => {
                let ids: Vec<NodeRef> = ids.iter().copied().map(NodeRef::Id).collect();
                let word = if ids.len() == 1 { "is" } else { "in" };
                write!(f, "leader {word} {}", spaced(&ids))
            }
            Self::NoLeader => f.write_str("no leader"),
            Self::Role(node, role) => write!(f, "role {node} = {role}"),
            Self::Compare { quantity, node, comparison, number } => {
                write!(f, "{quantity} {node} {comparison} {number}")
            }
            Self::Violated(None) => f.write_str("violated"),
            Self::Violated(Some(name)) => write!(f, "violated {name}"),
            Self::Linearizable => f.write_str("linearizable"),
            Self::Up(node) => write!(f, "up {node}"),
            Self::Value { node, key, value } => {
                f.write_str("value ")?;
                if let Some(node) = node {
                    write!(f, "{node} ")?;
                }
                match value {
                    Some(value) => write!(f, "{} = {}", quote(key), quote(value)),
                    None => write!(f, "{} absent", quote(key)),
                }
            }
            Self::AllApplied => f.write_str("applied"),
            Self::LogsAgree => f.write_str("logs agree"),
            Self::Safe => f.write_str("safe"),
            Self::Members(ids) => {
                let ids: Vec<NodeRef> = ids.iter().copied().map(NodeRef::Id).collect();
                write!(f, "members = {}", spaced(&ids))
            }
            Self::Answered => f.write_str("answered"),
        }
    }
}

/// How tightly a condition's outermost word binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tightness {
    Or,
    And,
    Not,
}

/// A condition as a part of another that demands at least this tightness: in parentheses if it binds more loosely.
struct Within<'a>(&'a Condition, Tightness);

impl Display for Within<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let tightness = match self.0 {
            Condition::Or(..) => Tightness::Or,
            Condition::And(..) => Tightness::And,
            _ => Tightness::Not,
        };
        if tightness < self.1 { write!(f, "({})", self.0) } else { self.0.fmt(f) }
    }
}
