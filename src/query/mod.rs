//! From what somebody typed to the endpoints that are meant.
//!
//! The surest reading wins: an id, then a name of any version of the documentation,
//! then a member of a client library, written as code, then a call (verb and path),
//! then words and spelling. Only the last two guess; they say so through [`Match`],
//! and refuse where nothing fits well.

mod beside;
mod call;
mod kinds;
mod manner;
mod member;
mod optional;
pub(crate) mod path;
mod reading;
mod score;
mod snippet;
mod spelling;
mod text;
mod words;

use crate::catalogue::{
    AbsentRef, Catalogue, EndpointRef, Method, OptionalScope, PathEnd, ScopeRef, Target, terms,
};

pub use call::{Call, calls_in};
pub use member::{Meaning, Within};
pub use text::{Text, has_lines, read_text};

/// How an endpoint was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Match {
    /// By its id, name or alias, or by a member that means it in every library that has it.
    Exact,
    /// By a member of client libraries that means different things, by library, release
    /// or arguments.
    Member,
    /// By verb and path, or by path.
    Path,
    /// By words that fit it best.
    Words,
    /// By spelling: something typed is no known word or path.
    Typo,
    /// Not at all.
    None,
}

/// What a question was taken for.
#[derive(Debug, Clone)]
pub struct Found {
    /// The question, as typed.
    pub question: String,
    /// How the endpoints were recognised.
    pub how: Match,
    /// What the question means: one endpoint, or several that are equally right.
    pub endpoints: Vec<EndpointRef>,
    /// What else it could mean: replaced twins of an answer, or what comes near where there is none.
    pub candidates: Vec<EndpointRef>,
    /// The call by which the endpoints were found, where it was one.
    pub call: Option<Call>,
    /// Whether that call is out of use.
    pub older: bool,
    /// Why there is no endpoint.
    pub refusal: Option<Refusal>,
    /// What it means as a member of client libraries, where it is one.
    pub members: Vec<Meaning>,
    /// The verb that a path without one was taken with, by what stands around it.
    pub assumed: Option<Method>,
    /// Kinds of things that the words name, or that a member is for, where they tell which cases are meant.
    pub kinds: Vec<&'static str>,
    /// Optional scopes of the endpoints that add the very thing the words name.
    pub optional: Vec<(EndpointRef, &'static OptionalScope)>,
    /// Words beside the calls of a question that were not read.
    pub unread: Vec<String>,
}

/// Why a question has no endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Nothing was asked.
    Empty,
    /// It is known not to be in the API.
    Absent(AbsentRef),
    /// The address is not one of the API.
    Elsewhere(String),
    /// It names a track, an album or the like.
    Content,
    /// The path exists, but not with this verb; these verbs do.
    NoSuchMethod(Vec<Method>),
    /// The path does not exist.
    NoSuchPath,
    /// These words mean nothing to the catalogue, or together fit nothing well.
    NoSuchWords(Vec<String>),
    /// A verb without a path.
    VerbAlone,
    /// A text without any call in it.
    NoCall,
    /// It is a scope, not an endpoint.
    Scope(ScopeRef),
    /// A member of client libraries that reaches no endpoint by itself.
    NoEndpointOfItsOwn,
}

impl Found {
    fn answer(question: &str, how: Match, endpoints: Vec<EndpointRef>) -> Self {
        Found {
            question: question.to_string(),
            how,
            endpoints,
            candidates: Vec::new(),
            call: None,
            older: false,
            refusal: None,
            members: Vec::new(),
            assumed: None,
            kinds: Vec::new(),
            optional: Vec::new(),
            unread: Vec::new(),
        }
    }

    fn refuse(question: &str, refusal: Refusal, candidates: Vec<EndpointRef>) -> Self {
        Found {
            candidates,
            refusal: Some(refusal),
            ..Found::answer(question, Match::None, Vec::new())
        }
    }
}

/// Reads the arguments of one command line as questions.
///
/// A verb stands with the path after it, and plain words that mean nothing sure
/// by themselves are read as one question, as people type them without quotes.
pub fn read_arguments(catalogue: &Catalogue, arguments: &[String], within: &Within) -> Vec<Found> {
    let mut questions: Vec<String> = Vec::new();
    let mut arguments_left = arguments.iter().peekable();
    while let Some(argument) = arguments_left.next() {
        match arguments_left.peek() {
            Some(next) if call::is_verb(argument) && next.contains('/') => {
                questions.push(format!("{argument} {next}"));
                arguments_left.next();
            }
            _ => questions.push(argument.clone()),
        }
    }
    let plain = |q: &String| !q.contains(['/', ' ', '_', '.']) && !q.trim().is_empty();
    let is_scope = |q: &String| catalogue.scope_by_id(q.trim()).is_some();
    if questions.iter().all(plain)
        && !questions.iter().any(is_scope)
        && !questions.iter().all(|q| sure(catalogue, q, within).is_some())
    {
        let whole = read(catalogue, &questions.join(" "), within);
        return several_deeds(catalogue, &questions, within, &whole).unwrap_or(whole);
    }
    questions.iter().flat_map(|question| read(catalogue, question, within)).collect()
}

