//! `catalogue diff`: how an OpenAPI document and the catalogue differ.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::{LONG, Trouble, read_bytes};
use crate::catalogue::Catalogue;
use crate::catalogue::disagreements::Disagreements;
use crate::drift::{Difference, Document, compare};
use crate::report::drift::{DifferenceReport, DocumentReport, DriftReport, KnownReport};
use crate::report::{Answer, Head, Outcome, SourceReport};

/// What `catalogue diff` is asked.
#[derive(Debug, Clone)]
pub struct DiffRequest {
    /// The document; `-` is standard input.
    pub document: PathBuf,
}

/// Holds an OpenAPI document against the catalogue.
///
/// # Errors
///
/// When the document cannot be read, or is no OpenAPI document.
pub fn diff(
    catalogue: &Catalogue,
    request: &DiffRequest,
    input: &mut dyn Read,
) -> Result<Answer<DriftReport>, Trouble> {
    let path = &request.document;
    let unreadable = |says: String| Trouble::Document { path: path.clone(), says };
    let bytes = if path == Path::new("-") {
        read_bytes(input, LONG)?
    } else {
        let mut file = File::open(path).map_err(|error| unreadable(error.to_string()))?;
        read_bytes(&mut file, LONG).map_err(|trouble| match trouble {
            Trouble::Input(error) => unreadable(error.to_string()),
            Trouble::TooMuch { limit } => unreadable(format!("it is longer than {limit} MB")),
            other => other,
        })?
    };
    let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".into()))?;
    let document = Document::read(&text).map_err(unreadable)?;
    let drift = compare(catalogue, Disagreements::built_in(), &document);
    let outcome = if drift.new.is_empty() { Outcome::Answered } else { Outcome::No };
    let known = drift.known.into_iter().map(|(difference, entry)| KnownReport {
        difference: reported(difference),
        reason: entry.reason,
        source: SourceReport::new(catalogue, entry.source),
    });
    let report = DriftReport {
        head: Head::new(catalogue, "catalogue diff"),
        document: DocumentReport {
            operations: document.operations.len(),
            scopes: document.scopes.len(),
        },
        differences: drift.new.into_iter().map(reported).collect(),
        known: known.collect(),
    };
    Ok(Answer { report, notes: Vec::new(), outcome })
}

fn reported(difference: Difference) -> DifferenceReport {
    let Difference { kind, about, method, path, detail, .. } = difference;
    DifferenceReport { kind, about, method, path, detail }
}
