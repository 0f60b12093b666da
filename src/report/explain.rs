//! What `explain` answers.

use serde::Serialize;

use super::{EndpointName, Head, SourceReport};
use crate::catalogue::{Access, Grant};
use crate::consent::ConsentScreen;

/// What a set of scopes means, and what the user sees.
#[derive(Debug, Clone, Serialize)]
pub struct ExplainReport {
    /// Version, command, catalogue.
    #[serde(flatten)]
    pub head: Head,
    /// Each name, in the order given.
    pub scopes: Vec<ScopeReport>,
    /// What the user sees.
    pub consent_screen: ConsentScreen,
    /// Whether people are to be shown which lines are new; JSON always tells.
    #[serde(skip)]
    pub compared: bool,
    /// The command that answers, where an endpoint was named in place of scopes.
    pub next: Option<String>,
    /// What was asked about, where that is a call; for people.
    #[serde(skip)]
    pub call: Option<String>,
}

impl ExplainReport {
    /// Whether a user is asked: not for service scopes alone, nor for what is refused.
    pub fn asks_a_user(&self) -> bool {
        let asked = |scope: &ScopeReport| !scope.refused && scope.grant == Grant::AuthorizationCode;
        self.scopes.is_empty() || self.scopes.iter().any(asked)
    }

    /// Whether nothing but service scopes is named, for which nobody is asked.
    pub fn is_of_a_service(&self) -> bool {
        let service =
            |scope: &ScopeReport| !scope.refused && scope.grant == Grant::ClientCredentials;
        !self.scopes.is_empty() && self.scopes.iter().all(service)
    }
}

/// A name and what it means.
#[derive(Debug, Clone, Serialize)]
pub struct ScopeReport {
    /// The name, as given.
    pub id: String,
    /// `current`, `partner-only`, `unusable`, `retired`, `internal`, `never-existed`,
    /// `misspelled` or `unknown`.
    pub status: &'static str,
    /// Whether a request with it is refused, at least for ordinary apps.
    pub refused: bool,
    /// Heading of the Scopes page; may be empty.
    pub category: &'static str,
    /// What it lets an app do, coarsely.
    pub access: Access,
    /// The kind of request it belongs in.
    pub grant: Grant,
    /// What it means; empty for names that are no scopes.
    pub means: &'static str,
    /// Why it is advised against; may be empty.
    pub reason: &'static str,
    /// What was probably meant.
    pub did_you_mean: Vec<&'static str>,
    /// What the documentation says the user reads, verbatim.
    pub consent: Option<&'static str>,
    /// Where that stands.
    pub consent_source: Option<SourceReport>,
    /// Why there is no such text; may be empty.
    pub no_consent: &'static str,
    /// Earlier and diverging documented texts.
    pub older: Vec<QuoteReport>,
    /// What was seen in the live dialog.
    pub observed: Vec<QuoteReport>,
    /// Whether it was granted before.
    pub granted: bool,
    /// One more thing worth knowing; may be empty.
    pub note: &'static str,
    /// Endpoints whose requirement mentions it.
    pub endpoints: Vec<OpensReport>,
    /// Where the facts come from.
    pub sources: Vec<SourceReport>,
}

/// A verbatim text.
#[derive(Debug, Clone, Serialize)]
pub struct QuoteReport {
    /// The text.
    pub text: &'static str,
    /// Short name of its source.
    pub source: &'static str,
    /// Years in which it was seen; empty for documented texts.
    pub years: &'static str,
}

/// An endpoint a scope opens.
#[derive(Debug, Clone, Serialize)]
pub struct OpensReport {
    /// The endpoint.
    #[serde(flatten)]
    pub name: EndpointName,
    /// `required`, `one-of`, `case` or `optional`.
    pub how: &'static str,
    /// The cases, or what the scope adds; may be empty.
    pub detail: String,
}
