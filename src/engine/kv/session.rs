//! The memory that makes a retried request happen once (dissertation 6.3).
//!
//! A client runs one operation at a time within a session, so the last sequence number and its reply are all that
//! needs remembering. A client that wants several operations under way opens several sessions.
//!
//! A session that nobody uses ends after a while, by the stamps in the log alone. Then a copy of one of its requests
//! may still come, of the very first even, which would open the session anew and be executed again. What keeps it out
//! is the horizon: whatever was used last before it is forgotten. A session was last used when the request that opened
//! it was asked for, or later; so a request that was asked for before the horizon opens none. The memory stays small,
//! and nothing that was forgotten can come back, whatever becomes of the expiry meanwhile.

use super::fingerprint::Sum;
use super::operation::{Reply, SessionId};
use super::stamp::Stamp;
use crate::persistent::{OrdMap, OrdSet};

/// What the store remembers of every session.
///
/// The table is part of the replicated state: forgetting a session is a change like any other, and has to happen at
/// the same command on every server. That is why [`Sessions::advance`], [`Sessions::recall`] and [`Sessions::record`]
/// are the only doors. All times are in microseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sessions {
    last: OrdMap<SessionId, Answered>,
    /// The sessions in the order of their last use; first those of which it is not known.
    by_use: OrdSet<(Option<u64>, SessionId)>,
    /// The greatest stamp so far, if there was one. It never goes back, though leaders' clocks may.
    clock_us: Option<u64>,
    /// Sessions that were last used before it are forgotten.
    horizon_us: u64,
    /// What stands for `last`.
    sum: Sum,
}

/// The last request of a session that was executed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Answered {
    pub(super) sequence: u64,
    pub(super) reply: Reply,
    /// By the greatest stamp at that time, when the session was used last. `None` if the request bore no stamp: then
    /// the next stamp counts.
    pub(super) used_us: Option<u64>,
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
    /// Its session ended before it was asked for, so it never was executed, and must not be.
    Over,
}

impl Sessions {
    /// What is remembered, from a snapshot. `None` if no store would remember that.
    pub(super) fn of(
        sessions: impl IntoIterator<Item = (SessionId, Answered)>,
        clock_us: Option<u64>,
        horizon_us: u64,
    ) -> Option<Self> {
        let last: OrdMap<SessionId, Answered> = sessions.into_iter().collect();
        let by_use = last.iter().map(|(id, answered)| (answered.used_us, *id)).collect();
        let possible = {
            let mut uses = last.values().filter_map(|answered| answered.used_us);
            match clock_us {
                Some(clock) => horizon_us <= clock && uses.all(|used_us| used_us >= horizon_us),
                None => horizon_us == 0 && uses.next().is_none(),
            }
        };
        let mut sum = Sum::default();
        last.iter().for_each(|pair| sum.add(&pair));
        possible.then_some(Self { last, by_use, clock_us, horizon_us, sum })
    }

    /// Takes the time from a request's stamp, before the request is judged, and forgets the sessions that have been
    /// unused for longer than the expiry in it.
    pub fn advance(&mut self, stamp: &Stamp) {
        let now_us = self.clock_us.map_or(stamp.now_us, |clock_us| clock_us.max(stamp.now_us));
        self.clock_us = Some(now_us);
        while let Some((None, session)) = self.by_use.get_min().copied() {
            self.touch(session, Some(now_us));
        }
        if let Some(expiry_us) = stamp.expiry_us {
            self.horizon_us = self.horizon_us.max(now_us.saturating_sub(expiry_us));
        }
        while let Some((used_us, session)) = self.by_use.get_min().copied()
            && used_us < Some(self.horizon_us)
        {
            self.by_use.remove(&(used_us, session));
            if let Some(before) = self.last.remove(&session) {
                self.sum.take(&(&session, &before));
            }
        }
    }

    /// Judges a request before it is executed. A session opens with its sequence number 1, unless the request is so old
    /// that the session may have been forgotten; a gap is allowed (a client may give up on an operation that never
    /// reached the log), a step back is not.
    pub fn recall(&self, session: SessionId, sequence: u64, stamp: Option<&Stamp>) -> Recall {
        // Whatever was executed of this request has made the session's last use no earlier than this.
        let asked_us = stamp.map_or(0, |stamp| stamp.asked_us);
        match self.last.get(&session) {
            None if asked_us < self.horizon_us => Recall::Expired,
            None if sequence == 1 => Recall::Fresh,
            None if stamp.is_some() => Recall::Over,
            None => Recall::Expired,
            Some(last) if sequence > last.sequence => Recall::Fresh,
            Some(last) if sequence == last.sequence => Recall::Answered(last.reply.clone()),
            Some(_) => Recall::Expired,
        }
    }

    /// Remembers the reply to a request that was just executed, in place of the session's earlier one; or that it was
    /// asked for again.
    pub fn record(
        &mut self,
        session: SessionId,
        sequence: u64,
        reply: Reply,
        stamp: Option<&Stamp>,
    ) {
        // A client's clock may be ahead of all the leaders'.
        let used_us = stamp.map(|stamp| self.clock_us.unwrap_or(0).max(stamp.asked_us));
        let answered = Answered { sequence, reply, used_us };
        self.sum.add(&(&session, &answered));
        if let Some(before) = self.last.insert(session, answered) {
            self.sum.take(&(&session, &before));
            self.by_use.remove(&(before.used_us, session));
        }
        self.by_use.insert((used_us, session));
    }

    /// Every session that is remembered, in order, with what is remembered of it.
    pub(super) fn iter(&self) -> impl Iterator<Item = (SessionId, &Answered)> {
        self.last.iter().map(|(id, answered)| (*id, answered))
    }

