//! Which redirect URIs Spotify accepts, rule by rule.
//!
//! Nothing is ever changed about a redirect URI: Spotify compares it letter by
//! letter with what is registered, so a "corrected" one is only ever proposed.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde::Serialize;

use super::Severity;

/// A rule about redirect URIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Short name; never changes.
    pub id: &'static str,
    /// What it demands, and why.
    pub says: &'static str,
    /// Id of the catalogue's source for it.
    pub source: &'static str,
    /// Since when it holds; empty where it always did.
    pub since: &'static str,
}

/// What one rule says of one redirect URI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule.
    #[serde(flatten)]
    pub rule: &'static Rule,
    /// How bad it is.
    pub severity: Severity,
    /// What was found, about this URI.
    pub found: String,
    /// What to register and send instead, where that can be said.
    pub instead: Option<String>,
}

/// Every rule, in the order in which they are judged.
pub const RULES: &[Rule] = &[
    WHITESPACE,
    ABSOLUTE,
    SCHEME,
    FRAGMENT,
    USER_INFO,
    WILDCARD,
    LOCALHOST,
    LOOPBACK,
    HTTPS,
    LAN,
    CUSTOM_SCHEME,
    UPPER_CASE,
    DEFAULT_PORT,
    NON_ASCII,
    ANY_PORT,
];

macro_rules! rule {
    ($name:ident, $id:literal, $source:literal, $since:literal, $says:literal) => {
        const $name: Rule = Rule { id: $id, says: $says, source: $source, since: $since };
    };
}

rule!(
    WHITESPACE,
    "whitespace",
    "redirect-uris",
    "",
    "No white space or control character: it is sent as it stands and matches nothing registered."
);
rule!(
    ABSOLUTE,
    "absolute",
    "redirect-uris",
    "",
    "A whole address with scheme and host, or a custom scheme of an app."
);
rule!(
    SCHEME,
    "scheme",
    "redirect-uris",
    "2025-04-09",
    "Only https, http on a loopback literal, or a custom scheme of an app."
);
rule!(
    FRAGMENT,
    "fragment",
    "rfc-6749",
    "",
    "No fragment: OAuth forbids it, and the answer could not be put into the query."
);
rule!(
    USER_INFO,
    "user-info",
    "redirect-uris",
    "",
    "No user name or password in front of the host."
);
rule!(
    WILDCARD,
    "wildcard",
    "redirect-uris",
    "",
    "No wildcards: the URI must equal a registered one to the letter."
);
rule!(
    LOCALHOST,
    "localhost",
    "redirect-uris",
    "2025-04-09",
    "No localhost or alias of it, not even over https; use a loopback literal."
);
rule!(
    LOOPBACK,
    "loopback",
    "redirect-uris",
    "2025-04-09",
    "A loopback address is written 127.0.0.1 or [::1] and no other way."
);
rule!(HTTPS, "https", "redirect-uris", "2025-04-09", "https, except on a loopback literal.");
rule!(
    LAN,
    "lan",
    "redirect-uris",
    "2025-04-09",
    "An address of the local network needs https like any other."
);
rule!(
    CUSTOM_SCHEME,
    "custom-scheme",
    "blog-2025-02",
    "",
    "A custom scheme is in lower case, is the app's own, and has a path after its //; app links and universal links are safer."
);
rule!(
    UPPER_CASE,
    "upper-case",
    "redirect-uris",
    "",
    "Capitals in scheme or host are compared as they stand, though browsers turn them small."
);
rule!(
    DEFAULT_PORT,
    "default-port",
    "redirect-uris",
    "",
    "A port that the scheme implies is compared as it stands, though browsers drop it."
);
rule!(
    NON_ASCII,
    "non-ascii",
    "redirect-uris",
    "",
    "Characters outside ASCII are compared as they stand, though browsers encode them."
);
rule!(
    ANY_PORT,
    "any-port",
    "redirect-uris",
    "",
    "A loopback literal registered without a port may be sent with any port."
);

/// Names that mean this very machine.
const LOCALHOSTS: &[&str] = &[
    "localhost",
    "localhost.localdomain",
    "localhost4",
    "localhost6",
    "localhost4.localdomain4",
    "localhost6.localdomain6",
    "ip6-localhost",
    "ip6-loopback",
];

