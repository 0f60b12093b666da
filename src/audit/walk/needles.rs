//! What a file must hold to matter: the name of the service or of a client library, a
//! scope, a path.
//!
//! The needles are made from the catalogue. A scope counts with two hyphens or more
//! (`user-top-read`, not `streaming`), a path with two fixed names in a row or a hyphen
//! in one (`me/player`, `/audio-features`, not `/tracks`): words that stand in any
//! program say nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::Span as Within;
use aho_corasick::packed::{self, MatchKind};
use memchr::memmem;

use crate::audit::ir::Span;
use crate::catalogue::Catalogue;
use crate::libraries::{Kind, Libraries};
use crate::sorted;

/// The service's name, whatever its letters' case.
pub const NAME: &str = "spotify";
/// Bytes of a needle that are looked for: fewer stand everywhere, and no more are compared
/// at once.
const WINDOW: usize = 4;

/// A sign of the API in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// The name of the service, or of a client library.
    Name,
    /// A scope.
    Scope,
    /// Part of a path.
    Path,
    /// The address that paths are relative to.
    Base,
}

/// Which signs were seen in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Mentions(u8);

impl Mentions {
    /// All that a search over bytes tells.
    const ALL: Mentions = Mentions(0b111);

    /// Whether there was none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether a sign was seen.
    pub fn has(self, sign: Sign) -> bool {
        self.0 & (1 << sign as u8) != 0
    }

    /// Adds a sign.
    pub fn add(&mut self, sign: Sign) {
        self.0 |= 1 << sign as u8;
    }
}

/// A place that mentions a path or a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// Where.
    pub span: Span,
    /// What.
    pub sign: Sign,
}

/// The needles, ready to search.
#[derive(Debug)]
pub struct Needles {
    finder: Finder,
    /// What each window that is looked for may be part of.
    parts: Vec<Vec<Part>>,
    names: BTreeSet<&'static str>,
    scopes: Vec<&'static str>,
    paths: BTreeSet<String>,
    bases: Vec<&'static str>,
    /// Bytes that two pieces of a file must share, so that no needle is lost between them.
    overlap: usize,
}

/// What a window may be part of: a sign that begins so many bytes before it.
type Part = (Sign, usize);

#[derive(Debug)]
enum Finder {
    /// Looks at many bytes at once.
    Packed(packed::Searcher),
    /// For processors that cannot: one needle after the other.
    Each(Vec<memmem::Finder<'static>>),
}

impl Finder {
    fn new(needles: &[String]) -> Self {
        let mut builder = packed::Config::new().match_kind(MatchKind::LeftmostFirst).builder();
        builder.extend(needles);
        builder.build().map_or_else(|| Finder::each(needles), Finder::Packed)
    }

    fn each(needles: &[String]) -> Self {
        let finder = |needle: &String| memmem::Finder::new(needle).into_owned();
        Finder::Each(needles.iter().map(finder).collect())
    }

    /// The first place where a needle stands, and the needle: the first of those there.
    fn find(&self, bytes: &[u8], from: usize) -> Option<(usize, usize)> {
        match self {
            Finder::Packed(packed) => {
                let found = packed.find_in(bytes, Within::from(from..bytes.len()))?;
                Some((found.start(), found.pattern().as_usize()))
            }
            Finder::Each(finders) => {
                let rest = bytes.get(from..)?;
                let places = (0..).zip(finders);
                places.filter_map(|(n, finder)| Some((from + finder.find(rest)?, n))).min()
            }
        }
    }
}

impl Needles {
    /// Those of a catalogue, and of the client libraries there are tables of.
    pub fn new(catalogue: &'static Catalogue) -> Self {
        Self::with(catalogue, Finder::new)
    }

