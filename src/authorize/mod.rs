//! Authorization requests: the address a user is sent to, and the rules it must keep.

mod encode;
pub mod redirect;

use serde::Serialize;

pub use encode::encode_component;

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

/// An authorization request for the code grant.
///
/// Every value is sent as it stands here, byte for byte, percent-encoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The app's client id.
    pub client_id: String,
    /// Where the user comes back to.
    pub redirect_uri: String,
    /// Scopes, in the order they are sent.
    pub scopes: Vec<String>,
}

impl Request {
    /// The request as an address; `endpoint` is the address of the authorize page.
    ///
    /// Parameters stand in the order of Spotify's own example, and `scope` is
    /// left out when there is none.
    pub fn url(&self, endpoint: &str) -> String {
        let scope = self.scopes.join(" ");
        let mut parameters =
            vec![("response_type", "code"), ("client_id", self.client_id.as_str())];
        if !scope.is_empty() {
            parameters.push(("scope", &scope));
        }
        parameters.push(("redirect_uri", &self.redirect_uri));
        let mut url = String::from(endpoint);
        for (at, (name, value)) in parameters.into_iter().enumerate() {
            url.push(if at == 0 { '?' } else { '&' });
            url.push_str(name);
            url.push('=');
            url.push_str(&encode_component(value));
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
        };
        assert_eq!(
            request.url("https://host/authorize"),
            "https://host/authorize?response_type=code&client_id=abc&scope=one%20two\
             &redirect_uri=http%3A%2F%2F127.0.0.1%3A8888%2Fcallback"
        );
    }

    #[test]
    fn no_scope_no_parameter() {
        let request = Request { client_id: "abc".into(), ..Request::default() };
        assert!(!request.url("https://host/authorize").contains("scope"));
    }
}
