//! What the rules of the protocol say, in our own words, each with where it is stated.

use crate::catalog::tr;

/// A rule that applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it says, in a sentence or two.
    pub says: &'static str,
    /// Where it is stated.
    pub citation: &'static str,
}

impl Rule {
    /// The same in the language that is spoken.
    pub fn spoken(self) -> Self {
        Self { says: tr(self.says), citation: tr(self.citation) }
    }
}

/// A row is a rule: its name, what it says, and where it is stated.
macro_rules! table {
    ($($(#[$doc:meta])* $name:ident: $says:literal, $citation:literal;)*) => {
        $(
            $(#[$doc])*
            pub const $name: Rule = Rule { says: $says, citation: $citation };
        )*

        impl Rule {
            /// Every rule, as it stands in the table.
            pub const ALL: &[Self] = &[$($name),*];
        }
    };
}

table! {
    /// Elections begin by a timeout.
    ELECTION:
        "A follower that hears of no leader for the length of its election timeout, drawn at random, moves to the next \
         term, votes for itself and asks all others for their votes.",
        "paper section 5.2; figure 2, \"Followers\" and \"Candidates\"";
    /// A majority of one term's votes elects.
    MAJORITY:
        "A candidate that has the votes of a majority of the cluster in one term becomes the leader of that term. Two \
         majorities always share a node, and it has one vote, so there is at most one leader a term.",
        "paper section 5.2; figure 2, \"Candidates\"";
    /// A later term makes a follower of anybody.
    LATER_TERM:
        "Whoever hears of a later term than its own takes that term over and follows, whatever it was before.",
        "paper section 5.1; figure 2, \"All Servers\"";
    /// One vote a term, for a log that is as good.
    VOTE:
        "A node gives one vote a term, to whoever asks first, and only to a candidate whose log is at least as up to date \
         as its own: a later last term wins, and with the same last term the longer log.",
        "paper sections 5.2 and 5.4.1; figure 2, \"RequestVote RPC\"";
    /// Copies on a majority commit an entry of the leader's term.
    COMMIT:
        "A leader commits an entry of its own term once a majority has it durably, and with it everything before it. \
         Entries of earlier terms are never committed by counting copies.",
        "paper sections 5.3 and 5.4.2; figure 2, \"Leaders\"; figure 8";
    /// Followers learn what is committed.
    LEADER_COMMIT:
        "The leader says with every message how far it has committed (leaderCommit). A follower takes that over as far as \
         its log is known to agree with the leader's.",
        "paper section 5.3; figure 2, \"AppendEntries RPC\", step 5";
    /// Logs agree up to an entry that both have.
    CONSISTENCY:
        "A follower takes entries only if it has the one just before them, of the same index and term. So logs that agree \
         on one entry agree on all before it.",
        "paper section 5.3; figure 2, \"AppendEntries RPC\", steps 2 to 4";
    /// A configuration rules as soon as it is in the log.
    CONFIGURATION:
        "A node goes by the newest configuration in its log from the moment it is appended, committed or not. While a joint \
         configuration rules, every decision needs a majority of the old voters and one of the new ones.",
        "paper section 6; dissertation sections 4.1 and 4.3";
    /// Only a leader serves clients.
    REDIRECT:
        "Only the leader serves clients. Any other node refuses, and names the leader if it knows one.",
        "paper section 8";
    /// Who is asked again executes once.
    RETRY:
        "A client that hears nothing asks again, under the same session and number, so that its request is executed once \
         however often it arrives. If it gives up, it cannot know whether the request took effect.",
        "paper section 8; dissertation section 6.3";
    /// The network promises nothing.
    NETWORK:
        "The network may lose, delay, repeat and reorder packets. Raft is safe all the same, and whoever needs an answer \
         asks again.",
        "paper sections 2 and 5.5";
    /// Crashed nodes come back with what their disk holds.
    RECOVERY:
        "Term, vote and log are on disk before a node speaks of them, so it may crash at any moment and come back with \
         them; everything else it learns again.",
        "paper sections 5.5 and 5.6; figure 2, \"State\"";
    /// Nothing is said before it is durable.
    DURABLE:
        "A node's term, its vote and its entries are on disk before any message that depends on them leaves.",
        "paper section 5.6; figure 2, \"State\"";
    /// Heartbeats keep followers quiet.
    HEARTBEAT:
        "A leader speaks at regular intervals, with or without entries, so that nobody stands for election against it.",
        "paper section 5.2; figure 2, \"Leaders\"";
    /// Pre-votes ask before they disturb.
    PRE_VOTE:
        "Before it raises its term, a node asks whether it would get the votes. Who still hears a leader, or has a more \
         up-to-date log, says no; so a node that was cut off does not depose a leader that works.",
        "dissertation section 9.6";
    /// A leader that nobody answers steps down.
    CHECK_QUORUM:
        "With check-quorum, a leader steps down when no majority has answered it for the least election timeout: it can \
         commit nothing, and clients should look elsewhere.",
        "dissertation section 6.2";
    /// Snapshots take the place of a log's beginning.
    SNAPSHOT:
        "A node may write down the state of its state machine and forget the entries that led to it. A follower that needs \
         forgotten entries is sent the snapshot instead.",
        "paper section 7; figure 13";
    /// A leader may hand over.
    TRANSFER:
        "A leader transfers its leadership by bringing the successor's log up to its own and calling on it to stand at once; \
         meanwhile it takes no requests.",
        "dissertation section 3.10";
    /// Reads ask whether the leader still leads.
    READ_INDEX:
        "A leader answers a read without the log once a round of heartbeats has shown that a majority still obeys it, and \
         its state machine has come as far as was committed when the read arrived.",
        "paper section 8; dissertation section 6.4";
    /// A lease spares the round.
    LEASE:
        "A round that a majority has answered gives a lease: for somewhat less than the least election timeout nobody else \
         can be elected, and reads need no further round. It trusts that clocks run at nearly the same rate.",
        "dissertation section 6.4.1";
    /// What is committed is applied in order.
    APPLY:
        "A node applies committed entries to its state machine in the order of the log, each once.",
        "paper section 5.3; figure 2, \"All Servers\"";
    /// Clients' requests become entries.
    APPEND:
        "The leader appends a client's request to its own log and sends it to all others.",
        "paper section 5.3; figure 2, \"Leaders\"";
    /// Followers answer reads.
    FOLLOWER_READ:
        "A follower asks the leader what a read must see. The leader makes sure by a round that it still leads, and tells its \
         commit index; the follower answers when it has applied that much.",
        "dissertation section 6.4";
    /// A leader does not take whatever comes.
    OVERLOAD:
        "A leader that has more uncommitted than it may have refuses what clients write, so that neither its log nor what \
         they wait for grows without end.",
        "not in the paper; etcd's MaxUncommittedEntriesSize";
    /// New members learn first.
    LEARNER:
        "A learner gets the log and has no vote: one that is to join until it has caught up, another until it is \
         promoted.",
        "paper section 6; dissertation section 4.2.1";
    /// Candidates give up for a leader, or for a later term.
    CANDIDATE_FOLLOWS:
        "A candidate that hears of a leader of its own term, or of a later term, gives up and follows.",
        "paper section 5.2; figure 2, \"Candidates\"";
    /// What conflicts with the leader's log goes.
    CONFLICT:
        "An entry that conflicts with one of the leader's, of the same index and another term, is removed with all \
         that follow it: a leader's log is the one that counts, and holds everything committed.",
        "paper sections 5.3 and 5.4; figure 2, \"AppendEntries RPC\", step 3; figure 7";
    /// Nobody serves from a disk that is not what it wrote.
    UNSOUND_DISK:
        "A node must not serve from a disk that is not what it wrote: it could break a promise that it has \
         forgotten.",
        "paper section 5.6";
    /// A lost disk is a lost member.
    LOST_DISK:
        "Raft trusts stable storage. A node that has lost its disk has forgotten its vote and its entries, and must \
         not come back as the same member.",
        "paper section 5.6; dissertation section 3.8";
    /// What a disk has acknowledged is there.
    STABLE_STORAGE:
        "Raft trusts stable storage: what a disk has acknowledged is there after a crash. A checksum finds a record \
         that is not what was written, or not where; a write that was lost altogether no server finds alone.",
        "paper section 5.6; figure 2, \"Persistent state on all servers\"";
    /// Who is answered can rely on it.
    ANSWERED:
        "A client is answered when its request has been committed and applied, or when a read has been shown to be \
         up to date.",
        "paper sections 5.3 and 8";
    /// A leader that cannot write makes room.
    CANNOT_WRITE:
        "Terms, votes and entries are on stable storage before anybody is told of them. A leader that cannot \
         write could keep no promise, and makes room for one that can.",
        "paper figure 2: updated on stable storage before responding to RPCs";
    /// A leader without a vote goes when that is committed.
    DEMOTED:
        "A leader that is to have no vote any more leads until the configuration that says so is committed, \
         and then goes.",
        "paper section 6; dissertation section 4.2.2";
    /// A leader that is no member goes when that is committed.
    REMOVED_LEADER:
        "A leader that is no longer a member leads until the configuration without it is committed, and then \
         goes.",
        "paper section 6; dissertation section 4.2.2";
    /// Reads from one server's state alone.
    UNSAFE_READ:
        "No rule allows this: a node that answers from its own state alone may have been left behind, and its \
         answer may be old.",
        "paper section 8; dissertation section 6.4";
    /// One change of the membership at a time.
    ONE_CHANGE:
        "One change at a time: another may begin only when the last configuration, and an entry of the leader's own \
         term, is committed.",
        "dissertation sections 4.1 and 4.3";
    /// Removed servers disturb nobody.
    REMOVED_SERVER:
        "A server that has been removed and does not know it must not disrupt the cluster: whoever knows the \
         configuration without it to be committed tells it so, and takes no term over from it.",
        "dissertation section 4.2.3";
    /// What is acknowledged is stored.
    ACKNOWLEDGED:
        "A follower acknowledges entries once they are in its log and on its disk. The leader counts that.",
        "paper sections 5.3 and 5.6; figure 2, matchIndex";
    /// The leader answers when that is safe.
    LEADER_ANSWERS:
        "The leader answers a client when its request has been committed and applied, or when a read has been shown \
         to be up to date.",
        "paper sections 5.3 and 8";
    /// Requests may be gathered.
    BATCH:
        "A leader may gather requests for a while and send them together.",
        "dissertation section 10.2.2";
    /// Who hears a leader helps nobody against it.
    STICKINESS:
        "For the least election timeout after it has heard a leader, a node helps nobody to stand against it.",
        "dissertation sections 4.2.3 and 9.6";
}
