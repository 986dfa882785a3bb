//! The conditions, what `until` waits for and `expect` demands: the table of the single ones, for `help` and completion,
//! and the grammar.
//!
//! ```text
//! any  = all  { "or"  all }
//! all  = one  { "and" one }
//! one  = "not" one | "(" any ")" | a single condition
//! ```
//!
//! The number of parts is bounded, and with it the depth of the tree: neither reading, nor judging, nor dropping a
//! condition can exhaust the stack.

use super::bounds::MAX_CONDITION_PARTS;
use super::bug::{Bug, bug};
use super::condition::{Comparison, Condition, It, Operand, Quantity, RoleName};
use super::end::{ClientRef, client_of};
use super::entry::{Entry, entry};
use super::error::ScriptError;
use super::named::one_of;
use super::node::{self, NodeRef};
use super::suggest::nearest;
use super::token::{Cursor, Kind, Meant, Token};
use super::word::{check_key, check_value, digits};

/// Every condition of `until` and `expect`.
pub const CONDITIONS: &[Entry] = &[
    entry(
        "leader",
        "leader, leader is NODE, or leader in NODES",
        "A live node leads, and none is ahead of it in term.",
        "leader in n3 n4 n5",
    ),
    entry("no", "no leader", "No live node leads.", "no leader"),
    entry(
        "role",
        "role NODE = ROLE",
        "A node is follower, pre-candidate, candidate, leader or learner.",
        "role n1 = follower",
    ),
    entry("term", "term NODE >= NUMBER", "A node's term.", "term n1 >= 3"),
    entry(
        "commit",
        "commit NODE >= NUMBER, or commit NODE < last NODE and its like",
        "A node's commit index. Each of a node's numbers may stand in the place of NUMBER.",
        "commit n2 < last n2",
    ),
    entry(
        "applied",
        "applied, or applied NODE >= NUMBER",
        "Every live member has applied all that is known to be committed, or a node's last applied index.",
        "applied",
    ),
    entry("first", "first NODE = NUMBER", "The first index in a node's log.", "first n1 = 1"),
    entry("last", "last NODE = NUMBER", "The last index in a node's log.", "last n1 = 7"),
    entry("up", "up NODE", "A node runs.", "up n1"),
    entry(
        "value",
        "value [NODE] KEY = VALUE, or value [NODE] KEY absent",
        "The value of a key on a node, or on every live member.",
        "value n1 name = Alice",
    ),
    entry("logs", "logs agree", "All live members have equal logs.", "logs agree"),
    entry("safe", "safe", "No safety property was ever violated.", "safe"),
    entry(
        "violated",
        "violated, or violated PROPERTY",
        "A safety property was violated.",
        "violated log-matching",
    ),
    entry(
        "broken",
        "broken, or broken RULE",
        "The nodes follow a wrong rule, which break has planted.",
        "broken vote-twice",
    ),
    entry(
        "linearizable",
        "linearizable",
        "Some order of what the clients did explains all that they were told.",
        "linearizable",
    ),
    entry(
        "members",
        "members = NODES [learners NODES]",
        "Just these nodes vote, just those learn, and no change of the membership is under way.",
        "members = n1 n2 n3",
    ),
    entry("answered", "answered", "No client waits for an answer.", "answered"),
    entry(
        "answer",
        "answer [CLIENT] = VALUE, or answer [CLIENT] absent",
        "What a client was told last; without a client, you.",
        "answer c2 = old",
    ),
    entry(
        "unknown",
        "unknown [CLIENT]",
        "What a client asked last has ended without an answer, and it cannot know whether it took effect.",
        "unknown c2",
    ),
    entry(
        "refused",
        "refused [CLIENT]",
        "What a client asked last was refused: the key was not as it had to be.",
        "refused c2",
    ),
    entry(
        "not",
        "not A, A and B, A or B, (A)",
        "Conditions combine; not binds tightest, then and, then or.",
        "not up n1 and (leader is n2 or leader is n3)",
    ),
];

