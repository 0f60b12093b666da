//! An endpoint and what it needs, as answers show it.

use std::borrow::Cow;

use serde::Serialize;

use crate::catalogue::{
    Catalogue, DEVELOPMENT, Endpoint, EndpointRef, EndpointStatus, Login, ModeAccess, Requirement,
    Rule, ScopeRef, SourceRef,
};

/// An endpoint, named.
#[derive(Debug, Clone, Serialize)]
pub struct EndpointName {
    /// Operation id.
    pub id: &'static str,
    /// Name in the newest documentation.
    pub name: &'static str,
    /// Verb; `SDK` for a library.
    pub method: &'static str,
    /// Path, with `{placeholders}`; with the host where it is not the usual one.
    pub path: Cow<'static, str>,
    /// Whether it may be called.
    pub status: EndpointStatus,
}

/// An endpoint and everything known about calling it.
#[derive(Debug, Clone, Serialize)]
pub struct EndpointReport {
    /// Which endpoint.
    #[serde(flatten)]
    pub name: EndpointName,
    /// The part of the API it belongs to.
    pub category: &'static str,
    /// What it does.
    pub does: &'static str,
    /// What a token must have been granted.
    pub requires: RequirementReport,
    /// Whether a user must be logged in.
    pub login: Login,
    /// Whether that user must have Premium.
    pub premium: bool,
    /// Whether the documentation advises against it.
    pub deprecated: bool,
    /// Since when the status holds; empty for current endpoints.
    pub since: &'static str,
    /// What became of it, in full; empty for current endpoints.
    pub change: &'static str,
    /// The same in a few words.
    #[serde(skip)]
    pub change_short: &'static str,
    /// What to call instead.
    pub replacement: Option<ReplacementReport>,
    /// Where sources disagree, and the safe answer; may be empty.
    pub contested: &'static str,
    /// One more thing worth knowing; may be empty.
    pub note: &'static str,
    /// What Development Mode takes away although the call is open; may be empty.
    pub development: &'static str,
    /// Scopes the reference lists.
    pub reference_scopes: Vec<&'static str>,
    /// Scopes under which the Scopes page lists it.
    pub scopes_page_scopes: Vec<&'static str>,
    /// Whether calls get through in the mode asked about.
    pub mode: Option<ModeReport>,
    /// Where the facts come from.
    pub sources: Vec<SourceReport>,
}

/// What to call instead of an endpoint.
#[derive(Debug, Clone, Serialize)]
pub struct ReplacementReport {
    /// The endpoint.
    #[serde(flatten)]
    pub name: EndpointName,
    /// How it falls short; may be empty.
    pub note: &'static str,
}

/// Whether calls get through in a quota mode.
#[derive(Debug, Clone, Serialize)]
pub struct ModeReport {
    /// The mode.
    pub mode: &'static str,
    /// Whether they do.
    pub access: ModeAccess,
    /// Why not, or what is left out; may be empty.
    pub says: &'static str,
}

/// What a token must have been granted: all of `all`, one of `any`, and what
/// each case that holds adds.
#[derive(Debug, Clone, Serialize)]
pub struct RequirementReport {
    /// `nothing`, `optional`, `scopes` or `unknown`.
    pub needs: &'static str,
    /// Each is required.
    pub all: Vec<&'static str>,
    /// One of them is enough.
    pub any: Vec<&'static str>,
    /// Required when a case holds.
    pub when: Vec<CaseReport>,
    /// What scopes add to a call that succeeds without them.
    pub optional: Vec<OptionalReport>,
}

/// A case and what it requires.
#[derive(Debug, Clone, Serialize)]
pub struct CaseReport {
    /// Names to narrow by.
    pub case: &'static [&'static str],
    /// What holds then.
    pub holds: &'static str,
    /// Whether it holds when the call does not say.
    pub default: bool,
    /// Each is required.
    pub all: Vec<&'static str>,
    /// One of them is enough.
    pub any: Vec<&'static str>,
}

/// An optional scope.
#[derive(Debug, Clone, Serialize)]
pub struct OptionalReport {
    /// The scope.
    pub scope: &'static str,
    /// What it adds.
    pub adds: &'static str,
    /// From what we infer this; empty for documented facts.
    pub inferred: &'static str,
    /// Whether Development Mode withholds it even with the scope.
    pub extended_only: bool,
}

/// Where a fact comes from.
#[derive(Debug, Clone, Serialize)]
pub struct SourceReport {
    /// Short name.
    pub id: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Address; may be empty.
    pub at: &'static str,
    /// Day, month or year of the version read; may be empty.
    pub date: &'static str,
    /// Day the facts were last held against it.
    pub checked: &'static str,
}

impl EndpointName {
    /// Names an endpoint.
    pub fn new(catalogue: &Catalogue, endpoint: EndpointRef) -> Self {
        let endpoint = catalogue.endpoint(endpoint);
        EndpointName {
            id: endpoint.id,
            name: endpoint.name,
            method: endpoint.method.name(),
            path: catalogue.shown_path(endpoint),
            status: catalogue.status(endpoint),
        }
    }

