//! `need`: which scopes a set of calls needs.

use std::io::Read;

use super::{LONG, Trouble, known_cases, library_of, read_input};
use crate::catalogue::{
    Catalogue, DEVELOPMENT, EndpointRef, EndpointStatus, Login, Method, ModeAccess, ScopeRef, terms,
};
use crate::consent::{self, Wording};
use crate::query::{self, Found, Match, Refusal, Within};
use crate::report::need::{
    AskReport, BecauseReport, CLOSED, LeftOutReport, ModeLimits, NeedReport, QueryReport,
    ReasonReport, SavingReport,
};
use crate::report::{
    Answer, EndpointName, EndpointReport, Head, MemberReport, Note, Outcome, What, brief,
};
use crate::requirement::{self, Ask, Because, Narrowing, Wishes};
use crate::secrets::masked;
use crate::sorted;

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
/// When a case does not exist or standard input cannot be read.
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
    let endpoints = endpoints_of(&found);
    let wishes = wishes(request, &found);
    let ask = requirement::ask(catalogue, &endpoints, &wishes);
    let mut notes = notes(catalogue, request, &found);
    notes.extend(left);
    if let Some(note) = useless_narrowing(catalogue, request, &endpoints) {
        notes.push(note);
    }
    notes.extend(narrower(&found, &ask));
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

