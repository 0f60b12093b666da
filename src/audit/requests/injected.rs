//! Clients that a container hands in: `services.AddHttpClient<Music>(…)`, `@Bean WebClient api()`.
//!
//! The class that sends a request then holds a client nobody in it has made. What the
//! container was told of that client says whether it speaks to the Web API.

use super::Hunt;
use crate::audit::evidence::Confidence;
use crate::audit::ir::{Call, Expr, ExprId, TYPE_ARGUMENT, Target};
use crate::audit::program::{At, Cls, Fun, base_name};
use crate::audit::reach::{Reach, names_api, reach};
use crate::audit::values::{Piece, Text, Value};
use crate::audit::verbs::{verb_in_name, words};

/// What containers are told of a client with.
const REGISTERS: &[&str] = &["AddHttpClient", "AddRefitClient"];
/// What is written above functions whose results containers hand in.
const PROVIDES: &[&str] = &["Bean", "Provides", "Produces", "Singleton"];

/// Where Angular's client comes from.
const ANGULAR: &str = "@angular/common/http";

impl Hunt<'_, '_> {
    /// Whether an interceptor of Angular puts the address of the API before every path:
    /// `request.clone({ url: BASE + request.url })`.
    fn is_intercepted(&self) -> bool {
        let program = self.program();
        program.calls_of("clone").iter().any(|at| {
            let unit = program.unit(at.unit);
            let Expr::Call(call) = unit.expr(at.expr) else { return false };
            let angular = unit.imports.iter().any(|import| &*import.module == ANGULAR);
            let Some(changed) = call.arguments.first().filter(|_| angular) else { return false };
            let Expr::Map(pairs) = unit.expr(changed.value) else { return false };
            let urls = pairs.iter().filter(|(key, _)| &**key == "url");
            urls.flat_map(|(_, url)| self.values.texts(At { unit: at.unit, expr: *url }, &None))
                .any(|text| match text.pieces.as_slice() {
                    [Piece::Written(base, _), Piece::Hole(..), ..] => {
                        let base = Text::written(base, *at);
                        matches!(reach(self.catalogue, &base, None), Reach::Base)
                            && names_api(self.catalogue, &base.shown())
                    }
                    _ => false,
                })
        })
    }

    /// How sure it is that a client handed in speaks to the Web API; none where nothing says so.
    pub(super) fn injected_api(&self, at: At, call: &Call) -> Option<Confidence> {
        let program = self.program();
        let object = self.sent_through(at, call)?;
        let name = program.unit(at.unit).last_name(object.expr).unwrap_or_default();
        let class = self.class_around(at);
        if let Some(class) = class {
            if self.told_in_class(class, name) {
                return Some(Confidence::Certain);
            }
            let own = &program.class(class).name;
            let registered = self.registered_for_api(|place, call| {
                let unit = program.unit(place.unit);
                call.arguments.iter().any(|a| {
                    a.name.as_deref() == Some(TYPE_ARGUMENT)
                        && unit.last_name(a.value) == Some(&**own)
                })
            });
            if registered {
                return Some(Confidence::Certain);
            }
        }
        let mut provided = None;
        let mut values = self.values.of(object, &None);
        let is_angular = |v: &Value| {
            matches!(v, Value::Made(path, _) | Value::Outside(path)
                if path.starts_with(ANGULAR) && path.contains("HttpClient"))
        };
        if values.iter().any(is_angular) && self.is_intercepted() {
            return Some(Confidence::Likely);
        }
        let is_nest = |v: &Value| {
            matches!(v, Value::Made(path, None) | Value::Outside(path)
            if base_name(path) == "HttpService")
        };
        if values.iter().any(is_nest)
            && let Some(confidence) = self.registered_module()
        {
            return Some(confidence);
        }
        let callee = At { unit: at.unit, expr: call.callee };
        if let Expr::Member(Some(direct), _) = program.expr(callee)
            && *direct != object.expr
        {
            values.extend(self.values.of(At { unit: at.unit, expr: *direct }, &None));
        }
        for value in values {
            match value {
                // `factory.CreateClient("spotify")`
                Value::Made(path, Some((made, _)))
                    if path.ends_with("CreateClient()") && self.named_client(made) =>
                {
                    return Some(Confidence::Certain);
                }
                Value::Made(path, None) => {
                    provided = provided.or_else(|| self.provided(base_name(&path), name));
                }
                _ => {}
            }
        }
        provided
    }

