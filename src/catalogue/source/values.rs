//! What must hold of single values: days, addresses, texts, and lists of names.

use std::collections::BTreeSet;

use super::Fault;
use super::form::{Endpoint, Form, Scope};

/// Faults of single values, section by section.
pub(super) fn check(form: &Form) -> Vec<Fault> {
    let mut values = Values { latest: &form.catalogue.date, faults: Vec::new() };
    values.head(form);
    let mut places: BTreeSet<u8> = BTreeSet::new();
    for scope in &form.scope {
        values.scope(scope);
        if scope.group.is_some() && !places.insert(scope.line) {
            values.fault(
                &format!("scope `{}`", scope.id),
                format!("has the place {} in the dialog, which another scope has too", scope.line),
                "give each scope a `line` of its own",
            );
        }
        for meant in &scope.meant {
            let refused = form.scope.iter().find(|other| other.id == *meant);
            if refused.is_some_and(|other| !other.reason.is_empty()) {
                values.fault(
                    &format!("scope `{}`", scope.id),
                    format!("means `{meant}`, which is advised against itself"),
                    "name in `meant` a scope that can be asked for",
                );
            }
        }
    }
    for endpoint in &form.endpoint {
        values.endpoint(endpoint);
    }
    values.faults
}

struct Values<'a> {
    /// Nothing can have been checked after the catalogue.
    latest: &'a str,
    faults: Vec<Fault>,
}

impl Values<'_> {
    fn fault(&mut self, entry: &str, says: impl Into<String>, mend: impl Into<String>) {
        self.faults.push(Fault { entry: entry.into(), says: says.into(), mend: mend.into() });
    }

    fn head(&mut self, form: &Form) {
        self.day("catalogue", "date", self.latest);
        for (id, source) in &form.sources {
            let entry = format!("source `{id}`");
            self.day(&entry, "checked", &source.checked);
            self.time(&entry, "date", &source.date);
            if source.checked.as_str() > self.latest {
                self.fault(
                    &entry,
                    format!("was checked on {}, after the catalogue's own date", source.checked),
                    "set the `date` under [catalogue] to the newest day of a check",
                );
            }
        }
        for (id, change) in &form.changes {
            self.time(&format!("change `{id}`"), "since", &change.since);
        }
        self.text("consent", "heading", &form.consent.heading);
        self.text("consent", "always", &form.consent.always);
        for observed in &form.consent.always_observed {
            self.text("consent", "always_observed", &observed.text);
            self.time("consent", "years", &observed.years);
        }
        self.address("accounts", "authorize", &form.accounts.authorize);
        self.address("accounts", "token", &form.accounts.token);
        for base in &form.base {
            self.address("base", "url", &base.url);
        }
        for (id, placeholder) in &form.placeholders {
            if let Some(values) = &placeholder.one_of {
                self.names(&format!("placeholder `{id}`"), "one_of", values);
            }
        }
    }

    fn scope(&mut self, scope: &Scope) {
        let entry = format!("scope `{}`", scope.id);
        if let Some(consent) = &scope.consent {
            self.text(&entry, "consent", consent);
        }
        for older in &scope.older {
            self.text(&entry, "older", &older.text);
        }
        for observed in &scope.observed {
            self.text(&entry, "observed", &observed.text);
            self.time(&entry, "years", &observed.years);
        }
    }

    fn endpoint(&mut self, endpoint: &Endpoint) {
        let entry = format!("endpoint `{}`", endpoint.id);
        for name in endpoint.aliases.iter().chain([&endpoint.name]) {
            self.text(&entry, "name", name);
        }
        for call in endpoint.older_calls.iter().chain([&endpoint.call]) {
            let whole = |segment: &str| {
                let inside = segment.strip_prefix('{').and_then(|s| s.strip_suffix('}'));
                !inside.unwrap_or(segment).contains(['{', '}']) && inside != Some("")
            };
            if !call.split('/').all(whole) {
                self.fault(
                    &entry,
                    format!("has the call `{call}`, in which a placeholder is not whole"),
                    "write a placeholder as `{name}`, alone between two slashes",
                );
            }
        }
        if !endpoint.all.is_empty() {
            self.names(&entry, "all", &endpoint.all);
        }
        if !endpoint.any.is_empty() {
            self.names(&entry, "any", &endpoint.any);
        }
        if endpoint.any.len() == 1 {
            self.fault(&entry, "has `any` of one scope", "write it under `all`");
        }
        let cases: Vec<String> = endpoint.when.iter().flat_map(|when| when.case.clone()).collect();
        if !cases.is_empty() {
            self.names(&entry, "case", &cases);
        }
        for case in &cases {
            if !case.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
                self.fault(
                    &entry,
                    format!("has the case `{case}`"),
                    "name a case in lower-case letters and hyphens, as it is typed after --when",
                );
            }
        }
    }

    /// A list that names something, and nothing twice.
    fn names(&mut self, entry: &str, key: &str, names: &[String]) {
        let mut seen = BTreeSet::new();
        if names.is_empty() || names.iter().any(String::is_empty) {
            self.fault(entry, format!("has an empty `{key}`"), "name something, or remove it");
        } else if let Some(twice) = names.iter().find(|name| !seen.insert(name.as_str())) {
            self.fault(entry, format!("names `{twice}` twice in `{key}`"), "name it once");
        }
    }

    /// A text that is there and is nothing but text.
    fn text(&mut self, entry: &str, key: &str, text: &str) {
        if text.trim().is_empty() {
            self.fault(entry, format!("has an empty `{key}`"), "write it out, or remove the key");
        } else if text.trim() != text || text.chars().any(char::is_control) {
            self.fault(
                entry,
                format!("has a `{key}` with white space around it or a control character in it"),
                "write the text alone, to the letter",
            );
        }
    }

    fn address(&mut self, entry: &str, key: &str, address: &str) {
        let host = address.strip_prefix("https://").unwrap_or_default();
        if host.is_empty() || host.starts_with('/') || address.ends_with('/') {
            self.fault(
                entry,
                format!("has `{key} = \"{address}\"`"),
                "write an address that begins with https:// and does not end in a slash",
            );
        }
    }

    fn day(&mut self, entry: &str, key: &str, day: &str) {
        if !is_time(day, true) {
            self.fault(
                entry,
                format!("has `{key} = \"{day}\"`"),
                "write a day of the calendar as YYYY-MM-DD",
            );
        }
    }

    /// A day, month or year, or two years; empty where it is not known.
    fn time(&mut self, entry: &str, key: &str, time: &str) {
        let years = |(from, to): (&str, &str)| {
            from.len() == 4
                && to.len() == 4
                && from < to
                && is_time(from, false)
                && is_time(to, false)
        };
        if !time.is_empty() && !is_time(time, false) && !time.split_once('-').is_some_and(years) {
            self.fault(
                entry,
                format!("has `{key} = \"{time}\"`"),
                "write YYYY-MM-DD, YYYY-MM, YYYY, or two years as YYYY-YYYY",
            );
        }
    }
}

