//! Scopes that a program asks for, and where it sends users to grant them.
//!
//! Scopes are looked for from two sides. From the requests: authorize addresses and
//! the arguments in which client and login libraries take scopes. And from the
//! names: a text that is nothing but scopes, or a constant of a library that stands
//! for one, is asked for wherever it is used in earnest; not where it is only
//! compared with, written to a log, or given to a name that nobody reads.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::audit::callers::uses;
use crate::audit::clients::{argument, condition_holds, imported_in, objects};
use crate::audit::ir::{Call, Expr, ExprId, Target};
use crate::audit::program::{At, Program};
use crate::audit::texts;
use crate::audit::values::{Piece, Text, Value, Values};
use crate::audit::verbs::words;
use crate::catalogue::{Catalogue, EndpointRef, ScopeStatus};
use crate::libraries::{By, Libraries, Library, ScopeRequest, TextIs};

/// What a program asks for.
#[derive(Debug, Default)]
pub struct Asked {
    /// Scopes, with the text or constant that names each, and the letter in it.
    pub scopes: BTreeSet<Named>,
    /// Where users are sent.
    pub authorizations: Vec<Sending>,
    /// Places where scopes are only known at run time.
    pub unknown: BTreeSet<At>,
    /// Where the app gets a token for itself alone.
    pub app_tokens: BTreeSet<At>,
}

/// A place that sends users to grant something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// The request, or the call that makes it.
    pub at: At,
    /// Whether all that is asked there was read.
    pub resolved: bool,
    /// What a login library calls by itself after it.
    pub implies: Vec<EndpointRef>,
}

/// A scope named in a program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The text or constant.
    pub at: At,
    /// The letter of the text it begins at.
    pub letter: u32,
    /// Its name.
    pub scope: String,
    /// Whether it is sent joined to others with commas.
    pub comma_joined: bool,
}

/// Finds what a program asks for.
pub fn find(
    catalogue: &'static Catalogue,
    tables: &'static Libraries,
    values: &Values<'_>,
) -> Asked {
    let mut hunt = Hunt {
        catalogue,
        tables,
        values,
        uses: uses(values.program),
        constants: tables
            .all
            .iter()
            .flat_map(|l| (0..l.constants.len()).map(|at| last_of(l.constants.get(at))))
            .collect(),
        takers: tables
            .all
            .iter()
            .flat_map(|l| {
                let calls = l.requests.iter().filter(|r| r.by == By::Call);
                calls.map(|r| last_of(r.name)).chain(l.app_tokens.iter().map(|n| last_of(n)))
            })
            .collect(),
        asked: Asked::default(),
    };
    hunt.library_requests();
    hunt.addresses();
    hunt.names();
    hunt.asked
}

struct Hunt<'a, 'p> {
    catalogue: &'static Catalogue,
    tables: &'static Libraries,
    values: &'a Values<'p>,
    uses: HashMap<Box<str>, u32>,
    /// Last names of all constants that stand for scopes.
    constants: HashSet<&'static str>,
    /// Last names of all calls that take scopes.
    takers: HashSet<&'static str>,
    asked: Asked,
}

/// A word that could be a scope, and the letter it begins at.
struct Word<'t> {
    letters: &'t str,
    start: usize,
    after_comma: bool,
}

