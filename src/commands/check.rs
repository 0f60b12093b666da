//! `check`: which calls a token can make, by the scopes it was granted.

use std::io::Read;

use super::granted::{granted_names, known};
use super::need::{
    Asked, NeedRequest, endpoints_of, notes, query_report, read_questions, refusals,
    useless_narrowing, wishes,
};
use super::{Trouble, UrlRequest, known_cases, url};
use crate::catalogue::{
    Access, Catalogue, DEVELOPMENT, Endpoint, EndpointRef, EndpointStatus, Grant, Login,
    ModeAccess, ScopeRef,
};
use crate::report::check::{CallReport, CheckReport, LackReport, LessReport, Verdict};
use crate::report::need::ModeLimits;
use crate::report::{Answer, EndpointName, Head, Note, NoteKind, Outcome, ids};
use crate::requirement::{self, Clause, ScopeSet, Wishes, judge};
use crate::scope_text::{self, Named};
use crate::sorted;

/// What `check` is asked.
#[derive(Debug, Clone, Default)]
pub struct CheckRequest {
    /// Texts with the scopes granted; `-` stands for standard input.
    pub granted: Vec<String>,
    /// The calls, with what narrows them.
    pub calls: NeedRequest,
    /// The app's client id; with the redirect URI, a URL is written to authorize again.
    pub client_id: Option<String>,
    /// Where the user comes back to.
    pub redirect_uri: Option<String>,
}

/// Answers which calls a token can make.
///
/// # Errors
///
/// When a case does not exist, standard input cannot be read or is wanted twice,
/// or a token response does not say what was granted.
pub fn check(
    catalogue: &Catalogue,
    request: &CheckRequest,
    input: &mut dyn Read,
) -> Result<Answer<CheckReport>, Trouble> {
    let calls = &request.calls;
    known_cases(catalogue, &calls.when)?;
    let (given, command) = (&request.granted, "check --granted");
    let named = granted_names(catalogue, given, &calls.questions, command, input)?;
    if !named.is_empty() && named.iter().all(is_no_name) {
        return Err(Trouble::NoScopeGranted);
    }
    let granted = sorted::set(named.iter().filter_map(known));
    let Asked { found, notes: left, unclear } = read_questions(catalogue, calls, input)?;
    let endpoints = endpoints_of(&found);
    let wishes = Wishes { granted: granted.clone(), ..wishes(calls, &found) };
    let judged: Vec<CallReport> =
        endpoints.iter().map(|at| call_report(catalogue, calls, &wishes, *at)).collect();
    // What no scope opens must not make anybody ask for one.
    let helped: Vec<EndpointRef> = endpoints
        .iter()
        .zip(&judged)
        .filter(|(_, call)| call.verdict != Verdict::Closed)
        .map(|(at, _)| *at)
        .collect();
    let missing = requirement::missing(catalogue, &helped, &wishes);
    let spare = requirement::spare(catalogue, &helped, &wishes);
    let refusals = refusals(catalogue, &found);
    let succeeds = |call: &CallReport| match call.verdict {
        Verdict::Works => true,
        Verdict::Less => !call.less.iter().any(|l| l.wanted),
        Verdict::FailsWhen | Verdict::Fails | Verdict::Closed | Verdict::Unknown => false,
    };
    let covered = !unclear && refusals.is_empty() && judged.iter().all(succeeds);
    let mut notes = notes(catalogue, calls, &found);
    notes.extend(left);
    notes.extend(useless_narrowing(catalogue, calls, &endpoints));
    notes.extend(no_scopes(catalogue, &named));
    notes.extend(app_token(&granted, &judged));
    notes.extend(refusals);
    let ask_again: Vec<ScopeRef> = if missing.is_empty() {
        Vec::new()
    } else {
        // Nothing that was granted is left out, or the next token would lack it.
        let asked = granted.iter().chain(&missing).copied();
        asked.filter(|scope| can_be_asked_for(catalogue, *scope)).collect()
    };
    let (url, refused) = url_again(catalogue, request, &ask_again)?;
    notes.extend(refused);
    let mode = calls.mode.and_then(|mode| catalogue.mode(mode));
    let report = CheckReport {
        head: Head::new(catalogue, "check"),
        covered,
        granted: granted.iter().map(|s| catalogue.scope(*s).id).collect(),
        queries: found.iter().map(|f| query_report(catalogue, f, calls.mode)).collect(),
        calls: judged,
        next: next_command(catalogue, &ask_again),
        url,
        missing: ids(catalogue, &missing),
        not_needed: ids(catalogue, &spare),
        ask_again: ids(catalogue, &ask_again),
        mode: mode.map(|m| ModeLimits { id: m.id, title: m.title, says: m.says }),
    };
    let outcome = if covered { Outcome::Answered } else { Outcome::No };
    Ok(Answer { report, notes, outcome })
}

/// Whether it is neither a scope nor like one, as a token is that stands there by itself.
fn is_no_name(named: &Named) -> bool {
    match named {
        Named::Known(_) => false,
        Named::Unknown(name, meant) => meant.is_empty() && !scope_text::looks_like_a_scope(name),
    }
}

fn can_be_asked_for(catalogue: &Catalogue, scope: ScopeRef) -> bool {
    let scope = catalogue.scope(scope);
    scope.can_be_asked_for() && scope.grant == Grant::AuthorizationCode
}

