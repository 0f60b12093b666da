//! Finds the address in what was pasted, and undoes what happened to it on the way.

use percent_encoding::percent_decode_str;

use crate::authorize::Fault;
use crate::authorize::rules::{
    ENCODED_WHOLE, ESCAPED, HTML_ENTITIES, SCHEME_MISSING, TEXT_AROUND, WHITE_SPACE,
};
use crate::catalogue::Catalogue;

/// Host of the authorize page.
pub(super) const ACCOUNTS: &str = "accounts.spotify.com";

/// What a query must hold to be worth a look, where there is no host.
const TELLING: &[&str] =
    &["client_id=", "response_type=", "redirect_uri=", "code=", "error=", "access_token="];

/// An address, and what was wrong with how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) text: String,
    pub(super) faults: Vec<Fault>,
}

/// Finds the address; none where there is nothing like one.
pub(super) fn find(catalogue: &Catalogue, text: &str) -> Option<Address> {
    let mut faults = Vec::new();
    let mut text = text.trim().to_string();
    for _ in 0..2 {
        if let Some(at) = encoded_scheme(&text) {
            if faults.is_empty() {
                let found = "the address is percent-encoded as a whole";
                faults.push(Fault::refused(&ENCODED_WHOLE, found, "open the decoded one"));
            }
            let decoded = percent_decode_str(&text[at..]).decode_utf8_lossy().into_owned();
            text.replace_range(at.., &decoded);
        }
    }
    let start = start(&text)?;
    if !start.has_scheme {
        let found = "it does not begin with https://";
        faults.push(Fault::note(&SCHEME_MISSING, found, "put https:// in front"));
    }
    let (address, around) = cut(catalogue, &text, start.at, &mut faults);
    if around {
        faults.push(Fault::note(&TEXT_AROUND, "there is text around the address", ""));
    }
    let address = unescaped(&address, &mut faults);
    let address = without_query_encoding(address, &mut faults);
    Some(Address { text: address, faults })
}

/// Where an address begins whose own marks are encoded.
fn encoded_scheme(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let at = ["https%3a%2f%2f", "http%3a%2f%2f", "https%253a%252f%252f", "http%253a%252f%252f"]
        .iter()
        .filter_map(|scheme| lower.find(scheme))
        .min()?;
    let plain = lower.find("://").is_some_and(|plain| plain < at);
    // Otherwise it is the value of some parameter.
    let begins = !lower[..at].ends_with(|c: char| !c.is_whitespace() && !is_quote(c));
    (begins && !plain).then_some(at)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '<' | '(' | '[' | '“' | '‘' | '«')
}

struct Start {
    at: usize,
    has_scheme: bool,
}

/// Where the address begins that is most likely the one meant.
fn start(text: &str) -> Option<Start> {
    let lower = text.to_ascii_lowercase();
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let schemes: Vec<usize> = lower
        .match_indices("://")
        .map(|(at, _)| {
            let from = lower[..at].rfind(|c| !is_scheme(c)).map_or(0, |before| {
                before + lower[before..].chars().next().map_or(1, char::len_utf8)
            });
            (from, at)
        })
        .filter(|(from, at)| from < at)
        // An address within another one begins after a sign.
        .filter(|(from, _)| !lower[..*from].ends_with(['=', ':', '/', ',', '+', '&', '?']))
        .map(|(from, _)| from)
        .collect();
    let accounts = |at: &&usize| {
        let rest = &lower[**at..];
        let host = rest.split_once("://").map_or("", |(_, rest)| rest);
        host.starts_with(ACCOUNTS)
    };
    // Of many addresses in one word, the parameters belong to the last before them.
    let mut word = 0..0;
    let mut last_telling = None;
    let telling = |at: &&usize| {
        if !word.contains(*at) {
            let rest = &lower[**at..];
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let last = TELLING.iter().filter_map(|name| rest[..end].rfind(name)).max();
            (word, last_telling) = (**at..**at + end, last.map(|last| **at + last));
        }
        last_telling.is_some_and(|last| last >= **at)
    };
    let host = lower.find(ACCOUNTS).filter(|at| {
        !lower[..*at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '@'))
    });
    if let Some(at) = schemes.iter().find(accounts) {
        return Some(Start { at: *at, has_scheme: true });
    }
    if let Some(at) = host.filter(|at| schemes.iter().all(|scheme| scheme > at)) {
        return Some(Start { at, has_scheme: false });
    }
    if let Some(at) = schemes.iter().find(telling).or(schemes.first()) {
        return Some(Start { at: *at, has_scheme: true });
    }
    // No host at all: a query, from the beginning of its word on.
    let at = TELLING.iter().filter_map(|name| lower.find(name)).min()?;
    let from = lower[..at]
        .rfind(|c: char| c.is_whitespace() || is_quote(c))
        .map_or(0, |before| before + lower[before..].chars().next().map_or(1, char::len_utf8));
    Some(Start { at: from, has_scheme: false })
}

