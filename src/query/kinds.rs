//! Which kinds of things a question in words is about, where kinds are the cases of what
//! a call needs: who follows an artist follows no playlist.
//!
//! What is said too little of is covered in every case, so a kind counts only where the
//! question names it as what something is done to: the song in "save a song of this
//! album", and neither in "save what plays on this album".

use super::manner;
use super::optional::LEFT_OUT;
use super::reading::known;
use crate::catalogue::{Catalogue, EndpointRef, Method, WordIndex, terms};
use crate::requirement::case_names;
use crate::requirement::told::{self, Said};
use crate::sorted;

/// How surely a word must name a kind, 0 to 1.
const SURELY: f32 = 0.85;
/// Names of kinds in two words: "podcast episode".
const LONGEST_NAME: usize = 2;

/// The kinds that a question's words name, of those that are cases of the endpoints.
pub(super) fn told(
    catalogue: &Catalogue,
    endpoints: &[EndpointRef],
    words: &[String],
    question: &str,
) -> Vec<&'static str> {
    let index = &catalogue.words;
    let cases = |at: &EndpointRef| catalogue.endpoint(*at).requirement.cases.iter();
    let is_case = |kind: &str| endpoints.iter().flat_map(cases).any(|c| c.names.contains(&kind));
    let possible: Vec<&'static str> = index.kinds.iter().filter(|kind| is_case(kind)).collect();
    if possible.is_empty() {
        let told = of_what_is_made(catalogue, endpoints, words);
        if told.is_empty() {
            return told;
        }
        // "Public or private" is an idiom, and both of them.
        return of_what_is_made(catalogue, endpoints, &terms::words(question));
    }
    let words = manner::object(index, words);
    let mut named_at: Vec<(usize, &'static str)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let most = LONGEST_NAME.min(words.len() - at);
        let named = (1..=most).rev().find_map(|length| {
            Some((length, kind(index, &possible, &words[at..at + length].join(" "))?))
        });
        named_at.extend(named.map(|(_, kind)| (at, kind)));
        at += named.map_or(1, |(length, _)| length);
    }
    if asks_of_somebody(index, &words, &named_at) {
        named_at.remove(0);
    }
    let mut told = Vec::new();
    for (_, kind) in named_at {
        if !told.contains(&kind) {
            told.push(kind);
        }
    }
    if told.is_empty() && words.iter().any(|word| index.other.has(word)) {
        // "Follow a friend": somebody else is a user, where nothing else is named.
        told.extend(possible.iter().filter(|kind| index.people.has(kind)));
    }
    if told.is_empty()
        && !words.is_empty()
        && words.iter().all(|w| index.follows.has(w) || silent(index, w))
    {
        // "Follow" alone saves no track.
        told.extend(possible.iter().filter(|kind| index.followed.has(kind)));
    }
    told
}

/// The cases that the query of an address tells: `uris=spotify:track:1`. What it does not
/// give may be told by a body.
pub(super) fn told_by_query(
    catalogue: &Catalogue,
    endpoints: &[EndpointRef],
    query: &str,
) -> Vec<&'static str> {
    let ([endpoint], false) = (endpoints, query.is_empty()) else { return Vec::new() };
    let given: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let said = |field: &str| {
        let values = given.iter().filter(|(name, _)| name == field);
        values.map(|(_, value)| told::in_text(value)).next_back().unwrap_or(Said::Unknown)
    };
    let requirement = &catalogue.endpoint(*endpoint).requirement;
    case_names(requirement, told::cases(requirement, &said))
}

/// The cases of something new that words name: what is made is as it was asked for, while
/// what is there already may be something else besides.
fn of_what_is_made(
    catalogue: &Catalogue,
    endpoints: &[EndpointRef],
    words: &[String],
) -> Vec<&'static str> {
    let made = |at: &EndpointRef| {
        let endpoint = catalogue.endpoint(*at);
        let asked_for = endpoint.requirement.cases.iter().all(|case| case.told.is_some());
        endpoint.method == Method::Post && asked_for && endpoint.contested.is_empty()
    };
    let left_out = |word: &String| LEFT_OUT.contains(&word.as_str());
    if !endpoints.iter().all(made) || words.iter().any(left_out) {
        return Vec::new();
    }
    let cases = endpoints.iter().flat_map(|at| catalogue.endpoint(*at).requirement.cases);
    let names = cases.flat_map(|case| case.names).copied();
    let object = manner::object(&catalogue.words, words);
    let mut told: Vec<&'static str> =
        names.filter(|name| object.iter().any(|word| word == name)).collect();
    sorted::sort(&mut told);
    told.dedup();
    told
}

/// Whether a word says nothing of what something is done to.
fn silent(index: &WordIndex, word: &str) -> bool {
    index.ignore.has(word) || index.mine.has(word)
}

/// Whether the first thing named is only who does it: "did the user save this album".
fn asks_of_somebody(index: &WordIndex, words: &[String], named: &[(usize, &str)]) -> bool {
    let [(at, kind), (next, other), ..] = named else { return false };
    let before = &words[..*at];
    let asks = before.iter().any(|word| index.yes_or_no.has(word) || index.conditions.has(word));
    let between = &words[at + 1..*next];
    // "A user or artist" are two things.
    let verb = !between.is_empty() && !between.iter().any(|word| word == "or" || word == "and");
    asks && verb && index.people.has(kind) && kind != other
}

/// The kind that a word or phrase names, in the singular or plural.
fn kind(index: &WordIndex, possible: &[&'static str], phrase: &str) -> Option<&'static str> {
    let readings = known(index, phrase);
    possible.iter().copied().find(|kind| {
        let is_kind = |term: &str| term == *kind || term.strip_suffix('s') == Some(kind);
        readings.iter().any(|reading| match reading.terms.as_slice() {
            [term] => reading.likeness > SURELY && is_kind(index.terms.get(*term as usize)),
            _ => false,
        })
    })
}
