//! Ends of links: nodes, and clients.

use std::fmt::{Display, Formatter, Result as Written};

use super::error::ScriptError;
use super::node::{NodeRef, node_of};
use super::token::{Cursor, Token};
use super::word::numbered;

/// A client as a person names it: `you`, who is the first, or `c2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientRef(pub u32);

/// An end of a link as a person names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndRef {
    /// `n3`, or `leader`
    Node(NodeRef),
    /// `c2`, or `you`
    Client(ClientRef),
}

impl ClientRef {
    /// The person at the console.
    pub const YOU: Self = Self(1);
}

impl Display for ClientRef {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        if *self == Self::YOU { f.write_str("you") } else { write!(f, "c{}", self.0) }
    }
}

impl Display for EndRef {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        match self {
            Self::Node(node) => node.fmt(f),
            Self::Client(client) => client.fmt(f),
        }
    }
}

/// The client that a piece names, if it names one.
pub(super) fn client_of(token: &Token<'_>) -> Option<ClientRef> {
    if token.is_word("you") {
        return Some(ClientRef::YOU);
    }
    let id = numbered(token, 'c').and_then(|id| u32::try_from(id).ok())?;
    (id > 0).then_some(ClientRef(id))
}

/// The end that a piece names, if it names one.
pub(super) fn end_of(token: &Token<'_>) -> Option<EndRef> {
    let node = node_of(token).map(EndRef::Node);
    node.or_else(|| client_of(token).map(EndRef::Client))
}

/// Reads an end other than this one, if it is given.
pub(super) fn end(cursor: &mut Cursor<'_>, other: Option<EndRef>) -> Result<EndRef, ScriptError> {
    let expected = match other {
        Some(other) => format!("a node or client other than {other}"),
        None => "a node such as n1, leader, or a client such as c2 or you".to_owned(),
    };
    let token = cursor.word(&expected)?;
    match end_of(&token) {
        Some(end) if Some(end) != other => Ok(end),
        _ => Err(cursor.unexpected(&token, &expected)),
    }
}
