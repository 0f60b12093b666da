//! Scopes as people write and paste them: any separators, a `scope=` value, an
//! address, JSON, percent-encoded text; and what was meant by an unknown one.

use std::collections::BTreeSet;

use crate::catalogue::{Catalogue, Scope, ScopeRef, ScopeStatus, terms};
use crate::libraries::Libraries;
use crate::sorted;

/// Scopes read from a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScopeText {
    /// The names, in order, each once, spelled as in the text.
    pub names: Vec<String>,
    /// Whether commas stood between them.
    pub commas: bool,
    /// How often the text was percent-encoded.
    pub encoded: u8,
    /// Names that stood there more than once.
    pub repeated: Vec<String>,
}

impl ScopeText {
    /// Reads scopes from a text.
    pub fn read(text: &str) -> Self {
        let (decoded, encoded) = decode(text);
        let value = scope_value(&decoded);
        let mut read = ScopeText { encoded, commas: value.contains(','), ..ScopeText::default() };
        let (mut seen, mut repeated) = (BTreeSet::new(), BTreeSet::new());
        let in_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
        for name in value.split(|c| !in_name(c)).filter(|name| !name.is_empty()) {
            if seen.insert(name) {
                read.names.push(name.to_string());
            } else if repeated.insert(name) {
                read.repeated.push(name.to_string());
            }
        }
        read.commas &= read.names.len() + read.repeated.len() > 1;
        read
    }

    /// Reads scopes from several texts, as one list.
    pub fn read_all(texts: &[String]) -> Self {
        let each: Vec<ScopeText> = texts.iter().map(|text| ScopeText::read(text)).collect();
        let mut all = ScopeText::default();
        let mut seen = BTreeSet::new();
        for read in &each {
            all.commas |= read.commas;
            all.encoded = all.encoded.max(read.encoded);
            for name in &read.names {
                let is_new = seen.insert(name.as_str());
                let list = if is_new { &mut all.names } else { &mut all.repeated };
                list.push(name.clone());
            }
            all.repeated.extend_from_slice(&read.repeated);
        }
        all
    }
}

/// Undoes percent-encoding, twice where it was done twice.
fn decode(text: &str) -> (String, u8) {
    let mut decoded = text.to_string();
    for times in 0..3 {
        let next = percent_encoding::percent_decode_str(&decoded).decode_utf8_lossy().into_owned();
        if next == decoded {
            return (decoded, times);
        }
        decoded = next;
    }
    (decoded, 3)
}

/// The value of `scope` where the text is an address, a query, JSON or a printed
/// object of some language; else the whole text.
fn scope_value(text: &str) -> &str {
    let without = if is_address(text) { "" } else { text };
    field_value(text).unwrap_or_else(|| labelled(text).unwrap_or(without))
}

/// What follows a label that begins a text: `scope: a b`, `SPOTIFY_SCOPES=a b`.
fn labelled(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let text = text.strip_prefix("export ").unwrap_or(text);
    let (label, value) = text.split_once([':', '='])?;
    let label = label.trim_end().to_ascii_lowercase();
    let last = label.rsplit(['_', '-', ' ']).next().unwrap_or_default();
    let plain = label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' '));
    // `Scope::Name` and `scope:name` are names.
    let by_equals = text[..text.len() - value.len()].ends_with('=');
    let apart = by_equals || value.starts_with(char::is_whitespace);
    (plain && apart && matches!(last, "scope" | "scopes")).then_some(value)
}

/// Whether a text is an address and nothing else.
fn is_address(text: &str) -> bool {
    let text = text.trim();
    let begins = |with: &str| text.get(..with.len()).is_some_and(|b| b.eq_ignore_ascii_case(with));
    !text.contains(char::is_whitespace)
        && (begins("https://") || begins("http://") || begins("accounts.spotify.com/"))
}

/// Whether a text says that no scope is asked for: an address or an answer without any.
pub fn asks_for_none(text: &str) -> bool {
    let text = decode(text).0;
    field_value(&text).is_some_and(|value| value.trim().is_empty())
        || field_value(&text).is_none() && is_address(&text)
}

/// Whether a text is an address, a query, JSON or a printed object with scopes in it.
pub fn has_scope_field(text: &str) -> bool {
    field_value(&decode(text).0).is_some()
}

