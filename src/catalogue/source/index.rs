//! Look-ups worked out once, when the catalogue is built: by name, by path, by words.

use std::collections::{BTreeMap, BTreeSet};

use super::super::model::{
    AbsentRef, Endpoint, EndpointRef, Lists, Method, NameEntry, PathEnd, PathIndex, PathNode,
    Placeholder, Spellings, Takes, Target, Texts, Voice, Whose, WordIndex,
};
use super::super::terms::{self, ANY_NUMBER};
use super::form::{self, Form, PlaceholderKind};
use super::{keep, keep_all, split_call};

/// How prominent a word is by where it stands, 0 to 255.
mod weight {
    pub const NAME: u8 = 255;
    pub const PHRASE: u8 = 245;
    pub const PATH: u8 = 220;
    pub const DESCRIPTION: u8 = 210;
    pub const CONTEXT: u8 = 200;
}

/// Names and aliases, folded and sorted.
pub(super) fn names(endpoints: &'static [Endpoint]) -> &'static [NameEntry] {
    let of = |endpoint: &Endpoint| {
        std::iter::once(endpoint.name).chain(endpoint.aliases.iter().copied()).collect()
    };
    entries(endpoints, endpoints.iter().map(of))
}

/// What people type for endpoints, word for word; the same way.
pub(super) fn typed(form: &Form, endpoints: &'static [Endpoint]) -> &'static [NameEntry] {
    let of = |endpoint: &form::Endpoint| endpoint.typed.iter().map(|typed| keep(typed)).collect();
    entries(endpoints, form.endpoint.iter().map(of))
}

fn entries(
    endpoints: &'static [Endpoint],
    names: impl Iterator<Item = Vec<&'static str>>,
) -> &'static [NameEntry] {
    let mut bearers: BTreeMap<String, Vec<EndpointRef>> = BTreeMap::new();
    for (names, at) in names.zip((0..).map(EndpointRef)) {
        let names = names.into_iter();
        for folded in names.flat_map(|n| [terms::fold_name(n, true), terms::fold_name(n, false)]) {
            let bearers = bearers.entry(folded).or_default();
            if !bearers.contains(&at) {
                bearers.push(at);
            }
        }
    }
    keep_all(bearers.into_iter().map(|(name, mut bearers)| {
        bearers.sort_by_key(|e| (endpoints[e.0 as usize].change.is_some(), *e));
        NameEntry { name: keep(&name), letters: terms::letters(&name), endpoints: bearers.leak() }
    }))
}

/// A node while the tree grows.
#[derive(Default)]
struct Node {
    fixed: BTreeMap<String, u32>,
    open: BTreeMap<u16, u32>,
    ends: Vec<PathEnd>,
}

/// The tree of all paths: current, out of use, and known to be absent.
pub(super) fn paths(form: &Form, endpoints: &'static [Endpoint]) -> PathIndex {
    let mut placeholders: Vec<Placeholder> = Vec::new();
    let mut nodes: Vec<Node> = form.base.iter().map(|_| Node::default()).collect();
    let mut insert = |base: u8, path: &str, end: PathEnd| {
        let mut at = u32::from(base);
        for segment in path.split('/').filter(|s| !s.is_empty()) {
            let next = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
            let node = &mut nodes[at as usize];
            at = match segment.strip_prefix('{').and_then(|s| s.strip_suffix('}')) {
                Some(name) => {
                    let kind = placeholder(&mut placeholders, form, name);
                    *node.open.entry(kind).or_insert(next)
                }
                None => *node.fixed.entry(segment.to_lowercase()).or_insert(next),
            };
            if at == next {
                nodes.push(Node::default());
            }
        }
        nodes[at as usize].ends.push(end);
    };
    for (endpoint, at) in endpoints.iter().zip((0..).map(EndpointRef)) {
        if endpoint.method == Method::Sdk {
            continue;
        }
        let target = Target::Endpoint(at);
        insert(
            endpoint.base,
            endpoint.path,
            PathEnd { method: endpoint.method, target, older: false },
        );
        for older in endpoint.older {
            insert(
                endpoint.base,
                older.path,
                PathEnd { method: older.method, target, older: true },
            );
        }
    }
    for (absent, at) in form.absent.iter().zip((0..).map(AbsentRef)) {
        for (method, base, path) in absent.calls.iter().filter_map(|c| split_call(c, &form.base)) {
            insert(base, path, PathEnd { method, target: Target::Absent(at), older: false });
        }
    }
    PathIndex {
        nodes: keep_all(nodes.into_iter().map(|mut node| {
            node.ends.sort_by_key(|end| (end.method, end.target));
            PathNode {
                fixed: keep_all(node.fixed.into_iter().map(|(s, to)| (keep(&s), to))),
                open: keep_all(node.open),
                ends: node.ends.leak(),
            }
        })),
        placeholders: placeholders.leak(),
    }
}

fn placeholder(known: &mut Vec<Placeholder>, form: &Form, name: &str) -> u16 {
    let at = known.iter().position(|p| p.name == name).unwrap_or_else(|| {
        let takes = match form.placeholders.get(name) {
            Some(form::Placeholder { one_of: Some(values), .. }) => {
                Takes::OneOf(keep_all(values.iter().map(|v| keep(v))))
            }
            Some(form::Placeholder { kind: Some(PlaceholderKind::SpotifyId), .. }) => {
                Takes::SpotifyId
            }
            _ => Takes::Anything,
        };
        known.push(Placeholder { name: keep(name), takes });
        known.len() - 1
    });
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// Every word that some name or phrase uses and that is not ignored.
pub(super) fn vocabulary(form: &Form) -> BTreeSet<String> {
    documents(form).into_iter().flat_map(|document| document.words.into_keys()).collect()
}

/// A name or phrase, without the words that mean nothing.
struct Title {
    words: Vec<String>,
    weight: u8,
    lost: u8,
    voice: Voice,
}

/// A document while its words are gathered: its titles, and how prominent each word is.
#[derive(Default)]
struct Document {
    titles: Vec<Title>,
    words: BTreeMap<String, u8>,
}

impl Document {
    fn add(&mut self, text: &str, weight: u8, language: &Language) -> Vec<String> {
        let all = language.cut(text);
        let mut words = language.telling(&all);
        if words.is_empty() {
            // "who am I" is nothing but such words, and yet a phrase.
            words = all;
        }
        for word in &words {
            let heaviest = self.words.entry(word.clone()).or_default();
            *heaviest = weight.max(*heaviest);
        }
        words
    }

    /// Adds a name or phrase, which others may be matched against as a whole.
    fn add_title(&mut self, text: &str, weight: u8, language: &Language) {
        let words = self.add(text, weight, language);
        let all = language.cut(text);
        let lost = u8::try_from(all.len() - words.len()).unwrap_or(u8::MAX);
        if !words.is_empty() && !self.titles.iter().any(|known| known.words == words) {
            let voice = voice(language.words, &all);
            self.titles.push(Title { words, weight, lost, voice });
        }
    }
}

/// The index of words over endpoints and the absent.
pub(super) fn words(form: &Form, endpoints: &'static [Endpoint]) -> WordIndex {
    let documents = documents(form);
    let mut postings: BTreeMap<&str, Vec<(u32, u8)>> = BTreeMap::new();
    for (document, at) in documents.iter().zip(0u32..) {
        for (word, weight) in &document.words {
            postings.entry(word).or_default().push((at, *weight));
        }
    }
    let numbers: BTreeMap<&str, u32> = postings.keys().copied().zip(0..).collect();
    let mut stems: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (word, number) in &numbers {
        stems.entry(terms::stem(word)).or_default().push(*number);
    }
    let mut titles = Ragged::default();
    let mut title_documents = Vec::new();
    let mut title_voices = Vec::new();
    for (document, at) in documents.iter().zip(0u32..) {
        for title in &document.titles {
            titles.add(title.words.iter().map(|word| numbers[word.as_str()]));
            title_documents.push((at, title.weight, title.lost));
            title_voices.push(title.voice);
        }
    }
    let language = Language::of(form);
    let mut synonyms: Vec<Synonym> =
        form.synonym.iter().flat_map(|s| synonyms(s, &numbers, &language)).collect();
    synonyms.sort_by(|a, b| (&a.phrase, b.weight, &a.terms).cmp(&(&b.phrase, a.weight, &b.terms)));
    let whose = endpoints
        .iter()
        .map(|e| match e.path {
            path if path == "/me" || path.starts_with("/me/") => Whose::Mine,
            path if path.starts_with("/users/{") => Whose::Anybody,
            _ => Whose::Nobody,
        })
        .chain(form.absent.iter().map(|a| if a.of_others { Whose::Others } else { Whose::Nobody }));
    let checks = |name: &String| terms::words(name).first() == Some(&form.words.answers_yes_or_no);
    let names = form.endpoint.iter().map(|e| &e.name).chain(form.absent.iter().map(|a| &a.name));
    let answers_yes_or_no = keep_all(names.map(checks));
    let names_absent = keep_all(postings.iter().map(|(term, using)| {
        let count = endpoints.len();
        let bears_it = |at: u32| {
            let titles = &documents[at as usize].titles;
            // What lost a word is no name: "what my friends listen to".
            titles.iter().any(|title| title.lost == 0 && title.words == [*term])
        };
        let mut using = using.iter().map(|(at, _)| *at);
        let absent = using.clone().all(|at| at as usize >= count);
        let at = using.find(|at| absent && bears_it(*at))?;
        Some(AbsentRef(u16::try_from(at as usize - count).unwrap_or(u16::MAX)))
    }));
    let things = keep_all(postings.keys().map(|term| form.words.things.iter().any(|t| t == term)));
    let count = documents.len();
    let words = &form.words;
    let synonymous = synonyms.iter().map(|s| s.phrase.as_str());
    let spellings = self::spellings(postings.keys().copied().chain(synonymous));
    let mine = words.mine.iter().flat_map(|phrase| phrase.split(' '));
    let mine_spellings = self::spellings(mine.filter(|word| word.len() > 4));
    let told = |name: &str| terms::words(name).first().is_some_and(|w| words.reads.contains(w));
    let endpoints = endpoints.iter().map(|e| e.method == Method::Get || told(e.name));
    let reading = keep_all(endpoints.chain(form.absent.iter().map(|_| false)));
    WordIndex {
        terms: texts(postings.keys().copied()),
        tells: keep_all(postings.values().map(|documents| tells(documents.len(), count))),
        documents: Ragged::of(postings.into_values()),
        stems: texts(stems.keys().map(String::as_str)),
        stem_terms: Ragged::of(stems.into_values()),
        titles: titles.keep(),
        title_documents: title_documents.leak(),
        title_voices: title_voices.leak(),
        synonyms: texts(synonyms.iter().map(|s| s.phrase.as_str())),
        synonym_terms: Ragged::of(synonyms.iter().map(|s| s.terms.clone())),
        synonym_weights: keep_all(synonyms.iter().map(|s| s.weight)),
        spellings,
        mine_spellings,
        ignore: sorted(&words.ignore),
        mine: sorted(&words.mine),
        other: sorted(&words.other),
        yes_or_no: sorted(&words.yes_or_no),
        about: sorted(&words.about),
        openings: sorted(&words.openings),
        circumstances: sorted(&words.circumstances),
        turns: sorted(&words.turns),
        articles: sorted(&words.articles),
        numbers: sorted(&words.numbers),
        quantities: sorted(&words.quantities),
        names_absent,
        things,
        kinds: sorted(&words.kinds),
        follows: sorted(&words.follows),
        followed: sorted(&words.followed),
        apart: sorted(&words.apart),
        light: sorted(&words.light),
        purposes: sorted(&words.purposes),
        people: sorted(&words.people),
        another: sorted(&words.another),
        idioms: texts(language.idioms.keys().copied()),
        idiom_meanings: texts(language.idioms.values().copied()),
        conditions: sorted(&words.conditions),
        which: sorted(&words.which),
        reads: sorted(&words.reads),
        does: sorted(&words.does),
        called: sorted(&words.called),
        check: numbers.get(words.answers_yes_or_no.as_str()).copied(),
        answers_yes_or_no,
        reading,
        whose: keep_all(whose),
    }
}

/// A word or phrase that stands for terms.
struct Synonym {
    phrase: String,
    terms: Vec<u32>,
    weight: u8,
}

/// Lists end to end, while they grow.
struct Ragged<T> {
    all: Vec<T>,
    ends: Vec<u32>,
}

impl<T> Default for Ragged<T> {
    fn default() -> Self {
        Ragged { all: Vec::new(), ends: Vec::new() }
    }
}

impl<T> Ragged<T> {
    fn of(lists: impl IntoIterator<Item = Vec<T>>) -> Lists<T> {
        let mut ragged = Ragged::default();
        for list in lists {
            ragged.add(list);
        }
        ragged.keep()
    }

    fn add(&mut self, list: impl IntoIterator<Item = T>) {
        self.all.extend(list);
        self.ends.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
    }

    fn keep(self) -> Lists<T> {
        Lists { all: self.all.leak(), ends: self.ends.leak() }
    }
}

/// Single words by their length, which is what is looked at first in a misspelt one.
fn spellings<'t>(phrases: impl IntoIterator<Item = &'t str>) -> Spellings {
    let single = phrases.into_iter().filter(|phrase| !phrase.contains(' '));
    let words: BTreeSet<(usize, &str)> = single.map(|word| (word.len(), word)).collect();
    let longest = words.last().map_or(0, |(length, _)| *length);
    let up_to = |length| words.iter().filter(|(other, _)| *other <= length).count();
    Spellings {
        words: texts(words.iter().map(|(_, word)| *word)),
        letters: keep_all(words.iter().map(|(_, word)| terms::letters(word))),
        ends: keep_all((0..=longest).map(|length| u32::try_from(up_to(length)).unwrap_or(0))),
    }
}

/// Texts end to end.
fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Texts {
    let mut all = String::new();
    let mut ends = Vec::new();
    for text in texts {
        all.push_str(text);
        ends.push(u32::try_from(all.len()).unwrap_or(u32::MAX));
    }
    Texts { all: keep(&all), ends: ends.leak() }
}

fn documents(form: &Form) -> Vec<Document> {
    let language = &Language::of(form);
    let mut documents = Vec::with_capacity(form.endpoint.len() + form.absent.len());
    for typed in &form.endpoint {
        let mut document = Document::default();
        document.add_title(&typed.name, weight::NAME, language);
        for alias in &typed.aliases {
            document.add_title(alias, weight::NAME, language);
        }
        for phrase in &typed.says {
            document.add_title(phrase, weight::PHRASE, language);
        }
        for field in &typed.returns {
            document.add_title(&format!("{field} {}", typed.thing), weight::PHRASE, language);
        }
        if let Some((_, _, path)) = split_call(&typed.call, &form.base) {
            let fixed: Vec<&str> = path.split('/').filter(|s| !s.starts_with('{')).collect();
            document.add(&fixed.join(" "), weight::PATH, language);
            // The end of a path is as good as a name: "player", "volume", "queue".
            if let Some(last) = fixed.last() {
                document.add(last, weight::NAME, language);
            }
        }
        document.add(&typed.does, weight::DESCRIPTION, language);
        for word in form.words.context.get(&typed.category).into_iter().flatten() {
            document.add(word, weight::CONTEXT, language);
        }
        documents.push(document);
    }
    for typed in &form.absent {
        let mut document = Document::default();
        document.add_title(&typed.name, weight::NAME, language);
        for phrase in &typed.says {
            document.add_title(phrase, weight::PHRASE, language);
        }
        documents.push(document);
    }
    documents
}

/// Whether a title says what is done, tells something, or names a thing.
fn voice(lists: &form::Words, title: &[String]) -> Voice {
    let first = title.first();
    let leads = |list: &Vec<String>| first.is_some_and(|first| list.contains(first));
    if leads(&lists.does) {
        Voice::Does
    } else if leads(&lists.reads) {
        Voice::Tells
    } else if leads(&lists.yes_or_no) || title.iter().any(|word| lists.which.contains(word)) {
        Voice::Asks
    } else {
        Voice::Names
    }
}

/// What is language rather than fact: which words mean nothing, and which idioms there are.
struct Language<'f> {
    words: &'f form::Words,
    /// Everything that is taken out of questions before their words are looked at, sorted.
    ignored: Vec<&'f str>,
    idioms: BTreeMap<&'f str, &'f str>,
}