/// Answers to words each of which is a question of its own, though they could be read as
/// one: "pause skip" is two deeds and no third one, and "profile playlists" does nothing.
fn several_deeds(
    catalogue: &Catalogue,
    questions: &[String],
    within: &Within,
    whole: &[Found],
) -> Option<Vec<Found>> {
    let does = |found: &Found| {
        let method = |at: &EndpointRef| catalogue.endpoint(*at).method;
        found.endpoints.first().map(|at| method(at) != Method::Get)
    };
    if questions.len() < 2 {
        return None;
    }
    let whole_does = whole.iter().any(|found| does(found) == Some(true));
    let met = |found: &Found| {
        found.endpoints.iter().any(|at| whole.iter().any(|w| w.endpoints.contains(at)))
    };
    let (mut deeds, mut nothing_done) = (true, whole_does);
    let mut alone: Vec<Found> = Vec::new();
    for question in questions {
        for found in read(catalogue, question, within) {
            deeds &= does(&found) == Some(true) && !met(&found);
            nothing_done &= does(&found) == Some(false);
            alone.push(found);
        }
        // Most words tell at once that they belong together.
        if !deeds && !nothing_done {
            return None;
        }
    }
    Some(alone)
}

/// Reads one question; it means one thing, unless it holds several calls.
///
/// `within` says which client library a member is meant of, where that is known.
pub fn read(catalogue: &Catalogue, question: &str, within: &Within) -> Vec<Found> {
    let asked = question.trim();
    if asked.is_empty() {
        return vec![Found::refuse(question, Refusal::Empty, Vec::new())];
    }
    if let Some(found) = sure(catalogue, asked, within) {
        let found = replaced(catalogue, asked, &found).unwrap_or(found);
        return vec![Found { question: question.to_string(), ..found }];
    }
    if let Some(at) = page_of(catalogue, asked) {
        return vec![Found::answer(question, Match::Exact, vec![at])];
    }
    if let Some(scope) = catalogue.scope_by_id(asked) {
        let opened = catalogue.scope(scope).opens.iter().copied().take(NEAREST).collect();
        return vec![Found::refuse(question, Refusal::Scope(scope), opened)];
    }
    if let Some(found) = typed(catalogue, question) {
        return vec![found];
    }
    if let Some(each) = listed(catalogue, asked, within) {
        return each;
    }
    if is_content(asked) {
        return vec![Found::refuse(question, Refusal::Content, Vec::new())];
    }
    if asked.split_whitespace().all(call::is_verb) {
        return vec![Found::refuse(question, Refusal::VerbAlone, Vec::new())];
    }
    let calls = calls_in(catalogue, asked);
    if calls.is_empty() {
        if let Some(found) =
            words::listed(catalogue, asked).or_else(|| words::tasks(catalogue, question))
        {
            return found;
        }
        let found = words::find(catalogue, question);
        let unclear =
            found.how == Match::Typo || matches!(found.refusal, Some(Refusal::NoSuchWords(_)));
        let near = || nearly_named(catalogue, asked);
        return vec![unclear.then(near).flatten().unwrap_or(found)];
    }
    let mut found: Vec<Found> =
        calls.into_iter().map(|call| find_call(catalogue, question, call)).collect();
    // Most questions with a call are nothing but that.
    if asked.contains(char::is_whitespace) {
        beside::read(catalogue, asked, &mut found, within);
    }
    found
}

/// Several names in one text, each of them sure: `create-playlist, get-playlist`.
fn listed(catalogue: &Catalogue, asked: &str, within: &Within) -> Option<Vec<Found>> {
    let parts: Vec<&str> = asked.split([',', ';', '\n']).map(str::trim).collect();
    let parts = parts.strip_suffix(&[""]).unwrap_or(&parts);
    let each =
        |part: &&str| Some(Found { question: part.to_string(), ..sure(catalogue, part, within)? });
    if parts.len() > 1 { parts.iter().map(each).collect() } else { None }
}

