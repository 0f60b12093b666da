//! How `explain` answers.

use super::page::{Page, Piece, style};
use super::{Render, consent, markdown};
use crate::catalogue::Grant;
use crate::report::explain::{ExplainReport, OpensReport, ScopeReport};
use crate::report::{Note, NoteKind};

impl Render for ExplainReport {
    fn page(&self, page: &mut Page) {
        let marks = self.compared;
        if self.asks_a_user() {
            consent::panel(page, &self.consent_screen, marks);
        } else if self.is_of_a_service() {
            page.text(0, NOBODY_IS_ASKED, style::PLAIN);
        }
        if self.scopes.is_empty() {
            page.text(0, "That much is granted without any scope.", style::PLAIN);
        }
        if let (Some(next), Some(call)) = (&self.next, &self.call) {
            let title = [Piece::new("No scope", style::ERROR), Piece::plain(": ")];
            page.flow(0, 2, &[&title[..], &[Piece::plain(call)]].concat());
            page.text(2, IS_A_CALL, style::PLAIN);
            page.copyable(vec![
                Piece::new("Next", style::TITLE),
                Piece::plain(format!("  {next}")),
            ]);
            return;
        }
        for scope in &self.scopes {
            page.gap();
            block(page, scope);
        }
    }

    fn plain(&self) -> Vec<String> {
        if self.is_of_a_service() {
            return Vec::new();
        }
        // Beside what was granted before, what is new is the answer.
        let lines = self.consent_screen.lines().filter(|line| line.new || !self.compared);
        lines.map(|line| line.text.to_string()).collect()
    }

    fn markdown(&self) -> String {
        let mut out = String::new();
        if self.is_of_a_service() {
            out.push_str(&format!("{NOBODY_IS_ASKED}\n"));
        } else {
            let screen = consent::markdown(&self.consent_screen, self.compared);
            out.push_str(&format!("The user will read:\n{screen}"));
            out.push_str(&format!("\n{}\n", consent::wording(&self.consent_screen)));
        }
        if !self.scopes.is_empty() {
            let rows: Vec<Vec<String>> = self
                .scopes
                .iter()
                .map(|s| {
                    let before = if s.granted { ", granted before" } else { "" };
                    vec![
                        markdown::code(&s.id),
                        format!("{}{before}", s.status),
                        markdown::escape(&meaning(s)),
                        markdown::codes(s.endpoints.iter().map(|e| e.name.id)),
                    ]
                })
                .collect();
            out.push('\n');
            out.push_str(&markdown::table(&["Scope", "Status", "Means", "Endpoints"], &rows));
        }
        if let Some(next) = &self.next {
            out.push_str(&format!("\n{IS_A_CALL} Next: {}\n", markdown::code(next)));
        }
        out
    }

    fn shows(&self, note: &Note) -> bool {
        // What is wrong with a name stands beside it.
        note.kind == NoteKind::Error
    }
}

/// In place of the consent screen of service scopes.
const NOBODY_IS_ASKED: &str = "No user is asked, so there is no consent screen.";
/// Of an endpoint in place of scopes.
const IS_A_CALL: &str = "That is a call; which scopes it needs is another question.";
/// Of a name that is like none.
const NO_SCOPE: &str = "No scope of that name; `scopes list scopes` shows all there are.";

fn did_you_mean(scope: &ScopeReport) -> String {
    format!("Did you mean {}?", scope.did_you_mean.join(" or "))
}

/// What a name means, or why it is none and what was meant.
fn meaning(scope: &ScopeReport) -> String {
    let said = if scope.means.is_empty() { scope.reason } else { scope.means };
    let more = match (scope.did_you_mean.is_empty(), scope.status) {
        (false, _) => did_you_mean(scope),
        (true, "unknown") => NO_SCOPE.to_string(),
        (true, _) => String::new(),
    };
    format!("{said} {more}").trim().to_string()
}

fn block(page: &mut Page, scope: &ScopeReport) {
    let mut title = vec![Piece::new(&scope.id, style::VALUE)];
    if scope.refused {
        title.push(Piece::plain("  "));
        title.push(Piece::new(scope.status.replace('-', " "), style::ERROR));
    } else if scope.status != "current" {
        title.push(Piece::plain("  "));
        title.push(Piece::new(scope.status.replace('-', " "), style::WARNING));
    }
    if scope.granted {
        title.push(Piece::plain("  "));
        title.push(Piece::new("granted before", style::QUIET));
    }
    page.flow(0, 2, &title);
    for text in [scope.means, scope.reason, scope.note] {
        page.text(2, text, style::PLAIN);
    }
    if !scope.did_you_mean.is_empty() {
        page.text(2, did_you_mean(scope), style::WARNING);
    } else if scope.status == "unknown" {
        page.text(2, NO_SCOPE, style::PLAIN);
    }
    if scope.consent.is_none()
        && !scope.no_consent.is_empty()
        && scope.grant == Grant::AuthorizationCode
    {
        page.text(2, format!("No consent text: {}", scope.no_consent), style::QUIET);
    }
    opens(page, &scope.endpoints);
    if !scope.sources.is_empty() {
        let named = |source: &crate::report::SourceReport| match source.date {
            "" => source.title.to_string(),
            date => format!("{} ({date})", source.title),
        };
        let from: Vec<String> = scope.sources.iter().map(named).collect();
        page.flow(2, 4, &[Piece::new(format!("From {}", from.join("; ")), style::QUIET)]);
    }
}

/// The endpoints a scope opens: those that always need it, those that do in some
/// case, and those it adds something to.
fn opens(page: &mut Page, endpoints: &[OpensReport]) {
    let mut rows: Vec<(String, Vec<&str>)> = Vec::new();
    for kind in ["required", "one-of", "case", "optional"] {
        for endpoint in endpoints.iter().filter(|e| e.how == kind) {
            let label = match kind {
                "case" => format!("When {}", endpoint.detail),
                "optional" => format!("Adds {} to", endpoint.detail),
                _ => "Opens".to_string(),
            };
            let at = rows.iter().position(|(known, _)| *known == label).unwrap_or_else(|| {
                rows.push((label, Vec::new()));
                rows.len() - 1
            });
            // An endpoint and the one it replaced share a name.
            if !rows[at].1.contains(&endpoint.name.name) {
                rows[at].1.push(endpoint.name.name);
            }
        }
    }
    for (label, names) in rows {
        let names = Piece::plain(format!(": {}", names.join(", ")));
        page.flow(2, 4, &[Piece::new(label, style::TITLE), names]);
    }
}
