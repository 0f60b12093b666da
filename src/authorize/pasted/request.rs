//! A request as it was pasted: as Spotify reads it, and as it was meant.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::query::{Parameter, decoded_but_plus};
use crate::authorize::rules::{
    MISSPELLED, PARAMETERS, REDIRECT_CUT, REDIRECT_PLUS, REPEATED, SCOPE_CHARACTERS, SCOPE_COMMAS,
    SCOPE_ENCODED_TWICE, SCOPE_PLUS, SCOPE_REPEATED, SCOPE_SPACES, SECRET_IN_URL, STATE_PLUS,
    UNKNOWN_PARAMETER,
};
use crate::authorize::{
    CHALLENGE_LENGTH, Fault, Request, Severity, challenge, judge, redirect, scopes,
};
use crate::catalogue::Catalogue;
use crate::scope_text::ScopeText;
use crate::secrets::is_secret;

/// A pasted request.
pub(super) struct Read {
    /// As Spotify reads it; scopes are named apart even where Spotify would not.
    pub(super) request: Request,
    /// What is wrong with how it is written.
    pub(super) faults: Vec<Fault>,
    /// As it was meant.
    pub(super) meant: Request,
}

/// Other names under which parameters are sent by mistake, without their marks.
const SLIPS: &[(&str, &str)] = &[
    ("redirecturl", "redirect_uri"),
    ("redirect", "redirect_uri"),
    ("callback", "redirect_uri"),
    ("callbackurl", "redirect_uri"),
    ("callbackuri", "redirect_uri"),
    ("scopes", "scope"),
    ("client", "client_id"),
    ("appid", "client_id"),
    ("challenge", "code_challenge"),
    ("challengemethod", "code_challenge_method"),
    ("codechallengemethods", "code_challenge_method"),
    ("type", "response_type"),
];

