//! What completion offers for arguments; for those of several pieces, piece by piece.

use super::argument::Argument;
use super::ask::Pick;
use super::bug::Bug;
use super::command::{ChaosLevel, Medium, Preset};
use super::commands::entries;
use super::condition::{Quantity, RoleName};
use super::conditions::{CONDITIONS, PROPERTIES};
use super::entry::Entry;
use super::find::FindMove;
use super::knobs::{self, KNOBS};
use super::known::Known;
use super::node::node_of;
use super::packet_type::PacketType;
use super::shape::Shape;
use super::token::{Cursor, Kind, Token, quote, quote_always};
use super::word::digits;

impl Argument {
    /// What may come next in one of which these pieces are there, for a command with this entry.
    pub(super) fn offers(self, pieces: &[Token<'_>], known: &Known, entry: &Entry) -> Vec<String> {
        let begun = !pieces.is_empty();
        match self {
            Self::Groups => groups(pieces, known),
            Self::Members => numbered(known, pieces),
            Self::Newcomers => vec![format!("n{}", known.nodes.len() + 1 + pieces.len())],
            Self::Ends if pieces.len() == 1 => nodes(known, pieces),
            Self::Link => link(pieces, known),
            Self::Coming(_) => coming(pieces, known),
            Self::Packets => packets(pieces, PacketType::several, known),
            Self::Weather => weather(pieces),
            Self::Operation if !begun => owned(&OPERATIONS),
            Self::Setting => setting(pieces),
            Self::Inquiry => inquiry(pieces, known),
            Self::Condition => condition(pieces, known),
            Self::Find => find(pieces, known),
            Self::Question => question(pieces, known),
            Self::Goal => goal(pieces, known),
            Self::Uses => names(entries()),
            Self::Rules => {
                let named = |bug: &Bug| pieces.iter().any(|piece| piece.is_word(bug.name()));
                let left = Bug::ALL.into_iter().filter(|bug| !named(bug));
                left.map(|bug| bug.name().to_owned()).collect()
            }
            _ if begun => Vec::new(),
            Self::Word(word) => vec![word.to_owned()],
            Self::Of(shape) => values(shape, entry),
            Self::Node | Self::Ends => nodes(known, &[]),
            Self::Packet => known.packets.iter().map(|id| format!("p{id}")).collect(),
            Self::Key => keys(known),
            Self::Bookmark => known.bookmarks.iter().map(|name| quote_always(name)).collect(),
            Self::Branch => (1..=known.branches).map(|number| number.to_string()).collect(),
            Self::Topic => names(entries()),
            Self::Rule => Bug::ALL.map(|bug| bug.name().to_owned()).into(),
            Self::Preset => Preset::NAMES.map(str::to_owned).into(),
            Self::ChaosLevel => ChaosLevel::NAMES.map(str::to_owned).into(),
            Self::Medium => owned(&Medium::NAMES),
            Self::Jump => owned(&["+500ms", "-500ms"]),
            Self::Client => owned(&["c2"]),
            Self::ClientLink
            | Self::Operation
            | Self::Moment
            | Self::Minute
            | Self::Text(_)
            | Self::Words
            | Self::Name
            | Self::Load => Vec::new(),
        }
    }
}

/// What a client may ask.
const OPERATIONS: [&str; 7] = ["put", "get", "delete", "cas", "create", "read", "update"];

/// What may follow these pieces of a link between two nodes.
fn link(pieces: &[Token<'_>], known: &Known) -> Vec<String> {
    match pieces {
        [] => nodes(known, &[]),
        [from] if node_of(from).is_some() => [vec![">".to_owned()], nodes(known, pieces)].concat(),
        [from, sign] if sign.is_sign(">") => nodes(known, std::slice::from_ref(from)),
        _ => Vec::new(),
    }
}

/// What may follow these pieces of packets that are yet to be sent.
fn coming(pieces: &[Token<'_>], known: &Known) -> Vec<String> {
    match pieces {
        [] => owned(&["next", "all"]),
        [next, rest @ ..] if next.is_word("next") => match rest {
            [count, rest @ ..] if digits(count.source).is_some() => {
                packets(rest, PacketType::several, known)
            }
            rest => packets(rest, PacketType::name, known),
        },
        [all, rest @ ..] if all.is_word("all") => packets(rest, PacketType::several, known),
        rest => packets(rest, PacketType::several, known),
    }
}

/// What may follow these pieces of packets by what they are.
fn packets(
    pieces: &[Token<'_>],
    name: fn(PacketType) -> &'static str,
    known: &Known,
) -> Vec<String> {
    let way = || [vec![">".to_owned()], nodes(known, &[])].concat();
    match pieces {
        [] => PacketType::ALL.map(|what| name(what).to_owned()).into(),
        [_] => way(),
        [_, sign] if sign.is_sign(">") => nodes(known, &[]),
        [_, rest @ ..] => link(rest, known),
    }
}

/// What may follow these pieces of a link's weather.
fn weather(pieces: &[Token<'_>]) -> Vec<String> {
    match pieces {
        [] => owned(&["latency", "loss", "duplicate", "reorder", "clear"]),
        [what] if !what.is_word("clear") => setting(pieces),
        _ => Vec::new(),
    }
}

/// What may follow these pieces of a knob and its value.
fn setting(pieces: &[Token<'_>]) -> Vec<String> {
    match pieces {
        [] => names(KNOBS.iter().map(|knob| &knob.entry)),
        [name] => {
            knobs::named(name.source).map_or_else(Vec::new, |knob| values(knob.shape, &knob.entry))
        }
        _ => Vec::new(),
    }
}

/// What may follow these pieces of nodes in groups.
fn groups(pieces: &[Token<'_>], known: &Known) -> Vec<String> {
    let mut words = numbered(known, pieces);
    if pieces.last().is_some_and(|last| !last.is_sign("|")) {
        words.push("|".to_owned());
    }
    words
}

/// What may follow these pieces of what `why` asks about.
fn inquiry(pieces: &[Token<'_>], known: &Known) -> Vec<String> {
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
fn values(shape: Shape, entry: &Entry) -> Vec<String> {
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

/// What may follow these pieces of a question and its answers.
fn question(pieces: &[Token<'_>], known: &Known) -> Vec<String> {
    let is_text = |token: &Token<'_>| matches!(token.kind, Kind::Quoted(_));
    let begun = pieces.iter().rposition(|token| token.is_word("when") || token.is_word("brings"));
    match (pieces, begun) {
        ([], _) => Vec::new(),
        ([question], _) if is_text(question) => owned(&["pick"]),
        ([.., last], _) if last.is_word("pick") => owned(&Pick::NAMES),
        ([.., pick, last], _) if pick.is_word("pick") => {
            owned(&[if last.is_word("packet") { "that" } else { "when" }])
        }
        ([.., last], _) if last.is_word("that") => owned(&["brings"]),
        ([.., last], _) if is_text(last) => owned(&["when", "otherwise"]),
        (pieces, Some(begun)) => condition(&pieces[begun + 1..], known),
        _ => Vec::new(),
    }
}

/// What may follow these pieces of a search.
fn find(pieces: &[Token<'_>], known: &Known) -> Vec<String> {
    const BOUNDS: [&str; 3] = ["within", "using", "most"];
    let bound = pieces.iter().rev().find_map(|it| BOUNDS.iter().position(|word| it.is_word(word)));
    let is_last = |word: &str| pieces.last().is_some_and(|last| last.is_word(word));
    match bound {
        Some(0) if is_last("within") => owned(&["2s"]),
        Some(0) => owned(&BOUNDS[1..]),
        Some(1) => {
            let named = |it: &FindMove| pieces.iter().any(|piece| piece.is_word(it.name()));
            let left = FindMove::ALL.into_iter().filter(|it| !named(it));
            let most = (!is_last("using")).then(|| "most".to_owned());
            left.map(|it| it.name().to_owned()).chain(most).collect()
        }
        Some(_) if is_last("most") => owned(&["4"]),
        Some(_) if pieces.last().is_some_and(|last| digits(last.source).is_some()) => {
            owned(&["moves"])
        }
        Some(_) => Vec::new(),
        None => {
            let mut offers = condition(pieces, known);
            if offers.iter().any(|offer| offer == "and") {
                offers.extend(owned(&BOUNDS));
            }
            offers
        }
    }
}

/// What may follow these pieces of a goal.
fn goal(pieces: &[Token<'_>], known: &Known) -> Vec<String> {
    let named = pieces.first().is_some_and(|token| matches!(token.kind, Kind::Quoted(_)));
    match &pieces[usize::from(named)..] {
        [] => [owned(&["always", "never"]), condition(&[], known)].concat(),
        [when, rest @ ..] if when.is_word("always") || when.is_word("never") => {
            condition(rest, known)
        }
        rest => condition(rest, known),
    }
}

/// What may follow these pieces of a condition.
fn condition(pieces: &[Token<'_>], known: &Known) -> Vec<String> {
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
    let numbers = Quantity::NAMES;
    let compares = |back: usize| {
        let piece = pieces.len().checked_sub(back).map(|at| &pieces[at]);
        piece.is_some_and(|piece| piece.kind == Kind::Sign) && is(back + 2, &numbers)
    };

    let Some(last) = pieces.last() else { return names(CONDITIONS) };
    if is(1, &["answer"]) {
        words(&["you", "=", "absent"])
    } else if is(2, &["answer"]) && !last.is_sign("=") {
        words(&["=", "absent"])
    } else if is(1, &["unknown", "refused"]) {
        [words(&["you"]), words(joints)].concat()
    } else if is(1, &["and", "or", "not"]) || last.is_sign("(") {
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
    } else if is_node(1) && is(2, &numbers) && compares(3) {
        words(joints)
    } else if is_node(1) && is(2, &numbers) {
        words(&["=", ">=", "<=", ">", "<", "!="])
    } else if compares(1) {
        words(&numbers)
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
    } else if is(1, &["broken"]) {
        [Bug::ALL.map(|bug| bug.name().to_owned()).to_vec(), words(joints)].concat()
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
fn numbered(known: &Known, named: &[Token<'_>]) -> Vec<String> {
    let is_named = |name: &String| named.iter().any(|token| token.is_word(name));
    known.nodes.iter().map(|id| format!("n{id}")).filter(|name| !is_named(name)).collect()
}

/// The same, and the leader.
fn nodes(known: &Known, named: &[Token<'_>]) -> Vec<String> {
    let mut names = numbered(known, named);
    if !named.iter().any(|token| token.is_word("leader")) {
        names.push("leader".to_owned());
    }
    names
}

fn keys(known: &Known) -> Vec<String> {
    known.keys.iter().map(|key| quote(key)).collect()
}
