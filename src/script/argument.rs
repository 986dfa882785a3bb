//! What may stand behind a command's first word: each sort of argument, how it is read and written, and what completion
//! offers for it.

use super::bounds::MAX_MOMENT_US;
use super::bug::Bug;
use super::command::{Condition, LinkRef, LinkSetting, Load, NodeRef, PacketRef, Preset, Temper};
use super::complete::Known;
use super::condition::condition;
use super::error::ScriptError;
use super::help::{self, Entry};
use super::inquiry::{Inquiry, inquiry};
use super::knobs::{Setting, setting};
use super::link::{link, weather};
use super::named::one_of;
use super::offer;
use super::parse::{
    another_node, bug, digits, groups, key, load, name, node, nodes, packet, topic, value, words,
};
use super::shape::{Shape, Shaped, Value};
use super::token::{Cursor, Kind, Token, quote, quote_always};
use super::units::{format_time, parse_time};

/// A sort of argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// This word.
    Word(&'static str),
    /// A time, a count, or another value of a shape.
    Of(Shape),
    /// A moment of the branch.
    Moment,
    /// A node.
    Node,
    /// Two nodes.
    Ends,
    /// Nodes that are there.
    Members,
    /// Nodes that are to be there.
    Newcomers,
    /// Nodes in groups.
    Groups,
    /// A link between two nodes, one way or both ways.
    Link,
    /// What a link is like.
    Weather,
    /// A packet in flight.
    Packet,
    /// A key.
    Key,
    /// A value; what it is called in an error.
    Text(&'static str),
    /// What a narrator says.
    Words,
    /// A new name for something.
    Name,
    /// The name of a moment.
    Bookmark,
    /// The number of a branch.
    Branch,
    /// The name of a command.
    Topic,
    /// The name of a wrong rule.
    Rule,
    /// The name of a preset.
    Preset,
    /// How bad chaos is.
    Temper,
    /// A knob and its value.
    Setting,
    /// A rate, how long, and how many clients.
    Load,
    /// What `why` asks about.
    Inquiry,
    /// What `until` and `expect` are about.
    Condition,
}

/// An argument as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    Word,
    Value(Value),
    Node(NodeRef),
    Ends((NodeRef, NodeRef)),
    Nodes(Vec<NodeRef>),
    Groups(Vec<Vec<NodeRef>>),
    Link(LinkRef),
    Weather(LinkSetting),
    Packet(PacketRef),
    Text(String),
    Rule(Bug),
    Preset(Preset),
    Temper(Temper),
    Setting(Setting),
    Load(Load),
    Inquiry(Inquiry),
    Condition(Condition),
}

impl Argument {
    /// Reads one.
    pub(super) fn read(self, cursor: &mut Cursor<'_>) -> Result<Given, ScriptError> {
        Ok(match self {
            Self::Word(word) => {
                cursor.word(word)?;
                Given::Word
            }
            Self::Of(shape) => Given::Value(shape.read(cursor)?),
            Self::Moment => Given::Value(Value::One(moment(cursor)?)),
            Self::Node => Given::Node(node(cursor)?),
            Self::Ends => {
                let one = node(cursor)?;
                Given::Ends((one, another_node(cursor, one)?))
            }
            Self::Members | Self::Newcomers => Given::Nodes(nodes(cursor)?),
            Self::Groups => Given::Groups(groups(cursor)?),
            Self::Link => Given::Link(link(cursor)?),
            Self::Weather => Given::Weather(weather(cursor)?),
            Self::Packet => Given::Packet(packet(cursor)?),
            Self::Key => Given::Text(key(cursor)?),
            Self::Text(what) => Given::Text(value(cursor, what)?),
            Self::Words => Given::Text(words(cursor)?),
            Self::Name | Self::Bookmark => Given::Text(name(cursor)?),
            Self::Branch => Given::Value(BRANCH.read(cursor)?),
            Self::Topic => Given::Text(topic(cursor)?),
            Self::Rule => Given::Rule(bug(cursor)?),
            Self::Preset => {
                Given::Preset(Preset::ALL[one_of(cursor, "the presets ", &Preset::NAMES)?])
            }
            Self::Temper => Given::Temper(Temper::ALL[one_of(cursor, "", &Temper::NAMES)?]),
            Self::Setting => Given::Setting(setting(cursor)?),
            Self::Load => Given::Load(load(cursor)?),
            Self::Inquiry => Given::Inquiry(inquiry(cursor)?),
            Self::Condition => Given::Condition(condition(cursor)?),
        })
    }

