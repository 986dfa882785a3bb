//! A request as bytes: what the log carries.

use std::fmt;
use std::sync::Arc;

use super::operation::Request;
use super::stamp::{Logged, Stamp};

/// Why bytes are not a [`Request`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// They end too soon, or hold what no request holds.
    Malformed(postcard::Error),
    /// A whole request with its stamp, and so many bytes more.
    Trailing(usize),
}

impl Request {
    /// The request as bytes, in postcard's format: what `raft` calls `Bytes`, and never looks into.
    pub fn encode(&self) -> Arc<[u8]> {
        let bytes = postcard::to_allocvec(self);
        // Strings and integers have no value that postcard cannot write, and memory is the only limit of a vector.
        bytes.expect("a request is always encodable").into()
    }

    /// The request as bytes, and the stamp after it.
    pub fn encode_stamped(&self, stamp: &Stamp) -> Arc<[u8]> {
        let bytes = postcard::to_extend(self, Vec::new());
        let bytes = bytes.and_then(|bytes| postcard::to_extend(stamp, bytes));
        bytes.expect("a request is always encodable").into()
    }

    /// The request that these bytes are, all of them, whether or not a stamp stands after it.
    ///
    /// # Errors
    /// If they are no request, or more than one.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        Logged::decode(bytes).map(|logged| logged.request)
    }
}

impl Logged {
    /// The request that these bytes are, all of them, with its stamp if there is one.
    ///
    /// # Errors
    /// If they are no request, or more than one.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (request, rest) = postcard::take_from_bytes(bytes).map_err(DecodeError::Malformed)?;
        if rest.is_empty() {
            return Ok(Self { request, stamp: None });
        }
        let (stamp, rest) = postcard::take_from_bytes(rest).map_err(DecodeError::Malformed)?;
        if !rest.is_empty() {
            return Err(DecodeError::Trailing(rest.len()));
        }
        Ok(Self { request, stamp: Some(stamp) })
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => write!(f, "not a request: {error}"),
            Self::Trailing(count) => write!(f, "not a request: {count} bytes too many"),
        }
    }
}

impl std::error::Error for DecodeError {}

#[cfg(test)]
mod tests {
    use super::super::operation::{Operation, SessionId};
    use super::*;

    fn request() -> Request {
        let operation = Operation::Cas { key: "k".into(), old: "ä".into(), new: "\n".into() };
        Request { session: SessionId(u64::MAX), sequence: 300, operation }
    }

    #[test]
    fn a_request_survives_the_trip() {
        assert_eq!(Request::decode(&request().encode()), Ok(request()));
        let bytes = request().encode();
        assert_eq!(Logged::decode(&bytes), Ok(Logged { request: request(), stamp: None }));
    }

    #[test]
    fn a_stamp_travels_after_the_request_and_may_be_overlooked() {
        for expiry_us in [None, Some(60_000_000)] {
            let stamp = Stamp { now_us: u64::MAX, expiry_us, asked_us: 300 };
            let bytes = request().encode_stamped(&stamp);
            let logged = Logged { request: request(), stamp: Some(stamp) };
            assert_eq!(Logged::decode(&bytes), Ok(logged));
            assert_eq!(Request::decode(&bytes), Ok(request()));
        }
    }

    #[test]
    fn bytes_that_end_too_soon_are_refused_wherever_they_end() {
        let bytes = request().encode();
        for end in 0..bytes.len() {
            let error = Request::decode(&bytes[..end]).expect_err("a part is no request");
            assert!(matches!(error, DecodeError::Malformed(_)), "{end}: {error}");
        }
    }

    #[test]
    fn bytes_after_the_end_are_refused() {
        let stamp = Stamp { now_us: 7, expiry_us: None, asked_us: 5 };
        let mut bytes = request().encode_stamped(&stamp).to_vec();
        bytes.extend([0, 0]);
        assert_eq!(Request::decode(&bytes), Err(DecodeError::Trailing(2)));
        let mut half = request().encode().to_vec();
        half.extend([0, 0]);
        assert!(matches!(Request::decode(&half), Err(DecodeError::Malformed(_))));
    }

    #[test]
    fn an_unknown_operation_is_refused() {
        assert!(matches!(Request::decode(&[1, 1, 99]), Err(DecodeError::Malformed(_))));
    }
}
