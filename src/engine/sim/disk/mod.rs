//! A node's disk: what is safely on it, the writes on their way, and what is wrong with it.
//!
//! Writes are done one after another, in order. A crash loses those that are not done; of the one under way it may leave
//! a part ([`Disk::tear`]). Bits may rot ([`Disk::rot`]), everything may be lost ([`Disk::wipe`]), and a disk may say
//! that a write is done when it is not ([`Disk::set_lying`]): a crash then takes what others have been told. A single write
//! may be lost, or land in the place of something else ([`Disk::finish_astray`]), and nobody hears of it. A disk may be
//! full, and fail writes, or hang, and end none ([`Disk::set_medium`]): what is not done waits, and is tried again. And
//! another one, which is empty, may take its place ([`Disk::replace`]), as if nothing had ever been on it.
//!
//! As long as nothing is wrong, what a restart finds is what was written, and a disk keeps just that, as it is. As soon
//! as something is, the question is what can be made of its bytes: then they are written out, damaged and read back
//! ([`image`]).

pub mod image;
mod record;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::compact::Gather;
use crate::raft::{Configuration, Durable, Index, LogId, Write, WriteToken};
use crate::script::Medium;

use super::origin::Origin;
use super::schedule::Plan;

pub use image::{ImageError, Place};

/// A disk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Disk {
    image: Durable,
    queue: VecDeque<PendingWrite>,
    lies: bool,
    medium: Medium,
    trap: Option<(Trap, Origin)>,
    damage: Damage,
    /// Whether it has taken the place of another, and what was on that is forgotten.
    forgot: bool,
}

/// A write that is not done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PendingWrite {
    /// Its name.
    pub token: WriteToken,
    /// What it writes.
    pub write: Write,
    /// When it began and will be done; only the oldest one has begun.
    pub plan: Plan,
    /// Whether the disk has said already that it is done.
    pub announced: bool,
    /// Whether the disk has said that it could not be done. It is tried again when it may be.
    pub failed: bool,
    /// The event that it is for; from when it begins, the event of its beginning.
    pub origin: Origin,
}

/// What is read where nothing was ever written.
const GAP: [u8; 16] = [0; 16];

/// The bytes of a disk, record by record.
fn records(image: &Durable) -> BTreeMap<Place, Vec<u8>> {
    let (bytes, places) = image::encode(image);
    let entries = (image.log.first_index().0..).map(|index| Place::Entry(Index(index)));
    let ranges = [Place::Head].into_iter().chain(entries).zip(places);
    ranges.map(|(place, range)| (place, bytes[range].to_vec())).gather()
}

/// Something that is to happen at the disk's next write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trap {
    /// The machine stops as soon as the write is durable, before anybody can be told.
    AfterWrite,
    /// The machine stops in the middle of it.
    Tear,
    /// It lands in the place of something else, and the disk says that it is done.
    Misdirect,
    /// Nothing is written, and the disk says that it is done: a restart finds what stood there before.
    Lose,
}

impl Trap {
    /// Its name, in `state()` and in events.
    pub fn name(self) -> &'static str {
        match self {
            Self::AfterWrite => "after-write",
            Self::Tear => "tear",
            Self::Misdirect => "misdirect",
            Self::Lose => "lose",
        }
    }
}

/// A write that is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Its name.
    pub token: WriteToken,
    /// Whether the disk had said so before.
    pub announced: bool,
    /// The event of its beginning.
    pub origin: Origin,
    /// Since when this was to be the write after which the machine stops, if it was.
    pub trapped: Option<Origin>,
}

/// What is wrong with the bytes on a disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Damage {
    /// There are none.
    blank: bool,
    /// What an interrupted write has left behind the last whole one.
    torn: Vec<u8>,
    /// In which records a bit has rotted, and which one, counted modulo their size.
    rot: BTreeMap<Place, u64>,
    /// What stands in places where something else was to be written: what stood there before, nothing, or what was meant
    /// for another place.
    astray: BTreeMap<Place, Vec<u8>>,
}

impl Disk {
    /// A disk that holds this.
    pub fn new(image: Durable) -> Self {
        let damage = Damage::default();
        let medium = Medium::Ok;
        Self {
            image,
            queue: VecDeque::new(),
            lies: false,
            medium,
            trap: None,
            damage,
            forgot: false,
        }
    }

    /// What is on it, as far as it was written whole. Whether it can be read is another question: see [`Disk::read`].
    pub fn image(&self) -> &Durable {
        &self.image
    }

