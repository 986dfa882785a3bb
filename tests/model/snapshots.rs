//! Snapshots (paper 7): late ones, repeated ones, and what a node finds of them when it starts.

use raftarium::raft::Settings;
use raftarium::script::Bug;

use crate::bounds::{Beginning, Bounds, three};

/// A snapshot that may come late, and come again.
pub fn late() -> Bounds {
    let settings = Settings { snapshot_tail: 0, ..three().settings };
    Bounds {
        settings,
        commands: 2,
        heartbeats: 1,
        stand: &[2],
        beginning: Beginning::Behind,
        ..three()
    }
}

/// Snapshots whose log begins before their end, and what a node finds of them when it starts.
pub fn restarted() -> Bounds {
    let settings = Settings { snapshot_tail: 1, ..three().settings };
    Bounds {
        settings,
        commands: 1,
        snapshots: 1,
        crashes: 1,
        stand: &[],
        terms: 1,
        beginning: Beginning::Led,
        ..three()
    }
}

#[test]
fn every_order_of_a_late_snapshot_is_safe() {
    late().explore();
}

#[test]
fn every_order_of_a_snapshot_and_a_crash_is_safe() {
    restarted().explore();
}

#[test]
fn snapshots_that_go_back_are_found() {
    late().finds(Bug::RollBackSnapshot);
}

#[test]
fn logs_that_are_numbered_anew_are_found() {
    restarted().finds(Bug::RenumberLog);
}
