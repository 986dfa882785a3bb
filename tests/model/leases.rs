//! Check-quorum and reads by lease (dissertation 6.2, 6.4.1).

use raftarium::raft::Settings;
use raftarium::script::{Bug, ReadChoice};

use crate::bounds::{Beginning, Bounds, three};

/// A leader that has a lease by the promise of n2; n3 has heard nothing since before the lease began, and may stand. What n2
/// asked n3 when both were candidates is still in flight: so n3 may answer it when it is in a later term.
pub fn leases() -> Bounds {
    let settings = Settings { check_quorum: true, ..three().settings };
    let (by, beginning) = (ReadChoice::Lease, Beginning::Leased);
    Bounds { settings, reads: 1, by, stand: &[3], beginning, ..three() }
}

#[test]
fn every_order_of_a_lease_and_elections_of_those_that_promised_and_those_that_did_not_is_safe() {
    Bounds { stand: &[2, 3], ..leases() }.explore();
}

#[test]
fn every_order_of_a_lease_an_election_and_a_crash_is_safe() {
    Bounds { crashes: 1, ..leases() }.explore();
}

#[test]
fn every_order_of_a_quorum_that_is_checked_and_an_election_is_safe() {
    Bounds { checks: 1, reads: 0, stand: &[1, 2, 3], ..leases() }.explore();
}

#[test]
fn a_lease_that_never_ends_is_found() {
    leases().finds(Bug::KeepLease);
}

#[test]
fn a_promise_that_a_late_answer_ends_is_found() {
    leases().finds(Bug::FreePromise);
}
