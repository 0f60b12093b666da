//! Whether what a request is sent to, or through, is the Web API.

use super::Hunt;
use crate::audit::evidence::Confidence;
use crate::audit::ir::{Call, Expr, ExprId, Target};
use crate::audit::program::{At, Cls, Fun};
use crate::audit::reach::{Reach, Relative, names_api, reach};
use crate::audit::values::{Context, Text, Value};
use crate::audit::verbs::{filled_in, verb_in_name, words};

/// Steps that one question for the base of something may take.
const BASE_STEPS: u32 = 3_000;

impl Hunt<'_, '_> {
    /// How sure it is that a path stands below the Web API; none where nothing says so.
    pub(super) fn below_api(
        &self,
        at: At,
        call: &Call,
        name: &str,
        sending: bool,
        relative: &Relative,
    ) -> Option<Confidence> {
        let known = matches!(*relative.reach, Reach::Calls { .. });
        let somewhere = known || matches!(*relative.reach, Reach::OneOf(..) | Reach::Open(_));
        if !somewhere || !relative.fixed && !matches!(*relative.reach, Reach::Open(_)) {
            return None;
        }
        if self.takes_handler(at, call) {
            return None;
        }
        // `axios.get("/me", { baseURL })`
        let told = call.arguments.iter().any(|a| {
            let place = At { unit: at.unit, expr: a.value };
            self.values.of(place, &None).iter().any(|v| matches!(v, Value::Map(..)))
                && self.mentions_base(place, &None, 3)
        });
        if told && sending {
            return Some(Confidence::Certain);
        }
        if sending && self.names_base_setting(at) {
            return Some(Confidence::Likely);
        }
        if let Some(confidence) = self.sent_through_api(at, call)
            && sending
        {
            return Some(confidence);
        }
        if call.makes && sending && self.carried_to_api(at) {
            return Some(Confidence::Certain);
        }
        if sending
            && let Some(confidence) =
                self.injected_api(at, call).or_else(|| self.added_to_api(at, call))
        {
            return Some(confidence);
        }
        if !known {
            // `${SPOTIFY_BASE_URL}/${path}` may be any call of it.
            let open =
                relative.below.is_some_and(|below| sending && self.is_named_after_api(below));
            return open.then_some(Confidence::Likely);
        }
        if let Some(below) = relative.below {
            // An address only known at run time, whose name says what it is.
            let named = self.names(below).iter().any(|n| n.to_lowercase().contains("spotify"))
                || self.is_setting_of_api(below);
            let base = self.names(below).iter().any(|n| {
                let words = words(n);
                words.iter().any(|w| {
                    matches!(
                        w.as_str(),
                        "base" | "api" | "root" | "host" | "url" | "endpoint" | "prefix"
                    )
                })
            });
            let about = self.is_about_spotify(at);
            return (named || base && about && self.names_base).then_some(Confidence::Likely);
        }
        // A path alone, sent through something whose name says what it is.
        let through: Vec<String> = self.names(At { unit: at.unit, expr: call.callee });
        let named = through.iter().any(|n| n.to_lowercase().contains("spotify"));
        (named && (sending || verb_in_name(name).is_some())).then_some(Confidence::Likely)
    }

    /// Whether one name says both that it is an address and whose.
    fn is_named_after_api(&self, below: At) -> bool {
        self.names(below).iter().any(|name| {
            let words = words(name);
            let says = |known: &[&str]| words.iter().any(|w| known.contains(&w.as_str()));
            says(&["spotify"]) && says(&["base", "api", "url", "endpoint", "host", "root"])
        })
    }

    /// Whether a call is told a base address that is only known at run time, but named
    /// after the API: `axios.create({ baseURL: process.env.SPOTIFY_API_URL })`.
    fn names_base_setting(&self, at: At) -> bool {
        let program = self.program();
        let Expr::Call(call) = program.expr(at) else { return false };
        self.bases_given(at.unit, call).into_iter().any(|base| {
            let place = At { unit: at.unit, expr: base };
            let read = !matches!(program.expr(place), Expr::Text(_) | Expr::Join(_));
            // The app's own server may have the name of what it stands before.
            let of_api = |name: &String| {
                let words = words(name);
                let says = |known: &[&str]| words.iter().any(|w| known.contains(&w.as_str()));
                says(&["spotify"]) && !says(&["backend", "server", "proxy", "local", "redirect"])
            };
            read && self.names(place).iter().any(of_api)
                && !self.values.of(place, &None).iter().any(|v| matches!(v, Value::Text(_)))
        })
    }

