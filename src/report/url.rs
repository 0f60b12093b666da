//! What `url` answers.

use serde::Serialize;

use super::Head;
use super::fault::FaultReport;
use crate::authorize::redirect::Finding;
use crate::authorize::{Request, TokenRequest};
use crate::consent::ConsentScreen;

/// An authorize URL, or why there is none.
#[derive(Debug, Clone, Serialize)]
pub struct UrlReport {
    /// Version, command, catalogue.
    #[serde(flatten)]
    pub head: Head,
    /// The URL; none where Spotify would refuse it, or a warning stands against it.
    pub url: Option<String>,
    /// What the URL asks.
    #[serde(flatten)]
    pub request: Request,
    /// What the token request must show; none without PKCE. Never part of the URL.
    pub code_verifier: Option<String>,
    /// Whether the state is one we made.
    #[serde(skip)]
    pub random_state: bool,
    /// What to send for tokens once the user is back; none where there is no URL.
    pub token_request: Option<TokenRequest>,
    /// What is wrong with the request, and what is good to know.
    pub faults: Vec<FaultReport>,
    /// What the rules say of the redirect URI.
    pub redirect: Vec<Finding>,
    /// Every rule about redirect URIs and whether it held, where that was asked.
    pub redirect_rules: Vec<RuleReport>,
    /// What the user sees.
    pub consent_screen: ConsentScreen,
}

/// A rule about redirect URIs, and whether it held.
#[derive(Debug, Clone, Serialize)]
pub struct RuleReport {
    /// Id of the rule.
    pub id: &'static str,
    /// `holds`, `refused`, `risky`, `note`, or `unjudged` where another made it pointless.
    pub verdict: &'static str,
    /// What it demands, and why.
    pub says: &'static str,
    /// What was found; empty where it held.
    pub found: String,
    /// Id of its source.
    pub source: &'static str,
    /// Since when it holds; empty where it always did.
    pub since: &'static str,
    /// Day it was last held against its source.
    pub checked: &'static str,
}
