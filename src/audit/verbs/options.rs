//! Verbs in the options a call is given.

use super::chain::may_be_left_out;
use super::{Verb, clear, is_method_key, said};
use crate::audit::ir::{Call, Expr, ExprId, Target};
use crate::audit::program::{At, Fun};
use crate::audit::values::{Context, Value, Values};
use crate::catalogue::Method;

/// The verb that options are given in a line of its own: `options.method = "PUT"`; and whether
/// they may as well be given none.
pub(super) fn told_to_options(
    values: &Values<'_>,
    at: At,
    call: &Call,
    context: &Context,
) -> (Vec<Verb>, bool) {
    let unit = values.program.unit(at.unit);
    let names: Vec<&str> = call
        .arguments
        .iter()
        .filter_map(|a| match unit.expr(a.value) {
            Expr::Name(name) => Some(&**name),
            _ => None,
        })
        .collect();
    if names.is_empty() {
        return (Vec::new(), false);
    }
    let is_it =
        |object: ExprId| matches!(unit.expr(object), Expr::Name(n) if names.contains(&&**n));
    let is_key = |field: &str| is_method_key(field) || field.starts_with("CURLOPT_");
    let (mut found, mut branches) = (Vec::new(), Vec::new());
    // `$options[CURLOPT_POST] = true`
    let mut set: Vec<(Box<str>, ExprId)> = Vec::new();
    for (field, place) in fields_set(values, at, &is_it, is_key, context) {
        if field.starts_with("CURLOPT_") {
            let one = (field.into(), place.expr);
            if in_curl_options(values, at.unit, std::slice::from_ref(&one), context).is_empty() {
                continue;
            }
            set.push(one);
        } else {
            let verbs = said(&values.of(place, context));
            // `type` is many things; only a verb counts.
            if field == "type" && !verbs.iter().any(|v| matches!(v, Verb::Is(_) | Verb::Odd)) {
                continue;
            }
            found.extend(verbs);
        }
        branches.push(values.branches_between(place, at.expr, context));
    }
    found.extend(in_curl_options(values, at.unit, &set, context));
    let open =
        may_be_left_out(&branches) && !found.iter().any(|v| matches!(v, Verb::Parameter(..)));
    (found, open)
}

