//! Short texts, as people type them and no program writes them: a status and a call, in
//! any order. Who types one here speaks of Spotify without naming it.

use super::status::statuses;
use crate::catalogue::{Catalogue, Method};
use crate::query::{self, Found};

/// More words are a message, which says itself whose it is.
const MOST_WORDS: usize = 12;
/// Whether a text is a line of few words without an address.
pub(super) fn is_short(text: &str) -> bool {
    is_line(text) && !text.contains("://")
}

/// Whether a text is a line of few words.
pub(super) fn is_line(text: &str) -> bool {
    let text = text.trim();
    !text.contains(['\n', '{']) && text.split_whitespace().count() <= MOST_WORDS
}

/// The words of a short text that could be a task: those after what it is told with, and
/// without the status. None where it has no status, or is no short text.
pub fn task(text: &str) -> Option<String> {
    if !is_short(text) || text.contains('/') {
        return None;
    }
    let status = |word: &&str| statuses(word).next().is_some();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.iter().find(|word| status(word))?;
    let led = |pair: &&[&str]| pair[1] == "to" && matches!(pair[0], "try" | "tried" | "trying");
    let after = words.windows(2).rposition(|pair| led(&pair)).map_or(0, |at| at + 2);
    let words: Vec<&str> = words[after..].iter().copied().filter(|word| !status(word)).collect();
    Some(words.join(" "))
}

/// Whether a text has a call in it, written out: `GET /me`.
pub(super) fn has_a_call(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let call = |pair: &[&str]| Method::named(pair[0]).is_some() && pair[1].starts_with('/');
    words.windows(2).any(call)
}

/// The calls of a short text, whose paths need not begin with a slash.
pub(super) fn calls(catalogue: &Catalogue, text: &str) -> Vec<Found> {
    let found = query::calls_of(catalogue, text);
    if !found.is_empty() {
        return found;
    }
    let pieces = text.split_whitespace().map(|piece| {
        piece.trim_matches(|c: char| matches!(c, ',' | ':' | ';' | '(' | ')' | '"' | '\'' | '`'))
    });
    pieces
        .filter(|piece| piece.contains('/'))
        .flat_map(|piece| query::calls_of(catalogue, piece))
        .collect()
}
