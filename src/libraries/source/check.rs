//! What must hold of the tables before anybody may rely on them.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use crate::catalogue::model::{Catalogue, Method};
use crate::catalogue::source::Fault;

use super::super::model::{Kind, Releases};
use super::super::release;
use super::form::{Condition, Form, Maker, Request, Source, Target, Targets, Verb};
use super::{Call, fits, last_name, look_up};

/// All faults, file by file.
pub(super) fn check(forms: &[Form], common: &[&str], catalogue: &Catalogue) -> Vec<Fault> {
    let mut faults = Vec::new();
    for form in forms {
        let mut check = Check { form, common, catalogue, faults: Vec::new() };
        check.head();
        check.types();
        check.members();
        check.scopes();
        faults.extend(check.faults);
    }
    let mut seen: BTreeMap<(String, &str), &str> = BTreeMap::new();
    for form in forms {
        for package in &form.packages {
            let known = seen.insert((form.registry.clone(), package), &form.id);
            if let Some(other) = known {
                faults.push(Fault {
                    entry: format!("library `{}`", form.id),
                    says: format!("has the package `{package}` of `{other}`"),
                    mend: "leave it with the one it belongs to".into(),
                });
            }
        }
    }
    faults
}

struct Check<'a> {
    form: &'a Form,
    common: &'a [&'a str],
    catalogue: &'a Catalogue,
    faults: Vec<Fault>,
}

