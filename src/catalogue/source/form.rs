//! The form of `scopes.toml`, key by key.
//!
//! Unknown keys are refused, so that a slip in a key cannot hide a fact.

use std::collections::BTreeMap;

use serde::Deserialize;

pub use super::language::{Idiom, Synonym, Words};

use super::super::model::{Access, EndpointStatus, Grant, Login, ModeAccess, ScopeStatus};

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// `[catalogue]`
    pub catalogue: Head,
    /// `[sources.*]`
    pub sources: BTreeMap<String, Source>,
    /// `[accounts]`
    pub accounts: Accounts,
    /// `[modes.*]`
    pub modes: BTreeMap<String, Mode>,
    /// `[changes.*]`
    pub changes: BTreeMap<String, Change>,
    /// `[consent]`
    pub consent: Consent,
    /// `[[base]]`
    pub base: Vec<Base>,
    /// `[placeholders.*]`
    #[serde(default)]
    pub placeholders: BTreeMap<String, Placeholder>,
    /// `[[scope]]`
    pub scope: Vec<Scope>,
    /// `[[endpoint]]`
    pub endpoint: Vec<Endpoint>,
    /// `[[absent]]`
    #[serde(default)]
    pub absent: Vec<Absent>,
    /// `[words]`
    #[serde(default)]
    pub words: Words,
    /// `[[synonym]]`
    #[serde(default)]
    pub synonym: Vec<Synonym>,
    /// `[[idiom]]`
    #[serde(default)]
    pub idiom: Vec<Idiom>,
}

/// `[catalogue]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Day the catalogue was last checked as a whole.
    pub date: String,
    /// Name of the API.
    pub api: String,
}

/// `[sources.*]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is.
    pub title: String,
    /// Address.
    #[serde(default)]
    pub at: String,
    /// Day of the version read.
    #[serde(default)]
    pub date: String,
    /// Day of the check.
    pub checked: String,
}

/// `[accounts]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// Address a user is sent to.
    pub authorize: String,
    /// Address codes are exchanged at.
    pub token: String,
    /// Where from.
    pub source: String,
}

/// `[modes.*]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mode {
    /// Name in the documentation.
    pub title: String,
    /// Limits of every app in it.
    pub says: String,
    /// Where from.
    pub sources: Vec<String>,
}

/// `[changes.*]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What it made of the endpoints.
    pub status: EndpointStatus,
    /// Whether the documentation advises against them.
    #[serde(default)]
    pub deprecated: bool,
    /// Since when.
    #[serde(default)]
    pub since: String,
    /// In a few words.
    pub short: String,
    /// In full.
    pub says: String,
    /// In Development Mode.
    pub development: ModeAccess,
    /// With extended quota.
    pub extended: ModeAccess,
    /// Where from.
    pub sources: Vec<String>,
}

/// `[consent]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Heading of the dialog.
    pub heading: String,
    /// Where from.
    pub heading_source: String,
    /// Line that is always there.
    pub always: String,
    /// Where from.
    pub always_source: String,
    /// Its group.
    pub always_group: String,
    /// The same, as seen.
    #[serde(default)]
    pub always_observed: Vec<Observed>,
    /// Groups in order.
    pub group: Vec<ConsentGroup>,
}

/// `[[consent.group]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentGroup {
    /// Short name.
    pub id: String,
    /// Heading in the dialog.
    pub heading: String,
}

/// A text seen in the live dialog.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observed {
    /// Verbatim.
    pub text: String,
    /// When.
    pub years: String,
    /// Where from.
    pub source: String,
}

/// An earlier documented text.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Older {
    /// Verbatim.
    pub text: String,
    /// Where from.
    pub source: String,
}

/// `[[base]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    /// Address without a slash at the end.
    pub url: String,
}

/// `[placeholders.*]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placeholder {
    /// `spotify-id`, where it takes one.
    pub kind: Option<PlaceholderKind>,
    /// The only values there are.
    pub one_of: Option<Vec<String>>,
}

/// Kinds of placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceholderKind {
    /// 22 letters and digits.
    SpotifyId,
}

