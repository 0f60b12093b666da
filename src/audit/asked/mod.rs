//! Scopes that a program asks for, and where it sends users to grant them.
//!
//! Scopes are looked for from two sides. From the requests: authorize addresses and
//! the arguments in which client and login libraries take scopes. And from the
//! names: a text that is nothing but scopes, or a constant of a library that stands
//! for one, is asked for wherever it is used in earnest; not where it is only
//! compared with, written to a log, or given to a name that nobody reads.

mod addresses;
mod compared;
mod libraries;
mod names;
mod overridden;
mod settings;

pub use names::only_looks;

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::HashSet;

use crate::audit::callers::Uses;
use crate::audit::ir::{Expr, ExprId};
use crate::audit::program::{At, Fun, Program};
use crate::audit::values::texts;
use crate::audit::values::{Piece, Text, Value, Values, names_nothing, of_nothing};
use crate::catalogue::{Catalogue, EndpointRef, ScopeStatus};
use crate::libraries::{By, Libraries, Library, TextIs};
use crate::sorted;

/// What a program asks for.
#[derive(Debug, Default)]
pub struct Asked {
    /// Scopes, with the text or constant that names each, and the letter in it.
    pub scopes: BTreeSet<Named>,
    /// Where users are sent.
    pub authorizations: Vec<Sending>,
    /// Authorize addresses with a query that nothing uses, and the scopes in them.
    pub unused: Vec<(At, Vec<String>)>,
    /// Places where scopes are only known at run time.
    pub unknown: BTreeSet<At>,
    /// Where the app gets a token for itself alone.
    pub app_tokens: BTreeSet<At>,
}

/// A place that sends users to grant something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// The request, or the call that makes it.
    pub at: At,
    /// Whether all that is asked there was read.
    pub resolved: bool,
    /// What a login library calls by itself after it.
    pub implies: Vec<EndpointRef>,
}

/// A scope named in a program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The text or constant.
    pub at: At,
    /// The letter of the text it begins at.
    pub letter: u32,
    /// Its name.
    pub scope: String,
    /// Whether it is sent joined to others with commas.
    pub comma_joined: bool,
}

/// Finds what a program asks for.
pub fn find(
    catalogue: &'static Catalogue,
    tables: &'static Libraries,
    values: &Values<'_>,
    uses: &Uses,
) -> Asked {
    let mut hunt = Hunt {
        catalogue,
        tables,
        values,
        uses,
        constants: tables
            .all
            .iter()
            .flat_map(|l| (0..l.constants.len()).map(|at| last_of(l.constants.get(at))))
            .collect(),
        takers: tables
            .all
            .iter()
            .flat_map(|l| {
                let calls = l.requests.iter().filter(|r| r.by == By::Call);
                calls.map(|r| last_of(r.name)).chain(l.app_tokens.iter().map(|n| last_of(n)))
            })
            .collect(),
        asked: Asked::default(),
        elsewhere: Vec::new(),
        given: Vec::new(),
    };
    hunt.library_requests();
    hunt.addresses();
    hunt.framework_settings();
    hunt.names();
    hunt.cut_at_commas();
    hunt.app_tokens_asked();
    // Where nothing was seen that is asked for, it is asked for in a way not understood.
    if hunt.asked.scopes.is_empty() {
        let elsewhere = &hunt.elsewhere;
        let silent = hunt.asked.authorizations.iter_mut().filter(|a| elsewhere.contains(&a.at));
        silent.for_each(|a| a.resolved = false);
    }
    hunt.asked
}

struct Hunt<'a, 'p> {
    catalogue: &'static Catalogue,
    tables: &'static Libraries,
    values: &'a Values<'p>,
    uses: &'a Uses,
    /// Last names of all constants that stand for scopes.
    constants: HashSet<&'static str>,
    /// Last names of all calls that take scopes.
    takers: HashSet<&'static str>,
    asked: Asked,
    /// Calls that send users to grant what was said in another call.
    elsewhere: Vec<At>,
    /// Parameters of which what callers give is being looked at.
    given: Vec<(Fun, u16)>,
}

/// Calls that cut a text into a list.
const CUTTERS: &[&str] = &["split", "Split", "explode", "components"];

/// A word that could be a scope, and the letter it begins at.
struct Word<'t> {
    letters: &'t str,
    start: usize,
    after_comma: bool,
}

