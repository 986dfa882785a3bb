//! What the language offers, explained: commands and knobs by their tables, conditions by the one that is here.

use super::bug::Bug;
use super::commands::{GROUPS, Group, Row};
use super::knobs::KNOBS;

/// A word of the language, explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The word.
    pub name: &'static str,
    /// How it is used: words in capitals are to be replaced, `[...]` may be left out.
    pub usage: &'static str,
    /// What it does, in a sentence.
    pub does: &'static str,
    /// A line to try.
    pub example: &'static str,
}

pub(super) const fn entry(
    name: &'static str,
    usage: &'static str,
    does: &'static str,
    example: &'static str,
) -> Entry {
    Entry { name, usage, does, example }
}

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
    entry("commit", "commit NODE >= NUMBER", "A node's commit index.", "commit n1 >= 5"),
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
        "linearizable",
        "linearizable",
        "Some order of what the clients did explains all that they were told.",
        "linearizable",
    ),
    entry(
        "members",
        "members = NODES",
        "Just these nodes vote, and no change of the membership is under way.",
        "members = n1 n2 n3",
    ),
    entry("answered", "answered", "No client waits for an answer.", "answered"),
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

/// The command of this name, in lower case.
pub fn command(name: &str) -> Option<&'static Entry> {
    row(name).map(|row| &row.entry)
}

/// Every command, group by group.
pub fn commands() -> impl Iterator<Item = &'static Entry> {
    rows().map(|row| &row.entry)
}

pub(super) fn row(name: &str) -> Option<&'static Row> {
    rows().find(|row| row.entry.name == name)
}

/// The command that is meant by a word that other systems use for it.
pub(super) fn alias(word: &str) -> Option<&'static str> {
    rows().find(|row| row.aliases.contains(&word)).map(|row| row.entry.name)
}

fn rows() -> impl Iterator<Item = &'static Row> {
    GROUPS.iter().flat_map(|group| group.rows)
}

/// What `help` prints: every command, by group.
pub fn overview() -> Vec<String> {
    let line = |group: &Group| {
        let names: Vec<&str> = group.rows.iter().map(|row| row.entry.name).collect();
        format!("{:8} {}", group.title, names.join(", "))
    };
    let more =
        "help COMMAND explains one, such as help put; nodes are n1, n2, ... or leader".to_owned();
    GROUPS.iter().map(line).chain([more]).collect()
}

/// What `help COMMAND` prints: usage, meaning, an example, and what may stand in its place.
pub fn explain(entry: &Entry) -> Vec<String> {
    let mut lines =
        vec![entry.usage.to_owned(), entry.does.to_owned(), format!("example: {}", entry.example)];
    let detail = |entry: &Entry| format!("{}: {}", entry.usage, entry.does);
    match entry.name {
        "set" => lines.extend(KNOBS.iter().map(|knob| detail(&knob.entry))),
        "until" | "expect" => lines.extend(CONDITIONS.iter().map(detail)),
        _ => {}
    }
    if let "break" | "mend" = entry.name {
        let line = |bug: Bug| format!("{}: {} ({})", bug.name(), bug.does(), bug.breaks());
        lines.extend(Bug::ALL.map(line));
    }
    lines
}
