//! Keeps secrets that were pasted out of everything that is written.

use percent_encoding::percent_decode_str;

use crate::encoding::encode_component;
use crate::sorted;

/// What stands in place of a secret.
pub const MASK: &str = "***";

/// Shorter values are hidden where they stand, but not looked for elsewhere.
const SHORTEST: usize = 4;
/// How often a text may be percent-encoded and still be looked into.
const DEEPEST: usize = 4;
/// Values of parameters that give nothing away.
const NO_SECRETS: &[&str] = &["code", "token", "true", "false", "null", "undefined", "bearer"];

/// The secrets of one text.
#[derive(Debug, Clone, Default)]
pub struct Mask {
    /// Each in every spelling it may be written in, longest first.
    secrets: Vec<String>,
}

impl Mask {
    /// Finds the secrets of a text, however deep they are encoded.
    pub fn of(text: &str) -> Self {
        let mut secrets = Vec::new();
        let mut layer = text.to_string();
        for _ in 0..=DEEPEST {
            for (from, to) in spans(&layer) {
                let secret = &layer[from..to];
                match secret.split_once(':').filter(|_| layer[..from].ends_with("://")) {
                    Some((_, password)) => keep(password, &mut secrets),
                    // A name in front of a host is hidden there, but may be a host's too.
                    None if layer[..from].ends_with("://") && secret.contains('.') => {}
                    None => keep(secret, &mut secrets),
                }
            }
            let next = percent_decode_str(&layer).decode_utf8_lossy().into_owned();
            if next == layer {
                break;
            }
            layer = next;
        }
        sorted::sort_by(&mut secrets, |a: &String, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        secrets.dedup();
        Mask { secrets }
    }

    /// A text without them.
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (from, to) in spans(text) {
            out.push_str(&text[done..from]);
            out.push_str(MASK);
            done = to;
        }
        out.push_str(&text[done..]);
        for secret in &self.secrets {
            if out.contains(secret.as_str()) {
                out = out.replace(secret.as_str(), MASK);
            }
        }
        out
    }

    /// The same for a text that may not be there.
    pub fn apply_to(&self, text: Option<&String>) -> Option<String> {
        text.map(|text| self.apply(text))
    }
}

fn keep(secret: &str, secrets: &mut Vec<String>) {
    if secret.len() < SHORTEST || NO_SECRETS.contains(&secret.to_ascii_lowercase().as_str()) {
        return;
    }
    let decoded = percent_decode_str(secret).decode_utf8_lossy().into_owned();
    let encoded = encode_component(&decoded);
    for spelling in [encode_component(&encoded), encoded, decoded, secret.to_string()] {
        if spelling.len() >= SHORTEST {
            secrets.push(spelling);
        }
    }
}

/// Whether a parameter, field or header of that name carries a secret.
pub fn is_secret(name: &str) -> bool {
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    ["token", "secret", "verifier", "password", "passwd"].iter().any(|end| plain.ends_with(end))
        || matches!(
            plain.as_str(),
            "code"
                | "authcode"
                | "authorizationcode"
                | "authorization"
                | "apikey"
                | "assertion"
                | "clientassertion"
                | "spdc"
        )
}

/// Where the secrets stand in a text: values of fields with telling names, what
/// follows `Bearer` and `Basic`, and users in front of a host.
fn spans(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let found = match separator(&text.as_bytes()[at..]) {
            Some(length) if is_secret(name_before(text, at)) => Some(at + length),
            Some(_) | None => scheme_of_header(text, at),
        };
        if let Some((from, to)) = found.map(|from| value_at(text, from))
            && to > from
        {
            spans.push((from, to));
            at = to;
            continue;
        }
        if bytes[at..].starts_with(b"://")
            && let Some(end) = user_info(text, at + 3)
        {
            spans.push((at + 3, end));
            at = end;
            continue;
        }
        at += 1;
    }
    spans
}

/// The length of the sign between a name and its value that a text begins with.
fn separator(text: &[u8]) -> Option<usize> {
    match text.first()? {
        b'=' | b':' => Some(1),
        b'%' => {
            let mut at = 1;
            while text[at..].starts_with(b"25") {
                at += 2;
            }
            let sign = text.get(at..at + 2)?;
            matches!(sign, b"3D" | b"3d" | b"3A" | b"3a").then_some(at + 2)
        }
        _ => None,
    }
}

