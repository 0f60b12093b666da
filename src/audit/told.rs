//! Which case of a requirement the code tells, by what it gives the fields of a request:
//! `public: false`, `uris=spotify:track:…`.
//!
//! A case is told only where every field that could tell one is written out or left out
//! for certain. One that is only known at run time leaves all cases open. Which case it is
//! then, [`crate::requirement::told`] says.

use crate::audit::ir::{Call, Expr, ExprId, Target};
use crate::audit::program::At;
use crate::audit::values::{Context, Value, Values};
use crate::libraries::Field;
pub use crate::requirement::case_names as names;
pub use crate::requirement::told::{Cases, Said, can_be_told, cases, in_text};

/// Maps within maps that are looked into.
const NESTED: u8 = 3;

/// What two looks at one call tell together: both their cases, or nothing where one of
/// them saw a request and could not tell.
pub fn both(one: Option<Cases>, other: Option<Cases>) -> Option<Cases> {
    match (one, other) {
        (None, told) | (told, None) => told,
        (Some(0), _) | (_, Some(0)) => Some(0),
        (Some(one), Some(other)) => Some(one | other),
    }
}

/// What an expression says.
pub fn said(values: &Values<'_>, at: At, context: &Context) -> Said {
    let found = values.of(at, context);
    let each = found.iter().map(|value| of_value(values, value));
    each.reduce(agreed).unwrap_or(Said::Unknown)
}

/// What two places say together.
#[allow(clippy::needless_pass_by_value, reason = "it is what `reduce` takes")]
fn agreed(one: Said, other: Said) -> Said {
    if one == other { one } else { Said::Unknown }
}

fn of_value(values: &Values<'_>, value: &Value) -> Said {
    match value {
        Value::Text(text) => in_text(&text.shown()),
        Value::Outside(name) => match name.rsplit('.').next().unwrap_or(name) {
            "true" | "True" | "TRUE" => Said::Truth(true),
            "false" | "False" | "FALSE" => Said::Truth(false),
            "None" | "null" | "nil" | "undefined" => Said::Absent,
            _ => Said::Unknown,
        },
        Value::List(list, context) => {
            let Expr::List(items) = values.program.expr(*list) else { return Said::Unknown };
            let mut texts = Vec::new();
            for item in items {
                match said(values, At { unit: list.unit, expr: *item }, context) {
                    Said::Texts(more) => texts.extend(more),
                    _ => return Said::Unknown,
                }
            }
            Said::Texts(texts)
        }
        _ => Said::Unknown,
    }
}

/// What a key of fields written out says.
pub fn in_fields(values: &Values<'_>, map: At, context: &Context, key: &str) -> Said {
    within_fields(values, map, context, key, 0)
}

fn within_fields(values: &Values<'_>, map: At, context: &Context, key: &str, depth: u8) -> Said {
    let Expr::Map(pairs) = values.program.expr(map) else { return Said::Unknown };
    if depth > NESTED {
        return Said::Unknown;
    }
    let here = |expr: ExprId| At { unit: map.unit, expr };
    let mut found = Said::Absent;
    for (name, value) in pairs {
        if is_key(name, key) {
            found = said(values, here(*value), context);
        } else if &**name == "..." {
            let spread = values.of(here(*value), context);
            let each = spread.iter().map(|value| match value {
                Value::Map(inner, context) => {
                    within_fields(values, *inner, context, key, depth + 1)
                }
                _ => Said::Unknown,
            });
            match each.reduce(agreed).unwrap_or(Said::Unknown) {
                Said::Absent => {}
                told => found = told,
            }
        }
    }
    settled(values, map, key, found)
}

/// Whether a name in the code is that of a field: `public`, `Public`, `@public`.
fn is_key(name: &str, key: &str) -> bool {
    name.trim_matches(['@', '"', '\'', '`']).eq_ignore_ascii_case(key)
}

/// What an object made in one place says once it was handed about: nothing for certain
/// where more is done with it, for all that is known.
fn settled(values: &Values<'_>, object: At, key: &str, found: Said) -> Said {
    let program = values.program;
    let unit = program.unit(object.unit);
    let bound = program.bound_to(object);
    if bound.is_empty() {
        // Given back by a function, it may be filled in elsewhere.
        let stays = program.parent(object).is_some();
        return if stays || found != Said::Absent { found } else { Said::Unknown };
    }
    for bound in bound {
        let Target::Name(name) = &program.binding(*bound).target else { return Said::Unknown };
        let is_it = |expr: ExprId| matches!(unit.expr(expr), Expr::Name(n) if n == name);
        let set_later = unit.bindings.iter().any(
            |b| matches!(&b.target, Target::Member(of, field) if is_key(field, key) && is_it(*of)),
        );
        let given = program.binding(*bound).span;
        let uses = unit.all().filter(|(id, _)| is_it(*id) && unit.span(*id).start != given.start);
        let uses = uses.count();
        if set_later || found == Said::Absent && uses > 1 {
            return Said::Unknown;
        }
    }
    found
}