    /// The same, to change it behind everybody's back.
    pub fn image_mut(&mut self) -> &mut Durable {
        &mut self.image
    }

    /// What a restart finds. What an interrupted write has left is cut off, as far as it is no whole record: so many
    /// bytes.
    ///
    /// # Errors
    /// If the disk is empty or has rotted. It stays as it is.
    pub fn read(&mut self) -> Result<(Durable, usize), ImageError> {
        if self.damage != Damage::default() {
            let found = image::decode(&self.bytes())?;
            self.image = found.durable;
            self.damage = Damage::default();
            return Ok((self.image.clone(), found.torn));
        }
        Ok((self.image.clone(), 0))
    }

    /// Its bytes, as they are.
    fn bytes(&self) -> Vec<u8> {
        if self.damage.blank {
            return Vec::new();
        }
        let mut records = records(&self.image);
        records.extend(self.damage.astray.clone());
        for (place, bit) in &self.damage.rot {
            if let Some(record) = records.get_mut(place).filter(|record| !record.is_empty()) {
                let bit = bit % (record.len() as u64 * 8);
                record[usize::try_from(bit / 8).unwrap_or(0)] ^= 1 << (bit % 8);
            }
        }
        // Where nothing was ever written, the disk ends; in front of something, it is a gap.
        while records.last_entry().is_some_and(|last| last.get().is_empty()) {
            records.pop_last();
        }
        let gap = |record: Vec<u8>| if record.is_empty() { GAP.to_vec() } else { record };
        let records = records.into_values().map(gap);
        records.chain([self.damage.torn.clone()]).flatten().collect()
    }

    /// Queues a write. True if it begins at once, because no other is under way.
    pub fn enqueue(&mut self, token: WriteToken, write: Write, origin: Origin) -> bool {
        let (plan, announced) = (Plan::default(), self.lies);
        self.queue.push_back(PendingWrite { token, write, plan, announced, failed: false, origin });
        self.queue.len() == 1
    }

    /// The write that is under way.
    pub fn current(&self) -> Option<&PendingWrite> {
        self.queue.front()
    }

    /// The write that is under way, to plan it.
    pub fn current_mut(&mut self) -> Option<&mut PendingWrite> {
        self.queue.front_mut()
    }

    /// The write that is under way is done. The next one begins.
    pub fn finish(&mut self) -> Option<Finished> {
        let PendingWrite { token, write, announced, origin, .. } = self.queue.pop_front()?;
        // What is written anew is sound again, and what is gone cannot rot.
        let anew =
            write.hard_state.is_some() || write.snapshot.is_some() || write.compact.is_some();
        let kept = write.truncate_from.unwrap_or(Index(u64::MAX));
        let appends = write.append.first().map(|entry| entry.id.index);
        self.image.perform(write);
        let first = self.image.log.first_index();
        let last = self.image.log.last().index;
        let is_begun_late = !anew && self.damage.astray.contains_key(&Place::Head);
        let stays = |place: &Place| match place {
            Place::Head => !anew,
            Place::Entry(index) => (first..kept).contains(index),
        };
        self.damage.rot.retain(|place, _| stays(place));
        self.damage.astray.retain(|place, _| match place {
            // What lies behind the end may be written over.
            Place::Entry(index) if appends.is_some_and(|it| (it..=last).contains(index)) => false,
            // As long as the head says that it is there.
            Place::Entry(index) if *index < first => is_begun_late,
            place => stays(place),
        });
        let trapped = self.trap.take_if(|(trap, _)| *trap == Trap::AfterWrite);
        Some(Finished { token, announced, origin, trapped: trapped.map(|(_, since)| since) })
    }

    /// The disk says that the write under way is done, and it is not. With a `chance`, it lands in a place that is up to
    /// that, which is told; without one, nowhere. The next one begins.
    pub fn finish_astray(&mut self, chance: Option<u64>) -> Option<(Finished, Option<Place>)> {
        let write = self.queue.front()?.write.clone();
        let (earlier, damage) = (records(&self.image), self.damage.astray.clone());
        let mut before = earlier.clone();
        before.extend(damage);
        self.trap = None;
        let finished = self.finish()?;
        let after = records(&self.image);
        let differs = |place: &&Place| after.get(place) != earlier.get(place);
        let places: BTreeSet<Place> =
            after.keys().chain(earlier.keys()).filter(differs).copied().gather();
        for place in &places {
            let stood = before.get(place).cloned().unwrap_or_default();
            self.damage.astray.insert(*place, stood);
        }
        let victim = chance.map(|chance| {
            let others: Vec<Place> =
                after.keys().filter(|place| !places.contains(place)).copied().collect();
            let behind = Place::Entry(self.image.log.last().index.next());
            let count = others.len().max(1) as u64;
            let victim = others.get(usize::try_from(chance % count).unwrap_or(0));
            *victim.unwrap_or(&behind)
        });
        if let Some(victim) = victim {
            let landed = places.iter().find_map(|place| after.get(place)).cloned();
            // What only removes something leaves nothing that could be read.
            let landed = landed.unwrap_or(image::encode_write(&self.image, &write));
            self.damage.astray.insert(victim, landed);
        }
        Some((finished, victim))
    }

