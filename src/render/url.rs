//! How `url` answers: with the URL, alone.

use super::page::{Page, Piece};
use super::{Render, markdown};
use crate::report::url::UrlReport;

impl Render for UrlReport {
    fn page(&self, page: &mut Page) {
        // Never wrapped: it is there to be copied.
        if let Some(url) = &self.url {
            page.copyable(vec![Piece::plain(url)]);
        }
    }

    fn plain(&self) -> Vec<String> {
        self.url.iter().cloned().collect()
    }

    fn markdown(&self) -> String {
        self.url.as_ref().map_or_else(String::new, |url| format!("{}\n", markdown::code(url)))
    }
}