/// Whether a text is a day of the calendar, or, where less is enough, a month or year.
fn is_time(text: &str, whole_day: bool) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, count: usize| {
        (part.len() == count && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<u16>())
    };
    let number = |at: usize, count: usize| parts.get(at).and_then(|p| digits(p, count)?.ok());
    let (year, month, day) = (number(0, 4), number(1, 2), number(2, 2));
    let is_month = month.is_some_and(|month| (1..=12).contains(&month));
    match (parts.len(), year) {
        (3, Some(year)) => {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let longest = match month {
                Some(2) => 28 + u16::from(leap),
                Some(4 | 6 | 9 | 11) => 30,
                _ => 31,
            };
            is_month && day.is_some_and(|day| (1..=longest).contains(&day))
        }
        (2, Some(_)) => !whole_day && is_month,
        (1, Some(_)) => !whole_day,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_time;

    #[test]
    fn days_are_days_of_the_calendar() {
        for day in ["2026-11-22", "2024-02-29", "2000-02-29"] {
            assert!(is_time(day, true), "{day}");
        }
        for day in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-4-1",
            "2026-04-31",
            "2026",
            "today",
            "",
            "2026-11-22-1",
            "２０２６-11-22",
        ] {
            assert!(!is_time(day, true), "{day}");
        }
        assert!(is_time("2026-02", false) && is_time("2016", false));
        assert!(!is_time("2026-13", false) && !is_time("soon", false));
    }
}
