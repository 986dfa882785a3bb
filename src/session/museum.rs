//! The museum of real bugs: faults that were published of systems that run Raft, each with the wrong rule that plants it here.
//!
//! What a plate says is from the public report that it names. The planted rule does the same harm by the same means, as far as
//! this simulation has these means; the script that shows it is that of the rule ([`exhibits`](super::exhibits)).
//! Faults that no rule here can express are told as well, with what is missing ([`BEYOND`]).

use crate::script::Bug;

/// A fault of a system, and the wrong rule that does the same here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plate {
    /// The system.
    pub system: &'static str,
    /// When it was reported.
    pub year: u32,
    /// The public report.
    pub report: &'static str,
    /// What was wrong, in a sentence.
    pub wrong: &'static str,
    /// What was done about it.
    pub fix: &'static str,
    /// The rule that plants it.
    pub bug: Bug,
    /// A property that is violated when that does harm.
    pub property: &'static str,
}

/// A fault that no rule here can express.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beyond {
    /// The system.
    pub system: &'static str,
    /// When it was reported.
    pub year: u32,
    /// The public report.
    pub report: &'static str,
    /// What was wrong, in a sentence.
    pub wrong: &'static str,
    /// What this simulation lacks for it.
    pub missing: &'static str,
}

macro_rules! plates {
    ($($bug:ident $property:literal: $system:literal $year:literal $report:literal, $wrong:literal, $fix:literal;)*) => {
        /// The plates, in the order of the rules that were broken: elections, membership, replication, persistence, clients.
        pub const PLATES: &[Plate] = &[$(Plate {
            system: $system,
            year: $year,
            report: $report,
            wrong: $wrong,
            fix: $fix,
            bug: Bug::$bug,
            property: $property,
        }),*];
    };
}

plates! {
    VoteTwice "durable-before-visible": "Zeebe" 2020 "https://github.com/camunda/camunda/issues/5356",
        "A server forgot its vote whenever it heard of another leader, and voted a second time in the same term.",
        "The vote is reset with the term, and at no other time.";
    VoteTwice "durable-before-visible": "CCF" 2026 "https://github.com/microsoft/CCF/pull/8094",
        "A candidate that stepped down within its term cleared its vote, and could give it again.",
        "The vote is cleared only when the term has changed.";
    CountVotesTwice "up-to-date-leader": "akka-raft" 2015 "https://github.com/ktoso/akka-raft/issues/45",
        "A candidate counted answers and not voters, so two answers of one follower were two votes.",
        "A proposed change keeps the set of those who have voted.";
    ForgetVote "one-vote": "hashicorp/raft" 2025 "https://github.com/hashicorp/raft/issues/661",
        "Term and vote are written one after the other; who crashes between the two comes back in the term, without the vote.",
        "The report asks for one write of both.";
    ForgetTerm "one-vote": "SeaweedFS raft" 2026 "https://github.com/seaweedfs/raft/pull/9",
        "After a restart, the term was that of the last entry of the log.",
        "Term and vote are kept in a file, and the greater term counts.";
    VoteBeforeFsync "durable-before-visible": "NodeDB" 2026 "https://github.com/NodeDB-Lab/nodedb/issues/161",
        "Votes were answered before term and vote were written, and nobody wrote them afterwards either.",
        "The report asks for a write before every answer.";
    SingleServer "configuration-safety": "Raft, the dissertation" 2015
        "https://groups.google.com/g/raft-dev/c/t4xj6dJTP6E/m/d2D9LrWRza8J",
        "Changes of one server at a time, begun by two leaders from the same configuration, have majorities that share no server.",
        "A leader begins no change before an entry of its own term is committed.";
    ConfigurationAtApply "leader-completeness": "etcd" 2017 "https://github.com/etcd-io/etcd/issues/7280",
        "Servers went by a configuration when they had applied it, so one that lagged could be elected by a majority that was none.",
        "A server does not stand for election while it has a committed change to apply.";
    DecideByNew "quorum-log": "Zeebe" 2026 "https://github.com/camunda/camunda/issues/60086",
        "A new leader left a joint configuration at once, so that the old servers no longer counted before the joint one was committed.",
        "It waits until its own first entry, and with it the joint configuration, is committed.";
    CommitOldTerm "quorum-log": "LogCabin" 2013 "https://github.com/logcabin/logcabin/issues/44",
        "Entries of earlier terms were committed as soon as a majority had them.",
        "An entry of the leader's own term has to be on a majority as well.";
    CommitOldTerm "quorum-log": "dqlite's raft" 2021 "https://github.com/canonical/raft/issues/220",
        "Entries of earlier terms were committed by counting copies.",
        "A new leader appends an empty entry, and only entries of its own term are counted.";
    CommitUnverified "state-machine-safety": "etcd" 2014 "https://github.com/etcd-io/etcd/pull/1203",
        "A follower took over the leader's commit index whatever entries it had there.",
        "It commits up to the last entry that came with the message.";
    CommitUnverified "state-machine-safety": "Copycat" 2017 "https://github.com/atomix/copycat/issues/265",
        "An empty message moved a follower's commit index past entries that the leader had never compared.",
        "The commit index stays within what the message has verified.";
    SkipPrevCheck "log-matching": "akka-raft" 2015 "https://github.com/ktoso/akka-raft/issues/32",
        "A follower appended entries without having the one before them.",
        "A proposed change refuses them, so that the leader goes back.";
    NeverTruncate "state-machine-safety": "MoFA" 2026 "https://github.com/mofa-org/mofa/issues/1150",
        "A follower replaced the entry that conflicted with the leader's and kept its own after it.",
        "A proposed change removes all that follow.";
    AckTooMuch "durable-before-visible": "RavenDB" 2019 "https://github.com/ravendb/ravendb/pull/9330",
        "A follower acknowledged the end of its own log, where entries of another term could stand.",
        "It acknowledges the last entry of the message.";
    TrustWindow "match-index": "Apache Ratis" 2026 "https://github.com/apache/ratis/pull/1519",
        "A leader took a follower's answer to a heartbeat for the acknowledgement of all that the follower had.",
        "The answer stands for what the heartbeat itself has compared.";
    AckBeforeFsync "durable-before-visible": "RobustMQ" 2026 "https://github.com/robustmq/robustmq/pull/2039",
        "Entries and votes were acknowledged when they were in the operating system's cache, not on disk.",
        "They are synced before they are acknowledged.";
    RollBackSnapshot "equal-state": "Alluxio, on Ratis" 2020 "https://github.com/Alluxio/alluxio/pull/12179",
        "A follower reloaded its state from a snapshot that was older than its log.",
        "A snapshot that the follower has overtaken is not loaded.";
    ForgetSessions "equal-state": "Atomix" 2018 "https://github.com/atomix/atomix/pull/418",
        "A server that was behind went on without the sessions that a snapshot should have brought.",
        "The newest snapshot is installed before the entry after it is applied.";
    AnswerEarly "linearizability": "etcd" 2022 "https://github.com/etcd-io/etcd/issues/14370",
        "The only server of a cluster answered clients while their entries were not on its disk.",
        "A leader counts its own copy only when that is durable.";
    ReadAlone "linearizability": "Consul" 2014 "https://github.com/hashicorp/consul/issues/54",
        "A leader that was cut off answered reads from its own state, while another one already took writes.",
        "Reads that have to be new ask a majority first; the default was documented.";
    KeepLease "linearizability": "TiKV" 2017 "https://github.com/tikv/tikv/issues/1593",
        "A leader that had handed over its leadership went on reading by its old lease.",
        "The lease ends when the successor is called on.";
}

