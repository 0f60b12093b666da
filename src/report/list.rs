//! What `list` answers.

use serde::Serialize;

use super::{EndpointName, Head, RequirementReport};
use crate::catalogue::{Access, Login, ScopeStatus};

/// The catalogue, or part of it.
#[derive(Debug, Clone, Serialize)]
pub struct ListReport {
    /// Version, command, catalogue.
    #[serde(flatten)]
    pub head: Head,
    /// Scopes, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<ListedScope>>,
    /// Endpoints, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<Vec<ListedEndpoint>>,
}

/// A scope in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ListedScope {
    /// The scope.
    pub id: &'static str,
    /// Heading of the Scopes page; empty for names that are no scopes.
    pub category: &'static str,
    /// What it lets an app do, coarsely.
    pub access: Access,
    /// Whether asking for it can work.
    pub status: ScopeStatus,
    /// What the user reads, verbatim.
    pub consent: Option<&'static str>,
    /// What it means, or why it is advised against.
    pub means: &'static str,
    /// How many endpoints mention it.
    pub endpoints: usize,
}

/// An endpoint in a list; `need` says more of each.
#[derive(Debug, Clone, Serialize)]
pub struct ListedEndpoint {
    /// Which endpoint.
    #[serde(flatten)]
    pub name: EndpointName,
    /// The part of the API it belongs to.
    pub category: &'static str,
    /// What a token must have been granted.
    pub requires: RequirementReport,
    /// Whether a user must be logged in.
    pub login: Login,
    /// Whether that user must have Premium.
    pub premium: bool,
    /// Whether the documentation advises against it.
    pub deprecated: bool,
}