/// Schemes of the web and of browsers; none can belong to one app.
const NOT_CUSTOM: &[&str] = &[
    "about",
    "blob",
    "data",
    "file",
    "filesystem",
    "ftp",
    "ftps",
    "gopher",
    "intent",
    "javascript",
    "mailto",
    "sftp",
    "ssh",
    "tel",
    "urn",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

/// Judges a redirect URI; the findings come in the order of [`RULES`].
pub fn judge(uri: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if uri.chars().any(|c| c.is_whitespace() || c.is_control()) {
        let instead: String =
            uri.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        findings.push(refused(
            &WHITESPACE,
            "it holds white space or a control character",
            Some(instead),
        ));
        return findings;
    }
    let Some(parts) = Parts::of(uri) else {
        findings.push(not_absolute(uri));
        return findings;
    };
    let scheme = parts.scheme.to_ascii_lowercase();
    let web = matches!(scheme.as_str(), "http" | "https");
    if NOT_CUSTOM.contains(&scheme.as_str()) {
        let found = format!("{scheme} is no scheme an app can own");
        findings.push(refused(&SCHEME, found, None));
        return findings;
    }
    if web
        && (parts.host.is_none_or(str::is_empty)
            || url::Url::parse(uri).is_err()
            || uri.contains('\\'))
    {
        findings.push(refused(&ABSOLUTE, "it is no valid web address", None));
        return findings;
    }
    if let Some(at) = uri.find('#') {
        findings.push(refused(
            &FRAGMENT,
            format!("it ends in {}", &uri[at..]),
            Some(uri[..at].to_string()),
        ));
    }
    if web && parts.user_info {
        findings.push(refused(
            &USER_INFO,
            "it names a user in front of the host",
            Some(parts.without_user(uri)),
        ));
    }
    if uri.contains('*') {
        findings.push(refused(&WILDCARD, "it holds a *", None));
    }
    if web {
        judge_host(&parts, &scheme, &mut findings);
    } else {
        judge_custom(uri, &parts, &mut findings);
    }
    if !uri.is_ascii() {
        let instead = url::Url::parse(uri).ok().map(String::from).filter(|_| web);
        findings.push(risky(&NON_ASCII, "it holds characters outside ASCII", instead));
    }
    findings.sort_by_key(|f| RULES.iter().position(|rule| rule.id == f.rule.id));
    findings
}

/// Whether Spotify refuses a redirect URI.
pub fn is_refused(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity == Severity::Refused)
}

/// Whether only a public client, one that cannot keep a secret, can own the URI.
pub fn is_public_client(uri: &str) -> bool {
    Parts::of(uri).is_some_and(|parts| {
        let scheme = parts.scheme.to_ascii_lowercase();
        !matches!(scheme.as_str(), "http" | "https")
            || is_loopback_literal(parts.host.unwrap_or_default())
    })
}

fn judge_host(parts: &Parts<'_>, scheme: &str, findings: &mut Vec<Finding>) {
    let host = parts.host.unwrap_or_default();
    let lower = host.to_ascii_lowercase();
    let named = lower.trim_end_matches('.');
    let loopback = format!("http://127.0.0.1{}", parts.after_host());
    if LOCALHOSTS.contains(&named) || named.ends_with(".localhost") {
        findings.push(refused(&LOCALHOST, format!("its host is {host}"), Some(loopback)));
    } else if scheme == "http" && !is_loopback_literal(host) {
        let https = format!("https://{host}{}", parts.after_host());
        if is_loopback(named) {
            findings.push(refused(
                &LOOPBACK,
                format!("{host} is not spelled that way"),
                Some(loopback),
            ));
        } else if is_local_network(named) {
            findings.push(refused(
                &LAN,
                format!("{host} is on the local network, over http"),
                Some(https),
            ));
        } else {
            findings.push(refused(&HTTPS, "it is plain http", Some(https)));
        }
    } else if scheme == "http" && parts.port.is_some() {
        let open = format!("http://{host}{}", parts.after_port());
        findings.push(Finding {
            severity: Severity::Note,
            ..risky(&ANY_PORT, format!("register {open}, and any port will do"), None)
        });
    }
    if parts.scheme.chars().chain(host.chars()).any(|c| c.is_ascii_uppercase()) {
        let instead = format!("{scheme}://{lower}{}", parts.after_host());
        findings.push(risky(&UPPER_CASE, "scheme or host has capitals", Some(instead)));
    }
    let implied = if scheme == "https" { "443" } else { "80" };
    if parts.port == Some(implied) {
        let instead = format!("{}://{host}{}", parts.scheme, parts.after_port());
        findings.push(risky(
            &DEFAULT_PORT,
            format!("{scheme} implies the port {implied}"),
            Some(instead),
        ));
    }
}

