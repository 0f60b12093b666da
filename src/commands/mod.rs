//! Commands: each turns its arguments into a report, by way of queries, the
//! catalogue and the requirement logic. None of them writes anything.

#[cfg(feature = "audit")]
mod audit;
mod catalogue;
mod check;
mod diagnose;
mod explain;
mod granted;
mod inspect;
mod list;
mod need;
mod url;

use std::io::Read;

use crate::catalogue::Catalogue;
use crate::libraries::{self, Libraries, Library};
use crate::query::Within;

#[cfg(feature = "audit")]
pub use audit::{AuditRequest, audit, baseline, rules};
pub use catalogue::{DiffRequest, diff};
pub use check::{CheckRequest, check};
pub use diagnose::{DiagnoseRequest, diagnose};
pub use explain::{ExplainRequest, explain};
pub use inspect::{InspectRequest, inspect};
pub use list::{Kind, ListRequest, list};
pub use need::{NeedRequest, need};
pub use url::{UrlRequest, url};

/// Why a command could not answer at all; the message says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// A case no requirement knows.
    #[error("no endpoint has a case {given:?}\n  cases: {known}")]
    UnknownCase {
        /// The case, as given.
        given: String,
        /// All cases there are.
        known: String,
    },
    /// A filter value that nothing in the catalogue has.
    #[error("nothing has the {what} {given:?}\n  {known}")]
    UnknownFilter {
        /// What is filtered by.
        what: &'static str,
        /// The value, as given.
        given: String,
        /// The value that was probably meant, or all there are.
        known: String,
    },
    /// A client library there is no table of.
    #[error("no library is called {given:?}\n  there are: {known}")]
    UnknownLibrary {
        /// The name, as given.
        given: String,
        /// All libraries there are.
        known: String,
    },
    /// A release that is no release.
    #[error("{given:?} is no release; write it as in {library}@1.2.3")]
    NoRelease {
        /// What stood behind the `@`.
        given: String,
        /// What stood before it.
        library: String,
    },
    /// Standard input could not be read.
    #[error(
        "cannot read standard input: {0}\n  pipe text into it, or give the question as an argument"
    )]
    Input(#[from] std::io::Error),
    /// Standard input holds too much.
    #[error("standard input holds more than {limit} MB\n  pass on the part that matters only")]
    TooMuch {
        /// The limit, in millions of bytes.
        limit: u64,
    },
    /// A question without a word in it.
    #[error("nothing was asked\n  give a name, a path, a URL, or a task in words")]
    NothingAsked,
    /// Two arguments that both want standard input.
    #[error("two arguments want standard input\n  write one of them out, and keep - for the other")]
    InputTwice,
    /// Nothing to diagnose.
    #[error(
        "there is no text to diagnose\n  give the error message or log as an argument, or pipe it in: … 2>&1 | scopes diagnose -"
    )]
    NoText,
    /// The name of a file where text was to be given.
    #[error(
        "{path} is a file, and only its name was given\n  to have it read: scopes {command} - < \"{path}\"",
        path = path.display()
    )]
    IsFile {
        /// The command up to where the text belongs.
        command: &'static str,
        /// The file.
        path: std::path::PathBuf,
    },
    /// An empty input where scopes were to be read.
    #[error(
        "standard input is empty, so it does not say what was granted\n  \
         for a token without scopes, write --granted \"\""
    )]
    NoGranted,
    /// Text in which no scope was granted, nor anything like one.
    #[error(
        "what --granted says holds no scope, and is not shown\n  \
         what a token was granted stands beside it, in the field `scope` of the token response"
    )]
    NoScopeGranted,
    /// Scopes were to be explained, and none is there.
    #[error("there is no scope in that\n  `scopes list scopes` shows all there are")]
    NoScopes,
    /// A token response that does not say what was granted.
    #[error(
        "that token response has no `scope`, so it does not say what was granted\n  \
         take the response of the first exchange: a refresh may leave `scope` out"
    )]
    NoScopeField,
    /// No file was there to be looked at.
    #[error("there is nothing to audit: no code was looked at\n  {hint}")]
    NothingToAudit {
        /// Why, and what to do.
        hint: String,
    },
    /// A file that cannot be written.
    #[error("cannot write {path}: {error}", path = path.display())]
    Output {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file that is no OpenAPI document.
    #[error(
        "cannot read {path}: {says}\n  give an OpenAPI 3 document, in YAML or JSON",
        path = path.display()
    )]
    Document {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        says: String,
    },
    /// A rule that audits do not have.
    #[error("there is no rule {given:?}\n  rules: {known}")]
    UnknownRule {
        /// The rule, as given.
        given: String,
        /// All rules there are.
        known: String,
    },
    /// A baseline that cannot be used.
    #[cfg(feature = "audit")]
    #[error(transparent)]
    Baseline(#[from] crate::audit::baseline::Unusable),
    /// Settings that cannot be used.
    #[cfg(feature = "audit")]
    #[error(transparent)]
    Settings(#[from] crate::audit::settings::Unusable),
    /// Neither a request nor an answer.
    #[error(
        "there is no authorize URL in that, nor one the browser came back to\n  \
         give the whole address, in quotes: a shell cuts it at the first &\n  \
         for an error message: scopes diagnose"
    )]
    NoAddress,
    /// The operating system has no random numbers.
    #[error(
        "no random numbers from the operating system: {0}\n  give a state of your own, and leave --pkce out"
    )]
    NoRandomness(#[from] crate::authorize::NoRandomness),
    /// A set of scopes in which some name is unknown.
    #[error("{0}")]
    UnknownScopes(String),
}

