//! `explain`: what scopes mean, and what the user is shown.

use std::io::Read;

use super::granted::{self, granted_names};
use super::{SHORT, Trouble, is_file, read_input};
use crate::catalogue::{Access, Catalogue, EndpointRef, Grant, Quote, Rule, ScopeRef};
use crate::consent::{self, Wording};
use crate::query::{self, Within};
use crate::report::explain::{ExplainReport, OpensReport, QuoteReport, ScopeReport};
use crate::report::{Answer, EndpointName, Head, Note, Outcome, sources};
use crate::requirement::ScopeSet;
use crate::scope_text::{self, Named, ScopeText};
use crate::secrets::masked;
use crate::sorted;

/// What `explain` is asked.
#[derive(Debug, Clone, Default)]
pub struct ExplainRequest {
    /// Texts with scopes; `-` stands for standard input.
    pub scopes: Vec<String>,
    /// Texts with scopes granted before.
    pub granted: Vec<String>,
    /// Which wording to show.
    pub wording: Wording,
}

/// Answers what scopes mean.
///
/// # Errors
///
/// When standard input cannot be read.
pub fn explain(
    catalogue: &Catalogue,
    request: &ExplainRequest,
    input: &mut dyn Read,
) -> Result<Answer<ExplainReport>, Trouble> {
    let (given, command) = (&request.granted, "explain --granted");
    let before = granted_names(catalogue, given, &request.scopes, command, input)?;
    let named_alone = |text: &&String| catalogue.scope_by_id(text).is_none() && is_file(text);
    if let Some(file) = request.scopes.iter().find(named_alone) {
        return Err(Trouble::IsFile { command: "explain", path: file.into() });
    }
    let mut texts: Vec<String> = request.scopes.iter().filter(|s| *s != "-").cloned().collect();
    let from_input = texts.len() < request.scopes.len();
    if from_input {
        texts.push(read_input(input, SHORT)?);
    }
    let read = ScopeText::read_all(&texts);
    let said = |text: &String| !text.trim().is_empty() && !scope_text::asks_for_none(text);
    let nothing_came = from_input && texts.last().is_some_and(|text| text.trim().is_empty());
    if read.names.is_empty() && (nothing_came || texts.iter().any(said)) {
        return Err(Trouble::NoScopes);
    }
    let named = scope_text::look_up(catalogue, &read.names);
    let granted = sorted::set(before.iter().filter_map(granted::known));
    let mut notes = wire_notes(&read);
    notes.extend(not_granted(catalogue, &before));
    let mut shown: Vec<ScopeRef> = Vec::new();
    let mut scopes = Vec::new();
    for name in &named {
        let report = match name {
            Named::Known(at) => {
                let scope = catalogue.scope(*at);
                if scope.consent.is_some() || scope.can_be_asked_for() {
                    shown.push(*at);
                }
                known(catalogue, *at, &granted)
            }
            Named::Unknown(name, meant) => unknown(catalogue, name, meant),
        };
        if report.refused {
            notes.push(refusal(&report));
        }
        scopes.push(report);
    }
    let mixed =
        |grant| scopes.iter().any(|s| !s.refused && s.status != "unknown" && s.grant == grant);
    if mixed(Grant::ClientCredentials) {
        notes.push(Note::warning(
            "service scopes go into the body of a token request, never into an authorize URL",
        ));
    }
    let next = endpoint_meant(catalogue, request, &scopes);
    if next.is_some() {
        for scope in &mut scopes {
            scope.did_you_mean.clear();
        }
    }
    let outcome = if scopes.iter().any(|s| s.refused) { Outcome::No } else { Outcome::Answered };
    let report = ExplainReport {
        head: Head::new(catalogue, "explain"),
        scopes,
        consent_screen: consent::screen(catalogue, &shown, &granted, request.wording),
        compared: !request.granted.is_empty(),
        call: next.as_ref().map(|_| masked(&request.scopes.join(" "))),
        next,
    };
    Ok(Answer { report, notes, outcome })
}

/// The command that answers for an endpoint, where one was named in place of scopes.
fn endpoint_meant(
    catalogue: &Catalogue,
    request: &ExplainRequest,
    scopes: &[ScopeReport],
) -> Option<String> {
    let looks_like_a_scope =
        |scope: &ScopeReport| scope.status != "unknown" || scope.id.contains('-');
    let input = request.scopes.iter().any(|text| text == "-");
    let read = ScopeText::read_all(&request.scopes);
    let is_constant = |name: &String| scope_text::written_otherwise(catalogue, name).is_some();
    // "email" is part of the name of a scope.
    let part_of_one = matches!(scopes, [only] if !only.did_you_mean.is_empty());
    if scopes.is_empty()
        || input
        || part_of_one
        || scopes.iter().any(looks_like_a_scope)
        || read.names.iter().any(is_constant)
    {
        return None;
    }
    let found = query::read_arguments(catalogue, &request.scopes, &Within::default());
    let meant = found.iter().flat_map(|found| &found.endpoints).next()?;
    Some(format!("scopes need {}", catalogue.endpoint(*meant).id))
}

