//! What `inspect` answers.

use serde::Serialize;

use super::Head;
use super::fault::FaultReport;
use crate::authorize::Request;
use crate::authorize::pasted::Answer;
use crate::consent::ConsentScreen;

/// What an address is, what it asks for, and what is wrong with it.
#[derive(Debug, Clone, Serialize)]
pub struct InspectReport {
    /// Version, command, catalogue.
    #[serde(flatten)]
    pub head: Head,
    /// What it is.
    pub kind: Kind,
    /// Whether Spotify refuses it, or has refused it.
    pub refused: bool,
    /// Whether the state is the one that was sent; none where that was not asked.
    pub state_matches: Option<bool>,
    /// The request; none where it is something else.
    pub request: Option<Request>,
    /// What the browser came back with; none where it is something else.
    pub answer: Option<Answer>,
    /// What is wrong with it, the worst first.
    pub faults: Vec<FaultReport>,
    /// The URL with every fault mended that can be; none where there is none to mend.
    pub fix: Option<String>,
    /// What the user sees; none where no user is asked.
    pub consent_screen: Option<ConsentScreen>,
}

/// What an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An authorization request.
    Request,
    /// What the browser came back with.
    Answer,
    /// A request for tokens.
    TokenRequest,
}