    /// Whether an address is given by a setting that is named after the API:
    /// `@ConfigProperty(name = "spotify.base-url") val base: String`.
    pub(super) fn is_setting_of_api(&self, below: At) -> bool {
        let unit = self.program().unit(below.unit);
        let names = self.names(below);
        let of_name = |p: &&crate::audit::ir::Parameter| names.iter().any(|n| **n == *p.name);
        let parameters = unit.functions.iter().flat_map(|f| &f.parameters).filter(of_name);
        let about = |expr: ExprId| {
            let said = self.names(At { unit: below.unit, expr });
            said.iter().any(|n| n.to_lowercase().contains("spotify"))
        };
        if parameters.flat_map(|p| &p.decorators).any(|decorator| about(*decorator)) {
            return true;
        }
        // `$this->base = config('spotify.api_url')`, `BASE = ENV['SPOTIFY_URL']`
        unit.bindings.iter().any(|binding| {
            let name = match &binding.target {
                Target::Name(name) | Target::Field(_, name) | Target::Member(_, name) => name,
            };
            let is_it = names.iter().any(|n| **n == **name);
            let read = |value: ExprId| match unit.expr(value) {
                Expr::Call(_) | Expr::Index(..) | Expr::Either(_) | Expr::Default(..) => true,
                // `import.meta.env.SPOTIFY_URL`, `environment.spotifyApi`
                Expr::Member(..) => {
                    let names = self.names(At { unit: below.unit, expr: value });
                    names.iter().any(|n| matches!(&**n, "env" | "environ" | "environment"))
                }
                _ => false,
            };
            is_it && binding.value.is_some_and(|value| read(value) && about(value))
        })
    }

    pub(super) fn is_about_spotify(&self, at: At) -> bool {
        let source = &self.program().sources[at.unit as usize];
        source.path.to_lowercase().contains("spotify")
            || source.unit.exprs.iter().any(|e| match e {
                Expr::Text(text) => text.to_lowercase().contains("spotify"),
                Expr::Name(name) | Expr::Member(_, name) => name.to_lowercase().contains("spotify"),
                _ => false,
            })
    }

    /// The names in an expression.
    pub(super) fn names(&self, at: At) -> Vec<String> {
        let unit = self.program().unit(at.unit);
        let mut found = Vec::new();
        let mut open = vec![at.expr];
        while let Some(expr) = open.pop() {
            match unit.expr(expr) {
                Expr::Name(name) => found.push(name.to_string()),
                Expr::Member(object, name) => {
                    found.push(name.to_string());
                    open.extend(object);
                }
                Expr::Call(call) => {
                    open.push(call.callee);
                    open.extend(call.arguments.iter().map(|a| a.value));
                }
                Expr::Text(text) => found.push(text.to_string()),
                Expr::Index(object, index) | Expr::Default(object, index) => {
                    open.extend([*object, *index]);
                }
                Expr::Either(branches) | Expr::Join(branches) => open.extend(branches),
                _ => {}
            }
            if found.len() > 24 {
                break;
            }
        }
        found
    }

    /// Whether what a call is sent through was made for the Web API.
    pub(super) fn sent_through_api(&self, at: At, call: &Call) -> Option<Confidence> {
        // Asked for each way to a request; the answer is the same for all.
        if let Some(known) = self.sent_through.borrow().get(&at) {
            return *known;
        }
        let found = self.is_sent_through_api(at, call);
        self.sent_through.borrow_mut().insert(at, found);
        found
    }