/// Names that are no scopes; a token pasted by mistake looks unlike a name, and
/// is not repeated.
fn no_scopes(catalogue: &Catalogue, named: &[Named]) -> Option<Note> {
    let unknown = || {
        named.iter().filter_map(|named| match named {
            Named::Unknown(name, meant) => Some((name.as_str(), meant)),
            Named::Known(_) => None,
        })
    };
    let shown: Vec<String> = unknown()
        .filter(|(name, _)| scope_text::looks_like_a_scope(name))
        .map(|(name, meant)| match ids(catalogue, meant).as_slice() {
            [] => name.to_string(),
            meant => format!("{name} (did you mean {}?)", meant.join(" or ")),
        })
        .collect();
    let hidden = unknown().count() - shown.len();
    let mut says = shown.join(", ");
    if hidden > 0 {
        let and = if says.is_empty() { "" } else { ", and " };
        says.push_str(&format!(
            "{and}{hidden} that cannot be scopes and are not shown; what a token was granted \
             stands beside it, in the field `scope` of the token response"
        ));
    }
    (!says.is_empty()).then(|| Note::warning(format!("granted, but no scopes: {says}")))
}

/// Without any scope the token may be the app's own, which is another reason to fail.
fn app_token(granted: &ScopeSet, calls: &[CallReport]) -> Option<Note> {
    let open = |call: &&CallReport| !matches!(call.verdict, Verdict::Closed | Verdict::Unknown);
    let user = calls.iter().filter(open).any(|call| call.login == Login::User);
    (granted.is_empty() && user).then(|| {
        Note::warning(
            "a token without scopes may be the app's own (client credentials); \
             calls that need a user fail with it in any case",
        )
    })
}

fn call_report(
    catalogue: &Catalogue,
    request: &NeedRequest,
    wishes: &Wishes,
    at: EndpointRef,
) -> CallReport {
    let endpoint = catalogue.endpoint(at);
    let judged = judge(at, &endpoint.requirement, &wishes.granted, &wishes.narrowing);
    let development = request.mode == Some(DEVELOPMENT);
    let closed = is_closed(catalogue, endpoint, request.mode);
    let verdict = match (closed, judged.known, judged.always_fails) {
        (true, ..) => Verdict::Closed,
        (false, false, _) => Verdict::Unknown,
        (false, true, true) => Verdict::Fails,
        (false, true, false) if !judged.unmet.is_empty() => Verdict::FailsWhen,
        (false, true, false) if !judged.reduced.is_empty() => Verdict::Less,
        (false, true, false) => Verdict::Works,
    };
    let less = judged.reduced.iter().map(|optional| LessReport {
        scope: catalogue.scope(optional.scope).id,
        adds: optional.adds,
        withheld: development && optional.extended_only,
        wanted: wishes.want(at, optional),
    });
    let change = catalogue.change(endpoint).map_or("", |change| change.says);
    CallReport {
        name: EndpointName::new(catalogue, at),
        verdict,
        lacks: if closed { Vec::new() } else { lacks(catalogue, &judged.unmet) },
        less: if closed { Vec::new() } else { less.collect() },
        login: endpoint.login,
        premium: endpoint.premium,
        says: if change.is_empty() && development { endpoint.development } else { change },
        replacement: endpoint.replacement.map(|by| EndpointName::new(catalogue, by)),
    }
}

/// Conditions that are not met.
fn lacks(catalogue: &Catalogue, unmet: &[Clause]) -> Vec<LackReport> {
    let lack = |clause: &Clause| {
        let mut any_of = clause.any_of.clone();
        // What reads comes before what modifies: that is what a reader should ask for.
        sorted::sort_by_key(&mut any_of, |s| catalogue.scope(*s).access != Access::Read);
        LackReport {
            any_of: ids(catalogue, &any_of),
            when: clause.because.case.map_or(&[], |case| case.names),
            holds: clause.because.case.map_or("", |case| case.holds),
            default: clause.because.case.is_some_and(|case| case.default),
        }
    };
    unmet.iter().map(lack).collect()
}

/// Whether the call fails whatever the scope: in the mode asked about, or for every new app.
fn is_closed(catalogue: &Catalogue, endpoint: &Endpoint, mode: Option<&str>) -> bool {
    match mode {
        Some(mode) => catalogue.access(endpoint, mode) == ModeAccess::Closed,
        None => {
            matches!(catalogue.status(endpoint), EndpointStatus::Closed | EndpointStatus::Removed)
        }
    }
}

/// The `url` command for what was granted and what is missing.
fn next_command(catalogue: &Catalogue, ask_again: &[ScopeRef]) -> Option<String> {
    (!ask_again.is_empty()).then(|| {
        let scopes = ids(catalogue, ask_again).join(" ");
        format!("scopes url --client-id ID --redirect URI --scope '{scopes}'")
    })
}

/// The URL to authorize again with, where the client is known, or why there is none.
fn url_again(
    catalogue: &Catalogue,
    request: &CheckRequest,
    ask_again: &[ScopeRef],
) -> Result<(Option<String>, Vec<Note>), Trouble> {
    let (Some(client_id), Some(redirect_uri)) = (&request.client_id, &request.redirect_uri) else {
        return Ok((None, Vec::new()));
    };
    if ask_again.is_empty() {
        return Ok((None, Vec::new()));
    }
    let asked = UrlRequest {
        client_id: client_id.clone(),
        redirect_uri: redirect_uri.clone(),
        scopes: vec![ids(catalogue, ask_again).join(" ")],
        ..UrlRequest::default()
    };
    let Answer { report, mut notes, .. } = url(catalogue, &asked, &mut std::io::empty())?;
    // Whether the URL could be better is for `url` to say.
    notes.retain(|note| note.kind == NoteKind::Error);
    let notes = notes.into_iter().map(|note| Note::warning(note.says)).collect();
    Ok((report.url, notes))
}
