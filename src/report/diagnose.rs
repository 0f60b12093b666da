//! What `diagnose` answers.

use serde::Serialize;

use super::{EndpointName, Head, SourceReport};

/// The likely causes of an error.
#[derive(Debug, Clone, Serialize)]
pub struct DiagnoseReport {
    /// Version, command, catalogue.
    #[serde(flatten)]
    pub head: Head,
    /// The causes, most likely first; there is always one.
    pub causes: Vec<CauseReport>,
    /// The calls that the text speaks of.
    pub calls: Vec<EndpointName>,
    /// The HTTP statuses of failures in it.
    pub statuses: Vec<u16>,
    /// The command to type next; none where there is none.
    pub next: Option<String>,
}

/// A likely cause.
#[derive(Debug, Clone, Serialize)]
pub struct CauseReport {
    /// Short name; stable.
    pub id: &'static str,
    /// What it is.
    pub title: &'static str,
    /// How likely it is, 1 to 100, beside the others.
    pub weight: u8,
    /// What to do.
    pub remedy: String,
    /// The scopes that go with it: missing, refused, or not given to the client.
    pub scopes: Vec<String>,
    /// Where this comes from.
    pub sources: Vec<SourceReport>,
}
