//! The planted bugs: wrong rules with names, for `break` and `mend`. Here are their names and what is to be said about
//! them, in one table; what they do is the simulation's business.

use super::error::ScriptError;
use super::suggest::nearest;
use super::token::Cursor;

/// Makes an enumeration of the table, and answers from it.
macro_rules! bugs {
    ($($bug:ident: $name:literal, $does:literal, $breaks:literal;)*) => {
        /// A wrong rule that nodes can be made to follow.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Bug {
            $(
                #[doc = concat!("`", $name, "`: ", $does)]
                $bug,
            )*
        }

        impl Bug {
            /// Every bug, in the order of the table.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$bug),*];

            fn told(self) -> (&'static str, &'static str, &'static str) {
                match self {
                    $(Self::$bug => ($name, $does, $breaks),)*
                }
            }
        }
    };
}

// In the order of the rules that they break: elections, replication, persistence, clients. Each with its name, what a node
// does that has it, and where the rule is stated.
bugs! {
    VoteTwice: "vote-twice",
        "Gives its vote to everybody who asks, several times a term.",
        "paper 5.2: one vote a term";
    VoteBeforeFsync: "vote-before-fsync",
        "Votes before its term and its vote are on disk.",
        "paper figure 2: updated on stable storage before responding to RPCs";
    ForgetVote: "forget-vote",
        "Forgets in a restart for whom it voted.",
        "paper figure 2: votedFor is persistent";
    ForgetTerm: "forget-term",
        "Goes back, in a restart, to the term of its last entry.",
        "paper figure 2: currentTerm is persistent";
    SkipUpToDate: "skip-up-to-date",
        "Votes without comparing logs.",
        "paper 5.4.1: the candidate's log is at least as up-to-date as the voter's";
    CountVotesTwice: "count-votes-twice",
        "Counts a vote that arrives twice as two votes.",
        "paper 5.2: votes from a majority of the servers";
    CountOldVotes: "count-old-votes",
        "Counts votes that were given to it in earlier terms.",
        "paper 5.2: votes for the same term";
    CountPreVotes: "count-pre-votes",
        "Takes an answer to a pre-vote for a vote.",
        "dissertation 9.6: a pre-vote is no vote";
    ElectByHalf: "elect-by-half",
        "Leads with the votes of half of the servers, rounded down.",
        "paper 5.2: a majority";
    KeepLeading: "keep-leading",
        "Leads on when it hears of a later term.",
        "paper 5.1: whose term is out of date reverts to follower";
    ObeyOldLeader: "obey-old-leader",
        "Takes entries from leaders of earlier terms.",
        "paper figure 2: reply false if term < currentTerm";
    DecideByNew: "decide-by-new",
        "Goes from the old voters to the new ones in one step: no majority of the old is asked any more.",
        "paper 6 and dissertation 4.3: a majority of both while the configuration is joint";
    SingleServer: "single-server",
        "Goes from one configuration to the next without a joint one, a server at a time, and begins that before anything \
         of its own term is committed.",
        "dissertation 4.1 as corrected in 2015: no change before an entry of the leader's own term is committed";
    ConfigurationAtApply: "configuration-at-apply",
        "Goes by a configuration when it has applied it, and not when it has it.",
        "dissertation 4.1: the latest configuration in its log, whether committed or not";
    FreePromise: "free-promise",
        "Forgets its promise to the leader at any message of a later term, and not only at its end.",
        "dissertation 4.2.3 and 6.4.1: no help for anybody within the least election timeout of hearing a leader";
    CommitOldTerm: "commit-old-term",
        "Commits entries of earlier terms as soon as a majority has them.",
        "paper 5.4.2 and figure 8: only entries of the current term are committed by counting";
    CommitAlone: "commit-alone",
        "Tells its followers that everything in its own log is committed.",
        "paper 5.3: committed once replicated on a majority";
    CommitUnverified: "commit-unverified",
        "Commits up to the leader's commit index whatever it has there.",
        "paper figure 2: the minimum of leaderCommit and the index of the last new entry";
    SkipPrevCheck: "skip-prev-check",
        "Appends entries without comparing the one before them.",
        "paper 5.3: the consistency check";
    NeverTruncate: "never-truncate",
        "Keeps its own entries where they conflict with the leader's.",
        "paper 5.3: conflicting entries are overwritten with the leader's";
    AckBeforeFsync: "ack-before-fsync",
        "Acknowledges entries before they are on disk.",
        "paper figure 2: updated on stable storage before responding to RPCs";
    AckTooMuch: "ack-too-much",
        "Acknowledges its whole log, and not only what the leader has sent.",
        "paper 5.3: matchIndex is what is known to be replicated";
    TrustWindow: "trust-window",
        "Takes whatever it has for stored at a follower that acknowledges anything.",
        "paper figure 2: matchIndex is what is known to be replicated";
    LoseLastEntry: "lose-last-entry",
        "Finds its log one entry shorter after a restart.",
        "paper figure 2: log[] is persistent";
    RollBackSnapshot: "roll-back-snapshot",
        "Takes over a snapshot that is older than what it has applied.",
        "paper 7: a snapshot that covers only a prefix of the log changes nothing";
    RenumberLog: "renumber-log",
        "Numbers the entries of its log from its snapshot on, after a restart.",
        "paper 7: the log begins after the last included index";
    NewestConfiguration: "newest-configuration",
        "Writes its newest configuration into a snapshot in place of the one that ruled at its end.",
        "paper 7 and dissertation 5.1: the latest configuration as of the last included index";
    ForgetSessions: "forget-sessions",
        "Leaves the clients' sessions out of its snapshots.",
        "dissertation 6.3: sessions are a part of the replicated state";
    ApplyEarly: "apply-early",
        "Applies entries when it appends them.",
        "paper 5.3: applied once committed";
    ApplyTwice: "apply-twice",
        "Executes a request again when a client repeats it.",
        "paper 8 and dissertation 6.3: executed once";
    AnswerEarly: "answer-early",
        "Answers clients before their requests are committed.",
        "paper 8: answered when executed, which is after commit";
    DeleteLocally: "delete-locally",
        "Deletes keys from its own store, and tells nobody.",
        "paper 2: every command goes through the log";
    ReadAlone: "read-alone",
        "Answers reads as leader without asking whether it still leads.",
        "paper 8 and dissertation 6.4: a round of messages before every read";
    AnyRound: "any-round",
        "Takes any answer of a follower for an answer to its newest round.",
        "dissertation 6.4: a round of heartbeats after the read has arrived";
    ReadUnconfirmed: "read-unconfirmed",
        "Tells a follower that wants to answer a read its commit index at once, without asking whether it still leads.",
        "dissertation 6.4: a leader makes sure that it leads before it tells a follower a read index";
    KeepLease: "keep-lease",
        "Never notices that its lease is over.",
        "dissertation 6.4.1: a lease lasts no longer than an election could take";
}

