//! What `need` answers.

use serde::Serialize;

use super::{EndpointName, EndpointReport, Head, MemberReport};
use crate::catalogue::Login;
use crate::consent::ConsentScreen;
use crate::query::Match;

/// Which scopes a set of calls needs.
#[derive(Debug, Clone, Serialize)]
pub struct NeedReport {
    /// Version, command, catalogue.
    #[serde(flatten)]
    pub head: Head,
    /// Each question and what it was taken for.
    pub queries: Vec<QueryReport>,
    /// What to ask for, so that every call succeeds.
    pub ask_for: AskReport,
    /// What the user sees then.
    pub consent_screen: ConsentScreen,
    /// The mode asked about, and its limits.
    pub mode: Option<ModeLimits>,
    /// Whether sources are to be shown to people; JSON always has them.
    #[serde(skip)]
    pub with_sources: bool,
    /// The command that writes the authorize URL for this; none where there is nothing to ask.
    pub next: Option<String>,
}

/// A question and what it was taken for.
#[derive(Debug, Clone, Serialize)]
pub struct QueryReport {
    /// The question, as typed.
    pub query: String,
    /// How it was recognised.
    #[serde(rename = "match")]
    pub how: Match,
    /// The call read from it, where it was one.
    pub call: Option<String>,
    /// Whether that call is out of use.
    pub older: bool,
    /// What it means; several where they are equally right.
    pub endpoints: Vec<EndpointReport>,
    /// Kinds of things that its words name or its member is for; only these cases of its endpoints are covered.
    pub kinds: Vec<&'static str>,
    /// What else it could mean, or what comes near.
    pub candidates: Vec<EndpointName>,
    /// Those of them that an endpoint of the answer replaced, of one name with it or with the
    /// words of the question, and its id.
    #[serde(skip)]
    pub replaced: Vec<(EndpointName, &'static str)>,
    /// Why there is no endpoint; none where there is one.
    pub reason: Option<String>,
    /// What it means as a member of client libraries, one entry a meaning.
    pub members: Vec<MemberReport>,
}

/// What to ask for.
#[derive(Debug, Clone, Serialize)]
pub struct AskReport {
    /// Scopes of the authorization request.
    pub scopes: Vec<&'static str>,
    /// Service scopes, for the body of a client-credentials token request.
    pub service_scopes: Vec<&'static str>,
    /// Why each scope is there.
    pub reasons: Vec<ReasonReport>,
    /// Optional scopes that were left out.
    pub optional: Vec<LeftOutReport>,
    /// What naming a case would save.
    pub savings: Vec<SavingReport>,
    /// Whether any call needs a user.
    pub login: Login,
    /// Whether that user must have Premium.
    pub premium: bool,
    /// False where nobody knows what some call needs.
    pub known: bool,
}

/// Why a scope is asked for.
#[derive(Debug, Clone, Serialize)]
pub struct ReasonReport {
    /// The scope.
    pub scope: &'static str,
    /// Calls that need it.
    pub because: Vec<BecauseReport>,
}

/// A call that needs a scope.
#[derive(Debug, Clone, Serialize)]
pub struct BecauseReport {
    /// The call's endpoint.
    pub endpoint: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The cases in which it needs the scope; empty where it always does.
    pub when: &'static [&'static str],
    /// What holds then; empty where it always does.
    pub holds: &'static str,
    /// Whether that case holds when the call does not say.
    pub default: bool,
    /// Other scopes that would do instead.
    pub or: Vec<&'static str>,
    /// What the scope adds, where the call would succeed without it.
    pub adds: &'static str,
}

/// An optional scope that was left out.
#[derive(Debug, Clone, Serialize)]
pub struct LeftOutReport {
    /// The scope.
    pub scope: &'static str,
    /// The endpoint it would add to.
    pub endpoint: &'static str,
    /// What it would add.
    pub adds: &'static str,
    /// Whether it is withheld in the mode asked about.
    pub withheld: bool,
}

/// What naming a case would save.
#[derive(Debug, Clone, Serialize)]
pub struct SavingReport {
    /// The case.
    pub when: &'static str,
    /// Scopes no longer needed.
    pub without: Vec<&'static str>,
}

/// The limits of a mode.
#[derive(Debug, Clone, Serialize)]
pub struct ModeLimits {
    /// The mode.
    pub id: &'static str,
    /// Its name in the documentation.
    pub title: &'static str,
    /// Limits that hold for every call.
    pub says: &'static str,
}
