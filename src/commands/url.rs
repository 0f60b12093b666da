//! `url`: a ready-made authorize URL, and the token request that follows.

use std::io::Read;

use super::explain::wire_notes;
use super::need::{
    Asked, NeedRequest, closed, endpoints_of, notes, read_questions, refusals, wishes,
};
use super::{Trouble, known_cases};
use crate::authorize::redirect::{self, Finding};
use crate::authorize::{self, Fault, Request, Severity, TokenRequest};
use crate::catalogue::{Catalogue, ScopeRef};
use crate::consent::{self, Wording};
use crate::query::{self, Found, Match, Refusal, Within};
use crate::report::fault::FaultReport;
use crate::report::url::{RuleReport, UrlReport};
use crate::report::{Answer, Head, Note, NoteKind, Outcome};
use crate::requirement::{self, ScopeSet};
use crate::scope_text::{self, Named, ScopeText};
use crate::secrets::masked;
use crate::sorted;

/// What `url` is asked.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct UrlRequest {
    /// The app's client id.
    pub client_id: String,
    /// Where the user comes back to, byte for byte.
    pub redirect_uri: String,
    /// Texts with scopes.
    pub scopes: Vec<String>,
    /// Calls to ask scopes for, with what narrows them.
    pub calls: NeedRequest,
    /// A state; an empty one stands for a random one.
    pub state: Option<String>,
    /// Whether to use PKCE.
    pub pkce: bool,
    /// Whether users who agreed before are asked again.
    pub show_dialog: bool,
    /// Whether warnings stand against the URL.
    pub strict: bool,
    /// Whether to tell which rules about redirect URIs held.
    pub explain_redirect: bool,
}

/// Writes an authorize URL, or says why Spotify would refuse it.
///
/// # Errors
///
/// When a case does not exist, standard input cannot be read, or there are no
/// random numbers.
pub fn url(
    catalogue: &Catalogue,
    asked: &UrlRequest,
    input: &mut dyn Read,
) -> Result<Answer<UrlReport>, Trouble> {
    known_cases(catalogue, &asked.calls.when)?;
    let read = ScopeText::read_all(&asked.scopes);
    let named = scope_text::look_up(catalogue, &read.names);
    let Asked { found, notes: left, unclear } = if asked.calls.questions.is_empty() {
        Asked::default()
    } else {
        read_questions(catalogue, &asked.calls, input)?
    };
    let ask = requirement::ask(catalogue, &endpoints_of(&found), &wishes(&asked.calls, &found));
    let scopes = in_order(&named, &ask.scopes);
    let (request, code_verifier) = request(catalogue, asked, &read.names, &scopes)?;

    let mut notes_ = wire_notes(&read);
    notes_.extend(notes(catalogue, &asked.calls, &found));
    let left = left.into_iter().map(|note| if unclear { Note::error(note.says) } else { note });
    notes_.extend(left);
    notes_.extend(refusals(catalogue, &found));
    notes_.extend(mistaken(catalogue, &asked.scopes, &found));
    for service in &ask.service_scopes {
        let scope = catalogue.scope(*service);
        notes_.push(Note::error(format!("{}: {}", scope.id, scope.note)));
    }
    let endpoints = endpoints_of(&found);
    let closed = closed(catalogue, &asked.calls, &endpoints);
    let calls = match (endpoints.is_empty(), &closed) {
        (true, _) => Calls::None,
        (false, None) => Calls::Open,
        (false, Some(_)) => Calls::Closed,
    };
    notes_.extend(closed);
    let mut faults: Vec<Fault> = authorize::judge(catalogue, &request)
        .into_iter()
        .map(|fault| as_advice(fault, calls))
        .collect();
    faults.extend(authorize::reminders(&request));
    sorted::sort_by_key(&mut faults, |fault| fault.severity);
    let faults: Vec<FaultReport> =
        faults.iter().map(|fault| FaultReport::new(catalogue, fault, None)).collect();
    notes_.extend(faults.iter().map(FaultReport::note));
    let refused = sort_out(&mut notes_, asked.strict);

    let url = (!refused).then(|| request.url(catalogue.accounts.authorize));
    let token_request = url
        .as_ref()
        .map(|_| TokenRequest::new(catalogue.accounts.token, &request, code_verifier.as_deref()));
    let redirect = redirect::judge(&asked.redirect_uri);
    let redirect_rules = if asked.explain_redirect { rules(catalogue, &redirect) } else { vec![] };
    let report = UrlReport {
        head: Head::new(catalogue, "url"),
        url,
        code_verifier: code_verifier.filter(|_| token_request.is_some()),
        random_state: asked.state.as_deref() == Some(""),
        token_request,
        faults,
        redirect,
        redirect_rules,
        consent_screen: consent::screen(catalogue, &scopes, &ScopeSet::new(), Wording::Documented),
        request,
    };
    let outcome = if refused { Outcome::No } else { Outcome::Answered };
    Ok(Answer { report, notes: notes_, outcome })
}

