//! Scopes given to client and login libraries.

use super::last_of;

use super::{Hunt, Named, Sending};
use crate::audit::clients::{argument, condition_holds, imported_in, objects};
use crate::audit::ir::{Call, Expr, Target};
use crate::audit::program::{At, Cls};
use crate::audit::values::Value;
use crate::audit::verbs::words;
use crate::catalogue::{EndpointRef, ScopeStatus};
use crate::libraries::{By, Kind, Library, Maker, ScopeRequest};

impl Hunt<'_, '_> {
    pub(super) fn library_requests(&mut self) {
        let program = self.program();
        for at in program.all_calls() {
            let Expr::Call(call) = program.expr(at) else { continue };
            self.library_call(at, call);
        }
        self.fields_and_settings();
    }

    pub(super) fn library_call(&mut self, at: At, call: &Call) {
        let program = self.program();
        let Some(mut last) = program.unit(at.unit).last_name(call.callee) else { return };
        let callee = At { unit: at.unit, expr: call.callee };
        let strategy = self.strategy_made(at, last);
        if let Some(name) = &strategy {
            last = name.rsplit(['.', '/']).next().unwrap_or(name);
        }
        let by_default = self.calls_default(callee);
        if !by_default && !self.takers.contains(last) {
            return;
        }
        let known: Vec<(&'static Library, &'static ScopeRequest)> = self
            .tables
            .all
            .iter()
            .flat_map(|library| library.requests.iter().map(move |r| (library, r)))
            .filter(|(_, r)| {
                r.by == By::Call && (last_of(r.name) == last || by_default && r.name.is_empty())
            })
            .collect();
        let app_token =
            self.tables.all.iter().any(|l| l.app_tokens.iter().any(|name| last_of(name) == last));
        if known.is_empty() && !app_token {
            return;
        }
        let mut paths: Vec<(String, Option<At>)> = Vec::new();
        paths.extend(strategy.iter().map(|path| (path.clone(), None)));
        for value in self.values.of(callee, &None) {
            match value {
                Value::Made(path, made) => paths.push((path.to_string(), made.map(|(at, _)| at))),
                Value::Outside(path) => paths.push((path.to_string(), None)),
                _ => {}
            }
        }
        let mut met: Vec<(&'static Library, &'static ScopeRequest)> = Vec::new();
        let mut perhaps = false;
        for (path, made) in &paths {
            for object in objects(self.tables, program, at.unit, path) {
                let made = made.map_or(Some(true), |made| self.was_made(object.library, made));
                if made == Some(false) {
                    continue;
                }
                perhaps |= made.is_none();
                let full = match object.of {
                    // The making of an object is no member of it.
                    Some(of) if object.below.is_empty() => of.name.to_string(),
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
                    // `#create` is a member of what the module itself makes.
                    // Modules may stand before it: `blocking.util.get_token`.
                    let inner = request.name.contains('.')
                        && full
                            .strip_suffix(request.name)
                            .is_some_and(|before| before.ends_with(['.', ':']));
                    let same = inner
                        || request.name.trim_start_matches('#') == full
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
            let is_method = matches!(program.expr(callee), Expr::Member(..));
            met = known
                .into_iter()
                .filter(|(library, request)| {
                    is_method
                        && request.name.contains(['#', '.'])
                        && words(last).len() > 1
                        && imported.iter().any(|l| l.id == library.id)
                        || self.names_itself(at, call, request)
                        || self.is_unasked(callee, request)
                })
                .collect();
        }
        met.retain(|(_, request)| {
            let conditions = self.tables.conditions(request.when);
            let fails = |c| condition_holds(self.values, at, call, c) == Some(false);
            !conditions.iter().any(fails)
        });
        // One for each place that scopes are given in, whatever the release.
        met.dedup_by_key(|(library, request)| (library.id, request.name, request.argument));
        for (library, request) in met {
            self.request(at, call, library, request, !perhaps);
            // A guard of Nest sends users with what its strategy was made with.
            if strategy.is_some() && !request.authorizes {
                let implies = library.by_itself.iter().map(|b| b.endpoint).collect();
                let resolved = !self.asked.unknown.contains(&at);
                self.asked.authorizations.push(Sending { at, resolved, implies });
            }
        }
    }

    /// The strategy of Passport that a class of Nest makes with `super(…)`:
    /// `class A extends PassportStrategy(Strategy, "spotify")`.
    fn strategy_made(&self, at: At, called: &str) -> Option<String> {
        let program = self.program();
        let id = program.function(program.owner(at)).class.filter(|_| called == "super")?;
        let class = Cls { unit: at.unit, id };
        let mut bases = program.class(class).bases.iter();
        let given = bases.find_map(|base| base.strip_prefix("PassportStrategy("))?;
        let name = given.split([',', ')']).next()?.trim();
        self.values.named(at, name, &None).into_iter().find_map(|value| match value {
            Value::Outside(path) | Value::Made(path, _) => Some(path.to_string()),
            _ => None,
        })
    }

    /// Whether a scope is of this API; `openid` and `email` are of any.
    fn is_own(&self, word: &str) -> bool {
        self.catalogue.scope_by_id(word).is_some_and(|at| {
            word.contains('-') || self.catalogue.scope(at).status == ScopeStatus::Current
        })
    }

    /// Whether what a library asks for by a call can be meant for this API alone.
    fn serves_spotify(&self, library: &Library, request: &ScopeRequest) -> bool {
        let names = std::iter::once(&library.id).chain([&request.name]);
        names.into_iter().any(|name| name.to_lowercase().contains("spotify"))
            || library.kind == Kind::Client
            || self
                .tables
                .conditions(request.when)
                .iter()
                .any(|c| matches!(c.is, crate::libraries::Is::Equal("spotify")))
    }

    /// Whether what is called is what a library exports without a name:
    /// `SpotifyProvider(…)` of `next-auth/providers/spotify`.
    fn calls_default(&self, callee: At) -> bool {
        let program = self.program();
        matches!(program.expr(callee), Expr::Name(_))
            && imported_in(self.tables, program, callee.unit)
                .iter()
                .any(|l| l.requests.iter().any(|r| r.by == By::Call && r.name.is_empty()))
    }

    /// Whether an object was made in one of the ways that the tables give; none where that
    /// cannot be told: `driver($provider)`.
    fn was_made(&self, library: &Library, made: At) -> Option<bool> {
        let program = self.program();
        let Expr::Call(call) = program.expr(made) else { return Some(true) };
        let last = program.unit(made.unit).last_name(call.callee);
        let makers = library.makers.iter().filter(|m| Some(last_of(m.call)) == last);
        let holds = |maker: &Maker| -> Vec<Option<bool>> {
            let conditions = self.tables.conditions(maker.when);
            conditions.iter().map(|c| condition_holds(self.values, made, call, c)).collect()
        };
        let answers: Vec<Vec<Option<bool>>> = makers.map(holds).collect();
        if answers.is_empty() || answers.iter().any(|all| all.iter().all(|a| *a == Some(true))) {
            return Some(true);
        }
        let excluded = answers.iter().all(|all| all.contains(&Some(false)));
        excluded.then_some(false)
    }

    /// Whether a call says by an argument that it is of this API: `provider :spotify, …`.
    pub(super) fn names_itself(&self, at: At, call: &Call, request: &ScopeRequest) -> bool {
        let conditions = self.tables.conditions(request.when);
        conditions.iter().any(|c| matches!(c.is, crate::libraries::Is::Equal("spotify")))
            && conditions.iter().all(|c| condition_holds(self.values, at, call, c) == Some(true))
    }

    /// Whether a call is one of a library whose names a framework imports by itself, where the
    /// name says what it is: `defineOAuthSpotifyEventHandler(…)` in a program of Nuxt.
    fn is_unasked(&self, callee: At, request: &ScopeRequest) -> bool {
        let named = matches!(self.program().expr(callee), Expr::Name(n) if **n == *request.name);
        let telling = words(request.name);
        named
            && telling.len() > 3
            && telling.iter().any(|word| word == "spotify")
            && self.values.of(callee, &None).iter().all(|v| matches!(v, Value::Outside(_)))
    }

    pub(super) fn request(
        &mut self,
        at: At,
        call: &Call,
        library: &Library,
        request: &ScopeRequest,
        sure: bool,
    ) {
        let mut resolved = sure;
        let mut given = false;
        let before = self.asked.scopes.clone();
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
        // A library that serves any provider, asked for what this one never had: another's.
        if !self.serves_spotify(library, request) {
            let new: Vec<&Named> = self.asked.scopes.difference(&before).collect();
            if !new.is_empty() && !new.iter().any(|named| self.is_own(&named.scope)) {
                self.asked.scopes = before;
                return;
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
            if request.argument.is_none() {
                self.elsewhere.push(at);
            }
            self.asked.authorizations.push(Sending { at, resolved, implies });
        } else if !resolved {
            self.asked.unknown.insert(at);
        }
    }

    /// Scopes set as fields (`options.Scope.Add(…)`) and in settings files.
    pub(super) fn fields_and_settings(&mut self) {
        let program = self.program();
        let of_kind = |by: By| {
            self.tables.all.iter().flat_map(move |library| {
                library.requests.iter().filter(move |r| r.by == by).map(move |r| (library, r))
            })
        };
        let settings: Vec<_> = of_kind(By::Setting).collect();
        let fields: Vec<_> = of_kind(By::Field).collect();
        let mut work: Vec<(At, At, &'static Library, &'static ScopeRequest)> = Vec::new();
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
                        work.push((value, inner.unwrap_or(value), library, request));
                    }
                }
                for (library, request) in &fields {
                    if last_of(request.name) == name && imported.iter().any(|l| l.id == library.id)
                    {
                        work.push((value, value, library, request));
                    }
                }
            }
            let mut registers: Option<bool> = None;
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
                    if last_of(request.name) != field {
                        continue;
                    }
                    let hinted = imported.iter().any(|l| l.id == library.id)
                        || *registers.get_or_insert_with(|| source.unit.exprs.iter().any(|e| matches!(e, Expr::Name(n) | Expr::Member(_, n) if &**n == "AddSpotify")));
                    if hinted {
                        for argument in &call.arguments {
                            work.push((
                                At { unit, expr: id },
                                At { unit, expr: argument.value },
                                library,
                                request,
                            ));
                        }
                    }
                }
            }
        }
        for (site, value, library, request) in work {
            let resolved = self.texts_asked(value, request.text);
            let implies: Vec<EndpointRef> = library.by_itself.iter().map(|b| b.endpoint).collect();
            // What a field of a login is filled with is asked for by whoever made it.
            let known = |a: &Sending| a.at.unit == site.unit && a.implies == implies;
            let made_elsewhere = request.by == By::Field
                && library.kind == Kind::Login
                && !self.asked.authorizations.iter().any(known);
            if request.authorizes || made_elsewhere {
                self.asked.authorizations.push(Sending { at: site, resolved, implies });
            }
        }
    }

    pub(super) fn within(&self, at: At, keys: &str) -> Option<At> {
        let mut at = at;
        for key in keys.split('.').filter(|k| !k.is_empty()) {
            let maps = self.values.of(at, &None);
            at = maps.iter().find_map(|v| match v {
                Value::Map(map, _) => crate::audit::values::field(self.values, *map, key, 0),
                _ => None,
            })?;
        }
        Some(at)
    }
}