impl<'f> Language<'f> {
    fn of(form: &'f Form) -> Self {
        let words = &form.words;
        let lists = [
            &words.ignore,
            &words.mine,
            &words.other,
            &words.another,
            &words.yes_or_no,
            &words.conditions,
            &words.which,
        ];
        let mut ignored: Vec<&str> = lists.into_iter().flatten().map(String::as_str).collect();
        ignored.sort_unstable();
        let says = |idiom: &'f form::Idiom| idiom.says.iter().map(|says| (says, &idiom.means));
        let idioms = form.idiom.iter().flat_map(says).map(|(s, m)| (s.as_str(), m.as_str()));
        Language { words, ignored, idioms: idioms.collect() }
    }

    /// Cuts a text into words, as questions are cut.
    fn cut(&self, text: &str) -> Vec<String> {
        let mut words = terms::words(text);
        terms::read_idioms(&mut words, |phrase| self.idioms.get(phrase).copied());
        words
    }

    /// Those of a title's words that mean something; a verb in front always does.
    fn telling(&self, title: &[String]) -> Vec<String> {
        let verbs = usize::from(title.first().is_some_and(|w| self.words.does.contains(w)));
        let (verb, rest) = title.split_at(verbs);
        let mut rest = rest.to_vec();
        self.drop_ignored(&mut rest);
        [verb, &rest].concat()
    }

