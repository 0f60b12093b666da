//! What stands beside the calls of one line: other questions, or words that say nothing.
//!
//! People put a path and a task into one question, and both want an answer. Programs put
//! a path into what they say as well, and there the words are no question: whatever is
//! written as code, logs and errors are is left alone.

use super::text::{attached, is_logged, is_status};
use super::{Found, Match, Refusal, Within, call, sure};
use crate::catalogue::{Catalogue, terms};

/// What people put between two questions.
const JOINTS: &str = " and then also plus or next finally & + ";
/// What speaks of calls and says nothing more of them.
const SAYS_NOTHING: &str = " at between call calling calls curl difference do does endpoint \
    endpoints first get how just method my need needed needs path please request requests \
    required route scope scopes thanks to try trying url use using vs what which with work ";
/// What says how a call went: no question besides.
const SAYS_HOW_IT_WENT: &str = " denied error errors fail failed failing fails forbidden \
    insufficient invalid missing permission permissions unauthorized works ";

/// Whether a word stands in one of the lists above.
fn listed(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed.eq_ignore_ascii_case(word))
}

/// Reads what stands in a line beside its calls, which mean `found`: what asks for more
/// is added to it, and what was not read is kept, to be said.
#[inline(never)]
pub(super) fn read(catalogue: &Catalogue, line: &str, found: &mut Vec<Found>, within: &Within) {
    if line.contains('\n') || is_logged(line) {
        return;
    }
    let mut pieces: Vec<(bool, &str)> = Vec::new();
    let parts = call::beside(catalogue, line);
    // A verb may stand far from its path: then nothing shows where that call begins, and
    // what stands beside it would be all of the line, call and all.
    if parts.len() < 2 {
        return;
    }
    for (at, part) in parts.iter().enumerate() {
        // What stands behind a call is joined to it by its beginning, what stands before
        // one by its end.
        cut(part, at + 1 < parts.len() && ends_in_joint(part), &mut pieces);
    }
    for (joined, text) in &pieces {
        if by_program(text) && !(*joined && sure(catalogue, text, within).is_some()) {
            return;
        }
    }
    for (joined, text) in pieces {
        if !says_something(catalogue, text) {
            continue;
        }
        let mut new = super::read(catalogue, text, within);
        let read = new.len();
        new.retain(|one| {
            !found.iter().any(|f| f.endpoints.iter().any(|at| one.endpoints.contains(at)))
        });
        let understood = |one: &Found| match one.refusal {
            None => one.how != Match::Typo,
            Some(Refusal::NoSuchWords(_) | Refusal::Absent(_)) => joined,
            Some(_) => false,
        };
        let index = &catalogue.words;
        let first = terms::words(text).swap_remove(0);
        let asks = joined || index.does.has(&first) || index.reads.has(&first);
        if asks && new.iter().all(understood) {
            found.append(&mut new);
        } else if read == new.len() {
            found[0].unread.push(text.to_string());
        }
    }
}

/// Cuts what stands beside a call where people begin anew, and tells of each piece whether
/// it is joined to what stands before.
fn cut<'l>(part: &'l str, mut joined: bool, pieces: &mut Vec<(bool, &'l str)>) {
    let ends_joined = joined;
    let mut from = 0;
    for (at, c) in part.bytes().enumerate() {
        let before = &part.as_bytes()[from..at];
        let ends = match c {
            b',' | b';' => true,
            // Brackets right behind a word are code.
            b'(' => before.last().is_none_or(u8::is_ascii_whitespace),
            b')' => !before.contains(&b'('),
            _ => false,
        };
        if ends {
            pieces.push(without_joints(&part[from..at], joined));
            joined = ends_joined || matches!(c, b',' | b';');
            from = at + 1;
        }
    }
    pieces.push(without_joints(&part[from..], joined));
}

/// Whether words beside a call were written by a program, or tell how the call went.
fn by_program(text: &str) -> bool {
    let mut quotes = 0;
    for (at, c) in text.char_indices() {
        let plain = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric);
        let within_a_word = at > 0 && plain(at - 1) && plain(at + 1);
        quotes += usize::from(c == '\'' && !within_a_word);
        if "{}=<>[]\\|$\"".contains(c) || within_a_word && ".:_/".contains(c) {
            return true;
        }
    }
    let by_program = |word: &str| {
        is_status(word) || word.starts_with('-') && word.len() > 1 || word.starts_with("//")
    };
    quotes > 0
        || attached(text)
        || text.split_whitespace().any(by_program)
        || terms::words(text).iter().any(|word| listed(SAYS_HOW_IT_WENT, word))
}

/// A part without what joins it to the next and the last one, and whether it is joined.
fn without_joints(text: &str, mut joined: bool) -> (bool, &str) {
    let marks = |c: char| c == ' ' || c == '\t' || ".:!?`-".contains(c);
    let mut text = text.trim_matches(marks);
    while let Some(word) = text.split_whitespace().next().filter(|word| listed(JOINTS, word)) {
        text = text[word.len()..].trim_matches(marks);
        joined = true;
    }
    while let Some(word) = text.split_whitespace().next_back().filter(|word| listed(JOINTS, word)) {
        text = text[..text.len() - word.len()].trim_matches(marks);
    }
    (joined, text)
}

fn ends_in_joint(text: &str) -> bool {
    let text = text.trim_end();
    let last = text.split_whitespace().next_back();
    text.ends_with([',', ';']) || last.is_some_and(|last| listed(JOINTS, last))
}

fn says_something(catalogue: &Catalogue, text: &str) -> bool {
    let index = &catalogue.words;
    terms::words(text).iter().any(|word| {
        word.len() > 1
            && ![index.ignore, index.yes_or_no, index.conditions].iter().any(|list| list.has(word))
            && !listed(SAYS_NOTHING, word)
    })
}
