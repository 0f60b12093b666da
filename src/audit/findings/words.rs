//! The words of findings.

use crate::audit::evidence::{Evidence, Place, Unknown, UnusedRequest};
use crate::audit::judge::{Doubt, Fare, Fault, Less, Maybe, Need, PerhapsUnused, Wrong};
use crate::catalogue::{Catalogue, Endpoint, EndpointRef, Method, ScopeRef};
use crate::sorted;

/// Verb and path of an endpoint; the name of an SDK.
pub(super) fn call(catalogue: &Catalogue, endpoint: EndpointRef) -> String {
    let endpoint = catalogue.endpoint(endpoint);
    if endpoint.method == Method::Sdk {
        format!("the {}", endpoint.name)
    } else {
        format!("{} {}", endpoint.method.name(), catalogue.shown_path(endpoint))
    }
}

fn calls(catalogue: &Catalogue, endpoints: &[EndpointRef]) -> String {
    and(endpoints.iter().map(|endpoint| call(catalogue, *endpoint)))
}

/// The first few of a list, as a phrase.
fn and(items: impl IntoIterator<Item = String>) -> String {
    const FEW: usize = 3;
    let items: Vec<String> = items.into_iter().collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] if items.len() <= FEW => format!("{} and {last}", first.join(", ")),
        first => {
            format!("{} and {} more", first[..FEW - 1].join(", "), items.len() - FEW + 1)
        }
    }
}

/// The first few places, as a phrase.
pub(super) fn places(evidence: &Evidence, places: &[Place]) -> String {
    let mut lines: Vec<(&str, u32)> =
        places.iter().map(|place| (evidence.file(*place), place.span.line)).collect();
    sorted::sort(&mut lines);
    lines.dedup();
    and(lines.into_iter().map(|(file, line)| format!("{file}:{line}")))
}

fn ids(catalogue: &Catalogue, scopes: &[ScopeRef], between: &str) -> String {
    scopes.iter().map(|scope| catalogue.scope(*scope).id).collect::<Vec<_>>().join(between)
}

/// Conditions as a phrase: `a and b`, `a (public) or b (private, collaborative)`.
pub(super) fn needs(catalogue: &Catalogue, needs: &[Need]) -> String {
    let always: Vec<String> = needs
        .iter()
        .filter(|need| need.when.is_empty())
        .map(|need| ids(catalogue, &need.any_of, " or "))
        .collect();
    let mut cases: Vec<(String, Vec<&str>)> = Vec::new();
    for need in needs.iter().filter(|need| !need.when.is_empty()) {
        let scopes = ids(catalogue, &need.any_of, " or ");
        match cases.iter_mut().find(|(known, _)| *known == scopes) {
            Some((_, when)) => when.extend(need.when),
            None => cases.push((scopes, need.when.to_vec())),
        }
    }
    let cases: Vec<String> =
        cases.iter().map(|(scopes, when)| format!("{scopes} ({})", when.join(", "))).collect();
    let parts = [always.join(" and "), cases.join(" or ")];
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
    parts.join(" and ")
}

/// What is wrong with a name, as a clause.
pub(super) fn wrong(wrong: &Wrong) -> String {
    let name = &wrong.name;
    match wrong.fault {
        Fault::Unknown | Fault::CommaJoined => format!("{name} is no scope"),
        Fault::Retired => format!("{name} is retired"),
        Fault::Internal => format!("{name} is not for apps"),
        Fault::Partner => format!("{name} is for partners"),
    }
}

/// What to request instead, as a sentence; empty where nobody knows.
pub(super) fn instead(catalogue: &Catalogue, wrong: &Wrong) -> String {
    if wrong.meant.is_empty() {
        return String::new();
    }
    format!("Probably meant: {}.", ids(catalogue, &wrong.meant, " or "))
}

/// Why a scope may be needed all the same, in a sentence.
pub(crate) fn maybe(catalogue: &Catalogue, evidence: &Evidence, perhaps: &PerhapsUnused) -> String {
    match &perhaps.why {
        Maybe::Blind(spots) => {
            format!("What was not resolved could need it: {}.", places(evidence, spots))
        }
        Maybe::Sdk(sdks) => {
            let facts = catalogue.scope(perhaps.scope);
            let used =
                format!("It may be for {}, which endpoints do not show.", calls(catalogue, sdks));
            [used.as_str(), facts.note].join(" ").trim_end().to_string()
        }
        Maybe::Dead(dead) => {
            format!("Only code that nothing calls needs it: {}.", places(evidence, dead))
        }
        Maybe::OtherCase(endpoints) => {
            format!("In another case than those read, it is for {}.", calls(catalogue, endpoints))
        }
        Maybe::Unsure(endpoints) => {
            format!("Sources leave open whether it matters to {}.", calls(catalogue, endpoints))
        }
        Maybe::NoCalls => {
            "No call of the API is in this code, so its token is used elsewhere.".to_string()
        }
        Maybe::NothingRuns => {
            "All calls of the API are in code that nothing was seen to call.".to_string()
        }
        Maybe::NoUse => "No endpoint is known that takes it.".to_string(),
    }
}

