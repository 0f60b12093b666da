//! The token request that follows: the code in exchange for tokens.

use serde::Serialize;

use super::Request;
use crate::encoding::encode_component;

/// What stands where the code from the redirect belongs.
pub const CODE: &str = "CODE";
/// What stands where the client secret belongs.
pub const SECRET: &str = "CLIENT_SECRET";

/// A token request, ready but for the code and the client secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenRequest {
    /// The verb.
    pub method: &'static str,
    /// Where it goes.
    pub url: &'static str,
    /// Headers, by name.
    pub headers: Vec<Header>,
    /// Fields of the form, in order.
    pub form: Vec<Field>,
    /// The form as it is sent.
    pub body: String,
    /// The whole as a command.
    pub curl: String,
}

/// A header of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Header {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
}

/// A field of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its value, not encoded.
    pub value: String,
}

impl TokenRequest {
    /// The request that exchanges the code of an authorization request at `url`;
    /// with a verifier it goes without the client secret.
    pub fn new(url: &'static str, request: &Request, verifier: Option<&str>) -> Self {
        let field = |name, value: &str| Field { name, value: value.to_string() };
        let mut form = vec![
            field("grant_type", "authorization_code"),
            field("code", CODE),
            // Repeated for validation only: nobody is sent there again.
            field("redirect_uri", &request.redirect_uri),
        ];
        let mut headers = vec![Header {
            name: "Content-Type",
            value: "application/x-www-form-urlencoded".to_string(),
        }];
        let mut curl = format!("curl {url}");
        if let Some(verifier) = verifier {
            form.push(field("client_id", &request.client_id));
            form.push(field("code_verifier", verifier));
        } else {
            let user = format!("{}:{SECRET}", request.client_id);
            curl.push_str(&format!(" --user {}", shell_quoted(&user)));
            let value = format!("Basic base64({user})");
            headers.push(Header { name: "Authorization", value });
        }
        for Field { name, value } in &form {
            let field = shell_quoted(&format!("{name}={value}"));
            curl.push_str(&format!(" --data-urlencode {field}"));
        }
        let encoded = form.iter().map(|f| format!("{}={}", f.name, encode_component(&f.value)));
        let body = encoded.collect::<Vec<String>>().join("&");
        TokenRequest { method: "POST", url, headers, form, body, curl }
    }
}

/// A word as POSIX shells read it back.
fn shell_quoted(word: &str) -> String {
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '=' | ',');
    if word.chars().all(plain) {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_a_verifier_there_is_no_secret() {
        let request = Request {
            client_id: "abc".into(),
            redirect_uri: "https://x.example/it's?a=1&b=2".into(),
            ..Request::default()
        };
        let public = TokenRequest::new("https://host/token", &request, Some("vvv"));
        assert!(!format!("{public:?}").contains(SECRET));
        assert_eq!(
            public.body,
            "grant_type=authorization_code&code=CODE\
             &redirect_uri=https%3A%2F%2Fx.example%2Fit's%3Fa%3D1%26b%3D2\
             &client_id=abc&code_verifier=vvv"
        );
        assert_eq!(
            public.curl,
            "curl https://host/token --data-urlencode grant_type=authorization_code \
             --data-urlencode code=CODE \
             --data-urlencode 'redirect_uri=https://x.example/it'\\''s?a=1&b=2' \
             --data-urlencode client_id=abc --data-urlencode code_verifier=vvv"
        );
        let confidential = TokenRequest::new("https://host/token", &request, None);
        assert!(confidential.curl.contains("--user abc:CLIENT_SECRET "));
        assert!(!confidential.body.contains("client_id"));
    }
}
