//! What planted bugs do: for each a short script at whose end a property is violated that is not without
//! the bug. (One bug does no harm but to progress, and its script ends with what should not be.)
//!
//! They were found by the fuzzer, and shrunk; those that it seldom finds were written by hand. `tests/bugs.rs` holds them to
//! it, and finds the script of a bug that has none yet.

use crate::script::Bug;

use super::texts::scripts;

scripts! {
    "bugs":
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
}

/// The script that shows what a bug does.
pub fn shown(bug: Bug) -> Option<&'static str> {
    given().iter().find(|(name, _)| *name == bug.name()).map(|(_, script)| *script)
}
