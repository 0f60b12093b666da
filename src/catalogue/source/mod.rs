//! From the text of `scopes.toml` to a [`Catalogue`]: read, check, look up by index.
//!
//! The build script calls [`read`] and writes the result out as static tables;
//! tests and benchmarks call it with catalogues of their own. Strings and lists
//! are leaked on purpose: a catalogue lives as long as the process that made it.

mod check;
pub(super) mod form;
mod index;
mod language;
mod values;

use std::collections::BTreeMap;
use std::fmt;

use super::model::{
    Absent, Accounts, Case, Catalogue, Change, ConsentDialog, ConsentGroup, Endpoint, EndpointRef,
    Method, Mode, OlderCall, OptionalScope, Quote, Requirement, Rule, Scope, ScopeRef, Source,
    SourceRef, Told, ToldBy,
};
use form::Form;

/// Something wrong with an entry, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The entry, such as ``endpoint `create-playlist` ``.
    pub entry: String,
    /// What is wrong.
    pub says: String,
    /// What to mend.
    pub mend: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}. Mend: {}.", self.entry, self.says, self.mend)
    }
}

/// Reads a catalogue, or says everything that is wrong with it.
///
/// # Errors
///
/// Every fault found, in the order of the file's sections; a file that is not
/// TOML of the right form has just the one.
pub fn read(text: &str) -> Result<Catalogue, Vec<Fault>> {
    let form: Form = toml::from_str(text).map_err(|e| {
        let entry = e.span().and_then(|span| entry_at(text, span.start));
        vec![Fault {
            entry: entry.map_or("scopes.toml".into(), |entry| format!("scopes.toml, {entry}")),
            says: e.to_string().trim_end().to_string(),
            mend: "correct the line shown; the keys are described in src/catalogue/source/form.rs"
                .into(),
        }]
    })?;
    let mut faults = check::check(&form);
    faults.extend(values::check(&form));
    if faults.is_empty() { Ok(Lowering::new(&form).catalogue()) } else { Err(faults) }
}

/// The entry that stands around a place in the file, such as ``endpoint `search` ``.
fn entry_at(text: &str, at: usize) -> Option<String> {
    let line = text[..text.floor_char_boundary(at)].lines().count().max(1);
    // What belongs to an entry, such as [[endpoint.when]], is part of it.
    let head =
        |line: &str| line.starts_with('[') && !(line.starts_with("[[") && line.contains('.'));
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.iter().take(line + 1).rposition(|line| head(line))?;
    let name = lines[from].trim_matches(['[', ']']);
    let mut own = lines[from + 1..].iter().take_while(|line| !line.starts_with('['));
    let id = own.find_map(|line| line.strip_prefix("id = \"")?.split('"').next());
    Some(id.map_or_else(|| format!("[{name}]"), |id| format!("{name} `{id}`")))
}

/// Splits `METHOD /path` and finds the base the path stands below.
///
/// Gives the verb, the index of the base and the path below it.
fn split_call<'a>(call: &'a str, bases: &[form::Base]) -> Option<(Method, u8, &'a str)> {
    let (verb, path) = call.split_once(' ')?;
    let method = Method::named(verb)?;
    if method == Method::Sdk {
        return Some((method, 0, path));
    }
    if path.starts_with('/') {
        return Some((method, 0, path));
    }
    bases.iter().zip(0u8..).find_map(|(base, at)| {
        let below = path.strip_prefix(base.url.as_str())?;
        below.starts_with('/').then_some((method, at, below))
    })
}

fn keep(text: &str) -> &'static str {
    if text.is_empty() { "" } else { String::from(text).leak() }
}

fn keep_all<T>(items: impl IntoIterator<Item = T>) -> &'static [T] {
    items.into_iter().collect::<Vec<T>>().leak()
}

/// Turns names into indexes; everything it looks up has been checked to exist.
struct Lowering<'a> {
    form: &'a Form,
    sources: BTreeMap<&'a str, SourceRef>,
    scopes: BTreeMap<&'a str, ScopeRef>,
    endpoints: BTreeMap<&'a str, EndpointRef>,
    changes: BTreeMap<&'a str, u8>,
    groups: BTreeMap<&'a str, u8>,
}

