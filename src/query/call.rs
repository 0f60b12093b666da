//! Calls in what somebody typed or pasted: a path, a verb and a path, an address,
//! a curl command, a line of code, a stack trace.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use crate::catalogue::{Catalogue, Method};

use super::path::is_placeholder;

/// A call as it was written, cut into its parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Call {
    /// The verb, where one was found.
    pub method: Option<Method>,
    /// A verb that no endpoint has, such as `PATCH`.
    pub odd_verb: Option<String>,
    /// Index into the catalogue's bases, where the address names one.
    pub base: Option<u8>,
    /// The path below the base, without query and fragment.
    pub segments: Vec<String>,
    /// What stands behind the path, as it was typed: `uris=spotify:track:1`.
    pub query: String,
    /// The host, where the address is not one of the API.
    pub elsewhere: Option<String>,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(verb) = self.odd_verb.as_deref().or(self.method.map(Method::name)) {
            write!(f, "{verb} ")?;
        }
        if let Some(host) = &self.elsewhere {
            f.write_str(host)?;
        }
        for segment in &self.segments {
            write!(f, "/{segment}")?;
        }
        if self.segments.is_empty() { f.write_str("/") } else { Ok(()) }
    }
}

/// Whether a word is an HTTP verb: in capitals, small letters, or with a capital first.
pub(super) fn is_verb(word: &str) -> bool {
    // Most words of a text are too short or too long.
    if !(3..=7).contains(&word.len()) {
        return false;
    }
    let verbs = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
    let rest = word.get(1..).unwrap_or_default();
    verbs.iter().any(|verb| verb.eq_ignore_ascii_case(word))
        && (word.bytes().all(|b| b.is_ascii_uppercase())
            || rest.bytes().all(|b| b.is_ascii_lowercase()))
}

/// Every call in a text, in order, each once.
///
/// Addresses elsewhere count only where the text is nothing but one address.
pub fn calls_in(catalogue: &Catalogue, text: &str) -> Vec<Call> {
    calls_by_line(catalogue, text).0
}

/// The same, with whether there is one in each line; lines that a backslash joins are one.
pub(super) fn calls_by_line(catalogue: &Catalogue, text: &str) -> (Vec<Call>, Vec<bool>) {
    let text = text.replace("\\/", "/").replace("\\\n", " ").replace("\\\r\n", " ");
    let lines: Vec<Cow<'_, str>> = text.lines().map(joined).collect();
    let mut words = text.split_whitespace().filter(|word| !is_verb(word));
    let alone = words.next().is_some() && words.next().is_none();
    let mut calls: Vec<Call> = Vec::new();
    let mut seen: HashSet<Call> = HashSet::new();
    let mut with_call = vec![false; lines.len()];
    // Most lines of a log hold no address at all.
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.contains('/')) {
        let pieces = pieces(line);
        for (place, piece) in pieces.iter().enumerate() {
            let after_verb = place > 0 && is_verb(pieces[place - 1].text);
            let Some(mut call) = address(catalogue, piece.text, alone, after_verb) else {
                continue;
            };
            if call.elsewhere.is_some() && !alone {
                continue;
            }
            let verb = verb_of(&lines, at, line, piece);
            call.method = verb.as_deref().and_then(Method::named);
            call.odd_verb = verb.filter(|_| call.method.is_none());
            with_call[at] = true;
            if seen.insert(call.clone()) {
                calls.push(call);
            }
        }
    }
    // A call whose verb is known says more than the same path without one.
    let known: HashSet<&[String]> =
        seen.iter().filter(|call| call.method.is_some()).map(|call| &*call.segments).collect();
    calls.retain(|call| {
        call.method.is_some() || call.odd_verb.is_some() || !known.contains(&*call.segments)
    });
    (calls, with_call)
}

