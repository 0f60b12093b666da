//! The form of `libraries/*.toml`, key by key; `libraries/README.md` explains it.
//!
//! Unknown keys are refused, so that a slip in a key cannot hide a fact.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::super::model::{By, Kind, Language, TextIs};

/// Members, constants and the like, in the order of the file.
pub type Table<T> = BTreeMap<Spanned<String>, T>;

/// A whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Form {
    /// Short name; that of the file.
    pub id: String,
    /// Name, for people.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// Languages it is used from.
    pub languages: Vec<Language>,
    /// Where its packages are published.
    pub registry: String,
    /// Its packages.
    pub packages: Vec<String>,
    /// What imports begin with.
    #[serde(default)]
    pub modules: Vec<String>,
    /// The release that was read; empty where a page was.
    #[serde(default)]
    pub release: String,
    /// One more thing worth knowing.
    #[serde(default)]
    pub note: String,
    /// What variables with a client are called.
    #[serde(default)]
    pub receivers: Vec<String>,
    /// Members whose names alone say much; a `*` at an end stands for anything.
    #[serde(default)]
    pub distinctive: Vec<String>,
    /// What gets a token of the app alone.
    #[serde(default)]
    pub app_tokens: Vec<String>,
    /// Where the facts are from.
    pub source: Source,
    /// Types with members.
    #[serde(default, rename = "type")]
    pub types: Vec<Type>,
    /// What makes their objects.
    #[serde(default, rename = "maker")]
    pub makers: Vec<Maker>,
    /// Where users are asked for scopes.
    #[serde(default, rename = "request")]
    pub requests: Vec<Request>,
    /// What it calls without being told to.
    #[serde(default)]
    pub by_itself: Vec<ByItself>,
    /// Constants that stand for scopes.
    #[serde(default)]
    pub constants: Table<Vec<String>>,
    /// What members give back.
    #[serde(default)]
    pub gives: Table<String>,
    /// What members reach.
    #[serde(default)]
    pub members: Table<Targets>,
}

/// `[source]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What was read.
    pub title: String,
    /// Its address.
    pub at: String,
    /// Day of the version read.
    pub date: String,
    /// Day of the check.
    pub checked: String,
}

/// `[[type]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Type {
    /// Name below a module.
    pub name: String,
    /// What its members begin with.
    #[serde(default)]
    pub members: String,
}

/// `[[maker]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Maker {
    /// What is called.
    pub call: String,
    /// What ends the chain.
    #[serde(default)]
    pub then: String,
    /// Whether it hands the object to a function it is given.
    #[serde(default)]
    pub hands: bool,
    /// The type.
    pub makes: String,
    /// What must hold.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// Whether the token is the app's.
    #[serde(default)]
    pub app_only: bool,
}

/// What a member reaches: one thing, or several alternatives.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Targets {
    /// An operation id, `METHOD /path`, `paging` or `nothing`.
    Plain(String),
    /// One thing with conditions.
    One(Box<Target>),
    /// Alternatives.
    Several(Vec<Target>),
}

/// What a member reaches under conditions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// An operation id, `METHOD /path`, `paging` or `nothing`.
    #[serde(default)]
    pub to: String,
    /// The call itself, given as arguments.
    pub any: Option<Any>,
    /// First release.
    #[serde(default)]
    pub since: String,
    /// Last release before the first.
    #[serde(default)]
    pub after: String,
    /// Last release.
    #[serde(default)]
    pub until: String,
    /// What must hold of arguments.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// What must hold besides, for a reader to judge.
    #[serde(default, rename = "if")]
    pub judged: String,
    /// Worth knowing.
    #[serde(default)]
    pub note: String,
    /// On top of the others.
    #[serde(default)]
    pub also: bool,
    /// What sets the fields that tell the case.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// Cases that always hold.
    #[serde(default)]
    pub case: Vec<String>,
}

/// `fields = [{ name = "public", argument = 2, keyword = "public", default = true }]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The field, as the API calls it.
    pub name: String,
    /// Place of the argument.
    pub argument: Option<u8>,
    /// Its name.
    #[serde(default)]
    pub keyword: String,
    /// Keys inside it.
    #[serde(default)]
    pub within: String,
    /// The call in the chain after the member that takes it.
    #[serde(default)]
    pub then: String,
    /// What is sent where the code gives nothing.
    pub default: Option<bool>,
}

/// `any = { path = 0, verb = "GET" }`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Any {
    /// Place of the path among the arguments.
    pub path: u8,
    /// The verb, or its place.
    pub verb: Verb,
}

/// A verb, or its place among the arguments.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Verb {
    /// The place.
    Argument(u8),
    /// The verb.
    Fixed(String),
}

/// Something that must hold of an argument.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Condition {
    /// Its place.
    pub argument: Option<u8>,
    /// Its name.
    #[serde(default)]
    pub keyword: String,
    /// Keys inside it.
    #[serde(default)]
    pub within: String,
    /// `absent`, `present`, `text`, `no-text`, `list` or `no-list`.
    pub is: Option<Shape>,
    /// A key it has.
    pub has_key: Option<String>,
    /// A key it has not.
    pub lacks_key: Option<String>,
    /// The constant it is.
    pub constant: Option<String>,
    /// The text it is.
    pub equals: Option<String>,
}

/// What an argument can be.
#[derive(Debug, Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Left out, or null.
    Absent,
    /// Given.
    Present,
    /// A text.
    Text,
    /// Anything else, or left out.
    NoText,
    /// A list.
    List,
    /// Anything else, or left out.
    NoList,
}

/// `[[request]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Request {
    /// What is called, set or written.
    pub name: String,
    /// How.
    #[serde(default = "Request::call")]
    pub by: By,
    /// Place of the argument with the scopes.
    pub argument: Option<u8>,
    /// Its name.
    #[serde(default)]
    pub keyword: String,
    /// Keys inside it.
    #[serde(default)]
    pub within: String,
    /// Whether all that follow are scopes, too.
    #[serde(default)]
    pub rest: bool,
    /// What must hold.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// What becomes of a text.
    #[serde(default = "Request::sent")]
    pub text: TextIs,
    /// Whether it sends a user to grant something.
    #[serde(default)]
    pub authorizes: bool,
    /// What is asked for otherwise.
    #[serde(default)]
    pub default: Vec<String>,
    /// Whether in any case.
    #[serde(default)]
    pub default_stays: bool,
    /// First release.
    #[serde(default)]
    pub since: String,
    /// Last release before the first.
    #[serde(default)]
    pub after: String,
    /// Last release.
    #[serde(default)]
    pub until: String,
}

impl Request {
    fn call() -> By {
        By::Call
    }

    fn sent() -> TextIs {
        TextIs::Sent
    }
}

/// `[[by-itself]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByItself {
    /// What it calls.
    pub to: String,
    /// When.
    pub when: String,
}