    fn drop_ignored(&self, words: &mut Vec<String>) {
        terms::without(words, |w| self.ignored.binary_search(&w).is_ok());
    }
}

/// The synonyms of one entry. In a group, each word stands for each of the
/// others that is a word of the catalogue.
fn synonyms(
    typed: &form::Synonym,
    numbers: &BTreeMap<&str, u32>,
    language: &Language,
) -> Vec<Synonym> {
    // The weight was checked to lie in 0 to 1.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let weight = (typed.weight * 255.0).round() as u8;
    let one = |phrase: &String, means: &str| {
        let terms: Option<Vec<u32>> = means.split(' ').map(|w| numbers.get(w).copied()).collect();
        let mut words = language.cut(phrase);
        if phrase == ANY_NUMBER {
            words.push(phrase.clone());
        }
        // Questions come without the ignored words, and so must the phrases.
        language.drop_ignored(&mut words);
        if words.is_empty() {
            return None;
        }
        Some(Synonym { phrase: words.join(" "), terms: terms?, weight })
    };
    let directed = typed.words.iter().filter_map(|phrase| one(phrase, &typed.means));
    let mutual = typed.same.iter().flat_map(|phrase| {
        let others = typed.same.iter().filter(move |other| *other != phrase);
        others.filter_map(move |other| one(phrase, other))
    });
    directed.chain(mutual).collect()
}

/// How much a word tells that `using` of `count` documents use: the logarithm of
/// its rarity, from 24 (all use it) to 255 (one does).
fn tells(using: usize, count: usize) -> u8 {
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    {
        let rarity = (count as f32 / using.max(1) as f32).ln() / (count.max(2) as f32).ln();
        24 + (rarity * 231.0).round() as u8
    }
}

fn sorted(words: &[String]) -> Texts {
    let sorted: BTreeSet<&str> = words.iter().map(String::as_str).collect();
    texts(sorted)
}
