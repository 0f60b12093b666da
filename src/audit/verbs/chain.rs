//! Verbs in the calls around a call, and in what is done with its result.

use super::options::{
    fields_set, in_curl_options, in_options, is_method_parameter, told_to_options,
};
use super::{Verb, configured, given_back, is_method_key, said, sends, verb_in_name, verb_named};
use crate::audit::ir::{Call, Expr, ExprId, Target, Unit};
use crate::audit::program::{At, Fun};
use crate::audit::values::{Context, Values};
use crate::catalogue::Method;

/// The calls chained around a call: `.url(u).put(body)`, `.uri(u).method("PUT")`.
pub(super) fn in_chain(values: &Values<'_>, at: At, context: &Context) -> Vec<Verb> {
    let program = values.program;
    let mut here = at;
    for _ in 0..16 {
        let Some(parent) = program.parent(here) else { break };
        match program.expr(parent) {
            Expr::Member(_, name) => {
                let Some(outer) = program.parent(parent) else { break };
                match program.expr(outer) {
                    Expr::Call(call) if call.callee == parent.expr => {
                        let mut told = of_step(values, outer, call, name, context);
                        if told.is_empty() {
                            told = configured::chained(values, outer, call, name, context);
                        }
                        // `c.Request("me").PutJsonAsync(body)` of Flurl
                        if told.is_empty() && name.ends_with("Async") {
                            told.extend(verb_in_name(name));
                        }
                        if !told.is_empty() {
                            return told;
                        }
                        here = outer;
                    }
                    _ => break,
                }
            }
            // `URL(string: …)` handed on: `URLRequest(url: URL(…))`
            Expr::Call(taker) => {
                let name = program.unit(at.unit).last_name(taker.callee).unwrap_or_default();
                let handed = taker.arguments.iter().any(|a| a.value == here.expr);
                if handed && let Some(verb) = verb_in_name(name) {
                    return vec![verb];
                }
                // `fetch(new Request(url), { method: "PUT" })`
                let beside = given_back::beside(values, parent, taker, here.expr, context);
                if handed && !beside.is_empty() {
                    return beside;
                }
                here = parent;
            }
            _ => break,
        }
    }
    // And the ones before it: `Request.Builder().put(body).url(u)`, `axios.request`, `AF.request`.
    let mut inner = at;
    for _ in 0..16 {
        let Expr::Call(call) = program.expr(inner) else { break };
        let callee = At { unit: at.unit, expr: call.callee };
        let Expr::Member(Some(object), _) = program.expr(callee) else { break };
        inner = At { unit: at.unit, expr: *object };
        if let Expr::Call(call) = program.expr(inner)
            && let Some(name) = program.unit(at.unit).last_name(call.callee)
        {
            let told = of_step(values, inner, call, name, context);
            if !told.is_empty() {
                return told;
            }
        }
    }
    Vec::new()
}

pub(super) fn of_step(
    values: &Values<'_>,
    at: At,
    call: &Call,
    name: &str,
    context: &Context,
) -> Vec<Verb> {
    if matches!(
        name,
        "method"
            | "setMethod"
            | "setRequestMethod"
            | "requestMethod"
            | "httpMethod"
            | "with_method"
            | "WithMethod"
    ) {
        let Some(argument) = call.arguments.first() else { return Vec::new() };
        return said(&values.of(At { unit: at.unit, expr: argument.value }, context));
    }
    let exact = matches!(
        name,
        "GET"
            | "PUT"
            | "POST"
            | "DELETE"
            | "put"
            | "post"
            | "delete"
            | "get"
            | "patch"
            | "PATCH"
            | "Put"
            | "Post"
            | "Delete"
            | "Get"
    );
    let named = if exact { verb_named(name) } else { None };
    named.into_iter().collect()
}

/// Whether a call stands in an arm that is taken for a verb: `case "PUT" -> …`.
fn is_arm_of_verb(unit: &Unit, call: ExprId) -> bool {
    let arm = unit.arm(unit.span(call));
    arm.is_some_and(|arm| {
        !arm.labels.is_empty() && arm.labels.iter().all(|label| verb_named(label).is_some())
    })
}

