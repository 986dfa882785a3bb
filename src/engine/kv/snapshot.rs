//! A store as bytes: what a snapshot holds.
//!
//! Equal stores have equal bytes, and only bytes that a store would write are read. So whoever compares two snapshots
//! compares two stores, and a bit that has turned over seldom makes another store of them.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::operation::{Reply, SessionId};
use super::session::{Answered, Sessions};
use super::store::Store;

/// The format, as the first byte, of a store that no stamp has reached: it has no times to write down.
const UNTIMED: u8 = 1;
/// The format, as the first byte, of any other store. No third is read.
const TIMED: u8 = 2;

/// Why bytes are not a [`Store`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SnapshotError {
    /// There are none.
    Empty,
    /// They are in another format, whose number this is.
    Format(u8),
    /// They end too soon, or hold what no store holds.
    Malformed(postcard::Error),
    /// A whole store, and so many bytes more.
    Trailing(usize),
    /// Keys or sessions are not in order, or one of them is there twice; or the times contradict each other.
    Disorder,
}

/// What is written, in order of the keys and of the sessions.
#[derive(Serialize, Deserialize)]
struct Image {
    entries: Vec<(String, String)>,
    sessions: Vec<(SessionId, Remembered)>,
}

/// What is remembered of a session.
#[derive(Serialize, Deserialize)]
struct Remembered {
    sequence: u64,
    reply: Reply,
}

/// What is written after that if the store knows the time, all in microseconds.
#[derive(Serialize, Deserialize)]
struct Times {
    clock_us: u64,
    horizon_us: u64,
    /// When each session was used last, in order of the sessions.
    used_us: Vec<Option<u64>>,
}

impl Store {
    /// The store as bytes, sessions included: a snapshot without them would let a retry be executed twice (dissertation
    /// 6.3), and without the times of their last use servers would forget them at different commands.
    pub fn encode(&self) -> Arc<[u8]> {
        let entries = self.entries().iter();
        let sessions = self.sessions().iter().map(|(id, answered)| {
            let Answered { sequence, ref reply, .. } = *answered;
            (id, Remembered { sequence, reply: reply.clone() })
        });
        let image = Image {
            entries: entries.map(|(key, value)| (key.clone(), value.clone())).collect(),
            sessions: sessions.collect(),
        };
        let bytes = match self.sessions().clock_us() {
            None => postcard::to_extend(&image, vec![UNTIMED]),
            Some(clock_us) => {
                let used_us = self.sessions().iter().map(|(_, answered)| answered.used_us);
                let (horizon_us, used_us) = (self.sessions().horizon_us(), used_us.collect());
                let times = Times { clock_us, horizon_us, used_us };
                postcard::to_extend(&(image, times), vec![TIMED])
            }
        };
        // Strings and integers have no value that postcard cannot write, and memory is the only limit of a vector.
        bytes.expect("a store is always encodable").into()
    }

    /// The store that these bytes are, all of them.
    ///
    /// # Errors
    /// If no store would have written them.
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let (format, bytes) = bytes.split_first().ok_or(SnapshotError::Empty)?;
        let (image, times, rest) = match *format {
            UNTIMED => {
                let (image, rest) = read::<Image>(bytes)?;
                (image, None, rest)
            }
            TIMED => {
                let ((image, times), rest) = read::<(Image, Times)>(bytes)?;
                (image, Some(times), rest)
            }
            other => return Err(SnapshotError::Format(other)),
        };
        if !rest.is_empty() {
            return Err(SnapshotError::Trailing(rest.len()));
        }
        let Image { entries, sessions } = image;
        let (clock_us, horizon_us, used_us) = match times {
            None => (None, 0, vec![None; sessions.len()]),
            Some(Times { clock_us, horizon_us, used_us }) => (Some(clock_us), horizon_us, used_us),
        };
        let rising = entries.is_sorted_by(|(one, _), (next, _)| one < next)
            && sessions.is_sorted_by(|(one, _), (next, _)| one < next)
            && used_us.len() == sessions.len();
        if !rising {
            return Err(SnapshotError::Disorder);
        }
        let answered = sessions.into_iter().zip(used_us).map(|((id, remembered), used_us)| {
            let Remembered { sequence, reply } = remembered;
            (id, Answered { sequence, reply, used_us })
        });
        let sessions = Sessions::of(answered, clock_us, horizon_us);
        let sessions = sessions.ok_or(SnapshotError::Disorder)?;
        Ok(Self::of(entries.into_iter().collect(), sessions))
    }
}

fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<(T, &'a [u8]), SnapshotError> {
    postcard::take_from_bytes(bytes).map_err(SnapshotError::Malformed)
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("not a snapshot: there is nothing"),
            Self::Format(found) => {
                write!(
                    f,
                    "not a snapshot: format {found} was found, and {UNTIMED} or {TIMED} expected"
                )
            }
            Self::Malformed(error) => write!(f, "not a snapshot: {error}"),
            Self::Trailing(count) => write!(f, "not a snapshot: {count} bytes too many"),
            Self::Disorder => f.write_str("not a snapshot: it is out of order"),
        }
    }
}