impl<'a> Lowering<'a> {
    fn new(form: &'a Form) -> Self {
        Lowering {
            form,
            sources: form.sources.keys().map(String::as_str).zip((0..).map(SourceRef)).collect(),
            scopes: form.scope.iter().map(|s| s.id.as_str()).zip((0..).map(ScopeRef)).collect(),
            endpoints: form
                .endpoint
                .iter()
                .map(|e| e.id.as_str())
                .zip((0..).map(EndpointRef))
                .collect(),
            changes: form.changes.keys().map(String::as_str).zip(0..).collect(),
            groups: form.consent.group.iter().map(|g| g.id.as_str()).zip(0..).collect(),
        }
    }

    fn catalogue(&self) -> Catalogue {
        let form = self.form;
        let endpoints = keep_all(form.endpoint.iter().map(|e| self.endpoint(e)));
        let scopes = keep_all(form.scope.iter().map(|s| self.scope(s, endpoints)));
        let scopes_by_id = keep_all(self.scopes.values().copied());
        // The map is sorted by id already.
        let endpoints_by_id = keep_all(self.endpoints.values().copied());
        let mut cases: Vec<&'static str> = endpoints
            .iter()
            .flat_map(|e| e.requirement.cases)
            .flat_map(|c| c.names)
            .copied()
            .collect();
        cases.sort_unstable();
        cases.dedup();
        let bases = keep_all(form.base.iter().map(|b| keep(&b.url)));
        Catalogue {
            date: keep(&form.catalogue.date),
            api: keep(&form.catalogue.api),
            sources: keep_all(form.sources.iter().map(|(id, s)| Source {
                id: keep(id),
                title: keep(&s.title),
                at: keep(&s.at),
                date: keep(&s.date),
                checked: keep(&s.checked),
            })),
            scopes,
            scopes_by_id,
            endpoints,
            endpoints_by_id,
            changes: keep_all(form.changes.iter().map(|(id, c)| Change {
                id: keep(id),
                status: c.status,
                deprecated: c.deprecated,
                since: keep(&c.since),
                short: keep(&c.short),
                says: keep(&c.says),
                development: c.development,
                extended: c.extended,
                sources: self.sources(&c.sources),
            })),
            accounts: Accounts {
                authorize: keep(&form.accounts.authorize),
                token: keep(&form.accounts.token),
                source: self.sources[form.accounts.source.as_str()],
            },
            modes: keep_all(form.modes.iter().map(|(id, m)| Mode {
                id: keep(id),
                title: keep(&m.title),
                says: keep(&m.says),
                sources: self.sources(&m.sources),
            })),
            consent: self.consent(),
            bases,
            cases: cases.leak(),
            absent: keep_all(form.absent.iter().map(|a| Absent {
                id: keep(&a.id),
                name: keep(&a.name),
                why: keep(&a.why),
                see: keep_all(a.see.iter().map(|id| self.endpoints[id.as_str()])),
                sources: self.sources(&a.sources),
            })),
            names: index::names(endpoints),
            typed: index::typed(form, endpoints),
            paths: index::paths(form, endpoints),
            words: index::words(form, endpoints),
        }
    }

