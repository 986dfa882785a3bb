//! What planted bugs do: for each a short script at whose end a property is violated that is not without
//! the bug. (One bug does no harm but to progress, and its script ends with what should not be.)
//!
//! They were found by the fuzzer, and shrunk; those that it seldom finds were written by hand. `tests/bugs.rs` holds them to
//! it, and finds the script of a bug that has none yet.

use crate::script::Bug;

use super::scenarios::Texts;

macro_rules! scripts {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../static/bugs/", $name, ".raft")))),*]
    };
}

const SCRIPTS: &[(&str, &str)] = scripts![
    "ack-before-fsync"
    "ack-too-much"
    "answer-early"
    "any-round"
    "apply-early"
    "apply-twice"
    "commit-alone"
    "commit-old-term"
    "commit-unverified"
    "configuration-at-apply"
    "count-old-votes"
    "count-pre-votes"
    "count-votes-twice"
    "decide-by-new"
    "delete-locally"
    "elect-by-half"
    "forget-sessions"
    "forget-term"
    "forget-vote"
    "free-promise"
    "keep-leading"
    "keep-lease"
    "lose-last-entry"
    "never-truncate"
    "newest-configuration"
    "obey-old-leader"
    "read-alone"
    "read-unconfirmed"
    "renumber-log"
    "roll-back-snapshot"
    "single-server"
    "skip-prev-check"
    "skip-up-to-date"
    "trust-window"
    "vote-before-fsync"
    "vote-twice"
];

/// The scripts of all bugs: what is fetched later where the program is in parts.
pub fn texts() -> Texts {
    SCRIPTS
}

#[cfg(not(feature = "split"))]
use texts as given;

#[cfg(feature = "split")]
static GIVEN: std::sync::OnceLock<Texts> = std::sync::OnceLock::new();

/// The scripts that have come.
#[cfg(feature = "split")]
fn given() -> Texts {
    GIVEN.get().copied().unwrap_or_default()
}

/// The scripts have come.
#[cfg(feature = "split")]
pub fn give(texts: Texts) {
    // What was given first is the same.
    let _ = GIVEN.set(texts);
}

/// The script that shows what a bug does.
pub fn shown(bug: Bug) -> Option<&'static str> {
    given().iter().find(|(name, _)| *name == bug.name()).map(|(_, script)| *script)
}
