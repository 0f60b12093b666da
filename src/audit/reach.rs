//! From an address, perhaps with holes, to what it reaches.

use crate::audit::program::At;
use crate::audit::values::{Piece, Text};
use crate::catalogue::{
    Catalogue, EndpointRef, Method, PathEnd, PathIndex, PathNode, Takes, Target,
};
use crate::query::path;

/// Where an address leads.
#[derive(Debug, Clone)]
pub enum Reach {
    /// Not to the Web API.
    Elsewhere,
    /// To the top of the API alone.
    Base,
    /// To these calls; more than one where the verb is not known.
    Calls {
        /// The calls.
        ends: Vec<PathEnd>,
        /// The text its path begins in.
        at: At,
        /// What stands right behind a path that could go on: `${API}/me${rest}`.
        tail: Option<At>,
    },
    /// To one of these, which one only shows at run time.
    OneOf(Vec<EndpointRef>, At),
    /// Somewhere in the API, where only shows at run time.
    Open(At),
    /// To a path that the API does not have.
    Nothing(String, At),
    /// Below an unknown address.
    Relative(Relative),
    /// To the accounts service.
    Accounts,
}

/// A path below an unknown address.
#[derive(Debug, Clone)]
pub struct Relative {
    /// What it is below, where something stands before it.
    pub below: Option<At>,
    /// The path and what it reaches below the Web API.
    pub reach: Box<Reach>,
    /// Whether the path begins with a fixed word.
    pub fixed: bool,
}

const MARK: char = '\u{1}';

/// A text laid out flat, with where each part comes from.
struct Flat {
    letters: String,
    starts: Vec<(usize, At)>,
}

impl Flat {
    fn of(text: &Text) -> Self {
        let mut flat = Flat { letters: String::new(), starts: Vec::new() };
        for piece in &text.pieces {
            match piece {
                Piece::Written(letters, at) => {
                    flat.starts.push((flat.letters.len(), *at));
                    // A space before an address is no part of it.
                    let begins = flat.letters.is_empty();
                    let letters = if begins { letters.trim_start() } else { letters };
                    flat.letters.push_str(&letters.replace(MARK, ""));
                }
                Piece::Hole(at, _) => {
                    flat.starts.push((flat.letters.len(), *at));
                    flat.letters.push(MARK);
                }
            }
        }
        flat
    }

    /// Where the part of a path is written that tells most of it: the last that begins
    /// a segment (`/next` of `${player}/next`), else the first.
    fn telling(&self, start: usize, end: usize) -> Option<At> {
        let first = self.at(start.min(self.letters.len().saturating_sub(1)));
        let later = self.starts.iter().enumerate().rev().find(|(index, (begin, _))| {
            let until = self.starts.get(index + 1).map_or(self.letters.len(), |(next, _)| *next);
            let part = self.letters.get((*begin).max(start)..until.min(end)).unwrap_or_default();
            let word = |s: &str| s.starts_with(|c: char| c.is_ascii_lowercase());
            let mut segments = part.split('/').skip(1);
            // `/` right before a hole: `${albums}/${id}`.
            let hole = part.ends_with('/') && self.letters[until..].starts_with(MARK);
            *begin > start && (hole || segments.any(word))
        });
        later.map(|(_, (_, at))| *at).or(first)
    }

    fn at(&self, letter: usize) -> Option<At> {
        self.starts.iter().rev().find(|(start, _)| *start <= letter).map(|(_, at)| *at)
    }
}

