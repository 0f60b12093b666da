//! The smallest set that has something in common with each of many sets.
//!
//! This is weighted hitting set, solved exactly: reductions that keep an optimum
//! (implied sets, dominated elements), then branching, with independent parts apart and
//! a lower bound that also tells which elements cannot be chosen any more. Real
//! requirements fall to the reductions alone; the search is for the worst case.

mod bits;

use std::cell::Cell;
use std::cmp::Reverse;

use crate::sorted;

use bits::Bits;

/// Finds the cheapest set of elements that meets every list of alternatives.
///
/// Between sets of one price the choice depends only on the lists as sets and on
/// the order of the elements, never on the order in which the lists came. Empty
/// lists are taken for conditions that do not exist.
pub fn smallest<T: Copy + Ord>(alternatives: &[&[T]], price: impl Fn(T) -> u64) -> Vec<T> {
    counted(alternatives, price).0
}

/// The same, and how many problems it came to on the way.
fn counted<T: Copy + Ord>(alternatives: &[&[T]], price: impl Fn(T) -> u64) -> (Vec<T>, usize) {
    let elements = in_order(alternatives.iter().flat_map(|list| list.iter().copied()));
    let number = |element: &T| elements.binary_search(element).ok();
    let lists = alternatives.iter().filter(|list| !list.is_empty());
    let sets = in_order(lists.map(|list| in_order(list.iter().filter_map(number))));
    let mut meets = vec![Bits::none(sets.len()); elements.len()];
    let mut members = vec![Bits::none(elements.len()); sets.len()];
    for (at, set) in sets.iter().enumerate() {
        for element in set {
            meets[*element].add(at);
            members[at].add(*element);
        }
    }
    let prices = elements.iter().map(|element| price(*element)).collect();
    let search = Search { prices, meets, members, steps: Cell::new(0) };
    let mut problem = Problem { left: Bits::all(sets.len()), open: Bits::all(elements.len()) };
    while search.drop_dominated(&mut problem) || search.drop_implied(&mut problem) {}
    let mut chosen = search.solve(problem, u64::MAX).unwrap_or_default().elements;
    sorted::sort(&mut chosen);
    (chosen.into_iter().map(|at| elements[at]).collect(), search.steps.get())
}

/// Each of some items once, in their order.
fn in_order<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    sorted::sort(&mut items);
    items.dedup();
    items
}

/// What is still to be done.
#[derive(Clone)]
struct Problem {
    /// Sets that are to be met.
    left: Bits,
    /// Elements that may be chosen.
    open: Bits,
}

/// Elements, and what they cost together.
#[derive(Default)]
struct Choice {
    cost: u64,
    elements: Vec<usize>,
}

struct Search {
    prices: Vec<u64>,
    /// Which sets an element is in.
    meets: Vec<Bits>,
    /// Which elements are in a set.
    members: Vec<Bits>,
    /// How many problems there were.
    steps: Cell<usize>,
}

impl Search {
    /// The cheapest choice that costs less than `limit`, if there is one.
    fn solve(&self, mut problem: Problem, limit: u64) -> Option<Choice> {
        self.steps.set(self.steps.get() + 1);
        let mut choice = Choice::default();
        loop {
            self.force(&mut problem, &mut choice)?;
            if choice.cost >= limit {
                return None;
            }
            if problem.left.is_empty() {
                return Some(choice);
            }
            let room = limit - choice.cost;
            let open = problem.open.count();
            if self.at_least(&mut problem, room) >= room {
                return None;
            }
            if problem.open.count() == open {
                break;
            }
        }
        let mut parts = self.parts(&problem);
        let bounds: Vec<u64> = match parts.as_slice() {
            [_] => vec![0],
            _ => parts.iter_mut().map(|part| self.at_least(part, u64::MAX)).collect(),
        };
        let mut ahead: u64 = bounds.iter().sum();
        for (part, bound) in parts.into_iter().zip(bounds) {
            ahead -= bound;
            let room = limit.saturating_sub(choice.cost).saturating_sub(ahead);
            let best = self.branch(part, room)?;
            choice.cost += best.cost;
            choice.elements.extend(best.elements);
        }
        // The last part was cheaper than the room that all others left.
        Some(choice)
    }

    /// Chooses what a set has nothing beside; none where a set has nothing at all.
    fn force(&self, problem: &mut Problem, choice: &mut Choice) -> Option<()> {
        loop {
            let mut single = None;
            for set in problem.left.iter() {
                let mut members = self.members[set].both(&problem.open);
                let first = members.next()?;
                if members.next().is_none() {
                    single = Some(first);
                    break;
                }
            }
            let Some(element) = single else {
                return Some(());
            };
            choice.cost += self.prices[element];
            choice.elements.push(element);
            problem.left.take(&self.meets[element]);
            problem.open.remove(element);
        }
    }

