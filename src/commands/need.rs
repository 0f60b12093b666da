//! `need`: which scopes a set of calls needs.

mod aside;

use std::io::Read;

use super::{LONG, Trouble, is_file, known_cases, library_of, read_input};
use crate::catalogue::{Catalogue, DEVELOPMENT, EndpointRef, Login, ScopeRef};
use crate::consent::{self, Wording};
use crate::query::{self, Found, Match, Refusal, Within};
use crate::report::need::{
    AskReport, BecauseReport, LeftOutReport, ModeLimits, NeedReport, QueryReport, ReasonReport,
    SavingReport,
};
use crate::report::{Answer, EndpointName, EndpointReport, Head, MemberReport, Note, Outcome};
use crate::requirement::{self, Ask, Because, Narrowing, Wishes};
use crate::secrets::masked;
use crate::sorted;

pub(super) use aside::{closed, notes, refusals, useless_narrowing};
use aside::{is_closed, left_out, narrower, reason};

/// What `need` is asked.
#[derive(Debug, Clone, Default)]
pub struct NeedRequest {
    /// Questions; `-` stands for standard input.
    pub questions: Vec<String>,
    /// Cases to narrow the answer to.
    pub when: Vec<String>,
    /// The client library that members are meant of, perhaps with `@` and a release.
    pub library: Option<String>,
    /// Whether to take optional scopes in.
    pub with_optional: bool,
    /// Whether sources are to be shown to people.
    pub with_sources: bool,
    /// The quota mode to judge calls by: an id of the catalogue's modes.
    pub mode: Option<&'static str>,
}

/// Answers which scopes a set of calls needs.
///
/// # Errors
///
/// When a case does not exist, standard input cannot be read, or a file is named where
/// what is in it was to be given.
pub fn need(
    catalogue: &Catalogue,
    request: &NeedRequest,
    input: &mut dyn Read,
) -> Result<Answer<NeedReport>, Trouble> {
    known_cases(catalogue, &request.when)?;
    let Asked { found, notes: left, unclear } = read_questions(catalogue, request, input)?;
    if found.iter().all(|f| f.refusal == Some(Refusal::Empty)) {
        return Err(Trouble::NothingAsked);
    }
    // Who names a file wants what is in it.
    if let Some(file) = found.iter().find(|f| f.refusal.is_some() && is_file(&f.question)) {
        return Err(Trouble::IsFile { command: "need", path: (&*file.question).into() });
    }
    let endpoints = endpoints_of(&found);
    let wishes = wishes(request, &found);
    let ask = requirement::ask(catalogue, &endpoints, &wishes);
    let mut notes = notes(catalogue, request, &found);
    notes.extend(left);
    if let Some(note) = useless_narrowing(catalogue, request, &endpoints) {
        notes.push(note);
    }
    notes.extend(narrower(catalogue, &found, &ask));
    notes.extend(closed(catalogue, request, &endpoints));
    let refusals = refusals(catalogue, &found);
    let refused = unclear || found.iter().any(|f| f.refusal.is_some());
    let outcome = if refused { Outcome::No } else { Outcome::Answered };
    notes.extend(refusals);
    let mode = request.mode.and_then(|mode| catalogue.mode(mode));
    let report = NeedReport {
        head: Head::new(catalogue, "need"),
        queries: found.iter().map(|f| query_report(catalogue, f, request.mode)).collect(),
        ask_for: ask_report(catalogue, request, &endpoints, &ask),
        consent_screen: consent::screen(
            catalogue,
            &ask.scopes,
            &wishes.granted,
            Wording::Documented,
        ),
        mode: mode.map(|m| ModeLimits { id: m.id, title: m.title, says: m.says }),
        with_sources: request.with_sources,
        next: next_command(catalogue, request, &wishes, &endpoints, &ask),
    };
    Ok(Answer { report, notes, outcome })
}

/// What questions mean, and what of a text was taken for no question.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) found: Vec<Found>,
    /// What is to be said of lines that were left out.
    pub(super) notes: Vec<Note>,
    /// Whether something was not understood.
    pub(super) unclear: bool,
}

