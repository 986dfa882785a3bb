//! Arguments of each sort, read.

use super::argument::{Argument, BRANCH, Given};
use super::ask::ask;
use super::bounds::MAX_MOMENT_US;
use super::bug::{bug, bugs};
use super::command::{ChaosLevel, ClientOp, Command, Medium, Preset};
use super::commands::row_of;
use super::conditions::condition;
use super::end::{client, client_link};
use super::error::ScriptError;
use super::filter::{coming, packets};
use super::find::find;
use super::goal::goal;
use super::inquiry::inquiry;
use super::jump::jump;
use super::knobs::setting;
use super::link::{link, weather};
use super::load::load;
use super::minute::minute;
use super::named::one_of;
use super::node::{another_node, groups, node, nodes};
use super::packet::packet;
use super::shape::Value;
use super::token::Cursor;
use super::units::parse_time;
use super::uses::uses;
use super::walk;
use super::word::{key, name, value, words};

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
            Self::ClientLink => Given::ClientLink(client_link(cursor)?),
            Self::Weather => Given::Weather(weather(cursor)?),
            Self::Client => Given::Client(client(cursor)?),
            Self::Operation => Given::Operation(operation(cursor)?),
            Self::Packet => Given::Packet(packet(cursor)?),
            Self::Coming(otherwise) => Given::Coming(coming(cursor, otherwise)?),
            Self::Packets => Given::Packets(packets(cursor)?),
            Self::Key => Given::Text(key(cursor)?),
            Self::Text(what) => Given::Text(value(cursor, what)?),
            Self::Words => Given::Text(words(cursor)?),
            Self::Name | Self::Bookmark => Given::Text(name(cursor)?),
            Self::Branch => Given::Value(BRANCH.read(cursor)?),
            Self::Topic => {
                Given::Text(row_of(cursor, "the name of a command")?.entry.name.to_owned())
            }
            Self::Rule => Given::Rule(bug(cursor)?),
            Self::Rules => Given::Rules(bugs(cursor)?),
            Self::Preset => {
                Given::Preset(Preset::ALL[one_of(cursor, "the presets ", &Preset::NAMES)?])
            }
            Self::ChaosLevel => {
                Given::ChaosLevel(ChaosLevel::ALL[one_of(cursor, "", &ChaosLevel::NAMES)?])
            }
            Self::Medium => Given::Medium(Medium::ALL[one_of(cursor, "", &Medium::NAMES)?]),
            Self::Jump => Given::Jump(jump(cursor)?),
            Self::Setting => Given::Setting(setting(cursor)?),
            Self::Load => Given::Load(load(cursor)?),
            Self::Inquiry => Given::Inquiry(inquiry(cursor)?),
            Self::Condition => Given::Condition(condition(cursor)?),
            Self::Find => Given::Find(find(cursor)?),
            Self::Question => Given::Question(ask(cursor)?),
            Self::Goal => Given::Goal(goal(cursor)?),
            Self::Uses => Given::Uses(uses(cursor)?),
            Self::Minute => Given::Minute(minute(cursor)?),
        })
    }
}

/// Reads what a client asks.
pub(super) fn operation(cursor: &mut Cursor<'_>) -> Result<ClientOp, ScriptError> {
    const EXPECTED: &str = "what a client asks, such as put or get";
    let token = cursor.peek();
    let row = row_of(cursor, EXPECTED)?;
    cursor.usage = row.entry.usage;
    match walk::command(cursor, row)? {
        Command::Client(operation) => Ok(operation),
        _ => Err(token
            .map_or_else(|| cursor.missing(EXPECTED), |token| cursor.unexpected(&token, EXPECTED))),
    }
}

fn moment(cursor: &mut Cursor<'_>) -> Result<u64, ScriptError> {
    const EXPECTED: &str =
        "a moment within the first year, such as 2.5s, or a bookmark in double quotes";
    let token = cursor.word(EXPECTED)?;
    match parse_time(token.source) {
        Ok(us) if us <= MAX_MOMENT_US => Ok(us),
        _ => Err(cursor.unexpected(&token, EXPECTED)),
    }
}