/// The names a request has: what it is bound to, or what it is told to. Where it is handed on,
/// what comes of it counts if that is asked for.
pub(super) fn names_told(values: &Values<'_>, at: At, handed_on: bool) -> Vec<Box<str>> {
    let program = values.program;
    let unit = program.unit(at.unit);
    let mut here = at;
    let mut names: Vec<Box<str>> = Vec::new();
    for _ in 0..12 {
        for bound in program.bound_to(here) {
            match &program.binding(*bound).target {
                Target::Name(name) | Target::Field(_, name) | Target::Member(_, name) => {
                    names.push(name.clone());
                }
            }
        }
        if !names.is_empty() {
            break;
        }
        let Some(parent) = program.parent(here) else { break };
        let goes_on = match program.expr(parent) {
            Expr::Call(call) => handed_on || call.callee == here.expr,
            Expr::Member(..) | Expr::Either(_) | Expr::Default(..) => true,
            _ => false,
        };
        if !goes_on {
            break;
        }
        here = parent;
    }
    // `xhr.open("PUT", url)`, where the verb is told to the object of the address.
    if let Expr::Call(call) = program.expr(at)
        && let Expr::Member(Some(object), _) = program.expr(At { unit: at.unit, expr: call.callee })
        && let Expr::Name(name) = unit.expr(*object)
    {
        names.push(name.clone());
    }
    // `curl_setopt($ch, CURLOPT_URL, url)` speaks of `$ch`.
    if let Expr::Call(call) = program.expr(at)
        && matches!(unit.last_name(call.callee), Some("curl_setopt" | "curl_setopt_array"))
        && let Some(first) = call.arguments.first()
        && let Expr::Name(name) = unit.expr(first.value)
    {
        names.push(name.clone());
    }
    names
}

/// What is done with the result: `request.httpMethod = "PUT"`, `conn.setRequestMethod("PUT")`.
pub(super) fn said_later(values: &Values<'_>, at: At, context: &Context) -> Vec<Verb> {
    let names = names_told(values, at, true);
    let (mut found, open) = told_to(values, at, &names, context);
    if open {
        found.push(Verb::Is(Method::Get));
    }
    let program = values.program;
    let unit = program.unit(at.unit);
    // What makes an address sends nothing, nor does a request of RestSharp; what is handed it does.
    let made = matches!(program.expr(at), Expr::Call(call)
        if !unit.last_name(call.callee).is_some_and(|name| sends(name) && name != "RestRequest"));
    if found.is_empty() && made && !names.is_empty() {
        let owner = unit.owner(at.expr);
        let is_it =
            |expr: ExprId| unit.last_name(expr).is_some_and(|n| names.iter().any(|k| &**k == n));
        let calls = unit.all().filter(|(id, _)| unit.owner(*id) == owner);
        found.extend(calls.filter_map(|(_, expr)| match expr {
            Expr::Call(call) if call.arguments.iter().any(|a| is_it(a.value)) => {
                unit.last_name(call.callee).and_then(verb_in_name)
            }
            _ => None,
        }));
    }
    found
}

/// Whether verbs that are told in branches may as well not be told: there is no place outside
/// of all branches, and none in what is left where another is not taken.
pub(super) fn may_be_left_out(branches: &[Vec<bool>]) -> bool {
    let left = |b: &Vec<bool>| b.iter().all(|holds| !holds);
    let taken = |b: &Vec<bool>| b.iter().any(|holds| *holds);
    !branches.is_empty()
        && branches.iter().all(|b| !b.is_empty())
        && !(branches.iter().any(left) && branches.iter().any(taken))
}