/// What a call of a library gives a field of its request.
pub fn in_call(values: &Values<'_>, at: At, call: &Call, field: &Field) -> Said {
    // Where arguments have neither names nor defaults, the call is of another release.
    let must_be_given = field.default.is_none()
        && field.argument.keyword.is_empty()
        && field.argument.within.is_empty()
        && field.then.is_empty();
    let left_out = || match field.default {
        Some(default) => Said::Truth(default),
        None if must_be_given => Said::Unknown,
        None => Said::Absent,
    };
    if !field.then.is_empty() {
        return match in_chain(values, at, field.then) {
            Some(Said::Absent) => left_out(),
            told => told.unwrap_or(Said::Unknown),
        };
    }
    let here = |expr: ExprId| At { unit: at.unit, expr };
    let wanted = &field.argument;
    let mut by_name = call.arguments.iter();
    let by_name =
        by_name.find(|a| !wanted.keyword.is_empty() && a.name.as_deref() == Some(wanted.keyword));
    let by_place = || {
        let mut unnamed = call.arguments.iter().filter(|a| a.name.is_none() && !a.spread);
        unnamed.nth(usize::from(wanted.position?))
    };
    let spreads = call.arguments.iter().any(|a| a.spread);
    let Some(argument) = by_name.or_else(by_place) else {
        return if spreads { Said::Unknown } else { left_out() };
    };
    if wanted.within.is_empty() {
        return said(values, here(argument.value), &None);
    }
    let objects = values.of(here(argument.value), &None);
    let each = objects.iter().map(|object| match object {
        Value::Map(map, context) => in_fields(values, *map, context, wanted.within),
        Value::Made(_, Some((made, context))) => made_with(values, *made, context, wanted.within),
        _ => Said::Unknown,
    });
    match each.reduce(agreed).unwrap_or(Said::Unknown) {
        Said::Absent => left_out(),
        told => told,
    }
}

/// What an object is made with by name: `new Details("x") { Public = false }`.
fn made_with(values: &Values<'_>, made: At, context: &Context, key: &str) -> Said {
    let Expr::Call(call) = values.program.expr(made) else { return Said::Unknown };
    let given = call.arguments.iter().find(|a| a.name.as_deref().is_some_and(|n| is_key(n, key)));
    let found = match given {
        Some(given) => said(values, At { unit: made.unit, expr: given.value }, context),
        None if call.arguments.iter().any(|a| a.spread) => Said::Unknown,
        // What a function gives back may hold anything.
        None if !call.makes && !is_type(values, made, call) => Said::Unknown,
        None => Said::Absent,
    };
    settled(values, made, key, found)
}

fn is_type(values: &Values<'_>, made: At, call: &Call) -> bool {
    let name = values.program.unit(made.unit).last_name(call.callee);
    name.is_some_and(|name| name.starts_with(char::is_uppercase))
}

/// What a call in the chain after another is given: `create(…).public_(false).build()`;
/// none where the chain does not end here.
fn in_chain(values: &Values<'_>, at: At, then: &str) -> Option<Said> {
    let program = values.program;
    let mut here = at;
    let mut found = Said::Absent;
    loop {
        let member = program.parent(here)?;
        let Expr::Member(_, name) = program.expr(member) else { return None };
        let outer = program.parent(member)?;
        let Expr::Call(call) = program.expr(outer) else { return None };
        if call.callee != member.expr {
            return None;
        }
        match (&**name, call.arguments.first()) {
            ("build", _) => return Some(found),
            (name, Some(first)) if name == then => {
                found = said(values, At { unit: at.unit, expr: first.value }, &None);
            }
            _ => {}
        }
        here = outer;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_looks_tell_both_their_cases() {
        assert_eq!(both(Some(3), Some(5)), Some(7));
        assert_eq!(both(None, Some(5)), Some(5));
        assert_eq!(both(Some(5), None), Some(5));
        assert_eq!(both(Some(5), Some(0)), Some(0));
    }
}
