//! Tables that fit a width.

use anstyle::Style;
use comfy_table::{Cell, ColumnConstraint, LineStyle, Row, Table, TableStyle, Width};

use super::page::{GAP, Page, Piece, style, text_width};

/// A line below the header and nothing else: rows need no lines to be told apart.
const HEADED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill(RULE));
const RULE: char = '\u{2500}';
/// Begins the first line of each row, in a column of its own that is not shown: rows
/// whose cells wrap take several lines, and each has its own styles.
const BEGINS: char = '>';

/// Adds a table; each row has a piece a column. No word is ever broken: where the
/// page is too narrow for that, each row becomes a short block instead.
pub(super) fn table(page: &mut Page, header: &[&str], rows: Vec<Vec<Piece>>) {
    let Some(widths) = widths(page.width(), header, &rows) else {
        for row in rows {
            let mut cells = row.iter().filter(|cell| !cell.text().is_empty());
            page.text(0, cells.next().map_or("", Piece::text), style::TITLE);
            for cell in cells {
                page.flow(2, 4, std::slice::from_ref(cell));
            }
        }
        return;
    };
    // The table is laid out without styles: they would cost it the widths.
    let begins: Vec<usize> = widths
        .iter()
        .scan(0, |next, width| Some(std::mem::replace(next, *next + width + GAP)))
        .collect();
    let (cells, styles): (Vec<Row>, Vec<Vec<Style>>) = rows.into_iter().map(row).unzip();
    let titles = vec![style::TITLE; widths.len()];
    let mut styles = std::iter::once(&titles).chain(&styles);
    let mut current = &titles;
    for line in laid_out(&widths, header, cells).lines() {
        let mut rest = line.chars();
        match rest.next() {
            Some(RULE) => {
                page.columns(&[0], rest.as_str(), &[style::QUIET]);
                continue;
            }
            Some(BEGINS) => current = styles.next().unwrap_or(&titles),
            _ => {}
        }
        page.columns(&begins, rest.as_str(), current);
    }
}

/// A row for the table, and the styles of its cells.
fn row(pieces: Vec<Piece>) -> (Row, Vec<Style>) {
    let mut row = begun_row();
    let mut styles = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let (text, style) = piece.into_parts();
        row.add_cell(Cell::new_owned(text));
        styles.push(style);
    }
    (row, styles)
}

fn begun_row() -> Row {
    let mut row = Row::new();
    row.add_cell(Cell::new_owned(BEGINS.to_string()));
    row
}

/// The table itself, each column as wide as it must be.
fn laid_out(widths: &[usize], header: &[&str], rows: Vec<Row>) -> Table {
    let mut titles = begun_row();
    for title in header {
        titles.add_cell(Cell::new(title));
    }
    let mut table = Table::new();
    table.load_style(HEADED).set_header(titles).add_rows(rows);
    let last = widths.len();
    let widths = std::iter::once(&1).chain(widths);
    for (at, (column, width)) in table.column_iter_mut().zip(widths).enumerate() {
        let gap = if at == 0 || at == last { 0 } else { GAP };
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
            whole[at] = whole[at].max(text_width(cell));
            // Only a cell wider than the longest word so far can have a longer one.
            if cell.len() > least[at] {
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
