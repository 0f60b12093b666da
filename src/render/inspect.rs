//! How `inspect` answers: the verdict, what is asked or came back, what is wrong.

use super::page::{Page, Piece, style};
use super::{Render, consent, markdown};
use crate::authorize::pasted::Answer;
use crate::authorize::{Request, Severity};
use crate::report::fault::FaultReport;
use crate::report::inspect::{InspectReport, Kind};

impl Render for InspectReport {
    fn page(&self, page: &mut Page) {
        let (verdict, colour) = self.verdict();
        page.flow(
            0,
            2,
            &[
                Piece::new(self.kind.title(), style::TITLE),
                Piece::plain(": "),
                Piece::new(verdict, colour),
            ],
        );
        let rows: Vec<_> = self
            .values()
            .into_iter()
            .map(|(name, value)| (vec![Piece::plain(name)], vec![Piece::new(value, style::VALUE)]))
            .collect();
        page.rows(2, &rows);
        if let Some(screen) = &self.consent_screen {
            page.gap();
            consent::list(page, screen);
        }
        for fault in &self.faults {
            page.gap();
            fault_block(page, fault);
        }
        if let Some(fix) = &self.fix {
            page.gap();
            let left = self.not_mended();
            let mut title = vec![Piece::new("Mended", style::TITLE)];
            if !left.is_empty() {
                title.push(Piece::plain(format!(", but for {}", left.join(", "))));
            }
            page.flow(0, 2, &title);
            page.copyable(vec![Piece::new(fix, style::VALUE)]);
        }
    }

    fn plain(&self) -> Vec<String> {
        self.faults.iter().map(|fault| format!("{} {}", fault.severity.id(), fault.id)).collect()
    }

    fn markdown(&self) -> String {
        let mut out = format!("{}: {}\n\n", self.kind.title(), self.verdict().0);
        let rows: Vec<Vec<String>> = self
            .values()
            .into_iter()
            .map(|(name, value)| vec![name.to_string(), markdown::code(&value)])
            .collect();
        if !rows.is_empty() {
            out.push_str(&markdown::table(&["Part", "Value"], &rows));
        }
        if !self.faults.is_empty() {
            let rows: Vec<Vec<String>> = self
                .faults
                .iter()
                .map(|f| {
                    let said = format!("{}. {}", f.found.trim_end_matches('.'), f.reason);
                    vec![
                        f.severity.id().to_string(),
                        markdown::code(f.id),
                        markdown::escape(&said),
                        markdown::escape(&f.remedy),
                    ]
                })
                .collect();
            let head = ["Severity", "Fault", "Why", "Remedy"];
            out.push_str(&format!("\n{}", markdown::table(&head, &rows)));
        }
        if let Some(fix) = &self.fix {
            let left = self.not_mended();
            let but = if left.is_empty() {
                String::new()
            } else {
                format!(", but for {}", markdown::codes(left))
            };
            out.push_str(&format!("\nMended{but}: {}\n", markdown::code(fix)));
        }
        out
    }
}

impl Kind {
    fn title(self) -> &'static str {
        match self {
            Kind::Request => "Authorization request",
            Kind::Answer => "Answer to an authorization request",
            Kind::TokenRequest => "Token request",
        }
    }
}

impl InspectReport {
    fn verdict(&self) -> (&'static str, anstyle::Style) {
        let risky = self.faults.iter().any(|fault| fault.severity == Severity::Risky);
        match (self.kind, self.refused) {
            (Kind::Answer, true) => ("refused", style::ERROR),
            (_, true) => ("Spotify would refuse it", style::ERROR),
            (Kind::Answer, false) if risky => ("a code came back, with a risk", style::WARNING),
            (Kind::Answer, false) => ("a code came back", style::GOOD),
            (_, false) if risky => ("works, with a risk", style::WARNING),
            (_, false) => ("sound", style::GOOD),
        }
    }

    /// What the mended address would still be refused for or risk.
    fn not_mended(&self) -> Vec<&str> {
        let left = |fault: &&FaultReport| fault.severity != Severity::Note && fault.fix.is_none();
        self.faults.iter().filter(left).map(|fault| fault.id).collect()
    }

    /// What it says, by name.
    fn values(&self) -> Vec<(&'static str, String)> {
        match (&self.request, &self.answer) {
            (Some(request), _) => of_request(request),
            (_, Some(answer)) => of_answer(answer),
            _ => Vec::new(),
        }
    }
}

fn of_request(request: &Request) -> Vec<(&'static str, String)> {
    let or_none = |text: &str| if text.is_empty() { "none" } else { text }.to_string();
    let mut values = vec![
        ("client id", or_none(&request.client_id)),
        ("redirect URI", or_none(&request.redirect_uri)),
        ("scopes", or_none(&request.scopes.join(" "))),
        ("state", or_none(request.state.as_deref().unwrap_or_default())),
    ];
    if request.response_type != "code" {
        values.insert(0, ("response type", or_none(&request.response_type)));
    }
    let pkce = match (&request.code_challenge, &request.code_challenge_method) {
        (None, None) => "none".to_string(),
        (challenge, method) => {
            let of = |text: &Option<String>| or_none(text.as_deref().unwrap_or_default());
            format!("{}, method {}", of(challenge), of(method))
        }
    };
    values.push(("PKCE", pkce));
    if let Some(shown) = &request.show_dialog {
        values.push(("show dialog", shown.clone()));
    }
    values
}

fn of_answer(answer: &Answer) -> Vec<(&'static str, String)> {
    let mut values = Vec::new();
    if !answer.redirect_uri.is_empty() {
        values.push(("redirect URI", answer.redirect_uri.clone()));
    }
    let optional = [
        ("error", &answer.error),
        ("description", &answer.error_description),
        ("state", &answer.state),
    ];
    for (name, value) in optional {
        values.extend(value.as_ref().map(|value| (name, value.clone())));
    }
    for (name, masked) in [("code", answer.code), ("token", answer.token)] {
        values.extend(masked.map(|masked| (name, format!("{masked} (not shown)"))));
    }
    values
}

fn fault_block(page: &mut Page, fault: &FaultReport) {
    let colour = match fault.severity {
        Severity::Refused => style::ERROR,
        Severity::Risky => style::WARNING,
        Severity::Note => style::QUIET,
    };
    page.flow(
        0,
        2,
        &[
            Piece::new(fault.severity.id(), colour),
            Piece::plain("  "),
            Piece::new(fault.id, style::TITLE),
        ],
    );
    page.text(2, sentence(&fault.found), style::PLAIN);
    page.text(2, sentence(&fault.remedy), style::PLAIN);
    page.text(2, fault.reason, style::QUIET);
    if let Some(source) = &fault.source {
        let since = match fault.since {
            "" => String::new(),
            since => format!(", since {since}"),
        };
        let date = match source.date {
            "" => String::new(),
            date => format!(" ({date})"),
        };
        page.flow(2, 4, &[Piece::new(format!("From {}{date}{since}", source.title), style::QUIET)]);
    }
}

/// A clause as a sentence.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let Some(first) = letters.next() else { return String::new() };
    let begins = clause.split([' ', ':']).next().unwrap_or_default();
    // Names of parameters and scopes keep their case.
    let is_word = begins.chars().all(char::is_alphabetic) && !clause.starts_with("http");
    let known = ["state", "code", "error", "scope"].contains(&begins);
    let end = if clause.ends_with(['.', '?', '!']) { "" } else { "." };
    if is_word && !known {
        format!("{}{}{end}", first.to_uppercase(), letters.as_str())
    } else {
        format!("{clause}{end}")
    }
}