/// Where an address leads; with a verb, by that verb.
pub fn reach(catalogue: &Catalogue, text: &Text, method: Option<Method>) -> Reach {
    let flat = Flat::of(text);
    let letters = flat.letters.as_str();
    let Some(start) = flat.at(0) else { return Reach::Elsewhere };
    let accounts = host(catalogue.accounts.authorize);
    if letters.contains(accounts) {
        return Reach::Accounts;
    }
    for (index, base) in catalogue.bases.iter().enumerate() {
        let (Some(base_host), path) = (Some(host(base)), path_of(base)) else { continue };
        if base_host.is_empty() {
            continue;
        }
        let Some(found) = letters.find(base_host) else { continue };
        let before = letters[..found].trim_end_matches("//").trim_end_matches([':', MARK]);
        if !matches!(before.trim_start(), "" | "https" | "http") {
            continue;
        }
        let mut from = found + base_host.len();
        let rest = &letters[from..];
        let rest = rest.strip_prefix(":443").unwrap_or(rest);
        // A host that ends in a slash, and a path that begins with one.
        let slashes = rest.len() - rest.trim_start_matches('/').len();
        let rest = &rest[slashes.saturating_sub(1)..];
        from = letters.len() - rest.len();
        // `$host/$path`, where the path begins with a slash of its own.
        let doubled = rest.len() - rest.trim_start_matches('/').len();
        let rest = &rest[doubled.saturating_sub(1)..];
        from += doubled.saturating_sub(1);
        // The version stands in the address, or in a hole.
        if let Some(below) = rest.strip_prefix(path) {
            from = letters.len() - below.len();
        } else if let Some(below) = rest.strip_prefix("/\u{1}") {
            // `$host/$prefix` + `v1/me`: what stands in the hole is nothing.
            let bare = below.trim_start_matches('/').strip_prefix(path.trim_start_matches('/'));
            let below = bare.filter(|b| !path.is_empty() && b.starts_with('/')).unwrap_or(below);
            from = letters.len() - below.len();
        } else if !path.is_empty() && !matches!(rest, "" | "/") && !rest.starts_with(MARK) {
            continue;
        }
        // All of the path is what a caller gives, the version with it.
        if from == letters.len() && letters.ends_with(MARK) && ends_in_parameter(text) {
            return Reach::Open(flat.at(letters.len()).unwrap_or(start));
        }
        let index = u8::try_from(index).unwrap_or(u8::MAX);
        return below(catalogue, index, &flat, from, method);
    }
    relative(catalogue, &flat, start, method)
}

fn ends_in_parameter(text: &Text) -> bool {
    matches!(text.pieces.last(), Some(Piece::Hole(_, Some(_))))
}

fn relative(catalogue: &Catalogue, flat: &Flat, start: At, method: Option<Method>) -> Reach {
    let letters = flat.letters.as_str();
    let rest = letters.trim_start_matches(MARK);
    let from = letters.len() - rest.len();
    let before = (from > 0).then_some(start);
    let host_like =
        |s: &str| s.split('/').next().is_some_and(|h| h.contains('.') && !h.contains(MARK));
    let elsewhere = rest.contains("://") || from == 0 && !rest.starts_with('/') && host_like(rest);
    // What stands right behind a hole without a slash belongs to it: `${host}.com/x`.
    let glued = from > 0 && !rest.is_empty() && !rest.starts_with(['/', '?']);
    if elsewhere || glued && !plain_start(rest) {
        return Reach::Elsewhere;
    }
    let mut from = from;
    // The version stands in the path, with a slash before it or without.
    let versions = catalogue.bases.first().map(|base| path_of(base)).filter(|v| !v.is_empty());
    if let Some(version) = versions {
        let bare = version.trim_start_matches('/');
        let whole = if letters[from..].starts_with('/') { version } else { bare };
        if letters[from..].strip_prefix(whole).is_some_and(|r| r.starts_with('/')) {
            from += whole.len();
        }
    }
    let fixed =
        letters[from..].trim_start_matches('/').starts_with(|c: char| c.is_ascii_lowercase());
    let reach = below(catalogue, 0, flat, from, method);
    // `{kind}s/{id}`: what stands behind the hole belongs to it.
    if glued && matches!(reach, Reach::Nothing(..)) {
        let mixed = below(catalogue, 0, flat, 0, method);
        if matches!(mixed, Reach::OneOf(..)) {
            return Reach::Relative(Relative { below: None, reach: Box::new(mixed), fixed: true });
        }
    }
    Reach::Relative(Relative { below: before, reach: Box::new(reach), fixed })
}

/// Whether a path may begin right behind its base: `${BASE}me/tracks`, where the base ends in a slash.
fn plain_start(rest: &str) -> bool {
    let word = rest.split(['/', '?', MARK]).next().unwrap_or_default();
    !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
}

