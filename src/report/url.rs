//! What `url` answers.

use serde::Serialize;

use super::Head;
use crate::authorize::redirect::Finding;
use crate::consent::ConsentScreen;

/// An authorize URL, or why there is none.
#[derive(Debug, Clone, Serialize)]
pub struct UrlReport {
    /// Version, command, catalogue.
    #[serde(flatten)]
    pub head: Head,
    /// The URL; none where Spotify would refuse it.
    pub url: Option<String>,
    /// The client id, as given.
    pub client_id: String,
    /// The redirect URI, as given.
    pub redirect_uri: String,
    /// Scopes in the order they are sent.
    pub scopes: Vec<String>,
    /// What the rules say of the redirect URI.
    pub redirect: Vec<Finding>,
    /// What the user sees.
    pub consent_screen: ConsentScreen,
}
