//! In how many ways a word of a question can be read: as it stands, as a synonym, by
//! its stem, as two words or half of one, and where it is no word, by its spelling.

use super::spelling;
use crate::catalogue::WordIndex;
use crate::catalogue::terms::{self, ANY_NUMBER};

/// A stem in common says less than the word itself.
const SAME_STEM: f32 = 0.75;
/// A corrected spelling says less than a word.
const CORRECTED: f32 = 0.85;
/// What a number tells at most, of 255.
const NUMBER_TELLS: f32 = 50.0;
/// What being a question to be answered by yes or no tells, of 255.
const YES_OR_NO_TELLS: f32 = 30.0;
/// What an unknown word would have told, of 255.
const UNKNOWN_TELLS: f32 = 110.0;
/// What the rarest word tells, of 255: rarity alone is no importance.
const MOST_TELLS: f32 = 180.0;
/// Readings at least this close are one idea.
const CLOSE: f32 = 0.85;

/// One way to read a word or phrase: terms that stand for it together.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) terms: Vec<u32>,
    pub(super) likeness: f32,
}

/// A word or phrase of the question.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) readings: Vec<Reading>,
    pub(super) tells: f32,
    pub(super) corrected: bool,
}

/// Cuts the question into tokens; with `phrases`, the longest known phrase at each place is
/// one. What was looked up `before` is not looked up again: correcting a spelling costs most.
pub(super) fn tokens(
    index: &WordIndex,
    words: &[String],
    phrases: bool,
    before: &[Token],
) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = if phrases { 4.min(words.len() - at) } else { 1 };
        let phrase = (2..=longest).rev().find_map(|length| {
            let text = words[at..at + length].join(" ");
            let readings = synonyms(index, &text);
            (!readings.is_empty()).then_some((length, text, readings))
        });
        if let Some((length, text, mut readings)) = phrase {
            let parts: Vec<u32> =
                words[at..at + length].iter().filter_map(|w| term(index, w)).collect();
            if parts.len() == length {
                readings.push(Reading { terms: parts, likeness: 1.0 });
            }
            tokens.push(token(index, text, readings, false));
            at += length;
            continue;
        }
        if let Some(known) = before.iter().find(|token| token.text == words[at]) {
            tokens.push(known.clone());
            at += 1;
            continue;
        }
        let readings = known(index, &words[at]);
        if !readings.is_empty() {
            tokens.push(token(index, words[at].clone(), readings, false));
            at += 1;
            continue;
        }
        // Two words may be one ("play list"), and one may be two ("nowplaying").
        if let Some(next) = words.get(at + 1) {
            let together = format!("{}{next}", words[at]);
            let readings = known(index, &together);
            if !readings.is_empty() {
                tokens.push(token(index, together, readings, false));
                at += 2;
                continue;
            }
        }
        let (readings, corrected) = match split(index, &words[at]) {
            Some(reading) => (vec![reading], false),
            // A verb or noun of everyday speech is no slip for another word.
            None if is_listed(index, &words[at]) => (Vec::new(), false),
            None => (respelled(index, &words[at]), true),
        };
        let corrected = corrected && !readings.is_empty();
        tokens.push(token(index, words[at].clone(), readings, corrected));
        at += 1;
    }
    tokens
}

/// What a question to be answered by yes or no says besides its words.
pub(super) fn asks_yes_or_no(index: &WordIndex, check: u32) -> Token {
    let reading = Reading { terms: vec![check], likeness: 1.0 };
    let text = index.terms.get(check as usize).to_string();
    Token { text, readings: vec![reading], tells: YES_OR_NO_TELLS, corrected: false }
}

fn token(index: &WordIndex, text: String, readings: Vec<Reading>, corrected: bool) -> Token {
    let tells = |reading: &Reading| {
        let all = reading.terms.iter().map(|t| f32::from(index.tells[*t as usize]));
        all.fold(0.0, f32::max)
    };
    // Words that stand for each other are one idea, as common as the commonest of them.
    let best = readings.iter().map(|r| r.likeness).fold(0.0, f32::max);
    let close = readings.iter().filter(|r| r.likeness >= best.min(CLOSE));
    let least = close.map(tells).fold(f32::INFINITY, f32::min);
    let most = if text == ANY_NUMBER { NUMBER_TELLS } else { MOST_TELLS };
    let tells = if readings.is_empty() { UNKNOWN_TELLS } else { least.min(most) };
    Token { text, readings, tells, corrected }
}

/// Whether a word is one of everyday speech.
fn is_listed(index: &WordIndex, word: &str) -> bool {
    [index.does, index.reads, index.people].iter().any(|list| list.has(word))
}

