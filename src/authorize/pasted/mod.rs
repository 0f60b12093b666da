//! Addresses that were pasted: a request, or what the browser came back with.
//!
//! Secrets are masked by [`Mask`](crate::secrets::Mask) in whatever is made of the text.

mod address;
mod answer;
mod query;
mod request;

use percent_encoding::percent_decode_str;

use super::rules::{
    CUT_OFF, HASH, HOST, LANGUAGE, LOGIN_PAGE, PATH, PATH_SLASH, PKCE_MISSING, PORT, SCHEME_HTTP,
    SCOPE_CLOSED, SCOPE_RETIRED, SCOPE_SERVICE, SCOPE_UNKNOWN, TEXT_AROUND, TOKEN_PAGE, USER_INFO,
};
use super::{Fault, Request, judge, scopes};
use crate::catalogue::Catalogue;
use address::{ACCOUNTS, Address};
pub use answer::Answer;
use query::{Cut, Parameter, parameters};

/// What was pasted, read and judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    /// What it is.
    pub what: What,
    /// What is wrong with it, and what is good to know.
    pub faults: Vec<Fault>,
    /// The request as it was meant; none where there was none.
    pub meant: Option<Request>,
}

/// What an address is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A request, as Spotify reads it.
    Request(Request),
    /// What the browser came back with.
    Answer(Answer),
    /// A request for tokens, which no browser makes.
    TokenPage,
}

/// Reads what was pasted; none where there is neither a request nor an answer in it.
pub fn read(catalogue: &Catalogue, text: &str) -> Option<Pasted> {
    let Address { text: address, faults } = address::find(catalogue, text)?;
    read_address(catalogue, &address, text, faults)
}

/// Reads an address; `whole` is the text that it stands in.
fn read_address(
    catalogue: &Catalogue,
    address: &str,
    whole: &str,
    mut faults: Vec<Fault>,
) -> Option<Pasted> {
    let cut = Cut::of(address);
    let on_accounts = cut.host.eq_ignore_ascii_case(ACCOUNTS);
    let mut query = parameters(cut.query, &mut faults);
    let mut fragment = cut.fragment.map(|text| parameters(text, &mut faults)).unwrap_or_default();
    fragment.retain(|parameter| !parameter.value.is_empty());
    if on_accounts && let Some(inner) = continued(&query) {
        let found = "this is the login page of the request";
        faults.push(Fault::note(&LOGIN_PAGE, found, ""));
        return read_address(catalogue, &inner, whole, faults);
    }
    if on_accounts && cut.path.trim_end_matches('/') == "/api/token" {
        if cut.query.is_empty() && sends_a_form(whole) {
            // A command is text around an address, and the right one here.
            faults.retain(|fault| fault.rule != &TEXT_AROUND);
            let found = "tokens are asked for here, with POST and a form";
            faults.push(Fault::note(&TOKEN_PAGE, found, ""));
        } else {
            let remedy = "send it as a form, with POST; `scopes url` shows how";
            faults.push(Fault::refused(&TOKEN_PAGE, "this is where tokens are asked for", remedy));
        }
        return Some(Pasted { what: What::TokenPage, faults, meant: None });
    }
    let has = |names: &[&str], list: &[Parameter]| {
        list.iter().any(|p| names.contains(&p.name.to_ascii_lowercase().as_str()))
    };
    let of_request = ["client_id", "response_type", "code_challenge", "clientid"];
    let of_answer = ["code", "error", "access_token"];
    let asks = on_accounts || has(&of_request, &query);
    if !asks && (has(&of_answer, &query) || has(&of_answer, &fragment)) {
        let answer = answer::read(&cut, &query, &fragment);
        query.extend(fragment);
        faults.extend(answer::judge(&answer, &query));
        return Some(Pasted { what: What::Answer(answer), faults, meant: None });
    }
    if !asks && !has(&["redirect_uri", "scope", "scopes"], &query) {
        return None;
    }
    faults.extend(where_it_goes(&cut, on_accounts));
    if let Some(text) = cut.fragment {
        let lost = !fragment.is_empty();
        let found = if lost { "parameters stand behind a #" } else { "it has a fragment" };
        let fault = if lost { Fault::risky } else { Fault::note };
        let remedy =
            if text.is_empty() { "leave the # out" } else { "leave out what follows the #" };
        faults.push(fault(&HASH, found, remedy));
    }
    if query.len() <= 1 {
        let found = "there is hardly a parameter in it";
        let remedy = "in a shell, put the address in quotes: it is cut at the first &";
        faults.push(Fault::note(&CUT_OFF, found, remedy));
    }
    let read = request::read(catalogue, &query);
    faults.extend(request::faults(catalogue, &read));
    Some(Pasted { what: What::Request(read.request), faults, meant: Some(read.meant) })
}

/// Whether a text is a request that posts a form with a grant: a command of curl, a call
/// in code, or the request as it is sent.
fn sends_a_form(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'));
    let posts = words.any(|word| matches!(word, "post" | "-d") || word.starts_with("--data"));
    let asked_to_get = lower.split_whitespace().any(|word| matches!(word, "-g" | "--get"));
    posts && !asked_to_get && lower.contains("grant_type")
}