    /// Removes elements that another element serves at least as well for no more.
    fn drop_dominated(&self, problem: &mut Problem) -> bool {
        let elements: Vec<usize> = problem.open.iter().collect();
        let before = elements.len();
        for element in elements {
            let meets = &self.meets[element];
            let count = meets.count_both(&problem.left);
            let better = |other: usize| {
                let (price, own) = (self.prices[other], self.prices[element]);
                let more = || self.meets[other].count_both(&problem.left) > count;
                ((price, other) < (own, element) || price <= own && more())
                    && meets.is_within(&self.meets[other], &problem.left)
            };
            // Whatever dominates it stands beside it in every set it meets.
            let dominated = match meets.both(&problem.left).next() {
                Some(set) => self.members[set].both(&problem.open).any(better),
                None => true,
            };
            if dominated {
                problem.open.remove(element);
            }
        }
        problem.open.count() < before
    }

    /// Removes sets that contain another set: meeting the smaller one meets both.
    fn drop_implied(&self, problem: &mut Problem) -> bool {
        let members = |set: usize| &self.members[set];
        let mut sets: Vec<usize> = problem.left.iter().collect();
        sorted::sort_by_key(&mut sets, |set| members(*set).count_both(&problem.open));
        let mut kept: Vec<usize> = Vec::with_capacity(sets.len());
        for set in &sets {
            let within = |other: &usize| members(*other).is_within(members(*set), &problem.open);
            if kept.iter().any(within) {
                problem.left.remove(*set);
            } else {
                kept.push(*set);
            }
        }
        kept.len() < sets.len()
    }

    /// What a problem costs at least. Elements with which it would not cost less than
    /// `limit` are removed from it.
    ///
    /// Each set pays something towards its elements, and no element is paid more than
    /// its price; so whoever buys one for each set pays no less than all sets do.
    fn at_least(&self, problem: &mut Problem, limit: u64) -> u64 {
        let open: Vec<usize> = problem.open.iter().collect();
        let mut places = vec![0; self.prices.len()];
        for (place, element) in open.iter().enumerate() {
            places[*element] = place;
        }
        // The sets end to end: they are gone through three times.
        let (mut lists, mut ends) = (Vec::new(), vec![0]);
        let mut met = vec![0u64; open.len()];
        for set in problem.left.iter() {
            for element in self.members[set].both(&problem.open) {
                lists.push(places[element]);
                met[places[element]] += 1;
            }
            ends.push(lists.len());
        }
        // What of its price an element has not been paid.
        let mut unpaid: Vec<u64> = open.iter().map(|element| self.prices[*element]).collect();
        let mut cheapest = unpaid.clone();
        cheapest.sort_unstable();
        let dearest = cheapest.last().copied().unwrap_or(0).max(1);
        let shares: Vec<u64> = unpaid.iter().zip(&met).map(|(p, met)| p / (*met).max(1)).collect();
        let mut paid = 0;
        for list in ends.windows(2).map(|ends| &lists[ends[0]..ends[1]]) {
            let pays = list.iter().map(|at| shares[*at]).min().unwrap_or(0);
            for at in list {
                unpaid[*at] -= pays;
            }
            paid += pays;
        }
        for list in ends.windows(2).map(|ends| &lists[ends[0]..ends[1]]) {
            let pays = list.iter().map(|at| unpaid[*at]).min().unwrap_or(0);
            for at in list {
                unpaid[*at] -= pays;
            }
            paid += pays;
        }
        // Elements are bought whole: so many of them cost what the cheapest so many do.
        let mut sum = 0;
        let sums = cheapest.iter().map(|price| {
            sum += price;
            sum
        });
        let sums: Vec<u64> = std::iter::once(0).chain(sums).collect();
        let whole = |paid: u64| {
            let count = usize::try_from(paid.div_ceil(dearest)).unwrap_or(usize::MAX);
            sums.get(count).map_or(u64::MAX, |sum| paid.max(*sum))
        };
        for (element, unpaid) in open.iter().zip(&unpaid) {
            if whole(paid + unpaid) >= limit {
                problem.open.remove(*element);
            }
        }
        whole(paid)
    }

    /// Splits a problem into parts that share no element.
    fn parts(&self, problem: &Problem) -> Vec<Problem> {
        let mut rest = problem.left.clone();
        let mut parts = Vec::new();
        loop {
            let Some(first) = rest.iter().next() else {
                return parts;
            };
            rest.remove(first);
            let mut part = Problem {
                left: Bits::none(self.members.len()),
                open: Bits::none(self.prices.len()),
            };
            let mut next = vec![first];
            while let Some(set) = next.pop() {
                part.left.add(set);
                for element in self.members[set].both(&problem.open) {
                    part.open.add(element);
                    next.extend(self.meets[element].both(&rest));
                    rest.take(&self.meets[element]);
                }
            }
            parts.push(part);
        }
    }

