//! Who is pending when: the operations that have been invoked, and have not returned, at the return that the search
//! stands at. The search goes forth and back in the history, and this follows.

use super::problem::{Class, Problem};
use super::states::Moment;

/// A set of slots.
pub(super) type Bits = Vec<u64>;

/// Whether the bit is set.
pub(super) fn has(bits: &[u64], slot: usize) -> bool {
    bits[slot / 64] & (1 << (slot % 64)) != 0
}

/// Sets the bit.
pub(super) fn set(bits: &mut [u64], slot: usize) {
    bits[slot / 64] |= 1 << (slot % 64);
}

/// Clears the bit.
pub(super) fn clear(bits: &mut [u64], slot: usize) {
    bits[slot / 64] &= !(1 << (slot % 64));
}

/// The slots that are set, from the lowest.
pub(super) fn each(word: u64, index: usize) -> impl Iterator<Item = usize> {
    let mut left = word;
    std::iter::from_fn(move || {
        let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
        left &= left - 1;
        Some(64 * index + bit)
    })
}

/// The operations that are pending at one return.
pub(super) struct Pending {
    /// The return.
    at: usize,
    /// Those that change something: kind, return, operation. Operations of one kind stand together, and among them the
    /// one that returns first comes first.
    pub(super) changers: Vec<(u32, Moment, usize)>,
    /// Those that change nothing.
    pub(super) readers: Vec<usize>,
    /// Whose slot it is.
    pub(super) holder: Vec<usize>,
    /// The slots of those that change nothing.
    pub(super) readers_mask: Bits,
    /// The slots of those that need not take effect.
    pub(super) optional_mask: Bits,
}

impl Pending {
    /// At the first return.
    pub(super) fn new(problem: &Problem<'_>) -> Self {
        let words = problem.slots.div_ceil(64);
        let mut pending = Self {
            at: 0,
            changers: Vec::new(),
            readers: Vec::new(),
            holder: vec![0; problem.slots],
            readers_mask: vec![0; words],
            optional_mask: vec![0; words],
        };
        for op in 0..problem.invoked_before.first().copied().unwrap_or(0) {
            pending.add(problem, op);
        }
        pending
    }

    /// Those that change something, kind by kind.
    pub(super) fn kinds(&self) -> impl Iterator<Item = &[(u32, Moment, usize)]> {
        self.changers.chunk_by(|one, other| one.0 == other.0)
    }

    /// Goes to another return.
    pub(super) fn go_to(&mut self, problem: &Problem<'_>, at: usize) {
        while self.at < at {
            self.remove(problem, problem.returns[self.at]);
            for op in problem.invoked_before[self.at]..problem.invoked_before[self.at + 1] {
                self.add(problem, op);
            }
            self.at += 1;
        }
        while self.at > at {
            self.at -= 1;
            for op in problem.invoked_before[self.at]..problem.invoked_before[self.at + 1] {
                self.remove(problem, op);
            }
            self.add(problem, problem.returns[self.at]);
        }
    }

    fn add(&mut self, problem: &Problem<'_>, index: usize) {
        let op = &problem.ops[index];
        self.holder[op.slot] = index;
        if op.class == Class::Reader {
            let place = self.readers.partition_point(|&other| other < index);
            self.readers.insert(place, index);
            set(&mut self.readers_mask, op.slot);
        } else {
            let entry = (op.kind, op.returned, index);
            let place = self.changers.partition_point(|other| *other < entry);
            self.changers.insert(place, entry);
        }
        if !op.must {
            set(&mut self.optional_mask, op.slot);
        }
    }

    fn remove(&mut self, problem: &Problem<'_>, index: usize) {
        let op = &problem.ops[index];
        if op.class == Class::Reader {
            self.readers.retain(|&other| other != index);
        } else {
            let entry = (op.kind, op.returned, index);
            if let Ok(place) = self.changers.binary_search(&entry) {
                self.changers.remove(place);
            }
        }
        clear(&mut self.readers_mask, op.slot);
        clear(&mut self.optional_mask, op.slot);
    }
}
