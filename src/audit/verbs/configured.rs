//! Verbs told to a request by a function that it is handed to: `configure(request)`,
//! `request.apply { put(body) }`.

use super::chain::of_step;
use super::{Verb, is_method_key, said, sends, verb_in_name};
use crate::audit::ir::{Call, Expr, ExprId, Target};
use crate::audit::program::{At, Fun};
use crate::audit::syntax::Language;
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
    by_value(values, At { unit: at.unit, expr: configures }, context)
}

fn hands_itself(name: &str) -> bool {
    matches!(name, "apply" | "also" | "let" | "run" | "tap")
}

fn by_value(values: &Values<'_>, function: At, context: &Context) -> Vec<Verb> {
    let mut found: Vec<Verb> = Vec::new();
    for value in values.of(function, context) {
        match value {
            Value::Function(fun) => found.extend(inside(values, fun, context)),
            Value::Parameter(fun, place, path) if path.is_empty() => {
                found.push(Verb::Parameter(fun, place));
            }
            _ => {}
        }
    }
    found
}

/// The verbs that a function without a name tells what it is given.
fn inside(values: &Values<'_>, fun: Fun, context: &Context) -> Vec<Verb> {
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
        found.extend(of_step(values, at, call, name, context));
    }
    for binding in unit.bindings.iter().filter(|b| b.function == fun.id) {
        let tells = match &binding.target {
            Target::Member(object, key) => is_method_key(key) && is_given(unit.expr(*object)),
            // `client.request(url) { method = HttpMethod.Put }`
            Target::Name(key) => {
                program.language(fun.unit) == Language::Kotlin
                    && given == "it"
                    && is_method_key(key)
                    && &**key != "type"
            }
            Target::Field(..) => false,
        };
        if let (true, Some(value)) = (tells, binding.value) {
            found.extend(said(&values.of(At { unit: fun.unit, expr: value }, context)));
        }
    }
    found
}

/// What a request of Kotlin is told in the block that fills it in, be it behind the call or
/// around it: `client.request(url) { method = HttpMethod.Put }`, `client.request { url(u) }`.
pub(super) fn filled(values: &Values<'_>, at: At, call: &Call, context: &Context) -> Vec<Verb> {
    let program = values.program;
    if program.language(at.unit) != Language::Kotlin {
        return Vec::new();
    }
    if let Some(last) = call.arguments.last() {
        let block = At { unit: at.unit, expr: last.value };
        if let Expr::Function(id) = program.expr(block) {
            return in_block(values, Fun { unit: at.unit, id: *id }, context);
        }
        // `client.request(url, block)`
        let is_block = |value: &Value| {
            matches!(value, Value::Parameter(fun, place, path) if path.is_empty()
                && program.function(*fun).parameters[usize::from(*place)].type_name.contains("->"))
        };
        if values.of(block, &None).iter().any(is_block) {
            return by_value(values, block, context);
        }
    }
    let around = program.owner(at);
    let of_itself = matches!(program.expr(At { unit: at.unit, expr: call.callee }), Expr::Name(_));
    let block = program.place_of(around).filter(|_| of_itself);
    let taker = block.and_then(|expr| program.parent(At { unit: at.unit, expr }));
    let Some((taker, Expr::Call(sender))) = taker.map(|at| (at, program.expr(at))) else {
        return Vec::new();
    };
    let name = program.unit(taker.unit).last_name(sender.callee).unwrap_or_default();
    match verb_in_name(name) {
        Some(verb) => vec![verb],
        None if sends(name) => in_block(values, around, context),
        None => Vec::new(),
    }
}

/// What a block tells its request, by itself or by the blocks that it calls.
fn in_block(values: &Values<'_>, block: Fun, context: &Context) -> Vec<Verb> {
    let mut found = inside(values, block, context);
    let unit = values.program.unit(block.unit);
    for (_, expr) in values.program.within(block) {
        let Expr::Call(call) = expr else { continue };
        let callee = At { unit: block.unit, expr: call.callee };
        let handed = match call.arguments.as_slice() {
            [] => callee,
            // `apply(block)`, `block(this)`
            [only] if unit.last_name(call.callee) == Some("apply") => {
                At { unit: block.unit, expr: only.value }
            }
            [only] if matches!(unit.expr(only.value), Expr::This) => callee,
            _ => continue,
        };
        if matches!(values.program.expr(handed), Expr::Name(_)) {
            found.extend(by_value(values, handed, context));
        }
    }
    found
}
