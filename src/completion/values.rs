//! Values at `<TAB>`: endpoints by name, id or path, scopes one after the other.

use std::ffi::OsStr;

use clap_complete::engine::CompletionCandidate;

use crate::catalogue::{Catalogue, EndpointStatus};
use crate::libraries::{self, Libraries};
use crate::sorted;

/// Endpoints whose name, id, call or path begins with what was typed; where none
/// does, those whose name has a word that does.
pub fn complete_endpoint(typed: &OsStr) -> Vec<CompletionCandidate> {
    let catalogue = Catalogue::built_in();
    let typed = typed.to_string_lossy().to_lowercase();
    let candidate =
        |value: String, help: String| CompletionCandidate::new(value).help(Some(help.into()));
    let mut found = Vec::new();
    let begins = |text: &str| begins_with(text, &typed);
    for endpoint in catalogue.endpoints {
        // Twins share a name; the current one stands for both.
        let twin = |by| catalogue.endpoint(by).name == endpoint.name;
        let shadowed = endpoint.replacement.is_some_and(twin);
        let verb = endpoint.method.name();
        let call = || format!("{verb} {}", catalogue.shown_path(endpoint));
        if begins(endpoint.name) && !shadowed {
            found.push(candidate(endpoint.name.to_string(), call()));
        } else if typed.is_empty() {
        } else if begins(endpoint.id) {
            found.push(candidate(endpoint.id.to_string(), call()));
        } else if begins_with(&typed, verb) && begins(&call()) {
            found.push(candidate(call(), endpoint.name.to_string()));
        } else if typed.starts_with('/') && begins(endpoint.path) {
            found.push(candidate(endpoint.path.to_string(), endpoint.name.to_string()));
        }
    }
    if found.is_empty() {
        let has_word =
            |name: &str| name.to_lowercase().split(' ').any(|word| word.starts_with(&typed));
        let named = catalogue.endpoints.iter().filter(|e| has_word(e.name));
        found.extend(named.map(|e| candidate(e.name.to_string(), e.does.to_string())));
    }
    found.dedup_by(|a, b| a.get_value() == b.get_value());
    found
}

/// Rules of audits.
pub fn complete_rule(typed: &OsStr) -> Vec<CompletionCandidate> {
    #[cfg(feature = "audit")]
    let rules = crate::audit::rules::RULES.iter().map(|about| (about.id, about.title));
    #[cfg(not(feature = "audit"))]
    let rules = std::iter::empty::<(&str, &str)>();
    let typed = typed.to_string_lossy();
    rules
        .filter(|(id, _)| id.starts_with(&*typed))
        .map(|(id, title)| CompletionCandidate::new(id).help(Some(title.into())))
        .collect()
}

/// Scopes that may be asked for; after a comma or space the next one of a list.
pub fn complete_scopes(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let begin = typed.rfind([',', ' ', '+']).map_or(0, |at| at + 1);
    let (before, last) = typed.split_at(begin);
    let catalogue = Catalogue::built_in();
    catalogue
        .scopes
        .iter()
        .filter(|scope| scope.can_be_asked_for() && scope.id.starts_with(last))
        .map(|scope| {
            let help = scope.consent.map_or(scope.means, |quote| quote.text);
            CompletionCandidate::new(format!("{before}{}", scope.id)).help(Some(help.into()))
        })
        .collect()
}

/// Client libraries there are tables of.
pub fn complete_library(typed: &OsStr) -> Vec<CompletionCandidate> {
    let clients = Libraries::built_in().all.iter().filter(|l| l.kind == libraries::Kind::Client);
    beginning(clients.map(|library| library.id), typed)
}

/// Cases that requirements distinguish.
pub fn complete_case(typed: &OsStr) -> Vec<CompletionCandidate> {
    beginning(Catalogue::built_in().cases.iter().copied(), typed)
}

/// Categories of scopes and endpoints.
pub fn complete_category(typed: &OsStr) -> Vec<CompletionCandidate> {
    beginning(categories(true, true), typed)
}

/// Statuses of scopes and endpoints.
pub fn complete_status(typed: &OsStr) -> Vec<CompletionCandidate> {
    beginning(statuses(true, true), typed)
}

/// Categories of scopes, of endpoints, or of both.
pub(super) fn categories(scopes: bool, endpoints: bool) -> impl Iterator<Item = &'static str> {
    let catalogue = Catalogue::built_in();
    let of_scopes = catalogue.scopes.iter().filter(move |_| scopes).map(|s| s.category);
    let of_endpoints = catalogue.endpoints.iter().filter(move |_| endpoints).map(|e| e.category);
    of_scopes.chain(of_endpoints)
}

/// Statuses of scopes, of endpoints, or of both.
pub(super) fn statuses(scopes: bool, endpoints: bool) -> impl Iterator<Item = &'static str> {
    let catalogue = Catalogue::built_in();
    let of_scopes = catalogue.scopes.iter().filter(move |_| scopes).map(|s| s.status.id());
    let of_endpoints = catalogue.endpoints.iter().filter(move |_| endpoints);
    let deprecated = endpoints.then(|| EndpointStatus::Deprecated.id());
    of_scopes.chain(of_endpoints.map(|e| catalogue.status(e).id())).chain(deprecated)
}

/// Whether a text begins with another, in whatever case.
fn begins_with(text: &str, other: &str) -> bool {
    let same = |begin: &str| {
        if begin.is_ascii() {
            begin.eq_ignore_ascii_case(other)
        } else {
            begin.to_lowercase() == other.to_lowercase()
        }
    };
    text.get(..other.len()).is_some_and(same)
}

fn beginning(
    values: impl Iterator<Item = &'static str>,
    typed: &OsStr,
) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().to_lowercase();
    let mut values: Vec<&str> =
        values.filter(|v| !v.is_empty() && v.to_lowercase().starts_with(&typed)).collect();
    sorted::sort(&mut values);
    values.dedup();
    values.into_iter().map(CompletionCandidate::new).collect()
}