    /// Verb and path.
    pub fn call(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

impl EndpointReport {
    /// Reports an endpoint; with a mode, also whether calls get through in it.
    pub fn new(catalogue: &Catalogue, at: EndpointRef, mode: Option<&'static str>) -> Self {
        let endpoint = catalogue.endpoint(at);
        let change = catalogue.change(endpoint);
        EndpointReport {
            name: EndpointName::new(catalogue, at),
            category: endpoint.category,
            does: endpoint.does,
            requires: RequirementReport::new(catalogue, &endpoint.requirement),
            login: endpoint.login,
            premium: endpoint.premium,
            deprecated: change.is_some_and(|c| c.deprecated),
            since: change.map_or("", |c| c.since),
            change: change.map_or("", |c| c.says),
            change_short: change.map_or("", |c| c.short),
            replacement: endpoint.replacement.map(|by| ReplacementReport {
                name: EndpointName::new(catalogue, by),
                note: endpoint.replacement_note,
            }),
            contested: endpoint.contested,
            note: endpoint.note,
            development: endpoint.development,
            reference_scopes: ids(catalogue, endpoint.reference),
            scopes_page_scopes: ids(catalogue, endpoint.scopes_page),
            mode: mode.map(|mode| mode_report(catalogue, endpoint, mode)),
            sources: sources(catalogue, endpoint.sources),
        }
    }
}

fn mode_report(catalogue: &Catalogue, endpoint: &Endpoint, mode: &'static str) -> ModeReport {
    let change = catalogue.change(endpoint);
    let access = catalogue.access(endpoint, mode);
    let development = mode == DEVELOPMENT;
    match (access, change) {
        (ModeAccess::Open, _) if development && !endpoint.development.is_empty() => {
            ModeReport { mode, access: ModeAccess::Limited, says: endpoint.development }
        }
        (ModeAccess::Open, _) | (_, None) => ModeReport { mode, access, says: "" },
        (_, Some(change)) => ModeReport { mode, access, says: change.says },
    }
}

impl RequirementReport {
    /// Reports a requirement.
    pub fn new(catalogue: &Catalogue, requirement: &Requirement) -> Self {
        let scopes = requirement.rule != Rule::Nothing || !requirement.cases.is_empty();
        let needs = match (requirement.known, scopes, requirement.optional.is_empty()) {
            (false, _, _) => "unknown",
            (true, true, _) => "scopes",
            (true, false, false) => "optional",
            (true, false, true) => "nothing",
        };
        let (all, any) = rule(catalogue, &requirement.rule);
        RequirementReport {
            needs,
            all,
            any,
            when: requirement
                .cases
                .iter()
                .map(|case| {
                    let (all, any) = rule(catalogue, &case.rule);
                    CaseReport {
                        case: case.names,
                        holds: case.holds,
                        default: case.default,
                        all,
                        any,
                    }
                })
                .collect(),
            optional: requirement
                .optional
                .iter()
                .map(|optional| OptionalReport {
                    scope: catalogue.scope(optional.scope).id,
                    adds: optional.adds,
                    inferred: optional.inferred,
                    extended_only: optional.extended_only,
                })
                .collect(),
        }
    }
}

fn rule(catalogue: &Catalogue, rule: &Rule) -> (Vec<&'static str>, Vec<&'static str>) {
    match rule {
        Rule::Nothing => (Vec::new(), Vec::new()),
        Rule::All(scopes) => (ids(catalogue, scopes), Vec::new()),
        Rule::Any(scopes) => (Vec::new(), ids(catalogue, scopes)),
    }
}

/// Scope ids behind references.
pub fn ids(catalogue: &Catalogue, scopes: &[ScopeRef]) -> Vec<&'static str> {
    scopes.iter().map(|scope| catalogue.scope(*scope).id).collect()
}

/// Sources behind references.
pub fn sources(catalogue: &Catalogue, sources: &[SourceRef]) -> Vec<SourceReport> {
    sources.iter().map(|at| SourceReport::new(catalogue, *at)).collect()
}

impl SourceReport {
    /// Reports a source.
    pub fn new(catalogue: &Catalogue, at: SourceRef) -> Self {
        let source = catalogue.source(at);
        SourceReport {
            id: source.id,
            title: source.title,
            at: source.at,
            date: source.date,
            checked: source.checked,
        }
    }
}

impl Catalogue {
    /// The path of an endpoint as people are shown it: with the host where it is
    /// not the first base's, and the bare platform for an SDK.
    pub fn shown_path(&self, endpoint: &Endpoint) -> Cow<'static, str> {
        match endpoint.base {
            0 => Cow::Borrowed(endpoint.path),
            base => Cow::Owned(format!("{}{}", self.bases[usize::from(base)], endpoint.path)),
        }
    }
}
