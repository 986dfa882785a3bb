//! A set in its order.

use std::fmt;

use super::OrdMap;

/// A set.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OrdSet<T> {
    map: OrdMap<T, ()>,
}

impl<T> OrdSet<T> {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many elements it has.
    pub fn len(&self) -> usize {
        self.map.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// The elements, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + Clone {
        self.map.keys()
    }

    /// The least element.
    pub fn get_min(&self) -> Option<&T> {
        self.iter().next()
    }
}

impl<T: Ord + Clone> OrdSet<T> {
    /// Whether this is an element.
    pub fn contains(&self, element: &T) -> bool {
        self.map.contains_key(element)
    }

    /// Makes this an element.
    pub fn insert(&mut self, element: T) {
        self.map.insert(element, ());
    }

    /// Takes this away, and says whether it was there.
    pub fn remove(&mut self, element: &T) -> bool {
        self.map.remove(element).is_some()
    }
}

impl<T> Default for OrdSet<T> {
    fn default() -> Self {
        Self { map: OrdMap::default() }
    }
}

impl<T: fmt::Debug> fmt::Debug for OrdSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl<T: Ord + Clone> FromIterator<T> for OrdSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self { map: elements.into_iter().map(|element| (element, ())).collect() }
    }
}
