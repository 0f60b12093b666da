//! Authorize addresses, wherever they stand.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Hunt, Part, Sending, find_scope_key, is_name};
use crate::audit::ir::{Expr, ExprId, Target, Unit};
use crate::audit::program::{At, Source};
use crate::audit::syntax::Language;
use crate::audit::values::{Piece, Text, Value, concat, texts};
use crate::libraries::TextIs;
use crate::sorted;

/// Calls that make the parameters of an address of fields.
const MAKES_QUERY: &[&str] = &[
    "URLSearchParams",
    "urlencode",
    "stringify",
    "http_build_query",
    "to_query",
    "encode_www_form",
];
/// Calls that set one parameter of an address.
const SETS_PARAMETER: &[&str] =
    &["set", "append", "Set", "Add", "addQueryParameter", "appendQueryParameter", "queryParam"];

/// What stands at least in a page for each thing that code puts into it.
const PUT_IN: &str = "xxxxx";

impl Hunt<'_, '_> {
    /// Takes the scopes out of an address; none where it asks for none.
    pub(super) fn url_asked(&mut self, text: &Text, place: At) -> Option<bool> {
        let mut found = None;
        let mut inside = false;
        // What is asked for, piece by piece.
        let mut parts: Vec<Part<'_>> = Vec::new();
        for piece in &text.pieces {
            match piece {
                Piece::Written(letters, at) => {
                    let mut rest: &str = letters;
                    let mut base = 0;
                    loop {
                        if inside {
                            let end = rest.find(['&', '#', '"', '\'']).unwrap_or(rest.len());
                            parts.push(Part { letters: &rest[..end], at: Some(*at), base });
                            if end == rest.len() {
                                break;
                            }
                            inside = false;
                            parts.push(Part { letters: " ", at: None, base: 0 });
                            base += end;
                            rest = &rest[end..];
                        }
                        let Some(start) = find_scope_key(rest) else { break };
                        inside = true;
                        found.get_or_insert(true);
                        base += start;
                        rest = &rest[start..];
                    }
                }
                Piece::Hole(at, parameter) => {
                    if inside
                        && let Some(resolved) = self.given_asked(*at, *parameter, TextIs::Sent)
                    {
                        parts.push(Part::gap());
                        found = Some(found.unwrap_or(true) && resolved);
                    } else if inside {
                        parts.push(Part::gap());
                        let known = self.values.of(*at, &None);
                        let list =
                            known.iter().any(|v| matches!(v, Value::List(..) | Value::Text(_)));
                        if list {
                            let resolved = self.texts_asked(*at, TextIs::Sent);
                            found = Some(found.unwrap_or(true) && resolved);
                        } else {
                            found = Some(false);
                            self.asked.unknown.insert(place);
                        }
                    }
                }
            }
        }
        // `"…&scope="` and `"…&scope={}"`, where what is asked for comes after it.
        let is_blank = |part: &Part<'_>| {
            let letters = part.letters.trim();
            matches!(letters, "" | "%s" | "%@")
                || letters.starts_with('{') && letters.ends_with('}')
        };
        if inside && parts.iter().all(is_blank) {
            return None;
        }
        self.parts_asked(&parts, true);
        for part in &parts {
            let first = part.letters.split([' ', '%', '+', ',']).next().unwrap_or_default();
            let overridden = part.at.filter(|at| is_name(first) && self.is_overridden(*at));
            if overridden.is_some() {
                found = Some(false);
                self.asked.unknown.insert(place);
            }
        }
        found
    }

    pub(super) fn addresses(&mut self) {
        let program = self.program();
        let accounts = self.catalogue.accounts.authorize;
        let address = accounts.split_once("://").map_or(accounts, |(_, rest)| rest);
        let mut roots: BTreeSet<At> = BTreeSet::new();
        for (index, source) in program.sources.iter().enumerate() {
            let unit = u32::try_from(index).unwrap_or(u32::MAX);
            for (id, expr) in source.unit.all() {
                let Expr::Text(text) = expr else { continue };
                let at = At { unit, expr: id };
                if text.contains(address) || is_in_language(text, address) {
                    roots.insert(self.built_of(at).unwrap_or_else(|| self.filled_in(at)));
                } else if may_be_asking(text)
                    && let Some(root) = self.address_around(at, address)
                {
                    roots.insert(root);
                } else if let Some((host, path)) = address.split_once('/')
                    && text.trim_matches('/') == path
                    && self.names_host_beside(at, host)
                {
                    roots.insert(at);
                }
            }
        }
        for at in roots {
            if self.is_held_against(at) {
                continue;
            }
            let texts = self.values.texts(at, &None);
            if !self.is_used(at, false) {
                self.built_in_vain(at, &texts);
                continue;
            }
            let mut resolved = None;
            let whole: Vec<Text> = texts.iter().flat_map(|text| self.with_code(text)).collect();
            for text in &whole {
                if let Some(all) = self.url_asked(text, at) {
                    resolved = Some(resolved.unwrap_or(true) && all);
                }
            }
            let resolved = resolved.or_else(|| self.scopes_beside(at));
            let resolved = resolved.or_else(|| self.asked_where_used(at));
            let resolved = resolved.unwrap_or_else(|| texts.iter().all(asks_for_nothing));
            self.asked.authorizations.push(Sending { at, resolved, implies: Vec::new() });
        }
    }

    /// An address in a page around code, with what the code puts into it where that may be
    /// scopes: `authorize?<%= fields.to_query %>`.
    fn with_code(&self, text: &Text) -> Vec<Text> {
        let program = self.program();
        let plain = || vec![text.clone()];
        let [Piece::Written(letters, at)] = text.pieces.as_slice() else { return plain() };
        let page = &program.sources[at.unit as usize];
        let is_code = |s: &Source| s.path == page.path && s.language != Language::Html;
        let code = program.sources.iter().position(is_code);
        let (Language::Html, Some(code)) = (page.language, code) else { return plain() };
        // Scopes that are written out keep their places.
        let asked = find_scope_key(letters).map(|start| &letters[start..]);
        let asked = asked.map_or(&**letters, |value| value.split('&').next().unwrap_or(value));
        if !asked.contains(PUT_IN) {
            return plain();
        }
        let code = u32::try_from(code).unwrap_or(u32::MAX);
        let begins = page.unit.span(at.expr).start as usize;
        let mut parts: Vec<Vec<Text>> = Vec::new();
        let mut from = 0;
        while let Some(start) = letters[from..].find(PUT_IN).map(|start| from + start) {
            let length = letters[start..].bytes().take_while(|b| *b == b'x').count();
            parts.push(vec![Text::written(&letters[from..start], *at)]);
            parts.push(self.put_in(code, begins + start..begins + start + length, *at));
            from = start + length;
        }
        parts.push(vec![Text::written(&letters[from..], *at)]);
        concat(&parts)
    }

    /// What the code at some bytes of a page puts into it.
    fn put_in(&self, unit: u32, bytes: Range<usize>, page: At) -> Vec<Text> {
        let code = self.program().unit(unit);
        let inside = |id: &ExprId| {
            let span = code.span(*id).bytes();
            bytes.start <= span.start && span.end <= bytes.end
        };
        let all = code.all().filter(|(_, expr)| !matches!(expr, Expr::Other)).map(|(id, _)| id);
        let all = all.filter(inside);
        let whole = all.max_by_key(|id| code.span(*id).bytes().len());
        let Some(whole) = whole.map(|expr| At { unit, expr }) else {
            return vec![Text { pieces: vec![Piece::Hole(page, None)] }];
        };
        self.values.texts(whole, &None)
    }

    /// Whether the host of an address is named in the function or class that its path stands in:
    /// `host = "accounts.spotify.com"; path("authorize")`.
    fn names_host_beside(&self, at: At, host: &str) -> bool {
        let program = self.program();
        let unit = program.unit(at.unit);
        let class = |expr: ExprId| program.class_of_method(At { unit: at.unit, expr });
        let owner = unit.owner(at.expr);
        let own = class(at.expr);
        let is_host = |text: &str| text.split_once("://").map_or(text, |(_, rest)| rest) == host;
        unit.all().any(|(id, expr)| {
            let near = unit.owner(id) == owner || own.is_some() && class(id) == own;
            near && match expr {
                Expr::Text(text) => is_host(text),
                Expr::Name(_) | Expr::Member(..) => {
                    let texts = self.values.texts(At { unit: at.unit, expr: id }, &None);
                    texts.iter().filter_map(Text::whole).any(|text| is_host(&text))
                }
                _ => false,
            }
        })
    }

    /// Whether an address is only held against another: `url.startsWith("https://…")`.
    fn is_held_against(&self, at: At) -> bool {
        let program = self.program();
        let Some(parent) = program.parent(at) else { return false };
        let Expr::Call(call) = program.expr(parent) else { return false };
        call.callee != at.expr
            && program.unit(at.unit).last_name(call.callee).is_some_and(only_compares)
    }

    /// The whole text that one is put into where it is used: by a sum, or by a format.
    fn text_around(&self, place: At, origin: At) -> At {
        let program = self.program();
        let root = self.sum_around(place);
        let holds = |call: &At| self.holds(*call, origin);
        let call = program.parent(root).and_then(|parent| match program.expr(parent) {
            Expr::Call(call) => (call.callee != root.expr).then_some(parent),
            // `"…{}".format(id)`
            Expr::Member(Some(object), _) if *object == root.expr => program.parent(parent),
            _ => None,
        });
        let call = call.filter(|call| matches!(program.expr(*call), Expr::Call(_)));
        call.filter(holds).unwrap_or(root)
    }

    fn holds(&self, whole: At, part: At) -> bool {
        self.values.texts(whole, &None).iter().any(|text| {
            let mut pieces = text.pieces.iter();
            pieces.any(|p| matches!(p, Piece::Written(_, from) if *from == part))
        })
    }

    /// What a builder of texts gives that a text is put into:
    /// `builder.append("https://…"); …; builder.toString()`.
    fn built_of(&self, at: At) -> Option<At> {
        let program = self.program();
        let sum = self.sum_around(at);
        let parent = program.parent(sum)?;
        let Expr::Call(call) = program.expr(parent) else { return None };
        let name = program.unit(at.unit).last_name(call.callee)?;
        if call.callee == sum.expr || !texts::fills_builder(name) {
            return None;
        }
        let ends = ["toString", "ToString", "String"].iter().flat_map(|n| program.calls_of(n));
        ends.copied().find(|end| end.unit == at.unit && self.holds(*end, at))
    }

    /// What becomes of a text: the sum it is part of, or what a format makes of it.
    fn filled_in(&self, at: At) -> At {
        let root = self.text_around(at, at);
        let plain = self.sum_around(at);
        // Holes are shown as formats write them: `{}`.
        let said = |at: At| -> Vec<(String, bool)> {
            let texts = self.values.texts(at, &None);
            texts.iter().map(|text| (text.shown(), text.whole().is_some())).collect()
        };
        if root != plain && said(root) != said(plain) { root } else { plain }
    }

    /// The whole sum or template that a text is part of.
    fn sum_around(&self, mut at: At) -> At {
        let program = self.program();
        while let Some(parent) = program.parent(at)
            && matches!(program.expr(parent), Expr::Join(_))
        {
            at = parent;
        }
        at
    }

    /// The address that a text is the later part of: `"https://$HOST/authorize?…"`.
    fn address_around(&self, at: At, address: &str) -> Option<At> {
        let program = self.program();
        let root = self.sum_around(at);
        let built = program.parent(root).filter(
            |parent| matches!(program.expr(*parent), Expr::Call(call) if call.callee != root.expr),
        );
        let leads = |root: &At| {
            self.values.texts(*root, &None).iter().any(|text| text.shown().contains(address))
        };
        [root].into_iter().filter(|root| *root != at).chain(built).find(leads)
    }

    /// Notes an address that nothing uses, if it is a whole request.
    fn built_in_vain(&mut self, at: At, texts: &[Text]) {
        let requests: Vec<String> =
            texts.iter().map(Text::shown).filter(|text| text.contains('?')).collect();
        if requests.is_empty() {
            return;
        }
        let words = requests.iter().flat_map(|text| self.scopes_in(text));
        let mut scopes: Vec<String> = words.map(|(_, scope)| scope).collect();
        sorted::sort(&mut scopes);
        scopes.dedup();
        self.asked.unused.push((at, scopes));
    }

    /// Scopes given where a constant that holds an address is used, maybe in other files.
    pub(super) fn asked_where_used(&mut self, at: At) -> Option<bool> {
        let program = self.program();
        let mut names: Vec<Box<str>> = Vec::new();
        // `{ authorizationEndpoint: "…" }` may be handed on as a whole.
        let mut maps: Vec<At> = Vec::new();
        let mut inner = at;
        loop {
            for bound in program.bound_to(inner) {
                match &program.binding(*bound).target {
                    Target::Name(n) | Target::Field(_, n) | Target::Member(_, n) => {
                        names.push(n.clone());
                    }
                }
            }
            let Some(parent) = program.parent(inner) else { break };
            let Expr::Map(pairs) = program.expr(parent) else { break };
            names.extend(pairs.iter().filter(|(_, v)| *v == inner.expr).map(|(k, _)| k.clone()));
            maps.push(parent);
            inner = parent;
        }
        // `Config{AuthURL: "…"}`
        if let Some(parent) = program.parent(at)
            && let Expr::Call(call) = program.expr(parent)
        {
            let given = call.arguments.iter().filter(|a| a.value == at.expr);
            names.extend(given.filter_map(|a| a.name.clone()));
        }
        let mut uses: Vec<At> = Vec::new();
        for (index, source) in program.sources.iter().enumerate() {
            let unit = u32::try_from(index).unwrap_or(u32::MAX);
            for (id, expr) in source.unit.all() {
                if let Expr::Name(name) | Expr::Member(_, name) = expr
                    && names.contains(name)
                {
                    uses.push(At { unit, expr: id });
                }
            }
        }
        let mut resolved: Option<bool> = None;
        for place in uses.into_iter().take(16) {
            let holds = self.values.of(place, &None).iter().any(|v| match v {
                Value::Text(text) => {
                    matches!(text.pieces.first(), Some(Piece::Written(_, from)) if *from == at)
                }
                Value::Map(map, _) => maps.contains(map),
                _ => false,
            });
            if !holds {
                continue;
            }
            let root = self.text_around(place, at);
            let mut found = None;
            // With what is added to it: `url += "&scope=…"`.
            for text in &self.values.texts(root, &None) {
                if let Some(all) = self.url_asked(text, root) {
                    found = Some(found.unwrap_or(true) && all);
                }
            }
            let found = found.or_else(|| self.scopes_beside(place));
            if let Some(all) = found {
                resolved = Some(resolved.unwrap_or(true) && all);
            }
        }
        resolved
    }

    /// What a wrapper is made of: the text of `Scope::new("…".to_string())`.
    fn inside(&self, unit: u32, given: ExprId) -> At {
        let code = self.program().unit(unit);
        if let Expr::Call(call) = code.expr(given)
            && (call.makes || code.last_name(call.callee) == Some("new"))
            && let [only] = call.arguments.as_slice()
        {
            return At { unit, expr: only.value };
        }
        At { unit, expr: given }
    }

    /// Scopes given beside an address: `{ scope }` handed to the same call or built in
    /// the same function or class.
    pub(super) fn scopes_beside(&mut self, at: At) -> Option<bool> {
        let program = self.program();
        let unit = program.unit(at.unit);
        let owner = program.owner(at);
        // What is sent as it stands, or may yet be cut at commas by whoever takes it.
        let mut places: Vec<(At, TextIs)> = Vec::new();
        let is_key = |key: &str| matches!(key, "scope" | "scopes" | "Scope" | "Scopes");
        let as_called = |call: ExprId, by: &[&str]| match unit.expr(call) {
            Expr::Call(call) if unit.last_name(call.callee).is_some_and(|n| by.contains(&n)) => {
                TextIs::Sent
            }
            _ => TextIs::CutAtCommas,
        };
        // In the call that is given the address, in its function, anywhere in its file.
        let around = program.parent(at).filter(|call| matches!(program.expr(*call), Expr::Call(_)));
        let around = around.map(|call| unit.span(call.expr));
        for pass in 0..3 {
            let near = |id: ExprId| match pass {
                0 => around.is_some_and(|around| {
                    let span = unit.span(id);
                    around.start <= span.start && span.end <= around.end
                }),
                1 => unit.owner(id) == owner.id,
                _ => true,
            };
            for (id, expr) in unit.all().filter(|(id, _)| near(*id)) {
                match expr {
                    Expr::Map(pairs) => {
                        let around = program.parent(At { unit: at.unit, expr: id });
                        let text_is = around.map_or(TextIs::CutAtCommas, |around| {
                            as_called(around.expr, MAKES_QUERY)
                        });
                        let scopes = pairs.iter().filter(|(k, _)| is_key(k));
                        places
                            .extend(scopes.map(|(_, v)| (At { unit: at.unit, expr: *v }, text_is)));
                    }
                    Expr::Call(call) => {
                        for argument in &call.arguments {
                            if argument.name.as_deref().is_some_and(is_key) {
                                let value = At { unit: at.unit, expr: argument.value };
                                places.push((value, TextIs::CutAtCommas));
                            }
                        }
                        // `builder.setScopes("…", "…")`, `.add_scope(Scope::new("…"))`
                        if matches!(unit.expr(call.callee), Expr::Member(Some(_), _))
                            && unit.last_name(call.callee).is_some_and(takes_scopes)
                        {
                            let given =
                                call.arguments.iter().map(|a| self.inside(at.unit, a.value));
                            places.extend(given.map(|place| (place, TextIs::CutAtCommas)));
                        }
                        // `options.Scope.Add("…")`
                        if let Expr::Member(Some(list), name) = unit.expr(call.callee)
                            && matches!(&**name, "Add" | "add" | "push" | "append")
                            && unit.last_name(*list).is_some_and(is_key)
                        {
                            let given = call.arguments.iter();
                            let given = given.map(|a| At { unit: at.unit, expr: a.value });
                            places.extend(given.map(|place| (place, TextIs::CutAtCommas)));
                        }
                        // `params.append("scope", value)`, `.with("scope", value)`
                        for pair in call.arguments.windows(2) {
                            let key =
                                matches!(unit.expr(pair[0].value), Expr::Text(t) if is_key(t));
                            if key {
                                let value = At { unit: at.unit, expr: pair[1].value };
                                places.push((value, as_called(id, SETS_PARAMETER)));
                            }
                        }
                    }
                    // `curl -G … --data-urlencode "scope=$SCOPES"`
                    Expr::Text(_) | Expr::Join(_)
                        if program.language(at.unit) == Language::Shell
                            && begins(unit, id).is_some_and(|t| t.starts_with("scope=")) =>
                    {
                        let whole = At { unit: at.unit, expr: id };
                        let around = program.parent(whole).map(|around| program.expr(around));
                        if !matches!(around, Some(Expr::Join(_))) {
                            places.push((whole, TextIs::Url));
                        }
                    }
                    // `("scope", value)`
                    Expr::List(items) => {
                        for pair in items.windows(2) {
                            if matches!(unit.expr(pair[0]), Expr::Text(t) if is_key(t)) {
                                let value = At { unit: at.unit, expr: pair[1] };
                                places.push((value, TextIs::CutAtCommas));
                            }
                        }
                    }
                    _ => {}
                }
            }
            for binding in &unit.bindings {
                let near = pass == 2 || pass == 1 && binding.function == owner.id;
                if let (true, Target::Member(_, key), Some(value)) =
                    (near, &binding.target, binding.value)
                    && is_key(key)
                {
                    places.push((At { unit: at.unit, expr: value }, TextIs::CutAtCommas));
                }
            }
            if !places.is_empty() {
                break;
            }
        }
        let mut resolved = None;
        for (place, text_is) in places {
            let all = self.texts_asked(place, text_is);
            resolved = Some(resolved.unwrap_or(true) && all);
        }
        resolved
    }
}