impl Check<'_> {
    /// Adds a fault of an entry of this library, such as ``member `track` ``.
    fn fault(&mut self, entry: &str, says: impl Into<String>, mend: impl Into<String>) {
        let library = format!("library `{}`", self.form.id);
        let entry = if entry.is_empty() { library } else { format!("{library}, {entry}") };
        self.faults.push(Fault { entry, says: says.into(), mend: mend.into() });
    }

    fn head(&mut self) {
        let form = self.form;
        let Source { date, checked, .. } = &form.source;
        if !is_day(checked) || !date.is_empty() && !is_day(date) {
            self.fault(
                "",
                format!("the source is of `{date}`, checked `{checked}`"),
                "write both as YYYY-MM-DD; `date` may be empty where it is not known",
            );
        }
        if form.kind == Kind::Client || !form.release.is_empty() {
            self.releases("release", [&form.release, &String::new(), &String::new()]);
        }
        if form.kind == Kind::Client && form.release.is_empty() {
            self.fault("", "has no release", "name the one that was read");
        }
        for (key, text) in [("title", &form.source.title), ("at", &form.source.at)] {
            if text.is_empty() {
                self.fault("", format!("source.{key} is empty"), "say what was read, and where");
            }
        }
        if form.languages.is_empty() {
            self.fault("", "has no language", "name at least one");
        }
        if form.packages.is_empty() {
            self.fault("", "has no package", "name it as manifests do");
        }
        if form.kind == Kind::Client && form.members.is_empty() {
            self.fault("", "is a client without members", "list them under [members]");
        }
        if form.kind == Kind::Login && form.requests.is_empty() {
            self.fault("", "signs users in, but has no [[request]]", "say where scopes are given");
        }
        let mut patterns = form.distinctive.clone();
        patterns.retain(|p| !form.members.keys().any(|member| fits(p, member.get_ref())));
        for pattern in patterns {
            self.fault(
                &format!("distinctive `{pattern}`"),
                "fits no member",
                "correct or remove it",
            );
        }
        for by_itself in &form.by_itself {
            if !matches!(look_up(self.catalogue, &by_itself.to), Call::Endpoint(..)) {
                self.fault(
                    "by-itself",
                    format!("`{}` is no endpoint", by_itself.to),
                    "name one by its operation id",
                );
            }
        }
    }

    fn types(&mut self) {
        let form = self.form;
        let types: BTreeSet<&str> = form.types.iter().map(|t| t.name.as_str()).collect();
        for kind in &form.types {
            let begins = |name: &Spanned<String>| name.get_ref().starts_with(&kind.members);
            let requests = |r: &Request| r.name.starts_with(&format!("{}#", kind.name));
            if !form.members.keys().any(begins) && !form.requests.iter().any(requests) {
                let entry = format!("type `{}`", kind.name);
                self.fault(&entry, "has no member", "correct `members`, or remove it");
            }
        }
        for Maker { call, makes, when, .. } in &form.makers {
            let entry = format!("maker `{call}`");
            if !types.contains(makes.as_str()) {
                self.fault(&entry, format!("makes `{makes}`, no type"), "add it as a [[type]]");
            }
            self.conditions(&entry, when);
        }
        for (member, gives) in &form.gives {
            let entry = format!("gives `{}`", member.get_ref());
            if !types.contains(gives.as_str()) {
                self.fault(&entry, format!("`{gives}` is no type"), "add it as a [[type]]");
            }
            if !form.members.keys().any(|m| m.get_ref() == member.get_ref()) {
                self.fault(&entry, "is no member", "add it to [members], or correct the name");
            }
        }
    }

    fn members(&mut self) {
        let form = self.form;
        self.sorted("members", &mut form.members.keys());
        for (name, targets) in &form.members {
            let name = name.get_ref().as_str();
            let entry = format!("member `{name}`");
            if name.is_empty() || name.contains(char::is_whitespace) {
                self.fault(&entry, "is no name", "write it as code does");
            }
            let distinctive = form.distinctive.iter().any(|pattern| fits(pattern, name));
            if distinctive && self.common.contains(&last_name(name)) {
                self.fault(
                    &entry,
                    "is called distinctive, but the name is common",
                    "take it out of `distinctive`; libraries/common.txt lists common names",
                );
            }
            match targets {
                Targets::Plain(to) => self.to(&entry, to, ""),
                Targets::One(target) => self.target(&entry, target),
                Targets::Several(targets) => {
                    for target in targets {
                        self.target(&entry, target);
                    }
                    self.overlaps(&entry, targets);
                }
            }
        }
    }

    fn target(&mut self, entry: &str, target: &Target) {
        match &target.any {
            Some(any) => {
                if !target.to.is_empty() {
                    self.fault(entry, "has both `to` and `any`", "keep one");
                }
                if let Verb::Fixed(verb) = &any.verb
                    && Method::named(verb).is_none_or(|m| m == Method::Sdk)
                {
                    self.fault(
                        entry,
                        format!("`{verb}` is no verb"),
                        "write GET, POST, PUT or DELETE",
                    );
                }
            }
            None => self.to(entry, &target.to, &target.note),
        }
        if !target.judged.is_empty() && !target.note.is_empty() {
            self.fault(entry, "has both `if` and `note`", "say it in one sentence");
        }
        self.releases(entry, [&target.since, &target.after, &target.until]);
        self.conditions(entry, &target.when);
        self.told(entry, target);
    }

    /// Fields and cases are those of the endpoint that is called.
    fn told(&mut self, entry: &str, target: &Target) {
        let endpoint = match look_up(self.catalogue, &target.to) {
            Call::Endpoint(endpoint, _) => self.catalogue.endpoints.get(endpoint.0 as usize),
            Call::Unknown(..) | Call::Wrong => None,
        };
        let cases = endpoint.map_or(&[][..], |e| e.requirement.cases);
        for field in &target.fields {
            if !cases.iter().any(|c| c.told.is_some_and(|t| t.field == field.name)) {
                self.fault(
                    entry,
                    format!("`{}` tells no case of `{}`", field.name, target.to),
                    "write a `field` of `told` in scopes.toml",
                );
            }
            if field.argument.is_none() && field.keyword.is_empty() && field.then.is_empty() {
                self.fault(
                    entry,
                    format!("does not say what sets `{}`", field.name),
                    "add `argument`, `keyword` or `then`",
                );
            }
        }
        for name in &target.case {
            if !cases.iter().any(|c| c.names.contains(&name.as_str())) {
                self.fault(
                    entry,
                    format!("`{name}` is no case of `{}`", target.to),
                    "write a `case` of scopes.toml",
                );
            }
        }
    }

    fn to(&mut self, entry: &str, to: &str, note: &str) {
        if matches!(to, "paging" | "nothing") {
            return;
        }
        match look_up(self.catalogue, to) {
            Call::Endpoint(..) => {}
            Call::Unknown(..) if !note.is_empty() => {}
            Call::Unknown(..) => self.fault(
                entry,
                format!("the catalogue does not know `{to}`"),
                "correct it, or say in `note` why it is called",
            ),
            Call::Wrong => self.fault(
                entry,
                format!("`{to}` is no operation id"),
                "write one of `scopes list endpoints --format plain`, METHOD /path, paging or nothing",
            ),
        }
    }

    fn overlaps(&mut self, entry: &str, targets: &[Target]) {
        for (at, one) in targets.iter().enumerate() {
            for other in &targets[at + 1..] {
                let alone = |t: &Target| t.when.is_empty() && t.judged.is_empty();
                let same = one.when == other.when && one.judged == other.judged;
                let overlap = range(one).overlap(&range(other));
                let added = one.also || other.also;
                if overlap && !added && (same || alone(one) || alone(other)) {
                    self.fault(
                        entry,
                        format!("means both `{}` and `{}`", one.to, other.to),
                        "part them by releases (since, after, until) or by conditions (when, if)",
                    );
                }
            }
        }
    }

    fn releases(&mut self, entry: &str, range: [&String; 3]) {
        for text in range.into_iter().filter(|text| !text.is_empty()) {
            if !release::is_release(text) {
                self.fault(entry, format!("`{text}` is no release"), "write it as 1.2.3");
            }
        }
        let [since, after, until] = range;
        if !since.is_empty() && !after.is_empty() {
            self.fault(entry, "has both `since` and `after`", "keep `since`");
        }
        let first = if since.is_empty() { after } else { since };
        if !first.is_empty() && !until.is_empty() && release::compare(first, until).is_gt() {
            self.fault(entry, "ends before it begins", "correct the releases");
        }
    }

    fn conditions(&mut self, entry: &str, conditions: &[Condition]) {
        for condition in conditions {
            let kinds = [
                condition.is.is_some(),
                condition.has_key.is_some(),
                condition.lacks_key.is_some(),
                condition.constant.is_some(),
                condition.equals.is_some(),
            ];
            if kinds.iter().filter(|there| **there).count() != 1 {
                self.fault(
                    entry,
                    "a condition says not one thing",
                    "give it one of is, has-key, lacks-key, constant, equals",
                );
            }
            if condition.argument.is_none() && condition.keyword.is_empty() {
                self.fault(entry, "a condition has no argument", "add `argument` or `keyword`");
            }
        }
    }

    fn scopes(&mut self) {
        let form = self.form;
        self.sorted("constants", &mut form.constants.keys());
        for (name, ids) in &form.constants {
            let entry = format!("constant `{}`", name.get_ref());
            if ids.is_empty() {
                self.fault(&entry, "stands for nothing", "name its scopes, or remove it");
            }
            self.known(&entry, ids);
        }
        for request in &form.requests {
            let entry = format!("request `{}`", request.name);
            self.known(&entry, &request.default);
            self.releases(&entry, [&request.since, &request.after, &request.until]);
            self.conditions(&entry, &request.when);
            if request.default_stays && request.default.is_empty() {
                self.fault(&entry, "keeps a default it has not", "add `default`");
            }
        }
    }

    fn known(&mut self, entry: &str, ids: &[String]) {
        for id in ids {
            if !self.catalogue.scopes.iter().any(|scope| scope.id == *id) {
                self.fault(
                    entry,
                    format!("`{id}` is no scope"),
                    "write one of `scopes list scopes --format plain`",
                );
            }
        }
    }

    fn sorted(&mut self, table: &str, names: &mut dyn Iterator<Item = &Spanned<String>>) {
        // The map is sorted already; the places in the file must be, too.
        let names: Vec<&Spanned<String>> = names.collect();
        for pair in names.windows(2) {
            if pair[0].span().start > pair[1].span().start {
                self.fault(
                    &format!("[{table}]"),
                    format!("`{}` stands before `{}`", pair[1].get_ref(), pair[0].get_ref()),
                    "sort the names",
                );
            }
        }
    }
}

fn range(target: &Target) -> Releases {
    let keep = |text: &str| -> &'static str { String::from(text).leak() };
    Releases { since: keep(&target.since), after: keep(&target.after), until: keep(&target.until) }
}

fn is_day(day: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let lengths: Vec<usize> = day.split('-').map(str::len).collect();
    lengths == [4, 2, 2] && day.split('-').all(digits)
}
