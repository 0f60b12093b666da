//! A page of text: lines of styled pieces, laid out for a width.
//!
//! Pieces are kept apart from their styles until the page is written, so that
//! nothing in a piece can ever be taken for a style: control characters are
//! made visible when the piece is added.

use std::borrow::Cow;
use std::fmt::Write as _;

use anstyle::Style;
use unicode_width::UnicodeWidthChar;

/// Styles by what they stand for.
pub mod style {
    use anstyle::{AnsiColor, Style};

    /// Ordinary text.
    pub const PLAIN: Style = Style::new();
    /// What a block is about.
    pub const TITLE: Style = Style::new().bold();
    /// A scope, or another value to copy.
    pub const VALUE: Style = AnsiColor::Cyan.on_default();
    /// What is said beside the point.
    pub const QUIET: Style = Style::new().dimmed();
    /// What may go wrong.
    pub const WARNING: Style = AnsiColor::Yellow.on_default();
    /// What does go wrong.
    pub const ERROR: Style = AnsiColor::Red.on_default().bold();
    /// What is new or good.
    pub const GOOD: Style = AnsiColor::Green.on_default();
}

/// A piece of text in one style.
#[derive(Debug, Clone)]
pub struct Piece {
    text: String,
    style: Style,
}

impl Piece {
    /// A piece; control characters in it become visible.
    pub fn new(text: impl AsRef<str>, style: Style) -> Self {
        Piece { text: visible(text.as_ref()).into_owned(), style }
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its style.
    pub fn look(&self) -> Style {
        self.style
    }

    /// A piece of ordinary text.
    pub fn plain(text: impl AsRef<str>) -> Self {
        Piece::new(text, style::PLAIN)
    }
}

/// Lines of pieces, laid out for a width.
#[derive(Debug, Clone)]
pub struct Page {
    width: usize,
    coloured: bool,
    lines: Vec<Vec<Piece>>,
}

impl Page {
    /// An empty page for a terminal of that many columns.
    pub fn new(width: usize) -> Self {
        Page { width: width.max(MIN_WIDTH), coloured: true, lines: Vec::new() }
    }

    /// Says whether styles will be written; where not, none need be laid out.
    #[must_use]
    pub fn coloured(mut self, coloured: bool) -> Self {
        self.coloured = coloured;
        self
    }

    /// Whether styles will be written.
    pub fn is_coloured(&self) -> bool {
        self.coloured
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether two columns side by side would be too narrow to read.
    pub fn is_narrow(&self) -> bool {
        self.width < 60
    }

    /// Adds an empty line, unless there is one already or nothing comes before.
    pub fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| pieces_width(line) > 0) {
            self.lines.push(Vec::new());
        }
    }

    /// Adds pieces that flow one after the other, wrapped at spaces; the first line
    /// begins at column `indent`, the others at `hang`.
    pub fn flow(&mut self, indent: usize, hang: usize, pieces: &[Piece]) {
        self.begun(vec![space(indent)], hang, pieces);
    }

    /// The same, with the first line begun already.
    pub fn begun(&mut self, first: Vec<Piece>, hang: usize, pieces: &[Piece]) {
        let mut begin = pieces_width(&first);
        let mut column = begin;
        let mut line = first;
        for piece in pieces {
            for (at, word) in piece.text.split(' ').enumerate() {
                let mut rest = word;
                let spaced = at > 0;
                if spaced && column > begin {
                    if column + 1 + text_width(rest) > self.width {
                        self.lines.push(std::mem::replace(&mut line, vec![space(hang)]));
                        (begin, column) = (hang, hang);
                    } else {
                        push(&mut line, " ", piece.style);
                        column += 1;
                    }
                }
                // A word wider than the page is broken, or it would be cut off.
                let mut left = text_width(rest);
                while column + left > self.width {
                    let room = self.width.saturating_sub(column).max(1);
                    let (now, later) = rest.split_at(cut_at(rest, room));
                    push(&mut line, now, piece.style);
                    (rest, left) = (later, left - text_width(now));
                    self.lines.push(std::mem::replace(&mut line, vec![space(hang)]));
                    (begin, column) = (hang, hang);
                }
                push(&mut line, rest, piece.style);
                column += left;
            }
        }
        self.lines.push(line);
    }

    /// Adds a line that is there to be copied: it is never wrapped.
    pub fn copyable(&mut self, pieces: Vec<Piece>) {
        self.lines.push(pieces);
    }

