//! `list`: the catalogue as tables.

use super::Trouble;
use crate::catalogue::{Catalogue, EndpointRef, EndpointStatus, Login, Scope};
use crate::report::list::{ListReport, ListedEndpoint, ListedScope};
use crate::report::{Answer, EndpointName, Head, Outcome, RequirementReport};
use crate::secrets::masked;
use crate::sorted;

/// What to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Scopes.
    Scopes,
    /// Endpoints.
    Endpoints,
}

/// What `list` is asked.
#[derive(Debug, Clone, Default)]
pub struct ListRequest {
    /// What to list; both, where it does not say.
    pub kind: Option<Kind>,
    /// Only what belongs to this category.
    pub category: Option<String>,
    /// Only what has this status.
    pub status: Option<String>,
    /// Only endpoints whose requirement mentions this scope, and the scope itself.
    pub scope: Option<String>,
    /// Only endpoints that ask for this login, and no scopes.
    pub login: Option<Login>,
    /// Only endpoints that need a user with Premium.
    pub premium: bool,
}

/// Lists the catalogue.
///
/// # Errors
///
/// When a filter has a value that nothing in the catalogue has.
pub fn list(catalogue: &Catalogue, request: &ListRequest) -> Result<Answer<ListReport>, Trouble> {
    let filters = Filters::new(catalogue, request)?;
    let scopes = request.lists_scopes().then(|| filters.scopes(catalogue));
    let endpoints = request.lists_endpoints().then(|| filters.endpoints(catalogue));
    let empty =
        scopes.as_ref().is_none_or(Vec::is_empty) && endpoints.as_ref().is_none_or(Vec::is_empty);
    let report = ListReport { head: Head::new(catalogue, "list"), scopes, endpoints };
    let outcome = if empty { Outcome::No } else { Outcome::Answered };
    Ok(Answer { report, notes: Vec::new(), outcome })
}

impl ListRequest {
    fn lists_scopes(&self) -> bool {
        self.kind != Some(Kind::Endpoints) && self.login.is_none()
    }

    fn lists_endpoints(&self) -> bool {
        self.kind != Some(Kind::Scopes)
    }
}

/// Filters whose values are known to exist.
struct Filters<'r> {
    request: &'r ListRequest,
}

impl<'r> Filters<'r> {
    fn new(catalogue: &Catalogue, request: &'r ListRequest) -> Result<Self, Trouble> {
        // What is not listed has no values to offer.
        let (of_scopes, of_endpoints) = (request.lists_scopes(), request.lists_endpoints());
        let scopes = || catalogue.scopes.iter().filter(|_| of_scopes);
        let endpoints = || catalogue.endpoints.iter().filter(|_| of_endpoints);
        known("category", request.category.as_deref(), || {
            scopes().map(|s| s.category).chain(endpoints().map(|e| e.category)).collect()
        })?;
        known("status", request.status.as_deref(), || {
            let statuses = endpoints().map(|e| catalogue.status(e).id());
            let deprecated = of_endpoints.then(|| EndpointStatus::Deprecated.id());
            scopes().map(|s| s.status.id()).chain(statuses).chain(deprecated).collect()
        })?;
        known("scope", request.scope.as_deref(), || {
            catalogue.scopes.iter().map(|s| s.id).collect()
        })?;
        Ok(Filters { request })
    }

    fn scopes(&self, catalogue: &Catalogue) -> Vec<ListedScope> {
        let wanted = |scope: &&Scope| {
            fits(self.request.category.as_deref(), scope.category)
                && fits(self.request.status.as_deref(), scope.status.id())
                && fits(self.request.scope.as_deref(), scope.id)
        };
        catalogue
            .scopes
            .iter()
            .filter(wanted)
            .map(|scope| ListedScope {
                id: scope.id,
                category: scope.category,
                access: scope.access,
                status: scope.status,
                consent: scope.consent.map(|quote| quote.text),
                means: if scope.means.is_empty() { scope.reason } else { scope.means },
                endpoints: scope.opens.len(),
            })
            .collect()
    }

    fn endpoints(&self, catalogue: &Catalogue) -> Vec<ListedEndpoint> {
        let scope = self.request.scope.as_deref().and_then(|id| catalogue.scope_by_id(id));
        let wanted = |at: &EndpointRef| {
            let endpoint = catalogue.endpoint(*at);
            let deprecated = catalogue.change(endpoint).is_some_and(|c| c.deprecated);
            let status = match self.request.status.as_deref() {
                Some("deprecated") => deprecated,
                status => fits(status, catalogue.status(endpoint).id()),
            };
            status
                && fits(self.request.category.as_deref(), endpoint.category)
                && scope.is_none_or(|scope| endpoint.requirement.mentions(scope))
                && self.request.login.is_none_or(|login| login == endpoint.login)
                && (!self.request.premium || endpoint.premium)
        };
        catalogue
            .endpoint_refs()
            .map(|(at, _)| at)
            .filter(wanted)
            .map(|at| listed(catalogue, at))
            .collect()
    }
}

fn listed(catalogue: &Catalogue, at: EndpointRef) -> ListedEndpoint {
    let endpoint = catalogue.endpoint(at);
    let change = catalogue.change(endpoint);
    ListedEndpoint {
        name: EndpointName::new(catalogue, at),
        category: endpoint.category,
        requires: RequirementReport::new(catalogue, &endpoint.requirement),
        login: endpoint.login,
        premium: endpoint.premium,
        deprecated: change.is_some_and(|c| c.deprecated),
    }
}

fn fits(wanted: Option<&str>, value: &str) -> bool {
    wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(value))
}

/// Makes sure that something has the value a filter is given.
fn known(
    what: &'static str,
    given: Option<&str>,
    values: impl FnOnce() -> Vec<&'static str>,
) -> Result<(), Trouble> {
    let Some(given) = given else {
        return Ok(());
    };
    let mut values = values();
    values.retain(|value| !value.is_empty());
    sorted::sort_by_key(&mut values, |value| {
        (value.to_ascii_lowercase(), std::cmp::Reverse(*value))
    });
    values.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
    if values.iter().any(|value| value.eq_ignore_ascii_case(given)) {
        return Ok(());
    }
    let known = match nearest(given, &values) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("there are: {}", values.join(", ")),
    };
    Err(Trouble::UnknownFilter { what, given: masked(given), known })
}

/// The value that is spelled nearly like this one.
fn nearest(given: &str, values: &[&'static str]) -> Option<&'static str> {
    const ONE_SLIP_IN: usize = 4;
    let given = given.to_lowercase();
    let far = |value: &str| strsim::osa_distance(&given, &value.to_lowercase());
    let near = values.iter().map(|value| (far(value), *value)).min_by_key(|(far, _)| *far);
    near.filter(|(far, _)| *far <= given.len() / ONE_SLIP_IN).map(|(_, value)| value)
}
