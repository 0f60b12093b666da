//! From the text of `diagnoses.toml` to [`Diagnoses`]: read, check, look up.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::super::model::{Catalogue, EndpointRef, Source};
use super::super::source::{Fault, form};
use super::{Cause, CauseScopes, Diagnoses, Diagnosis, EndpointIs, Found, Telling, plain};

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    sources: BTreeMap<String, form::Source>,
    context: Context,
    status_words: BTreeMap<String, u16>,
    causes: BTreeMap<String, CauseForm>,
    rule: Vec<Rule>,
}

/// `[context]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Context {
    hosts: Vec<String>,
    names: Vec<String>,
    shapes: Vec<String>,
    others: Vec<String>,
}

/// `[causes.*]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CauseForm {
    title: String,
    #[serde(default)]
    scopes: CauseScopes,
    #[serde(default = "yes")]
    answers: bool,
}

fn yes() -> bool {
    true
}

/// `[[rule]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    cause: String,
    weight: u8,
    #[serde(default)]
    telling: Telling,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    all: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    #[serde(default)]
    status: Vec<u16>,
    call: Option<bool>,
    #[serde(default)]
    endpoints: Vec<String>,
    #[serde(default)]
    endpoint_is: Vec<EndpointIs>,
    scopes_are: Option<Found>,
    redirect: Option<Found>,
    #[serde(default)]
    about: Vec<String>,
    remedy: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    sources: Vec<String>,
}

/// Rules lighter than this claim nothing: they hold where nothing else does.
pub const LAST_RESORT: u8 = 10;

/// Reads diagnoses, or says everything that is wrong with them.
///
/// # Errors
///
/// Every fault found; a file that is not TOML of the right form has just the one.
pub fn read(text: &str, catalogue: &Catalogue) -> Result<Diagnoses, Vec<Fault>> {
    let form: Form = toml::from_str(text).map_err(|e| {
        vec![Fault {
            entry: "diagnoses.toml".into(),
            says: e.to_string().trim_end().to_string(),
            mend: "correct the line shown; the keys are described at the head of the file".into(),
        }]
    })?;
    let mut check = Check { form: &form, catalogue, faults: Vec::new() };
    check.all();
    if check.faults.is_empty() { Ok(lower(&form, catalogue)) } else { Err(check.faults) }
}

struct Check<'a> {
    form: &'a Form,
    catalogue: &'a Catalogue,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn fault(&mut self, entry: &str, says: impl Into<String>, mend: impl Into<String>) {
        self.faults.push(Fault { entry: entry.into(), says: says.into(), mend: mend.into() });
    }

    fn all(&mut self) {
        let form = self.form;
        for (id, source) in &form.sources {
            if self.catalogue.sources.iter().any(|known| known.id == id) {
                self.fault(
                    &format!("source `{id}`"),
                    "stands in scopes.toml too",
                    "remove it from diagnoses.toml",
                );
            }
            if source.title.is_empty() || source.checked.len() != "YYYY-MM-DD".len() {
                self.fault(
                    &format!("source `{id}`"),
                    "has no title, or no day on which it was checked",
                    "give it `title`, and `checked` as YYYY-MM-DD",
                );
            }
        }
        for id in form.causes.keys() {
            if !form.rule.iter().any(|rule| rule.cause == *id) {
                self.fault(
                    &format!("cause `{id}`"),
                    "has no rule that tells it",
                    "add a [[rule]], or remove it",
                );
            }
        }
        let context = &form.context;
        for phrase in context.others.iter().chain(&context.shapes).chain(form.status_words.keys()) {
            self.phrase("context", phrase);
        }
        let mut seen = BTreeSet::new();
        for (at, rule) in form.rule.iter().enumerate() {
            let entry = format!("rule {} (cause `{}`)", at + 1, rule.cause);
            self.rule(&entry, rule);
            if !seen.insert(&rule.remedy) {
                self.fault(&entry, "says what another rule says", "merge the two, or reword one");
            }
        }
    }

    fn rule(&mut self, entry: &str, rule: &Rule) {
        if !self.form.causes.contains_key(&rule.cause) {
            self.fault(entry, "tells a cause that does not exist", "add it under [causes]");
        }
        if rule.weight == 0 || rule.weight > 100 {
            self.fault(entry, "has a weight outside 1 to 100", "give it one within");
        }
        for phrase in rule.any.iter().chain(&rule.all).chain(&rule.not) {
            self.phrase(entry, phrase);
        }
        let looks = !rule.any.is_empty() || !rule.all.is_empty() || !rule.status.is_empty();
        if !looks && rule.weight >= LAST_RESORT {
            self.fault(
                entry,
                "looks for nothing in the text",
                format!("add `any`, `all` or `status`, or a weight under {LAST_RESORT}"),
            );
        }
        if rule.telling == Telling::Own && rule.any.is_empty() {
            self.fault(
                entry,
                "claims words of Spotify's own and has none in `any`",
                "add them, or set `telling`",
            );
        }
        if rule.sources.is_empty() && rule.weight >= LAST_RESORT {
            self.fault(entry, "names no source", "say under `sources` where this comes from");
        }
        for id in &rule.sources {
            let known = self.catalogue.sources.iter().any(|source| source.id == id);
            if !known && !self.form.sources.contains_key(id) {
                self.fault(
                    entry,
                    format!("names the source `{id}`, which does not exist"),
                    format!("add [sources.\"{id}\"] here or in scopes.toml"),
                );
            }
        }
        for id in rule.endpoints.iter().chain(&rule.about) {
            if endpoint(self.catalogue, id).is_none() {
                self.fault(
                    entry,
                    format!("names the endpoint `{id}`, which does not exist"),
                    "name the id of an endpoint of scopes.toml",
                );
            }
        }
        self.placeholders(entry, rule);
    }

    /// A placeholder must have something to stand for whenever the rule holds.
    fn placeholders(&mut self, entry: &str, rule: &Rule) {
        let is = |kinds: &[EndpointIs]| rule.endpoint_is.iter().any(|k| kinds.contains(k));
        let cause = self.form.causes.get(&rule.cause).map(|cause| cause.scopes);
        let call = !rule.endpoints.is_empty() || !rule.endpoint_is.is_empty();
        let scopes = match cause {
            Some(CauseScopes::Missing) => is(&[EndpointIs::NeedsScope]) || !rule.about.is_empty(),
            Some(CauseScopes::Refused) => rule.scopes_are == Some(Found::Refused),
            Some(CauseScopes::Sound) => rule.scopes_are == Some(Found::Sound),
            _ => !rule.about.is_empty(),
        };
        for (placeholder, filled) in [
            ("{call}", call),
            ("{replacement}", is(&[EndpointIs::Renamed, EndpointIs::Replaced])),
            ("{change}", is(&[EndpointIs::Closed, EndpointIs::ClosedInDevelopment])),
            ("{scopes}", scopes),
        ] {
            if rule.remedy.contains(placeholder) && !filled {
                self.fault(
                    entry,
                    format!("has {placeholder}, which nothing in the rule makes sure of"),
                    "reword the remedy, or add the condition (`endpoint_is`, `scopes_are`, `about`)",
                );
            }
        }
        let mut rest = rule.remedy.clone() + &rule.next;
        for known in ["{call}", "{replacement}", "{change}", "{scopes}", "{for}"] {
            rest = rest.replace(known, "");
        }
        if rest.contains(['{', '}']) {
            self.fault(
                entry,
                "has a placeholder that does not exist",
                "use {call}, {replacement}, {change}, {scopes} or, in `next`, {for}",
            );
        }
    }

    /// Phrases stand there as they are compared, so that what is read is what counts.
    fn phrase(&mut self, entry: &str, phrase: &str) {
        let words = phrase.trim_end_matches('*');
        let plain = plain(words, false);
        if plain.trim() != words || words.is_empty() {
            self.fault(
                entry,
                format!("has the phrase \"{phrase}\""),
                format!("write it in lower case and without punctuation: \"{}\"", plain.trim()),
            );
        }
    }
}

