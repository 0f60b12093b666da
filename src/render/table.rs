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
    if page.is_coloured() {
        return coloured(page, &widths, header, rows);
    }
    let cells = |row: Vec<Piece>| Row::from(row.into_iter().map(cell).collect::<Vec<_>>());
    let rows = rows.into_iter().map(cells).collect();
    let header = Row::from(header.iter().map(Cell::new).collect::<Vec<_>>());
    for line in laid_out(&widths, header, rows).lines() {
        page.plain_line(line);
    }
}

/// The same with colours, which are laid over the table: within it they would cost it
/// the widths.
fn coloured(page: &mut Page, widths: &[usize], header: &[&str], rows: Vec<Vec<Piece>>) {
    let next = |next: &mut usize, width: &usize| Some(std::mem::replace(next, *next + width + GAP));
    let begins: Vec<usize> = widths.iter().scan(0, next).collect();
    let header = header.iter().map(|title| Piece::new(title, style::TITLE)).collect();
    let (header, titles) = marked(header);
    let (rows, styles): (Vec<Row>, Vec<Vec<Style>>) = rows.into_iter().map(marked).unzip();
    let mut styles = std::iter::once(&titles).chain(&styles);
    let mut current = &titles;
    let widths: Vec<usize> = std::iter::once(0).chain(widths.iter().copied()).collect();
    for line in laid_out(&widths, header, rows).lines() {
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

/// A row that begins with a mark, and the styles of its cells.
fn marked(pieces: Vec<Piece>) -> (Row, Vec<Style>) {
    let mut row = Row::new();
    row.add_cell(Cell::new(BEGINS));
    let mut styles = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let (text, style) = piece.into_parts();
        row.add_cell(Cell::new_owned(text));
        styles.push(style);
    }
    (row, styles)
}

fn cell(piece: Piece) -> Cell {
    Cell::new_owned(piece.into_parts().0)
}

/// The table itself, each column as wide as it must be; a column of no width is one of marks.
fn laid_out(widths: &[usize], header: Row, rows: Vec<Row>) -> Table {
    let mut table = Table::new();
    table.load_style(HEADED).set_header(header).add_rows(rows);
    let last = widths.len() - 1;
    for (at, (column, width)) in table.column_iter_mut().zip(widths).enumerate() {
        let gap = if at == last || *width == 0 { 0 } else { GAP };
        column.set_padding((0, u16::try_from(gap).unwrap_or(0)));
        let width = u16::try_from(width.max(&1) + gap).unwrap_or(u16::MAX);
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
