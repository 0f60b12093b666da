//! Drift: what an OpenAPI document says that the catalogue does not, and the other
//! way round.
//!
//! An operation is found by its id, else by its verb and path. The catalogue is
//! expected to have all operations of the document, and the document all endpoints
//! that name it as a source and all scopes that anybody may ask for. What the
//! catalogue itself thinks that a call needs is not compared, only what it notes of
//! the document.

mod document;
mod node;

pub use document::{Document, Operation};

use crate::catalogue::disagreements::{Disagreement, Disagreements, Kind};
use crate::catalogue::{Catalogue, Endpoint, EndpointRef, ScopeStatus};
use crate::sorted;

/// Something that differs between a document and the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs.
    pub kind: Kind,
    /// Operation id or scope; the verb and path of an operation without an id.
    pub about: String,
    /// Verb; none for a scope or server.
    pub method: Option<String>,
    /// Path; none for a scope or server.
    pub path: Option<String>,
    /// What the document says, to the letter; empty where it says nothing.
    pub says: String,
    /// Both sides, as a sentence.
    pub detail: String,
}

/// What a comparison came to.
#[derive(Debug, Clone)]
pub struct Drift {
    /// What was not known to differ.
    pub new: Vec<Difference>,
    /// What was.
    pub known: Vec<(Difference, &'static Disagreement)>,
}

/// Holds a document against the catalogue.
pub fn compare(catalogue: &Catalogue, known: &Disagreements, document: &Document) -> Drift {
    let mut all = servers(catalogue, document);
    all.extend(operations(catalogue, known, document));
    all.extend(scopes(catalogue, document));
    let mut drift = Drift { new: Vec::new(), known: Vec::new() };
    for difference in all {
        let same = |entry: &&Disagreement| {
            entry.kind == difference.kind
                && entry.about == difference.about
                && entry.says == difference.says
        };
        match known.known.iter().find(same) {
            Some(entry) => drift.known.push((difference, entry)),
            None => drift.new.push(difference),
        }
    }
    drift
}

/// Servers that the catalogue knows nothing below.
fn servers(catalogue: &Catalogue, document: &Document) -> Vec<Difference> {
    let unknown = |url: &&String| !catalogue.bases.contains(&url.as_str());
    let difference = |url: &String| Difference {
        kind: Kind::Server,
        about: url.clone(),
        method: None,
        path: None,
        says: url.clone(),
        detail: format!("The catalogue has {}.", catalogue.bases.join(" and ")),
    };
    document.servers.iter().filter(unknown).map(difference).collect()
}

fn operations(
    catalogue: &Catalogue,
    known: &Disagreements,
    document: &Document,
) -> Vec<Difference> {
    let by_id = |operation: &Operation| {
        let id = operation.id.as_deref()?;
        catalogue.endpoint_refs().find(|(_, endpoint)| endpoint.id == id).map(|(at, _)| at)
    };
    let mut pairs: Vec<Option<EndpointRef>> = document.operations.iter().map(by_id).collect();
    let mut met: Vec<EndpointRef> = pairs.iter().flatten().copied().collect();
    // An id may have moved to another call; only what is left over is found by its call.
    for (operation, pair) in document.operations.iter().zip(&mut pairs) {
        if pair.is_none() {
            let fits = |endpoint: &Endpoint| {
                endpoint.base == 0 && call_of(endpoint) == (&operation.method, &operation.path)
            };
            *pair = catalogue
                .endpoint_refs()
                .find(|(at, endpoint)| !met.contains(at) && fits(endpoint))
                .map(|(at, _)| at);
            met.extend(*pair);
        }
    }
    let mut found = Vec::new();
    for (operation, pair) in document.operations.iter().zip(&pairs) {
        match pair {
            Some(at) => matched(catalogue, catalogue.endpoint(*at), operation, &mut found),
            None => found.push(new_operation(operation)),
        }
    }
    let expected = catalogue
        .endpoint_refs()
        .filter(|(at, endpoint)| endpoint.sources.contains(&known.document) && !met.contains(at));
    found.extend(expected.map(|(_, endpoint)| Difference {
        kind: Kind::OperationGone,
        about: endpoint.id.to_string(),
        method: Some(endpoint.method.name().to_string()),
        path: Some(endpoint.path.to_string()),
        says: String::new(),
        detail: format!("Only the catalogue has {} ({}).", endpoint.id, endpoint.name),
    }));
    found
}

/// Verb and path, to be held against those of an operation.
fn call_of(endpoint: &Endpoint) -> (&'static str, &'static str) {
    (endpoint.method.name(), endpoint.path)
}

fn new_operation(operation: &Operation) -> Difference {
    let mut detail = match &operation.id {
        Some(id) => format!("Only the document has {id}"),
        None => "Only the document has it".to_string(),
    };
    if !operation.name.is_empty() {
        detail.push_str(&format!(" ({})", operation.name));
    }
    detail.push_str(&format!("; it lists {}.", listed(&operation.scopes)));
    about(Kind::OperationNew, operation, operation.scopes.join(" "), detail)
}

fn about(kind: Kind, operation: &Operation, says: String, detail: String) -> Difference {
    let call = || format!("{} {}", operation.method, operation.path);
    Difference {
        kind,
        about: operation.id.clone().unwrap_or_else(call),
        method: Some(operation.method.clone()),
        path: Some(operation.path.clone()),
        says,
        detail,
    }
}

/// Scopes as a clause has them.
fn listed(scopes: &[impl AsRef<str>]) -> String {
    if scopes.is_empty() {
        return "no scope".into();
    }
    scopes.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
}

/// What differs between an operation and its endpoint.
fn matched(
    catalogue: &Catalogue,
    endpoint: &Endpoint,
    operation: &Operation,
    found: &mut Vec<Difference>,
) {
    // Where the id itself differs, what is known of the endpoint is known by its own.
    let mut differs = |kind: Kind, says: String, detail: String| {
        let mut difference = about(kind, operation, says, detail);
        difference.about = endpoint.id.to_string();
        found.push(difference);
    };
    if let Some(id) = operation.id.as_ref().filter(|id| *id != endpoint.id) {
        let detail = format!("The document calls it {id}, the catalogue {}.", endpoint.id);
        differs(Kind::OperationId, id.clone(), detail);
    }
    let (method, path) = call_of(endpoint);
    if (method, path) != (&operation.method, &operation.path) || endpoint.base != 0 {
        let call = format!("{} {}", operation.method, operation.path);
        let detail = format!("The catalogue has {} at {method} {path}.", endpoint.id);
        differs(Kind::Path, call, detail);
    }
    let mut names = endpoint.aliases.iter().chain([&endpoint.name]);
    if !operation.name.is_empty() && !names.any(|name| *name == operation.name) {
        let detail = format!(
            "The document names it \"{}\", the catalogue \"{}\".",
            operation.name, endpoint.name
        );
        differs(Kind::Name, operation.name.clone(), detail);
    }
    let ours: Vec<&str> = endpoint.reference.iter().map(|s| catalogue.scope(*s).id).collect();
    let of_theirs = sorted::set(operation.scopes.iter().map(String::as_str));
    if of_theirs != sorted::set(ours.iter().copied()) {
        let detail = format!(
            "The document lists {}, the catalogue notes {} of it.",
            listed(&operation.scopes),
            listed(&ours)
        );
        differs(Kind::Scopes, operation.scopes.join(" "), detail);
    }
    let deprecated = catalogue.change(endpoint).is_some_and(|change| change.deprecated);
    if deprecated != operation.deprecated {
        let (says, detail) = if deprecated {
            ("", "Deprecated in the catalogue only.")
        } else {
            ("deprecated", "Deprecated in the document only.")
        };
        differs(Kind::Deprecation, says.to_string(), detail.to_string());
    }
}

fn scopes(catalogue: &Catalogue, document: &Document) -> Vec<Difference> {
    let difference = |kind: Kind, scope: &str, says: &str, detail: String| Difference {
        kind,
        about: scope.to_string(),
        method: None,
        path: None,
        says: says.to_string(),
        detail,
    };
    let mut found = Vec::new();
    let listed = document.operations.iter().flat_map(|operation| &operation.scopes);
    let described = |scope: &str| document.scopes.iter().find(|(known, _)| known == scope);
    let names = document.scopes.iter().map(|(scope, _)| scope).chain(listed);
    let names = sorted::set(names.map(String::as_str));
    for scope in &names {
        let text = described(scope).map_or("", |(_, text)| text.as_str());
        let known = catalogue.scope_by_id(scope).map(|at| catalogue.scope(at));
        match known.map(|known| (known, known.status, known.consent)) {
            None => {
                let detail = if text.is_empty() {
                    "The document lists it and does not describe it; the catalogue does not have it."
                        .to_string()
                } else {
                    format!("The document describes it: \"{text}\" The catalogue does not have it.")
                };
                found.push(difference(Kind::ScopeNew, scope, text, detail));
            }
            Some((_, status, None)) => {
                let detail =
                    format!("The document has it; in the catalogue it is {}.", status.id());
                found.push(difference(Kind::ScopeNew, scope, text, detail));
            }
            Some((.., Some(consent))) if !text.is_empty() && consent.text != text => {
                let detail =
                    format!("The document says \"{text}\", the catalogue \"{}\"", consent.text);
                found.push(difference(Kind::Consent, scope, text, detail));
            }
            Some(_) => {}
        }
    }
    for scope in catalogue.scopes.iter().filter(|scope| scope.status == ScopeStatus::Current) {
        if described(scope.id).is_none() {
            let detail = "The document does not describe it.".to_string();
            found.push(difference(Kind::ScopeGone, scope.id, "", detail));
        }
    }
    found
}
