//! Branches that are not taken with what callers give.

use super::{Context, Value, Values};
use crate::audit::ir::Guard;
use crate::audit::program::At;

impl Values<'_> {
    /// Whether an expression, reached through some calls, stands in a branch that what the
    /// callers give does not take.
    pub fn contradicts(&self, at: At, context: &Context) -> bool {
        let Some(frame) = context else { return false };
        let unit = self.program.unit(at.unit);
        let span = unit.span(at.expr);
        let around = |g: &&Guard| g.span.start <= span.start && span.end <= g.span.end;
        unit.guards.iter().filter(around).any(|guard| {
            let subject = At { unit: at.unit, expr: guard.subject };
            // Only what callers say is known to be all there is.
            let given = self.of(subject, &None);
            if !given.iter().any(|v| matches!(v, Value::Parameter(..))) {
                return false;
            }
            let values = self.of(subject, context);
            !values.is_empty()
                && values.iter().all(|value| match value {
                    // What is left out of a call of JavaScript is nothing.
                    Value::Unknown(of) if *of == frame.call => {
                        guard.texts.is_empty()
                            && guard.holds
                            && self.program.language(at.unit).family() == 0
                    }
                    value => is_against(guard, value),
                })
        })
    }
}

/// Whether a value cannot be what a branch asks for.
fn is_against(guard: &Guard, value: &Value) -> bool {
    if guard.texts.is_empty() {
        let anything = match value {
            Value::Text(text) => text.whole().map(|t| !t.is_empty()),
            Value::Outside(name) => match &**name {
                "true" | "True" => Some(true),
                "false" | "False" | "null" | "None" | "undefined" => Some(false),
                _ => None,
            },
            Value::List(..) | Value::Map(..) | Value::Function(_) => Some(true),
            _ => None,
        };
        return anything.is_some_and(|anything| anything != guard.holds);
    }
    match value {
        Value::Text(text) => text.whole().is_some_and(|said| {
            guard.texts.iter().any(|t| t.eq_ignore_ascii_case(said.trim())) != guard.holds
        }),
        _ => false,
    }
}
