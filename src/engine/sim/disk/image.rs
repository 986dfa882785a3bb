//! A disk's bytes, and what can be made of them after a crash.
//!
//! Each record stands in a frame: its length, a checksum of the length, the record, and a checksum of that. So there is
//! no doubt about what was found. A frame that the end of the disk cuts off was being written when the machine stopped:
//! nothing that anybody was told depends on it, and it goes. Whatever else is wrong was right once, and has rotted: to go
//! on without it could mean to have forgotten a promise, so there is no going on.
//!
//! The checksum is CRC-32C. It finds every error of up to 32 neighbouring bits, and in frames of the sizes met here any
//! three that are not. That of a record covers the place for which it was written, too, so a record that stands in another
//! place is found there. What was written in no place at all is not: the disk says what it said before.

use std::fmt;
use std::ops::Range;

use crc::{CRC_32_ISCSI, Crc, NoTable};

use crate::raft::{Durable, Index, Write};

use super::record::Record;

/// Bytes are checked when a disk is read after a fault, and at no other time: a table would be faster, and is not worth
/// its place in the page.
const CHECKSUM: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISCSI);

/// A length, or a checksum.
const WORD: usize = 4;

/// A place on a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Term, vote, snapshot, and where the log begins.
    Head,
    /// An entry of the log.
    Entry(Index),
}

/// Why a disk cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImageError {
    /// There is nothing on it.
    Empty,
    /// It ends before its first record does, of which there are only so many bytes.
    Short { bytes: u64 },
    /// A record is not what was written.
    Checksum(Place),
    /// A record is what was written, and makes no sense where it stands.
    Nonsense(Place),
}

/// What was found on a disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What the whole records say.
    pub durable: Durable,
    /// How many bytes were cut off, because the record that they begin is not whole.
    pub torn: usize,
}

/// The bytes of a disk at rest, and where each record stands among them: the head, then the entries.
pub fn encode(durable: &Durable) -> (Vec<u8>, Vec<Range<usize>>) {
    let (mut bytes, mut places) = (Vec::new(), Vec::new());
    let entries = (durable.log.first_index().0..).map(|index| Place::Entry(Index(index)));
    for (record, place) in Record::of(durable).zip([Place::Head].into_iter().chain(entries)) {
        let start = bytes.len();
        frame(&record, place, &mut bytes);
        places.push(start..bytes.len());
    }
    (bytes, places)
}

/// The bytes that a write adds to a disk that holds this.
pub fn encode_write(durable: &Durable, write: &Write) -> Vec<u8> {
    let (mut bytes, mut last) = (Vec::new(), durable.log.last().index);
    for record in Record::of_write(write) {
        frame(&record, Place::Entry(last.next()), &mut bytes);
        last = record.last_after(last);
    }
    bytes
}

/// What can be made of a disk's bytes.
///
/// # Errors
/// If there is no disk, or if it has rotted.
pub fn decode(bytes: &[u8]) -> Result<Found, ImageError> {
    let short = || ImageError::Short { bytes: bytes.len() as u64 };
    if bytes.is_empty() {
        return Err(ImageError::Empty);
    }
    let (head, mut rest) = unframe(bytes, Place::Head)?.ok_or_else(short)?;
    let mut durable = head.begin().ok_or(ImageError::Nonsense(Place::Head))?;
    loop {
        let place = Place::Entry(durable.log.last().index.next());
        let Some((record, after)) = unframe(rest, place)? else {
            return Ok(Found { durable, torn: rest.len() });
        };
        if !record.perform(&mut durable) {
            return Err(ImageError::Nonsense(place));
        }
        rest = after;
    }
}

fn frame(record: &Record, place: Place, bytes: &mut Vec<u8>) {
    let content = postcard::to_allocvec(record).expect("records are plain data");
    let length = u32::try_from(content.len()).expect("a record is far smaller than 4 GB");
    let length = length.to_le_bytes();
    bytes.extend(length);
    bytes.extend(CHECKSUM.checksum(&length).to_le_bytes());
    bytes.extend(&content);
    bytes.extend(checksum_at(place, &content).to_le_bytes());
}

