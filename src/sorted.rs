//! One sort for all types.
//!
//! Those of the standard library are compiled anew for every type and every order, into some
//! four kilobytes each, which made an eighth of the program. Numbers and texts, which
//! dependencies sort as well, are left to them.

use std::cmp::Ordering;
#[cfg(feature = "audit")]
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Sorts by `order`; what is equal keeps its places.
pub fn sort_by<T>(items: &mut [T], mut order: impl FnMut(&T, &T) -> Ordering) {
    sort_by_places(items, |items, a, b| order(&items[a], &items[b]));
}

/// Sorts by `order`, which is told where two things stand; what is equal keeps its places.
pub fn sort_by_places<T>(items: &mut [T], mut order: impl FnMut(&[T], usize, usize) -> Ordering) {
    if items.len() < 2 {
        return;
    }
    let mut wanted: Vec<usize> = (0..items.len()).collect();
    arrange(&mut wanted, &mut |a, b| order(items, a, b));
    put(items, wanted);
}

/// Sorts by what `key` gives; what is equal keeps its places.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by the order of the type.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts by what `key` gives, which is asked once of each.
#[cfg(feature = "audit")]
pub fn sort_by_cached_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    let keys: Vec<K> = items.iter().map(key).collect();
    let mut wanted: Vec<usize> = (0..items.len()).collect();
    arrange(&mut wanted, &mut |a, b| keys[a].cmp(&keys[b]));
    put(items, wanted);
}

/// A set of some things, put in one by one: the standard library sorts them first.
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// A map of some pairs, put in one by one.
#[cfg(feature = "audit")]
pub fn map<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(pairs);
    map
}

/// Puts each thing where it is wanted; `wanted` has for each place what stands there now.
fn put<T>(items: &mut [T], wanted: Vec<usize>) {
    let mut goes_to = vec![0; wanted.len()];
    for (to, from) in wanted.into_iter().enumerate() {
        goes_to[from] = to;
    }
    for at in 0..items.len() {
        while goes_to[at] != at {
            let to = goes_to[at];
            items.swap(at, to);
            goes_to.swap(at, to);
        }
    }
}

fn arrange(places: &mut [usize], order: &mut dyn FnMut(usize, usize) -> Ordering) {
    places.sort_by(|a, b| order(*a, *b));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{sort, sort_by_key};

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(items: Vec<(u8, String)>) {
            let (mut ours, mut theirs) = (items.clone(), items.clone());
            sort(&mut ours);
            theirs.sort();
            prop_assert_eq!(ours, theirs);
            let (mut ours, mut theirs) = (items.clone(), items);
            sort_by_key(&mut ours, |item| item.0 / 16);
            theirs.sort_by_key(|item| item.0 / 16);
            prop_assert_eq!(ours, theirs);
        }
    }
}