/// The safety properties that are watched, by name.
pub const PROPERTIES: &[&str] = &[
    "election-safety",
    "leader-append-only",
    "log-matching",
    "leader-completeness",
    "state-machine-safety",
    "monotonic",
    "one-vote",
    "up-to-date-leader",
    "vote-promise",
    "lease-exclusivity",
    "durable-before-visible",
    "match-index",
    "quorum-log",
    "committed-append-only",
    "configuration-safety",
    "snapshot-configuration",
    "equal-state",
    "exactly-once",
    "read-index",
    "linearizability",
];

/// Reads a condition of something of this sort that is called `it`, as far as it goes.
pub(super) fn condition_of_it(
    cursor: &mut Cursor<'_>,
    meant: Meant,
) -> Result<Condition, ScriptError> {
    let begin = cursor.clone();
    cursor.it = Some(meant);
    let condition = condition(cursor);
    cursor.it = None;
    let condition = condition?;
    let (it, example) = match meant {
        Meant::Node => (It::Node(1), "leader is it"),
        Meant::Entry => (It::Entry(1), "commit leader = it"),
    };
    if condition.with_it(it) == condition {
        return Err(begin.missing(&format!("a condition of it, such as {example}")));
    }
    Ok(condition)
}

/// Reads a node, or `it` where that is one.
fn node(cursor: &mut Cursor<'_>) -> Result<NodeRef, ScriptError> {
    if cursor.it == Some(Meant::Node) && cursor.take_word("it") {
        Ok(NodeRef::IT)
    } else {
        node::node(cursor)
    }
}

/// The node that the next piece names, if it names one.
fn next_node(cursor: &Cursor<'_>) -> Option<NodeRef> {
    node_of(cursor, &cursor.peek()?)
}

fn node_of(cursor: &Cursor<'_>, token: &Token<'_>) -> Option<NodeRef> {
    if cursor.it == Some(Meant::Node) && token.is_word("it") {
        Some(NodeRef::IT)
    } else {
        node::node_of(token)
    }
}

/// Reads a condition, as far as it goes.
pub(super) fn condition(cursor: &mut Cursor<'_>) -> Result<Condition, ScriptError> {
    let mut parts = 0;
    any(cursor, &mut parts)
}

fn any(cursor: &mut Cursor<'_>, parts: &mut u32) -> Result<Condition, ScriptError> {
    let mut left = all(cursor, parts)?;
    while cursor.take_word("or") {
        left = Condition::Or(Box::new(left), Box::new(all(cursor, parts)?));
    }
    Ok(left)
}

fn all(cursor: &mut Cursor<'_>, parts: &mut u32) -> Result<Condition, ScriptError> {
    let mut left = one(cursor, parts)?;
    while cursor.take_word("and") {
        left = Condition::And(Box::new(left), Box::new(one(cursor, parts)?));
    }
    Ok(left)
}

fn one(cursor: &mut Cursor<'_>, parts: &mut u32) -> Result<Condition, ScriptError> {
    *parts += 1;
    if *parts > MAX_CONDITION_PARTS {
        let expected = format!("a condition of {MAX_CONDITION_PARTS} parts at most");
        return Err(cursor.stray(&expected));
    }
    if cursor.take_word("not") {
        return Ok(Condition::Not(Box::new(one(cursor, parts)?)));
    }
    if cursor.take_sign("(") {
        let inner = any(cursor, parts)?;
        return if cursor.take_sign(")") {
            Ok(inner)
        } else {
            Err(cursor.stray("and, or, or the closing parenthesis"))
        };
    }
    single(cursor)
}

