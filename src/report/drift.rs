//! What `catalogue diff` answers.

use serde::Serialize;

use super::{Head, SourceReport};
use crate::catalogue::disagreements::Kind;

/// How a document and the catalogue differ.
#[derive(Debug, Clone, Serialize)]
pub struct DriftReport {
    /// Version, command, catalogue.
    #[serde(flatten)]
    pub head: Head,
    /// What the document holds.
    pub document: DocumentReport,
    /// What differs and was not known to.
    pub differences: Vec<DifferenceReport>,
    /// What is known to differ.
    pub known: Vec<KnownReport>,
}

/// What a document holds.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct DocumentReport {
    /// How many operations.
    pub operations: usize,
    /// How many scopes it describes.
    pub scopes: usize,
}

/// Something that differs.
#[derive(Debug, Clone, Serialize)]
pub struct DifferenceReport {
    /// What differs.
    pub kind: Kind,
    /// Operation id or scope.
    pub about: String,
    /// Verb; none for a scope or server.
    pub method: Option<String>,
    /// Path; none for a scope or server.
    pub path: Option<String>,
    /// Both sides, as a sentence.
    pub detail: String,
}

/// Something known to differ.
#[derive(Debug, Clone, Serialize)]
pub struct KnownReport {
    /// What differs.
    #[serde(flatten)]
    pub difference: DifferenceReport,
    /// Why the catalogue says something else.
    pub reason: &'static str,
    /// What the catalogue follows instead.
    pub source: SourceReport,
}

impl DifferenceReport {
    /// What it is about, for people: verb and path, or the scope.
    pub fn place(&self) -> String {
        match (&self.method, &self.path) {
            (Some(method), Some(path)) => format!("{method} {path}"),
            _ => self.about.clone(),
        }
    }
}