/// What optional scopes would add, as a clause.
pub(super) fn less(catalogue: &Catalogue, less: &Less) -> String {
    let adds: Vec<String> = less
        .without
        .iter()
        .map(|o| format!("{} would add {}", catalogue.scope(o.scope).id, o.adds))
        .collect();
    format!("{} answers with less: {}", call(catalogue, less.endpoint), adds.join("; "))
}

/// Why it is not certain that a call fails, in a sentence.
pub(crate) fn doubt(catalogue: &Catalogue, endpoint: EndpointRef, doubt: Doubt) -> String {
    match doubt {
        Doubt::Likely => "That this is called is likely, not certain.".to_string(),
        Doubt::Dead => "Nothing in the project calls the code around it.".to_string(),
        Doubt::Library => "A library that is not known may ask for it.".to_string(),
        Doubt::Sdk => "The library may ask for it by itself.".to_string(),
        Doubt::Contested => catalogue.endpoint(endpoint).contested.to_string(),
    }
}

/// Calls that are not judged, in a sentence; empty where there are none.
pub(super) fn unjudged(catalogue: &Catalogue, fares: &[Fare]) -> String {
    let mut endpoints: Vec<EndpointRef> = fares.iter().map(|fare| fare.endpoint).collect();
    endpoints.dedup();
    if endpoints.is_empty() {
        String::new()
    } else {
        format!("Whether they cover {} is not known.", calls(catalogue, &endpoints))
    }
}

/// What requests that nothing uses would ask for, and which calls wait for it.
pub(super) fn in_vain(catalogue: &Catalogue, requests: &[UnusedRequest], fares: &[Fare]) -> String {
    let each = requests.iter().flat_map(|request| &request.scopes);
    let scopes = sorted::set(each.map(String::as_str));
    let asked = if scopes.is_empty() {
        "Its scopes are only known at run time.".to_string()
    } else {
        let all: Vec<&str> = scopes.into_iter().collect();
        format!("It would ask for {}.", all.join(" "))
    };
    let mut endpoints: Vec<EndpointRef> = fares.iter().map(|fare| fare.endpoint).collect();
    endpoints.dedup();
    if endpoints.is_empty() {
        return asked;
    }
    let calls = calls(catalogue, &endpoints);
    format!("{asked} Whether users are ever sent there, and what {calls} may do, is not known.")
}

/// What to call instead, in a sentence; empty where nothing replaces it.
pub(super) fn replacement(catalogue: &Catalogue, endpoint: &Endpoint) -> String {
    match endpoint.replacement {
        None => "Nothing replaces it.".to_string(),
        Some(by) => {
            let instead = format!("Call {} instead.", call(catalogue, by));
            [instead.as_str(), &sentence(endpoint.replacement_note)]
                .join(" ")
                .trim_end()
                .to_string()
        }
    }
}

/// What could not be told, as a clause.
pub(crate) fn unknown(catalogue: &Catalogue, unknown: &Unknown) -> String {
    match unknown {
        Unknown::Path { method: None } => "a call whose path is only known at run time".to_string(),
        Unknown::Path { method: Some(method) } => {
            format!("a {} whose path is only known at run time", method.name())
        }
        Unknown::Method(one_of) if one_of.len() == 1 => {
            format!("perhaps {}, which only shows at run time", calls(catalogue, one_of))
        }
        Unknown::Method(one_of) => {
            format!("one of {}: the verb is only known at run time", calls(catalogue, one_of))
        }
        Unknown::NoSuchEndpoint(call) => format!("the API has no {call}"),
        Unknown::Library(name) => format!("calls through a library that is not known: {name}"),
        Unknown::Scopes => "scopes only known at run time".to_string(),
        Unknown::Language => "the API is mentioned in a language that is not read".to_string(),
        Unknown::File => "the file could not be read as a whole".to_string(),
        Unknown::Entangled => {
            "there is too much to follow: some calls may be missing from here on".to_string()
        }
    }
}

/// A clause as a sentence.
pub(super) fn sentence(clause: &str) -> String {
    let mut chars = clause.chars();
    let first = chars.next().map(char::to_uppercase);
    let text: String = first.into_iter().flatten().chain(chars).collect();
    if text.is_empty() || text.ends_with('.') { text } else { text + "." }
}