impl<'p> Hunt<'_, 'p> {
    fn program(&self) -> &'p Program {
        self.values.program
    }

    fn is_scope(&self, word: &str) -> bool {
        self.catalogue.scope_by_id(word).is_some_and(|at| {
            let scope = self.catalogue.scope(at);
            !matches!(scope.status, ScopeStatus::NeverExisted | ScopeStatus::Misspelled)
        })
    }

    /// Known to the catalogue, as a scope or as a name to be advised against.
    fn is_known(&self, word: &str) -> bool {
        self.catalogue.scope_by_id(word).is_some()
    }

    /// A scope whose name is met nowhere else: it has a dash in it.
    fn is_plain_scope(&self, word: &str) -> bool {
        word.matches('-').count() >= 2 && self.is_scope(word)
    }

    // From the requests.

    /// Takes the scopes out of an argument; says whether all of them could be read.
    fn texts_asked(&mut self, place: At, text_is: TextIs) -> bool {
        let values = self.values.of(place, &None);
        self.values_asked(place, values, text_is)
    }

    fn values_asked(&mut self, place: At, values: Vec<Value>, text_is: TextIs) -> bool {
        let mut resolved = true;
        let mut any = false;
        let mut open = false;
        // What something outside gives, and whether another is written out.
        let (mut made, mut written) = (false, false);
        for value in values {
            for settled in self.values.settled(value, None) {
                match &settled {
                    Value::List(..) => {
                        written = true;
                        for item in texts::items(self.values, &settled, 0) {
                            any = true;
                            // Commas within an element are sent, whatever joins elements.
                            let sent = text_is == TextIs::Sent;
                            resolved &= self.text_asked(&item, place, sent);
                        }
                    }
                    Value::Text(text) => {
                        (any, written) = (true, true);
                        resolved &= match text_is {
                            TextIs::Url => self.url_asked(text, place).unwrap_or(false),
                            TextIs::Sent => self.text_asked(text, place, true),
                            TextIs::CutAtCommas => self.text_asked(text, place, false),
                        };
                    }
                    Value::Map(map, _) => {
                        any = true;
                        // Fields of a literal that hold scopes further in.
                        if let Some(inner) =
                            crate::audit::values::field(self.values, *map, "scope", 0)
                        {
                            resolved &= self.texts_asked(inner, text_is);
                        }
                    }
                    // `scopes!("…")` is looked at by itself.
                    Value::Made(_, Some((made, _))) if self.takes_scopes(*made) => any = true,
                    Value::Outside(_) | Value::Made(..) if self.constants_asked(place) => {
                        any = true;
                    }
                    Value::Outside(path) if !of_nothing(path) => open = true,
                    Value::Unknown(_) => open = true,
                    Value::Made(..) => made = true,
                    _ => {}
                }
            }
        }
        let null = matches!(self.program().expr(place), Expr::Name(n) if names_nothing(n));
        // Part of it may be read from elsewhere, though some of it is written out as well.
        let known = null || any && !open && !(made && written);
        if !known {
            self.asked.unknown.insert(place);
        }
        resolved && known
    }

    /// Whether a call is one in which a library takes scopes.
    fn takes_scopes(&self, at: At) -> bool {
        let Expr::Call(call) = self.program().expr(at) else { return false };
        let name = self.program().unit(at.unit).last_name(call.callee);
        name.is_some_and(|name| {
            let takers = self.tables.all.iter().flat_map(|library| library.requests);
            takers.into_iter().any(|r| r.by == By::Call && r.argument.is_some() && r.name == name)
        })
    }

    fn constants_asked(&mut self, place: At) -> bool {
        let first = self.values.of(place, &None).into_iter().next();
        let Some(Value::Outside(path) | Value::Made(path, _)) = first else { return false };
        !self.constant(place.unit, &path).is_empty()
    }

    /// Takes the scopes out of a text.
    fn text_asked(&mut self, text: &Text, place: At, sent: bool) -> bool {
        let mut resolved = true;
        let parts: Vec<Part<'_>> = text.pieces.iter().map(Part::of).collect();
        self.parts_asked(&parts, sent);
        for piece in &text.pieces {
            match piece {
                Piece::Written(letters, at) => {
                    if !letters.is_empty() && self.is_overridden(*at) {
                        resolved = false;
                        self.asked.unknown.insert(place);
                    }
                }
                Piece::Hole(at, parameter) => {
                    let given = self.given_asked(*at, *parameter, TextIs::CutAtCommas);
                    if let Some(all) = given {
                        resolved &= all;
                        continue;
                    }
                    let values = self.values.of(*at, &None);
                    let constant = values.iter().any(|v| matches!(v, Value::Outside(path) | Value::Made(path, _) if !self.constant(at.unit, path).is_empty()));
                    if !constant {
                        resolved = false;
                        self.asked.unknown.insert(place);
                    }
                }
            }
        }
        resolved
    }

    /// Where a token of the app itself is asked for over plain HTTP, if no other is in the program.
    fn app_tokens_asked(&mut self) {
        let program = self.values.program;
        let has = |text: &str, word: &str| {
            let is_it = |pair: &str| pair.strip_suffix(word).is_some_and(|key| key.ends_with('='));
            text == word || text.split(['&', '?', '"', '\'']).any(is_it)
        };
        let token = self.catalogue.accounts.token;
        let address = token.split_once("://").map_or(token, |(_, rest)| rest);
        let mut found = Vec::new();
        for (source, unit) in program.sources.iter().zip(0..) {
            let is_asked =
                source.unit.exprs.iter().any(|e| matches!(e, Expr::Text(t) if t.contains(address)));
            for (expr, each) in source.unit.all() {
                let Expr::Text(text) = each else { continue };
                if has(text, "authorization_code") || has(text, "refresh_token") {
                    return;
                }
                if is_asked && has(text, "client_credentials") {
                    found.push(At { unit, expr });
                }
            }
        }
        self.asked.app_tokens.extend(found);
    }

    /// Scopes that are joined by commas and cut there again are not sent so.
    fn cut_at_commas(&mut self) {
        if !self.asked.scopes.iter().any(|named| named.comma_joined) {
            return;
        }
        let program = self.values.program;
        let mut cut: Vec<At> = Vec::new();
        for call_at in CUTTERS.iter().flat_map(|name| program.calls_of(name)) {
            let Expr::Call(call) = program.expr(*call_at) else { continue };
            let here = |expr: ExprId| At { unit: call_at.unit, expr };
            let given = call.arguments.iter().map(|a| here(a.value));
            if !given.clone().any(|a| matches!(program.expr(a), Expr::Text(t) if t.trim() == ",")) {
                continue;
            }
            let object = match program.expr(here(call.callee)) {
                Expr::Member(Some(object), _) => Some(here(*object)),
                _ => None,
            };
            for whole in object.into_iter().chain(given) {
                let texts = self.values.texts(whole, &None);
                cut.extend(texts.iter().flat_map(|text| text.pieces.iter().map(Piece::at)));
            }
        }
        let scopes = std::mem::take(&mut self.asked.scopes).into_iter();
        let kept = scopes.map(|named| Named {
            comma_joined: named.comma_joined && !cut.contains(&named.at),
            ..named
        });
        self.asked.scopes = sorted::set(kept);
    }

    /// Takes the scopes out of what stands one after the other. A word may be put together
    /// from several parts (`"user-" + name`); one of which a part is not known is none.
    fn parts_asked(&mut self, parts: &[Part<'_>], sent: bool) {
        let whole: String = parts.iter().map(|part| part.letters).collect();
        let words = split(&whole);
        let comma_joined = sent && words.iter().any(|w| w.after_comma);
        for word in &words {
            let mut start = word.start;
            for name in word.letters.split(GAP) {
                let whole_word = name.len() == word.letters.len();
                if is_name(name)
                    && (whole_word || self.is_known(name))
                    && let Some((at, letter)) = place_of(parts, start, name.len())
                    && !self.is_hint(at)
                {
                    let scope = name.to_string();
                    self.asked.scopes.insert(Named { at, letter, scope, comma_joined });
                }
                start += name.len() + GAP.len();
            }
        }
    }

    /// Takes the scopes out of what callers give for a parameter; none where none of them
    /// gives a list or a text.
    fn given_asked(
        &mut self,
        at: At,
        parameter: Option<(Fun, u16)>,
        text_is: TextIs,
    ) -> Option<bool> {
        let parameter = parameter.filter(|p| !self.given.contains(p))?;
        let (fun, place) = parameter;
        let values = self.values.settled(Value::Parameter(fun, place, Arc::new([])), None);
        if !values.iter().any(|v| matches!(v, Value::List(..) | Value::Text(_))) {
            return None;
        }
        self.given.push(parameter);
        let resolved = self.values_asked(at, values, text_is);
        self.given.pop();
        Some(resolved)
    }
}