fn single(cursor: &mut Cursor<'_>) -> Result<Condition, ScriptError> {
    const EXPECTED: &str = "a condition such as leader, term n1 >= 3 or value k = v";
    let token = cursor.word(EXPECTED)?;
    let name = token.source.to_ascii_lowercase();
    Ok(match name.as_str() {
        "leader" if cursor.take_word("is") => Condition::LeaderIn(vec![numbered_node(cursor)?]),
        "leader" if cursor.take_word("in") => Condition::LeaderIn(numbered_nodes(cursor)?),
        "members" => {
            equals(cursor)?;
            let voters = numbered_nodes(cursor)?;
            let learn = cursor.take_word("learners");
            let learners = if learn { numbered_nodes(cursor)? } else { Vec::new() };
            Condition::Members { voters, learners }
        }
        "leader" => Condition::AnyLeader,
        "no" if cursor.take_word("leader") => Condition::NoLeader,
        "no" => return Err(cursor.stray("no leader")),
        "role" => role(cursor)?,
        "term" => compare(cursor, Quantity::Term)?,
        "commit" => compare(cursor, Quantity::Commit)?,
        "applied" => match next_node(cursor) {
            Some(_) => compare(cursor, Quantity::Applied)?,
            None => Condition::AllApplied,
        },
        "first" => compare(cursor, Quantity::First)?,
        "last" => compare(cursor, Quantity::Last)?,
        "up" => Condition::Up(node(cursor)?),
        "value" => value(cursor)?,
        "logs" if cursor.take_word("agree") => Condition::LogsAgree,
        "logs" => return Err(cursor.stray("logs agree")),
        "safe" => Condition::Safe,
        "violated" => violated(cursor)?,
        "broken" => {
            let named = cursor.peek().is_some_and(|token| Bug::named(token.source).is_some());
            Condition::Broken(if named { Some(bug(cursor)?) } else { None })
        }
        "linearizable" => Condition::Linearizable,
        "answered" => Condition::Answered,
        "answer" => answer(cursor)?,
        "unknown" => Condition::Unknown(client_or_you(cursor)?),
        "refused" => Condition::Refused(client_or_you(cursor)?),
        name => {
            let names = CONDITIONS.iter().map(|entry| entry.name);
            return Err(match nearest(name, names) {
                Some(guess) => {
                    cursor.unexpected(&token, &format!("a condition; did you mean {guess}?"))
                }
                None => cursor.unexpected(&token, EXPECTED),
            });
        }
    })
}

/// Reads a node by its number: a condition about who leads cannot name the leader itself.
fn numbered_node(cursor: &mut Cursor<'_>) -> Result<u32, ScriptError> {
    const EXPECTED: &str = "a node such as n1";
    let token = cursor.word(EXPECTED)?;
    match node_of(cursor, &token) {
        Some(NodeRef::Id(id)) => Ok(id),
        _ => Err(cursor.unexpected(&token, EXPECTED)),
    }
}

fn role(cursor: &mut Cursor<'_>) -> Result<Condition, ScriptError> {
    let node = node(cursor)?;
    equals(cursor)?;
    let role = RoleName::ALL[one_of(cursor, "the roles ", &RoleName::NAMES)?];
    Ok(Condition::Role(node, role))
}

/// Reads a client, if one is named; else it is you.
fn client_or_you(cursor: &mut Cursor<'_>) -> Result<ClientRef, ScriptError> {
    match cursor.peek().and_then(|token| client_of(&token)) {
        Some(client) => cursor.word("a client").map(|_| client),
        None => Ok(ClientRef::YOU),
    }
}

/// Reads what follows `answer`.
fn answer(cursor: &mut Cursor<'_>) -> Result<Condition, ScriptError> {
    let client = client_or_you(cursor)?;
    if cursor.take_word("absent") {
        return Ok(Condition::Answer { client, value: None });
    }
    equals(cursor)?;
    let value = Some(given_value(cursor)?);
    Ok(Condition::Answer { client, value })
}

/// Reads the value behind an equals sign.
fn given_value(cursor: &mut Cursor<'_>) -> Result<String, ScriptError> {
    let token = cursor.token("a value")?;
    if token.kind == Kind::Sign {
        return Err(cursor.unexpected(&token, "a value, in double quotes if it holds signs"));
    }
    check_value(cursor, token.text().to_owned(), &token)
}