fn endpoint(catalogue: &Catalogue, id: &str) -> Option<EndpointRef> {
    let at = catalogue.endpoints.iter().position(|endpoint| endpoint.id == id)?;
    u32::try_from(at).ok().map(EndpointRef)
}

fn keep(text: &str) -> &'static str {
    if text.is_empty() { "" } else { String::from(text).leak() }
}

fn keep_all<T>(items: impl IntoIterator<Item = T>) -> &'static [T] {
    items.into_iter().collect::<Vec<T>>().leak()
}

/// Phrases between spaces, as they stand between words; a `*` leaves the end open.
fn phrases(phrases: &[String]) -> &'static [&'static str] {
    keep_all(phrases.iter().map(|phrase| {
        keep(&match phrase.strip_suffix('*') {
            Some(begin) => format!(" {begin}"),
            None => format!(" {phrase} "),
        })
    }))
}

/// Turns names into what they name; everything it looks up has been checked to exist.
fn lower(form: &Form, catalogue: &Catalogue) -> Diagnoses {
    let causes: Vec<&String> = form.causes.keys().collect();
    let own = |id: &str| {
        form.sources.get_key_value(id).map(|(id, source)| Source {
            id: keep(id),
            title: keep(&source.title),
            at: keep(&source.at),
            date: keep(&source.date),
            checked: keep(&source.checked),
        })
    };
    let source =
        |id: &String| own(id).or_else(|| catalogue.sources.iter().find(|s| s.id == id).copied());
    let endpoints = |ids: &[String]| keep_all(ids.iter().filter_map(|id| endpoint(catalogue, id)));
    let mut rules: Vec<Diagnosis> = form
        .rule
        .iter()
        .map(|rule| Diagnosis {
            cause: causes
                .iter()
                .position(|id| **id == rule.cause)
                .and_then(|at| u8::try_from(at).ok())
                .unwrap_or_default(),
            weight: rule.weight,
            telling: rule.telling,
            any: phrases(&rule.any),
            all: phrases(&rule.all),
            not: phrases(&rule.not),
            status: keep_all(rule.status.iter().copied()),
            call: rule.call,
            endpoints: endpoints(&rule.endpoints),
            endpoint_is: keep_all(rule.endpoint_is.iter().copied()),
            scopes_are: rule.scopes_are,
            redirect: rule.redirect,
            about: endpoints(&rule.about),
            remedy: keep(&rule.remedy),
            next: keep(&rule.next),
            sources: keep_all(rule.sources.iter().filter_map(source)),
        })
        .collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.weight));
    Diagnoses {
        hosts: keep_all(form.context.hosts.iter().map(|host| keep(host))),
        names: keep_all(form.context.names.iter().map(|name| keep(name))),
        shapes: phrases(&form.context.shapes),
        others: phrases(&form.context.others),
        statuses: keep_all(
            form.status_words.iter().map(|(word, status)| (keep(&format!(" {word} ")), *status)),
        ),
        causes: keep_all(form.causes.iter().map(|(id, cause)| Cause {
            id: keep(id),
            title: keep(&cause.title),
            scopes: cause.scopes,
            answers: cause.answers,
        })),
        rules: rules.leak(),
    }
}
