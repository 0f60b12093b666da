//! Sets of small numbers, a bit each.

/// A set of numbers below some limit.
#[derive(Clone)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// No number, of those below `limit`.
    pub(super) fn none(limit: usize) -> Self {
        Bits(vec![0; limit.div_ceil(64)])
    }

    /// Every number below `limit`.
    pub(super) fn all(limit: usize) -> Self {
        let mut all = Bits::none(limit);
        for number in 0..limit {
            all.add(number);
        }
        all
    }

    pub(super) fn add(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    pub(super) fn remove(&mut self, number: usize) {
        self.0[number / 64] &= !(1 << (number % 64));
    }

    /// Removes all that `others` has.
    pub(super) fn take(&mut self, others: &Bits) {
        for (word, other) in self.0.iter_mut().zip(&others.0) {
            *word &= !other;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// How many numbers both have.
    pub(super) fn count_both(&self, other: &Bits) -> usize {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones() as usize).sum()
    }

    /// Whether `other` has all numbers of this one that are among those.
    pub(super) fn is_within(&self, other: &Bits, among: &Bits) -> bool {
        let words = self.0.iter().zip(&other.0).zip(&among.0);
        words.into_iter().all(|((own, other), among)| own & among & !other == 0)
    }

    /// The numbers, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        numbers(self.0.iter().copied())
    }

    /// The numbers that both have, in order.
    pub(super) fn both<'b>(&'b self, other: &'b Bits) -> impl Iterator<Item = usize> + 'b {
        numbers(self.0.iter().zip(&other.0).map(|(a, b)| a & b))
    }
}

fn numbers(words: impl Iterator<Item = u64>) -> impl Iterator<Item = usize> {
    words.enumerate().flat_map(|(at, word)| {
        let mut word = word;
        std::iter::from_fn(move || {
            let lowest = (word != 0).then(|| word.trailing_zeros() as usize)?;
            word &= word - 1;
            Some(64 * at + lowest)
        })
    })
}
