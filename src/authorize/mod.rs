//! Authorization requests: the address a user is sent to, the rules it must keep,
//! and the token request that follows.
//!
//! [`judge`] holds for requests that are made here and for those that are pasted
//! alike; [`pasted`] reads the latter, and finds what is wrong with how they are
//! written.

mod judge;
pub mod pasted;
mod random;
pub mod redirect;
mod rule;
mod rules;
mod scopes;
mod token;

use serde::Serialize;

use crate::encoding::encode_component;

pub use judge::{judge, reminders, state_differs};
pub use random::{CHALLENGE_LENGTH, NoRandomness, challenge, state, verifier};
pub use rule::{Fault, Rule, Severity, is_refused};
pub use rules::RULES;
pub use token::{CODE, Field, Header, SECRET, TokenRequest};

/// An authorization request.
///
/// Every value is sent as it stands here, byte for byte, percent-encoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// What is asked to come back; `code`, or the user is not sent back with one.
    pub response_type: String,
    /// The app's client id.
    pub client_id: String,
    /// Scopes, in the order they are sent.
    pub scopes: Vec<String>,
    /// Where the user comes back to.
    pub redirect_uri: String,
    /// Comes back unchanged, so that the app knows its own request.
    pub state: Option<String>,
    /// Whether users who agreed before are asked again: `true` or `false`.
    pub show_dialog: Option<String>,
    /// How the challenge was made; `S256`.
    pub code_challenge_method: Option<String>,
    /// The challenge whose verifier the token request must show.
    pub code_challenge: Option<String>,
}

impl Default for Request {
    fn default() -> Self {
        Request {
            response_type: "code".to_string(),
            client_id: String::new(),
            scopes: Vec::new(),
            redirect_uri: String::new(),
            state: None,
            show_dialog: None,
            code_challenge_method: None,
            code_challenge: None,
        }
    }
}

impl Request {
    /// The request as an address; `endpoint` is the address of the authorize page.
    ///
    /// Parameters stand in the order of Spotify's own example; those without a
    /// value are left out.
    pub fn url(&self, endpoint: &str) -> String {
        let scope = self.scopes.join(" ");
        let optional = |value: &'_ Option<String>| value.clone().unwrap_or_default();
        let parameters = [
            ("response_type", self.response_type.clone()),
            ("client_id", self.client_id.clone()),
            ("scope", scope),
            ("redirect_uri", self.redirect_uri.clone()),
            ("state", optional(&self.state)),
            ("show_dialog", optional(&self.show_dialog)),
            ("code_challenge_method", optional(&self.code_challenge_method)),
            ("code_challenge", optional(&self.code_challenge)),
        ];
        let mut url = String::from(endpoint);
        let mut between = '?';
        for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
            url.push(between);
            url.push_str(name);
            url.push('=');
            url.push_str(&encode_component(value));
            between = '&';
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_stand_in_order() {
        let request = Request {
            client_id: "abc".into(),
            redirect_uri: "http://127.0.0.1:8888/callback".into(),
            scopes: vec!["one".into(), "two".into()],
            state: Some("s&t".into()),
            ..Request::default()
        };
        assert_eq!(
            request.url("https://host/authorize"),
            "https://host/authorize?response_type=code&client_id=abc&scope=one%20two\
             &redirect_uri=http%3A%2F%2F127.0.0.1%3A8888%2Fcallback&state=s%26t"
        );
    }

    #[test]
    fn no_scope_no_parameter() {
        let request = Request { client_id: "abc".into(), ..Request::default() };
        assert!(!request.url("https://host/authorize").contains("scope"));
    }
}