/// What stands for a part that is only known at run time.
const GAP: &str = "\0";

/// Part of a text that scopes are taken out of.
struct Part<'t> {
    letters: &'t str,
    /// Where it is written; none where it is not known.
    at: Option<At>,
    /// The letter there that it begins at.
    base: usize,
}

impl<'t> Part<'t> {
    fn of(piece: &'t Piece) -> Self {
        match piece {
            Piece::Written(letters, at) => Part { letters, at: Some(*at), base: 0 },
            Piece::Hole(..) => Part::gap(),
        }
    }

    fn gap() -> Self {
        Part { letters: GAP, at: None, base: 0 }
    }
}

/// Where most of a word is written, and the letter there that it begins at.
fn place_of(parts: &[Part<'_>], start: usize, length: usize) -> Option<(At, u32)> {
    let mut best = None;
    let mut most = 0;
    let mut from = 0;
    for part in parts {
        let first = start.max(from);
        let shared = (start + length).min(from + part.letters.len()).saturating_sub(first);
        if shared > most
            && let Some(at) = part.at
        {
            most = shared;
            best = Some((at, u32::try_from(part.base + first - from).unwrap_or(0)));
        }
        from += part.letters.len();
    }
    best
}

/// The last name of a name below a module: `Type#name`, `util.name`.
fn last_of(name: &str) -> &str {
    name.rsplit(['.', '#']).next().unwrap_or(name)
}

fn constants_ending<'l>(library: &'l Library, last: &'l str) -> impl Iterator<Item = &'l str> + 'l {
    (0..library.constants.len())
        .map(|at| library.constants.get(at))
        .filter(move |name| name.rsplit('.').next() == Some(last))
}

