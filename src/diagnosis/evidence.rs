//! What a text holds: words, statuses, calls, scopes, a redirect URI, and whose
//! servers it speaks of. Nothing of it is ever shown but what the catalogue knows.

use std::collections::HashSet;

use super::short;
use super::status::statuses;
use crate::authorize::{Severity, redirect};
use crate::catalogue::diagnoses::{Diagnoses, Found, Telling, plain};
use crate::catalogue::{Catalogue, EndpointRef, Method};
use crate::libraries::{Libraries, Library, Member, Reaches};
use crate::query;
use crate::requirement::ScopeSet;
use crate::scope_text::{self, ScopeText};
use crate::sorted;

/// A call that a text speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// Its endpoint.
    pub endpoint: EndpointRef,
    /// Whether it was called by a path out of use.
    pub older: bool,
}

/// What a text holds.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Its words.
    words: Words,
    /// The statuses of failures.
    pub statuses: Vec<u16>,
    /// The calls, those on lines with a status first of all.
    pub subjects: Vec<Subject>,
    /// Scopes of a scope parameter: what was asked for, or granted.
    pub asked: ScopeSet,
    /// Scopes in it that can be asked for: those of a scope parameter, or else all.
    pub sound: ScopeSet,
    /// Names among them that are refused, as far as they look like names.
    pub refused: Vec<String>,
    /// What a redirect URI in it is.
    pub redirect: Found,
    /// Whether it names a server of Spotify, or says what only such a server says.
    own: bool,
    /// Whether it names Spotify at all.
    named: bool,
    /// Whether it speaks of another service.
    others: bool,
}

impl Evidence {
    /// Reads a text.
    pub fn read(catalogue: &'static Catalogue, diagnoses: &Diagnoses, text: &str) -> Self {
        let text = unescaped(text);
        let words = Words::read(&text);
        let lower = text.to_lowercase();
        let mut found: Vec<u16> = text.lines().flat_map(statuses).collect();
        if found.is_empty() {
            let said = diagnoses.statuses.iter().filter(|(phrase, _)| words.say(phrase));
            found.extend(said.map(|(_, status)| *status));
        }
        sorted::sort(&mut found);
        found.dedup();
        let (sound, refused) = scopes(catalogue, &text);
        let says = |phrase: &&str| words.say(phrase);
        let own = diagnoses.hosts.iter().any(|host| lower.contains(host))
            || diagnoses
                .rules
                .iter()
                .any(|rule| rule.telling == Telling::Own && rule.any.iter().any(says));
        let others = diagnoses.others.iter().any(says) || fails_elsewhere(diagnoses, &lower);
        let mut subjects = subjects(catalogue, &text);
        let mut typed = false;
        if short::is_short(&text) && !others {
            if subjects.is_empty() && !found.is_empty() {
                subjects = of_calls(catalogue, short::calls(catalogue, &text), only_verb(&text));
            }
            typed = !subjects.is_empty() && (!found.is_empty() || short::has_a_call(&text));
        }
        Evidence {
            statuses: found,
            subjects,
            asked: if scope_text::has_scope_field(&text) { sound.clone() } else { ScopeSet::new() },
            sound,
            refused,
            redirect: redirect_uri(&text),
            own,
            named: typed
                || own
                || diagnoses.names.iter().any(|name| lower.contains(name))
                || diagnoses.shapes.iter().any(says),
            others,
            words,
        }
    }

    /// The same, where somebody named a call beside the text that names none.
    #[must_use]
    pub fn or_of(mut self, named: Vec<Subject>) -> Self {
        if self.subjects.is_empty() && !named.is_empty() && !self.others {
            self.subjects = named;
            self.named = true;
        }
        self
    }

    /// Whether it says a phrase; phrases begin, and end unless they are open, with a space.
    pub fn says(&self, phrase: &str) -> bool {
        self.words.say(phrase)
    }

    /// Whether it is about Spotify.
    pub fn is_home(&self) -> bool {
        self.named
    }

    /// Whether it is about another service.
    pub fn is_elsewhere(&self) -> bool {
        self.others && !self.own
    }
}

/// Whether a text says anything that a rule looks for, or a status.
pub fn tells(diagnoses: &Diagnoses, text: &str) -> bool {
    let words = Words::read(text);
    let phrases = diagnoses.rules.iter().flat_map(|rule| rule.any);
    statuses(text).next().is_some() || phrases.into_iter().any(|phrase| words.say(phrase))
}

/// The words of a text, twice: as they stand, and with capitals beginning new words.
#[derive(Debug, Clone)]
struct Words {
    text: String,
    distinct: HashSet<String>,
}

impl Words {
    fn read(text: &str) -> Self {
        let text = format!("{}|{}", plain(text, false), plain(text, true));
        let distinct = text.split([' ', '|']).map(str::to_string).collect();
        Words { text, distinct }
    }