/// What stands in a line before, between and behind its calls.
pub(super) fn beside<'l>(catalogue: &Catalogue, line: &'l str) -> Vec<&'l str> {
    let pieces = pieces(line);
    let (mut parts, mut from) = (Vec::new(), 0);
    for (place, piece) in pieces.iter().enumerate() {
        let verb = pieces[..place].last().filter(|before| is_verb(before.text));
        if address(catalogue, piece.text, false, verb.is_some()).is_some() {
            let start = verb.unwrap_or(piece).start;
            parts.push(&line[from.min(start)..start]);
            from = piece.start + piece.text.len();
        }
    }
    parts.push(&line[from..]);
    parts
}

/// A stretch of a line that could be an address, and where it begins.
struct Piece<'a> {
    text: &'a str,
    start: usize,
}

/// Cuts a line at white space, quotes and control characters, and trims what
/// punctuation and brackets hang on.
fn pieces(line: &str) -> Vec<Piece<'_>> {
    let parts = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(
                c,
                '"' | '\'' | '`' | '\u{201c}' | '\u{201d}' | '\u{2019}' | '\u{2018}' | '|'
            )
    };
    line.split(parts)
        .filter_map(|part| {
            let from = if part.contains("://") { web_scheme(part) } else { 0 };
            let mut text = part[from..].trim_start_matches(['(', ',', ';', '=']);
            let brackets = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>')];
            let surplus = |(open, close)| {
                text.matches(close).count().saturating_sub(text.matches(open).count())
            };
            // How many closing brackets have no partner; most texts have no bracket.
            let mut surplus = brackets.map(surplus);
            loop {
                let before = text.len();
                text = text.trim_end_matches(['.', ',', ';', ':', '!']);
                for ((_, close), left) in brackets.into_iter().zip(&mut surplus) {
                    if *left > 0
                        && let Some(rest) = text.strip_suffix(close)
                    {
                        text = rest;
                        *left -= 1;
                    }
                }
                if text.len() == before {
                    break;
                }
            }
            (!text.is_empty())
                .then(|| Piece { text, start: text.as_ptr() as usize - line.as_ptr() as usize })
        })
        .collect()
}

/// Where an address of the web begins in a text, in whatever letters it is written.
fn web_scheme(text: &str) -> usize {
    let small = text.to_ascii_lowercase();
    small.find("http://").or_else(|| small.find("https://")).unwrap_or(0)
}

/// Whether a scheme is one of the web, in whatever letters.
fn is_web(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}