/// `[[scope]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Value on the wire.
    pub id: String,
    /// Heading of the Scopes page.
    #[serde(default)]
    pub category: String,
    /// What it lets an app do.
    #[serde(default)]
    pub access: Access,
    /// Whether asking can work.
    pub status: ScopeStatus,
    /// Kind of request.
    #[serde(default)]
    pub grant: Grant,
    /// What it means.
    #[serde(default)]
    pub means: String,
    /// Why not to ask for it.
    #[serde(default)]
    pub reason: String,
    /// What was meant.
    #[serde(default)]
    pub meant: Vec<String>,
    /// Group of the dialog.
    pub group: Option<String>,
    /// Place in the group.
    #[serde(default)]
    pub line: u8,
    /// What the user reads, verbatim.
    pub consent: Option<String>,
    /// Where from.
    pub consent_source: Option<String>,
    /// Why there is no such text.
    #[serde(default)]
    pub no_consent: String,
    /// More to know.
    #[serde(default)]
    pub note: String,
    /// Where from.
    pub sources: Vec<String>,
    /// Earlier texts.
    #[serde(default)]
    pub older: Vec<Older>,
    /// Texts seen live.
    #[serde(default)]
    pub observed: Vec<Observed>,
}

/// `[[endpoint]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Operation id.
    pub id: String,
    /// Newest name.
    pub name: String,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What people type for it, which is no name and says nothing in longer questions.
    #[serde(default)]
    pub typed: Vec<String>,
    /// `METHOD /path`.
    pub call: String,
    /// The same, out of use.
    #[serde(default)]
    pub older_calls: Vec<String>,
    /// Part of the API.
    pub category: String,
    /// What it does.
    pub does: String,
    /// How people say it.
    #[serde(default)]
    pub says: Vec<String>,
    /// What people call the thing it gives back.
    #[serde(default)]
    pub thing: String,
    /// What they ask of that thing.
    #[serde(default)]
    pub returns: Vec<String>,
    /// Who must be logged in.
    pub login: Login,
    /// Whether that user must have Premium.
    #[serde(default)]
    pub premium: bool,
    /// What became of it.
    pub change: Option<String>,
    /// What to call instead.
    pub replacement: Option<String>,
    /// How that falls short.
    #[serde(default)]
    pub replacement_note: String,
    /// What Development Mode takes away.
    #[serde(default)]
    pub development: String,
    /// More to know.
    #[serde(default)]
    pub note: String,
    /// Where sources disagree.
    #[serde(default)]
    pub contested: String,
    /// Who lists which scopes.
    pub documented: Documented,
    /// Where from.
    pub sources: Vec<String>,
    /// `nothing` or `unknown`, where no scope is required.
    pub needs: Option<Needs>,
    /// Each is required.
    #[serde(default)]
    pub all: Vec<String>,
    /// One is enough.
    #[serde(default)]
    pub any: Vec<String>,
    /// Required when a case holds.
    #[serde(default)]
    pub when: Vec<When>,
    /// Whether one of these cases always holds.
    #[serde(default)]
    pub cases_cover_all: bool,
    /// Scopes that may matter although no source says so.
    #[serde(default)]
    pub perhaps: Vec<String>,
    /// What scopes add.
    #[serde(default)]
    pub optional: Vec<Optional>,
}

/// Needs without a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Needs {
    /// No scope is needed.
    Nothing,
    /// Nobody knows.
    Unknown,
}

/// `documented = { … }`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documented {
    /// Scopes in the reference, where it covers the endpoint.
    pub reference: Option<Vec<String>>,
    /// Scopes on the Scopes page.
    pub scopes_page: Vec<String>,
}

/// `[[endpoint.when]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Names of the case.
    pub case: Vec<String>,
    /// What must hold.
    pub holds: String,
    /// Whether it holds when the call does not say.
    #[serde(default)]
    pub default: bool,
    /// What of a request tells that it holds.
    pub told: Option<Told>,
    /// Each is required.
    #[serde(default)]
    pub all: Vec<String>,
    /// One is enough.
    #[serde(default)]
    pub any: Vec<String>,
}

/// `told = { field = "public", is = true }`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The field, of the body or of the query.
    pub field: String,
    /// The truth value it is.
    pub is: Option<bool>,
    /// What its text begins with; `{}` stands for the name of the case.
    pub begins: Option<String>,
}

/// `[[endpoint.optional]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Optional {
    /// The scope.
    pub scope: String,
    /// What it adds.
    pub adds: String,
    /// From what we infer it.
    #[serde(default)]
    pub inferred: String,
    /// Whether Development Mode withholds it.
    #[serde(default)]
    pub extended_only: bool,
}

/// `[[absent]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absent {
    /// Short name.
    pub id: String,
    /// What it is.
    pub name: String,
    /// How people say it.
    #[serde(default)]
    pub says: Vec<String>,
    /// Calls people try.
    #[serde(default)]
    pub calls: Vec<String>,
    /// Whether it is absent only of other users, and there for the user who is logged in.
    #[serde(default)]
    pub of_others: bool,
    /// Why there is none.
    pub why: String,
    /// What comes near.
    #[serde(default)]
    pub see: Vec<String>,
    /// Where from.
    pub sources: Vec<String>,
}