/// The name that ends right before a place, or before the quote that is there.
fn name_before(text: &str, at: usize) -> &str {
    let before = text[..at].trim_end_matches(['"', '\'', '\\', ' ']);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let from = before
        .rfind(|c| !is_name(c))
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let name = &before[from..];
    // What is encoded in front of a name ends in two digits of its own.
    let encoded = before[..from].ends_with('%');
    if encoded { name.trim_start_matches("25").get(2..).unwrap_or(name) } else { name }
}

/// Where the credentials of a `Bearer` or `Basic` header begin, if one stands here.
fn scheme_of_header(text: &str, at: usize) -> Option<usize> {
    // Asked of every letter of a text: what all of them begin with is looked at first.
    text.as_bytes().get(at).filter(|letter| letter.eq_ignore_ascii_case(&b'b'))?;
    ["bearer ", "basic ", "bearer%20", "bearer+"].iter().find_map(|word| {
        let here = text.as_bytes().get(at..at + word.len())?;
        here.eq_ignore_ascii_case(word.as_bytes()).then_some(at + word.len())
    })
}

/// The value that begins at a place, without its quotes.
fn value_at(text: &str, from: usize) -> (usize, usize) {
    let rest = &text[from..];
    let begin = rest.len() - rest.trim_start_matches([' ', '"', '\'', '\\']).len();
    let value = &rest[begin..];
    // Basic and Bearer are part of the header, not of the secret.
    let begin = scheme_of_header(value, 0).map_or(begin, |at| begin + at);
    let value = &rest[begin..];
    let end = value.find(|c: char| {
        c.is_whitespace()
            || matches!(c, '&' | '#' | '"' | '\'' | '<' | '>' | ',' | ';' | ')' | '}' | ']' | '\\')
    });
    let value = &value[..end.unwrap_or(value.len())];
    let encoded = ["%26", "%23", "%2526", "%2523"].iter().filter_map(|mark| value.find(mark)).min();
    (from + begin, from + begin + encoded.unwrap_or(value.len()))
}

/// Where the user in front of a host ends, if there is one.
fn user_info(text: &str, from: usize) -> Option<usize> {
    let rest = &text[from..];
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#'));
    let authority = &rest[..end.unwrap_or(rest.len())];
    authority.rfind('@').map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_found_wherever_they_stand() {
        for text in [
            "https://x.example/cb?code=SECRET99&state=abc",
            "https://x.example/cb#access_token=SECRET99",
            "client_secret=SECRET99",
            "code_verifier: SECRET99",
            "{\"refresh_token\":\"SECRET99\"}",
            "{\"refresh_token\": \"SECRET99\"}",
            "{\\\"id_token\\\":\\\"SECRET99\\\"}",
            "Authorization: Bearer SECRET99",
            "https://me:SECRET99@x.example/",
            "?continue=https%3A%2F%2Fx.example%2Fcb%3Fcode%3DSECRET99%26state%3Dabc",
            "?continue=https%253A%252F%252Fx.example%252Fcb%253Fcode%253DSECRET99%2526state",
            "a&amp;code=SECRET99",
        ] {
            let masked = Mask::default().apply(text);
            assert!(!masked.contains("SECRET99"), "{text}");
            // Nothing else is hidden, but for the user whose password it is.
            assert_eq!(masked.replace(MASK, "SECRET99"), text.replace("me:", ""), "{text}");
            assert_eq!(Mask::of(text).apply("see SECRET99 here"), "see *** here", "{text}");
        }
    }

    #[test]
    fn the_rest_stays() {
        for text in [
            "https://accounts.spotify.com/authorize?response_type=code&client_id=abcdef&state=x",
            "code_challenge=abcdef&code_challenge_method=S256&zip_code=12345",
            "https://x.example/cb?error=access_denied",
        ] {
            assert_eq!(Mask::of(text).apply(text), text);
        }
        // What is too short to be a secret is hidden where it stands, not elsewhere.
        assert_eq!(Mask::of("code=ab").apply("cab code=ab"), "cab code=***");
        assert_eq!(
            Mask::default().apply("https://x.example/cb?code=abcd&state=s"),
            "https://x.example/cb?code=***&state=s"
        );
    }
}
