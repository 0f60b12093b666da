//! Fields that are written out.

use super::{Value, Values};
use crate::audit::ir::{Expr, ExprId};
use crate::audit::program::At;

/// The expression of a key of fields written out.
pub fn field(values: &Values<'_>, map: At, key: &str, depth: u8) -> Option<At> {
    let Expr::Map(pairs) = values.program.expr(map) else { return None };
    let here = |expr: ExprId| At { unit: map.unit, expr };
    if let Some((_, value)) = pairs.iter().rev().find(|(k, _)| &**k == key) {
        return Some(here(*value));
    }
    if depth > 3 {
        return None;
    }
    pairs.iter().filter(|(k, _)| &**k == "...").find_map(|(_, value)| {
        values.of(here(*value), &None).iter().find_map(|v| match v {
            Value::Map(inner, _) => field(values, *inner, key, depth + 1),
            _ => None,
        })
    })
}