/// The checksum of what is written for a place.
fn checksum_at(place: Place, content: &[u8]) -> u32 {
    let number = match place {
        Place::Head => 0,
        Place::Entry(index) => index.0,
    };
    let mut digest = CHECKSUM.digest();
    digest.update(&number.to_le_bytes());
    digest.update(content);
    digest.finalize()
}

/// The first record, and what comes after it; nothing if it is not whole.
fn unframe(bytes: &[u8], place: Place) -> Result<Option<(Record, &[u8])>, ImageError> {
    let of_length = |length: &[u8]| CHECKSUM.checksum(length);
    let Some((length, rest)) = checked(bytes, WORD, place, of_length)? else { return Ok(None) };
    let length = u32::from_le_bytes(length.try_into().expect("a word has four bytes"));
    let length = usize::try_from(length).map_err(|_| ImageError::Nonsense(place))?;
    let of_content = |content: &[u8]| checksum_at(place, content);
    let Some((content, rest)) = checked(rest, length, place, of_content)? else { return Ok(None) };
    match postcard::take_from_bytes(content) {
        Ok((record, [])) => Ok(Some((record, rest))),
        Ok(_) | Err(_) => Err(ImageError::Nonsense(place)),
    }
}

/// Bytes, and what comes after them.
type Parted<'a> = (&'a [u8], &'a [u8]);

/// So many bytes, if they and the checksum behind them are there, and what comes after it.
fn checked(
    bytes: &[u8],
    length: usize,
    place: Place,
    checksum_of: impl Fn(&[u8]) -> u32,
) -> Result<Option<Parted<'_>>, ImageError> {
    let Some((content, rest)) = bytes.split_at_checked(length) else { return Ok(None) };
    let Some((checksum, rest)) = rest.split_first_chunk::<WORD>() else { return Ok(None) };
    if checksum_of(content) == u32::from_le_bytes(*checksum) {
        Ok(Some((content, rest)))
    } else {
        Err(ImageError::Checksum(place))
    }
}

