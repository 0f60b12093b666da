//! What was read off a program, before anybody judges it: the calls it makes, the
//! scopes it asks for, and the places that could not be resolved.

use std::path::PathBuf;

use crate::audit::ir::Span;
use crate::catalogue::{EndpointRef, Method};

/// Everything read off the programs below one folder.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The folder the files stand in, as a path to open them by; empty: the current one.
    pub root: PathBuf,
    /// Files that anything was read off; the others refer to them by [`FileId`].
    /// Paths stand as they are shown: relative to the folder, with `/` between names.
    pub files: Vec<String>,
    /// Calls of endpoints, by file and place.
    pub calls: Vec<CallSite>,
    /// Scopes asked for, and names asked for that may be no scopes, by file and place.
    pub requested: Vec<ScopeSite>,
    /// Where a user is sent to grant something, by file and place.
    pub authorizations: Vec<Authorization>,
    /// Authorization requests that are built and that nothing uses.
    pub unused_requests: Vec<UnusedRequest>,
    /// Where a program takes a token for itself, without any user, by file and place.
    pub app_tokens: Vec<Place>,
    /// What was seen and could not be resolved, by file and place.
    pub blind_spots: Vec<BlindSpot>,
    /// What comments say to the audit itself, by file and place.
    pub ignores: Vec<Ignore>,
    /// What was looked at and what was not.
    pub coverage: Coverage,
}

/// What was looked at and what was not.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Files seen, of any sort.
    pub files: u64,
    /// Files of code looked through, left out or not.
    pub code: u64,
    /// Files that mention the API and were read in full.
    pub read: u64,
    /// Files that could not be read or parsed, and why; paths as in [`Evidence::files`].
    pub skipped: Vec<(String, String)>,
    /// Files and folders left out, by reason: `tests`, `docs`, `vendored`, `ignored` ….
    pub left_out: Vec<(&'static str, u64)>,
}

/// Index into [`Evidence::files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// Bytes and line in it.
    pub span: Span,
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Part of what leads there is taken from a name or a convention.
    Likely,
    /// Every step was read in the code.
    Certain,
}

/// A call of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallSite {
    /// The call, or the text of its path where that stands apart.
    pub place: Place,
    /// What it reaches.
    pub endpoint: EndpointRef,
    /// Whether it gets there by a path out of use.
    pub older: bool,
    /// How sure that is.
    pub confidence: Confidence,
    /// Member of a client library it goes through; none for plain HTTP.
    pub member: Option<&'static str>,
    /// Names of the cases of its requirement that are known to hold here, such as
    /// `private`; empty where the code does not tell.
    pub cases: Vec<&'static str>,
    /// Whether it stands in a function that nothing in the project calls.
    pub dead: bool,
}

/// A scope asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeSite {
    /// The text or constant that names it.
    pub place: Place,
    /// The letter of the text that it begins at.
    pub letter: u32,
    /// The name as it would be sent.
    pub scope: String,
    /// Whether it stood in one text with others, with commas between them, that is sent as it is.
    pub comma_joined: bool,
}

/// Where a user is sent to grant something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// The request, or the call that makes it.
    pub place: Place,
    /// Whether every scope it asks for was read in the code.
    pub resolved: bool,
    /// Calls that a login library makes by itself after it, such as reading the profile.
    pub implies: Vec<EndpointRef>,
}

/// An authorization request that is built and that nothing uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedRequest {
    /// Its address.
    pub place: Place,
    /// The scopes in it, sorted.
    pub scopes: Vec<String>,
}

/// Something seen and not resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlindSpot {
    /// Where.
    pub place: Place,
    /// What could not be told.
    pub unknown: Unknown,
}

/// What could not be told about a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// A call of the Web API whose path is only known at run time.
    Path {
        /// The verb, where that is known.
        method: Option<Method>,
    },
    /// A call of a known path whose verb is only known at run time: one of these.
    Method(Vec<EndpointRef>),
    /// A call of a path that the API does not have, or not with this verb: `GET /me/nothing`.
    NoSuchEndpoint(String),
    /// Calls through a client library that there is no table of, by its name.
    Library(String),
    /// Scopes only known at run time.
    Scopes,
    /// A file in a language that is not read mentions the API.
    Language,
    /// A file could not be read or parsed as a whole.
    File,
    /// From here on values were not followed in full: there is too much to follow.
    Entangled,
}

impl Unknown {
    /// What kind of thing is not known, in a word.
    pub fn word(&self) -> &'static str {
        match self {
            Unknown::Path { .. } => "path",
            Unknown::Method(_) => "method",
            Unknown::NoSuchEndpoint(_) => "endpoint",
            Unknown::Library(_) => "library",
            Unknown::Scopes => "scopes",
            Unknown::Language => "language",
            Unknown::File => "file",
            Unknown::Entangled => "entangled",
        }
    }
}

/// A comment `scopes:ignore RULE reason`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// The line that says it.
    pub place: Place,
    /// Last line of the comment it stands in; 0 where code stands before it on its line,
    /// so that it speaks of that line alone.
    pub until: u32,
    /// The rule, as written.
    pub rule: String,
    /// The reason; empty where none is given.
    pub reason: String,
}