/// Puts a placeholder where code glues strings together: `"/albums/" + id + "/tracks"`.
fn joined(line: &str) -> Cow<'_, str> {
    if !line.contains(['"', '\'', '`']) {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['"', '\'', '`']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let after = &from[1..];
        if before.ends_with('/')
            && let Some(next) = glue(after)
        {
            out.push_str("{}");
            rest = next;
        } else {
            out.push_str(&from[..1]);
            rest = after;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// After a closing quote: `+ name` and, where the string goes on, `+ "`; gives what follows.
fn glue(after: &str) -> Option<&str> {
    let plus = |s: &'_ str| -> Option<usize> {
        let trimmed = s.trim_start();
        let rest = trimmed.strip_prefix(['+', '.'])?;
        Some(s.len() - rest.len())
    };
    let name = after[plus(after)?..].trim_start();
    let end = name
        .find(|c: char| {
            !(c.is_alphanumeric() || matches!(c, '_' | '.' | '(' | ')' | '[' | ']' | '$'))
        })
        .unwrap_or(name.len());
    if end == 0 {
        return None;
    }
    let rest = &name[end..];
    match plus(rest).map(|at| rest[at..].trim_start()) {
        Some(next) if next.starts_with(['"', '\'', '`']) => Some(&next[1..]),
        _ => Some(rest),
    }
}

/// Reads a piece as an address or path, where it is one.
fn address(catalogue: &Catalogue, piece: &str, alone: bool, after_verb: bool) -> Option<Call> {
    if !piece.contains('/') {
        return None;
    }
    let (scheme, rest) = match piece.split_once("://") {
        Some((scheme, rest)) if is_web(scheme) => (true, rest),
        Some(_) => return None,
        None => (false, piece.strip_prefix("//").filter(|p| p.contains('.')).unwrap_or(piece)),
    };
    let (host, path) = if scheme || looks_like_host(rest) {
        match rest.split_once('/') {
            Some((host, path)) => (Some(host), path),
            None => (Some(rest), ""),
        }
    } else {
        (None, rest)
    };
    let (path, query) = parted(path);
    let mut segments = segments(path);
    let mut call = Call {
        method: None,
        odd_verb: None,
        base: None,
        segments: Vec::new(),
        query: query.to_string(),
        elsewhere: None,
    };
    if let Some(host) = host {
        let host = host.split_once('@').map_or(host, |(_, host)| host);
        let host = host.split_once([':', '?', '#']).map_or(host, |(host, _)| host).to_lowercase();
        let Some(base) = base_at(catalogue, &host) else {
            call.elsewhere = Some(host);
            call.segments = segments;
            return Some(call);
        };
        strip_prefix(catalogue, base, &mut segments);
        if segments.is_empty() && !alone {
            return None;
        }
        call.base = Some(base);
        call.segments = segments;
        return Some(call);
    }
    let rooted = path.starts_with('/');
    for base in 0..u8::try_from(catalogue.bases.len()).unwrap_or(0) {
        if strip_prefix(catalogue, base, &mut segments) {
            break;
        }
    }
    let known = segments.first().is_some_and(|first| is_root(catalogue, first));
    let taken = match (rooted, alone || after_verb) {
        (true, true) => true,
        (true, false) | (false, true) => known,
        (false, false) => false,
    };
    call.segments = segments;
    (taken && !call.segments.is_empty()).then_some(call)
}

fn looks_like_host(text: &str) -> bool {
    let host = text.split(['/', ':', '?']).next().unwrap_or_default();
    let label = |l: &str| !l.is_empty() && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    host.contains('.')
        && host.split('.').all(label)
        && text.contains('/')
        && host
            .rsplit('.')
            .next()
            .is_some_and(|top| top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic()))
}

/// A path and the query behind it, without a fragment; `#{name}` is none.
fn parted(path: &str) -> (&str, &str) {
    let begins = |(at, _): &(usize, &str)| !path[at + 1..].starts_with('{');
    let end = path.match_indices('#').find(begins).map_or(path.len(), |(at, _)| at);
    path[..end].split_once('?').unwrap_or((&path[..end], ""))
}

/// The segments of a path.
fn segments(path: &str) -> Vec<String> {
    path.split('/')
        .filter(|segment| !segment.is_empty())
        .map(|segment| {
            if is_placeholder(segment) {
                return segment.to_string();
            }
            percent_encoding::percent_decode_str(segment)
                .decode_utf8()
                .map_or_else(|_| segment.to_string(), Into::into)
        })
        .collect()
}

fn base_at(catalogue: &Catalogue, host: &str) -> Option<u8> {
    let hosts = catalogue.bases.iter().map(|base| base_parts(base).0);
    (0u8..).zip(hosts).find(|(_, known)| *known == host).map(|(base, _)| base)
}

/// Host and path of a base.
fn base_parts(base: &str) -> (&str, &str) {
    let rest = base.split_once("://").map_or(base, |(_, rest)| rest);
    rest.split_once('/').unwrap_or((rest, ""))
}

/// Takes the base's own path off the front, where it is there.
fn strip_prefix(catalogue: &Catalogue, base: u8, segments: &mut Vec<String>) -> bool {
    let prefix = base_parts(catalogue.bases[usize::from(base)]).1;
    let count = prefix.split('/').filter(|s| !s.is_empty()).count();
    let there = segments.len() >= count
        && prefix.split('/').zip(segments.iter()).all(|(p, s)| p.eq_ignore_ascii_case(s));
    if there {
        segments.drain(..count);
    }
    there
}

/// Whether some path begins with that segment.
fn is_root(catalogue: &Catalogue, segment: &str) -> bool {
    let lower = segment.to_lowercase();
    (0..catalogue.bases.len()).any(|base| {
        let root = &catalogue.paths.nodes[base];
        root.fixed.binary_search_by(|(fixed, _)| (*fixed).cmp(&lower)).is_ok()
    })
}

