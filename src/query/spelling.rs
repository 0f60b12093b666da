//! How far apart two spellings may be and still be taken for one word.

use crate::catalogue::Spellings;
use crate::catalogue::terms;

/// How many slips are forgiven in a word of that many characters: none in short
/// words, where one slip makes another word.
pub(super) fn forgiven(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=7 => 1,
        _ => MOST_FORGIVEN,
    }
}

/// Words of up to so many characters must begin alike.
const SHORT: usize = 5;

/// The most slips that are forgiven in any word.
const MOST_FORGIVEN: usize = 2;

/// A typed word, and what is looked at in it again and again.
pub(super) struct Typed<'a> {
    word: &'a str,
    characters: usize,
    letters: u32,
}

impl<'a> Typed<'a> {
    pub(super) fn new(word: &'a str) -> Self {
        Typed { word, characters: word.chars().count(), letters: terms::letters(word) }
    }

    /// Words spelled nearly like this one, and how far each is from it.
    pub(super) fn near(&self, known: &Spellings) -> Vec<(usize, &'static str)> {
        let length = self.word.len();
        let end = |length: usize| known.ends.get(length).or(known.ends.last()).copied();
        let mut found = Vec::new();
        // The length and the letters rule nearly all out without a look at the word.
        for other in length.saturating_sub(MOST_FORGIVEN)..=length + MOST_FORGIVEN {
            let limit = forgiven(length.max(other));
            if length.abs_diff(other) > limit || other >= known.ends.len() {
                continue;
            }
            let from = other.checked_sub(1).and_then(end).unwrap_or(0) as usize;
            let to = end(other).unwrap_or(0) as usize;
            for (at, letters) in known.letters[from..to].iter().enumerate() {
                if may_be_near(self.letters, *letters) {
                    let word = known.words.get(from + at);
                    let distance = self.distance(word, *letters);
                    found.extend(distance.map(|distance| (distance, word)));
                }
            }
        }
        found
    }

    /// Whether two words begin alike, or with swapped letters. In a short word a slip
    /// in the first letter makes another word: "wake" is not "make".
    fn begins_like(&self, known: &str) -> bool {
        let (mut typed, mut known) = (self.word.chars(), known.chars());
        let (a, b) = (typed.next(), known.next());
        self.characters > SHORT || a == b || typed.next() == b && known.next() == a
    }

    fn distance(&self, known: &str, letters: u32) -> Option<usize> {
        if self.word == known {
            return Some(0);
        }
        if !self.begins_like(known) {
            return None;
        }
        let limit = forgiven(self.characters.max(known.chars().count()));
        let far = limit == 0
            || self.word.len().abs_diff(known.len()) > limit
            || slips_at_least(self.letters, letters) > limit;
        if far {
            return None;
        }
        let swaps = limit == 1 && self.letters == letters && swaps_letters(self.word, known);
        slips(self.word, known, limit + usize::from(swaps))
    }
}

/// Whether a word of six letters or more has the same letters in another order, with the
/// same at both ends: "reapet" is "repeat", though that is two slips.
fn swaps_letters(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let times = |word: &[u8], letter: u8| {
        word.iter().fold(0, |times, other| times + u32::from(*other == letter))
    };
    a.len() > SHORT
        && a.len() == b.len()
        && a.first() == b.first()
        && a.last() == b.last()
        && a.iter().all(|letter| times(a, *letter) == times(b, *letter))
}

/// One slip adds at most one letter and takes at most one away.
fn slips_at_least(a: u32, b: u32) -> usize {
    (a & !b).count_ones().max((b & !a).count_ones()) as usize
}

/// Whether no more letters differ than are forgiven in any word: the same as counting
/// them, in fewer steps.
fn may_be_near(a: u32, b: u32) -> bool {
    const { assert!(MOST_FORGIVEN == 2) };
    let without_one = |letters: u32| letters & letters.wrapping_sub(1);
    without_one(without_one(a & !b)) | without_one(without_one(b & !a)) == 0
}