fn below(
    catalogue: &Catalogue,
    base: u8,
    flat: &Flat,
    from: usize,
    method: Option<Method>,
) -> Reach {
    let rest = &flat.letters[from..];
    let end = rest.find(['?', '#', '&']).unwrap_or(rest.len());
    let whole = &rest[..end];
    let start = from + whole.len() - whole.trim_start_matches('/').len();
    let Some(at) = flat.telling(start, from + end) else {
        return Reach::Elsewhere;
    };
    if whole.trim_matches('/').is_empty() {
        return Reach::Base;
    }
    // A hole right behind the address holds any number of segments.
    let open_start = whole.starts_with(MARK) || whole.trim_matches(['/', MARK]).is_empty();
    let mut segments: Vec<String> =
        whole.split('/').filter(|s| !s.is_empty()).map(str::to_string).collect();
    // Behind the last segment may stand a query, or the rest of the path.
    let behind = |last: &str| {
        let is_hole = last.trim_matches(MARK).is_empty();
        last.ends_with(MARK) && (!is_hole || last.len() > 1)
    };
    let tail = segments.last().filter(|last| behind(last)).and_then(|_| flat.at(from + end - 1));
    if let Some(last) = segments.last_mut()
        && last.ends_with(MARK)
        && last.trim_end_matches(MARK).chars().all(|c| c.is_ascii_lowercase() || c == '-')
        && last.trim_end_matches(MARK).len() > 1
    {
        // `/me/tracks${query}`
        let plain = last.trim_end_matches(MARK).to_string();
        *last = plain;
    }
    if open_start && segments.len() <= 1 {
        return Reach::Open(at);
    }
    if segments.first().is_some_and(|first| first.trim_matches(MARK).is_empty())
        && whole.starts_with(MARK)
    {
        segments.remove(0);
        if segments.is_empty() {
            return Reach::Open(at);
        }
    }
    let exact: Vec<String> = segments
        .iter()
        .map(|s| if s.contains(MARK) { "{}".to_string() } else { s.clone() })
        .collect();
    let mixed = |s: &String| s.contains(MARK) && !s.trim_matches(MARK).is_empty();
    if !segments.iter().any(mixed) {
        let ends = path::find(catalogue, Some(base), &exact, method);
        if !ends.is_empty() {
            let tail = tail.filter(|_| goes_on(&catalogue.paths, u32::from(base), &segments));
            return Reach::Calls { ends, at, tail };
        }
    }
    let mut ends = Vec::new();
    wild(&catalogue.paths, u32::from(base), &segments, &mut ends);
    ends.retain(|end| method.is_none_or(|m| m == end.method));
    let mut endpoints: Vec<EndpointRef> = Vec::new();
    for end in &ends {
        if let Target::Endpoint(endpoint) = end.target
            && !endpoints.contains(&endpoint)
        {
            endpoints.push(endpoint);
        }
    }
    let holes = segments.iter().any(|s| s.contains(MARK));
    match endpoints.as_slice() {
        [] if holes && segments.iter().all(|s| s.contains(MARK)) => Reach::Open(at),
        // What stands in a hole right behind the address may be several segments.
        [] if open_start => Reach::Open(at),
        [] => Reach::Nothing(format!("/{}", exact.join("/")), at),
        [_] => Reach::Calls { ends, at, tail: None },
        _ => Reach::OneOf(endpoints, at),
    }
}

/// Whether there are paths that begin with these segments and go on.
fn goes_on(paths: &PathIndex, node: u32, segments: &[String]) -> bool {
    let node: &PathNode = &paths.nodes[node as usize];
    let Some((segment, rest)) = segments.split_first() else {
        return !node.fixed.is_empty() || !node.open.is_empty();
    };
    let lower = segment.to_lowercase();
    node.fixed.iter().any(|(fixed, next)| *fixed == lower && goes_on(paths, *next, rest))
        || segment.contains(MARK) && node.open.iter().any(|(_, next)| goes_on(paths, *next, rest))
}

