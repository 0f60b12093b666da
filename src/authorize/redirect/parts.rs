//! A redirect URI cut up without changing a letter of it, and what its host is.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::rules::LOCALHOSTS;

/// A URI cut up without changing a letter of it.
pub(super) struct Parts<'a> {
    pub(super) scheme: &'a str,
    pub(super) user_info: bool,
    /// The host with its brackets; none without a `//`.
    pub(super) host: Option<&'a str>,
    pub(super) port: Option<&'a str>,
    /// What follows host and port.
    pub(super) path: &'a str,
}

impl<'a> Parts<'a> {
    /// None where there is no scheme.
    pub(super) fn of(uri: &'a str) -> Option<Self> {
        let (scheme, rest) = uri.split_once(':')?;
        let mut letters = scheme.chars();
        let named = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
            && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
        if !named {
            return None;
        }
        let Some(rest) = rest.strip_prefix("//") else {
            // "example.com:8080/callback" has no scheme, although it has a colon.
            let port = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let is_port = !port.is_empty() && port.chars().all(|c| c.is_ascii_digit());
            let none = Parts { scheme, user_info: false, host: None, port: None, path: rest };
            return (!is_port).then_some(none);
        };
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (user_info, host_and_port) = match authority.rsplit_once('@') {
            Some((_, host)) => (true, host),
            None => (false, authority),
        };
        let bracket = host_and_port.rfind(']').unwrap_or(0);
        let (host, port) = match host_and_port[bracket..].rfind(':') {
            Some(at) => (&host_and_port[..bracket + at], Some(&host_and_port[bracket + at + 1..])),
            None => (host_and_port, None),
        };
        Some(Parts { scheme, user_info, host: Some(host), port, path })
    }

    /// What follows the host: port and path.
    pub(super) fn after_host(&self) -> String {
        match self.port {
            Some(port) => format!(":{port}{}", self.path),
            None => self.path.to_string(),
        }
    }

    /// Whether it is an address with a host, as browsers read it.
    pub(super) fn is_web_address(&self, uri: &str) -> bool {
        let odd = |c: char| {
            c.is_ascii_punctuation() && !matches!(c, '.' | '-' | '_' | '*' | '%' | '[' | ']' | ':')
        };
        let host = self.host.unwrap_or_default();
        let empty_label = host.starts_with('.') || host.contains("..");
        !host.is_empty()
            && !host.contains(odd)
            && !empty_label
            && !uri.contains('\\')
            && url::Url::parse(uri).is_ok()
    }

    pub(super) fn without_user(&self, uri: &str) -> String {
        let host = self.host.unwrap_or_default();
        let scheme = &uri[..self.scheme.len()];
        format!("{scheme}://{host}{}", self.after_host())
    }
}

/// The two spellings over which http is allowed.
pub(super) fn is_loopback_literal(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "[::1]")
}

/// Control characters, and those that take no room on a screen.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A host as browsers understand it: in lower case, decoded, without the last dot.
pub(super) fn plain_name(host: &str) -> String {
    let read = url::Host::parse(host).map_or_else(|_| host.to_ascii_lowercase(), |h| h.to_string());
    read.trim_end_matches('.').to_string()
}

/// Whether a name, as [`plain_name`] gives it, is `localhost` or an alias of it.
pub(super) fn is_localhost(name: &str) -> bool {
    LOCALHOSTS.contains(&name) || name.ends_with(".localhost")
}

/// Any other way to write an address of this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    match url::Host::parse(host) {
        Ok(url::Host::Ipv4(ip)) => ip.is_loopback() || ip == Ipv4Addr::UNSPECIFIED,
        Ok(url::Host::Ipv6(ip)) => {
            ip.is_loopback()
                || ip == Ipv6Addr::UNSPECIFIED
                || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback())
        }
        _ => false,
    }
}

/// Private and link-local addresses, and names that only a local network knows.
pub(super) fn is_local_network(host: &str) -> bool {
    match url::Host::parse(host) {
        Ok(url::Host::Ipv4(ip)) => ip.is_private() || ip.is_link_local(),
        Ok(url::Host::Ipv6(ip)) => ip.is_unique_local() || ip.is_unicast_link_local(),
        _ => {
            !host.contains('.')
                || [".local", ".lan", ".home", ".internal", ".home.arpa"]
                    .iter()
                    .any(|end| host.ends_with(end))
        }
    }
}
