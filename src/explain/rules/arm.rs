//! Arms of the handlers, in one table.

use crate::catalog::tr;

use super::group::Group;
use super::rule::*;

/// A row is an arm, the name by which it is kept and typed, its group, what it says in a few words, where just that is
/// stated, and the rule that it is an arm of.
macro_rules! table {
    ($($arm:ident $id:literal $group:ident $name:literal $citation:literal $rule:ident;)*) => {
        /// An arm of a handler: a rule in the case in which it is at work.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Arm {
            $(#[doc = $name] $arm,)*
        }

        impl Arm {
            /// Every arm, group by group.
            pub const ALL: [Self; [$($id),*].len()] = [$(Self::$arm),*];

            /// The name by which it is kept and typed.
            pub fn id(self) -> &'static str {
                match self { $(Self::$arm => $id,)* }
            }

            /// Where it belongs.
            pub fn group(self) -> Group {
                match self { $(Self::$arm => Group::$group,)* }
            }

            /// What it says, in a few words.
            pub fn name(self) -> &'static str {
                match self { $(Self::$arm => tr($name),)* }
            }

            /// Where just this is stated.
            pub fn citation(self) -> &'static str {
                match self { $(Self::$arm => tr($citation),)* }
            }

            /// The rule that it is an arm of.
            pub fn rule(self) -> Rule {
                match self { $(Self::$arm => $rule.spoken(),)* }
            }
        }
    };
}