/// How much is read of a log or a document, in bytes.
const LONG: u64 = 16_000_000;
/// How much is read of scopes, an address or a token response. All of them are short.
const SHORT: u64 = 1_000_000;

/// Standard input as text, unless it is longer than `limit`; bytes that are no text are
/// replaced.
fn read_input(input: &mut dyn Read, limit: u64) -> Result<String, Trouble> {
    Ok(decoded(&read_bytes(input, limit)?))
}

/// Bytes as text: UTF-8, or UTF-16 as PowerShell writes it, which a mark at the beginning
/// or a zero beside every letter tells.
fn decoded(bytes: &[u8]) -> String {
    let utf_16 = |of: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| of([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    // Of a mark alone some other bytes may begin.
    let zeros = |text: &[u8]| text.split(|byte| *byte == 0).count() * 4 > text.len();
    match bytes {
        [0xff, 0xfe, text @ ..] if zeros(text) => utf_16(u16::from_le_bytes, text),
        [0xfe, 0xff, text @ ..] if zeros(text) => utf_16(u16::from_be_bytes, text),
        [0xef, 0xbb, 0xbf, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        [1..=255, 0, 1..=255, 0, ..] => utf_16(u16::from_le_bytes, bytes),
        [0, 1..=255, 0, 1..=255, ..] => utf_16(u16::from_be_bytes, bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Whether somebody gave the name of a file for the text in it.
fn is_file(text: &str) -> bool {
    const LONGEST_NAME: usize = 1_000;
    text.len() <= LONGEST_NAME && !text.contains('\n') && std::path::Path::new(text).is_file()
}

/// All of an input, unless it is longer than `limit`.
fn read_bytes(input: &mut dyn Read, limit: u64) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    input.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(Trouble::TooMuch { limit: limit / 1_000_000 });
    }
    Ok(bytes)
}

/// The library of a name or package, perhaps with a release: `rspotify@0.15.3`.
fn library_of(given: &str) -> Result<Within, Trouble> {
    let libraries = Libraries::built_in();
    // Some packages begin with an @ of their own.
    let (name, release) = match given.rsplit_once('@') {
        Some((name, release)) if !name.is_empty() => (name, Some(release)),
        _ => (given, None),
    };
    let clients = || libraries.all.iter().filter(|library| library.kind == libraries::Kind::Client);
    let called = |library: &&&'static Library| {
        let names = [library.id, library.name].into_iter().chain(library.packages.iter().copied());
        names.into_iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    let Some(library) = clients().find(|library| called(&library)) else {
        let known: Vec<&str> = clients().map(|library| library.id).collect();
        return Err(Trouble::UnknownLibrary { given: name.into(), known: known.join(", ") });
    };
    if let Some(given) = release.filter(|release| !libraries::is_release(release)) {
        return Err(Trouble::NoRelease { given: given.into(), library: name.into() });
    }
    Ok(Within { library: Some(library), release: release.map(ToString::to_string) })
}

/// Makes sure that cases exist, so that a slip in one cannot pass for an answer.
fn known_cases(catalogue: &Catalogue, cases: &[String]) -> Result<(), Trouble> {
    match cases.iter().find(|case| !catalogue.cases.contains(&case.as_str())) {
        None => Ok(()),
        Some(given) => {
            Err(Trouble::UnknownCase { given: given.clone(), known: catalogue.cases.join(", ") })
        }
    }
}