    /// Adds a paragraph of one style; empty text adds nothing.
    pub fn text(&mut self, indent: usize, text: impl AsRef<str>, style: Style) {
        for line in text.as_ref().split('\n').filter(|line| !line.is_empty()) {
            self.flow(indent, indent, &[Piece::new(line, style)]);
        }
    }

    /// Adds rows of a left and a right part, the right parts aligned; on a narrow
    /// page the right part stands below the left.
    pub fn rows(&mut self, indent: usize, rows: &[(Vec<Piece>, Vec<Piece>)]) {
        let left = rows.iter().map(|(left, _)| pieces_width(left)).max().unwrap_or(0);
        let column = indent + left + 2;
        let beside = !self.is_narrow() && column + 24 <= self.width;
        for (left_part, right_part) in rows {
            if right_part.is_empty() && !self.is_narrow() && indent + left <= self.width {
                let mut line = vec![space(indent)];
                line.extend(left_part.iter().cloned());
                self.lines.push(line);
            } else if right_part.is_empty() {
                self.flow(indent, indent + 2, left_part);
            } else if beside {
                let padding = left - pieces_width(left_part) + 2;
                let mut begun = vec![space(indent)];
                begun.extend(left_part.iter().cloned());
                begun.push(space(padding));
                self.begun(begun, column, right_part);
            } else {
                self.flow(indent, indent + 2, left_part);
                self.flow(indent + 2, indent + 2, right_part);
            }
        }
    }

    /// Adds a line that is laid out already, and has no styles.
    pub fn plain_line(&mut self, text: String) {
        self.lines.push(vec![Piece { text, style: style::PLAIN }]);
    }

    /// Adds a line that is laid out in columns already: where each begins, and its style.
    /// Blanks between columns have none.
    pub fn columns(&mut self, begins: &[usize], line: &str, styles: &[Style]) {
        let mut pieces = Vec::with_capacity(2 * begins.len());
        let (mut rest, mut at) = (line, 0);
        for (column, style) in styles.iter().enumerate() {
            let Some(begin) = begins.get(column) else { break };
            let width = begins.get(column + 1).map_or(usize::MAX, |next| next - begin);
            let (cell, after) = rest.split_at(cut_at(rest, width));
            let text = cell.trim_end_matches(' ');
            if !text.is_empty() {
                pieces.push(space(begin - at));
                pieces.push(Piece { text: text.to_string(), style: *style });
                at = begin + text_width(text);
            }
            rest = after;
        }
        self.lines.push(pieces);
    }

    /// Adds what `fill` writes, in a frame as wide as that needs, at most as wide as
    /// the page or `widest`.
    pub fn framed(&mut self, widest: usize, fill: impl FnOnce(&mut Page)) {
        // A line and a space on either side.
        let width = self.width.min(widest) - 4;
        let mut inner = Page { width, coloured: self.coloured, lines: Vec::new() };
        fill(&mut inner);
        let wide = inner.lines.iter().map(|line| pieces_width(line)).max().unwrap_or(0);
        let side = |text: &str| Piece { text: text.to_string(), style: style::QUIET };
        let across = "\u{2500}".repeat(wide + 2);
        self.lines.push(vec![side(&format!("\u{256d}{across}\u{256e}"))]);
        for pieces in inner.lines {
            let rest = wide - pieces_width(&pieces);
            let mut line = vec![side("\u{2502} ")];
            line.extend(pieces);
            line.extend([space(rest), side(" \u{2502}")]);
            self.lines.push(line);
        }
        self.lines.push(vec![side(&format!("\u{2570}{across}\u{256f}"))]);
    }

    /// The page as text; with `colour`, its styles as terminal sequences.
    pub fn written(&self, colour: bool) -> String {
        let mut out = String::new();
        for line in &self.lines {
            for piece in line {
                if !colour || piece.style == style::PLAIN || piece.text.trim().is_empty() {
                    out.push_str(&piece.text);
                } else {
                    let Piece { text, style } = piece;
                    let _ = write!(out, "{style}{text}{style:#}");
                }
            }
            while out.ends_with(' ') {
                out.pop();
            }
            out.push('\n');
        }
        out
    }
}

/// Columns between columns.
pub const GAP: usize = 2;

/// Narrower than this nothing can be laid out; the terminal will wrap by itself.
const MIN_WIDTH: usize = 20;

/// Room for the words that follow on a line, so that they are not moved as it grows.
const WORDS: usize = 64;

/// So many columns of nothing.
fn space(columns: usize) -> Piece {
    let mut text = String::with_capacity(columns + WORDS);
    text.extend(std::iter::repeat_n(' ', columns));
    Piece { text, style: style::PLAIN }
}

