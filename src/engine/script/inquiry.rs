//! What `why` asks about: `why n2`, `why n2 5`, `why p17`, `why not leader n3`.

use std::fmt::{Display, Formatter, Result as FmtResult};

use super::end::{ClientRef, client_of};
use super::error::ScriptError;
use super::node::{NodeRef, node, node_of};
use super::packet::{PacketRef, packet};
use super::token::Cursor;
use super::word::{digits, number, numbered};

/// What `why` asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inquiry {
    /// `why n2`
    Node(NodeRef),
    /// `why n2 5`: the entry at an index of a node's log.
    Entry(NodeRef, u64),
    /// `why p17`
    Packet(PacketRef),
    /// `why c2`, or `why you`, who is the first client.
    Client(u32),
    /// `why event 123`
    Event(u64),
    /// `why not leader n3`
    NotLeader(NodeRef),
    /// `why not committed n1 5`
    NotCommitted(NodeRef, u64),
    /// `why not answered c2`
    NotAnswered(u32),
}

/// Reads what stands after `why`.
pub(super) fn inquiry(cursor: &mut Cursor<'_>) -> Result<Inquiry, ScriptError> {
    const EXPECTED: &str = "n1, n1 5, p17, c2, event 123, or not leader n1 and its like";
    if cursor.take_word("not") {
        return not(cursor);
    }
    if cursor.take_word("event") {
        return Ok(Inquiry::Event(number(cursor, "an event's number", 0, u64::MAX)?));
    }
    let Some(token) = cursor.peek() else { return Err(cursor.stray(EXPECTED)) };
    if node_of(&token).is_some() {
        let node = node(cursor)?;
        let index = cursor.peek().and_then(|token| digits(token.source));
        return match index {
            Some(_) => Ok(Inquiry::Entry(node, index_of(cursor)?)),
            None => Ok(Inquiry::Node(node)),
        };
    }
    if let Some(client) = client_of(&token) {
        cursor.word("a client")?;
        return Ok(Inquiry::Client(client.0));
    }
    if numbered(&token, 'p').is_some() {
        return Ok(Inquiry::Packet(packet(cursor)?));
    }
    Err(cursor.stray(EXPECTED))
}

fn not(cursor: &mut Cursor<'_>) -> Result<Inquiry, ScriptError> {
    if cursor.take_word("leader") {
        Ok(Inquiry::NotLeader(node(cursor)?))
    } else if cursor.take_word("committed") {
        Ok(Inquiry::NotCommitted(node(cursor)?, index_of(cursor)?))
    } else if cursor.take_word("answered") {
        const EXPECTED: &str = "a client such as c2, or you";
        let token = cursor.word(EXPECTED)?;
        let client = client_of(&token).ok_or_else(|| cursor.unexpected(&token, EXPECTED))?;
        Ok(Inquiry::NotAnswered(client.0))
    } else {
        Err(cursor.stray("leader, committed or answered"))
    }
}

fn index_of(cursor: &mut Cursor<'_>) -> Result<u64, ScriptError> {
    number(cursor, "an entry's index", 1, u64::MAX)
}

impl Display for Inquiry {
    fn fmt(&self, f: &mut Formatter<'_>) -> FmtResult {
        match self {
            Self::Node(node) => node.fmt(f),
            Self::Entry(node, index) => write!(f, "{node} {index}"),
            Self::Packet(packet) => packet.fmt(f),
            Self::Client(id) => ClientRef(*id).fmt(f),
            Self::Event(seq) => write!(f, "event {seq}"),
            Self::NotLeader(node) => write!(f, "not leader {node}"),
            Self::NotCommitted(node, index) => write!(f, "not committed {node} {index}"),
            Self::NotAnswered(id) => write!(f, "not answered {}", ClientRef(*id)),
        }
    }
}