    /// Whether a phrase is there; one that does not end with a space is open at its end.
    fn say(&self, phrase: &str) -> bool {
        let mut words = phrase.trim_start().split_inclusive(' ');
        // Most phrases are ruled out by a word that is nowhere in the text.
        words.all(|word| match word.strip_suffix(' ') {
            Some(word) => self.distinct.contains(word),
            None => true,
        }) && self.text.contains(phrase)
    }
}

/// A text as it was before it was quoted: percent-encoding, escapes of strings and
/// of HTML undone.
fn unescaped(text: &str) -> String {
    let mut text = text.to_string();
    for _ in 0..2 {
        if !text.contains('%') {
            break;
        }
        text = percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned();
    }
    for (escape, plain) in [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
        ("\\u0026", "&"),
        ("\\\"", "\""),
        ("\\/", "/"),
        ("\\r", " "),
        ("\\n", "\n"),
        ("\\t", " "),
        ("\u{2019}", "'"),
    ] {
        if text.contains(escape) {
            text = text.replace(escape, plain);
        }
    }
    text
}

/// Whether a line with a status holds an address that has nothing to do with Spotify.
fn fails_elsewhere(diagnoses: &Diagnoses, lower: &str) -> bool {
    let elsewhere = |address: &str| {
        let end = address.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '>'));
        let address = &address[..end.unwrap_or(address.len())];
        let local = ["localhost", "127.", "[::1]", "192.168.", "10.", "0.0.0.0"];
        !local.iter().any(|host| address.starts_with(host))
            && !diagnoses.names.iter().any(|name| address.contains(name))
    };
    let failed = lower.lines().filter(|line| statuses(line).next().is_some());
    let mut addresses = failed.flat_map(|line| line.split("://").skip(1)).peekable();
    addresses.peek().is_some() && addresses.all(elsewhere)
}

/// The calls of a text: those on lines with the status of a failure, or else all
/// that do not stand beside a success.
fn subjects(catalogue: &Catalogue, text: &str) -> Vec<Subject> {
    let failed = |line: &&str| statuses(line).next().is_some();
    let went_well = |line: &&str| {
        let words = plain(line, false);
        [" 200 ", " 201 ", " 202 ", " 204 "].iter().any(|status| words.contains(status))
    };
    let join = |lines: Vec<&str>| lines.join("\n");
    let mut found = query::calls_of(catalogue, &join(text.lines().filter(failed).collect()));
    if found.is_empty() {
        let rest = text.lines().filter(|line| !went_well(line)).collect();
        found = query::calls_of(catalogue, &join(rest));
    }
    if found.is_empty() && short::is_line(text) {
        // One line alone is what is asked about, however it went.
        found = query::calls_of(catalogue, text);
    }
    let subjects = of_calls(catalogue, found, only_verb(text));
    let subjects = if subjects.is_empty() { named(catalogue, text) } else { subjects };
    if subjects.is_empty() { by_members(text) } else { subjects }
}

/// What calls are about, each once; `verb` is that of calls which do not tell theirs.
fn of_calls(catalogue: &Catalogue, found: Vec<query::Found>, verb: Option<Method>) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = Vec::new();
    for found in found {
        let known = found.call.as_ref().is_some_and(|call| call.method.is_some());
        let of_verb = |at: &EndpointRef| verb.is_none_or(|v| catalogue.endpoint(*at).method == v);
        let narrow = !known && found.endpoints.iter().any(of_verb);
        for endpoint in found.endpoints.iter().filter(|at| !narrow || of_verb(at)) {
            let subject = Subject { endpoint: *endpoint, older: found.older };
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
    }
    subjects
}

