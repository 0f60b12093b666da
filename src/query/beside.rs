//! What stands beside the calls of one line: other questions, or words that say nothing.
//!
//! People put a path and a task into one question, and both want an answer. Programs put
//! a path into what they say as well, and there the words are no question: whatever is
//! written as code, logs and errors are is left alone.

use super::text::{attached, is_logged, is_status};
use super::{Found, Match, Refusal, Within, call, sure, words};
use crate::catalogue::{Catalogue, WordIndex, terms};

/// What people put between two questions.
const JOINTS: [&str; 9] = ["and", "then", "also", "plus", "or", "next", "finally", "&", "+"];
/// What speaks of calls and says nothing more of them.
const SAYS_NOTHING: [&str; 40] = [
    "at",
    "between",
    "call",
    "calling",
    "calls",
    "curl",
    "difference",
    "do",
    "does",
    "endpoint",
    "endpoints",
    "first",
    "get",
    "how",
    "just",
    "method",
    "my",
    "need",
    "needed",
    "needs",
    "path",
    "please",
    "request",
    "requests",
    "required",
    "route",
    "scope",
    "scopes",
    "thanks",
    "to",
    "try",
    "trying",
    "url",
    "use",
    "using",
    "vs",
    "what",
    "which",
    "with",
    "work",
];
/// What says how a call went: no question besides.
const SAYS_HOW_IT_WENT: [&str; 15] = [
    "denied",
    "error",
    "errors",
    "fail",
    "failed",
    "failing",
    "fails",
    "forbidden",
    "insufficient",
    "invalid",
    "missing",
    "permission",
    "permissions",
    "unauthorized",
    "works",
];

/// What was made of the words beside calls.
#[derive(Default)]
pub(super) struct Beside {
    /// Questions of their own, answered or refused.
    pub(super) found: Vec<Found>,
    /// What was not read.
    pub(super) unread: Vec<String>,
}

/// Reads what stands in a line beside its calls, which mean `found`.
pub(super) fn read(catalogue: &Catalogue, line: &str, found: &[Found], within: &Within) -> Beside {
    let mut beside = Beside::default();
    if line.contains('\n') || is_logged(line) {
        return beside;
    }
    let mut pieces: Vec<(bool, &str)> = Vec::new();
    let parts = call::beside(catalogue, line);
    for (at, part) in parts.iter().enumerate() {
        // What stands behind a call is joined to it by its beginning, what stands before
        // one by its end.
        let joined = at + 1 < parts.len() && ends_in_joint(part);
        pieces.extend(in_pieces(part).into_iter().map(|(led, piece)| (led || joined, piece)));
    }
    let named =
        |(joined, text): &(bool, &str)| joined.then(|| sure(catalogue, text, within)).flatten();
    if pieces.iter().any(|piece| by_program(piece.1) && named(piece).is_none()) {
        return beside;
    }
    for (joined, text) in pieces.into_iter().filter(|piece| says_something(catalogue, piece.1)) {
        let known = |one: &Found| {
            let mut all = found.iter().chain(&beside.found).flat_map(|f| &f.endpoints);
            all.any(|at| one.endpoints.contains(at))
        };
        let read = match named(&(joined, text)) {
            Some(one) => vec![Found { question: text.to_string(), ..one }],
            None => {
                words::tasks(catalogue, text).unwrap_or_else(|| vec![words::find(catalogue, text)])
            }
        };
        let (known, new): (Vec<Found>, Vec<Found>) = read.into_iter().partition(known);
        let asks = joined || begins_with_a_deed(&catalogue.words, text);
        let understood = |one: &Found| match one.refusal {
            None => one.how != Match::Typo,
            Some(Refusal::NoSuchWords(_) | Refusal::Absent(_)) => joined,
            Some(_) => false,
        };
        if asks && new.iter().all(understood) {
            beside.found.extend(new);
        } else if known.is_empty() {
            beside.unread.push(text.to_string());
        }
    }
    beside
}

/// Cuts what stands beside a call where people begin anew, and tells of each piece whether
/// it is joined to what stands before.
fn in_pieces(part: &str) -> Vec<(bool, &str)> {
    let (mut pieces, mut from, mut joined) = (Vec::new(), 0, false);
    let mut take = |joined: bool, text| {
        let (led, text) = without_joints(text);
        pieces.push((joined || led, text));
    };
    for (at, c) in part.char_indices() {
        let before = &part[from..at];
        let ends = match c {
            ',' | ';' => true,
            // Brackets right behind a word are code.
            '(' => !before.ends_with(|c: char| !c.is_whitespace()),
            ')' => !before.contains('('),
            _ => false,
        };
        if ends {
            take(joined, before);
            joined = matches!(c, ',' | ';');
            from = at + 1;
        }
    }
    take(joined, &part[from..]);
    pieces
}

/// Whether words beside a call were written by a program, or tell how the call went.
fn by_program(text: &str) -> bool {
    let between_letters = |mark: char| {
        text.match_indices(mark).any(|(at, mark)| {
            let ends = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            ends(text[..at].chars().next_back()) && ends(text[at + mark.len()..].chars().next())
        })
    };
    text.contains(['{', '}', '=', '<', '>', '[', ']', '\\', '|', '$', '"'])
        || ['.', ':', '_', '/'].into_iter().any(between_letters)
        || attached(text)
        || text.match_indices('\'').count() > usize::from(between_letters('\''))
        || text.split_whitespace().any(|word| {
            is_status(word) || word.starts_with('-') && word.len() > 1 || word.starts_with("//")
        })
        || terms::words(text).iter().any(|word| SAYS_HOW_IT_WENT.contains(&word.as_str()))
}

/// A part without what joins it to the next and the last one, and whether it was joined
/// to the last.
fn without_joints(text: &str) -> (bool, &str) {
    let marks = |c: char| c.is_whitespace() || matches!(c, '.' | ':' | '!' | '?' | '`' | '-');
    let joint = |word: &str| JOINTS.iter().any(|joint| joint.eq_ignore_ascii_case(word));
    let (mut text, mut joined) = (text.trim_matches(marks), false);
    while let Some(word) = text.split_whitespace().next().filter(|word| joint(word)) {
        text = text[word.len()..].trim_start_matches(marks);
        joined = true;
    }
    while let Some(word) = text.split_whitespace().next_back().filter(|word| joint(word)) {
        text = text[..text.len() - word.len()].trim_end_matches(marks);
    }
    (joined, text)
}

fn ends_in_joint(text: &str) -> bool {
    let text = text.trim_end();
    let last = text.split_whitespace().next_back().unwrap_or_default();
    text.ends_with([',', ';']) || JOINTS.iter().any(|joint| joint.eq_ignore_ascii_case(last))
}

fn says_something(catalogue: &Catalogue, text: &str) -> bool {
    let index = &catalogue.words;
    terms::words(text).iter().any(|word| {
        word.len() > 1
            && ![index.ignore, index.yes_or_no, index.conditions].iter().any(|list| list.has(word))
            && !SAYS_NOTHING.contains(&word.as_str())
    })
}

fn begins_with_a_deed(index: &WordIndex, text: &str) -> bool {
    let first = terms::words(text).into_iter().next();
    first.is_some_and(|first| index.does.has(&first) || index.reads.has(&first))
}