    /// The greatest stamp so far, if there was one.
    pub fn clock_us(&self) -> Option<u64> {
        self.clock_us
    }

    /// Every session that was last used before this is forgotten.
    pub fn horizon_us(&self) -> u64 {
        self.horizon_us
    }

    fn touch(&mut self, session: SessionId, used_us: Option<u64>) {
        if let Some(answered) = self.last.get_mut(&session) {
            self.by_use.remove(&(answered.used_us, session));
            self.sum.take(&(&session, &*answered));
            answered.used_us = used_us;
            self.sum.add(&(&session, &*answered));
            self.by_use.insert((used_us, session));
        }
    }

    /// What stands for all of this.
    pub(super) fn sum(&self) -> Sum {
        let mut sum = self.sum;
        if (self.clock_us, self.horizon_us) != (None, 0) {
            sum.add(&(self.clock_us, self.horizon_us));
        }
        sum
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
        assert_eq!(sessions.recall(SESSION, 1, None), Recall::Fresh);
        assert_eq!(sessions.recall(SESSION, 0, None), Recall::Expired);
        assert_eq!(sessions.recall(SESSION, 2, None), Recall::Expired);
    }

    #[test]
    fn only_the_last_reply_is_remembered() {
        let mut sessions = Sessions::default();
        sessions.record(SESSION, 1, Reply::Absent, None);
        sessions.record(SESSION, 2, Reply::Done, None);
        assert_eq!(sessions.recall(SESSION, 2, None), Recall::Answered(Reply::Done));
        assert_eq!(sessions.recall(SESSION, 1, None), Recall::Expired);
        assert_eq!(sessions.recall(SESSION, 3, None), Recall::Fresh);
        assert_eq!(sessions.len(), 1);
    }

    #[test]
    fn a_gap_in_the_sequence_is_allowed() {
        let mut sessions = Sessions::default();
        sessions.record(SESSION, 1, Reply::Done, None);
        assert_eq!(sessions.recall(SESSION, 5, None), Recall::Fresh);
    }

    const SECOND: u64 = 1_000_000;

    /// A stamp of this second, on a request that was first sent at that one; sessions end after ten seconds.
    fn stamp(now: u64, asked: u64) -> Stamp {
        let expiry_us = Some(10 * SECOND);
        Stamp { now_us: now * SECOND, expiry_us, asked_us: asked * SECOND }
    }

    /// What is remembered after the session's first request, which was stamped at this second.
    fn opened(at: u64) -> Sessions {
        let (mut sessions, stamp) = (Sessions::default(), stamp(at, at));
        sessions.advance(&stamp);
        assert_eq!(sessions.recall(SESSION, 1, Some(&stamp)), Recall::Fresh);
        sessions.record(SESSION, 1, Reply::Done, Some(&stamp));
        sessions
    }

    #[test]
    fn a_session_ends_when_it_has_been_unused_for_longer_than_the_expiry() {
        let mut sessions = opened(5);
        sessions.advance(&stamp(15, 15));
        assert_eq!(sessions.len(), 1, "just so long is not longer");
        let late = Stamp { now_us: 15 * SECOND + 1, ..stamp(15, 15) };
        sessions.advance(&late);
        assert!(sessions.is_empty());
        assert_eq!(sessions.recall(SESSION, 2, Some(&late)), Recall::Over);
    }

    #[test]
    fn use_keeps_a_session_and_a_stamp_from_the_past_does_not_turn_time_back() {
        let mut sessions = opened(5);
        sessions.advance(&stamp(14, 14));
        sessions.record(SESSION, 2, Reply::Done, Some(&stamp(14, 14)));
        sessions.advance(&stamp(3, 3));
        assert_eq!(sessions.clock_us(), Some(14 * SECOND));
        sessions.record(SESSION, 3, Reply::Done, Some(&stamp(3, 3)));
        sessions.advance(&stamp(24, 24));
        assert_eq!(sessions.recall(SESSION, 4, Some(&stamp(24, 24))), Recall::Fresh);
    }

    #[test]
    fn a_late_copy_of_the_request_that_opened_a_session_does_not_open_it_again() {
        let mut sessions = opened(5);
        for (now, expiry_us) in [(30, Some(10 * SECOND)), (31, None), (32, Some(1_000 * SECOND))] {
            let copy = Stamp { expiry_us, ..stamp(now, 5) };
            sessions.advance(&copy);
            assert_eq!(sessions.recall(SESSION, 1, Some(&copy)), Recall::Expired, "{now}");
        }
        assert_eq!(sessions.recall(SESSION, 1, None), Recall::Expired, "its age is not known");
        let other = SessionId(8);
        assert_eq!(sessions.recall(other, 1, Some(&stamp(32, 32))), Recall::Fresh);
    }

    #[test]
    fn what_may_have_been_executed_before_the_session_ended_is_told_from_what_was_not() {
        let mut sessions = opened(5);
        sessions.record(SESSION, 2, Reply::Done, Some(&stamp(6, 6)));
        sessions.advance(&stamp(30, 30));
        assert_eq!(sessions.recall(SESSION, 2, Some(&stamp(30, 6))), Recall::Expired);
        assert_eq!(sessions.recall(SESSION, 3, Some(&stamp(30, 29))), Recall::Over);
    }

    #[test]
    fn a_session_whose_last_use_bore_no_stamp_lives_on_from_the_next_stamp() {
        let mut sessions = Sessions::default();
        sessions.record(SESSION, 1, Reply::Done, None);
        sessions.advance(&stamp(100, 100));
        assert_eq!(sessions.len(), 1);
        sessions.advance(&stamp(110, 110));
        assert_eq!(sessions.len(), 1);
        sessions.advance(&stamp(111, 111));
        assert!(sessions.is_empty());
    }
}
