//! What the catalogue holds, as plain data.
//!
//! These types are compiled twice: into the build script, which fills them from
//! `scopes.toml` and writes them out as static tables, and into the program,
//! which only reads those tables. That is why everything here is `'static`,
//! borrowed and `Copy`: the program starts without parsing anything.

mod index;

pub use index::*;

use databake::Bake;
use serde::{Deserialize, Serialize};

/// Everything known about the API on one day.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Catalogue {
    /// The day the catalogue as a whole was last held against its sources, `YYYY-MM-DD`.
    pub date: &'static str,
    /// Name of the API, for headings.
    pub api: &'static str,
    /// Where facts come from; other entries refer to these by [`SourceRef`].
    pub sources: &'static [Source],
    /// Scopes in the order of the Scopes page, then names to be advised against.
    pub scopes: &'static [Scope],
    /// Indexes into `scopes`, sorted by scope id.
    pub scopes_by_id: &'static [ScopeRef],
    /// Endpoints in the order of the reference.
    pub endpoints: &'static [Endpoint],
    /// References into `endpoints`, sorted by endpoint id.
    pub endpoints_by_id: &'static [EndpointRef],
    /// What became of endpoints that are no longer simply current.
    pub changes: &'static [Change],
    /// The service that signs users in.
    pub accounts: Accounts,
    /// The quota modes an app can be in.
    pub modes: &'static [Mode],
    /// The parts of the consent dialog that belong to no single scope.
    pub consent: ConsentDialog,
    /// Addresses below which the paths stand; endpoints refer to them by index.
    pub bases: &'static [&'static str],
    /// Names of all cases any requirement distinguishes, sorted.
    pub cases: &'static [&'static str],
    /// What people look for and the API does not have.
    pub absent: &'static [Absent],
    /// Look-up by id, name and alias.
    pub names: &'static [NameEntry],
    /// What people type for endpoints, in the same form.
    pub typed: &'static [NameEntry],
    /// Look-up by path.
    pub paths: PathIndex,
    /// Look-up by words.
    pub words: WordIndex,
}

/// The service that signs users in and hands out tokens.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Accounts {
    /// Address a user is sent to.
    pub authorize: &'static str,
    /// Address codes are exchanged for tokens at.
    pub token: &'static str,
    /// Where this comes from.
    pub source: SourceRef,
}

/// Index of a [`Source`] in [`Catalogue::sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct SourceRef(pub u16);

/// Index of a [`Scope`] in [`Catalogue::scopes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct ScopeRef(pub u16);

/// Index of an [`Endpoint`] in [`Catalogue::endpoints`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct EndpointRef(pub u32);

/// Index of an [`Absent`] in [`Catalogue::absent`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct AbsentRef(pub u16);

/// Where a fact comes from.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Source {
    /// Short name used in `scopes.toml`.
    pub id: &'static str,
    /// What it is, for people.
    pub title: &'static str,
    /// Address, or empty where it has none.
    pub at: &'static str,
    /// Day, month or year of the version read; empty where unknown.
    pub date: &'static str,
    /// Day the facts were last held against it.
    pub checked: &'static str,
}

/// Whether asking for a scope can work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Bake)]
#[databake(path = scopes::catalogue::model)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeStatus {
    /// Anybody may ask for it.
    Current,
    /// Only client ids that Spotify has allow-listed may ask for it.
    PartnerOnly,
    /// Documented, but of no use to anybody outside Spotify.
    Unusable,
    /// Worked once, is refused now.
    Retired,
    /// Belongs to Spotify's own clients.
    Internal,
    /// Was never a scope.
    NeverExisted,
    /// A slip for the name of another scope.
    Misspelled,
}

/// What a scope lets an app do, coarsely; reading is preferred where either would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Bake)]
#[databake(path = scopes::catalogue::model)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Look only.
    Read,
    /// Change something.
    Modify,
    /// Steer a player or an SDK.
    Control,
    /// Nobody outside knows.
    #[default]
    Unknown,
}

/// The kind of token request a scope belongs in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Bake)]
#[databake(path = scopes::catalogue::model)]
#[serde(rename_all = "kebab-case")]
pub enum Grant {
    /// Asked of a user, in an authorization request.
    #[default]
    AuthorizationCode,
    /// Asked by a server for itself, in the body of a token request.
    ClientCredentials,
}

/// A verbatim text and where it stands.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Quote {
    /// The text, to the letter.
    pub text: &'static str,
    /// Where it stands.
    pub source: SourceRef,
    /// Years in which it was seen in the live dialog; empty for documented texts.
    pub years: &'static str,
}