    /// Tries the elements of one smallest set in turn; what was tried is not tried again.
    fn branch(&self, mut problem: Problem, limit: u64) -> Option<Choice> {
        let size = |set: &usize| self.members[*set].count_both(&problem.open);
        let set = problem.left.iter().min_by_key(size)?;
        let mut order: Vec<usize> = self.members[set].both(&problem.open).collect();
        let meets = |element: &usize| self.meets[*element].count_both(&problem.left);
        let rank = |element: &usize| (Reverse(meets(element)), self.prices[*element], *element);
        sorted::sort_by_key(&mut order, rank);
        let mut best: Option<Choice> = None;
        let mut limit = limit;
        for element in order {
            problem.open.remove(element);
            let mut rest = problem.clone();
            rest.left.take(&self.meets[element]);
            let price = self.prices[element];
            if let Some(room) = limit.checked_sub(price)
                && let Some(mut choice) = self.solve(rest, room)
            {
                choice.cost += price;
                choice.elements.push(element);
                limit = choice.cost;
                best = Some(choice);
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

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
    fn by_trying_all(sets: &[Vec<u8>], prices: &[u64]) -> u64 {
        let bits = |set: &Vec<u8>| set.iter().fold(0u32, |bits, e| bits | 1 << e);
        let sets: Vec<u32> = sets.iter().filter(|set| !set.is_empty()).map(bits).collect();
        (0u32..1 << prices.len())
            .filter(|choice| sets.iter().all(|set| set & choice != 0))
            .map(|choice| {
                let chosen = prices.iter().zip(0..).filter(|(_, e)| choice >> e & 1 == 1);
                chosen.map(|(price, _)| price).sum()
            })
            .min()
            .unwrap_or_default()
    }

    /// The worst there is: nothing is forced, implied or dominated for long. Counted,
    /// because clocks differ.
    #[test]
    fn two_hundred_requirements_of_five_alternatives_are_little_work() {
        let mut random = 7u64;
        let mut below = |limit: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (random >> 33) % limit
        };
        // A weaker bound, or elements left in that it rules out, show in these numbers.
        for (elements, at_most) in [(10, 19), (20, 230), (25, 318)] {
            let mut sets: Vec<BTreeSet<u64>> = Vec::new();
            while sets.len() < 200 {
                let set: BTreeSet<u64> =
                    std::iter::repeat_with(|| below(elements)).take(8).collect();
                sets.push(set.into_iter().take(5).collect());
            }
            let sets: Vec<Vec<u64>> = sets.into_iter().map(|s| s.into_iter().collect()).collect();
            let slices: Vec<&[u64]> = sets.iter().map(Vec::as_slice).collect();
            // As requirements are priced: first their number, then what each is.
            let price = |e: u64| (1 << 48) | ((e % 3) << 40) | ((e % 2) << 32) | (e * 37 % 101);
            let (chosen, steps) = counted(&slices, price);
            assert!(sets.iter().all(|set| set.iter().any(|e| chosen.contains(e))));
            assert!((1..=at_most).contains(&steps), "{steps} problems among {elements} elements");
        }
    }

    fn is_exact(sets: &[Vec<u8>], prices: &[u64]) -> Result<(), TestCaseError> {
        let price = |element: u8| prices[usize::from(element)];
        let slices: Vec<&[u8]> = sets.iter().map(Vec::as_slice).collect();
        let chosen = smallest(&slices, price);
        for set in sets.iter().filter(|set| !set.is_empty()) {
            prop_assert!(set.iter().any(|e| chosen.contains(e)));
        }
        let cost: u64 = chosen.iter().map(|e| price(*e)).sum();
        prop_assert_eq!(cost, by_trying_all(sets, prices));
        Ok(())
    }

    proptest! {
        #[test]
        fn is_exact_whatever_the_sets_and_prices(
            sets in prop::collection::vec(prop::collection::vec(0u8..10, 0..5), 0..24),
            prices in prop::collection::vec(1u64..4, 10),
        ) {
            is_exact(&sets, &prices)?;
        }

        /// Pairs at random: nothing is forced, implied or dominated, and what one choice
        /// leaves falls into parts.
        #[test]
        fn is_exact_where_only_searching_helps(
            pairs in prop::collection::vec((0u8..13, 1u8..13), 8..20),
            prices in prop::collection::vec(1u64..5, 13),
        ) {
            let sets: Vec<Vec<u8>> = pairs.iter().map(|(a, by)| vec![*a, (a + by) % 13]).collect();
            is_exact(&sets, &prices)?;
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
