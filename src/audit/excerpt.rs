//! Lines of code around places.
//!
//! Only what stands around a place is taken, so that a long line costs no more than any
//! other. It is text here, and nothing else: what a terminal would act upon is made
//! harmless where it is shown.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::audit::evidence::Place;
use crate::audit::walk;
use crate::secrets::{self, MASK};

/// A line of code, or what stands around the place of a long one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// What stands before the marked part, without indentation.
    pub before: String,
    /// The marked part.
    pub marked: String,
    /// What stands after it.
    pub after: String,
    /// Column of the marked part in the file, in characters from 1, where the line
    /// begins near enough to tell.
    pub column: Option<u32>,
    /// The same for the end of the marked part, if it ends on this line.
    pub end_column: Option<u32>,
}

/// Where the code of an audit is read from.
pub trait Sources {
    /// The text of a file, as it was when places were found in it; none where it cannot
    /// be read any more.
    fn text(&self, file: &str) -> Option<Rc<str>>;

    /// The line of code at a place; none where it cannot be read any more.
    fn excerpt(&self, file: &str, place: Place) -> Option<Excerpt> {
        let text = self.text(file)?;
        let (start, end) = (place.span.start as usize, place.span.end as usize);
        // Of a text over several lines, the place may be a line further down.
        let start = line_below(&text, start, place.span.line).unwrap_or(start);
        excerpt(text.as_bytes(), start, end.max(start))
    }
}

/// The files of a folder. The one asked for last is kept.
#[derive(Debug, Default)]
pub struct Files {
    root: PathBuf,
    last: RefCell<Option<(String, Option<Rc<str>>)>>,
}

impl Files {
    /// The files below a folder.
    pub fn below(root: &Path) -> Self {
        Files { root: root.to_path_buf(), last: RefCell::new(None) }
    }
}

impl Sources for Files {
    fn text(&self, file: &str) -> Option<Rc<str>> {
        if let Some((last, text)) = &*self.last.borrow()
            && last == file
        {
            return text.clone();
        }
        let text = walk::text_of(&self.root.join(file)).ok().map(Rc::from);
        *self.last.borrow_mut() = Some((file.to_string(), text.clone()));
        text
    }
}

/// Where a line begins that stands below the byte `start`; none where it does not.
fn line_below(text: &str, start: usize, line: u32) -> Option<usize> {
    let (before, rest) = text.split_at_checked(start)?;
    let below = (line as usize).checked_sub(1 + before.matches('\n').count())?;
    let (at, _) = rest.match_indices('\n').nth(below.checked_sub(1)?)?;
    let begins = start + at + 1;
    Some(text.len() - text[begins..].trim_start_matches([' ', '\t']).len())
}

/// How many bytes before and after a place are shown at most.
const AROUND: usize = 400;

/// How many bytes of a place are marked at most: all scopes there are, one after the other.
const MARKED: usize = 1000;

/// Cuts the line of a place out of a text.
fn excerpt(bytes: &[u8], start: usize, end: usize) -> Option<Excerpt> {
    if start > bytes.len() {
        return None;
    }
    let from = start.saturating_sub(AROUND);
    let end = end.clamp(start, bytes.len()).min(start + MARKED);
    let is_break = |byte: &u8| *byte == b'\n' || *byte == b'\r';
    let before = bytes[from..start].iter().rposition(is_break);
    let begins = before.map_or(from, |at| from + at + 1);
    let whole = before.is_some() || from == 0;
    let most = bytes.len().min(end + AROUND);
    let ends = bytes[start..most].iter().position(is_break).map_or(most, |at| start + at);
    let on_line = end <= ends;
    let end = end.min(ends);
    // The middle of a character is no place to begin.
    let begins = (begins..start).find(|at| bytes[*at] & 0xc0 != 0x80).unwrap_or(start);

    let part = |range: std::ops::Range<usize>| String::from_utf8_lossy(&bytes[range]).into_owned();
    let (head, mark, tail) = (part(begins..start), part(start..end), part(end..ends));
    let columns = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let column = whole.then(|| columns(&head).saturating_add(1));
    let end_column = column.filter(|_| on_line).map(|column| column.saturating_add(columns(&mark)));
    let (before, after) = (head.trim_start().to_string(), tail.trim_end().to_string());
    Some(Excerpt { before, marked: mark, after, column, end_column })
}

impl Excerpt {
    /// The same with only `part` marked, where the marked part has it as a word.
    #[must_use]
    pub fn narrowed(mut self, part: &str) -> Self {
        let in_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let alone = |at: &usize| {
            let (before, rest) = self.marked.split_at(*at);
            let after = &rest[part.len()..];
            !before.ends_with(in_word) && !after.starts_with(in_word)
        };
        let found = self.marked.match_indices(part).map(|(at, _)| at).find(alone);
        if let Some(at) = found.filter(|_| !part.is_empty()) {
            let columns = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            self.column = self.column.map(|c| c.saturating_add(columns(&self.marked[..at])));
            self.end_column = self.column.map(|c| c.saturating_add(columns(part)));
            self.before.push_str(&self.marked[..at]);
            self.after.insert_str(0, &self.marked[at + part.len()..]);
            self.marked = part.to_string();
        }
        self
    }