impl std::error::Error for ImageError {}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the disk is empty"),
            Self::Short { bytes } => {
                write!(f, "the disk ends after {bytes} bytes, within its first record")
            }
            Self::Checksum(place) => write!(f, "the checksum of {place} does not match"),
            Self::Nonsense(place) => write!(f, "what stands in place of {place} makes no sense"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head => f.write_str("term, vote and snapshot"),
            Self::Entry(index) => write!(f, "entry {index}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::Index as At;

    use super::*;
    use crate::raft::{Configuration, Entry, HardState, LogId, NodeId, Payload, Snapshot, Term};

    fn configuration() -> impl Strategy<Value = Configuration> {
        let set = || proptest::collection::btree_set((1..9u32).prop_map(NodeId), 0..4);
        (set(), set(), set()).prop_map(|(voters, outgoing, learners)| Configuration {
            voters: voters.into_iter().collect(),
            outgoing: outgoing.into_iter().collect(),
            learners: learners.into_iter().collect(),
        })
    }

    fn payload() -> impl Strategy<Value = Payload> {
        prop_oneof![
            Just(Payload::Noop),
            vec(any::<u8>(), 0..40).prop_map(|bytes| Payload::Command(bytes.into())),
            configuration().prop_map(|it| Payload::Configuration(it.into())),
        ]
    }

    fn hard_state() -> impl Strategy<Value = HardState> {
        (any::<u64>(), proptest::option::of(1..9u32)).prop_map(|(term, voted_for)| HardState {
            term: Term(term),
            voted_for: voted_for.map(NodeId),
        })
    }

    fn snapshot(last: LogId) -> impl Strategy<Value = Snapshot> {
        (configuration(), vec(any::<u8>(), 0..60)).prop_map(move |(configuration, data)| Snapshot {
            last,
            configuration: configuration.into(),
            data: data.into(),
        })
    }

    /// Entries that follow this one, each of its term or of a later one.
    fn entries(after: LogId) -> impl Strategy<Value = Vec<Entry>> {
        vec((0..3u64, payload()), 0..6).prop_map(move |slots| {
            let mut last = after;
            let mut entries = Vec::new();
            for (more, payload) in slots {
                last = LogId { term: Term(last.term.0 + more), index: last.index.next() };
                entries.push(Entry { id: last, payload });
            }
            entries
        })
    }

    fn durable() -> impl Strategy<Value = Durable> {
        (0..4u64, 0..3u64).prop_flat_map(|(index, term)| {
            let base = if index == 0 {
                LogId::default()
            } else {
                LogId { term: Term(term + 1), index: Index(index) }
            };
            let kept = snapshot(base).prop_map(move |snapshot| (index > 0).then_some(snapshot));
            (hard_state(), configuration(), kept, entries(base)).prop_map(
                move |(hard_state, configuration, snapshot, entries)| {
                    let mut durable = Durable::bootstrap(configuration);
                    durable.hard_state = hard_state;
                    durable.snapshot = snapshot;
                    durable.log.compact_to(base);
                    entries.into_iter().for_each(|entry| durable.log.append(entry));
                    durable
                },
            )
        })
    }

    /// A disk, and a write that it may be asked for.
    fn disk_and_write() -> impl Strategy<Value = (Durable, Write)> {
        (durable(), any::<At>(), any::<bool>()).prop_flat_map(|(durable, at, truncates)| {
            let first = durable.log.first_index().0;
            let from = first + at.index(durable.log.len() + 1) as u64;
            let mut kept = durable.log.clone();
            if truncates {
                kept.truncate_from(Index(from));
            }
            let rest = entries(kept.last());
            let vote = proptest::option::of(hard_state());
            (Just(durable), vote, rest).prop_map(move |(durable, hard_state, append)| {
                let truncate_from = truncates.then_some(Index(from));
                (durable, Write { hard_state, truncate_from, append, ..Write::default() })
            })
        })
    }

    /// What a disk is after each of the records that a write adds.
    fn stages(durable: &Durable, write: &Write) -> Vec<Durable> {
        let mut stages = vec![durable.clone()];
        for record in Record::of_write(write) {
            let mut next = stages.last().expect("there is a first").clone();
            assert!(record.perform(&mut next), "a write makes sense");
            stages.push(next);
        }
        stages
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(durable in durable()) {
            let (bytes, places) = encode(&durable);
            prop_assert_eq!(places.len(), 1 + durable.log.len());
            prop_assert_eq!(decode(&bytes), Ok(Found { durable, torn: 0 }));
        }

        #[test]
        fn the_records_of_a_write_do_what_the_write_does((durable, write) in disk_and_write()) {
            let mut expected = durable.clone();
            expected.perform(write.clone());
            prop_assert_eq!(stages(&durable, &write).pop(), Some(expected.clone()));
            let bytes = [encode(&durable).0, encode_write(&durable, &write)].concat();
            prop_assert_eq!(decode(&bytes), Ok(Found { durable: expected, torn: 0 }));
        }

        #[test]
        fn a_write_that_was_interrupted_leaves_whole_records_of_it(
            (durable, write) in disk_and_write(),
            at in any::<At>(),
        ) {
            let (rest, torn) = (encode(&durable).0, encode_write(&durable, &write));
            let torn = &torn[..at.index(torn.len() + 1)];
            let found = decode(&[&rest, torn].concat()).expect("nothing has rotted");
            prop_assert!(stages(&durable, &write).contains(&found.durable));
            prop_assert!(found.torn <= torn.len());
        }

        #[test]
        fn a_disk_that_ends_too_soon_is_a_prefix_of_itself_or_refused(
            durable in durable(),
            at in any::<At>(),
        ) {
            let (bytes, places) = encode(&durable);
            let cut = at.index(bytes.len());
            match decode(&bytes[..cut]) {
                Ok(found) => {
                    let whole = places.iter().filter(|place| place.end <= cut).count() as u64;
                    let mut prefix = durable.clone();
                    prefix.log.truncate_from(Index(durable.log.base().index.0 + whole));
                    prop_assert_eq!(found.durable, prefix);
                }
                Err(ImageError::Empty) => prop_assert_eq!(cut, 0),
                Err(error) => {
                    prop_assert_eq!(error, ImageError::Short { bytes: cut as u64 });
                    prop_assert!(cut < places[0].end);
                }
            }
        }

        #[test]
        fn a_record_that_stands_in_the_place_of_another_is_found_there(
            durable in durable(),
            here in any::<At>(),
            there in any::<At>(),
        ) {
            let (bytes, places) = encode(&durable);
            let (here, there) = (here.index(places.len()), there.index(places.len()));
            prop_assume!(here != there);
            let mut records: Vec<&[u8]> = places.iter().map(|it| &bytes[it.clone()]).collect();
            records[there] = records[here];
            let place = match there as u64 {
                0 => Place::Head,
                entry => Place::Entry(Index(durable.log.base().index.0 + entry)),
            };
            prop_assert_eq!(decode(&records.concat()), Err(ImageError::Checksum(place)));
        }

        #[test]
        fn a_bit_that_has_rotted_anywhere_is_found_and_its_place_is_named(
            durable in durable(),
            at in any::<At>(),
            bit in 0..8,
        ) {
            let (mut bytes, places) = encode(&durable);
            let at = at.index(bytes.len());
            bytes[at] ^= 1_u8 << bit;
            let record = places.iter().position(|place| place.contains(&at)).expect("it is in one");
            let place = match record as u64 {
                0 => Place::Head,
                entry => Place::Entry(Index(durable.log.base().index.0 + entry)),
            };
            prop_assert_eq!(decode(&bytes), Err(ImageError::Checksum(place)));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..200)) {
            prop_assert!(decode(&bytes).is_err());
        }
    }

    #[test]
    fn records_in_the_wrong_place_are_refused_whatever_their_checksums_say() {
        let durable = Durable::bootstrap(Configuration::of([NodeId(1)]));
        let (head, _) = encode(&durable);
        let framed = |record: Record, place| {
            let mut bytes = Vec::new();
            frame(&record, place, &mut bytes);
            bytes
        };
        let first = Place::Entry(Index(1));
        let entry = |index, term, place| {
            let id = LogId { term: Term(term), index: Index(index) };
            framed(Record::from(&Entry { id, payload: Payload::Noop }), place)
        };
        let nonsense = |index| Err(ImageError::Nonsense(Place::Entry(Index(index))));
        assert_eq!(decode(&entry(1, 1, Place::Head)), Err(ImageError::Nonsense(Place::Head)));
        assert_eq!(decode(&[head.clone(), entry(2, 1, first)].concat()), nonsense(1));
        let second = Place::Entry(Index(2));
        let older = [head.clone(), entry(1, 2, first), entry(2, 1, second)].concat();
        assert_eq!(decode(&older), nonsense(2));
        let again = framed(Record::of(&durable).next().expect("it has a head"), first);
        assert_eq!(decode(&[head, again].concat()), nonsense(1));
        let mut forgetful = durable;
        forgetful.log.compact_to(LogId { term: Term(1), index: Index(3) });
        assert_eq!(
            decode(&encode(&forgetful).0),
            Err(ImageError::Nonsense(Place::Head)),
            "no snapshot stands for what the log has forgotten"
        );
    }

    #[test]
    fn an_error_says_what_is_wrong_with_the_disk() {
        let check = |error: ImageError, text: &str| assert_eq!(error.to_string(), text);
        check(ImageError::Empty, "the disk is empty");
        let entry = Place::Entry(Index(7));
        check(ImageError::Checksum(entry), "the checksum of entry 7 does not match");
        check(
            ImageError::Checksum(Place::Head),
            "the checksum of term, vote and snapshot does not match",
        );
        check(
            ImageError::Short { bytes: 9 },
            "the disk ends after 9 bytes, within its first record",
        );
    }
}
