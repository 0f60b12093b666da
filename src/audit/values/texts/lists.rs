//! Lists, and what is put together from them.

use super::Site;
use crate::audit::ir::{Argument, Expr, ExprId};
use crate::audit::program::{At, Fun};
use crate::audit::syntax::Language;
use crate::audit::values::{Context, Piece, Text, Value, Values, as_text, concat, of_nothing};

impl Site<'_, '_> {
    pub(super) fn join(&self) -> Option<Vec<Value>> {
        let arguments: Vec<&Argument> = self.call.arguments.iter().collect();
        let receiver = self.receiver.filter(|r| !self.is_outside(*r));
        let python = self.values.program.language(self.at.unit) == Language::Python;
        let lists = |expr: ExprId| -> bool {
            self.of(expr).iter().any(|v| match v {
                Value::List(..) => true,
                Value::Map(map, _) => joins_fields(self.values, *map),
                _ => false,
            })
        };
        // `list.joinToString(" ") { it.text }`
        if let Some(each) = self.members_of_each() {
            let between = arguments.first().and_then(|a| self.texts(a.value).first()?.whole());
            return Some(self.put_together(&each, between.as_deref().unwrap_or(",")));
        }
        // `list.join(" ")`, `list.joinToString(" ")`, `list.joined(separator: " ")`
        if let Some(receiver) = receiver
            && lists(receiver)
        {
            let separator = arguments.first().map(|a| self.texts(a.value));
            return Some(self.joined(&self.of(receiver), separator.as_deref()));
        }
        // `Object.keys(scopes).join(" ")`, `names.map(n => "user-" + n).join(" ")`
        if let (Some(receiver), [separator], false) = (receiver, arguments.as_slice(), python)
            && let Some(between) = self.texts(separator.value).first().and_then(Text::whole)
            && !between.contains(|c: char| c.is_ascii_alphabetic() || c == '/')
        {
            let one_by_one = self.of(receiver);
            if one_by_one.iter().any(|v| matches!(v, Value::Text(_))) {
                return Some(self.put_together(&one_by_one, &between));
            }
        }
        // `" ".join(list)`, `base.join("path")`
        if let Some(receiver) = receiver
            && let Some(separator) = self.written(receiver)
            && separator.iter().any(|s| s.whole().is_some())
        {
            let first = arguments.first()?;
            if separator.iter().any(|s| s.shown().contains("//")) {
                return self.paths();
            }
            let given = self.of(first.value);
            let one_by_one = |v: &Value| matches!(v, Value::Text(_) | Value::Unknown(_));
            if python
                && given.iter().all(one_by_one)
                && let [_, _, ..] = given.as_slice()
                && let Some(between) = separator.first().and_then(Text::whole)
            {
                return Some(self.put_together(&given, &between));
            }
            return Some(self.joined(&given, Some(&separator)));
        }
        // `path.Join(parts...)`
        if let (None, [only]) = (receiver, arguments.as_slice())
            && only.spread
        {
            return self.paths();
        }
        if arguments.len() < 2 {
            let receiver = receiver?;
            let separator = arguments.first().map(|a| self.texts(a.value));
            return Some(self.joined(&self.of(receiver), separator.as_deref()));
        }
        // `String.join("/", a, b)`
        if let [first, rest @ ..] = arguments.as_slice()
            && rest.len() > 1
            && self.is_of_texts()
            && let Some(between) = self.texts(first.value).first().and_then(Text::whole)
        {
            let mut parts: Vec<Vec<Text>> = Vec::new();
            for part in rest {
                if !parts.is_empty() {
                    parts.push(vec![Text::written(&between, self.here(first.value))]);
                }
                parts.push(self.texts(part.value));
            }
            return Some(concat(&parts).into_iter().map(Value::Text).collect());
        }
        // `strings.Join(list, " ")`, `implode(" ", list)`
        let list = arguments.iter().position(|a| lists(a.value));
        match list {
            Some(at) => {
                let separator = arguments.iter().enumerate().find(|(i, _)| *i != at);
                let separator = separator.map(|(_, a)| self.texts(a.value));
                Some(self.joined(&self.of(arguments[at].value), separator.as_deref()))
            }
            // `implode(" ", array_keys($scopes))`
            None => self.one_by_one(&arguments).or_else(|| self.paths()),
        }
    }

