//! Whether anything in a program uses the code that a call stands in.
//!
//! A function counts as unused only if its name is written nowhere but where it is
//! made. That is a cautious test: any other mention, of anything by that name, keeps it
//! alive, and so does whatever a framework may call by itself.

use std::collections::{HashMap, HashSet};

use crate::audit::ir::{Expr, Target};
use crate::audit::program::{Fun, Program};
use crate::audit::values::is_constructor;

/// How often each name is read, over all units.
pub fn uses(program: &Program) -> HashMap<Box<str>, u32> {
    let mut uses: HashMap<Box<str>, u32> = HashMap::new();
    for source in &program.sources {
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
    uses
}

/// Whether nothing in the program mentions a function, or one it stands in.
pub fn is_dead(program: &Program, uses: &HashMap<Box<str>, u32>, function: Fun) -> bool {
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

fn is_unmentioned(program: &Program, uses: &HashMap<Box<str>, u32>, fun: Fun) -> bool {
    let function = program.function(fun);
    let names = program.names_of(fun);
    let class = function
        .class
        .map(|id| program.class(crate::audit::program::Cls { unit: fun.unit, id }).name.clone());
    let by_framework = function.name.is_empty() && names.is_empty()
        || !function.decorators.is_empty()
        || class.as_deref().is_some_and(|class| is_constructor(&function.name, class))
        || names.iter().any(|name| is_called_by_others(name));
    !by_framework && names.iter().all(|name| uses.get(name).copied().unwrap_or(0) == 0)
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