    /// Whether a restart would lose what others may count upon, and might not know: it lies, or some write has gone astray.
    pub fn forgets(&self) -> bool {
        self.lies || self.is_astray()
    }

    /// Whether something stands on it in the place of what was to be written.
    pub fn is_astray(&self) -> bool {
        !self.damage.astray.is_empty()
    }

    /// The last entry up to which its log is truly on it.
    pub fn truly_last(&self) -> LogId {
        let astray = self.damage.astray.keys().find_map(|place| match place {
            Place::Head => None,
            Place::Entry(index) => Some(index.previous()),
        });
        let log = &self.image.log;
        let id = |index| log.term_at(index).map(|term| LogId { term, index });
        astray.filter(|index| *index < log.last().index).and_then(id).unwrap_or(log.last())
    }

    /// How many writes are not done.
    pub fn pending(&self) -> usize {
        self.queue.len()
    }

    /// Loses every write that is not done: how many they were.
    pub fn crash(&mut self) -> usize {
        self.trap = None;
        std::mem::take(&mut self.queue).len()
    }

    /// Stops in the middle of the write under way. Of its bytes, at least one is on the disk and one is not; which part
    /// is up to `chance`. How many of how many there are.
    pub fn tear(&mut self, chance: u64) -> Option<(usize, usize)> {
        let mut bytes = image::encode_write(&self.image, &self.queue.front()?.write);
        let whole = bytes.len();
        let most = whole.saturating_sub(1).max(1) as u64;
        bytes.truncate(usize::try_from(1 + chance % most).unwrap_or(whole));
        let part = bytes.len();
        self.damage.torn = bytes;
        Some((part, whole))
    }

    /// A bit rots. Returns whether there is such a place.
    pub fn rot(&mut self, place: Place, bit: u64) -> bool {
        let there = !self.damage.blank
            && match place {
                Place::Head => true,
                Place::Entry(index) => self.image.log.get(index).is_some(),
            };
        if there {
            self.damage.rot.insert(place, bit);
        }
        there
    }

    /// Loses everything.
    pub fn wipe(&mut self) {
        self.image = Durable::bootstrap(Configuration::default());
        self.damage = Damage { blank: true, ..Damage::default() };
    }

    /// Another disk takes its place, with just this on it. How it deals with writes does not change.
    pub fn replace(&mut self, image: Durable) {
        self.image = image;
        self.damage = Damage::default();
        self.forgot = true;
    }

    /// Whether it has taken the place of one whose promises and entries are forgotten.
    pub fn forgot(&self) -> bool {
        self.forgot
    }

    /// Whether there is nothing on it.
    pub fn is_blank(&self) -> bool {
        self.damage.blank
    }

    /// Whether it could not be read now, or not as it was written: it is empty, something on it has rotted, or some write has
    /// gone astray.
    pub fn is_spoilt(&self) -> bool {
        let Damage { blank, rot, astray, .. } = &self.damage;
        *blank || !rot.is_empty() || !astray.is_empty()
    }

    /// How many bytes an interrupted write has left behind the last whole one.
    pub fn torn_bytes(&self) -> usize {
        self.damage.torn.len()
    }

    /// What it does with writes.
    pub fn medium(&self) -> Medium {
        self.medium
    }

    /// Lets it do something else with writes.
    pub fn set_medium(&mut self, medium: Medium) {
        self.medium = medium;
    }

    /// Whether the write under way could not be done, and waits until it can be.
    pub fn has_failed(&self) -> bool {
        self.queue.front().is_some_and(|write| write.failed)
    }

    /// Whether it says that writes are done before they are.
    pub fn lies(&self) -> bool {
        self.lies
    }

    /// Lets it say that writes are done before they are, or only when they are: from the next write on.
    pub fn set_lying(&mut self, lies: bool) {
        self.lies = lies;
    }