/// How surely a word is read as a thing to count as that thing, 0 to 1.
const SURELY: f32 = 0.85;

/// Whether what a word stands for names a thing.
pub(super) fn name_a_thing(index: &WordIndex, readings: &[Reading]) -> bool {
    let names = |term: &u32| index.things[*term as usize];
    readings.iter().any(|r| r.likeness > SURELY && r.terms.iter().any(names))
}

/// The number of a word.
pub(super) fn term(index: &WordIndex, word: &str) -> Option<u32> {
    u32::try_from(index.terms.find(word)?).ok()
}

/// What a word stands for as it is written.
pub(super) fn known(index: &WordIndex, word: &str) -> Vec<Reading> {
    let mut readings = Vec::new();
    let exact = term(index, word);
    if let Some(at) = exact {
        readings.push(Reading { terms: vec![at], likeness: 1.0 });
    }
    let listed = synonyms(index, word);
    let is_listed = exact.is_some() || !listed.is_empty();
    readings.extend(listed);
    let stem = terms::stem(word);
    if let Some(at) = index.stems.find(&stem) {
        let inflected = |t: &u32| inflects(index.terms.get(*t as usize), word);
        let same = index.stem_terms.get(at).iter();
        let alike = same.filter(|t| Some(**t) != exact && inflected(t));
        readings.extend(alike.map(|t| Reading { terms: vec![*t], likeness: SAME_STEM }));
    }
    if !is_listed {
        for base in base_forms(word) {
            readings.extend(
                synonyms(index, &base)
                    .into_iter()
                    .map(|reading| Reading { likeness: reading.likeness * SAME_STEM, ..reading }),
            );
        }
    }
    readings
}

/// What a word may be a form of: "reading" of "read", "scrubbing" of "scrub".
fn base_forms(word: &str) -> Vec<String> {
    let Some(base) = word.strip_suffix("ing").filter(|base| base.len() > 2) else {
        return Vec::new();
    };
    let mut bases = vec![base.to_string(), format!("{base}e")];
    let mut shorter = base.chars();
    if shorter.next_back() == shorter.clone().next_back() {
        bases.push(shorter.as_str().to_string());
    }
    bases
}

/// Whether two words of one stem are forms of one word: "plays" and "playing" are,
/// "follow" and "follower" are not.
fn inflects(a: &str, b: &str) -> bool {
    const ENDINGS: [&str; 10] = ["", "s", "es", "e", "ed", "d", "ing", "y", "ies", "ied"];
    let shared = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let doubled = a.as_bytes()[..shared].last().copied();
    [a, b].iter().all(|word| {
        let ending = word.get(shared..).unwrap_or_default();
        let single = ending.strip_prefix(|c: char| Some(c) == doubled.map(char::from));
        ENDINGS.contains(&ending) || single.is_some_and(|ending| ENDINGS.contains(&ending))
    })
}

fn synonyms(index: &WordIndex, phrase: &str) -> Vec<Reading> {
    let from = index.synonyms.place(phrase);
    (from..index.synonyms.len())
        .take_while(|at| index.synonyms.get(*at) == phrase)
        .map(|at| synonym(index, at))
        .collect()
}

fn synonym(index: &WordIndex, at: usize) -> Reading {
    Reading {
        terms: index.synonym_terms.get(at).to_vec(),
        likeness: f32::from(index.synonym_weights[at]) / 255.0,
    }
}

/// A word that is two known words without a space.
fn split(index: &WordIndex, word: &str) -> Option<Reading> {
    let cuts = word.char_indices().map(|(at, _)| at).filter(|at| *at >= 3 && word.len() - at >= 3);
    cuts.filter_map(|at| Some(vec![term(index, &word[..at])?, term(index, &word[at..])?]))
        .map(|terms| Reading { terms, likeness: 0.95 })
        .next()
}

/// Known words spelled nearly like this one.
fn respelled(index: &WordIndex, word: &str) -> Vec<Reading> {
    let found = spelling::Typed::new(word).near(&index.spellings);
    let nearest = found.iter().map(|(distance, _)| *distance).min();
    let nearest = found.into_iter().filter(|(distance, _)| Some(*distance) == nearest);
    let meant = |(_, known): (usize, &str)| {
        let exact = term(index, known).map(|at| Reading { terms: vec![at], likeness: 1.0 });
        exact.into_iter().chain(synonyms(index, known)).collect::<Vec<_>>()
    };
    let corrected =
        |reading: Reading| Reading { likeness: CORRECTED * reading.likeness, ..reading };
    nearest.flat_map(meant).map(corrected).collect()
}
