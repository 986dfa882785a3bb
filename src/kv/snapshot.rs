//! A store as bytes: what a snapshot holds.
//!
//! Equal stores have equal bytes, and only bytes that a store would write are read. So whoever compares two snapshots
//! compares two stores, and a bit that has turned over seldom makes another store of them.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::operation::{Reply, SessionId};
use super::session::Sessions;
use super::store::Store;

/// The format that is written, as the first byte; no other is read.
const FORMAT: u8 = 1;

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
    /// Keys or sessions are not in order, or one of them is there twice.
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

impl Store {
    /// The store as bytes, sessions included: a snapshot without them would let a retry be executed twice (dissertation
    /// 6.3).
    pub fn encode(&self) -> Arc<[u8]> {
        let entries = self.entries().iter();
        let sessions = self.sessions().iter().map(|(id, sequence, reply)| {
            let reply = reply.clone();
            (id, Remembered { sequence, reply })
        });
        let image = Image {
            entries: entries.map(|(key, value)| (key.clone(), value.clone())).collect(),
            sessions: sessions.collect(),
        };
        let bytes = postcard::to_extend(&image, vec![FORMAT]);
        // Strings and integers have no value that postcard cannot write, and memory is the only limit of a vector.
        bytes.expect("a store is always encodable").into()
    }

    /// The store that these bytes are, all of them.
    ///
    /// # Errors
    /// If no store would have written them.
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let (format, bytes) = bytes.split_first().ok_or(SnapshotError::Empty)?;
        if *format != FORMAT {
            return Err(SnapshotError::Format(*format));
        }
        let (image, rest) =
            postcard::take_from_bytes::<Image>(bytes).map_err(SnapshotError::Malformed)?;
        if !rest.is_empty() {
            return Err(SnapshotError::Trailing(rest.len()));
        }
        let Image { entries, sessions } = image;
        let rising = entries.is_sorted_by(|(one, _), (next, _)| one < next)
            && sessions.is_sorted_by(|(one, _), (next, _)| one < next);
        if !rising {
            return Err(SnapshotError::Disorder);
        }
        let mut remembered = Sessions::default();
        for (id, Remembered { sequence, reply }) in sessions {
            remembered.record(id, sequence, reply);
        }
        Ok(Self::of(entries.into_iter().collect(), remembered))
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("not a snapshot: there is nothing"),
            Self::Format(found) => {
                write!(f, "not a snapshot: format {found} was found, and {FORMAT} expected")
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
        let twice = [FORMAT, 2, 1, b'a', 0, 1, b'a', 0, 0];
        assert_eq!(Store::decode(&twice), Err(SnapshotError::Disorder));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_store_that_writes_just_them_or_are_refused(bytes: Vec<u8>, at: usize, bit in 0..8) {
            let mut spoilt = store().encode().to_vec();
            let at = at % spoilt.len();
            spoilt[at] ^= 1_u8 << bit;
            for bytes in [bytes, spoilt] {
                if let Ok(store) = Store::decode(&bytes) {
                    prop_assert_eq!(Store::decode(&store.encode()), Ok(store));
                }
            }
        }
    }
}