fn push(line: &mut Vec<Piece>, text: &str, style: Style) {
    match line.last_mut() {
        Some(last) if last.style == style => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => {
            let mut words = String::with_capacity(text.len() + WORDS);
            words.push_str(text);
            line.push(Piece { text: words, style });
        }
    }
}

fn pieces_width(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| text_width(&piece.text)).sum()
}

/// How many columns a text takes.
pub fn text_width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// Where to cut a text so that at most `room` columns stand before the cut; at
/// least one character does.
fn cut_at(text: &str, room: usize) -> usize {
    // One character more: marks without a width stay with what they stand on.
    let room = room.max(1);
    if text.as_bytes()[..text.len().min(room.saturating_add(1))].is_ascii() {
        return text.len().min(room);
    }
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > room && at > 0 {
            return at;
        }
    }
    text.len()
}

/// Text without anything a terminal would act upon: control characters and
/// marks that turn the direction of writing are spelled out.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Printable ASCII is nearly all there is, and quickly told.
    let printable = |byte: u8| matches!(byte, b' '..=b'~');
    if text.bytes().all(printable) || !text.chars().any(is_active) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_active(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Whether a terminal acts upon a character rather than showing it.
pub fn is_active(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(width: usize, fill: impl FnOnce(&mut Page)) -> String {
        let mut page = Page::new(width);
        fill(&mut page);
        page.written(false)
    }

    #[test]
    fn text_wraps_at_spaces() {
        let out = page(20, |p| p.text(2, "one two three four five", style::PLAIN));
        assert_eq!(out, "  one two three four\n  five\n");
    }

    #[test]
    fn long_words_are_broken_rather_than_cut_off() {
        let out = page(20, |p| p.text(2, "a".repeat(40), style::PLAIN));
        assert!(out.lines().all(|line| line.len() <= 20), "{out}");
        assert_eq!(out.matches('a').count(), 40);
    }

    #[test]
    fn rows_align_or_stack() {
        let rows = vec![
            (vec![Piece::plain("a")], vec![Piece::plain("first")]),
            (vec![Piece::plain("long")], vec![Piece::plain("second")]),
        ];
        assert_eq!(page(80, |p| p.rows(2, &rows)), "  a     first\n  long  second\n");
        assert_eq!(page(40, |p| p.rows(2, &rows)), "  a\n    first\n  long\n    second\n");
    }

    #[test]
    fn nothing_pasted_reaches_the_terminal_as_a_command() {
        let out = page(80, |p| p.text(0, "a\u{1b}[31mb\u{9b}c\rd\u{202e}e\u{7}", style::PLAIN));
        assert!(!out.trim_end().chars().any(is_active), "{out:?}");
        assert!(out.contains("\\u{1b}[31mb"));
    }

    #[test]
    fn columns_keep_their_places_and_styles() {
        let mut page = Page::new(40);
        let styles = [style::VALUE, style::PLAIN, style::WARNING];
        page.columns(&[0, 6, 11], "a b   日   y z ", &styles);
        page.columns(&[0, 6, 11], "           d   ", &styles);
        assert_eq!(page.written(false), "a b   日   y z\n           d\n");
        let coloured = page.written(true);
        assert!(coloured.contains("\u{1b}[36ma b\u{1b}[0m   日"), "{coloured:?}");
        assert!(coloured.contains("           \u{1b}[33md\u{1b}[0m\n"), "{coloured:?}");
    }

    #[test]
    fn frames_are_as_wide_as_they_need() {
        let out = page(40, |p| {
            p.framed(30, |p| {
                p.text(0, "one", style::TITLE);
                p.gap();
                p.begun(vec![Piece::plain("- ")], 2, &[Piece::plain("three four")]);
            });
        });
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), 5);
        assert!(lines.iter().all(|line| text_width(line) == 16), "{out}");
        assert_eq!(lines[1], "\u{2502} one          \u{2502}");
        assert_eq!(lines[3], "\u{2502} - three four \u{2502}");
    }

    #[test]
    fn gaps_do_not_add_up() {
        let out = page(80, |p| {
            p.gap();
            p.text(0, "a", style::PLAIN);
            p.gap();
            p.gap();
            p.text(0, "b", style::PLAIN);
        });
        assert_eq!(out, "a\n\nb\n");
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(text_width("日本"), 4);
        let out = page(20, |p| p.text(0, "日本語".repeat(5), style::PLAIN));
        assert!(out.lines().all(|line| text_width(line) <= 20));
    }
}
