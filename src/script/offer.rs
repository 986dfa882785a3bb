//! What completion offers for arguments of several pieces, piece by piece.

use super::command::RoleName;
use super::complete::Known;
use super::help::{CONDITIONS, Entry, PROPERTIES};
use super::knobs::{self, KNOBS};
use super::parse::node_of;
use super::shape::Shape;
use super::token::{Cursor, Kind, Token, quote};

/// What may follow these pieces of a link between two nodes.
pub(super) fn link(pieces: &[Token<'_>], known: &Known) -> Vec<String> {
    match pieces {
        [] => nodes(known, &[]),
        [from] if node_of(from).is_some() => [vec![">".to_owned()], nodes(known, pieces)].concat(),
        [from, sign] if sign.is_sign(">") => nodes(known, std::slice::from_ref(from)),
        _ => Vec::new(),
    }
}

/// What may follow these pieces of a link's weather.
pub(super) fn weather(pieces: &[Token<'_>]) -> Vec<String> {
    match pieces {
        [] => owned(&["latency", "loss", "duplicate", "reorder", "clear"]),
        [what] if !what.is_word("clear") => setting(pieces),
        _ => Vec::new(),
    }
}

/// What may follow these pieces of a knob and its value.
pub(super) fn setting(pieces: &[Token<'_>]) -> Vec<String> {
    match pieces {
        [] => names(KNOBS.iter().map(|knob| &knob.entry)),
        [name] => {
            knobs::named(name.source).map_or_else(Vec::new, |knob| values(knob.shape, &knob.entry))
        }
        _ => Vec::new(),
    }
}

/// What may follow these pieces of nodes in groups.
pub(super) fn groups(pieces: &[Token<'_>], known: &Known) -> Vec<String> {
    let mut words = numbered(known, pieces);
    if pieces.last().is_some_and(|last| !last.is_sign("|")) {
        words.push("|".to_owned());
    }
    words
}

/// What may follow these pieces of what `why` asks about.
pub(super) fn inquiry(pieces: &[Token<'_>], known: &Known) -> Vec<String> {
    match pieces {
        [] => {
            let packets = known.packets.iter().map(|id| format!("p{id}")).collect();
            [nodes(known, &[]), owned(&["not", "event", "you"]), packets].concat()
        }
        [not] if not.is_word("not") => owned(&["leader", "committed", "answered"]),
        [not, what] if not.is_word("not") && what.is_word("answered") => owned(&["you"]),
        [not, _] if not.is_word("not") => nodes(known, &[]),
        _ => Vec::new(),
    }
}

/// Values of a shape: one to begin with, from the example if it has one, and the words that it has.
pub(super) fn values(shape: Shape, entry: &Entry) -> Vec<String> {
    let words = owned(shape.words());
    if let Shape::Switch | Shape::Reads = shape {
        return words;
    }
    let last = entry.example.split(' ').next_back().unwrap_or_default();
    let fits = Cursor::new(last, 1).is_ok_and(|mut cursor| shape.read(&mut cursor).is_ok());
    fits.then(|| last.to_owned()).into_iter().chain(words).collect()
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// What may follow these pieces of a condition.
pub(super) fn condition(pieces: &[Token<'_>], known: &Known) -> Vec<String> {
    let joints = &["and", "or"];
    let is = |back: usize, words: &[&str]| {
        let piece = pieces.len().checked_sub(back).map(|at| &pieces[at]);
        piece.is_some_and(|piece| words.iter().any(|word| piece.is_word(word)))
    };
    let is_node = |back: usize| {
        let piece = pieces.len().checked_sub(back).map(|at| &pieces[at]);
        piece.is_some_and(|piece| node_of(piece).is_some())
    };
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let numbers = ["term", "commit", "applied", "first", "last"];

    let Some(last) = pieces.last() else { return names(CONDITIONS) };
    if is(1, &["and", "or", "not"]) || last.is_sign("(") {
        names(CONDITIONS)
    } else if is(2, &["value"]) {
        let mut next = words(&["=", "absent"]);
        if is_node(1) {
            next.extend(keys(known));
        }
        next
    } else if is(3, &["value"]) && is_node(2) {
        words(&["=", "absent"])
    } else if is(2, &["role"]) {
        words(&["="])
    } else if last.kind == Kind::Sign && is(3, &["role"]) {
        words(&RoleName::NAMES)
    } else if is_node(1) && is(2, &numbers) {
        words(&["=", ">=", "<=", ">", "<", "!="])
    } else if last.kind == Kind::Sign && !last.is_sign(")") {
        // A number or a value, which nobody can guess.
        Vec::new()
    } else if is(1, &["value"]) {
        [nodes(known, &[]), keys(known)].concat()
    } else if is(1, &["leader"]) {
        [words(&["is", "in"]), words(joints)].concat()
    } else if is(1, &["no"]) {
        words(&["leader"])
    } else if is(1, &["logs"]) {
        words(&["agree"])
    } else if is(1, &["is", "in"]) {
        numbered(known, &[])
    } else if is(1, &["applied"]) {
        [words(joints), nodes(known, &[])].concat()
    } else if is(1, &["violated"]) {
        [words(PROPERTIES), words(joints)].concat()
    } else if is(1, &["role", "up"]) || is(1, &numbers) {
        nodes(known, &[])
    } else {
        words(joints)
    }
}

pub(super) fn names<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<String> {
    entries.into_iter().map(|entry| entry.name.to_owned()).collect()
}

/// The nodes by number, but for those that are named already.
pub(super) fn numbered(known: &Known, named: &[Token<'_>]) -> Vec<String> {
    let is_named = |name: &String| named.iter().any(|token| token.is_word(name));
    known.nodes.iter().map(|id| format!("n{id}")).filter(|name| !is_named(name)).collect()
}

/// The same, and the leader.
pub(super) fn nodes(known: &Known, named: &[Token<'_>]) -> Vec<String> {
    let mut names = numbered(known, named);
    if !named.iter().any(|token| token.is_word("leader")) {
        names.push("leader".to_owned());
    }
    names
}

pub(super) fn keys(known: &Known) -> Vec<String> {
    known.keys.iter().map(|key| quote(key)).collect()
}
