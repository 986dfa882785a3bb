//! Commands as text: the canonical spelling, which [`super::parse`] reads back to the same value.

use std::fmt::{Display, Formatter, Result};

use super::command::{
    ClientOp, Command, Comparison, Condition, Line, LinkRef, LinkSetting, Load, NodeRef, PacketRef,
    Preset, Quantity, RoleName,
};
use super::token::{quote, quote_always};
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
        // A client's operation and a setting write their own first word.
        if let Self::Client(operation) = self {
            return operation.fmt(f);
        }
        f.write_str(self.name())?;
        match self {
            Self::Cluster(nodes) => write!(f, " {nodes}"),
            Self::Seed(seed) => write!(f, " {seed}"),
            Self::Preset(preset) => write!(f, " {preset}"),
            Self::Set(setting) => write!(f, " {setting}"),
            Self::Crash(node)
            | Self::Restart(node)
            | Self::Pause(node)
            | Self::Resume(node)
            | Self::Timeout(node)
            | Self::Transfer(node)
            | Self::StepDown(Some(node))
            | Self::Snapshot(Some(node))
            | Self::Connect(node)
            | Self::ShowLog(Some(node)) => write!(f, " {node}"),
            Self::Add(nodes) | Self::Remove(nodes) => write!(f, " {}", spaced(nodes)),
            Self::Replace { old, new } => write!(f, " {} with {}", spaced(old), spaced(new)),
            Self::Partition(groups) => {
                let groups: Vec<String> = groups.iter().map(|group| spaced(group)).collect();
                write!(f, " {}", groups.join(" | "))
            }
            Self::Cut { from, to, both_ways: true } => write!(f, " {from} {to}"),
            Self::Cut { from, to, both_ways: false } => write!(f, " {from} > {to}"),
            Self::Heal(Some((one, other))) => write!(f, " {one} {other}"),
            Self::Drop(packet) | Self::Duplicate(packet) | Self::Deliver(packet) => {
                write!(f, " {packet}")
            }
            Self::Delay { packet, by_us } => write!(f, " {packet} {}", format_time(*by_us)),
            Self::Chaos(Some(temper)) => write!(f, " on {}", temper.name()),
            Self::Break(bug) | Self::Mend(Some(bug)) => write!(f, " {}", bug.name()),
            Self::Mend(None) => f.write_str(" all"),
            Self::Chaos(None) => f.write_str(" off"),
            Self::CrashAfterWrite(node) => write!(f, " {node} after write"),
            Self::Tear(node) | Self::Wipe(node) | Self::Corrupt { node, index: None } => {
                write!(f, " {node}")
            }
            Self::Corrupt { node, index: Some(index) } => write!(f, " {node} {index}"),
            Self::Slow { node, span_us: Some((min_us, max_us)) } => {
                write!(f, " {node} {}", format_time_range(*min_us, *max_us))
            }
            Self::Slow { node, span_us: None } | Self::Lie { node, lies: false } => {
                write!(f, " {node} off")
            }
            Self::Lie { node, lies: true } => write!(f, " {node} on"),
            Self::PartitionRing => f.write_str(" ring"),
            Self::Clog(link) | Self::Unclog(Some(link)) => write!(f, " {link}"),
            Self::Link { link, setting } => write!(f, " {link} {setting}"),
            Self::ClearLinks => f.write_str(" clear"),
            Self::Clock { node, rate_ppm } => write!(f, " {node} {}", format_chance(*rate_ppm)),
            Self::Failover(count) | Self::Pipe(count) => write!(f, " {count}"),
            Self::Load(Load { per_second, for_us, clients }) => {
                write!(f, " {per_second}/s for {} clients {clients}", format_time(*for_us))
            }
            Self::Why(inquiry) => write!(f, " {inquiry}"),
            Self::Help(Some(topic)) => write!(f, " {topic}"),
            Self::Advance(us) => write!(f, " {}", format_time(*us)),
            Self::Until { condition, within_us } => {
                write!(f, " {condition} within {}", format_time(*within_us))
            }
            Self::Expect(condition) => write!(f, " {condition}"),
            Self::Say(words) => write!(f, " {}", quote_always(words)),
            Self::Travel(travel) => travel.fmt(f),
            Self::Heal(None)
            | Self::Unclog(None)
            | Self::ShowLog(None)
            | Self::StepDown(None)
            | Self::Snapshot(None)
            | Self::Status
            | Self::Exit
            | Self::Help(None)
            | Self::Client(_) => Ok(()),
        }
    }
}

impl Display for ClientOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(self.verb())?;
        let texts: &[&String] = match self {
            Self::Get(key) | Self::Delete(key) | Self::Read(key) => &[key],
            Self::Put(key, value) | Self::Create(key, value) | Self::Update(key, value) => {
                &[key, value]
            }
            Self::Cas(key, old, new) => &[key, old, new],
        };
        texts.iter().try_for_each(|text| write!(f, " {}", quote(text)))
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

impl Display for Preset {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(self.name())
    }
}

impl Display for RoleName {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(self.name())
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

impl Display for Quantity {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Self::Term => "term",
            Self::Commit => "commit",
            Self::Applied => "applied",
            Self::First => "first",
            Self::Last => "last",
        })
    }
}

impl Display for Comparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        })
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

fn spaced(nodes: &[NodeRef]) -> String {
    nodes.iter().map(NodeRef::to_string).collect::<Vec<_>>().join(" ")
}
