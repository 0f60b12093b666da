//! Findings as workflow commands: GitHub shows them in the diff of a pull request.

use super::{count, paragraph};
use crate::audit::rules::Severity;
use crate::render::page::visible;
use crate::report::audit::AuditReport;

/// A workflow command a place, then a line that sums up.
pub(super) fn commands(report: &AuditReport) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let words = paragraph(finding);
        for spot in &finding.at {
            let file = property(&format!("{}{}", report.prefix, spot.at.file));
            let column = spot.column.map_or_else(String::new, |column| format!(",col={column}"));
            out.push_str(&format!(
                "::{command} file={file},line={}{column},title={}::{}\n",
                spot.at.line,
                property(&format!("scopes {}", finding.rule)),
                message(&words),
            ));
        }
    }
    let counts = &report.counts;
    out.push_str(&format!(
        "scopes: {}, {}, {}\n",
        count(counts.errors, "error"),
        count(counts.warnings, "warning"),
        count(counts.notes, "note")
    ));
    out
}

/// The text of a command; what would end it or begin another is encoded.
fn message(text: &str) -> String {
    let encoded = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    visible(&encoded).into_owned()
}

/// The value of a property; what parts properties is encoded as well.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_before_its_time() {
        assert_eq!(message("50% of\r\nthe rest"), "50%25 of%0D%0Athe rest");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
        assert_eq!(message("a\u{1b}[0m"), "a\\u{1b}[0m");
    }
}