/// Reads a request from its parameters.
pub(super) fn read(catalogue: &Catalogue, parameters: &[Parameter]) -> Read {
    let mut faults = Vec::new();
    let mut slips: Vec<(&'static str, &Parameter)> = Vec::new();
    let torn = torn_off(parameters);
    if let [first, ..] = torn {
        let found =
            format!("the redirect URI is not encoded, and ends in front of &{}", first.name);
        let remedy = "encode it as a whole: & is %26, ? is %3F";
        faults.push(Fault::risky(&REDIRECT_CUT, found, remedy));
    }
    for parameter in parameters {
        let name = parameter.name.as_str();
        if torn.contains(parameter) {
            continue;
        }
        if PARAMETERS.contains(&name) {
            continue;
        }
        if is_secret(name) {
            let found = format!("it carries {name}");
            let remedy = match name {
                "client_secret" => "leave it out, and make a new secret on the dashboard",
                _ => "leave it out, and do not use it again",
            };
            faults.push(Fault::risky(&SECRET_IN_URL, found, remedy));
        } else if let Some(meant) = slip(name) {
            let found = format!("\"{name}\" is not {meant}");
            faults.push(Fault::risky(&MISSPELLED, found, format!("call it {meant}")));
            slips.push((meant, parameter));
        } else {
            let found = format!("\"{name}\" is no parameter that Spotify knows");
            faults.push(Fault::note(&UNKNOWN_PARAMETER, found, "leave it out"));
        }
    }
    faults.extend(repeated(parameters));
    let first = |name: &str| parameters.iter().find(|p| p.name == name);
    let value = |name: &str| first(name).map(|p| p.value.clone()).unwrap_or_default();
    let optional = |name: &str| first(name).map(|p| p.value.clone()).filter(|v| !v.is_empty());
    let scope_text: Option<&Parameter> = first("scope");
    let names = scope_text.map(|p| scope_names(p, &mut faults)).unwrap_or_default();
    let request = Request {
        response_type: value("response_type"),
        client_id: value("client_id"),
        scopes: names,
        redirect_uri: value("redirect_uri"),
        state: optional("state"),
        show_dialog: optional("show_dialog"),
        code_challenge_method: optional("code_challenge_method"),
        code_challenge: optional("code_challenge"),
    };
    let raw = |name: &str| {
        let slip = slips.iter().find(|(meant, _)| *meant == name).map(|(_, p)| *p);
        first(name).filter(|p| !p.value.is_empty()).or(slip).map(|p| p.raw.as_str())
    };
    if raw("redirect_uri").is_some_and(|raw| raw.contains('+')) {
        let found = "the redirect URI holds a + that is not encoded";
        faults.push(Fault::refused(&REDIRECT_PLUS, found, "write it %2B"));
    }
    if raw("state").is_some_and(|raw| raw.contains('+')) {
        let found = "the state holds a + that is not encoded";
        faults.push(Fault::risky(&STATE_PLUS, found, "write it %2B"));
    }
    let all_scopes: Vec<String> = parameters
        .iter()
        .filter(|p| p.name == "scope")
        .chain(slips.iter().filter(|(meant, _)| *meant == "scope").map(|(_, p)| *p))
        .flat_map(|p| ScopeText::read(&p.value).names)
        .collect();
    let text = |name: &str| raw(name).map(decoded_but_plus);
    let mut redirect_uri = text("redirect_uri").unwrap_or_default();
    for Parameter { name, raw, .. } in torn {
        redirect_uri.push_str(&format!("&{name}={}", decoded_but_plus(raw)));
    }
    let (code_challenge, code_challenge_method) =
        meant_pkce(text("code_challenge"), text("code_challenge_method"));
    let meant = Request {
        response_type: "code".to_string(),
        client_id: meant_client_id(&text("client_id").unwrap_or_default()),
        scopes: scopes::mended(catalogue, &all_scopes),
        redirect_uri: meant_redirect(&redirect_uri),
        state: text("state"),
        show_dialog: text("show_dialog").and_then(|shown| meant_dialog(&shown)),
        code_challenge_method,
        code_challenge,
    };
    Read { request, faults, meant }
}

/// Parameters that belong to the query of a redirect URI which is not encoded: those that
/// follow it at once and are none of a request.
fn torn_off(parameters: &[Parameter]) -> &[Parameter] {
    let is_torn =
        |p: &Parameter| p.name == "redirect_uri" && p.raw.contains("://") && p.raw.contains('?');
    let Some(at) = parameters.iter().position(is_torn) else { return &[] };
    let rest = &parameters[at + 1..];
    let of_request = |p: &Parameter| {
        let name = p.name.as_str();
        PARAMETERS.contains(&name) || is_secret(name) || slip(name).is_some()
    };
    &rest[..rest.iter().position(of_request).unwrap_or(rest.len())]
}

/// The parameter that a name was meant to be.
fn slip(name: &str) -> Option<&'static str> {
    let plain = |name: &str| {
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    };
    let typed = plain(name);
    let known = PARAMETERS.iter().filter(|known| !known.starts_with("utm_"));
    let listed = SLIPS.iter().find(|(slip, _)| *slip == typed).map(|(_, meant)| *meant);
    listed.or_else(|| {
        known
            .filter(|known| {
                strsim::osa_distance(&typed, &plain(known)) <= usize::from(typed.len() > 4)
            })
            .copied()
            .next()
    })
}

fn repeated(parameters: &[Parameter]) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for name in PARAMETERS {
        let values: Vec<&str> =
            parameters.iter().filter(|p| p.name == *name).map(|p| p.value.as_str()).collect();
        if values.len() > 1 {
            let same = values.iter().all(|value| *value == values[0]);
            let differing = if same { "" } else { ", with different values" };
            let found = format!("{name} stands there {} times{differing}", values.len());
            faults.push(Fault::risky(&REPEATED, found, "send it once"));
        }
    }
    faults
}