/// Whether this is the URI of something to hear: `spotify:track:` and an id.
fn is_content(asked: &str) -> bool {
    let mut parts = asked.split(':');
    let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    parts.next() == Some("spotify") && parts.clone().count() > 1 && parts.all(is_plain)
}

/// The endpoint whose page of the documentation an address is: its last part is the id.
fn page_of(catalogue: &Catalogue, asked: &str) -> Option<EndpointRef> {
    let (_, address) = asked.split_once("://")?;
    let (host, path) = address.split_once('/')?;
    if !host.eq_ignore_ascii_case("developer.spotify.com") || asked.contains(char::is_whitespace) {
        return None;
    }
    let path = path.split('?').next().unwrap_or_default().trim_end_matches(['/', '#']);
    let id = path.rsplit(['/', '#']).find(|part| !part.is_empty())?;
    catalogue.endpoint_by_id(id)
}

/// What people are known to mean by just these words.
fn typed(catalogue: &Catalogue, question: &str) -> Option<Found> {
    if question.contains('/') {
        return None;
    }
    let folded = terms::fold_name(question.trim(), true);
    let at = catalogue.typed.binary_search_by(|entry| entry.name.cmp(&folded)).ok()?;
    let endpoints = catalogue.typed[at].endpoints.to_vec();
    let optional = optional::asked_for(catalogue, &endpoints, question);
    Some(Found { optional, ..Found::answer(question, Match::Words, endpoints) })
}

/// The calls in a text that reach an endpoint, without any guess.
pub fn calls_of(catalogue: &Catalogue, text: &str) -> Vec<Found> {
    let found = calls_in(catalogue, text).into_iter().map(|call| find_call(catalogue, "", call));
    found.filter(|found| found.how == Match::Path).collect()
}

/// An id, a name of some version of the documentation, or a member of a library.
#[inline(never)]
fn sure(catalogue: &Catalogue, asked: &str, within: &Within) -> Option<Found> {
    named(catalogue, asked).or_else(|| member::find(catalogue, asked, within))
}

/// What does today what was asked for in words that are the name of a replaced endpoint
/// besides: "unfollow a playlist" is a task, "unfollow playlist" a page of the documentation.
fn replaced(catalogue: &Catalogue, asked: &str, found: &Found) -> Option<Found> {
    let [older] = found.endpoints.as_slice() else { return None };
    let by = catalogue.endpoint(*older).replacement?;
    let articles = catalogue.words.articles;
    let in_words =
        asked.split(' ').any(|word| articles.has(word)) && !asked.contains(char::is_uppercase);
    let now = in_words.then(|| words::find(catalogue, asked))?;
    let mut endpoints = now.endpoints;
    endpoints.retain(|at| at != older);
    let mut candidates = now.candidates;
    candidates.retain(|at| at != older);
    candidates.insert(0, *older);
    (endpoints.first() == Some(&by)).then_some(Found { endpoints, candidates, ..now })
}

/// An id, or a name of some version of the documentation.
fn named(catalogue: &Catalogue, asked: &str) -> Option<Found> {
    if let Some(at) = catalogue.endpoint_by_id(asked) {
        return Some(Found::answer(asked, Match::Exact, vec![at]));
    }
    let named = catalogue.endpoints_named(asked)?;
    let (mut endpoints, candidates) = current_first(catalogue, named.iter().copied());
    // A name that several bear side by side means all of them.
    endpoints.dedup();
    Some(Found { candidates, ..Found::answer(asked, Match::Exact, endpoints) })
}

/// The endpoints whose name is this but for a few slips.
fn nearly_named(catalogue: &Catalogue, asked: &str) -> Option<Found> {
    let typed = terms::fold_name(asked, true);
    let typed = (typed.as_str(), terms::letters(&typed));
    let known = catalogue.names.iter().chain(catalogue.typed);
    let near = known.filter_map(|entry| {
        let name = (entry.name, entry.letters);
        Some((spelling::distance_of_names(typed, name)?, entry.endpoints))
    });
    let (_, named) = near.min_by_key(|(distance, _)| *distance)?;
    let (mut endpoints, candidates) = current_first(catalogue, named.iter().copied());
    endpoints.dedup();
    Some(Found { candidates, ..Found::answer(asked, Match::Typo, endpoints) })
}