    /// How sure it is that the client a function was added to speaks to the Web API:
    /// `http.Fetch(path)`, with `Fetch(this HttpClient c, …)`. Whoever calls it has the client.
    pub(super) fn added_to_api(&self, at: At, call: &Call) -> Option<Confidence> {
        let program = self.program();
        if !program.language(at.unit).adds_to_types() {
            return None;
        }
        let chain = self.chain.borrow().clone();
        let (mut at, mut call) = (at, call);
        for (fun, caller) in chain {
            let object = self.sent_through(at, call)?;
            let given = program.value_of_name(object).unwrap_or(object);
            if program.owner(at) != fun || !matches!(program.expr(given), Expr::This) {
                return None;
            }
            let Expr::Call(by) = program.expr(caller) else { return None };
            let found = self.sent_through_api(caller, by).or_else(|| self.injected_api(caller, by));
            if found.is_some() {
                return found;
            }
            (at, call) = (caller, by);
        }
        None
    }

    /// How sure it is that the client of Nest speaks to the API: `HttpModule.register({ baseURL })`.
    /// Which module a class belongs to is not looked at.
    fn registered_module(&self) -> Option<Confidence> {
        let program = self.program();
        let of_module = |at: &&At| {
            let Expr::Call(call) = program.expr(**at) else { return false };
            matches!(program.expr(At { unit: at.unit, expr: call.callee }), Expr::Member(Some(of), _)
                if program.unit(at.unit).last_name(*of) == Some("HttpModule"))
        };
        let calls = ["register", "registerAsync"].iter().flat_map(|n| program.calls_of(n));
        let registered: Vec<At> = calls.filter(of_module).copied().collect();
        let speaks = |at: &&At| self.is_told_base(**at);
        match registered.iter().filter(speaks).count() {
            0 => None,
            1 if registered.len() == 1 => Some(Confidence::Certain),
            _ => Some(Confidence::Likely),
        }
    }

    /// The object at the beginning of a chain of calls: `client` of `client.get().uri(…)`.
    fn sent_through(&self, at: At, call: &Call) -> Option<At> {
        let unit = self.program().unit(at.unit);
        let mut callee = call.callee;
        for _ in 0..8 {
            let Expr::Member(Some(object), _) = unit.expr(callee) else { return None };
            match unit.expr(*object) {
                Expr::Call(inner)
                    if matches!(unit.expr(inner.callee), Expr::Member(Some(_), _)) =>
                {
                    callee = inner.callee;
                }
                _ => return Some(At { unit: at.unit, expr: *object }),
            }
        }
        None
    }

    /// A request made by itself and handed to a client of the API:
    /// `var request = new RestRequest("me"); client.Execute(request)`.
    pub(super) fn carried_to_api(&self, at: At) -> bool {
        let program = self.program();
        let unit = program.unit(at.unit);
        let owner = unit.owner(at.expr);
        // `client.GetAsync(new RestRequest("me").AddQueryParameter(…))`
        let begins = |mut expr: ExprId| {
            for _ in 0..16 {
                let Expr::Call(step) = unit.expr(expr) else { break };
                let Expr::Member(Some(object), _) = unit.expr(step.callee) else { break };
                expr = *object;
            }
            expr == at.expr
        };
        let carries = |expr: ExprId| {
            let place = At { unit: at.unit, expr };
            begins(expr)
                || matches!(unit.expr(expr), Expr::Name(_))
                    && self
                        .values
                        .of(place, &None)
                        .iter()
                        .any(|v| matches!(v, Value::Made(_, Some((made, _))) if *made == at))
        };
        unit.all().filter(|(id, _)| unit.owner(*id) == owner && *id != at.expr).any(|(id, expr)| {
            let Expr::Call(call) = expr else { return false };
            let place = At { unit: at.unit, expr: id };
            call.arguments.iter().any(|a| carries(a.value))
                && matches!(unit.expr(call.callee), Expr::Member(Some(_), _))
                && (self.sent_through_api(place, call).is_some()
                    || self.injected_api(place, call).is_some())
        })
    }

    /// `client.BaseAddress = new Uri("…")` in a class whose field is the client.
    fn told_in_class(&self, class: Cls, name: &str) -> bool {
        let plain = |name: &str| name.trim_start_matches('_').to_lowercase();
        let unit = self.program().unit(class.unit);
        unit.bindings.iter().any(|binding| {
            let Target::Member(object, field) = &binding.target else { return false };
            let Some(value) = binding.value.map(|expr| At { unit: class.unit, expr }) else {
                return false;
            };
            is_base(field)
                && self.class_around(value) == Some(class)
                && unit.last_name(*object).is_some_and(|o| plain(o) == plain(name))
                && self.mentions_base(value, &None, 0)
        })
    }

    /// Whether a client of that sort is registered with the address of the API.
    fn registered_for_api(&self, wanted: impl Fn(At, &Call) -> bool) -> bool {
        let program = self.program();
        REGISTERS.iter().flat_map(|name| program.calls_of(name)).any(|at| {
            let Expr::Call(call) = program.expr(*at) else { return false };
            wanted(*at, call) && self.is_told_base(*at)
        })
    }

