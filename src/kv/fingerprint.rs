//! A number that stands for a store, and costs little to keep up: whoever compares the stores of several servers after every
//! command cannot look at all that they hold each time.
//!
//! Each key with its value, and each session with what is remembered of it, has a number of its own; the store's is their
//! sum. So it does not matter in which order they came, and what changes takes its old number away and adds a new one.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::store::Store;
use crate::persistent::OrdMap;

/// A number that stands for all that a store holds. Equal stores have equal ones, and different stores different ones, but
/// for a chance that does not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The fingerprint of a store, given an earlier state of any store with its own. The more the two share, the less it
    /// costs.
    pub fn of(store: &Store, before: (&Store, Self)) -> Self {
        let (earlier, Self(mut sum)) = before;
        let entries = |key: &String, value: &String| number(&(0_u8, key, value));
        change(&mut sum, store.entries(), earlier.entries(), entries);
        let (sessions, old) = (store.sessions(), earlier.sessions());
        change(&mut sum, sessions.last(), old.last(), |id, last| number(&(1_u8, id, last)));
        let clock = |store: &Store| {
            let sessions = store.sessions();
            number(&(2_u8, sessions.clock_us(), sessions.horizon_us()))
        };
        if (sessions.clock_us(), sessions.horizon_us()) != (old.clock_us(), old.horizon_us()) {
            sum = sum.wrapping_sub(clock(earlier)).wrapping_add(clock(store));
        }
        Self(sum)
    }
}

fn change<K: Ord, V: PartialEq>(
    sum: &mut u64,
    map: &OrdMap<K, V>,
    before: &OrdMap<K, V>,
    number: impl Fn(&K, &V) -> u64,
) {
    map.differences(before, |key, old, new| {
        let number = |value: Option<&V>| value.map_or(0, |value| number(key, value));
        *sum = sum.wrapping_sub(number(old)).wrapping_add(number(new));
    });
}

fn number(thing: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::operation::{Operation, Request, SessionId};
    use super::super::stamp::Stamp;
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

    fn anew(store: &Store) -> Fingerprint {
        Fingerprint::of(store, (&Store::default(), Fingerprint::default()))
    }

    proptest! {
        #[test]
        fn it_is_the_same_however_the_store_came_to_be_and_another_for_another_store(
            requests in vec(request(), 0..40),
        ) {
            let (mut store, mut print) = (Store::default(), Fingerprint::default());
            let mut past: Vec<(Store, Fingerprint)> = Vec::new();
            for (request, stamp) in requests {
                let before = store.clone();
                store.apply_stamped(&request, stamp.as_ref());
                print = Fingerprint::of(&store, (&before, print));
                prop_assert_eq!(print, anew(&store));
                for (earlier, its) in &past {
                    prop_assert_eq!(*its == print, *earlier == store);
                    prop_assert_eq!(Fingerprint::of(earlier, (&store, print)), *its);
                }
                past.push((store.clone(), print));
            }
        }
    }
}
