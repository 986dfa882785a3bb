//! Pre-votes (dissertation 9.6): a server asks before it stands, and whoever hears a leader says no.

use raftarium::raft::Settings;
use raftarium::script::Bug;

use crate::bounds::{Beginning, Bounds, three};

/// Nobody leads yet, and everybody asks.
pub fn asked() -> Bounds {
    let settings = Settings { pre_vote: true, ..three().settings };
    Bounds { settings, terms: 1, ..three() }
}

#[test]
fn every_order_of_pre_votes_is_safe() {
    asked().explore();
}

#[test]
fn every_order_of_pre_votes_against_a_leader_is_safe() {
    Bounds { terms: 2, commands: 1, beginning: Beginning::Led, ..asked() }.explore();
}

#[test]
fn pre_votes_that_are_counted_as_votes_are_found() {
    asked().finds(Bug::CountPreVotes);
}
