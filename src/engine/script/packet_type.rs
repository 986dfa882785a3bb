//! Types of packets: what `drop next append` and its like go by. The names are those that packets have in `state()` and in
//! the legend, and a few more for types that one seldom tells apart; which packet is of which type is known where packets
//! are, in `sim::filter`.

use super::error::ScriptError;
use super::suggest::nearest;
use super::token::{Cursor, Token};

/// Makes an enumeration of the table, and answers from it.
macro_rules! types {
    ($($one:ident $name:literal $several:literal, $is:literal;)*) => {
        /// A type of packets.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PacketType {
            $(
                #[doc = concat!("`", $name, "`: ", $is)]
                $one,
            )*
        }

        impl PacketType {
            /// All of them, in the order of the table.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$one),*];

            fn told(self) -> (&'static str, &'static str, &'static str) {
                match self {
                    $(Self::$one => ($name, $several, $is),)*
                }
            }
        }
    };
}

// Each with its name, that of several, and what it is.
types! {
    Packet "packet" "packets", "Whatever is sent.";
    Append "append" "appends", "AppendEntries with entries, a configuration or not.";
    Heartbeat "heartbeat" "heartbeats", "AppendEntries without entries. Rounds of reads are asked with it, too.";
    Ack "ack" "acks", "An answer to either that finds the logs in agreement.";
    Reject "reject" "rejects", "An answer to either that finds that they disagree.";
    VoteRequest "vote-request" "vote-requests", "RequestVote.";
    VoteReply "vote-reply" "vote-replies", "An answer to that, whichever it is.";
    Vote "vote" "votes", "A vote that is given.";
    VoteRefused "vote-refused" "votes-refused", "A vote that is refused.";
    PreVoteRequest "pre-vote-request" "pre-vote-requests", "The question before an election.";
    PreVoteReply "pre-vote-reply" "pre-vote-replies", "An answer to that, whichever it is.";
    PreVote "pre-vote" "pre-votes", "A vote that would be given.";
    PreVoteRefused "pre-vote-refused" "pre-votes-refused", "A vote that would be refused.";
    SuccessorVoteRequest "successor-vote-request" "successor-vote-requests",
        "RequestVote of whom the leader has called to take over.";
    TimeoutNow "timeout-now" "timeouts-now", "TimeoutNow: the call to take over.";
    SnapshotChunk "snapshot-chunk" "snapshot-chunks", "InstallSnapshot: a part of a snapshot.";
    SnapshotAck "snapshot-ack" "snapshot-acks", "An answer to that.";
    Entries "entries" "entries", "AppendEntries with entries, none of them a configuration.";
    Configuration "configuration" "configurations", "AppendEntries with a configuration among the entries.";
    Request "request" "requests", "What a client asks a node.";
    Answer "answer" "answers", "What a node answers to it.";
    Refusal "refusal" "refusals", "A node sends a client on, or away.";
    ReadIndexRequest "read-index-request" "read-index-requests", "A node asks the leader what a read must see.";
    ReadIndexAnswer "read-index-answer" "read-index-answers", "The leader's answer to that.";
    Overloaded "overloaded" "overloads", "A leader that has too much uncommitted sends a client away.";
}

impl PacketType {
    /// Its name.
    pub fn name(self) -> &'static str {
        self.told().0
    }

    /// The name of several.
    pub fn several(self) -> &'static str {
        self.told().1
    }

    /// What it is, in a sentence.
    pub fn is(self) -> &'static str {
        self.told().2
    }

    fn of(token: &Token<'_>, name: fn(Self) -> &'static str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| token.is_word(name(*it)))
    }

    /// The type whose packets a piece names, if it does.
    pub(super) fn of_several(token: &Token<'_>) -> Option<Self> {
        Self::of(token, Self::several)
    }
}

/// Reads a type of packets, by its name or that of several.
pub(super) fn packet_type(cursor: &mut Cursor<'_>) -> Result<PacketType, ScriptError> {
    const EXPECTED: &str = "a type of packets, such as append, ack or vote; help drop lists them";
    let token = cursor.word(EXPECTED)?;
    let named = PacketType::of(&token, PacketType::name);
    named.or(PacketType::of_several(&token)).ok_or_else(|| {
        let names = PacketType::ALL.into_iter().map(PacketType::name);
        match nearest(&token.source.to_ascii_lowercase(), names) {
            Some(guess) => {
                cursor.unexpected(&token, &format!("a type of packets; did you mean {guess}?"))
            }
            None => cursor.unexpected(&token, EXPECTED),
        }
    })
}
