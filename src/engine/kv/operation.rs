//! What clients ask of the store, and what it answers.

use serde::{Deserialize, Serialize};

/// A client's session (dissertation 6.3): its retries carry the same sequence number and are executed once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SessionId(pub u64);

/// One command in the replicated log: an operation, and the session and sequence number that make it happen once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Request {
    pub session: SessionId,
    /// The operation's number within its session, from 1; a retry keeps it. A read has none, and 0 stands here: it may
    /// be executed any number of times, and a leader may answer it without the log.
    pub sequence: u64,
    /// What to do.
    pub operation: Operation,
}

/// An operation on the store. `Get` and `Read`, and `Put`, `Create` and `Update`, differ in when they refuse and in
/// the words of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Operation {
    /// The value of a key, present or not.
    Get { key: String },
    /// Sets a key, present or not.
    Put {
        key: String,
        /// Its new value.
        value: String,
    },
    /// Removes a key; refused if it is absent.
    Delete { key: String },
    /// Sets a key if its value is `old`.
    Cas {
        key: String,
        /// The value it must have.
        old: String,
        /// Its new value.
        new: String,
    },
    /// Sets a key that is absent.
    Create { key: String, value: String },
    /// The value of a key that is present.
    Read { key: String },
    /// Sets a key that is present.
    Update {
        key: String,
        /// Its new value.
        value: String,
    },
}

/// What the store answers to an [`Operation`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Reply {
    /// The key's value.
    Value(String),
    /// `Get` of an absent key.
    Absent,
    /// The write took effect.
    Done,
    /// `Create` of a key that is there.
    Exists,
    /// `Read`, `Update`, `Delete` or `Cas` of a key that is not.
    NotFound,
    /// `Cas` of a key with another value, which is given.
    Mismatch(String),
    /// The session is unknown, or its memory of this request is gone: whether it took effect cannot be told any more.
    SessionExpired,
    /// The session had ended before the operation was first asked for: it did not take effect, and never will. It may
    /// safely be asked for in another session.
    SessionOver,
}

impl Operation {
    /// The word that a person types for it.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Get { .. } => "get",
            Self::Put { .. } => "put",
            Self::Delete { .. } => "delete",
            Self::Cas { .. } => "cas",
            Self::Create { .. } => "create",
            Self::Read { .. } => "read",
            Self::Update { .. } => "update",
        }
    }

    /// Whether it only tells, and changes nothing.
    pub fn is_read(&self) -> bool {
        match self {
            Self::Get { .. } | Self::Read { .. } => true,
            Self::Put { .. }
            | Self::Delete { .. }
            | Self::Cas { .. }
            | Self::Create { .. }
            | Self::Update { .. } => false,
        }
    }

    /// The key it is about.
    pub fn key(&self) -> &str {
        match self {
            Self::Get { key }
            | Self::Put { key, .. }
            | Self::Delete { key }
            | Self::Cas { key, .. }
            | Self::Create { key, .. }
            | Self::Read { key }
            | Self::Update { key, .. } => key,
        }
    }
}

impl Reply {
    /// Whether the store did or told what it was asked. A `get` of an absent key is told; a refusal is none.
    pub fn is_success(&self) -> bool {
        match self {
            Self::Value(_) | Self::Absent | Self::Done => true,
            Self::Exists
            | Self::NotFound
            | Self::Mismatch(_)
            | Self::SessionExpired
            | Self::SessionOver => false,
        }
    }

    /// Whether it tells the client that its session is no more, and that it has to open another.
    pub fn ends_session(&self) -> bool {
        matches!(self, Self::SessionExpired | Self::SessionOver)
    }
}