    /// What is to happen at its next write.
    pub fn trap(&self) -> Option<Trap> {
        self.trap.map(|(trap, _)| trap)
    }

    /// Since when something is to happen at its next write.
    pub fn armed(&self) -> Origin {
        self.trap.map(|(_, since)| since).unwrap_or_default()
    }

    /// Lets something happen at its next write.
    pub fn arm(&mut self, trap: Trap, since: Origin) {
        self.trap = Some((trap, since));
    }
}

#[cfg(test)]
mod tests {
    use crate::raft::{Entry, HardState, LogId, NodeId, Payload, Term};

    use super::*;

    fn vote(term: u64) -> Write {
        let hard_state = HardState { term: Term(term), voted_for: Some(NodeId(1)) };
        Write { hard_state: Some(hard_state), ..Write::default() }
    }

    fn term(disk: &Disk) -> u64 {
        disk.image().hard_state.term.0
    }

    #[test]
    fn writes_are_done_in_their_order() {
        let mut disk = Disk::new(Durable::bootstrap(Configuration::of([NodeId(1)])));
        assert!(
            disk.enqueue(WriteToken(1), vote(1), Origin::default()),
            "an idle disk begins at once"
        );
        assert!(!disk.enqueue(WriteToken(2), vote(2), Origin::default()), "a busy one does not");
        assert_eq!(disk.finish().map(|done| done.token), Some(WriteToken(1)));
        assert_eq!(term(&disk), 1);
        assert_eq!(disk.finish().map(|done| done.token), Some(WriteToken(2)));
        assert_eq!(term(&disk), 2);
        assert_eq!(disk.finish(), None);
    }

    #[test]
    fn a_crash_loses_what_is_not_done_and_nothing_else() {
        let mut disk = Disk::new(Durable::bootstrap(Configuration::of([NodeId(1)])));
        for term in 1..=3 {
            disk.enqueue(WriteToken(term), vote(term), Origin::default());
        }
        disk.finish();
        assert_eq!(disk.crash(), 2);
        assert_eq!((term(&disk), disk.pending()), (1, 0));
    }

    fn entries(indices: std::ops::RangeInclusive<u64>) -> Write {
        let entry = |index| {
            let id = LogId { term: Term(1), index: Index(index) };
            Entry { id, payload: Payload::Command([7; 9].into()) }
        };
        Write { append: indices.map(entry).collect(), ..Write::default() }
    }

    /// A disk with so many entries, at rest.
    fn filled(count: u64) -> Disk {
        let mut disk = Disk::new(Durable::bootstrap(Configuration::of([NodeId(1)])));
        disk.enqueue(WriteToken(1), entries(1..=count), Origin::default());
        disk.finish();
        disk
    }

    #[test]
    fn a_write_that_is_torn_leaves_whole_entries_and_harms_none_from_before() {
        let mut kept = Vec::new();
        for chance in 0..200 {
            let mut disk = filled(2);
            disk.enqueue(WriteToken(2), entries(3..=5), Origin::default());
            let (part, whole) = disk.tear(chance).expect("a write is under way");
            assert!((1..whole).contains(&part));
            disk.crash();
            assert_eq!(disk.torn_bytes(), part);
            let (found, torn) = disk.read().expect("nothing has rotted");
            assert!(torn <= part && (2..5).contains(&found.log.len()));
            assert_eq!((disk.image(), disk.torn_bytes()), (&found, 0));
            kept.push(found.log.len());
        }
        kept.sort_unstable();
        kept.dedup();
        assert_eq!(kept, [2, 3, 4]);
    }

    #[test]
    fn a_disk_that_has_rotted_cannot_be_read_and_says_where() {
        for bit in 0..3_000 {
            let mut disk = filled(3);
            assert!(disk.rot(Place::Entry(Index(2)), bit));
            assert_eq!(disk.read(), Err(ImageError::Checksum(Place::Entry(Index(2)))));
            assert!(disk.rot(Place::Head, bit));
            assert_eq!(disk.read(), Err(ImageError::Checksum(Place::Head)));
        }
        assert!(!filled(3).rot(Place::Entry(Index(4)), 0), "there is no such entry");
    }

    #[test]
    fn what_is_written_anew_is_sound_again() {
        let mut disk = filled(3);
        disk.rot(Place::Entry(Index(3)), 5);
        disk.rot(Place::Head, 5);
        let anew = Write { truncate_from: Some(Index(3)), ..vote(2) };
        disk.enqueue(WriteToken(2), anew, Origin::default());
        disk.finish();
        assert_eq!(disk.read().map(|(found, _)| found.log.len()), Ok(2));
    }

