//! A change of the membership (paper 6, dissertation 4.3).

use raftarium::script::Bug;

use crate::bounds::{Beginning, Bounds, three};

/// Two leave, and n1 stays alone: all of the change, and one of them stands meanwhile.
pub fn two_leave() -> Bounds {
    Bounds { leaves: &[2, 3], commands: 1, beginning: Beginning::Led, ..three() }
}

/// n4 takes the place of n2 and n3, so that the old voters and the new ones could decide without each other; and n2 stands
/// while both rule.
pub fn joint() -> Bounds {
    let beginning = Beginning::Joint;
    Bounds { joins: &[4], leaves: &[2, 3], stand: &[2], beginning, ..three() }
}

#[test]
fn every_order_of_two_that_leave_and_an_election_is_safe() {
    two_leave().explore();
}

#[test]
fn every_order_of_a_joint_configuration_and_an_election_is_safe() {
    joint().explore();
}

#[test]
fn a_change_in_one_step_is_found() {
    joint().finds(Bug::DecideByNew);
}
