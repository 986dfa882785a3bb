//! What Raft tolerates: a case that goes beyond it shows nothing.
//!
//! [`Chaos`](crate::sim::Chaos) keeps within these bounds while it thinks a case up. What is made of a case by leaving
//! commands out, or by mixing it with another, may not: so it is judged here, by its commands alone.
//!
//! * Servers that forget what they have told others are dead to the cluster, and a majority must never forget. Whoever
//!   has forgotten does not run again; and while somebody has, nobody joins or leaves, for the majority would be another.
//! * Leases count on clocks that differ by no more than they are told (dissertation 6.4.1).

use std::collections::BTreeSet;

use crate::script::{Command, NodeRef, ReadChoice, Setting};

use super::case::{Act, Case};

/// The rate of a true clock, in parts per million.
const TRUE_PPM: u32 = 1_000_000;

/// Whether anything is promised in a case. Nothing is where somebody comes back who has forgotten everything.
pub(super) fn promises(case: &Case) -> bool {
    !case.acts.iter().any(|act| matches!(act.command, Command::RestartEmpty(_)))
}

/// Whether Raft tolerates all that is done in a case.
pub(super) fn is_tolerable(case: &Case) -> bool {
    promises(case) && keeps_a_majority_of_disks(case) && keeps_clocks_within_leases(&case.acts)
}

fn keeps_a_majority_of_disks(case: &Case) -> bool {
    let (mut forgetful, mut lying) = (BTreeSet::new(), BTreeSet::new());
    let mut changes = false;
    for Act { command, .. } in &case.acts {
        match command {
            Command::Lie { node, lies: true } | Command::Misdirect(node) | Command::Stale(node) => {
                lying.insert(number(*node));
                forgetful.insert(number(*node));
            }
            Command::Wipe(node) | Command::Corrupt { node, .. } => {
                forgetful.insert(number(*node));
            }
            Command::Restart(node) if lying.contains(&number(*node)) => return false,
            Command::Lie { lies: false, .. } => return false,
            Command::Add(_)
            | Command::Promote(_)
            | Command::Demote(_)
            | Command::Remove(_)
            | Command::Replace { .. } => changes = true,
            _ => {}
        }
    }
    let majority = case.nodes as usize / 2 + 1;
    forgetful.is_empty() || (!changes && forgetful.len() + majority <= case.nodes as usize)
}

fn keeps_clocks_within_leases(acts: &[Act]) -> bool {
    let by_lease = |act: &Act| act.command == Command::Set(Setting::Reads(ReadChoice::Lease));
    if !acts.iter().any(by_lease) {
        return true;
    }
    let (mut drift_ppm, mut off) = (10_000, false);
    acts.iter().all(|act| match act.command {
        Command::Set(Setting::Drift(ppm)) => {
            let less = ppm < drift_ppm;
            drift_ppm = ppm;
            !(less && off)
        }
        Command::Clock { rate_ppm, .. } => {
            off |= rate_ppm != TRUE_PPM;
            rate_ppm.abs_diff(TRUE_PPM) <= drift_ppm / 3
        }
        // No lease is prepared for a jump.
        Command::ClockJump { .. } | Command::Preset(_) => false,
        _ => true,
    })
}

/// A node's number. Whoever leads may be anybody, and counts as one more.
fn number(node: NodeRef) -> u32 {
    match node {
        NodeRef::Id(id) => id,
        NodeRef::Leader => 0,
    }
}

#[cfg(test)]
mod tests {
    use crate::script::parse_script;
    use crate::sim::Time;

    use super::*;

    fn check(nodes: u32, text: &str, expected: bool) {
        let lines = parse_script(text).expect("a good script");
        let commands = lines.into_iter().filter_map(|line| line.command);
        let acts = commands.map(|command| Act { at: Time::ZERO, command }).collect();
        assert_eq!(
            is_tolerable(&Case { acts, ..Case::new(nodes, 0) }),
            expected,
            "{nodes}: {text}"
        );
    }

    #[test]
    fn a_minority_may_forget_and_must_not_come_back() {
        check(3, "wipe n1", true);
        check(2, "wipe n1", false);
        check(5, "wipe n1\ncorrupt n2", true);
        check(5, "wipe n1\ncorrupt n2\nlie n3 on", false);
        check(3, "lie n1 on\ncrash n1", true);
        check(3, "lie n1 on\ncrash n1\nrestart n1", false);
        check(3, "lie n1 on\nlie n1 off", false);
        check(3, "disk n1 stale\ncrash n1", true);
        check(3, "disk n1 misdirect\ncrash n1\nrestart n1", false);
        check(5, "disk n1 stale\ndisk n2 misdirect\nwipe n3", false);
        check(5, "crash n1\nrestart n1 empty", false);
        check(3, "wipe n1\nremove n2", false);
        check(3, "crash n1\nrestart n1\nremove n2", true);
    }

    #[test]
    fn clocks_may_do_as_they_like_unless_somebody_counts_on_a_lease() {
        check(3, "clock n1 200%", true);
        check(3, "set reads lease\nclock n1 200%", false);
        check(3, "clock n1 200%\nset reads lease", false);
        check(3, "clock n1 +10ms", true);
        check(3, "clock n1 +10ms\nset reads lease", false);
        check(3, "set reads lease\nset drift 30%\nclock n1 110%", true);
        check(3, "set reads lease\nset drift 30%\nclock n1 110%\nset drift 1%", false);
        check(3, "set reads lease\nclock n1 110%\nset drift 30%", false);
    }
}