impl std::error::Error for SnapshotError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::operation::{Operation, Request};
    use super::super::stamp::Stamp;
    use super::*;

    fn request(session: u64, sequence: u64, key: &str) -> Request {
        let operation = Operation::Create { key: key.into(), value: format!("{sequence} ä\n") };
        Request { session: SessionId(session), sequence, operation }
    }

    fn store() -> Store {
        let mut store = Store::default();
        for (session, key) in [(7, "b"), (u64::MAX, "a"), (7, "a"), (3, "")] {
            store.apply(&request(session, 1, key));
        }
        store.apply(&request(7, 2, "c"));
        store
    }

    #[test]
    fn a_store_survives_the_trip_with_its_sessions() {
        assert_eq!(Store::decode(&store().encode()), Ok(store()));
        assert_eq!(Store::decode(&Store::default().encode()), Ok(Store::default()));

        let mut again = Store::decode(&store().encode()).expect("it was just encoded");
        let retry = request(7, 2, "c");
        assert_eq!(again.apply(&retry), Reply::Done, "a retry gets its first answer");
        assert_eq!(again, store());
    }

    /// A store with sessions that were used at different times: one has ended, and of one the last use bore no stamp.
    fn timed() -> Store {
        let mut store = Store::default();
        for (session, now_us) in [(1, 3), (2, 9), (3, 20), (4, 20)] {
            let stamp = Stamp { now_us, expiry_us: Some(12), asked_us: now_us };
            store.apply_stamped(&request(session, 1, "k"), Some(&stamp));
        }
        store.apply(&request(4, 2, "l"));
        store
    }

    #[test]
    fn times_survive_the_trip_and_a_restored_store_forgets_at_the_same_command() {
        let (mut store, mut restored) = (timed(), Store::decode(&timed().encode()).expect("whole"));
        assert_eq!(restored, store);
        assert_eq!(store.sessions().len(), 3, "the first has ended");
        let stamp = Stamp { now_us: 22, expiry_us: Some(12), asked_us: 22 };
        for session in 1..=4 {
            for store in [&mut store, &mut restored] {
                let reply = store.apply_stamped(&request(session, 2, "m"), Some(&stamp));
                let over = session <= 2;
                assert_eq!(reply == Reply::SessionOver, over, "session {session}");
            }
            assert_eq!(restored, store);
            assert_eq!(restored.encode(), store.encode());
        }
    }

    #[test]
    fn times_that_contradict_each_other_are_refused() {
        // No key; session 5 at its first request, which was done; and then clock, horizon and last use.
        let image = |times: &[u8]| [&[TIMED, 0, 1, 5, 1, 2], times].concat();
        assert!(Store::decode(&image(&[20, 8, 1, 1, 9])).is_ok());
        for times in [&[20, 8, 1, 1, 7][..], &[20, 21, 1, 0], &[20, 8, 0], &[20, 8, 2, 0, 0]] {
            let decoded = Store::decode(&image(times));
            assert_eq!(decoded, Err(SnapshotError::Disorder), "{times:?}");
        }
    }

    #[test]
    fn equal_stores_have_equal_bytes_however_they_came_about() {
        let mut other = Store::default();
        for (session, key) in [(3, ""), (u64::MAX, "a"), (7, "b")] {
            other.apply(&request(session, 1, key));
        }
        other.apply(&request(7, 2, "c"));
        assert_eq!(other.encode(), store().encode());
    }

    #[test]
    fn bytes_that_no_store_has_written_are_refused_with_the_reason() {
        assert_eq!(Store::decode(&[]), Err(SnapshotError::Empty));
        assert_eq!(Store::decode(&[9, 0, 0]), Err(SnapshotError::Format(9)));
        let bytes = store().encode();
        for end in 1..bytes.len() {
            let error = Store::decode(&bytes[..end]).expect_err("a part is no store");
            assert!(matches!(error, SnapshotError::Malformed(_)), "{end}: {error}");
        }
        let mut longer = bytes.to_vec();
        longer.extend([0, 0]);
        assert_eq!(Store::decode(&longer), Err(SnapshotError::Trailing(2)));
        let twice = [UNTIMED, 2, 1, b'a', 0, 1, b'a', 0, 0];
        assert_eq!(Store::decode(&twice), Err(SnapshotError::Disorder));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_store_that_writes_just_them_or_are_refused(bytes: Vec<u8>, at: usize, bit in 0..8) {
            let spoil = |store: Store| {
                let mut spoilt = store.encode().to_vec();
                let at = at % spoilt.len();
                spoilt[at] ^= 1_u8 << bit;
                spoilt
            };
            for bytes in [bytes, spoil(store()), spoil(timed())] {
                if let Ok(store) = Store::decode(&bytes) {
                    prop_assert_eq!(Store::decode(&store.encode()), Ok(store));
                }
            }
        }
    }
}