/// A scope, or a name that people take for one.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Scope {
    /// The value sent on the wire.
    pub id: &'static str,
    /// Heading of the Scopes page it stands under; empty for names that are no scopes.
    pub category: &'static str,
    /// What it lets an app do, coarsely.
    pub access: Access,
    /// Whether asking for it can work.
    pub status: ScopeStatus,
    /// The kind of request it belongs in.
    pub grant: Grant,
    /// What it means, in our words.
    pub means: &'static str,
    /// Why it is advised against; empty for current scopes.
    pub reason: &'static str,
    /// What was probably meant instead.
    pub meant: &'static [ScopeRef],
    /// Group of the consent dialog, an index into [`ConsentDialog::groups`], where known.
    pub group: Option<u8>,
    /// Place within that group.
    pub line: u8,
    /// What the documentation says the user reads.
    pub consent: Option<Quote>,
    /// Why there is no such text; empty where there is one.
    pub no_consent: &'static str,
    /// Earlier and diverging documented texts.
    pub older: &'static [Quote],
    /// What was seen in the live dialog, oldest first.
    pub observed: &'static [Quote],
    /// One more thing worth knowing; may be empty.
    pub note: &'static str,
    /// Where the facts above come from.
    pub sources: &'static [SourceRef],
    /// Endpoints whose requirement mentions it.
    pub opens: &'static [EndpointRef],
}

/// The verb of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Bake)]
#[databake(path = scopes::catalogue::model)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
    /// Not a call at all: a library on a device or in a page.
    Sdk,
}

/// Whether a call needs a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Bake)]
#[databake(path = scopes::catalogue::model)]
#[serde(rename_all = "kebab-case")]
pub enum Login {
    /// The token must belong to a user.
    User,
    /// A token of the app alone will do.
    App,
}

/// An operation of the API, or an SDK.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Endpoint {
    /// Operation id of the reference; never changes.
    pub id: &'static str,
    /// Name in the newest documentation.
    pub name: &'static str,
    /// Names in other versions of the documentation.
    pub aliases: &'static [&'static str],
    /// The verb.
    pub method: Method,
    /// Path below the base, with `{placeholders}`; the platform for an SDK.
    pub path: &'static str,
    /// Index into [`Catalogue::bases`].
    pub base: u8,
    /// Calls that once reached the same operation.
    pub older: &'static [OlderCall],
    /// The part of the API it belongs to.
    pub category: &'static str,
    /// What it does, in our words.
    pub does: &'static str,
    /// Whether a user must be logged in.
    pub login: Login,
    /// Whether that user must have Premium.
    pub premium: bool,
    /// What became of it, an index into [`Catalogue::changes`]; none for current endpoints.
    pub change: Option<u8>,
    /// What to call instead.
    pub replacement: Option<EndpointRef>,
    /// How the replacement falls short; may be empty.
    pub replacement_note: &'static str,
    /// What Development Mode takes away although the endpoint is open; may be empty.
    pub development: &'static str,
    /// One more thing worth knowing; may be empty.
    pub note: &'static str,
    /// Where sources disagree: who says what, and the safe answer; may be empty.
    pub contested: &'static str,
    /// Scopes the reference lists.
    pub reference: &'static [ScopeRef],
    /// Scopes under which the Scopes page lists it.
    pub scopes_page: &'static [ScopeRef],
    /// Where the facts above come from.
    pub sources: &'static [SourceRef],
    /// What a token must have been granted.
    pub requirement: Requirement,
}

/// A verb and path out of use.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct OlderCall {
    /// The verb.
    pub method: Method,
    /// Path below the base.
    pub path: &'static str,
}

/// What a token must have been granted for a call to succeed.
///
/// The rule and every case that holds must be met; optional scopes never decide
/// whether the call succeeds.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Requirement {
    /// False where nobody knows; then the rest is empty.
    pub known: bool,
    /// What is needed in every case.
    pub rule: Rule,
    /// What is needed when a named case holds.
    pub cases: &'static [Case],
    /// Whether one of the cases always holds; if not, a call may need none of them.
    pub cases_cover_all: bool,
    /// Scopes that may matter although no source says that the call needs them.
    pub perhaps: &'static [ScopeRef],
    /// What a scope adds to a call that succeeds without it.
    pub optional: &'static [OptionalScope],
}

/// A condition on the granted scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::catalogue::model)]
pub enum Rule {
    /// Nothing is needed.
    Nothing,
    /// Each of them is needed.
    All(&'static [ScopeRef]),
    /// One of them is enough.
    Any(&'static [ScopeRef]),
}

/// A condition that matters only when something holds.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Case {
    /// Names to narrow an answer by, such as `private`.
    pub names: &'static [&'static str],
    /// What must hold, as a clause: "the playlist is private".
    pub holds: &'static str,
    /// Whether it holds when the call does not say.
    pub default: bool,
    /// What of a request tells that it holds, where anything does.
    pub told: Option<Told>,
    /// What is then needed.
    pub rule: Rule,
}

