//! What an answer to `need` says beside the answer.

use super::{NeedRequest, members};
use crate::catalogue::{
    Catalogue, DEVELOPMENT, EndpointRef, EndpointStatus, Method, ModeAccess, terms,
};
use crate::query::{self, Found, Match, Refusal};
use crate::report::{EndpointName, MemberReport, Note, What, brief};
use crate::requirement::Ask;
use crate::secrets::masked;

/// Names what of a text was read as no question.
pub(super) fn left_out(text: &query::Text) -> Option<Note> {
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

/// How the questions were understood, where that is not plain.
pub(in crate::commands) fn notes(
    catalogue: &Catalogue,
    request: &NeedRequest,
    found: &[Found],
) -> Vec<Note> {
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
        let kinds = if request.when.is_empty() { in_case(&f.kinds) } else { String::new() };
        match (f.how, f.endpoints.as_slice()) {
            (Match::Exact | Match::Path, _) if !f.members.is_empty() => {
                let of = members(f);
                notes.push(Note::info(format!("took \"{}\" for {of}{kinds}", f.question)));
            }
            (Match::Member, _) => notes.push(Note::info(format!(
                "\"{}\" means different things, and the answer covers them all{kinds}; --library NAME, or NAME@RELEASE, asks about one",
                f.question
            ))),
            (Match::Words | Match::Typo, [one]) => {
                notes.push(Note::info(format!(
                    "took \"{}\" for {}{kinds}",
                    brief(&f.question),
                    named(one)
                )));
            }
            (Match::Words | Match::Typo, several) => {
                notes.push(Note::info(format!(
                    "\"{}\" fits {} endpoints equally well and the answer covers them all{kinds}; name one to ask for less",
                    brief(&f.question),
                    several.len()
                )));
            }
            _ => {}
        }
        if !f.unread.is_empty() {
            notes.push(Note::warning(format!("not read: \"{}\"", brief(&f.unread.join("\", \"")))));
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

/// The cases that the words of a question told, or the member it names.
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
pub(in crate::commands) fn refusals(catalogue: &Catalogue, found: &[Found]) -> Vec<Note> {
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
pub(in crate::commands) fn closed(
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
    let says = || format!("no scope will help: {} {is} closed {to}", closed.join(", "));
    (!closed.is_empty()).then(|| Note::warning(says()).on_page())
}

/// Whether a call fails whatever the scope.
pub(super) fn is_closed(catalogue: &Catalogue, request: &NeedRequest, at: EndpointRef) -> bool {
    let endpoint = catalogue.endpoint(at);
    let gone =
        matches!(catalogue.status(endpoint), EndpointStatus::Closed | EndpointStatus::Removed);
    request.mode.map_or(gone, |mode| catalogue.access(endpoint, mode) == ModeAccess::Closed)
}

/// Cases that a question names, and that would narrow the answer; not where sources disagree
/// about what a case needs, for which all may be too little.
pub(super) fn narrower(catalogue: &Catalogue, found: &[Found], ask: &Ask) -> Vec<Note> {
    let is_sure = |at: &EndpointRef| {
        let endpoint = catalogue.endpoint(*at);
        endpoint.contested.is_empty() || endpoint.requirement.cases.is_empty()
    };
    let guessed = |f: &&Found| {
        let by_words = matches!(f.how, Match::Words | Match::Typo);
        by_words && f.kinds.is_empty() && f.endpoints.iter().all(is_sure)
    };
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
pub(in crate::commands) fn useless_narrowing(
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
            if found.question.contains("/documentation/") {
                return format!("{host} has no page of that address for an endpoint.");
            }
            format!("{host} is not the Web API; its addresses begin with {}.", hosts.join(" or "))
        }
        Refusal::Content => {
            "That is a Spotify URI, which names what there is to hear; ask for a call with it."
                .to_string()
        }
        Refusal::NoSuchMethod(methods) => {
            let methods: Vec<&str> = methods.iter().map(|m: &Method| m.name()).collect();
            format!("That path is there, but only for {}.", methods.join(", "))
        }
        Refusal::NoSuchPath => {
            let path = found.call.as_ref().map(|call| format!("/{}", call.segments.join("/")));
            // What was typed stands in front of this already.
            match path.filter(|path| !found.question.trim_end().ends_with(path)) {
                Some(path) => format!("No endpoint has the path {}.", brief(&path)),
                None => "No endpoint has that path.".to_string(),
            }
        }
        Refusal::NoSuchWords(words) if words.is_empty() => {
            "No endpoint fits these words well enough to say.".to_string()
        }
        Refusal::NoSuchWords(words) => {
            // Words are small and cut from what may have been a secret.
            let shown = terms::words(&masked(&found.question));
            let words: Vec<String> =
                words.iter().filter(|word| shown.contains(word)).map(|word| brief(word)).collect();
            if words.is_empty() {
                "It looks like a secret, and no endpoint is called so.".to_string()
            } else {
                format!("Nothing in the catalogue is called \"{}\".", words.join("\", \""))
            }
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
