//! Planted bugs: wrong rules that the simulated nodes can be made to follow, so that it can be seen what each rule of
//! Raft is good for, and that the checks notice when one is missing.
//!
//! The protocol itself knows nothing of this, but for two. A bug sits where a node meets its surroundings, and lies there:
//! to the node about what arrives (`input`), to the others about what it says (`output`), to the next start about what was
//! on disk (`disk`), or to the store and to the clients (`service`). What comes out is what a node with the mistake
//! in its code would do. The two are other rules for a change of the membership, which were published, or are followed
//! elsewhere with more around them: nobody can be lied into those, so they are settings of the protocol
//! ([`Bugs::settings`]).
//!
//! Bugs are a property of the whole cluster: every node makes the same mistake. Without any, every function here gives
//! back what it was given.

mod disk;
mod input;
mod output;
mod service;

use crate::raft::Settings;

pub use crate::script::Bug;
pub use input::Story;

/// The bugs that nodes have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bugs(u64);

impl Bugs {
    /// No bug.
    pub const NONE: Self = Self(0);

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    /// Whether this one is among them.
    pub fn has(self, bug: Bug) -> bool {
        self.0 & bit(bug) != 0
    }

    /// These, and this one.
    #[must_use]
    pub fn with(self, bug: Bug) -> Self {
        Self(self.0 | bit(bug))
    }

    /// These, but for this one.
    #[must_use]
    pub fn without(self, bug: Bug) -> Self {
        Self(self.0 & !bit(bug))
    }

    /// The settings of a node with these bugs.
    pub fn settings(self, settings: Settings) -> Settings {
        Settings {
            single_server_unguarded: self.has(Bug::SingleServer),
            configuration_at_apply: self.has(Bug::ConfigurationAtApply),
            ..settings
        }
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Bug> {
        Bug::ALL.into_iter().filter(move |bug| self.has(*bug))
    }
}

fn bit(bug: Bug) -> u64 {
    1 << bug as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::Command;
    use crate::sim::{Cluster, EventKind, Knobs, Time};

    #[test]
    fn bugs_come_and_go_one_by_one() {
        let bugs = Bugs::NONE.with(Bug::ForgetTerm).with(Bug::VoteTwice);
        assert_eq!(bugs.iter().collect::<Vec<_>>(), [Bug::VoteTwice, Bug::ForgetTerm]);
        let bugs = bugs.without(Bug::VoteTwice).without(Bug::VoteTwice);
        assert!(bugs.has(Bug::ForgetTerm) && !bugs.has(Bug::VoteTwice));
        assert!(bugs.without(Bug::ForgetTerm).is_empty());
        let all = Bug::ALL.into_iter().fold(Bugs::NONE, Bugs::with);
        assert_eq!(all.iter().count(), Bug::ALL.len(), "no two share a place");
    }

    #[test]
    fn what_is_broken_is_told_and_can_be_mended() {
        let mut cluster = Cluster::new(3, 1, Knobs::default());
        for bug in [Bug::VoteTwice, Bug::ForgetVote, Bug::ApplyTwice] {
            cluster.perform(&Command::Break(bug)).expect("every rule can be broken");
        }
        cluster.perform(&Command::Mend(Some(Bug::ForgetVote))).expect("every rule can be mended");
        assert_eq!(cluster.bugs(), Bugs::NONE.with(Bug::VoteTwice).with(Bug::ApplyTwice));
        cluster.perform(&Command::Mend(None)).expect("all can be mended");
        assert_eq!(cluster.bugs(), Bugs::NONE);
        let told = |kind| match kind {
            EventKind::Configured { command } => Some(command),
            _ => None,
        };
        let told: Vec<String> =
            cluster.drain_events().into_iter().filter_map(|event| told(event.kind)).collect();
        let expected = [
            "break vote-twice",
            "break forget-vote",
            "break apply-twice",
            "mend forget-vote",
            "mend all",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_bug_outlives_the_knobs_and_a_restart() {
        let mut cluster = Cluster::new(3, 1, Knobs::default());
        for line in ["break lose-last-entry", "preset system-b", "crash n1", "restart n1"] {
            let line = crate::script::parse_line(line, 1).expect("a good line").expect("a command");
            cluster.perform(&line.command.expect("a command")).expect("it is possible");
        }
        assert_eq!(cluster.bugs(), Bugs::NONE.with(Bug::LoseLastEntry));
        cluster.advance_to(Time(5_000_000));
        let last = |cluster: &Cluster| cluster.view().nodes[0].log.last().index.0;
        let before = last(&cluster);
        cluster.perform(&Command::Crash(crate::script::NodeRef::Id(1))).expect("n1 runs");
        cluster.perform(&Command::Restart(crate::script::NodeRef::Id(1))).expect("n1 is down");
        assert_eq!(last(&cluster), before - 1);
    }
}
