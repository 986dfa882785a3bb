//! The chapters: which stories and missions belong to each.

use crate::catalog::tr;
use crate::session::missions::{self, Mission};
use crate::session::scenarios::{self, Scenario};

/// A chapter of the path. The order is the paper's, and then the dissertation's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chapter {
    /// Paper section 5.2.
    Elections,
    /// Paper section 5.3.
    Replication,
    /// Paper section 5.4.
    Safety,
    /// Paper sections 5.5 and 5.6, dissertation chapter 9.
    Timing,
    /// Paper section 6, dissertation chapter 4.
    Membership,
    /// Paper section 7, dissertation chapter 5.
    Compaction,
    /// Paper section 8, dissertation chapter 6.
    Clients,
    /// Wrong rules, and the harm that they do.
    GoesWrong,
}

/// Something to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// The story of this name.
    Story(&'static str),
    /// The mission of this name.
    Mission(&'static str),
}

impl Chapter {
    /// Every chapter, in order.
    pub const ALL: [Self; 8] = [
        Self::Elections,
        Self::Replication,
        Self::Safety,
        Self::Timing,
        Self::Membership,
        Self::Compaction,
        Self::Clients,
        Self::GoesWrong,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Elections => tr!("Elections"),
            Self::Replication => tr!("Log replication"),
            Self::Safety => tr!("Safety"),
            Self::Timing => tr!("Persistence and timing"),
            Self::Membership => tr!("Membership"),
            Self::Compaction => tr!("Compaction"),
            Self::Clients => tr!("Clients and reads"),
            Self::GoesWrong => tr!("What goes wrong"),
        }
    }

    /// Where it is written about.
    pub fn source(self) -> &'static str {
        match self {
            Self::Elections => tr!("section 5.2"),
            Self::Replication => tr!("section 5.3"),
            Self::Safety => tr!("section 5.4"),
            Self::Timing => tr!("sections 5.5 and 5.6; dissertation chapter 9"),
            Self::Membership => tr!("section 6; dissertation chapter 4"),
            Self::Compaction => tr!("section 7; dissertation chapter 5"),
            Self::Clients => tr!("section 8; dissertation chapter 6"),
            Self::GoesWrong => tr!("with a rule broken"),
        }
    }

    /// Its stories, and then its missions, in the order in which they are to be done.
    pub fn pieces(self) -> impl Iterator<Item = Piece> {
        let (stories, tasks) = self.names();
        stories.iter().copied().map(Piece::Story).chain(tasks.iter().copied().map(Piece::Mission))
    }

    fn names(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Elections => (
                &["first-election", "split-vote", "leader-crash", "transfer", "priority"],
                &["ten-terms", "let-n3-lead", "split-vote", "hand-over"],
            ),
            Self::Replication => (
                &["replication", "minority", "even-split", "log-repair", "committed-not-applied"],
                &["two-down"],
            ),
            Self::Safety => (
                &["up-to-date", "commit-rule", "commit-rule-kept"],
                &["short-log", "two-leaders", "lost-entry", "figure-8"],
            ),
            Self::Timing => (
                &[
                    "power-cut",
                    "torn-write",
                    "slow-disks",
                    "full-disk",
                    "bad-network",
                    "disruptive-node",
                    "pre-vote",
                    "one-way-cut",
                    "check-quorum",
                    "chaos",
                ],
                &[
                    "disruptive",
                    "undisturbed",
                    "standstill",
                    "deaf-leader",
                    "wiped",
                    "lying-majority",
                ],
            ),
            Self::Membership => (
                &["add-nodes", "joint", "standing-learner", "leader-leaves", "farewell"],
                &["grow", "leader-leaves", "stuck-joint"],
            ),
            Self::Compaction => (&["snapshot"], &["by-snapshot"]),
            Self::Clients => (
                &[
                    "redirect",
                    "dead-leader",
                    "retry-once",
                    "unknown-outcome",
                    "busy",
                    "overload",
                    "read-index",
                    "stale-read",
                    "lease",
                    "drift",
                    "follower-reads",
                ],
                &["no-answer", "twice", "stale-read", "honest-read"],
            ),
            Self::GoesWrong => (
                &[
                    "two-votes",
                    "commit-old-term",
                    "amnesia",
                    "ack-before-fsync",
                    "repaired-never",
                    "ghosts",
                    "false-ok",
                    "delete-locally",
                    "twice",
                    "isolated-leader",
                    "lease-hole",
                    "promise",
                    "young-leader",
                    "two-majorities",
                ],
                &["lost-commit", "which-rule"],
            ),
        }
    }
}

impl Piece {
    /// What it is called; nothing, if the scripts have not come.
    pub fn title(self) -> Option<&'static str> {
        match self {
            Self::Story(id) => scenarios::find(id).map(|Scenario { title, .. }| title),
            Self::Mission(id) => missions::find(id).map(|Mission { title, .. }| title),
        }
    }
}
