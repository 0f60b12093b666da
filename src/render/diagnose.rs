//! How `diagnose` answers.

use super::page::{Page, Piece, style};
use super::{Render, markdown};
use crate::report::EndpointName;
use crate::report::diagnose::{CauseReport, DiagnoseReport};

impl Render for DiagnoseReport {
    fn page(&self, page: &mut Page) {
        for (at, cause) in self.causes.iter().enumerate() {
            page.gap();
            if at == 1 {
                page.text(0, "Or else", style::QUIET);
            }
            block(page, cause, at == 0);
        }
        if !self.calls.is_empty() {
            page.gap();
            let calls: Vec<String> = self.calls.iter().map(EndpointName::call).collect();
            page.flow(
                0,
                2,
                &[
                    Piece::new("Read from the text", style::QUIET),
                    Piece::plain(format!("  {}", calls.join(", "))),
                ],
            );
        }
        if let Some(next) = &self.next {
            page.gap();
            page.copyable(vec![
                Piece::new("Next", style::TITLE),
                Piece::plain(format!("  {next}")),
            ]);
        }
    }

    fn plain(&self) -> Vec<String> {
        self.causes.iter().map(|cause| cause.id.to_string()).collect()
    }

    fn markdown(&self) -> String {
        let rows: Vec<Vec<String>> = self
            .causes
            .iter()
            .map(|cause| {
                vec![
                    format!("{} ({})", cause.title, markdown::code(cause.id)),
                    markdown::escape(&cause.remedy),
                    markdown::codes(cause.scopes.iter().map(String::as_str)),
                    cause
                        .sources
                        .iter()
                        .map(|source| link(source.title, source.at))
                        .collect::<Vec<_>>()
                        .join(", "),
                ]
            })
            .collect();
        markdown::table(&["Cause", "What to do", "Scopes", "Sources"], &rows)
    }
}

fn link(title: &str, at: &str) -> String {
    let title = markdown::escape(title);
    if at.is_empty() { title } else { format!("[{title}]({at})") }
}

/// A cause and what to do about it; the first one also says where that comes from.
fn block(page: &mut Page, cause: &CauseReport, first: bool) {
    let title = if first { style::ERROR } else { style::TITLE };
    page.flow(
        0,
        2,
        &[Piece::new(cause.title, title), Piece::new(format!("  {}", cause.id), style::QUIET)],
    );
    page.text(2, &cause.remedy, style::PLAIN);
    if !cause.scopes.is_empty() {
        page.flow(
            2,
            4,
            &[
                Piece::new("Scopes", style::QUIET),
                Piece::new(format!("  {}", cause.scopes.join(" ")), style::VALUE),
            ],
        );
    }
    if first && !cause.sources.is_empty() {
        let titles: Vec<&str> = cause.sources.iter().map(|source| source.title).collect();
        page.flow(2, 4, &[Piece::new(format!("From {}", titles.join("; ")), style::QUIET)]);
    }
}
