//! What may stand behind a command's first word: each sort of argument, and what is given for it. How one is read stands in
//! `read`, how it is written in `print`, and what completion offers for it in `offer`: some of that goes by the table of
//! commands, which is made of arguments.

use super::ask::Ask;
use super::bug::Bug;
use super::command::{ChaosLevel, ClientOp, Medium, Preset};
use super::condition::Condition;
use super::end::{ClientLink, ClientRef, is_client_link};
use super::filter::{Coming, PacketsRef};
use super::find::Find;
use super::goal::{Goal, Uses};
use super::inquiry::Inquiry;
use super::jump::{Jump, is_jump};
use super::knobs::Setting;
use super::link::{LinkRef, LinkSetting};
use super::load::Load;
use super::minute::Minute;
use super::node::NodeRef;
use super::packet::PacketRef;
use super::shape::{Shape, Shaped, Value};
use super::token::{Cursor, Kind};
use super::word::{digits, numbered};

/// A sort of argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// This word.
    Word(&'static str),
    /// A time, a count, or another value of a shape.
    Of(Shape),
    /// A moment of the branch.
    Moment,
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
    /// A link between a client and a node.
    ClientLink,
    /// What a link is like.
    Weather,
    Client,
    /// What a client asks.
    Operation,
    /// A packet in flight.
    Packet,
    /// Packets that are yet to be sent; what else may stand in their place, as the beginning of an error.
    Coming(&'static str),
    /// Packets by what they are.
    Packets,
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
    /// The names of wrong rules, two at least.
    Rules,
    /// The name of a preset.
    Preset,
    /// How bad chaos is.
    ChaosLevel,
    /// What a disk does with writes.
    Medium,
    /// By how much a clock jumps.
    Jump,
    /// A knob and its value.
    Setting,
    /// A rate, how long, and how many clients.
    Load,
    /// What `why` asks about.
    Inquiry,
    /// What `until` and `expect` are about.
    Condition,
    /// What a search is for, and its bounds.
    Find,
    /// A question and its answers.
    Question,
    /// What a mission demands.
    Goal,
    /// What a mission allows.
    Uses,
    /// A minute of the calendar.
    Minute,
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
    ClientLink(ClientLink),
    Weather(LinkSetting),
    Client(ClientRef),
    Operation(ClientOp),
    Packet(PacketRef),
    Coming(Coming),
    Packets(PacketsRef),
    Text(String),
    Rule(Bug),
    Rules(Vec<Bug>),
    Preset(Preset),
    ChaosLevel(ChaosLevel),
    Medium(Medium),
    Jump(Jump),
    Setting(Setting),
    Load(Load),
    Inquiry(Inquiry),
    Condition(Condition),
    Find(Find),
    Question(Ask),
    Goal(Goal),
    Uses(Uses),
    Minute(Minute),
}

impl Argument {
    /// Whether one may begin with the next piece, where there are several sorts to choose from.
    pub(super) fn may_begin(self, cursor: &Cursor<'_>) -> bool {
        let Some(token) = &cursor.peek() else { return false };
        match self {
            Self::ClientLink => is_client_link(cursor),
            Self::Word(word) => token.is_word(word),
            // What begins like a number is a time, or was meant to be one.
            Self::Moment => {
                token.kind == Kind::Word && token.source.starts_with(|c: char| c.is_ascii_digit())
            }
            Self::Jump => token.kind == Kind::Word && is_jump(token),
            Self::Packet => numbered(token, 'p').is_some(),
            Self::Branch => token.kind == Kind::Word && digits(token.source).is_some(),
            _ => true,
        }
    }

    /// What may go on after one of it that is complete; in front of what else may follow.
    pub(super) fn more(self) -> &'static str {
        match self {
            Self::Members | Self::Newcomers => "a node, or ",
            Self::Rules => "another rule, or ",
            Self::Condition => "and, or, or ",
            Self::Find => "within, using, most, or ",
            _ => "",
        }
    }
}

/// The number of a branch.
pub(super) const BRANCH: Shape = Shape::Count("the number of a branch", 1, u32::MAX as u64);

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
            _ => unreachable!("what was read for this argument is no value"),
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
                    _ => unreachable!("what was read for this argument is something else"),
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
    ClientLink: ClientLink;
    ClientRef: Client;
    ClientOp: Operation;
    LinkSetting: Weather;
    PacketRef: Packet;
    Coming: Coming;
    PacketsRef: Packets;
    String: Text;
    Bug: Rule;
    Vec<Bug>: Rules;
    Preset: Preset;
    ChaosLevel: ChaosLevel;
    Medium: Medium;
    Jump: Jump;
    Setting: Setting;
    Load: Load;
    Inquiry: Inquiry;
    Condition: Condition;
    Find: Find;
    Ask: Question;
    Goal: Goal;
    Uses: Uses;
    Minute: Minute;
}