/// The verb of the call at a piece: beside it, in the options of its command, or
/// in the lines that follow.
fn verb_of(lines: &[Cow<'_, str>], at: usize, line: &str, piece: &Piece<'_>) -> Option<String> {
    let before = end_of(&line[..piece.start]);
    let after = begin_of(&line[piece.start + piece.text.len()..]);
    let capital = |text: &str, last: bool| {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        let mut verbs = words
            .map(|word| word.strip_prefix('X').filter(|w| is_verb(w)).unwrap_or(word))
            .filter(|w| is_verb(w) && w.chars().all(|c| c.is_ascii_uppercase()));
        if last { verbs.next_back() } else { verbs.next() }.map(str::to_string)
    };
    if let Some(word) = before.split_whitespace().next_back().filter(|word| is_verb(word)) {
        return Some(word.to_ascii_uppercase());
    }
    if let Some(verb) = capital(before, true) {
        return Some(verb);
    }
    if let Some(verb) = callee(before) {
        return Some(verb);
    }
    if let Some(verb) = capital(after, false) {
        return Some(verb);
    }
    if before.contains("curl ") || after.contains("curl ") || line.trim_start().starts_with("curl")
    {
        return Some(curl_verb([before, after]).to_string());
    }
    let mut next = lines[at + 1..].iter().take(5).map(|line| begin_of(line));
    let told = next.find(|line| line.to_lowercase().contains("method"));
    told.and_then(|line| capital(line, false)).or_else(|| asks_for_a_page(piece.text))
}

/// Who asks for a page of a list reads it.
fn asks_for_a_page(address: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    let page = |parameter: &str| ["limit=", "offset="].iter().any(|p| parameter.starts_with(p));
    query.split('&').any(page).then(|| Method::Get.name().to_string())
}

/// What stands further than this from an address does not speak of it. Logs have lines
/// of megabytes.
const NEAR: usize = 1_000;

/// The end of a text, as far as it is near to what follows.
fn end_of(text: &str) -> &str {
    let from = text.len().saturating_sub(NEAR);
    let from = (from..text.len()).find(|at| text.is_char_boundary(*at));
    &text[from.unwrap_or(text.len())..]
}

/// The beginning of a text, as far as it is near to what stands before.
fn begin_of(text: &str) -> &str {
    let to = (0..=text.len().min(NEAR)).rev().find(|at| text.is_char_boundary(*at));
    &text[..to.unwrap_or(0)]
}

/// `requests.put(`, `http.Get(`, `axios.delete(`: the verb is the name of what is called.
pub(super) fn callee(before: &str) -> Option<String> {
    let open = before.rfind('(')?;
    let name: String =
        before[..open].chars().rev().take_while(char::is_ascii_alphanumeric).collect();
    let name: String = name.chars().rev().collect::<String>().to_ascii_uppercase();
    let verb = if name == "DEL" { "DELETE".to_string() } else { name };
    let dotted = before[..open]
        .trim_end_matches(|c: char| c.is_ascii_alphanumeric())
        .ends_with(['.', ':', '>', '?']);
    (dotted && is_verb(&verb)).then_some(verb)
}

/// What curl sends when it is not told a verb.
fn curl_verb(around: [&str; 2]) -> &'static str {
    let has = |flags: &[&str]| {
        around.iter().flat_map(|text| text.split_whitespace()).any(|word| {
            flags.iter().any(|f| word == *f || f.starts_with("--") && word.starts_with(f))
        })
    };
    if has(&["-G", "--get"]) {
        "GET"
    } else if has(&["-T", "--upload-file"]) {
        "PUT"
    } else if has(&["-d", "--data", "--json", "-F", "--form"]) {
        "POST"
    } else {
        "GET"
    }
}

impl Method {
    /// The verb in capitals.
    pub fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
            Method::Sdk => "SDK",
        }
    }
}