/// The scopes of a parameter, one by one, and what is wrong with how they are written.
fn scope_names(parameter: &Parameter, faults: &mut Vec<Fault>) -> Vec<String> {
    let value = parameter.value.as_str();
    let read = ScopeText::read(value);
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | ' ');
    let encoded = read.encoded > 0;
    if encoded {
        let found = "the scopes are percent-encoded twice";
        faults.push(Fault::refused(&SCOPE_ENCODED_TWICE, found, "encode them once"));
    }
    let decoded = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
    if decoded.contains(',') {
        let found = "the scopes are parted by commas";
        faults.push(Fault::refused(&SCOPE_COMMAS, found, "part them by %20"));
    }
    if !encoded && value.contains('+') {
        let found = "the scopes are parted by %2B, which is a plus";
        faults.push(Fault::refused(&SCOPE_PLUS, found, "part them by %20 or +"));
    }
    let strange = |c: &char| !fine(*c) && !matches!(c, ',') && (encoded || !matches!(c, '+'));
    if let Some(c) = decoded.chars().find(|c| strange(c) && (!encoded || !matches!(c, '%' | '+'))) {
        let found = format!("the scopes hold {:?}", c.to_string());
        let remedy = "write plain names, parted by %20";
        faults.push(Fault::refused(&SCOPE_CHARACTERS, found, remedy));
    }
    if value.trim_matches(' ') != value || value.contains("  ") {
        let found = "the scopes have a space too many";
        faults.push(Fault::risky(&SCOPE_SPACES, found, "one space between them is enough"));
    }
    if !read.repeated.is_empty() {
        let found = format!("named more than once: {}", read.repeated.join(", "));
        faults.push(Fault::note(&SCOPE_REPEATED, found, "once is enough"));
    }
    read.names
}

fn meant_client_id(sent: &str) -> String {
    let bare: String = sent.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let hex = bare.len() == 32 && bare.chars().all(|c| c.is_ascii_hexdigit());
    if hex { bare.to_ascii_lowercase() } else { bare }
}

fn meant_redirect(sent: &str) -> String {
    let mut uri = sent.to_string();
    for _ in 0..4 {
        let once = decoded_but_plus(&uri);
        if !uri.contains("://") && once.contains("://") {
            uri = once;
            continue;
        }
        let refused = redirect::judge(&uri).into_iter();
        let instead = refused.filter(|f| f.severity == Severity::Refused).find_map(|f| f.instead);
        match instead {
            Some(instead) => uri = instead,
            None => break,
        }
    }
    uri
}

fn meant_dialog(sent: &str) -> Option<String> {
    match sent.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" => Some("true".to_string()),
        "false" => Some("false".to_string()),
        _ => None,
    }
}

/// Challenge and method as they were meant, where that can be told.
fn meant_pkce(sent: Option<String>, method: Option<String>) -> (Option<String>, Option<String>) {
    let Some(sent) = sent.filter(|sent| !sent.is_empty()) else { return (None, None) };
    let method = method.unwrap_or_default();
    let of_verifier = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    let s256 = Some("S256".to_string());
    if method.eq_ignore_ascii_case("plain") {
        // With that method the challenge is the verifier.
        let verifier = (43..=128).contains(&sent.len()) && sent.chars().all(of_verifier);
        return if verifier { (Some(challenge(&sent)), s256) } else { (None, None) };
    }
    let bare = sent.trim_end_matches('=').replace(['+', ' '], "-").replace('/', "_");
    let of_hash = bare.len() == CHALLENGE_LENGTH;
    let hex = of_hex(&bare);
    let meant = if of_hash { Some(bare) } else { hex };
    match meant {
        Some(meant) => (Some(meant), s256),
        None => (Some(sent), Some(method).filter(|m| !m.is_empty())),
    }
}

/// A SHA-256 in hexadecimal digits as the challenge it should have been.
fn of_hex(text: &str) -> Option<String> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> =
        (0..32).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()).collect();
    bytes.map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}

/// What Spotify makes of a pasted request: how it is written, then what it asks.
pub(super) fn faults(catalogue: &Catalogue, read: &Read) -> Vec<Fault> {
    let mut faults = read.faults.clone();
    let plus = faults.iter().any(|fault| fault.rule == &REDIRECT_PLUS);
    let judged = judge(catalogue, &read.request).into_iter();
    // A + that was read as a space is said already.
    faults.extend(judged.filter(|f| !(plus && f.rule.id == "redirect-whitespace")));
    faults
}