    #[test]
    fn a_write_that_was_lost_leaves_what_stood_there_before_and_nothing_tells() {
        let mut disk = filled(2);
        disk.enqueue(WriteToken(2), entries(3..=4), Origin::default());
        let (finished, over) = disk.finish_astray(None).expect("a write is under way");
        assert_eq!((finished.token, over), (WriteToken(2), None));
        assert_eq!((disk.truly_last().index, disk.forgets()), (Index(2), true));
        let mut gap = disk.clone();
        assert_eq!(disk.read().map(|(found, torn)| (found.log.len(), torn)), Ok((2, 0)));
        assert!(!disk.forgets(), "what it knows of is lost for good");
        // Another write after it leaves a gap, and that is found.
        gap.enqueue(WriteToken(3), entries(5..=5), Origin::default());
        gap.finish();
        assert_eq!(gap.read(), Err(ImageError::Checksum(Place::Entry(Index(3)))));
    }

    #[test]
    fn a_vote_that_was_lost_is_the_vote_before_until_another_is_written() {
        let mut disk = filled(1);
        disk.enqueue(WriteToken(2), vote(5), Origin::default());
        disk.finish_astray(None);
        assert_eq!(disk.truly_last().index, Index(1));
        let mut again = disk.clone();
        assert_eq!(disk.read().map(|(found, _)| found.hard_state.term.0), Ok(0));
        again.enqueue(WriteToken(3), vote(6), Origin::default());
        again.finish();
        assert!(!again.is_astray());
        assert_eq!(again.read().map(|(found, _)| found.hard_state.term.0), Ok(6));
    }

    #[test]
    fn entries_that_were_to_be_replaced_and_were_not_are_there_again() {
        let mut disk = filled(4);
        let before = disk.image().clone();
        let mut anew = Write { truncate_from: Some(Index(2)), ..entries(2..=2) };
        anew.append[0].id.term = Term(2);
        disk.enqueue(WriteToken(2), anew, Origin::default());
        disk.finish_astray(None);
        assert_eq!((disk.image().log.len(), disk.truly_last().index), (2, Index(1)));
        assert_eq!(disk.read(), Ok((before, 0)));
    }

    #[test]
    fn a_write_in_the_place_of_something_else_is_found_when_the_disk_is_read() {
        let mut places = BTreeSet::new();
        for chance in 0..20 {
            let mut disk = filled(3);
            disk.arm(Trap::Misdirect, Origin::default());
            disk.enqueue(WriteToken(2), entries(4..=4), Origin::default());
            let (_, over) = disk.finish_astray(Some(chance)).expect("a write is under way");
            let place = over.expect("it lands somewhere");
            assert_eq!((disk.trap(), disk.is_astray()), (None, true));
            assert_eq!(disk.read(), Err(ImageError::Checksum(place)));
            places.insert(place);
        }
        assert_eq!(places.len(), 4, "{places:?}");
        // On a disk with nothing else, it lands behind the end.
        let mut disk = filled(0);
        disk.enqueue(WriteToken(2), vote(1), Origin::default());
        let (_, over) = disk.finish_astray(Some(7)).expect("a write is under way");
        assert_eq!(over, Some(Place::Entry(Index(1))));
        assert_eq!(disk.read(), Err(ImageError::Checksum(Place::Entry(Index(1)))));
    }

    #[test]
    fn a_disk_that_was_wiped_is_empty_and_says_so() {
        let mut disk = filled(3);
        disk.wipe();
        assert!(disk.is_blank() && disk.image().log.is_empty());
        assert_eq!(disk.read(), Err(ImageError::Empty));
        assert!(!disk.rot(Place::Head, 1), "there is nothing to rot");
    }

    #[test]
    fn a_trap_springs_at_the_next_write_and_a_crash_disarms_it() {
        let mut disk = filled(1);
        disk.arm(Trap::AfterWrite, Origin::default());
        disk.enqueue(WriteToken(2), entries(2..=2), Origin::default());
        assert!(disk.finish().is_some_and(|done| done.trapped.is_some()));
        assert_eq!((disk.trap(), disk.image().log.len()), (None, 2));
        disk.arm(Trap::Tear, Origin::default());
        disk.crash();
        assert_eq!(disk.trap(), None);
    }
}