fn field_value(text: &str) -> Option<&str> {
    let own = |at: usize, key: &str| {
        let before = text[..at].chars().next_back();
        let after = text[at + key.len()..].chars().next();
        let name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
        !name(before) && !name(after)
    };
    ["scope", "scopes"].into_iter().find_map(|key| {
        let places = text.match_indices(key).filter(|(at, _)| own(*at, key));
        places.into_iter().find_map(|(at, _)| value_after(&text[at + key.len()..]))
    })
}

/// The value of a field, after its name: `=value`, `": "value"`, `: ['a', 'b']`.
fn value_after(rest: &str) -> Option<&str> {
    if let Some(value) = rest.strip_prefix('=')
        && !value.starts_with(['"', '\'', '['])
    {
        return Some(&value[..value.find(['&', '#', '\n']).unwrap_or(value.len())]);
    }
    let value = rest.trim_start_matches(['"', '\'']).trim_start();
    let value = value.strip_prefix("=>").or_else(|| value.strip_prefix([':', '=']))?.trim_start();
    let open = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '['))?;
    let rest = &value[1..];
    Some(&rest[..rest.find(if open == '[' { ']' } else { open }).unwrap_or(rest.len())])
}

/// Whether an unknown name can be shown: a token or code pasted by mistake looks unlike a
/// scope, and must not be repeated.
pub fn looks_like_a_scope(name: &str) -> bool {
    name.len() <= LONGEST_NAME && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
}

/// Longer than any scope there ever was.
const LONGEST_NAME: usize = 40;
/// Longer than any scope, or several glued together, that somebody misspelled.
const LONGEST_SLIP: usize = 200;

/// What a name turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A scope, or a name the catalogue advises against.
    Known(ScopeRef),
    /// Nothing the catalogue knows, and what was probably meant.
    Unknown(String, Vec<ScopeRef>),
}

/// Looks names up.
pub fn look_up(catalogue: &Catalogue, names: &[String]) -> Vec<Named> {
    names
        .iter()
        .map(|name| match catalogue.scope_by_id(name) {
            Some(scope) => Named::Known(scope),
            None => Named::Unknown(name.clone(), meant(catalogue, name)),
        })
        .collect()
}

/// The scope that a name stands for, written as code writes it: `user_read_private`, or a
/// constant of a client library, such as `ScopeUserReadPrivate`.
pub fn written_otherwise(catalogue: &Catalogue, name: &str) -> Option<ScopeRef> {
    if name.len() > LONGEST_SLIP {
        return None;
    }
    let mut words = terms::words(name);
    words.retain(|word| word != "scope" && word != "scopes");
    let known = catalogue.scope_by_id(&words.join("-"));
    let constant = || {
        let mut libraries = Libraries::built_in().all.iter();
        libraries.find_map(|library| match library.constant(&name.replace("::", "."))? {
            [only] => Some(*only),
            _ => None,
        })
    };
    known.or_else(constant).filter(|at| catalogue.scope(*at).can_be_asked_for())
}

/// Current scopes that an unknown name was probably meant to be, likeliest first.
fn meant(catalogue: &Catalogue, name: &str) -> Vec<ScopeRef> {
    if name.len() > LONGEST_SLIP {
        return Vec::new();
    }
    if let Some(only) = written_otherwise(catalogue, name) {
        return vec![only];
    }
    let plain = |text: &str| text.to_lowercase().replace(['_', '.', ':', ' '], "-");
    let typed = plain(name);
    let parts = sorted::set(typed.split('-').filter(|p| !p.is_empty()));
    let mut near: Vec<(usize, ScopeRef)> = catalogue
        .scope_refs()
        .filter(|(_, scope)| scope.can_be_asked_for())
        .filter_map(|(at, scope)| {
            // The lengths alone rule most out.
            let off = typed.len().abs_diff(scope.id.len());
            let distance = if off > 3 { off } else { strsim::osa_distance(&typed, scope.id) };
            let contained = !parts.is_empty() && {
                let has = |part: &str| scope.id.split('-').any(|own| own == part);
                parts.iter().all(|part| has(part))
                    || scope.id.split('-').all(|own| parts.contains(own))
            };
            let rank = match distance {
                0 => 0,
                _ if contained => 1,
                1..=3 if distance * 3 < scope.id.len() => 1 + distance,
                _ => return None,
            };
            Some((rank, at))
        })
        .collect();
    sorted::sort(&mut near);
    let best = near.first().map_or(0, |(rank, _)| *rank);
    near.into_iter().filter(|(rank, _)| *rank <= best + 1).map(|(_, at)| at).take(3).collect()
}

