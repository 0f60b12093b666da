//! How `audit` answers: for people, for code scanning, for pull requests, for reviews.

mod github;
mod markdown;
mod sarif;
mod table;

use super::page::Page;
use super::{Format, Render, page};
use crate::report::audit::{At, AuditReport, FindingReport, RulesReport};

impl Render for AuditReport {
    fn page(&self, page: &mut Page) {
        table::page(self, page);
    }

    fn plain(&self) -> Vec<String> {
        let line = |finding: &FindingReport| {
            let (severity, rule) = (finding.severity.id(), finding.rule);
            finding
                .at
                .iter()
                .map(|spot| {
                    let At { file, line } = &spot.at;
                    format!("{file}:{line}: {severity}[{rule}]: {}", finding.says)
                })
                .collect::<Vec<String>>()
        };
        self.findings.iter().flat_map(line).collect()
    }

    fn markdown(&self) -> String {
        markdown::audit(self)
    }

    fn further(&self, format: Format) -> Option<anyhow::Result<String>> {
        match format {
            Format::Sarif => Some(super::json(&sarif::log(self))),
            Format::Github => Some(Ok(github::commands(self))),
            _ => None,
        }
    }
}

impl Render for RulesReport {
    fn page(&self, page: &mut Page) {
        table::rules(self, page);
    }

    fn plain(&self) -> Vec<String> {
        self.rules.iter().map(|rule| rule.id.to_string()).collect()
    }

    fn markdown(&self) -> String {
        markdown::rules(self)
    }
}

/// `file:line`, as editors take it.
fn at(at: &At) -> String {
    page::visible(&format!("{}:{}", at.file, at.line)).into_owned()
}

/// "1 file", "2 files".
fn count(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// A clause as a sentence; its first word may be a name and stays as it is.
fn sentence(clause: &str) -> String {
    let ends = clause.ends_with('.') || clause.ends_with(".\"");
    if ends { clause.to_string() } else { format!("{clause}.") }
}

/// What a finding says, why, and what to do, as one paragraph.
fn paragraph(finding: &FindingReport) -> String {
    let words = [finding.says.as_str(), &finding.why, &finding.mend];
    let sentences = words.iter().filter(|words| !words.is_empty()).map(|words| sentence(words));
    sentences.collect::<Vec<String>>().join(" ")
}
