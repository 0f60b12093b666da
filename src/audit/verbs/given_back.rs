//! Verbs told to a request by whoever asked for it: `r := newRequest(path)` and then
//! `r.Method = "PUT"`, `to(path).put(body)`.

use super::chain::{names_told, of_step, told_to};
use super::options::in_options;
use super::{Verb, configured, words};
use crate::audit::ir::{Call, Expr, ExprId, FunctionId};
use crate::audit::program::{At, Fun};
use crate::audit::values::{Context, Value, Values};

/// Functions that a request is given back through.
const OUTWARDS: usize = 4;

/// The verbs that a request is told after its function gave it back, and whether everybody
/// who asks for it tells it one.
pub(super) fn told(values: &Values<'_>, at: At, context: &Context) -> (Vec<Verb>, bool) {
    let none = (Vec::new(), false);
    let Expr::Call(call) = values.program.expr(at) else { return none };
    if !is_unsent(values, at, call) {
        return none;
    }
    let (mut here, mut around) = (at, context);
    for _ in 0..OUTWARDS {
        let fun = values.program.owner(here);
        if fun.id == FunctionId(0) || !gives_back(values, fun, here) {
            return none;
        }
        let Some(frame) = around.as_ref().filter(|frame| frame.function == fun) else {
            let callers = values.callers(fun);
            let each: Vec<(Vec<Verb>, bool)> =
                callers.iter().map(|caller| afterwards(values, *caller, &None)).collect();
            let all = each.iter().all(|(verbs, open)| !verbs.is_empty() && !open);
            return (each.into_iter().flat_map(|(verbs, _)| verbs).collect(), all);
        };
        let (found, open) = afterwards(values, frame.call, &frame.outer);
        if !found.is_empty() {
            return (found, !open);
        }
        (here, around) = (frame.call, &frame.outer);
    }
    none
}

/// Whether a call makes a request that is sent by something else.
fn is_unsent(values: &Values<'_>, at: At, call: &Call) -> bool {
    let unit = values.program.unit(at.unit);
    let Some(name) = unit.last_name(call.callee) else { return false };
    let known = matches!(
        name,
        "newBuilder"
            | "url"
            | "uri"
            | "setUri"
            | "curl_init"
            | "curl_setopt"
            | "curl_setopt_array"
            | "openConnection"
            | "NewRequest"
            | "NewRequestWithContext"
    );
    let of_kind = |name: &str| {
        name.starts_with(char::is_uppercase) && words(name).iter().any(|w| w == "request")
    };
    known || of_kind(name) || of_kind(&unit.function(unit.owner(at.expr)).return_type)
}

/// Whether a step of a chain sends what it is a step of, or is of its answer.
fn is_sent_by(name: &str) -> bool {
    let sending = |word: &String| {
        matches!(
            word.as_str(),
            "send" | "execute" | "exec" | "then" | "json" | "text" | "enqueue" | "retrieve" | "do"
        )
    };
    words(name).iter().any(sending)
}

/// Whether a function gives back what a call in it makes.
fn gives_back(values: &Values<'_>, fun: Fun, at: At) -> bool {
    let program = values.program;
    let unit = program.unit(at.unit);
    let returns = &program.function(fun).returns;
    let mut here = at;
    for _ in 0..16 {
        if returns.contains(&here.expr) {
            return true;
        }
        let Some(parent) = program.parent(here) else { break };
        match program.expr(parent) {
            Expr::Member(_, name) if !is_sent_by(name) => {}
            Expr::Call(call) if call.callee == here.expr => {}
            Expr::Either(_) | Expr::Default(..) | Expr::List(_) => {}
            _ => break,
        }
        here = parent;
    }
    let names = names_told(values, at, false);
    returns.iter().any(|back| {
        let mut back = *back;
        loop {
            back = match unit.expr(back) {
                Expr::Name(name) => return names.contains(name),
                Expr::Member(Some(object), name) if !is_sent_by(name) => *object,
                Expr::Call(call) => match unit.expr(call.callee) {
                    Expr::Member(..) => call.callee,
                    _ => return false,
                },
                Expr::List(items) => match items.first() {
                    Some(first) => *first,
                    None => return false,
                },
                _ => return false,
            };
        }
    })
}

/// What a request is told by whoever was given it, and whether it may as well be told nothing.
fn afterwards(values: &Values<'_>, at: At, context: &Context) -> (Vec<Verb>, bool) {
    let program = values.program;
    let mut here = at;
    for _ in 0..16 {
        let Some(parent) = program.parent(here) else { break };
        match program.expr(parent) {
            Expr::Member(_, name) if !is_sent_by(name) => {
                let Some(outer) = program.parent(parent) else { break };
                let Expr::Call(call) = program.expr(outer) else { break };
                if call.callee != parent.expr {
                    break;
                }
                let mut found = of_step(values, outer, call, name, context);
                if found.is_empty() {
                    found = configured::chained(values, outer, call, name, context);
                }
                if !found.is_empty() {
                    return (found, false);
                }
                here = outer;
            }
            Expr::Call(taker) => {
                if taker.callee == here.expr {
                    break;
                }
                let found = beside(values, parent, taker, here.expr, context);
                if !found.is_empty() {
                    return (found, false);
                }
                break;
            }
            Expr::Either(_) | Expr::Default(..) => here = parent,
            _ => break,
        }
    }
    told_to(values, at, &names_told(values, at, false), context)
}

/// The verb among the options that a request is sent with: `fetch(request, { method })`.
pub(super) fn beside(
    values: &Values<'_>,
    at: At,
    taker: &Call,
    request: ExprId,
    context: &Context,
) -> Vec<Verb> {
    let name = values.program.unit(at.unit).last_name(taker.callee).unwrap_or_default();
    let mut found = Vec::new();
    if !matches!(words(name).last().map(String::as_str), Some("fetch" | "request")) {
        return found;
    }
    for argument in taker.arguments.iter().filter(|a| a.value != request) {
        let options = values.of(At { unit: at.unit, expr: argument.value }, context);
        let maps = options.iter().filter(|value| matches!(value, Value::Map(..)));
        found.extend(maps.flat_map(|map| in_options(values, map, 0)));
    }
    found
}
