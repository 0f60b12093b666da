//! Texts put together step by step: addresses by a chain of calls
//! (`HttpUrl.Builder().host("…").addPathSegment("me").build()`), and what builders of texts are
//! given one after the other (`builder.append("…")`).

use crate::audit::ir::{Call, Expr, ExprId, Unit};
use crate::audit::program::{At, Meaning, base_name};
use crate::audit::values::{Context, Text, Value, Values, concat};
use crate::sorted;

/// Steps that are followed.
const STEPS: usize = 24;

/// The address that the call at the end of such a chain gives; none where it is no such chain.
pub fn address(values: &Values<'_>, at: At, call: &Call, context: &Context) -> Option<Vec<Value>> {
    let unit = at.unit;
    let expr = |id: ExprId| values.program.expr(At { unit, expr: id });
    let texts = |id: ExprId| values.texts(At { unit, expr: id }, context);
    // From the last call back to the first.
    let mut steps: Vec<(&str, ExprId, &Call)> = Vec::new();
    let Expr::Member(Some(first), _) = expr(call.callee) else { return None };
    let mut open = *first;
    while let Expr::Call(step) = expr(open)
        && let Expr::Member(Some(object), name) = expr(step.callee)
        && steps.len() < STEPS
    {
        steps.push((name, *object, step));
        open = *object;
    }
    let mut parts: Vec<Vec<Text>> = Vec::new();
    let mut before = at;
    for (name, object, step) in steps.iter().rev() {
        let given = step.arguments.iter().map(|a| a.value);
        match *name {
            "host" | "authority" | "encodedAuthority" => {
                parts = vec![vec![Text::written("https://", at)]];
                parts.extend(given.take(1).map(texts));
            }
            "fromUriString" | "fromHttpUrl" | "fromUri" | "fromPath" => {
                parts = given.take(1).map(texts).collect();
            }
            "toHttpUrl" | "toHttpUrlOrNull" | "buildUpon" | "toUri" if parts.is_empty() => {
                parts = vec![texts(*object)];
            }
            // `BASE.newBuilder()` of an address, where that is known
            "newBuilder" if parts.is_empty() && step.arguments.is_empty() => {
                let base = texts(*object);
                if base.iter().any(|text| text.shown().contains("://")) {
                    parts = vec![base];
                }
            }
            "addPathSegment"
            | "addPathSegments"
            | "addEncodedPathSegment"
            | "addEncodedPathSegments"
            | "appendPath"
            | "appendEncodedPath"
            | "pathSegment"
                if !parts.is_empty() =>
            {
                for segment in given {
                    // It stands where what is before it does.
                    parts.push(vec![Text::written("/", before)]);
                    parts.push(texts(segment));
                    before = At { unit, expr: segment };
                }
            }
            "path" | "encodedPath" if !parts.is_empty() => parts.extend(given.take(1).map(texts)),
            _ => {}
        }
    }
    if parts.is_empty() {
        return None;
    }
    let whole = concat(&parts);
    let known = whole.iter().any(|text| text.shown().contains('/'));
    known.then(|| whole.into_iter().map(Value::Text).collect())
}

/// What a builder of texts was given one after the other: `new StringBuilder("a").append("b")`,
/// or wherever it is named in its file. Loops and conditions are left out: all that may be added
/// is, once. None where it is no such builder, or where more is done to what is in it.
pub fn appended(
    values: &Values<'_>,
    at: At,
    builder: ExprId,
    context: &Context,
) -> Option<Vec<Value>> {
    let program = values.program;
    let unit = program.unit(at.unit);
    let root = root(unit, builder);
    let meaning = |name: ExprId| match unit.expr(name) {
        Expr::Name(text) => program.meanings(at.unit, unit.owner(name), text),
        _ => Vec::new(),
    };
    let (made, named) = match meaning(root).as_slice() {
        [only @ Meaning::Bound(bound)] => {
            let binding = program.binding(*bound);
            let made = binding.value.map(|value| self::root(unit, value));
            if made.is_none() && !is_builder(base_name(&binding.type_name)) {
                return None;
            }
            (made, Some(*only))
        }
        [] => (Some(root), None),
        _ => return None,
    };
    let mut parts: Vec<Vec<Text>> = Vec::new();
    let texts = |expr: ExprId| values.texts(At { unit: at.unit, expr }, context);
    if let Some(made) = made {
        let Expr::Call(call) = unit.expr(made) else { return None };
        if !call.makes || !unit.last_name(call.callee).is_some_and(is_builder) {
            return None;
        }
        // A number is room for so many letters.
        let first = call.arguments.first().map(|a| texts(a.value)).unwrap_or_default();
        parts.push(first.into_iter().filter(|text| text.whole().is_some()).collect());
    }
    let is_it = |call: &At| {
        let root = self::root(unit, call.expr);
        made == Some(root) || named.is_some_and(|named| meaning(root) == [named])
    };
    let calls = |names: &'static [&str]| {
        names.iter().flat_map(|name| program.calls_in(at.unit, name)).filter(|call| is_it(call))
    };
    if calls(CHANGERS).next().is_some() {
        return None;
    }
    let mut given: Vec<(u32, ExprId)> = Vec::new();
    for step in calls(ADDERS) {
        if let Expr::Call(call) = unit.expr(step.expr)
            && let Some(first) = call.arguments.first()
        {
            given.push((unit.span(first.value).start, first.value));
        }
    }
    if given.is_empty() {
        return None;
    }
    sorted::sort_by_key(&mut given, |(place, _)| *place);
    parts.extend(given.into_iter().map(|(_, expr)| texts(expr)));
    Some(concat(&parts).into_iter().map(Value::Text).collect())
}

/// Methods that add to a builder of texts.
const ADDERS: &[&str] = &["append", "Append", "WriteString", "AppendLine"];
/// Methods that change what is in one.
const CHANGERS: &[&str] = &["insert", "Insert", "replace", "Replace", "reverse"];

/// Whether a call of that name puts something into a builder of texts, or makes one with it.
pub fn fills_builder(name: &str) -> bool {
    is_builder(name) || ADDERS.contains(&name)
}

fn is_builder(name: &str) -> bool {
    matches!(name, "StringBuilder" | "StringBuffer" | "Builder")
}

/// What a chain of calls begins with: `builder` of `builder.append("a").append("b")`.
fn root(unit: &Unit, expr: ExprId) -> ExprId {
    let mut root = expr;
    while let Expr::Call(call) = unit.expr(root)
        && let Expr::Member(Some(object), _) = unit.expr(call.callee)
        && !call.makes
    {
        root = *object;
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builders_are_filled_by_some_methods() {
        assert!(["StringBuilder", "append", "WriteString"].into_iter().all(fills_builder));
        assert!(!["insert", "length", "get"].into_iter().any(fills_builder));
    }
}
