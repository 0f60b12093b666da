//! Whether Spotify would accept an authorization request, and what else it risks.

use super::redirect::{self, Client, Finding};
use super::rules::{
    CHALLENGE_CHARACTERS, CHALLENGE_LENGTH as LENGTH_RULE, CHALLENGE_METHOD, CHALLENGE_MISSING,
    CHALLENGE_NOT_HASHED, CLIENT_ID_FORM, CLIENT_ID_MISSING, CLIENT_ID_PLACEHOLDER, PKCE_MISSING,
    REDIRECT_ENCODED_TWICE, REDIRECT_MISSING, REDIRECT_PLACEHOLDER, REFRESH_ENDS, RESPONSE_TYPE,
    RESPONSE_TYPE_MISSING, RESPONSE_TYPE_TOKEN, SCOPES_ADD_UP, SHOW_DIALOG, STATE_DIFFERS,
    STATE_MISSING, STATE_SHORT,
};
use super::{CHALLENGE_LENGTH, Fault, Request, Severity, scopes};
use crate::catalogue::Catalogue;

/// Fewer letters than this can be guessed.
const SHORT_STATE: usize = 8;

/// Judges a request, in the order of its parameters.
pub fn judge(catalogue: &Catalogue, request: &Request) -> Vec<Fault> {
    let mut faults = Vec::new();
    faults.extend(response_type(&request.response_type));
    faults.extend(client_id(&request.client_id));
    faults.extend(redirect_uri(&request.redirect_uri));
    faults.extend(scopes::judge(catalogue, &request.scopes));
    faults.extend(state(request.state.as_deref().unwrap_or_default()));
    if let Some(value) = &request.show_dialog
        && !matches!(value.as_str(), "true" | "false")
    {
        let found = format!("show_dialog is {value:?}");
        faults.push(Fault::note(&SHOW_DIALOG, found, "send show_dialog=true, or leave it out"));
    }
    faults.extend(pkce(request));
    faults
}

/// The fault of a state that is not the one that was sent.
pub fn state_differs() -> Fault {
    let remedy = "do not use this answer; send the user through authorization again";
    Fault::refused(&STATE_DIFFERS, "the state is not the one that was sent", remedy)
}

/// What holds for every request that is made, and is often learned too late.
pub fn reminders(request: &Request) -> Vec<Fault> {
    let ends = "refresh tokens end six months after the user agreed";
    let mut reminders = vec![Fault::note(&REFRESH_ENDS, ends, "then ask the user again")];
    if !request.scopes.is_empty() {
        let adds_up = "scopes accumulate: a refreshed token has all that the user ever granted";
        let remedy = "only removing the app under spotify.com/account/apps takes them back";
        reminders.push(Fault::note(&SCOPES_ADD_UP, adds_up, remedy));
    }
    reminders
}

fn response_type(value: &str) -> Option<Fault> {
    match value {
        "code" => None,
        "" => Some(Fault::refused(
            &RESPONSE_TYPE_MISSING,
            "no response_type",
            "add response_type=code",
        )),
        "token" => Some(Fault::refused(
            &RESPONSE_TYPE_TOKEN,
            "it asks for a token at once (implicit grant)",
            "ask for a code, with PKCE, and exchange it for tokens",
        )),
        other => Some(Fault::refused(
            &RESPONSE_TYPE,
            format!("response_type is {other:?}"),
            "send response_type=code",
        )),
    }
}

fn client_id(value: &str) -> Option<Fault> {
    const FROM: &str = "take the client id from the app's page on the dashboard";
    let is_hex = |c: char| matches!(c, '0'..='9' | 'a'..='f');
    if value.is_empty() {
        Some(Fault::refused(&CLIENT_ID_MISSING, "no client id", FROM))
    } else if value.chars().any(|c| c.is_whitespace() || c.is_control()) {
        let found = "the client id holds white space";
        Some(Fault::refused(&CLIENT_ID_PLACEHOLDER, found, "send it without"))
    } else if is_placeholder(value) {
        let found = format!("the client id is a placeholder: {value}");
        Some(Fault::refused(&CLIENT_ID_PLACEHOLDER, found, FROM))
    } else if value.len() != 32 || !value.chars().all(is_hex) {
        let found = "the client id is not 32 lowercase hexadecimal digits";
        Some(Fault::risky(&CLIENT_ID_FORM, found, "compare it with the dashboard"))
    } else {
        None
    }
}

/// Whether a value was never filled in.
fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let plain: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    plain.is_empty()
        || lower.contains(['<', '{', '$', '[', '%'])
        || lower.starts_with("your")
        || [
            "undefined",
            "null",
            "none",
            "nan",
            "id",
            "clientid",
            "spotifyclientid",
            "myclientid",
            "objectobject",
            "processenv",
        ]
        .iter()
        .any(|unset| plain == *unset)
        || lower.starts_with("process.env")
}

fn redirect_uri(value: &str) -> Vec<Fault> {
    if value.is_empty() {
        let remedy = "add one that is registered on the dashboard";
        return vec![Fault::refused(&REDIRECT_MISSING, "no redirect URI", remedy)];
    }
    if is_blank_redirect(value) {
        let found = format!("the redirect URI is a placeholder: {value}");
        let remedy = "put one in its place that is registered on the dashboard, such as \
                      http://127.0.0.1:8888/callback";
        return vec![Fault::refused(&REDIRECT_PLACEHOLDER, found, remedy)];
    }
    let findings = redirect::judge(value);
    let once = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
    let encoded = once != value && once.contains("://") && !value.contains("://");
    if encoded {
        let found = "the redirect URI is percent-encoded twice";
        return vec![Fault::refused(&REDIRECT_ENCODED_TWICE, found, format!("encode {once} once"))];
    }
    findings.iter().map(|finding| of_redirect(value, finding)).collect()
}