/// The faults that no rule here can express.
pub const BEYOND: &[Beyond] = &[
    Beyond {
        system: "etcd",
        year: 2017,
        report: "https://github.com/etcd-io/etcd/issues/7331",
        wrong: "A new leader answered reads by its commit index before an entry of its own term was committed.",
        missing: "A wrong rule lies to a server about what it hears, or to others about what it says; that the core waits for its \
                  own entry cannot be undone from outside.",
    },
    Beyond {
        system: "etcd",
        year: 2022,
        report: "https://github.com/etcd-io/etcd/issues/13766",
        wrong: "The index up to which a state machine had executed was written apart from its data, so that a crash repeated or lost \
                entries.",
        missing: "State machines here are in memory, and are computed again from snapshot and log after a crash.",
    },
    Beyond {
        system: "RethinkDB",
        year: 2016,
        report: "https://aphyr.com/posts/330-jepsen-rethinkdb-reconfiguration",
        wrong: "A server that left a configuration deleted its Raft state, and could come back as the same member without it.",
        missing: "No rule does it; `wipe` does, and the story of the node with amnesia shows what comes of it.",
    },
    Beyond {
        system: "openraft",
        year: 2022,
        report: "https://github.com/databendlabs/openraft/issues/511",
        wrong: "A follower took an entry that it had compacted for a conflict, and deleted its log from there.",
        missing: "A wrong rule cannot change what a server removes from its own log.",
    },
];

/// The plates of a rule.
pub fn of(bug: Bug) -> impl Iterator<Item = &'static Plate> {
    PLATES.iter().filter(move |plate| plate.bug == bug)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::session::Session;
    use crate::session::exhibits::shown;

    #[test]
    fn the_museum_shows_fifteen_faults_at_least_each_with_its_own_public_report() {
        let rules: BTreeSet<Bug> = PLATES.iter().map(|plate| plate.bug).collect();
        assert!(rules.len() >= 15, "{}", rules.len());
        let told = || {
            let beyond = BEYOND.iter().map(|it| (it.report, it.wrong, it.missing, it.year));
            PLATES.iter().map(|it| (it.report, it.wrong, it.fix, it.year)).chain(beyond)
        };
        let reports: BTreeSet<&str> = told().map(|(report, ..)| report).collect();
        assert_eq!(reports.len(), PLATES.len() + BEYOND.len(), "a report is told of once");
        for (report, wrong, then, year) in told() {
            assert!(report.starts_with("https://") && !report.contains(' '), "{report}");
            assert!(wrong.ends_with('.') && then.ends_with('.'), "{report}");
            assert!((2013..2030).contains(&year), "{report}");
        }
    }

    #[test]
    fn what_plants_a_fault_violates_the_property_that_its_plate_names() {
        for plate in PLATES {
            let script = shown(plate.bug).expect("every rule is shown by a script");
            let session = Session::load(script).expect("it runs");
            let violated: Vec<&str> = session.violations().iter().map(|it| it.name).collect();
            assert!(violated.contains(&plate.property), "{}: {violated:?}", plate.bug.name());
        }
    }
}
