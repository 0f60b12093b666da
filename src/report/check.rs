//! What `check` answers.

use serde::Serialize;

use super::need::{ModeLimits, QueryReport};
use super::{EndpointName, Head};
use crate::catalogue::Login;

/// Which calls a token can make.
#[derive(Debug, Clone, Serialize)]
pub struct CheckReport {
    /// Version, command, catalogue.
    #[serde(flatten)]
    pub head: Head,
    /// Whether every call asked about succeeds, in every case covered.
    pub covered: bool,
    /// Scopes the token was granted, as far as the catalogue knows them.
    pub granted: Vec<&'static str>,
    /// Each question and what it was taken for.
    pub queries: Vec<QueryReport>,
    /// Each call, once, and what the token gets from it.
    pub calls: Vec<CallReport>,
    /// Scopes to be granted on top, so that every call succeeds that a scope can help.
    pub missing: Vec<&'static str>,
    /// Granted scopes that none of these calls would miss.
    pub not_needed: Vec<&'static str>,
    /// Scopes to ask for again: what was granted, and what is missing; empty where nothing is.
    pub ask_again: Vec<&'static str>,
    /// The mode asked about, and its limits.
    pub mode: Option<ModeLimits>,
    /// The command that writes the authorize URL; none where nothing is missing.
    pub next: Option<String>,
    /// The authorize URL itself; none where nothing is missing or the client is not known.
    pub url: Option<String>,
}

/// What a token gets from a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything.
    Works,
    /// Less than everything.
    Less,
    /// 403 in some of the cases covered.
    FailsWhen,
    /// 403.
    Fails,
    /// An error, whatever the scope.
    Closed,
    /// Nobody knows what the call needs.
    Unknown,
}

/// A call, judged.
#[derive(Debug, Clone, Serialize)]
pub struct CallReport {
    /// Its endpoint.
    #[serde(flatten)]
    pub name: EndpointName,
    /// What the token gets.
    pub verdict: Verdict,
    /// Conditions the token does not meet.
    pub lacks: Vec<LackReport>,
    /// What the token gets less of.
    pub less: Vec<LessReport>,
    /// Whether the token must belong to a user.
    pub login: Login,
    /// Whether that user must have Premium.
    pub premium: bool,
    /// What became of the endpoint or what the mode takes away; may be empty.
    pub says: &'static str,
    /// What to call instead.
    pub replacement: Option<EndpointName>,
}

/// A condition the token does not meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LackReport {
    /// One of these is needed.
    pub any_of: Vec<&'static str>,
    /// Names of the case in which it is; empty: always.
    pub when: &'static [&'static str],
    /// What holds then; empty: always.
    pub holds: &'static str,
    /// Whether that case holds when the call does not say.
    pub default: bool,
}

/// What a scope would add to a call that succeeds without it.
#[derive(Debug, Clone, Serialize)]
pub struct LessReport {
    /// The scope.
    pub scope: &'static str,
    /// What it would add.
    pub adds: &'static str,
    /// Whether the mode asked about withholds it even with the scope.
    pub withheld: bool,
    /// Whether it was asked for, so that the answer is no without it.
    pub wanted: bool,
}
