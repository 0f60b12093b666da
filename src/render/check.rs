//! How `check` answers.

use super::need::{either, no_endpoint};
use super::page::{Page, Piece, style};
use super::{Render, markdown};
use crate::catalogue::EndpointStatus;
use crate::report::check::{CallReport, CheckReport, Verdict};
use crate::report::{Note, NoteKind};

impl Render for CheckReport {
    fn page(&self, page: &mut Page) {
        for query in self.queries.iter().filter(|q| q.reason.is_some()) {
            page.gap();
            no_endpoint(page, query);
        }
        if self.calls.is_empty() {
            return;
        }
        page.gap();
        self.answer(page);
        page.gap();
        for call in &self.calls {
            judged(page, call);
        }
        if let Some(mode) = &self.mode {
            page.gap();
            page.text(0, mode.says, style::QUIET);
        }
        if !self.not_needed.is_empty() {
            page.gap();
            page.flow(
                0,
                2,
                &[
                    Piece::new("Not needed by these calls", style::TITLE),
                    Piece::new(format!("  {}", self.not_needed.join(" ")), style::VALUE),
                ],
            );
        }
        if let Some(next) = self.url.as_ref().or(self.next.as_ref()) {
            page.gap();
            page.text(0, AGAIN, style::PLAIN);
            page.copyable(vec![
                Piece::new("Next", style::TITLE),
                Piece::plain(format!("  {next}")),
            ]);
        }
    }

    fn plain(&self) -> Vec<String> {
        self.missing.iter().map(ToString::to_string).collect()
    }

    fn markdown(&self) -> String {
        let rows: Vec<Vec<String>> = self
            .calls
            .iter()
            .map(|call| {
                vec![
                    call.name.name.to_string(),
                    markdown::code(&call.name.call()),
                    word(call.verdict).0.to_string(),
                    markdown::escape(&details(call).join(" ")),
                ]
            })
            .collect();
        let mut out = String::new();
        for query in self.queries.iter().filter(|q| q.reason.is_some()) {
            out.push_str(&format!("No such endpoint: {}.\n\n", markdown::code(&query.query)));
        }
        if !rows.is_empty() {
            out.push_str(&markdown::table(&["Endpoint", "Call", "Token", "Why"], &rows));
        }
        if !self.missing.is_empty() {
            let missing = markdown::codes(self.missing.iter().copied());
            out.push_str(&format!("\nMissing: {missing}. {AGAIN}\n"));
        }
        if !self.not_needed.is_empty() {
            let spare = markdown::codes(self.not_needed.iter().copied());
            out.push_str(&format!("\nNot needed by these calls: {spare}.\n"));
        }
        out
    }

    fn shows(&self, note: &Note) -> bool {
        // Why there is no endpoint stands on the page.
        note.kind == NoteKind::Error
    }
}

/// What to do about a missing scope.
const AGAIN: &str = "Send the user through authorization again; refreshing a token never adds a \
                     scope.";

impl CheckReport {
    fn answer(&self, page: &mut Page) {
        let count = self.calls.len();
        let of = |verdicts: &[Verdict]| {
            self.calls.iter().filter(|call| verdicts.contains(&call.verdict)).count()
        };
        let good = of(&[Verdict::Works, Verdict::Less]);
        let (text, style) = match (good, count) {
            (1, 1) => ("The token can make this call.".to_string(), style::GOOD),
            (0, 1) => ("The token cannot make this call.".to_string(), style::ERROR),
            _ if good == count => (format!("The token can make all {count} calls."), style::GOOD),
            (0, _) => {
                (format!("The token is not enough for any of the {count} calls."), style::ERROR)
            }
            _ => (format!("The token can make {good} of {count} calls."), style::ERROR),
        };
        let text = match self.calls.as_slice() {
            [one] if one.verdict == Verdict::FailsWhen => {
                "The token can make this call in some cases only.".to_string()
            }
            [one] if one.verdict == Verdict::Unknown => {
                "Nobody knows whether the token can make this call.".to_string()
            }
            [one] if good == 1 && one.name.status == EndpointStatus::Closed => {
                "The token can make this call, if its app was made before the call was closed."
                    .to_string()
            }
            _ => text,
        };
        page.text(0, text, style);
        if !self.missing.is_empty() {
            page.flow(
                0,
                2,
                &[
                    Piece::new("Missing", style::TITLE),
                    Piece::new(format!("  {}", self.missing.join(" ")), style::VALUE),
                ],
            );
        }
    }
}

/// A call below its verdict, or beside it where there is room.
fn judged(page: &mut Page, call: &CallReport) {
    let (word, style) = word(call.verdict);
    let indent = if page.is_narrow() { 2 } else { BESIDE };
    let name =
        [Piece::new(call.name.name, style::TITLE), Piece::plain(format!("  {}", call.name.call()))];
    if page.is_narrow() {
        page.text(0, word, style);
        page.flow(indent, indent + 2, &name);
    } else {
        let padding = Piece::plain(" ".repeat(BESIDE - word.len()));
        page.begun(vec![Piece::new(word, style), padding], indent + 2, &name);
    }
    for sentence in details(call) {
        page.flow(indent, indent + 2, &[Piece::plain(sentence)]);
    }
}

/// Columns a verdict takes, and two more.
const BESIDE: usize = 10;

/// A verdict in a word.
fn word(verdict: Verdict) -> (&'static str, anstyle::Style) {
    match verdict {
        Verdict::Works => ("works", style::GOOD),
        Verdict::Less => ("less", style::WARNING),
        Verdict::FailsWhen => ("403 when", style::ERROR),
        Verdict::Fails => ("403", style::ERROR),
        Verdict::Closed => ("closed", style::ERROR),
        Verdict::Unknown => ("unknown", style::WARNING),
    }
}

/// Why, a sentence each.
fn details(call: &CallReport) -> Vec<String> {
    let mut out = Vec::new();
    let mut lacks: Vec<(&[&str], Vec<String>)> = Vec::new();
    for lack in &call.lacks {
        let default = if lack.default { " (default)" } else { "" };
        let cases = lack.when.iter().map(|case| format!("{case}{default}"));
        match lacks.iter_mut().find(|(any_of, _)| *any_of == lack.any_of.as_slice()) {
            Some((_, known)) => known.extend(cases),
            None => lacks.push((&lack.any_of, cases.collect())),
        }
    }
    for (any_of, cases) in lacks {
        let scopes = either(any_of);
        out.push(if cases.is_empty() {
            format!("Lacks {scopes}.")
        } else {
            format!("Lacks {scopes} when {}.", either(&cases))
        });
    }
    for less in &call.less {
        let but = if less.withheld { ", but not in Development Mode" } else { "" };
        out.push(format!("{} would add {}{but}.", less.scope, less.adds));
    }
    if call.verdict == Verdict::Closed {
        out.push("No scope helps.".to_string());
    }
    if call.verdict == Verdict::Unknown {
        out.push("What it needs is not known.".to_string());
    }
    if !call.says.is_empty() {
        let stop = if call.says.ends_with('.') { "" } else { "." };
        out.push(format!("{}{stop}", call.says));
    }
    if let Some(by) = &call.replacement {
        out.push(format!("Instead: {} ({}).", by.name, by.call()));
    }
    out
}