    fn with(catalogue: &'static Catalogue, finder: impl Fn(&[String]) -> Finder) -> Self {
        let scopes: Vec<_> = catalogue
            .scopes
            .iter()
            .map(|scope| scope.id)
            .filter(|id| id.matches('-').count() >= 2)
            .collect();
        let bases: Vec<_> =
            catalogue.bases.iter().map(|base| base.trim_start_matches("https://")).collect();
        let called = catalogue.endpoints.iter();
        let called = called
            .flat_map(|e| std::iter::once(e.path).chain(e.older.iter().map(|older| older.path)));
        let paths = sorted::set(called.flat_map(distinctive));
        // spotipy and tekore are imported without a word of Spotify.
        let libraries = Libraries::built_in().all.iter().filter(|l| l.kind == Kind::Client);
        let modules = libraries.flat_map(|library| library.modules).copied();
        let names = modules.filter(|module| !module.to_ascii_lowercase().contains(NAME));
        let names = sorted::set(names.chain([NAME]));
        let longest = names
            .iter()
            .chain(&scopes)
            .map(|text| text.len())
            .chain(paths.iter().map(String::len))
            .max();
        let name = names.iter().filter_map(|name| name.get(..WINDOW)).flat_map(|start| {
            let cases = if NAME.starts_with(start) { cases(start) } else { vec![start.to_owned()] };
            cases.into_iter().map(|start| (start, (Sign::Name, 0)))
        });
        let part = |needle: &str, sign| {
            let window = window(needle);
            (needle[window.clone()].to_owned(), (sign, window.start))
        };
        let others = scopes.iter().map(|id| part(id, Sign::Scope));
        let others = others.chain(paths.iter().map(|path| part(path, Sign::Path)));
        let mut windows: BTreeMap<String, Vec<Part>> = BTreeMap::new();
        for (window, part) in name.chain(others) {
            let parts = windows.entry(window).or_default();
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        let (windows, parts): (Vec<_>, Vec<_>) = windows.into_iter().unzip();
        Needles {
            finder: finder(&windows),
            parts,
            names,
            scopes,
            paths,
            bases,
            // One byte more: what stands before a needle decides as well.
            overlap: longest.unwrap_or(0) + 1,
        }
    }

    /// Bytes that two pieces of a file must share.
    pub(super) fn overlap(&self) -> usize {
        self.overlap
    }

    /// Adds the signs in these bytes that begin at `from` or later; stops when there is
    /// nothing left to learn.
    pub(super) fn look(&self, bytes: &[u8], from: usize, mentions: &mut Mentions) {
        self.each(bytes, from, |_, sign| {
            mentions.add(sign);
            *mentions != Mentions::ALL
        });
    }

    /// Places in a text that mention a path, a scope or the address of the API, the first
    /// of each line, by place. Lines that only comment are passed over, as far as their
    /// first character tells.
    pub fn mentions(&self, text: &str) -> Vec<Mention> {
        let mut found = Vec::new();
        self.each(text.as_bytes(), 0, |start, sign| {
            if sign != Sign::Name {
                found.push((start, sign));
            }
            true
        });
        for base in &self.bases {
            found.extend(text.match_indices(base).map(|(start, _)| (start, Sign::Base)));
        }
        sorted::sort(&mut found);
        let (mut line, mut counted, mut out) = (1, 0, Vec::<Mention>::new());
        for (start, sign) in found {
            line += memchr::memchr_iter(b'\n', &text.as_bytes()[counted..start]).count();
            counted = start;
            let begin = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let whole = text[begin..].lines().next().unwrap_or_default();
            let Ok(number) = u32::try_from(line) else { break };
            if is_comment(whole) {
                continue;
            }
            if let Some(last) = out.last_mut().filter(|last| last.span.line == number) {
                // A whole address says less than the path in it.
                if last.sign == Sign::Base {
                    last.sign = sign;
                }
                continue;
            }
            let rest = whole.len() - (start - begin);
            let length = text[start..start + rest].find(ends_word).unwrap_or(rest);
            if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(start + length)) {
                out.push(Mention { span: Span { start, end, line: number }, sign });
            }
        }
        out
    }

    /// Calls back with each sign, until the answer is no.
    fn each(&self, bytes: &[u8], from: usize, mut take: impl FnMut(usize, Sign) -> bool) {
        let mut from = from;
        while let Some((at, window)) = self.finder.find(bytes, from) {
            from = at + 1;
            for (sign, before) in &self.parts[window] {
                let Some(start) = at.checked_sub(*before) else { continue };
                if self.holds(*sign, bytes, start) && !take(start, *sign) {
                    return;
                }
            }
        }
    }