/// Reads what follows `violated`: the name of a property, or nothing, or the rest of a longer condition.
fn violated(cursor: &mut Cursor<'_>) -> Result<Condition, ScriptError> {
    const JOINTS: [&str; 8] = ["and", "or", "within", "over", "worth", ";", "using", "most"];
    let Some(next) = cursor.peek().filter(|next| next.kind != Kind::Sign) else {
        return Ok(Condition::Violated(None));
    };
    if JOINTS.iter().any(|joint| next.is_word(joint)) {
        return Ok(Condition::Violated(None));
    }
    let token = cursor.word("the name of a safety property")?;
    match PROPERTIES.iter().find(|name| token.is_word(name)) {
        Some(name) => Ok(Condition::Violated(Some((*name).to_owned()))),
        None => {
            let expected = match nearest(token.source, PROPERTIES.iter().copied()) {
                Some(guess) => format!("the name of a safety property; did you mean {guess}?"),
                None => format!("one of the safety properties {}", PROPERTIES.join(", ")),
            };
            Err(cursor.unexpected(&token, &expected))
        }
    }
}

fn compare(cursor: &mut Cursor<'_>, quantity: Quantity) -> Result<Condition, ScriptError> {
    const EXPECTED: &str = "a comparison: = != < <= > >=";
    let node = node(cursor)?;
    let token = cursor.token(EXPECTED)?;
    let sign = if token.is_sign("==") { "=" } else { token.source };
    let named = Comparison::ALL.into_iter().find(|comparison| comparison.name() == sign);
    let comparison = named.ok_or_else(|| cursor.unexpected(&token, EXPECTED))?;
    let with = operand(cursor)?;
    Ok(Condition::Compare { quantity, node, comparison, with })
}

/// Reads what a number is compared with: another, or one that a node has.
fn operand(cursor: &mut Cursor<'_>) -> Result<Operand, ScriptError> {
    const EXPECTED: &str = "a number to compare with, or one of a node such as last n2";
    if cursor.it == Some(Meant::Entry) && cursor.take_word("it") {
        return Ok(Operand::It);
    }
    let token = cursor.word(EXPECTED)?;
    if let Some(number) = digits(token.source) {
        return Ok(Operand::Number(number));
    }
    let named = Quantity::ALL.into_iter().find(|quantity| token.is_word(quantity.name()));
    match named {
        Some(quantity) => Ok(Operand::Of(quantity, node(cursor)?)),
        None => Err(cursor.unexpected(&token, EXPECTED)),
    }
}

/// Reads what follows `value`. A first word before `=` or `absent` is the key; before anything else it is a node.
fn value(cursor: &mut Cursor<'_>) -> Result<Condition, ScriptError> {
    const EXPECTED: &str = "a key, or a node and a key";
    let first = cursor.token(EXPECTED)?;
    let ends_key = |cursor: &Cursor<'_>| {
        cursor.peek().is_none_or(|next| next.kind == Kind::Sign || next.is_word("absent"))
    };
    let (node, key) = match node_of(cursor, &first) {
        Some(node) if !ends_key(cursor) => (Some(node), cursor.token("a key")?),
        _ => (None, first),
    };
    if key.kind == Kind::Sign {
        return Err(cursor.unexpected(&key, EXPECTED));
    }
    let key = check_key(cursor, key.text().to_owned(), &key)?;
    if cursor.take_word("absent") {
        return Ok(Condition::Value { node, key, value: None });
    }
    equals(cursor)?;
    Ok(Condition::Value { node, key, value: Some(given_value(cursor)?) })
}

/// Reads nodes by their numbers, at least one.
fn numbered_nodes(cursor: &mut Cursor<'_>) -> Result<Vec<u32>, ScriptError> {
    let mut ids = vec![numbered_node(cursor)?];
    while let Some(NodeRef::Id(id)) = next_node(cursor) {
        numbered_node(cursor)?;
        ids.push(id);
    }
    Ok(ids)
}

fn equals(cursor: &mut Cursor<'_>) -> Result<(), ScriptError> {
    if cursor.take_sign("=") || cursor.take_sign("==") { Ok(()) } else { Err(cursor.stray("=")) }
}
