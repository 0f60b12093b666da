//! How `url` answers: with the URL, alone; what else is needed goes beside it.

use super::page::{Page, Piece, style};
use super::{Render, markdown};
use crate::report::url::{RuleReport, UrlReport};

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

    fn aside(&self, page: &mut Page, quiet: bool) {
        // The URL stands right above, or the errors.
        let asks = self.token_request.as_ref().is_some_and(|_| !quiet || self.keeps_secret());
        if asks || !self.redirect_rules.is_empty() {
            page.copyable(Vec::new());
        }
        if !self.redirect_rules.is_empty() {
            redirect_rules(page, &self.request.redirect_uri, &self.redirect_rules);
        }
        let Some(token) = &self.token_request else { return };
        let state = self.request.state.as_ref().filter(|_| !quiet || self.random_state);
        let kept: Vec<(&str, &String)> =
            [("state", state), ("code_verifier", self.code_verifier.as_ref())]
                .into_iter()
                .filter_map(|(name, value)| value.map(|value| (name, value)))
                .collect();
        if !kept.is_empty() {
            page.gap();
            page.text(0, "Keep until the user is back", style::TITLE);
            for (name, value) in kept {
                let name = Piece::plain(format!("  {name:<13}  "));
                page.copyable(vec![name, Piece::new(value, style::VALUE)]);
            }
        }
        if quiet {
            return;
        }
        page.gap();
        page.text(0, "Next, with the code that came back for CODE", style::TITLE);
        page.copyable(vec![Piece::plain("  "), Piece::new(&token.curl, style::VALUE)]);
        page.gap();
        page.text(0, "or, as a form", style::TITLE);
        page.copyable(vec![Piece::plain(format!("  {} {}", token.method, token.url))]);
        for header in &token.headers {
            page.copyable(vec![Piece::plain(format!("  {}: {}", header.name, header.value))]);
        }
        page.copyable(vec![Piece::plain("  "), Piece::new(&token.body, style::VALUE)]);
    }
}

impl UrlReport {
    /// Whether something was made here that cannot be had again.
    fn keeps_secret(&self) -> bool {
        self.random_state || self.code_verifier.is_some()
    }
}

/// Which rules about redirect URIs held.
fn redirect_rules(page: &mut Page, uri: &str, rules: &[RuleReport]) {
    page.gap();
    let title = [Piece::new("Redirect URI ", style::TITLE), Piece::new(uri, style::VALUE)];
    page.flow(0, 2, &title);
    let rows: Vec<_> = rules
        .iter()
        .map(|rule| {
            let colour = match rule.verdict {
                "holds" => style::GOOD,
                "refused" => style::ERROR,
                "risky" => style::WARNING,
                _ => style::QUIET,
            };
            let name = rule.id.strip_prefix("redirect-").unwrap_or(rule.id);
            let left =
                vec![Piece::new(format!("{:<8}  ", rule.verdict), colour), Piece::plain(name)];
            let found =
                if rule.found.is_empty() { String::new() } else { format!("{}. ", rule.found) };
            let since = match rule.since {
                "" => String::new(),
                since => format!(", since {since}"),
            };
            let from = format!(" ({}{since}; checked {})", rule.source, rule.checked);
            let right =
                vec![Piece::plain(format!("{found}{}", rule.says)), Piece::new(from, style::QUIET)];
            (left, right)
        })
        .collect();
    page.rows(2, &rows);
}
