//! Whether what a table says of a call holds of it.

use crate::audit::ir::{Call, Expr, ExprId};
use crate::audit::program::At;
use crate::audit::values::{Context, Text, Value, Values, field};
use crate::audit::verbs::words;
use crate::libraries::{self, Condition, Is};

/// Whether a condition of the tables holds of a call; none where that cannot be told.
pub fn condition_holds(
    values: &Values<'_>,
    at: At,
    call: &Call,
    condition: &Condition,
) -> Option<bool> {
    holds(values, at, call, condition, true)
}

/// The same; whether something is a text or a list is also guessed by its name, if wanted.
pub fn holds(
    values: &Values<'_>,
    at: At,
    call: &Call,
    condition: &Condition,
    by_name: bool,
) -> Option<bool> {
    let given = argument(values, at, call, &condition.argument, &None);
    let Some(given) = given else {
        return Some(matches!(condition.is, Is::Absent | Is::NoText | Is::NoList | Is::NoKey(_)));
    };
    let known = values.of(given, &None);
    let null = matches!(values.program.expr(given), Expr::Name(n) if matches!(&**n, "None" | "null" | "nil" | "undefined"));
    if null {
        return Some(matches!(condition.is, Is::Absent | Is::NoText | Is::NoList | Is::NoKey(_)));
    }
    let is_text = known.iter().any(|v| matches!(v, Value::Text(_)))
        || matches!(values.program.expr(given), Expr::Text(_) | Expr::Join(_));
    let is_list = known.iter().any(|v| matches!(v, Value::List(..)))
        || matches!(values.program.expr(given), Expr::List(_));
    let is_map = known.iter().any(|v| matches!(v, Value::Map(..)));
    let plural = if by_name { names_several(values, given) } else { None };
    match condition.is {
        Is::Absent => Some(false),
        Is::Present => Some(true),
        Is::Text => match (is_text, is_list || is_map) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => plural.map(|p| !p),
        },
        Is::NoText => match (is_text, is_list || is_map) {
            (true, _) => Some(false),
            (_, true) => Some(true),
            _ => plural,
        },
        Is::List => match (is_list, is_text || is_map) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => plural,
        },
        Is::NoList => match (is_list, is_text || is_map) {
            (true, _) => Some(false),
            (_, true) => Some(true),
            _ => plural.map(|p| !p),
        },
        Is::Key(key) | Is::NoKey(key) => {
            let wants = matches!(condition.is, Is::Key(_));
            for value in &known {
                if let Value::Map(map, _) = value
                    && let Expr::Map(pairs) = values.program.expr(*map)
                {
                    let has = pairs.iter().any(|(k, _)| &**k == key);
                    let spread = pairs.iter().any(|(k, _)| &**k == "...");
                    return (!spread || has).then_some(has == wants);
                }
            }
            None
        }
        Is::Constant(name) => {
            let last = values.program.unit(given.unit).last_name(given.expr)?;
            let wanted = name.rsplit('.').next().unwrap_or(name);
            // A name that begins small is a variable.
            let is_it = last.eq_ignore_ascii_case(wanted);
            (is_it || last.starts_with(char::is_uppercase)).then_some(is_it)
        }
        Is::Equal(text) => {
            let texts: Vec<String> =
                values.texts(given, &None).iter().filter_map(Text::whole).collect();
            (!texts.is_empty()).then(|| texts.iter().any(|t| t == text))
        }
    }
}

/// Whether an expression's name speaks of several things: `ids`, `trackUris`, `a.map(…)`.
fn names_several(values: &Values<'_>, at: At) -> Option<bool> {
    let program = values.program;
    let name = match program.expr(at) {
        Expr::Call(call) => {
            let name = program.unit(at.unit).last_name(call.callee)?;
            match name {
                "map" | "filter" | "slice" | "collect" | "list" | "Array" | "ToList" | "listOf"
                | "toList" | "split" | "concat" => return Some(true),
                _ if !call.arguments.is_empty() => return None,
                // As many as there were.
                "uniq" | "compact" | "flatten" | "shuffle" | "reverse" | "sort" | "to_a"
                | "to_s" | "to_str" | "strip" | "toString" | "trim" | "presence" => {
                    let Expr::Member(Some(object), _) = program.unit(at.unit).expr(call.callee)
                    else {
                        return None;
                    };
                    return names_several(values, At { unit: at.unit, expr: *object });
                }
                // A getter: `song.spotify_id`, `track.getId()`.
                _ => match program.unit(at.unit).expr(call.callee) {
                    Expr::Member(Some(_), name) => name,
                    _ => return None,
                },
            }
        }
        Expr::Name(name) | Expr::Member(_, name) => name,
        Expr::List(_) => return Some(true),
        Expr::Index(..) | Expr::Text(_) | Expr::Join(_) => return Some(false),
        _ => return None,
    };
    let last = words(name).pop()?;
    Some(
        last.ends_with('s') && !last.ends_with("ss")
            || matches!(last.as_str(), "batch" | "chunk" | "list" | "array" | "group"),
    )
}

/// The argument of a call that the tables speak of, with what is inside it.
pub fn argument(
    values: &Values<'_>,
    at: At,
    call: &Call,
    wanted: &libraries::Argument,
    context: &Context,
) -> Option<At> {
    let here = |expr: ExprId| At { unit: at.unit, expr };
    let by_name = call
        .arguments
        .iter()
        .find(|a| !wanted.keyword.is_empty() && a.name.as_deref() == Some(wanted.keyword));
    let by_place = || {
        let position = usize::from(wanted.position?);
        let mut unnamed = call.arguments.iter().filter(|a| a.name.is_none());
        unnamed.nth(position).filter(|a| !a.spread)
    };
    let argument = by_name.or_else(by_place)?;
    let mut at = here(argument.value);
    for key in wanted.within.split('.').filter(|k| !k.is_empty()) {
        let maps = values.of(at, context);
        let inner = maps.iter().find_map(|v| match v {
            Value::Map(map, _) => field(values, *map, key, 0),
            _ => None,
        });
        at = inner?;
    }
    Some(at)
}