    fn is_sent_through_api(&self, at: At, call: &Call) -> Option<Confidence> {
        if let Some(outer) = filled_in(self.values, at, call)
            && let Expr::Call(taker) = self.program().expr(outer)
        {
            return self.sent_through_api(outer, taker);
        }
        let callee = At { unit: at.unit, expr: call.callee };
        if self.is_sent_by_class(at, call) {
            return Some(Confidence::Certain);
        }
        let objects: Vec<Value> = match self.program().expr(callee) {
            Expr::Member(Some(object), _) | Expr::Index(object, _) => {
                let object = At { unit: at.unit, expr: *object };
                if self.is_registered_for_api(object) {
                    return Some(Confidence::Certain);
                }
                let mut found = self.values.of(object, &None);
                found.extend(found.clone().into_iter().flat_map(|v| self.values.settled(v, None)));
                found
            }
            _ => {
                // `const api = useCallback((path) => …)` is that function, whose callers are known.
                let mut found = self.values.of(callee, &None);
                found.retain(|v| match v {
                    Value::Made(_, Some((made, _))) => !self.values.keeps_function(*made),
                    _ => true,
                });
                found
            }
        };
        let mut likely = None;
        for object in objects {
            match object {
                // An answer is no client, whatever it is asked for.
                Value::Made(path, Some(_)) if is_answer(&path) => {}
                Value::Made(_, Some((made, context))) if self.is_made_for_api(made, &context) => {
                    return Some(Confidence::Certain);
                }
                Value::Made(_, Some((made, _))) if self.names_base_setting(made) => {
                    likely = Some(Confidence::Likely);
                }
                Value::Instance(class, _) | Value::Class(class) if self.class_names_base(class) => {
                    likely = Some(Confidence::Likely);
                }
                Value::Outside(path) => match self.is_set_up_for_api(&path, at.unit) {
                    Some(Confidence::Certain) => return Some(Confidence::Certain),
                    other => likely = likely.or(other),
                },
                _ => {}
            }
        }
        likely
    }

    /// Whether something from outside is told the address of the API once and for all:
    /// `axios.defaults.baseURL = "…"`. It is certain in the file that says so.
    fn is_set_up_for_api(&self, path: &str, unit: u32) -> Option<Confidence> {
        let family = self.program().language(unit).family();
        let mut likely = None;
        for bound in ["baseURL", "baseUrl"].iter().flat_map(|n| self.program().fields_of(n)) {
            let binding = self.program().binding(*bound);
            let (Target::Member(object, _), Some(value)) = (&binding.target, binding.value) else {
                continue;
            };
            if self.program().language(bound.unit).family() != family {
                continue;
            }
            let here = |expr: ExprId| At { unit: bound.unit, expr };
            let of_it = self.values.of(here(*object), &None).iter().any(|v| {
                matches!(v, Value::Outside(whole)
                    if whole.strip_prefix(path).is_some_and(|rest| rest == ".defaults"))
            });
            if of_it && self.mentions_base(here(value), &None, 0) {
                if bound.unit == unit {
                    return Some(Confidence::Certain);
                }
                likely = Some(Confidence::Likely);
            }
        }
        likely
    }