/// What the request of some names is told in the function around a place, and whether it may
/// as well be told nothing.
pub(super) fn told_to(
    values: &Values<'_>,
    at: At,
    names: &[Box<str>],
    context: &Context,
) -> (Vec<Verb>, bool) {
    let program = values.program;
    let unit = program.unit(at.unit);
    if names.is_empty() {
        return (Vec::new(), false);
    }
    let owner = unit.owner(at.expr);
    let is_it =
        |expr: ExprId| unit.last_name(expr).is_some_and(|n| names.iter().any(|k| &**k == n));
    let mut branches: Vec<Vec<bool>> = Vec::new();
    let told_at =
        |expr: ExprId| values.branches_between(At { unit: at.unit, expr }, at.expr, context);
    let mut set = Vec::new();
    for (_, place) in fields_set(values, at, &is_it, is_method_key, context) {
        set.extend(said(&values.of(place, context)));
        branches.push(told_at(place.expr));
    }
    let (mut found, mut options) = (Vec::new(), Vec::new());
    let mut by_arms: Vec<Verb> = Vec::new();
    for (id, expr) in unit.all().filter(|(id, _)| unit.owner(*id) == owner) {
        let Expr::Call(call) = expr else { continue };
        let place = At { unit: at.unit, expr: id };
        if values.contradicts(place, context) {
            continue;
        }
        found.extend(configured::told(values, place, call, &is_it, context));
        match unit.expr(call.callee) {
            Expr::Member(Some(object), name) if is_it(*object) && id != at.expr => {
                let told = of_step(values, place, call, name, context);
                if !told.is_empty() && is_arm_of_verb(unit, id) {
                    by_arms.extend(told);
                } else if !told.is_empty() {
                    // One of several is not the body that comes with the others.
                    let all = if told.len() > 1 { &mut set } else { &mut found };
                    all.extend(told);
                    branches.push(told_at(id));
                }
            }
            Expr::Name(name) if &**name == "curl_setopt_array" && id != at.expr => {
                let [of, options] = call.arguments.as_slice() else { continue };
                if is_it(of.value) {
                    let (set, _) = told_to_options(values, place, call, context);
                    let options = values.of(At { unit: at.unit, expr: options.value }, context);
                    let told: Vec<Verb> =
                        options.iter().flat_map(|o| in_options(values, o, 0)).chain(set).collect();
                    if !told.is_empty() {
                        found.extend(told);
                        branches.push(told_at(id));
                    }
                }
            }
            Expr::Name(name) if &**name == "curl_setopt" => {
                let of_it = call.arguments.first().is_some_and(|a| is_it(a.value));
                let option = call.arguments.get(1).and_then(|a| unit.last_name(a.value));
                if let (true, Some(option), Some(value)) = (of_it, option, call.arguments.get(2)) {
                    let before = options.len();
                    options.push((option.into(), value.value));
                    if !in_curl_options(values, at.unit, &options[before..], context).is_empty() {
                        branches.push(told_at(id));
                    }
                }
            }
            _ => {}
        }
    }
    found.extend(in_curl_options(values, at.unit, &options, context));
    // Told in branches of which it is not known which is taken, each counts by itself.
    let parted = branches.len() > 1 && branches.iter().all(|b| !b.is_empty());
    if parted {
        let each = options.chunks(1);
        found.extend(each.flat_map(|one| in_curl_options(values, at.unit, one, context)));
        found.dedup();
    }
    // `switch (method) { case "GET" -> request.GET(); … }`: it is the one that is asked for.
    if !by_arms.is_empty() {
        let fun = Fun { unit: at.unit, id: owner };
        let mut parameters = (0..).zip(&program.function(fun).parameters);
        let asked = parameters.find(|(place, _)| is_method_parameter(values, fun, *place));
        match asked {
            Some((_, parameter)) => {
                return (said(&values.named(at, &parameter.name, context)), false);
            }
            None => found.extend(by_arms),
        }
    }
    // A verb said outright beats the body that comes with it.
    let is_post = |v: &Verb| matches!(v, Verb::Is(Method::Post));
    if !parted && found.iter().chain(&set).any(|v| !is_post(v)) {
        found.retain(|v| !is_post(v));
    }
    set.extend(found);
    // What a caller says shows when it is looked at.
    let open = may_be_left_out(&branches) && !set.iter().any(|v| matches!(v, Verb::Parameter(..)));
    (set, open)
}
