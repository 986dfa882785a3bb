//! The memory that makes a retried request happen once (dissertation 6.3).
//!
//! A client runs one operation at a time within a session, so the last sequence number and its reply are all that
//! needs remembering. A client that wants several operations under way opens several sessions.

use super::operation::{Reply, SessionId};

/// What the store remembers of every session.
///
/// The table is part of the replicated state: forgetting a session is a change like any other, and has to happen at
/// the same command on every server. That is why [`Sessions::recall`] and [`Sessions::record`] are the only doors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sessions {
    last: imbl::OrdMap<SessionId, Answered>,
}

/// The last request of a session that was executed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Answered {
    sequence: u64,
    reply: Reply,
}

/// What is to be done with a request, judged by its session and sequence number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recall {
    /// It is new: execute it, then [`Sessions::record`] its reply.
    Fresh,
    /// It was executed already, and this was the reply.
    Answered(Reply),
    /// The memory of it is gone, or its session was never opened: it must not be executed.
    Expired,
}

impl Sessions {
    /// Judges a request before it is executed. A session opens with its sequence number 1; a gap is allowed (a client
    /// may give up on an operation that never reached the log), a step back is not.
    pub fn recall(&self, session: SessionId, sequence: u64) -> Recall {
        match self.last.get(&session) {
            None if sequence == 1 => Recall::Fresh,
            None => Recall::Expired,
            Some(last) if sequence > last.sequence => Recall::Fresh,
            Some(last) if sequence == last.sequence => Recall::Answered(last.reply.clone()),
            Some(_) => Recall::Expired,
        }
    }

    /// Remembers the reply to a request that was just executed, in place of the session's earlier one.
    pub fn record(&mut self, session: SessionId, sequence: u64, reply: Reply) {
        self.last.insert(session, Answered { sequence, reply });
    }

    /// Every session that is remembered, in order, with the last request's number and its reply.
    pub fn iter(&self) -> impl Iterator<Item = (SessionId, u64, &Reply)> {
        self.last.iter().map(|(id, answered)| (*id, answered.sequence, &answered.reply))
    }

    /// How many sessions are remembered.
    pub fn len(&self) -> usize {
        self.last.len()
    }

    /// Whether no session is remembered.
    pub fn is_empty(&self) -> bool {
        self.last.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: SessionId = SessionId(7);

    #[test]
    fn a_session_opens_with_its_first_sequence_number_only() {
        let sessions = Sessions::default();
        assert_eq!(sessions.recall(SESSION, 1), Recall::Fresh);
        assert_eq!(sessions.recall(SESSION, 0), Recall::Expired);
        assert_eq!(sessions.recall(SESSION, 2), Recall::Expired);
    }

    #[test]
    fn only_the_last_reply_is_remembered() {
        let mut sessions = Sessions::default();
        sessions.record(SESSION, 1, Reply::Absent);
        sessions.record(SESSION, 2, Reply::Done);
        assert_eq!(sessions.recall(SESSION, 2), Recall::Answered(Reply::Done));
        assert_eq!(sessions.recall(SESSION, 1), Recall::Expired);
        assert_eq!(sessions.recall(SESSION, 3), Recall::Fresh);
        assert_eq!(sessions.len(), 1);
    }

    #[test]
    fn a_gap_in_the_sequence_is_allowed() {
        let mut sessions = Sessions::default();
        sessions.record(SESSION, 1, Reply::Done);
        assert_eq!(sessions.recall(SESSION, 5), Recall::Fresh);
    }
}