    /// Whether a registration, or a call chained to it, is given the address of the API.
    fn is_told_base(&self, registration: At) -> bool {
        let program = self.program();
        let mut at = registration;
        for _ in 0..6 {
            let Expr::Call(call) = program.expr(at) else { return false };
            let here = |expr: ExprId| At { unit: at.unit, expr };
            let told =
                call.arguments.iter().map(|a| here(a.value)).any(|argument| {
                    self.mentions_base(argument, &None, 0) || self.sets_base(argument)
                });
            if told {
                return true;
            }
            let Some(member) = program.parent(at) else { return false };
            let (Expr::Member(..), Some(outer)) = (program.expr(member), program.parent(member))
            else {
                return false;
            };
            at = outer;
        }
        false
    }

    /// `client => client.BaseAddress = …`
    fn sets_base(&self, argument: At) -> bool {
        let unit = self.program().unit(argument.unit);
        let Expr::Function(fun) = unit.expr(argument.expr) else { return false };
        unit.bindings.iter().any(|binding| {
            let inside = binding.function == *fun;
            let sets = matches!(&binding.target, Target::Member(_, field) if is_base(field));
            inside
                && sets
                && binding.value.is_some_and(|value| {
                    self.mentions_base(At { unit: argument.unit, expr: value }, &None, 0)
                })
        })
    }

    /// Whether the name a client is asked for by was registered with the address of the API.
    fn named_client(&self, made: At) -> bool {
        let names = |at: At, place: usize| -> Vec<String> {
            let Expr::Call(call) = self.program().expr(at) else { return Vec::new() };
            let argument = call.arguments.get(place).filter(|a| a.name.is_none());
            let texts = argument.map(|argument| {
                self.values.texts(At { unit: at.unit, expr: argument.value }, &None)
            });
            texts.unwrap_or_default().iter().filter_map(crate::audit::values::Text::whole).collect()
        };
        let asked = names(made, 0);
        self.registered_for_api(|place, _| names(place, 0).iter().any(|n| asked.contains(n)))
    }

    /// What a function that provides objects of a type makes: of several, that of the name.
    fn provided(&self, type_name: &str, name: &str) -> Option<Confidence> {
        let program = self.program();
        let mut providers: Vec<Fun> = Vec::new();
        for (index, source) in program.sources.iter().enumerate() {
            let unit = u32::try_from(index).unwrap_or(u32::MAX);
            for (place, function) in (0..).zip(&source.unit.functions) {
                let handed_in = function.decorators.iter().any(|d| {
                    let callee = match source.unit.expr(*d) {
                        Expr::Call(call) => call.callee,
                        _ => *d,
                    };
                    source.unit.last_name(callee).is_some_and(|n| PROVIDES.contains(&n))
                });
                if handed_in && base_name(&function.return_type) == type_name {
                    providers.push(Fun { unit, id: crate::audit::ir::FunctionId(place) });
                }
            }
        }
        let same = |fun: &Fun| program.function(*fun).name.eq_ignore_ascii_case(name);
        if providers.iter().any(same) {
            providers.retain(same);
        }
        let for_api = |fun: &Fun| {
            self.values.returned(*fun, &None).iter().any(|value| match value {
                Value::Made(_, Some((made, context))) => self.is_made_for_api(*made, context),
                _ => false,
            })
        };
        let speak = providers.iter().filter(|fun| for_api(fun)).count();
        match speak {
            0 => None,
            _ if speak == providers.len() => Some(Confidence::Certain),
            _ => Some(Confidence::Likely),
        }
    }

    /// Whether a path may well be one of the API, sent by a client that nothing is known of.
    pub(super) fn perhaps_api(&self, at: At, call: &Call, name: &str) -> bool {
        let program = self.program();
        let sends = verb_in_name(name).is_some()
            || words(name).iter().any(|w| w == "request" || w == "uri" || w == "url");
        if !sends {
            return false;
        }
        let Some(object) = self.sent_through(at, call) else { return false };
        let language = program.language(at.unit);
        self.names_base
            && language.hands_in()
            && (self.is_about_spotify(at)
                || self.class_around(at).is_some_and(|class| {
                    program.class(class).name.to_lowercase().contains("spotify")
                }))
            && self.values.of(object, &None).iter().all(|value| {
                matches!(value, Value::Made(_, None) | Value::Unknown(_) | Value::Parameter(..))
            })
    }
}

fn is_base(field: &str) -> bool {
    words(field).iter().any(|w| w == "base" || w == "url" || w == "uri")
}