/// How many slips lie between two texts, where no more than `limit` do.
fn slips(a: &str, b: &str, limit: usize) -> Option<usize> {
    /// Rows of this length stand without allocation.
    const ROW: usize = 64;
    if !a.is_ascii() || !b.is_ascii() {
        return Some(strsim::osa_distance(a, b)).filter(|distance| *distance <= limit);
    }
    // What is alike at both ends needs no look.
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let begin = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[begin..], &b[begin..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    if a.is_empty() || b.is_empty() {
        return Some(a.len().max(b.len()));
    }
    if b.len() >= ROW {
        let (a, b) = (String::from_utf8_lossy(a), String::from_utf8_lossy(b));
        return Some(strsim::osa_distance(&a, &b)).filter(|distance| *distance <= limit);
    }
    // Only cells within the limit of the diagonal can lead to an answer within it.
    let far = limit + 1;
    let mut rows = [[far; ROW + 1]; 3];
    for (at, cell) in rows[0].iter_mut().take(limit + 1).enumerate() {
        *cell = at;
    }
    for i in 1..=a.len() {
        let from = i.saturating_sub(limit).max(1);
        let to = b.len().min(i + limit);
        let [before, above, row] = match i % 3 {
            1 => [2, 0, 1],
            2 => [0, 1, 2],
            _ => [1, 2, 0],
        };
        rows[row][from - 1] = if from == 1 { i } else { far };
        let mut least = rows[row][from - 1];
        for j in from..=to {
            let other = usize::from(a[i - 1] != b[j - 1]);
            let mut cell =
                (rows[above][j - 1] + other).min(rows[row][j - 1] + 1).min(rows[above][j] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cell = cell.min(rows[before][j - 2] + 1);
            }
            rows[row][j] = cell;
            least = least.min(cell);
        }
        // The next row looks one cell further.
        rows[row][to + 1] = far;
        if least > limit {
            return None;
        }
    }
    Some(rows[a.len() % 3][b.len()]).filter(|distance| *distance <= limit)
}

/// The distance between a typed and a known word, where it is small enough to
/// take one for the other. A slip is a letter too many, missing, wrong, or
/// swapped with its neighbour.
pub(super) fn distance(typed: &str, known: &str) -> Option<usize> {
    // The lengths alone rule most words out, and are known without counting.
    if typed.len().abs_diff(known.len()) > MOST_FORGIVEN {
        return None;
    }
    Typed::new(typed).distance(known, terms::letters(known))
}

/// The distance between what was typed and a name of several words, where it is
/// small enough to take one for the other: one slip in seven letters. Both come with
/// the letters they have.
pub(super) fn distance_of_names(typed: (&str, u32), name: (&str, u32)) -> Option<usize> {
    const ONE_SLIP_IN: usize = 7;
    let limit = typed.0.len() / ONE_SLIP_IN;
    let far =
        typed.0.len().abs_diff(name.0.len()) > limit || slips_at_least(typed.1, name.1) > limit;
    if far { None } else { slips(typed.0, name.0, limit) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_forgiven_by_length() {
        assert_eq!(distance("palyer", "player"), Some(1));
        assert_eq!(distance("avaliable", "available"), Some(1));
        assert_eq!(distance("curently-playing", "currently-playing"), Some(1));
        assert_eq!(distance("play", "play"), Some(0));
        assert_eq!(distance("reapet", "repeat"), Some(2));
        assert_eq!(distance("repeal", "repeat"), Some(1));
        assert_eq!(distance("dorp", "drip"), None);
    }

    #[test]
    fn the_glance_misses_no_slip() {
        let words =
            ["player", "palyer", "plaer", "playper", "pl\u{e4}yer", "tracks", "trakcs", "artists"];
        for a in words {
            for b in words {
                let slow = strsim::osa_distance(a, b);
                let limit = forgiven(a.chars().count().max(b.chars().count()));
                let limit = limit + usize::from(limit == 1 && swaps_letters(a, b));
                let near = slow <= limit
                    && a.len().abs_diff(b.len()) <= limit
                    && Typed::new(a).begins_like(b);
                assert_eq!(distance(a, b), near.then_some(slow), "{a} {b}");
            }
        }
    }

    #[test]
    fn other_words_are_not_slips() {
        assert_eq!(distance("me", "my"), None);
        assert_eq!(distance("followers", "following"), None);
        assert_eq!(distance("tracks", "artists"), None);
    }

    #[test]
    fn short_words_begin_alike() {
        assert_eq!(distance("wake", "make"), None);
        assert_eq!(distance("folow", "follow"), Some(1));
        assert_eq!(distance("ofllow", "follow"), Some(1));
    }

    #[test]
    fn a_name_may_have_one_slip_in_seven_letters() {
        let distance =
            |a: &str, b: &str| distance_of_names((a, terms::letters(a)), (b, terms::letters(b)));
        assert_eq!(distance("get curent users profil", "get current users profile"), Some(2));
        assert_eq!(distance("get album", "get an album"), None);
        assert_eq!(distance("get users lyrics", "get users tracks"), None);
    }

    proptest::proptest! {
        #[test]
        fn slips_are_counted_as_the_slow_way_does(
            a in "[abc]{0,9}",
            b in "[abcé]{0,9}",
            limit in 0usize..5,
        ) {
            let slow = strsim::osa_distance(&a, &b);
            proptest::prop_assert_eq!(slips(&a, &b, limit), (slow <= limit).then_some(slow));
            let (a, b) = (terms::letters(&a), terms::letters(&b));
            proptest::prop_assert_eq!(may_be_near(a, b), slips_at_least(a, b) <= MOST_FORGIVEN);
        }
    }

    #[test]
    fn long_texts_are_compared_as_well() {
        let (a, b) = (format!("x{}y", "ab".repeat(50)), format!("y{}x", "ab".repeat(50)));
        assert_eq!(slips(&a, &b, 2), Some(2));
        assert_eq!(slips(&a, &b, 1), None);
    }
}