    /// Whether the needle begun here is really one.
    fn holds(&self, sign: Sign, bytes: &[u8], start: usize) -> bool {
        let rest = &bytes[start..];
        match sign {
            Sign::Name => self.names.iter().any(|name| {
                rest.get(..name.len()).is_some_and(|b| b.eq_ignore_ascii_case(name.as_bytes()))
            }),
            Sign::Scope => self.scopes.iter().any(|id| rest.starts_with(id.as_bytes())),
            // `home/player` is no `me/player`.
            Sign::Path => {
                let stands_alone =
                    rest.first() == Some(&b'/') || start == 0 || !is_word(bytes[start - 1]);
                stands_alone && self.paths.iter().any(|path| rest.starts_with(path.as_bytes()))
            }
            Sign::Base => true,
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | ';' | ')' | '<' | '>')
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["//", "#", "--", ";", "%", "*", "/*", "'", "(*", "{-", "<!--"]
        .iter()
        .any(|mark| line.starts_with(mark))
}

/// A word in every mix of small and large letters.
fn cases(word: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for c in word.chars() {
        all = all
            .iter()
            .flat_map(|start| {
                [c.to_ascii_lowercase(), c.to_ascii_uppercase()].map(|c| format!("{start}{c}"))
            })
            .collect();
    }
    all
}

/// The bytes of a needle that are looked for: `ser-` of `user-top-read`, `dio-` of
/// `/audio-features`, `me/t` of `me/tracks`. `user` and `play` stand in any program, hyphens
/// behind them do not. What stands around them is compared.
fn window(needle: &str) -> Range<usize> {
    let mut bytes = needle.bytes().enumerate().skip(1);
    let mark = bytes.find(|(_, b)| matches!(b, b'-' | b'/')).map_or(0, |(at, _)| at + 1);
    let end = mark.max(WINDOW).min(needle.len());
    end.saturating_sub(WINDOW)..end
}

/// The parts of a path that hardly stand anywhere else.
fn distinctive(path: &'static str) -> Vec<String> {
    let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
    let fixed = |name: &&str| !name.contains('{');
    let mut out: Vec<String> = names
        .windows(2)
        .filter(|pair| pair.iter().all(fixed))
        .take(1)
        .map(|pair| pair.join("/"))
        .collect();
    out.extend(names.iter().filter(|n| fixed(n) && n.contains('-')).map(|name| format!("/{name}")));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Vec<Sign> {
        let mut mentions = Mentions::default();
        Needles::new(Catalogue::built_in()).look(text.as_bytes(), 0, &mut mentions);
        [Sign::Name, Sign::Scope, Sign::Path].into_iter().filter(|s| mentions.has(*s)).collect()
    }

    #[test]
    fn names_count_in_any_case() {
        for text in [
            "import spotipy.util",
            "import tekore",
            "spotify",
            "SPOTIFY_ID",
            "mySpotifyApi",
            "xspoTIFY",
            "a\0spotify",
        ] {
            assert_eq!(seen(text), [Sign::Name], "{text}");
        }
        for text in ["spot", "spotif", "a spot if you like", "response", ""] {
            assert_eq!(seen(text), [], "{text}");
        }
    }

    #[test]
    fn scopes_count_where_they_are_whole() {
        assert_eq!(seen("scope=user-top-read"), [Sign::Scope]);
        assert_eq!(seen("'playlist-modify-public'"), [Sign::Scope]);
        assert_eq!(seen("user-read-only streaming user-top-"), []);
    }

    #[test]
    fn paths_count_where_they_say_something() {
        for text in ["/v1/me/player", "'me/top/artists'", "${base}/audio-features/x", "me/library"]
        {
            assert_eq!(seen(text), [Sign::Path], "{text}");
        }
        for text in ["home/player", "/tracks/1", "/search?q=", "class=\"top-tracks\"", "some/top"] {
            assert_eq!(seen(text), [], "{text}");
        }
    }

    #[test]
    fn signs_are_all_found() {
        assert_eq!(
            seen("Spotify /me/tracks user-library-read"),
            [Sign::Name, Sign::Scope, Sign::Path]
        );
    }

    #[test]
    fn the_catalogue_gives_few_enough_needles_for_the_fast_search() {
        let needles = Needles::new(Catalogue::built_in());
        assert!(needles.parts.len() <= 64, "{:?}", needles.parts);
        if cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) {
            assert!(matches!(needles.finder, Finder::Packed(_)));
        }
    }

    #[test]
    fn both_finders_find_the_same() {
        let text = b"SpOtIfy x/me/tracks user-top-read spot /audio-features";
        let catalogue = Catalogue::built_in();
        let [packed, each] =
            [Needles::new(catalogue), Needles::with(catalogue, Finder::each)].map(|needles| {
                let mut all = Vec::new();
                needles.each(text, 0, |start, sign| {
                    all.push((start, sign));
                    true
                });
                all
            });
        assert_eq!(packed, each);
        assert_eq!(packed.len(), 4);
    }

    #[test]
    fn mentions_have_lines() {
        let text = "a\n  get(\"https://api.spotify.com/v1/me/top/artists\", x)\n// user-top-read\nx user-top-read\n";
        let found = Needles::new(Catalogue::built_in()).mentions(text);
        let of: Vec<_> =
            found.iter().map(|m| (m.span.line, &text[m.span.bytes()], m.sign)).collect();
        assert_eq!(
            of,
            [
                (2, "api.spotify.com/v1/me/top/artists", Sign::Path),
                (4, "user-top-read", Sign::Scope)
            ]
        );
    }
}