/// What there is to say of names in a text that are no scopes; none where all are.
///
/// What cannot be a scope may be a token pasted by mistake, and is not repeated.
pub fn unknown(catalogue: &Catalogue, text: &str) -> Option<String> {
    let named = look_up(catalogue, &ScopeText::read(text).names);
    let said = named.iter().find_map(|named| match named {
        Named::Known(_) => None,
        Named::Unknown(name, _) if !looks_like_a_scope(name) => {
            Some("what is given there cannot be a scope, and is not shown".to_string())
        }
        Named::Unknown(name, meant) => match did_you_mean(catalogue, meant) {
            mended if mended.is_empty() => Some(format!("{name} is no scope")),
            mended => Some(format!("{name} is no scope; {mended}")),
        },
    });
    let nothing = || {
        (named.is_empty() && !text.trim().is_empty())
            .then(|| "there is no scope in what is given".to_string())
    };
    said.or_else(nothing)
}

/// "did you mean a or b?", or nothing.
pub fn did_you_mean(catalogue: &Catalogue, meant: &[ScopeRef]) -> String {
    let ids: Vec<&str> = meant.iter().map(|scope| catalogue.scope(*scope).id).collect();
    if ids.is_empty() { String::new() } else { format!("did you mean {}?", ids.join(" or ")) }
}

impl Scope {
    /// Whether a request for it can succeed, at least for partners.
    pub fn can_be_asked_for(&self) -> bool {
        matches!(self.status, ScopeStatus::Current | ScopeStatus::PartnerOnly)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        ScopeText::read(text).names
    }

    #[test]
    fn separators_of_every_kind() {
        for text in [
            "user-read-email user-read-private",
            "user-read-email,user-read-private",
            "user-read-email, user-read-private",
            "user-read-email+user-read-private",
            "user-read-email\nuser-read-private\n",
            "user-read-email%20user-read-private",
            "user-read-email%2Cuser-read-private",
            "user-read-email%2520user-read-private",
            "[\"user-read-email\", \"user-read-private\"]",
            "scope=user-read-email%20user-read-private&state=x",
            "https://accounts.spotify.com/authorize?client_id=a&scope=user-read-email+user-read-private",
            "{\"access_token\":\"x\",\"scope\":\"user-read-email user-read-private\"}",
            "{\"access_token\":\"x\",\"scope\": [\"user-read-email\", \"user-read-private\"]}",
            "{'access_token': 'x', 'scope': 'user-read-email user-read-private'}",
            "{ access_token: 'x', scope: 'user-read-email user-read-private', expires_in: 3600 }",
            "array(\"access_token\" => \"x\", \"scope\" => \"user-read-email user-read-private\")",
            "Token(access_token='x', scope='user-read-email user-read-private')",
        ] {
            assert_eq!(names(text), ["user-read-email", "user-read-private"], "{text}");
        }
    }

    #[test]
    fn what_would_have_been_wrong_on_the_wire_is_noticed() {
        assert!(ScopeText::read("a,b").commas);
        assert!(!ScopeText::read("a b").commas);
        assert!(!ScopeText::read("a,").commas);
        assert_eq!(ScopeText::read("a%252Cb").encoded, 2);
        assert_eq!(ScopeText::read("a b a").repeated, ["a"]);
    }

    #[test]
    fn nothing_in_nothing() {
        assert!(names("").is_empty());
        assert!(names(" , ").is_empty());
        assert!(names("scope=&state=user-read-email").is_empty());
        assert!(names("{\"scope\": \"\"}").is_empty());
    }

    #[test]
    fn a_field_is_told_from_a_word() {
        assert!(has_scope_field("{\"scope\":\"\"}"));
        assert!(has_scope_field("?scope=a"));
        assert!(!has_scope_field("{\"access_token\":\"x\",\"scope\":null}"));
        assert!(!has_scope_field("the scope user-read-email"));
        assert!(!has_scope_field("{\"my_scope\":\"a\"}"));
    }

    #[test]
    fn unknown_names_are_guessed() {
        let catalogue = Catalogue::built_in();
        let guess = |name: &str| {
            meant(catalogue, name).first().map(|s| catalogue.scope(*s).id).unwrap_or_default()
        };
        assert_eq!(guess("user_read_email"), "user-read-email");
        assert_eq!(guess("USER-READ-EMAIL"), "user-read-email");
        assert_eq!(guess("user-read-emial"), "user-read-email");
        assert_eq!(guess("read-email"), "user-read-email");
        assert_eq!(guess("playlist-modify-publc"), "playlist-modify-public");
        assert_eq!(guess("banana"), "");
        assert_eq!(guess(""), "");
    }
}
