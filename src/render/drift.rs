//! How `catalogue diff` answers.

use super::page::{Page, Piece, style};
use super::{Render, markdown};
use crate::catalogue::disagreements::Kind;
use crate::report::drift::{DifferenceReport, DriftReport};
use crate::sorted;

/// Columns in Markdown.
const HEADER: [&str; 3] = ["Difference", "Where", "What"];

impl Render for DriftReport {
    fn page(&self, page: &mut Page) {
        page.text(0, self.headline(), style::TITLE);
        page.text(0, self.held(), style::QUIET);
        if !self.differences.is_empty() {
            let kind = |d: &DifferenceReport| d.kind;
            let mut kinds: Vec<Kind> = self.differences.iter().map(kind).collect();
            sorted::sort(&mut kinds);
            kinds.dedup();
            for kind in kinds {
                page.gap();
                page.text(0, heading(kind), style::WARNING);
                for difference in self.differences.iter().filter(|d| d.kind == kind) {
                    page.text(2, difference.place(), style::VALUE);
                    page.text(4, &difference.detail, style::PLAIN);
                }
            }
        }
        if !self.known.is_empty() {
            page.gap();
            page.text(0, "Known", style::TITLE);
            for known in &self.known {
                let place = Piece::new(known.difference.place(), style::VALUE);
                let kind = Piece::plain(format!("  {}", known.difference.kind.id()));
                page.flow(2, 4, &[place, kind]);
                page.text(4, &known.difference.detail, style::PLAIN);
                page.text(4, known.reason, style::PLAIN);
                page.text(4, format!("From {}", known.source.title), style::QUIET);
            }
        }
        if !self.differences.is_empty() {
            page.gap();
            page.text(
                0,
                "Next  correct scopes.toml, or note it in disagreements.toml; CONTRIBUTING.md says how",
                style::PLAIN,
            );
        }
    }

    fn plain(&self) -> Vec<String> {
        let line = |d: &DifferenceReport| format!("{} {}: {}", d.kind.id(), d.place(), d.detail);
        self.differences.iter().map(line).collect()
    }

    fn markdown(&self) -> String {
        let cells = |d: &DifferenceReport| {
            vec![d.kind.id().to_string(), markdown::code(&d.place()), markdown::escape(&d.detail)]
        };
        let mut out = format!("{}\n", self.headline());
        if !self.differences.is_empty() {
            let rows: Vec<_> = self.differences.iter().map(cells).collect();
            out.push_str(&format!("\n{}", markdown::table(&HEADER, &rows)));
        }
        if !self.known.is_empty() {
            let rows: Vec<_> = self
                .known
                .iter()
                .map(|known| {
                    let mut cells = cells(&known.difference);
                    cells.push(markdown::escape(known.reason));
                    cells
                })
                .collect();
            let header = ["Known", "Where", "What", "Why"];
            out.push_str(&format!("\n{}", markdown::table(&header, &rows)));
        }
        out
    }
}

impl DriftReport {
    fn headline(&self) -> String {
        let catalogue = self.head.catalogue;
        match self.differences.len() {
            0 => format!("Nothing new against the catalogue of {catalogue}"),
            1 => format!("1 difference from the catalogue of {catalogue}"),
            count => format!("{count} differences from the catalogue of {catalogue}"),
        }
    }

    fn held(&self) -> String {
        let document = self.document;
        format!("Read {} operations and {} scopes.", document.operations, document.scopes)
    }
}

/// A kind as a heading.
fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Server => "Another server",
        Kind::OperationNew => "Operations that the catalogue does not have",
        Kind::OperationGone => "Operations that the document does not have",
        Kind::OperationId => "Other operation ids",
        Kind::Path => "Other verbs or paths",
        Kind::Name => "Other names",
        Kind::Scopes => "Other scopes",
        Kind::Deprecation => "Deprecated in one of the two",
        Kind::ScopeNew => "Scopes that the catalogue does not have",
        Kind::ScopeGone => "Scopes that the document does not describe",
        Kind::Consent => "Other consent texts",
    }
}