/// Every call whose path a pattern fits, where a hole may be a fixed segment too.
fn wild(paths: &PathIndex, node: u32, segments: &[String], found: &mut Vec<PathEnd>) {
    let node: &PathNode = &paths.nodes[node as usize];
    let Some((segment, rest)) = segments.split_first() else {
        found.extend(node.ends);
        return;
    };
    let lower = segment.to_lowercase();
    for (fixed, next) in node.fixed {
        if fits(&lower, fixed) {
            wild(paths, *next, rest, found);
        }
    }
    for (kind, next) in node.open {
        let ok = match paths.placeholders[usize::from(*kind)].takes {
            Takes::Anything => true,
            Takes::SpotifyId => segment.contains(MARK) || segment.len() >= 10,
            Takes::OneOf(values) => values.iter().any(|v| fits(&lower, v)),
        };
        if ok {
            wild(paths, *next, rest, found);
        }
    }
}

/// Whether a segment with holes can be a word.
fn fits(pattern: &str, word: &str) -> bool {
    let mut parts = pattern.split(MARK);
    let Some(first) = parts.next() else { return false };
    let Some(mut rest) = word.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

/// The host of an address.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// The path of an address.
fn path_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or("", |at| rest[at..].trim_end_matches('/'))
}

/// Whether a text names the host of the Web API.
pub fn names_api(catalogue: &Catalogue, text: &str) -> bool {
    catalogue.bases.first().is_some_and(|base| text.contains(host(base)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::ir::ExprId;

    /// Where an address leads; `*` in it is a hole.
    fn leads(address: &str) -> String {
        said(&reached(address))
    }

    fn reached(address: &str) -> Reach {
        let catalogue = Catalogue::built_in();
        let at = |expr| At { unit: 0, expr: ExprId(expr) };
        let mut pieces = Vec::new();
        for (number, part) in (0..).zip(address.split('*')) {
            if number > 0 {
                pieces.push(Piece::Hole(at(100 + number), None));
            }
            if !part.is_empty() {
                pieces.push(Piece::Written(part.into(), at(number)));
            }
        }
        reach(catalogue, &Text { pieces }, Some(Method::Get))
    }

    fn said(reached: &Reach) -> String {
        let catalogue = Catalogue::built_in();
        match reached {
            Reach::Elsewhere => "elsewhere".into(),
            Reach::Base => "base".into(),
            Reach::Calls { ends, at, .. } => {
                let ids = ends.iter().map(|end| match end.target {
                    Target::Endpoint(endpoint) => catalogue.endpoint(endpoint).id,
                    Target::Absent(_) => "absent",
                });
                format!("{} at {}", ids.collect::<Vec<_>>().join(" "), at.expr.0)
            }
            Reach::OneOf(all, at) => format!("one of {} at {}", all.len().min(2), at.expr.0),
            Reach::Open(at) => format!("open at {}", at.expr.0),
            Reach::Nothing(path, at) => format!("nothing {path} at {}", at.expr.0),
            Reach::Relative(relative) => format!(
                "below {:?}{}: {}",
                relative.below.map(|at| at.expr.0),
                if relative.fixed { " fixed" } else { "" },
                said(&relative.reach)
            ),
            Reach::Accounts => "accounts".to_string(),
        }
    }

    #[test]
    fn addresses_lead_where_they_say() {
        let mut wrong = String::new();
        for (address, expected) in [
            ("https://api.spotify.com/v1/me", "get-current-users-profile at 0"),
            ("http://api.spotify.com:443/v1/me", "get-current-users-profile at 0"),
            ("*://api.spotify.com/v1/me", "get-current-users-profile at 1"),
            ("api.spotify.com/v1/me/", "get-current-users-profile at 0"),
            ("https://api.spotify.com//v1//me", "get-current-users-profile at 0"),
            ("https://api.spotify.com/*/me", "get-current-users-profile at 1"),
            ("https://api.spotify.com/*/v1/me", "get-current-users-profile at 1"),
            ("https://api.spotify.com/v1", "base"),
            ("https://api.spotify.com/v1/?a=b", "base"),
            ("https://api.spotify.com/v2/me", "elsewhere"),
            ("https://api.spotify.com.example/v1/me", "elsewhere"),
            ("https://example.com/?a=https://api.spotify.com/v1/me", "elsewhere"),
            ("https://api.spotify.com/v1/*", "open at 101"),
            ("https://api.spotify.com/v1*", "open at 101"),
            ("https://api.spotify.com/v1/*/*", "one of 2 at 1"),
            ("https://api.spotify.com/v1/me*", "get-current-users-profile at 0"),
            ("https://api.spotify.com/v1/me/*", "one of 2 at 0"),
            ("https://api.spotify.com/v1/me/top/*", "get-users-top-artists-and-tracks at 0"),
            ("https://api.spotify.com/v1/albums/*/tracks", "get-an-albums-tracks at 1"),
            ("https://api.spotify.com/v1/*s/*", "one of 2 at 1"),
            ("https://api.spotify.com/v1/a*s/x", "nothing /{}/x at 1"),
            ("https://api.spotify.com/v1/a*s/4aawyAB9vmqN3uQ7FjRGTy", "one of 2 at 0"),
            ("https://api.spotify.com/v1/nothing", "nothing /nothing at 0"),
            ("https://accounts.spotify.com/authorize", "accounts"),
            ("/me", "below None fixed: get-current-users-profile at 0"),
            ("me/tracks", "below None fixed: get-users-saved-tracks at 0"),
            ("*/me", "below Some(101) fixed: get-current-users-profile at 1"),
            ("*me/tracks", "below Some(101) fixed: get-users-saved-tracks at 1"),
            ("*/v1/me", "below Some(101) fixed: get-current-users-profile at 1"),
            ("v1/me", "below None fixed: get-current-users-profile at 0"),
            ("*?a=b", "below Some(101): base"),
            ("*.com/me", "elsewhere"),
            ("*Me/tracks", "elsewhere"),
            ("example.com/me", "elsewhere"),
            ("*https://example.com/me", "elsewhere"),
            ("*s/*", "below None fixed: one of 2 at 1"),
            ("https://api.spotify.com/*/v12/me", "nothing /v12/me at 1"),
            ("https://api.spotify.com/v1/a*", "one of 2 at 0"),
            ("https://api.spotify.com/v1/a*q/*", "open at 1"),
            ("https://api.spotify.com/v1/*/4aawyAB9vmqN3uQ7FjRGTy/tracks", "one of 2 at 1"),
            ("*me/*", "below Some(101) fixed: one of 2 at 1"),
            ("", "elsewhere"),
        ] {
            let found = leads(address);
            if found != expected {
                wrong.push_str(&format!("{address}: {found}, not {expected}\n"));
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    }

    #[test]
    fn a_segment_with_holes_fits_words() {
        let fits = |pattern: &str, word| super::fits(&pattern.replace('*', "\u{1}"), word);
        assert!(fits("*", "me") && fits("m*", "me") && fits("*e", "me") && fits("me*", "me"));
        assert!(fits("a*c*e", "abcde") && fits("a*c*", "abcde") && fits("me", "me"));
        assert!(!fits("a*c*e", "abde") && !fits("*a", "me") && !fits("m*me", "me"));
        assert!(!fits("b*", "ab") && !fits("a*b*b", "ab") && !fits("me", "met"));
    }

    #[test]
    fn what_may_go_on_behind_a_path_is_told() {
        for (address, tail) in [
            ("https://api.spotify.com/v1/me*", Some(101)),
            ("https://api.spotify.com/v1/me*?market=*", Some(101)),
            ("https://api.spotify.com/v1/audio-features*", Some(101)),
            ("https://api.spotify.com/v1/me", None),
        ] {
            let Reach::Calls { tail: found, .. } = reached(address) else { panic!("{address}") };
            assert_eq!(found.map(|at| at.expr.0), tail, "{address}");
        }
    }

    #[test]
    fn a_parameter_may_be_the_whole_path() {
        let at = |expr| At { unit: 0, expr: ExprId(expr) };
        let function = crate::audit::program::Fun { unit: 0, id: crate::audit::ir::FunctionId(1) };
        let of = |parameter| {
            let written = Piece::Written("https://api.spotify.com/".into(), at(0));
            let pieces = vec![written, Piece::Hole(at(1), parameter)];
            said(&reach(Catalogue::built_in(), &Text { pieces }, Some(Method::Get)))
        };
        assert_eq!(of(Some((function, 0))), "open at 1");
        assert_eq!(of(None), "base");
    }
}
