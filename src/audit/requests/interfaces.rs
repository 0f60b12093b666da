//! What an interface whose methods are requests is made for: the address that is told
//! where a library makes an object of it (`retrofit.create(Api::class.java)`).

use super::Hunt;
use crate::audit::ir::{Call, Expr, ExprId};
use crate::audit::program::{At, Cls, Fun, base_name};
use crate::audit::reach::names_api;
use crate::audit::values::{Context, Value, type_names};
use crate::sorted;

/// What makes objects of interfaces.
const MAKERS: &[&str] = &[
    "create",
    "For",
    "target",
    "build",
    "AddRefitClient",
    "createService",
    "createApi",
    "createClient",
];

/// Where the requests of an interface are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MadeFor {
    /// To the Web API.
    Api,
    /// To the Web API, and to something else as well.
    Both,
    /// To something else.
    Elsewhere,
    /// Nothing says so.
    Unsaid,
}

impl Hunt<'_, '_> {
    /// Where requests of an interface are sent, as far as those who make it say.
    pub(super) fn made_for(&self, class: Cls) -> MadeFor {
        let program = self.program();
        let name = &*program.class(class).name;
        let family = program.language(class.unit).family();
        let mut said: Vec<Option<bool>> = Vec::new();
        for at in MAKERS.iter().flat_map(|maker| program.calls_of(maker)) {
            let Expr::Call(call) = program.expr(*at) else { continue };
            if program.language(at.unit).family() == family && self.makes_it(*at, call, name) {
                said.push(self.told_base(*at));
            }
        }
        if said.contains(&Some(true)) {
            let alone = said.iter().all(|s| *s == Some(true));
            if alone { MadeFor::Api } else { MadeFor::Both }
        } else if said.is_empty() || said.contains(&None) {
            MadeFor::Unsaid
        } else {
            MadeFor::Elsewhere
        }
    }

    /// Whether a class stands in code about Spotify, or is named in such code.
    pub(super) fn is_known_near(&self, class: Cls) -> bool {
        let program = self.program();
        let name = &*program.class(class).name;
        if name.to_lowercase().contains("spotify") {
            return true;
        }
        (0..).zip(&program.sources).any(|(unit, source)| {
            let is_it = |written: &str| type_names(written).any(|n| base_name(n) == name);
            let mentions = || {
                let code = &source.unit;
                let parameters = code.functions.iter().flat_map(|f| &f.parameters);
                code.exprs.iter().any(|e| matches!(e, Expr::Name(n) if **n == *name))
                    || code.imports.iter().any(|i| *i.symbol == *name || *i.local == *name)
                    || code.bindings.iter().any(|b| is_it(&b.type_name))
                    || code.functions.iter().any(|f| is_it(&f.return_type))
                    || parameters.into_iter().any(|p| is_it(&p.type_name))
            };
            let start = At { unit, expr: ExprId(0) };
            (unit == class.unit || mentions()) && self.is_about_spotify(start)
        })
    }

    /// Whether a call is of something that is told a class, or gives one.
    fn makes_it(&self, at: At, call: &Call, class: &str) -> bool {
        let here = |expr: ExprId| At { unit: at.unit, expr };
        if call.arguments.iter().any(|a| self.names(here(a.value)).iter().any(|n| n == class)) {
            return true;
        }
        let program = self.program();
        let owner = program.function(program.owner(at));
        let given = program.bound_to(at).iter().map(|b| &*program.binding(*b).type_name);
        let back = owner.returns.contains(&at.expr).then_some(&*owner.return_type);
        call.arguments.is_empty() && given.chain(back).any(|t| base_name(t) == class)
    }

    /// Whether the address that a chain of calls is told is the API's; none where there is none.
    fn told_base(&self, at: At) -> Option<bool> {
        let mut told = self.told_in_chain(at, &None);
        // What the chain begins with: a name, a field, what a container hands in.
        let mut inner = at;
        while let Expr::Call(call) = self.program().expr(inner) {
            let callee = At { unit: at.unit, expr: call.callee };
            let Expr::Member(Some(object), _) = self.program().expr(callee) else { break };
            inner = At { unit: at.unit, expr: *object };
        }
        let begun = self.values.of(inner, &None).into_iter();
        let handed = begun.flat_map(|v| self.handed_in(v)).collect::<Vec<_>>();
        for value in handed {
            if let Value::Made(_, Some((made, context))) = value {
                told.extend(self.told_in_chain(made, &context));
                if self.is_made_for_api(made, &context) {
                    told.push(true);
                }
            }
        }
        (!told.is_empty()).then(|| told.contains(&true))
    }