/// Parts endpoints into those that stand for themselves and those whose
/// replacement is among the others.
fn current_first(
    catalogue: &Catalogue,
    endpoints: impl IntoIterator<Item = EndpointRef>,
) -> (Vec<EndpointRef>, Vec<EndpointRef>) {
    let endpoints: Vec<EndpointRef> = endpoints.into_iter().collect();
    let replaced = |at: &EndpointRef| {
        catalogue.endpoint(*at).replacement.is_some_and(|by| endpoints.contains(&by))
    };
    let (older, current): (Vec<EndpointRef>, Vec<EndpointRef>) =
        endpoints.iter().copied().partition(replaced);
    (current, older)
}

fn find_call(catalogue: &Catalogue, question: &str, call: Call) -> Found {
    reach(catalogue, question, call)
        .or_else(|call| find_near(catalogue, question, call))
        .unwrap_or_else(|call| no_path(catalogue, question, call))
}

/// What a call reaches as it is written; the call itself, where its path is not there.
fn reach(catalogue: &Catalogue, question: &str, call: Call) -> Result<Found, Call> {
    if let Some(host) = &call.elsewhere {
        return Ok(Found::refuse(question, Refusal::Elsewhere(host.clone()), Vec::new()));
    }
    let reached = path::find(catalogue, call.base, &call.segments, call.method);
    if !reached.is_empty() && call.odd_verb.is_none() {
        return Ok(reached_by(catalogue, question, Match::Path, call, &reached));
    }
    let any_verb = path::find(catalogue, call.base, &call.segments, None);
    if any_verb.is_empty() { Err(call) } else { Ok(wrong_verb(question, call, &any_verb)) }
}

/// What a call reaches that is spelled nearly like a path.
fn find_near(catalogue: &Catalogue, question: &str, call: Call) -> Result<Found, Call> {
    let near = path::find_near(catalogue, call.base, &call.segments, call.method);
    if near.is_empty() {
        return Err(call);
    }
    Ok(reached_by(catalogue, question, Match::Typo, call, &near))
}

/// A call whose path is not there, and what comes near to it by its words.
fn no_path(catalogue: &Catalogue, question: &str, call: Call) -> Found {
    let words = words::find(catalogue, &call.segments.join(" "));
    let absent = match words.refusal {
        Some(Refusal::Absent(at)) => Refusal::Absent(at),
        _ => Refusal::NoSuchPath,
    };
    let candidates = words.endpoints.into_iter().chain(words.candidates).take(NEAREST).collect();
    Found { call: Some(call), ..Found::refuse(question, absent, candidates) }
}

/// How many names are shown where there is no answer.
const NEAREST: usize = 4;

fn reached_by(
    catalogue: &Catalogue,
    question: &str,
    how: Match,
    call: Call,
    ends: &[PathEnd],
) -> Found {
    let mut endpoints: Vec<EndpointRef> = Vec::new();
    let mut absent = None;
    for end in ends {
        match end.target {
            Target::Endpoint(at) => endpoints.push(at),
            Target::Absent(at) => absent = Some(at),
        }
    }
    if let (true, Some(at)) = (endpoints.is_empty(), absent) {
        let see = catalogue.absent(at).see.to_vec();
        return Found { call: Some(call), ..Found::refuse(question, Refusal::Absent(at), see) };
    }
    let older = ends.iter().all(|end| end.older);
    let kinds = kinds::told_by_query(catalogue, &endpoints, &call.query);
    Found { call: Some(call), older, kinds, ..Found::answer(question, how, endpoints) }
}

fn wrong_verb(question: &str, call: Call, ends: &[PathEnd]) -> Found {
    let mut methods = Vec::new();
    let mut candidates = Vec::new();
    for end in ends {
        if let Target::Endpoint(at) = end.target {
            methods.push(end.method);
            candidates.push(at);
        }
    }
    Found {
        call: Some(call),
        ..Found::refuse(question, Refusal::NoSuchMethod(methods), candidates)
    }
}

impl Catalogue {
    /// The endpoint of that id, to the letter.
    pub fn endpoint_by_id(&self, id: &str) -> Option<EndpointRef> {
        self.endpoints_by_id
            .binary_search_by(|e| self.endpoint(*e).id.cmp(id))
            .ok()
            .map(|at| self.endpoints_by_id[at])
    }

    /// The endpoints of that name in some version of the documentation.
    pub fn endpoints_named(&self, name: &str) -> Option<&'static [EndpointRef]> {
        [true, false].into_iter().find_map(|apostrophes| {
            let folded = terms::fold_name(name, apostrophes);
            let at = self.names.binary_search_by(|entry| entry.name.cmp(&folded)).ok()?;
            Some(self.names[at].endpoints)
        })
    }
}