    /// The same without the secrets that some people write into their code.
    #[must_use]
    pub fn without_secrets(self) -> Self {
        let line = self.line();
        let secrets = secrets::in_code(&line);
        if secrets.is_empty() {
            return self;
        }
        let mut from = 0;
        let mut part = |text: &str| {
            let (begin, end) = (from, from + text.len());
            from = end;
            let mut shown = String::new();
            let mut done = begin;
            for secret in secrets.iter().filter(|s| s.start < end && s.end > begin) {
                shown.push_str(&line[done..secret.start.max(done)]);
                // A secret over two parts is masked once.
                if secret.start >= begin {
                    shown.push_str(MASK);
                }
                done = secret.end.min(end);
            }
            shown + &line[done..end]
        };
        let (before, marked, after) = (part(&self.before), part(&self.marked), part(&self.after));
        Excerpt { before, marked, after, ..self }
    }

    /// The line as a whole.
    pub fn line(&self) -> String {
        [self.before.as_str(), &self.marked, &self.after].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &[u8], start: usize, end: usize) -> Option<Excerpt> {
        excerpt(text, start, end)
    }

    #[test]
    fn the_line_and_its_mark() {
        let found = at(b"one\n  two three\nfour", 10, 15).expect("an excerpt");
        assert_eq!((found.before.as_str(), found.marked.as_str()), ("two ", "three"));
        assert_eq!((found.column, found.end_column), (Some(7), Some(12)));
        assert_eq!(found.line(), "two three");
    }

    #[test]
    fn several_lines_are_cut_after_the_first() {
        let found = at(b"call(\r\n  a,\r\n)", 0, 14).expect("an excerpt");
        assert_eq!((found.marked.as_str(), found.after.as_str()), ("call(", ""));
        assert_eq!(found.end_column, None);
    }

    #[test]
    fn a_scope_in_a_list_is_marked_alone() {
        let found = at(b"x = 'user-read-email user-read'", 4, 31).expect("an excerpt");
        let line = found.line();
        let narrow = found.narrowed("user-read");
        assert_eq!((narrow.marked.as_str(), narrow.after.as_str()), ("user-read", "'"));
        assert_eq!((narrow.column, narrow.end_column), (Some(22), Some(31)));
        assert_eq!(narrow.line(), line);
        assert_eq!(narrow.clone().narrowed("user"), narrow);
        assert_eq!(narrow.clone().narrowed(""), narrow);
    }

    #[test]
    fn the_last_scope_of_a_long_list_is_marked_alone() {
        let text = format!("x = '{} user-top-read'", "playlist-read-private ".repeat(30));
        let found = at(text.as_bytes(), 4, text.len()).expect("an excerpt");
        let narrow = found.clone().narrowed("user-top-read");
        assert_eq!((narrow.marked.as_str(), narrow.after.as_str()), ("user-top-read", "'"));
        assert_eq!((narrow.column, narrow.end_column), (Some(667), Some(680)));
        assert_eq!(found.clone().narrowed("user-library-read"), found);
    }

    #[test]
    fn a_line_further_down_a_text_is_found() {
        let text = "a = ```\n  one\n  two\n```\nb";
        assert_eq!(line_below(text, 4, 3), Some(16));
        assert_eq!(line_below(text, 4, 1), None);
        assert_eq!(line_below(text, 4, 9), None);
        assert_eq!(line_below(text, 99, 9), None);
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        let found = at(b"a\xff\xe2\x80 call\x9b", 5, 9).expect("an excerpt");
        assert_eq!(found.line(), "a\u{fffd}\u{fffd} call\u{fffd}");
    }

    #[test]
    fn a_line_without_end_costs_no_more_than_another() {
        let text = vec![b'x'; 100_000];
        let found = at(&text, 50_000, 50_004).expect("an excerpt");
        assert!(found.line().len() < 1000 && found.column.is_none());
        let marked = at(&text, 50_000, 99_000).expect("an excerpt");
        assert!(marked.line().len() < 2000);
    }

    #[test]
    fn a_file_that_changed_has_no_line_there() {
        assert_eq!(at(b"short", 100, 110), None);
        assert!(Files::below(Path::new("/nowhere")).text("a").is_none());
    }

    #[test]
    fn secrets_are_masked_in_every_part() {
        let secret = "0123456789abcdef0123456789abcdef";
        let masked = |before: &str, marked: &str, after: &str| {
            let (before, marked, after) = (before.into(), marked.into(), after.into());
            let excerpt = Excerpt { before, marked, after, column: Some(7), end_column: None };
            let shown = excerpt.without_secrets();
            assert_eq!(shown.column, Some(7));
            [shown.before, shown.marked, shown.after]
        };
        let quoted = format!("f('{secret}', ");
        let each = masked(&quoted, &quoted, &quoted);
        assert_eq!(each, ["f('***', ", "f('***', ", "f('***', "]);
        assert_eq!(masked("a = '", secret, "' + b"), ["a = '", "***", "' + b"]);
        let both = format!("('{secret}', '{secret}')");
        assert_eq!(masked("a", &both, "b"), ["a", "('***', '***')", "b"]);
        // One that begins in a part and ends in the next, or the one after.
        let begin = format!("a = '{}", &secret[..10]);
        let end = format!("{}' + b", &secret[20..]);
        assert_eq!(masked(&begin, &secret[10..20], &end), ["a = '***", "", "' + b"]);
        assert_eq!(masked("a = '", "user-read-email", "'"), ["a = '", "user-read-email", "'"]);
    }

    #[test]
    fn an_excerpt_begins_with_a_whole_character() {
        let text = "€".repeat(600);
        let found = at(text.as_bytes(), 1200, 1203).expect("an excerpt");
        assert!(found.before.chars().all(|c| c == '€'), "{}", found.before);
        let end = at(b"short", 5, 5).expect("the end of a text");
        assert_eq!((end.before.as_str(), end.marked.as_str()), ("short", ""));
    }
}