/// Names that nobody can have been granted.
fn not_granted(catalogue: &Catalogue, granted: &[Named]) -> Vec<Note> {
    let unknown = granted.iter().filter_map(|named| match named {
        Named::Known(_) => None,
        Named::Unknown(name, meant) => Some((name, scope_text::did_you_mean(catalogue, meant))),
    });
    unknown
        .map(|(name, hint)| {
            let says = format!("--granted: {} is no scope; {hint}", masked(name));
            Note::warning(says.trim_end_matches([' ', ';']))
        })
        .collect()
}

/// What is fine here and would be wrong in a request.
pub(super) fn wire_notes(read: &ScopeText) -> Vec<Note> {
    let mut notes = Vec::new();
    if read.commas {
        notes.push(Note::warning(
            "commas are read here, but not by Spotify: in a request, scopes are parted by spaces",
        ));
    }
    if read.encoded > 1 {
        notes.push(Note::warning(
            "the text is percent-encoded more than once; Spotify undoes that once only",
        ));
    }
    if !read.repeated.is_empty() {
        notes.push(Note::info(format!(
            "named more than once: {}",
            masked(&read.repeated.join(", "))
        )));
    }
    notes
}

fn refusal(report: &ScopeReport) -> Note {
    let meant = match report.did_you_mean.as_slice() {
        [] => String::new(),
        meant => format!("; did you mean {}?", meant.join(" or ")),
    };
    let why = match report.status {
        "unknown" => "no such scope".to_string(),
        "retired" => "retired".to_string(),
        "internal" => "for Spotify's own clients only".to_string(),
        "never-existed" => "never was a scope".to_string(),
        "misspelled" => "misspelled".to_string(),
        _ => "of no use to apps".to_string(),
    };
    Note::error(format!("{}: {why}, and a request with it is refused{meant}", report.id))
}

fn known(catalogue: &Catalogue, at: ScopeRef, granted: &ScopeSet) -> ScopeReport {
    let scope = catalogue.scope(at);
    let source = |quote: &Quote| sources(catalogue, &[quote.source]).into_iter().next();
    ScopeReport {
        id: scope.id.to_string(),
        status: scope.status.id(),
        refused: !scope.can_be_asked_for(),
        category: scope.category,
        access: scope.access,
        grant: scope.grant,
        means: scope.means,
        reason: scope.reason,
        did_you_mean: crate::report::ids(catalogue, scope.meant),
        consent: scope.consent.map(|quote| quote.text),
        consent_source: scope.consent.as_ref().and_then(source),
        no_consent: scope.no_consent,
        older: scope.older.iter().map(|q| quote_report(catalogue, q)).collect(),
        observed: scope.observed.iter().map(|q| quote_report(catalogue, q)).collect(),
        granted: granted.contains(&at),
        note: scope.note,
        endpoints: scope.opens.iter().map(|endpoint| opens(catalogue, at, *endpoint)).collect(),
        sources: sources(catalogue, scope.sources),
    }
}

fn unknown(catalogue: &Catalogue, name: &str, meant: &[ScopeRef]) -> ScopeReport {
    ScopeReport {
        // A token pasted by mistake is not repeated.
        id: masked(name),
        status: "unknown",
        refused: true,
        category: "",
        access: Access::Unknown,
        grant: Grant::AuthorizationCode,
        means: "",
        reason: "",
        did_you_mean: crate::report::ids(catalogue, meant),
        consent: None,
        consent_source: None,
        no_consent: "",
        older: Vec::new(),
        observed: Vec::new(),
        granted: false,
        note: "",
        endpoints: Vec::new(),
        sources: Vec::new(),
    }
}

fn quote_report(catalogue: &Catalogue, quote: &Quote) -> QuoteReport {
    QuoteReport { text: quote.text, source: catalogue.source(quote.source).id, years: quote.years }
}

/// How an endpoint's requirement mentions a scope.
fn opens(catalogue: &Catalogue, scope: ScopeRef, at: EndpointRef) -> OpensReport {
    let requirement = &catalogue.endpoint(at).requirement;
    let cases: Vec<&str> = requirement
        .cases
        .iter()
        .filter(|case| case.rule.scopes().contains(&scope))
        .map(|case| case.holds)
        .collect();
    let optional = requirement.optional.iter().find(|o| o.scope == scope);
    let (how, detail) = match (&requirement.rule, cases.as_slice(), optional) {
        (Rule::All(scopes), _, _) if scopes.contains(&scope) => ("required", String::new()),
        (Rule::Any(scopes), _, _) if scopes.contains(&scope) => ("one-of", String::new()),
        (_, [], Some(optional)) => ("optional", optional.adds.to_string()),
        (_, [], None) => ("required", String::new()),
        (_, cases, _) => ("case", cases.join(" or ")),
    };
    OpensReport { name: EndpointName::new(catalogue, at), how, detail }
}