    /// Whether a call that makes a client, or one of those chained to it, is given the address of the API.
    pub(super) fn is_made_for_api(&self, made: At, context: &Context) -> bool {
        let mut inner = Some(made);
        for _ in 0..12 {
            let Some(at) = inner else { break };
            let Expr::Call(call) = self.program().expr(at) else { break };
            if call
                .arguments
                .iter()
                .any(|a| self.mentions_base(At { unit: at.unit, expr: a.value }, context, 0))
            {
                return true;
            }
            inner = match self.program().expr(At { unit: at.unit, expr: call.callee }) {
                Expr::Member(Some(object), _) => Some(At { unit: at.unit, expr: *object }),
                _ => None,
            };
        }
        // Told later in the chain: `WebClient.builder().baseUrl("…").build()`.
        let mut outer = made;
        for _ in 0..12 {
            let Some(member) = self.program().parent(outer) else { break };
            let (Expr::Member(Some(of), _), Some(chained)) =
                (self.program().expr(member), self.program().parent(member))
            else {
                break;
            };
            let Expr::Call(call) = self.program().expr(chained) else { break };
            if *of != outer.expr || call.callee != member.expr {
                break;
            }
            let here = |expr: ExprId| At { unit: chained.unit, expr };
            if call.arguments.iter().any(|a| self.mentions_base(here(a.value), context, 0)) {
                return true;
            }
            outer = chained;
        }
        // Told afterwards: `client.BaseAddress = new Uri("…")`, `axios.defaults.baseURL = "…"`.
        let mut names: Vec<Box<str>> = Vec::new();
        for bound in self.program().bound_to(made) {
            match &self.program().binding(*bound).target {
                Target::Name(n) | Target::Field(_, n) | Target::Member(_, n) => {
                    names.push(n.clone());
                }
            }
        }
        let unit = self.program().unit(made.unit);
        // `client.SetBaseURL("…")`, in the function that makes it
        let owner = unit.owner(made.expr);
        let told = ["SetBaseURL", "SetHostURL", "setBaseUrl"].iter().any(|name| {
            self.program().calls_of(name).iter().any(|at| {
                let Expr::Call(call) = self.program().expr(*at) else { return false };
                let Expr::Member(Some(object), _) =
                    self.program().expr(At { unit: at.unit, expr: call.callee })
                else {
                    return false;
                };
                at.unit == made.unit
                    && unit.owner(at.expr) == owner
                    && unit.last_name(*object).is_some_and(|n| names.iter().any(|k| **k == *n))
                    && call.arguments.iter().any(|a| {
                        self.mentions_base(At { unit: at.unit, expr: a.value }, context, 0)
                    })
            })
        });
        if told {
            return true;
        }
        unit.bindings.iter().any(|b| match &b.target {
            Target::Member(object, field) => {
                let of_it = unit
                    .path(*object)
                    .is_some_and(|p| p.iter().any(|n| names.iter().any(|k| **k == **n)));
                let is_base = words(field).iter().any(|w| w == "base" || w == "url" || w == "uri");
                of_it
                    && is_base
                    && b.value.is_some_and(|v| {
                        self.mentions_base(At { unit: made.unit, expr: v }, &None, 0)
                    })
            }
            _ => false,
        })
    }

    /// Whether a client that is asked for by its name was registered with the address of the
    /// API: `oauth.create_client("spotify")`, with `oauth.register("spotify", …)`.
    fn is_registered_for_api(&self, client: At) -> bool {
        let program = self.program();
        let made = program.value_of_name(client).unwrap_or(client);
        let Expr::Call(call) = program.expr(made) else { return false };
        let first = |at: At, call: &Call| {
            let named = |a: &&crate::audit::ir::Argument| {
                a.name.as_deref().is_none_or(|name| name == "name") && !a.spread
            };
            let given = call.arguments.iter().find(named)?.value;
            self.values.texts(At { unit: at.unit, expr: given }, &None).first()?.whole()
        };
        if program.unit(made.unit).last_name(call.callee) != Some("create_client") {
            return false;
        }
        let Some(asked) = first(made, call) else { return false };
        program.calls_of("register").iter().any(|at| {
            let Expr::Call(call) = program.expr(*at) else { return false };
            first(*at, call).is_some_and(|name| name == asked) && self.is_given_base(*at, &None, 0)
        })
    }

    pub(super) fn mentions_base(&self, at: At, context: &Context, depth: u8) -> bool {
        // Each value may be made from others: what is wanted is near, or nothing says it.
        let nested = self.base_nested.get();
        if nested == 0 {
            self.base_steps.set(BASE_STEPS);
        }
        let left = self.base_steps.get();
        if depth > 5 || left == 0 {
            return false;
        }
        self.base_steps.set(left - 1);
        self.base_nested.set(nested + 1);
        let mentions = self.values_mention_base(at, context, depth);
        self.base_nested.set(nested);
        mentions
    }