/// The request that a login page goes on to.
fn continued(query: &[Parameter]) -> Option<String> {
    let next = query.iter().find(|p| matches!(p.name.as_str(), "continue" | "continue_url"))?;
    let mut address = next.value.clone();
    if !address.contains("://") {
        address = percent_decode_str(&address).decode_utf8_lossy().into_owned();
    }
    (address.contains("authorize") && address.contains("://")).then_some(address)
}

/// What is wrong with where a request goes.
fn where_it_goes(cut: &Cut<'_>, on_accounts: bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    let remedy = format!("send the user to https://{ACCOUNTS}/authorize");
    if cut.scheme.eq_ignore_ascii_case("http") {
        faults.push(Fault::risky(&SCHEME_HTTP, "it is plain http", "write https"));
    } else if !cut.scheme.is_empty() && !cut.scheme.eq_ignore_ascii_case("https") {
        faults.push(Fault::refused(&HOST, format!("it goes to {}://", cut.scheme), remedy.clone()));
    }
    if cut.user_info {
        faults.push(Fault::risky(
            &USER_INFO,
            "it names a user in front of the host",
            "leave it out",
        ));
    }
    if cut.host.is_empty() {
        return faults;
    }
    if !on_accounts {
        faults.push(Fault::refused(&HOST, format!("it goes to {}", cut.host), remedy));
        return faults;
    }
    let https = !cut.scheme.eq_ignore_ascii_case("http");
    match cut.port {
        Some("443") if https => {
            faults.push(Fault::note(&PORT, "the port 443 is implied", "leave it out"));
        }
        Some("80") if !https => {}
        Some("") | None => {}
        Some(port) => {
            faults.push(Fault::refused(&HOST, format!("it goes to port {port}"), remedy.clone()));
        }
    }
    let path = cut.path.strip_suffix('/').unwrap_or(cut.path);
    let page = path.strip_suffix("/authorize");
    match page {
        Some("") => {}
        Some(prefix) if is_language(&prefix[1..]) => {
            let found = format!("the page is asked for in one language: {}", &prefix[1..]);
            faults.push(Fault::note(&LANGUAGE, found, "leave the language out"));
        }
        _ => {
            let path = if cut.path.is_empty() { "/" } else { cut.path };
            faults.push(Fault::refused(
                &PATH,
                format!("there is no authorize page at {path}"),
                remedy,
            ));
            return faults;
        }
    }
    if path != cut.path {
        faults.push(Fault::note(&PATH_SLASH, "the path ends in a slash", "leave the slash out"));
    }
    faults
}

/// Whether text is a language, such as `de`, `pt-BR` or `zh-Hant`.
fn is_language(text: &str) -> bool {
    let mut parts = text.split(['-', '_']);
    let letters = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric());
    parts
        .next()
        .is_some_and(|p| (p.len() == 2 || p == "fil") && p.chars().all(|c| c.is_ascii_lowercase()))
        && parts.clone().count() <= 2
        && parts.all(|p| matches!(p.len(), 2..=4) && letters(p))
}

impl Pasted {
    /// The state in it.
    pub fn state(&self) -> Option<&String> {
        match &self.what {
            What::Request(request) => request.state.as_ref(),
            What::Answer(answer) => answer.state.as_ref(),
            What::TokenPage => None,
        }
    }

    /// The mended URL; none where there is nothing to mend, or no way to.
    ///
    /// `endpoint` is the address of the authorize page.
    pub fn mended(&self, catalogue: &Catalogue, endpoint: &str) -> Option<String> {
        let mendable = self.faults.iter().any(|fault| self.is_mended(catalogue, fault));
        self.meant.as_ref().filter(|_| mendable).map(|meant| meant.url(endpoint))
    }

    /// What the mended URL does in place of a scope that is none, where its remedy does not tell.
    pub fn instead(catalogue: &Catalogue, fault: &Fault) -> &'static str {
        let of_scope = [&SCOPE_UNKNOWN, &SCOPE_RETIRED, &SCOPE_CLOSED, &SCOPE_SERVICE];
        if !of_scope.contains(&fault.rule) {
            return "";
        }
        let name = fault.found.split(": ").next().unwrap_or_default();
        match scopes::mended(catalogue, &[name.to_string()]).as_slice() {
            [] => "leaves it out",
            [_] => "",
            _ => "asks for each",
        }
    }

    /// Whether the mended URL is rid of a fault.
    pub fn is_mended(&self, catalogue: &Catalogue, fault: &Fault) -> bool {
        let Some(meant) = &self.meant else { return false };
        let lost = |of: fn(&Request) -> bool| match &self.what {
            What::Request(request) => of(request) && !of(meant),
            _ => false,
        };
        let proves = |request: &Request| {
            request.code_challenge.is_some() || request.code_challenge_method.is_some()
        };
        // What was cut off is not to be had from what is left, nor a verifier that nobody made.
        fault.rule != &CUT_OFF
            && fault.rule != &PKCE_MISSING
            && !(fault.rule.id.starts_with("challenge-") && lost(proves))
            && !judge(catalogue, meant).iter().any(|left| left.rule == fault.rule)
    }
}
