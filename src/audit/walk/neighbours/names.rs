//! Words of texts, and names that stand in them as whole words.

use std::ops::Range;

use foldhash::HashMap;

/// Whether each byte is part of a word: letters, digits and underscores of ASCII.
const IN_WORD: [bool; 256] = table(false);
/// The same with what else names are written with.
const IN_NAME: [bool; 256] = table(true);

const fn table(of_names: bool) -> [bool; 256] {
    let (mut table, mut byte) = ([false; 256], 0_u8);
    loop {
        let else_in_names = of_names && (byte == b'$' || !byte.is_ascii());
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_' || else_in_names;
        if byte == u8::MAX {
            return table;
        }
        byte += 1;
    }
}

fn is_word(byte: u8) -> bool {
    IN_WORD[usize::from(byte)]
}

/// The words of a text, as names are told apart.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    runs(text.as_bytes(), &IN_NAME).map(|run| &text[run])
}

/// Where bytes of a table stand side by side.
fn runs<'t>(bytes: &'t [u8], table: &'t [bool; 256]) -> impl Iterator<Item = Range<usize>> + 't {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(|byte| table[usize::from(*byte)])?;
        let rest = bytes[start..].iter().position(|byte| !table[usize::from(*byte)]);
        at = rest.map_or(bytes.len(), |length| start + length);
        Some(start..at)
    })
}

/// Names to look for, all at once.
#[derive(Debug)]
pub struct Names {
    all: Vec<Box<str>>,
    /// The names that have a word, by their first one, and where in them it begins.
    by_word: HashMap<Box<[u8]>, Vec<(usize, usize)>>,
    /// The marks of these words: hardly any other word of a text has one.
    marks: [u64; MARKS / 64],
    /// The names without one.
    odd: Vec<usize>,
}

/// How many marks there are.
const MARKS: usize = 4096;

/// What tells words apart at a glance.
fn mark(word: &[u8]) -> usize {
    let (first, last) = (usize::from(word[0]), usize::from(word[word.len() - 1]));
    (first ^ (last << 3) ^ (word.len() << 7)) % MARKS
}

impl Names {
    /// Ready to be looked for; none of them is empty.
    pub fn new(names: Vec<Box<str>>) -> Self {
        let (mut by_word, mut odd) = (HashMap::<Box<[u8]>, Vec<_>>::default(), Vec::new());
        let mut marks = [0; MARKS / 64];
        for (at, name) in names.iter().enumerate() {
            let Some(word) = runs(name.as_bytes(), &IN_WORD).next() else {
                odd.push(at);
                continue;
            };
            let start = word.start;
            let word = &name.as_bytes()[word];
            marks[mark(word) / 64] |= 1 << (mark(word) % 64);
            by_word.entry(word.into()).or_default().push((at, start));
        }
        Names { all: names, by_word, marks, odd }
    }

    /// Whether a place of a text where one of the names stands whole meets some condition,
    /// which is given the number of the name and where it begins.
    pub fn any_in(&self, text: &str, mut meets: impl FnMut(usize, usize) -> bool) -> bool {
        let bytes = text.as_bytes();
        let stands_at = |name: &str, start: usize| {
            let end = start + name.len();
            bytes.get(start..end) == Some(name.as_bytes())
                && !start.checked_sub(1).is_some_and(|before| is_word(bytes[before]))
                && !bytes.get(end).is_some_and(|after| is_word(*after))
        };
        let of_words = runs(bytes, &IN_WORD).any(|run| {
            let word = &bytes[run.clone()];
            self.marks[mark(word) / 64] & (1 << (mark(word) % 64)) != 0
                && self.by_word.get(word).into_iter().flatten().any(|(at, offset)| {
                    let start = run.start.checked_sub(*offset);
                    start.is_some_and(|start| stands_at(&self.all[*at], start) && meets(*at, start))
                })
        });
        of_words
            || self.odd.iter().any(|at| {
                let name = &*self.all[*at];
                let windows = bytes.windows(name.len()).enumerate();
                windows
                    .filter(|(_, window)| *window == name.as_bytes())
                    .any(|(start, _)| stands_at(name, start) && meets(*at, start))
            })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_names() {
        let of = |text| words(text).collect::<Vec<_>>();
        assert_eq!(of("a.b_c(d1, $e, 'été')"), ["a", "b_c", "d1", "$e", "été"]);
        assert_eq!(of(" ,.\n"), [""; 0]);
        assert_eq!(of("end"), ["end"]);
    }

    #[test]
    fn names_stand_whole() {
        let names = Names::new(["play", "my-api", "+page", "日本", "[id]"].map(Box::from).to_vec());
        let of = |text: &str| {
            let mut found = Vec::new();
            assert!(!names.any_in(text, |name, at| {
                found.push((&*names.all[name], at));
                false
            }));
            found
        };
        assert_eq!(of("play(x.play)"), [("play", 0), ("play", 7)]);
        assert_eq!(of("player, display, play_all, play1"), []);
        assert_eq!(of("'./my-api' and my-apis, my_api"), [("my-api", 3)]);
        assert_eq!(of("+page.ts a+page +pages page"), [("+page", 0)]);
        assert_eq!(of("日本 [id] a[id]"), [("[id]", 7), ("日本", 0)]);
    }

    proptest! {
        #[test]
        fn finds_what_a_look_at_every_place_finds(
            sought in proptest::collection::vec("[ab_$.é+-]{1,4}", 1..6),
            text in "[ab_$.é+ -]{0,40}",
        ) {
            let names = Names::new(sought.iter().map(|name| name.as_str().into()).collect());
            let mut found = Vec::new();
            names.any_in(&text, |name, at| { found.push((at, name)); false });
            found.sort_unstable();
            let bytes = text.as_bytes();
            let part = |at: usize| bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
            let mut wanted = Vec::new();
            for at in 0..bytes.len() {
                for (number, name) in sought.iter().enumerate() {
                    let ends = at + name.len();
                    if bytes[at..].starts_with(name.as_bytes())
                        && !part(ends) && (at == 0 || !part(at - 1))
                    {
                        wanted.push((at, number));
                    }
                }
            }
            prop_assert_eq!(found, wanted);
        }
    }
}