/// Reads questions, texts of several lines, and standard input where one of them is `-`.
pub(super) fn read_questions(
    catalogue: &Catalogue,
    request: &NeedRequest,
    input: &mut dyn Read,
) -> Result<Asked, Trouble> {
    let within = match &request.library {
        Some(name) => library_of(name)?,
        None => Within::default(),
    };
    let mut texts: Vec<String> = Vec::new();
    let mut typed: Vec<String> = Vec::new();
    for question in &request.questions {
        match question.as_str() {
            "-" => {}
            text if query::has_lines(text) => texts.push(text.to_string()),
            _ => typed.push(question.clone()),
        }
    }
    if request.questions.iter().any(|question| question == "-") {
        texts.push(read_input(input, LONG)?);
    }
    let mut asked = Asked::default();
    if !typed.is_empty() {
        asked.found = query::read_arguments(catalogue, &typed, &within);
    }
    for text in texts {
        let text = query::read_text(catalogue, &text, &within);
        asked.notes.extend(left_out(&text));
        asked.unclear |= text.unclear;
        asked.found.extend(text.found);
    }
    Ok(asked)
}

/// Every endpoint that was found, once, in order.
pub(super) fn endpoints_of(found: &[Found]) -> Vec<EndpointRef> {
    let mut endpoints = Vec::new();
    for endpoint in found.iter().flat_map(|f| &f.endpoints) {
        if !endpoints.contains(endpoint) {
            endpoints.push(*endpoint);
        }
    }
    endpoints
}

pub(super) fn wishes(request: &NeedRequest, found: &[Found]) -> Wishes {
    let mut narrowing = Narrowing::to(request.when.iter().cloned());
    for endpoint in endpoints_of(found) {
        if let Some(kinds) = kinds_of(found, endpoint) {
            narrowing = narrowing.with(endpoint, kinds);
        }
    }
    Wishes {
        narrowing,
        with_optional: request.with_optional,
        asked_for: found.iter().flat_map(|f| &f.optional).map(|(at, o)| (*at, o.scope)).collect(),
        development: request.mode == Some(DEVELOPMENT),
        ..Wishes::default()
    }
}

/// The kinds of things that an endpoint is asked about, where every question that means
/// it names some.
fn kinds_of(found: &[Found], endpoint: EndpointRef) -> Option<Vec<&'static str>> {
    let mut kinds: Vec<&'static str> = Vec::new();
    for one in found.iter().filter(|f| f.endpoints.contains(&endpoint)) {
        if one.kinds.is_empty() {
            return None;
        }
        kinds.extend(&one.kinds);
    }
    sorted::sort(&mut kinds);
    kinds.dedup();
    (!kinds.is_empty()).then_some(kinds)
}

pub(super) fn query_report(
    catalogue: &Catalogue,
    found: &Found,
    mode: Option<&'static str>,
) -> QueryReport {
    QueryReport {
        query: masked(&found.question),
        how: found.how,
        call: found.call.as_ref().map(|call| masked(&call.to_string())),
        older: found.older,
        endpoints: found
            .endpoints
            .iter()
            .map(|at| EndpointReport::new(catalogue, *at, mode))
            .collect(),
        kinds: found.kinds.clone(),
        candidates: found.candidates.iter().map(|at| EndpointName::new(catalogue, *at)).collect(),
        replaced: replaced(catalogue, found),
        reason: found.refusal.as_ref().map(|refusal| masked(&reason(catalogue, found, refusal))),
        members: found.members.iter().map(|m| MemberReport::new(catalogue, m)).collect(),
    }
}

/// Endpoints that one of the answer replaced, and which bear its name or the words that were
/// asked, each with the id of what replaced it.
fn replaced(catalogue: &Catalogue, found: &Found) -> Vec<(EndpointName, &'static str)> {
    let guessed = matches!(found.how, Match::Words | Match::Typo);
    let asked = catalogue.endpoints_named(&found.question).filter(|_| guessed).unwrap_or_default();
    let of = |at: &EndpointRef| {
        let by = catalogue.endpoint(*at).replacement.filter(|by| found.endpoints.contains(by))?;
        let (older, newer) = (catalogue.endpoint(*at), catalogue.endpoint(by));
        let shared = asked.contains(at) || older.name == newer.name;
        shared.then(|| (EndpointName::new(catalogue, *at), newer.id))
    };
    found.candidates.iter().filter_map(of).collect()
}

/// "a member of rspotify (Rust) and spotipy"
fn members(found: &Found) -> String {
    let mut names: Vec<&str> = found.members.iter().map(|m| m.member.library.name).collect();
    names.dedup();
    match names.split_last() {
        Some((last, [])) => format!("a member of {last}"),
        Some((last, others)) => format!("a member of {} and {last}", others.join(", ")),
        None => "a member".to_string(),
    }
}

