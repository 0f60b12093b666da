//! The addresses in what a call is given.

use super::base::is_base_key;
use super::commands::takes_value;
use super::{Address, Hunt, hrefs};
use crate::audit::ir::{Call, Expr, ExprId, Target};
use crate::audit::program::{At, Fun};
use crate::audit::syntax::Language;
use crate::audit::values::{Context, Piece, Text, Value, concat};
use crate::audit::verbs::{Verb, verb_in_name, words};

impl Hunt<'_, '_> {
    /// The addresses in what a call is given.
    pub(super) fn addresses(
        &self,
        at: At,
        call: &Call,
        name: &str,
        context: &Context,
    ) -> Vec<Address> {
        let here = |expr: ExprId| At { unit: at.unit, expr };
        let mut found: Vec<Address> = Vec::new();
        let sending = self.is_sending(at, call, name);
        if let Some(segments) = self.in_segments(at, call, name, context) {
            return segments;
        }
        let of_options = self.values_of_options(at, call, name);
        for argument in &call.arguments {
            if of_options.contains(&argument.value) {
                continue;
            }
            if argument.name.as_deref().is_some_and(|n| !is_address_key(n)) && !call.makes {
                // Named otherwise, it is no address: `headers=`, `json=`.
                if argument.name.as_deref() != Some("arguments") {
                    continue;
                }
            }
            // What a client is made with is below what it is asked for, not asked for itself.
            let makes = call.makes || name.starts_with(char::is_uppercase);
            if makes && argument.name.as_deref().is_some_and(is_base_key) {
                continue;
            }
            let place = here(argument.value);
            if let Expr::Function(function) = self.program().expr(place) {
                if self.program().language(at.unit) == Language::Kotlin
                    && verb_in_name(name).is_some()
                {
                    let fun = Fun { unit: at.unit, id: *function };
                    found.extend(self.told_to_builder(fun, context));
                } else if name == "uri" {
                    let fun = Fun { unit: at.unit, id: *function };
                    found.extend(self.built_within(fun, context));
                }
                continue;
            }
            if self.verb_by_place(place, context) {
                continue;
            }
            let before = found.len();
            for value in self.values.of(place, context) {
                match &value {
                    Value::Text(text) => found.push(Address { text: text.clone(), at: place }),
                    Value::Parameter(fun, parameter, _) if sending => {
                        let hole = Piece::Hole(place, Some((*fun, *parameter)));
                        found.push(Address { text: Text { pieces: vec![hole] }, at: place });
                    }
                    Value::Unknown(_) | Value::Made(..)
                        if sending && self.has_href(place, hrefs::STEPS).is_some() =>
                    {
                        let pieces = vec![Piece::Hole(place, None)];
                        found.push(Address { text: Text { pieces }, at: place });
                    }
                    // Made from a parameter in some way that is not followed.
                    Value::Unknown(_) | Value::Made(..) if sending => {
                        found.extend(self.made_from(place, context));
                    }
                    // `useSWR([url, token], fetcher)`
                    Value::List(list, inner) if sending => {
                        found.extend(self.first_of(*list, inner));
                    }
                    Value::Map(map, inner) => {
                        found.extend(
                            self.in_fields(*map, inner)
                                .into_iter()
                                .map(|text| Address { text, at: place }),
                        );
                    }
                    _ => {}
                }
            }
            // The first that could be an address is the address.
            let is_address = |a: &Address| {
                let shown = a.text.shown();
                shown.contains('/')
                    || a.text.parameters().next().is_some()
                    || shown.starts_with("{}")
            };
            if found.len() > before {
                if found[before..].iter().any(is_address) {
                    if sending
                        && !found[before..].iter().all(|a| a.text.parameters().next().is_some())
                    {
                        break;
                    }
                } else if !sending {
                    found.truncate(before);
                }
            }
        }
        self.of_one_object(found)
    }

    /// A path that is given segment by segment: `client.Request("me", "playlists")` of Flurl.
    fn in_segments(
        &self,
        at: At,
        call: &Call,
        name: &str,
        context: &Context,
    ) -> Option<Vec<Address>> {
        let is_it = self.program().language(at.unit) == Language::CSharp
            && name == "Request"
            && !call.makes
            && call.arguments.len() > 1
            && self.own_callees(at, call).is_empty();
        let first = call.arguments.first().filter(|_| is_it)?;
        let mut parts: Vec<Vec<Text>> = Vec::new();
        for argument in &call.arguments {
            let place = At { unit: at.unit, expr: argument.value };
            if !parts.is_empty() {
                parts.push(vec![Text::written("/", place)]);
            }
            parts.push(self.values.texts(place, context));
        }
        let place = At { unit: at.unit, expr: first.value };
        Some(concat(&parts).into_iter().map(|text| Address { text, at: place }).collect())
    }

