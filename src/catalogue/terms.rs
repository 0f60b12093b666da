//! How text becomes names and words; used for the catalogue when it is built
//! and for questions when they are asked, so that both are cut alike.

use rust_stemmers::{Algorithm, Stemmer};

/// Stands in synonyms for any number above one.
pub const ANY_NUMBER: &str = "#";

/// Folds a name so that spellings of the same name become equal: lower case, and
/// one space for whatever is not a letter or digit. Apostrophes, of whatever
/// shape, are kept or dropped: "track's" and "tracks'" differ by them alone.
pub fn fold_name(name: &str, apostrophes: bool) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut gap = false;
    for c in name.chars() {
        if is_apostrophe(c) {
            if apostrophes {
                folded.push('\'');
            }
        } else if c.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.extend(c.to_lowercase());
        } else {
            gap = true;
        }
    }
    folded
}

/// Cuts text into words in lower case: at everything that is not a letter or
/// digit, and inside `camelCase`. A possessive `'s` is dropped.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    let mut before_is_lower = false;
    while let Some(c) = chars.next() {
        if is_apostrophe(c) {
            // "user's" is "user", "what's" is "what", but "don't" stays one word.
            if matches!(chars.peek(), Some('s' | 'S')) {
                let mut ahead = chars.clone();
                ahead.next();
                if ahead.peek().is_none_or(|c| !c.is_alphanumeric()) {
                    chars.next();
                }
            }
            continue;
        }
        if !c.is_alphanumeric() {
            take(&mut word, &mut words);
            before_is_lower = false;
            continue;
        }
        if c.is_uppercase() && before_is_lower {
            take(&mut word, &mut words);
        }
        before_is_lower = c.is_lowercase();
        word.extend(c.to_lowercase());
    }
    take(&mut word, &mut words);
    words
}

fn take(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}' | '\u{ff07}')
}

/// Takes listed words and phrases out of a text cut into words; phrases have up to
/// three words parted by single spaces. Tells whether any was found.
pub fn without(words: &mut Vec<String>, is_listed: impl Fn(&str) -> bool) -> bool {
    let mut found = false;
    let mut at = 0;
    while at < words.len() {
        let most = 3.min(words.len() - at);
        let length = (1..=most).rev().find(|length| match length {
            1 => is_listed(&words[at]),
            _ => is_listed(&words[at..at + length].join(" ")),
        });
        match length {
            Some(length) => {
                words.drain(at..at + length);
                found = true;
            }
            None => at += 1,
        }
    }
    found
}

/// The most words of an idiom.
const LONGEST_IDIOM: usize = 5;

/// Puts for each idiom what it means, the longest first. `meaning` tells what a phrase
/// is to be read as, where it is an idiom.
pub fn read_idioms<'m>(words: &mut Vec<String>, meaning: impl Fn(&str) -> Option<&'m str>) {
    let mut at = 0;
    while at < words.len() {
        let most = LONGEST_IDIOM.min(words.len() - at);
        let read = (1..=most).rev().find_map(|length| match length {
            1 => Some((1, meaning(&words[at])?)),
            _ => Some((length, meaning(&words[at..at + length].join(" "))?)),
        });
        match read {
            Some((length, meaning)) => {
                let means: Vec<String> = meaning.split_whitespace().map(str::to_string).collect();
                let next = at + means.len();
                words.splice(at..at + length, means);
                at = next;
            }
            None => at += 1,
        }
    }
}

/// Which letters a word has, a bit each, in whatever alphabet: letters that share a bit
/// only hide a difference.
pub fn letters(word: &str) -> u32 {
    word.chars().fold(0, |letters, c| letters | 1 << (u32::from(c) % 32))
}

/// The stem of an English word in lower case.
pub fn stem(word: &str) -> String {
    Stemmer::create(Algorithm::English).stem(word).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_across_spellings() {
        assert_eq!(fold_name("Get the User’s Queue", true), "get the user's queue");
        assert_eq!(fold_name("Get the User’s Queue", false), "get the users queue");
        assert_eq!(
            fold_name("  Get Playlist Items [DEPRECATED] ", false),
            "get playlist items deprecated"
        );
        assert_eq!(fold_name("Start/Resume Playback", false), "start resume playback");
        assert_ne!(fold_name("Get Track's", true), fold_name("Get Tracks'", true));
    }

    #[test]
    fn listed_words_and_phrases_are_taken_out() {
        let mut text = words("get the current user's current song");
        assert!(without(&mut text, |w| ["current user", "the"].contains(&w)));
        assert_eq!(text, ["get", "current", "song"]);
        assert!(!without(&mut text, |w| w == "user"));
    }

    #[test]
    fn idioms_are_read_as_what_they_mean_the_longest_first() {
        let meaning = |phrase: &str| match phrase {
            "at once" => Some("together"),
            "all at once" => Some(""),
            "rid" => Some("free of it"),
            _ => None,
        };
        let mut text = words("all at once or at once, rid at");
        read_idioms(&mut text, meaning);
        assert_eq!(text, ["or", "together", "free", "of", "it", "at"]);
    }

    #[test]
    fn words_are_cut_at_case_and_punctuation() {
        assert_eq!(words("getMyTopTracks"), ["get", "my", "top", "tracks"]);
        assert_eq!(words("user's don't stop-it"), ["user", "dont", "stop", "it"]);
        assert_eq!(words("what's playing?"), ["what", "playing"]);
        assert!(words(" -- ").is_empty());
    }
}