fn judge_custom(uri: &str, parts: &Parts<'_>, findings: &mut Vec<Finding>) {
    if parts.scheme.chars().any(|c| c.is_ascii_uppercase()) {
        let rest = &uri[parts.scheme.len()..];
        let instead = format!("{}{rest}", parts.scheme.to_ascii_lowercase());
        findings.push(risky(&CUSTOM_SCHEME, "its scheme has capitals", Some(instead)));
    }
    let rest = &uri[parts.scheme.len() + 1..];
    match rest.strip_prefix("//") {
        None => {
            let path = rest.trim_start_matches('/');
            let instead = format!("{}://{path}", parts.scheme);
            findings.push(risky(
                &CUSTOM_SCHEME,
                "it has no // after the scheme",
                Some(instead).filter(|_| !path.is_empty()),
            ));
        }
        Some("") => {
            let instead = format!("{uri}callback");
            findings.push(risky(&CUSTOM_SCHEME, "nothing follows its //", Some(instead)));
        }
        Some(_) => findings.push(Finding {
            severity: Severity::Note,
            ..risky(
                &CUSTOM_SCHEME,
                format!("make sure that no other app claims {}", parts.scheme),
                None,
            )
        }),
    }
}

fn not_absolute(uri: &str) -> Finding {
    let bare = uri.strip_prefix("//").unwrap_or(uri);
    let host = bare.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let instead = if is_loopback_literal(name) {
        Some(format!("http://{bare}"))
    } else {
        let looks_like_host = name.contains('.') && name.split('.').all(|label| !label.is_empty());
        looks_like_host.then(|| format!("https://{bare}"))
    };
    let found = if uri.is_empty() { "it is empty" } else { "it is only part of an address" };
    refused(&ABSOLUTE, found, instead)
}

fn refused(rule: &'static Rule, found: impl Into<String>, instead: Option<String>) -> Finding {
    Finding { rule, severity: Severity::Refused, found: found.into(), instead }
}

fn risky(rule: &'static Rule, found: impl Into<String>, instead: Option<String>) -> Finding {
    Finding { rule, severity: Severity::Risky, found: found.into(), instead }
}

/// A URI cut up without changing a letter of it.
struct Parts<'a> {
    scheme: &'a str,
    user_info: bool,
    /// The host with its brackets; none without a `//`.
    host: Option<&'a str>,
    port: Option<&'a str>,
    /// What follows host and port.
    path: &'a str,
}

impl<'a> Parts<'a> {
    /// None where there is no scheme.
    fn of(uri: &'a str) -> Option<Self> {
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
        let bracket = host_and_port.rfind(']').map_or(0, |at| at + 1);
        let (host, port) = match host_and_port[bracket..].rfind(':') {
            Some(at) => (&host_and_port[..bracket + at], Some(&host_and_port[bracket + at + 1..])),
            None => (host_and_port, None),
        };
        Some(Parts { scheme, user_info, host: Some(host), port, path })
    }

    /// What follows the host: port and path.
    fn after_host(&self) -> String {
        match self.port {
            Some(port) => format!(":{port}{}", self.path),
            None => self.path.to_string(),
        }
    }

    fn after_port(&self) -> &'a str {
        self.path
    }

    fn without_user(&self, uri: &str) -> String {
        let host = self.host.unwrap_or_default();
        let scheme = &uri[..self.scheme.len()];
        format!("{scheme}://{host}{}", self.after_host())
    }
}

/// The two spellings over which http is allowed.
fn is_loopback_literal(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "[::1]")
}