    /// A whole address at the head of a list.
    fn first_of(&self, list: At, context: &Context) -> Vec<Address> {
        let Expr::List(items) = self.program().expr(list) else { return Vec::new() };
        let Some(first) = items.first() else { return Vec::new() };
        let at = At { unit: list.unit, expr: *first };
        let texts = self.values.texts(at, context).into_iter();
        let whole = texts.filter(|t| t.shown().contains("://"));
        whole.map(|text| Address { text, at }).collect()
    }

    /// The path a function handed to a request puts together:
    /// `.uri(builder -> builder.path("/me/tracks").queryParam(…).build())`.
    fn built_within(&self, fun: Fun, context: &Context) -> Vec<Address> {
        let unit = self.program().unit(fun.unit);
        let told = |id: ExprId| match unit.expr(id) {
            Expr::Call(call) => {
                let name = unit.last_name(call.callee)?;
                matches!(name, "path" | "replacePath" | "pathSegment").then_some((name, call))
            }
            _ => None,
        };
        let before = |id: ExprId| match unit.expr(id) {
            Expr::Call(call) => Some(call.callee),
            Expr::Member(object, _) => *object,
            _ => None,
        };
        // One after the other; what is told more later is no address by itself.
        let mut chains: Vec<Vec<ExprId>> = Vec::new();
        for (id, _) in self.within(fun).filter(|(id, _)| told(*id).is_some()) {
            let steps = std::iter::successors(Some(id), |step| before(*step));
            let chain: Vec<ExprId> = steps.filter(|step| told(*step).is_some()).collect();
            chains.push(chain);
        }
        let mut found = Vec::new();
        for chain in &chains {
            if chains.iter().any(|other| other[1..].contains(&chain[0])) {
                continue;
            }
            let mut parts = Vec::new();
            for (name, call) in chain.iter().rev().filter_map(|step| told(*step)) {
                for argument in &call.arguments {
                    let place = At { unit: fun.unit, expr: argument.value };
                    if name == "pathSegment" {
                        parts.push(vec![Text::written("/", place)]);
                    }
                    parts.push(self.values.texts(place, context));
                }
            }
            let at = At { unit: fun.unit, expr: chain[0] };
            found.extend(concat(&parts).into_iter().map(|text| Address { text, at }));
        }
        found
    }

    /// The address that the block of a request of ktor puts together:
    /// `client.get { url { host = "…"; appendPathSegments("v1", "me") } }`.
    fn told_to_builder(&self, fun: Fun, context: &Context) -> Vec<Address> {
        let unit = self.program().unit(fun.unit);
        let here = |expr: ExprId| At { unit: fun.unit, expr };
        let mut parts: Vec<Vec<Text>> = Vec::new();
        let mut place = None;
        for (id, expr) in self.within(fun) {
            let Expr::Call(call) = expr else { continue };
            let Expr::Name(name) = unit.expr(call.callee) else { continue };
            if !matches!(&**name, "appendPathSegments" | "appendEncodedPathSegments" | "path") {
                continue;
            }
            place.get_or_insert(here(id));
            for argument in &call.arguments {
                parts.push(vec![Text::written("/", here(argument.value))]);
                parts.push(self.values.texts(here(argument.value), context));
            }
        }
        let inside = unit.function(fun.id).span;
        let told = |part: &str| {
            unit.bindings.iter().find_map(|binding| {
                let told = matches!(&binding.target, Target::Name(name) | Target::Member(_, name)
                    if &**name == part);
                let within = inside.start <= binding.span.start && binding.span.end <= inside.end;
                binding.value.filter(|_| told && within)
            })
        };
        if place.is_none()
            && let Some(path) = told("encodedPath")
        {
            place = Some(here(path));
            parts.push(self.values.texts(here(path), context));
        }
        let Some(at) = place else { return Vec::new() };
        if let Some(host) = told("host") {
            parts.insert(0, self.values.texts(here(host), context));
            parts.insert(0, vec![Text::written("https://", here(host))]);
        }
        concat(&parts).into_iter().map(|text| Address { text, at }).collect()
    }

