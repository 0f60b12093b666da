//! How `list` answers.

use super::page::{Page, Piece, style};
use super::{Render, markdown, need, table};
use crate::catalogue::{EndpointStatus, Login, ScopeStatus};
use crate::report::RequirementReport;
use crate::report::list::{ListReport, ListedEndpoint, ListedScope};

const SCOPE_HEADER: [&str; 3] = ["Scope", "The user reads", "Status"];
const SCOPE_MARKDOWN: [&str; 4] = ["Scope", "Category", "Status", "The user reads"];
const ENDPOINT_HEADER: [&str; 3] = ["Endpoint", "Needs", "Login, status"];
const ENDPOINT_MARKDOWN: [&str; 5] = ["Endpoint", "Call", "Needs", "Login", "Status"];

/// What stands for what in [`brief`].
pub(super) const SIGNS: &str = "a + b: both. a or b: either. a | b: by case. (a): optional.";

impl Render for ListReport {
    fn page(&self, page: &mut Page) {
        if let Some(scopes) = self.scopes.as_ref().filter(|s| !s.is_empty()) {
            table::table(page, &SCOPE_HEADER, scopes.iter().map(scope_row).collect());
        }
        if let Some(endpoints) = self.endpoints.as_ref().filter(|e| !e.is_empty()) {
            page.gap();
            table::table(page, &ENDPOINT_HEADER, rows(endpoints));
            page.gap();
            page.text(0, SIGNS, style::QUIET);
        }
        let listed = |list: Option<usize>| list.is_some_and(|count| count > 0);
        if !listed(self.scopes.as_ref().map(Vec::len))
            && !listed(self.endpoints.as_ref().map(Vec::len))
        {
            page.text(0, "Nothing in the catalogue fits all of that.", style::PLAIN);
        }
    }

    /// Scripts ask for what they read here: names that are refused, or not given to everybody,
    /// come only where nothing else was asked about (`--status retired`).
    fn plain(&self) -> Vec<String> {
        let is_current = |s: &&ListedScope| s.status == ScopeStatus::Current;
        let all = self.scopes.iter().flatten();
        let current = all.clone().any(|s| is_current(&s));
        let scopes = all.filter(|s| !current || is_current(s)).map(|s| s.id.to_string());
        let endpoints = self.endpoints.iter().flatten().map(|e| e.name.id.to_string());
        scopes.chain(endpoints).collect()
    }

    fn markdown(&self) -> String {
        let mut parts = Vec::new();
        if let Some(scopes) = &self.scopes {
            let rows: Vec<Vec<String>> = scopes
                .iter()
                .map(|s| {
                    let consent = s.consent.map_or_else(String::new, markdown::escape);
                    vec![
                        markdown::code(s.id),
                        s.category.to_string(),
                        s.status.id().to_string(),
                        consent,
                    ]
                })
                .collect();
            parts.push(markdown::table(&SCOPE_MARKDOWN, &rows));
        }
        if let Some(endpoints) = &self.endpoints {
            let rows: Vec<Vec<String>> = endpoints
                .iter()
                .map(|e| {
                    vec![
                        e.name.name.to_string(),
                        markdown::code(&e.name.call()),
                        markdown::escape(&need::requirement(&e.requires)),
                        login(e).to_string(),
                        e.name.status.id().to_string(),
                    ]
                })
                .collect();
            parts.push(markdown::table(&ENDPOINT_MARKDOWN, &rows));
        }
        parts.join("\n")
    }
}

fn scope_row(scope: &ListedScope) -> Vec<Piece> {
    let reads = match scope.consent {
        Some(text) => Piece::plain(text),
        None => Piece::new(format!("({})", scope.means), style::QUIET),
    };
    let status = match scope.status {
        ScopeStatus::Current => style::PLAIN,
        ScopeStatus::PartnerOnly => style::WARNING,
        _ => style::ERROR,
    };
    vec![Piece::new(scope.id, style::VALUE), reads, Piece::new(scope.status.id(), status)]
}

/// Rows of endpoints; one that shares its name with the one it replaced is told apart from it
/// by the end of its path.
fn rows(endpoints: &[ListedEndpoint]) -> Vec<Vec<Piece>> {
    let is_current = |e: &&ListedEndpoint| e.name.status == EndpointStatus::Current;
    let (current, older): (Vec<&ListedEndpoint>, Vec<_>) = endpoints.iter().partition(is_current);
    let row = |endpoint: &ListedEndpoint| {
        let others = if is_current(&endpoint) { &older } else { &current };
        endpoint_row(endpoint, others.iter().any(|o| o.name.name == endpoint.name.name))
    };
    endpoints.iter().map(row).collect()
}

fn endpoint_row(endpoint: &ListedEndpoint, shared: bool) -> Vec<Piece> {
    let name = endpoint.name.name;
    let name = if shared {
        let end = endpoint.name.path.rsplit('/').next().unwrap_or_default();
        Piece::plain(format!("{name} (/{end})"))
    } else {
        Piece::plain(name)
    };
    let needs = brief(&endpoint.requires);
    let needs_style = if needs == NOTHING { style::QUIET } else { style::VALUE };
    let login = login(endpoint);
    vec![
        name,
        Piece::new(needs, needs_style),
        match endpoint.name.status {
            EndpointStatus::Current => Piece::plain(login),
            status => Piece::new(format!("{login}, {}", status.id()), style::WARNING),
        },
    ]
}

/// What a call needs that needs nothing.
const NOTHING: &str = "nothing";

/// The requirement as briefly as a table allows: `a + b` is both, `a or b` either,
/// `a | b` one by case, `(a)` optional.
pub(super) fn brief(requires: &RequirementReport) -> String {
    let mut out = String::with_capacity(64);
    let mut add = |before: &str, scopes: &[&str], between: &str| {
        for (at, scope) in scopes.iter().enumerate() {
            let lead = if at > 0 {
                between
            } else if out.is_empty() {
                ""
            } else {
                before
            };
            out.push_str(lead);
            out.push_str(scope);
        }
    };
    add("", &requires.all, " + ");
    add(" + ", &requires.any, " or ");
    let mut cases: Vec<&str> = Vec::new();
    for scope in requires.when.iter().flat_map(|case| case.all.iter().chain(&case.any)) {
        if !cases.contains(scope) {
            cases.push(scope);
        }
    }
    add(" + ", &cases, " | ");
    for optional in &requires.optional {
        out.push_str(if out.is_empty() { "(" } else { " (" });
        out.push_str(optional.scope);
        out.push(')');
    }
    match (requires.needs, out.is_empty()) {
        ("unknown", _) => "not known".to_string(),
        (_, true) => NOTHING.to_string(),
        (_, false) => out,
    }
}

fn login(endpoint: &ListedEndpoint) -> &'static str {
    match (endpoint.login, endpoint.premium) {
        (Login::User, true) => "Premium",
        (Login::User, false) => "user",
        (Login::App, _) => "app",
    }
}