    fn values_mention_base(&self, at: At, context: &Context, depth: u8) -> bool {
        let values = self.values.of(at, context);
        for value in values.into_iter().flat_map(|v| self.values.settled(v, None)) {
            match value {
                Value::Text(text)
                    if matches!(reach(self.catalogue, &text, None), Reach::Base)
                        && names_api(self.catalogue, &text.shown()) =>
                {
                    return true;
                }
                Value::Map(map, context) | Value::List(map, context) => {
                    let exprs = match self.program().expr(map) {
                        Expr::Map(pairs) => pairs.iter().map(|(_, v)| *v).collect(),
                        Expr::List(items) => items.clone(),
                        _ => Vec::new(),
                    };
                    if exprs.into_iter().any(|e| {
                        self.mentions_base(At { unit: map.unit, expr: e }, &context, depth + 1)
                    }) {
                        return true;
                    }
                }
                // `HttpClient { defaultRequest { url { host = "…" } } }`
                Value::Function(fun)
                    if self.has_base_text(fun)
                        || (1..3).contains(&depth) && self.speaks_of_base(fun) =>
                {
                    return true;
                }
                Value::Made(_, Some((made, context)))
                    if self.is_given_base(made, &context, depth) =>
                {
                    return true;
                }
                Value::Made(..) | Value::Unknown(_) if self.is_given_base(at, context, depth) => {
                    return true;
                }
                _ => {}
            }
        }
        false
    }

    /// Whether the address of the API is written in a function.
    fn has_base_text(&self, fun: Fun) -> bool {
        if let Some(known) = self.base_texts.borrow().get(&fun) {
            return *known;
        }
        let is_base = |e: &Expr| matches!(e, Expr::Text(text) if names_api(self.catalogue, text));
        let inside = self.within(fun).any(|(_, e)| is_base(e));
        self.base_texts.borrow_mut().insert(fun, inside);
        inside
    }

    /// Whether a call is given the address of the API.
    fn is_given_base(&self, at: At, context: &Context, depth: u8) -> bool {
        let Expr::Call(call) = self.program().expr(at) else { return false };
        let here = |expr: ExprId| At { unit: at.unit, expr };
        call.arguments.iter().any(|a| self.mentions_base(here(a.value), context, depth + 1))
    }

    /// Whether a class, or one it is related to, holds the address of the API by itself.
    pub(super) fn class_names_base(&self, class: Cls) -> bool {
        if let Some(known) = self.class_bases.borrow().get(&class) {
            return *known;
        }
        // Who asks for it on the way to it gets nothing.
        self.class_bases.borrow_mut().insert(class, false);
        let names = self.class_has_base(class);
        self.class_bases.borrow_mut().insert(class, names);
        names
    }

    fn class_has_base(&self, class: Cls) -> bool {
        self.program().relatives(class).iter().any(|class| {
            let unit = self.program().unit(class.unit);
            let of_class = |fun: crate::audit::ir::FunctionId| {
                let mut at = fun;
                loop {
                    if unit.function(at).class == Some(class.id) {
                        return true;
                    }
                    if unit.function(at).outer == at {
                        return false;
                    }
                    at = unit.function(at).outer;
                }
            };
            let field = unit.bindings.iter().any(|b| {
                matches!(b.target, Target::Field(id, _) if id == class.id)
                    && b.value.is_some_and(|v| self.mentions_base(At { unit: class.unit, expr: v }, &None, 0))
            });
            let span = unit.classes[class.id.0 as usize].span;
            field
                || unit.all().any(|(id, e)| {
                    let inside = of_class(unit.owner(id)) || {
                        let place = unit.span(id);
                        place.start >= span.start && place.end <= span.end
                    };
                    inside && matches!(e, Expr::Text(text) if names_api(self.catalogue, text)
                        && matches!(reach(self.catalogue, &Text::written(text, At { unit: class.unit, expr: id }), None), Reach::Base))
                })
        })
    }
}

/// Whether something made by calls is what a request was answered with.
fn is_answer(path: &str) -> bool {
    let mut steps = path.split('.').filter_map(|step| step.strip_suffix("()"));
    steps.any(|step| matches!(step, "send" | "json" | "text" | "bytes" | "execute" | "retrieve"))
}

/// Whether what a client is made with under this name stands before every path.
pub(super) fn is_base_key(key: &str) -> bool {
    matches!(key, "baseURL" | "baseUrl" | "base_url" | "prefixUrl" | "base_uri")
}
