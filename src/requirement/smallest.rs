//! The smallest set that has something in common with each of many sets.
//!
//! This is weighted hitting set, solved exactly: reductions that keep an optimum
//! (forced elements, implied sets, dominated elements), independent parts apart,
//! and what is left by branching with a lower bound. Real requirements fall to
//! the reductions alone; the search is for the worst case.

use std::collections::{BTreeMap, BTreeSet};

/// Finds the cheapest set of elements that meets every list of alternatives.
///
/// Between sets of one price the choice depends only on the lists as sets and on
/// the order of the elements, never on the order in which the lists came. Empty
/// lists are taken for conditions that do not exist.
pub fn smallest<T: Copy + Ord>(alternatives: &[&[T]], price: impl Fn(T) -> u64) -> Vec<T> {
    let elements: BTreeSet<T> = alternatives.iter().flat_map(|list| list.iter().copied()).collect();
    let elements: Vec<T> = elements.into_iter().collect();
    let number: BTreeMap<T, usize> = elements.iter().copied().zip(0..).collect();
    let sets: BTreeSet<BTreeSet<usize>> = alternatives
        .iter()
        .filter(|list| !list.is_empty())
        .map(|list| list.iter().map(|element| number[element]).collect())
        .collect();
    let prices: Vec<u64> = elements.iter().map(|element| price(*element)).collect();
    let problem = Problem { sets: sets.into_iter().collect() };
    let mut chosen = Search { prices: &prices }.solve(problem, u64::MAX).unwrap_or_default();
    chosen.sort_unstable();
    chosen.into_iter().map(|at| elements[at]).collect()
}

/// Sets that are still to be met.
#[derive(Clone)]
struct Problem {
    sets: Vec<BTreeSet<usize>>,
}

struct Search<'p> {
    prices: &'p [u64],
}

impl Search<'_> {
    /// The cheapest choice that costs less than `limit`, if there is one.
    fn solve(&self, mut problem: Problem, limit: u64) -> Option<Vec<usize>> {
        let mut chosen = self.reduce(&mut problem)?;
        let mut spent = self.cost(&chosen);
        let parts = parts(problem.sets);
        let bounds: Vec<u64> = parts.iter().map(|part| self.at_least(part)).collect();
        let mut ahead: u64 = bounds.iter().sum();
        for (part, bound) in parts.into_iter().zip(bounds) {
            ahead -= bound;
            let room = limit.saturating_sub(spent).saturating_sub(ahead);
            let best = self.branch(&part, room)?;
            spent += self.cost(&best);
            chosen.extend(best);
        }
        (spent < limit).then_some(chosen)
    }

    fn cost(&self, chosen: &[usize]) -> u64 {
        chosen.iter().map(|e| self.prices[*e]).sum()
    }

    /// Makes the problem smaller without losing its best choice; gives what that forces.
    /// None where a set has nothing left to choose from.
    fn reduce(&self, problem: &mut Problem) -> Option<Vec<usize>> {
        let mut forced = Vec::new();
        loop {
            if problem.sets.iter().any(BTreeSet::is_empty) {
                return None;
            }
            let single: Option<usize> = problem
                .sets
                .iter()
                .filter(|set| set.len() == 1)
                .find_map(|set| set.first().copied());
            if let Some(element) = single {
                forced.push(element);
                problem.sets.retain(|set| !set.contains(&element));
                continue;
            }
            if !drop_implied(&mut problem.sets) && !self.drop_dominated(&mut problem.sets) {
                return Some(forced);
            }
        }
    }

    /// Removes elements that another element serves at least as well for no more.
    fn drop_dominated(&self, sets: &mut [BTreeSet<usize>]) -> bool {
        let mut meets: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, set) in sets.iter().enumerate() {
            for element in set {
                meets.entry(*element).or_default().push(at);
            }
        }
        let dominated = meets.iter().find(|(element, met)| {
            // Whatever dominates it stands beside it in every set it meets.
            sets[met[0]].iter().any(|other| {
                let better = (self.prices[*other], *other) < (self.prices[**element], **element)
                    || meets[other].len() > met.len()
                        && self.prices[*other] <= self.prices[**element];
                other != *element && better && met.iter().all(|at| sets[*at].contains(other))
            })
        });
        let Some(element) = dominated.map(|(element, _)| *element) else {
            return false;
        };
        for set in sets {
            set.remove(&element);
        }
        true
    }

    /// What the sets cost at least: those that share nothing are paid for one by one.
    fn at_least(&self, sets: &[BTreeSet<usize>]) -> u64 {
        let mut order: Vec<&BTreeSet<usize>> = sets.iter().collect();
        order.sort_by_key(|set| set.len());
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        let mut bound = 0;
        for set in order {
            if set.is_disjoint(&taken) {
                bound += set.iter().map(|e| self.prices[*e]).min().unwrap_or(0);
                taken.extend(set);
            }
        }
        bound
    }

    /// Tries the elements of one smallest set in turn; what was tried is not tried again.
    fn branch(&self, sets: &[BTreeSet<usize>], limit: u64) -> Option<Vec<usize>> {
        if self.at_least(sets) >= limit {
            return None;
        }
        let smallest = sets.iter().min_by_key(|set| set.len())?;
        let mut order: Vec<usize> = smallest.iter().copied().collect();
        let meets = |element: &usize| sets.iter().filter(|set| set.contains(element)).count();
        order.sort_by_key(|e| (self.prices[*e], std::cmp::Reverse(meets(e)), *e));
        let mut best: Option<Vec<usize>> = None;
        let mut limit = limit;
        let mut open: Vec<BTreeSet<usize>> = sets.to_vec();
        for element in order {
            let rest = open.iter().filter(|set| !set.contains(&element)).cloned().collect();
            let price = self.prices[element];
            if let Some(room) = limit.checked_sub(price)
                && let Some(mut chosen) = self.solve(Problem { sets: rest }, room)
            {
                limit = price + self.cost(&chosen);
                chosen.push(element);
                best = Some(chosen);
            }
            for set in &mut open {
                set.remove(&element);
            }
        }
        best
    }
}

