//! Reports written down: for people, as plain values, as JSON, as Markdown.

#[cfg(feature = "audit")]
mod audit;
mod check;
mod consent;
mod diagnose;
mod drift;
mod explain;
mod inspect;
mod list;
mod markdown;
mod member;
mod need;
pub mod page;
mod table;
mod url;

use serde::Serialize;

use page::{Page, Piece, style};

use crate::report::{Note, NoteKind};

/// In which form an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people.
    #[default]
    Table,
    /// Values alone, one a line.
    Plain,
    /// The report as it stands.
    Json,
    /// For documents and reviews.
    Markdown,
    /// For code scanning; audits alone have it.
    Sarif,
    /// For GitHub's workflows; audits alone have it.
    Github,
}

/// A report that can be written down.
pub trait Render: Serialize {
    /// Writes it for people.
    fn page(&self, page: &mut Page);
    /// The values alone, one a line.
    fn plain(&self) -> Vec<String>;
    /// Writes it as Markdown.
    fn markdown(&self) -> String;
    /// Writes it in a form that few reports have; none where this one has not.
    fn further(&self, _format: Format) -> Option<anyhow::Result<String>> {
        None
    }
    /// Writes what belongs to the answer but not among its values; it goes to stderr,
    /// after the answer. With `quiet`, only what cannot be had again.
    fn aside(&self, _page: &mut Page, _quiet: bool) {}
    /// Whether every form but the plain one says already what a note says.
    fn shows(&self, _note: &Note) -> bool {
        false
    }
}

/// How wide a page is, and whether it is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Columns.
    pub width: usize,
    /// Whether styles are written, as terminal sequences.
    pub colour: bool,
}

/// Writes a report.
///
/// # Errors
///
/// When the report cannot be written in this form.
pub fn render(report: &impl Render, format: Format, layout: Layout) -> anyhow::Result<String> {
    Ok(match format {
        Format::Table => {
            let mut page = Page::new(layout.width).coloured(layout.colour);
            report.page(&mut page);
            page.written(layout.colour)
        }
        Format::Plain => {
            let mut out = String::new();
            for line in report.plain() {
                out.push_str(&page::visible(&line));
                out.push('\n');
            }
            out
        }
        Format::Json => json(report)?,
        Format::Markdown => report.markdown(),
        Format::Sarif | Format::Github => report
            .further(format)
            .unwrap_or_else(|| Err(anyhow::anyhow!("only `scopes audit` has this format")))?,
    })
}

/// Writes what goes beside a report, after it.
pub fn aside(report: &impl Render, quiet: bool, layout: Layout) -> String {
    let mut page = Page::new(layout.width);
    report.aside(&mut page, quiet);
    page.written(layout.colour)
}

/// A report as JSON; what a terminal would act upon is escaped inside strings.
fn json(report: &impl Serialize) -> anyhow::Result<String> {
    let text = serde_json::to_string_pretty(report)?;
    let mut out = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if page::is_active(c) && c != '\n' {
            let mut units = [0u16; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out.push('\n');
    Ok(out)
}

/// Writes notes, each led by its kind.
pub fn notes<'n>(notes: impl IntoIterator<Item = &'n Note>, layout: Layout) -> String {
    let mut page = Page::new(layout.width);
    for note in notes {
        let (word, style) = match note.kind {
            NoteKind::Note => ("note", style::QUIET),
            NoteKind::Warning => ("warning", style::WARNING),
            NoteKind::Error => ("error", style::ERROR),
        };
        for (at, line) in note.says.split('\n').enumerate() {
            let text = Piece::plain(line);
            if at == 0 {
                page.flow(0, 2, &[Piece::new(format!("{word}:"), style), Piece::plain(" "), text]);
            } else {
                page.flow(2, 2, &[text]);
            }
        }
    }
    page.written(layout.colour)
}