    /// Whether a method is one of the type of texts itself: `String.join`, `string.Join`.
    fn is_of_texts(&self) -> bool {
        let of = self.receiver.and_then(|r| self.values.program.unit(self.at.unit).last_name(r));
        matches!(of, Some("String" | "string"))
    }

    /// Elements one after the other with something between them.
    pub(super) fn joined(&self, lists: &[Value], separator: Option<&[Text]>) -> Vec<Value> {
        let between = separator.and_then(<[Text]>::first).cloned();
        let between = between.unwrap_or_else(|| Text::written(",", self.at));
        // One of several lists put together, and nothing of it is known.
        let open = |list: &&Value| match list {
            Value::Outside(path) => !of_nothing(path),
            other => matches!(other, Value::Unknown(_) | Value::Made(..) | Value::Parameter(..)),
        };
        let rest = lists.iter().find(open).map(|list| as_text(list, self.at));
        let mut found = Vec::new();
        let of_path = between.whole().is_some_and(|between| between.contains('/'));
        for list in lists {
            let mut items = alternatives(self.values, list, 0);
            if items.is_empty() {
                // What callers give shows when they are looked at.
                if matches!(list, Value::Parameter(..)) {
                    found.push(Value::Text(as_text(list, self.at)));
                }
                continue;
            }
            if matches!(list, Value::List(..)) {
                items.extend(rest.clone().map(|rest| vec![rest]));
            }
            // Of a path none of whose parts are known, it is not known either how many there are.
            let unknown =
                |texts: &Vec<Text>| matches!(texts[0].pieces.as_slice(), [Piece::Hole(..)]);
            if of_path && items.len() > 1 && items.iter().all(unknown) {
                found.push(Value::Unknown(self.at));
                continue;
            }
            let mut parts: Vec<Vec<Text>> = Vec::new();
            for (index, mut item) in items.into_iter().enumerate() {
                if index > 0 {
                    parts.push(vec![between.clone()]);
                }
                // Only of a path does each alternative lead to somewhere else.
                item.truncate(if of_path { item.len() } else { 1 });
                parts.push(item);
            }
            found.extend(concat(&parts).into_iter().map(Value::Text));
        }
        if found.is_empty() {
            found.push(Value::Unknown(self.at));
        }
        found
    }

