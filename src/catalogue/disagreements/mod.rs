//! Where the catalogue and an OpenAPI document are known to disagree, as plain data.
//!
//! Like the catalogue's own types these are compiled twice: the build script fills
//! them from `disagreements.toml`, the program reads the tables that come of it.

pub mod source;

use databake::Bake;
use serde::{Deserialize, Serialize};

use super::model::SourceRef;

/// Everything known to differ.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::disagreements)]
pub struct Disagreements {
    /// The source that the document is a version of.
    pub document: SourceRef,
    /// What is known to differ from it.
    pub known: &'static [Disagreement],
}

/// Something known to differ.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::disagreements)]
pub struct Disagreement {
    /// What differs.
    pub kind: Kind,
    /// Operation id or scope.
    pub about: &'static str,
    /// What the document says, to the letter.
    pub says: &'static str,
    /// Why the catalogue says something else.
    pub reason: &'static str,
    /// What the catalogue follows instead.
    pub source: SourceRef,
}

/// What differs between a document and the catalogue.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Bake,
)]
#[databake(path = scopes::catalogue::disagreements)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The address below which paths stand.
    Server,
    /// An operation that the catalogue does not have.
    OperationNew,
    /// An operation that the document does not have.
    OperationGone,
    /// The id of an operation.
    OperationId,
    /// The verb or path of an operation.
    Path,
    /// The name of an operation.
    Name,
    /// The scopes that an operation lists.
    Scopes,
    /// Whether an operation is advised against.
    Deprecation,
    /// A scope that the catalogue does not have, or advises against.
    ScopeNew,
    /// A scope that the document does not describe.
    ScopeGone,
    /// What the user reads of a scope.
    Consent,
}

impl Kind {
    /// The kind as answers write it.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Server => "server",
            Kind::OperationNew => "operation-new",
            Kind::OperationGone => "operation-gone",
            Kind::OperationId => "operation-id",
            Kind::Path => "path",
            Kind::Name => "name",
            Kind::Scopes => "scopes",
            Kind::Deprecation => "deprecation",
            Kind::ScopeNew => "scope-new",
            Kind::ScopeGone => "scope-gone",
            Kind::Consent => "consent",
        }
    }

    /// Whether it is about a scope, and not about an operation.
    pub fn is_about_a_scope(self) -> bool {
        matches!(self, Kind::ScopeNew | Kind::ScopeGone | Kind::Consent)
    }
}