impl Bug {
    /// The bug of this name, in lower case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bug| bug.name() == name)
    }

    /// Its name, as after `break`.
    pub fn name(self) -> &'static str {
        self.told().0
    }

    /// What a node does that has it, in a sentence.
    pub fn does(self) -> &'static str {
        self.told().1
    }

    /// Where the rule is stated that it breaks.
    pub fn breaks(self) -> &'static str {
        self.told().2
    }
}

/// Reads the name of a planted bug.
pub(super) fn bug(cursor: &mut Cursor<'_>) -> Result<Bug, ScriptError> {
    const EXPECTED: &str = "the name of a wrong rule, such as vote-twice; help break lists them";
    let token = cursor.word(EXPECTED)?;
    let name = token.source.to_ascii_lowercase();
    let names = || Bug::ALL.into_iter().map(Bug::name);
    Bug::named(&name).ok_or_else(|| match nearest(&name, names()) {
        Some(guess) => {
            cursor.unexpected(&token, &format!("the name of a wrong rule; did you mean {guess}?"))
        }
        None => cursor.unexpected(&token, EXPECTED),
    })
}

/// Reads the names of planted bugs, two at least, each once.
pub(super) fn bugs(cursor: &mut Cursor<'_>) -> Result<Vec<Bug>, ScriptError> {
    let mut bugs = Vec::new();
    while bugs.len() < 2 || !cursor.at_end() {
        let next = cursor.peek();
        let bug = bug(cursor)?;
        if let Some(token) = next.filter(|_| bugs.contains(&bug)) {
            return Err(cursor.unexpected(&token, "each rule once"));
        }
        bugs.push(bug);
    }
    Ok(bugs)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_bug_has_a_name_of_its_own_by_which_it_is_found() {
        let names: BTreeSet<&str> = Bug::ALL.iter().map(|bug| bug.name()).collect();
        assert_eq!(names.len(), Bug::ALL.len());
        for bug in Bug::ALL {
            assert_eq!(Bug::named(bug.name()), Some(bug));
            assert!(bug.does().ends_with('.') && !bug.breaks().ends_with('.'), "{}", bug.name());
        }
    }
}