/// Any other way to write an address of this machine.
fn is_loopback(host: &str) -> bool {
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
fn is_local_network(host: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(uri: &str, severity: Severity) -> Vec<&'static str> {
        judge(uri).iter().filter(|f| f.severity == severity).map(|f| f.rule.id).collect()
    }

    #[test]
    fn sound_uris_pass() {
        for uri in [
            "https://example.com/callback",
            "https://example.com",
            "https://example.com/callback?x=1",
            "https://example.com:8443/cb/",
            "https://192.168.1.10/cb",
            "http://127.0.0.1",
            "http://127.0.0.1:8888/callback",
            "http://[::1]:3000/",
            "my-app://callback",
            "com.example.app://login/done",
            "https://localhost.example.com/cb",
            "https://mylocalhost.com/cb",
            "exp://192.168.1.2:19000",
        ] {
            assert!(!is_refused(&judge(uri)), "{uri}: {:?}", judge(uri));
        }
    }

    #[test]
    fn broken_uris_name_their_rule() {
        for (uri, rule) in [
            ("", "absolute"),
            ("/callback", "absolute"),
            ("callback", "absolute"),
            ("//example.com/cb", "absolute"),
            ("example.com/cb", "absolute"),
            ("example.com:8080/cb", "absolute"),
            ("https://", "absolute"),
            ("https:example.com/cb", "absolute"),
            ("http://127.0.0.1:99999/", "absolute"),
            ("http://[::1/cb", "absolute"),
            ("https://exa mple.com/cb", "whitespace"),
            (" https://example.com/cb", "whitespace"),
            ("https://example.com/cb\n", "whitespace"),
            ("https://example.com/cb#x", "fragment"),
            ("https://example.com/cb#", "fragment"),
            ("my-app://callback#x", "fragment"),
            ("https://me:pw@example.com/cb", "user-info"),
            ("https://*.example.com/cb", "wildcard"),
            ("https://example.com/*", "wildcard"),
            ("http://localhost:3000/cb", "localhost"),
            ("https://localhost/cb", "localhost"),
            ("http://LOCALHOST:3000", "localhost"),
            ("http://app.localhost/cb", "localhost"),
            ("http://localhost./cb", "localhost"),
            ("http://127.0.0.2/cb", "loopback"),
            ("http://127.1/cb", "loopback"),
            ("http://2130706433/cb", "loopback"),
            ("http://0.0.0.0:8080/", "loopback"),
            ("http://[0:0:0:0:0:0:0:1]/cb", "loopback"),
            ("http://192.168.1.5:8080/cb", "lan"),
            ("http://10.0.0.7/cb", "lan"),
            ("http://raspberrypi.local/cb", "lan"),
            ("http://nas/cb", "lan"),
            ("http://example.com/cb", "https"),
            ("http://127.0.0.1.nip.io/cb", "https"),
            ("ftp://example.com/cb", "scheme"),
            ("javascript:alert(1)", "scheme"),
            ("urn:ietf:wg:oauth:2.0:oob", "scheme"),
        ] {
            assert!(ids(uri, Severity::Refused).contains(&rule), "{uri}: {:?}", judge(uri));
        }
    }

    #[test]
    fn doubtful_uris_are_risky_only() {
        for (uri, rule) in [
            ("https://Example.com/cb", "upper-case"),
            ("HTTPS://example.com/cb", "upper-case"),
            ("https://example.com:443/cb", "default-port"),
            ("http://127.0.0.1:80/cb", "default-port"),
            ("https://b\u{fc}cher.example/cb", "non-ascii"),
            ("MyApp://callback", "custom-scheme"),
            ("myapp:callback", "custom-scheme"),
            ("myapp://", "custom-scheme"),
        ] {
            assert!(ids(uri, Severity::Risky).contains(&rule), "{uri}: {:?}", judge(uri));
            assert!(!is_refused(&judge(uri)), "{uri}");
        }
    }

    #[test]
    fn what_is_proposed_passes() {
        for uri in [
            "http://localhost:3000/cb?x=1",
            "https://localhost/cb",
            "http://192.168.1.5:8080/cb",
            "http://example.com/cb",
            "https://example.com/cb#x",
            "example.com/cb",
            "127.0.0.1:8080/cb",
            "https://me:pw@example.com/cb",
            "http://127.1:99/cb",
            "HTTPS://Example.com/cb",
            "https://example.com:443/cb",
            "https://b\u{fc}cher.example/cb",
        ] {
            for instead in judge(uri).into_iter().filter_map(|f| f.instead) {
                assert!(!is_refused(&judge(&instead)), "{uri} -> {instead}");
            }
        }
        let localhost = judge("http://localhost:3000/cb?x=1");
        assert_eq!(localhost[0].instead.as_deref(), Some("http://127.0.0.1:3000/cb?x=1"));
    }

    #[test]
    fn loopback_ports_come_with_a_hint() {
        assert_eq!(ids("http://127.0.0.1:8888/cb", Severity::Note), ["any-port"]);
        assert!(ids("http://127.0.0.1/cb", Severity::Note).is_empty());
    }

    #[test]
    fn public_clients() {
        for uri in ["my-app://cb", "http://127.0.0.1:1/cb", "http://[::1]/cb"] {
            assert!(is_public_client(uri), "{uri}");
        }
        assert!(!is_public_client("https://example.com/cb"));
    }
}
