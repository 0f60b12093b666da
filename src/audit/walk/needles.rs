//! What a file must hold to matter: the name of the service or of a client library, a
//! scope, a path.
//!
//! The needles are made from the catalogue. A scope counts with two hyphens or more
//! (`user-top-read`, not `streaming`), a path with two fixed names in a row or a hyphen
//! in one (`me/player`, `/audio-features`, not `/tracks`): words that stand in any
//! program say nothing.

use std::collections::BTreeSet;

use aho_corasick::Span as Within;
use aho_corasick::packed::{self, MatchKind};
use memchr::memmem;

use crate::audit::ir::Span;
use crate::catalogue::Catalogue;
use crate::libraries::{Kind, Libraries};
use crate::sorted;

/// The service's name: in small letters, in large ones or with a large one first.
pub const NAME: &str = "spotify";
/// Bytes of a needle that are looked for: fewer stand everywhere, and no more are compared
/// at once.
const WINDOW: usize = 4;
/// How many masks the search keeps windows in, one after the other in each.
const MASKS: usize = 8;

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
        let mut starts: Vec<String> = Vec::new();
        for start in names.iter().filter_map(|name| name.get(..WINDOW)) {
            starts.push(start.to_owned());
            // The name of the service as people write it.
            if NAME.starts_with(start) {
                let large = start.to_ascii_uppercase();
                starts.extend([format!("{}{}", &large[..1], &start[1..]), large]);
            }
        }
        let mut windows: Vec<&str> = starts.iter().map(|start| &**start).collect();
        let mut needles: Vec<(&str, Sign)> = scopes.iter().map(|id| (*id, Sign::Scope)).collect();
        needles.extend(paths.iter().map(|path| (&**path, Sign::Path)));
        windows.extend(shared(&needles));
        // Those that look alike stand together.
        sorted::sort_by_key(&mut windows, |window| (window.bytes().position(is_mark), *window));
        let windows = by_masks(&windows);
        let parts_of = |window: &String| {
            let mut parts: Vec<Part> = Vec::new();
            parts.extend(starts.contains(window).then_some((Sign::Name, 0)));
            for (text, sign) in &needles {
                let part = text.find(&**window).map(|start| (*sign, start));
                parts.extend(part.filter(|part| !parts.contains(part)));
            }
            parts
        };
        let parts = windows.iter().map(parts_of).collect();
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

/// Whether a byte stands between words of scopes and paths.
fn is_mark(byte: u8) -> bool {
    matches!(byte, b'-' | b'/')
}

/// The fewest bytes, more or less, of which each needle holds some: `ser-` of `user-top-read`,
/// `-ent` of `/get-entitlements`, `/alb` of `me/albums`. `user` and `play` stand in any program,
/// beside a hyphen they do not. What stands around is compared.
fn shared<'n>(needles: &[(&'n str, Sign)]) -> Vec<&'n str> {
    let mut all: Vec<(&str, usize)> = Vec::new();
    for (number, (needle, _)) in needles.iter().enumerate() {
        let windows = (0..needle.len()).filter_map(|at| needle.get(at..at + WINDOW));
        let windows = windows.filter(|window| window.bytes().any(is_mark));
        all.extend(windows.map(|window| (window, number)));
    }
    sorted::sort(&mut all);
    let mut found = Vec::new();
    let mut has_none = vec![true; needles.len()];
    loop {
        // The one that most needles hold which have none yet.
        let runs = all.chunk_by(|a, b| a.0 == b.0).rev();
        let counted = runs.map(|run| (run.iter().filter(|(_, n)| has_none[*n]).count(), run));
        let Some((1.., run)) = counted.max_by_key(|(count, _)| *count) else { return found };
        for (_, number) in run {
            has_none[*number] = false;
        }
        found.push(run[0].0);
    }
}

/// Puts together what stands together: the search deals windows out to its masks one by one,
/// and takes for a window whatever is made of the letters in one mask.
fn by_masks(windows: &[&str]) -> Vec<String> {
    let mut masks: Vec<&[&str]> = Vec::new();
    let mut rest = windows;
    for mask in 1..=MASKS {
        let (own, others) = rest.split_at((windows.len() + MASKS - mask) / MASKS);
        masks.push(own);
        rest = others;
    }
    let rows = 0..windows.len().div_ceil(MASKS);
    let row = |at: usize| masks.iter().filter_map(move |mask| mask.get(at));
    rows.flat_map(row).map(|window| (*window).to_owned()).collect()
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
    fn names_count_as_they_are_written() {
        for text in [
            "import spotipy.util",
            "import tekore",
            "spotify",
            "SPOTIFY_ID",
            "mySpotifyApi",
            "SpotiFy",
            "a\0spotify",
        ] {
            assert_eq!(seen(text), [Sign::Name], "{text}");
        }
        for text in ["spot", "spotif", "a spot if you like", "response", "xspOtify", ""] {
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
    fn all_of_the_catalogue_is_found() {
        let needles = Needles::new(Catalogue::built_in());
        let paths: Vec<&str> = needles.paths.iter().map(|path| &**path).collect();
        for (texts, sign) in [(needles.scopes.as_slice(), Sign::Scope), (&paths, Sign::Path)] {
            assert!(texts.len() > 20);
            for text in texts {
                assert!(seen(text).contains(&sign), "{text}");
            }
        }
    }

    #[test]
    fn what_stands_together_is_dealt_out_together() {
        let all: Vec<String> = (10..29).map(|at| at.to_string()).collect();
        let all: Vec<&str> = all.iter().map(|text| &**text).collect();
        let dealt = by_masks(&all);
        let masks = (0..MASKS).map(|mask| dealt.iter().skip(mask).step_by(MASKS));
        assert!(masks.flatten().eq(&all), "{dealt:?}");
        assert_eq!(by_masks(&all[..2]), ["10", "11"]);
    }

    #[test]
    fn the_catalogue_gives_few_enough_needles_for_the_fast_search() {
        let needles = Needles::new(Catalogue::built_in());
        // With more, half as many bytes are looked at at once.
        assert!(needles.parts.len() <= 32, "{:?}", needles.parts);
        if cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) {
            assert!(matches!(needles.finder, Finder::Packed(_)));
        }
    }

    #[test]
    fn both_finders_find_the_same() {
        let text = b"SpotIfy x/me/tracks user-top-read spot /audio-features";
        let catalogue = Catalogue::built_in();
        let [packed, each] =
            [Needles::new(catalogue), Needles::with(catalogue, Finder::each)].map(|needles| {
                let mut all = Vec::new();
                needles.each(text, 0, |start, sign| {
                    all.push((start, sign));
                    true
                });
                // A needle may hold several windows.
                all.dedup();
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
