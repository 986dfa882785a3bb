//! Sorting and gathering that is compiled once, and not anew for each type.
//!
//! The sorting of the standard library is quick, and large: the compiler makes 4 to 8 KB of it for every kind of element and
//! every order. Before this room was there, that was a fifteenth of what a browser loads until the cluster runs. Here only places
//! are sorted, by an order that is handed in; what is sorted is then brought to its place. It takes a little longer, so what
//! has to be quick keeps to the standard library.

use std::cmp::Ordering;

/// Sorts by an order, as `slice::sort_by` does: equal elements keep theirs.
pub fn sort_by<T>(elements: &mut [T], order: impl Fn(&T, &T) -> Ordering) {
    let mut places: Vec<usize> = (0..elements.len()).collect();
    sort_places(&mut places, &|one, other| order(&elements[one], &elements[other]));
    for first in 0..places.len() {
        // A circle of elements, each of which goes to where the next has been.
        let mut place = first;
        loop {
            let next = std::mem::replace(&mut places[place], place);
            if next == first {
                break;
            }
            elements.swap(place, next);
            place = next;
        }
    }
}

/// Sorts by a key, as `slice::sort_by_key` does: equal elements keep their order.
pub fn sort_by_key<T, K: Ord>(elements: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(elements, |one, other| key(one).cmp(&key(other)));
}

/// Sorts by the elements' own order.
pub fn sort<T: Ord>(elements: &mut [T]) {
    sort_by(elements, T::cmp);
}

/// The one place where the standard library sorts.
fn sort_places(places: &mut [usize], order: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|one, other| order(*one, *other));
}

/// Gathering into ordered maps and sets.
pub trait Gather: Iterator + Sized {
    /// As `collect` does, one element after another: `collect` sorts them first, which is quicker for many.
    fn gather<C: Default + Extend<Self::Item>>(self) -> C {
        let mut gathered = C::default();
        gathered.extend(self);
        gathered
    }
}

impl<I: Iterator> Gather for I {}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(mut elements in prop::collection::vec((0..9_u8, any::<u8>()), 0..60)) {
            let mut expected = elements.clone();
            let first = elements.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_by_key(&mut elements, |(key, _)| *key);
            prop_assert_eq!(&elements, &expected);

            expected.sort_by(|one, other| other.cmp(one));
            elements.clone_from(&first);
            sort_by(&mut elements, |one, other| other.cmp(one));
            prop_assert_eq!(&elements, &expected);

            expected.sort();
            elements.clone_from(&first);
            sort(&mut elements);
            prop_assert_eq!(&elements, &expected);
        }

        #[test]
        fn it_gathers_as_the_standard_library_collects(elements in prop::collection::vec((0..9_u8, any::<u8>()), 0..60)) {
            let pairs = || elements.iter().copied();
            prop_assert_eq!(pairs().gather::<BTreeMap<_, _>>(), pairs().collect::<BTreeMap<_, _>>());
            prop_assert_eq!(pairs().gather::<BTreeSet<_>>(), pairs().collect::<BTreeSet<_>>());
        }
    }
}
