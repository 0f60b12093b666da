//! Rules, and what they find: each with its reason, its source and its date.

use serde::Serialize;

/// A rule about authorization requests or redirect URIs.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Short name; never changes.
    pub id: &'static str,
    /// What it demands, and why.
    pub says: &'static str,
    /// Id of the catalogue's source for it.
    pub source: &'static str,
    /// Since when it holds; empty where it always did.
    pub since: &'static str,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Spotify refuses the request.
    Refused,
    /// It may work, and may not, or is unsafe.
    Risky,
    /// Good to know.
    Note,
}

impl Severity {
    /// The severity as answers write it.
    pub fn id(self) -> &'static str {
        match self {
            Severity::Refused => "refused",
            Severity::Risky => "risky",
            Severity::Note => "note",
        }
    }
}

/// What one rule says of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is.
    pub severity: Severity,
    /// What was found, about this request.
    pub found: String,
    /// What to do about it; may be empty.
    pub remedy: String,
}

impl Fault {
    /// A reason for Spotify to refuse the request.
    pub fn refused(
        rule: &'static Rule,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Fault { rule, severity: Severity::Refused, found: found.into(), remedy: remedy.into() }
    }

    /// Something that may not work, or is unsafe.
    pub fn risky(rule: &'static Rule, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Fault { severity: Severity::Risky, ..Fault::refused(rule, found, remedy) }
    }

    /// Something good to know.
    pub fn note(rule: &'static Rule, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Fault { severity: Severity::Note, ..Fault::refused(rule, found, remedy) }
    }
}

/// Whether Spotify refuses a request with these faults.
pub fn is_refused(faults: &[Fault]) -> bool {
    faults.iter().any(|fault| fault.severity == Severity::Refused)
}

/// Defines rules: name, id, source, date, and what they say.
macro_rules! rules {
    ($(#[$doc:meta])* $list:ident: $($name:ident $id:literal $source:literal $since:literal $says:literal;)+) => {
        $(pub(super) static $name: crate::authorize::Rule = crate::authorize::Rule {
            id: $id,
            says: $says,
            source: $source,
            since: $since,
        };)+

        $(#[$doc])*
        pub static $list: &[&crate::authorize::Rule] = &[$(&$name),+];
    };
}
pub(super) use rules;