/// Calls given to `--scope`, and scopes given to `--for`.
fn mistaken(catalogue: &Catalogue, scopes: &[String], found: &[Found]) -> Vec<Note> {
    let is_call = |text: &&String| {
        let named = scope_text::look_up(catalogue, &ScopeText::read(text).names);
        let unknown = named.iter().all(|named| matches!(named, Named::Unknown(..)));
        let read = || query::read(catalogue, text, &Within::default());
        unknown
            && text.contains([' ', '/'])
            && read().iter().all(|f| matches!(f.how, Match::Exact | Match::Path))
    };
    let calls = scopes.iter().filter(is_call).map(|text| {
        Note::error(format!("--scope \"{}\" names a call: give it to --for", masked(text)))
    });
    let is_scope = |f: &&Found| matches!(f.refusal, Some(Refusal::Scope(_)));
    let scopes = found.iter().filter(is_scope).map(|f| {
        Note::error(format!(
            "--for {} names a scope: give it to --scope",
            masked(f.question.trim())
        ))
    });
    calls.chain(scopes).collect()
}

/// The request, and the verifier where PKCE is used.
fn request(
    catalogue: &Catalogue,
    asked: &UrlRequest,
    names: &[String],
    scopes: &[ScopeRef],
) -> Result<(Request, Option<String>), Trouble> {
    // Names that no scope has stay in: the judgement says what is wrong with them.
    let known = scopes.iter().map(|scope| catalogue.scope(*scope).id.to_string());
    let mut ids: Vec<String> = names.to_vec();
    ids.extend(known.filter(|id| !names.contains(id)));
    let state = match asked.state.as_deref() {
        Some("") => Some(authorize::state()?),
        given => given.map(ToString::to_string),
    };
    let verifier = if asked.pkce { Some(authorize::verifier()?) } else { None };
    let request = Request {
        client_id: asked.client_id.clone(),
        redirect_uri: asked.redirect_uri.clone(),
        scopes: ids,
        state,
        show_dialog: asked.show_dialog.then(|| "true".to_string()),
        code_challenge_method: verifier.as_ref().map(|_| "S256".to_string()),
        code_challenge: verifier.as_deref().map(authorize::challenge),
        ..Request::default()
    };
    Ok((request, verifier))
}

/// What `--for` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Calls {
    /// No call.
    None,
    /// Calls that can succeed.
    Open,
    /// Calls of which some fail whatever the scope.
    Closed,
}

/// A fault in the words of somebody who can still change the request by a flag.
fn as_advice(fault: Fault, calls: Calls) -> Fault {
    match fault.rule.id {
        "state-missing" => Fault { remedy: "add --state".to_string(), ..fault },
        // Whoever makes a new request can have PKCE for nothing.
        "pkce-missing" => {
            Fault { severity: Severity::Risky, remedy: "add --pkce".to_string(), ..fault }
        }
        // An example with a placeholder in it is no mistake.
        "client-id-placeholder" if !asked_blank(&fault) => {
            Fault { severity: Severity::Risky, ..fault }
        }
        "scope-none" => {
            let remedy = match calls {
                Calls::None => "add --scope or --for",
                Calls::Open => "what --for names needs none",
                Calls::Closed => "",
            };
            Fault { remedy: remedy.to_string(), ..fault }
        }
        _ => fault,
    }
}

fn asked_blank(fault: &Fault) -> bool {
    fault.found.contains("white space")
}

/// Puts errors first, and drops notes where there are any; tells whether there are.
fn sort_out(notes: &mut Vec<Note>, strict: bool) -> bool {
    if strict {
        for note in notes.iter_mut().filter(|note| note.kind == NoteKind::Warning) {
            note.kind = NoteKind::Error;
        }
    }
    let refused = notes.iter().any(|note| note.kind == NoteKind::Error);
    if refused {
        notes.retain(|note| note.kind != NoteKind::Note);
        sorted::sort_by_key(notes, |note| note.kind != NoteKind::Error);
    }
    refused
}

/// Every rule about redirect URIs, and whether it held.
fn rules(catalogue: &Catalogue, findings: &[Finding]) -> Vec<RuleReport> {
    // Where these are broken there is nothing the later ones could look at.
    let ends = ["redirect-whitespace", "redirect-absolute", "redirect-scheme"];
    let mut ended = false;
    // Of these one is enough to be refused.
    let of_host = ["redirect-localhost", "redirect-loopback", "redirect-https", "redirect-lan"];
    let host_refused = findings.iter().any(|finding| of_host.contains(&finding.rule.id));
    redirect::RULES
        .iter()
        .map(|rule| {
            let finding = findings.iter().find(|finding| finding.rule.id == rule.id);
            let verdict = match finding {
                Some(finding) => finding.severity.id(),
                None if ended || (host_refused && of_host.contains(&rule.id)) => "unjudged",
                None => "holds",
            };
            ended |= verdict == "refused" && ends.contains(&rule.id);
            RuleReport {
                id: rule.id,
                verdict,
                says: rule.says,
                found: finding.map(|finding| finding.found.clone()).unwrap_or_default(),
                source: rule.source,
                since: rule.since,
                checked: catalogue
                    .sources
                    .iter()
                    .find(|source| source.id == rule.source)
                    .map_or("", |source| source.checked),
            }
        })
        .collect()
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