/// Endpoints that members of client libraries reach whose names stand in a text.
///
/// Names such as `get` say nothing; those of two words or more do, above all where
/// the text names the library. Where they mean many things they mean nothing.
fn by_members(text: &str) -> Vec<Subject> {
    let lower = text.to_lowercase();
    let is_named = |library: &Library| {
        let packages = library.packages.iter().map(|package| package.to_lowercase());
        lower.contains(library.id) || packages.into_iter().any(|p| lower.contains(&p))
    };
    let telling = |word: &&str| {
        let bytes = word.as_bytes();
        bytes.windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
            || word.trim_matches('_').contains('_')
    };
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let words = sorted::set(words.filter(telling));
    let mut members: Vec<Member> =
        words.into_iter().flat_map(|word| Libraries::built_in().named(word)).collect();
    if members.iter().any(|member| is_named(member.library)) {
        members.retain(|member| is_named(member.library));
    }
    let mut subjects: Vec<Subject> = Vec::new();
    for target in members.iter().flat_map(|member| member.targets) {
        if let Reaches::Endpoint { endpoint, older } = target.reaches {
            let subject = Subject { endpoint, older };
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
    }
    if subjects.len() <= MOST_MEANINGS { subjects } else { Vec::new() }
}

/// More endpoints than this cannot all be meant.
const MOST_MEANINGS: usize = 4;

/// Endpoints whose documented name stands in a text, the longest names alone.
fn named(catalogue: &Catalogue, text: &str) -> Vec<Subject> {
    let words = plain(text, false);
    let mut best = MANY_WORDS - 1;
    let mut subjects = Vec::new();
    for (endpoint, facts) in catalogue.endpoint_refs() {
        let name = plain(facts.name, false);
        let length = name.split_whitespace().count();
        if length >= best.max(MANY_WORDS) && words.contains(&name) {
            if length > best {
                subjects.clear();
                best = length;
            }
            subjects.push(Subject { endpoint, older: false });
        }
    }
    subjects
}

/// Names of fewer words stand in texts by chance.
const MANY_WORDS: usize = 3;

/// The verb of the text's calls, where it names just one besides GET, or none but GET.
fn only_verb(text: &str) -> Option<Method> {
    let mut verbs: Vec<Method> = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let capital = word.chars().all(|c| c.is_ascii_uppercase());
        verbs.extend(Method::named(word).filter(|m| capital && *m != Method::Sdk));
    }
    for (call, verb) in [
        ("_get(", Method::Get),
        ("_post(", Method::Post),
        ("_put(", Method::Put),
        ("_delete(", Method::Delete),
        (".get(", Method::Get),
        (".post(", Method::Post),
        (".put(", Method::Put),
        (".delete(", Method::Delete),
        ("limit=", Method::Get),
        ("offset=", Method::Get),
    ] {
        if text.contains(call) {
            verbs.push(verb);
        }
    }
    let other = verbs.iter().find(|verb| **verb != Method::Get);
    let verb = *other.or(verbs.first())?;
    verbs.iter().all(|other| *other == verb || *other == Method::Get).then_some(verb)
}

/// Scopes of a scope parameter, or else those named anywhere: the ones that can be
/// asked for, and names that are refused.
fn scopes(catalogue: &Catalogue, text: &str) -> (ScopeSet, Vec<String>) {
    let (mut sound, mut refused) = (ScopeSet::new(), Vec::new());
    let has_field = scope_text::has_scope_field(text);
    let read = if has_field { ScopeText::read(text).names } else { Vec::new() };
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    let said = if has_field { Vec::new() } else { said_to_be_refused(text) };
    let names: Vec<&str> = if has_field {
        read.iter().map(String::as_str).collect()
    } else {
        words.filter(|w| w.contains('-') && !said.contains(w)).chain(said.iter().copied()).collect()
    };
    for name in names {
        match catalogue.scope_by_id(name) {
            Some(scope) if catalogue.scope(scope).can_be_asked_for() => {
                sound.insert(scope);
            }
            Some(_) => refused.push(name.to_string()),
            // Words that follow an address unquoted are no names.
            None if (has_field || said.contains(&name))
                && name.contains('-')
                && scope_text::looks_like_a_scope(name) =>
            {
                refused.push(name.to_string());
            }
            None => {}
        }
    }
    refused.dedup();
    (sound, refused)
}

/// What follows the words by which scopes are refused: names, as long as they look like some.
fn said_to_be_refused(text: &str) -> Vec<&str> {
    let lower = text.to_ascii_lowercase();
    let places = ["invalid scope", "illegal scope"]
        .iter()
        .flat_map(|phrase| lower.match_indices(phrase).map(|(at, phrase)| at + phrase.len()));
    let mut names = Vec::new();
    for at in places {
        let rest = text[at..].trim_start_matches(['s', 'S']);
        let parts = |c: char| c.is_whitespace() || matches!(c, ':' | ',' | '"' | '\'' | '`' | '+');
        let mut words = rest.split(parts).filter(|word| !word.is_empty());
        let name = |word: &&str| scope_text::looks_like_a_scope(word);
        names.extend(words.by_ref().take_while(|word| name(word)));
    }
    names
}

/// What the rules say of a redirect URI in the text.
fn redirect_uri(text: &str) -> Found {
    let lower = text.to_ascii_lowercase();
    let after = ["redirect_uri", "redirecturi", "redirect uri", "redirect-uri", "redirect_url"];
    let places = after.iter().flat_map(|key| lower.match_indices(key).map(|(at, k)| at + k.len()));
    let uri = places.filter_map(|at| {
        let value = text[at..].trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        let near = text[at..].len() - value.len() <= 6;
        let end = |c: char| {
            c.is_whitespace() || matches!(c, '"' | '\'' | '&' | ',' | ')' | '>' | '`' | ';' | '|')
        };
        let uri = &value[..value.find(end).unwrap_or(value.len())];
        (near && uri.contains("://")).then_some(uri)
    });
    let refused = |uri: &str| {
        redirect::judge(uri).iter().any(|finding| finding.severity == Severity::Refused)
    };
    match uri.map(refused).reduce(|a, b| a || b) {
        None => Found::None,
        Some(true) => Found::Refused,
        Some(false) => Found::Sound,
    }
}
