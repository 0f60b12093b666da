//! Bash: the line as typed, cut into words as the shell will cut it, and
//! candidates quoted the way the unfinished word is.

use std::ffi::OsString;

use super::{Candidate, candidates};

/// How the unfinished word is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quote {
    None,
    Single,
    Double,
}

/// Completes a line up to a position in bytes: one candidate a line, quoted, and
/// without what bash takes for the word before (up to the last `=` or `:`).
pub(super) fn answer(command: clap::Command, line: &str, point: usize) -> String {
    let typed = line.get(..point).unwrap_or(line);
    let (words, quote, opened) = split(typed);
    let unfinished = words.last().cloned().unwrap_or_default();
    let words = words.into_iter().map(OsString::from).collect();
    // Bash breaks words at these, and replaces only what follows.
    let kept = match quote {
        Quote::None => unfinished.rfind(['=', ':']).map_or(0, |at| at + 1),
        // Of a word with several quotes, what follows the one that is open.
        Quote::Single | Quote::Double => opened,
    };
    let mut out = String::new();
    // Bash does not close a quote it did not see opened.
    let close = match quote {
        Quote::None => "",
        Quote::Single => "'",
        Quote::Double => "\"",
    };
    for candidate in keeping(candidates(command, words), &unfinished) {
        let rest = candidate.value.get(kept..).unwrap_or(&candidate.value);
        out.push_str(&quoted(rest, quote));
        out.push_str(close);
        out.push('\n');
    }
    out
}

/// The candidates that go on from what was typed: bash puts what all of them begin with
/// in its place, and would shorten it where they differ in case or begin otherwise.
fn keeping(mut found: Vec<Candidate>, typed: &str) -> Vec<Candidate> {
    let begins = |candidate: &Candidate| candidate.value.starts_with(typed);
    if found.iter().any(begins) {
        found.retain(begins);
        return found;
    }
    let beginning = |candidate: &Candidate| candidate.value.get(..typed.len()).map(str::to_string);
    let same = found.iter().filter_map(beginning).find(|begin| begin.eq_ignore_ascii_case(typed));
    if let Some(same) = same {
        found.retain(|candidate| candidate.value.starts_with(&same));
    } else if found.len() > 1 {
        // With what was typed among them they begin with nothing in common.
        found.insert(0, Candidate { value: typed.to_string(), help: None });
    }
    found
}

/// Cuts a line into words; the last is unfinished, and may be empty. Tells how it is
/// quoted, and how much of it stands before the quote that is open.
fn split(line: &str) -> (Vec<String>, Quote, usize) {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut started = false;
    let mut quote = Quote::None;
    let mut opened = 0;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Quote::None, '\'' | '"') => {
                quote = if c == '"' { Quote::Double } else { Quote::Single };
                (started, opened) = (true, word.len());
            }
            (Quote::Single, '\'') | (Quote::Double, '"') => quote = Quote::None,
            (Quote::None, '\\') => {
                started = true;
                word.extend(chars.next());
            }
            (Quote::Double, '\\') => match chars.next() {
                Some(next @ ('"' | '\\' | '$' | '`')) => word.push(next),
                Some(next) => word.extend(['\\', next]),
                None => word.push('\\'),
            },
            (Quote::None, c) if c.is_whitespace() => {
                if started {
                    words.push(std::mem::take(&mut word));
                    started = false;
                }
            }
            (_, c) => {
                started = true;
                word.push(c);
            }
        }
    }
    words.push(word);
    (words, quote, opened)
}

/// A candidate as it must stand on the line.
fn quoted(text: &str, quote: Quote) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for c in text.chars() {
        match quote {
            Quote::None
                if !(c.is_alphanumeric()
                    || matches!(c, '-' | '_' | '.' | '/' | ',' | ':' | '=' | '@' | '%' | '+')) =>
            {
                out.extend(['\\', c]);
            }
            Quote::Single if c == '\'' => out.push_str("'\\''"),
            Quote::Double if matches!(c, '"' | '\\' | '$' | '`') => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command() -> clap::Command {
        <crate::arguments::Arguments as clap::CommandFactory>::command()
    }

    #[test]
    fn lines_are_cut_as_bash_cuts_them() {
        let cut = |line| {
            let (words, quote, _) = split(line);
            (words, quote)
        };
        let words = |w: &[&str]| w.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(cut("scopes need Cre"), (words(&["scopes", "need", "Cre"]), Quote::None));
        assert_eq!(cut("scopes need "), (words(&["scopes", "need", ""]), Quote::None));
        assert_eq!(
            cut("scopes need Create\\ P"),
            (words(&["scopes", "need", "Create P"]), Quote::None)
        );
        assert_eq!(
            cut("scopes need \"Create P"),
            (words(&["scopes", "need", "Create P"]), Quote::Double)
        );
        assert_eq!(
            cut("scopes need 'a' 'b c"),
            (words(&["scopes", "need", "a", "b c"]), Quote::Single)
        );
        assert_eq!(cut("scopes need \"\" x"), (words(&["scopes", "need", "", "x"]), Quote::None));
    }

    #[test]
    fn candidates_are_quoted_as_the_word_is() {
        let answer = |line: &str| super::answer(command(), line, line.len());
        assert!(answer("scopes need Create\\ Playl").contains("Create\\ Playlist\n"));
        assert!(answer("scopes need \"create playl").contains("Create Playlist\"\n"));
        assert!(answer("scopes need Get\\ Artist").contains("Get\\ Artist\\'s\\ Albums\n"));
        assert!(answer("scopes need \"Get Artist").contains("Get Artist's Albums\"\n"));
        // What stands before the open quote stays where it is.
        assert!(answer("scopes need 'Get User'\\''s T").contains("s Top Items'\n"));
        assert!(!answer("scopes need 'Get User'\\''s T").contains("Get User"));
        assert!(answer("scopes url --for=Create\\ Playl").contains("Create\\ Playlist\n"));
        assert!(!answer("scopes url --for=Create\\ Playl").contains("--for="));
        assert!(answer("scopes exp").contains("explain\n"));
    }

    #[test]
    fn the_cursor_may_stand_within_the_line() {
        assert!(super::answer(command(), "scopes exp --quiet", 10).contains("explain\n"));
        assert!(
            !super::answer(command(), "scopes \u{e9}", 8).is_empty()
                || super::answer(command(), "", 99).is_empty()
        );
    }
}