/// Removes sets that contain another set: meeting the smaller one meets both.
fn drop_implied(sets: &mut Vec<BTreeSet<usize>>) -> bool {
    sets.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    let mut kept: Vec<BTreeSet<usize>> = Vec::with_capacity(sets.len());
    for set in sets.iter() {
        if !kept.iter().any(|smaller| smaller.is_subset(set)) {
            kept.push(set.clone());
        }
    }
    let dropped = kept.len() < sets.len();
    *sets = kept;
    dropped
}

/// Splits sets into parts that share no element.
fn parts(sets: Vec<BTreeSet<usize>>) -> Vec<Vec<BTreeSet<usize>>> {
    let mut parts: Vec<(BTreeSet<usize>, Vec<BTreeSet<usize>>)> = Vec::new();
    for set in sets {
        let mut elements = set.clone();
        let mut joined = vec![set];
        parts.retain_mut(|(known, members)| {
            let apart = known.is_disjoint(&elements);
            if !apart {
                elements.append(known);
                joined.append(members);
            }
            apart
        });
        parts.push((elements, joined));
    }
    parts.into_iter().map(|(_, members)| members).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn find(sets: &[&[u8]]) -> Vec<u8> {
        smallest(sets, |_| 1)
    }

    #[test]
    fn small_cases() {
        assert!(find(&[]).is_empty());
        assert!(find(&[&[]]).is_empty(), "a condition without alternatives is none");
        assert_eq!(find(&[&[3]]), [3]);
        assert_eq!(find(&[&[1, 2], &[2, 3]]), [2]);
        assert_eq!(find(&[&[1, 2], &[3, 4]]), [1, 3]);
        assert_eq!(find(&[&[1, 2], &[2, 3], &[3, 1]]).len(), 2);
    }

    #[test]
    fn the_cheaper_is_chosen() {
        let price = |element: u8| if element == 1 { 3 } else { 1 };
        assert_eq!(smallest(&[&[1, 2][..]], price), [2]);
        assert_eq!(
            smallest(&[&[1, 2][..], &[1, 3]], price),
            [2, 3],
            "two cheap ones beat a dear one"
        );
        assert_eq!(smallest(&[&[1, 2][..], &[1, 3], &[1, 4], &[1, 5]], price), [1]);
    }

    /// The price of the best choice, by trying all.
    fn by_trying_all(sets: &[Vec<u8>], price: impl Fn(u8) -> u64) -> u64 {
        (0u32..1 << 10)
            .filter(|choice| {
                sets.iter().all(|set| set.is_empty() || set.iter().any(|e| choice >> e & 1 == 1))
            })
            .map(|choice| (0..10).filter(|e| choice >> e & 1 == 1).map(&price).sum())
            .min()
            .unwrap_or_default()
    }

    proptest! {
        #[test]
        fn is_exact_whatever_the_sets_and_prices(
            sets in prop::collection::vec(prop::collection::vec(0u8..10, 0..5), 0..9),
            prices in prop::collection::vec(1u64..4, 10),
        ) {
            let price = |element: u8| prices[usize::from(element)];
            let slices: Vec<&[u8]> = sets.iter().map(Vec::as_slice).collect();
            let chosen = smallest(&slices, price);
            for set in sets.iter().filter(|set| !set.is_empty()) {
                prop_assert!(set.iter().any(|e| chosen.contains(e)));
            }
            let cost: u64 = chosen.iter().map(|e| price(*e)).sum();
            prop_assert_eq!(cost, by_trying_all(&sets, price));
        }

        #[test]
        fn the_order_of_the_sets_does_not_matter(
            sets in prop::collection::vec(prop::collection::vec(0u8..10, 1..5), 0..9),
            seed in any::<u64>(),
        ) {
            let slices: Vec<&[u8]> = sets.iter().map(Vec::as_slice).collect();
            let mut turned = slices.clone();
            if !turned.is_empty() {
                let by = usize::try_from(seed % turned.len() as u64).unwrap_or(0);
                turned.rotate_left(by);
                turned.reverse();
            }
            prop_assert_eq!(smallest(&slices, |_| 1), smallest(&turned, |_| 1));
        }
    }
}