    /// The words of a command that belong to an option before them: `-H "Accept: …"`.
    fn values_of_options(&self, at: At, call: &Call, name: &str) -> Vec<ExprId> {
        let is_command = self.program().language(at.unit) == Language::Shell
            && words(name).iter().any(|word| word == "curl" || word == "wget");
        if !is_command {
            return Vec::new();
        }
        let unit = self.program().unit(at.unit);
        let takes_one =
            |option: &ExprId| matches!(unit.expr(*option), Expr::Text(text) if takes_value(text));
        let words: Vec<ExprId> = call.arguments.iter().map(|a| a.value).collect();
        words.windows(2).filter(|pair| takes_one(&pair[0])).map(|pair| pair[1]).collect()
    }

    /// `"PUT"` is no address.
    pub(super) fn verb_by_place(&self, place: At, context: &Context) -> bool {
        matches!(self.program().expr(place), Expr::Name(_) | Expr::Text(_) | Expr::Member(..))
            && crate::audit::verbs::said_by_in(self.values, place, context)
                .iter()
                .any(|v| matches!(v, Verb::Is(_) | Verb::Odd))
    }

    /// Addresses that a call makes of a path in a way that is not followed: something
    /// unknown, and then the path.
    pub(super) fn made_from(&self, at: At, context: &Context) -> Vec<Address> {
        let Expr::Call(call) = self.program().expr(at) else { return Vec::new() };
        let here = |expr: ExprId| At { unit: at.unit, expr };
        let mut found = Vec::new();
        for argument in call.arguments.iter().filter(|a| !a.spread) {
            for value in self.values.of(here(argument.value), context) {
                let piece = match &value {
                    Value::Parameter(fun, place, _) => Piece::Hole(at, Some((*fun, *place))),
                    Value::Text(text) => {
                        let mut pieces = vec![Piece::Hole(at, None)];
                        pieces.extend(text.pieces.iter().cloned());
                        found.push(Address { text: Text { pieces }, at });
                        continue;
                    }
                    _ => continue,
                };
                found.push(Address {
                    text: Text { pieces: vec![Piece::Hole(at, None), piece] },
                    at,
                });
            }
            if !found.is_empty() {
                break;
            }
        }
        found
    }

    /// The address among fields: `{ url }`, `{ baseURL, url }`, `{ hostname, path }`.
    pub(super) fn in_fields(&self, map: At, context: &Context) -> Vec<Text> {
        let Expr::Map(pairs) = self.program().expr(map) else { return Vec::new() };
        let of = |keys: &[&str]| -> Option<Vec<Text>> {
            let (_, value) = pairs.iter().find(|(k, _)| keys.contains(&&**k))?;
            Some(self.values.texts(At { unit: map.unit, expr: *value }, context))
        };
        let base = of(&[
            "baseURL",
            "baseUrl",
            "prefixUrl",
            "base_url",
            "base_uri",
            "hostname",
            "host",
            "origin",
        ]);
        let path = of(&["url", "uri", "path", "endpoint", "pathname", "href", "CURLOPT_URL"]);
        match (base, path) {
            (Some(base), Some(path)) => {
                let whole = path.iter().any(|p| p.shown().contains("://"));
                if whole {
                    return path;
                }
                let slash = vec![Text::written("/", map)];
                concat(&[base, slash, path])
            }
            (None, Some(path)) => path,
            _ => Vec::new(),
        }
    }

    /// `data.next`: the address of the next page of the same list.
    pub(super) fn is_next_page(&self, at: At) -> bool {
        let names = self.names(at);
        names.iter().any(|n| {
            let words = words(n);
            words.iter().any(|w| {
                matches!(w.as_str(), "next" | "previous" | "prev" | "href" | "page" | "paging")
            })
        }) || self.bound_to_next(at)
    }

    pub(super) fn bound_to_next(&self, at: At) -> bool {
        let Expr::Name(name) = self.program().expr(at) else { return false };
        let unit = self.program().unit(at.unit);
        let owner = unit.owner(at.expr);
        unit.bindings.iter().any(|b| {
            matches!(&b.target, Target::Name(n) if n == name)
                && b.function == owner
                && b.value.is_some_and(|v| {
                    self.names(At { unit: at.unit, expr: v })
                        .iter()
                        .any(|n| words(n).iter().any(|w| w == "next"))
                })
        })
    }
}

pub(super) fn is_address_key(key: &str) -> bool {
    let words = words(key);
    words.iter().any(|w| {
        matches!(
            w.as_str(),
            "url"
                | "uri"
                | "path"
                | "endpoint"
                | "string"
                | "href"
                | "route"
                | "resource"
                | "src"
                | "input"
                | "config"
                | "options"
                | "request"
                | "with"
                | "for"
                | "from"
        )
    })
}