/// What fields of an object are set to in lines of their own, in the function that a place
/// stands in: each field of a wanted name with its value, but where what callers give rules it out.
pub(super) fn fields_set<'v>(
    values: &'v Values<'_>,
    at: At,
    is_it: &'v dyn Fn(ExprId) -> bool,
    is_key: impl Fn(&str) -> bool + 'v,
    context: &'v Context,
) -> impl Iterator<Item = (&'v str, At)> + 'v {
    let unit = values.program.unit(at.unit);
    let owner = unit.owner(at.expr);
    unit.bindings.iter().filter(move |b| b.function == owner).filter_map(move |binding| {
        let Target::Member(object, field) = &binding.target else { return None };
        let place = At { unit: at.unit, expr: binding.value? };
        let set = is_key(field) && is_it(*object) && !values.contradicts(place, context);
        set.then_some((&**field, place))
    })
}

pub(super) fn is_options(values: &Values<'_>, fun: Fun, place: u16, path: &[Box<str>]) -> bool {
    let name = path.last().cloned().unwrap_or_else(|| {
        values.program.function(fun).parameters[usize::from(place)].name.clone()
    });
    let name = name.to_lowercase();
    ["option", "opts", "init", "config", "request", "req", "params", "settings", "args"]
        .iter()
        .any(|w| name.contains(w))
}

pub(super) fn is_method_parameter(values: &Values<'_>, fun: Fun, place: u16) -> bool {
    let parameter = &values.program.function(fun).parameters[usize::from(place)];
    let name = parameter.name.to_lowercase();
    name.contains("method") || name.contains("verb") || parameter.type_name.contains("Method")
}

/// The verbs that options say.
pub fn of_options(values: &Values<'_>, option: &Value) -> Vec<Verb> {
    in_options(values, option, 0)
}

pub(super) fn in_options(values: &Values<'_>, option: &Value, depth: u8) -> Vec<Verb> {
    match option {
        Value::Map(map, context) => {
            let Expr::Map(pairs) = values.program.expr(*map) else { return Vec::new() };
            let here = |expr: ExprId| At { unit: map.unit, expr };
            let mut found = Vec::new();
            for (key, value) in pairs {
                if is_method_key(key) {
                    let told = values.of(here(*value), context);
                    let mut said_here = clear(&told);
                    if said_here.is_empty()
                        && !told.is_empty()
                        && told.iter().all(|v| is_left_out(values, v, context))
                    {
                        said_here.push(Verb::Is(Method::Get));
                    }
                    if key.as_ref() == "type" {
                        // `type` is many things; only a verb counts.
                        found.extend(
                            said_here.into_iter().filter(|v| matches!(v, Verb::Is(_) | Verb::Odd)),
                        );
                    } else if said_here.is_empty() {
                        found.push(Verb::Unknown);
                    } else {
                        found.extend(said_here);
                    }
                }
            }
            found.extend(in_curl_options(values, map.unit, pairs, context));
            found.extend(set_where_made(values, *map, context));
            // What is spread behind a verb beats it, where that says one.
            let said_at = pairs.iter().rposition(|(key, _)| is_method_key(key));
            let behind = said_at.filter(|_| !found.is_empty()).map_or(0, |at| at + 1);
            if depth < 3 && (found.is_empty() || behind > 0) {
                for (_, value) in pairs[behind..].iter().filter(|(key, _)| &**key == "...") {
                    for inner in values.of(here(*value), context) {
                        let said = in_options(values, &inner, depth + 1);
                        if behind > 0 && matches!(inner, Value::Map(..)) && !said.is_empty() {
                            found.clear();
                        }
                        found.extend(said);
                    }
                }
            }
            found
        }
        // What the caller's options say shows when the caller is looked at.
        Value::Parameter(fun, place, _) => vec![Verb::Parameter(*fun, *place)],
        _ => Vec::new(),
    }
}

/// Whether a caller leaves out what is asked for: `send("/me")`, `send({ path: "/me" })`. What
/// sends requests from a script takes that for the verb that needs none.
fn is_left_out(values: &Values<'_>, value: &Value, context: &Context) -> bool {
    let Value::Unknown(at) = value else { return false };
    let program = values.program;
    let mut frames = std::iter::successors(context.as_ref(), |frame| frame.outer.as_ref());
    let left_out = match program.expr(*at) {
        Expr::Map(pairs) => !pairs.iter().any(|(key, _)| &**key == "..."),
        Expr::Call(call) => {
            frames.any(|frame| frame.call == *at) && !call.arguments.iter().any(|a| a.spread)
        }
        _ => false,
    };
    left_out && program.language(at.unit).family() == 0
}

/// The verbs that a function sets on options which it makes and gives back:
/// `if (method) options.method = method`.
fn set_where_made(values: &Values<'_>, map: At, context: &Context) -> Vec<Verb> {
    let program = values.program;
    let owner = program.owner(map);
    if context.as_ref().is_none_or(|frame| frame.function != owner) {
        return Vec::new();
    }
    let unit = program.unit(map.unit);
    let names: Vec<&str> = program
        .bound_to(map)
        .iter()
        .filter_map(|bound| match &program.binding(*bound).target {
            Target::Name(name) => Some(&**name),
            _ => None,
        })
        .collect();
    let is_it =
        |object: ExprId| matches!(unit.expr(object), Expr::Name(n) if names.contains(&&**n));
    let (mut found, mut branches) = (Vec::new(), Vec::new());
    let is_key = |field: &str| is_method_key(field) && field != "type";
    for (_, place) in fields_set(values, map, &is_it, is_key, context) {
        found.extend(said(&values.of(place, context)));
        branches.push(values.branches_between(place, map.expr, context));
    }
    if may_be_left_out(&branches) {
        found.push(Verb::Is(Method::Get));
    }
    found
}

/// The verb among the options of PHP's curl, whether they are set together or one by one: a
/// body is sent by `POST`, unless a verb is said.
pub(super) fn in_curl_options(
    values: &Values<'_>,
    unit: u32,
    pairs: &[(Box<str>, ExprId)],
    context: &Context,
) -> Vec<Verb> {
    let of =
        |key: &'static str| pairs.iter().filter(move |(k, _)| &**k == key).map(|(_, value)| *value);
    if of("CURLOPT_CUSTOMREQUEST").next().is_some() {
        let told = of("CURLOPT_CUSTOMREQUEST");
        return told.flat_map(|expr| said(&values.of(At { unit, expr }, context))).collect();
    }
    let is_set = |key: &'static str| {
        of(key).any(|value| {
            let name = values.program.unit(unit).last_name(value);
            !name.is_some_and(|n| n.eq_ignore_ascii_case("false"))
        })
    };
    if is_set("CURLOPT_PUT") {
        return vec![Verb::Is(Method::Put)];
    }
    let sends_body = is_set("CURLOPT_POST") || is_set("CURLOPT_POSTFIELDS");
    if sends_body { vec![Verb::Is(Method::Post)] } else { Vec::new() }
}
