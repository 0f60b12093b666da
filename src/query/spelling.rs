//! How far apart two spellings may be and still be taken for one word.

use crate::catalogue::Texts;
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

    /// Texts spelled nearly like the word, by their places; `letters` has those of each.
    pub(super) fn near<'t>(
        &'t self,
        texts: &'t Texts,
        letters: &'t [u32],
    ) -> impl Iterator<Item = (usize, usize)> + 't {
        // The length and the letters rule nearly all out without a look at the text.
        let mut from = 0;
        let places = texts.ends.iter().zip(letters).enumerate();
        places.filter_map(move |(at, (to, letters))| {
            let length = (*to - std::mem::replace(&mut from, *to)) as usize;
            let far = self.word.len().abs_diff(length) > MOST_FORGIVEN || self.lacks_many(*letters);
            if far {
                return None;
            }
            Some((at, self.distance(texts.get(at), *letters)?))
        })
    }

    /// Whether more letters are missing or spare than slips are ever forgiven. Asked of
    /// every known word, and so without counting them.
    fn lacks_many(&self, letters: u32) -> bool {
        let many = |mut letters: u32| {
            for _ in 0..MOST_FORGIVEN {
                // Takes the lowest one away.
                letters &= letters.wrapping_sub(1);
            }
            letters != 0
        };
        many(letters & !self.letters) || many(self.letters & !letters)
    }

    /// One slip adds at most one letter and takes at most one away.
    fn slips_at_least(&self, letters: u32) -> usize {
        let lacking = (letters & !self.letters).count_ones();
        let spare = (self.letters & !letters).count_ones();
        lacking.max(spare) as usize
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
            || self.slips_at_least(letters) > limit;
        if far {
            return None;
        }
        Some(strsim::osa_distance(self.word, known)).filter(|distance| *distance <= limit)
    }
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
/// small enough to take one for the other: one slip in seven letters.
pub(super) fn distance_of_names(typed: &str, name: &str) -> Option<usize> {
    const ONE_SLIP_IN: usize = 7;
    let limit = typed.len() / ONE_SLIP_IN;
    if typed.len().abs_diff(name.len()) > limit {
        return None;
    }
    let (lacking, spare) = (terms::letters(typed), terms::letters(name));
    let other = (lacking & !spare).count_ones().max((spare & !lacking).count_ones());
    if other as usize > limit {
        return None;
    }
    Some(strsim::osa_distance(typed, name)).filter(|distance| *distance <= limit)
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
    }

    #[test]
    fn the_glance_misses_no_slip() {
        let words =
            ["player", "palyer", "plaer", "playper", "pl\u{e4}yer", "tracks", "trakcs", "artists"];
        for a in words {
            for b in words {
                let slow = strsim::osa_distance(a, b);
                let limit = forgiven(a.chars().count().max(b.chars().count()));
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
        assert_eq!(
            distance_of_names("get curent users profil", "get current users profile"),
            Some(2)
        );
        assert_eq!(distance_of_names("get album", "get an album"), None);
        assert_eq!(distance_of_names("get users lyrics", "get users tracks"), None);
    }
}