/// What of a request tells that a case holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Told {
    /// The field, of the body or of the query.
    pub field: &'static str,
    /// What it must be.
    pub by: ToldBy,
}

/// What a field must be for a case to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::catalogue::model)]
pub enum ToldBy {
    /// This truth value.
    Is(bool),
    /// A text that begins so, with the name of the case for `{}`; or several of them.
    Begins(&'static str),
}

/// A scope that adds to an answer.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct OptionalScope {
    /// The scope.
    pub scope: ScopeRef,
    /// What it adds.
    pub adds: &'static str,
    /// Words and phrases of a question that ask for what it adds.
    pub asked: &'static [&'static str],
    /// Where this is our inference: from what; empty for documented facts.
    pub inferred: &'static str,
    /// Whether Development Mode withholds it even with the scope.
    pub extended_only: bool,
}

/// Whether an endpoint may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Bake)]
#[databake(path = scopes::catalogue::model)]
#[serde(rename_all = "kebab-case")]
pub enum EndpointStatus {
    /// By everybody, and it is advised.
    Current,
    /// By everybody, but it is advised against.
    Deprecated,
    /// By apps with extended quota.
    ExtendedOnly,
    /// By apps that already could on a certain day.
    Closed,
    /// By partners.
    PartnerOnly,
    /// By nobody.
    Removed,
}

/// Whether calls get through in a quota mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Bake)]
#[databake(path = scopes::catalogue::model)]
#[serde(rename_all = "kebab-case")]
pub enum ModeAccess {
    /// They do.
    Open,
    /// It depends on the app.
    Limited,
    /// They do not, whatever the scope.
    Closed,
}

/// What became of a group of endpoints.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Change {
    /// Name in `scopes.toml`.
    pub id: &'static str,
    /// What it made of the endpoints.
    pub status: EndpointStatus,
    /// Whether the documentation advises against them.
    pub deprecated: bool,
    /// Since when; empty where it was always so.
    pub since: &'static str,
    /// In a few words, for tables.
    pub short: &'static str,
    /// In full.
    pub says: &'static str,
    /// Whether calls get through in Development Mode.
    pub development: ModeAccess,
    /// Whether calls get through with extended quota.
    pub extended: ModeAccess,
    /// Where this comes from.
    pub sources: &'static [SourceRef],
}

/// A quota mode.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Mode {
    /// Name to type.
    pub id: &'static str,
    /// Name in the documentation.
    pub title: &'static str,
    /// The limits that hold for every call.
    pub says: &'static str,
    /// Where this comes from.
    pub sources: &'static [SourceRef],
}

/// The parts of the consent dialog that belong to no single scope.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct ConsentDialog {
    /// Heading, with `{app}` for the app's name.
    pub heading: Quote,
    /// What every user grants, scopes or none, as documented.
    pub always: Quote,
    /// The same as seen in the live dialog.
    pub always_observed: &'static [Quote],
    /// Group that line stands in.
    pub always_group: u8,
    /// Groups in the order of the dialog.
    pub groups: &'static [ConsentGroup],
}

/// A group of lines in the consent dialog.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct ConsentGroup {
    /// Name in `scopes.toml`.
    pub id: &'static str,
    /// Heading in the dialog.
    pub heading: &'static str,
}

/// Something people look for and the API does not have.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Absent {
    /// Short name.
    pub id: &'static str,
    /// What it is.
    pub name: &'static str,
    /// Why there is none.
    pub why: &'static str,
    /// What comes near.
    pub see: &'static [EndpointRef],
    /// Where this comes from.
    pub sources: &'static [SourceRef],
}

impl Method {
    /// The verb of that name, in capitals.
    pub fn named(verb: &str) -> Option<Self> {
        match verb {
            "GET" => Some(Method::Get),
            "POST" => Some(Method::Post),
            "PUT" => Some(Method::Put),
            "DELETE" => Some(Method::Delete),
            "SDK" => Some(Method::Sdk),
            _ => None,
        }
    }
}

impl Requirement {
    /// Every scope it mentions, in the order of the entry, with repetitions.
    pub fn scopes(&self) -> impl Iterator<Item = ScopeRef> + '_ {
        let cases = self.cases.iter().flat_map(|case| case.rule.scopes());
        let optional = self.optional.iter().map(|optional| optional.scope);
        self.rule.scopes().iter().copied().chain(cases.copied()).chain(optional)
    }

    /// Whether it mentions a scope, required or optional.
    pub fn mentions(&self, scope: ScopeRef) -> bool {
        self.scopes().any(|s| s == scope)
    }
}

impl Rule {
    /// The scopes it mentions.
    pub fn scopes(&self) -> &'static [ScopeRef] {
        match self {
            Rule::Nothing => &[],
            Rule::All(scopes) | Rule::Any(scopes) => scopes,
        }
    }
}
