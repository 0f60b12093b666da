//! What the browser came back with: a code, an error, or a token of old.

use serde::Serialize;

use super::query::{Cut, Parameter};
use crate::authorize::rules::{
    ACCESS_DENIED, ANSWER_CODE, ANSWER_ERROR, ANSWER_STATE_MISSING, ANSWER_TOKEN, REPEATED,
    UNSUPPORTED_RESPONSE_TYPE,
};
use crate::authorize::{Fault, Severity, redirect};
use crate::secrets::{MASK, is_secret};

/// What came back with the user. No secret is kept of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Where the user came back to; empty where only a query was pasted.
    pub redirect_uri: String,
    /// The code, masked.
    pub code: Option<&'static str>,
    /// The state, as it came back.
    pub state: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
    /// The same in words, where the server said it.
    pub error_description: Option<String>,
    /// A token, masked.
    pub token: Option<&'static str>,
}

/// Parameters of an answer, none of them part of the redirect URI.
const OF_ANSWERS: &[&str] =
    &["code", "state", "error", "error_description", "error_uri", "iss", "session_state"];

/// Reads an answer from an address and its parameters, the query's first.
pub(super) fn read(cut: &Cut<'_>, query: &[Parameter], fragment: &[Parameter]) -> Answer {
    let all = || query.iter().chain(fragment);
    let value =
        |name: &str| all().find(|p| p.name == name && !p.value.is_empty()).map(|p| p.value.clone());
    let own: Vec<String> = query
        .iter()
        .filter(|p| !OF_ANSWERS.contains(&p.name.as_str()) && !is_secret(&p.name))
        .map(|p| format!("{}={}", p.name, p.raw))
        .collect();
    let mut redirect_uri = if cut.scheme.is_empty() { String::new() } else { cut.base.to_string() };
    if !own.is_empty() && !redirect_uri.is_empty() {
        redirect_uri.push('?');
        redirect_uri.push_str(&own.join("&"));
    }
    let has_token = all().any(|p| p.name != "code" && is_secret(&p.name) && !p.value.is_empty());
    Answer {
        redirect_uri,
        code: value("code").map(|_| MASK),
        state: value("state"),
        error: value("error"),
        error_description: value("error_description"),
        token: has_token.then_some(MASK),
    }
}

/// Judges an answer.
pub(super) fn judge(answer: &Answer, parameters: &[Parameter]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(error) = &answer.error {
        faults.push(of_error(error));
    }
    if answer.error.is_none() && answer.code.is_none() && answer.token.is_none() {
        let remedy = "open the authorize URL again";
        faults.push(Fault::refused(&ANSWER_ERROR, "the code that came back is empty", remedy));
    }
    if answer.token.is_some() {
        let remedy = "ask for a code, with PKCE, and exchange it for tokens";
        faults.push(Fault::refused(&ANSWER_TOKEN, "a token came back in the address", remedy));
    }
    if answer.code.is_some() {
        let remedy = "exchange it soon, and ask for a new one if somebody else has seen it";
        faults.push(Fault::note(&ANSWER_CODE, "a code came back", remedy));
    }
    if answer.state.is_none() {
        let remedy = "send a random state with every request, and compare what comes back";
        faults.push(Fault::risky(&ANSWER_STATE_MISSING, "no state came back", remedy));
    }
    for name in ["code", "state", "error"] {
        if parameters.iter().filter(|p| p.name == name).count() > 1 {
            let found = format!("{name} stands there more than once");
            faults.push(Fault::risky(&REPEATED, found, "do not trust this answer"));
        }
    }
    if answer.code.is_some() && answer.error.is_some() {
        let found = "code and error stand there together";
        faults.push(Fault::risky(&REPEATED, found, "do not trust this answer"));
    }
    if !answer.redirect_uri.is_empty() {
        // It did come back there, once: whether the next request will is another matter.
        for finding in redirect::judge(&answer.redirect_uri) {
            if finding.severity == Severity::Refused {
                let remedy = finding.instead.map_or_else(String::new, |instead| {
                    format!("register and send {instead} instead")
                });
                let found = format!("Spotify refuses such a redirect URI today: {}", finding.found);
                faults.push(Fault::risky(finding.rule, found, remedy));
            }
        }
    }
    faults
}

fn of_error(error: &str) -> Fault {
    match error {
        "access_denied" => {
            let remedy = "ask again when the user wants to; ask for fewer scopes, and say why";
            Fault::refused(&ACCESS_DENIED, "the user did not agree (access_denied)", remedy)
        }
        "unsupported_response_type" => {
            let remedy = "send response_type=code, with PKCE, and exchange the code for tokens";
            let found = "Spotify refused the response type (unsupported_response_type)";
            Fault::refused(&UNSUPPORTED_RESPONSE_TYPE, found, remedy)
        }
        other => {
            let remedy = match other {
                "invalid_scope" => "inspect the authorize URL: some scope in it is refused",
                "invalid_client" | "unauthorized_client" => {
                    "compare the client id with the dashboard"
                }
                "invalid_request" => {
                    "inspect the authorize URL: something in it is missing or wrong"
                }
                "server_error" | "temporarily_unavailable" => "try again later",
                _ => "inspect the authorize URL that was opened",
            };
            Fault::refused(&ANSWER_ERROR, format!("Spotify answered {other}"), remedy)
        }
    }
}
