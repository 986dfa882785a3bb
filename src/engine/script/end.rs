//! Ends of links: nodes, and clients.

use std::fmt::{Display, Formatter, Result as Written};

use super::error::ScriptError;
use super::node::{NodeRef, node_of};
use super::token::{Cursor, Kind, Token};
use super::word::digits;

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

/// A link between a client and a node: `c2 n1`, `c2 > n1` or `n1 > c2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientLink {
    pub client: ClientRef,
    pub node: NodeRef,
    pub way: ClientWay,
}

/// Which way of a link between a client and a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientWay {
    Both,
    /// What the client asks.
    ToNode,
    /// What it is answered.
    ToClient,
}

impl Display for ClientLink {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        let Self { client, node, way } = self;
        match way {
            ClientWay::Both => write!(f, "{client} {node}"),
            ClientWay::ToNode => write!(f, "{client} > {node}"),
            ClientWay::ToClient => write!(f, "{node} > {client}"),
        }
    }
}

/// The client that a piece names, if it names one.
pub(super) fn client_of(token: &Token<'_>) -> Option<ClientRef> {
    (token.kind == Kind::Word).then(|| client_named(token.source)).flatten()
}

/// The client to whom a piece speaks, if it does: `c2:`.
pub(super) fn addressed(token: &Token<'_>) -> Option<ClientRef> {
    (token.kind == Kind::Word).then(|| client_named(token.source.strip_suffix(':')?)).flatten()
}

fn client_named(text: &str) -> Option<ClientRef> {
    if text.eq_ignore_ascii_case("you") {
        return Some(ClientRef::YOU);
    }
    let id = digits(text.strip_prefix(['c', 'C'])?).and_then(|id| u32::try_from(id).ok())?;
    (id > 0).then_some(ClientRef(id))
}

/// Reads a client.
pub(super) fn client(cursor: &mut Cursor<'_>) -> Result<ClientRef, ScriptError> {
    const EXPECTED: &str = "a client such as c2";
    let token = cursor.word(EXPECTED)?;
    client_of(&token).ok_or_else(|| cursor.unexpected(&token, EXPECTED))
}

/// Whether a link comes next one end of which is a client.
pub(super) fn is_client_link(cursor: &Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    let mut is_client = || {
        let token = ahead.token("").ok();
        let client = token.is_some_and(|token| client_of(&token).is_some());
        ahead.take_sign(">");
        client
    };
    is_client() || is_client()
}

/// Reads a link between a client and a node.
pub(super) fn client_link(cursor: &mut Cursor<'_>) -> Result<ClientLink, ScriptError> {
    let from = end(cursor, None)?;
    let one_way = cursor.take_sign(">");
    const EXPECTED: &str = "a node such as n1, or leader: clients have no links with each other";
    match from {
        EndRef::Client(client) => {
            let token = cursor.token(EXPECTED)?;
            let node = node_of(&token).ok_or_else(|| cursor.unexpected(&token, EXPECTED))?;
            let way = if one_way { ClientWay::ToNode } else { ClientWay::Both };
            Ok(ClientLink { client, node, way })
        }
        EndRef::Node(node) => {
            let way = if one_way { ClientWay::ToClient } else { ClientWay::Both };
            Ok(ClientLink { client: client(cursor)?, node, way })
        }
    }
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