impl<'p> Hunt<'_, 'p> {
    fn program(&self) -> &'p Program {
        self.values.program
    }

    fn is_scope(&self, word: &str) -> bool {
        self.catalogue.scope_by_id(word).is_some_and(|at| {
            let scope = self.catalogue.scope(at);
            !matches!(scope.status, ScopeStatus::NeverExisted | ScopeStatus::Misspelled)
        })
    }

    /// Known to the catalogue, as a scope or as a name to be advised against.
    fn is_known(&self, word: &str) -> bool {
        self.catalogue.scope_by_id(word).is_some()
    }

    /// A scope whose name is met nowhere else: it has a dash in it.
    fn is_plain_scope(&self, word: &str) -> bool {
        word.matches('-').count() >= 2 && self.is_scope(word)
    }

    // From the requests.

    fn library_requests(&mut self) {
        let program = self.program();
        for at in program.all_calls() {
            let Expr::Call(call) = program.expr(at) else { continue };
            self.library_call(at, call);
        }
        self.fields_and_settings();
    }

    fn library_call(&mut self, at: At, call: &Call) {
        let program = self.program();
        let Some(last) = program.unit(at.unit).last_name(call.callee) else { return };
        if !self.takers.contains(last) {
            return;
        }
        let callee = At { unit: at.unit, expr: call.callee };
        let known: Vec<(&'static Library, &'static ScopeRequest)> = self
            .tables
            .all
            .iter()
            .flat_map(|library| library.requests.iter().map(move |r| (library, r)))
            .filter(|(_, r)| r.by == By::Call && last_of(r.name) == last)
            .collect();
        let app_token =
            self.tables.all.iter().any(|l| l.app_tokens.iter().any(|name| last_of(name) == last));
        if known.is_empty() && !app_token {
            return;
        }
        let mut paths: Vec<String> = Vec::new();
        for value in self.values.of(callee, &None) {
            match value {
                Value::Made(path, _) | Value::Outside(path) => paths.push(path.to_string()),
                _ => {}
            }
        }
        let mut met: Vec<(&'static Library, &'static ScopeRequest)> = Vec::new();
        for path in &paths {
            for object in objects(self.tables, program, at.unit, path) {
                let full = match object.of {
                    Some(of) if !of.name.is_empty() => format!("{}#{}", of.name, object.below),
                    _ => object.below.clone(),
                };
                if object
                    .library
                    .app_tokens
                    .iter()
                    .any(|n| *n == full || n.replace('#', ".") == full)
                {
                    self.asked.app_tokens.insert(at);
                }
                for (library, request) in &known {
                    let short = |n: &str| n.rsplit('.').next().map(str::to_string);
                    let same = request.name == full
                        || !request.name.contains('#')
                            && !full.contains('#')
                            && short(request.name) == short(&full)
                            && short(&full).is_some_and(|s| s.starts_with(char::is_uppercase));
                    if library.id == object.library.id && same {
                        met.push((library, request));
                    }
                }
            }
        }
        if met.is_empty() {
            // A method of an object nobody knows, in a file that imports the library.
            let imported = imported_in(self.tables, program, at.unit);
            met = known
                .into_iter()
                .filter(|(library, request)| {
                    request.name.contains(['#', '.'])
                        && words(last).len() > 1
                        && imported.iter().any(|l| l.id == library.id)
                        || self.names_itself(at, call, request)
                })
                .collect();
        }
        met.dedup_by_key(|(library, request)| (library.id, request.name));
        for (library, request) in met {
            let conditions = self.tables.conditions(request.when);
            if conditions.iter().any(|c| condition_holds(self.values, at, call, c) == Some(false)) {
                continue;
            }
            self.request(at, call, library, request);
        }
    }

    /// Whether a call says by an argument that it is of this API: `provider :spotify, …`.
    fn names_itself(&self, at: At, call: &Call, request: &ScopeRequest) -> bool {
        let conditions = self.tables.conditions(request.when);
        conditions.iter().any(|c| matches!(c.is, crate::libraries::Is::Equal("spotify")))
            && conditions.iter().all(|c| condition_holds(self.values, at, call, c) == Some(true))
    }

    fn request(&mut self, at: At, call: &Call, library: &Library, request: &ScopeRequest) {
        let mut resolved = true;
        let mut given = false;
        if let Some(wanted) = &request.argument {
            let mut places: Vec<At> = Vec::new();
            if request.rest {
                let from = usize::from(wanted.position.unwrap_or(0));
                let unnamed = call.arguments.iter().filter(|a| a.name.is_none());
                places.extend(unnamed.skip(from).map(|a| At { unit: at.unit, expr: a.value }));
            } else {
                places.extend(argument(self.values, at, call, wanted, &None));
                let spread = call.arguments.iter().any(|a| a.spread);
                if places.is_empty() && spread {
                    resolved = false;
                }
            }
            for place in places {
                given = true;
                resolved &= self.texts_asked(place, request.text);
            }
        }
        if !given || request.default_stays {
            for scope in request.default {
                let scope = self.catalogue.scope(*scope).id.to_string();
                self.asked.scopes.insert(Named { at, letter: 0, scope, comma_joined: false });
            }
        }
        if request.authorizes {
            let implies = library.by_itself.iter().map(|b| b.endpoint).collect();
            self.asked.authorizations.push(Sending { at, resolved, implies });
        } else if !resolved {
            self.asked.unknown.insert(at);
        }
    }

    /// Takes the scopes out of an argument; says whether all of them could be read.
    fn texts_asked(&mut self, place: At, text_is: TextIs) -> bool {
        let mut resolved = true;
        let mut any = false;
        for value in self.values.of(place, &None) {
            for settled in self.values.settled(value) {
                match &settled {
                    Value::List(..) => {
                        for item in texts::items(self.values, &settled, 0) {
                            any = true;
                            resolved &= self.text_asked(&item, place, false);
                        }
                    }
                    Value::Text(text) => {
                        any = true;
                        resolved &= match text_is {
                            TextIs::Url => self.url_asked(text, place).unwrap_or(false),
                            TextIs::Sent => self.text_asked(text, place, true),
                            TextIs::CutAtCommas => self.text_asked(text, place, false),
                        };
                    }
                    Value::Map(map, _) => {
                        any = true;
                        // Fields of a literal that hold scopes further in.
                        if let Some(inner) =
                            crate::audit::clients::field(self.values, *map, "scope", 0)
                        {
                            resolved &= self.texts_asked(inner, text_is);
                        }
                    }
                    Value::Outside(_) | Value::Made(..) if self.constants_asked(place) => {
                        any = true;
                    }
                    _ => {}
                }
            }
        }
        let null = matches!(self.program().expr(place), Expr::Name(n) if matches!(&**n, "None" | "null" | "nil" | "undefined"));
        if !any && !null {
            self.asked.unknown.insert(place);
        }
        resolved && (any || null)
    }

    fn constants_asked(&mut self, place: At) -> bool {
        let Value::Outside(path) =
            self.values.of(place, &None).into_iter().next().unwrap_or(Value::Unknown(place))
        else {
            return false;
        };
        !self.constant(place.unit, &path).is_empty()
    }

    /// Takes the scopes out of a text.
    fn text_asked(&mut self, text: &Text, place: At, sent: bool) -> bool {
        let mut resolved = true;
        for piece in &text.pieces {
            match piece {
                Piece::Written(letters, at) => {
                    let all = split(letters);
                    let commas = sent && all.iter().any(|w| w.after_comma);
                    for word in all {
                        if word.letters.is_empty() || !is_name(word.letters) {
                            continue;
                        }
                        self.asked.scopes.insert(Named {
                            at: *at,
                            letter: u32::try_from(word.start).unwrap_or(0),
                            scope: word.letters.to_string(),
                            comma_joined: commas,
                        });
                    }
                }
                Piece::Hole(at, _) => {
                    let values = self.values.of(*at, &None);
                    let constant = values.iter().any(|v| matches!(v, Value::Outside(path) | Value::Made(path, _) if !self.constant(at.unit, path).is_empty()));
                    if !constant {
                        resolved = false;
                        self.asked.unknown.insert(place);
                    }
                }
            }
        }
        resolved
    }

    /// Takes the scopes out of an address; none where it asks for none.
    fn url_asked(&mut self, text: &Text, place: At) -> Option<bool> {
        let mut found = None;
        let mut inside = false;
        let mut scopes = Text::default();
        for piece in &text.pieces {
            match piece {
                Piece::Written(letters, at) => {
                    let mut rest: &str = letters;
                    let mut base = 0;
                    loop {
                        if inside {
                            let end = rest.find(['&', '#', '"', '\'']).unwrap_or(rest.len());
                            self.part_asked(&rest[..end], base, *at, &mut found);
                            scopes.pieces.push(Piece::Written(rest[..end].into(), *at));
                            if end == rest.len() {
                                break;
                            }
                            inside = false;
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
                Piece::Hole(at, _) => {
                    if inside {
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
        found
    }

    fn part_asked(&mut self, letters: &str, base: usize, at: At, found: &mut Option<bool>) {
        found.get_or_insert(true);
        let all = split(letters);
        let commas = all.iter().any(|w| w.after_comma);
        for word in all {
            if is_name(word.letters) {
                self.asked.scopes.insert(Named {
                    at,
                    letter: u32::try_from(base + word.start).unwrap_or(0),
                    scope: word.letters.to_string(),
                    comma_joined: commas,
                });
            }
        }
    }

    /// Scopes set as fields (`options.Scope.Add(…)`) and in settings files.
    fn fields_and_settings(&mut self) {
        let program = self.program();
        let of_kind = |by: By| {
            self.tables.all.iter().flat_map(move |library| {
                library.requests.iter().filter(move |r| r.by == by).map(move |r| (library, r))
            })
        };
        let settings: Vec<_> = of_kind(By::Setting).collect();
        let fields: Vec<_> = of_kind(By::Field).collect();
        let mut work: Vec<(At, At, &'static ScopeRequest)> = Vec::new();
        for (index, source) in program.sources.iter().enumerate() {
            let unit = u32::try_from(index).unwrap_or(u32::MAX);
            let language = source.language.in_tables();
            let imported = imported_in(self.tables, program, unit);
            for binding in &source.unit.bindings {
                let Some(value) = binding.value else { continue };
                let value = At { unit, expr: value };
                let name = match &binding.target {
                    Target::Name(name) | Target::Field(_, name) | Target::Member(_, name) => {
                        &**name
                    }
                };
                for (library, request) in &settings {
                    if request.name == name
                        && language.is_some_and(|l| library.languages.contains(&l))
                    {
                        let inner =
                            request.argument.as_ref().and_then(|a| self.within(value, a.within));
                        work.push((value, inner.unwrap_or(value), request));
                    }
                }
                for (library, request) in &fields {
                    if last_of(request.name) == name && imported.iter().any(|l| l.id == library.id)
                    {
                        work.push((value, value, request));
                    }
                }
            }
            for (id, expr) in source.unit.all() {
                let Expr::Call(call) = expr else { continue };
                let Expr::Member(Some(object), method) = source.unit.expr(call.callee) else {
                    continue;
                };
                if !matches!(
                    &**method,
                    "Add" | "add" | "append" | "push" | "AddRange" | "addAll" | "extend" | "insert"
                ) {
                    continue;
                }
                let Some(field) = source.unit.last_name(*object) else { continue };
                for (library, request) in &fields {
                    let hinted = imported.iter().any(|l| l.id == library.id)
                        || source.unit.exprs.iter().any(|e| matches!(e, Expr::Name(n) | Expr::Member(_, n) if &**n == "AddSpotify"));
                    if last_of(request.name) == field && hinted {
                        for argument in &call.arguments {
                            work.push((
                                At { unit, expr: id },
                                At { unit, expr: argument.value },
                                request,
                            ));
                        }
                    }
                }
            }
        }
        for (site, value, request) in work {
            let resolved = self.texts_asked(value, request.text);
            if request.authorizes {
                self.asked.authorizations.push(Sending { at: site, resolved, implies: Vec::new() });
            }
        }
    }

    fn within(&self, at: At, keys: &str) -> Option<At> {
        let mut at = at;
        for key in keys.split('.').filter(|k| !k.is_empty()) {
            let maps = self.values.of(at, &None);
            at = maps.iter().find_map(|v| match v {
                Value::Map(map, _) => crate::audit::clients::field(self.values, *map, key, 0),
                _ => None,
            })?;
        }
        Some(at)
    }

    // Authorize addresses, wherever they stand.

    fn addresses(&mut self) {
        let program = self.program();
        let accounts = self.catalogue.accounts.authorize;
        let address = accounts.split_once("://").map_or(accounts, |(_, rest)| rest);
        let mut roots: BTreeSet<At> = BTreeSet::new();
        for (index, source) in program.sources.iter().enumerate() {
            let unit = u32::try_from(index).unwrap_or(u32::MAX);
            for (id, expr) in source.unit.all() {
                let Expr::Text(text) = expr else { continue };
                let whole = text.contains(address) || is_in_language(text, address);
                if !whole {
                    continue;
                }
                let mut at = At { unit, expr: id };
                while let Some(parent) = program.parent(at)
                    && matches!(program.expr(parent), Expr::Join(_))
                {
                    at = parent;
                }
                roots.insert(at);
            }
        }
        for at in roots {
            if !self.is_used(at, false) {
                continue;
            }
            let mut resolved = None;
            let texts = self.values.texts(at, &None);
            for text in &texts {
                if let Some(all) = self.url_asked(text, at) {
                    resolved = Some(resolved.unwrap_or(true) && all);
                }
            }
            let resolved = resolved.or_else(|| self.scopes_beside(at));
            let resolved = resolved.or_else(|| self.asked_where_used(at)).unwrap_or(false);
            self.asked.authorizations.push(Sending { at, resolved, implies: Vec::new() });
        }
    }

    /// Scopes given where a constant that holds an address is used, maybe in other files.
    fn asked_where_used(&mut self, at: At) -> Option<bool> {
        let program = self.program();
        let mut names: Vec<Box<str>> = Vec::new();
        for bound in program.bound_to(at) {
            match &program.binding(*bound).target {
                Target::Name(n) | Target::Field(_, n) | Target::Member(_, n) => {
                    names.push(n.clone());
                }
            }
        }
        if let Some(parent) = program.parent(at)
            && let Expr::Map(pairs) = program.expr(parent)
        {
            names.extend(pairs.iter().filter(|(_, v)| *v == at.expr).map(|(k, _)| k.clone()));
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
            let holds = self.values.of(place, &None).iter().any(|v| {
                matches!(v, Value::Text(text) if matches!(text.pieces.first(),
                    Some(Piece::Written(_, from)) if *from == at))
            });
            if !holds {
                continue;
            }
            let mut root = place;
            while let Some(parent) = program.parent(root)
                && matches!(program.expr(parent), Expr::Join(_))
            {
                root = parent;
            }
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

    /// Scopes given beside an address: `{ scope }` handed to the same call or built in
    /// the same function or class.
    fn scopes_beside(&mut self, at: At) -> Option<bool> {
        let program = self.program();
        let unit = program.unit(at.unit);
        let owner = program.owner(at);
        let mut places: Vec<At> = Vec::new();
        let is_key = |key: &str| matches!(key, "scope" | "scopes" | "Scope" | "Scopes");
        for pass in 0..2 {
            let near = |id: ExprId| pass == 1 || unit.owner(id) == owner.id;
            for (id, expr) in unit.all().filter(|(id, _)| near(*id)) {
                match expr {
                    Expr::Map(pairs) => {
                        places.extend(
                            pairs
                                .iter()
                                .filter(|(k, _)| is_key(k))
                                .map(|(_, v)| At { unit: at.unit, expr: *v }),
                        );
                    }
                    Expr::Call(call) => {
                        for argument in &call.arguments {
                            if argument.name.as_deref().is_some_and(is_key) {
                                places.push(At { unit: at.unit, expr: argument.value });
                            }
                        }
                        // `params.append("scope", value)`, `.with("scope", value)`
                        for pair in call.arguments.windows(2) {
                            let key =
                                matches!(unit.expr(pair[0].value), Expr::Text(t) if is_key(t));
                            if key {
                                places.push(At { unit: at.unit, expr: pair[1].value });
                            }
                        }
                    }
                    // `("scope", value)`
                    Expr::List(items) => {
                        for pair in items.windows(2) {
                            if matches!(unit.expr(pair[0]), Expr::Text(t) if is_key(t)) {
                                places.push(At { unit: at.unit, expr: pair[1] });
                            }
                        }
                    }
                    _ => {}
                }
                let _ = id;
            }
            for binding in &unit.bindings {
                let near = pass == 1 || binding.function == owner.id;
                if let (true, Target::Member(_, key), Some(value)) =
                    (near, &binding.target, binding.value)
                    && is_key(key)
                {
                    places.push(At { unit: at.unit, expr: value });
                }
            }
            if !places.is_empty() {
                break;
            }
        }
        let mut resolved = None;
        for place in places {
            let all = self.texts_asked(place, TextIs::CutAtCommas);
            resolved = Some(resolved.unwrap_or(true) && all);
        }
        resolved
    }

    // From the names.

    fn names(&mut self) {
        let program = self.program();
        let mut weak: Vec<(At, u32, String)> = Vec::new();
        let mut strong_units: HashSet<u32> = HashSet::new();
        for (index, source) in program.sources.iter().enumerate() {
            let unit = u32::try_from(index).unwrap_or(u32::MAX);
            for (id, expr) in source.unit.all() {
                let at = At { unit, expr: id };
                match expr {
                    Expr::Text(text) => {
                        let found = self.scopes_in(text);
                        if found.is_empty() {
                            let word = text.trim();
                            if self.is_scope(word)
                                && self.is_next_to_scopes(at)
                                && self.is_used(at, true)
                            {
                                weak.push((at, 0, word.to_string()));
                            }
                            continue;
                        }
                        if !self.is_used(at, true) {
                            continue;
                        }
                        strong_units.insert(unit);
                        for (letter, scope) in found {
                            self.name_asked(at, letter, scope);
                        }
                    }
                    Expr::Member(..) | Expr::Name(_) => self.constant_asked(at),
                    _ => {}
                }
            }
        }
        for (at, letter, scope) in weak {
            self.name_asked(at, letter, scope);
        }
    }

    fn name_asked(&mut self, at: At, letter: u32, scope: String) {
        let known = self.asked.scopes.iter().any(|n| n.at == at && n.scope == scope);
        if !known {
            self.asked.scopes.insert(Named { at, letter, scope, comma_joined: false });
        }
    }

    /// The scopes of a text that is nothing but scopes, or that has them in a `scope=`.
    fn scopes_in(&self, text: &str) -> Vec<(u32, String)> {
        let (part, base) = match find_scope_key(text) {
            Some(start) => {
                let end = text[start..].find(['&', '#']).map_or(text.len(), |e| start + e);
                (&text[start..end], start)
            }
            None => (text, 0),
        };
        let all = split(part);
        let named: Vec<&Word<'_>> = all.iter().filter(|w| !w.letters.is_empty()).collect();
        let plain = named.iter().any(|w| self.is_plain_scope(w.letters));
        let only = named.iter().all(|w| self.is_known(w.letters) || is_dashed(w.letters));
        if !plain || !only {
            return Vec::new();
        }
        let place =
            |w: &&Word<'_>| (u32::try_from(base + w.start).unwrap_or(0), w.letters.to_string());
        named.iter().map(place).collect()
    }

    /// Whether a text stands in a list or call together with scopes.
    fn is_next_to_scopes(&self, at: At) -> bool {
        let program = self.program();
        let Some(parent) = program.parent(at) else { return false };
        let children = match program.expr(parent) {
            Expr::List(items) | Expr::Join(items) => items.clone(),
            Expr::Call(call) => call.arguments.iter().map(|a| a.value).collect(),
            Expr::Map(pairs) => pairs.iter().map(|(_, v)| *v).collect(),
            _ => return false,
        };
        children.iter().any(|c| {
            matches!(program.expr(At { unit: at.unit, expr: *c }), Expr::Text(t) if !self.scopes_in(t).is_empty())
        })
    }

    fn constant_asked(&mut self, at: At) {
        let program = self.program();
        let unit = program.unit(at.unit);
        let Some(last) = unit.last_name(at.expr) else { return };
        if !self.constants.contains(last) || program.language(at.unit).in_tables().is_none() {
            return;
        }
        // `Scopes.X` within `Scopes.X.y` is looked at as a whole.
        if let Some(parent) = program.parent(at)
            && let Expr::Member(Some(object), name) = program.expr(parent)
            && *object == at.expr
            && self.constants.contains(&**name)
        {
            return;
        }
        let values = self.values.of(at, &None);
        let mut scopes: Vec<&'static str> = Vec::new();
        for value in values {
            if let Value::Outside(path) | Value::Made(path, None) = value {
                scopes.extend(self.constant(at.unit, &path));
            }
        }
        scopes.dedup();
        if scopes.is_empty() || !self.is_used(at, true) {
            return;
        }
        for scope in scopes {
            self.name_asked(at, 0, scope.to_string());
        }
    }

    /// The scopes of a constant of a library.
    fn constant(&self, unit: u32, path: &str) -> Vec<&'static str> {
        let program = self.program();
        let imported = imported_in(self.tables, program, unit);
        let ids = |refs: &'static [crate::catalogue::ScopeRef]| {
            refs.iter().map(|s| self.catalogue.scope(*s).id).collect()
        };
        if let Some(member) = path.strip_prefix('.') {
            // `.userReadEmail`, where the language leaves the type out.
            for library in &imported {
                if let Some(name) = constants_ending(library, member).next() {
                    return library.constant(name).map(ids).unwrap_or_default();
                }
            }
            return Vec::new();
        }
        for object in objects(self.tables, program, unit, path) {
            let mut name = match object.of {
                Some(of) if !of.name.is_empty() => format!("{}.{}", of.name, object.below),
                _ => object.below.clone(),
            };
            loop {
                if let Some(scopes) = object.library.constant(&name) {
                    return ids(scopes);
                }
                match name.split_once('.') {
                    Some((_, rest)) => name = rest.to_string(),
                    None => break,
                }
            }
        }
        let plain = path.replace("()", "").replace("::", ".");
        for library in imported {
            let mut name = plain.as_str();
            loop {
                if let Some(scopes) = library.constant(name) {
                    return ids(scopes);
                }
                match name.split_once('.') {
                    Some((_, rest)) if !rest.is_empty() => name = rest,
                    _ => break,
                }
            }
        }
        Vec::new()
    }

    /// Whether something is used in earnest: handed to a call that does something with
    /// it, given back, or given to a name that is read.
    fn is_used(&self, at: At, strict: bool) -> bool {
        let program = self.program();
        let mut here = at;
        let mut key: Option<Box<str>> = None;
        for _ in 0..40 {
            let bound = program.bound_to(here);
            if !bound.is_empty() {
                return bound.iter().any(|b| {
                    let binding = program.binding(*b);
                    match &binding.target {
                        Target::Name(name) => {
                            self.is_read(name, key.as_deref())
                                || &**name == "default"
                                || self.is_setting(name)
                        }
                        Target::Field(class, name) => {
                            let whole = &program.unit(b.unit).classes[class.0 as usize].name;
                            self.is_read(name, key.as_deref())
                                || strict && self.is_read_whole(whole)
                                || self.is_setting(name)
                        }
                        Target::Member(_, _) => true,
                    }
                });
            }
            let Some(parent) = program.parent(here) else { break };
            match program.expr(parent) {
                Expr::Map(pairs) => {
                    let found = pairs.iter().find(|(_, v)| *v == here.expr).map(|(k, _)| k.clone());
                    key = found.or(key);
                }
                Expr::Call(call) if strict && call.callee != here.expr => {
                    let name = program.unit(at.unit).last_name(call.callee).unwrap_or_default();
                    if only_looks(name) {
                        return false;
                    }
                    // What it is handed to does something with it.
                    if !texts::collects(name) {
                        return true;
                    }
                }
                _ => {}
            }
            here = parent;
        }
        // A parameter's default, or part of a function nobody calls, still counts.
        true
    }

    fn is_setting(&self, name: &str) -> bool {
        self.tables
            .all
            .iter()
            .any(|l| l.requests.iter().any(|r| r.by == By::Setting && r.name == name))
    }

    /// Whether a name is read anywhere; of fields written out, whether that key is.
    fn is_read(&self, name: &str, key: Option<&str>) -> bool {
        let read = |n: &str| self.uses.get(n).copied().unwrap_or(0) > 0;
        match key {
            None => read(name),
            Some(key) => {
                let program = self.program();
                let mut whole = false;
                let mut by_key = false;
                let mut other_key = false;
                for source in &program.sources {
                    for (id, expr) in source.unit.all() {
                        match expr {
                            Expr::Member(Some(object), k)
                                if source.unit.last_name(*object) == Some(name) =>
                            {
                                if &**k == key {
                                    by_key = true;
                                } else {
                                    other_key = true;
                                }
                            }
                            Expr::Name(n) | Expr::Member(_, n) if &**n == name => {
                                let unit =
                                    program.sources.iter().position(|s| std::ptr::eq(s, source));
                                let at = At {
                                    unit: u32::try_from(unit.unwrap_or(0)).unwrap_or(0),
                                    expr: id,
                                };
                                let inside = program.parent(at).is_some_and(|p| {
                                    matches!(program.expr(p), Expr::Member(Some(o), _) if *o == id)
                                });
                                whole |= !inside;
                            }
                            _ => {}
                        }
                    }
                }
                by_key || whole || !other_key && read(name)
            }
        }
    }

    fn is_read_whole(&self, class: &str) -> bool {
        // All of an enum at once: `Scope.allCases`, `Scope.values()`, `list(Scope)`.
        let program = self.program();
        program.sources.iter().any(|source| {
            source.unit.all().any(|(_, expr)| match expr {
                Expr::Member(Some(object), name) => {
                    matches!(&**name, "allCases" | "values" | "entries" | "all")
                        && source.unit.last_name(*object) == Some(class)
                }
                Expr::Call(call) => {
                    let lists = source.unit.last_name(call.callee).is_some_and(|n| {
                        matches!(n, "list" | "values" | "entries" | "map" | "join" | "GetValues")
                    });
                    lists
                        && call
                            .arguments
                            .iter()
                            .any(|a| source.unit.last_name(a.value) == Some(class))
                }
                _ => false,
            })
        })
    }
}

/// Functions that only look at a scope.
fn only_looks(name: &str) -> bool {
    matches!(
        name,
        "includes"
            | "contains"
            | "Contains"
            | "indexOf"
            | "has"
            | "startsWith"
            | "equals"
            | "log"
            | "print"
            | "println"
            | "error"
            | "warn"
            | "info"
            | "debug"
            | "Error"
            | "expect"
            | "assert"
            | "assertEquals"
            | "issubset"
            | "issuperset"
            | "hasScope"
            | "has_scope"
            | "include?"
            | "contains_key"
            | "Println"
            | "Printf"
            | "Errorf"
            | "describe"
            | "it"
            | "isSupersetOf"
            | "toEqual"
            | "toBe"
    )
}

/// The last name of a name below a module: `Type#name`, `util.name`.
fn last_of(name: &str) -> &str {
    name.rsplit(['.', '#']).next().unwrap_or(name)
}

fn constants_ending<'l>(library: &'l Library, last: &'l str) -> impl Iterator<Item = &'l str> + 'l {
    (0..library.constants.len())
        .map(|at| library.constants.get(at))
        .filter(move |name| name.rsplit('.').next() == Some(last))
}

/// Where the value of a `scope=` begins.
fn find_scope_key(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find("scope") {
        let start = from + at;
        let before = text[..start].chars().next_back();
        let rest = &text[start + "scope".len()..];
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        let begins = before.is_none_or(|c| matches!(c, '?' | '&' | ' ' | '\n' | '"' | ';' | '{'));
        if begins && let Some(value) = rest.strip_prefix('=') {
            return Some(text.len() - value.len());
        }
        from = start + "scope".len();
    }
    None
}

/// Words between spaces, commas, pluses and their encodings.
fn split(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut after_comma = false;
    let bytes = text.as_bytes();
    let encoded = |at: usize| -> Option<(usize, bool)> {
        let rest = text.get(at..)?;
        for (mark, comma) in
            [("%20", false), ("%2C", true), ("%2c", true), ("%0A", false), ("%2520", false)]
        {
            if rest.starts_with(mark) {
                return Some((mark.len(), comma));
            }
        }
        None
    };
    while at < bytes.len() {
        let plain = match bytes[at] {
            b' ' | b'\n' | b'\t' | b'\r' | b'+' | b'|' | b';' | b'"' | b'\'' => Some((1, false)),
            b',' => Some((1, true)),
            _ => None,
        };
        if let Some((length, comma)) = plain.or_else(|| encoded(at)) {
            if at > start {
                found.push(Word { letters: &text[start..at], start, after_comma });
                after_comma = false;
            }
            after_comma |= comma && !found.is_empty();
            at += length;
            start = at;
        } else {
            at += 1;
        }
    }
    if start < text.len() {
        found.push(Word { letters: &text[start..], start, after_comma });
    }
    found
}

/// Whether a word has the form of a scope's name.
fn is_name(word: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|c| c.is_ascii_lowercase() || c == '-' || c == '_' || c == ':' || c == '.')
        && word.contains(|c: char| c.is_ascii_lowercase())
}

fn is_dashed(word: &str) -> bool {
    word.contains('-') && word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
}

/// An authorize address with a language in it: `accounts.spotify.com/de/authorize`.
fn is_in_language(text: &str, address: &str) -> bool {
    let Some((host, path)) = address.split_once('/') else { return false };
    let Some(at) = text.find(host) else { return false };
    let rest = text[at + host.len()..].trim_start_matches('/');
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    rest.split('/').nth(1).is_some_and(|p| p == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_into_scopes() {
        let words =
            |text: &str| split(text).iter().map(|w| w.letters.to_string()).collect::<Vec<_>>();
        assert_eq!(words("a-b c-d"), ["a-b", "c-d"]);
        assert_eq!(words("a-b%20c-d,e-f+g"), ["a-b", "c-d", "e-f", "g"]);
        assert_eq!(words(" a-b\n   c-d "), ["a-b", "c-d"]);
        assert!(split("a-b,c-d").iter().any(|w| w.after_comma));
        assert!(!split("a-b c-d").iter().any(|w| w.after_comma));
    }

    #[test]
    fn the_value_of_scope_is_found() {
        assert_eq!(find_scope_key("&scope=x"), Some(7));
        assert_eq!(find_scope_key("a?scopes=x"), Some(9));
        assert_eq!(find_scope_key("telescope=x"), None);
        assert_eq!(find_scope_key("scope"), None);
    }
}