/// What a text begins with, as far as it is written out.
fn begins(unit: &Unit, text: ExprId) -> Option<&str> {
    match unit.expr(text) {
        Expr::Text(text) => Some(&**text),
        Expr::Join(parts) => begins(unit, *parts.first()?),
        _ => None,
    }
}

/// Whether an address is a whole request for grants that names no scopes: all that is left open
/// in it are values of parameters.
fn asks_for_nothing(text: &Text) -> bool {
    let shown = text.shown();
    let (_, query) = shown.split_once('?').unwrap_or_default();
    let told = query.split('&').all(|pair| pair.split_once('=').is_some_and(|(k, _)| k != "{}"));
    told && query.contains("response_type=") && find_scope_key(query).is_none()
}

/// Calls that tell a request for grants its scopes.
fn takes_scopes(name: &str) -> bool {
    matches!(
        name,
        "setScope"
            | "setScopes"
            | "addScope"
            | "addScopes"
            | "add_scope"
            | "add_scopes"
            | "withScope"
    )
}

/// Calls that only say whether a text is, has or begins with another.
fn only_compares(name: &str) -> bool {
    let bare: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    matches!(
        bare.to_ascii_lowercase().as_str(),
        "startswith"
            | "hasprefix"
            | "strstartswith"
            | "startwith"
            | "contains"
            | "includes"
            | "include"
            | "strcontains"
            | "strpos"
            | "indexof"
            | "equals"
            | "isequal"
            | "matches"
            | "match"
    )
}

/// Whether a text looks like the later part of an address that asks for something.
fn may_be_asking(text: &str) -> bool {
    ["/authorize", "client_id=", "response_type="].iter().any(|part| text.contains(part))
}

/// An authorize address with a language in it: `accounts.spotify.com/de/authorize`.
pub(super) fn is_in_language(text: &str, address: &str) -> bool {
    let Some((host, path)) = address.split_once('/') else { return false };
    let Some(at) = text.find(host) else { return false };
    let rest = text[at + host.len()..].trim_start_matches('/');
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    rest.split('/').nth(1).is_some_and(|p| p == path)
}
