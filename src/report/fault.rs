//! What is wrong with a request, as answers show it.

use serde::Serialize;

use super::{Note, NoteKind, SourceReport, sources};
use crate::authorize::{Fault, Severity};
use crate::catalogue::{Catalogue, SourceRef};

/// What a rule says of a request.
#[derive(Debug, Clone, Serialize)]
pub struct FaultReport {
    /// Id of the rule; stable.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What was found.
    pub found: String,
    /// What to do about it; may be empty.
    pub remedy: String,
    /// The rule, and why it is one.
    pub reason: &'static str,
    /// Since when it holds; empty where it always did.
    pub since: &'static str,
    /// Where that comes from.
    pub source: Option<SourceReport>,
    /// The whole URL, mended; none where this fault is not mended by it.
    pub fix: Option<String>,
}

impl FaultReport {
    /// A fault with its source.
    pub fn new(catalogue: &Catalogue, fault: &Fault, fix: Option<String>) -> Self {
        let at = catalogue.sources.iter().zip(0..).find(|(s, _)| s.id == fault.rule.source);
        let source = at.and_then(|(_, at)| sources(catalogue, &[SourceRef(at)]).pop());
        FaultReport {
            id: fault.rule.id,
            severity: fault.severity,
            found: fault.found.clone(),
            remedy: fault.remedy.clone(),
            reason: fault.rule.says,
            since: fault.rule.since,
            source,
            fix,
        }
    }

    /// What was found and what to do, as a note beside an answer; where there is no
    /// answer because of it, with the reason.
    pub fn note(&self) -> Note {
        let kind = match self.severity {
            Severity::Refused => NoteKind::Error,
            Severity::Risky => NoteKind::Warning,
            Severity::Note => NoteKind::Note,
        };
        let between = if self.remedy.is_empty() { "" } else { "; " };
        let found =
            if between.is_empty() { &*self.found } else { self.found.trim_end_matches('.') };
        let reason = match self.severity {
            Severity::Refused => format!("\n{}", self.reason),
            Severity::Risky | Severity::Note => String::new(),
        };
        Note::new(kind, format!("{found}{between}{}{reason}", self.remedy))
    }
}
