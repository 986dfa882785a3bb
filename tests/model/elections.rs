//! Elections and the log: terms, votes, entries, crashes.

use raftarium::raft::Settings;
use raftarium::script::Bug;

use crate::bounds::{Beginning, Bounds, three};

pub fn two_terms() -> Bounds {
    Bounds { commands: 2, crashes: 1, ..three() }
}

/// What becomes of entries of two earlier terms, of which either may be overwritten: a third term, and a fourth.
pub fn figure_8() -> Bounds {
    let settings = Settings { max_batch: 1, ..three().settings };
    Bounds { settings, terms: 4, beginning: Beginning::Figure8, ..three() }
}

#[test]
fn every_order_of_two_terms_two_commands_and_two_crashes_is_safe() {
    Bounds { crashes: 2, ..two_terms() }.explore();
}

#[test]
fn every_order_of_two_commands_heartbeats_and_a_crash_under_a_leader_and_its_successor_is_safe() {
    Bounds { heartbeats: 1, beginning: Beginning::Led, ..two_terms() }.explore();
}

#[test]
fn every_order_of_three_terms_is_safe() {
    Bounds { terms: 3, ..three() }.explore();
}

#[test]
fn every_order_of_a_third_term_and_a_fourth_is_safe() {
    figure_8().explore();
}

#[test]
fn wrong_rules_are_found_within_the_same_bounds() {
    for bug in [
        Bug::VoteTwice,
        Bug::VoteBeforeFsync,
        Bug::ForgetVote,
        Bug::ForgetTerm,
        Bug::SkipUpToDate,
        Bug::CommitAlone,
        Bug::NeverTruncate,
        Bug::AckBeforeFsync,
        Bug::LoseLastEntry,
    ] {
        two_terms().finds(bug);
    }
}

#[test]
fn a_third_term_shows_what_two_do_not() {
    figure_8().finds(Bug::CommitOldTerm);
}
