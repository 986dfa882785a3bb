//! Servers by their numbers, and sets of them: one word with a bit for each.
//!
//! Majorities are counted with every message, so the set that they are counted in should cost nothing: it is copied like
//! a number, and needs no memory of its own. The price is a bound on the numbers of servers, which is far above what a
//! cluster has.

use std::fmt;
use std::ops::{BitAnd, BitOr, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A server's name, unique for ever: a removed server's number is never given to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeId(pub u32);

/// A set of servers, in the order of their numbers.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeSet(u64);

impl NodeSet {
    /// Nobody.
    pub const EMPTY: Self = Self(0);
    /// The greatest number of a server; the least is 0.
    pub const GREATEST: NodeId = NodeId(u64::BITS - 1);

    /// Takes a server in, and says whether it is new.
    ///
    /// # Panics
    /// If its number is greater than [`NodeSet::GREATEST`].
    pub fn insert(&mut self, id: NodeId) -> bool {
        assert!(id <= Self::GREATEST, "{id} is beyond {}, the last server", Self::GREATEST);
        let before = *self;
        self.0 |= bit(id);
        *self != before
    }

    /// Takes a server out, and says whether it was there.
    pub fn remove(&mut self, id: NodeId) -> bool {
        let before = *self;
        self.0 &= !bit(id);
        *self != before
    }

    /// Whether a server is in it.
    pub fn contains(self, id: NodeId) -> bool {
        self.0 & bit(id) != 0
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether nobody is in it.
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }

    /// Whether all of these are in the other as well.
    pub fn is_subset(self, other: Self) -> bool {
        (self - other).is_empty()
    }

    /// Whether no server is in both.
    pub fn is_disjoint(self, other: Self) -> bool {
        (self & other).is_empty()
    }

    /// The one with the lowest number.
    pub fn first(self) -> Option<NodeId> {
        self.into_iter().next()
    }

    /// Takes out the one with the lowest number.
    pub fn pop_first(&mut self) -> Option<NodeId> {
        let first = self.first()?;
        self.remove(first);
        Some(first)
    }

    /// The servers, lowest number first.
    pub fn iter(self) -> Iter {
        Iter(self.0)
    }

    /// Those of them for which this holds.
    pub fn filter(self, mut keep: impl FnMut(NodeId) -> bool) -> Self {
        self.into_iter().filter(|id| keep(*id)).collect()
    }
}

/// The bit of a server; none if its number is too great to be in any set.
fn bit(id: NodeId) -> u64 {
    1_u64.checked_shl(id.0).unwrap_or(0)
}

/// The servers of a set, lowest number first.
#[derive(Clone, Debug)]
pub struct Iter(u64);

impl Iterator for Iter {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        let id = self.0.trailing_zeros();
        self.0 &= self.0.wrapping_sub(1);
        (id < u64::BITS).then_some(NodeId(id))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.0.count_ones() as usize;
        (left, Some(left))
    }
}

impl DoubleEndedIterator for Iter {
    fn next_back(&mut self) -> Option<NodeId> {
        let id = self.0.checked_ilog2()?;
        self.0 &= !(1 << id);
        Some(NodeId(id))
    }
}

impl ExactSizeIterator for Iter {}

impl IntoIterator for NodeSet {
    type Item = NodeId;
    type IntoIter = Iter;

    fn into_iter(self) -> Iter {
        self.iter()
    }
}

impl FromIterator<NodeId> for NodeSet {
    fn from_iter<I: IntoIterator<Item = NodeId>>(ids: I) -> Self {
        let mut set = Self::EMPTY;
        set.extend(ids);
        set
    }
}

impl Extend<NodeId> for NodeSet {
    fn extend<I: IntoIterator<Item = NodeId>>(&mut self, ids: I) {
        for id in ids {
            self.insert(id);
        }
    }
}

impl<const N: usize> From<[NodeId; N]> for NodeSet {
    fn from(ids: [NodeId; N]) -> Self {
        ids.into_iter().collect()
    }
}

/// Everybody who is in one of them.
impl BitOr for NodeSet {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Everybody who is in both.
impl BitAnd for NodeSet {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// Everybody who is in the first alone.
impl Sub for NodeSet {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "n{}", self.0)
    }
}

impl fmt::Debug for NodeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(*self).finish()
    }
}

/// As an ordered list: how many, and then each. So a digest does not depend on how a set is kept.
impl std::hash::Hash for NodeSet {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write_usize(self.len());
        self.iter().for_each(|id| id.hash(state));
    }
}

impl Serialize for NodeSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(*self)
    }
}

impl<'de> Deserialize<'de> for NodeSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ids = Vec::<NodeId>::deserialize(deserializer)?;
        match ids.iter().find(|id| **id > Self::GREATEST) {
            Some(id) => Err(serde::de::Error::custom(format_args!(
                "found server {}, expected at most {}",
                id.0,
                Self::GREATEST.0
            ))),
            None => Ok(ids.into_iter().collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn ids() -> impl Strategy<Value = BTreeSet<NodeId>> {
        proptest::collection::btree_set((0..=NodeSet::GREATEST.0).prop_map(NodeId), 0..12)
    }

    proptest! {
        #[test]
        fn it_does_what_an_ordered_set_does(a in ids(), b in ids(), id in 0..80_u32) {
            let set = |ids: &BTreeSet<NodeId>| ids.iter().copied().collect::<NodeSet>();
            let (one, two, id) = (set(&a), set(&b), NodeId(id));
            let list: Vec<NodeId> = a.iter().copied().collect();
            prop_assert_eq!(one.iter().collect::<Vec<_>>(), list.clone());
            prop_assert_eq!(one.iter().rev().collect::<BTreeSet<_>>(), a.clone());
            prop_assert_eq!(one.iter().next_back(), a.last().copied());
            prop_assert_eq!((one.len(), one.is_empty()), (a.len(), a.is_empty()));
            prop_assert_eq!((one.first(), one.contains(id)), (a.first().copied(), a.contains(&id)));
            prop_assert_eq!(one | two, set(&(&a | &b)));
            prop_assert_eq!(one & two, set(&(&a & &b)));
            prop_assert_eq!(one - two, set(&(&a - &b)));
            prop_assert_eq!(one.is_subset(two), a.is_subset(&b));
            prop_assert_eq!(one.is_disjoint(two), a.is_disjoint(&b));
            let (mut less, mut fewer) = (one, a.clone());
            prop_assert_eq!(less.remove(id), fewer.remove(&id));
            prop_assert_eq!(less, set(&fewer));
            if id <= NodeSet::GREATEST {
                prop_assert_eq!(less.insert(id), fewer.insert(id));
                prop_assert_eq!(less, set(&fewer));
            }
        }
    }

    #[test]
    #[should_panic(expected = "n64 is beyond n63")]
    fn a_number_that_has_no_place_is_refused() {
        NodeSet::default().insert(NodeId(64));
    }
}
