//! How far apart two spellings may be and still be taken for one word.

/// How many slips are forgiven in a word of that many characters: none in short
/// words, where one slip makes another word.
pub(super) fn forgiven(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=7 => 1,
        _ => MOST_FORGIVEN,
    }
}

/// The most slips that are forgiven in any word.
const MOST_FORGIVEN: usize = 2;

/// The distance between a typed and a known word, where it is small enough to
/// take one for the other. A slip is a letter too many, missing, wrong, or
/// swapped with its neighbour.
pub(super) fn distance(typed: &str, known: &str) -> Option<usize> {
    // The lengths alone rule most words out, and are known without counting.
    if typed.len().abs_diff(known.len()) > MOST_FORGIVEN {
        return None;
    }
    let limit = forgiven(typed.chars().count().max(known.chars().count()));
    if typed == known {
        return Some(0);
    }
    if limit == 0 || typed.len().abs_diff(known.len()) > limit {
        return None;
    }
    // Most pairs have too few letters in common, which is told at a glance.
    let (typed_letters, known_letters) = (letters(typed), letters(known));
    let lacking = (known_letters & !typed_letters).count_ones();
    let spare = (typed_letters & !known_letters).count_ones();
    if lacking.max(spare) as usize > limit {
        return None;
    }
    Some(strsim::osa_distance(typed, known)).filter(|distance| *distance <= limit)
}

/// Which letters a word has, a bit each. One slip adds at most one and takes at most
/// one away, in whatever alphabet: characters that share a bit only hide a difference.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |letters, c| letters | 1 << (u32::from(c) % 64))
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
                let near = slow <= limit && a.len().abs_diff(b.len()) <= limit;
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
}