fn ask_report(
    catalogue: &Catalogue,
    request: &NeedRequest,
    endpoints: &[EndpointRef],
    ask: &Ask,
) -> AskReport {
    let id = |scope: &crate::catalogue::ScopeRef| catalogue.scope(*scope).id;
    let (user, premium) = requirement::people(catalogue, endpoints);
    AskReport {
        scopes: ask.scopes.iter().map(id).collect(),
        service_scopes: ask.service_scopes.iter().map(id).collect(),
        reasons: ask
            .reasons
            .iter()
            .map(|(scope, because)| ReasonReport {
                scope: id(scope),
                because: because.iter().map(|b| because_report(catalogue, *scope, b)).collect(),
            })
            .collect(),
        optional: ask
            .left_out
            .iter()
            .map(|(endpoint, optional)| LeftOutReport {
                scope: id(&optional.scope),
                endpoint: catalogue.endpoint(*endpoint).id,
                adds: optional.adds,
                withheld: optional.extended_only && request.mode == Some(DEVELOPMENT),
            })
            .collect(),
        savings: ask
            .savings
            .iter()
            .map(|(when, without)| SavingReport { when, without: without.iter().map(id).collect() })
            .collect(),
        login: if user { Login::User } else { Login::App },
        premium,
        known: endpoints.iter().all(|e| catalogue.endpoint(*e).requirement.known),
    }
}

fn because_report(
    catalogue: &Catalogue,
    scope: crate::catalogue::ScopeRef,
    because: &Because,
) -> BecauseReport {
    let endpoint = catalogue.endpoint(because.endpoint);
    let rule = because.case.map_or(&endpoint.requirement.rule, |case| &case.rule);
    let or = match rule {
        crate::catalogue::Rule::Any(scopes) if scopes.contains(&scope) => {
            scopes.iter().filter(|s| **s != scope).map(|s| catalogue.scope(*s).id).collect()
        }
        _ => Vec::new(),
    };
    let required = rule.scopes().contains(&scope);
    let adds = endpoint.requirement.optional.iter().find(|o| !required && o.scope == scope);
    BecauseReport {
        endpoint: endpoint.id,
        name: endpoint.name,
        when: because.case.map_or(&[], |case| case.names),
        holds: because.case.map_or("", |case| case.holds),
        default: because.case.is_some_and(|case| case.default),
        or,
        adds: adds.map_or("", |o| o.adds),
    }
}

/// The `url` command for the same calls, where users are asked for anything at all.
fn next_command(
    catalogue: &Catalogue,
    request: &NeedRequest,
    wishes: &Wishes,
    endpoints: &[EndpointRef],
    ask: &Ask,
) -> Option<String> {
    let Wishes { narrowing, asked_for, .. } = wishes;
    let open = |at: &&EndpointRef| !is_closed(catalogue, request, **at);
    let endpoints: Vec<EndpointRef> = endpoints.iter().filter(open).copied().collect();
    let (user, _) = requirement::people(catalogue, &endpoints);
    let asks_a_user = user || !ask.scopes.is_empty();
    if endpoints.is_empty() || !asks_a_user || !ask.service_scopes.is_empty() {
        return None;
    }
    let mut command = "scopes url --client-id ID --redirect URI".to_string();
    for endpoint in &endpoints {
        command.push_str(" --for ");
        command.push_str(catalogue.endpoint(*endpoint).id);
    }
    let told = told_cases(catalogue, narrowing, &endpoints);
    for case in request.when.iter().map(String::as_str).chain(told) {
        command.push_str(" --when ");
        command.push_str(case);
    }
    if request.with_optional {
        command.push_str(" --with-optional");
    } else {
        let wanted = |scope: &ScopeRef| asked_for.iter().any(|(_, asked)| asked == scope);
        for scope in ask.scopes.iter().filter(|scope| wanted(scope)) {
            command.push_str(" --scope ");
            command.push_str(catalogue.scope(*scope).id);
        }
    }
    Some(command)
}

/// Cases that words told, where they may be named for all of the endpoints at once: what
/// knows such a case must have been narrowed to one of them.
fn told_cases(
    catalogue: &Catalogue,
    narrowing: &Narrowing,
    endpoints: &[EndpointRef],
) -> Vec<&'static str> {
    let mut told: Vec<&'static str> =
        endpoints.iter().flat_map(|at| narrowing.of_one(*at)).copied().collect();
    sorted::sort(&mut told);
    told.dedup();
    let knows = |at: &EndpointRef| {
        let cases = catalogue.endpoint(*at).requirement.cases.iter();
        cases.flat_map(|case| case.names).any(|name| told.contains(name))
    };
    let narrowed = |at: &&EndpointRef| !knows(at) || !narrowing.of_one(**at).is_empty();
    if narrowing.is_empty() && endpoints.iter().filter(narrowed).count() == endpoints.len() {
        told
    } else {
        Vec::new()
    }
}
