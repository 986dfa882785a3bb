//! A number that stands for a store and costs nothing to ask for: whoever compares the stores of several servers after every
//! command cannot look at all that they hold each time.
//!
//! Each key with its value, and each session with what is remembered of it, has a number of its own; the store's is made of
//! their sums. So it does not matter in which order they came, and whoever changes one of them takes its old number away and
//! adds a new one.

use std::hash::{Hash, Hasher};

/// A number that stands for all that a store holds. Equal stores have equal ones, and different stores different ones, but
/// for a chance that does not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u64);

/// The sum of what stands for each of some things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Sum(u64);

impl Fingerprint {
    /// What stands for several sums, each in its place.
    pub(super) fn of(sums: [Sum; 2]) -> Self {
        let [Sum(one), Sum(other)] = sums;
        Self(one.wrapping_add(other.rotate_left(32)))
    }
}

impl Sum {
    /// One thing more.
    pub(super) fn add(&mut self, thing: &impl Hash) {
        self.0 = self.0.wrapping_add(number(thing));
    }

    /// One thing less.
    pub(super) fn take(&mut self, thing: &impl Hash) {
        self.0 = self.0.wrapping_sub(number(thing));
    }
}

fn number(thing: &impl Hash) -> u64 {
    let mut mixer = Mixer(0);
    thing.hash(&mut mixer);
    mixer.finish()
}

/// A hasher that is quick and mixes well, and withstands no adversary.
struct Mixer(u64);

impl Mixer {
    fn mix(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 29);
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(word));
        }
        self.mix(bytes.len() as u64);
    }

    fn write_u8(&mut self, value: u8) {
        self.mix(value.into());
    }

    fn write_u64(&mut self, value: u64) {
        self.mix(value);
    }

    fn finish(&self) -> u64 {
        let mut mixer = Self(self.0);
        mixer.mix(self.0 >> 32);
        mixer.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::operation::{Operation, Request, SessionId};
    use super::super::stamp::Stamp;
    use super::super::store::Store;
    use super::*;

    fn request() -> impl Strategy<Value = (Request, Option<Stamp>)> {
        let stamp = proptest::option::of((0..50_u64).prop_map(|now_us| Stamp {
            now_us,
            expiry_us: Some(10),
            asked_us: now_us,
        }));
        (0..4_u64, 0..6_u64, 0..3_u8, 0..3_u8, any::<bool>(), stamp).prop_map(
            |(session, sequence, key, value, deletes, stamp)| {
                let key = key.to_string();
                let operation = match deletes {
                    true => Operation::Delete { key },
                    false => Operation::Put { key, value: value.to_string() },
                };
                (Request { session: SessionId(session), sequence, operation }, stamp)
            },
        )
    }

    proptest! {
        #[test]
        fn it_is_the_same_however_the_store_came_to_be_and_another_for_another_store(
            requests in vec(request(), 0..40),
        ) {
            let mut store = Store::default();
            prop_assert_eq!(store.fingerprint(), Fingerprint::default());
            let mut past: Vec<Store> = Vec::new();
            for (request, stamp) in requests {
                store.apply_stamped(&request, stamp.as_ref());
                let again = Store::decode(&store.encode()).expect("it has written that");
                prop_assert_eq!(&again, &store);
                prop_assert_eq!(again.fingerprint(), store.fingerprint());
                for earlier in &past {
                    let same = earlier.fingerprint() == store.fingerprint();
                    prop_assert_eq!(same, *earlier == store);
                }
                past.push(store.clone());
            }
        }
    }
}
