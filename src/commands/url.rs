//! `url`: a ready-made authorize URL.

use std::io::Read;

use super::explain::{refused, wire_notes};
use super::need::{NeedRequest, endpoints_of, notes, read_questions, refusals, wishes};
use super::{Trouble, known_cases};
use crate::authorize::{Request, Severity, redirect};
use crate::catalogue::{Catalogue, ScopeRef};
use crate::consent::{self, Wording};
use crate::report::url::UrlReport;
use crate::report::{Answer, Head, Note, Outcome};
use crate::requirement::{self, ScopeSet};
use crate::scope_text::{self, Named, ScopeText};

/// What `url` is asked.
#[derive(Debug, Clone, Default)]
pub struct UrlRequest {
    /// The app's client id.
    pub client_id: String,
    /// Where the user comes back to, byte for byte.
    pub redirect_uri: String,
    /// Texts with scopes.
    pub scopes: Vec<String>,
    /// Calls to ask scopes for, with what narrows them.
    pub calls: NeedRequest,
}

/// Writes an authorize URL, or says why Spotify would refuse it.
///
/// # Errors
///
/// When a case does not exist or standard input cannot be read.
pub fn url(
    catalogue: &Catalogue,
    request: &UrlRequest,
    input: &mut dyn Read,
) -> Result<Answer<UrlReport>, Trouble> {
    known_cases(catalogue, &request.calls.when)?;
    let mut faults: Vec<Note> = Vec::new();
    let findings = redirect::judge(&request.redirect_uri);
    for finding in findings.iter().filter(|f| f.severity == Severity::Refused) {
        let instead = finding
            .instead
            .as_ref()
            .map_or_else(String::new, |instead| format!("; register and send {instead} instead"));
        faults.push(Note::error(format!(
            "Spotify refuses the redirect URI {}: {}{instead}\n{}",
            request.redirect_uri, finding.found, finding.rule.says
        )));
    }
    let read = ScopeText::read_all(&request.scopes);
    let named = scope_text::look_up(catalogue, &read.names);
    faults.extend(refused(catalogue, &named).into_iter().map(Note::error));
    let mut found = Vec::new();
    if !request.calls.questions.is_empty() {
        found = read_questions(catalogue, &request.calls.questions, input)?;
    }
    faults.extend(refusals(catalogue, &found));
    let ask = requirement::ask(catalogue, &endpoints_of(&found), &wishes(&request.calls));
    for service in &ask.service_scopes {
        let scope = catalogue.scope(*service);
        faults.push(Note::error(format!("{}: {}", scope.id, scope.note)));
    }
    let scopes = in_order(&named, &ask.scopes);
    let ids: Vec<String> = scopes.iter().map(|s| catalogue.scope(*s).id.to_string()).collect();
    let built = Request {
        client_id: request.client_id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        scopes: ids.clone(),
    };
    let url = faults.is_empty().then(|| built.url(catalogue.accounts.authorize));
    let mut all_notes = wire_notes(&read);
    all_notes.extend(notes(catalogue, &request.calls, &found));
    all_notes.extend(faults);
    let outcome = if url.is_some() { Outcome::Answered } else { Outcome::No };
    let report = UrlReport {
        head: Head::new(catalogue, "url"),
        url,
        client_id: request.client_id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        scopes: ids,
        redirect: findings,
        consent_screen: consent::screen(catalogue, &scopes, &ScopeSet::new(), Wording::Documented),
    };
    Ok(Answer { report, notes: all_notes, outcome })
}

/// Scopes in the order given, then those that calls need, each once.
fn in_order(named: &[Named], needed: &[ScopeRef]) -> Vec<ScopeRef> {
    let given = named.iter().filter_map(|named| match named {
        Named::Known(scope) => Some(*scope),
        Named::Unknown(..) => None,
    });
    let mut scopes: Vec<ScopeRef> = Vec::new();
    for scope in given.chain(needed.iter().copied()) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes
}
