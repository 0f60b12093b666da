//! An address cut up: scheme, host, path, and parameters as they are decoded.

use percent_encoding::percent_decode_str;

use crate::authorize::Fault;
use crate::authorize::rules::{PARAMETERS, PERCENT, SEPARATOR};

/// An address in its parts, none of them changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cut<'a> {
    /// Empty where there is none.
    pub(super) scheme: &'a str,
    pub(super) user_info: bool,
    /// Empty where there is none.
    pub(super) host: &'a str,
    pub(super) port: Option<&'a str>,
    pub(super) path: &'a str,
    /// Everything up to the query.
    pub(super) base: &'a str,
    pub(super) query: &'a str,
    pub(super) fragment: Option<&'a str>,
}

impl<'a> Cut<'a> {
    /// Cuts an address up; without a scheme it begins with a host or with a query.
    pub(super) fn of(address: &'a str) -> Self {
        let (before, fragment) = match address.split_once('#') {
            Some((before, fragment)) => (before, Some(fragment)),
            None => (address, None),
        };
        let bare_query = !before.contains("://") && !before.contains('?') && before.contains('=');
        let (base, query) = match before.split_once('?') {
            Some((base, query)) => (base, query),
            None if bare_query => ("", before),
            None => (before, ""),
        };
        let (scheme, rest) = base.split_once("://").unwrap_or(("", base));
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (user_info, host) = match authority.rsplit_once('@') {
            Some((_, host)) => (true, host),
            None => (false, authority),
        };
        let bracket = host.rfind(']').unwrap_or(0);
        let (host, port) = match host[bracket..].rfind(':') {
            Some(at) => (&host[..bracket + at], Some(&host[bracket + at + 1..])),
            None => (host, None),
        };
        Cut { scheme, user_info, host, port, path, base, query, fragment }
    }
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parameter {
    /// Its name, decoded.
    pub(super) name: String,
    /// Its value as it stands.
    pub(super) raw: String,
    /// Its value as a server reads it.
    pub(super) value: String,
}

/// Reads parameters; empty ones are left out.
pub(super) fn parameters(query: &str, faults: &mut Vec<Fault>) -> Vec<Parameter> {
    let query = separated(query, faults);
    let parameters: Vec<Parameter> = query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, raw) = part.split_once('=').unwrap_or((part, ""));
            Parameter { name: decoded(name), raw: raw.to_string(), value: decoded(raw) }
        })
        .collect();
    for parameter in &parameters {
        if is_malformed(&parameter.raw) {
            let found = format!("the value of {} is not well encoded", parameter.name);
            faults.push(Fault::risky(&PERCENT, found, "encode it anew"));
        }
    }
    parameters
}

/// A value as servers read it: a + is a space, and what is encoded is decoded once.
pub(super) fn decoded(raw: &str) -> String {
    percent_decode_str(&raw.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// A value decoded once, a + left as it is.
pub(super) fn decoded_but_plus(raw: &str) -> String {
    percent_decode_str(raw).decode_utf8_lossy().into_owned()
}

fn is_malformed(raw: &str) -> bool {
    let broken = raw.split('%').skip(1).any(|rest| {
        let digits = rest.as_bytes().get(..2);
        !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    broken || percent_decode_str(raw).decode_utf8().is_err()
}

/// A query with & between its parameters, where it has something else.
fn separated(query: &str, faults: &mut Vec<Fault>) -> String {
    let mut out = query.to_string();
    for sign in ['?', ';'] {
        for name in PARAMETERS {
            let wrong = format!("{sign}{name}=");
            // A redirect URI that is not encoded may have a query of its own.
            let within = |at: usize| {
                let value = out[..at].rsplit('&').next().unwrap_or_default();
                value.starts_with("redirect_uri=") && sign == '?'
            };
            if let Some(at) = out.find(&wrong).filter(|at| !within(*at)) {
                if !faults.iter().any(|fault| fault.rule == &SEPARATOR) {
                    let found = format!("a {sign} stands between parameters");
                    faults.push(Fault::refused(&SEPARATOR, found, "write & there"));
                }
                out.replace_range(at..=at, "&");
            }
        }
    }
    out
}