    /// Texts that stand for the elements of a list, with something between them that is no
    /// part of a path.
    fn one_by_one(&self, arguments: &[&Argument]) -> Option<Vec<Value>> {
        let [one, other] = arguments else { return None };
        let between = |a: &Argument| {
            let text = self.texts(a.value).first().and_then(Text::whole)?;
            let parts = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '.');
            (!text.is_empty() && !text.contains(parts)).then_some(text)
        };
        let (between, list) = match (between(one), between(other)) {
            (Some(between), None) => (between, other),
            (None, Some(between)) => (between, one),
            _ => return None,
        };
        let elements = self.of(list.value);
        let is_text = |v: &Value| matches!(v, Value::Text(_));
        if !elements.iter().any(is_text) {
            // A list nothing is known of, whatever it is joined with.
            return Some(vec![Value::Unknown(self.at)]);
        }
        Some(self.put_together(&elements, &between))
    }

    /// Texts that stand for the elements of a list, one after the other.
    fn put_together(&self, elements: &[Value], between: &str) -> Vec<Value> {
        let mut pieces: Vec<Piece> = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            if index > 0 {
                pieces.push(Piece::Written(between.into(), self.at));
            }
            pieces.extend(as_text(element, self.at).pieces);
        }
        vec![Value::Text(Text { pieces })]
    }

    /// `list.reduce((all, one) => all + " " + one)`: joined by what the function puts between
    /// two of them, or behind each.
    pub(super) fn folded(&self) -> Option<Vec<Value>> {
        let step = self.call.arguments.last()?;
        let Value::Function(fun) = *self.of(step.value).first()? else { return None };
        let [back] = *self.values.program.function(fun).returns.as_slice() else { return None };
        let (mut between, mut others) = (String::new(), 0);
        let made = self.values.texts(At { unit: fun.unit, expr: back }, &None);
        for piece in &made.first()?.pieces {
            match piece {
                Piece::Written(text, _) => between.push_str(text),
                Piece::Hole(..) => others += 1,
            }
        }
        let parts = |c: char| !c.is_alphabetic() && c != '/';
        if others != 2 || between.is_empty() || !between.chars().all(parts) {
            return None;
        }
        let lists = self.of(self.receiver?);
        if lists.iter().any(|v| matches!(v, Value::List(..))) {
            let between = [Text::written(&between, self.at)];
            return Some(self.joined(&lists, Some(&between)));
        }
        let known = lists.iter().all(|v| matches!(v, Value::Text(_)));
        known.then(|| self.put_together(&lists, &between))
    }

    /// `Object.keys(scopes)`, `scopes.keys()`: the keys of fields written out.
    pub(super) fn keys(&self) -> Option<Vec<Value>> {
        let of = match (self.receiver.filter(|r| !self.is_outside(*r)), self.unnamed().next()) {
            (Some(receiver), None) => receiver,
            (None, Some(first)) => first.value,
            _ => return None,
        };
        let keys = |value: Value| match value {
            Value::Map(map, _) => self.values.keys(map),
            _ => Vec::new(),
        };
        let found: Vec<Value> = self.of(of).into_iter().flat_map(keys).collect();
        (!found.is_empty()).then_some(found)
    }

    /// What fields hold, without their keys: `Object.values(scopes)`, `scopes.values()`.
    pub(super) fn held_by(&self, fields: ExprId) -> Option<Vec<Value>> {
        let held = self.of(fields).into_iter().filter_map(|value| match value {
            Value::Map(map, context) => Some(Value::List(map, context)),
            _ => None,
        });
        let held: Vec<Value> = held.collect();
        (!held.is_empty()).then_some(held)
    }

    /// What a function handed to `map` makes of each element, where it makes texts of them:
    /// addresses, or words put together (`names.map(n => "user-" + n)`).
    pub(super) fn mapped(&self) -> Option<Vec<Value>> {
        let argument = self.call.arguments.first()?;
        let Expr::Function(function) = self.values.program.expr(self.here(argument.value)) else {
            return None;
        };
        let fun = Fun { unit: self.at.unit, id: *function };
        let made = self.values.returned(fun, &None);
        // An element that is given back, perhaps with something done to its ends.
        let as_it_was = |value: &Value| match value {
            Value::Text(text) => !text.pieces.iter().any(is_letters),
            Value::Parameter(..) => true,
            _ => false,
        };
        if self.values.program.function(fun).returns.is_empty() || made.iter().any(as_it_was) {
            return None;
        }
        if !made.is_empty() && made.iter().all(|value| matches!(value, Value::Text(_))) {
            return Some(made);
        }
        // What is looked up by an element is not the element.
        let elsewhere = |value: &Value| {
            matches!(value, Value::Unknown(_) | Value::Made(..) | Value::Outside(_))
        };
        let texts = || self.of_list().iter().any(|text| text.whole().is_some());
        (made.iter().all(elsewhere) && texts()).then(|| vec![Value::Unknown(self.at)])
    }

    /// What a function handed to `map` reads of each element of a list of objects, where all of
    /// it are texts: `scopes.map { it.text }`, `scopes.stream().map(Scope::getText)`.
    pub(super) fn members_of_each(&self) -> Option<Vec<Value>> {
        let name = self.call.arguments.iter().find_map(|a| self.member_read(a.value))?;
        let mut found = Vec::new();
        for list in self.of(self.receiver?) {
            let Value::List(at, context) = &list else { return None };
            let types = self.values.program.bound_to(*at).iter();
            let types: Vec<&str> =
                types.map(|b| &*self.values.program.binding(*b).type_name).collect();
            for expr in self.values.elements_of(*at) {
                let place = At { unit: at.unit, expr };
                for object in self.values.of(place, context) {
                    let named = types.iter().find_map(|of| {
                        let case = self.values.case_named(at.unit, &object, of);
                        case.or_else(|| self.values.constant_named(at.unit, &object, of))
                    });
                    let object = named.unwrap_or(object);
                    let read = self.values.as_case(&object, || {
                        let own = self.values.member(place, &object, &name, context);
                        own.into_iter().flat_map(|v| self.values.read(place, v)).collect::<Vec<_>>()
                    });
                    found.push(read.into_iter().find(|v| matches!(v, Value::Text(_)))?);
                }
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// The member that a function gives back of what it takes: `text` of `{ it.text }`, of
    /// `s -> s.text()` and of `Scope::text`.
    fn member_read(&self, function: ExprId) -> Option<Box<str>> {
        let program = self.values.program;
        let unit = program.unit(self.at.unit);
        match unit.expr(function) {
            Expr::Function(id) => {
                let function = unit.function(*id);
                let [only] = function.returns.as_slice() else { return None };
                let read = match unit.expr(*only) {
                    Expr::Call(call) if call.arguments.is_empty() => call.callee,
                    _ => *only,
                };
                let Expr::Member(Some(of), name) = unit.expr(read) else { return None };
                let Expr::Name(of) = unit.expr(*of) else { return None };
                let first = function.parameters.first().map_or("it", |p| &p.name);
                (**of == *first || &**of == "$0").then(|| name.clone())
            }
            Expr::Member(Some(of), name) => {
                let of_class = self.of(*of).iter().any(|v| matches!(v, Value::Class(_)));
                of_class.then(|| name.clone())
            }
            _ => None,
        }
    }

    /// The elements of the list that a function is handed to go through.
    fn of_list(&self) -> Vec<Text> {
        let list = self.receiver.or_else(|| Some(self.call.arguments.get(1)?.value));
        let lists = list.map(|list| self.of(list)).unwrap_or_default();
        lists.iter().flat_map(|list| items(self.values, list, 0)).collect()
    }

    /// Parts of a path or address with slashes between them.
    pub(super) fn paths(&self) -> Option<Vec<Value>> {
        let receiver = self.receiver.filter(|r| !self.is_outside(*r));
        let slash = [Text::written("/", self.at)];
        let given = self.unnamed().map(|a| {
            if !a.spread {
                return self.texts(a.value);
            }
            // `path.Join(parts...)`
            let joined = self.joined(&self.of(a.value), Some(&slash));
            joined.iter().map(|v| as_text(v, self.at)).collect()
        });
        let parts: Vec<Vec<Text>> =
            receiver.map(|r| self.texts(r)).into_iter().chain(given).collect();
        let has_text = parts.iter().flatten().any(|t| !t.pieces.is_empty() && t.shown() != "{}");
        if parts.is_empty() || !has_text {
            return None;
        }
        Some(self.with_slashes(&parts))
    }

    pub(super) fn with_slashes(&self, parts: &[Vec<Text>]) -> Vec<Value> {
        let mut spaced: Vec<Vec<Text>> = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                spaced.push(vec![Text::written("/", self.at)]);
            }
            spaced.push(part.clone());
        }
        concat(&spaced).into_iter().map(Value::Text).collect()
    }

    /// `new URL(path, base)`, `new Uri(base, path)`
    pub(super) fn address(&self) -> Option<Vec<Value>> {
        if let Some(parts) = self.scheme_and_host() {
            return Some(parts.into_iter().map(Value::Text).collect());
        }
        let mut parts: Vec<Vec<Text>> =
            self.call.arguments.iter().take(2).map(|a| self.texts(a.value)).collect();
        let is_whole = |t: &Text| t.shown().contains("://");
        let (first, second) = (parts.first()?, parts.get(1)?);
        // Where the path comes first, a whole address needs no base.
        let path_first = self.values.program.language(self.at.unit).family() == 0;
        if !path_first && first.iter().any(is_whole) && !second.iter().any(is_whole) {
            return Some(self.with_slashes(&parts));
        }
        if first.iter().all(is_whole) {
            return Some(parts.swap_remove(0).into_iter().map(Value::Text).collect());
        }
        parts.reverse();
        Some(self.with_slashes(&parts))
    }

    /// `URI::HTTPS.build(host: "…", path: "…")`, `new UriBuilder { Host = "…", Path = "…" }`
    pub(super) fn host_and_path(&self) -> Option<Vec<Value>> {
        let named = |wanted: &str| {
            let is_it = |name: &str| name.eq_ignore_ascii_case(wanted);
            let given = self.call.arguments.iter();
            let found = given.rev().find(|a| a.name.as_deref().is_some_and(is_it))?;
            Some(self.texts(found.value))
        };
        let scheme = vec![Text::written("https://", self.at)];
        let (host, path) = (named("host")?, named("path")?);
        let rooted = path.iter().all(|text| text.shown().starts_with('/'));
        let slash = Text::written(if rooted { "" } else { "/" }, self.at);
        let whole = concat(&[scheme, host, vec![slash], path]);
        Some(whole.into_iter().map(Value::Text).collect())
    }

    /// `new URI("https", "host", "/path", null)`: the path is the first thing behind the host
    /// that begins with a slash.
    fn scheme_and_host(&self) -> Option<Vec<Text>> {
        let [scheme, rest @ ..] = self.call.arguments.as_slice() else { return None };
        let scheme = self.texts(scheme.value);
        let is_scheme = |t: &Text| t.whole().is_some_and(|t| matches!(&*t, "https" | "http"));
        if rest.len() < 2 || !scheme.iter().all(is_scheme) {
            return None;
        }
        let parts: Vec<Vec<Text>> = rest.iter().map(|a| self.texts(a.value)).collect();
        let is_host = |t: &Text| t.whole().is_some_and(|t| t.contains('.'));
        let is_path = |t: &Text| t.shown().starts_with('/');
        let host = parts.iter().position(|p| p.iter().all(is_host))?;
        let path = parts.iter().skip(host + 1).find(|p| p.iter().all(is_path))?;
        let separator = vec![Text::written("://", self.at)];
        Some(concat(&[scheme, separator, parts[host].clone(), path.clone()]))
    }

    /// `base.ResolveReference(&url.URL{Path: path})`
    pub(super) fn resolved_below(&self) -> Option<Vec<Value>> {
        let given = self.call.arguments.first()?.value;
        let path = match self.values.program.expr(self.here(given)) {
            Expr::Call(call) if call.makes => {
                call.arguments.iter().find(|a| a.name.as_deref() == Some("Path"))?.value
            }
            _ => given,
        };
        let paths = self.texts(path);
        let slashed = |text: &Text| text.shown().starts_with('/');
        let mut bases = self.texts(self.receiver?);
        if !bases.iter().any(|base| base.shown().contains("://")) {
            return None;
        }
        if paths.iter().all(slashed) {
            bases.iter_mut().for_each(only_host);
        }
        Some(self.with_slashes(&[bases, paths]))
    }

    /// `array_merge($scopes, $more)`: all of them.
    pub(super) fn merged(&self) -> Option<Vec<Value>> {
        let given = self.call.arguments.iter().flat_map(|a| self.of(a.value));
        // What a call gives back that nothing is known of.
        let known = |value: Value| match value {
            Value::Made(..) => Value::Unknown(self.at),
            other => other,
        };
        let all: Vec<Value> = given.map(known).collect();
        all.iter().any(|v| matches!(v, Value::List(..))).then_some(all)
    }

    pub(super) fn concatenated(&self) -> Option<Vec<Value>> {
        let receiver = self.receiver?;
        let values = self.of(receiver);
        if values.iter().any(|v| matches!(v, Value::List(..))) {
            let more = self.call.arguments.iter().flat_map(|a| self.of(a.value));
            return Some(values.into_iter().chain(more).collect());
        }
        let parts = std::iter::once(receiver).chain(self.call.arguments.iter().map(|a| a.value));
        let parts: Vec<Vec<Text>> = parts.map(|p| self.texts(p)).collect();
        Some(concat(&parts).into_iter().map(Value::Text).collect())
    }
}

