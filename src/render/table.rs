//! Tables that fit a width.

use super::page::{GAP, Page, Piece, style, text_width};

/// Stands below the header; rows need no lines to be told apart.
const RULE: &str = "\u{2500}";

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
    let titles: Vec<Piece> = header.iter().map(|title| Piece::new(title, style::TITLE)).collect();
    page.columns(&widths, &titles);
    let across = widths.iter().sum::<usize>() + GAP * (widths.len() - 1);
    page.text(0, RULE.repeat(across), style::QUIET);
    for row in rows {
        page.columns(&widths, &row);
    }
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
