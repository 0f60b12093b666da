//! An audit for a review: which scopes, why, and where.

use super::at;
use crate::render::consent;
use crate::render::markdown::{code, codes, escape, table};
use crate::report::audit::{At, AuditReport, RulesReport};

/// How many places are named for one scope.
const FEW: usize = 5;

pub(super) fn audit(report: &AuditReport) -> String {
    let mut parts = vec!["## Scopes and why\n".to_string()];
    let rows: Vec<Vec<String>> = report.ask_for.scopes.iter().map(|s| why(report, s)).collect();
    if rows.is_empty() {
        parts.push("No scope is needed.\n".to_string());
    } else {
        parts.push(table(&["Scope", "Why", "Where"], &rows));
    }
    parts.push(changes(report));
    parts.push(format!(
        "## What the user reads\n{}",
        consent::markdown(&report.consent_screen.after, false)
    ));
    if !report.findings.is_empty() {
        let rows: Vec<Vec<String>> = report
            .findings
            .iter()
            .map(|finding| {
                let all: Vec<&At> = finding.at.iter().map(|spot| &spot.at).collect();
                vec![
                    finding.severity.id().to_string(),
                    code(finding.rule),
                    escape(&finding.says),
                    places(&all),
                ]
            })
            .collect();
        parts.push(format!("## Findings\n\n{}", table(&["", "Rule", "What", "Where"], &rows)));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// A scope, what the app does with it, and where.
fn why(report: &AuditReport, scope: &str) -> Vec<String> {
    let requested = report.requested.iter().find(|r| r.scope == scope);
    let lacking = report.missing.iter().chain(&report.unjudged);
    let mut ids: Vec<&str> = requested.iter().flat_map(|r| &r.used_by).map(|e| e.id).collect();
    ids.extend(
        lacking
            .filter(|m| m.needs.iter().any(|need| need.any_of.contains(&scope)))
            .map(|m| m.endpoint),
    );
    // In some case, or for more of the answer.
    let some = report.reduced.iter().filter(|reduced| reduced.scopes.contains(&scope));
    let some = some.map(|reduced| reduced.endpoint).filter(|_| requested.is_none());
    ids.extend(some);
    let called: Vec<_> = report.endpoints.iter().filter(|e| ids.contains(&e.name.id)).collect();
    let mut why: Vec<String> = called
        .iter()
        .map(|e| format!("{} ({})", escape(e.name.name), code(&e.name.call())))
        .collect();
    let perhaps = report.perhaps_unused.iter().find(|p| p.scope == scope);
    why.extend(perhaps.map(|perhaps| escape(&perhaps.why)));
    let mut all: Vec<&At> = called.iter().flat_map(|e| &e.at).collect();
    if all.is_empty() {
        all = requested.iter().flat_map(|r| &r.at).collect();
    }
    vec![code(scope), why.join(", "), places(&all)]
}

fn changes(report: &AuditReport) -> String {
    let ask = &report.ask_for;
    let mut out = String::new();
    let mut line = |what: &str, scopes: &[&str]| {
        if !scopes.is_empty() {
            out.push_str(&format!("- {what}: {}\n", codes(scopes.iter().copied())));
        }
    };
    line("Requested, and not needed", &ask.drop);
    match report.grants.are {
        "known" => line("Needed, and not requested", &ask.add),
        _ => line("Needed; whether they are requested cannot be told from the code", &ask.add),
    }
    let beyond: Vec<&str> = ask.beyond.iter().map(String::as_str).collect();
    line("Perhaps more, for client libraries that are not known", &beyond);
    let wrong: Vec<&str> = report.wrong.iter().map(|w| w.scope.as_str()).collect();
    line("Refused, or not for everybody", &wrong);
    out
}

fn places(all: &[&At]) -> String {
    let mut named: Vec<String> = all.iter().take(FEW).map(|place| code(&at(place))).collect();
    if all.len() > FEW {
        named.push(format!("{} more", all.len() - FEW));
    }
    named.join(", ")
}

/// What stands above the list of all rules.
const RULES_HEAD: &str = "\
# What `scopes audit` can find

Errors and warnings make it exit with 1; notes do not. `scopes audit --explain RULE`
says the same of one rule. How to silence a rule: [audit.md](audit.md#what-is-silenced).

";

pub(super) fn rules(report: &RulesReport) -> String {
    let mut out = String::new();
    if report.rules.len() > 1 {
        out.push_str(RULES_HEAD);
    }
    for rule in &report.rules {
        out.push_str(&format!(
            "## {}\n\n{}. ({})\n\n{} {}\n\n",
            rule.id,
            escape(rule.title),
            rule.severity.id(),
            rule.means,
            rule.mend
        ));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