    /// For each whole address that the calls chained to one are given, whether it is the API's.
    fn told_in_chain(&self, at: At, context: &Context) -> Vec<bool> {
        let program = self.program();
        let mut calls = Vec::new();
        let mut inner = Some(at);
        while let Some(here) = inner.filter(|_| calls.len() < 16) {
            let Expr::Call(call) = program.expr(here) else { break };
            calls.push((here, call));
            let callee = At { unit: here.unit, expr: call.callee };
            inner = match program.expr(callee) {
                Expr::Member(Some(object), _) => Some(At { unit: here.unit, expr: *object }),
                _ => None,
            };
        }
        let mut outer = at;
        while let Some(member) = program.parent(outer).filter(|_| calls.len() < 32) {
            let (Expr::Member(Some(of), _), Some(chained)) =
                (program.expr(member), program.parent(member))
            else {
                break;
            };
            let Expr::Call(call) = program.expr(chained) else { break };
            if *of != outer.expr || call.callee != member.expr {
                break;
            }
            calls.push((chained, call));
            outer = chained;
        }
        let arguments = calls.iter().flat_map(|(at, call)| {
            call.arguments.iter().map(|a| At { unit: at.unit, expr: a.value })
        });
        let told = |argument: At| {
            let mut found = self.whole_addresses(argument, context);
            // `builderFor(RestClientAdapter.create(client))`
            if found.is_empty()
                && matches!(self.program().expr(argument), Expr::Call(_))
                && self.is_handed_client(argument, context)
            {
                found.push(true);
            }
            found
        };
        arguments.flat_map(told).collect()
    }

    /// Whether a call is given a client that was made for the API.
    fn is_handed_client(&self, at: At, context: &Context) -> bool {
        let Expr::Call(call) = self.program().expr(at) else { return false };
        call.arguments.iter().any(|argument| {
            let place = At { unit: at.unit, expr: argument.value };
            self.values.of(place, context).into_iter().any(|value| match value {
                Value::Made(_, Some((made, inner))) => self.is_made_for_api(made, &inner),
                _ => false,
            })
        })
    }

    fn whole_addresses(&self, at: At, context: &Context) -> Vec<bool> {
        let places = match self.program().expr(at) {
            // `ConfigureHttpClient(c => c.BaseAddress = new Uri("…"))`
            Expr::Function(function) => {
                let fun = Fun { unit: at.unit, id: *function };
                self.within(fun).map(|(expr, _)| At { unit: at.unit, expr }).collect()
            }
            _ => vec![at],
        };
        let mut found = Vec::new();
        for place in places {
            for text in self.values.texts(place, context) {
                let shown = text.shown();
                if shown.contains("://") {
                    found.push(names_api(self.catalogue, &shown));
                }
            }
        }
        found
    }

    /// What a container hands in for a parameter: what those give back that provide its type
    /// under the same name.
    fn handed_in(&self, value: Value) -> Vec<Value> {
        let Value::Parameter(fun, place, path) = &value else { return vec![value] };
        let program = self.program();
        let parameter = &program.function(*fun).parameters[usize::from(*place)];
        if !path.is_empty() || !program.language(fun.unit).hands_in() {
            return self.values.settled(value, None);
        }
        let wanted = self.qualifiers(fun.unit, &parameter.decorators);
        let mut found = Vec::new();
        for (index, source) in program.sources.iter().enumerate() {
            let unit = u32::try_from(index).unwrap_or(u32::MAX);
            if source.language.family() != program.language(fun.unit).family() {
                continue;
            }
            for (id, function) in (0..).zip(&source.unit.functions) {
                let provides = !function.decorators.is_empty()
                    && base_name(&function.return_type) == base_name(&parameter.type_name);
                if provides && self.qualifiers(unit, &function.decorators) == wanted {
                    let id = crate::audit::ir::FunctionId(id);
                    found.extend(self.values.returned(Fun { unit, id }, &None));
                }
            }
        }
        if found.is_empty() { self.values.settled(value, None) } else { found }
    }

    /// The names by which one of several objects of a type is told: `@Named("api")`, `@ApiClient`.
    fn qualifiers(&self, unit: u32, decorators: &[ExprId]) -> Vec<String> {
        let plain = |name: &String| {
            matches!(
                name.as_str(),
                "Provides"
                    | "Singleton"
                    | "Bean"
                    | "Inject"
                    | "Reusable"
                    | "JvmStatic"
                    | "Autowired"
            )
        };
        let names = decorators.iter().map(|d| self.names(At { unit, expr: *d }));
        let mut found: Vec<String> =
            names.filter(|names| !names.iter().any(plain)).flatten().collect();
        sorted::sort(&mut found);
        found
    }
}