    /// Whether one may begin with this piece, where there are several sorts to choose from.
    pub(super) fn may_begin(self, token: &Token<'_>) -> bool {
        match self {
            Self::Word(word) => token.is_word(word),
            // What begins like a number is a time, or was meant to be one.
            Self::Moment => {
                token.kind == Kind::Word && token.source.starts_with(|c: char| c.is_ascii_digit())
            }
            Self::Branch => token.kind == Kind::Word && digits(token.source).is_some(),
            _ => true,
        }
    }

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
            (_, Given::Weather(setting)) => setting.to_string(),
            (_, Given::Packet(packet)) => packet.to_string(),
            (Self::Words | Self::Name | Self::Bookmark, Given::Text(text)) => quote_always(text),
            (_, Given::Text(text)) => quote(text),
            (_, Given::Rule(bug)) => bug.name().to_owned(),
            (_, Given::Preset(preset)) => preset.to_string(),
            (_, Given::Temper(temper)) => temper.to_string(),
            (_, Given::Setting(setting)) => setting.to_string(),
            (_, Given::Load(load)) => load.to_string(),
            (_, Given::Inquiry(inquiry)) => inquiry.to_string(),
            (_, Given::Condition(condition)) => condition.to_string(),
            (argument, Given::Word) => unreachable!("{argument:?} is no word"),
        }
    }

    /// What may go on after one of it that is complete; in front of what else may follow.
    pub(super) fn more(self) -> &'static str {
        match self {
            Self::Members | Self::Newcomers => "a node, or ",
            Self::Condition => "and, or, or ",
            _ => "",
        }
    }

    /// What may come next in one of which these pieces are there, for a command with this entry.
    pub(super) fn offers(self, pieces: &[Token<'_>], known: &Known, entry: &Entry) -> Vec<String> {
        let begun = !pieces.is_empty();
        match self {
            Self::Groups => offer::groups(pieces, known),
            Self::Members => offer::numbered(known, pieces),
            Self::Newcomers => vec![format!("n{}", known.nodes.len() + 1 + pieces.len())],
            Self::Ends if pieces.len() == 1 => offer::nodes(known, pieces),
            Self::Link => offer::link(pieces, known),
            Self::Weather => offer::weather(pieces),
            Self::Setting => offer::setting(pieces),
            Self::Inquiry => offer::inquiry(pieces, known),
            Self::Condition => offer::condition(pieces, known),
            _ if begun => Vec::new(),
            Self::Word(word) => vec![word.to_owned()],
            Self::Of(shape) => offer::values(shape, entry),
            Self::Node | Self::Ends => offer::nodes(known, &[]),
            Self::Packet => known.packets.iter().map(|id| format!("p{id}")).collect(),
            Self::Key => offer::keys(known),
            Self::Bookmark => known.bookmarks.iter().map(|name| quote_always(name)).collect(),
            Self::Branch => (1..=known.branches).map(|number| number.to_string()).collect(),
            Self::Topic => offer::names(help::commands()),
            Self::Rule => Bug::ALL.map(|bug| bug.name().to_owned()).into(),
            Self::Preset => Preset::NAMES.map(str::to_owned).into(),
            Self::Temper => Temper::NAMES.map(str::to_owned).into(),
            Self::Moment | Self::Text(_) | Self::Words | Self::Name | Self::Load => Vec::new(),
        }
    }
}

/// The number of a branch.
const BRANCH: Shape = Shape::Count("the number of a branch", 1, u32::MAX as u64);

fn moment(cursor: &mut Cursor<'_>) -> Result<u64, ScriptError> {
    const EXPECTED: &str =
        "a moment within the first year, such as 2.5s, or a bookmark in double quotes";
    let token = cursor.word(EXPECTED)?;
    match parse_time(token.source) {
        Ok(us) if us <= MAX_MOMENT_US => Ok(us),
        _ => Err(cursor.unexpected(&token, EXPECTED)),
    }
}

pub(super) fn spaced(nodes: &[NodeRef]) -> String {
    nodes.iter().map(NodeRef::to_string).collect::<Vec<_>>().join(" ")
}

/// What an argument is to a command.
pub(super) trait Part {
    fn give(self) -> Given;
    /// Of what was read for an argument of this type.
    fn take(given: Given) -> Self;
}

impl<T: Shaped> Part for T {
    fn give(self) -> Given {
        Given::Value(self.value())
    }

    fn take(given: Given) -> Self {
        match given {
            Given::Value(value) => T::of(value),
            other => unreachable!("{other:?} is no value"),
        }
    }
}

macro_rules! parts {
    ($($type:ty: $given:ident;)*) => {
        $(impl Part for $type {
            fn give(self) -> Given {
                Given::$given(self)
            }

            fn take(given: Given) -> Self {
                match given {
                    Given::$given(part) => part,
                    other => unreachable!("{other:?} is something else"),
                }
            }
        })*
    };
}

parts! {
    NodeRef: Node;
    (NodeRef, NodeRef): Ends;
    Vec<NodeRef>: Nodes;
    Vec<Vec<NodeRef>>: Groups;
    LinkRef: Link;
    LinkSetting: Weather;
    PacketRef: Packet;
    String: Text;
    Bug: Rule;
    Preset: Preset;
    Temper: Temper;
    Setting: Setting;
    Load: Load;
    Inquiry: Inquiry;
    Condition: Condition;
}
