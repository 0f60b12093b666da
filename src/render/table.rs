//! Tables that fit a width.

use comfy_table::{
    ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width, presets,
};

use super::page::{Page, Piece, style, text_width};

/// A line below the header and nothing else: rows need no lines to be told apart.
const HEADED: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('\u{2500}').junction('\u{2500}'));

/// Columns between columns.
const GAP: usize = 2;

/// Adds a table of texts from the catalogue. No word is ever broken: where the
/// page is too narrow for that, each row becomes a short block instead.
pub(super) fn table(page: &mut Page, header: &[&str], rows: Vec<Vec<String>>) {
    let Some(widths) = widths(page.width(), header, &rows) else {
        for row in &rows {
            let mut cells = row.iter().filter(|cell| !cell.is_empty());
            page.text(0, cells.next().map_or("", String::as_str), style::TITLE);
            for cell in cells {
                page.flow(2, 4, &[Piece::plain(cell)]);
            }
        }
        return;
    };
    let mut table = Table::new();
    table
        .load_style(HEADED)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header.iter().copied())
        .add_rows(rows);
    let last = widths.len() - 1;
    for (at, (column, width)) in table.column_iter_mut().zip(widths).enumerate() {
        // One of the columns between columns is the table's own.
        let gap = if at == last { 0 } else { GAP - 1 };
        column.set_padding((0, u16::try_from(gap).unwrap_or(0)));
        let width = u16::try_from(width + gap).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
    page.block(&table.to_string());
}

/// How wide each column is; none where the words alone are wider than the page.
fn widths(page: usize, header: &[&str], rows: &[Vec<String>]) -> Option<Vec<usize>> {
    let room = page.checked_sub(GAP * header.len().saturating_sub(1))?;
    let mut whole: Vec<usize> = header.iter().map(|cell| text_width(cell)).collect();
    let mut least = whole.clone();
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
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

/// Lines in a frame as wide as they need, at most as wide as the page.
pub(super) fn frame(page: &mut Page, lines: &str) {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL.with_rounded_corners())
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(page.width()).unwrap_or(u16::MAX))
        .add_row([lines]);
    page.block(&table.to_string());
}
