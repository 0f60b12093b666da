//! Addresses put together by a chain of calls: `HttpUrl.Builder().host("…").addPathSegment("me").build()`.

use crate::audit::ir::{Call, Expr, ExprId};
use crate::audit::program::At;
use crate::audit::values::{Context, Text, Value, Values, concat};

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