/// Where the value of a `scope=` begins.
fn find_scope_key(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find("scope") {
        let start = from + at;
        let before = text[..start].chars().next_back();
        let rest = &text[start + "scope".len()..];
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        let begins = before.is_none_or(|c| matches!(c, '?' | '&' | ' ' | '\n' | '"' | ';' | '{'));
        if begins && let Some(value) = rest.strip_prefix('=') {
            return Some(text.len() - value.len());
        }
        from = start + "scope".len();
    }
    None
}

/// Words between spaces, commas, pluses and their encodings.
fn split(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut after_comma = false;
    let bytes = text.as_bytes();
    let encoded = |at: usize| -> Option<(usize, bool)> {
        let rest = text.get(at..)?;
        for (mark, comma) in
            [("%20", false), ("%2C", true), ("%2c", true), ("%0A", false), ("%2520", false)]
        {
            if rest.starts_with(mark) {
                return Some((mark.len(), comma));
            }
        }
        None
    };
    while at < bytes.len() {
        let plain = match bytes[at] {
            b' ' | b'\n' | b'\t' | b'\r' | b'+' | b'|' | b';' | b'"' | b'\'' => Some((1, false)),
            b',' => Some((1, true)),
            _ => None,
        };
        if let Some((length, comma)) = plain.or_else(|| encoded(at)) {
            if at > start {
                found.push(Word { letters: &text[start..at], start, after_comma });
                after_comma = false;
            }
            after_comma |= comma && !found.is_empty();
            at += length;
            start = at;
        } else {
            at += 1;
        }
    }
    if start < text.len() {
        found.push(Word { letters: &text[start..], start, after_comma });
    }
    found
}

/// Whether a word has the form of a scope's name.
fn is_name(word: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|c| c.is_ascii_lowercase() || c == '-' || c == '_' || c == ':' || c == '.')
        && word.contains(|c: char| c.is_ascii_lowercase())
}

fn is_dashed(word: &str) -> bool {
    word.contains('-') && word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_into_scopes() {
        let words =
            |text: &str| split(text).iter().map(|w| w.letters.to_string()).collect::<Vec<_>>();
        assert_eq!(words("a-b c-d"), ["a-b", "c-d"]);
        assert_eq!(words("a-b%20c-d,e-f+g"), ["a-b", "c-d", "e-f", "g"]);
        assert_eq!(words(" a-b\n   c-d "), ["a-b", "c-d"]);
        assert!(split("a-b,c-d").iter().any(|w| w.after_comma));
        assert!(!split("a-b c-d").iter().any(|w| w.after_comma));
    }

    #[test]
    fn the_value_of_scope_is_found() {
        assert_eq!(find_scope_key("&scope=x"), Some(7));
        assert_eq!(find_scope_key("a?scopes=x"), Some(9));
        assert_eq!(find_scope_key("telescope=x"), None);
        assert_eq!(find_scope_key("scope"), None);
    }
}
