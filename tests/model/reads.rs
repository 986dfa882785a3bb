//! Reads by a round of messages (dissertation 6.4).

use raftarium::script::Bug;

use crate::bounds::{Beginning, Bounds, three};

pub fn one_read() -> Bounds {
    Bounds { reads: 1, beginning: Beginning::Led, ..three() }
}

#[test]
fn every_order_of_a_read_and_an_election_is_safe() {
    one_read().explore();
}

#[test]
fn a_read_that_asks_nobody_is_found() {
    one_read().finds(Bug::ReadAlone);
}

/// A leader that leads again, whose rounds have the numbers that they had before.
pub fn a_read_of_one_that_leads_again() -> Bounds {
    Bounds { terms: 3, reads: 1, beginning: Beginning::Again, ..three() }
}

#[test]
fn every_order_of_a_read_of_one_that_leads_again_is_safe() {
    a_read_of_one_that_leads_again().explore();
}
