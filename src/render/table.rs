//! Tables that fit a width.

use anstyle::Style;
use comfy_table::{Cell, ColumnConstraint, LineStyle, Row, Table, TableStyle, Width};

use super::page::{GAP, Page, Piece, style, text_width};

/// A line below the header and nothing else: rows need no lines to be told apart.
const HEADED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill(RULE));
const RULE: char = '\u{2500}';

/// Adds a table; each row has a piece a column. No word is ever broken: where the
/// page is too narrow for that, each row becomes a short block instead.
pub(super) fn table(page: &mut Page, header: &[&str], rows: Vec<Vec<Piece>>) {
    let Some(widths) = widths(page.width(), header, &rows) else {
        page.text(0, header.join(" / "), style::QUIET);
        for row in rows {
            let mut cells = row.iter().filter(|cell| !cell.text().is_empty());
            page.text(0, cells.next().map_or("", Piece::text), style::TITLE);
            for cell in cells {
                page.flow(2, 4, std::slice::from_ref(cell));
            }
        }
        return;
    };
    // One row holds all, line by line: a table pays for each of its cells.
    let mut body = vec![String::new(); widths.len()];
    let looks: Vec<Look> = rows.iter().map(|row| stack(&mut body, &widths, row)).collect();
    let table = laid_out(&widths, header, body);
    let mut lines = table.lines();
    if !page.is_coloured() {
        lines.for_each(|line| page.plain_line(line));
        return;
    }
    // Colours are laid over the table: within it they would cost it the widths.
    let next = |next: &mut usize, width: &usize| Some(std::mem::replace(next, *next + width + GAP));
    let begins: Vec<usize> = widths.iter().scan(0, next).collect();
    let titles = Look { lines: 1, styles: vec![style::TITLE; widths.len()] };
    let rule = Look { lines: 1, styles: vec![style::QUIET] };
    for (look, begins) in [(&titles, &begins[..]), (&rule, &[0])]
        .into_iter()
        .chain(looks.iter().map(|look| (look, &begins[..])))
    {
        for line in lines.by_ref().take(look.lines) {
            page.columns(begins, &line, &look.styles);
        }
    }
}

/// How many lines a row takes, and the styles of its cells.
struct Look {
    lines: usize,
    styles: Vec<Style>,
}

/// Adds a row below those before it, each cell folded to its column, and tells its look.
fn stack(body: &mut [String], widths: &[usize], row: &[Piece]) -> Look {
    let folded: Vec<Vec<&str>> =
        row.iter().zip(widths).map(|(piece, width)| wrap(piece.text(), *width)).collect();
    let lines = folded.iter().map(Vec::len).max().unwrap_or(1);
    for (at, column) in body.iter_mut().enumerate() {
        let cell = folded.get(at).map_or(&[][..], Vec::as_slice);
        for line in 0..lines {
            column.push_str(cell.get(line).copied().unwrap_or_default());
            column.push('\n');
        }
    }
    Look { lines, styles: row.iter().map(Piece::look).collect() }
}

/// Cuts a text at spaces into lines at most that wide; words alone may be wider.
fn wrap(text: &str, width: usize) -> Vec<&str> {
    // No character takes more columns than bytes.
    if text.len() <= width || text_width(text) <= width {
        return vec![text];
    }
    let mut lines = Vec::new();
    let (mut from, mut to, mut column) = (0, 0, 0);
    let mut at = 0;
    for word in text.split(' ') {
        let wide = text_width(word);
        if column > 0 && column + 1 + wide > width {
            lines.push(&text[from..to]);
            (from, column) = (at, 0);
        }
        column += wide + usize::from(column > 0);
        to = at + word.len();
        at = to + 1;
    }
    lines.push(&text[from..to]);
    lines
}

/// The table itself, each column as wide as it must be.
fn laid_out(widths: &[usize], header: &[&str], body: Vec<String>) -> Table {
    let mut table = Table::new();
    let header = Row::from(header.iter().map(Cell::new).collect::<Vec<_>>());
    table.load_style(HEADED).set_header(header);
    if body.iter().any(|column| !column.is_empty()) {
        let cells = body.into_iter().map(|mut column| {
            column.pop();
            Cell::new_owned(column)
        });
        table.add_row(Row::from(cells.collect::<Vec<_>>()));
    }
    let last = widths.len() - 1;
    for (at, (column, width)) in table.column_iter_mut().zip(widths).enumerate() {
        let gap = if at == last { 0 } else { GAP };
        column.set_padding((0, u16::try_from(gap).unwrap_or(0)));
        let width = u16::try_from(width + gap).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
    table
}

/// How wide each column is; none where the words alone are wider than the page.
fn widths(page: usize, header: &[&str], rows: &[Vec<Piece>]) -> Option<Vec<usize>> {
    let room = page.checked_sub(GAP * header.len().saturating_sub(1))?;
    let mut whole: Vec<usize> = header.iter().map(|cell| text_width(cell)).collect();
    let mut least = whole.clone();
    for row in rows {
        for (at, cell) in row.iter().map(Piece::text).enumerate() {
            // No character takes more columns than bytes: few cells need to be measured.
            if cell.len() > whole[at] {
                whole[at] = whole[at].max(text_width(cell));
            }
            let mut words = cell.as_bytes().split(|byte| *byte == b' ');
            if cell.len() > least[at] && words.any(|word| word.len() > least[at]) {
                least[at] = cell.split(' ').map(text_width).max().unwrap_or(0).max(least[at]);
            }
        }
    }
    if least.iter().sum::<usize>() > room {
        return None;
    }
    // The column with the most to give gives, until all fit.
    while whole.iter().sum::<usize>() > room {
        let over = whole.iter().sum::<usize>() - room;
        let at = (0..whole.len()).max_by_key(|at| whole[*at] - least[*at])?;
        let next = (0..whole.len()).filter(|i| *i != at).map(|i| whole[i] - least[i]).max();
        let slack = whole[at] - least[at];
        whole[at] -= over.min(slack.saturating_sub(next.unwrap_or(0)).max(1));
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_folded_at_spaces_alone() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("one two three", 3), ["one", "two", "three"]);
        assert_eq!(wrap("one two", 7), ["one two"]);
        assert_eq!(wrap("日本 語", 4), ["日本", "語"]);
        assert_eq!(wrap("", 4), [""]);
    }
}
