//! What must hold of a catalogue before anybody may rely on it.
//!
//! Every fault names the entry and what to mend, because whoever reads it has
//! just edited the file and wants to go on.

use std::collections::{BTreeMap, BTreeSet};

use super::super::model::{EndpointStatus, Grant, Method, ScopeStatus};
use super::super::terms;
use super::form::{Absent, Endpoint, Form, Needs, Scope};
use super::{Fault, split_call};

/// All faults of a catalogue, section by section.
pub(super) fn check(form: &Form) -> Vec<Fault> {
    let mut check = Check {
        form,
        scopes: form.scope.iter().map(|s| (s.id.as_str(), s)).collect(),
        endpoints: form.endpoint.iter().map(|e| (e.id.as_str(), e)).collect(),
        faults: Vec::new(),
    };
    check.head();
    check.ids();
    for scope in &form.scope {
        check.scope(scope);
    }
    for endpoint in &form.endpoint {
        check.endpoint(endpoint);
    }
    for absent in &form.absent {
        check.absent(absent);
    }
    check.calls();
    check.names();
    check.words();
    check.faults
}

struct Check<'a> {
    form: &'a Form,
    scopes: BTreeMap<&'a str, &'a Scope>,
    endpoints: BTreeMap<&'a str, &'a Endpoint>,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn fault(&mut self, entry: &str, says: impl Into<String>, mend: impl Into<String>) {
        self.faults.push(Fault { entry: entry.into(), says: says.into(), mend: mend.into() });
    }

    fn head(&mut self) {
        let form = self.form;
        for (id, source) in &form.sources {
            let entry = format!("source `{id}`");
            if source.title.is_empty() {
                self.fault(&entry, "has no title", "say what the source is");
            }
        }
        self.sources("accounts", std::slice::from_ref(&form.accounts.source));
        for id in ["development", "extended"] {
            if !form.modes.contains_key(id) {
                self.fault("modes", format!("`{id}` is missing"), format!("add [modes.{id}]"));
            }
        }
        for (id, mode) in &form.modes {
            self.sources(&format!("mode `{id}`"), &mode.sources);
        }
        for (id, change) in &form.changes {
            let entry = format!("change `{id}`");
            self.sources(&entry, &change.sources);
            if change.status == EndpointStatus::Current {
                self.fault(
                    &entry,
                    "makes endpoints `current`",
                    "leave `change` out of those endpoints and remove the entry",
                );
            }
        }
        let consent = &form.consent;
        self.sources("consent", std::slice::from_ref(&consent.heading_source));
        self.sources("consent", std::slice::from_ref(&consent.always_source));
        self.group("consent", &consent.always_group);
        for seen in &consent.always_observed {
            self.sources("consent", std::slice::from_ref(&seen.source));
        }
        if form.base.is_empty() {
            self.fault("base", "there is none", "add a [[base]] with the API's address");
        }
    }

    fn ids(&mut self) {
        let form = self.form;
        let kinds: [(&str, Vec<&str>); 3] = [
            ("scope", form.scope.iter().map(|s| s.id.as_str()).collect()),
            ("endpoint", form.endpoint.iter().map(|e| e.id.as_str()).collect()),
            ("absent", form.absent.iter().map(|a| a.id.as_str()).collect()),
        ];
        for (kind, ids) in kinds {
            let mut seen = BTreeSet::new();
            for id in ids {
                let entry = format!("{kind} `{id}`");
                if !seen.insert(id) {
                    self.fault(&entry, "stands there twice", "remove or rename one of the two");
                }
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                if id.is_empty() || !id.chars().all(plain) {
                    self.fault(
                        &entry,
                        "has an id with other characters than lower-case letters, digits and hyphens",
                        "write the id as it is sent or documented",
                    );
                }
            }
        }
    }

    fn scope(&mut self, scope: &Scope) {
        let entry = format!("scope `{}`", scope.id);
        self.sources(&entry, &scope.sources);
        self.known_scopes(&entry, "meant", &scope.meant);
        if let Some(group) = &scope.group {
            self.group(&entry, group);
        }
        for source in
            scope.older.iter().map(|o| &o.source).chain(scope.observed.iter().map(|o| &o.source))
        {
            self.sources(&entry, std::slice::from_ref(source));
        }
        let documented = matches!(
            scope.status,
            ScopeStatus::Current | ScopeStatus::PartnerOnly | ScopeStatus::Unusable
        );
        if documented {
            if scope.means.is_empty() {
                self.fault(&entry, "does not say what it means", "add `means` in your own words");
            }
            match (&scope.consent, &scope.consent_source) {
                (Some(_), Some(source)) => self.sources(&entry, std::slice::from_ref(source)),
                (Some(_), None) => self.fault(
                    &entry,
                    "has a consent text from nowhere",
                    "name the page under `consent_source`",
                ),
                (None, _) if scope.no_consent.is_empty() => self.fault(
                    &entry,
                    "has neither a consent text nor a reason for having none",
                    "add `consent` and `consent_source`, or `no_consent` with the reason",
                ),
                (None, _) => {}
            }
            if scope.consent.is_some() && scope.grant == Grant::ClientCredentials {
                self.fault(
                    &entry,
                    "is a service scope with a consent text, but no user is asked",
                    "remove `consent` or `grant`",
                );
            }
        } else if scope.reason.is_empty() {
            self.fault(&entry, "is advised against without a reason", "add `reason`");
        }
    }

    fn endpoint(&mut self, endpoint: &Endpoint) {
        let entry = format!("endpoint `{}`", endpoint.id);
        self.sources(&entry, &endpoint.sources);
        for (key, text) in
            [("name", &endpoint.name), ("does", &endpoint.does), ("category", &endpoint.category)]
        {
            if text.is_empty() {
                self.fault(&entry, format!("has no `{key}`"), format!("add `{key}`"));
            }
        }
        if endpoint.thing.is_empty() != endpoint.returns.is_empty() {
            self.fault(&entry, "has only one of `thing` and `returns`", "add the other");
        }
        if let Some(change) = &endpoint.change
            && !self.form.changes.contains_key(change)
        {
            self.fault(
                &entry,
                format!("names the change `{change}`, which does not exist"),
                format!(
                    "add [changes.{change}] or name one of: {}",
                    list(self.form.changes.keys())
                ),
            );
        }
        if let Some(replacement) = &endpoint.replacement {
            self.replacement(&entry, endpoint, replacement);
        }
        self.requirement(&entry, endpoint);
        let page = &endpoint.documented.scopes_page;
        let reference = endpoint.documented.reference.as_ref().unwrap_or(page);
        self.known_scopes(&entry, "documented.reference", reference);
        self.known_scopes(&entry, "documented.scopes_page", page);
        let agree = reference.iter().collect::<BTreeSet<_>>() == page.iter().collect();
        if !agree && endpoint.contested.is_empty() {
            self.fault(
                &entry,
                "is documented differently in the reference and on the Scopes page without a word about it",
                "add `contested`: who says what, and the safe answer",
            );
        }
    }

    fn replacement(&mut self, entry: &str, endpoint: &Endpoint, replacement: &str) {
        if endpoint.change.is_none() {
            self.fault(
                entry,
                "is current, yet names a replacement",
                "add `change`, or remove `replacement`",
            );
        }
        match self.endpoints.get(replacement) {
            None => self.fault(
                entry,
                format!("is replaced by `{replacement}`, which is no endpoint"),
                "name the id of the endpoint to call instead",
            ),
            Some(other) if other.replacement.is_some() => self.fault(
                entry,
                format!("is replaced by `{replacement}`, which is itself replaced"),
                "name the endpoint at the end of the chain",
            ),
            Some(_) => {}
        }
    }

    fn requirement(&mut self, entry: &str, endpoint: &Endpoint) {
        let whens = endpoint.when.iter().flat_map(|w| w.all.iter().chain(&w.any));
        let required: Vec<&String> =
            endpoint.all.iter().chain(&endpoint.any).chain(whens).collect();
        let says_nothing = endpoint.needs.is_none();
        if required.is_empty() && says_nothing {
            self.fault(
                entry,
                "does not say what it needs",
                "add `all`, `any` or [[endpoint.when]], or `needs = \"nothing\"` or `\"unknown\"`",
            );
        }
        if !required.is_empty() && !says_nothing {
            self.fault(entry, "has both `needs` and scopes", "remove one of the two");
        }
        if endpoint.needs == Some(Needs::Unknown) && !endpoint.optional.is_empty() {
            self.fault(entry, "is unknown, yet has optional scopes", "remove one of the two");
        }
        if !endpoint.all.is_empty() && !endpoint.any.is_empty() {
            self.fault(
                entry,
                "has both `all` and `any`",
                "keep one of the two; what holds only at times goes under [[endpoint.when]]",
            );
        }
        for scope in required.iter().copied().chain(&endpoint.perhaps) {
            self.required_scope(entry, scope);
        }
        if endpoint.cases_cover_all && endpoint.when.is_empty() {
            self.fault(
                entry,
                "has `cases_cover_all` but no cases",
                "add [[endpoint.when]], or remove it",
            );
        }
        for when in &endpoint.when {
            if when.case.is_empty() || when.holds.is_empty() {
                self.fault(
                    entry,
                    "has a case without `case` or `holds`",
                    "name the case and say what holds",
                );
            }
            if when.told.as_ref().is_some_and(|t| t.is.is_some() == t.begins.is_some()) {
                self.fault(
                    entry,
                    "has a case that is told by not exactly one of `is` and `begins`",
                    "give `told` one of the two",
                );
            }
            if when.all.is_empty() == when.any.is_empty() {
                self.fault(
                    entry,
                    "has a case without exactly one of `all` and `any`",
                    "give it one of the two",
                );
            }
        }
        if endpoint.when.iter().filter(|w| w.default).count() > 1 {
            self.fault(
                entry,
                "has more than one default case",
                "mark the one that holds when the call does not say",
            );
        }
        for optional in &endpoint.optional {
            self.required_scope(entry, &optional.scope);
            if required.contains(&&optional.scope) {
                self.fault(
                    entry,
                    format!("lists `{}` as required and as optional", optional.scope),
                    "keep one of the two",
                );
            }
            if optional.adds.is_empty() {
                self.fault(
                    entry,
                    "has an optional scope that adds nothing",
                    "say in `adds` what it adds",
                );
            }
        }
    }

    /// A scope in a requirement must exist and must be one that can be asked for.
    fn required_scope(&mut self, entry: &str, id: &str) {
        self.known_scopes(entry, "the requirement", &[id.to_string()]);
        if let Some(scope) = self.scopes.get(id)
            && !matches!(scope.status, ScopeStatus::Current | ScopeStatus::PartnerOnly)
        {
            self.fault(
                entry,
                format!("needs `{id}`, which nobody can ask for"),
                "name a current scope, or correct the scope's `status`",
            );
        }
    }

    fn absent(&mut self, absent: &Absent) {
        let entry = format!("absent `{}`", absent.id);
        self.sources(&entry, &absent.sources);
        for id in &absent.see {
            if !self.endpoints.contains_key(id.as_str()) {
                self.fault(
                    &entry,
                    format!("points to `{id}`, which is no endpoint"),
                    "name an endpoint's id",
                );
            }
        }
    }

    /// No two entries may answer for the same verb and path.
    fn calls(&mut self) {
        let form = self.form;
        let mut owners: BTreeMap<(Method, u8, String), &str> = BTreeMap::new();
        let endpoints = form.endpoint.iter().flat_map(|e| {
            std::iter::once(&e.call)
                .chain(&e.older_calls)
                .map(move |c| ("endpoint", e.id.as_str(), c))
        });
        let absents = form
            .absent
            .iter()
            .flat_map(|a| a.calls.iter().map(move |c| ("absent", a.id.as_str(), c)));
        for (kind, id, call) in endpoints.chain(absents) {
            let entry = format!("{kind} `{id}`");
            let Some((method, base, path)) = split_call(call, &form.base) else {
                self.fault(
                    &entry,
                    format!("has the call `{call}`, which is not `METHOD /path` below a [[base]]"),
                    "write it like `GET /me` or `POST https://host/base/path`",
                );
                continue;
            };
            if let Some(other) = owners.insert((method, base, unnamed(path)), id) {
                self.fault(
                    &entry,
                    format!("has the call `{call}`, which `{other}` has too"),
                    "leave the call with one of the two",
                );
            }
        }
    }

    /// Two endpoints may bear one name only if one took the other's place.
    fn names(&mut self) {
        let form = self.form;
        let mut bearers: BTreeMap<String, Vec<&Endpoint>> = BTreeMap::new();
        for endpoint in &form.endpoint {
            let folded: BTreeSet<String> = std::iter::once(&endpoint.name)
                .chain(&endpoint.aliases)
                .map(|name| terms::fold_name(name, true))
                .collect();
            for name in folded {
                bearers.entry(name).or_default().push(endpoint);
            }
        }
        for (name, endpoints) in bearers {
            let current: BTreeSet<&str> =
                endpoints.iter().map(|e| e.replacement.as_deref().unwrap_or(&e.id)).collect();
            if current.len() > 1 {
                self.fault(
                    &format!("endpoint `{}`", endpoints[0].id),
                    format!(
                        "shares the name \"{name}\" with `{}`",
                        endpoints[endpoints.len() - 1].id
                    ),
                    "give the name to one of them, or name the `replacement` of the older one",
                );
            }
        }
    }

    fn words(&mut self) {
        let form = self.form;
        let known = super::index::vocabulary(form);
        let categories: BTreeSet<&String> = form.endpoint.iter().map(|e| &e.category).collect();
        for category in form.words.context.keys().filter(|c| !categories.contains(c)) {
            self.fault(
                &format!("words.context.{category}"),
                "is for a category that no endpoint has",
                "name the category of an endpoint",
            );
        }
        let adds: BTreeSet<&String> =
            form.endpoint.iter().flat_map(|e| &e.optional).map(|o| &o.adds).collect();
        for added in form.words.adds.keys().filter(|added| !adds.contains(added)) {
            self.fault(
                &format!("words.adds.{added:?}"),
                "is what no optional scope adds",
                "copy `adds` of an [[endpoint.optional]]",
            );
        }
        for synonym in &form.synonym {
            let entry = format!(
                "synonym `{}`",
                if synonym.same.is_empty() { &synonym.means } else { &synonym.same[0] }
            );
            if synonym.same.is_empty() == synonym.means.is_empty() {
                self.fault(
                    &entry,
                    "has not exactly one of `means` and `same`",
                    "give it one of the two",
                );
            }
            for word in synonym.means.split(' ').filter(|w| !w.is_empty()) {
                if !known.contains(word) {
                    self.fault(
                        &entry,
                        format!("stands for `{word}`, which no name or phrase uses"),
                        "name a word that an entry uses",
                    );
                }
            }
            if !synonym.same.is_empty() && !synonym.same.iter().any(|word| known.contains(word)) {
                self.fault(
                    &entry,
                    "has no word that a name or phrase uses",
                    "add one, or remove the entry",
                );
            }
            if synonym.weight <= 0.0 || synonym.weight > 1.0 {
                self.fault(&entry, "has a weight outside 0 to 1", "give it one within");
            }
        }
    }

    fn sources(&mut self, entry: &str, ids: &[String]) {
        if ids.is_empty() {
            self.fault(entry, "names no source", "say under `sources` where the facts come from");
        }
        for id in ids {
            if !self.form.sources.contains_key(id) {
                self.fault(
                    entry,
                    format!("names the source `{id}`, which does not exist"),
                    format!("add [sources.\"{id}\"] with its title and the day it was checked"),
                );
            }
        }
    }

    fn known_scopes(&mut self, entry: &str, place: &str, ids: &[String]) {
        for id in ids {
            if !self.scopes.contains_key(id.as_str()) {
                let near = self
                    .scopes
                    .keys()
                    .map(|known| (strsim::osa_distance(known, id), *known))
                    .min()
                    .filter(|(distance, _)| *distance <= 3);
                let mend = match near {
                    Some((_, near)) => {
                        format!("write `{near}`, if that was meant, or add a [[scope]]")
                    }
                    None => "add a [[scope]] of that id, or name one that exists".to_string(),
                };
                self.fault(
                    entry,
                    format!("names the scope `{id}` in {place}, which no [[scope]] defines"),
                    mend,
                );
            }
        }
    }

    fn group(&mut self, entry: &str, group: &str) {
        if !self.form.consent.group.iter().any(|g| g.id == group) {
            self.fault(
                entry,
                format!("stands in the group `{group}`, which does not exist"),
                format!("name one of: {}", list(self.form.consent.group.iter().map(|g| &g.id))),
            );
        }
    }
}

/// A path with the names of its placeholders taken out.
fn unnamed(path: &str) -> String {
    let segment = |s: &str| {
        if s.starts_with('{') { "{}".to_string() } else { s.to_lowercase() }
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

fn list<'s>(items: impl IntoIterator<Item = &'s String>) -> String {
    items.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}
