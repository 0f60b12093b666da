//! Which verb a request is made with: from the name of what is called, from what it
//! is given, from the chain of calls around it, from what is done with the result.

mod chain;
mod commands;
mod configured;
mod given_back;
mod names;
mod options;

pub use commands::of_words;
pub use names::{gives_method, is_method_key, sends, verb_in_name, verb_named, words};
pub use options::of_options;

use chain::{in_chain, said_later};
use commands::command_line;
use options::{in_options, is_method_parameter, is_options, told_to_options};

use crate::audit::ir::{Call, Expr, ExprId, Target};
use crate::audit::program::{At, Fun, Meaning};
use crate::audit::syntax::Language;
use crate::audit::values::{Context, Value, Values};
use crate::catalogue::Method;

/// A verb, as far as it can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// This one.
    Is(Method),
    /// One the API does not use.
    Odd,
    /// What a caller gives.
    Parameter(Fun, u16),
    /// Something says it, but not here.
    Unknown,
}

/// Options that something from outside adds to: `fetch(url, json({ method: "PUT" }))`.
fn wrapped(values: &Values<'_>, path: &str, made: At, context: &Context) -> Vec<Value> {
    let name = path.trim_end_matches("()").rsplit('.').next().unwrap_or(path);
    let is_body = words(name).iter().any(|word| {
        matches!(word.as_str(), "dumps" | "stringify" | "encode" | "data" | "params" | "create")
    });
    let Expr::Call(call) = values.program.expr(made) else { return Vec::new() };
    // `stream_context_create(['http' => ['method' => 'PUT']])`
    if name == "stream_context_create"
        && let Some(first) = call.arguments.first()
    {
        let all = values.of(At { unit: made.unit, expr: first.value }, context).into_iter();
        return all.flat_map(|options| below(values, &options, &["http", "https"])).collect();
    }
    if is_body {
        return Vec::new();
    }
    // `Object.assign({ method: "GET" }, options)`: the last that says it counts.
    if path == "Object.assign()" {
        let mut said = call.arguments.iter().rev().filter(|a| !a.spread).map(|argument| {
            let mut of = values.of(At { unit: made.unit, expr: argument.value }, context);
            of.retain(|value| match value {
                Value::Map(..) => !in_options(values, value, 0).is_empty(),
                Value::Parameter(fun, ..) => !values.callers(*fun).is_empty(),
                _ => false,
            });
            of
        });
        return said.find(|of| !of.is_empty()).unwrap_or_default();
    }
    let given = call.arguments.iter().filter(|a| !a.spread);
    let of = given.flat_map(|a| values.of(At { unit: made.unit, expr: a.value }, context));
    of.filter(|v| matches!(v, Value::Map(..))).collect()
}

/// What options have under some keys.
fn below(values: &Values<'_>, options: &Value, keys: &[&str]) -> Vec<Value> {
    let Value::Map(map, context) = options else { return Vec::new() };
    let Expr::Map(pairs) = values.program.expr(*map) else { return Vec::new() };
    let found = pairs.iter().filter(|(key, _)| keys.contains(&&**key));
    found.flat_map(|(_, expr)| values.of(At { unit: map.unit, expr: *expr }, context)).collect()
}

/// The verbs a value says.
fn of_value(value: &Value) -> Option<Verb> {
    match value {
        Value::Text(text) => verb_named(text.whole()?.trim()),
        Value::Outside(path) | Value::Made(path, _) => {
            let mut parts = path.rsplit(['.', ':']).filter(|p| !p.is_empty());
            let verb = |part: &str| {
                // What `data.get("next")` gives is no verb.
                let word = match part.strip_suffix("()") {
                    Some(called) if called.starts_with(char::is_lowercase) => return None,
                    Some(called) => called,
                    None => part,
                };
                let word = word.strip_prefix("Method").unwrap_or(word);
                let word = word.strip_prefix("METHOD_").unwrap_or(word);
                verb_named(word)
            };
            // `Method.PUT.rawValue`, `HttpMethod.Put.Method`
            verb(parts.next()?).or_else(|| parts.next().and_then(verb))
        }
        Value::Parameter(fun, place, _) => Some(Verb::Parameter(*fun, *place)),
        _ => None,
    }
}

