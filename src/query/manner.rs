//! What kind of question it is, apart from its words: whether something is to be told
//! or done, and whose things it is about.

use crate::catalogue::terms::{self, ANY_NUMBER};
use crate::catalogue::{Texts, WordIndex};

/// What a number that could be one stands for.
const YEAR: &str = "year";
/// The most words of what a question opens with, such as "is there a way to".
const LONGEST_OPENING: usize = 5;

/// The most words by which a question turns from circumstances to what is asked.
const LONGEST_TURN: usize = 4;

/// What kind of question it is, apart from its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// About the things of the user who is logged in.
    pub(super) mine: bool,
    /// About somebody else's.
    pub(super) other: bool,
    /// What it asks for.
    pub(super) asks: Asks,
    /// Whether it says so by a word such as "which" or "is", and not by a verb alone.
    pub(super) outright: bool,
}

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// Nothing in particular.
    Open,
    /// Yes or no.
    YesOrNo,
    /// To be told something.
    Told,
    /// That something be done.
    Done,
}

/// Parts a question into the words that tell what it is about, and its manner.
pub(super) fn parted(index: &WordIndex, mut words: Vec<String>) -> (Vec<String>, Manner) {
    let listed = |list: Texts, word: &String| list.has(word);
    // "Which scope does it need to skip a song" is about skipping.
    let about = words.iter().any(|word| listed(index.about, word));
    without_circumstances(index, &mut words);
    without_opening(index, &mut words);
    let first = words.first().filter(|_| !about);
    let which = first.is_some_and(|first| listed(index.which, first));
    let yes_or_no = first.is_some_and(|first| listed(index.yes_or_no, first))
        || words.iter().any(|w| listed(index.conditions, w));
    for list in [index.yes_or_no, index.conditions, index.which] {
        terms::without(&mut words, |w| list.has(w));
    }
    own_people(index, &mut words);
    let other = of_another(index, &words) | terms::without(&mut words, |w| index.other.has(w));
    let said = |word: &&String| {
        !index.ignore.has(word) || index.articles.has(word) || index.does.has(word)
    };
    let verb = words.iter().find(said).filter(|first| index.does.has(first)).cloned();
    if let Some(at) = words.iter().position(|word| Some(word) == verb.as_ref()) {
        words.remove(at);
    }
    let mine = terms::without(&mut words, |w| index.mine.has(w));
    terms::without(&mut words, |w| index.another.has(w) || index.ignore.has(w));
    let does = verb.is_some();
    words.splice(0..0, verb);
    words.retain(|word| word != "0" && word != "1");
    let leads = |list: Texts| words.first().is_some_and(|first| list.has(first));
    let asks = match () {
        () if yes_or_no => Asks::YesOrNo,
        () if which || leads(index.reads) => Asks::Told,
        () if does => Asks::Done,
        () => Asks::Open,
    };
    if asks == Asks::Done && words.len() > 2 {
        words.retain(|word| !index.quantities.has(word));
    }
    (words, Manner { mine, other, asks, outright: yes_or_no || which })
}

/// The words of a question that name what something is done to: without what it opens
/// with, and up to what parts that from where it is or belongs.
pub(super) fn object(index: &WordIndex, words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    without_circumstances(index, &mut words);
    without_opening(index, &mut words);
    let end = words.iter().position(|word| index.apart.has(word));
    words.truncate(end.unwrap_or(words.len()));
    words
}

/// Puts one sign for any number above one, be it in figures or in letters; what could
/// be a year is one.
pub(super) fn read_numbers(index: &WordIndex, words: &mut [String]) {
    for word in words {
        match word.parse::<u64>() {
            Ok(1900..=2099) => *word = YEAR.to_string(),
            Ok(2..) => *word = ANY_NUMBER.to_string(),
            Err(_) if index.numbers.has(word) => *word = ANY_NUMBER.to_string(),
            _ => {}
        }
    }
}

/// Takes off what a question opens with and what says nothing of it: "how do I".
fn without_opening(index: &WordIndex, words: &mut Vec<String>) {
    loop {
        let most = LONGEST_OPENING.min(words.len().saturating_sub(1));
        let opens = |length: &usize| index.openings.has(&words[..*length].join(" "));
        let Some(length) = (1..=most).rev().find(opens) else {
            return;
        };
        words.drain(..length);
    }
}

/// Takes off what the asker does, where the question comes after it: "I am building a
/// sorter and need the tempo of a song".
fn without_circumstances(index: &WordIndex, words: &mut Vec<String>) {
    let listed = |list: Texts, words: &[String], at: usize| {
        let most = LONGEST_TURN.min(words.len() - at);
        (1..=most).rev().find(|length| list.has(&words[at..at + length].join(" ")))
    };
    if words.is_empty() || listed(index.circumstances, words, 0).is_none() {
        return;
    }
    // A turn with nothing after it leads nowhere.
    let turn = (1..words.len()).find_map(|at| Some(at + listed(index.turns, words, at)?));
    if let Some(end) = turn.filter(|end| *end < words.len()) {
        words.drain(..end);
    }
}

/// "My brother" is somebody else.
fn own_people(index: &WordIndex, words: &mut Vec<String>) {
    for at in (1..words.len()).rev() {
        if index.other.has(&words[at]) && index.mine.has(&words[at - 1]) {
            words.remove(at - 1);
        }
    }
}

/// Whether something of other people is asked for: "another user", but not "another device".
fn of_another(index: &WordIndex, words: &[String]) -> bool {
    let after = |at: usize| words[at + 1..].iter().find(|word| !index.ignore.has(word));
    let people = |next: Option<&String>| next.is_none_or(|next| index.people.has(next));
    let mut places = words.iter().enumerate();
    places.any(|(at, word)| index.another.has(word) && people(after(at)))
}

/// The question without a purpose that needs not be understood: "… for my stream
/// overlay". None where it has no purpose, or nothing but that.
pub(super) fn without_purpose(index: &WordIndex, words: &[String]) -> Option<Vec<String>> {
    (2..words.len()).rev().find_map(|at| {
        let most = 3.min(words.len() - at);
        let begins = |length: usize| index.purposes.has(&words[at..at + length].join(" "));
        (1..=most).any(begins).then(|| words[..at].to_vec())
    })
}
