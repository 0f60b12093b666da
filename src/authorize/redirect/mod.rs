//! Which redirect URIs Spotify accepts, rule by rule.
//!
//! Nothing is ever changed about a redirect URI: Spotify compares it letter by
//! letter with what is registered, so a "corrected" one is only ever proposed.

mod parts;
mod rules;

use serde::Serialize;

use crate::sorted;

use super::{Rule, Severity};
use parts::{
    Parts, is_invisible, is_local_network, is_localhost, is_loopback, is_loopback_literal,
    plain_name,
};
pub use rules::RULES;
use rules::{
    ABSOLUTE, ANY_PORT, CHARACTERS, CUSTOM_SCHEME, DEFAULT_PORT, FRAGMENT, HTTPS, LAN, LOCALHOST,
    LOOPBACK, NON_ASCII, NOT_CUSTOM, SCHEME, UPPER_CASE, USER_INFO, WHITESPACE, WILDCARD,
};

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

/// Judges a redirect URI; the findings come in the order of [`RULES`].
pub fn judge(uri: &str) -> Vec<Finding> {
    let blank = |c: char| c.is_whitespace() || is_invisible(c);
    if uri.chars().any(blank) {
        let instead: String = uri.chars().filter(|c| !blank(*c)).collect();
        let found = "it holds white space or an invisible character";
        return vec![refused(&WHITESPACE, found, Some(instead))];
    }
    let wildcard = uri.contains('*').then(|| refused(&WILDCARD, "it holds a *", None));
    let Some(parts) = Parts::of(uri) else {
        return [not_absolute(uri)].into_iter().chain(wildcard).collect();
    };
    let scheme = parts.scheme.to_ascii_lowercase();
    if NOT_CUSTOM.contains(&scheme.as_str()) {
        let found = format!("{scheme} is no scheme an app can own");
        return vec![refused(&SCHEME, found, None)];
    }
    let web = matches!(scheme.as_str(), "http" | "https");
    if web && !parts.is_web_address(uri) {
        let found = match parts.port.filter(|port| port.parse::<u16>().is_err()) {
            Some("") | None => "it is no valid web address".to_string(),
            Some(port) => format!("{port} is no port: those are numbers up to {}", u16::MAX),
        };
        let invalid = refused(&ABSOLUTE, found, None);
        return [invalid].into_iter().chain(wildcard).collect();
    }
    let mut findings: Vec<Finding> = wildcard.into_iter().collect();
    if let Some(at) = uri.find('#') {
        let found = "it has a fragment, from the # on";
        findings.push(refused(&FRAGMENT, found, Some(uri[..at].to_string())));
    }
    if web && parts.user_info {
        let found = "it names a user in front of the host";
        findings.push(refused(&USER_INFO, found, Some(parts.without_user(uri))));
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
    let strange = |c: char| matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`');
    if let Some(c) = uri.chars().find(|c| strange(*c)) {
        findings.push(risky(&CHARACTERS, format!("{c} may not stand in an address"), None));
    }
    sorted::sort_by_key(&mut findings, |f| RULES.iter().position(|rule| rule.id == f.rule.id));
    findings
}

/// Whether Spotify refuses a redirect URI.
pub fn is_refused(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity == Severity::Refused)
}

/// Where apps can come back to that cannot keep a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// A scheme of the app's own: it runs on the user's device, and is public.
    Public,
    /// The user's own machine: public, unless a server is being developed there.
    Loopback,
    /// A website, which can keep a secret on its server.
    Web,
}

/// The kind of client that can own a redirect URI.
pub fn client(uri: &str) -> Client {
    match Parts::of(uri) {
        Some(parts) if is_loopback_literal(parts.host.unwrap_or_default()) => Client::Loopback,
        Some(parts) if !matches!(&*parts.scheme.to_ascii_lowercase(), "http" | "https") => {
            Client::Public
        }
        _ => Client::Web,
    }
}

fn judge_host(parts: &Parts<'_>, scheme: &str, findings: &mut Vec<Finding>) {
    let host = parts.host.unwrap_or_default();
    let lower = host.to_ascii_lowercase();
    let named = plain_name(host);
    let implied = if scheme == "https" { "443" } else { "80" };
    let port_implied = parts.port.is_some_and(|port| port.is_empty() || port == implied);
    // What is proposed must be right as a whole: in small letters, without a port to no end.
    let after_host = if port_implied { parts.path.to_string() } else { parts.after_host() };
    let loopback = format!("http://127.0.0.1{after_host}");
    if is_localhost(&named) {
        findings.push(refused(&LOCALHOST, format!("its host is {host}"), Some(loopback)));
    } else if scheme == "http" && !is_loopback_literal(host) {
        let https = format!("https://{lower}{after_host}");
        let (rule, found, instead) = if is_loopback(&named) {
            (&LOOPBACK, format!("{host} is not spelled that way"), loopback)
        } else if is_local_network(&named) {
            (&LAN, format!("{host} is on the local network, over http"), https)
        } else {
            (&HTTPS, "it is plain http".to_string(), https)
        };
        findings.push(refused(rule, found, Some(instead)));
    } else if scheme == "http" && parts.port.is_some() {
        let open = format!("http://{host}{}", parts.path);
        let found = format!("register {open}, and any port will do");
        findings.push(Finding { severity: Severity::Note, ..risky(&ANY_PORT, found, None) });
    }
    if parts.scheme.chars().chain(host.chars()).any(|c| c.is_ascii_uppercase()) {
        let instead = format!("{scheme}://{lower}{after_host}");
        findings.push(risky(&UPPER_CASE, "scheme or host has capitals", Some(instead)));
    }
    if port_implied {
        let instead = format!("{scheme}://{lower}{}", parts.path);
        let found = format!("{scheme} implies the port {implied}");
        findings.push(risky(&DEFAULT_PORT, found, Some(instead)));
    }
    if is_refused(findings) {
        // What is refused is mended first; a second proposal would contradict the first.
        for finding in findings.iter_mut().filter(|f| f.severity == Severity::Risky) {
            finding.instead = None;
        }
    }
}

fn judge_custom(uri: &str, parts: &Parts<'_>, findings: &mut Vec<Finding>) {
    let lower = parts.scheme.to_ascii_lowercase();
    let rest = &uri[parts.scheme.len()..];
    if ["http", "https"].iter().any(|web| strsim::osa_distance(&lower, web) == 1) {
        let instead = format!("https{rest}");
        findings.push(risky(
            &SCHEME,
            format!("{lower} looks like a slip for https"),
            Some(instead),
        ));
    }
    if lower != parts.scheme {
        let found = "its scheme has capitals";
        findings.push(risky(&CUSTOM_SCHEME, found, Some(format!("{lower}{rest}"))));
    }
    match rest[1..].strip_prefix("//") {
        None => {
            let path = rest[1..].trim_start_matches('/');
            let instead = format!("{}://{path}", parts.scheme);
            let instead = Some(instead).filter(|_| !path.is_empty());
            findings.push(risky(&CUSTOM_SCHEME, "it has no // after the scheme", instead));
        }
        Some("") => {
            let instead = format!("{uri}callback");
            findings.push(risky(&CUSTOM_SCHEME, "nothing follows its //", Some(instead)));
        }
        Some(_) => {
            let found = format!("make sure that no other app claims {}", parts.scheme);
            findings
                .push(Finding { severity: Severity::Note, ..risky(&CUSTOM_SCHEME, found, None) });
        }
    }
}

/// What to say of something that is no whole address, with what was likely meant.
fn not_absolute(uri: &str) -> Finding {
    let bare = uri.trim_matches(['"', '\'', '<', '>', '`', '“', '”', '‘', '’']);
    let decoded = percent_encoding::percent_decode_str(bare).decode_utf8_lossy();
    if bare != uri || (decoded != bare && Parts::of(&decoded).is_some()) {
        let whole = !is_refused(&judge(&decoded));
        let found = if bare == uri { "it is percent-encoded" } else { "it stands in quotes" };
        return refused(&ABSOLUTE, found, Some(decoded.into_owned()).filter(|_| whole));
    }
    let bare = uri.strip_prefix("//").unwrap_or(uri);
    let host = bare.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let instead = if is_loopback_literal(name) {
        Some(format!("http://{bare}"))
    } else if is_localhost(&plain_name(name)) {
        Some(format!("http://127.0.0.1{}", &bare[name.len()..]))
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
    Finding { severity: Severity::Risky, ..refused(rule, found, instead) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(uri: &str, severity: Severity) -> Vec<&'static str> {
        let of = |f: &Finding| (f.severity == severity).then_some(f.rule.id);
        judge(uri).iter().filter_map(of).filter_map(|id| id.strip_prefix("redirect-")).collect()
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
    fn a_port_that_is_none_is_named() {
        let found = |uri: &str| judge(uri).remove(0).found;
        assert!(found("http://127.0.0.1:99999/cb").contains("99999 is no port"));
        assert!(found("http://127.0.0.1:80a/cb").contains("80a is no port"));
        assert!(!found("https://exa mple.com/cb").contains("port"));
        assert!(!found("https://:80/cb").contains("port"));
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

    /// What is said of a URI: for each finding `rule = proposal`, or only `rule`.
    fn said(uri: &str) -> String {
        let of = |f: Finding| match f.instead {
            Some(instead) => format!("{} = {instead}", &f.rule.id["redirect-".len()..]),
            None => f.rule.id["redirect-".len()..].to_string(),
        };
        judge(uri).into_iter().map(of).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_to_register_instead_is_said_to_the_letter() {
        let expected = [
            // Only what is wrong is left out or put in its place.
            ("https://a b.com/\u{200b}cb", "whitespace = https://ab.com/cb"),
            ("https://example.com/cb#x", "fragment = https://example.com/cb"),
            ("https://me:pw@example.com:1/cb", "user-info = https://example.com:1/cb"),
            ("http://localhost:3000/cb?x=1", "localhost = http://127.0.0.1:3000/cb?x=1"),
            ("http://localhost", "localhost = http://127.0.0.1"),
            ("http://[0:0:0:0:0:0:0:1]:5/cb", "loopback = http://127.0.0.1:5/cb"),
            ("http://[::]/cb", "loopback = http://127.0.0.1/cb"),
            ("http://[::ffff:127.0.0.1]/cb", "loopback = http://127.0.0.1/cb"),
            ("http://169.254.1.1:80/cb", "lan = https://169.254.1.1/cb; default-port"),
            ("http://[fd00::1]/cb", "lan = https://[fd00::1]/cb"),
            ("http://[fe80::1]/cb", "lan = https://[fe80::1]/cb"),
            ("http://example.com/cb", "https = https://example.com/cb"),
            ("http://[2001:db8::1]/cb", "https = https://[2001:db8::1]/cb"),
            ("http://127.0.0.1:8888/cb", "any-port"),
            ("http://[::1]:80/cb", "default-port = http://[::1]/cb; any-port"),
            ("https://example.com:80/cb", ""),
            ("https://example.com:443/cb", "default-port = https://example.com/cb"),
            ("https://example.com:/cb", "default-port = https://example.com/cb"),
            ("HTTPS://Example.com/CB", "upper-case = https://example.com/CB"),
            ("https://b\u{fc}cher.example/", "non-ascii = https://xn--bcher-kva.example/"),
            ("my-app://b\u{fc}cher", "custom-scheme; non-ascii"),
            ("https://example.com/{id}", "characters"),
            ("myapp:/cb", "custom-scheme = myapp://cb"),
            ("myapp:", "custom-scheme"),
            ("myapp://", "custom-scheme = myapp://callback"),
            ("MyApp://cb", "custom-scheme = myapp://cb; custom-scheme"),
            ("htps://example.com/cb", "scheme = https://example.com/cb; custom-scheme"),
            ("httpss://example.com/cb", "scheme = https://example.com/cb; custom-scheme"),
            // What is no whole address may be part of one.
            ("//example.com/cb", "absolute = https://example.com/cb"),
            ("example.com:8080/cb", "absolute = https://example.com:8080/cb"),
            ("127.0.0.1:5/cb", "absolute = http://127.0.0.1:5/cb"),
            ("localhost:5/cb", "absolute = http://127.0.0.1:5/cb"),
            ("callback", "absolute"),
            (".com/cb", "absolute"),
            ("/callback", "absolute"),
            ("\"https://example.com/cb\"", "absolute = https://example.com/cb"),
            ("'callback'", "absolute"),
            ("'http://example.com/cb'", "absolute"),
            ("https%3A%2F%2Fexample.com%2Fcb", "absolute = https://example.com/cb"),
            ("https%3A%2F%2Fexample.com%2F*", "absolute; wildcard"),
            ("call%62ack", "absolute"),
            // Of what is no address nothing can be proposed.
            ("https://", "absolute"),
            ("https://*", "wildcard"),
            ("https://a..com/*", "absolute; wildcard"),
            ("https://.example.com/cb", "absolute"),
            ("https://exa!mple.com/cb", "absolute"),
            ("https://example.com/a\\b", "absolute"),
            ("urn:ietf:wg:oauth:2.0:oob", "scheme"),
            ("1app://cb", "absolute"),
            ("my app://cb", "whitespace = myapp://cb"),
            ("my+app.x-1://cb", "custom-scheme"),
            ("my_app://cb", "absolute"),
        ];
        let wrong = expected.map(|(uri, expected)| (uri, expected, said(uri)));
        let wrong: Vec<_> = wrong.iter().filter(|(_, expected, said)| expected != said).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn findings_are_put_in_words_about_this_address() {
        let found = |uri: &str| judge(uri).into_iter().map(|f| f.found).collect::<Vec<_>>();
        assert_eq!(found(""), ["it is empty"]);
        for part in ["/cb", "call%62ack"] {
            assert_eq!(found(part), ["it is only part of an address"]);
        }
        assert_eq!(found("'https://example.com'"), ["it stands in quotes"]);
        assert_eq!(found("https%3A%2F%2Fexample.com"), ["it is percent-encoded"]);
        assert_eq!(found("https://example.com:443"), ["https implies the port 443"]);
        assert_eq!(found("http://localhost"), ["its host is localhost"]);
        assert_eq!(
            found("http://127.0.0.1:5/cb"),
            ["register http://127.0.0.1/cb, and any port will do"]
        );
    }

    #[test]
    fn kinds_of_client() {
        assert_eq!(client("my-app://cb"), Client::Public);
        for uri in ["http://127.0.0.1:1/cb", "http://[::1]/cb", "https://127.0.0.1/cb"] {
            assert_eq!(client(uri), Client::Loopback, "{uri}");
        }
        assert_eq!(client("https://example.com/cb"), Client::Web);
    }
}