/// Verbs said outright; parameters and the like only where nothing else could be meant.
fn clear(values: &[Value]) -> Vec<Verb> {
    values.iter().filter_map(of_value).collect()
}

/// The verbs an expression says.
pub fn said_by(values: &Values<'_>, at: At) -> Vec<Verb> {
    said(&values.of(at, &None))
}

/// The verbs an expression says, reached through some calls.
pub fn said_by_in(values: &Values<'_>, at: At, context: &Context) -> Vec<Verb> {
    clear(&values.of(at, context))
}

/// Finds the verbs a call may be made with; empty where nothing says any.
pub fn verbs(values: &Values<'_>, at: At, context: &Context) -> Vec<Verb> {
    let (mut later, always) = given_back::told(values, at, context);
    if later.is_empty() {
        return told_here(values, at, context);
    }
    if !always {
        let here = told_here(values, at, context);
        later.extend(if here.is_empty() { vec![Verb::Is(Method::Get)] } else { here });
    }
    later
}

/// The verbs that a call is made with as far as the function around it says.
fn told_here(values: &Values<'_>, at: At, context: &Context) -> Vec<Verb> {
    let program = values.program;
    let Expr::Call(call) = program.expr(at) else { return Vec::new() };
    let here = |expr: ExprId| At { unit: at.unit, expr };
    // By name: `method=`, `{ method: "PUT" }`.
    let mut named = Vec::new();
    let mut options: Vec<Value> = Vec::new();
    for argument in &call.arguments {
        match &argument.name {
            Some(name) if is_method_key(name) => {
                let found = values.of(here(argument.value), context);
                named.extend(said(&found));
            }
            _ => {
                for value in values.of(here(argument.value), context) {
                    match value {
                        Value::Map(..) => options.push(value),
                        // `fetch(url, { ...options, method })` given by a caller.
                        Value::Parameter(fun, place, path)
                            if argument.name.is_none() && is_options(values, fun, place, &path) =>
                        {
                            options.push(Value::Parameter(fun, place, path));
                        }
                        Value::Made(path, Some((made, inner))) if argument.name.is_none() => {
                            options.extend(wrapped(values, &path, made, &inner));
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    for option in &options {
        named.extend(in_options(values, option, 0));
    }
    let (more, open) = told_to_options(values, at, call, context);
    let nothing_else = named.is_empty();
    named.extend(more);
    if open && nothing_else {
        named.push(Verb::Is(Method::Get));
    }
    // What a caller's options say comes after what the call itself says.
    let (told, named): (Vec<Verb>, Vec<Verb>) =
        named.into_iter().partition(|v| matches!(v, Verb::Parameter(..)));
    if !named.is_empty() {
        let set = set_elsewhere(values, at, &told, context);
        return if set.is_empty() { named } else { [named, set].concat() };
    }
    // By place: `request("PUT", url)`, `NewRequest(http.MethodPut, url, body)`.
    let mut placed = Vec::new();
    for argument in call.arguments.iter().filter(|a| a.name.is_none()).take(4) {
        let found = values.of(here(argument.value), context);
        let verbs = clear(&found);
        if verbs.iter().any(|v| matches!(v, Verb::Is(_) | Verb::Odd)) {
            placed.extend(verbs.into_iter().filter(|v| !matches!(v, Verb::Parameter(..))));
            break;
        }
        let parameter = found.iter().find_map(|v| match v {
            Value::Parameter(fun, place, path) => {
                let named = match path.last() {
                    Some(key) => is_method_key(key),
                    None => is_method_parameter(values, *fun, *place),
                };
                named.then_some(Verb::Parameter(*fun, *place))
            }
            _ => None,
        });
        if let Some(verb) = parameter {
            placed.push(verb);
            break;
        }
        placed.extend(constants(values, here(argument.value)));
        if !placed.is_empty() {
            break;
        }
        if is_verb_place(values, at, argument.value) {
            placed.push(Verb::Unknown);
            break;
        }
    }
    if !placed.is_empty() {
        return placed;
    }
    let callee = here(call.callee);
    // `axios[method](url)`
    if let Expr::Index(_, index) = program.expr(callee) {
        let verbs = clear(&values.of(here(*index), context));
        if !verbs.is_empty() {
            return verbs;
        }
        if program.unit(at.unit).last_name(*index).is_some_and(is_method_key) {
            return vec![Verb::Unknown];
        }
    }
    // `send = session.put if on else session.delete; send(url)`
    if matches!(program.expr(callee), Expr::Name(_) | Expr::Index(..) | Expr::Either(_)) {
        let verbs = by_what_it_is(values, callee, context);
        if !verbs.is_empty() {
            return verbs;
        }
    }
    if let Some(name) = program.unit(at.unit).last_name(call.callee) {
        // `Http::withToken($token)->$method($url)`
        if let Some(variable) = name.strip_prefix('$')
            && program.language(at.unit) == Language::Php
        {
            return said(&values.named(at, variable, context));
        }
        if let Some(verb) = verb_in_name(name) {
            // `HttpClient.get`, but also `Net::HTTP::Put.new`, `Request::get`.
            return vec![verb];
        }
        // `Net::HTTP::Put.new(uri)`, `VERBS.fetch(verb).new(uri)`
        if let (Some(object), "new") = member(program.expr(callee)) {
            let class = program.unit(at.unit).last_name(*object);
            if let Some(verb) = class.and_then(verb_in_name) {
                return vec![verb];
            }
            let verbs = by_what_it_is(values, here(*object), context);
            if !verbs.is_empty() {
                return verbs;
            }
        }
    }
    if !told.is_empty() {
        return told;
    }
    let filled = configured::filled(values, at, call, context);
    if !filled.is_empty() {
        return filled;
    }
    if let Some(outer) = filled_in(values, at, call) {
        return verbs(values, outer, context);
    }
    // Command lines: `curl -X PUT url`, `curl -d … url`.
    if let Some(verb) = command_line(values, at, call, context) {
        return vec![verb];
    }
    let chained = in_chain(values, at, context);
    if !chained.is_empty() {
        return chained;
    }
    let later = said_later(values, at, context);
    if !later.is_empty() {
        return later;
    }
    if has_body(call) { vec![Verb::Is(Method::Post)] } else { Vec::new() }
}

/// The verbs of the functions or classes that something is: `session.put`, `Net::HTTP::Put`.
fn by_what_it_is(values: &Values<'_>, what: At, context: &Context) -> Vec<Verb> {
    let found = values.of(what, context);
    let of_path = |value: &Value| match value {
        Value::Outside(path) | Value::Made(path, _) => {
            let last = path.rsplit(['.', ':']).next().unwrap_or(path);
            verb_named(last).or_else(|| verb_in_name(last))
        }
        _ => None,
    };
    if !found.iter().any(|value| of_path(value).is_some()) {
        return Vec::new();
    }
    found.iter().map(|value| of_path(value).unwrap_or(Verb::Unknown)).collect()
}

/// The verbs of a constant that types of Rust each have: `E::METHOD`, with `E: Endpoint`.
fn constants(values: &Values<'_>, at: At) -> Vec<Verb> {
    let program = values.program;
    let Expr::Member(Some(_), name) = program.expr(at) else { return Vec::new() };
    if program.language(at.unit) != Language::Rust {
        return Vec::new();
    }
    let of_types =
        program.fields_of(name).iter().map(|bound| (bound.unit, program.binding(*bound)));
    let given = of_types.filter_map(|(unit, binding)| {
        let own = matches!(binding.target, Target::Field(..));
        binding.value.filter(|_| own).map(|expr| At { unit, expr })
    });
    let said = given.flat_map(|value| said_by(values, value));
    said.filter(|verb| matches!(verb, Verb::Is(_))).collect()
}

/// What methods that keep a verb for later are given: `request.method("PUT").send()`, where a
/// field has one from the beginning.
fn set_elsewhere(values: &Values<'_>, at: At, told: &[Verb], context: &Context) -> Vec<Verb> {
    let mut found = Vec::new();
    for verb in told {
        let Verb::Parameter(fun, place) = verb else { continue };
        let mut frame = context;
        while let Some(inner) = frame.as_ref().filter(|f| f.function != *fun) {
            frame = &inner.outer;
        }
        let function = values.program.function(*fun);
        if frame.is_some() || function.class.is_none() || values.program.stands_in(at, *fun) {
            continue;
        }
        for caller in values.callers(*fun).iter() {
            let given = values.argument_for(*fun, *caller, *place);
            let said = given.map(|given| clear(&values.of(given, &None))).unwrap_or_default();
            found.extend(said.into_iter().filter(|v| matches!(v, Verb::Is(_))));
        }
    }
    found
}

/// Whether something stands where only a verb can, or has the name of one, so that where it
/// cannot be read the verb is not known: `NewRequest(kind.String(), url, body)`.
fn is_verb_place(values: &Values<'_>, at: At, argument: ExprId) -> bool {
    let unit = values.program.unit(at.unit);
    let Expr::Call(call) = unit.expr(at.expr) else { return false };
    let place = match unit.last_name(call.callee) {
        Some("NewRequest") => 0,
        Some("NewRequestWithContext") => 1,
        Some(name) if verb_in_name(name).is_some() => return false,
        _ => usize::MAX,
    };
    if call.arguments.get(place).is_some_and(|a| a.value == argument) {
        return true;
    }
    // `method`, `options.method`, `method.toUpperCase()`
    let named = match unit.expr(argument) {
        Expr::Call(inner) if inner.arguments.is_empty() => match unit.expr(inner.callee) {
            Expr::Member(Some(object), _) => *object,
            _ => return false,
        },
        _ => argument,
    };
    unit.last_name(named).is_some_and(|name| is_method_key(name) && name != "type")
}

/// The request that a call fills in: `client.post { |request| request.url "me/tracks" }`.
pub fn filled_in(values: &Values<'_>, at: At, call: &Call) -> Option<At> {
    let program = values.program;
    let unit = program.unit(at.unit);
    let Expr::Member(Some(object), _) = unit.expr(call.callee) else { return None };
    let Expr::Name(name) = unit.expr(*object) else { return None };
    let owner = program.owner(at);
    let fun = program.meanings(at.unit, owner.id, name).into_iter().find_map(|m| match m {
        Meaning::Parameter(fun, 0) => Some(fun),
        _ => None,
    })?;
    let block = program.place_of(fun)?;
    let outer = program.parent(At { unit: at.unit, expr: block })?;
    let Expr::Call(taker) = program.expr(outer) else { return None };
    let verb = unit.last_name(taker.callee).and_then(verb_in_name);
    (taker.callee != block && matches!(verb, Some(Verb::Is(_)))).then_some(outer)
}

fn member(expr: &Expr) -> (Option<&ExprId>, &str) {
    match expr {
        Expr::Member(object, name) => (object.as_ref(), name),
        _ => (None, ""),
    }
}

fn said(found: &[Value]) -> Vec<Verb> {
    let verbs = clear(found);
    if verbs.is_empty() { vec![Verb::Unknown] } else { verbs }
}

/// Libraries that send a body by POST unless told otherwise (`urllib`'s `data=`).
fn has_body(call: &Call) -> bool {
    call.arguments.iter().any(|a| a.name.as_deref() == Some("data"))
}
