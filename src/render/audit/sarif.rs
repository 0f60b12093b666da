//! Findings as SARIF 2.1.0, for code scanning.
//!
//! One result a place, because each place is mended on its own and code scanning
//! keeps track of places; addresses are relative to the folder the command ran in.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::paragraph;
use crate::audit::rules::{About, RULES, Severity};
use crate::render::page::visible;
use crate::report::audit::{AuditReport, FindingReport, SpotReport};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// Name of our fingerprints; the number rises when they are made in another way.
const FINGERPRINT: &str = "scopesFinding/v1";
/// What may not stand in the path of an address.
const NOT_IN_PATHS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The whole log.
pub(super) fn log(report: &AuditReport) -> Value {
    let results: Vec<Value> = report
        .findings
        .iter()
        .flat_map(|finding| finding.at.iter().map(|spot| result(report, finding, spot)))
        .collect();
    let skipped: Vec<Value> = report
        .skipped
        .iter()
        .map(|skipped| {
            json!({
                "level": "warning",
                "message": { "text": format!("Skipped: {}", visible(&skipped.why)) },
                "locations": [{
                    "physicalLocation": {
                        "artifactLocation": { "uri": uri(report, &skipped.file) },
                    },
                }],
            })
        })
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "scopes",
                    "semanticVersion": report.tool,
                    "properties": { "catalogue": report.head.catalogue },
                    "rules": RULES.iter().map(rule).collect::<Vec<Value>>(),
                },
            },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": skipped,
            }],
            "results": results,
        }],
    })
}

fn rule(about: &About) -> Value {
    json!({
        "id": about.id,
        "shortDescription": { "text": format!("{}.", about.title) },
        "fullDescription": { "text": about.means },
        "help": {
            "text": format!("{} {}", about.means, about.mend),
            "markdown": format!(
                "{}\n\n**What to do.** {}\n\nTo silence it: `scopes:ignore {} REASON`",
                about.means, about.mend, about.id
            ),
        },
        "defaultConfiguration": { "level": about.severity.id() },
        "properties": {
            "tags": ["oauth", "scopes"],
            "precision": if about.severity == Severity::Note { "medium" } else { "very-high" },
            "problem.severity": match about.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "recommendation",
            },
        },
    })
}

fn result(report: &AuditReport, finding: &FindingReport, spot: &SpotReport) -> Value {
    let mut region = json!({ "startLine": spot.at.line.max(1) });
    if let (Some(column), Some(region)) = (spot.column, region.as_object_mut()) {
        region.insert("startColumn".to_string(), json!(column));
        if let Some(end) = spot.excerpt.as_ref().and_then(|e| e.end_column) {
            region.insert("endColumn".to_string(), json!(end.max(column + 1)));
        }
    }
    json!({
        "ruleId": finding.rule,
        "ruleIndex": RULES.iter().position(|about| about.id == finding.rule),
        "level": finding.severity.id(),
        "message": { "text": visible(&paragraph(finding)) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(report, &spot.at.file) },
                "region": region,
            },
        }],
        "partialFingerprints": { FINGERPRINT: spot.fingerprint },
    })
}

/// The address of a file, relative to where the command ran.
fn uri(report: &AuditReport, file: &str) -> String {
    let path = format!("{}{file}", report.prefix);
    let encoded = utf8_percent_encode(&path, NOT_IN_PATHS).to_string();
    // `a:b/c` would be an address with the scheme `a`.
    let scheme = encoded.split('/').next().is_some_and(|first| first.contains(':'));
    if scheme { format!("./{encoded}") } else { encoded }
}