table! {
    CandidacyDurable "candidacy-durable" Persistence "term and own vote are on disk before a vote is asked for" "figure 2, \"State\"; section 5.6" DURABLE;
    VoteDurable "vote-durable" Persistence "a vote is on disk before it is answered" "figure 2, \"State\"; section 5.6" DURABLE;
    EntriesDurable "entries-durable" Persistence "entries are on disk before they are acknowledged" "figure 2, \"State\"; section 5.6" ACKNOWLEDGED;
    LostUnsynced "lost-unsynced" Persistence "a crash takes what is not on disk yet" "sections 5.5 and 5.6" RECOVERY;
    Restored "restored" Persistence "a restarted server goes on with its term, its vote and its log" "figure 2, \"State\"; section 5.5" RECOVERY;
    TornRecord "torn-record" Persistence "an unfinished record at the log's end is cut off" "section 5.6" RECOVERY;
    UnsoundDisk "unsound-disk" Persistence "a server does not serve from a disk that is not what it wrote" "section 5.6" UNSOUND_DISK;
    LostDisk "lost-disk" Persistence "a server that has lost its disk has forgotten its vote" "section 5.6; dissertation section 3.8" LOST_DISK;
    WriteAstray "write-astray" Persistence "what a disk says is stored has to be stored" "figure 2, \"State\"" STABLE_STORAGE;
    CannotWrite "cannot-write" Persistence "a leader that cannot write makes room" "figure 2, \"State\"" CANNOT_WRITE;

    VoteGranted "vote-granted" RequestVote "a vote is given to the first who asks, with a log that is up to date" "figure 2, \"RequestVote RPC\", step 2" VOTE;
    VoteOldTerm "vote-old-term" RequestVote "a vote is refused to an earlier term" "figure 2, \"RequestVote RPC\", step 1" VOTE;
    VoteTaken "vote-taken" RequestVote "a vote is refused because it was given to another" "figure 2, \"RequestVote RPC\", step 2" VOTE;
    VoteLogBehind "vote-log-behind" RequestVote "a vote is refused to a log that is behind" "section 5.4.1; figure 2, \"RequestVote RPC\", step 2" VOTE;

    AppendAccepted "append-accepted" AppendEntries "AppendEntries that follow on the log are accepted" "figure 2, \"AppendEntries RPC\"" ACKNOWLEDGED;
    AppendOldTerm "append-old-term" AppendEntries "AppendEntries of an earlier term are refused" "figure 2, \"AppendEntries RPC\", step 1" CONSISTENCY;
    AppendMissing "append-missing" AppendEntries "refused: the previous entry is missing" "figure 2, \"AppendEntries RPC\", step 2" CONSISTENCY;
    AppendDiffers "append-differs" AppendEntries "refused: the previous entry has another term" "figure 2, \"AppendEntries RPC\", step 2" CONSISTENCY;
    SuffixTruncated "suffix-truncated" AppendEntries "a conflicting entry is removed with all that follow it" "figure 2, \"AppendEntries RPC\", step 3; figure 7" CONFLICT;
    EntriesAppended "entries-appended" AppendEntries "entries that are not in the log are appended" "figure 2, \"AppendEntries RPC\", step 4" CONSISTENCY;
    LeaderCommit "leader-commit" AppendEntries "a follower commits up to leaderCommit" "figure 2, \"AppendEntries RPC\", step 5" LEADER_COMMIT;

    TermTakenOver "term-taken-over" AllServers "a follower takes over a later term" "figure 2, \"All Servers\"; section 5.1" LATER_TERM;
    LeaderDeposed "leader-deposed" AllServers "a leader follows when it hears of a later term" "figure 2, \"All Servers\"; section 5.1" LATER_TERM;
    CandidateOutrun "candidate-outrun" AllServers "a candidate follows when it hears of a later term" "figure 2, \"All Servers\"; section 5.1" CANDIDATE_FOLLOWS;
    Applied "applied" AllServers "committed entries are applied in order" "figure 2, \"All Servers\"; section 5.3" APPLY;

    HeartbeatHeard "heartbeat-heard" Followers "who hears the leader does not stand for election" "figure 2, \"Followers\"; section 5.2" HEARTBEAT;
    ElectionTimeout "election-timeout" Followers "an election timeout without a leader begins an election" "figure 2, \"Followers\"; section 5.2" ELECTION;

    OwnVote "own-vote" Candidates "a candidate votes for itself" "figure 2, \"Candidates\"; section 5.2" VOTE;
    VotesAsked "votes-asked" Candidates "a candidate asks all others for their votes" "figure 2, \"Candidates\"; section 5.2" ELECTION;
    VoteCounted "vote-counted" Candidates "a candidate counts a vote" "figure 2, \"Candidates\"; section 5.2" MAJORITY;
    Elected "elected" Candidates "votes of a majority make a leader" "figure 2, \"Candidates\"; section 5.2" MAJORITY;
    LeaderFound "leader-found" Candidates "a candidate follows the leader of its own term" "figure 2, \"Candidates\"; section 5.2" CANDIDATE_FOLLOWS;
    VotesSplit "votes-split" Candidates "a timeout without a majority begins another election" "figure 2, \"Candidates\"; section 5.2" ELECTION;

    HeartbeatSent "heartbeat-sent" Leaders "a leader speaks at regular intervals" "figure 2, \"Leaders\"; section 5.2" HEARTBEAT;
    FirstEntry "first-entry" Leaders "a new leader appends an entry without effect" "section 8; dissertation section 6.4" APPEND;
    RequestAppended "request-appended" Leaders "a leader appends what it is asked to" "figure 2, \"Leaders\"; section 5.3" APPEND;
    EntriesSent "entries-sent" Leaders "a leader sends entries to who lacks them" "figure 2, \"Leaders\"; section 5.3" APPEND;
    NextLowered "next-lowered" Leaders "refused by a follower, a leader tries an earlier entry" "figure 2, \"Leaders\"; section 5.3" CONSISTENCY;
    CommitOwnTerm "commit-own-term" Leaders "an entry of the own term on a majority is committed" "figure 2, \"Leaders\"; section 5.4.2" COMMIT;
    CommitEarlier "commit-earlier" Leaders "with it, entries of earlier terms are committed" "section 5.4.2; figure 8" COMMIT;
    Batched "batched" Leaders "requests are gathered and sent together" "dissertation section 10.2.2" BATCH;

    JointRules "joint-rules" Membership "a joint configuration rules from its appending on" "section 6; dissertation section 4.3" CONFIGURATION;
    NewRules "new-rules" Membership "the new configuration rules from its appending on" "section 6; dissertation section 4.1" CONFIGURATION;
    RolledBack "rolled-back" Membership "a configuration that is removed from the log rules no more" "dissertation section 4.1" CONFIGURATION;
    ChangeComplete "change-complete" Membership "a change is complete when its configuration is committed" "section 6; dissertation section 4.3" CONFIGURATION;
    ChangeLost "change-lost" Membership "a change may be lost with its leader: who asked is told so" "dissertation section 4.3" ONE_CHANGE;
    LearnerFirst "learner-first" Membership "a server that joins catches up before it votes" "section 6; dissertation section 4.2.1" LEARNER;
    Promoted "promoted" Membership "a learner that has caught up votes" "dissertation section 4.2.1" CONFIGURATION;
    NotCaughtUp "not-caught-up" Membership "a server that does not catch up is given up" "dissertation section 4.2.1" ONE_CHANGE;
    LeaderLeaves "leader-leaves" Membership "a leader that is removed goes when that is committed" "section 6; dissertation section 4.2.2" REMOVED_LEADER;
    LeaderDemoted "leader-demoted" Membership "a leader without a vote goes when that is committed" "dissertation section 4.2.2" DEMOTED;
    RemovedTold "removed-told" Membership "a removed server is told so, and its term is not taken over" "dissertation section 4.2.3" REMOVED_SERVER;

    SnapshotTaken "snapshot-taken" Compaction "a snapshot takes the place of the log's beginning" "section 7; dissertation section 5.1" SNAPSHOT;
    SnapshotSent "snapshot-sent" Compaction "who needs forgotten entries is sent the snapshot" "section 7; figure 13" SNAPSHOT;
    ChunkTaken "chunk-taken" Compaction "a snapshot is received chunk by chunk" "figure 13" SNAPSHOT;
    SnapshotReceived "snapshot-received" Compaction "a whole snapshot takes the place of a follower's log" "figure 13, steps 6 to 8" SNAPSHOT;
    SnapshotInstalled "snapshot-installed" Compaction "a state machine is set to what a snapshot says" "figure 13, step 8" SNAPSHOT;

    Redirected "redirected" Clients "who does not lead sends a client on" "section 8; dissertation section 6.2" REDIRECT;
    Retried "retried" Clients "a client that hears nothing asks again" "section 8; dissertation section 6.3" RETRY;
    Answered "answered" Clients "a client is answered when that is safe" "sections 5.3 and 8" ANSWERED;
    Unknown "unknown" Clients "who gives up cannot know whether it took effect" "dissertation section 6.3" RETRY;
    Overloaded "overloaded" Clients "a leader under too much load refuses" "not in the paper; etcd's MaxUncommittedEntriesSize" OVERLOAD;

    RoundBegun "round-begun" Reads "a leader asks whether it still leads" "section 8; dissertation section 6.4" READ_INDEX;
    RoundAnswered "round-answered" Reads "a majority has answered: nobody else led" "section 8; dissertation section 6.4" READ_INDEX;
    ReadIndex "read-index" Reads "a read is answered after a round, without the log" "dissertation section 6.4" READ_INDEX;
    ReadFollower "read-follower" Reads "a follower answers what the leader has confirmed" "dissertation section 6.4" FOLLOWER_READ;
    LeaseBegun "lease-begun" Reads "an answered round gives a lease" "dissertation section 6.4.1" LEASE;
    ReadLease "read-lease" Reads "a lease spares the round" "dissertation section 6.4.1" LEASE;
    LeaseEnded "lease-ended" Reads "a lease that is not renewed ends" "dissertation section 6.4.1" LEASE;

    HandoverBegun "handover-begun" Transfer "a leader that hands over takes no requests" "dissertation section 3.10" TRANSFER;
    SuccessorCalled "successor-called" Transfer "a successor with the whole log is called on to stand at once" "dissertation section 3.10" TRANSFER;
    SuccessorStands "successor-stands" Transfer "the successor is heard, although a leader is" "dissertation sections 3.10 and 4.2.3" TRANSFER;
    HandoverDone "handover-done" Transfer "the successor leads" "dissertation section 3.10" TRANSFER;
    HandoverFailed "handover-failed" Transfer "a successor that does not take over in time: the leader leads on" "dissertation section 3.10" TRANSFER;
    SteppedDown "stepped-down" Transfer "a leader steps down because it is asked to" "dissertation section 3.10" TRANSFER;

    PreVoteAsked "pre-vote-asked" PreVote "before the term is raised, votes are asked about" "dissertation section 9.6" PRE_VOTE;
    PreVoteGranted "pre-vote-granted" PreVote "a vote would be given" "dissertation section 9.6" PRE_VOTE;
    PreVoteLogBehind "pre-vote-log-behind" PreVote "refused: the log is behind" "dissertation section 9.6" PRE_VOTE;
    PreVoteHeard "pre-vote-heard" PreVote "refused: the leader is still heard" "dissertation section 9.6" PRE_VOTE;
    PreVoteOldTerm "pre-vote-old-term" PreVote "refused to an earlier term, which tells of the later one" "dissertation section 9.6; section 5.1" PRE_VOTE;
    PreVotePassed "pre-vote-passed" PreVote "a majority would vote: an election begins" "dissertation section 9.6" ELECTION;
    PreVoteGivenUp "pre-vote-given-up" PreVote "who asks and hears of a leader follows, in its old term" "dissertation section 9.6" CANDIDATE_FOLLOWS;

    NoQuorum "no-quorum" CheckQuorum "a leader that no majority answers steps down" "dissertation section 6.2" CHECK_QUORUM;
    LeaderSticks "leader-sticks" CheckQuorum "a leader does not hear who asks for votes against it" "dissertation section 4.2.3" STICKINESS;
    FollowerSticks "follower-sticks" CheckQuorum "who has just heard its leader helps nobody against it" "dissertation section 4.2.3" STICKINESS;
}

impl Arm {
    /// The arm that is kept and typed by this name.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|arm| arm.id() == id)
    }
}
