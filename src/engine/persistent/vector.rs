//! A list that grows at its end.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::ops::{Index, IndexMut, Range};
use std::sync::Arc;
use std::{fmt, mem};

use super::CHUNK;

/// A list.
#[derive(Clone)]
pub struct Vector<T> {
    /// How many elements of the first chunk are gone; less than a chunk.
    gone: usize,
    /// The chunks that are full, gone ones included.
    full: Arc<Vec<Arc<Vec<T>>>>,
    /// What comes after them, less than a chunk.
    tail: Arc<Vec<T>>,
}

impl<T> Vector<T> {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many elements it has.
    pub fn len(&self) -> usize {
        self.full.len() * CHUNK + self.tail.len() - self.gone
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at this place, counted from 0.
    pub fn get(&self, at: usize) -> Option<&T> {
        let at = at.checked_add(self.gone)?;
        let is_tail = at / CHUNK == self.full.len();
        let chunk = self.full.get(at / CHUNK).or(is_tail.then_some(&self.tail));
        chunk?.get(at % CHUNK)
    }

    /// The first element.
    pub fn front(&self) -> Option<&T> {
        self.get(0)
    }

    /// The last element.
    pub fn last(&self) -> Option<&T> {
        self.get(self.len().checked_sub(1)?)
    }

    /// The elements, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator + Clone {
        self.range(0..self.len())
    }

    /// The elements at these places, in order; all of them are there.
    pub fn range(
        &self,
        places: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator + Clone {
        places.map(|at| &self[at])
    }

    /// The place of the element that `compare` finds equal, or where it would be, in a list that is in its order.
    pub fn binary_search_by(&self, compare: impl Fn(&T) -> Ordering) -> Result<usize, usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match compare(&self[middle]) {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return Ok(middle),
                Ordering::Greater => high = middle,
            }
        }
        Err(low)
    }

    /// The same, for a list that is in the order of these keys.
    pub fn binary_search_by_key<K: Ord>(
        &self,
        key: &K,
        of: impl Fn(&T) -> K,
    ) -> Result<usize, usize> {
        self.binary_search_by(|element| of(element).cmp(key))
    }
}

impl<T: Clone> Vector<T> {
    /// One with this element.
    pub fn unit(element: T) -> Self {
        [element].into_iter().collect()
    }

    /// The element at this place, to be changed.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        let at = at.checked_add(self.gone)?;
        let chunk = if at / CHUNK < self.full.len() {
            &mut Arc::make_mut(&mut self.full)[at / CHUNK]
        } else if at / CHUNK == self.full.len() {
            &mut self.tail
        } else {
            return None;
        };
        Arc::make_mut(chunk).get_mut(at % CHUNK)
    }

    /// Adds an element at the end.
    pub fn push_back(&mut self, element: T) {
        let tail = Arc::make_mut(&mut self.tail);
        tail.push(element);
        if tail.len() == CHUNK {
            let chunk = mem::take(&mut self.tail);
            Arc::make_mut(&mut self.full).push(chunk);
        }
    }

    /// The last element, to be changed.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.get_mut(self.len().checked_sub(1)?)
    }

    /// Takes the first element away.
    pub fn pop_front(&mut self) -> Option<T> {
        let first = self.front()?.clone();
        self.drop_front(1);
        Some(first)
    }

    /// Takes so many of the first elements away; or all, if there are fewer.
    pub fn drop_front(&mut self, count: usize) {
        let gone = self.gone + count.min(self.len());
        if gone >= CHUNK {
            Arc::make_mut(&mut self.full).drain(..gone / CHUNK);
        }
        self.gone = gone % CHUNK;
    }

    /// Keeps only the elements for which this holds.
    pub fn retain(&mut self, keeps: impl FnMut(&&T) -> bool) {
        *self = self.iter().filter(keeps).cloned().collect();
    }
}

impl<T> Default for Vector<T> {
    fn default() -> Self {
        Self { gone: 0, full: Arc::default(), tail: Arc::default() }
    }
}

impl<T> Index<usize> for Vector<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        self.get(at).expect("the place is within the list")
    }
}

impl<T: Clone> IndexMut<usize> for Vector<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        self.get_mut(at).expect("the place is within the list")
    }
}

impl<T: PartialEq> PartialEq for Vector<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<T: Eq> Eq for Vector<T> {}

impl<T: Hash> Hash for Vector<T> {
    /// As the lists of the standard library do it.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.len());
        self.iter().for_each(|element| element.hash(state));
    }
}

impl<T: fmt::Debug> fmt::Debug for Vector<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T: Clone> Extend<T> for Vector<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
        for element in elements {
            self.push_back(element);
        }
    }
}

impl<T: Clone> FromIterator<T> for Vector<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let mut vector = Self::default();
        vector.extend(elements);
        vector
    }
}

#[cfg(test)]
mod tests {
    use std::hash::DefaultHasher;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn hash(list: &impl Hash) -> u64 {
        let mut hasher = DefaultHasher::new();
        list.hash(&mut hasher);
        hasher.finish()
    }

    proptest! {
        #[test]
        fn it_is_a_list_and_its_copies_stay_what_they_are(steps in vec((0..8_u8, 0..90_usize), 0..40)) {
            let (mut vector, mut list) = (Vector::new(), Vec::new());
            for (what, by) in steps {
                let (copy, before) = (vector.clone(), list.clone());
                match what {
                    0..4 => {
                        vector.extend(0..by);
                        list.extend(0..by);
                    }
                    4 => {
                        vector.drop_front(by);
                        list.drain(..by.min(list.len()));
                    }
                    5 => {
                        for _ in 0..by {
                            let first = (!list.is_empty()).then(|| list.remove(0));
                            prop_assert_eq!(vector.pop_front(), first);
                        }
                    }
                    6 => {
                        if let Some(element) = vector.get_mut(by) {
                            *element += 1;
                            list[by] += 1;
                        }
                    }
                    _ => {
                        vector.retain(|element| **element != by);
                        list.retain(|element| *element != by);
                    }
                }
                prop_assert!(vector.iter().eq(&list));
                prop_assert!(vector.iter().rev().eq(list.iter().rev()));
                prop_assert!(copy.iter().eq(&before));
                prop_assert_eq!((vector.len(), vector.last()), (list.len(), list.last()));
                prop_assert_eq!(vector.get(by), list.get(by));
                prop_assert_eq!(&vector, &list.iter().copied().collect());
                prop_assert_eq!(hash(&vector), hash(&list));
            }
        }
    }

    #[test]
    fn a_place_is_found_by_its_key_or_where_it_would_be() {
        let vector: Vector<u32> = (0..200).map(|number| number * 2).collect();
        for key in 0..401_u32 {
            let expect = if key < 400 && key % 2 == 0 { Ok(key / 2) } else { Err(key.div_ceil(2)) };
            let found = vector.binary_search_by_key(&key, |number| *number);
            assert_eq!(found, expect.map(|at| at as usize).map_err(|at| at as usize));
        }
    }
}
