//! Whether anything in a program uses the code that a call stands in.
//!
//! A function counts as unused only if its name is written nowhere but where it is
//! made. That is a cautious test: any other mention, of anything by that name, keeps it
//! alive, and so does whatever a framework may call by itself.

use std::collections::{HashMap, HashSet};

use crate::audit::ir::{Expr, FunctionId, Target};
use crate::audit::program::{At, Fun, Program};
use crate::audit::syntax::Language;
use crate::audit::values::is_constructor;

/// How often each name is read, in the languages that see each other.
#[derive(Debug, Default)]
pub struct Uses(HashMap<u8, HashMap<Box<str>, u32>>);

impl Uses {
    /// Whether a name is read anywhere in the languages that see this one.
    pub fn any(&self, language: Language, name: &str) -> bool {
        self.0.get(&language.family()).is_some_and(|names| names.contains_key(name))
    }
}

/// How often each name is read, over all units.
pub fn uses(program: &Program) -> Uses {
    let mut all = Uses::default();
    for source in &program.sources {
        let uses = all.0.entry(source.language.family()).or_default();
        let unit = &source.unit;
        // A name that is given something is not read there.
        let given: HashSet<(&str, u32)> = unit
            .bindings
            .iter()
            .map(|b| match &b.target {
                Target::Name(name) | Target::Field(_, name) | Target::Member(_, name) => {
                    (&**name, b.span.start)
                }
            })
            .collect();
        for (id, expr) in unit.all() {
            if let Expr::Name(name) | Expr::Member(_, name) = expr
                && !given.contains(&(&**name, unit.span(id).start))
            {
                *uses.entry(name.clone()).or_default() += 1;
            }
        }
    }
    all
}

/// Whether nothing in the program mentions a function, or one it stands in.
///
/// A file none of whose functions is mentioned anywhere is called from outside: it is a
/// library, or a handler that something else knows of.
pub fn is_dead(program: &Program, uses: &Uses, function: Fun) -> bool {
    if !has_mentioned(program, uses, function.unit) {
        return false;
    }
    let mut at = function;
    loop {
        let here = program.function(at);
        if here.outer == at.id {
            return false;
        }
        if is_unmentioned(program, uses, at) {
            return true;
        }
        at.id = here.outer;
    }
}

/// Whether nothing in the program mentions the code that a request stands in; of one that is
/// written above a method (`@GET("me")`), nothing mentions the method.
pub fn is_dead_at(program: &Program, uses: &Uses, at: At) -> bool {
    let Some(fun) = declared_by(program, at) else {
        return is_dead(program, uses, program.owner(at));
    };
    let language = program.language(fun.unit);
    let is_used = program.names_of(fun).iter().any(|name| uses.any(language, name));
    !is_used && has_mentioned(program, uses, fun.unit)
}

/// The method that an expression is written above.
fn declared_by(program: &Program, at: At) -> Option<Fun> {
    let functions = &program.unit(at.unit).functions;
    let mut here = Some(at);
    while let Some(inner) = here {
        let found = functions.iter().position(|f| f.decorators.contains(&inner.expr));
        if let Some(id) = found {
            return Some(Fun { unit: at.unit, id: FunctionId(u32::try_from(id).ok()?) });
        }
        here = program.parent(inner);
    }
    None
}

/// Whether any function of a file is mentioned by name.
fn has_mentioned(program: &Program, uses: &Uses, unit: u32) -> bool {
    let language = program.language(unit);
    let count = u32::try_from(program.unit(unit).functions.len()).unwrap_or(u32::MAX);
    (1..count).map(FunctionId).any(|id| {
        let names = program.names_of(Fun { unit, id });
        names.iter().any(|name| uses.any(language, name))
    })
}

fn is_unmentioned(program: &Program, uses: &Uses, fun: Fun) -> bool {
    let language = program.language(fun.unit);
    let function = program.function(fun);
    let names = program.names_of(fun);
    let class = function
        .class
        .map(|id| program.class(crate::audit::program::Cls { unit: fun.unit, id }).name.clone());
    // A library asks a request for its path; what the program does is to make the request.
    if &*function.name == "resolveEndpoint"
        && let Some(class) = &class
    {
        return !uses.any(language, class);
    }
    let by_framework = function.name.is_empty() && names.is_empty()
        || !function.decorators.is_empty()
        || class.as_deref().is_some_and(|class| is_constructor(&function.name, class))
        || names.iter().any(|name| is_called_by_others(name));
    !by_framework && !names.iter().any(|name| uses.any(language, name))
}

/// Names under which systems and frameworks call: entry points, handlers of events and
/// of requests, methods of a life cycle.
fn is_called_by_others(name: &str) -> bool {
    let event = ["on", "handle", "did", "will", "view", "test", "do_", "cmd", "command", "use"];
    let upper = name.chars().all(|c| c.is_uppercase() || c == '_');
    upper
        || name.starts_with('_')
        || event.iter().any(|start| name.to_lowercase().starts_with(start))
        || matches!(
            name,
            "main"
                | "Main"
                | "default"
                | "exports"
                | "handler"
                | "run"
                | "Run"
                | "setup"
                | "loader"
                | "action"
                | "render"
                | "index"
                | "show"
                | "create"
                | "store"
                | "update"
                | "destroy"
                | "init"
                | "call"
                | "invoke"
                | "perform"
                | "execute"
                | "start"
                | "mounted"
                | "created"
                | "load"
                | "data"
                | "body"
                | "get"
                | "post"
                | "put"
                | "delete"
                | "ngOnInit"
                | "componentDidMount"
                | "application"
                | "redirect"
                | "callback"
        )
}