/// Names what of a text was read as no question.
fn left_out(text: &query::Text) -> Option<Note> {
    const SHOWN: usize = 3;
    let shown: Vec<String> =
        text.left.iter().take(SHOWN).map(|line| format!("\"{}\"", brief(line))).collect();
    let more = text.left.len() - shown.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let shown = masked(&shown.join(", "));
    (!text.left.is_empty()).then(|| {
        if text.unclear {
            Note::warning(format!("not understood: {shown}{more}"))
        } else {
            Note::info(format!(
                "read as a log or code: its calls are answered, other lines are not: {shown}{more}"
            ))
        }
    })
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

/// How the questions were understood, where that is not plain.
pub(super) fn notes(catalogue: &Catalogue, request: &NeedRequest, found: &[Found]) -> Vec<Note> {
    let mut notes = Vec::new();
    if let [only] = found
        && request.questions.len() > 1
        && only.call.is_none()
    {
        notes.push(Note::info(format!(
            "read as one question: \"{}\"; quote each question to ask several",
            brief(&only.question)
        )));
    }
    let named = |at: &EndpointRef| {
        let endpoint = EndpointName::new(catalogue, *at);
        format!("{} ({})", endpoint.name, endpoint.call())
    };
    if let Some(library) = &request.library
        && found.iter().all(|f| f.members.is_empty())
    {
        notes.push(Note::warning(format!(
            "--library {library} changes nothing: none of this is a member of it"
        )));
    }
    for f in found {
        match (f.how, f.endpoints.as_slice()) {
            (Match::Exact | Match::Path, _) if !f.members.is_empty() => {
                notes.push(Note::info(format!("took \"{}\" for {}", f.question, members(f))));
            }
            (Match::Member, _) => notes.push(Note::info(format!(
                "\"{}\" means different things, and the answer covers them all; --library NAME, or NAME@RELEASE, asks about one",
                f.question
            ))),
            (Match::Words | Match::Typo, [one]) => {
                let kinds = if request.when.is_empty() { in_case(&f.kinds) } else { String::new() };
                notes.push(Note::info(format!(
                    "took \"{}\" for {}{kinds}",
                    brief(&f.question),
                    named(one)
                )));
            }
            (Match::Words | Match::Typo, several) => {
                let kinds = if request.when.is_empty() { in_case(&f.kinds) } else { String::new() };
                notes.push(Note::info(format!(
                    "\"{}\" fits {} endpoints equally well and the answer covers them all{kinds}; name one to ask for less",
                    brief(&f.question),
                    several.len()
                )));
            }
            _ => {}
        }
        notes.extend(of_verb(catalogue, f));
        notes.extend(asked_for(catalogue, request, f));
        if let (true, Some(call)) = (f.older, &f.call) {
            let now: Vec<String> = f
                .endpoints
                .iter()
                .map(|at| catalogue.endpoint(*at).replacement.unwrap_or(*at))
                .map(|at| EndpointName::new(catalogue, at).call())
                .collect();
            notes.push(Note::info(format!("{call} is out of use; today it is {}", now.join(", "))));
        }
    }
    without_secrets(notes)
}

/// Which optional scopes are there because the words of a question name what they add.
fn asked_for(catalogue: &Catalogue, request: &NeedRequest, found: &Found) -> Option<Note> {
    if request.with_optional {
        return None;
    }
    let development = request.mode == Some(DEVELOPMENT);
    let mut added: Vec<String> = Vec::new();
    for (_, optional) in &found.optional {
        let scope = catalogue.scope(optional.scope).id;
        let one = format!("{scope}, which adds {}", optional.adds);
        let withheld = development && optional.extended_only;
        if !withheld && !added.contains(&one) {
            added.push(one);
        }
    }
    (!added.is_empty()).then(|| {
        Note::info(format!("\"{}\" asks for {}", brief(&found.question), added.join(", and ")))
    })
}

/// The cases that the words of a question told.
fn in_case(kinds: &[&str]) -> String {
    if kinds.is_empty() { String::new() } else { format!(", when {}", kinds.join(" or ")) }
}

/// Which verbs an answer to a path without one covers.
fn of_verb(catalogue: &Catalogue, found: &Found) -> Option<Note> {
    let call = found.call.as_ref()?;
    if let Some(verb) = found.assumed {
        return Some(Note::info(format!(
            "{call} stands there without a verb; took it for {}, the only one in the text",
            verb.name()
        )));
    }
    let mut verbs: Vec<&str> = Vec::new();
    for endpoint in &found.endpoints {
        let verb = catalogue.endpoint(*endpoint).method.name();
        if !verbs.contains(&verb) {
            verbs.push(verb);
        }
    }
    let (last, others) = verbs.split_last()?;
    (call.method.is_none() && !others.is_empty()).then(|| {
        Note::info(format!(
            "{call} stands there without a verb, and the answer covers {} and {last}; with its \
             verb in front it asks for less",
            others.join(", ")
        ))
    })
}

/// Notes without the secrets of what was asked, which they repeat.
fn without_secrets(mut notes: Vec<Note>) -> Vec<Note> {
    for note in &mut notes {
        note.says = masked(&note.says);
    }
    notes
}

/// Why questions have no endpoint.
pub(super) fn refusals(catalogue: &Catalogue, found: &[Found]) -> Vec<Note> {
    let refused = found.iter().filter_map(|f| f.refusal.as_ref().map(|refusal| (f, refusal)));
    let notes = refused
        .map(|(f, refusal)| {
            let why = reason(catalogue, f, refusal);
            if *refusal == Refusal::Empty {
                return Note::error(why.replacen('N', "n", 1));
            }
            let near: Vec<&str> =
                f.candidates.iter().map(|at| catalogue.endpoint(*at).id).collect();
            let near = if near.is_empty() {
                String::new()
            } else {
                format!("\nnear to it: {}", near.join(", "))
            };
            let what = match refusal {
                Refusal::NoEndpointOfItsOwn => "no endpoint of its own",
                _ => "no such endpoint",
            };
            Note::error(format!("{what}: \"{}\". {why}{near}", brief(&f.question)))
        })
        .collect();
    without_secrets(notes)
}

/// Which of the calls fail whatever the scope.
pub(super) fn closed(
    catalogue: &Catalogue,
    request: &NeedRequest,
    endpoints: &[EndpointRef],
) -> Option<Note> {
    let closed: Vec<String> = endpoints
        .iter()
        .filter(|at| is_closed(catalogue, request, **at))
        .map(|at| {
            let name = EndpointName::new(catalogue, *at);
            format!("{} ({})", name.name, name.call())
        })
        .collect();
    let is = if closed.len() == 1 { "is" } else { "are" };
    let to = if request.mode.is_some() { "in that mode" } else { "to new apps" };
    (!closed.is_empty())
        .then(|| Note::warning(format!("{CLOSED}: {} {is} closed {to}", closed.join(", "))))
}

/// Whether a call fails whatever the scope.
fn is_closed(catalogue: &Catalogue, request: &NeedRequest, at: EndpointRef) -> bool {
    let endpoint = catalogue.endpoint(at);
    let gone =
        matches!(catalogue.status(endpoint), EndpointStatus::Closed | EndpointStatus::Removed);
    request.mode.map_or(gone, |mode| catalogue.access(endpoint, mode) == ModeAccess::Closed)
}

/// Cases that a question names, and that would narrow the answer.
fn narrower(found: &[Found], ask: &Ask) -> Vec<Note> {
    let guessed = |f: &&Found| matches!(f.how, Match::Words | Match::Typo) && f.kinds.is_empty();
    let guessed = found.iter().filter(guessed);
    let words: Vec<String> = guessed.flat_map(|f| terms::words(&f.question)).collect();
    let named =
        |case: &str| words.iter().any(|word| word == case || word.strip_suffix('s') == Some(case));
    ask.savings
        .iter()
        .filter(|(case, _)| named(case))
        .map(|(case, _)| {
            Note::info(format!("the answer covers every case; --when {case} asks for less"))
        })
        .collect()
}

/// A case that none of the calls knows narrows nothing, and one should know.
pub(super) fn useless_narrowing(
    catalogue: &Catalogue,
    request: &NeedRequest,
    endpoints: &[EndpointRef],
) -> Option<Note> {
    let knows = |case: &String| {
        let cases = endpoints.iter().flat_map(|e| catalogue.endpoint(*e).requirement.cases);
        cases.flat_map(|c| c.names).any(|name| name == case)
    };
    let useless: Vec<&str> =
        request.when.iter().filter(|case| !knows(case)).map(String::as_str).collect();
    (!useless.is_empty() && !endpoints.is_empty()).then(|| {
        Note::warning(format!(
            "--when {} changes nothing: none of these calls knows it",
            useless.join(",")
        ))
    })
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

/// Endpoints of the very name that was asked, which an endpoint of another name replaced.
fn replaced(catalogue: &Catalogue, found: &Found) -> Vec<EndpointName> {
    if !matches!(found.how, Match::Words | Match::Typo) {
        return Vec::new();
    }
    let named = catalogue.endpoints_named(&found.question).unwrap_or_default();
    let older = found.candidates.iter().filter(|at| named.contains(at));
    older.map(|at| EndpointName::new(catalogue, *at)).collect()
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

/// Why a member of client libraries reaches no endpoint by itself.
fn no_endpoint_of_its_own(catalogue: &Catalogue, found: &Found) -> String {
    let mut sentences: Vec<String> = Vec::new();
    for meaning in &found.members {
        let report = MemberReport::new(catalogue, meaning);
        let sentence = match report.reaches {
            What::Paging => {
                "It follows the pages of an answer: what gave the page says what is needed."
                    .to_string()
            }
            What::Any => "It calls whatever path it is given: ask about that path, or write it in."
                .to_string(),
            What::Unknown => format!(
                "It calls {}, which the catalogue does not have. {}",
                report.call.unwrap_or_default(),
                report.note
            ),
            What::Nothing | What::Endpoint => report.note.to_string(),
        };
        if !sentence.is_empty() && !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    if found.members.is_empty() {
        sentences.push("The release asked about does not have it.".to_string());
    } else {
        sentences.insert(0, format!("It is {}.", members(found)));
    }
    sentences.join(" ")
}

/// Why there is no endpoint, as a sentence.
pub(super) fn reason(catalogue: &Catalogue, found: &Found, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Empty => {
            "Nothing was asked: give a name, a path, a URL, or a task in words.".to_string()
        }
        Refusal::Absent(at) => catalogue.absent(*at).why.to_string(),
        Refusal::Elsewhere(host) => {
            let hosts: Vec<&str> = catalogue.bases.to_vec();
            format!("{host} is not the Web API; its addresses begin with {}.", hosts.join(" or "))
        }
        Refusal::NoSuchMethod(methods) => {
            let methods: Vec<&str> = methods.iter().map(|m: &Method| m.name()).collect();
            format!("That path is there, but only for {}.", methods.join(", "))
        }
        Refusal::NoSuchPath => match &found.call {
            Some(call) => format!("No endpoint has the path of {}.", brief(&call.to_string())),
            None => "No endpoint has that path.".to_string(),
        },
        Refusal::NoSuchWords(words) if words.is_empty() => {
            "No endpoint fits these words well enough to say.".to_string()
        }
        Refusal::NoSuchWords(words) => {
            let words: Vec<String> = words.iter().map(|word| brief(word)).collect();
            format!("Nothing in the catalogue is called \"{}\".", words.join("\", \""))
        }
        Refusal::NoEndpointOfItsOwn => no_endpoint_of_its_own(catalogue, found),
        Refusal::Scope(at) => {
            let id = catalogue.scope(*at).id;
            format!("That is a scope; `scopes explain {id}` tells what it means and opens.")
        }
        Refusal::VerbAlone => {
            "A verb alone is no call: put its path behind it, as in `scopes need GET /me`."
                .to_string()
        }
        Refusal::NoCall => "There is no call of the Web API in that text.".to_string(),
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