/// Whether what fields hold is joined where their object is: `Object.values(…)`, and the arrays
/// of PHP, which are both.
fn joins_fields(values: &Values<'_>, map: At) -> bool {
    let language = values.program.language(map.unit);
    language.family() == 0 || language == Language::Php
}

fn is_letters(piece: &Piece) -> bool {
    matches!(piece, Piece::Written(letters, _) if !letters.is_empty())
}

/// Leaves out the path of an address: one that begins with a slash stands for all of it.
fn only_host(base: &mut Text) {
    let Some(Piece::Written(letters, at)) = base.pieces.first() else { return };
    let Some(host) = letters.find("://").map(|scheme| scheme + 3) else { return };
    if let Some(path) = letters[host..].find('/') {
        base.pieces = vec![Piece::Written(letters[..host + path].into(), *at)];
    }
}

/// Every element of a list, and of lists in it, as a text.
pub fn items(values: &Values<'_>, list: &Value, depth: u8) -> Vec<Text> {
    alternatives(values, list, depth).into_iter().map(|mut texts| texts.swap_remove(0)).collect()
}

/// Every element of a list, and of lists in it, as the texts it can be; one at least.
fn alternatives(values: &Values<'_>, list: &Value, depth: u8) -> Vec<Vec<Text>> {
    let (at, context) = match list {
        Value::List(at, context) => (*at, context),
        // What fields hold; Python joins their keys.
        Value::Map(at, _) if values.program.language(at.unit) == Language::Python => {
            let keys = values.keys(*at);
            return keys.iter().map(|key| vec![as_text(key, *at)]).collect();
        }
        Value::Map(at, context) if joins_fields(values, *at) => (*at, context),
        Value::Text(text) => return vec![vec![text.clone()]],
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    let exprs = values.elements_of(at);
    let alone = exprs.len() == 1 && matches!(values.program.expr(at), Expr::List(_));
    for expr in exprs {
        let place = At { unit: at.unit, expr };
        let inner = values.of(place, context);
        // `s.value for s in Scope`: one after the other, and nothing that is not written out.
        let whole = |v: &Value| matches!(v, Value::Text(text) if text.whole().is_some());
        if alone && inner.len() > 1 && inner.iter().all(whole) {
            found.extend(inner.iter().map(|v| vec![as_text(v, place)]));
            continue;
        }
        let mut texts: Vec<Text> = Vec::new();
        let mut lists = false;
        for value in &inner {
            match value {
                Value::List(..) if depth < 4 => {
                    found.extend((!texts.is_empty()).then(|| std::mem::take(&mut texts)));
                    found.extend(alternatives(values, value, depth + 1));
                    lists = true;
                }
                Value::Text(text) if !lists => texts.push(text.clone()),
                _ => {}
            }
        }
        if texts.is_empty() && !lists {
            texts.push(inner.first().map_or_else(
                || Text { pieces: vec![Piece::Hole(place, None)] },
                |v| as_text(v, place),
            ));
        }
        found.extend((!texts.is_empty()).then_some(texts));
    }
    found
}

/// Keys with their values as texts, of fields written out or pairs in a list.
pub fn pairs(values: &Values<'_>, map: &Value, depth: u8) -> Vec<(String, Vec<Text>)> {
    let (at, context) = match map {
        Value::Map(at, context) | Value::List(at, context) => (*at, context),
        _ => return Vec::new(),
    };
    let here = |expr: ExprId| At { unit: at.unit, expr };
    match values.program.expr(at) {
        Expr::Map(entries) => {
            let mut found = Vec::new();
            for (key, value) in entries {
                if &**key == "..." {
                    for inner in values.of(here(*value), context) {
                        if depth < 4 {
                            found.extend(pairs(values, &inner, depth + 1));
                        }
                    }
                } else {
                    found.push((key.to_string(), flat(values, here(*value), context)));
                }
            }
            found
        }
        Expr::List(items) => items
            .iter()
            .filter_map(|item| {
                let parts = match values.program.expr(here(*item)) {
                    Expr::List(parts) => parts.clone(),
                    Expr::Call(call) => call.arguments.iter().map(|a| a.value).collect(),
                    _ => return None,
                };
                let (key, value) = (parts.first()?, parts.get(1)?);
                let key = values.texts(here(*key), context).first()?.whole()?;
                Some((key, flat(values, here(*value), context)))
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The texts of an expression; a list is its elements with spaces between them.
pub fn flat(values: &Values<'_>, at: At, context: &Context) -> Vec<Text> {
    let mut found = Vec::new();
    for value in values.of(at, context) {
        if let Value::List(..) = value {
            let mut pieces = Vec::new();
            for item in items(values, &value, 0) {
                pieces.extend(item.pieces);
                pieces.push(Piece::Written(" ".into(), at));
            }
            found.push(Text { pieces });
        } else {
            found.push(as_text(&value, at));
        }
    }
    found
}