/// Cuts the address out; tells whether there is text around it.
fn cut(catalogue: &Catalogue, text: &str, at: usize, faults: &mut Vec<Fault>) -> (String, bool) {
    let opener = text[..at].chars().next_back();
    let closers: &[char] = match opener {
        Some('\'') => &['\''],
        Some('(') => &[')'],
        Some('[') => &[']'],
        Some('“') => &['”'],
        Some('‘') => &['’'],
        Some('«') => &['»'],
        _ => &[],
    };
    let ends = |c: char| matches!(c, '"' | '<' | '>' | '`') || closers.contains(&c);
    let whole = &text[at..];
    let inside = &whole[..whole.find(ends).unwrap_or(whole.len())];
    let (mut address, mut used, mut joined) = (String::new(), 0, false);
    // Where the last parameter of the address begins.
    let mut parameter = 0;
    for word in inside.split_inclusive(char::is_whitespace) {
        if word.trim_end().is_empty() {
            used += word.len();
            continue;
        }
        if used > 0 {
            let gap = inside[..used].chars().next_back().unwrap_or(' ');
            let last = &address[parameter..];
            let Some(between) = goes_on(catalogue, last, word.trim_end(), gap) else { break };
            joined = true;
            address.push_str(between);
        }
        let end = address.len();
        address.push_str(word.trim_end());
        parameter = address[end..].rfind(['?', '&']).map_or(parameter, |at| end + at + 1);
        used += word.len();
    }
    if joined {
        let found = "there is white space within the address";
        faults.push(Fault::risky(&WHITE_SPACE, found, "write a space as %20, and no line breaks"));
    }
    let junk = &whole[used.min(whole.len())..];
    let around = at > 0 || junk.contains(char::is_whitespace);
    if !around && !junk.is_empty() {
        let found = format!("the address ends in {junk}");
        faults.push(Fault::risky(&TEXT_AROUND, found, "leave that out"));
    }
    if around {
        let end = address.trim_end_matches(['.', ',', ';', '!', '…']).len();
        address.truncate(end);
        if address.ends_with(')') && !address.contains('(') {
            address.pop();
        }
    } else {
        let last = address.rfind('&').map_or("", |at| &address[at + 1..]);
        let end = address.trim_end_matches([',', ';', ']', '}']).len();
        if end < address.len() && !last.starts_with("scope=") {
            let found = format!("the address ends in {}", &address[end..]);
            faults.push(Fault::risky(&TEXT_AROUND, found, "leave that out"));
            address.truncate(end);
        }
    }
    (address, around)
}

/// How an address whose last parameter is this goes on with the next word, if it does:
/// what stands between.
fn goes_on(catalogue: &Catalogue, parameter: &str, word: &str, gap: char) -> Option<&'static str> {
    let head = word.split('&').next().unwrap_or_default();
    let is_scope = |c: char| c.is_ascii_lowercase() || matches!(c, '-' | ',');
    let first = word.split(['=', '&']).next().unwrap_or_default();
    let is_parameter =
        word.contains('=') && first.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    // Not every scope has a hyphen.
    let like_a_scope = head.contains('-') && head.chars().all(is_scope)
        || head.split(',').any(|name| catalogue.scope_by_id(name).is_some());
    if parameter.starts_with("scope=") && like_a_scope {
        Some(" ")
    } else if word.starts_with(['&', '?'])
        || (parameter.is_empty() && is_parameter)
        || (matches!(gap, '\n' | '\r') && word.contains('&') && word.contains('='))
    {
        Some("")
    } else {
        None
    }
}

/// Nobody's address was made HTML more often than this.
const MOST_TIMES: usize = 8;

/// Undoes what HTML, JSON and shells do to an address.
fn unescaped(address: &str, faults: &mut Vec<Fault>) -> String {
    let mut text = address.to_string();
    let entities = ["&amp;", "&#38;", "&#x26;", "&#038;", "&AMP;"];
    if entities.iter().any(|entity| text.contains(entity)) {
        let found = "it holds &amp; for &";
        faults.push(Fault::refused(&HTML_ENTITIES, found, "write & outside HTML"));
        for _ in 0..MOST_TIMES {
            let Some(entity) = entities.iter().find(|entity| text.contains(**entity)) else {
                break;
            };
            text = text.replace(entity, "&");
        }
    }
    if text.contains('\\') {
        let found = "it holds backslashes";
        faults.push(Fault::refused(&ESCAPED, found, "leave them out"));
        text = without_backslashes(&text);
    }
    text
}

fn without_backslashes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = match rest.as_bytes().first() {
            Some(b'u') => 4,
            Some(b'x') => 2,
            _ => 0,
        };
        let spelled = rest.get(1..=digits).filter(|_| digits > 0);
        let spelled = spelled.and_then(|hex| u32::from_str_radix(hex, 16).ok());
        if let Some(c) = spelled.and_then(char::from_u32) {
            out.push(c);
            rest = &rest[digits + 1..];
        }
    }
    out.push_str(rest);
    out
}

/// Undoes the encoding of a query whose own `?`, `=` and `&` are encoded.
fn without_query_encoding(address: String, faults: &mut Vec<Fault>) -> String {
    if address.contains(['?', '#']) {
        return address;
    }
    let lower = address.to_ascii_lowercase();
    let Some(at) = ["%3f", "%253f"].iter().filter_map(|mark| lower.find(mark)).min() else {
        return address;
    };
    if !TELLING.iter().any(|name| lower.contains(&name[..name.len() - 1])) {
        return address;
    }
    let found = "the parameters are percent-encoded as a whole";
    faults.push(Fault::refused(&ENCODED_WHOLE, found, "open the decoded one"));
    let mut query = address[at..].to_string();
    while !query.starts_with('?') {
        query = percent_decode_str(&query).decode_utf8_lossy().into_owned();
    }
    format!("{}{query}", &address[..at])
}
