//! Verbs told to a request by a function that it is handed to: `configure(request)`,
//! `request.apply { put(body) }`.

use super::chain::of_step;
use super::{Verb, is_method_key, said};
use crate::audit::ir::{Call, Expr, ExprId, Target};
use crate::audit::program::{At, Fun};
use crate::audit::values::{Context, Value, Values};

/// What a step of a chain is told by the function it is given.
pub(super) fn chained(
    values: &Values<'_>,
    at: At,
    call: &Call,
    name: &str,
    context: &Context,
) -> Vec<Verb> {
    match call.arguments.as_slice() {
        [only] if hands_itself(name) => {
            by_value(values, At { unit: at.unit, expr: only.value }, context)
        }
        _ => Vec::new(),
    }
}

/// What a request is told by a function that a call hands it to.
pub(super) fn told(
    values: &Values<'_>,
    at: At,
    call: &Call,
    is_it: &dyn Fn(ExprId) -> bool,
    context: &Context,
) -> Vec<Verb> {
    let unit = values.program.unit(at.unit);
    let handed = call.arguments.iter().any(|a| is_it(a.value));
    let configures = match unit.expr(call.callee) {
        // `configure(request)`
        Expr::Name(_) if handed => call.callee,
        // `configure.invoke(request)`
        Expr::Member(Some(function), name)
            if handed && matches!(&**name, "invoke" | "Invoke" | "accept" | "apply") =>
        {
            *function
        }
        Expr::Member(Some(object), name) if is_it(*object) => {
            return chained(values, at, call, name, context);
        }
        _ => return Vec::new(),
    };
    // Functions of the program are looked at from outside: what they do is not all of it.
    let mut found = by_value(values, At { unit: at.unit, expr: configures }, context);
    found.retain(|_| is_handed_in(values, At { unit: at.unit, expr: configures }));
    found
}

/// Whether a name is what the function around it was given.
fn is_handed_in(values: &Values<'_>, at: At) -> bool {
    values.of(at, &None).iter().any(|v| matches!(v, Value::Parameter(..)))
}

fn hands_itself(name: &str) -> bool {
    matches!(name, "apply" | "also" | "let" | "run" | "tap")
}

fn by_value(values: &Values<'_>, function: At, context: &Context) -> Vec<Verb> {
    let mut found: Vec<Verb> = Vec::new();
    for value in values.of(function, context) {
        match value {
            Value::Function(fun) => found.extend(inside(values, fun)),
            Value::Parameter(fun, place, path) if path.is_empty() => {
                found.push(Verb::Parameter(fun, place));
            }
            _ => {}
        }
    }
    found
}

/// The verbs that a function without a name tells what it is given.
fn inside(values: &Values<'_>, fun: Fun) -> Vec<Verb> {
    let program = values.program;
    let unit = program.unit(fun.unit);
    let function = program.function(fun);
    if !function.name.is_empty() {
        return Vec::new();
    }
    let given = function.parameters.first().map_or("it", |p| &*p.name);
    let within = |expr: ExprId| {
        let mut at = unit.owner(expr);
        loop {
            let outer = unit.function(at).outer;
            if at == fun.id || outer == at {
                return at == fun.id;
            }
            at = outer;
        }
    };
    // What a chain begins with.
    let root = |mut expr: ExprId| loop {
        match unit.expr(expr) {
            Expr::Member(Some(object), _) => expr = *object,
            Expr::Call(call) => expr = call.callee,
            other => return other,
        }
    };
    let is_given =
        |expr: &Expr| matches!(expr, Expr::This) || matches!(expr, Expr::Name(n) if **n == *given);
    let mut found = Vec::new();
    for (id, expr) in unit.all().filter(|(id, _)| within(*id)) {
        let Expr::Call(call) = expr else { continue };
        let at = At { unit: fun.unit, expr: id };
        let name = match unit.expr(call.callee) {
            Expr::Member(Some(object), name) if is_given(root(*object)) => name,
            // What is called of the object itself: `apply { put(body) }`.
            Expr::Name(name) if given == "it" => name,
            _ => continue,
        };
        found.extend(of_step(values, at, call, name, &None));
    }
    for binding in unit.bindings.iter().filter(|b| b.function == fun.id) {
        if let (Target::Member(object, key), Some(value)) = (&binding.target, binding.value)
            && is_method_key(key)
            && is_given(unit.expr(*object))
        {
            found.extend(said(&values.of(At { unit: fun.unit, expr: value }, &None)));
        }
    }
    found
}