    fn sources(&self, ids: &[String]) -> &'static [SourceRef] {
        keep_all(ids.iter().map(|id| self.sources[id.as_str()]))
    }

    fn scope_refs(&self, ids: &[String]) -> &'static [ScopeRef] {
        keep_all(ids.iter().map(|id| self.scopes[id.as_str()]))
    }

    fn quote(&self, text: &str, source: &str, years: &str) -> Quote {
        Quote { text: keep(text), source: self.sources[source], years: keep(years) }
    }

    fn observed(&self, seen: &[form::Observed]) -> &'static [Quote] {
        keep_all(seen.iter().map(|o| self.quote(&o.text, &o.source, &o.years)))
    }

    fn consent(&self) -> ConsentDialog {
        let consent = &self.form.consent;
        ConsentDialog {
            heading: self.quote(&consent.heading, &consent.heading_source, ""),
            always: self.quote(&consent.always, &consent.always_source, ""),
            always_observed: self.observed(&consent.always_observed),
            always_group: self.groups[consent.always_group.as_str()],
            groups: keep_all(
                consent
                    .group
                    .iter()
                    .map(|g| ConsentGroup { id: keep(&g.id), heading: keep(&g.heading) }),
            ),
        }
    }

    fn scope(&self, scope: &form::Scope, endpoints: &[Endpoint]) -> Scope {
        let own = self.scopes[scope.id.as_str()];
        let consent = match (&scope.consent, &scope.consent_source) {
            (Some(text), Some(source)) => Some(self.quote(text, source, "")),
            _ => None,
        };
        Scope {
            id: keep(&scope.id),
            category: keep(&scope.category),
            access: scope.access,
            status: scope.status,
            grant: scope.grant,
            means: keep(&scope.means),
            reason: keep(&scope.reason),
            meant: self.scope_refs(&scope.meant),
            group: scope.group.as_deref().map(|g| self.groups[g]),
            line: scope.line,
            consent,
            no_consent: keep(&scope.no_consent),
            older: keep_all(scope.older.iter().map(|o| self.quote(&o.text, &o.source, ""))),
            observed: self.observed(&scope.observed),
            note: keep(&scope.note),
            sources: self.sources(&scope.sources),
            opens: keep_all(
                endpoints
                    .iter()
                    .zip((0..).map(EndpointRef))
                    .filter(|(e, _)| e.requirement.mentions(own))
                    .map(|(_, at)| at),
            ),
        }
    }

    fn endpoint(&self, endpoint: &form::Endpoint) -> Endpoint {
        let (method, base, path) =
            split_call(&endpoint.call, &self.form.base).unwrap_or((Method::Sdk, 0, ""));
        Endpoint {
            id: keep(&endpoint.id),
            name: keep(&endpoint.name),
            aliases: keep_all(endpoint.aliases.iter().map(|a| keep(a))),
            method,
            path: keep(path),
            base,
            older: keep_all(endpoint.older_calls.iter().filter_map(|call| {
                split_call(call, &self.form.base)
                    .map(|(method, _, path)| OlderCall { method, path: keep(path) })
            })),
            category: keep(&endpoint.category),
            does: keep(&endpoint.does),
            login: endpoint.login,
            premium: endpoint.premium,
            change: endpoint.change.as_deref().map(|c| self.changes[c]),
            replacement: endpoint.replacement.as_deref().map(|r| self.endpoints[r]),
            replacement_note: keep(&endpoint.replacement_note),
            development: keep(&endpoint.development),
            note: keep(&endpoint.note),
            contested: keep(&endpoint.contested),
            reference: self
                .scope_refs(endpoint.documented.reference.as_deref().unwrap_or_default()),
            scopes_page: self.scope_refs(&endpoint.documented.scopes_page),
            sources: self.sources(&endpoint.sources),
            requirement: self.requirement(endpoint),
        }
    }

    fn requirement(&self, endpoint: &form::Endpoint) -> Requirement {
        Requirement {
            known: endpoint.needs != Some(form::Needs::Unknown),
            rule: self.rule(&endpoint.all, &endpoint.any),
            cases: keep_all(endpoint.when.iter().map(|when| Case {
                names: keep_all(when.case.iter().map(|c| keep(c))),
                holds: keep(&when.holds),
                default: when.default,
                told: when.told.as_ref().map(told),
                rule: self.rule(&when.all, &when.any),
            })),
            cases_cover_all: endpoint.cases_cover_all,
            perhaps: self.scope_refs(&endpoint.perhaps),
            optional: keep_all(endpoint.optional.iter().map(|o| OptionalScope {
                scope: self.scopes[o.scope.as_str()],
                adds: keep(&o.adds),
                asked: keep_all(
                    self.form.words.adds.get(&o.adds).into_iter().flatten().map(|said| keep(said)),
                ),
                inferred: keep(&o.inferred),
                extended_only: o.extended_only,
            })),
        }
    }

    fn rule(&self, all: &[String], any: &[String]) -> Rule {
        if !all.is_empty() {
            Rule::All(self.scope_refs(all))
        } else if !any.is_empty() {
            Rule::Any(self.scope_refs(any))
        } else {
            Rule::Nothing
        }
    }
}

fn told(told: &form::Told) -> Told {
    let by = match (&told.begins, told.is) {
        (Some(begins), _) => ToldBy::Begins(keep(begins)),
        (None, is) => ToldBy::Is(is.unwrap_or_default()),
    };
    Told { field: keep(&told.field), by }
}
