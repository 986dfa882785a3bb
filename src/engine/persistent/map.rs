//! A map in the order of its keys.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::ops::{Bound, Index, RangeBounds};
use std::sync::Arc;
use std::{fmt, mem};

use super::CHUNK;

/// A map.
#[derive(Clone)]
pub struct OrdMap<K, V> {
    /// The pairs, in order; no chunk is empty.
    chunks: Arc<Vec<Chunk<K, V>>>,
}

/// Some pairs, in order.
type Chunk<K, V> = Arc<Vec<(K, V)>>;

/// Where a pair is: which chunk, and where in it.
type Place = (usize, usize);

impl<K, V> OrdMap<K, V> {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many pairs it has.
    pub fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// The pairs, in the order of their keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + Clone {
        self.chunks.iter().flat_map(|chunk| chunk.iter()).map(|(key, value)| (key, value))
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// The pair with the least key.
    pub fn get_min(&self) -> Option<(&K, &V)> {
        self.iter().next()
    }

    /// The pair with the greatest key.
    pub fn get_max(&self) -> Option<(&K, &V)> {
        self.iter().next_back()
    }

    /// Where this key is; or where it would be, in a chunk that is there unless there is none.
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<Place, Place>
    where
        K: Borrow<Q>,
    {
        let before = |chunk: &Chunk<K, V>| chunk.last().is_some_and(|(k, _)| k.borrow() < key);
        let number = self.chunks.partition_point(before).min(self.chunks.len().saturating_sub(1));
        let Some(chunk) = self.chunks.get(number) else { return Err((0, 0)) };
        match chunk.binary_search_by(|(k, _)| k.borrow().cmp(key)) {
            Ok(at) => Ok((number, at)),
            Err(at) => Err((number, at)),
        }
    }

    /// What belongs to this key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (number, at) = self.find(key).ok()?;
        Some(&self.chunks[number][at].1)
    }

    /// Whether it has this key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }
}

impl<K: Ord, V> OrdMap<K, V> {
    /// The pairs whose keys are in this range, in order.
    pub fn range<'a>(
        &'a self,
        keys: impl RangeBounds<K> + 'a,
    ) -> impl DoubleEndedIterator<Item = (&'a K, &'a V)> {
        let chunk = |key: &K| self.find(key).unwrap_or_else(|place| place).0;
        let first = match keys.start_bound() {
            Bound::Included(key) | Bound::Excluded(key) => chunk(key),
            Bound::Unbounded => 0,
        };
        let end = match keys.end_bound() {
            Bound::Included(key) | Bound::Excluded(key) => chunk(key) + 1,
            Bound::Unbounded => self.chunks.len(),
        };
        // Of the first and the last of these chunks, perhaps not all is in the range.
        let end = end.min(self.chunks.len());
        let pairs = self.chunks[first.min(end)..end].iter().flat_map(|chunk| chunk.iter());
        let pairs = pairs.map(|(key, value)| (key, value));
        pairs.filter(move |(key, _)| keys.contains(key))
    }
}

impl<K: Ord + Clone, V: Clone> OrdMap<K, V> {
    /// One with this pair.
    pub fn unit(key: K, value: V) -> Self {
        [(key, value)].into_iter().collect()
    }

    /// What belongs to this key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let place = self.find(key).ok()?;
        Some(self.at(place))
    }

    /// What belongs to this key from now on. Returns what belonged to it before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(place) => Some(mem::replace(self.at(place), value)),
            Err(place) => {
                self.put(place, key, value);
                None
            }
        }
    }

    /// What belongs to this key, to be changed; to a new one, the value that all begin with.
    pub fn get_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        let place = match self.find(&key) {
            Ok(place) => place,
            Err(place) => self.put(place, key, V::default()),
        };
        self.at(place)
    }

    /// Takes a key away, with what belongs to it.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let (number, at) = self.find(key).ok()?;
        let chunks = Arc::make_mut(&mut self.chunks);
        let chunk = Arc::make_mut(&mut chunks[number]);
        let (_, value) = chunk.remove(at);
        if chunk.is_empty() {
            chunks.remove(number);
        }
        Some(value)
    }

    fn at(&mut self, (number, at): Place) -> &mut V {
        &mut Arc::make_mut(&mut Arc::make_mut(&mut self.chunks)[number])[at].1
    }

    /// Puts a new pair where it belongs, and says where it is then.
    fn put(&mut self, (number, at): Place, key: K, value: V) -> Place {
        let chunks = Arc::make_mut(&mut self.chunks);
        if chunks.is_empty() {
            chunks.push(Arc::default());
        }
        let chunk = Arc::make_mut(&mut chunks[number]);
        chunk.insert(at, (key, value));
        if chunk.len() < CHUNK {
            return (number, at);
        }
        let upper = chunk.split_off(CHUNK / 2);
        chunks.insert(number + 1, Arc::new(upper));
        (number + at / (CHUNK / 2), at % (CHUNK / 2))
    }
}

impl<K, V> Default for OrdMap<K, V> {
    fn default() -> Self {
        Self { chunks: Arc::default() }
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for OrdMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.chunks, &other.chunks) || self.iter().eq(other.iter())
    }
}

impl<K: Eq, V: Eq> Eq for OrdMap<K, V> {}

impl<K: Hash, V: Hash> Hash for OrdMap<K, V> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|pair| pair.hash(state));
    }
}

impl<K: Ord, V, Q: Ord + ?Sized> Index<&Q> for OrdMap<K, V>
where
    K: Borrow<Q>,
{
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("the map has this key")
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for OrdMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for OrdMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut map = Self::default();
        for (key, value) in pairs {
            map.insert(key, value);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_map_and_its_copies_stay_what_they_are(
            steps in vec((0..7_u8, 0..300_u32, 0..100_u32), 0..60),
        ) {
            let (mut map, mut tree) = (OrdMap::new(), BTreeMap::new());
            for (what, from, count) in steps {
                let (copy, before) = (map.clone(), tree.clone());
                for key in from..from + count {
                    match what {
                        0..3 => prop_assert_eq!(map.insert(key, count), tree.insert(key, count)),
                        3..5 => prop_assert_eq!(map.remove(&key), tree.remove(&key)),
                        5 => prop_assert_eq!(map.get_mut(&key), tree.get_mut(&key)),
                        _ => {
                            *map.get_or_default(key) += 1;
                            *tree.entry(key).or_default() += 1;
                        }
                    }
                }
                prop_assert!(map.iter().eq(&tree));
                prop_assert!(copy.iter().eq(&before));
                prop_assert_eq!(map.len(), tree.len());
                prop_assert_eq!((map.get_min(), map.get_max()), (
                    tree.first_key_value(), tree.last_key_value(),
                ));
                let range = from..from + count;
                prop_assert!(map.range(range.clone()).eq(tree.range(range)));
                prop_assert!(map.range(..=from).rev().eq(tree.range(..=from).rev()));
                prop_assert!(map.range(from..).eq(tree.range(from..)));
                prop_assert_eq!(map.get(&from), tree.get(&from));
                let pairs = tree.iter().rev().map(|(key, value)| (*key, *value));
                prop_assert_eq!(&map, &pairs.collect());
            }
        }
    }
}