/// Whether a value stands where a redirect URI was to be put in: `URI`, `<redirect-uri>`,
/// `YOUR_REDIRECT_URI`.
fn is_blank_redirect(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let plain: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    let named = ["uri", "url", "redirect", "redirecturi", "redirecturl", "callbackurl"];
    plain.is_empty()
        || !value.contains([':', '/', '.'])
            && (named.contains(&plain.trim_start_matches("your").trim_start_matches("my"))
                || ["undefined", "null", "none"].contains(&plain.as_str()))
}

/// What a rule about redirect URIs says, as a fault of the request.
fn of_redirect(uri: &str, finding: &Finding) -> Fault {
    let remedy = match &finding.instead {
        Some(instead) => format!("register and send {instead} instead"),
        None => String::new(),
    };
    let found = match finding.severity {
        Severity::Refused => {
            format!("Spotify refuses the redirect URI {uri}: {}", finding.found)
        }
        Severity::Risky => format!("the redirect URI {uri}: {}", finding.found),
        Severity::Note => finding.found.clone(),
    };
    Fault { rule: finding.rule, severity: finding.severity, found, remedy }
}

fn state(value: &str) -> Option<Fault> {
    if value.is_empty() {
        let remedy = "send a random one with every request, and compare what comes back";
        Some(Fault::risky(&STATE_MISSING, "no state", remedy))
    } else if value.chars().count() < SHORT_STATE {
        let found = format!("the state has fewer than {SHORT_STATE} letters");
        Some(Fault::note(&STATE_SHORT, found, "take a random one, new for every request"))
    } else {
        None
    }
}

fn pkce(request: &Request) -> Vec<Fault> {
    let challenge = request.code_challenge.as_deref().unwrap_or_default();
    let method = request.code_challenge_method.as_deref().unwrap_or_default();
    let mut faults = Vec::new();
    if challenge.is_empty() {
        if !method.is_empty() {
            let found =
                format!("code_challenge_method is {method}, but there is no code_challenge");
            faults.push(Fault::refused(&CHALLENGE_MISSING, found, "add the challenge"));
        } else if request.response_type == "token" {
            let found = "no PKCE, and an app that asked for a token at once has no client secret";
            let remedy = "`scopes url --pkce` makes code_challenge, and the code_verifier for it";
            faults.push(Fault::risky(&PKCE_MISSING, found, remedy));
        } else if let Some(fault) = without_pkce(&request.redirect_uri) {
            faults.push(fault);
        }
        return faults;
    }
    if method != "S256" {
        let found = match method {
            "" => "no code_challenge_method".to_string(),
            method => format!("code_challenge_method is {method}"),
        };
        let remedy = match method {
            "plain" => "hash the verifier with SHA-256, and send code_challenge_method=S256",
            _ => "send code_challenge_method=S256",
        };
        faults.push(Fault::refused(&CHALLENGE_METHOD, found, remedy));
    }
    let length = challenge.chars().count();
    let of_base64url = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let bare = challenge.trim_end_matches('=');
    if bare.chars().count() != CHALLENGE_LENGTH {
        let found = format!("code_challenge has {length} letters");
        let remedy = "send the SHA-256 of the verifier, in base64url";
        faults.push(Fault::refused(&LENGTH_RULE, found, remedy));
    } else if bare != challenge {
        let found = "code_challenge is padded with =";
        faults.push(Fault::refused(&CHALLENGE_CHARACTERS, found, "send it without the ="));
    } else if !challenge.chars().all(of_base64url) {
        let found = "code_challenge is not base64url";
        let remedy = "write - for + and _ for /, and leave out the =";
        faults.push(Fault::refused(&CHALLENGE_CHARACTERS, found, remedy));
    } else if method == "S256" && !challenge.ends_with(ENDS_OF_32_BYTES) {
        let found = "code_challenge cannot be a SHA-256";
        let remedy = "send the hash of the verifier, not the verifier itself";
        faults.push(Fault::risky(&CHALLENGE_NOT_HASHED, found, remedy));
    }
    faults
}

/// Letters of base64url that 32 bytes can end in: those whose last two bits are 0.
const ENDS_OF_32_BYTES: [char; 16] =
    ['A', 'E', 'I', 'M', 'Q', 'U', 'Y', 'c', 'g', 'k', 'o', 's', 'w', '0', '4', '8'];

fn without_pkce(redirect_uri: &str) -> Option<Fault> {
    match redirect::client(redirect_uri) {
        Client::Public => Some(Fault::risky(
            &PKCE_MISSING,
            "no PKCE, and an app behind such a redirect URI cannot keep a client secret",
            "add code_challenge_method=S256 and code_challenge",
        )),
        Client::Loopback => Some(Fault::note(
            &PKCE_MISSING,
            "no PKCE; a program on the user's machine cannot keep a client secret",
            "add code_challenge_method=S256 and code_challenge, unless a server keeps the secret",
        )),
        Client::Web => None,
    }
}
