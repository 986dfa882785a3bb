//! Commands as text: the canonical spelling, which [`super::parse`] reads back to the same value.

use std::fmt::{Display, Formatter, Result};

use super::argument::{Argument, BRANCH, Given};
use super::command::{Command, Line};
use super::node::spaced;
use super::shape::Value;
use super::token::{quote, quote_always};
use super::units::format_time;

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
        if let Self::ClientAsks { client, operation } = self {
            // As one speaks to somebody.
            return write!(f, "{client}: {}", Self::Client(operation.clone()));
        }
        f.write_str(self.name())?;
        let mut arguments = self.arguments().into_iter();
        arguments.try_for_each(|(argument, given)| write!(f, " {}", argument.write(&given)))
    }
}

impl Argument {
    /// Writes one as it is read.
    pub(super) fn write(self, given: &Given) -> String {
        match (self, given) {
            (Self::Word(word), _) => word.to_owned(),
            (Self::Of(shape), Given::Value(value)) => shape.write(*value),
            (Self::Moment, Given::Value(Value::One(us))) => format_time(*us),
            (_, Given::Value(value)) => BRANCH.write(*value),
            (_, Given::Node(node)) => node.to_string(),
            (_, Given::Ends((one, other))) => format!("{one} {other}"),
            (_, Given::Nodes(nodes)) => spaced(nodes),
            (_, Given::Groups(groups)) => {
                groups.iter().map(|group| spaced(group)).collect::<Vec<_>>().join(" | ")
            }
            (_, Given::Link(link)) => link.to_string(),
            (_, Given::ClientLink(link)) => link.to_string(),
            (_, Given::Weather(setting)) => setting.to_string(),
            (_, Given::Client(client)) => client.to_string(),
            (_, Given::Operation(operation)) => Command::Client(operation.clone()).to_string(),
            (_, Given::Packet(packet)) => packet.to_string(),
            (_, Given::Coming(coming)) => coming.to_string(),
            (_, Given::Packets(packets)) => packets.to_string(),
            (Self::Words | Self::Name | Self::Bookmark, Given::Text(text)) => quote_always(text),
            (_, Given::Text(text)) => quote(text),
            (_, Given::Rule(bug)) => bug.name().to_owned(),
            (_, Given::Rules(bugs)) => {
                bugs.iter().map(|bug| bug.name()).collect::<Vec<_>>().join(" ")
            }
            (_, Given::Preset(preset)) => preset.to_string(),
            (_, Given::ChaosLevel(level)) => level.to_string(),
            (_, Given::Medium(medium)) => medium.to_string(),
            (_, Given::Jump(jump)) => jump.to_string(),
            (_, Given::Setting(setting)) => setting.to_string(),
            (_, Given::Load(load)) => load.to_string(),
            (_, Given::Inquiry(inquiry)) => inquiry.to_string(),
            (_, Given::Condition(condition)) => condition.to_string(),
            (_, Given::Find(find)) => find.to_string(),
            (_, Given::Question(ask)) => ask.to_string(),
            (_, Given::Goal(goal)) => goal.to_string(),
            (_, Given::Uses(uses)) => uses.to_string(),
            (_, Given::Minute(minute)) => minute.to_string(),
            (_, Given::Word) => unreachable!("only a word is read as one"),
        }
    }
}
