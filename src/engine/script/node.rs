//! Nodes as a person names them, alone and in groups.

use std::fmt::{Display, Formatter, Result as Written};

use super::error::ScriptError;
use super::token::{Cursor, Token};
use super::word::numbered;

/// A node as a person names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeRef {
    /// `n3`.
    Id(u32),
    /// `leader`: the live leader of the highest term when the command runs.
    Leader,
}

impl NodeRef {
    /// `it`, in the condition of `pick node when ...`: whichever node is asked about. No node has this number.
    pub const IT: Self = Self::Id(0);
}

impl Display for NodeRef {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        match self {
            &Self::IT => f.write_str("it"),
            Self::Id(id) => write!(f, "n{id}"),
            Self::Leader => f.write_str("leader"),
        }
    }
}

pub(super) fn spaced(nodes: &[NodeRef]) -> String {
    nodes.iter().map(NodeRef::to_string).collect::<Vec<_>>().join(" ")
}

/// Reads a node.
pub(super) fn node(cursor: &mut Cursor<'_>) -> Result<NodeRef, ScriptError> {
    const EXPECTED: &str = "a node such as n1, or leader";
    let token = cursor.word(EXPECTED)?;
    node_of(&token).ok_or_else(|| cursor.unexpected(&token, EXPECTED))
}

/// The node that a piece names, if it names one.
pub(super) fn node_of(token: &Token<'_>) -> Option<NodeRef> {
    if token.is_word("leader") {
        return Some(NodeRef::Leader);
    }
    let id = numbered(token, 'n').and_then(|id| u32::try_from(id).ok())?;
    (id > 0).then_some(NodeRef::Id(id))
}

/// Reads nodes, at least one, each once.
pub(super) fn nodes(cursor: &mut Cursor<'_>) -> Result<Vec<NodeRef>, ScriptError> {
    let mut nodes = vec![node(cursor)?];
    while let Some(next) = cursor.peek().and_then(|token| node_of(&token)) {
        let token = cursor.word("a node")?;
        if nodes.contains(&next) {
            return Err(cursor.unexpected(&token, "each node once"));
        }
        nodes.push(next);
    }
    Ok(nodes)
}

/// Reads a node other than this one.
pub(super) fn another_node(cursor: &mut Cursor<'_>, one: NodeRef) -> Result<NodeRef, ScriptError> {
    let token = cursor.token("a second node")?;
    match node_of(&token) {
        Some(other) if other != one => Ok(other),
        _ => Err(cursor.unexpected(&token, &format!("a node other than {one}"))),
    }
}

/// Reads nodes in groups, at least one.
pub(super) fn groups(cursor: &mut Cursor<'_>) -> Result<Vec<Vec<NodeRef>>, ScriptError> {
    const EXPECTED: &str = "a node such as n1; a group is not empty";
    let mut groups: Vec<Vec<NodeRef>> = vec![Vec::new()];
    loop {
        let token = cursor.token(EXPECTED)?;
        let node = node_of(&token).ok_or_else(|| cursor.unexpected(&token, EXPECTED))?;
        if groups.iter().flatten().any(|other| *other == node) {
            return Err(cursor.unexpected(&token, "each node once, in one group"));
        }
        groups.last_mut().expect("there is always a group").push(node);
        if cursor.at_end() {
            return Ok(groups);
        }
        if cursor.take_sign("|") {
            groups.push(Vec::new());
        }
    }
}
